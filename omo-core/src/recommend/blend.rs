//! One recommendation for anyone: own habits first, then what goes with them, then what sells here.

use serde::{Deserialize, Serialize};

use super::saved::{self, Saved};
use super::slate::Slate;
use super::{
    Allow, Companions, CompanionsOptions, Moment, Popularity, PopularityOptions, Purchases, Recommendations,
    Recommender, RepeatBuying, RepeatBuyingOptions, Scored,
};
use crate::Error;
use crate::decimal::shortest;
use crate::form;

/// How [`Blend`] learns and weighs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BlendOptions {
    /// How own habits are read.
    pub repeat: RepeatBuyingOptions,
    /// How items are compared.
    pub similar: CompanionsOptions,
    /// How popularity is counted.
    pub popular: PopularityOptions,
    /// How much a point of similarity counts beside a point of habit.
    pub similar_weight: f64,
}

form::options!(BlendOptions { repeat, similar, popular, similar_weight });

impl Default for BlendOptions {
    fn default() -> Self {
        Self {
            repeat: RepeatBuyingOptions::default(),
            similar: CompanionsOptions::default(),
            popular: PopularityOptions::default(),
            similar_weight: 0.25,
        }
    }
}

impl BlendOptions {
    fn check(&self) -> Result<(), Error> {
        if self.similar_weight >= 0.0 && self.similar_weight.is_finite() {
            return Ok(());
        }
        Err(Error::option("similarWeight", "at least 0 and finite", &shortest(self.similar_weight)))
    }
}

/// What a customer is likely to want next.
///
/// In grocery most of a basket is bought again, and counting what a customer buys, the latest first among equals, is as
/// good as most of what was published after it; so habits ([`RepeatBuying`]) lead. Similar items ([`Companions`]) follow,
/// and what sells here ([`Popularity`]) answers strangers and fills the list, so that `n` items come back whenever `n`
/// are allowed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blend {
    repeat: RepeatBuying,
    similar: Companions,
    popular: Popularity,
    similar_weight: f64,
}

impl Blend {
    /// Learns from purchases.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is out of its range.
    pub fn fit(purchases: &Purchases, options: &BlendOptions) -> Result<Self, Error> {
        options.check()?;
        Ok(Self {
            repeat: RepeatBuying::fit(purchases, &options.repeat)?,
            similar: Companions::fit(purchases, &options.similar)?,
            popular: Popularity::fit(purchases, &options.popular)?,
            similar_weight: options.similar_weight,
        })
    }

