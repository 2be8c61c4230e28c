//! Who is whom, by statistics.

mod charts;
mod compare;
mod found;
mod live;
mod steps;

use std::sync::Arc;

use omo_core::Error;
use omo_core::identity::linker::{self, ColumnKind, Model, Records, ResolveOptions, usual_id};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::options;
use crate::error::{Result, run};
use crate::table::Columns;
pub use compare::{
    compare_address, compare_date, compare_distance_km, compare_email, compare_exact, compare_identifier,
    compare_name, compare_number, compare_phone, compare_set, compare_text, level,
};
use found::Found;
pub use found::Resolution;
pub use live::LiveLinker;
pub use steps::Linker;

/// Which records are one customer, by statistics: no identifier, no labels, no tuning.
///
/// Records of people differ in spelling, lack cells and share surnames. Every agreement and disagreement of two
/// records is weighed in bits, by how much likelier it is for one person than for two (Fellegi and Sunter, 1969);
/// the weights are learned from the records themselves. Of values that are equal, or nearly so, the rare say more than
/// the frequent. A column that another tells, as a postcode tells the city, says nothing where that one agrees, so that no
/// evidence counts twice. :class:`Engine` is for records that share identifiers.
///
/// Parameters
/// ----------
/// table
///     One row a record: a column of ids, and columns that say something of a person, such as names, a birthday,
///     an e-mail, a phone, an address. They hold text, numbers, flags or times, or lists of these, such as all e-mails
///     of a customer, of which one in common tells; missing cells say nothing.
/// id
///     The column of ids, each of which occurs once; ``id``, ``unique_id`` or ``record_id`` when left out.
/// source
///     The column that says where a record is from, such as a till or a shop.
/// columns
///     What columns hold, where the guess from name and content is not to decide, ``{"ref": "ignore"}``:
///     ``"given_name"``, ``"family_name"``, ``"full_name"``, their readings in kana ``"given_kana"``,
///     ``"family_kana"``, ``"full_kana"``, ``"date"``, ``"email"``, ``"phone"``, ``"postcode"``, ``"address"``,
///     ``"number"`` (one that a person has one of), ``"identifier"`` (a card or an account: the same is the same
///     customer, unless many have it or nearly all else speaks against), ``"category"`` (a word that many share), ``"quantity"``,
///     ``"place"`` (latitude, longitude), ``"set"`` (lists, or texts with ``|``, ``;`` or ``,`` between), ``"text"`` or
///     ``"ignore"``.
/// threshold
///     Bits of evidence from which records are one customer; even odds, 0, when left out.
/// model
///     What a :class:`omo.identity.Linker` learned before, as its ``model``; nothing is learned then.
/// link
///     ``"all"``, or ``"across_sources"`` where two records of one source are never compared.
/// one_to_one
///     Whether each source has each customer once at most; found from the records when left out.
///
/// Returns
/// -------
/// Resolution
///     Customers, pairs, and what was chosen and why.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing or holds something else, or an id is missing or occurs twice;
///     ``"option"`` when ``columns`` names a column or a kind that is not there.
///
/// Examples
/// --------
/// >>> found = omo.resolve({
/// ...     "id": ["web-1", "till-1", "web-2"],
/// ...     "first_name": ["Hanako", "hanako", "Taro"],
/// ...     "surname": ["Yamada", "Yamada", "Sato"],
/// ...     "email": ["hanako@example.jp", "Hanako@example.jp", "taro@example.jp"],
/// ... })
/// >>> found.customers
/// record_id  customer_id
/// web-1      web-1
/// till-1     web-1
/// web-2      web-2
/// (3 rows)
///
/// A list is all that a record has of something, and one element in common tells:
///
/// >>> found = omo.resolve({
/// ...     "id": ["web-1", "till-1", "web-2"],
/// ...     "first_name": ["Hanako", "Hanako", "Taro"],
/// ...     "emails": [["h@example.jp", "hanako@example.jp"], ["H@example.jp"], ["taro@example.jp"]],
/// ... })
/// >>> [evidence["level"] for evidence in found.explain("web-1", "till-1")][-1]
/// 'something in common'
#[pyfunction]
#[pyo3(signature = (table, *, id: "str | None" = None, source: "str | None" = None, columns: "dict[str, str] | None" = None, threshold: "float | None" = None, model: "dict | None" = None, link: "str | None" = None, one_to_one: "bool | None" = None))]
pub fn resolve(
    py: Python<'_>,
    table: Columns,
    id: Option<String>,
    source: Option<String>,
    columns: Option<Bound<'_, PyDict>>,
    threshold: Option<f64>,
    model: Option<Bound<'_, PyDict>>,
    link: Option<Bound<'_, PyAny>>,
    one_to_one: Option<bool>,
) -> Result<Resolution> {
    // Under their names, so that what is wrong is said to be there.
    let named = PyDict::new(py);
    columns.map_or(Ok(()), |columns| named.set_item("columns", columns))?;
    link.map_or(Ok(()), |link| named.set_item("link", link))?;
    let given: ResolveOptions = options(named.as_any())?;
    let options = ResolveOptions { threshold, one_to_one, ..given };
    let model: Option<Model> = model.map(|model| self::options(model.as_any())).transpose()?;
    run(py, move || {
        let records = records(&table, id, source.as_deref(), |name| wants(&options, model.as_ref(), name))?;
        let core = match model {
            Some(model) => model.with(options).predict(&records)?,
            None => linker::resolve(&records, &options)?,
        };
        Ok(Resolution(Arc::new(Found { core, ids: records.into_ids() })))
    })
}

