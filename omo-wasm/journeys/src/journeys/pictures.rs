//! Journeys as pictures: specifications for vega-embed.

use omo_core::journey::attribution::{AttributionOptions, PathOptions, attribute};
use omo_core::journey::{CalendarUnit, Every, FunnelOptions, Unit};
use omo_core::view;
use omo_core::{Error, Language};
use wasm_bindgen::prelude::*;

use super::Journeys;
use crate::asked::option;
use crate::cross::{absent, give, text, word};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a picture of journeys shows. */
export type Picture = "map" | "funnel" | "waterfall" | "crossings" | "flows" | "step_matrix" | "retention" | "attribution";

/** A Vega-Lite v6 specification. */
export type Specification = Record<string, unknown>;
"#;

const PICTURES: &str = "map, funnel, waterfall, crossings, flows, step_matrix, retention or attribution";

/// Pictures.
#[wasm_bindgen]
impl Journeys {
    /// A picture as a Vega-Lite v6 specification, to hand to vega-embed.
    #[wasm_bindgen(unchecked_return_type = "Specification")]
    pub fn chart(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "Picture")] kind: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (core, language): (_, Language) = (&self.core, word(language, "language")?);
        let kind = if absent(kind) { "map".to_owned() } else { text(kind, "kind")? };
        let spec = || {
            Ok::<_, Error>(match kind.as_str() {
                "map" => view::journey_map(&core.map(), language),
                "funnel" => view::funnel(&core.funnel(&core.usual_stages(), None), language),
                "crossings" => view::crossings(&core.crossings(), language),
                "flows" => view::flows(&core.map(), language),
                "waterfall" => {
                    view::waterfall(&core.funnel_of(&self.usual(), &FunnelOptions::default())?, language)
                }
                "step_matrix" => view::step_matrix(&core.step_matrix(10, Unit::Channel)?, language),
                "retention" => {
                    let weeks = Every::Calendar(CalendarUnit::Week, self.zone.clone());
                    view::retention(&core.retention("*", "*", weeks.clone())?, &weeks, language)
                }
                _ => {
                    let options = AttributionOptions { bootstrap: 200, ..AttributionOptions::default() };
                    let paths = core.paths(&PathOptions::default()).together();
                    view::attribution(&attribute(&paths, &options)?, language)
                }
            })
        };
        if !PICTURES.split([',', ' ']).any(|known| known == kind && known != "or") {
            return Err(option("kind", PICTURES));
        }
        give(spec())
    }
}
