//! What next: what all recommenders read and give back.

mod bandit;
mod basket;
mod coupons;
mod kept;
mod popular;
mod question;
mod session;
mod signage;
mod taste;
mod told;
mod uplift;

pub use bandit::{LinUcb, Thompson, off_policy};
pub use basket::NextBasket;
pub use coupons::{Allocation, allocate};
pub use popular::Popular;
pub use session::Session;
pub use signage::Signage;
pub use taste::{Als, Ease, ItemKnn};
pub use uplift::Uplift;

use kept::kept;

use std::collections::HashMap;

use omo_core::recommend::{Eligible, Named, Names, Reason, Recommendations};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Language};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use crate::error::{Fault, Result};
use crate::table::{Column, Columns, Table};

/// A list of ids, or a table with a column of them.
///
/// An array, a series or a list of texts or whole numbers; what has columns is a table.
pub struct Ids(Py<PyAny>);

impl<'py> FromPyObject<'_, 'py> for Ids {
    type Error = Fault;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr = pyo3::type_hint_identifier!("omo.typing", "IntoIds");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> Result<Self> {
        Ok(Self(object.to_owned().unbind()))
    }
}

impl Ids {
    /// The ids under the name they have in a table.
    pub fn read(&self, py: Python<'_>, name: &str) -> Result<Columns> {
        let ids = self.0.bind(py);
        let records = ids.is_instance_of::<PyList>() || ids.is_instance_of::<PyTuple>();
        let table = if records {
            ids.try_iter()?.next().transpose()?.is_some_and(|first| first.is_instance_of::<PyDict>())
        } else {
            ids.is_instance_of::<PyDict>() || ids.is_instance_of::<Table>() || ids.hasattr("columns")?
        };
        if table {
            return ids.extract();
        }
        let one = PyDict::new(py);
        one.set_item(name, ids)?;
        one.into_any().extract()
    }
}

/// What `allow` and `exclude` say, as they were written.
pub struct Barred {
    allow: Option<Vec<String>>,
    exclude: Vec<(String, Vec<String>)>,
}

impl Barred {
    pub fn read(py: Python<'_>, allow: Option<Ids>, exclude: Option<HashMap<String, Ids>>) -> Result<Self> {
        let items = |ids: Ids| -> Result<Vec<String>> { Ok(ids.read(py, "item")?.texts("item")?) };
        let allow = allow.map(items).transpose()?;
        let mut exclude: Vec<_> = exclude.unwrap_or_default().into_iter().collect();
        // An item that two causes forbid counts under the first.
        exclude.sort_by(|a, b| a.0.cmp(&b.0));
        let exclude =
            exclude.into_iter().map(|(cause, ids)| Ok((cause, items(ids)?))).collect::<Result<_>>()?;
        Ok(Self { allow, exclude })
    }

    /// The same in the numbers of a model's items; items it never saw cannot be recommended anyway.
    pub fn of(&self, items: &Names) -> std::result::Result<Eligible, Error> {
        let known = |texts: &[String]| texts.iter().filter_map(|text| items.get(text)).collect::<Vec<_>>();
        let mut eligible = Eligible::default();
        if let Some(allow) = &self.allow {
            eligible.only(known(allow));
        }
        for (cause, texts) in &self.exclude {
            eligible.bar(cause, known(texts))?;
        }
        Ok(eligible)
    }
}

/// Names of a column in an order that does not depend on that of the rows, and the number of each row.
pub fn names(table: &Columns, column: &str) -> std::result::Result<(Names, Vec<u32>), Error> {
    let (met, mut numbers) = table.intern::<u32>(column)?;
    let (names, renumbered) = Names::sorted(&met, table.are_integers(column));
    for number in &mut numbers {
        *number = renumbered.get(*number as usize).copied().unwrap_or(u32::MAX);
    }
    Ok((names, numbers))
}

/// Who is asked about: each once or more, in the order asked.
pub struct Asked {
    names: Vocabulary,
    rows: Vec<u32>,
    integers: bool,
}

impl Asked {
    pub fn read(table: &Columns, column: &str) -> std::result::Result<Self, Error> {
        let (names, rows) = table.intern::<u32>(column)?;
        Ok(Self { names, rows, integers: table.are_integers(column) })
    }