    /// The `n` best items that `allow` lets through, best first, with reasons.
    ///
    /// `None` is a stranger, and so is a customer who never bought anything. `allow` brings in stock, consent and
    /// whatever else the shop knows; it is asked of each item once at most.
    ///
    /// ```
    /// use omo_core::recommend::{Allow, Bought, Moment, Blend, BlendOptions, Purchases};
    /// let bought = |customer, item, day| Bought { customer, item, day, store: 0, channel: 0 };
    /// let rows = vec![bought(0, 0, 100), bought(0, 0, 110), bought(1, 0, 100), bought(1, 1, 100)];
    /// let basket = Blend::fit(&Purchases::new(rows, 2, 4)?, &BlendOptions::default())?;
    /// let moment = Moment::on(120);
    /// let shown = basket.recommend(Some(0), &moment, 3, |item| if item == 2 { Allow::No("out_of_stock") } else { Allow::Yes });
    /// // What is due, what goes with it, and then the rest of the range.
    /// assert_eq!(shown.items.iter().map(|i| i.item).collect::<Vec<_>>(), [0, 1, 3]);
    /// assert_eq!((shown.excluded[0].cause, shown.excluded[0].items), ("out_of_stock", 1));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn recommend<A: Into<Allow>>(
        &self,
        customer: Option<u32>,
        moment: &Moment,
        n: usize,
        allow: impl Fn(u32) -> A,
    ) -> Recommendations {
        let mut slate = Slate::new(n);
        slate.fill(self.scores(customer, moment), &allow);
        if !slate.is_full() {
            slate.fill_below(self.popular.scores(customer, moment), &allow);
        }
        slate.done()
    }

    /// Items that are bought by the same customers.
    #[must_use]
    pub fn similar(&self) -> &Companions {
        &self.similar
    }

    /// What each customer buys again and again.
    #[must_use]
    pub fn habits(&self) -> &RepeatBuying {
        &self.repeat
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

impl Recommender for Blend {
    /// What is known of this customer: nothing of a stranger.
    fn scores(&self, customer: Option<u32>, moment: &Moment) -> Vec<Scored> {
        let mut scores = self.repeat.scores(customer, moment);
        let similar = self.similar.scores(customer, moment);
        scores.extend(similar.into_iter().map(|s| Scored { score: s.score * self.similar_weight, ..s }));
        scores
    }
}

impl Saved for Blend {
    const KIND: &'static str = "blend";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "blend 1";

    fn whole(&self) -> bool {
        self.repeat.whole() && self.similar.whole() && self.popular.whole() && self.similar_weight >= 0.0
    }

    fn fits(&self, customers: usize, items: usize) -> bool {
        let fits = [
            self.repeat.fits(customers, items),
            self.similar.fits(customers, items),
            self.popular.fits(customers, items),
        ];
        fits.into_iter().all(|fits| fits)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Reason;
    use super::super::purchases::some::{self, bought};
    use super::*;
    use proptest::prelude::*;

    fn fit(purchases: &Purchases) -> Blend {
        Blend::fit(purchases, &BlendOptions::default()).unwrap()
    }

    fn items(shown: &Recommendations) -> Vec<u32> {
        shown.items.iter().map(|i| i.item).collect()
    }

    prop_compose! {
        fn anyone()(known: bool, number in 0_u32..9) -> Option<u32> { known.then_some(number) }
    }

    prop_compose! {
        fn moment()(
            today in 20_000_i32..20_300,
            store in proptest::option::of(0_u32..4),
            channel in proptest::option::of(0_u32..3),
        ) -> Moment {
            Moment { today, store, channel }
        }
    }

    /// Which of the 13 items may be shown.
    fn allowed() -> impl Strategy<Value = [bool; 13]> {
        proptest::array::uniform13(any::<bool>())
    }

    proptest! {
        #[test]
        fn n_come_back_whenever_n_are_allowed(
            purchases in some::purchases(), customer in anyone(), moment in moment(), ok in allowed(), n in 0_usize..20,
        ) {
            let shown = fit(&purchases).recommend(customer, &moment, n, |item| ok[item as usize]);
            let possible = ok.iter().filter(|&&ok| ok).count();
            prop_assert_eq!(shown.items.len(), n.min(possible));
            let mut different = items(&shown);
            different.sort_unstable();
            different.dedup();
            prop_assert_eq!(different.len(), shown.items.len());
        }

        #[test]
        fn what_is_not_allowed_never_appears(
            purchases in some::purchases(), customer in anyone(), moment in moment(), ok in allowed(), n in 0_usize..20,
        ) {
            let shown = fit(&purchases).recommend(customer, &moment, n, |item| ok[item as usize]);
            prop_assert!(items(&shown).iter().all(|&item| ok[item as usize]));
            let excluded: u32 = shown.excluded.iter().map(|e| e.items).sum();
            prop_assert!(excluded as usize <= ok.iter().filter(|&&ok| !ok).count());
        }

        #[test]
        fn scores_never_rise_down_the_list_and_every_item_has_a_reason(
            purchases in some::purchases(), customer in anyone(), moment in moment(),
        ) {
            let shown = fit(&purchases).recommend(customer, &moment, 20, |_| true);
            prop_assert!(shown.items.is_sorted_by(|a, b| a.score >= b.score));
            prop_assert!(shown.items.iter().all(|i| !i.reasons.is_empty() && i.score >= 0.0));
        }

        #[test]
        fn the_order_of_rows_does_not_matter(
            rows in some::rows(), again in 0_usize..10, by in 0_usize..120, customer in anyone(), moment in moment(),
        ) {
            let mut shuffled = rows.clone();
            shuffled.rotate_left(by % rows.len().max(1));
            shuffled.reverse();
            shuffled.extend(rows.iter().take(again));
            let of = |rows| fit(&Purchases::new(rows, 8, 13).unwrap()).recommend(customer, &moment, 20, |_| true);
            prop_assert_eq!(of(rows), of(shuffled));
        }

        /// What could be chosen from little can be chosen from more, or gives way to something better only.
        #[test]
        fn more_stock_never_removes_a_choice(
            purchases in some::purchases(), customer in anyone(), moment in moment(),
            less in allowed(), added in allowed(), n in 1_usize..14,
        ) {
            let model = fit(&purchases);
            let small = model.recommend(customer, &moment, n, |item| less[item as usize]);
            let large = model.recommend(customer, &moment, n, |item| less[item as usize] || added[item as usize]);
            prop_assert!(large.items.len() >= small.items.len());
            for gone in items(&small).into_iter().filter(|item| !items(&large).contains(item)) {
                let whole = model.recommend(customer, &moment, 13, |item| less[item as usize] || added[item as usize]);
                let place = items(&whole).iter().position(|&item| item == gone);
                prop_assert!(place.is_some_and(|place| place >= n));
            }
        }

        #[test]
        fn a_saved_model_gives_the_same_answers(
            purchases in some::purchases(), customer in anyone(), moment in moment(),
        ) {
            let model = fit(&purchases);
            let saved = Blend::from_json(&model.to_json()).unwrap();
            prop_assert_eq!(saved.recommend(customer, &moment, 20, |_| true), model.recommend(customer, &moment, 20, |_| true));
        }
    }

    #[test]
    fn a_habit_leads_what_goes_with_it() {
        let mut rows: Vec<_> = (1..8).flat_map(|c| [bought(c, 0, 100), bought(c, 1, 100)]).collect();
        rows.extend([bought(0, 0, 100), bought(0, 0, 110), bought(0, 2, 110)]);
        let shown =
            fit(&Purchases::new(rows, 8, 13).unwrap()).recommend(Some(0), &Moment::on(120), 3, |_| true);
        assert_eq!(
            shown.items.first().unwrap().reasons,
            [Reason::BuysEvery { days: 10, last_days_ago: 10, times: 2 }]
        );
        let with = shown.items.iter().find(|i| i.item == 1).unwrap();
        assert_eq!(with.reasons, [Reason::BoughtTogether { with: 0, customers: 7 }]);
    }

    #[test]
    fn a_model_of_another_kind_or_version_is_refused() {
        let purchases = Purchases::new(vec![bought(0, 0, 1)], 1, 1).unwrap();
        let json = fit(&purchases).to_json();
        assert!(json.starts_with(r#"{"omo":"blend","version":1,"#), "{json}");
        let later = json.replacen("\"version\":1", "\"version\":2", 1);
        let other = json.replacen("blend", "companions", 1);
        let broken = json.replacen("\"items\":1", "\"items\":0", 1);
        assert_ne!(broken, json);
        for wrong in [later.as_str(), &other, &broken, "", "null", "{}", &json[1..], &"[".repeat(100_000)] {
            assert_eq!(Blend::from_json(wrong).unwrap_err().code(), "model");
        }
        assert_eq!(Companions::from_json(&json).unwrap_err().code(), "model");
    }
}
