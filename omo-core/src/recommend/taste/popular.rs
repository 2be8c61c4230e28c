//! What most have: here, lately, at this time of the year.

use serde::{Deserialize, Serialize};

use super::super::merged::merged;
use super::super::repeat_buying::positive;
use super::super::saved::{self, Saved};
use super::super::{
    Bought, Labelled, Moment, Names, Popularity, PopularityOptions, Purchases, Reason, Recommender, Scored,
};
use super::interactions::count;
use super::{Interaction, Interactions, Own, Taste};
use crate::order::Order;
use crate::vocabulary::Vocabulary;
use crate::{Error, form};

/// How [`Popular`] counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PopularOptions {
    /// Days after which a purchase counts half.
    pub half_life: f64,
    /// How many purchases in a place it takes to believe the place as much as the whole shop.
    pub prior: f64,
    /// Whether what is bought more at this time of the year counts more; worth it with sales of more than a year.
    pub season: bool,
}

form::options!(PopularOptions { half_life, prior, season });

impl Default for PopularOptions {
    fn default() -> Self {
        Self { half_life: 30.0, prior: 50.0, season: false }
    }
}

impl PopularOptions {
    fn check(&self) -> Result<(), Error> {
        positive("halfLife", self.half_life)?;
        positive("prior", self.prior)
    }
}

/// One row of sales: an interaction and where it was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sale {
    /// Who, what and when.
    pub what: Interaction,
    /// In which store; [`Bought::NOWHERE`] for none.
    pub store: u32,
    /// Through which channel; [`Bought::NOWHERE`] for none.
    pub channel: u32,
}

/// Sales, with the names of stores and channels and the categories of items.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sales {
    /// In any order; a customer who buys an item twice in one day and place counts once.
    pub rows: Vec<Sale>,
    /// How many customers there are.
    pub customers: usize,
    /// How many items there are, sold or not.
    pub items: usize,
    /// The names of the stores.
    pub stores: Names,
    /// The names of the channels.
    pub channels: Names,
    /// The category of each item, as far as it is known.
    pub categories: Vec<Option<String>>,
}

/// What most have, by store, channel and time of the year, lately above all.
///
/// The shares of [`Popularity`]; with `season` times how much larger an item's share is in this twelfth of the year than in
/// all. Where items have categories, a customer's list is drawn to the own ones: times the share of the category among the
/// own items over its share among all, with one customer's worth of belief in all.
///
/// [`told`](Labelled::told) learns from all it was ever told: a model told in parts equals one fitted to the whole.
///
/// ```
/// use omo_core::recommend::{Bought, Interaction, Moment, Popular, PopularOptions, Sale, Sales, Taste};
/// let sale = |customer, item| {
///     let what = Interaction { customer, item, weight: 1.0, day: 20_000 };
///     Sale { what, store: Bought::NOWHERE, channel: Bought::NOWHERE }
/// };
/// let rows = vec![sale(0, 1), sale(1, 1), sale(1, 0)];
/// let model = Popular::fit(Sales { rows, customers: 2, items: 2, ..Default::default() }, &PopularOptions::default())?;
/// assert_eq!(model.at(&Moment::on(20_001)).recommend(None, 1, true, |_| true).items[0].item, 1);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct Popular {
    options: PopularOptions,
    known: Interactions,
    sales: Purchases,
    stores: Names,
    channels: Names,
    categories: Vec<Option<String>>,
    /// The number of each item's category.
    category: Vec<Option<u32>>,
    shop: Popularity,
    seasons: Option<Popularity>,
    ranking: Vec<(u32, u32)>,
}

/// As it is written: what it was told, from which the rest is counted anew.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    options: PopularOptions,
    customers: usize,
    items: usize,
    stores: Names,
    channels: Names,
    categories: Vec<Option<String>>,
    rows: Vec<(u32, u32, i32, u32, u32)>,
}

impl From<Popular> for Written {
    fn from(model: Popular) -> Self {
        let row = |row: &Bought| (row.customer, row.item, row.day, row.store, row.channel);
        Self {
            rows: model.sales.rows().iter().map(row).collect(),
            customers: model.sales.customers(),
            items: model.sales.items(),
            options: model.options,
            stores: model.stores,
            channels: model.channels,
            categories: model.categories,
        }
    }
}

impl TryFrom<Written> for Popular {
    type Error = Error;

    fn try_from(written: Written) -> Result<Self, Error> {
        let Written { options, customers, items, stores, channels, categories, rows } = written;
        let row = |(customer, item, day, store, channel)| Sale {
            what: Interaction { customer, item, weight: 1.0, day },
            store,
            channel,
        };
        let rows = rows.into_iter().map(row).collect();
        Self::fit(Sales { rows, customers, items, stores, channels, categories }, &options)
    }
}

