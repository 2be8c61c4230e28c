//! The side files: products, stores, stock and consents.

use std::borrow::Cow;

use serde::Serialize;

use super::batch::{Quarantined, Records};
use super::cell::Scalar;
use super::columns::{self, TableColumn};
use super::doors::without_bom;
use super::mapping::Mapping;
use super::record::{Cell, Remark, Row, Said, issued};
use super::table;
use crate::form;
use crate::{Channels, Consent, ConsentStatus, Error, Identifier, IdentifierKind, Product, Purpose, Store};

/// How many of a product a store has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StockRecord {
    /// The store's key.
    pub store: String,
    /// The product's key.
    pub product: String,
    /// How many.
    pub quantity: u32,
}

form::record!(StockRecord { store: String::new(), product: String::new(), quantity: 0 } {});

/// Reads products from CSV with the words `id, name, category, price, currency`.
///
/// # Errors
///
/// As for [`read_csv`](super::read_csv), with the words `id` and `name` required.
///
/// ```
/// use omo_core::io::{self, Mapping};
/// let mapping: Mapping =
///     serde_json::from_str(r#"{"columns": {"jan": "id"}, "constants": {"currency": "JPY"}}"#).unwrap();
/// let products = io::read_products(b"jan,name,category,price\n4901234567894,Tea,drinks,300\n", &mapping)?;
/// assert_eq!(products.records[0].price.unwrap().to_string(), "300 JPY");
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn read_products(bytes: &[u8], mapping: &Mapping) -> Result<Records<Product>, Error> {
    PRODUCT.csv(bytes, mapping)
}

/// The same from a table in memory of `rows` rows.
///
/// # Errors
///
/// As for [`read_products`].
pub fn read_product_columns(
    rows: usize,
    columns: &[(&str, &dyn TableColumn)],
    mapping: &Mapping,
) -> Result<Records<Product>, Error> {
    PRODUCT.columns(rows, columns, mapping)
}

const PRODUCT: Kind<Product> = Kind {
    words: &["id", "name", "category", "price", "currency"],
    required: &["id", "name"],
    read: product,
};

fn product(row: &SideRow<'_>) -> Result<Product, Remark> {
    let price = match row.cell(3) {
        None => None,
        Some(Cell { column, value }) => {
            let price = value.money(row.text(4)?.as_deref());
            Some(price.map_err(|wrong| Remark::of(column, wrong.code, wrong.reason))?)
        }
    };
    Ok(Product { id: row.need(0)?, name: row.need(1)?, category: row.text(2)?, price })
}

/// Reads stores from CSV with the words `id, name, latitude, longitude`.
///
/// # Errors
///
/// As for [`read_csv`](super::read_csv), with all words required.
pub fn read_stores(bytes: &[u8], mapping: &Mapping) -> Result<Records<Store>, Error> {
    STORE.csv(bytes, mapping)
}

/// The same from a table in memory of `rows` rows.
///
/// # Errors
///
/// As for [`read_stores`].
pub fn read_store_columns(
    rows: usize,
    columns: &[(&str, &dyn TableColumn)],
    mapping: &Mapping,
) -> Result<Records<Store>, Error> {
    STORE.columns(rows, columns, mapping)
}

const STORE: Kind<Store> = Kind {
    words: &["id", "name", "latitude", "longitude"],
    required: &["id", "name", "latitude", "longitude"],
    read: store,
};

fn store(row: &SideRow<'_>) -> Result<Store, Remark> {
    let degrees = |word, most: f64| {
        let degrees = row.filled(word)?.value.float().filter(|d| d.abs() <= most);
        degrees.ok_or_else(|| row.wrong(word, "write degrees as a decimal number, north and east above 0"))
    };
    Ok(Store {
        id: row.need(0)?,
        name: row.need(1)?,
        latitude: degrees(2, 90.0)?,
        longitude: degrees(3, 180.0)?,
    })
}

/// Reads stock from CSV with the words `store, product, quantity`.
///
/// # Errors
///
/// As for [`read_csv`](super::read_csv), with all words required.
pub fn read_stock(bytes: &[u8], mapping: &Mapping) -> Result<Records<StockRecord>, Error> {
    STOCK.csv(bytes, mapping)
}

/// The same from a table in memory of `rows` rows.
///
/// # Errors
///
/// As for [`read_stock`].
pub fn read_stock_columns(
    rows: usize,
    columns: &[(&str, &dyn TableColumn)],
    mapping: &Mapping,
) -> Result<Records<StockRecord>, Error> {
    STOCK.columns(rows, columns, mapping)
}

const STOCK: Kind<StockRecord> = Kind {
    words: &["store", "product", "quantity"],
    required: &["store", "product", "quantity"],
    read: stock,
};

