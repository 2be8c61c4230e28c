//! What lasts and what follows: crossings beside their base rate, coming back, silence, lost sales, what comes next.

use std::collections::BTreeMap;

use omo_core::Zone;
use omo_core::journey::{Every, NextOptions, Unit};
use wasm_bindgen::prelude::*;

use super::Journeys;
use crate::answer::Told;
use crate::asked::{Asked, span_argument};
use crate::cross::{absent, count, give, take, text, throw};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Customers by how unusual their silence is, as columns. */
export interface Silences {
    customerId: string[];
    /** In milliseconds since 1970. */
    lastAt: Float64Array;
    channel: string[];
    silentDays: Float64Array;
    /** The mean days between their visits; `null` for who came on one day only. */
    usualDays: (number | null)[];
    /** How likely a silence as long is while the customer keeps coming. */
    chance: Float64Array;
}

/** What each customer does next, the likeliest first, as columns. */
export interface NextTouches {
    customerId: string[];
    next: string[];
    chance: Float64Array;
}

/** How what comes next is learned. */
export type NextQuestion = Partial<NextOptions> & { top?: number };

/** Of how many groups, by what, and where the dice begin. */
export interface ClusterQuestion {
    by?: Unit;
    seed?: number;
}
"#;

/// What lasts and what follows.
#[wasm_bindgen]
impl Journeys {
    /// How customers move between online and offline.
    #[wasm_bindgen(unchecked_return_type = "Crossings")]
    pub fn crossings(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.crossings()))
    }

    /// What customers do on the other side within a window, beside the rate of a window begun at any time.
    #[wasm_bindgen(js_name = crossingRates, unchecked_return_type = "CrossingRate[]")]
    pub fn crossing_rates(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Span | null")] within: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let span = if absent(within) { None } else { Some(span_argument(within, "within", 0)?) };
        give(self.core.crossing_rates(span))
    }

    /// Moves from one channel to another, by the stage they lead to.
    #[wasm_bindgen(unchecked_return_type = "Switch[]")]
    pub fn switches(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.switches()))
    }

    /// Who comes back, by the period of the first touchpoint: `*` is any. Periods are spans, or units of the calendar in a zone,
    /// which is the one that the journeys were read with where it is left out.
    #[wasm_bindgen(unchecked_return_type = "RetentionRow[]")]
    pub fn retention(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Span | CalendarUnit")] every: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ first?: string; again?: string; zone?: string }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let (first, again) = (asked.or("first", "*".to_owned())?, asked.or("again", "*".to_owned())?);
        let zone: Zone = asked.or("zone", self.zone.clone())?;
        asked.done()?;
        let every = match every.as_string() {
            Some(text) => Every::read("every", &text, &zone).map_err(throw)?,
            None => span_argument(every, "every", 604_800_000)?.into(),
        };
        give(self.core.retention(&first, &again, every))
    }

    /// How many have not done something yet, by days since they did something else (Kaplan and Meier 1958).
    #[wasm_bindgen(js_name = timeTo, unchecked_return_type = "Survival")]
    pub fn time_to(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] start: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] end: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.core.time_to(&text(start, "start")?, &text(end, "end")?))
    }

    /// Customers whose silence is unusual for their own rhythm, the most unusual first.
    #[wasm_bindgen(unchecked_return_type = "Silences")]
    pub fn silences(
        &self,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ asOf?: When }")] given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let as_of = asked.time("asOf", &Zone::utc())?.map(omo_core::Time::millis);
        asked.done()?;
        let rows = self.core.silences(as_of);
        let floats =
            |of: &dyn Fn(&omo_core::journey::Silence) -> f64| rows.iter().map(of).collect::<Vec<_>>();
        #[expect(clippy::cast_precision_loss, reason = "times are below 2^53")]
        let last = floats(&|row| row.last_at as f64);
        let told = Told::new()
            .list("customerId", self.ids(rows.iter().map(|row| row.customer)))?
            .floats("lastAt", &last)
            .list("channel", rows.iter().map(|row| &row.channel).collect::<Vec<_>>())?
            .floats("silentDays", &floats(&|row| row.silent_days))
            .list("usualDays", rows.iter().map(|row| row.usual_days).collect::<Vec<_>>())?
            .floats("chance", &floats(&|row| row.chance));
        Ok(told.done())
    }

    /// The cells of the journey map by the sales they lose, most first; `feelings` give actions a number, such as -1, where a
    /// touchpoint does not say itself how it felt.
    #[wasm_bindgen(js_name = painPoints, unchecked_return_type = "PainPoint[]")]
    pub fn pain_points(
        &self,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ feelings?: { readonly [action: string]: number } }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut rows = self.core.pain_points(&feelings(given)?).map_err(throw)?;
        for row in &mut rows {
            row.lost_amount /= self.unit;
        }
        give(Ok(rows))
    }

    /// What customers do next, the likeliest first, learned from all journeys; of all customers where none are named.
    #[wasm_bindgen(js_name = nextTouch, unchecked_return_type = "NextTouches")]
    pub fn next_touch(
        &self,
        #[wasm_bindgen(js_name = customerIds, unchecked_optional_param_type = "readonly string[] | null")]
        customer_ids: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "NextQuestion")] given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let top: usize = asked.or("top", 3)?;
        let model = self.core.next_touch(&asked.rest::<NextOptions>()?).map_err(throw)?;
        let customers: Vec<u32> = if absent(customer_ids) {
            (0..self.core.customers()).collect()
        } else {
            let ids: Vec<String> = take(customer_ids, "customerIds")?;
            ids.iter().filter_map(|id| self.core.customer(id)).collect()
        };
        let (mut who, mut next, mut chance) = (Vec::new(), Vec::new(), Vec::new());
        for customer in customers {
            for (name, likely) in model.of(&self.core, customer).into_iter().take(top) {
                who.push(customer);
                next.push(name);
                chance.push(likely);
            }
        }
        let told = Told::new().list("customerId", self.ids(who.into_iter()))?.list("next", next)?;
        Ok(told.floats("chance", &chance).done())
    }

    /// How well what comes next is told, on customers held out, and how far the chances can be trusted.
    #[wasm_bindgen(js_name = nextTouchReport, unchecked_return_type = "NextReport")]
    pub fn next_touch_report(
        &self,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<NextOptions>")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let options: NextOptions = Asked::read(given)?.rest()?;
        give(self.core.next_touch(&options).map(|model| model.report().clone()))
    }

    /// How journeys deviate from a pattern such as `view > cart? > purchase`, and the sales that are lost with each deviation.
    #[wasm_bindgen(unchecked_return_type = "Expectation")]
    pub fn deviations(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] pattern: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.core.expected(&text(pattern, "pattern")?))
    }

    /// Customers in groups by the shares of their touchpoints: `of` has the group of each, in order of `customerIds()`.
    #[wasm_bindgen(unchecked_return_type = "Clusters")]
    pub fn clusters(
        &self,
        #[wasm_bindgen(js_name = count, unchecked_optional_param_type = "number")] groups: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "ClusterQuestion")] given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(given)?;
        let (by, seed) = (asked.or("by", Unit::Channel)?, asked.or("seed", 0)?);
        asked.done()?;
        give(self.core.clusters(count(groups, "count", 4)?, by, seed))
    }
}

/// What actions say of how it felt.
// Two ask it, and each would hold a copy.
#[inline(never)]
pub(super) fn feelings(given: &JsValue) -> Result<Vec<(String, f64)>, JsValue> {
    let mut asked = Asked::read(given)?;
    let feelings: BTreeMap<String, f64> = asked.or("feelings", BTreeMap::new())?;
    asked.done()?;
    Ok(feelings.into_iter().collect())
}
