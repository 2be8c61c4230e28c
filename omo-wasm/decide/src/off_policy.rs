//! What another way of choosing would have brought.

use omo_core::Error;
use omo_core::recommend::{self, Logged, OffPolicyOptions, RewardModel};
use wasm_bindgen::prelude::*;

use crate::asked::{Asked, option};
use crate::columns::{Columns, all_numbers};
use crate::cross::{absent, give, throw};
use crate::ids::{Ids, columns_of, long, number, seed, some_names};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How a log is held against another way of choosing. */
export interface OffPolicyQuestion extends Partial<OffPolicyOptions> {
    /** The columns of the log to learn rewards from; needs a `policy`. */
    context?: readonly string[];
    /** How much the weights of the model of rewards are drawn to 0, in observations; 1 where it is left out. */
    penalty?: number;
    /** Among how many folds rows are shared for the model; 5 where it is left out. */
    folds?: number;
    /** Where chance starts; 0 where it is left out. */
    seed?: number;
}
"#;

/// What another way of choosing would have brought, from a log with propensities: by inverse propensities, by weights that add up to
/// 1, by a model of rewards and by both.
///
/// The log has a row a choice: `reward`, `propensity`, and `target` (how likely the other way would have chosen the same), or `arm` where
/// there is a policy: a table of as many rows with a column for each arm. `expected` and `expectedOfPolicy` are a model of rewards.
#[wasm_bindgen(js_name = offPolicy, unchecked_return_type = "OffPolicy")]
pub fn off_policy(
    #[wasm_bindgen(unchecked_param_type = "Table")] log: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Table | null")] policy: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "OffPolicyQuestion")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    let mut asked = Asked::read(given)?;
    let clip = number(&mut asked, given, "clip")?;
    let context = some_names(&mut asked, "context")?;
    let (penalty, folds, seed) = (asked.or("penalty", 1.0)?, asked.or::<u32>("folds", 5)?, seed(&mut asked)?);
    let options = OffPolicyOptions { clip, ..asked.rest()? };
    let log = Columns::read(log, "log")?;
    let numbers = |name: &str| all_numbers(&log.take(name)?, name);
    let (reward, propensity) = (numbers("reward")?, numbers("propensity")?);
    let mut expected = None;
    if log.find("expected").is_some() && log.find("expectedOfPolicy").is_some() {
        expected = Some((numbers("expected")?, numbers("expectedOfPolicy")?));
    }
    let target = if absent(policy) {
        if context.is_some() {
            return Err(option("policy", "there where rewards are to be learnt from a context"));
        }
        numbers("target")?
    } else {
        let other = Chances::read(&log, policy, reward.len())?;
        if let Some(context) = &context {
            let contexts = across(&log, context, reward.len())?;
            let model = RewardModel {
                contexts: &contexts,
                dimensions: context.len(),
                arms: other.arms,
                arm: &other.arm,
                reward: &reward,
                policy: &other.each,
            };
            expected = Some(model.expected(penalty, folds, seed).map_err(throw)?);
        }
        other.target()
    };
    let expected = expected.as_ref().map(|(arm, policy)| (arm.as_slice(), policy.as_slice()));
    let logged = Logged { reward: &reward, propensity: &propensity, target: &target, expected };
    give(recommend::off_policy(&logged, &options))
}

/// Rows of numbers, end to end.
fn across(table: &Columns, names: &[String], rows: usize) -> Result<Vec<f64>, JsValue> {
    let mut columns = Vec::with_capacity(names.len());
    for name in names {
        let column = all_numbers(&table.take(name)?, name)?;
        long(name, rows, column.len())?;
        columns.push(column);
    }
    Ok((0..rows).flat_map(|row| columns.iter().filter_map(move |column| column.get(row))).copied().collect())
}

/// What was chosen, and how likely another way would choose each arm.
struct Chances {
    arms: u32,
    arm: Vec<u32>,
    each: Vec<f64>,
}

impl Chances {
    fn read(log: &Columns, policy: &JsValue, rows: usize) -> Result<Self, JsValue> {
        let mut names = columns_of(policy);
        names.sort_unstable();
        let chosen = Ids::of(log, "arm")?;
        long("arm", rows, chosen.rows.len())?;
        let number = |(row, name): (usize, &str)| {
            let at = names.binary_search_by(|other| other.as_str().cmp(name)).ok();
            let must = || format!("a column of the policy; row {row} is not");
            let wrong = || throw(Error::Column { column: "arm".into(), must: must() });
            at.and_then(|at| u32::try_from(at).ok()).ok_or_else(wrong)
        };
        let arm = chosen.texts().enumerate().map(number).collect::<Result<_, _>>()?;
        let arms = u32::try_from(names.len()).unwrap_or(u32::MAX);
        Ok(Self { arms, arm, each: across(&Columns::read(policy, "policy")?, &names, rows)? })
    }

    /// How likely the other way would have chosen what was.
    fn target(&self) -> Vec<f64> {
        let rows = self.each.chunks((self.arms as usize).max(1)).zip(&self.arm);
        rows.filter_map(|(chances, &arm)| chances.get(arm as usize)).copied().collect()
    }
}
