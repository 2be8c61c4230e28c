//! What happened: journeys from columns, or from an engine.

use js_sys::{Array, Date, Float64Array, Object, Reflect};
use omo_core::journey::{By, JourneyOptions, Journeys as Core, NO_STORE, Session, Stage, Touches};
use omo_core::view::{self, svg};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Language, Side, Time, Zone};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::cross::{absent, count, give, options, take, text, throw, word, wrong};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Touchpoints as columns of equal length; a row that cannot be read is left out and listed by `rejected()`. */
export interface TouchColumns {
    /** Whose touchpoint it is. */
    customerId: readonly (string | null)[];
    /** When: milliseconds since 1970, dates, or texts; a text without an offset is in UTC. */
    occurredAt: Float64Array | readonly (number | string | Date | null)[];
    /** Where. */
    channel: readonly (string | null)[];
    /** What was done. */
    action: readonly (string | null)[];
    /** In or about which store. */
    store?: readonly (string | null)[];
    /** For how much, in minor units. */
    amount?: Float64Array | readonly (number | null)[];
}

/** A run of touchpoints of one customer without a long pause, on one side, in one store. */
export interface JourneySession {
    /** The customer's id. */
    customer: string;
    /** Its first instant, in milliseconds since 1970. */
    startedAt: number;
    /** Its last instant. */
    endedAt: number;
    side: Side;
    /** The channel it began on. */
    channel: string;
    store: string | null;
    /** How many touchpoints it has. */
    touchpoints: number;
}

/** What a chart shows. */
export type Chart = "journey_map" | "funnel" | "crossings" | "flows";
"#;

/// Everything each customer did, oldest first: sessions, funnels, crossings, the journey map.
///
/// Call `free()` when done, or write `using journeys = new Journeys(columns)`.
#[wasm_bindgen]
pub struct Journeys(pub(crate) Core);

