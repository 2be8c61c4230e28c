//! How pairs agree, which of them people should be asked about, and what is learned from their answers.

use omo_core::identity::linker::Evidence;
use omo_core::identity::linker::tune::Answer;
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::cross::{count, give, records, wrong};
use crate::how::Join;
use crate::resolution::Resolution;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A way in which pairs agree. */
export interface AgreementPattern {
    /** How many pairs agree so. */
    pairs: number;
    /** Their share of all pairs found. */
    share: number;
    /** What they weigh on average, in bits. */
    weight: number;
    /** One of them, whose weight is the median. */
    recordIdA: string;
    recordIdB: string;
    /** What speaks for and against that one. */
    evidence: Evidence[];
}

/** What a person says of two records. */
export interface Answer {
    recordIdA: string;
    recordIdB: string;
    /** Whether they are one customer's. */
    same: boolean;
}
"#;

/// A way in which pairs agree.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Pattern<'a> {
    pairs: u64,
    share: f64,
    weight: f64,
    record_id_a: &'a str,
    record_id_b: &'a str,
    evidence: &'a [Evidence],
}

/// What people are asked, and what they say.
#[wasm_bindgen]
impl Resolution {
    /// The commonest ways in which the pairs found agree, 20 where `limit` is left out, each with an example.
    #[wasm_bindgen(unchecked_return_type = "AgreementPattern[]")]
    pub fn patterns(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] limit: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let patterns = self.core.agreement_patterns(count(limit, "limit", 20)? as usize);
        let told = patterns.iter().map(|pattern| Pattern {
            pairs: pattern.pairs,
            share: pattern.share,
            weight: pattern.weight,
            record_id_a: self.id(pattern.example.a),
            record_id_b: self.id(pattern.example.b),
            evidence: &pattern.evidence,
        });
        give(Ok(told.collect::<Vec<_>>()))
    }

    /// The pairs whose answer by a person would teach the most, 20 where `n` is left out: those nearest to the threshold, above
    /// and below it, of many kinds. With `same` each is what `learn` takes.
    #[wasm_bindgen(unchecked_return_type = "Join[]")]
    pub fn review(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let pairs = self.core.review(count(n, "n", 20)? as usize);
        give(Ok(pairs.iter().map(|pair| Join::new(self, pair.a, pair.b, pair.weight)).collect::<Vec<_>>()))
    }

    /// The model that agrees better with what people say of pairs, those of `review` or any others; few answers change little.
    #[wasm_bindgen(unchecked_return_type = "Model")]
    pub fn learn(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly Answer[]")] answers: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let read = |(at, told): (usize, &Value)| {
            let place = |name: &str| format!("answers[{at}].{name}");
            let row = |name: &str| {
                let row = told.get(name).and_then(Value::as_str).and_then(|id| self.ids.texts.get(id));
                row.ok_or_else(|| wrong(&place(name), "the id of a record that was resolved"))
            };
            let same = told.get("same").and_then(Value::as_bool);
            let same = same.ok_or_else(|| wrong(&place("same"), "true or false"))?;
            Ok(Answer { a: row("recordIdA")?, b: row("recordIdB")?, same })
        };
        let answers = records(answers, "answers")?;
        let answers: Vec<Answer> = answers.iter().enumerate().map(read).collect::<Result<_, JsValue>>()?;
        give(self.core.learn(&answers))
    }
}
