//! Comparisons as dicts, which may be changed before they are used.

use omo_core::identity::linker::Comparison;
use omo_core::identity::linker::compare::{self, Level};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::{give, options};
use crate::error::Result;
use crate::hints::Record;

type Levels<'py> = Option<Bound<'py, PyAny>>;

/// A comparison with what the caller changes of it.
fn changed<'py>(
    py: Python<'py>,
    mut comparison: Comparison,
    reading: Option<String>,
    levels: Levels<'py>,
    term_frequency: bool,
) -> Result<Record<'py>> {
    if let Some(levels) = levels {
        let named = PyDict::new(py);
        named.set_item("column", &comparison.column)?;
        named.set_item("levels", levels)?;
        comparison.levels = options::<Comparison>(named.as_any())?.levels;
    }
    if reading.is_some() {
        comparison.reading = reading;
    }
    comparison.term_frequency = term_frequency;
    Ok(Record(give(py, &comparison)?))
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident = $of:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// Parameters
        /// ----------
        /// column
        ///     The column.
        /// levels
        ///     Levels of one's own between equality and difference, best first, each a :func:`level`.
        /// term_frequency
        ///     Whether rare values say more than frequent ones: equal values, and those of a level that says how much.
        ///
        /// Returns
        /// -------
        /// dict
        ///     The comparison, for :class:`Linker`.
        ///
        /// Examples
        /// --------
        #[doc = concat!(">>> omo.identity.compare.", stringify!($of), "(\"what\")[\"column\"]")]
        /// 'what'
        #[pyfunction]
        #[pyo3(signature = (column, *, levels: "list[dict] | None" = None, term_frequency = true))]
        pub fn $name<'py>(
            py: Python<'py>,
            column: &str,
            levels: Levels<'py>,
            term_frequency: bool,
        ) -> Result<Record<'py>> {
            changed(py, compare::$of(column), None, levels, term_frequency)
        }
    )+};
}

comparisons! {
    /// Values that are equal or not.
    compare_exact = exact;
    /// Identifiers that a system gave, such as member cards: the same is the same customer, unless many have it.
    compare_identifier = identifier;
    /// E-mail addresses; of lists of them one in common tells.
    compare_email = email;
    /// Phone numbers, with or without their country; of lists of them one in common tells.
    compare_phone = phone;
    /// Postal addresses, Japanese and Western.
    compare_address = address;
    /// Texts of any kind.
    compare_text = text;
    /// Sets of texts: lists, or texts with ``|``, ``;`` or ``,`` between them.
    ///
    /// Two are equal, mostly the same, have something in common, or differ.
    compare_set = set;
    /// Quantities, which may be near one another.
    compare_number = number;
}

/// Names of persons, or parts of them, in any script.
///
/// Without levels of one's own the column tells whether they are whole names, given names or family names, each of which has
/// its usual levels. Names of two generations (Jr. and Sr., II and III) differ.
///
/// Parameters
/// ----------
/// column
///     The column.
/// reading
///     The column that has the reading of the name in kana.
/// levels
///     Levels of one's own between equality and difference, best first, each a :func:`level`.
/// term_frequency
///     Whether rare names say more than frequent ones.
///
/// Returns
/// -------
/// dict
///     The comparison, for :class:`Linker`.
///
/// Examples
/// --------
/// >>> omo.identity.compare.name("name", reading="kana")["reading"]
/// 'kana'
#[pyfunction]
#[pyo3(signature = (column, *, reading: "str | None" = None, levels: "list[dict] | None" = None, term_frequency = true))]
pub fn compare_name<'py>(
    py: Python<'py>,
    column: &str,
    reading: Option<String>,
    levels: Levels<'py>,
    term_frequency: bool,
) -> Result<Record<'py>> {
    changed(py, compare::name(column), reading, levels, term_frequency)
}

/// Days, such as birthdays, in any usual way of writing; or in columns of their years, months and days.
///
/// Parameters
/// ----------
/// column
///     The column of days, or of years where the others are named.
/// month
///     The column that has the month.
/// day
///     The column that has the day of the month.
/// levels
///     Levels of one's own between equality and difference, best first, each a :func:`level`.
/// term_frequency
///     Whether rare days say more than frequent ones.
///
/// Returns
/// -------
/// dict
///     The comparison, for :class:`Linker`.
///
/// Examples
/// --------
/// >>> omo.identity.compare.date("birth_year", month="birth_month", day="birth_day")["day"]
/// 'birth_day'
#[pyfunction]
#[pyo3(signature = (column, *, month: "str | None" = None, day: "str | None" = None, levels: "list[dict] | None" = None, term_frequency = true))]
pub fn compare_date<'py>(
    py: Python<'py>,
    column: &str,
    month: Option<String>,
    day: Option<String>,
    levels: Levels<'py>,
    term_frequency: bool,
) -> Result<Record<'py>> {
    changed(py, Comparison { month, day, ..compare::date(column) }, None, levels, term_frequency)
}

/// Places, written ``latitude, longitude`` in degrees, with a level for each distance.
///
/// Parameters
/// ----------
/// column
///     The column.
/// within
///     Distances in kilometres, the shortest first.
/// term_frequency
///     Whether rare places say more than frequent ones.
///
/// Returns
/// -------
/// dict
///     The comparison, for :class:`Linker`.
///
/// Examples
/// --------
/// >>> [level["km"] for level in omo.identity.compare.distance_km("home", [1, 10])["levels"]]
/// [1.0, 10.0]
#[pyfunction]
#[pyo3(signature = (column, within, *, term_frequency = true))]
pub fn compare_distance_km<'py>(
    py: Python<'py>,
    column: &str,
    within: Vec<f64>,
    term_frequency: bool,
) -> Result<Record<'py>> {
    changed(py, compare::distance_km(column, &within), None, None, term_frequency)
}

/// One level of a comparison, which holds where any of its measures does.
///
/// Parameters
/// ----------
/// name
///     What it is called.
/// measures
///     ``jaro_winkler``, ``words``, ``near_words`` and ``each_word`` (which let a letter differ, and of the one with fewer
///     words), ``bigrams`` or ``overlap`` (at least so alike, from 0 to 1), ``edits`` (so many
///     letters differ at most), ``start`` or ``end`` (so many letters are equal there), ``days``, ``difference`` or
///     ``km`` (at most), ``ratio`` (at least), ``begins``, ``sound``, ``turned``, ``same_key``, ``same_reading``,
///     ``same_family``, ``same_given`` or ``one_part`` (``True``), and ``swapped_with`` (a column); beside them
///     ``term_frequency``, how much it counts, from 0 to 1, that the more frequent of the two values is rare.
///
/// Returns
/// -------
/// dict
///     The level, for the ``levels`` of a comparison.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` for a measure that there is not.
///
/// Examples
/// --------
/// >>> omo.identity.compare.level("nearly", edits=1, jaro_winkler=0.92)["edits"]
/// 1
#[pyfunction]
#[pyo3(signature = (name, **measures))]
pub fn level<'py>(py: Python<'py>, name: &str, measures: Option<Bound<'py, PyDict>>) -> Result<Record<'py>> {
    let given = PyDict::new(py);
    measures.map_or(Ok(()), |measures| given.update(measures.as_mapping()))?;
    given.set_item("name", name)?;
    let level: Level = options(given.as_any())?;
    Ok(Record(give(py, &level)?))
}
