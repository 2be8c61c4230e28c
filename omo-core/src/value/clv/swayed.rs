//! Fits with covariates, and answers by each customer's own parameters.

use super::buying::{Buying, Scaled, starts};
use super::climb::{COARSE, climb_any};
use super::covariates::{CovariateNames, Effect, Group, Groups, Lever, Sway, columns_of, logs_of, measured};
use super::dual::Dual;
use super::law::Law;
use super::matrix::set;
use super::patterns::{Histories, Pattern};
use crate::parallel::{parallel, pieces};
use crate::{Error, math};

/// So many histories are looked at in one go.
const PIECE: usize = 512;

impl Buying {
    /// Fits a law by maximum likelihood to customers who differ in [covariates](Histories::covariates), such as where they
    /// were acquired (Fader and Hardie, *Incorporating time-invariant covariates into the Pareto/NBD and BG/NBD models*,
    /// 2007).
    ///
    /// Each customer has parameters of their own: `alpha` is e^(-effect times covariate) times what it is for a customer
    /// whose covariates are all 0, and what says how they leave is changed as each [`Sway`] says. Without names this is
    /// [`fit`](Self::fit). How long it takes hangs on how many different pairs of history and covariates there are.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] for a covariate that is missing, has no number in a row, is the same for all customers or follows
    /// from others, [`Error::Option`] for a name that is given twice, and as in [`fit`](Self::fit).
    ///
    /// # Examples
    ///
    /// ```
    /// use omo_core::value::{Buying, Covariate, CovariateNames, Histories, Law};
    /// let frequency = [0, 1, 1, 2, 3, 5, 12, 0, 1, 2, 2, 4, 5, 9];
    /// let recency = [0.0, 6.0, 21.0, 9.0, 33.0, 32.0, 38.0, 0.0, 9.0, 12.0, 30.0, 28.0, 34.0, 38.0];
    /// let online = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    /// let covariates = [Covariate { name: "acquired_online".into(), values: online.to_vec() }];
    /// let shop = Histories {
    ///     frequency: &frequency,
    ///     recency: &recency,
    ///     age: &[39.0; 14],
    ///     customers: &[100, 8, 2, 10, 6, 12, 4, 60, 9, 14, 6, 12, 9, 5],
    ///     covariates: &covariates,
    ///     ..Histories::default()
    /// };
    /// // Of so few customers only how often they buy can be told.
    /// let names = CovariateNames { purchase: vec!["acquired_online".into()], dropout: vec![] };
    /// let model = Buying::fit_with(Law::ParetoNbd, &shop, &names)?;
    /// assert_eq!(model.effects[0].name(), "purchase:acquired_online");
    /// assert!(model.effects[0].value > 0.0);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn fit_with(law: Law, histories: &Histories<'_>, covariates: &CovariateNames) -> Result<Self, Error> {
        let names = covariates.all();
        if names.is_empty() {
            return Self::fit(law, histories);
        }
        covariates.check()?;
        let columns = columns_of(histories, &names, "there, as a number for each customer")?;
        // Where it finds no top, covariates may still explain what looks odd without them.
        let pooled = match Self::fit(law, histories) {
            Ok(model) => Some(model),
            Err(Error::Fit { .. }) => None,
            Err(error) => return Err(error),
        };
        let groups = Groups::of(histories, &columns)?;
        let repeats = groups.sum(|group| group.patterns.sum(|pattern| pattern.frequency));
        let customers = groups.sum(|group| group.patterns.customers);
        if repeats == 0.0 {
            return Self::fit(law, histories);
        }
        let mean_age = groups.sum(|group| group.patterns.sum(|pattern| pattern.age)) / customers;
        let measures = measured(&groups, &names, covariates)?;
        let levers = levers(law, covariates, &names);
        let mut even = groups;
        for group in &mut even.all {
            group.covariates.iter_mut().zip(&measures).for_each(|(value, by)| *value = by.moved(*value));
        }
        let ground = Ground { law, unit: 1.0 / mean_age, levers: &levers };
        let some = even.thinned(COARSE);
        let coarse = some.as_ref().map(|some| move |place: &[f64]| ground.slope(some, place));
        let coarse = coarse.as_ref().map(|coarse| coarse as &dyn Fn(&[f64]) -> (f64, Vec<f64>));
        let longer = |logs: [f64; 4]| logs.into_iter().chain(levers.iter().map(|_| 0.0)).collect();
        let mut begins: Vec<Vec<f64>> = starts(law, repeats / customers).into_iter().map(longer).collect();
        if let Some(model) = &pooled {
            begins.push(longer(logs_of(in_unit(law, model.params, 1.0 / mean_age))));
        }
        let effects: Vec<String> = levers.iter().map(|lever| named(*lever, &names)).collect();
        let told: Vec<&str> =
            law.parameters().into_iter().chain(effects.iter().map(String::as_str)).collect();
        let top = climb_any(&|place| ground.slope(&even, place), coarse, &begins, customers, &told)?;

