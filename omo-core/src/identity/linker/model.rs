//! What was learned, to be kept and used again.

use serde::Serialize;

use super::compare::Comparison;
use super::compared::Compared;
use super::options::ResolveOptions;
use super::scorer::Scorer;
use crate::form::{self, Style};
use crate::{Error, json};

/// What a [`Linker`](super::Linker) learned: comparisons with their weights, rules, and the odds before anything is
/// compared. It holds no record, only how often records agree.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Model {
    /// The form of the model, 1 now.
    pub version: u32,
    /// The comparisons, with what was learned of each.
    pub comparisons: Vec<Learned>,
    /// Which keys two records must share to be compared.
    pub block_on: Vec<Vec<String>>,
    /// The odds, in bits, that two records at random are one customer's.
    pub prior: f64,
    /// The odds, in bits, that they are two people's of one household, where there are such.
    pub household: Option<f64>,
    /// How records are resolved beside that.
    pub options: ResolveOptions,
}

form::options!(Model { version, comparisons, block_on, prior, household, options });

/// The form in which models are kept now.
pub const VERSION: u32 = 1;

/// A comparison and what was learned of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Learned {
    /// The comparison.
    pub comparison: Comparison,
    /// How often records of one person agree at each level, equality first and difference last.
    pub m: Vec<f64>,
    /// How often records of two people do.
    pub u: Vec<f64>,
    /// How often records of two people of one household do; nothing where none were seen.
    pub h: Vec<f64>,
    /// The columns whose agreement says what this one's would: of records in one postcode all are in one city.
    pub told_by: Vec<String>,
}

form::record!(Learned { comparison: Comparison::new("", super::ColumnKind::Text), m: Vec::new(), u: Vec::new() } { h: Vec::new(), told_by: Vec::new() });

impl Model {
    /// What a scorer and its rules learned.
    pub(super) fn of(scorer: &Scorer, block_on: Vec<Vec<String>>, options: &ResolveOptions) -> Self {
        let turned = |shares: &[f64]| shares.iter().rev().copied().collect();
        let names = |told: u64| {
            let tellers = scorer.compared.iter().enumerate().filter(|(at, _)| told >> at & 1 == 1);
            tellers.map(|(_, teller)| teller.name().to_owned()).collect()
        };
        let learned = |(at, one): (usize, &Compared)| Learned {
            comparison: one.comparison.clone(),
            m: turned(&one.m),
            u: turned(&one.u),
            h: turned(&one.h),
            told_by: names(scorer.told.get(at).copied().unwrap_or(0)),
        };
        let comparisons = scorer.compared.iter().enumerate().map(learned).collect();
        Self {
            version: VERSION,
            comparisons,
            block_on,
            prior: scorer.prior,
            household: scorer.household,
            options: options.clone(),
        }
    }

    /// Gives a scorer of the same comparisons what was learned.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] where the levels are not those of the comparison.
    pub(super) fn teach(&self, scorer: &mut Scorer) -> Result<(), Error> {
        let names: Vec<String> = scorer.compared.iter().map(|one| one.name().to_owned()).collect();
        let mut told = Vec::new();
        for one in &mut scorer.compared {
            let learned = self.comparisons.iter().find(|learned| learned.comparison == one.comparison);
            let fits = |shares: &[f64]| {
                shares.len() == one.levels.len() && shares.iter().all(|share| *share > 0.0 && *share <= 1.0)
            };
            let Some(learned) = learned.filter(|learned| fits(&learned.m) && fits(&learned.u)) else {
                return Err(Error::Model { expected: "omo linker 1, with m and u above 0 for each level" });
            };
            one.m = learned.m.iter().rev().copied().collect();
            one.u = learned.u.iter().rev().copied().collect();
            one.h = learned.h.iter().rev().copied().collect();
            let tellers = names.iter().enumerate().filter(|(_, name)| learned.told_by.contains(name));
            told.push(tellers.fold(0, |told, (at, _)| told | 1_u64 << at));
        }
        scorer.tell(told);
        scorer.prior = self.prior;
        // Nothing is said of households where their levels are not known.
        let known = scorer.compared.iter().all(|one| one.h.len() == one.levels.len());
        scorer.household = self.household.filter(|_| known);
        scorer.weigh();
        Ok(())
    }

    /// The same, used so: comparisons and rules are those that were learned.
    #[must_use]
    pub fn with(mut self, options: ResolveOptions) -> Self {
        self.options = options;
        self
    }

    /// Reads a model that was kept as JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] for another version, [`Error::Options`] for what is no model.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let value = json::read(json).ok_or(Error::Model { expected: "omo linker 1, as JSON" })?;
        let model: Self = form::options(&value, Style::Camel)?;
        model.check()?;
        Ok(model)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let known = self.version == VERSION && self.prior.is_finite();
        if known { Ok(()) } else { Err(Error::Model { expected: "omo linker 1" }) }
    }

    /// The model as JSON.
    ///
    /// # Errors
    ///
    /// None but that of a model with numbers that are none.
    pub fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string_pretty(self).map_err(|_| Error::Model { expected: "omo linker 1" })
    }
}
