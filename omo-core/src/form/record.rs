//! Forms of what has named fields, and of what is one of a few words.

use serde_json::Value;

use super::{Form, Style, Wrong, nearest};

/// A place that takes a value.
pub trait Slot {
    /// Reads the value into its place.
    ///
    /// # Errors
    ///
    /// What must be mended, and where.
    fn fill(&mut self, value: &Value, style: Style) -> Result<(), Wrong>;
}

impl<T: Form> Slot for T {
    fn fill(&mut self, value: &Value, style: Style) -> Result<(), Wrong> {
        *self = T::read(value, style)?;
        Ok(())
    }
}

/// What has named fields; the macros `options!` and `record!` write it from one list.
pub trait Record {
    /// The fields' names, those that must be given first.
    fn names(&self) -> &'static [&'static str];

    /// How many must be given.
    fn required(&self) -> usize {
        0
    }

    /// The field with this number.
    fn slot(&mut self, field: usize) -> Option<&mut dyn Slot>;
}

/// Reads all fields of a record. Not generic, so that there is one for all of them.
///
/// # Errors
///
/// What must be mended, and where.
pub fn fill(record: &mut dyn Record, value: &Value, style: Style) -> Result<(), Wrong> {
    let names = record.names();
    let Value::Object(map) = value else {
        return Err(Wrong::must_be(&format!("{} of {}", style.object(), list(names, style))));
    };
    let mut given = 0_u64;
    for (key, value) in map {
        let field = names.iter().position(|name| style.means(key, name));
        let read = match field.and_then(|field| record.slot(field)) {
            None => Err(Wrong::must_be(&format!("one of {}", list(names, style)))),
            Some(_) if given & bit(field) != 0 => Err(Wrong::must_be("given only once")),
            Some(slot) => slot.fill(value, style),
        };
        given |= bit(field);
        read.map_err(|wrong| wrong.within(if field.is_some() || may_tell(record, key) { key } else { "*" }))?;
    }
    for (field, name) in names.iter().enumerate().take(record.required()) {
        if given & bit(Some(field)) == 0 {
            return Err(Wrong::must_be("there").within(&list(&[name], style)));
        }
    }
    Ok(())
}

fn bit(field: Option<usize>) -> u64 {
    field.map_or(0, |field| 1 << field)
}

/// Whether a key that is no field may be told: a misspelt name may, a customer who stands in its place may not.
///
/// Options are the shop's own; but in records, which have fields that must be given, only what resembles a field is
/// certainly none's data.
fn may_tell(record: &dyn Record, key: &str) -> bool {
    let word = key.len() <= 40 && key.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_');
    word && (record.required() == 0 || nearest(key, record.names()).is_some())
}

fn list(names: &[&str], style: Style) -> String {
    let mut list = String::new();
    for name in names {
        if !list.is_empty() {
            list.push_str(", ");
        }
        style.spell(name, &mut list);
    }
    list
}

/// Which of a few words a value is.
pub(crate) fn word(value: &Value, words: &[&str]) -> Result<usize, Wrong> {
    let found = value.as_str().and_then(|text| words.iter().position(|word| *word == text));
    found.ok_or_else(|| Wrong::must_be(&format!("one of {}", words.join(", "))))
}

/// `Deserialize` by a form.
macro_rules! deserialized {
    ($kind:ty) => {
        impl<'de> serde::Deserialize<'de> for $kind {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::form::deserialize(from)
            }
        }
    };
}

/// The slots of a record, counted down.
macro_rules! slots {
    ($($(#[$attribute:meta])* $field:ident),+) => {
        fn slot(&mut self, field: usize) -> Option<&mut dyn $crate::form::Slot> {
            // No field can be forgotten: the pattern would not compile.
            let Self { $($(#[$attribute])* $field),+ } = self;
            $(
                $(#[$attribute])*
                if field == 0 {
                    return Some($field);
                }
                $(#[$attribute])*
                let field = field.wrapping_sub(1);
            )+
            let _ = field;
            None
        }
    };
}

/// The form of options: every field may be left out, and then has its default. One that only some builds have stands under its
/// `cfg`.
macro_rules! options {
    ($kind:ident { $($(#[$attribute:meta])* $field:ident),+ $(,)? }) => {
        impl $crate::form::Record for $kind {
            fn names(&self) -> &'static [&'static str] {
                &[$($(#[$attribute])* stringify!($field)),+]
            }

            $crate::form::slots!($($(#[$attribute])* $field),+);
        }

        impl $crate::form::Form for $kind {
            fn read(
                value: &serde_json::Value,
                style: $crate::form::Style,
            ) -> Result<Self, $crate::form::Wrong> {
                let mut read = Self::default();
                $crate::form::fill(&mut read, value, style)?;
                Ok(read)
            }
        }

        $crate::form::deserialized!($kind);
    };
}

/// The form of a record: fields that must be given, with what stands there until they are, and fields that may be
/// left out, with their defaults.
macro_rules! record {
    ($kind:ident { $($must:ident: $blank:expr),+ } { $($may:ident: $default:expr),* }) => {
        impl $crate::form::Record for $kind {
            fn names(&self) -> &'static [&'static str] {
                &[$(stringify!($must),)+ $(stringify!($may)),*]
            }

            fn required(&self) -> usize {
                [$(stringify!($must)),+].len()
            }

            $crate::form::slots!($($must),+ $(, $may)*);
        }

        impl $crate::form::Form for $kind {
            fn read(
                value: &serde_json::Value,
                style: $crate::form::Style,
            ) -> Result<Self, $crate::form::Wrong> {
                let mut read = Self { $($must: $blank,)+ $($may: $default),* };
                $crate::form::fill(&mut read, value, style)?;
                Ok(read)
            }
        }

        $crate::form::deserialized!($kind);
    };
}

/// The form of what is one of a few words.
macro_rules! words {
    ($kind:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $crate::form::Form for $kind {
            fn read(
                value: &serde_json::Value,
                _: $crate::form::Style,
            ) -> Result<Self, $crate::form::Wrong> {
                let all = [$(Self::$variant),+];
                let at = $crate::form::word(value, &[$($word),+])?;
                all.get(at).copied().ok_or_else(|| $crate::form::Wrong::must_be("one of the words"))
            }
        }

        $crate::form::deserialized!($kind);
    };
}

pub(crate) use {deserialized, options, record, slots, words};