        // From covariates of mean 0 and spread 1 back to what they are.
        let (mut params, mut standard_errors, mut effects) = ([0.0; 4], [0.0; 4], Vec::new());
        for (place, (param, error)) in params.iter_mut().zip(&mut standard_errors).enumerate() {
            let mut factors = vec![0.0; top.logs.len()];
            set(&mut factors, place, 1.0);
            for (number, lever) in levers.iter().enumerate() {
                let zero: Vec<f64> = measures.iter().map(|by| by.moved(0.0)).collect();
                let (swayed, arm) = lever.arm(&zero);
                if swayed == place {
                    set(&mut factors, 4 + number, arm);
                }
            }
            *param = math::exp(super::matrix::dot(&factors, &top.logs));
            *error = top.error_of(&factors) * *param;
        }
        if !super::saved::above_zero(&params) {
            return Err(Error::Fit {
                reason:
                    "the parameters of a customer whose covariates are all 0 are too small or too large for \
                         numbers; subtract the mean from covariates that are far from 0"
                        .into(),
            });
        }
        for ((number, lever), name) in
            (4..).zip(&levers).zip(levers.iter().map(|lever| names.get(lever.column)))
        {
            let spread = measures.get(lever.column).map_or(f64::NAN, |by| by.spread);
            let of = |all: &[f64]| all.get(number).copied().unwrap_or(f64::NAN) / spread;
            effects.push(Effect {
                on: lever.on,
                covariate: name.copied().unwrap_or_default().to_owned(),
                value: of(&top.logs),
                standard_error: of(&top.errors),
            });
        }
        Ok(Self {
            law,
            params: in_unit(law, params, mean_age),
            standard_errors: in_unit(law, standard_errors, mean_age),
            // A density by one unit of time is another by another.
            log_likelihood: top.height - repeats * math::ln(mean_age),
            customers,
            effects,
        })
    }

    /// The names of the covariates it asks of customers, each once.
    #[must_use]
    pub fn covariates(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for effect in &self.effects {
            if !names.contains(&effect.covariate.as_str()) {
                names.push(&effect.covariate);
            }
        }
        names
    }

    /// Which covariates change what: to fit the same anew.
    #[must_use]
    pub fn covariate_names(&self) -> CovariateNames {
        let of = |on: &[Sway]| {
            let effects = self.effects.iter().filter(|effect| on.contains(&effect.on));
            effects.map(|effect| effect.covariate.clone()).collect()
        };
        CovariateNames { purchase: of(&[Sway::Purchase]), dropout: of(&[Sway::Dropout, Sway::DropoutA]) }
    }

    /// Answers where each customer has parameters of their own.
    pub(super) fn swayed(
        &self,
        histories: &Histories<'_>,
        answer: impl Fn(&[Dual<0>; 4], [f64; 3]) -> f64,
    ) -> Result<Vec<f64>, Error> {
        let names = self.covariates();
        let missing = "there, as a number for each customer: the model was fitted with this covariate";
        let columns = columns_of(histories, &names, missing)?;
        let lever = |effect: &Effect| {
            let column = names.iter().position(|name| *name == effect.covariate).unwrap_or_default();
            (Lever { on: effect.on, column }, effect.value)
        };
        let levers: Vec<(Lever, f64)> = self.effects.iter().map(lever).collect();
        let logs = logs_of(self.params);
        Groups::of(histories, &columns)?.spread(|group| {
            let pairs = levers.iter().map(|(lever, value)| (lever, value));
            let params = Lever::swayed(pairs, logs, &group.covariates).map(math::exp);
            if !super::saved::above_zero(&params) {
                let row = Groups::first_row(group);
                let must = format!("near what the model was fitted to; row {row} is too far from it");
                return Err(Error::Column { column: names.join(", "), must });
            }
            let params = params.map(Dual::of);
            Ok(group.patterns.spread(|p: &Pattern| answer(&params, [p.frequency, p.recency, p.age])))
        })
    }
}