/// The twelfth of the year in which a day lies.
fn season(day: i32) -> u32 {
    let years = (f64::from(day) + 0.5) / 365.2425;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 11")]
    let twelfth = ((years - years.floor()) * 12.0) as u32;
    twelfth
}

impl Popular {
    /// Counts.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is not greater than 0; [`Error::Column`] as for [`Interactions::new`] and
    /// [`Purchases::new`].
    pub fn fit(sales: Sales, options: &PopularOptions) -> Result<Self, Error> {
        options.check()?;
        let Sales { rows, customers, items, stores, channels, mut categories } = sales;
        // What is no interaction is refused before anything is counted.
        Interactions::new(rows.iter().map(|sale| sale.what).collect(), customers, items)?;
        let bought = |sale: Sale| {
            let Interaction { customer, item, day, .. } = sale.what;
            Bought { customer, item, day, store: sale.store, channel: sale.channel }
        };
        let rows: Vec<Bought> = rows.into_iter().filter(|sale| sale.what.weight > 0.0).map(bought).collect();
        let sales = Purchases::new(rows, customers, items)?;
        let once =
            |row: &Bought| Interaction { customer: row.customer, item: row.item, weight: 1.0, day: row.day };
        let known = Interactions::new(sales.rows().iter().map(once).collect(), customers, items)?;
        let counting = PopularityOptions { half_life: options.half_life, prior: options.prior };
        let shop = Popularity::fit(&sales, &counting)?;
        let seasons = if options.season {
            let of = |row: &Bought| Bought { store: season(row.day), ..*row };
            let rows = sales.rows().iter().map(of).collect();
            // One year is as good as another.
            let counting = PopularityOptions { half_life: 1e6, prior: options.prior };
            Some(Popularity::fit(&Purchases::new(rows, customers, items)?, &counting)?)
        } else {
            None
        };
        categories.resize(items, None);
        let mut words = Vocabulary::default();
        let category = categories.iter().map(|name| name.as_ref().map(|name| words.intern(name))).collect();
        let ranking = known.popular();
        let options = options.clone();
        Ok(Self { options, known, sales, stores, channels, categories, category, shop, seasons, ranking })
    }

    /// How it counts.
    #[must_use]
    pub fn options(&self) -> &PopularOptions {
        &self.options
    }

    /// The names of the stores.
    #[must_use]
    pub fn stores(&self) -> &Names {
        &self.stores
    }

    /// The names of the channels.
    #[must_use]
    pub fn channels(&self) -> &Names {
        &self.channels
    }

    /// The last day on which anything was sold; 0 where nothing was.
    #[must_use]
    pub fn last_day(&self) -> i32 {
        self.sales.rows().iter().map(|row| row.day).max().unwrap_or_default()
    }

    /// The model as it answers at one time and place.
    #[must_use]
    pub fn at(&self, moment: &Moment) -> Here<'_> {
        let mut scores = self.shop.scores(None, moment);
        if let Some(seasons) = &self.seasons {
            let now = Moment { today: moment.today, store: Some(season(moment.today)), channel: None };
            let (now, always) = (seasons.scores(None, &now), seasons.scores(None, &Moment::on(moment.today)));
            for ((scored, now), always) in scores.iter_mut().zip(now).zip(always) {
                scored.score *= if always.score > 0.0 { now.score / always.score } else { 1.0 };
            }
        }
        // How many of all interactions each category has.
        let mut shares: Vec<f64> = Vec::new();
        for (category, scored) in self.category.iter().zip(0_u32..) {
            let Some(category) = category else { continue };
            if shares.len() <= *category as usize {
                shares.resize(*category as usize + 1, 0.0);
            }
            if let Some(share) = shares.get_mut(*category as usize) {
                *share += f64::from(count(self.known.buyers(scored).len()));
            }
        }
        let all: f64 = shares.iter().sum();
        for share in &mut shares {
            *share /= all.max(1.0);
        }
        Here { model: self, scores, shares }
    }

    /// The model as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json(self)
    }

    /// The model that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for anything else.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        saved::from_json(json)
    }
}

impl Saved for Popular {
    const KIND: &'static str = "popular";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "popular 1";

    fn whole(&self) -> bool {
        let named = |number: u32, names: &Names| number == Bought::NOWHERE || (number as usize) < names.len();
        self.category.len() == self.known.items()
            && self
                .sales
                .rows()
                .iter()
                .all(|row| named(row.store, &self.stores) && named(row.channel, &self.channels))
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        self.known.fit(customers, items)
    }
}

/// [`Popular`] at one time and place.
#[derive(Debug, Clone)]
pub struct Here<'a> {
    model: &'a Popular,
    scores: Vec<Scored>,
    /// Per category its share among all interactions.
    shares: Vec<f64>,
}

