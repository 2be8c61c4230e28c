//! In beside the touchpoints: products, stores, stock and consents.

use omo_core::engine::CountedStock;
use omo_core::io::{self, Mapping, StockRecord};
use pyo3::prelude::*;

use super::Engine;
use super::input::{Words, table_of};
use crate::error::{Result, run};
use crate::table::Columns;
use crate::when::When;

#[pymethods]
impl Engine {
    /// Adds products, or replaces those with the same id.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table with the columns ``id`` and ``name``, and if there are such ``category``, ``price`` and
    ///     ``currency``.
    /// columns
    ///     Their column to omo's word.
    /// constants
    ///     A word to its value where a row has none.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column or a row that must be mended; nothing is added then.
    ///
    /// Examples
    /// --------
    /// >>> shop = omo.Engine()
    /// >>> shop.add_products({"jan": ["tea"], "name": ["Green tea"], "price": [300]}, columns={"jan": "id"},
    /// ...                   constants={"currency": "JPY"})
    #[pyo3(signature = (data, *, columns = None, constants = None))]
    fn add_products(
        &self,
        py: Python<'_>,
        data: Columns,
        columns: Option<Words>,
        constants: Option<Words>,
    ) -> Result<()> {
        let mapping = self.side_mapping(columns, constants);
        let products = run(py, move || table_of(&data, &mapping, io::read_product_columns))?;
        self.tell(py, |shop| shop.add_products(products))
    }

    /// Adds stores, or replaces those with the same id.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table with the columns ``id``, ``name``, ``latitude`` and ``longitude``, in degrees.
    /// columns
    ///     Their column to omo's word.
    /// constants
    ///     A word to its value where a row has none.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column or a row that must be mended; nothing is added then.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().add_stores([{"id": "ginza", "name": "Ginza", "latitude": 35.67, "longitude": 139.76}])
    #[pyo3(signature = (data, *, columns = None, constants = None))]
    fn add_stores(
        &self,
        py: Python<'_>,
        data: Columns,
        columns: Option<Words>,
        constants: Option<Words>,
    ) -> Result<()> {
        let mapping = self.side_mapping(columns, constants);
        let stores = run(py, move || table_of(&data, &mapping, io::read_store_columns))?;
        self.tell(py, |shop| shop.add_stores(stores))
    }

    /// Sets how many pieces of a product a store has.
    ///
    /// Once any stock is set, only what is in stock is recommended.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table with the columns ``store``, ``product`` and ``quantity``.
    /// as_of
    ///     When it was counted: the latest count holds, whatever order they come in, and what was counted too long ago
    ///     (``stock_hours`` of ``offers``) is promised to nobody. When left out it is what is there now.
    /// columns
    ///     Their column to omo's word.
    /// constants
    ///     A word to its value where a row has none.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column or a row that must be mended; nothing is set then.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [3]})
    #[pyo3(signature = (data, *, as_of = None, columns = None, constants = None))]
    fn set_stock(
        &self,
        py: Python<'_>,
        data: Columns,
        as_of: Option<When>,
        columns: Option<Words>,
        constants: Option<Words>,
    ) -> Result<()> {
        let mapping = self.side_mapping(columns, constants);
        let as_of = as_of.map(|at| at.time(&self.zone)).transpose()?;
        let stock = run(py, move || table_of(&data, &mapping, io::read_stock_columns))?;
        let Some(as_of) = as_of else { return self.tell(py, |shop| shop.set_stock(stock)) };
        let counted =
            move |StockRecord { store, product, quantity }| CountedStock { store, product, quantity, as_of };
        self.tell(py, move |shop| shop.count_stock(stock.into_iter().map(counted)))
    }

    /// Adds consents and withdrawals: the latest word holds, whatever order they come in.
    ///
    /// Parameters
    /// ----------
    /// data
    ///     A table with the columns ``kind`` and ``value`` of an identifier, ``purpose``, ``status``
    ///     (``"granted"`` or ``"withdrawn"``) and ``at``, and if there are such ``channel`` and ``notice``.
    /// columns
    ///     Their column to omo's word.
    /// constants
    ///     A word to its value where a row has none.
    /// issuer
    ///     Who gives out the member ids, put before them.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a column or a row that must be mended; nothing is added then.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().add_consents([{"kind": "email", "value": "hanako@example.jp", "purpose": "marketing",
    /// ...                             "status": "granted", "at": "2026-03-01"}])
    #[pyo3(signature = (data, *, columns = None, constants = None, issuer = None))]
    fn add_consents(
        &self,
        py: Python<'_>,
        data: Columns,
        columns: Option<Words>,
        constants: Option<Words>,
        issuer: Option<String>,
    ) -> Result<()> {
        let mapping = Mapping { issuer, ..self.side_mapping(columns, constants) };
        let consents = run(py, move || table_of(&data, &mapping, io::read_consent_columns))?;
        self.tell(py, |shop| shop.add_consents(consents))
    }
}

impl Engine {
    fn side_mapping(&self, columns: Option<Words>, constants: Option<Words>) -> Mapping {
        Mapping {
            columns: columns.unwrap_or_default(),
            constants: constants.unwrap_or_default(),
            zone: self.zone.clone(),
            ..Mapping::default()
        }
    }
}
