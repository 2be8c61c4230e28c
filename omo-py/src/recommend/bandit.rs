//! Bandits, and what another way of choosing would have brought.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use omo_core::Error;
use omo_core::recommend::{
    self, Bandit, LinUcb as UcbCore, LinUcbOptions, Logged, OffPolicyOptions, RewardModel,
    Thompson as ThompsonCore, ThompsonOptions,
};
use pyo3::prelude::*;

use super::Ids;
use crate::convert::give;
use crate::error::{Result, run};
use crate::fitted;
use crate::hints::Record;
use crate::table::{Columns, Table};

fn lock<T>(state: &Mutex<T>) -> MutexGuard<'_, T> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The numbers of arms by name; all of them when none are said.
fn numbers(bandit: &impl Bandit, py: Python<'_>, allowed: Option<Ids>) -> Result<Vec<u32>> {
    let Some(allowed) = allowed else { return Ok((0..).take(bandit.names().len()).collect()) };
    let names = allowed.read(py, "arm")?.texts::<String>("arm")?;
    let number = |name: &String| bandit.arm(name).ok_or(Error::Unknown { what: "arm" });
    Ok(names.iter().map(number).collect::<std::result::Result<_, _>>()?)
}

fn known(bandit: &impl Bandit) -> std::result::Result<Table, Error> {
    let arms = bandit.arms();
    #[expect(clippy::cast_precision_loss, reason = "exact up to 9 quadrillion")]
    let mean = |arm: &recommend::Arm<'_>| (arm.count > 0).then(|| arm.rewards / arm.count as f64);
    Table::new([
        ("arm", arms.iter().map(|arm| arm.name).collect::<Vec<_>>().into()),
        ("count", arms.iter().map(|arm| i64::try_from(arm.count).ok()).collect::<Vec<_>>().into()),
        ("mean_reward", arms.iter().map(mean).collect::<Vec<_>>().into()),
    ])
}

macro_rules! bandit {
    ($class:ident, $name:literal, $core:ident) => {
        #[pymethods]
        impl $class {
            fn __repr__(&self) -> String {
                format!(concat!("omo.recommend.", $name, "({})"), lock(&self.0).names().join(", "))
            }

            /// Chooses an arm for a context.
            ///
            /// Log the propensity with the reward: :func:`off_policy` needs it. The same state, context and seed choose the same arm, so
            /// take another seed for each choice, such as its number.
            ///
            /// Parameters
            /// ----------
            /// context
            ///     The numbers that rewards hang on; none where there are no dimensions.
            /// allowed
            ///     Names of the arms that may be chosen; all when left out.
            /// seed
            ///     Where chance starts.
            ///
            /// Returns
            /// -------
            /// dict or None
            ///     ``arm`` and ``propensity``, the probability with which it was chosen; None where no arm is allowed.
            ///
            /// Raises
            /// ------
            /// OmoError
            ///     Code ``"length"`` or ``"column"`` for a context that cannot be, ``"unknown"`` for an arm that is none.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> bandit = omo.recommend.", $name, "([\"5%\", \"gift\"], 1)")]
            /// >>> bandit.choose([1.0], allowed=["gift"], seed=7)
            /// {'arm': 'gift', 'propensity': 1.0}
            #[pyo3(signature = (context = None, allowed = None, seed = 0) -> "dict[str, typing.Any] | None")]
            fn choose<'py>(
                &self,
                py: Python<'py>,
                context: Option<Vec<f64>>,
                allowed: Option<Ids>,
                seed: u64,
            ) -> Result<Option<Record<'py>>> {
                let bandit = lock(&self.0);
                let allowed = numbers(&*bandit, py, allowed)?;
                let Some(chosen) = bandit.choose(&context.unwrap_or_default(), &allowed, seed)? else {
                    return Ok(None);
                };
                let told = pyo3::types::PyDict::new(py);
                told.set_item("arm", bandit.names().get(chosen.arm as usize))?;
                told.set_item("propensity", chosen.propensity)?;
                Ok(Some(Record(told.into_any())))
            }

            /// Learns what came of an arm.
            ///
            /// Parameters
            /// ----------
            /// arm
            ///     Its name.
            /// context
            ///     The context it was chosen in; none where there are no dimensions.
            /// reward
            ///     What came of it.
            ///
            /// Raises
            /// ------
            /// OmoError
            ///     Code ``"unknown"`` for an arm that is none, ``"length"`` or ``"column"`` for a context or reward that cannot be.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> bandit = omo.recommend.", $name, "([\"5%\", \"gift\"], 1)")]
            /// >>> bandit.observe("gift", [1.0], 3.0)
            /// >>> bandit.arms["count"]
            /// [0, 1]
            fn observe(&self, arm: &str, context: Option<Vec<f64>>, reward: f64) -> Result<()> {
                let mut bandit = lock(&self.0);
                let arm = bandit.arm(arm).ok_or(Error::Unknown { what: "arm" })?;
                Ok(bandit.observe(arm, &context.unwrap_or_default(), reward)?)
            }

            /// What is known of each arm: ``arm``, ``count``, ``mean_reward``.
            ///
            /// Examples
            /// --------
            #[doc = concat!(">>> omo.recommend.", $name, "([\"gift\", \"5%\"], 1).arms[\"arm\"]")]
            /// ['5%', 'gift']
            #[getter]
            fn arms(&self) -> Result<Table> {
                Ok(known(&*lock(&self.0))?)
            }

            /// Writes what was learnt to a file.
            ///
            /// Parameters
            /// ----------
            /// path
            ///     The file.
            ///
            /// Examples
            /// --------
            /// >>> import os, tempfile
            /// >>> path = os.path.join(tempfile.mkdtemp(), "bandit.json")
            #[doc = concat!(">>> omo.recommend.", $name, "([\"5%\", \"gift\"], 1).save(path)")]
            fn save(&self, path: PathBuf) -> Result<()> {
                let json = lock(&self.0).to_json();
                fitted::write(path, &json)
            }

            /// Reads what :meth:`save` wrote.
            ///
            /// Parameters
            /// ----------
            /// path
            ///     The file.
            ///
            /// Returns
            /// -------
            #[doc = $name]
            ///     The same as was saved: it chooses the same arms.
            ///
            /// Raises
            /// ------
            /// OmoError
            ///     Code ``"model"`` for a file of another kind or version, or one that was cut off.
            ///
            /// Examples
            /// --------
            /// >>> import os, tempfile
            /// >>> path = os.path.join(tempfile.mkdtemp(), "bandit.json")
            #[doc = concat!(">>> omo.recommend.", $name, "([\"5%\", \"gift\"], 1).save(path)")]
            #[doc = concat!(">>> omo.recommend.", $name, ".load(path)")]
            #[doc = concat!("omo.recommend.", $name, "(5%, gift)")]
            #[staticmethod]
            #[pyo3(signature = (path) -> $name)]
            fn load(path: PathBuf) -> Result<Self> {
                Ok(Self(Mutex::new($core::from_json(&fitted::read(path)?)?)))
            }
        }
    };
}