impl Taste for Here<'_> {
    /// How much more each category is to this customer than to all; nothing where there are none.
    type Mind = Vec<f64>;

    fn known(&self) -> &Interactions {
        &self.model.known
    }

    fn popular(&self) -> &[(u32, u32)] {
        &self.model.ranking
    }

    fn mind(&self, own: &[Own]) -> Vec<f64> {
        if self.shares.is_empty() || own.is_empty() {
            return Vec::new();
        }
        // As if one more item were had, spread as all are.
        let mut lifts: Vec<f64> = self.shares.clone();
        for own in own {
            let category = self.model.category.get(own.item as usize).copied().flatten();
            if let Some(lift) = category.and_then(|category| lifts.get_mut(category as usize)) {
                *lift += 1.0;
            }
        }
        let many = f64::from(count(own.len())) + 1.0;
        for (lift, share) in lifts.iter_mut().zip(&self.shares) {
            *lift = if *share > 0.0 { *lift / many / share } else { 1.0 };
        }
        lifts
    }

    fn score(&self, mind: &Vec<f64>, scores: &mut [f32]) {
        for ((score, scored), category) in scores.iter_mut().zip(&self.scores).zip(&self.model.category) {
            let lift = category.and_then(|category| mind.get(category as usize)).copied().unwrap_or(1.0);
            #[expect(clippy::cast_possible_truncation, reason = "seven digits of a share are plenty")]
            let share = (scored.score * lift) as f32;
            *score += share;
        }
    }

    fn strongest(&self, _: &Vec<f64>, _: u32) -> Option<u32> {
        None
    }

    fn reason(&self, _: &Vec<f64>, item: u32) -> Reason {
        self.scores.get(item as usize).map_or(Reason::NotSoldYet, |scored| scored.reason)
    }

    fn for_strangers(&self) -> bool {
        true
    }

    /// The most popular of the same category; of an item without one, of all.
    fn similar_items(&self, item: u32, n: usize) -> Vec<(u32, f32)> {
        let Some(&category) = self.model.category.get(item as usize) else { return Vec::new() };
        let alike = |other: &Scored| {
            let same = self.model.category.get(other.item as usize) == Some(&category);
            other.item != item && other.score > 0.0 && (category.is_none() || same)
        };
        if self.known().buyers(item).is_empty() && category.is_none() {
            return Vec::new();
        }
        #[expect(clippy::cast_possible_truncation, reason = "seven digits of a share are plenty")]
        let share = |other: &Scored| (other.item, other.score as f32);
        let mut all: Vec<(u32, f32)> = self.scores.iter().filter(|other| alike(other)).map(share).collect();
        let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        all.put_least_first(n, order);
        all.truncate(n);
        all.put_in_order_by(order);
        all
    }
}

impl Labelled<Popular> {
    /// The model, told of more sales, whose numbers are those of `customers` and `items`; both may be new to it.
    ///
    /// # Errors
    ///
    /// As [`Popular::fit`].
    pub fn told(&self, customers: &Names, items: &Names, more: Sales) -> Result<Self, Error> {
        let model = self.model();
        let (all_customers, old_customers, new_customers) = merged(self.customers(), customers);
        let (all_items, old_items, new_items) = merged(self.items(), items);
        let (stores, old_stores, new_stores) = merged(&model.stores, &more.stores);
        let (channels, old_channels, new_channels) = merged(&model.channels, &more.channels);
        let new = |of: &[u32], number: u32| of.get(number as usize).copied().unwrap_or(u32::MAX);
        let mut rows = more.rows;
        for sale in &mut rows {
            sale.what.customer = new(&new_customers, sale.what.customer);
            sale.what.item = new(&new_items, sale.what.item);
            sale.store = new(&new_stores, sale.store);
            sale.channel = new(&new_channels, sale.channel);
        }
        rows.extend(model.sales.rows().iter().map(|row| Sale {
            what: Interaction {
                customer: new(&old_customers, row.customer),
                item: new(&old_items, row.item),
                weight: 1.0,
                day: row.day,
            },
            store: new(&old_stores, row.store),
            channel: new(&old_channels, row.channel),
        }));
        let mut categories = vec![None; all_items.len()];
        let both = [(&old_items, &model.categories), (&new_items, &more.categories)];
        for (numbers, some) in both {
            for (&number, category) in numbers.iter().zip(some) {
                if let Some(place) = categories.get_mut(number as usize).filter(|_| category.is_some()) {
                    place.clone_from(category);
                }
            }
        }
        let sizes = (all_customers.len(), all_items.len());
        let sales = Sales { rows, customers: sizes.0, items: sizes.1, stores, channels, categories };
        Ok(Self::new(all_customers, all_items, Popular::fit(sales, &model.options)?))
    }
}
