//! In the shop's app: looking, coupons, fittings, collecting orders.

use crate::model::MINUTE;

use super::calendar::{day as day_of, in_store, online};
use super::catalogue::{Category, Item};
use super::chance::between;
use super::channels::Tap;
use super::life::{Coupon, Diary, Life};
use super::numbers::scrambled;
use super::people::Resident;

impl<'a> Life<'a> {
    /// Something done in their own app. Now and then they are signed out.
    pub fn tap(&mut self, who: &Resident, at: i64, tap: Tap) {
        let Some(app) = &who.app else { return };
        let day = day_of(at);
        let (fresh, phone) = match app.renewed {
            Some((since, new_phone)) if day >= since => (1, u32::from(new_phone)),
            _ => (0, 0),
        };
        let seed = self.options.seed;
        let device = format!("dev-{:010x}", scrambled(seed, 0xdd, self.household, who.member * 2 + phone));
        let install = format!("in-{:010x}", scrambled(seed, 0xdf, self.household, who.member * 2 + fresh));
        // After a new installation people take some days to sign in again.
        let signed_out = match app.renewed {
            Some((since, _)) if (since..since + 5).contains(&day) => self.random.chance(0.6),
            _ => self.random.chance(0.06),
        };
        let card = tap.member_card.or_else(|| who.card(day).filter(|_| !signed_out));
        let tap = Tap { device_id: &device, install_id: &install, member_card: card, ..tap };
        self.book.tap(at, tap, Some(&who.person.id));
    }

    /// Looks at one item, as one does before or after an empty shelf.
    pub fn look_up(&mut self, who: &Resident, at: i64, store: usize, item: &Item) {
        let store = self.stores.get(store).map(|store| store.id.as_str());
        self.tap(who, at, Tap { event: "view_item", store, jan: Some(&item.jan), ..Tap::default() });
    }

    /// Compares a few items of a category, and reserves a fitting if she or he means to go.
    pub fn look_in_app(
        &mut self,
        who: &Resident,
        day: i64,
        category: &Category,
        item: &Item,
        store: usize,
        goes: bool,
    ) {
        let mut at = online(&mut self.random, day);
        for _ in 0..between(&mut self.random, 0, 3) {
            if let Some(other) = self.catalogue.item(&mut self.random, category)
                && other.number != item.number
            {
                self.tap(who, at, Tap { event: "view_item", jan: Some(&other.jan), ..Tap::default() });
                at += between(&mut self.random, 8, 120) * 1000;
            }
        }
        self.look_up(who, at, store, item);
        if goes && self.random.chance(0.3) {
            let store = self.stores.get(store).map(|store| store.id.as_str());
            let at = at + between(&mut self.random, 10, 90) * 1000;
            let tap = Tap { event: "reserve_fitting", store, jan: Some(&item.jan), ..Tap::default() };
            self.tap(who, at, tap);
        }
    }

    /// The day's idle minute: a push message, a coupon, a look.
    pub fn glance(&mut self, diary: &mut Diary<'a>, day: i64) {
        let who = diary.who;
        if who.app.is_none() || !self.random.chance(0.12) {
            return;
        }
        let at = online(&mut self.random, day);
        let point = self.random.unit();
        if point < 0.45 {
            self.tap(who, at, Tap { event: "push_open", ..Tap::default() });
        }
        if point < 0.6 && self.random.chance(0.4) {
            let code = format!("C{:02}", between(&mut self.random, 1, 12));
            let later = at + between(&mut self.random, 5, 60) * 1000;
            self.tap(who, later, Tap { event: "coupon_get", coupon: Some(&code), ..Tap::default() });
            let until = day + between(&mut self.random, 7, 21);
            diary.coupons.push(Coupon { code, until });
        }
        if point > 0.5
            && let Some(category) = self.random.pick(&self.catalogue.daily)
            && let Some(item) = self.catalogue.item(&mut self.random, category)
        {
            self.tap(who, at + MINUTE, Tap { event: "view_item", jan: Some(&item.jan), ..Tap::default() });
        }
    }

    /// Names the account with the online shop in the app: the one place where card and account meet.
    pub fn link_account(&mut self, who: &Resident, day: i64) {
        let (Some(account), Some(card)) = (who.account(day), who.card(day)) else { return };
        if who.app.is_some() && self.random.chance(0.8) {
            let at = online(&mut self.random, day);
            let tap = Tap {
                event: "link_account",
                account: Some(account),
                member_card: Some(card),
                ..Tap::default()
            };
            self.tap(who, at, tap);
        }
    }

    /// Collects an order at a store; only the app notes it.
    pub fn pickup(&mut self, who: &Resident, day: i64, store: usize, item: &Item, order: &str) {
        let at = in_store(&mut self.random, day);
        let store = self.stores.get(store).map(|store| store.id.as_str());
        let tap =
            Tap { event: "pickup", store, jan: Some(&item.jan), order_id: Some(order), ..Tap::default() };
        self.tap(who, at, tap);
    }
}
