//! How a channel's own columns and words translate into omo's.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::form::{self, nearest};
use crate::order::Order;
use crate::{Error, Zone};

/// The words a record of a touchpoint may use, in snake or camel case.
///
/// Besides, `traits.NAME` is what the record says about the customer by that name, such as `traits.rank`.
///
/// JSON records may also nest `identifiers: [{kind, value}]`, `lines: [{product, quantity, amount}]` and
/// `traits: {NAME: text}`. A line's `amount` is what it cost in all; `unit_price` (or `price`) is multiplied by the
/// quantity. A `coupon` on a purchase makes a touchpoint of its own: it was redeemed there.
pub const WORDS: [&str; 22] = [
    "id",
    "occurred_at",
    "channel",
    "store",
    "action",
    "member_id",
    "email",
    "phone",
    "app_id",
    "payment_token",
    "device",
    "cookie",
    "name",
    "address",
    "postcode",
    "product",
    "quantity",
    "unit_price",
    "amount",
    "currency",
    "about",
    "coupon",
];

/// The word for a column that is not to be read.
pub(super) const IGNORE: &str = "ignore";

/// What stands before the name of a trait.
pub(super) const TRAITS: &str = "traits.";

/// How the columns and words of one source translate into omo's [`WORDS`].
///
/// A column already named like one of the words is that word, unless a mapped column takes it. Several columns
/// may be one word: of identifiers (and name, address, postcode) all are read, of others the first that is not
/// empty, in alphabetical order of the columns. A JSON column may be a path such as `customer.email`; what an object of
/// `traits` says of a rank is the column `traits.rank`, nested or not.
///
/// ```
/// use omo_core::io::{self, Mapping};
/// let mapping: Mapping = serde_json::from_str(r#"{
///     "source": "pos", "zone": "Asia/Tokyo", "issuer": "card",
///     "columns": {"receipt_no": "id", "sold_at": "occurred_at", "type": "action", "card": "member_id", "jan": "product"},
///     "constants": {"channel": "pos", "currency": "JPY"},
///     "actions": {"sale": "purchase"}
/// }"#).unwrap();
/// let csv = "receipt_no,sold_at,type,card,jan,quantity,unit_price
/// R1,2026-03-01 18:22:05,sale,7,tea,2,300
/// R1,2026-03-01 18:22:05,sale,7,cup,1,900
/// R2,2026-03-01 18:30:00,sale,7,tea,0,300
/// ";
/// let batch = io::read_csv(csv.as_bytes(), &mapping)?;
/// assert_eq!(batch.touchpoints[0].id, "pos:R1");
/// assert_eq!(batch.touchpoints[0].amount().unwrap().to_string(), "1500 JPY");
/// assert_eq!((batch.quarantined[0].row, batch.quarantined[0].code), (3, "quantity"));
///
/// // What members told of themselves, from a flat file.
/// let mapping: Mapping = serde_json::from_str(r#"{
///     "columns": {"tier": "traits.rank"}, "constants": {"channel": "pos", "action": "identify"}
/// }"#).unwrap();
/// let csv = "id,occurred_at,member_id,tier,traits.birthday\nM1,2026-03-01,7,gold,1965-05-03\n";
/// let told = &io::read_csv(csv.as_bytes(), &mapping)?.touchpoints[0].traits;
/// assert_eq!((told["rank"].as_str(), told["birthday"].as_str()), ("gold", "1965-05-03"));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Mapping {
    /// The source's name, put before its ids: `pos` makes `pos:<id>`. Empty puts nothing.
    pub source: String,
    /// Their column to our word, or to `traits.NAME`; `ignore` for a column not to be read.
    pub columns: BTreeMap<String, String>,
    /// Our word to its value, where a record has none.
    pub constants: BTreeMap<String, String>,
    /// Their word for an action to ours.
    #[cfg_attr(feature = "typescript", ts(type = "Record<string, string>"))]
    pub actions: BTreeMap<String, String>,
    /// Their name of a channel to ours.
    pub channels: BTreeMap<String, String>,
    /// The clock of times that do not say theirs.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub zone: Zone,
    /// Who gives out the member ids, put before them: `card` makes `card:<id>`.
    pub issuer: Option<String>,
    /// Columns of member ids that somebody else gives out, and who: `{"account": "ec"}`.
    pub issuers: BTreeMap<String, String>,
}

form::options!(Mapping { source, columns, constants, actions, channels, zone, issuer, issuers });

impl Mapping {
    /// Whether it names only words of `words`; those of touchpoints know traits as well.
    pub(super) fn check(&self, words: &[&str]) -> Result<(), Error> {
        let traits = words.len() == WORDS.len();
        let known = |word: &str| word == IGNORE || traits && trait_named(word).is_some();
        let columns = self.columns.values().filter(|word| !known(word)).map(|word| ("columns", word));
        let constants = self.constants.keys().map(|word| ("constants", word));
        let unknown = columns.chain(constants).find(|(_, word)| position(word, words).is_none());
        let Some((option, word)) = unknown else { return Ok(()) };
        let nearest = nearest(word, words).map_or(";".into(), |w| format!("; did you mean `{w}`?"));
        // A setting, not a customer's data; still, nobody wants a megabyte of it.
        let word: String = word.chars().take(40).collect();
        let known = words.join(", ");
        let more = if traits { " and traits.NAME" } else { "" };
        Err(Error::Options {
            message: format!(
                "`{option}` names the unknown word `{word}`{nearest} the words are {known}{more}"
            ),
        })
    }

