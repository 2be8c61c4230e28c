//! What happened: journeys from columns or rows.

mod lasting;
mod pictures;
mod steps;

use omo_core::journey::{Journeys as Core, NO_STORE, Session, Touches};
use omo_core::{Side, Zone};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::asked::Asked;
use crate::columns::{Columns, amounts, instants, keys, numbers};
use crate::cross::{absent, give, text, throw};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Touchpoints as columns of equal length; a row that cannot be read is left out and listed by `rejected()`. */
export interface TouchColumns {
    /** Whose touchpoint it is. */
    customerId: Keys;
    /** When. */
    occurredAt: Times;
    /** Where. */
    channel: Keys;
    /** What was done. */
    action: Keys;
    /** In or about which store. */
    store?: Keys | null;
    /** About which item. */
    item?: Keys | null;
    /** For how much; thousandths count. */
    value?: Numbers | null;
    /** The same under its other name. */
    amount?: Numbers | null;
    /** How it felt, on any one scale: a review's stars, an answer to a survey. */
    feeling?: Numbers | null;
}

/** A touchpoint as a row; what else it holds is not looked at. */
export interface TouchRow {
    customerId: string | number | null;
    occurredAt: When | null;
    channel: string | null;
    action: string | null;
    store?: string | number | null;
    item?: string | number | null;
    value?: number | null;
    amount?: number | null;
    feeling?: number | null;
}

/** How touchpoints are read. */
export interface ReadOptions extends Partial<JourneyOptions> {
    /** The clock of times that do not name theirs, and of calendars; UTC where it is left out. */
    zone?: string;
}

/** A touchpoint of a timeline. */
export interface TimelineStep {
    /** In milliseconds since 1970. */
    occurredAt: number;
    channel: string;
    side: Side;
    action: string;
    stage: Stage;
    /** The session it belongs to, counted from 0. */
    session: number;
    store: string | null;
    /** `null` where no touchpoint has an amount. */
    amount: number | null;
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
"#;

/// Everything each customer did, oldest first.
///
/// Call `free()` when done, or write `using journeys = Journeys.fromColumns(columns)`.
#[wasm_bindgen]
pub struct Journeys {
    core: Core,
    /// How many of the amounts are one of the column's.
    unit: f64,
    /// The clock of calendars.
    zone: Zone,
}

#[wasm_bindgen]
impl Journeys {
    /// Sorts touchpoints, given as columns, into journeys. Typed arrays and columns of few names are read fastest.
    #[wasm_bindgen(js_name = fromColumns)]
    pub fn from_columns(
        #[wasm_bindgen(unchecked_param_type = "TouchColumns")] columns: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "ReadOptions")] given: &JsValue,
    ) -> Result<Journeys, JsValue> {
        let table = Columns::read(columns, "columns")?;
        table.only(&COLUMNS, "columns")?;
        Self::read(&table, given)
    }

    /// The same from rows.
    #[wasm_bindgen(js_name = fromRows)]
    pub fn from_rows(
        #[wasm_bindgen(unchecked_param_type = "readonly TouchRow[]")] rows: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "ReadOptions")] given: &JsValue,
    ) -> Result<Journeys, JsValue> {
        Self::read(&Columns::rows(rows, "rows")?, given)
    }

    /// How many touchpoints there are, without rejected ones.
    #[must_use]
    pub fn touchpoints(&self) -> usize {
        self.core.len()
    }

    /// How many customers have a touchpoint.
    #[must_use]
    pub fn customers(&self) -> u32 {
        self.core.customers()
    }

