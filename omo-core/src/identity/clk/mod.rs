//! Linking with somebody who must not see the records: keyed Bloom filters instead of people.
//!
//! Two shops that share a secret key turn each record into a cryptographic long-term key of 1,024 bits (Schnell, Bachteler
//! and Reiher, "A Novel Error-Tolerant Anonymous Linking Code", 2011) and hand over the keys alone. Similar records have
//! similar keys, so that misspelt ones still find each other by the Dice coefficient of their bits.
//!
//! - Every field is read to one spelling and cut into pairs of letters, padded at the ends, so that the first and last
//!   letter count too; digits of days go with their place.
//! - Each piece sets bits that HMAC-SHA-256 (RFC 2104, FIPS 180-4) chooses under a key of the field's own, derived from
//!   the secret and the field's name: who lacks the secret cannot try names, and a town is no surname.
//! - Every field sets about as many bits whatever its length, in proportion to its weight (as in clkhash's
//!   `bitsPerFeature`), and all fields together half of them, where filters tell most apart.
//!
//! Bits are pseudonyms, not anonymity: who has many keys can count patterns and guess frequent names. So bits are drawn
//! independently of each other, because the two-hash shortcut has fallen to such attacks (Kroll and Steinmetzer 2015); it
//! is there for who must match others' keys. Folding one half onto the other (Schnell and Borgs 2016) makes counting harder
//! still and costs accuracy. Keep keys out of strangers' hands.
//!
//! ```
//! use omo_core::identity::clk::{ClkOptions, LinkOptions, Secret, encode, link};
//! use omo_core::identity::linker::{Column, ColumnKind, Records};
//! let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
//! let shop = |ids: &[&str], names: &[&str], days: &[&str]| {
//!     Records::new(column("id", ids), vec![column("name", names), column("born", days)])
//! };
//! let fields = [("name".into(), ColumnKind::FullName), ("born".into(), ColumnKind::Date)];
//! let options = ClkOptions { fields: fields.into(), ..ClkOptions::default() };
//! let secret = Secret::new(b"sixteen bytes or more")?;
//!
//! let ours = encode(&shop(&["1", "2"], &["Hanako Yamada", "Taro Sato"], &["1985-05-03", "1990-01-02"])?, &secret, &options)?;
//! let theirs = encode(&shop(&["x"], &["Hanako Yamda"], &["3.5.1985"])?, &secret, &options)?;
//! let pairs = link(&ours, &theirs, &LinkOptions::default())?;
//! assert_eq!(pairs.iter().map(|pair| (pair.a, pair.b)).collect::<Vec<_>>(), [(0, 0)]);
//! # Ok::<(), omo_core::Error>(())
//! ```

mod encode;
mod filter;
mod link;
mod pieces;
#[cfg(test)]
mod tests;

pub use encode::{ClkOptions, Clks, Hashing, Secret, encode};
pub use filter::{Clk, dice};
pub use link::{ClkPair, LinkOptions, link};
