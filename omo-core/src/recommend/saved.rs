//! Models as JSON: train in one language, serve in another.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Error;
use crate::sparse::Rows;

/// A model that can be written and read back.
pub trait Saved: Serialize + DeserializeOwned {
    /// The kind's name.
    const KIND: &'static str;
    /// The version that is written, and the latest that can be read.
    const VERSION: u32;
    /// The kind and version in words.
    const EXPECTED: &'static str;

    /// Whether what was read is a model that fitting could have made.
    fn whole(&self) -> bool;

    /// Whether its numbers stand for so many customers and items at most.
    fn fits(&self, customers: usize, items: usize) -> bool;
}

/// What is written: the kind and version first, so that a reader knows what follows.
#[derive(Serialize)]
struct Sealed<'a, T> {
    omo: &'a str,
    version: u32,
    model: &'a T,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opened<T> {
    omo: String,
    version: u32,
    model: T,
}

/// The model in its envelope.
pub(super) fn to_json<T: Saved>(model: &T) -> String {
    written(&Sealed { omo: T::KIND, version: T::VERSION, model })
}

/// An envelope as JSON.
pub(super) fn written(sealed: &impl Serialize) -> String {
    // Numbers, texts and lists: nothing in a model can fail to be written.
    serde_json::to_string(sealed).unwrap_or_default()
}

/// The model out of its envelope.
pub(super) fn from_json<T: Saved>(json: &str) -> Result<T, Error> {
    serde_json::from_str(json)
        .ok()
        .filter(|opened: &Opened<T>| opened.omo == T::KIND && opened.version == T::VERSION)
        .map(|opened| opened.model)
        .filter(T::whole)
        .ok_or(Error::Model { expected: T::EXPECTED })
}

/// Rows as a list of lists.
pub(super) mod rows {
    use super::{Deserialize, Deserializer, Rows, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(rows: &Rows<T>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(rows.iter())
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Rows<T>, D::Error> {
        Ok(Vec::<Vec<T>>::deserialize(from)?.into_iter().collect())
    }
}
