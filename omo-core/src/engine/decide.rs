//! What next: recommendations and the next best action, with stock and consent brought in.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Engine;
use super::advice::Advice;
use crate::Error;
use crate::form;
use crate::lower::{capital, lowercase};
use crate::model::{Language, Purpose, Side, Time};
use crate::order::Order;
use crate::privacy::Why;
use crate::recommend::{
    ActionKind, Allow, Excluded, Inquiry, Interest, InterestKind, Moment as Place, NextBestAction, Reason,
    Recommender, Situation, next_best_actions,
};
use crate::shop::StockOptions;
use crate::vocabulary::Vocabulary;

/// When, where, how and what for something is recommended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// The time it is.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub now: Time,
    /// The store the customer is in. What is recommended must be in stock there; without a store, anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// The channel it is shown or sent through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// What for: marketing where it is absent, which needs consent. Staff serving the customer say `service`.
    pub purpose: Purpose,
    /// The language of the words.
    pub language: Language,
}

form::record!(Moment { now: Time::EPOCH } { store: None, channel: None, purpose: Purpose::Marketing, language: Language::En });

impl Moment {
    /// A time, anywhere, for marketing, in English.
    #[must_use]
    pub fn at(now: Time) -> Self {
        Self { now, store: None, channel: None, purpose: Purpose::Marketing, language: Language::En }
    }
}

/// A reason, in words and as data.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Because {
    /// The reason as a half sentence.
    pub words: String,
    /// Its `kind` and numbers; products, stores and channels by id.
    #[cfg_attr(
        feature = "typescript",
        ts(type = "{ kind: string; [detail: string]: string | number | null }")
    )]
    pub fact: Map<String, Value>,
}

/// A product of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RecommendedProduct {
    /// The product's id.
    pub product: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// More is better; to be compared within one answer only.
    pub score: f64,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Because>,
}

/// What to recommend.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Recommended {
    /// Whether the customer's own purchases were used. False for a stranger, and where consent is missing.
    pub personal: bool,
    /// The best first.
    pub products: Vec<RecommendedProduct>,
    /// Products that would have stood in the list, by what kept them out.
    pub excluded: Vec<Excluded>,
}

/// One thing to do for a customer, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// For whom.
    pub customer: String,
    /// What to do.
    pub action: ActionKind,
    /// With which product.
    pub product: Option<String>,
    /// In which store.
    pub store: Option<String>,
    /// Through which channel.
    pub channel: Option<String>,
    /// From 0 to 1, more is better.
    pub score: f64,
    /// What to do, in words.
    pub words: String,
    /// What speaks for it.
    pub reasons: Vec<Because>,
    /// When to contact the customer, on the customer's clock; none where nobody has to be contacted.
    #[cfg(feature = "offers")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Time>,
    /// With which coupon.
    #[cfg(feature = "offers")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coupon: Option<String>,
    /// For the slot that begins then.
    #[cfg(feature = "offers")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<Time>,
}

