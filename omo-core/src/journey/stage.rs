//! How far a customer has come: the stage of consideration that a touchpoint stands for.

use std::fmt;

use serde::Serialize;

use crate::form;
use crate::model::{Action, Channels};

/// A stage of consideration, in the order a textbook customer goes through them.
///
/// Real customers skip stages and come back; nothing here assumes that they do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Learns that the shop or product is there.
    Know,
    /// Weighs a product.
    Consider,
    /// Is in a store.
    Visit,
    /// Buys.
    Buy,
    /// Has it in hand.
    Use,
    /// Asks for help.
    Support,
    /// Brings it back.
    Return,
}

form::words!(Stage { Know = "know", Consider = "consider", Visit = "visit", Buy = "buy", Use = "use", Support = "support", Return = "return" });

/// Channels that speak to many at once: what is seen there makes known, and is not yet weighed.
const BROADCAST: [&str; 13] = [
    "ad", "ads", "banner", "display", "email", "flyer", "mail", "post", "push", "signage", "sns", "social",
    "tv",
];

impl Stage {
    /// All stages in order.
    pub const ALL: [Self; 7] =
        [Self::Know, Self::Consider, Self::Visit, Self::Buy, Self::Use, Self::Support, Self::Return];

    /// The stage's name, as written in JSON and in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Know => "know",
            Self::Consider => "consider",
            Self::Visit => "visit",
            Self::Buy => "buy",
            Self::Use => "use",
            Self::Support => "support",
            Self::Return => "return",
        }
    }

    /// The usual stage of an action on a channel.
    ///
    /// | stage | actions | the shop's own words |
    /// | --- | --- | --- |
    /// | know | `search`, `coupon_issued`, `signage_seen`; `view` on `ad`, `email`, `push`, `signage`, `social` … | every word not below |
    /// | consider | `view` elsewhere, `cart`, `reservation` | `checkout`, `compare`, `favorite`, `review_read`, `try_on`, `wishlist` |
    /// | visit | `visit`, `check_in` | |
    /// | buy | `purchase`, `payment`, `coupon_redeemed` | `order` |
    /// | use | `pickup`, `review` | `delivered` |
    /// | support | `inquiry` | `complaint`, `repair` |
    /// | return | `return` | `exchange`, `refund` |
    ///
    /// A coupon is redeemed at the till, so it is part of buying. A pickup follows a purchase made elsewhere
    /// and puts the product in the customer's hand. Who reviews has used it. A word of the shop's own that
    /// tells nothing counts as know, the stage that claims least; a [`StageRule`] says better.
    ///
    /// ```
    /// use omo_core::Action;
    /// use omo_core::journey::Stage;
    /// assert_eq!(Stage::of("ec", &Action::View), Stage::Consider);
    /// assert_eq!(Stage::of("signage", &Action::View), Stage::Know);
    /// assert_eq!(Stage::of("store", &Action::read("barista_talk")), Stage::Know);
    /// ```
    #[must_use]
    pub fn of(channel: &str, action: &Action) -> Self {
        match action {
            Action::View if BROADCAST.contains(&channel) => Self::Know,
            Action::Search | Action::CouponIssued | Action::SignageSeen => Self::Know,
            Action::View | Action::Cart | Action::Reservation => Self::Consider,
            Action::Visit | Action::CheckIn => Self::Visit,
            Action::Purchase | Action::Payment | Action::CouponRedeemed => Self::Buy,
            Action::Pickup | Action::Review => Self::Use,
            Action::Inquiry => Self::Support,
            Action::Return => Self::Return,
            Action::Custom(word) => match word.as_str() {
                "checkout" | "compare" | "favorite" | "review_read" | "try_on" | "wishlist" => Self::Consider,
                "order" => Self::Buy,
                "delivered" => Self::Use,
                "complaint" | "repair" => Self::Support,
                "exchange" | "refund" => Self::Return,
                _ => Self::Know,
            },
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A stage the shop decides itself: for an action, on one channel or on all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StageRule {
    /// The channel it holds on; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub channel: Option<String>,
    /// The action it holds for, one of the usual or the shop's own word.
    pub action: String,
    /// The stage such a touchpoint stands for.
    pub stage: Stage,
}

form::record!(StageRule { action: String::new(), stage: Stage::Know } { channel: None });

/// The stage by the first rule that fits, else the usual one.
pub(super) fn by_rules(rules: &[StageRule], channel: &str, action: &Action) -> Stage {
    let fits = |rule: &&StageRule| {
        Action::read(&rule.action) == *action
            && rule.channel.as_ref().is_none_or(|name| Channels::canonical(name) == channel)
    };
    rules.iter().find(fits).map_or_else(|| Stage::of(channel, action), |rule| rule.stage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_json_and_in_order() {
        for stage in Stage::ALL {
            assert_eq!(serde_json::to_string(&stage).unwrap(), format!("\"{}\"", stage.name()));
        }
        assert!(Stage::ALL.is_sorted());
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        let rule = |channel: Option<&str>, action: &str, stage| StageRule {
            channel: channel.map(Into::into),
            action: action.into(),
            stage,
        };
        let rules = [
            rule(Some("Pop-Up Van"), "view", Stage::Visit),
            rule(None, "barista talk", Stage::Consider),
            rule(None, "view", Stage::Know),
            rule(None, "view", Stage::Buy),
        ];
        assert_eq!(by_rules(&rules, "pop_up_van", &Action::View), Stage::Visit);
        assert_eq!(by_rules(&rules, "ec", &Action::View), Stage::Know);
        assert_eq!(by_rules(&rules, "store", &Action::read("Barista-Talk")), Stage::Consider);
        assert_eq!(by_rules(&rules, "pos", &Action::Purchase), Stage::Buy);
    }
}
