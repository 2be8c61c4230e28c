//! From records to filters.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::filter::{BITS, Clk, WORDS};
use super::pieces::pieces;
use crate::identity::chosen::column;
use crate::identity::linker::{Column, ColumnKind, Records};
use crate::sha256::hmac;
use crate::vocabulary::Vocabulary;
use crate::{Error, form, math};

/// The key that both sides share and nobody else has; at least 16 bytes.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// Fewer bytes could be tried one after the other.
    const LEAST: usize = 16;

    /// A key of these bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for fewer than 16 bytes, and for one byte again and again.
    pub fn new(key: &[u8]) -> Result<Self, Error> {
        if key.len() < Self::LEAST {
            return Err(Error::option("key", "of at least 16 bytes", &"fewer"));
        }
        if key.iter().all(|byte| key.first() == Some(byte)) {
            return Err(Error::option("key", "random", &"one byte again and again"));
        }
        Ok(Self(key.into()))
    }

    /// A key for one field: a town's bits say nothing of a surname's.
    fn of(&self, field: &str, kind: ColumnKind) -> [u8; 32] {
        let kind = match kind {
            ColumnKind::GivenName | ColumnKind::FamilyName | ColumnKind::FullName => "name",
            ColumnKind::Date => "date",
            ColumnKind::Phone => "phone",
            ColumnKind::Email => "email",
            _ => "text",
        };
        hmac(&self.0, format!("omo clk 1\n{kind}\n{field}").as_bytes())
    }
}

/// How the bits of a piece are chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Hashing {
    /// Each from bits of its own.
    #[default]
    Independent,
    /// The i-th is a + i b, from two numbers alone (Kirsch and Mitzenmacher 2006); known attacks are easier.
    Double,
}

form::words!(Hashing { Independent = "independent", Double = "double" });

/// How [`encode`] makes filters. Both sides must use the same, names of fields included.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClkOptions {
    /// The columns that both sides have under these names, and what they hold.
    pub fields: BTreeMap<String, ColumnKind>,
    /// How much a field counts, where it is not 1.
    pub weights: BTreeMap<String, f64>,
    /// How the bits of a piece are chosen.
    pub hashing: Hashing,
    /// Whether one half is folded onto the other: harder to attack, and less accurate.
    pub fold: bool,
}

form::options!(ClkOptions { fields, weights, hashing, fold });

/// Bits that all fields of a full record set, those set twice counted twice: 1,024 ln 2, which leaves half of them 0.
const SET: f64 = 709.8;

/// No piece sets more: a short cell must not carry a filter alone.
const MOST: u32 = 64;

impl ClkOptions {
    /// How many bits each field sets.
    fn shares<'a>(&self, records: &'a Records) -> Result<Vec<(&'a Column, ColumnKind, f64)>, Error> {
        let wrong = |message: String| Error::Options { message };
        if self.fields.is_empty() {
            return Err(wrong("`fields` must name the columns that both sides have".into()));
        }
        for (name, &weight) in &self.weights {
            if !self.fields.contains_key(name) {
                return Err(wrong("`weights` must name fields only".into()));
            }
            if !(weight.is_finite() && weight > 0.0) {
                return Err(Error::option("weights", "finite and above 0", &weight));
            }
        }
        let weight = |name: &String| self.weights.get(name).copied().unwrap_or(1.0);
        let all: f64 = self.fields.keys().map(weight).sum();
        let share = |(name, &kind): (&String, &ColumnKind)| {
            if kind == ColumnKind::Ignore {
                return Err(wrong(format!("`fields.{name}` must hold something, not `ignore`")));
            }
            Ok((column(records, "fields", name)?, kind, SET * weight(name) / all))
        };
        self.fields.iter().map(share).collect()
    }
}

/// Filters and the ids of the records they stand for.
#[derive(Debug, Clone, Default)]
pub struct Clks {
    pub(super) ids: Records,
    pub(super) filters: Vec<Clk>,
}

impl Clks {
    /// Filters that somebody else made, written as [`Clk::to_hex`] does.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] when an id is missing or occurs twice, and for a row that holds no filter or one of another length.
    pub fn read(ids: Column, clks: &Column) -> Result<Self, Error> {
        let ids = Records::new(ids, Vec::new())?;
        if clks.cells.len() != ids.len() {
            return Err(Error::Length {
                what: clks.name.clone(),
                expected: ids.len(),
                got: clks.cells.len(),
            });
        }
        let mut filters: Vec<Clk> = Vec::with_capacity(ids.len());
        for (row, &cell) in clks.cells.iter().enumerate() {
            let wrong = |must: &str| Error::Column {
                column: clks.name.clone(),
                must: format!("{must}; row {row} is not"),
            };
            let filter = clks.texts.text(cell).and_then(|text| Clk::from_hex(text).ok());
            let filter = filter.ok_or_else(|| wrong("256 or 128 hexadecimal digits"))?;
            if filters.first().is_some_and(|first| first.bits() != filter.bits()) {
                return Err(wrong("as long as the first"));
            }
            filters.push(filter);
        }
        Ok(Self { ids, filters })
    }

