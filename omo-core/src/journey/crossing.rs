//! Crossings: where customers go from online to offline and back.

use serde::{Deserialize, Serialize};

use super::table::Touch;
use super::{Journeys, Stage};
use crate::model::{Action, Side};

/// How customers move between online and offline.
///
/// The last four count customers. Buying is any touchpoint of stage [`Buy`](Stage::Buy); "after" means within
/// [`crossing_days`](super::JourneyOptions::crossing_days), except for coupons and pickups, which have their
/// own time: there it means any time later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Crossings {
    /// Customers with a touchpoint online.
    pub customers_online: u32,
    /// Customers with a touchpoint offline.
    pub customers_offline: u32,
    /// Customers with both.
    pub customers_both: u32,
    /// Touchpoints offline whose customer was online just before.
    pub online_to_offline: u32,
    /// Touchpoints online whose customer was offline just before.
    pub offline_to_online: u32,
    /// Customers who bought offline after a touchpoint online: research online, purchase offline.
    pub bought_in_store_after_online: u32,
    /// Customers who bought online after a touchpoint offline: showrooming, or a store that sells beyond its door.
    pub bought_online_after_store: u32,
    /// Customers who bought online and later collected an order.
    pub ordered_online_picked_up: u32,
    /// Customers who were given a coupon online and later used one offline.
    pub coupon_online_used_in_store: u32,
}

/// What of a kind matters here.
#[derive(Debug, Clone, Copy)]
struct Role {
    side: Side,
    deed: Deed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Buy,
    /// Redeeming is buying too.
    Redeem {
        buy: bool,
    },
    Issue,
    Pickup,
    Other,
}

/// Counts crossings, one journey after the other.
#[derive(Debug)]
pub(super) struct Counter {
    roles: Vec<Role>,
    window: i64,
    pub total: Crossings,
}

impl Counter {
    pub fn new(journeys: &Journeys) -> Self {
        let role = |kind: &super::table::Kind| {
            let name = journeys.actions.get(kind.action as usize).map_or("", String::as_str);
            let buy = kind.stage == Stage::Buy;
            let deed = match Action::read(name) {
                Action::CouponRedeemed => Deed::Redeem { buy },
                _ if buy => Deed::Buy,
                Action::CouponIssued => Deed::Issue,
                Action::Pickup => Deed::Pickup,
                _ => Deed::Other,
            };
            Role { side: kind.side, deed }
        };
        let roles = journeys.kinds.iter().map(role).collect();
        Self { roles, window: journeys.spans.crossing, total: Crossings::default() }
    }

    pub fn add(&mut self, journey: &[Touch]) {
        let mut before: Option<Side> = None;
        let (mut online, mut offline): (Option<i64>, Option<i64>) = (None, None);
        let (mut ordered, mut issued) = (false, false);
        let (mut to_store, mut to_web, mut picked, mut used) = (false, false, false, false);
        for &touch in journey {
            let Some(&Role { side, deed }) = self.roles.get(touch.kind as usize) else { continue };
            let lately = |last: Option<i64>| last.is_some_and(|last| touch.at - last <= self.window);
            let buys = matches!(deed, Deed::Buy | Deed::Redeem { buy: true });
            match side {
                Side::Offline => {
                    self.total.online_to_offline += u32::from(before == Some(Side::Online));
                    to_store |= buys && lately(online);
                    used |= issued && matches!(deed, Deed::Redeem { .. });
                    offline = Some(touch.at);
                }
                Side::Online => {
                    self.total.offline_to_online += u32::from(before == Some(Side::Offline));
                    to_web |= buys && lately(offline);
                    issued |= deed == Deed::Issue;
                    ordered |= buys;
                    online = Some(touch.at);
                }
            }
            // In person by its nature, whichever system told of it.
            picked |= ordered && deed == Deed::Pickup;
            before = Some(side);
        }
        self.total.customers_online += u32::from(online.is_some());
        self.total.customers_offline += u32::from(offline.is_some());
        self.total.customers_both += u32::from(online.is_some() && offline.is_some());
        self.total.bought_in_store_after_online += u32::from(to_store);
        self.total.bought_online_after_store += u32::from(to_web);
        self.total.ordered_online_picked_up += u32::from(picked);
        self.total.coupon_online_used_in_store += u32::from(used);
    }
}

impl Journeys {
    /// How customers move between online and offline.
    #[must_use]
    pub fn crossings(&self) -> Crossings {
        let mut counter = Counter::new(self);
        self.all().for_each(|journey| counter.add(journey));
        counter.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};
    use crate::model::DAY;

    /// By hand: one customer for each way to cross, and one for each way to miss it.
    #[test]
    fn each_way_to_cross_by_hand() {
        let mut touches = Touches::default();
        let rows = [
            // Looked online, bought in the store on the seventh day.
            ("web to store", 0, "ec", "view"),
            ("web to store", 7, "pos", "purchase"),
            // A day too late.
            ("too late", 0, "ec", "view"),
            ("too late", 8, "pos", "purchase"),
            // Looked in the store, bought online.
            ("showroom", 0, "store", "visit"),
            ("showroom", 1, "ec", "purchase"),
            // Ordered online, collected weeks later; the order came first, so no showroom.
            ("collects", 0, "ec", "purchase"),
            ("collects", 20, "store", "pickup"),
            // Coupon on the phone, used at the till a month later.
            ("coupon", 0, "app", "coupon_issued"),
            ("coupon", 30, "pos", "coupon_redeemed"),
            // Coupon used before it was given: another one.
            ("other coupon", 0, "pos", "coupon_redeemed"),
            ("other coupon", 30, "app", "coupon_issued"),
            // Never crosses.
            ("at home", 0, "ec", "view"),
            ("at home", 1, "ec", "purchase"),
        ];
        for (who, day, channel, action) in rows {
            touches.push(who, day * DAY, channel, action);
        }
        let expected = Crossings {
            customers_online: 7,
            customers_offline: 6,
            customers_both: 6,
            online_to_offline: 4,
            offline_to_online: 2,
            bought_in_store_after_online: 1,
            bought_online_after_store: 1,
            ordered_online_picked_up: 1,
            coupon_online_used_in_store: 1,
        };
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        assert_eq!(journeys.crossings(), expected);
    }
}
