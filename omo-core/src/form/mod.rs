//! Plain values in: options and records from objects, lists, texts and numbers.
//!
//! One reader for every language. It names the place of what is wrong, what must stand there instead, and never
//! what stands there. serde's derived readers do the same work in several times the code, and quote the value; so
//! `Deserialize` of these types goes through here.

mod nearest;
mod plain;
mod record;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

use crate::Error;
pub(crate) use nearest::nearest;
pub(crate) use plain::{each_named, parsed, text};
pub use record::{Record, Slot, fill};
pub(crate) use record::{deserialized, options, record, slots, word, words};

/// How the caller writes: names of fields, and the words for an object and a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `halfLife`, an object, an array; as in JSON.
    Camel,
    /// `half_life`, a dict, a list; names in camel case are understood as well.
    Snake,
}

impl Style {
    fn object(self) -> &'static str {
        match self {
            Self::Camel => "an object",
            Self::Snake => "a dict",
        }
    }

    fn list(self) -> &'static str {
        match self {
            Self::Camel => "an array",
            Self::Snake => "a list",
        }
    }

    /// A field's name, which is `snake_case` in the core, as the caller writes it.
    fn spell(self, name: &str, into: &mut String) {
        let mut upper = false;
        for c in name.chars() {
            match (self, c) {
                (Self::Camel, '_') => upper = true,
                _ if upper => {
                    into.push(c.to_ascii_uppercase());
                    upper = false;
                }
                _ => into.push(c),
            }
        }
    }

    /// Whether the caller means this field.
    fn means(self, key: &str, name: &str) -> bool {
        if self == Self::Snake && key == name {
            return true;
        }
        let mut camel = String::new();
        Self::Camel.spell(name, &mut camel);
        key == camel
    }
}

/// What must be mended, and where.
// Boxed, because nearly every value is right, and every reader returns room for this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(Box<Place>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    path: String,
    must: String,
}

impl Wrong {
    pub(crate) fn must_be(must: &str) -> Self {
        Self(Box::new(Place { path: String::new(), must: must.into() }))
    }

    /// Names and places in lists from the outside in, as in `identifiers[0].kind`; empty for the value itself.
    /// The key of a map is `*`: maps may be keyed by customers.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What stands there must be this.
    #[must_use]
    pub fn must(&self) -> &str {
        &self.0.must
    }

    /// The same, seen from one level further out.
    fn within(mut self, outer: &str) -> Self {
        let path = &mut self.0.path;
        if !path.is_empty() && !path.starts_with('[') {
            path.insert(0, '.');
        }
        path.insert_str(0, outer);
        self
    }

    fn within_row(self, row: usize) -> Self {
        self.within(&format!("[{row}]"))
    }

    /// As an error about options.
    #[must_use]
    pub fn option(self) -> Error {
        let message = match self.path() {
            "" => format!("must be {}", self.must()),
            path => format!("`{path}` must be {}", self.must()),
        };
        Error::Options { message }
    }

    /// As an error about records; `what` says which.
    #[must_use]
    pub fn column(self, what: &str) -> Error {
        let Place { path, must } = *self.within(what).0;
        Error::Column { column: path, must }
    }
}

impl From<Error> for Wrong {
    /// What the core's own readers say; they name no data.
    fn from(error: Error) -> Self {
        match error {
            Error::Format { must, .. } | Error::Option { must, .. } => Self::must_be(must),
            Error::Column { must, .. } => Self::must_be(&must),
            other => Self::must_be(&other.to_string()),
        }
    }
}

/// What can be read from a plain value.
pub trait Form: Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// What must be mended, and where.
    fn read(value: &Value, style: Style) -> Result<Self, Wrong>;
}

/// Reads an object of options; null stands for the defaults.
///
/// # Errors
///
/// [`Error::Options`] naming the option that is misspelt or of the wrong type.
///
/// ```
/// use omo_core::{form::{self, Style}, value::RfmOptions};
/// let options: RfmOptions = form::options(&serde_json::json!({"bins": 4}), Style::Camel)?;
/// assert_eq!(options.bins, 4);
/// let wrong = form::options::<RfmOptions>(&serde_json::json!({"bin": 4}), Style::Camel).unwrap_err();
/// assert_eq!(wrong.to_string(), "options: `bin` must be one of bins");
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn options<T: Form>(value: &Value, style: Style) -> Result<T, Error> {
    let read = if value.is_null() {
        T::read(&Value::Object(serde_json::Map::new()), style)
    } else {
        T::read(value, style)
    };
    read.map_err(Wrong::option)
}

/// Reads a record, or a list of records; `what` is its name in messages.
///
/// # Errors
///
/// [`Error::Column`] naming the row and the field, never what stands there.
///
/// ```
/// use omo_core::{Store, form::{self, Style}};
/// let stores = serde_json::json!([{"id": "ginza", "name": 7, "latitude": 35.67, "longitude": 139.76}]);
/// let wrong = form::read::<Vec<Store>>(&stores, "stores", Style::Camel).unwrap_err();
/// assert_eq!(wrong.to_string(), "column `stores[0].name` must be a text");
/// ```
pub fn read<T: Form>(value: &Value, what: &str, style: Style) -> Result<T, Error> {
    T::read(value, style).map_err(|wrong| wrong.column(what))
}

/// [`Deserialize`] of what has a form.
pub(crate) fn deserialize<'de, T: Form, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let value = Value::deserialize(from)?;
    T::read(&value, Style::Camel).map_err(|wrong| D::Error::custom(wrong.option()))
}

#[cfg(test)]
mod tests;
