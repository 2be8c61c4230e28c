//! What a screen shows.

use std::sync::{Mutex, PoisonError};

use omo_core::random;
use omo_core::recommend::{Content, Likes, Names, Signage as Core, SignageOptions};
use omo_core::{Error, Language, Zone};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::names;
use crate::error::Result;
use crate::hints::Record;
use crate::table::Columns;
use crate::when::When;

/// What a screen shows to the people before it, without telling on any of them.
///
/// Hand it only people who have agreed to that. What it promises, whatever people like:
///
/// 1. What is shown is in the catalogue, in no sensitive category, and more than ``k`` of those who were here when it was decided like
///    it: ``k`` do without any single one.
/// 2. A person has one vote in all, and what wins is more than that ahead: nobody's coming or going turns one content into another.
/// 3. Between decisions, which fall on the clock and not on anybody's step, nothing changes.
/// 4. What is shown changes only if at least ``k`` persons have come or gone since it was decided.
///
/// It remembers who was here when it last decided, in memory alone, and cannot be saved.
///
/// Parameters
/// ----------
/// catalogue
///     A table of ``item`` and ``category``: what a screen may show.
/// k
///     How many people must like something besides any single one of them, at least 3.
/// sensitive
///     Categories that are never shown for anybody's sake: health, lingerie. What has no category is not shown either.
/// fallback
///     The shop's own items, shown whenever nothing is safe.
/// minutes
///     Minutes between decisions.
/// share
///     The share of a person's likes that an item must have for the person to count.
///
/// Examples
/// --------
/// >>> screen = omo.recommend.Signage({"item": ["tea", "plaster"], "category": ["drinks", "health"]},
/// ...                                sensitive=["health"], fallback=["store map"])
/// >>> here = {"customer_id": [1, 2, 3, 4] * 2, "item": ["tea"] * 4 + ["plaster"] * 4, "score": [1] * 4 + [9] * 4}
/// >>> shown = screen.show(here, now="2026-05-01 10:03")
/// >>> shown["items"], shown["reason"]
/// (['tea'], 'liked by more than 3 people here')
#[pyclass(frozen, module = "omo.recommend")]
pub struct Signage(Mutex<Screen>);

struct Screen {
    core: Core,
    items: Names,
    fallback: Vec<String>,
    k: u32,
}

#[pymethods]
impl Signage {
    #[new]
    #[pyo3(signature = (catalogue, *, k = None, sensitive = None, fallback = None, minutes = None, share = None))]
    fn py_new(
        catalogue: Columns,
        k: Option<u32>,
        sensitive: Option<Vec<String>>,
        fallback: Option<Vec<String>>,
        minutes: Option<u32>,
        share: Option<f64>,
    ) -> Result<Self> {
        let default = SignageOptions::default();
        let options = SignageOptions {
            k: k.unwrap_or(default.k),
            minutes: minutes.unwrap_or(default.minutes),
            share: share.unwrap_or(default.share),
        };
        let (items, rows) = names(&catalogue, "item")?;
        let categories: Vec<Option<String>> = catalogue.texts("category")?;
        let sensitive = sensitive.unwrap_or_default();
        let told =
            |category: &Option<String>| category.as_ref().is_none_or(|category| sensitive.contains(category));
        let content = |(&item, category): (&u32, _)| Content { item, sensitive: told(category) };
        let contents = rows.iter().zip(&categories).map(content).collect();
        let core = Core::new(contents, &options)?;
        let fallback = fallback.unwrap_or_default();
        let screen = Screen { core, items, fallback, k: options.k };
        Ok(Self(Mutex::new(screen)))
    }

    /// What to show now.
    ///
    /// Parameters
    /// ----------
    /// present
    ///     Who is here: a table of ``customer_id``, ``item`` and ``score``, a row for each person and item. A person without likes is a
    ///     row without an item.
    /// now
    ///     The time: a datetime or text.
    /// zone
    ///     The zone of a time that names none.
    /// language
    ///     ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``items`` (one, or the shop's own), ``own`` (whether it is the shop's own), ``reason``, and ``until`` (when the next decision may
    ///     fall).
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column that is missing or a score that is no number.
    ///
    /// Examples
    /// --------
    /// >>> screen = omo.recommend.Signage({"item": ["tea"], "category": ["drinks"]}, fallback=["store map"])
    /// >>> screen.show({"customer_id": [1], "item": ["tea"], "score": [1.0]}, now="2026-05-01 10:03")["items"]
    /// ['store map']
    #[pyo3(signature = (present, *, now, zone = "UTC", language = "en"))]
    fn show<'py>(
        &self,
        py: Python<'py>,
        present: Columns,
        now: When,
        zone: &str,
        language: &str,
    ) -> Result<Record<'py>> {
        let language: Language = language.parse()?;
        let now = now.time(&zone.parse::<Zone>()?)?;
        let mut screen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Screen { core, items, fallback, k } = &mut *screen;
        // No names are kept, however long the screen is on.
        let people: Vec<String> = present.texts("customer_id")?;
        let liked: Vec<Option<String>> = present.texts("item")?;
        let scores: Vec<Option<f64>> = present.numbers("score")?;
        let mut crowd: Vec<Likes> = Vec::with_capacity(people.len());
        for (row, (person, (item, score))) in people.iter().zip(liked.iter().zip(scores)).enumerate() {
            let must = || format!("a number where there is an item; row {row} is not");
            let scores = match (item, score) {
                (Some(_), None) => return Err(Error::Column { column: "score".into(), must: must() }.into()),
                (Some(item), Some(score)) => items.get(item).map(|item| (item, score)),
                (None, _) => None,
            };
            let person = random::hash(person.as_bytes());
            crowd.push(Likes { person, scores: scores.into_iter().collect() });
        }
        let shown = core.show(&crowd, now.millis())?;
        let told = PyDict::new(py);
        let item = shown.item.and_then(|item| items.text(item));
        told.set_item(
            "items",
            item.map_or_else(|| PyList::new(py, fallback.iter()), |item| PyList::new(py, [item]))?,
        )?;
        told.set_item("own", shown.item.is_none())?;
        told.set_item("reason", shown.why.words(*k, language))?;
        told.set_item("until", omo_core::Time::new(shown.until, 0)?.to_string())?;
        Ok(Record(told.into_any()))
    }
}
