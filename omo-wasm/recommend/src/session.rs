//! What next within a session.

use omo_core::recommend::{Click, Clicks, Labelled, Names, Session as Core, SessionOptions};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::cross::{give, options, records, text, throw};
use crate::question::Question;
use crate::rows::{Rows, known};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Somebody looked at something. */
export interface ClickRow {
    session: Id;
    item: Id;
    occurredAt: When;
}
"#;

/// What to show next to somebody whose clicks are all that is known.
#[wasm_bindgen]
pub struct Session(Labelled<Core>);

/// Clicks with the names of sessions and items.
fn read(rows: &JsValue) -> Result<(Names, Names, Clicks), JsValue> {
    let rows = Rows::read(rows, "rows")?;
    let ((sessions, session), (items, item)) = (rows.names("session")?, rows.names("item")?);
    let clicks = session.into_iter().zip(item).zip(rows.times("occurredAt")?);
    let clicks = clicks.map(|((session, item), at)| Click { session, item, at: at.millis() }).collect();
    let clicks = Clicks::new(clicks, sessions.len(), items.len()).map_err(throw)?;
    Ok((sessions, items, clicks))
}

#[wasm_bindgen]
impl Session {
    /// Learns from sessions; nothing is to be tuned.
    pub fn fit(
        #[wasm_bindgen(unchecked_param_type = "readonly ClickRow[]")] rows: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<SessionOptions>")]
        given: &JsValue,
    ) -> Result<Self, JsValue> {
        let given: SessionOptions = options(given)?;
        let (sessions, items, clicks) = read(rows)?;
        Ok(Self(Labelled::new(sessions, items, Core::fit(&clicks, &given).map_err(throw)?)))
    }

    /// The model that `toJson` wrote, here or in Rust or Python.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(
        #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
    ) -> Result<Self, JsValue> {
        Labelled::from_json(&text(json, "json")?).map(Self).map_err(throw)
    }

    /// The model as text; with `true`, sessions keep their names in it, so that they go on when it is loaded.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "boolean")] sessions: &JsValue,
    ) -> String {
        if sessions.is_truthy() { self.0.to_json() } else { self.0.to_json_without_sessions() }
    }

    /// Takes clicks in that happened since, in order of time; sessions and items may be new.
    pub fn observe(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "ClickRow | readonly ClickRow[]")] rows: &JsValue,
    ) -> Result<(), JsValue> {
        let rows = if js_sys::Array::is_array(rows) { rows.clone() } else { js_sys::Array::of1(rows).into() };
        let (sessions, items, clicks) = read(&rows)?;
        self.0.observe(&sessions, &items, &clicks).map_err(throw)
    }

    /// The items most likely to be clicked next after these clicks, the oldest first.
    #[wasm_bindgen(unchecked_return_type = "ToldRecommendations")]
    pub fn recommend(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly Id[]")] clicks: &JsValue,
        #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "Question")] asked: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let question = Question::read(asked, self.0.items(), 20)?;
        question.done()?;
        let clicks = known(&Value::Array(records(clicks, "clicks")?), self.0.items(), "clicks")?;
        let found = self.0.model().recommend(&clicks, question.n, |item| question.eligible.allow(item));
        give(Ok(self.0.items().tell(&found, None, question.language)))
    }
}
