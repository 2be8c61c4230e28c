//! What was found, in pictures and on a page.

use omo_core::view::linking;
use omo_core::{Error, Language};
use wasm_bindgen::prelude::*;

use crate::asked::{Asked, option};
use crate::cross::{absent, give, text, throw, word};
use crate::resolution::Resolution;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/**
 * What a picture shows: what each agreement weighs, how much pairs weigh, which pairs were compared, precision and recall by
 * threshold, who says too little, what is filled, the most frequent values, the commonest ways to agree, and what speaks for and
 * against one pair.
 */
export type Picture = "weights" | "histogram" | "blocking" | "thresholds" | "unlinkables" | "completeness" | "terms" | "patterns" | "waterfall";

/** How a picture is drawn. */
export interface PictureOptions {
    /** Of the words; `en` where it is left out. */
    language?: Language;
    /** The ids of the two records of a waterfall. */
    pair?: readonly [string, string];
    /** How many values of a column or ways to agree; 10 where it is left out. */
    limit?: number;
}

/** A Vega-Lite v6 specification. */
export type Specification = Record<string, unknown>;
"#;

const KINDS: &str =
    "weights, histogram, blocking, thresholds, unlinkables, completeness, terms, patterns or waterfall";

/// Pictures.
#[wasm_bindgen]
impl Resolution {
    /// A picture as a Vega-Lite v6 specification, to hand to vega-embed: `weights` where it is left out. That of thresholds may
    /// have a truth, a table as `evaluate` takes it.
    #[wasm_bindgen(unchecked_return_type = "Specification")]
    pub fn chart(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Picture")] kind: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "PictureOptions")] given: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Owners")] truth: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let kind = if absent(kind) { "weights".to_owned() } else { text(kind, "kind")? };
        let mut asked = Asked::read(given)?;
        let language: Language = asked.or("language", Language::En)?;
        let pair: Option<Vec<String>> = asked.some("pair")?;
        let limit = asked.or("limit", 10_u32)? as usize;
        asked.done()?;
        let (core, report) = (&self.core, self.core.report());
        give(Ok(match kind.as_str() {
            "weights" => linking::weights(report, language),
            "histogram" => linking::histogram(&core.weight_histogram(), report.threshold, language),
            "blocking" => linking::blocking(report, language),
            "thresholds" => {
                let truth = self.some_truth(truth)?;
                linking::thresholds(&core.thresholds(truth.as_deref()).map_err(throw)?, language)
            }
            "unlinkables" => linking::unlinkables(&core.unlinkables(), language),
            "completeness" => linking::completeness(&core.completeness(), language),
            "terms" => linking::term_frequencies(&core.term_frequencies(limit), language),
            "patterns" => {
                let name = |row| self.id(row).to_owned();
                linking::patterns(&core.agreement_patterns(limit), &name, language)
            }
            "waterfall" => {
                let Some([a, b]) = pair.as_deref() else {
                    return Err(option("pair", "the ids of two records"));
                };
                let row =
                    |id: &str| self.ids.texts.get(id).ok_or_else(|| throw(Error::Unknown { what: "record" }));
                let evidence = core.explain(row(a)?, row(b)?).unwrap_or_default();
                linking::waterfall(&evidence, report.threshold, language)
            }
            _ => return Err(option("kind", KINDS)),
        }))
    }

    /// One HTML page with what was found and why; it needs no network and runs no script. It holds ids of records, and no other
    /// cell of them.
    pub fn dashboard(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<String, JsValue> {
        Ok(linking::dashboard(&self.core, &|row| self.id(row).to_owned(), word(language, "language")?))
    }
}
