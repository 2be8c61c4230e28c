//! Whom a treatment moves, and by how much.

use serde::{Deserialize, Serialize};

use super::features::{Encoder, Features};
use crate::decimal::shortest;
use crate::order::Order;
use crate::parallel::{parallel, pieces};
use crate::recommend::folds;
use crate::recommend::linear::{Design, Linear};
use crate::recommend::saved::{self, Saved};
use crate::{Error, form, math};

/// How effects are learnt from the outcomes of those who were treated and those who were not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Learner {
    /// The difference of two models, one of each side.
    T,
    /// A model of the differences between outcomes and what the other side's model expects.
    X,
}

form::words!(Learner { T = "t", X = "x" });

/// What outcomes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Amounts: ridge regression.
    Amount,
    /// Yes and no, 1 and 0: logistic regression; uplift is a difference of probabilities.
    Chance,
}

form::words!(Outcome { Amount = "amount", Chance = "chance" });

/// How [`Uplift`] learns.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct UpliftOptions {
    /// How effects are learnt.
    pub method: Learner,
    /// What outcomes are; `None` takes nothing but 0 and 1 for a chance.
    pub outcome: Option<Outcome>,
    /// How much weights are drawn to 0: as many customers as this would have to speak against a weight of 1.
    pub penalty: f64,
    /// How many words of a column get a weight of their own, the most frequent first; the others share one.
    pub words: u32,
}

form::options!(UpliftOptions { method, outcome, penalty, words });

impl Default for UpliftOptions {
    fn default() -> Self {
        Self { method: Learner::T, outcome: None, penalty: 100.0, words: 20 }
    }
}

/// Who was treated with what, and what came of it.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// The names of the arms.
    pub arms: &'a [String],
    /// Which of them was not treated.
    pub control: u32,
    /// In which arm each customer was.
    pub arm: &'a [u32],
    /// What each did after that: an amount, or 1 and 0.
    pub outcome: &'a [f64],
}

/// What a treatment changes, customer by customer.
///
/// Each treatment is held against the control. The T-learner fits a model to the outcomes of either side and takes the
/// difference of what they expect. The X-learner (Künzel, Sekhon, Bickel and Yu 2019, "Metalearners for estimating heterogeneous
/// treatment effects using machine learning", PNAS 116) goes on: it fits ridge regressions to what the treated did beyond what the
/// control's model expects of them, and to what the treated's model expects of the control beyond what it did, and weighs the two
/// by the sizes of the sides; that is better where one side is small. Models are ridge or logistic regressions on numbers in
/// standard deviations and on words as columns of 0 and 1; what is missing has a weight of its own.
///
/// Who was treated must have been chance, or hang on nothing but the features. The order of customers does not matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uplift {
    encoder: Encoder,
    control: Linear,
    treatments: Vec<Treatment>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Treatment {
    name: String,
    treated: Linear,
    effects: Option<Effects>,
}

/// The X-learner's second stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Effects {
    on_treated: Linear,
    on_control: Linear,
    /// The treated as a share of both sides.
    share: f64,
}

/// One weight of one of the models.
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficient<'a> {
    /// The treatment; none for the model of the control, which all share.
    pub treatment: Option<&'a str>,
    /// Which model: `control`, `treated`, `effect_on_treated`, `effect_on_control`.
    pub model: &'static str,
    /// The feature; none for the intercept.
    pub feature: Option<String>,
    /// The weight, for a standard deviation of a number or for having a word.
    pub weight: f64,
}

impl Saved for Uplift {
    const KIND: &'static str = "uplift";
    const VERSION: u32 = 1;
    const EXPECTED: &'static str = "uplift version 1";

    fn whole(&self) -> bool {
        let width = self.encoder.width();
        let good = |treatment: &Treatment| {
            treatment.treated.whole(width)
                && treatment.effects.as_ref().is_none_or(|effects| {
                    effects.on_treated.whole(width)
                        && effects.on_control.whole(width)
                        && (0.0..=1.0).contains(&effects.share)
                })
        };
        self.encoder.whole() && self.control.whole(width) && self.treatments.iter().all(good)
    }

    fn fits(&self, _: usize, _: usize) -> bool {
        true
    }
}