    /// The ids of all customers, in order.
    #[wasm_bindgen(js_name = customerIds, unchecked_return_type = "string[]")]
    pub fn customer_ids(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.customer_ids().collect::<Vec<_>>()))
    }

    /// Rows that were left out, with column, code and reason.
    #[wasm_bindgen(unchecked_return_type = "RejectedRow[]")]
    pub fn rejected(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.rejected()))
    }

    /// What one customer did, oldest first; nothing for a stranger.
    #[wasm_bindgen(unchecked_return_type = "TimelineStep[]")]
    pub fn timeline(
        &self,
        #[wasm_bindgen(js_name = customerId, unchecked_param_type = "string")] customer_id: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let customer = self.core.customer(&text(customer_id, "customerId")?);
        let steps = customer.into_iter().flat_map(|customer| self.core.timeline(customer));
        let told = steps.map(|step| Touched {
            occurred_at: step.occurred_at,
            channel: step.channel,
            side: step.side,
            action: step.action,
            stage: step.stage.name(),
            session: step.session,
            store: step.store,
            amount: step.amount.map(|amount| self.money(amount)),
        });
        give(Ok(told.collect::<Vec<_>>()))
    }

    /// The sessions of one customer, or of all, in order of customers and time.
    #[wasm_bindgen(unchecked_return_type = "JourneySession[]")]
    pub fn sessions(
        &self,
        #[wasm_bindgen(js_name = customerId, unchecked_optional_param_type = "string | null")]
        customer_id: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut told = Vec::new();
        if absent(customer_id) {
            self.core.sessions().for_each(|session| told.push(self.told(&session)));
        } else if let Some(number) = self.core.customer(&text(customer_id, "customerId")?) {
            self.core.sessions_of(number).for_each(|session| told.push(self.told(&session)));
        }
        give(Ok(told))
    }

    /// The journey map: stages by channels, and the moves between channels; `feelings` give actions a number, such as -1, where a
    /// touchpoint does not say itself how it felt.
    #[wasm_bindgen(unchecked_return_type = "JourneyMap")]
    pub fn map(
        &self,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ feelings?: { readonly [action: string]: number } }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.core.map_with(&lasting::feelings(given)?))
    }
}

const COLUMNS: [&str; 9] =
    ["customerId", "occurredAt", "channel", "action", "store", "item", "value", "amount", "feeling"];

impl Journeys {
    fn read(table: &Columns, given: &JsValue) -> Result<Self, JsValue> {
        let mut asked = Asked::read(given)?;
        let zone = asked.zone()?;
        let options = asked.rest()?;
        let mut touches = Touches {
            occurred_at: instants(&table.take("occurredAt")?, "occurredAt", &zone)?,
            ..Touches::default()
        };
        touches.customer = keys(&table.take("customerId")?, "customerId", &mut touches.customers)?;
        touches.channel = keys(&table.take("channel")?, "channel", &mut touches.channels)?;
        touches.action = keys(&table.take("action")?, "action", &mut touches.actions)?;
        // No text is no store, and no item, where for the others it is a value that is missing.
        if let Some(store) = table.find("store") {
            touches.store = keys(&store, "store", &mut touches.stores)?;
            let none = touches.stores.get("");
            touches
                .store
                .iter_mut()
                .filter(|store| Some(**store) == none)
                .for_each(|store| *store = NO_STORE);
        }
        if let Some(item) = table.find("item") {
            touches.item = keys(&item, "item", &mut touches.items)?;
            let none = touches.items.get("");
            touches.item.iter_mut().filter(|item| Some(**item) == none).for_each(|item| *item = NO_STORE);
        }
        if let Some(feeling) = table.find("feeling") {
            touches.feeling = numbers(&feeling, "feeling")?;
        }
        let mut unit = 1.0;
        if let Some((name, column)) = table.first(&["amount", "value"]) {
            (touches.amount, unit) = amounts(&column, name)?;
        }
        Ok(Self { core: Core::new(touches, &options).map_err(throw)?, unit, zone })
    }

    pub fn core(&self) -> &Core {
        &self.core
    }

    /// How many of the amounts are one of the column's.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    #[expect(clippy::cast_precision_loss, reason = "amounts are below 2^53")]
    fn money(&self, amount: i64) -> f64 {
        amount as f64 / self.unit
    }

    fn told(&self, session: &Session) -> Told<'_> {
        Told {
            customer: self.core.customer_id(session.customer),
            started_at: session.started_at,
            ended_at: session.ended_at,
            side: session.side,
            channel: self.core.channel(session.channel),
            store: session.store.and_then(|store| self.core.store(store)),
            touchpoints: session.touchpoints,
        }
    }

    fn ids(&self, customers: impl Iterator<Item = u32>) -> Vec<&str> {
        customers.map(|customer| self.core.customer_id(customer).unwrap_or_default()).collect()
    }
}

/// A touchpoint with its amount as it was given.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Touched<'a> {
    occurred_at: i64,
    channel: &'a str,
    side: Side,
    action: &'a str,
    stage: &'a str,
    session: u32,
    store: Option<&'a str>,
    amount: Option<f64>,
}

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
