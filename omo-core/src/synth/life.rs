//! Ninety days of somebody's life as a customer: needs that come back, fancies, and what follows from them.

use std::collections::BTreeSet;

use crate::model::{DAY, HOUR, Store};
use crate::random::Random;

use super::book::Book;
use super::calendar::bustle;
use super::catalogue::{Catalogue, Category, Item};
use super::chance::{Weights, between, within, zipf};
use super::channels::Sold;
use super::options::TownOptions;
use super::people::{Home, Resident};

/// What a household's life needs to know of the town.
pub(super) struct Life<'a> {
    pub options: &'a TownOptions,
    pub catalogue: &'a Catalogue,
    pub stores: &'a [Store],
    pub home: &'a Home,
    pub household: u32,
    pub first: i64,
    pub last: i64,
    pub random: Random,
    pub book: Book,
}

/// Something used up every few days.
struct Need<'a> {
    category: &'a Category,
    favourite: &'a Item,
    cycle: f64,
    due: f64,
}

/// A thing to do on a later day.
pub(super) enum Plan<'a> {
    /// Buy in this store what was seen online.
    Buy { store: usize, item: &'a Item },
    /// Collect an order.
    Pickup { store: usize, item: &'a Item, order: String },
    /// Bring something back.
    Return { store: usize, sold: Sold<'a>, told: bool },
    /// Send something back.
    Refund { sold: Sold<'a>, order: String },
    /// Call about it.
    Ask { item: &'a Item, topic: &'static str },
    /// Write a review.
    Review { item: &'a Item },
}

/// A coupon in the app.
pub(super) struct Coupon {
    pub code: String,
    pub until: i64,
}

/// What somebody has in mind as the days pass.
pub(super) struct Diary<'a> {
    pub who: &'a Resident,
    needs: Vec<Need<'a>>,
    /// Categories of things they like to look at.
    tastes: Vec<&'a Category>,
    taste: Weights,
    plans: Vec<(i64, Plan<'a>)>,
    pub coupons: Vec<Coupon>,
    /// Cookies whose owner the shop has been told.
    pub introduced: BTreeSet<String>,
}

impl<'a> Diary<'a> {
    /// Puts a plan down for a later day.
    pub fn plan(&mut self, day: i64, plan: Plan<'a>) {
        self.plans.push((day, plan));
    }

    fn due(&mut self, day: i64) -> Vec<Plan<'a>> {
        let (due, later) = std::mem::take(&mut self.plans).into_iter().partition(|&(when, _)| when <= day);
        self.plans = later;
        let due: Vec<(i64, Plan)> = due;
        due.into_iter().map(|(_, plan)| plan).collect()
    }
}

impl<'a> Life<'a> {
    /// Lives the days of everyone old enough to shop alone.
    pub fn live(&mut self) {
        let home = self.home;
        for who in home.residents.iter().filter(|who| who.age >= 13) {
            self.agree(who);
            let mut diary = self.diary(who);
            for day in self.first..=self.last {
                self.day(&mut diary, day);
            }
        }
        if let (Some(store), Some(item)) =
            (self.stores.first(), self.catalogue.items.get(self.household as usize % 40))
        {
            let at = self.first * DAY + between(&mut self.random, 0, self.last - self.first) * DAY + 3 * HOUR;
            self.book.spoil(at, &store.id, &item.jan);
        }
    }

    fn diary(&mut self, who: &'a Resident) -> Diary<'a> {
        let (catalogue, random) = (self.catalogue, &mut self.random);
        let mut categories: Vec<&Category> = catalogue.daily.iter().collect();
        let count = if who.shops { between(random, 3, 4) } else { between(random, 1, 2) };
        let mut needs = Vec::new();
        for _ in 0..count {
            if categories.is_empty() {
                break;
            }
            let category = categories.swap_remove(random.below(categories.len()));
            let Some(favourite) = catalogue.item(random, category) else { continue };
            let cycle = category.cycle * within(random, 1.0, 2.3);
            let due = within(random, 0.0, cycle);
            #[expect(clippy::cast_precision_loss, reason = "days")]
            needs.push(Need { category, favourite, cycle, due: self.first as f64 + due });
        }
        let mut wear: Vec<&Category> = catalogue.wear.iter().collect();
        let mut tastes = Vec::new();
        while !wear.is_empty() {
            tastes.push(wear.swap_remove(random.below(wear.len())));
        }
        let taste = Weights::new(zipf(tastes.len()));
        Diary { who, needs, tastes, taste, plans: vec![], coupons: vec![], introduced: BTreeSet::new() }
    }

    fn day(&mut self, diary: &mut Diary<'a>, day: i64) {
        let who = diary.who;
        if who.account(self.last).is_some() && who.registered == day {
            self.register(diary, day);
        }
        if day == self.first.max(who.registered).max(who.joined) {
            self.link_account(who, day);
        }
        if who.lost == Some(day) {
            self.reissue(who, day);
        }
        let mut wishes = vec![];
        let mut store = self.home.nearness.draw(&mut self.random);
        for plan in diary.due(day) {
            match plan {
                Plan::Buy { store: there, item } => {
                    store = there;
                    wishes.push(item);
                }
                Plan::Pickup { store, item, order } => self.pickup(who, day, store, item, &order),
                Plan::Return { store, sold, told } => self.bring_back(who, day, store, sold, told),
                Plan::Refund { sold, order } => self.send_back(diary, day, sold, &order),
                Plan::Ask { item, topic } => self.ask(who, day, item, topic),
                Plan::Review { item } => self.review(diary, day, item),
            }
        }
        // What is needed can wait for a good day; who goes anyway takes along what will soon be needed.
        #[expect(clippy::cast_precision_loss, reason = "days")]
        let today = day as f64;
        let urgent = diary.needs.iter().any(|need| need.due <= today);
        let goes = !wishes.is_empty() || urgent && self.random.chance(0.4 * bustle(day));
        if goes {
            let mut basket = self.basket(diary, today + 2.0);
            if wishes.is_empty() && who.account(day).is_some() && self.random.chance(who.online) {
                self.order_daily(diary, day, &basket);
            } else {
                basket.append(&mut wishes);
                self.trip(diary, day, store, &basket);
            }
        }
        if self.random.chance(0.022 * bustle(day)) {
            self.fancy(diary, day);
        }
        self.glance(diary, day);
    }

    /// What to buy of the needs due until a day; they are then satisfied.
    fn basket(&mut self, diary: &mut Diary<'a>, until: f64) -> Vec<&'a Item> {
        let mut basket = vec![];
        for need in diary.needs.iter_mut().filter(|need| need.due <= until) {
            let loyal = self.random.chance(0.7);
            let other = self.catalogue.item(&mut self.random, need.category).filter(|_| !loyal);
            basket.push(other.unwrap_or(need.favourite));
            need.due = until + need.cycle * within(&mut self.random, 0.7, 1.3);
        }
        basket
    }

    /// Takes a fancy to something: looks online, or goes to see it.
    fn fancy(&mut self, diary: &mut Diary<'a>, day: i64) {
        let who = diary.who;
        let Some(&category) = diary.tastes.get(diary.taste.draw(&mut self.random)) else { return };
        let Some(item) = self.catalogue.item(&mut self.random, category) else { return };
        let store = self.home.nearness.draw(&mut self.random);
        let (in_app, on_web) = (who.app.is_some() && self.random.chance(0.5), !who.browsers.is_empty());
        if !(in_app || on_web && self.random.chance(0.75)) {
            if self.random.chance(0.4) {
                self.trip(diary, day, store, &[item]);
            }
            return;
        }
        let fate = self.random.unit();
        let out = self.catalogue.is_out(store, item.number, day);
        // Seen to be out of stock nearby: most of those who would have gone let it be.
        let goes = (0.24..0.56).contains(&fate) && !(out && self.random.chance(0.8));
        let orders = fate < 0.24 && on_web && self.can_order(who, day);
        if in_app {
            self.look_in_app(who, day, category, item, store, goes);
        }
        if !in_app || orders {
            self.browse(diary, day, category, item, orders);
        }
        if goes {
            let when = day + between(&mut self.random, 0, 6).max(1);
            diary.plan(when, Plan::Buy { store, item });
        }
        if !goes && !orders && who.age >= 18 && self.random.chance(0.03) {
            diary.plan(day + 1, Plan::Ask { item, topic: if out { "stock" } else { "size" } });
        }
    }

    /// What may follow a purchase: a question, a return.
    pub fn aftermath(
        &mut self,
        diary: &mut Diary<'a>,
        day: i64,
        sold: Sold<'a>,
        back: impl FnOnce() -> Plan<'a>,
    ) {
        let wear = self.catalogue.is_wear(sold.item);
        let adult = diary.who.age >= 18;
        if self.random.chance(if wear { 0.07 } else { 0.006 }) {
            let later = between(&mut self.random, 1, 12);
            diary.plan(day + later, back());
        }
        if adult && self.random.chance(if wear { 0.08 } else { 0.015 }) {
            const TOPICS: [&str; 4] = ["use", "defect", "return", "points"];
            let topic = self.random.pick(&TOPICS).copied().unwrap_or("use");
            diary.plan(day + between(&mut self.random, 1, 9), Plan::Ask { item: sold.item, topic });
        }
    }

    /// What they agreed to when they joined or registered.
    fn agree(&mut self, who: &Resident) {
        let noon = 3 * HOUR;
        let card = who.card(who.joined).map(|card| format!("card:{card}"));
        let mail = who.person.account.as_ref().and(who.person.email.as_deref());
        let said = [("member_id", card.as_deref(), who.joined), ("email", mail, who.registered)];
        for (kind, value, day) in said {
            let Some(value) = value else { continue };
            let at = day * DAY + noon + between(&mut self.random, 0, 8 * 3600) * 1000;
            let random = &mut self.random;
            let channel = if kind == "email" { "email" } else { "" };
            let marketing = random.chance(0.62);
            self.book.consent(at, (kind, value), "marketing", channel, marketing);
            self.book.consent(at, (kind, value), "analytics", "", random.chance(0.85));
            self.book.consent(at, (kind, value), "third_party", "", random.chance(0.12));
            if marketing && random.chance(0.06) {
                let from = self.first.max(day + 1);
                let changed = from + between(random, 0, (self.last - from).max(0));
                let at = changed * DAY + noon + between(random, 0, 8 * 3600) * 1000;
                self.book.consent(at, (kind, value), "marketing", channel, false);
            }
        }
    }
}
