//! Filters that stand for records.

use omo_core::identity::clk::{self as core, ClkOptions, Clks, LinkOptions, Secret};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use super::{column, records};
use crate::convert::options;
use crate::error::{Result, run};
use crate::table::{Column, Columns, Table};

/// Turn records into keyed Bloom filters, to be linked by somebody who must not see the records.
///
/// Both sides call this with the same secret ``key`` and the same options, hand over what comes out, and link it with
/// :func:`clk_pairs`. Similar records get similar filters of 1,024 bits (Schnell, Bachteler and Reiher, 2011); without
/// the key nobody can try names. They are pseudonyms, not anonymity: who holds many can count patterns, so give them
/// to none but who links.
///
/// Parameters
/// ----------
/// table
///     One row a record: a column of ids and the fields. Cells that say nothing set no bits.
/// id
///     The column of ids, each of which occurs once. They are handed over: they must not tell who it is either.
/// fields
///     The columns that both sides have, under names that both use: a list, or a dict that says what they hold in the
///     words of :func:`omo.resolve`, ``{"born": "date", "surname": "family_name"}``. Days, names, phones and e-mails are
///     read to one spelling first; all else is compared letter by letter.
/// key
///     The shared secret: at least 16 random bytes, ``secrets.token_bytes(32)``. It is in no answer and no message.
/// weights
///     How much a field counts, where that is not 1: ``{"surname": 2}``.
/// hashing
///     ``"independent"``, or ``"double"`` for bits a + i b from two numbers, which are easier to attack.
/// fold
///     Whether one half is folded onto the other: 512 bits, harder to attack, less accurate.
///
/// Returns
/// -------
/// Table
///     ``record_id``, ``clk`` (256 hexadecimal digits; 128 when folded).
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` for a key that is too short, a field that is no column and a weight that is none;
///     ``"column"`` when an id is missing or occurs twice.
///
/// Examples
/// --------
/// >>> people = {"id": ["1", "2"], "name": ["Hanako Yamada", "Taro Sato"], "born": ["1985-05-03", "1990-01-02"]}
/// >>> ours = omo.identity.clk(people, fields={"name": "full_name", "born": "date"}, key=b"sixteen bytes or more")
/// >>> ours.columns, len(ours["clk"][0])
/// (['record_id', 'clk'], 256)
#[pyfunction]
#[pyo3(signature = (
    table, *, id = "id", fields: "list[str] | dict[str, str]", key, weights: "dict[str, float] | None" = None,
    hashing = "independent", fold = false
))]
pub fn clk(
    py: Python<'_>,
    table: Columns,
    id: &str,
    fields: Bound<'_, PyAny>,
    key: &[u8],
    weights: Option<Bound<'_, PyDict>>,
    hashing: &str,
    fold: bool,
) -> Result<Table> {
    let secret = Secret::new(key)?;
    let named = PyDict::new(py);
    named.set_item("fields", kinds(&fields)?)?;
    weights.map_or(Ok(()), |weights| named.set_item("weights", weights))?;
    named.set_item("hashing", hashing)?;
    let ClkOptions { fields, weights, hashing, fold: _ } = options(named.as_any())?;
    let options = ClkOptions { fields, weights, hashing, fold };
    let id = id.to_owned();
    run(py, move || {
        let records = records(&table, &id, |name| options.fields.contains_key(name))?;
        let clks = core::encode(&records, &secret, &options)?;
        let filters: Vec<String> = clks.filters().iter().map(core::Clk::to_hex).collect();
        Table::new([
            ("record_id", Column::named(&records.ids().texts, &records.ids().cells)),
            ("clk", filters.into()),
        ])
    })
}

/// What the fields hold: as told, or any text.
fn kinds<'py>(fields: &Bound<'py, PyAny>) -> Result<Bound<'py, PyDict>> {
    if let Ok(told) = fields.cast::<PyDict>() {
        return Ok(told.clone());
    }
    let wrong = || PyTypeError::new_err("`fields` must be a list of columns, or a dict of what they hold");
    if fields.is_instance_of::<PyString>() {
        return Err(wrong().into());
    }
    let kinds = PyDict::new(fields.py());
    for name in fields.try_iter().map_err(|_| wrong())? {
        kinds.set_item(name?.cast::<PyString>().map_err(|_| wrong())?, "text")?;
    }
    Ok(kinds)
}

/// Which filters of two sides stand for one person: what :func:`clk` gave here and there.
///
/// Parameters
/// ----------
/// a
///     A table with ``record_id`` and ``clk``.
/// b
///     The other side's.
/// least
///     The least likeness of a pair, above 0 and at most 1. Fields that are missing on one side lower it.
/// one_to_one
///     Whether each record is in one pair at most, the most alike first; for sides that have nobody twice.
///
/// Returns
/// -------
/// Table
///     ``record_id_a``, ``record_id_b``, ``dice`` (twice the bits they share over the bits they have), the most alike
///     first.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` for a column that is missing and a row that holds no filter, or one of another length;
///     ``"option"`` when ``least`` is out of range.
///
/// Examples
/// --------
/// >>> def encode(people):
/// ...     return omo.identity.clk(people, fields=["name", "city"], key=b"sixteen bytes or more")
/// >>> ours = encode({"id": ["1", "2"], "name": ["Hanako Yamada", "Taro Sato"], "city": ["Ueno", "Kobe"]})
/// >>> theirs = encode({"id": ["x"], "name": ["Hanako Yamda"], "city": ["Ueno"]})
/// >>> pairs = omo.identity.clk_pairs(ours, theirs)
/// >>> pairs["record_id_a"], pairs["record_id_b"]
/// (['1'], ['x'])
#[pyfunction]
#[pyo3(signature = (a, b, *, least = 0.8, one_to_one = true))]
pub fn clk_pairs(py: Python<'_>, a: Columns, b: Columns, least: f64, one_to_one: bool) -> Result<Table> {
    run(py, move || {
        let read = |side: &Columns| Clks::read(column(side, "record_id")?, &column(side, "clk")?);
        let (ours, theirs) = (read(&a)?, read(&b)?);
        let pairs = core::link(&ours, &theirs, &LinkOptions { least, one_to_one })?;
        let id = |side: &Clks, row| side.id(row).map(str::to_owned);
        Table::new([
            ("record_id_a", pairs.iter().map(|pair| id(&ours, pair.a)).collect::<Vec<_>>().into()),
            ("record_id_b", pairs.iter().map(|pair| id(&theirs, pair.b)).collect::<Vec<_>>().into()),
            ("dice", pairs.iter().map(|pair| pair.dice).collect::<Vec<_>>().into()),
        ])
    })
}
