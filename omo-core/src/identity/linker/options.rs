//! How records are resolved; the defaults need no tuning.

use std::collections::BTreeMap;

use serde::Serialize;

use super::compare::Comparison;
use super::ladder::MOST_LEVELS;
use super::{ColumnKind, Records};
use crate::Error;
use crate::decimal;
use crate::form::{self, nearest};

/// How [`resolve`](super::resolve()) and a [`Linker`](super::Linker) work; the defaults need no tuning.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResolveOptions {
    /// What columns hold, where the guess from name and content is not to decide.
    pub columns: BTreeMap<String, ColumnKind>,
    /// How columns are compared; where none is named, all that tell people apart, as what they hold suggests.
    pub comparisons: Vec<Comparison>,
    /// Which keys two records must share to be compared: each rule a list of columns, or of parts of them such as
    /// `surname:4` and `birth_date:year`; where none is named, chosen by the matches they find for each pair.
    pub block_on: Vec<Vec<String>>,
    /// Bits of evidence from which records are one customer; even odds where it is absent.
    pub threshold: Option<f64>,
    /// Which records may be one customer's.
    pub link: Link,
    /// Whether each source has each customer once; where it is absent, found from the records.
    pub one_to_one: Option<bool>,
}

form::options!(ResolveOptions { columns, comparisons, block_on, threshold, link, one_to_one });

/// Which records may be one customer's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Any two.
    #[default]
    All,
    /// Two of different sources.
    AcrossSources,
}

form::words!(Link { All = "all", AcrossSources = "across_sources" });

impl ResolveOptions {
    /// Whether all that is named is there.
    pub(super) fn check(&self, records: &Records) -> Result<(), Error> {
        let names: Vec<&str> = records.columns.iter().map(|column| column.name.as_str()).collect();
        let is_there = |option: &str, name: &str| {
            if names.contains(&name) {
                return Ok(());
            }
            let unknown: String = name.chars().take(40).collect();
            let meant =
                nearest(&unknown, &names).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
            Err(Error::Options {
                message: format!("`{option}` names `{unknown}`, which is no column{meant}"),
            })
        };
        self.columns.keys().try_for_each(|name| is_there("columns", name))?;
        for comparison in &self.comparisons {
            is_there("comparisons", &comparison.column)?;
            comparison.beside().try_for_each(|name| is_there("comparisons", name))?;
            let levels = comparison.levels();
            let swapped = levels.iter().filter_map(|level| level.swapped_with.as_ref());
            swapped.into_iter().try_for_each(|name| is_there("comparisons", name))?;
            if levels.len() + 2 > MOST_LEVELS {
                let must = "ladders of at most 12 levels";
                return Err(Error::Option { option: "comparisons", must, got: levels.len().to_string() });
            }
        }
        if self.comparisons.len() > MOST_COLUMNS {
            let got = self.comparisons.len().to_string();
            return Err(Error::Option { option: "comparisons", must: "at most 15", got });
        }
        match self.threshold {
            Some(bits) if !bits.is_finite() => {
                Err(Error::option("threshold", "a finite number of bits", &decimal::shortest(bits)))
            }
            _ => Ok(()),
        }
    }
}

/// A pattern has room for so many comparisons.
pub const MOST_COLUMNS: usize = 15;