fn stock(row: &SideRow<'_>) -> Result<StockRecord, Remark> {
    let count = row.filled(2)?.value.whole().and_then(|count| u32::try_from(count).ok());
    let quantity =
        count.ok_or_else(|| row.fault(2, "quantity", "write a quantity as a whole number, 0 or more"))?;
    Ok(StockRecord { store: row.need(0)?, product: row.need(1)?, quantity })
}

/// Reads consents from CSV with the words `kind, value, purpose, channel, status, at, notice`.
///
/// The mapping's issuer goes before member ids, its `channels` translate channels. A status is `granted` or
/// `withdrawn`, `yes` or `no`, `true` or `false`, `opt_in` or `opt_out`.
///
/// # Errors
///
/// As for [`read_csv`](super::read_csv), with `kind, value, purpose, status, at` required.
pub fn read_consents(bytes: &[u8], mapping: &Mapping) -> Result<Records<Consent>, Error> {
    CONSENT.csv(bytes, mapping)
}

/// The same from a table in memory of `rows` rows.
///
/// # Errors
///
/// As for [`read_consents`].
pub fn read_consent_columns(
    rows: usize,
    columns: &[(&str, &dyn TableColumn)],
    mapping: &Mapping,
) -> Result<Records<Consent>, Error> {
    CONSENT.columns(rows, columns, mapping)
}

/// What to do about a time that is none.
const TIME: &str = "write a time from 1970 to 2199, such as 2026-03-01T18:20:00+09:00";

const CONSENT: Kind<Consent> = Kind {
    words: &["kind", "value", "purpose", "channel", "status", "at", "notice"],
    required: &["kind", "value", "purpose", "status", "at"],
    read: consent,
};

fn consent(row: &SideRow<'_>) -> Result<Consent, Remark> {
    let mapping = row.side.mapping;
    let kind =
        row.canonical(0)?.parse().map_err(|_| row.wrong(0, "write a kind such as member_id or email"))?;
    let value = row.need(1)?;
    let value = match kind {
        IdentifierKind::MemberId => issued(mapping.issuer.as_deref(), &value),
        _ => Cow::Borrowed(value.as_str()),
    };
    let identifier = Identifier::read(kind, &value)
        .map_err(|_| row.wrong(1, "write the value in the form of its kind"))?;
    let purposes = "write service, marketing, analytics, third_party or legal";
    let purpose: Purpose = row.canonical(2)?.parse().map_err(|_| row.wrong(2, purposes))?;
    let channel = row.text(3)?.map(|channel| {
        let canonical = Channels::canonical(&channel);
        let ours = mapping.channels.get(&channel).or_else(|| mapping.channels.get(&canonical));
        ours.map_or(canonical, |ours| Channels::canonical(ours))
    });
    let status = match row.canonical(4)?.as_str() {
        "granted" | "yes" | "true" | "1" | "opt_in" => ConsentStatus::Granted,
        "withdrawn" | "no" | "false" | "0" | "opt_out" | "denied" | "revoked" => ConsentStatus::Withdrawn,
        _ => return Err(row.wrong(4, "write granted or withdrawn")),
    };
    let at = row.filled(5)?.value.time(&mapping.zone).ok_or_else(|| row.fault(5, "time", TIME))?;
    Ok(Consent { channel, notice: row.text(6)?, ..Consent::new(identifier, purpose, status, at) })
}

/// A kind of side file.
struct Kind<T> {
    /// The words its columns may be.
    words: &'static [&'static str],
    /// Those that it needs.
    required: &'static [&'static str],
    read: fn(&SideRow<'_>) -> Result<T, Remark>,
}

impl<T> Kind<T> {
    fn csv(&self, bytes: &[u8], mapping: &Mapping) -> Result<Records<T>, Error> {
        let mut records = Vec::new();
        let mut side = Side::new(mapping, self.words, self.required)?;
        let header = side.csv(bytes, &mut |row| (self.read)(row).map(|record| records.push(record)))?;
        Ok(Records { records, quarantined: side.quarantined, rows: side.rows, header })
    }

    fn columns(
        &self,
        rows: usize,
        columns: &[(&str, &dyn TableColumn)],
        mapping: &Mapping,
    ) -> Result<Records<T>, Error> {
        let mut records = Vec::new();
        let mut side = Side::new(mapping, self.words, self.required)?;
        side.columns(rows, columns, &mut |row| (self.read)(row).map(|record| records.push(record)))?;
        Ok(Records { records, quarantined: side.quarantined, rows: side.rows, header: None })
    }
}

/// Takes a row of whatever kind.
type Take<'t> = &'t mut dyn FnMut(&SideRow<'_>) -> Result<(), Remark>;

/// A side file of any kind, as far as it was read.
struct Side<'m> {
    mapping: &'m Mapping,
    words: &'static [&'static str],
    required: &'static [&'static str],
    constants: Vec<Option<&'m str>>,
    rows: u32,
    quarantined: Vec<Quarantined>,
}

