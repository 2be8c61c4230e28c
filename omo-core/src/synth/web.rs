//! In the online shop: searching, comparing, ordering with an account or as a guest, sending back.

use super::calendar::online;
use super::catalogue::{Category, Item};
use super::chance::between;
use super::channels::{Address, Event, Properties, Sold, Traits, of_item, of_lines};
use super::forms;
use super::life::{Diary, Life, Plan};
use super::people::Resident;

/// One visit to the online shop.
struct Visit {
    at: i64,
    day: i64,
    cookie: String,
    /// Whether signed in.
    known: bool,
}

impl<'a> Life<'a> {
    /// Whether they would order online: with an account, or, some of the others, as a guest.
    pub fn can_order(&mut self, who: &Resident, day: i64) -> bool {
        let guest = who.age >= 18 && who.person.email.is_some() && who.person.phone.is_some();
        who.account(day).is_some() || guest && self.random.chance(0.45)
    }

    fn visit(&mut self, diary: &mut Diary<'a>, day: i64, known: bool) -> Option<Visit> {
        let who = diary.who;
        let browser = *self.random.pick(&who.browsers)?;
        let cookie = browser.cookie(self.options.seed, self.household, day);
        let at = online(&mut self.random, day);
        let known = known && who.account(day).is_some();
        // Where a cookie is new, the first page is seen before signing in.
        let mut visit = Visit { at, day, known: known && diary.introduced.contains(&cookie), cookie };
        if self.random.chance(0.35) {
            let properties = Properties { path: Some("/"), ..Properties::default() };
            self.hit(who, &mut visit, "page", None, properties);
        }
        visit.known = known;
        if known && diary.introduced.insert(visit.cookie.clone()) {
            self.introduce(who, &mut visit);
        }
        Some(visit)
    }

    /// One event, and some seconds.
    fn hit(&mut self, who: &Resident, visit: &mut Visit, kind: &str, event: Option<&str>, about: Properties) {
        let event = Event {
            kind,
            what: event,
            anonymous_id: Some(&visit.cookie),
            user_id: who.account(visit.day).filter(|_| visit.known),
            properties: Some(about),
            ..Event::default()
        };
        self.book.event(visit.at, event, &who.person.id);
        visit.at += between(&mut self.random, 4, 95) * 1000;
    }

    fn track(&mut self, who: &Resident, visit: &mut Visit, event: &str, about: Properties) {
        self.hit(who, visit, "track", Some(event), about);
    }

    /// Tells the shop whose cookie it is.
    fn introduce(&mut self, who: &Resident, visit: &mut Visit) {
        let person = &who.person;
        let name = who.name(visit.day).typed(&mut self.random);
        let hyphen = self.random.chance(0.6);
        let (area, town) = person.postcode.split_at_checked(3).unwrap_or_default();
        let postal_code = if hyphen { format!("{area}-{town}") } else { person.postcode.clone() };
        let phone = person.phone.as_ref().map(|phone| self.phone_text(phone));
        let address = Address { postal_code, street: person.address.clone() };
        let traits = Traits { email: person.email.clone(), phone, name, address };
        let event = Event {
            kind: "identify",
            anonymous_id: Some(&visit.cookie),
            user_id: who.account(visit.day),
            traits: Some(traits),
            ..Event::default()
        };
        self.book.event(visit.at, event, &person.id);
        visit.at += between(&mut self.random, 4, 40) * 1000;
    }

    /// A phone number as people type it.
    pub fn phone_text(&mut self, digits: &str) -> String {
        forms::phone(&mut self.random, digits)
    }

    /// Opens an account: the shop learns that cookie and account are one.
    pub fn register(&mut self, diary: &mut Diary<'a>, day: i64) {
        let who = diary.who;
        let Some(mut visit) = self.visit(diary, day, false) else { return };
        let event = Event {
            kind: "alias",
            previous_id: Some(&visit.cookie),
            user_id: who.account(day),
            ..Event::default()
        };
        self.book.event(visit.at, event, &who.person.id);
        visit.at += 2000;
        diary.introduced.insert(visit.cookie.clone());
        self.introduce(who, &mut visit);
    }

