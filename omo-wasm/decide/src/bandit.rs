//! Bandits: which of a few things to show whom.

use omo_core::Error;
use omo_core::recommend::{
    Bandit, LinUcb as UcbCore, LinUcbOptions, Thompson as ThompsonCore, ThompsonOptions,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::asked::Asked;
use crate::columns::numbers;
use crate::cross::{absent, count, give, options, take, text, throw};
use crate::ids::{seed, some_names};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How an arm is chosen. */
export interface ChoiceQuestion {
    /** The arms that may be chosen; all where they are left out. */
    allowed?: readonly string[];
    /** Where chance starts: the same state, context and seed choose the same arm. Take another one for each choice, such as its number. */
    seed?: number;
}

/** What was chosen, to be logged with what comes of it. */
export interface Choice {
    arm: string;
    /** How likely it was to be chosen: `offPolicy` needs it. */
    propensity: number;
}

/** What is known of an arm. */
export interface Arm {
    arm: string;
    /** How often a reward was observed. */
    count: number;
    meanReward: number | null;
}
"#;

#[derive(Serialize)]
struct Choice<'a> {
    arm: &'a str,
    propensity: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Known<'a> {
    arm: &'a str,
    count: u64,
    mean_reward: Option<f64>,
}

const UNKNOWN: Error = Error::Unknown { what: "arm" };

fn context(given: &JsValue) -> Result<Vec<f64>, JsValue> {
    if absent(given) { Ok(Vec::new()) } else { numbers(given, "context") }
}

fn choose(bandit: &impl Bandit, given: &JsValue, asked: &JsValue) -> Result<JsValue, JsValue> {
    let mut asked = Asked::read(asked)?;
    let (allowed, seed) = (some_names(&mut asked, "allowed")?, seed(&mut asked)?);
    asked.done()?;
    let allowed: Vec<u32> = match allowed {
        None => (0..).take(bandit.names().len()).collect(),
        Some(names) => {
            let number = |name: &String| bandit.arm(name).ok_or_else(|| throw(UNKNOWN));
            names.iter().map(number).collect::<Result<_, _>>()?
        }
    };
    let chosen = bandit.choose(&context(given)?, &allowed, seed).map_err(throw)?;
    let told = chosen.and_then(|chosen| {
        let arm = bandit.names().get(chosen.arm as usize)?;
        Some(Choice { arm, propensity: chosen.propensity })
    });
    give(Ok(told))
}

fn observe(
    bandit: &mut impl Bandit,
    arm: &JsValue,
    given: &JsValue,
    reward: &JsValue,
) -> Result<(), JsValue> {
    let arm = bandit.arm(&text(arm, "arm")?).ok_or_else(|| throw(UNKNOWN))?;
    let reward = match reward.as_bool() {
        Some(flag) => f64::from(u8::from(flag)),
        None => reward.as_f64().unwrap_or(f64::NAN),
    };
    bandit.observe(arm, &context(given)?, reward).map_err(throw)
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 9 quadrillion")]
fn arms(bandit: &impl Bandit) -> Result<JsValue, JsValue> {
    let told = bandit.arms().into_iter().map(|arm| Known {
        arm: arm.name,
        count: arm.count,
        mean_reward: (arm.count > 0).then(|| arm.rewards / arm.count as f64),
    });
    give(Ok(told.collect::<Vec<_>>()))
}

macro_rules! bandit {
    ($name:ident, $core:ident, $options:ident, $partial:literal, $what:literal, $none:literal) => {
        #[doc = $what]
        #[wasm_bindgen]
        pub struct $name($core);

        #[wasm_bindgen]
        impl $name {
            #[doc = $none]
            #[wasm_bindgen(constructor)]
            pub fn new(
                #[wasm_bindgen(js_name = arms, unchecked_param_type = "readonly string[]")] names: &JsValue,
                #[wasm_bindgen(unchecked_optional_param_type = "number | null")] dimensions: &JsValue,
                #[wasm_bindgen(js_name = options, unchecked_optional_param_type = $partial)] given: &JsValue,
            ) -> Result<Self, JsValue> {
                let given: $options = options(given)?;
                let dimensions = count(dimensions, "dimensions", 0)? as usize;
                $core::new(take(names, "arms")?, dimensions, &given).map(Self).map_err(throw)
            }

            /// Chooses an arm for a context; none where none is allowed. Log the propensity with the reward.
            #[wasm_bindgen(unchecked_return_type = "Choice | null")]
            pub fn choose(
                &self,
                #[wasm_bindgen(unchecked_optional_param_type = "Numbers | null")] context: &JsValue,
                #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "ChoiceQuestion")]
                asked: &JsValue,
            ) -> Result<JsValue, JsValue> {
                choose(&self.0, context, asked)
            }

            /// Learns what came of an arm in a context.
            pub fn observe(
                &mut self,
                #[wasm_bindgen(unchecked_param_type = "string")] arm: &JsValue,
                #[wasm_bindgen(unchecked_param_type = "Numbers | null")] context: &JsValue,
                #[wasm_bindgen(unchecked_param_type = "number | boolean")] reward: &JsValue,
            ) -> Result<(), JsValue> {
                observe(&mut self.0, arm, context, reward)
            }

            /// What is known of each arm.
            #[wasm_bindgen(unchecked_return_type = "Arm[]")]
            pub fn arms(&self) -> Result<JsValue, JsValue> {
                arms(&self.0)
            }

            /// The bandit that `toJson` wrote, here or in Rust or Python: it chooses the same arms.
            #[wasm_bindgen(js_name = fromJson)]
            pub fn from_json(
                #[wasm_bindgen(unchecked_param_type = "string")] json: &JsValue,
            ) -> Result<Self, JsValue> {
                $core::from_json(&text(json, "json")?).map(Self).map_err(throw)
            }

            /// What was learnt, as text.
            #[wasm_bindgen(js_name = toJson)]
            pub fn to_json(&self) -> String {
                self.0.to_json()
            }
        }
    };
}

bandit!(
    LinUcb,
    UcbCore,
    LinUcbOptions,
    "Partial<LinUcbOptions>",
    "`LinUCB`: the arm that may be the best, by a linear model for each and a bonus for what is not known (Li and others 2010).",
    "Arms of which nothing is known yet; a context that is to have a constant holds a 1."
);
bandit!(
    Thompson,
    ThompsonCore,
    ThompsonOptions,
    "Partial<ThompsonOptions>",
    "Thompson sampling: each arm as often as it is likely to be the best.",
    "Arms of which nothing is known yet; without dimensions there are no contexts, and rewards are from 0 to 1."
);