impl Uplift {
    /// Learns what each treatment changes.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a penalty below 0 or NaN; [`Error::Length`] where columns differ in length; [`Error::Column`] for an
    /// outcome that is not finite, or is to be a chance and neither 0 nor 1, for an arm that is none, and where an arm has
    /// nobody; [`Error::Fit`] where columns are the same and there is no penalty.
    ///
    /// ```
    /// use omo_core::recommend::{Feature, Features, Trial, Uplift, UpliftOptions};
    /// // The coupon brings 2 more from members, and nothing from others.
    /// let member = vec![1.0, 1.0, 0.0, 0.0];
    /// let features = Features::new(4, vec![("member".into(), Feature::Numbers(member))])?;
    /// let arms = ["none".to_owned(), "coupon".to_owned()];
    /// let trial = Trial { arms: &arms, control: 0, arm: &[0, 1, 0, 1], outcome: &[3.0, 5.0, 1.0, 1.0] };
    /// let options = UpliftOptions { penalty: 0.0, ..Default::default() };
    /// let uplift = Uplift::fit(&features, &trial, &options)?.predict(&features)?;
    /// assert!(uplift.iter().zip([2.0, 2.0, 0.0, 0.0]).all(|(found, known)| (found - known).abs() < 1e-12));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn fit(features: &Features, trial: &Trial<'_>, options: &UpliftOptions) -> Result<Self, Error> {
        let (rows, outcome) = checked(features, trial, options)?;
        learn(features, trial, options, outcome, &rows)
    }

    /// What each treatment is expected to change: for each row one number a treatment, end to end.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a column that is missing, or holds words where the model learnt numbers.
    pub fn predict(&self, features: &Features) -> Result<Vec<f64>, Error> {
        let ranges = pieces(features.len(), 4096);
        let parts = parallel(
            &ranges,
            || (),
            |(), range| {
                let rows: Vec<usize> = range.clone().collect();
                Ok(self.expect(&self.encoder.encode(features, &rows)?, rows.len()))
            },
        );
        parts.into_iter().collect::<Result<Vec<_>, Error>>().map(|parts| parts.concat())
    }

    fn expect(&self, encoded: &[f64], count: usize) -> Vec<f64> {
        let design = Design { rows: encoded, width: self.encoder.width(), count };
        let mut uplift = Vec::with_capacity(count * self.treatments.len());
        for row in design.iter() {
            let control = self.control.expect(row);
            uplift.extend(self.treatments.iter().map(|treatment| match &treatment.effects {
                None => treatment.treated.expect(row) - control,
                Some(Effects { on_treated, on_control, share }) => {
                    share * on_control.expect(row) + (1.0 - share) * on_treated.expect(row)
                }
            }));
        }
        uplift
    }

    /// The columns it looks at.
    #[must_use]
    pub fn features(&self) -> Vec<&str> {
        self.encoder.names()
    }

    /// The treatments in order.
    pub fn treatments(&self) -> impl Iterator<Item = &str> {
        self.treatments.iter().map(|treatment| treatment.name.as_str())
    }

    /// All weights of all models.
    #[must_use]
    pub fn coefficients(&self) -> Vec<Coefficient<'_>> {
        let labels = self.encoder.labels();
        let mut all = Vec::new();
        let mut add = |treatment, model, linear: &Linear| {
            let coefficient = |feature, weight| Coefficient { treatment, model, feature, weight };
            all.push(coefficient(None, linear.intercept));
            let named = labels.iter().zip(&linear.weights);
            all.extend(named.map(|(label, weight)| coefficient(Some(label.clone()), *weight)));
        };
        add(None, "control", &self.control);
        for Treatment { name, treated, effects } in &self.treatments {
            add(Some(name.as_str()), "treated", treated);
            if let Some(Effects { on_treated, on_control, .. }) = effects {
                add(Some(name.as_str()), "effect_on_treated", on_treated);
                add(Some(name.as_str()), "effect_on_control", on_control);
            }
        }
        all
    }

    /// The model as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        saved::to_json(self)
    }

    /// The model that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for anything else.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        saved::from_json(json)
    }
}

/// What each treatment is expected to change, by models that did not see the customer: what an honest curve is drawn of.
///
/// Customers are shared among `folds` parts by chance, each arm evenly, and each part is answered by a model of the others. The
/// order of customers does not matter, but that those who are alike in all may change places.
///
/// # Errors
///
/// As [`Uplift::fit`], and [`Error::Option`] for less than 2 folds; [`Error::Column`] where an arm has fewer customers than that.
pub fn cross_fit(
    features: &Features,
    trial: &Trial<'_>,
    options: &UpliftOptions,
    folds: u32,
    seed: u64,
) -> Result<Vec<f64>, Error> {
    if folds < 2 {
        return Err(Error::option("folds", "at least 2", &folds));
    }
    let (rows, outcome) = checked(features, trial, options)?;
    for arm in (0..).take(trial.arms.len()) {
        if trial.arm.iter().filter(|&&other| other == arm).count() < folds as usize {
            let must = "of arms with as many customers as there are folds, at least".into();
            return Err(Error::Column { column: "treatment".into(), must });
        }
    }
    let arm = |row: usize| trial.arm.get(row).copied().unwrap_or(0);
    let fold_of = folds::folds(&rows, arm, folds, seed);
    let treatments = trial.arms.len().saturating_sub(1);
    let mut uplift = vec![0.0; treatments * features.len()];
    for fold in 0..folds {
        let own = |row: &usize| fold_of.get(*row) == Some(&fold);
        let (asked, others): (Vec<usize>, Vec<usize>) = rows.iter().partition(|row| own(row));
        let model = learn(features, trial, options, outcome, &others)?;
        let told = model.expect(&model.encoder.encode(features, &asked)?, asked.len());
        for (row, told) in asked.iter().zip(told.chunks(treatments.max(1))) {
            let place = uplift.get_mut(row * treatments..(row + 1) * treatments);
            if let Some(place) = place {
                place.copy_from_slice(told);
            }
        }
    }
    Ok(uplift)
}