/// Whether a column is looked at: what cannot be read need not be where nobody looks.
fn wants(options: &ResolveOptions, model: Option<&Model>, name: &str) -> bool {
    let compared = |one: &linker::Comparison| one.column == name || one.beside().any(|other| other == name);
    match model {
        Some(model) => model.comparisons.iter().any(|learned| compared(&learned.comparison)),
        None if options.comparisons.is_empty() => options.columns.get(name) != Some(&ColumnKind::Ignore),
        None => options.comparisons.iter().any(compared),
    }
}

/// A table as the linker takes it. Columns that are not wanted are there without their values: they may hold anything.
fn records(
    table: &Columns,
    id: Option<String>,
    source: Option<&str>,
    wants: impl Fn(&str) -> bool + Sync,
) -> std::result::Result<Records, Error> {
    let id = match id {
        Some(id) => id,
        None => usual_id(table.names())?.to_owned(),
    };
    let others = table.names().filter(|&name| name != id && Some(name) != source);
    let names: Vec<&str> = std::iter::once(id.as_str()).chain(source).chain(others).collect();
    let read = |name: &&str| {
        if *name == id || Some(*name) == source {
            column(table, name)
        } else if wants(name) {
            let (texts, cells) = table.written_or_lists(name)?;
            Ok(linker::Column { name: (*name).into(), texts, cells })
        } else {
            Ok(linker::Column::new(name, (0..table.len()).map(|_| None)))
        }
    };
    let mut columns = linker::Column::all(&names, read)?.into_iter();
    let ids = columns.next().unwrap_or_default();
    let sources = source.and_then(|_| columns.next());
    let records = Records::new(ids, columns.collect())?;
    match sources {
        Some(sources) => records.with_sources(sources),
        None => Ok(records),
    }
}

/// A column as the linker takes it.
fn column(table: &Columns, name: &str) -> std::result::Result<linker::Column, Error> {
    let (texts, cells) = table.written(name)?;
    Ok(linker::Column { name: name.into(), texts, cells })
}

/// Whose each of these records truly is, by the numbers of groups in a table of truth.
fn truth_of(ids: &linker::Column, truth: &Columns) -> std::result::Result<Vec<Option<u32>>, Error> {
    let group = if !truth.has("customer_id") && truth.has("cluster") { "cluster" } else { "customer_id" };
    let (names, groups) = truth.written(group)?;
    // Called as in the records, or as in the answers.
    let id = if !truth.has(&ids.name) && truth.has("record_id") { "record_id" } else { &ids.name };
    let told = Records::new(column(truth, id)?, Vec::new())?;
    let mut of_truth = vec![None; ids.cells.len()];
    for (row, group) in (0..).zip(groups) {
        let ours = told.id(row).and_then(|id| of_truth.get_mut(ids.texts.get(id)? as usize));
        if let Some(ours) = ours {
            *ours = names.text(group).map(|_| group);
        }
    }
    Ok(of_truth)
}