impl<'m> Side<'m> {
    fn new(
        mapping: &'m Mapping,
        words: &'static [&'static str],
        required: &'static [&'static str],
    ) -> Result<Self, Error> {
        mapping.check(words)?;
        let constants = mapping.constants(words);
        Ok(Self { mapping, words, required, constants, rows: 0, quarantined: Vec::new() })
    }

    /// Reads a CSV; its header, where it has one.
    fn csv(&mut self, bytes: &[u8], take: Take<'_>) -> Result<Option<String>, Error> {
        let bytes = without_bom(bytes);
        let Some(table) = table::Table::open(bytes, self.mapping, self.words)? else { return Ok(None) };
        self.check(&|word| table.has(word))?;
        let header = table.header();
        table.each(&mut |range, row| {
            let text = || table::Table::text(bytes, range.clone());
            match row {
                Ok(cells) => self.add(&cells, take, &text),
                Err(bad) => self.refuse(bad.remark, &text),
            }
        });
        Ok(Some(header))
    }

    fn columns(
        &mut self,
        rows: usize,
        columns: &[(&str, &dyn TableColumn)],
        take: Take<'_>,
    ) -> Result<(), Error> {
        if columns.is_empty() {
            return Ok(());
        }
        let table = columns::Table::new(columns, self.mapping, self.words)?;
        self.check(&|word| table.has(word))?;
        for row in 0..rows {
            let cells = table.row(row);
            let text = || crate::json::write(&cells.record());
            match cells.too_long() {
                None => self.add(&cells, take, &text),
                Some(remark) => self.refuse(remark, &text),
            }
        }
        Ok(())
    }

    /// Whether columns or constants give what every row needs.
    fn check(&self, has: &dyn Fn(usize) -> bool) -> Result<(), Error> {
        for (place, word) in self.words.iter().enumerate().filter(|(_, word)| self.required.contains(word)) {
            if !has(place) && self.constant(place).is_none() {
                let must = "in the header, the word of a mapped column, or a constant".into();
                return Err(Error::Column { column: (*word).into(), must });
            }
        }
        Ok(())
    }

    fn constant(&self, word: usize) -> Option<&'m str> {
        self.constants.get(word).copied().flatten()
    }

    fn add(&mut self, row: &dyn Row, take: Take<'_>, text: &dyn Fn() -> String) {
        match take(&SideRow { row, side: self }) {
            Ok(()) => self.rows = self.rows.saturating_add(1),
            Err(remark) => self.refuse(remark, text),
        }
    }

    fn refuse(&mut self, remark: Remark, text: &dyn Fn() -> String) {
        self.rows = self.rows.saturating_add(1);
        let Said { column, code, reason } = *remark.0;
        self.quarantined.push(Quarantined { row: self.rows, column, code, reason, record: text() });
    }
}

/// One row of a side file.
struct SideRow<'r> {
    row: &'r dyn Row,
    side: &'r Side<'r>,
}

impl SideRow<'_> {
    /// The first cell of a word that is not empty, else its constant.
    fn cell(&self, word: usize) -> Option<Cell<'_>> {
        let mut cells = (0..).map_while(|nth| self.row.at(word, nth));
        cells.find(|cell| !cell.value.is_empty()).or_else(|| {
            let value = Scalar::Text(Cow::Borrowed(self.side.constant(word)?));
            Some(Cell { column: self.word(word), value })
        })
    }

    /// The cell of a word that must have one.
    fn filled(&self, word: usize) -> Result<Cell<'_>, Remark> {
        self.cell(word)
            .ok_or_else(|| self.fault(word, "missing", "fill the cell, or give its word as a constant"))
    }

    /// The text of a word; `None` where it is empty.
    fn text(&self, word: usize) -> Result<Option<String>, Remark> {
        let Some(cell) = self.cell(word) else { return Ok(None) };
        let text = cell.value.text().map(Cow::into_owned);
        text.map(Some).ok_or_else(|| self.wrong(word, "write one text or number"))
    }

    /// The text of a word that must have one.
    fn need(&self, word: usize) -> Result<String, Remark> {
        self.filled(word)?;
        Ok(self.text(word)?.unwrap_or_default())
    }

    /// The same in lower case with underscores.
    fn canonical(&self, word: usize) -> Result<String, Remark> {
        self.need(word).map(|text| Channels::canonical(&text))
    }

    fn wrong(&self, word: usize, reason: &str) -> Remark {
        self.fault(word, "format", reason)
    }

    fn fault(&self, word: usize, code: &'static str, reason: &str) -> Remark {
        let column = self.row.column(word).unwrap_or_else(|| self.word(word));
        Remark::of(column, code, reason)
    }

    fn word(&self, word: usize) -> &'static str {
        self.side.words.get(word).copied().unwrap_or_default()
    }
}