    /// For each of `words`, and then for traits, the columns it is read from, in alphabetical order: the mapped ones,
    /// else those of `found` that are named like it.
    // Not generic: it is large, and one of it serves every door.
    pub(super) fn plan<'a>(&'a self, words: &[&str], mut found: Vec<&'a str>) -> Vec<Vec<&'a str>> {
        let mut plan = vec![Vec::new(); words.len() + 1];
        let mut add = |word: usize, column: &'a str| {
            if let Some(columns) = plan.get_mut(word)
                && !columns.contains(&column)
            {
                columns.push(column);
            }
        };
        for (column, word) in &self.columns {
            if let Some(word) = place(word, words) {
                add(word, column);
            }
        }
        let taken = |word: usize| {
            word < words.len() && self.columns.values().any(|w| position(w, words) == Some(word))
        };
        found.retain(|column| !self.columns.contains_key(*column));
        found.put_in_order();
        for column in found {
            if let Some(word) = place(column, words).filter(|&word| !taken(word)) {
                add(word, column);
            }
        }
        plan
    }

    /// The name of the trait that a column tells: the mapped one, else the one it is named like, unless a mapped
    /// column takes that.
    #[must_use]
    pub fn trait_of<'a>(&'a self, column: &'a str) -> Option<&'a str> {
        let Some(word) = self.columns.get(column) else {
            let own = trait_named(column);
            return own.filter(|_| !self.columns.values().any(|word| trait_named(word) == own));
        };
        trait_named(word)
    }

    /// The constant of each of `words`; an empty one is none.
    pub(super) fn constants(&self, words: &[&str]) -> Vec<Option<&str>> {
        let mut constants = vec![None; words.len()];
        for (word, value) in &self.constants {
            if let Some(slot) = position(word, words).and_then(|word| constants.get_mut(word)) {
                *slot = Some(value.trim()).filter(|value| !value.is_empty());
            }
        }
        constants
    }
}

/// The name of the trait that a word is.
fn trait_named(word: &str) -> Option<&str> {
    word.trim().strip_prefix(TRAITS).filter(|name| !name.is_empty())
}

/// Which of `words` a text is; a trait stands behind them all.
fn place(text: &str, words: &[&str]) -> Option<usize> {
    position(text, words).or_else(|| trait_named(text).map(|_| words.len()))
}

/// Which of `words` a text is, in snake or camel case.
pub(super) fn position(text: &str, words: &[&str]) -> Option<usize> {
    let text = text.trim();
    words.iter().position(|word| *word == text).or_else(|| {
        let snake = text.chars().fold(String::new(), |mut snake, letter| {
            if letter.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
            snake
        });
        words.iter().position(|word| *word == snake)
    })
}

/// A word of snake case in camel case.
pub(super) fn camel(word: &str) -> String {
    let mut pieces = word.split('_');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |camel, piece| {
        let (head, tail) = piece.split_at_checked(1).unwrap_or_default();
        camel + &head.to_ascii_uppercase() + tail
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_is_an_error_that_names_the_nearest() {
        let columns = BTreeMap::from([("mail".to_owned(), "emial".to_owned())]);
        let error = Mapping { columns, ..Mapping::default() }.check(&WORDS).unwrap_err();
        assert_eq!(error.code(), "option");
        assert!(error.to_string().contains("did you mean `email`?"), "{error}");
        let constants = BTreeMap::from([("zzzzzzzzzzzz".to_owned(), "x".to_owned())]);
        let error = Mapping { constants, ..Mapping::default() }.check(&WORDS).unwrap_err();
        assert!(!error.to_string().contains("did you mean"), "{error}");
        assert!(serde_json::from_str::<Mapping>(r#"{"colums": {}}"#).is_err());
    }

    #[test]
    fn snake_and_camel_are_one_word() {
        assert_eq!(position("occurred_at", &WORDS), Some(1));
        assert_eq!(position("occurredAt", &WORDS), Some(1));
        assert_eq!(position(" unitPrice ", &WORDS), Some(17));
        assert!(WORDS.iter().all(|word| position(&camel(word), &WORDS) == position(word, &WORDS)));
        for other in ["occurredat", "occurred_At", "occurred", "occurred_at_", "", "Id"] {
            assert_eq!(position(other, &WORDS), None, "{other}");
        }
    }

    #[test]
    fn a_mapped_column_takes_the_word_from_one_that_is_named_like_it() {
        let columns = [("receipt", "id"), ("store", "ignore")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let mapping = Mapping { columns: columns.into(), ..Mapping::default() };
        let plan = mapping.plan(&WORDS, vec!["id", "receipt", "store", "phone"]);
        assert_eq!(plan[0], ["receipt"]);
        assert!(plan[3].is_empty());
        assert_eq!(plan[7], ["phone"]);
    }
}
