//! Which strategy decides on a field, and what it needs to know of each row.

use std::collections::BTreeMap;

use serde::Serialize;

use super::times::ranks;
use crate::identity::chosen::column;
use crate::identity::linker::{Column, Records};
use crate::{Error, form};

/// Which value of a field survives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// The one that most records say.
    #[default]
    MostFrequent,
    /// That of the source named first in [`GoldenOptions::trusted`].
    MostTrusted,
    /// The latest by [`GoldenOptions::time`].
    MostRecent,
    /// The one with the most characters.
    Longest,
    /// That of the first row; the only strategy to which the order of rows matters.
    First,
}

form::words!(Strategy {
    MostFrequent = "most_frequent",
    MostTrusted = "most_trusted",
    MostRecent = "most_recent",
    Longest = "longest",
    First = "first",
});

impl Strategy {
    /// Its word, such as `most_recent`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MostFrequent => "most_frequent",
            Self::MostTrusted => "most_trusted",
            Self::MostRecent => "most_recent",
            Self::Longest => "longest",
            Self::First => "first",
        }
    }
}

/// How [`golden_records`](super::golden_records) chooses.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GoldenOptions {
    /// The strategies of fields that have one of their own.
    pub strategies: BTreeMap<String, Strategy>,
    /// The strategy of all other fields.
    pub default: Strategy,
    /// The column that says when a record was true: numbers, or times such as 2026-03-01.
    pub time: Option<String>,
    /// The column that says where a record comes from.
    pub source: Option<String>,
    /// Sources, the most trusted first; all others come after them.
    pub trusted: Vec<String>,
}

form::options!(GoldenOptions { strategies, default, time, source, trusted });

/// What decides where a strategy leaves several values.
const NEXT: [Strategy; 4] =
    [Strategy::MostFrequent, Strategy::MostTrusted, Strategy::MostRecent, Strategy::Longest];

/// Options that were held against the records.
pub struct Plan<'a> {
    options: &'a GoldenOptions,
    /// How late each row is.
    times: Option<Vec<u32>>,
    /// How much each row's source is trusted.
    trust: Option<Vec<u32>>,
}

impl<'a> Plan<'a> {
    pub fn new(records: &Records, options: &'a GoldenOptions) -> Result<Self, Error> {
        let missing = |message: &str| Err(Error::Options { message: message.into() });
        for name in options.strategies.keys() {
            column(records, "strategies", name)?;
        }
        let asked =
            |strategy| options.default == strategy || options.strategies.values().any(|s| *s == strategy);
        if asked(Strategy::MostRecent) && options.time.is_none() {
            return missing("`most_recent` needs `time`, the column that says when a record was true");
        }
        if asked(Strategy::MostTrusted) && (options.source.is_none() || options.trusted.is_empty()) {
            return missing(
                "`most_trusted` needs `source`, a column, and `trusted`, sources in order of trust",
            );
        }
        if options.source.is_none() && !options.trusted.is_empty() {
            return missing("`trusted` needs `source`, the column that says where a record comes from");
        }
        let times = options.time.as_ref().map(|time| ranks(column(records, "time", time)?)).transpose()?;
        let source = options.source.as_ref().map(|source| column(records, "source", source)).transpose()?;
        let trust = source.filter(|_| !options.trusted.is_empty());
        Ok(Self { options, times, trust: trust.map(|column| trust_of(column, &options.trusted)) })
    }

    /// The columns that become fields: all but those of times and sources, unless they have a strategy.
    pub fn fields<'r>(&self, records: &'r Records) -> impl Iterator<Item = &'r Column> {
        let options = self.options;
        records.columns().iter().filter(|column| {
            let aside =
                [&options.time, &options.source].into_iter().flatten().any(|name| *name == column.name);
            !aside || options.strategies.contains_key(&column.name)
        })
    }

    pub fn strategy(&self, field: &str) -> Strategy {
        self.options.strategies.get(field).copied().unwrap_or(self.options.default)
    }

    /// The strategies that decide one after the other.
    pub fn chain(&self, first: Strategy) -> impl Iterator<Item = Strategy> {
        let known = |strategy: &Strategy| match strategy {
            Strategy::MostTrusted => self.trust.is_some(),
            Strategy::MostRecent => self.times.is_some(),
            _ => true,
        };
        std::iter::once(first).chain(NEXT.into_iter().filter(move |next| *next != first).filter(known))
    }

    /// How late a row is; higher is later.
    pub fn time(&self, row: u32) -> u32 {
        self.times.as_ref().and_then(|times| times.get(row as usize)).copied().unwrap_or_default()
    }

    /// How much a row's source is trusted; higher is more.
    pub fn trust(&self, row: u32) -> u32 {
        self.trust.as_ref().and_then(|trust| trust.get(row as usize)).copied().unwrap_or_default()
    }
}

fn trust_of(column: &Column, trusted: &[String]) -> Vec<u32> {
    let of = |text: &str| {
        let place = trusted.iter().position(|source| source.trim() == text.trim());
        place.map_or(0, |place| u32::try_from(trusted.len() - place).unwrap_or(u32::MAX))
    };
    let by_text: Vec<u32> = column.texts.iter().map(of).collect();
    column.cells.iter().map(|&cell| by_text.get(cell as usize).copied().unwrap_or_default()).collect()
}