/// LinUCB: the arm that may be the best, by a linear model for each arm and a bonus for what is not known (Li and others 2010).
///
/// The best by what is expected plus ``alpha`` standard deviations is chosen, of equals the first by name; and in a share of cases
/// any that is allowed, so that the log can say what another way of choosing would have brought. Expectations go through 0: a context
/// that is to have a constant holds a 1.
///
/// Parameters
/// ----------
/// arms
///     The names of the arms.
/// dimensions
///     How many numbers a context has, at most 64.
/// alpha
///     How many standard deviations of what is not known are added.
/// penalty
///     How much weights are drawn to 0, in observations.
/// exploration
///     How often any allowed arm is tried, from 0 to 1.
///
/// Examples
/// --------
/// >>> bandit = omo.recommend.LinUcb(["5%", "gift"], dimensions=2)
/// >>> for member in [0, 1] * 10:
/// ...     bandit.observe("5%", [1, member], 1.0)
/// ...     bandit.observe("gift", [1, member], 3.0 * member)
/// >>> bandit.choose([1, 1], seed=1)["arm"], bandit.choose([1, 0], seed=1)["arm"]
/// ('gift', '5%')
#[pyclass(frozen, module = "omo.recommend")]
pub struct LinUcb(Mutex<UcbCore>);

#[pymethods]
impl LinUcb {
    #[new]
    #[pyo3(signature = (arms, dimensions, *, alpha = None, penalty = None, exploration = None))]
    fn py_new(
        arms: Vec<String>,
        dimensions: usize,
        alpha: Option<f64>,
        penalty: Option<f64>,
        exploration: Option<f64>,
    ) -> Result<Self> {
        let core = LinUcbOptions::default();
        let options = LinUcbOptions {
            alpha: alpha.unwrap_or(core.alpha),
            penalty: penalty.unwrap_or(core.penalty),
            exploration: exploration.unwrap_or(core.exploration),
        };
        Ok(Self(Mutex::new(UcbCore::new(arms, dimensions, &options)?)))
    }
}