/// Parameters in another unit of time.
fn in_unit(law: Law, mut params: [f64; 4], times: f64) -> [f64; 4] {
    params.iter_mut().zip(law.times()).filter(|(_, time)| *time).for_each(|(param, _)| *param *= times);
    params
}

/// The effects that are looked for.
fn levers(law: Law, covariates: &CovariateNames, names: &[&str]) -> Vec<Lever> {
    let mut levers = Vec::new();
    for &on in Sway::of(law) {
        let list = if on == Sway::Purchase { &covariates.purchase } else { &covariates.dropout };
        let columns = list.iter().filter_map(|name| names.iter().position(|known| known == name));
        levers.extend(columns.map(|column| Lever { on, column }));
    }
    levers
}

fn named(lever: Lever, names: &[&str]) -> String {
    format!("{}:{}", lever.on.name(), names.get(lever.column).copied().unwrap_or_default())
}

/// The likelihood of customers whose parameters hang on their covariates.
#[derive(Clone, Copy)]
struct Ground<'a> {
    law: Law,
    /// What times are multiplied by.
    unit: f64,
    levers: &'a [Lever],
}

impl Ground<'_> {
    /// The log-likelihood and its gradient by the logarithms of the four parameters and by the effects.
    fn slope(&self, groups: &Groups, place: &[f64]) -> (f64, Vec<f64>) {
        // Pieces of about as many histories, whatever the number of cores.
        let share = groups.patterns().div_ceil(PIECE).max(1);
        let ranges = pieces(groups.all.len(), groups.all.len().div_ceil(share));
        let part = |range: &std::ops::Range<usize>| {
            let mut sum = (0.0, vec![0.0; place.len()]);
            for group in groups.all.get(range.clone()).unwrap_or_default() {
                self.add(group, place, &mut sum);
            }
            sum
        };
        let parts = parallel(&ranges, || (), |(), range| part(range));
        let mut sum = (0.0, vec![0.0; place.len()]);
        for (height, gradient) in parts {
            sum.0 += height;
            sum.1.iter_mut().zip(gradient).for_each(|(sum, by)| *sum += by);
        }
        sum
    }

    fn add(&self, group: &Group, place: &[f64], (height, gradient): &mut (f64, Vec<f64>)) {
        let mut logs = [0.0; 4];
        logs.iter_mut().zip(place).for_each(|(log, &value)| *log = value);
        let effects = place.get(4..).unwrap_or_default();
        let logs = Lever::swayed(self.levers.iter().zip(effects), logs, &group.covariates);
        let (own, by) = Scaled { law: self.law, patterns: &group.patterns, unit: self.unit }.slope(&logs);
        *height += own;
        gradient.iter_mut().zip(by).for_each(|(sum, by)| *sum += by);
        for (sum, lever) in gradient.iter_mut().skip(4).zip(self.levers) {
            let (param, arm) = lever.arm(&group.covariates);
            *sum += arm * by.get(param).copied().unwrap_or(f64::NAN);
        }
    }
}