#[wasm_bindgen]
impl Journeys {
    /// Sorts touchpoints, given as columns, into journeys.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "TouchColumns")] columns: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<JourneyOptions>")]
        given: &JsValue,
    ) -> Result<Journeys, JsValue> {
        let given = options::<JourneyOptions>(given)?;
        Core::new(touches(columns)?, &given).map(Journeys).map_err(throw)
    }

    /// The ids of all customers, in order.
    #[wasm_bindgen(unchecked_return_type = "string[]")]
    pub fn customers(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.customer_ids().collect::<Vec<_>>()))
    }

    /// How many touchpoints there are, without rejected ones.
    #[must_use]
    pub fn touchpoints(&self) -> usize {
        self.0.len()
    }

    /// What one customer did, oldest first; `null` for a stranger.
    #[wasm_bindgen(unchecked_return_type = "Step[] | null")]
    pub fn timeline(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let number = self.0.customer(&text(customer, "customer")?);
        give(Ok(number.map(|number| self.0.timeline(number).collect::<Vec<_>>())))
    }

    /// The sessions of one customer, or of all, in order of customers and time.
    #[wasm_bindgen(unchecked_return_type = "JourneySession[]")]
    pub fn sessions(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "string | null")] customer: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut told = Vec::new();
        if absent(customer) {
            self.0.sessions().for_each(|session| told.push(self.told(&session)));
        } else if let Some(number) = self.0.customer(&text(customer, "customer")?) {
            self.0.sessions_of(number).for_each(|session| told.push(self.told(&session)));
        }
        give(Ok(told))
    }

    /// How many customers go through stages in this order: know, consider, buy, use where none are named;
    /// with `withinDays`, in so many days from the first.
    #[wasm_bindgen(unchecked_return_type = "FunnelStep[]")]
    pub fn funnel(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Stage[] | null")] stages: &JsValue,
        #[wasm_bindgen(js_name = withinDays, unchecked_optional_param_type = "number | null")]
        within_days: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let stages = if absent(stages) { USUAL.to_vec() } else { take(stages, "stages")? };
        let days = if absent(within_days) { None } else { Some(count(within_days, "withinDays", 0)?) };
        give(Ok(self.0.funnel(&stages, days)))
    }

    /// How customers move between online and offline.
    #[wasm_bindgen(unchecked_return_type = "Crossings")]
    pub fn crossings(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.crossings()))
    }

    /// How often one channel (or action, or stage) follows directly after another; the most frequent first.
    #[wasm_bindgen(unchecked_return_type = "Flow[]")]
    pub fn transitions(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "By")] by: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let by = if absent(by) { By::Channel } else { take(by, "by")? };
        give(Ok(self.0.transitions(by)))
    }

    /// The journey map: stages by channels, and the moves between channels.
    #[wasm_bindgen(unchecked_return_type = "JourneyMap")]
    pub fn map(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.map()))
    }

    /// Rows that were left out, with column, code and reason.
    #[wasm_bindgen(unchecked_return_type = "RejectedRow[]")]
    pub fn rejected(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.rejected()))
    }

    /// The journey map as one `<svg>`, for a wide screen or a phone's, light or dark as the reader has it.
    #[wasm_bindgen(js_name = journeyMapSvg)]
    pub fn journey_map_svg(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Screen")] screen: &JsValue,
    ) -> Result<String, JsValue> {
        let screen = if absent(screen) { svg::Screen::Wide } else { take(screen, "screen")? };
        Ok(svg::journey_map_for(&self.0.map(), word(language, "language")?, screen))
    }

    /// The usual funnel as one `<svg>`.
    #[wasm_bindgen(js_name = funnelSvg)]
    pub fn funnel_svg(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<String, JsValue> {
        Ok(svg::funnel(&self.0.funnel(&USUAL, None), word(language, "language")?))
    }

    /// A picture as a Vega-Lite v6 specification, to hand to vega-embed.
    #[wasm_bindgen(unchecked_return_type = "Record<string, unknown>")]
    pub fn chart(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Chart")] of: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let language: Language = word(language, "language")?;
        let got = text(of, "of")?;
        give(match got.as_str() {
            "journey_map" => Ok(view::journey_map(&self.0.map(), language)),
            "funnel" => Ok(view::funnel(&self.0.funnel(&USUAL, None), language)),
            "crossings" => Ok(view::crossings(&self.0.crossings(), language)),
            "flows" => Ok(view::flows(&self.0.map(), language)),
            _ => {
                let got = got.chars().take(40).collect();
                Err(Error::Option { option: "of", must: "journey_map, funnel, crossings or flows", got })
            }
        })
    }
}

/// The stages of a funnel when none are named: those of the summary.
const USUAL: [Stage; 4] = [Stage::Know, Stage::Consider, Stage::Buy, Stage::Use];

/// A session with names for numbers.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    customer: Option<&'a str>,
    started_at: i64,
    ended_at: i64,
    side: Side,
    channel: Option<&'a str>,
    store: Option<&'a str>,
    touchpoints: u32,
}

impl Journeys {
    fn told(&self, session: &Session) -> Told<'_> {
        Told {
            customer: self.0.customer_id(session.customer),
            started_at: session.started_at,
            ended_at: session.ended_at,
            side: session.side,
            channel: self.0.channel(session.channel),
            store: session.store.and_then(|store| self.0.store(store)),
            touchpoints: session.touchpoints,
        }
    }
}

const COLUMNS: [&str; 6] = ["customerId", "occurredAt", "channel", "action", "store", "amount"];

