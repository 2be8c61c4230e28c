//! What next within a session.

use omo_core::recommend::{Click, Clicks, Labelled, Names, Session as Core, SessionOptions};
use omo_core::vocabulary::Vocabulary;
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
pub struct Session {
    model: Labelled<Core>,
    /// The names of the sessions that came after fitting; the others have none.
    names: Vocabulary,
    nameless: usize,
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
        let rows = Rows::read(rows, "rows")?;
        let ((sessions, session), (items, item)) = (rows.names("session")?, rows.names("item")?);
        let times = rows.times("occurredAt")?;
        let clicks = session.into_iter().zip(item).zip(times);
        let clicks = clicks.map(|((session, item), at)| Click { session, item, at: at.millis() }).collect();
        let clicks = Clicks::new(clicks, sessions.len(), items.len()).map_err(throw)?;
        let model = Core::fit(&clicks, &given).map_err(throw)?;
        Ok(Self::of(Labelled::new(Names::default(), items, model)))
    }

    /// The model that `toJson` wrote, here or in Rust or Python.
    #[wasm_bindgen(js_name = fromJson)]
    pub fn from_json(
        #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
    ) -> Result<Self, JsValue> {
        Ok(Self::of(Labelled::from_json(&text(json, "json")?).map_err(throw)?))
    }

    /// The model as text; sessions have no names in it.
    #[wasm_bindgen(js_name = toJson)]
    pub fn to_json(&self) -> String {
        self.model.to_json()
    }

    /// Takes clicks in as they happen, in order of time; sessions and items may be new.
    pub fn observe(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "ClickRow | readonly ClickRow[]")] rows: &JsValue,
    ) -> Result<(), JsValue> {
        let rows = if js_sys::Array::is_array(rows) { rows.clone() } else { js_sys::Array::of1(rows).into() };
        let rows = Rows::read(&rows, "rows")?;
        let ((sessions, session), (items, item)) = (rows.names("session")?, rows.names("item")?);
        let times = rows.times("occurredAt")?;
        let session = session.into_iter().map(|number| sessions.text(number).unwrap_or_default());
        let item = item.into_iter().map(|number| items.text(number).unwrap_or_default());
        for ((session, item), at) in session.zip(item).zip(times) {
            let number = self.nameless + self.names.intern(session) as usize;
            let session = u32::try_from(number).unwrap_or(u32::MAX);
            let item = self.model.items_mut().intern(item);
            self.model.model_mut().observe(Click { session, item, at: at.millis() }).map_err(throw)?;
        }
        Ok(())
    }

    /// The items most likely to be clicked next after these clicks, the oldest first.
    #[wasm_bindgen(unchecked_return_type = "ToldRecommendations")]
    pub fn recommend(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly Id[]")] clicks: &JsValue,
        #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "Question")] asked: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let question = Question::read(asked, self.model.items(), 20)?;
        question.done()?;
        let clicks = known(&Value::Array(records(clicks, "clicks")?), self.model.items(), "clicks")?;
        let found = self.model.model().recommend(&clicks, question.n, |item| question.eligible.allow(item));
        give(Ok(self.model.items().tell(&found, None, question.language)))
    }
}

impl Session {
    fn of(model: Labelled<Core>) -> Self {
        let nameless = model.model().sessions();
        Self { model, names: Vocabulary::default(), nameless }
    }
}