bandit!(LinUcb, "LinUcb", UcbCore);

/// Thompson sampling: each arm as often as it is likely to be the best.
///
/// Without contexts rewards are from 0 to 1, and what is believed of an arm is a beta distribution; with contexts it is what Bayesian
/// linear regression believes (Agrawal and Goyal 2013). The propensity is the probability that the chosen arm is the best, an
/// integral over all beliefs and not a count of draws. Expectations go through 0: a context that is to have a constant holds a 1.
///
/// Parameters
/// ----------
/// arms
///     The names of the arms.
/// dimensions
///     How many numbers a context has, at most 64; 0 for no contexts.
/// successes
///     Without contexts: how many successes each arm is believed to have had before, at least 1.
/// failures
///     The same of failures.
/// penalty
///     With contexts: how much weights are drawn to 0, in observations.
/// noise
///     The standard deviation of rewards around what the context says.
///
/// Examples
/// --------
/// >>> bandit = omo.recommend.Thompson(["5%", "gift"])
/// >>> for _ in range(50):
/// ...     bandit.observe("gift", None, 1)
/// ...     bandit.observe("5%", None, 0)
/// >>> chosen = bandit.choose(seed=1)
/// >>> chosen["arm"], chosen["propensity"] > 0.999999
/// ('gift', True)
#[pyclass(frozen, module = "omo.recommend")]
pub struct Thompson(Mutex<ThompsonCore>);

#[pymethods]
impl Thompson {
    #[new]
    #[pyo3(signature = (arms, dimensions = 0, *, successes = None, failures = None, penalty = None, noise = None))]
    fn py_new(
        arms: Vec<String>,
        dimensions: usize,
        successes: Option<f64>,
        failures: Option<f64>,
        penalty: Option<f64>,
        noise: Option<f64>,
    ) -> Result<Self> {
        let core = ThompsonOptions::default();
        let options = ThompsonOptions {
            successes: successes.unwrap_or(core.successes),
            failures: failures.unwrap_or(core.failures),
            penalty: penalty.unwrap_or(core.penalty),
            noise: noise.unwrap_or(core.noise),
        };
        Ok(Self(Mutex::new(ThompsonCore::new(arms, dimensions, &options)?)))
    }
}

bandit!(Thompson, "Thompson", ThompsonCore);