    /// Looks around in a category, comes to one item, and orders it or not.
    pub fn browse(
        &mut self,
        diary: &mut Diary<'a>,
        day: i64,
        category: &'a Category,
        item: &'a Item,
        orders: bool,
    ) {
        let who = diary.who;
        let known = self.random.chance(if orders { 0.96 } else { 0.5 });
        let Some(mut visit) = self.visit(diary, day, known) else { return };
        if self.random.chance(0.5) {
            let query = item.name.split(' ').next();
            self.track(who, &mut visit, "Products Searched", Properties { query, ..Properties::default() });
        } else {
            let category = Some(category.name);
            self.track(
                who,
                &mut visit,
                "Product List Viewed",
                Properties { category, ..Properties::default() },
            );
        }
        for _ in 0..between(&mut self.random, 0, 3) {
            if let Some(other) = self.catalogue.item(&mut self.random, category)
                && other.number != item.number
            {
                self.track(who, &mut visit, "Product Viewed", of_item(other));
            }
        }
        self.track(who, &mut visit, "Product Viewed", of_item(item));
        if orders || self.random.chance(0.15) {
            let sold = Sold { item, quantity: 1 };
            self.track(who, &mut visit, "Product Added", Properties { quantity: Some(1), ..of_item(item) });
            if orders {
                self.check_out(diary, &mut visit, &[sold]);
            }
        }
    }

    /// Orders what is used up.
    pub fn order_daily(&mut self, diary: &mut Diary<'a>, day: i64, basket: &[&'a Item]) {
        let who = diary.who;
        let Some(mut visit) = self.visit(diary, day, true) else { return };
        let mut lines: Vec<Sold> = vec![];
        for &item in basket {
            if lines.iter().any(|line| line.item.number == item.number) {
                continue;
            }
            let quantity = if self.random.chance(0.3) { 2 } else { 1 };
            if self.random.chance(0.6) {
                self.track(who, &mut visit, "Product Viewed", of_item(item));
            }
            let about = Properties { quantity: Some(quantity), ..of_item(item) };
            self.track(who, &mut visit, "Product Added", about);
            lines.push(Sold { item, quantity });
        }
        if !lines.is_empty() {
            self.check_out(diary, &mut visit, &lines);
        }
    }

    fn check_out(&mut self, diary: &mut Diary<'a>, visit: &mut Visit, lines: &[Sold<'a>]) {
        let who = diary.who;
        let order = self.book.order();
        if self.random.chance(0.1) {
            let code = format!("W{:02}", between(&mut self.random, 1, 6));
            let about =
                Properties { order_id: Some(&order), coupon_id: Some(&code), ..Properties::default() };
            self.track(who, visit, "Coupon Applied", about);
        }
        let about = Properties { order_id: Some(&order), ..of_lines(lines) };
        self.track(who, visit, "Checkout Started", about);
        let guest = if visit.known { None } else { Some(self.guest(who, visit.day)) };
        let about = Properties {
            order_id: Some(&order),
            email: guest.as_ref().map(|guest| guest.0.as_str()),
            phone: guest.as_ref().map(|guest| guest.1.as_str()),
            name: guest.as_ref().map(|guest| guest.2.as_str()),
            ..of_lines(lines)
        };
        self.track(who, visit, "Order Completed", about);
        if who.app.is_some()
            && self.random.chance(0.3)
            && let Some(line) = lines.first()
        {
            let store = self.home.nearness.draw(&mut self.random);
            let when = visit.day + between(&mut self.random, 1, 3);
            diary.plan(when, Plan::Pickup { store, item: line.item, order: order.clone() });
        }
        for &sold in lines {
            let order = order.clone();
            self.aftermath(diary, visit.day, sold, || Plan::Refund { sold, order });
            if visit.known && self.random.chance(0.06) {
                let when = visit.day + between(&mut self.random, 3, 20);
                diary.plan(when, Plan::Review { item: sold.item });
            }
        }
    }

    /// E-mail, phone and name as a guest types them.
    fn guest(&mut self, who: &Resident, day: i64) -> (String, String, String) {
        let phone = who.person.phone.clone().unwrap_or_default();
        let phone = self.phone_text(&phone);
        let email = self.book.by_hand(0.02, who.person.email.clone().unwrap_or_default());
        let name = who.name(day).typed(&mut self.random);
        (email, self.book.by_hand(0.01, phone), name)
    }

    /// Sends something back.
    pub fn send_back(&mut self, diary: &mut Diary<'a>, day: i64, sold: Sold<'a>, order: &str) {
        let who = diary.who;
        let Some(mut visit) = self.visit(diary, day, true) else { return };
        let about = Properties { order_id: Some(order), ..of_lines(&[sold]) };
        self.track(who, &mut visit, "Order Refunded", about);
    }

    /// Says how it was.
    pub fn review(&mut self, diary: &mut Diary<'a>, day: i64, item: &'a Item) {
        let who = diary.who;
        let Some(mut visit) = self.visit(diary, day, true) else { return };
        let rating = u8::try_from(5 - self.random.below(3) * self.random.below(2)).ok();
        let about = Properties { rating, ..of_item(item) };
        self.track(who, &mut visit, "Product Reviewed", about);
    }
}