    /// The filters, in order of the rows.
    #[must_use]
    pub fn filters(&self) -> &[Clk] {
        &self.filters
    }

    /// The id of a row.
    #[must_use]
    pub fn id(&self, row: u32) -> Option<&str> {
        self.ids.id(row)
    }
}

/// Turns records into filters; `records` may have columns that are no fields.
///
/// # Errors
///
/// [`Error::Options`] for a field that is no column or `ignore`, [`Error::Option`] for a weight that is no weight.
pub fn encode(records: &Records, secret: &Secret, options: &ClkOptions) -> Result<Clks, Error> {
    let shares = options.shares(records)?;
    let mut filters = vec![[0; WORDS]; records.len()];
    for (column, kind, share) in shares {
        let mut field = Field {
            key: secret.of(&column.name, kind),
            hashing: options.hashing,
            pieces: Vocabulary::default(),
            bits: Vec::new(),
        };
        // Each text once, however many rows have it.
        let by_text: Vec<[u64; WORDS]> =
            column.texts.iter().map(|text| field.filter(&pieces(text, kind), share)).collect();
        for (filter, &cell) in filters.iter_mut().zip(&column.cells) {
            let own = by_text.get(cell as usize).into_iter().flatten();
            filter.iter_mut().zip(own).for_each(|(word, own)| *word |= own);
        }
    }
    let clk = |words| if options.fold { Clk::of(words).folded() } else { Clk::of(words) };
    let ids = Records::new(records.ids().clone(), Vec::new())?;
    Ok(Clks { ids, filters: filters.into_iter().map(clk).collect() })
}

/// A field's pieces and their bits, each computed once.
struct Field {
    key: [u8; 32],
    hashing: Hashing,
    pieces: Vocabulary,
    /// The bits of each piece, as many as any text may need.
    bits: Vec<Vec<u16>>,
}

impl Field {
    /// The bits of a text of these pieces, about `share` of them.
    fn filter(&mut self, pieces: &[String], share: f64) -> [u64; WORDS] {
        let mut words = [0; WORDS];
        let count = math::share(1, pieces.len() as u64) * share;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and MOST")]
        let count = (count + 0.5).clamp(1.0, f64::from(MOST)) as usize;
        for piece in pieces {
            for &bit in self.bits_of(piece).iter().take(count) {
                if let Some(word) = words.get_mut(usize::from(bit / 64)) {
                    *word |= 1 << (bit % 64);
                }
            }
        }
        words
    }

    fn bits_of(&mut self, piece: &str) -> &[u16] {
        let number = self.pieces.intern(piece) as usize;
        if number == self.bits.len() {
            let bits = match self.hashing {
                Hashing::Independent => independent(&self.key, piece),
                Hashing::Double => double(&self.key, piece),
            };
            self.bits.push(bits);
        }
        self.bits.get(number).map_or(&[], Vec::as_slice)
    }
}

/// Sixteen bits from each of four keyed digests of the piece with a number before it.
fn independent(key: &[u8; 32], piece: &str) -> Vec<u16> {
    let digest = |turn: u8| hmac(key, &[&[turn], piece.as_bytes()].concat());
    let bits = |digest: [u8; 32]| {
        digest.as_chunks().0.iter().map(|two| bit(u16::from_le_bytes(*two).into())).collect::<Vec<_>>()
    };
    (0..4).flat_map(|turn| bits(digest(turn))).collect()
}

/// a + i b, of which b is odd, so that all bits differ.
fn double(key: &[u8; 32], piece: &str) -> Vec<u16> {
    let digest = hmac(key, &[&[u8::MAX], piece.as_bytes()].concat());
    let [first, second, ..] = digest.as_chunks().0 else { return Vec::new() };
    let (first, second) = (u64::from_le_bytes(*first), u64::from_le_bytes(*second) | 1);
    (0..u64::from(MOST)).map(|turn| bit(first.wrapping_add(second.wrapping_mul(turn)))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "below 1,024")]
fn bit(number: u64) -> u16 {
    (number % u64::from(BITS)) as u16
}