/// All rows in an order that is not the table's, arm by arm, and what outcomes are.
fn checked(
    features: &Features,
    trial: &Trial<'_>,
    options: &UpliftOptions,
) -> Result<(Vec<usize>, Outcome), Error> {
    if !(options.penalty >= 0.0 && options.penalty.is_finite()) {
        return Err(Error::option("penalty", "at least 0 and finite", &shortest(options.penalty)));
    }
    for (what, got) in [("treatment", trial.arm.len()), ("outcome", trial.outcome.len())] {
        if got != features.len() {
            return Err(Error::Length { what: what.into(), expected: features.len(), got });
        }
    }
    let column = |column: &str, must: String| Error::Column { column: column.into(), must };
    if let Some(row) = trial.outcome.iter().position(|outcome| !outcome.is_finite()) {
        return Err(column("outcome", format!("finite numbers; row {row} is not")));
    }
    let mut sizes = vec![0_u32; trial.arms.len()];
    for (row, &arm) in trial.arm.iter().enumerate() {
        match sizes.get_mut(arm as usize) {
            Some(size) => *size += 1,
            None => return Err(column("treatment", format!("one of the arms; row {row} is not"))),
        }
    }
    if trial.arms.len() < 2 || sizes.contains(&0) || trial.control as usize >= sizes.len() {
        return Err(column("treatment", "of customers who were treated and of others".into()));
    }
    let chance = |outcome: &f64| *outcome == 0.0 || *outcome == 1.0;
    let stranger = trial.outcome.iter().position(|outcome| !chance(outcome));
    let outcome = match (options.outcome, stranger) {
        (Some(Outcome::Chance), Some(row)) => {
            return Err(column("outcome", format!("0 or 1; row {row} is not")));
        }
        (Some(outcome), _) => outcome,
        (None, None) => Outcome::Chance,
        (None, Some(_)) => Outcome::Amount,
    };
    let mut rows: Vec<usize> = (0..features.len()).collect();
    let key =
        |row: usize| (trial.arm.get(row).copied(), trial.outcome.get(row).copied().unwrap_or(0.0) + 0.0);
    rows.put_in_order_by(|&a, &b| {
        let ((arm_a, a_out), (arm_b, b_out)) = (key(a), key(b));
        arm_a.cmp(&arm_b).then(a_out.total_cmp(&b_out)).then_with(|| features.compare(a, b))
    });
    Ok((rows, outcome))
}

/// A model of some rows, which are in order of arms.
fn learn(
    features: &Features,
    trial: &Trial<'_>,
    options: &UpliftOptions,
    outcome: Outcome,
    rows: &[usize],
) -> Result<Uplift, Error> {
    let encoder = Encoder::fit(features, rows, options.words as usize);
    let lines = encoder.encode(features, rows)?;
    let design = Design { rows: &lines, width: encoder.width(), count: rows.len() };
    let outcomes: Vec<f64> = rows.iter().filter_map(|&row| trial.outcome.get(row).copied()).collect();
    let penalty = options.penalty;
    let side = |arm: u32| {
        let of = |row: &usize| trial.arm.get(*row).copied().unwrap_or(0);
        let range = rows.partition_point(|row| of(row) < arm)..rows.partition_point(|row| of(row) <= arm);
        (design.part(range.clone()), outcomes.get(range).unwrap_or_default())
    };
    let model = |(design, outcomes): &(Design<'_>, &[f64])| match outcome {
        Outcome::Amount => Linear::ridge(design, outcomes, penalty),
        Outcome::Chance => Linear::logistic(design, outcomes, penalty),
    };
    let untreated = side(trial.control);
    let control = model(&untreated)?;
    let mut treatments = Vec::new();
    for (arm, name) in (0..).zip(trial.arms).filter(|(arm, _)| *arm != trial.control) {
        let own = side(arm);
        let treated = model(&own)?;
        let beyond = |side: &(Design<'_>, &[f64]), model: &Linear, sign: f64| {
            let rows = side.0.iter().zip(side.1);
            rows.map(|(row, outcome)| sign * (outcome - model.expect(row))).collect::<Vec<f64>>()
        };
        let effects = match options.method {
            Learner::T => None,
            Learner::X => Some(Effects {
                on_treated: Linear::ridge(&own.0, &beyond(&own, &control, 1.0), penalty)?,
                on_control: Linear::ridge(&untreated.0, &beyond(&untreated, &treated, -1.0), penalty)?,
                share: math::share(own.0.count as u64, (own.0.count + untreated.0.count) as u64),
            }),
        };
        treatments.push(Treatment { name: name.clone(), treated, effects });
    }
    Ok(Uplift { encoder, control, treatments })
}

#[cfg(test)]
mod tests;
