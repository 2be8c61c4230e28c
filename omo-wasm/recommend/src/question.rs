//! What is asked of a recommender.

use omo_core::form::{self, Style};
use omo_core::recommend::{Eligible, Names};
use omo_core::{Error, Language};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::cross::{absent, records, throw, wrong};
use crate::rows::known;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How many items, which of them may be recommended, and in which language reasons are told. */
export interface Question {
    /** How many items; 10 where it is left out, 20 of a session. */
    n?: number;
    /** Nothing but these. */
    allow?: readonly Id[];
    /** Not these, by cause: `not_allowed`, `already_bought`, `out_of_stock`, `stale_stock`, `no_consent`, `not_in_channel`, `coupon_terms`, `fatigue`, `restricted`. */
    exclude?: { readonly [cause: string]: readonly Id[] };
    /** `en` where it is left out. */
    language?: Language;
}
"#;

/// A question, as far as all recommenders have it in common.
pub struct Question {
    pub n: usize,
    pub eligible: Eligible,
    pub language: Language,
    /// What only this recommender asks.
    rest: Map<String, Value>,
}

impl Question {
    /// Reads a question about `items`; `n` is asked where it does not say.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` or `option` that names what is wrong.
    pub fn read(value: &JsValue, items: &Names, n: usize) -> Result<Self, JsValue> {
        let mut rest = if absent(value) { Map::new() } else { object(value)? };
        let mut question =
            Self { n, eligible: Eligible::default(), language: Language::En, rest: Map::new() };
        if let Some(n) = rest.remove("n") {
            question.n = form::read(&n, "n", Style::Camel).map_err(throw)?;
        }
        if let Some(language) = rest.remove("language") {
            question.language = form::read(&language, "language", Style::Camel).map_err(throw)?;
        }
        if let Some(allow) = rest.remove("allow").filter(|allow| !allow.is_null()) {
            question.eligible.only(known(&allow, items, "allow")?);
        }
        match rest.remove("exclude") {
            None | Some(Value::Null) => {}
            Some(Value::Object(causes)) => {
                for (cause, ids) in causes {
                    let barred = known(&ids, items, &format!("exclude.{cause}"))?;
                    question.eligible.bar(&cause, barred).map_err(throw)?;
                }
            }
            Some(_) => return Err(wrong("exclude", "an object")),
        }
        Ok(Self { rest, ..question })
    }

    /// Takes out what only this recommender asks; `None` where it is left out.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.rest.remove(name).filter(|value| !value.is_null())
    }

    /// Refuses what nobody asked for.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `options` that names it.
    pub fn done(&self) -> Result<(), JsValue> {
        match self.rest.keys().next() {
            Some(name) => Err(throw(Error::Options { message: format!("unknown field `{name}`") })),
            None => Ok(()),
        }
    }
}

fn object(value: &JsValue) -> Result<Map<String, Value>, JsValue> {
    let one = js_sys::Array::of1(value);
    match records(&one, "question")?.pop() {
        Some(Value::Object(map)) => Ok(map),
        _ => Err(wrong("question", "an object")),
    }
}