/// Columns of JavaScript as columns of the core.
fn touches(columns: &JsValue) -> Result<Touches, JsValue> {
    if !columns.is_object() || Array::is_array(columns) {
        return Err(wrong("columns", "an object of columns"));
    }
    for name in Object::keys(columns.unchecked_ref::<Object>()) {
        if !COLUMNS.iter().any(|known| name == *known) {
            return Err(wrong("columns", &format!("only {}", COLUMNS.join(", "))));
        }
    }
    let column = |name: &str| Reflect::get(columns, &name.into());
    let mut touches = Touches {
        occurred_at: times(&column("occurredAt")?)?,
        amount: amounts(&column("amount")?)?,
        ..Touches::default()
    };
    touches.customer = texts(&column("customerId")?, "customerId", &mut touches.customers)?;
    touches.channel = texts(&column("channel")?, "channel", &mut touches.channels)?;
    touches.action = texts(&column("action")?, "action", &mut touches.actions)?;
    let store = column("store")?;
    if !absent(&store) {
        touches.store = texts(&store, "store", &mut touches.stores)?;
        // No text is no store here, where for the others it is a value that is missing.
        let none = touches.stores.get("");
        touches.store.iter_mut().filter(|store| Some(**store) == none).for_each(|store| *store = NO_STORE);
    }
    Ok(touches)
}

fn array(column: &JsValue, name: &str) -> Result<Array, JsValue> {
    column.dyn_ref().cloned().ok_or_else(|| wrong(name, "an array"))
}

/// A value of a column that is not what it must be.
fn wrong_at(name: &str, row: usize, must: &str) -> JsValue {
    wrong(&format!("{name}[{row}]"), must)
}

/// Texts, each kept once; what is not there is the empty text.
fn texts(column: &JsValue, name: &str, words: &mut Vocabulary) -> Result<Vec<u32>, JsValue> {
    let mut numbers = Vec::new();
    for (row, value) in array(column, name)?.iter().enumerate() {
        let text = if absent(&value) { Some(String::new()) } else { value.as_string() };
        numbers.push(words.intern(&text.ok_or_else(|| wrong_at(name, row, "a text"))?));
    }
    Ok(numbers)
}

/// Milliseconds since 1970; before it, where there is no time, so that the core leaves the row out.
fn times(column: &JsValue) -> Result<Vec<i64>, JsValue> {
    const NO_TIME: i64 = i64::MIN;
    #[expect(clippy::cast_possible_truncation, reason = "too far is left out either way")]
    let millis = |number: f64| if number.is_nan() { NO_TIME } else { number.floor() as i64 };
    let mut times = Vec::new();
    if let Some(floats) = column.dyn_ref::<Float64Array>() {
        times.extend(floats.to_vec().into_iter().map(millis));
        return Ok(times);
    }
    let utc = Zone::utc();
    for (row, value) in array(column, "occurredAt")?.iter().enumerate() {
        times.push(match (value.as_f64(), value.as_string()) {
            (Some(number), _) => millis(number),
            (_, Some(text)) => Time::read(&text, &utc).map_or(NO_TIME, Time::millis),
            _ if absent(&value) => NO_TIME,
            _ => match value.dyn_ref::<Date>() {
                Some(date) => millis(date.get_time()),
                None => return Err(wrong_at("occurredAt", row, "a number, a text or a Date")),
            },
        });
    }
    Ok(times)
}

/// Whole numbers; 0 where there is none, and no column where nothing has an amount.
fn amounts(column: &JsValue) -> Result<Vec<i64>, JsValue> {
    if absent(column) {
        return Ok(Vec::new());
    }
    let mut numbers = Vec::new();
    if let Some(floats) = column.dyn_ref::<Float64Array>() {
        numbers = floats.to_vec();
    } else {
        for value in array(column, "amount")?.iter() {
            // What is no number has no fraction of 0 either.
            numbers.push(if absent(&value) { 0.0 } else { value.as_f64().unwrap_or(f64::NAN) });
        }
    }
    let mut amounts = Vec::with_capacity(numbers.len());
    for (row, number) in numbers.into_iter().enumerate() {
        if number.fract() != 0.0 || number.abs() >= 9e15 {
            return Err(wrong_at("amount", row, "a whole number of minor units"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        amounts.push(number as i64);
    }
    Ok(amounts)
}
