//! At the till: baskets, empty shelves, coupons, returns, and the tablet by the fitting room.

use crate::model::MINUTE;

use super::calendar::in_store;
use super::catalogue::Item;
use super::chance::between;
use super::channels::{NOBODY, Receipt, Sold, Tap};
use super::life::{Diary, Life, Plan};
use super::numbers::scrambled;
use super::people::Resident;

impl<'a> Life<'a> {
    /// Goes to a store for a basket of things, and buys what is there.
    pub fn trip(&mut self, diary: &mut Diary<'a>, day: i64, store: usize, wishes: &[&'a Item]) {
        let who = diary.who;
        let at = in_store(&mut self.random, day);
        let Some(name) = self.stores.get(store).map(|store| store.id.as_str()) else { return };
        let mut lines: Vec<Sold<'a>> = vec![];
        for &wish in wishes {
            if let Some(item) = self.on_shelf(who, at, store, wish) {
                let some = self.random.chance(0.2) && !self.catalogue.is_wear(item);
                add(&mut lines, item, if some { 2 } else { 1 });
            }
        }
        for _ in 0..2 {
            if self.random.chance(0.25)
                && let Some(category) = self.random.pick(&self.catalogue.daily)
                && let Some(item) = self.catalogue.item(&mut self.random, category)
                && !self.catalogue.is_out(store, item.number, day)
            {
                add(&mut lines, item, 1);
            }
        }
        self.on_the_way(who, at, name);
        if lines.is_empty() {
            return;
        }
        let shows = self.random.chance(who.shows_card);
        let card = who.card(day).filter(|_| shows);
        let cashless = self.random.chance(who.cashless);
        let token = who.token.as_deref().filter(|_| cashless);
        let coupon = card.is_some().then(|| self.redeem(diary, day)).flatten();
        let phone = if card.is_none() { self.phone_at_till(who) } else { None };
        let receipt = Receipt {
            at,
            store: name,
            returned: false,
            card,
            token,
            phone: phone.as_deref(),
            lines: &lines,
            coupon: coupon.as_deref(),
        };
        self.book.receipt(&receipt, &who.person.id);
        let told = card.is_some() || token.is_some();
        for sold in lines {
            self.aftermath(diary, day, sold, || Plan::Return { store, sold, told });
        }
    }

    /// Takes an item from the shelf, or another of its kind, or nothing where it is out.
    fn on_shelf(&mut self, who: &Resident, at: i64, store: usize, wish: &'a Item) -> Option<&'a Item> {
        let day = super::calendar::day(at);
        if !self.catalogue.is_out(store, wish.number, day) {
            return Some(wish);
        }
        // Whoever has the app looks up why.
        if self.random.chance(0.5) {
            let before = at - between(&mut self.random, 1, 20) * MINUTE;
            self.look_up(who, before, store, wish);
        }
        if !self.random.chance(0.5) {
            return None;
        }
        let all = self.catalogue.daily.iter().chain(&self.catalogue.wear);
        let category = all.into_iter().find(|category| category.name == wish.category)?;
        let other = self.catalogue.item(&mut self.random, category)?;
        Some(other).filter(|other| !self.catalogue.is_out(store, other.number, day))
    }

    /// The phone number that staff type when no card is shown: mostly none, now and then their own idea of one.
    fn phone_at_till(&mut self, who: &Resident) -> Option<String> {
        let point = self.random.unit();
        match (point, &who.person.phone) {
            (..0.02, _) => Some(NOBODY.into()),
            (..0.06, Some(phone)) => Some(self.book.by_hand(0.04, phone.clone())),
            _ => None,
        }
    }

    /// Uses the oldest coupon that is still good.
    fn redeem(&mut self, diary: &mut Diary, day: i64) -> Option<String> {
        diary.coupons.retain(|coupon| coupon.until >= day);
        let used = !diary.coupons.is_empty() && self.random.chance(0.6);
        used.then(|| diary.coupons.remove(0).code)
    }

    /// Checks in, passes a sign, asks the tablet.
    fn on_the_way(&mut self, who: &Resident, at: i64, store: &str) {
        let day = super::calendar::day(at);
        let tap = |event| Tap { event, store: Some(store), ..Tap::default() };
        if who.app.is_some() {
            if self.random.chance(0.45) {
                let earlier = between(&mut self.random, 8, 30) * MINUTE;
                self.tap(who, at - earlier, tap("check_in"));
            }
            if self.random.chance(0.25) {
                let earlier = between(&mut self.random, 1, 8) * MINUTE;
                self.tap(who, at - earlier, tap("signage"));
            }
        }
        if self.random.chance(0.035) {
            let Some(category) = self.random.pick(&self.catalogue.wear) else { return };
            let Some(item) = self.catalogue.item(&mut self.random, category) else { return };
            let card = who.card(day).filter(|_| self.random.chance(0.5));
            let fits = self.random.chance(0.3);
            let event = if fits { "reserve_fitting" } else { "view_item" };
            let earlier = between(&mut self.random, 1, 12) * MINUTE;
            let tap = Tap { jan: Some(&item.jan), member_card: card, ..tap(event) };
            self.at_tablet(who, at - earlier, tap);
        }
    }

    /// Something done at a store's tablet, whose device everyone shares.
    pub fn at_tablet(&mut self, who: &Resident, at: i64, tap: Tap) {
        let store = self.stores.iter().position(|store| Some(store.id.as_str()) == tap.store).unwrap_or(0);
        let number = u32::try_from(store).unwrap_or(0);
        let device = format!("dev-{:010x}", scrambled(self.options.seed, 0xdc, number, 1));
        let install = format!("in-{:010x}", scrambled(self.options.seed, 0xde, number, 1));
        let person = tap.member_card.map(|_| who.person.id.as_str());
        self.book.tap(at, Tap { device_id: &device, install_id: &install, ..tap }, person);
    }

    /// Brings something back, mostly with the card it was bought with.
    pub fn bring_back(&mut self, who: &Resident, day: i64, store: usize, sold: Sold<'a>, told: bool) {
        let at = in_store(&mut self.random, day);
        let Some(name) = self.stores.get(store).map(|store| store.id.as_str()) else { return };
        let shows = told && self.random.chance(0.85);
        let receipt = Receipt {
            at,
            store: name,
            returned: true,
            card: who.card(day).filter(|_| shows),
            token: who.token.as_deref().filter(|_| shows && who.card(day).is_none()),
            lines: &[sold],
            ..Receipt::default()
        };
        self.book.receipt(&receipt, &who.person.id);
    }

    /// A new card for a lost one. The app or a tablet notes both numbers; one time in three nobody does.
    pub fn reissue(&mut self, who: &'a Resident, day: i64) {
        let at = in_store(&mut self.random, day);
        let store = self.home.nearness.draw(&mut self.random);
        let store = self.stores.get(store).map(|store| store.id.as_str());
        let (Some(old), Some(new)) = (who.person.cards.first(), who.person.cards.last()) else { return };
        if self.random.chance(0.33) {
            return;
        }
        let tap = Tap {
            event: "card_reissued",
            old_member_card: Some(old),
            member_card: Some(new),
            ..Tap::default()
        };
        if who.app.is_some() {
            self.tap(who, at, tap);
        } else {
            self.at_tablet(who, at, Tap { store, ..tap });
        }
    }
}

/// Adds to a basket; one product is one line.
fn add<'a>(lines: &mut Vec<Sold<'a>>, item: &'a Item, quantity: u32) {
    match lines.iter_mut().find(|line| line.item.number == item.number) {
        Some(line) => line.quantity += quantity,
        None => lines.push(Sold { item, quantity }),
    }
}
