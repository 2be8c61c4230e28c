//! Who lives together.

use std::sync::Arc;

use omo_core::identity::household::{self as core, HouseholdOptions};
use omo_core::vocabulary::Vocabulary;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use super::{customers as customers_of, records};
use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::{Column, Columns, Table};

/// Who lives together, what :func:`households` finds: a table beside the customers, which makes nobody one with anybody.
///
/// It never changes. Its length is the number of households of two or more.
///
/// Examples
/// --------
/// >>> people = {"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Yamada"], "address": ["12 High Street, London", "12 High St. London"]}
/// >>> len(omo.identity.households(people, address="address", name="name"))
/// 1
#[pyclass(frozen, module = "omo")]
pub struct Households(Arc<Found>);

/// What was found, and the customers' ids.
struct Found {
    core: core::Households,
    names: Vocabulary,
}

#[pymethods]
impl Households {
    fn __len__(&self) -> usize {
        self.0.core.report().households as usize
    }

    fn __repr__(&self) -> String {
        let report = self.0.core.report();
        let many = if report.households == 1 { "" } else { "s" };
        format!(
            "omo.identity.Households({} of {} customers in {} household{many} of two or more)",
            report.together, report.customers, report.households
        )
    }

    /// The household of each customer, in order of the customers' lowest record ids.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``household_id`` (the id of the household's first customer; one's own where one lives alone).
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a"], "name": ["Hanako Yamada"], "address": ["12 High Street, London"]}
    /// >>> omo.identity.households(people, address="address", name="name").customers.to_dicts()
    /// [{'customer_id': 'a', 'household_id': 'a'}]
    #[getter]
    fn customers(&self, py: Python<'_>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            Table::new([
                ("customer_id", Column::named(&this.names, this.core.customers())),
                ("household_id", Column::named(&this.names, this.core.households())),
            ])
        })
    }

    /// What was found and what was refused, in numbers.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``customers``, how many of them live ``together`` with another, ``households`` of two or more;
    ///     ``without_address`` (customers of whom no address with a house number is known), ``refused_addresses`` (of too
    ///     many customers), ``largest_refused`` (the customers at the largest of them), ``refused_joins`` (of households
    ///     that would have become too large).
    ///
    /// Examples
    /// --------
    /// >>> people = {"id": ["a"], "name": ["Hanako Yamada"], "address": ["somewhere"]}
    /// >>> omo.identity.households(people, address="address", name="name").report["without_address"]
    /// 1
    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        Ok(Record(give(py, self.0.core.report())?))
    }
}

/// Find who lives together: customers who share an address, down to the room, and a family name or a phone.
///
/// It makes nobody one with anybody. An address of more customers than ``most``, such as an office or a dormitory, ties
/// nobody and is counted. All addresses of a customer count; where people move, hand in golden records, which have one.
///
/// Parameters
/// ----------
/// table
///     One row a record: a column of ids, the address, and names or phones.
/// customers
///     Whose each record is: a table with ``record_id`` and ``customer_id``, such as :attr:`Resolution.customers`. When
///     left out, each record is a customer of its own.
/// id
///     The column of ids, each of which occurs once.
/// address
///     The column of addresses, or a list of columns in the order in which an address is written.
/// name
///     The column of whole names.
/// family_name
///     The column of family names, where they stand alone.
/// phone
///     The column of phones. It, ``name`` or ``family_name`` must be given.
/// most
///     The most customers of one household, and at one address.
///
/// Returns
/// -------
/// Households
///     The household of each customer, and what was refused.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` for a column that is not there or not given and for ``most`` below 2, ``"column"`` when an id is
///     missing or occurs twice or a record has no customer.
///
/// Examples
/// --------
/// >>> people = {
/// ...     "id": ["a", "b", "c"],
/// ...     "name": ["山田 花子", "山田　太郎", "山田 一郎"],
/// ...     "address": ["東京都中央区銀座3丁目5番1号101号室", "中央区銀座3-5-1-101", "中央区銀座3-5-1-102"],
/// ... }
/// >>> omo.identity.households(people, address="address", name="name").customers
/// customer_id  household_id
/// a            a
/// b            a
/// c            c
/// (3 rows)
#[pyfunction]
#[pyo3(signature = (
    table, customers = None, *, id = "id", address: "str | list[str]", name = None, family_name = None, phone = None,
    most = 12
))]
pub fn households(
    py: Python<'_>,
    table: Columns,
    customers: Option<Columns>,
    id: &str,
    address: Bound<'_, PyAny>,
    name: Option<String>,
    family_name: Option<String>,
    phone: Option<String>,
    most: u32,
) -> Result<Households> {
    let address = match address.extract::<String>() {
        Ok(one) => vec![one],
        Err(_) => address
            .extract::<Vec<String>>()
            .map_err(|_| PyTypeError::new_err("`address` must be a column, or a list of columns"))?,
    };
    let options = HouseholdOptions { address, name, family_name, phone, most };
    let id = id.to_owned();
    run(py, move || {
        let more = [&options.name, &options.family_name, &options.phone];
        let wants = |name: &str| {
            let mut all = options.address.iter().chain(more.into_iter().flatten());
            all.any(|wanted| wanted == name)
        };
        let records = records(&table, &id, wants)?;
        let (names, numbers) = customers_of(&records, customers.as_ref())?;
        let core = core::households(&records, &numbers, &options)?;
        Ok(Households(Arc::new(Found { core, names })))
    })
}
