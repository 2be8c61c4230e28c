//! What was found, looked at: by thresholds, by mistakes, by what is filled and what is frequent.

use omo_core::identity::linker::tune::{Cause, Mistake};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::cross::{absent, count, give, throw, wrong};
use crate::resolution::{Customer, Resolution, truth_of};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A pair that was taken for what it is not. */
export interface Mistake {
    /** One customer's here and two people's in truth, or the other way round. */
    kind: "false_positive" | "false_negative";
    recordIdA: string;
    recordIdB: string;
    /** The evidence in bits, whether the two were compared or not. */
    weight: number;
    /** How it came about. */
    cause: Cause;
}
"#;

/// A pair that was taken for what it is not.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wrong<'a> {
    kind: &'static str,
    record_id_a: &'a str,
    record_id_b: &'a str,
    weight: f64,
    cause: Cause,
}

impl Resolution {
    /// Whose each record truly is.
    pub(crate) fn truth(&self, truth: &JsValue) -> Result<Vec<Option<u32>>, JsValue> {
        truth_of(&self.ids, &self.keys.id, truth)
    }

    /// The same, where there is a truth.
    pub(crate) fn some_truth(&self, truth: &JsValue) -> Result<Option<Vec<Option<u32>>>, JsValue> {
        if absent(truth) { Ok(None) } else { self.truth(truth).map(Some) }
    }
}

/// What was found, looked at.
#[wasm_bindgen]
impl Resolution {
    /// Bits of evidence from which records are one customer.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.core.report().threshold
    }

    /// Whose each record is at a higher threshold, in bits: nothing is compared again. Left out, or lower, it is the one that
    /// was used.
    #[wasm_bindgen(unchecked_return_type = "Customer[]")]
    pub fn cluster(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] threshold: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let bits = match threshold.as_f64().filter(|bits| !bits.is_nan()) {
            None if !absent(threshold) => return Err(wrong("threshold", "a number of bits")),
            bits => bits.unwrap_or(f64::NEG_INFINITY),
        };
        let customers = self.core.customers_at(bits);
        let customer = |(row, &first)| Customer { record_id: self.id(row), customer_id: self.id(first) };
        give(Ok((0..).zip(&customers).map(customer).collect::<Vec<_>>()))
    }

    /// What would be found at the threshold that was used and at every higher one; nothing is compared again.
    ///
    /// Without a truth precision and recall are estimated from the weights; with one, a table as `evaluate` takes it, the real
    /// scores stand beside the estimate.
    #[wasm_bindgen(unchecked_return_type = "ThresholdTable")]
    pub fn thresholds(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Owners")] truth: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.core.thresholds(self.some_truth(truth)?.as_deref()))
    }

    /// What was found wrong and what was not found, those first in which the weights are surest; no more of either kind than
    /// `limit`, which is 100 where it is left out.
    #[wasm_bindgen(unchecked_return_type = "Mistake[]")]
    pub fn errors(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Owners")] truth: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] limit: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let limit = count(limit, "limit", 100)? as usize;
        let mistakes = self.core.mistakes(&self.truth(truth)?, limit).map_err(throw)?;
        let told = |kind| {
            move |one: &Mistake| Wrong {
                kind,
                record_id_a: self.id(one.a),
                record_id_b: self.id(one.b),
                weight: one.weight.into(),
                cause: one.cause,
            }
        };
        let wrong = mistakes.false_positives.iter().map(told("false_positive"));
        give(Ok(wrong.chain(mistakes.false_negatives.iter().map(told("false_negative"))).collect::<Vec<_>>()))
    }

    /// How many of the pairs found weigh how much, bit by bit, lightest first.
    #[wasm_bindgen(unchecked_return_type = "WeightBin[]")]
    pub fn histogram(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.weight_histogram()))
    }

    /// How many records say too little to be linked: those that do not reach a threshold even against themselves.
    #[wasm_bindgen(unchecked_return_type = "Unlinkables")]
    pub fn unlinkables(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.unlinkables()))
    }

    /// How much of each column is filled with values that say something, in all records and in those of each source.
    #[wasm_bindgen(unchecked_return_type = "ColumnCompleteness[]")]
    pub fn completeness(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.core.completeness()))
    }

    /// The most frequent values of each column, 10 where `limit` is left out, and what each says when two records have it.
    /// They are values of the records.
    #[wasm_bindgen(js_name = termFrequencies, unchecked_return_type = "TermFrequency[]")]
    pub fn term_frequencies(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] limit: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(Ok(self.core.term_frequencies(count(limit, "limit", 10)? as usize)))
    }
}