    /// Lists without a name, called by their places from 0.
    pub fn numbered(lists: usize) -> Self {
        let mut names = Vocabulary::default();
        let rows = (0..lists).map(|place| names.intern(&place.to_string())).collect();
        Self { names, rows, integers: true }
    }

    /// All of some names, each once.
    pub fn named(all: &Names) -> Self {
        let mut names = Vocabulary::default();
        let rows = all.iter().map(|name| names.intern(name)).collect();
        Self { names, rows, integers: all.are_integers() }
    }

    /// The number that each has in a model; none for strangers.
    pub fn of<'a>(&'a self, known: &'a Names) -> impl Iterator<Item = Option<u32>> + 'a {
        self.rows.iter().map(|&row| self.names.text(row).and_then(|text| known.get(text)))
    }

    /// Those of some places, as they were written.
    fn column(&self, places: &[u32]) -> Column {
        let texts =
            places.iter().filter_map(|&at| self.rows.get(at as usize)).map(|&row| self.names.text(row));
        whole_or_text(texts, self.integers)
    }
}

/// Names of a model as they were written.
pub fn named(names: &Names, numbers: &[u32]) -> Column {
    whole_or_text(numbers.iter().map(|&number| names.text(number)), names.are_integers())
}

fn whole_or_text<'a>(texts: impl Iterator<Item = Option<&'a str>> + Clone, integers: bool) -> Column {
    let whole: Option<Vec<Option<i64>>> =
        integers.then(|| texts.clone().map(|text| text?.parse().ok()).map(Some).collect()).flatten();
    whole.map_or_else(|| texts.collect::<Vec<_>>().into(), Into::into)
}

/// Lists of items as one table: ``key``, ``rank``, ``item``, ``score``, ``reason``.
pub fn answers(
    key: &str,
    asked: &Asked,
    found: &[Recommendations],
    items: &Names,
    language: Language,
) -> std::result::Result<Table, Error> {
    let name = |thing: Named| match thing {
        Named::Item(item) => items.text(item).unwrap_or_default().to_owned(),
        Named::Store(number) | Named::Channel(number) => number.to_string(),
    };
    answers_with(key, asked, found, items, language, name)
}

/// As [`answers`], where stores and channels have names too.
pub fn answers_with(
    key: &str,
    asked: &Asked,
    found: &[Recommendations],
    items: &Names,
    language: Language,
    name: impl Fn(Named) -> String,
) -> std::result::Result<Table, Error> {
    let rows = || (0_u32..).zip(found).flat_map(|(at, one)| one.items.iter().map(move |shown| (at, shown)));
    let ranks = found.iter().flat_map(|one| (1_u32..).take(one.items.len()));
    Table::new([
        (key, asked.column(&rows().map(|(at, _)| at).collect::<Vec<_>>())),
        ("rank", ranks.collect::<Vec<_>>().into()),
        ("item", named(items, &rows().map(|(_, shown)| shown.item).collect::<Vec<_>>())),
        ("score", rows().map(|(_, shown)| shown.score).collect::<Vec<_>>().into()),
        (
            "reason",
            rows().map(|(_, shown)| words(&shown.reasons, language, &name)).collect::<Vec<_>>().into(),
        ),
    ])
}

/// What kept items out of lists, as one table: ``key``, ``cause``, ``items``.
pub fn exclusions(key: &str, asked: &Asked, found: &[Recommendations]) -> std::result::Result<Table, Error> {
    let rows = || (0_u32..).zip(found).flat_map(|(at, one)| one.excluded.iter().map(move |why| (at, why)));
    Table::new([
        (key, asked.column(&rows().map(|(at, _)| at).collect::<Vec<_>>())),
        ("cause", rows().map(|(_, why)| why.cause).collect::<Vec<_>>().into()),
        ("items", rows().map(|(_, why)| why.items).collect::<Vec<_>>().into()),
    ])
}

fn words(reasons: &[Reason], language: Language, name: impl Fn(Named) -> String) -> String {
    let texts: Vec<_> = reasons.iter().map(|reason| reason.words(language, &name)).collect();
    texts.join(match language {
        Language::En => "; ",
        Language::Ja => "、",
    })
}
