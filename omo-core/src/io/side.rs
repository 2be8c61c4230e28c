//! The side files: products, stores, stock and consents.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::batch::{Quarantined, Records};
use super::cell::Scalar;
use super::doors::without_bom;
use super::mapping::Mapping;
use super::record::{Remark, issued};
use super::table::{Cells, Table};
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
    let words = ["id", "name", "category", "price", "currency"];
    read(bytes, mapping, &words, &["id", "name"], |row| {
        let price = match row.cell(3) {
            None => None,
            Some((column, price)) => {
                let currency = row.cell(4).map(|(_, currency)| currency);
                let price = scalar(price).money(currency);
                Some(price.map_err(|wrong| Remark::new(column.to_owned(), wrong.code, wrong.reason))?)
            }
        };
        let category = row.cell(2).map(|(_, category)| category.to_owned());
        Ok(Product { id: row.need(0)?.to_owned(), name: row.need(1)?.to_owned(), category, price })
    })
}

/// Reads stores from CSV with the words `id, name, latitude, longitude`.
///
/// # Errors
///
/// As for [`read_csv`](super::read_csv), with all words required.
pub fn read_stores(bytes: &[u8], mapping: &Mapping) -> Result<Records<Store>, Error> {
    let words = ["id", "name", "latitude", "longitude"];
    read(bytes, mapping, &words, &words, |row| {
        let degrees = |word, most: f64| {
            let degrees = scalar(row.need(word)?).float().filter(|d| d.abs() <= most);
            degrees
                .ok_or_else(|| row.wrong(word, "write degrees as a decimal number, north and east above 0"))
        };
        Ok(Store {
            id: row.need(0)?.to_owned(),
            name: row.need(1)?.to_owned(),
            latitude: degrees(2, 90.0)?,
            longitude: degrees(3, 180.0)?,
        })
    })
}

/// Reads stock from CSV with the words `store, product, quantity`.
///
/// # Errors
///
/// As for [`read_csv`](super::read_csv), with all words required.
pub fn read_stock(bytes: &[u8], mapping: &Mapping) -> Result<Records<StockRecord>, Error> {
    let words = ["store", "product", "quantity"];
    read(bytes, mapping, &words, &words, |row| {
        let count = scalar(row.need(2)?).whole().and_then(|count| u32::try_from(count).ok());
        let quantity = count.ok_or_else(|| Remark {
            code: "quantity",
            ..row.wrong(2, "write a quantity as a whole number, 0 or more")
        })?;
        Ok(StockRecord { store: row.need(0)?.to_owned(), product: row.need(1)?.to_owned(), quantity })
    })
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
    let words = ["kind", "value", "purpose", "channel", "status", "at", "notice"];
    let required = ["kind", "value", "purpose", "status", "at"];
    read(bytes, mapping, &words, &required, |row| {
        let kind =
            row.canonical(0)?.parse().map_err(|_| row.wrong(0, "write a kind such as member_id or email"))?;
        let value = row.need(1)?;
        let value = match kind {
            IdentifierKind::MemberId => issued(mapping.issuer.as_deref(), value),
            _ => Cow::Borrowed(value),
        };
        let identifier = Identifier::read(kind, &value)
            .map_err(|_| row.wrong(1, "write the value in the form of its kind"))?;
        let purposes = "write service, marketing, analytics, third_party or legal";
        let purpose: Purpose = row.canonical(2)?.parse().map_err(|_| row.wrong(2, purposes))?;
        let channel = row.cell(3).map(|(_, channel)| {
            let canonical = Channels::canonical(channel);
            let ours = mapping.channels.get(channel).or_else(|| mapping.channels.get(&canonical));
            ours.map_or(canonical, |ours| Channels::canonical(ours))
        });
        let status = match row.canonical(4)?.as_str() {
            "granted" | "yes" | "true" | "1" | "opt_in" => ConsentStatus::Granted,
            "withdrawn" | "no" | "false" | "0" | "opt_out" | "denied" | "revoked" => ConsentStatus::Withdrawn,
            _ => return Err(row.wrong(4, "write granted or withdrawn")),
        };
        let at = scalar(row.need(5)?).time(&mapping.zone).ok_or_else(|| Remark {
            code: "time",
            ..row.wrong(5, "write a time from 1970 to 2199, such as 2026-03-01T18:20:00+09:00")
        })?;
        let notice = row.cell(6).map(|(_, notice)| notice.to_owned());
        Ok(Consent { identifier, purpose, channel, status, at, notice })
    })
}

/// One row of a side file.
struct SideRow<'r> {
    cells: Cells<'r>,
    constants: &'r [Option<&'r str>],
    words: &'r [&'static str],
}

impl SideRow<'_> {
    /// The first cell of a word that is not empty, else its constant, with the column's name.
    fn cell(&self, word: usize) -> Option<(&str, &str)> {
        let cells = self.cells.of(word).map(|(column, text)| (column, text.trim()));
        let constant = || Some((self.word(word), self.constants.get(word).copied().flatten()?));
        cells.into_iter().find(|(_, text)| !text.is_empty()).or_else(constant)
    }

    /// The text of a word that must have one.
    fn need(&self, word: usize) -> Result<&str, Remark> {
        self.cell(word).map(|(_, text)| text).ok_or_else(|| Remark {
            code: "missing",
            ..self.wrong(word, "fill the cell, or give its word as a constant")
        })
    }

    /// The same in lower case with underscores.
    fn canonical(&self, word: usize) -> Result<String, Remark> {
        self.need(word).map(Channels::canonical)
    }

    fn wrong(&self, word: usize, reason: &'static str) -> Remark {
        let mut columns = self.cells.of(word).map(|(column, _)| column);
        let column = columns.next().unwrap_or_else(|| self.word(word));
        Remark::new(column.to_owned(), "format", reason)
    }

    fn word(&self, word: usize) -> &'static str {
        self.words.get(word).copied().unwrap_or_default()
    }
}

fn scalar(text: &str) -> Scalar<'_> {
    Scalar::Text(Cow::Borrowed(text))
}

fn read<T>(
    bytes: &[u8],
    mapping: &Mapping,
    words: &[&'static str],
    required: &[&str],
    mut take: impl FnMut(SideRow<'_>) -> Result<T, Remark>,
) -> Result<Records<T>, Error> {
    mapping.check(words)?;
    let bytes = without_bom(bytes);
    let constants = mapping.constants(words);
    let mut read = Records { records: Vec::new(), quarantined: Vec::new(), rows: 0, header: None };
    let Some(table) = Table::open(bytes, mapping, words)? else { return Ok(read) };
    for (place, word) in words.iter().enumerate().filter(|(_, word)| required.contains(word)) {
        if !table.has(place) && constants.get(place).copied().flatten().is_none() {
            let must = "in the header, the word of a mapped column, or a constant".into();
            return Err(Error::Column { column: (*word).into(), must });
        }
    }
    read.header = Some(table.header());
    table.each(|range, row| {
        read.rows = read.rows.saturating_add(1);
        let row = row.map_err(|bad| bad.remark);
        match row.and_then(|cells| take(SideRow { cells, constants: &constants, words })) {
            Ok(record) => read.records.push(record),
            Err(Remark { column, code, reason }) => read.quarantined.push(Quarantined {
                row: read.rows,
                column,
                code,
                reason: reason.into_owned(),
                record: Table::text(bytes, range),
            }),
        }
    });
    Ok(read)
}
