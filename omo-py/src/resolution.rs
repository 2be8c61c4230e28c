//! Who is whom, by statistics.

mod charts;
mod found;

use std::sync::Arc;

use omo_core::Error;
use omo_core::identity::linker::{self, ColumnKind, Records, ResolveOptions};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::options;
use crate::error::{Result, run};
use crate::table::Columns;
use found::Found;
pub use found::Resolution;

/// Which records are one customer, by statistics: no identifier, no labels, no tuning.
///
/// Records of people differ in spelling, lack cells and share surnames. Every agreement and disagreement of two
/// records is weighed in bits, by how much likelier it is for one person than for two (Fellegi and Sunter, 1969);
/// the weights are learned from the records themselves. :class:`Engine` is for records that share identifiers.
///
/// Parameters
/// ----------
/// table
///     One row a record: a column of ids, and columns that say something of a person, such as names, a birthday,
///     an e-mail, a phone, an address. They hold text, numbers, flags or times; missing cells say nothing.
/// id
///     The column of ids, each of which occurs once.
/// columns
///     What columns hold, where the guess from name and content is not to decide, ``{"ref": "ignore"}``:
///     ``"given_name"``, ``"family_name"``, ``"full_name"``, ``"date"``, ``"email"``, ``"phone"``,
///     ``"postcode"``, ``"address"``, ``"number"`` (one that a person has one of), ``"category"`` (a word that
///     many share), ``"text"`` or ``"ignore"``.
/// threshold
///     Bits of evidence from which two records are one customer; chosen from the records when left out.
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
#[pyfunction]
#[pyo3(signature = (table, *, id = "id", columns: "dict[str, str] | None" = None, threshold = None))]
pub fn resolve(
    py: Python<'_>,
    table: Columns,
    id: &str,
    columns: Option<Bound<'_, PyDict>>,
    threshold: Option<f64>,
) -> Result<Resolution> {
    // Under its name, so that what is wrong is said to be in `columns`.
    let named = PyDict::new(py);
    columns.map_or(Ok(()), |columns| named.set_item("columns", columns))?;
    let ResolveOptions { columns, .. } = options(named.as_any())?;
    let options = ResolveOptions { columns, threshold, ..Default::default() };
    let id = id.to_owned();
    run(py, move || {
        let ids = column(&table, &id)?;
        // Ids differ, which `Records` sees to: the number of an id is its row.
        let rows = ids.texts.clone();
        let others = table.names().filter(|&name| name != id);
        let others = others.map(|name| match column(&table, name) {
            // What cannot be read need not be where nobody looks.
            Err(_) if options.columns.get(name) == Some(&ColumnKind::Ignore) => {
                Ok(linker::Column::new(name, (0..table.len()).map(|_| None)))
            }
            read => read,
        });
        let records = Records::new(ids, others.collect::<std::result::Result<_, _>>()?)?;
        let core = linker::resolve(&records, &options)?;
        Ok(Resolution(Arc::new(Found { core, ids: rows, id })))
    })
}

/// A column as the linker takes it.
fn column(table: &Columns, name: &str) -> std::result::Result<linker::Column, Error> {
    let (texts, cells) = table.written(name)?;
    Ok(linker::Column { name: name.into(), texts, cells })
}
