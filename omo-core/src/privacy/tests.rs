mod anonymous;
mod gate;
mod pseudonyms;
mod records;
mod rights;
mod tombstones;

use crate::model::{Identifier, Time, Touchpoint};

fn email(who: u8) -> Identifier {
    Identifier::email(&format!("p{who}@example.jp")).unwrap()
}

fn day(day: i64) -> Time {
    Time::new(day * 86_400_000, 0).unwrap()
}

fn touch(json: &str) -> Touchpoint {
    serde_json::from_str(json).unwrap()
}