impl Engine {
    /// The `n` best products for a customer (`None`: a stranger), from what is in stock, with reasons.
    ///
    /// Own habits lead, then what goes with them, then what sells at this store or through this channel. Where
    /// the purpose needs consent and there is none, the answer is what a stranger would get. Stock counts once
    /// any was [set](Engine::set_stock).
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let moment = Moment { purpose: Purpose::Service, ..Moment::at("2026-03-12".parse()?) };
    /// let shown = shop.recommend(Some("web-1"), &moment, 1)?;
    /// assert_eq!((shown.personal, shown.products[0].product.as_str()), (true, "tea"));
    /// // Nobody agreed to marketing: what a stranger would get.
    /// assert!(!shop.recommend(Some("web-1"), &Moment::at(moment.now), 1)?.personal);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a customer id that is not known.
    pub fn recommend(&self, customer: Option<&str>, moment: &Moment, n: usize) -> Result<Recommended, Error> {
        let advice = self.advice()?;
        let known = match customer {
            None => None,
            Some(id) => Some(self.number_of(id).ok_or(Error::Unknown { what: "customer" })?),
        };
        let view = match known {
            Some(customer) => self.view_at(customer, moment.purpose, moment.channel.as_deref(), moment.now),
            None => Err(Why::NoConsent),
        };
        // Habits are learned by counting: who does not want to be counted is shown what a stranger is.
        let counted = |customer: &u32| self.view_of(*customer, Purpose::Analytics).is_ok();
        let allowed = known.filter(|_| view.is_ok()).filter(counted);
        let place = Self::place(advice, moment);
        let margin = StockOptions::default();
        let in_stock = |item| match place.store {
            _ if advice.stock_is_empty() => true,
            Some(store) => advice.stock.available(store, item, &margin) > 0,
            None => advice.in_stock_anywhere(item),
        };
        let allow = |item| {
            if !self.is_open_to(view.as_ref().ok(), advice.rule(item)) {
                Allow::No("sensitive")
            } else if in_stock(item) {
                Allow::Yes
            } else {
                Allow::No("out_of_stock")
            }
        };
        let learned = allowed.and_then(|customer| self.everybody().place(customer));
        let answer = advice.basket.recommend(learned, &place, n, allow);
        let products = answer.items.iter().filter_map(|item| {
            let product = advice.items.text(item.item)?.to_owned();
            Some(RecommendedProduct {
                name: self.product_name(&product),
                product,
                score: item.score,
                reasons: item
                    .reasons
                    .iter()
                    .map(|reason| self.because(advice, reason, moment.language))
                    .collect(),
            })
        });
        Ok(Recommended {
            personal: allowed.is_some(),
            products: products.collect(),
            excluded: answer.excluded,
        })
    }

    /// The best things to do for a customer, best first; doing nothing is one of them, with its reason.
    ///
    /// Browsed or carted and did not buy: what is in stock at the nearest store, through the channel that
    /// consent allows. The customer's home store is the one visited most.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// use omo_core::recommend::ActionKind;
    /// shop.set_stock([io::StockRecord { store: "ginza".into(), product: "kettle".into(), quantity: 2 }])?;
    /// // In the store no consent is needed to be served.
    /// let moment = Moment { store: Some("ginza".into()), ..Moment::at("2026-03-04T10:00:00Z".parse()?) };
    /// let next = shop.next_best_actions("web-1", &moment)?;
    /// assert_eq!((next[0].action, next[0].words.as_str()), (ActionKind::ShowInStore, "show the kettle at ginza"));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for a customer id that is not known.
    pub fn next_best_actions(&self, customer: &str, moment: &Moment) -> Result<Vec<Suggestion>, Error> {
        let number = self.number_of(customer).ok_or(Error::Unknown { what: "customer" })?;
        self.suggest(number, moment)
    }