/// What another way of choosing would have brought, from a log with propensities.
///
/// The log says what came of each choice and how likely it was. What the other way would have done is a column ``target`` of the log,
/// the probability that it would have chosen the same arm; or a table ``policy`` with a column for each arm. Estimates are by inverse
/// propensities (``ips``), by weights that add up to 1 (``snips``; Swaminathan and Joachims 2015), and where there is a model of rewards
/// by that alone (``direct``) and by both (``doubly_robust``; Dudík, Langford and Li 2011). The model is given as columns ``expected`` (of
/// the arm that was chosen) and ``expected_of_policy`` (of the other way's choice), or, where ``context`` is named, a ridge regression
/// for each arm, cross-fitted so that no row is answered by what has seen it.
///
/// Parameters
/// ----------
/// log
///     One row a choice: ``reward``, ``propensity``, and ``target``, or ``arm`` where there is a ``policy``.
/// policy
///     A table of as many rows with a column for each arm: the probability that the other way would have chosen it; they add up to 1.
/// context
///     The columns of the log to learn rewards from; needs a ``policy``.
/// clip
///     No row counts more than this.
/// level
///     How often the intervals are to hold the truth.
/// penalty
///     How much the weights of the model of rewards are drawn to 0, in observations.
/// folds
///     Among how many folds rows are shared for the model.
/// seed
///     Where chance starts.
/// columns
///     Names of columns that are others in your log, ``{"clicked": "reward"}``.
///
/// Returns
/// -------
/// dict
///     ``logged``, ``ips``, ``snips``, ``direct``, ``doubly_robust``, each a dict of ``value``, ``standard_error``, ``low`` and ``high`` (the
///     last two estimates None without a model); ``effective_sample_size``, ``largest_weight`` and ``clipped``.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` for a propensity that is missing, 0 or above 1, and for other numbers that cannot be; ``"option"`` for an option
///     out of range.
///
/// Examples
/// --------
/// >>> log = {"arm": ["5%", "gift"] * 50, "reward": [1, 3] * 50, "propensity": [0.5] * 100, "member": [0, 0, 1, 1] * 25}
/// >>> always = {"5%": [0.0] * 100, "gift": [1.0] * 100}
/// >>> found = omo.recommend.off_policy(log, always, context=["member"])
/// >>> found["logged"]["value"], found["snips"]["value"], round(found["doubly_robust"]["value"], 6)
/// (2.0, 3.0, 3.0)
#[pyfunction]
#[pyo3(signature = (log, policy = None, *, context = None, clip = None, level = None, penalty = 1.0, folds = 5, seed = 0, columns = None))]
pub fn off_policy(
    py: Python<'_>,
    log: Columns,
    policy: Option<Columns>,
    context: Option<Vec<String>>,
    clip: Option<f64>,
    level: Option<f64>,
    penalty: f64,
    folds: u32,
    seed: u64,
    columns: Option<std::collections::HashMap<String, String>>,
) -> Result<Record<'_>> {
    let found = run(py, move || {
        let log = log.rename(&columns.unwrap_or_default())?;
        let (reward, propensity) = (rewards(&log)?, log.numbers::<f64>("propensity")?);
        let mut expected = None;
        if log.has("expected") && log.has("expected_of_policy") {
            expected = Some((log.numbers("expected")?, log.numbers("expected_of_policy")?));
        }
        let target = match &policy {
            None if context.is_some() => {
                let message = "`policy` must be there where rewards are to be learnt from a context".into();
                return Err(Error::Options { message });
            }
            None => log.numbers("target")?,
            Some(policy) => {
                let other = Chances::read(&log, policy)?;
                if let Some(context) = &context {
                    let contexts = contexts(&log, context)?;
                    let model = RewardModel {
                        contexts: &contexts,
                        dimensions: context.len(),
                        arms: other.arms,
                        arm: &other.arm,
                        reward: &reward,
                        policy: &other.each,
                    };
                    expected = Some(model.expected(penalty, folds, seed)?);
                }
                other.target()
            }
        };
        let default = OffPolicyOptions::default();
        let options = OffPolicyOptions { clip, level: level.unwrap_or(default.level) };
        let expected = expected.as_ref().map(|(arm, policy)| (arm.as_slice(), policy.as_slice()));
        let logged = Logged { reward: &reward, propensity: &propensity, target: &target, expected };
        recommend::off_policy(&logged, &options)
    })?;
    Ok(Record(give(py, &found)?))
}

/// Rewards; flags are 1 and 0.
fn rewards(log: &Columns) -> std::result::Result<Vec<f64>, Error> {
    match log.flags::<bool>("reward") {
        Ok(flags) => Ok(flags.into_iter().map(|flag| f64::from(u8::from(flag))).collect()),
        Err(_) => log.numbers("reward"),
    }
}

/// Rows of numbers, end to end.
fn contexts(log: &Columns, names: &[String]) -> std::result::Result<Vec<f64>, Error> {
    let columns: Vec<Vec<f64>> =
        names.iter().map(|name| log.numbers(name)).collect::<std::result::Result<_, _>>()?;
    Ok((0..log.len())
        .flat_map(|row| columns.iter().filter_map(move |column| column.get(row)))
        .copied()
        .collect())
}

/// What was chosen, and how likely another way would choose each arm.
struct Chances {
    arms: u32,
    arm: Vec<u32>,
    each: Vec<f64>,
}

impl Chances {
    fn read(log: &Columns, policy: &Columns) -> std::result::Result<Self, Error> {
        if policy.len() != log.len() {
            return Err(Error::Length { what: "policy".into(), expected: log.len(), got: policy.len() });
        }
        let mut names: Vec<String> = policy.names().map(str::to_owned).collect();
        names.sort_unstable();
        let chosen: Vec<String> = log.texts("arm")?;
        let number = |(row, name): (usize, &String)| {
            let at = names.binary_search(name).ok().and_then(|at| u32::try_from(at).ok());
            let must = || format!("a column of the policy; row {row} is not");
            at.ok_or_else(|| Error::Column { column: "arm".into(), must: must() })
        };
        let arm = chosen.iter().enumerate().map(number).collect::<std::result::Result<_, _>>()?;
        let arms = u32::try_from(names.len()).unwrap_or(u32::MAX);
        Ok(Self { arms, arm, each: contexts(policy, &names)? })
    }

    /// How likely the other way would have chosen what was.
    fn target(&self) -> Vec<f64> {
        let rows = self.each.chunks((self.arms as usize).max(1)).zip(&self.arm);
        rows.filter_map(|(chances, &arm)| chances.get(arm as usize)).copied().collect()
    }
}
