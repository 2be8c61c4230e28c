//! Models as JSON: fitted in one place, used in another.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Error;

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

/// A model in its envelope.
pub(super) fn to_json<T: Serialize>(kind: &str, model: &T) -> String {
    // Numbers and texts: nothing in a model can fail to be written.
    serde_json::to_string(&Sealed { omo: kind, version: 1, model }).unwrap_or_default()
}

/// The model out of its envelope, if fitting could have made it.
pub(super) fn from_json<T: DeserializeOwned>(
    json: &str,
    kind: &str,
    expected: &'static str,
    whole: impl Fn(&T) -> bool,
) -> Result<T, Error> {
    serde_json::from_str(json)
        .ok()
        .filter(|opened: &Opened<T>| opened.omo == kind && opened.version == 1)
        .map(|opened| opened.model)
        .filter(whole)
        .ok_or(Error::Model { expected })
}

/// Whether all are numbers above 0.
pub(super) fn above_zero(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| number.is_finite() && *number > 0.0)
}