    /// The `n` best things to do, over all customers whom the shop may address.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// // Nobody agreed to be contacted, so there is nothing to do.
    /// assert_eq!(shop.best_actions(&Moment::at("2026-03-04T10:00:00Z".parse()?), 5)?, []);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn best_actions(&self, moment: &Moment, n: usize) -> Result<Vec<Suggestion>, Error> {
        let mut best: Vec<Suggestion> = Vec::new();
        for &customer in &self.everybody().customers {
            let first = self.suggest(customer, moment)?.into_iter().next();
            best.extend(first.filter(|suggestion| suggestion.action != ActionKind::Nothing));
        }
        best.put_in_order_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.customer.cmp(&b.customer)));
        best.truncate(n);
        Ok(best)
    }

    fn suggest(&self, customer: u32, moment: &Moment) -> Result<Vec<Suggestion>, Error> {
        #[cfg(feature = "offers")]
        if self.has_offers() {
            return self.chosen(customer, moment);
        }
        let advice = self.advice()?;
        let situation = self.situation(advice, customer, moment);
        let margin = StockOptions::default();
        let in_stock = |store, item| advice.stock.available(store, item, &margin);
        let actions = next_best_actions(&situation, in_stock, &self.config.next_best_action)?;
        let id = self.customer_id(customer).unwrap_or_default();
        let suggestion = |action| self.suggestion(advice, &id, action, moment.language);
        Ok(actions.iter().map(suggestion).collect())
    }

    /// An action by its ids and in words.
    pub(super) fn suggestion(
        &self,
        advice: &Advice,
        customer: &str,
        action: &NextBestAction,
        language: Language,
    ) -> Suggestion {
        let text = |words: &Vocabulary, number: Option<u32>| {
            number.and_then(|number| words.text(number)).map(str::to_owned)
        };
        Suggestion {
            customer: customer.to_owned(),
            words: action.headline(language, |thing| self.name(advice, thing, language)),
            action: action.action,
            product: text(&advice.items, action.item),
            store: text(&advice.stores, action.store),
            channel: text(&advice.channels, action.channel),
            score: action.score,
            reasons: action.reasons.iter().map(|r| self.because(advice, r, language)).collect(),
            #[cfg(feature = "offers")]
            at: None,
            #[cfg(feature = "offers")]
            coupon: None,
            #[cfg(feature = "offers")]
            slot: None,
        }
    }

    /// Where a customer stands, read off the facts.
    pub(super) fn situation(&self, advice: &Advice, customer: u32, moment: &Moment) -> Situation {
        let mut situation = Situation::at(moment.now);
        let mut returned: Vec<(u32, Time)> = Vec::new();
        let mut visits = vec![0_u32; advice.stores.len()];
        let view = |purpose| self.view_at(customer, purpose, None, moment.now);
        // Sensitive facts count where the customer agreed to be addressed about them, whatever is asked for.
        let marketing = view(Purpose::Marketing).ok();
        // Without consent the customer is still served in the store, by what serving may see.
        let served = view(moment.purpose).or_else(|_| view(Purpose::Service)).ok();
        let offers = |fact: &usize| {
            let served = served.as_ref().is_some_and(|view| self.admits(view, *fact).is_ok());
            served && self.is_plain_to(marketing.as_ref(), *fact)
        };
        for fact in self.facts(customer).filter(offers) {
            let Some(at) = self.log.time(fact).filter(|&at| at.millis() <= moment.now.millis()) else {
                continue;
            };
            let lines = self.log.lines(fact).iter();
            let lines = lines.filter(|line| self.is_plain_line_to(marketing.as_ref(), line));
            let items = lines.filter_map(|line| advice.item(line.product));
            let channel = advice.channel(self.log.channel(fact));
            match (self.log.actions.text(self.log.action(fact)), channel) {
                (Some("view"), Some(channel)) => {
                    let view = |item| Interest { item, kind: InterestKind::View, at, channel };
                    situation.interests.extend(items.map(view));
                }
                (Some("cart"), Some(channel)) => {
                    let cart = |item| Interest { item, kind: InterestKind::Cart, at, channel };
                    situation.interests.extend(items.map(cart));
                }
                (Some("purchase"), _) => {
                    situation.bought.extend(items.map(|item| (item, at)));
                    // Whoever buys again has no open question any more.
                    situation.inquiry = None;
                }
                (Some("return"), _) => returned.extend(items.map(|item| (item, at))),
                (Some("inquiry"), Some(channel)) => {
                    situation.inquiry = Some(Inquiry { at, channel, item: items.min() });
                }
                (Some("inquiry_closed"), _) => situation.inquiry = None,
                _ => {}
            }
            let offline = self.side(self.log.channel(fact)) == Side::Offline;
            if let Some(count) =
                advice.store(self.log.store(fact)).and_then(|store| visits.get_mut(store as usize))
            {
                *count += if offline { 2 } else { 1 };
            }
        }
        // What was brought back takes the latest purchase of it out.
        for (item, at) in returned {
            let before = situation.bought.iter().rposition(|&(bought, when)| bought == item && when <= at);
            if let Some(place) = before {
                situation.bought.remove(place);
            }
        }
        let place = Self::place(advice, moment);
        situation.due = advice.basket.habits().scores(self.everybody().place(customer), &place);
        // A store that nobody has heard of has nothing to show.
        situation.here = place.store.filter(|&store| advice.stores.text(store).is_some());
        situation.online = self.config.online_store.as_deref().and_then(|store| advice.stores.get(store));
        let home = (0..)
            .zip(&visits)
            .filter(|&(_, &count)| count > 0)
            .max_by_key(|&(store, &count)| (count, std::cmp::Reverse(store)));
        situation.stores = match home {
            Some((home, _)) => advice.stores_by_distance(home),
            None => Vec::new(),
        };
        let may =
            |channel: &&String| self.view_at(customer, Purpose::Marketing, Some(channel), moment.now).is_ok();
        let channels = self.config.contact_channels.iter().filter(may);
        situation.channels = channels.filter_map(|channel| advice.channels.get(channel)).collect();
        situation
    }

    pub(super) fn place(advice: &Advice, moment: &Moment) -> Place {
        let number = |words: &Vocabulary, text: &Option<String>| {
            // A store that nobody has heard of has no stock and no popularity: not the same as no store at all.
            text.as_deref().map(|text| words.get(text).unwrap_or(super::log::NONE - 1))
        };
        Place {
            today: moment.now.day(),
            store: number(&advice.stores, &moment.store),
            channel: number(&advice.channels, &moment.channel),
        }
    }

    fn because(&self, advice: &Advice, reason: &Reason, language: Language) -> Because {
        let words = reason.words(language, |thing| self.name(advice, thing, language));
        // By way of its text: making a value at once would be a second writer.
        let mut fact = match crate::json::read(&crate::json::write(reason)) {
            Some(Value::Object(fact)) => fact,
            _ => Map::new(),
        };
        // Numbers mean nothing outside: say the ids.
        for (key, names) in
            [("with", &advice.items), ("store", &advice.stores), ("channel", &advice.channels)]
        {
            if let Some(value) = fact.get_mut(key) {
                let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
                *value = number.and_then(|number| names.text(number)).map_or(Value::Null, Value::from);
            }
        }
        Because { words, fact }
    }

    pub(super) fn name(&self, advice: &Advice, thing: crate::recommend::Named, language: Language) -> String {
        use crate::recommend::Named;
        match thing {
            Named::Item(item) => self.product_name(advice.items.text(item).unwrap_or_default()),
            Named::Store(store) => self.store_name(advice.stores.text(store).unwrap_or_default()),
            Named::Channel(channel) => {
                let label = language.channel(advice.channels.text(channel).unwrap_or_default());
                // Within a sentence: "by e-mail", but "by SMS".
                let short = label.chars().all(|letter| capital(letter) == letter);
                if short { label.into_owned() } else { lowercase(&label) }
            }
        }
    }

    /// What a product is called; its id where no name is known.
    #[must_use]
    pub fn product_name(&self, id: &str) -> String {
        self.product(id).map_or(id, |product| &product.name).to_owned()
    }

    /// What a store is called; its id where no name is known.
    #[must_use]
    pub fn store_name(&self, id: &str) -> String {
        let found = self.stores.binary_search_by(|store| store.id.as_str().cmp(id)).ok();
        found.and_then(|at| self.stores.get(at)).map_or(id, |store| &store.name).to_owned()
    }

    /// Ids of customers for whom something can be said, by number of purchases, most first: whom to look at.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// assert_eq!(shop.best_customers(Purpose::Service, 10)?, ["web-1"]);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn best_customers(&self, purpose: Purpose, n: usize) -> Result<Vec<String>, Error> {
        let mut list = self.customers(purpose)?.customers;
        list.put_in_order_by(|a, b| b.purchases.cmp(&a.purchases).then_with(|| a.id.cmp(&b.id)));
        let mut seen = Vocabulary::default();
        for customer in list.iter().take(n) {
            seen.intern(&customer.id);
        }
        Ok(seen.iter().map(str::to_owned).collect())
    }
}
