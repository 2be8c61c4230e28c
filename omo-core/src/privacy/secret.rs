//! A text that is never shown.

use serde_json::Value;

use crate::Error;
use crate::form::{self, Form, Style, Wrong};

const MUST: &str = "left out, or not empty";

/// A secret of the shop, which its caller keeps elsewhere: no file, message or answer of omo holds it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Any text but an empty one.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for an empty one: it would protect nothing.
    pub fn new(text: impl Into<String>) -> Result<Self, Error> {
        let text = text.into();
        if text.is_empty() { Err(Error::option("secret", MUST, &"\"\"")) } else { Ok(Self(text)) }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Form for Secret {
    fn read(value: &Value, _: Style) -> Result<Self, Wrong> {
        Self::new(form::text(value)?).map_err(|_| Wrong::must_be(MUST))
    }
}
