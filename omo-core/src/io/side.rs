//! The side files: products, stores, stock and consents.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::batch::{Quarantined, Records};
use super::cell::Scalar;
use super::columns::{self, TableColumn};
use super::doors::without_bom;
use super::mapping::Mapping;
use super::record::{Cell, Remark, issued};
use super::table;
use crate::{Channels, Consent, ConsentStatus, Error, Identifier, IdentifierKind, Product, Purpose, Store};

/// How many of a product a store has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StockRecord {
    /// The store's key.
    pub store: String,
    /// The product's key.
    pub product: String,
    /// How many.
    pub quantity: u32,
}

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
    read(File::Csv(bytes), mapping, &PRODUCT, &["id", "name"], product)
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
    read(File::Columns(rows, columns), mapping, &PRODUCT, &["id", "name"], product)
}

const PRODUCT: [&str; 5] = ["id", "name", "category", "price", "currency"];

fn product(row: &SideRow<'_>, _: &Mapping) -> Result<Product, Remark> {
    let price = match row.cell(3) {
        None => None,
        Some(Cell { column, value }) => {
            let price = value.money(row.text(4)?.as_deref());
            Some(price.map_err(|wrong| Remark::new(column.to_owned(), wrong.code, wrong.reason))?)
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
    read(File::Csv(bytes), mapping, &STORE, &STORE, store)
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
    read(File::Columns(rows, columns), mapping, &STORE, &STORE, store)
}

const STORE: [&str; 4] = ["id", "name", "latitude", "longitude"];

fn store(row: &SideRow<'_>, _: &Mapping) -> Result<Store, Remark> {
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
    read(File::Csv(bytes), mapping, &STOCK, &STOCK, stock)
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
    read(File::Columns(rows, columns), mapping, &STOCK, &STOCK, stock)
}

const STOCK: [&str; 3] = ["store", "product", "quantity"];

fn stock(row: &SideRow<'_>, _: &Mapping) -> Result<StockRecord, Remark> {
    let count = row.filled(2)?.value.whole().and_then(|count| u32::try_from(count).ok());
    let quantity = count.ok_or_else(|| Remark {
        code: "quantity",
        ..row.wrong(2, "write a quantity as a whole number, 0 or more")
    })?;
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
    read(File::Csv(bytes), mapping, &CONSENT, &["kind", "value", "purpose", "status", "at"], consent)
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
    let required = ["kind", "value", "purpose", "status", "at"];
    read(File::Columns(rows, columns), mapping, &CONSENT, &required, consent)
}

const CONSENT: [&str; 7] = ["kind", "value", "purpose", "channel", "status", "at", "notice"];

fn consent(row: &SideRow<'_>, mapping: &Mapping) -> Result<Consent, Remark> {
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
    let at = row.filled(5)?.value.time(&mapping.zone).ok_or_else(|| Remark {
        code: "time",
        ..row.wrong(5, "write a time from 1970 to 2199, such as 2026-03-01T18:20:00+09:00")
    })?;
    Ok(Consent { identifier, purpose, channel, status, at, notice: row.text(6)? })
}

/// Where the rows of a side file are.
#[derive(Clone, Copy)]
enum File<'f> {
    Csv(&'f [u8]),
    Columns(usize, &'f [(&'f str, &'f dyn TableColumn)]),
}

/// The cells of one row.
enum Cells<'r> {
    Csv(table::Cells<'r>),
    Columns(columns::Row<'r>),
}

/// One row of a side file.
struct SideRow<'r> {
    cells: Cells<'r>,
    constants: &'r [Option<&'r str>],
    words: &'r [&'static str],
}

impl SideRow<'_> {
    /// The first cell of a word that is not empty, else its constant.
    fn cell(&self, word: usize) -> Option<Cell<'_>> {
        let constant = || {
            let value = Scalar::Text(Cow::Borrowed(self.constants.get(word).copied().flatten()?));
            Some(Cell { column: self.word(word), value })
        };
        let found = match &self.cells {
            Cells::Csv(cells) => {
                let mut cells = cells
                    .of(word)
                    .map(|(column, text)| Cell { column, value: Scalar::Text(Cow::Borrowed(text)) });
                cells.find(|cell| !cell.value.is_empty())
            }
            Cells::Columns(cells) => cells.of(word).find(|cell| !cell.value.is_empty()),
        };
        found.or_else(constant)
    }

    /// The cell of a word that must have one.
    fn filled(&self, word: usize) -> Result<Cell<'_>, Remark> {
        self.cell(word).ok_or_else(|| Remark {
            code: "missing",
            ..self.wrong(word, "fill the cell, or give its word as a constant")
        })
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

    fn wrong(&self, word: usize, reason: &'static str) -> Remark {
        let column = match &self.cells {
            Cells::Csv(cells) => cells.of(word).map(|(column, _)| column.to_owned()).next(),
            Cells::Columns(cells) => cells.column(word).map(str::to_owned),
        };
        Remark::new(column.unwrap_or_else(|| self.word(word).to_owned()), "format", reason)
    }

    fn word(&self, word: usize) -> &'static str {
        self.words.get(word).copied().unwrap_or_default()
    }
}

fn read<T>(
    file: File<'_>,
    mapping: &Mapping,
    words: &[&'static str],
    required: &[&str],
    take: impl Fn(&SideRow<'_>, &Mapping) -> Result<T, Remark>,
) -> Result<Records<T>, Error> {
    mapping.check(words)?;
    let constants = mapping.constants(words);
    let required = |has: &dyn Fn(usize) -> bool| {
        for (place, word) in words.iter().enumerate().filter(|(_, word)| required.contains(word)) {
            if !has(place) && constants.get(place).copied().flatten().is_none() {
                let must = "in the header, the word of a mapped column, or a constant".into();
                return Err(Error::Column { column: (*word).into(), must });
            }
        }
        Ok(())
    };
    let mut read = Records { records: Vec::new(), quarantined: Vec::new(), rows: 0, header: None };
    let mut add = |row: Result<Cells<'_>, Remark>, record: &dyn Fn() -> String| {
        read.rows = read.rows.saturating_add(1);
        let taken = row.and_then(|cells| take(&SideRow { cells, constants: &constants, words }, mapping));
        match taken {
            Ok(record) => read.records.push(record),
            Err(Remark { column, code, reason }) => {
                let (row, reason) = (read.rows, reason.into_owned());
                read.quarantined.push(Quarantined { row, column, code, reason, record: record() });
            }
        }
    };
    match file {
        File::Csv(bytes) => {
            let bytes = without_bom(bytes);
            let Some(table) = table::Table::open(bytes, mapping, words)? else { return Ok(read) };
            required(&|word| table.has(word))?;
            let header = table.header();
            table.each(&mut |range, row| {
                let cells = row.map(Cells::Csv).map_err(|bad| bad.remark);
                add(cells, &|| table::Table::text(bytes, range.clone()));
            });
            read.header = Some(header);
        }
        File::Columns(_, []) => {}
        File::Columns(rows, columns) => {
            let table = columns::Table::new(columns, mapping, words)?;
            required(&|word| table.has(word))?;
            for row in 0..rows {
                let cells = table.row(row);
                let fit = cells.too_long().map_or(Ok(()), Err).map(|()| Cells::Columns(cells));
                add(fit, &|| table.row(row).record().to_string());
            }
        }
    }
    Ok(read)
}
