//! Records of the core from values: serde's reader, with Python's names and without the customers' data.
//!
//! `serde_json`'s own reader would do, but for two things. It takes fields by their name in the core only, and
//! what it says about a wrong value quotes that value.

use std::fmt::{self, Display};

use serde::de::{
    self, DeserializeSeed, Deserializer, Error as _, Expected, IntoDeserializer, Unexpected, Visitor,
};
use serde_json::{Map, Value};

use super::rename::{camel, snake};

/// Reads a value.
pub struct Read(pub Value);

/// What must be mended, and where.
#[derive(Debug)]
pub struct Wrong {
    /// Keys from the outside in; empty for the record itself.
    pub path: String,
    /// What stands there must be this.
    pub must: String,
}

impl Wrong {
    /// The same, one level further out.
    fn within(mut self, key: &str) -> Self {
        self.path = if self.path.is_empty() { key.into() } else { format!("{key}.{}", self.path) };
        self
    }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => write!(f, "must be {}", self.must),
            path => write!(f, "`{path}` must be {}", self.must),
        }
    }
}

impl std::error::Error for Wrong {}

/// Names a reader can mistype and look for, as Python has them.
fn list(names: &[&'static str]) -> String {
    names.iter().map(|name| snake(name)).collect::<Vec<_>>().join(", ")
}

impl de::Error for Wrong {
    /// What the core's own readers say; they name no data.
    fn custom<T: Display>(message: T) -> Self {
        let message = message.to_string();
        // "time must be a time from 1970 to 2199": our sentence begins the same way.
        let must = message.split_once(" must be ").map_or(message.as_str(), |(_, must)| must);
        Self { path: String::new(), must: must.to_owned() }
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(expected)
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(expected)
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::custom(expected)
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format!("one of {}", expected.join(", ")))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        // A key is as good as a column's name, unless it is a novel.
        let field: String = field.chars().take(64).collect();
        Self::custom(format!("one of {}", list(expected))).within(&field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::custom("there").within(&snake(field))
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::custom("given only once").within(&snake(field))
    }
}

impl IntoDeserializer<'_, Wrong> for Read {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Read {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::String(text) => visitor.visit_string(text),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (_, _, Some(number)) => visitor.visit_f64(number),
                _ => Err(Wrong::custom("a number")),
            },
            Value::Array(values) => visitor.visit_seq(Seq { values: values.into_iter(), at: 0 }),
            Value::Object(map) => visitor.visit_map(Entries::new(map, &[])),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    /// The one place where keys are fields and get the core's names.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::Object(map) => visitor.visit_map(Entries::new(map, fields)),
            _ => Err(Wrong::custom(format!("a dict of {}", list(fields)))),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant { name, value: Value::Null }),
            Value::Object(map) if map.len() == 1 => {
                let (name, value) = map.into_iter().next().unwrap_or_default();
                visitor.visit_enum(Variant { name, value })
            }
            _ => Err(Wrong::custom(format!("one of {}", variants.join(", ")))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier
    }
}

struct Seq {
    values: std::vec::IntoIter<Value>,
    at: usize,
}

impl<'de> de::SeqAccess<'de> for Seq {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        let Some(value) = self.values.next() else { return Ok(None) };
        let at = self.at;
        self.at += 1;
        seed.deserialize(Read(value)).map(Some).map_err(|wrong| wrong.within(&at.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.values.len())
    }
}

/// The entries of a map, or with `fields` those of a record.
struct Entries {
    rest: serde_json::map::IntoIter,
    fields: &'static [&'static str],
    next: Option<(String, Value)>,
}

impl Entries {
    fn new(map: Map<String, Value>, fields: &'static [&'static str]) -> Self {
        Self { rest: map.into_iter(), fields, next: None }
    }
}

impl<'de> de::MapAccess<'de> for Entries {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        let ours = camel(&key);
        // What is no field under either name is left for the record to refuse, as it was spelt.
        let known = self.fields.contains(&ours.as_str());
        let read = seed.deserialize(Read(Value::String(if known { ours } else { key.clone() })))?;
        self.next = Some((key, value));
        Ok(Some(read))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (key, value) = self.next.take().unwrap_or_default();
        // Keys of maps may be customers.
        let key = if self.fields.is_empty() { "*" } else { &key };
        seed.deserialize(Read(value)).map_err(|wrong| wrong.within(key))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Variant {
    name: String,
    value: Value,
}

impl<'de> de::EnumAccess<'de> for Variant {
    type Error = Wrong;
    type Variant = Read;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Read), Wrong> {
        let variant = seed.deserialize(Read(Value::String(self.name)))?;
        Ok((variant, Read(self.value)))
    }
}

impl<'de> de::VariantAccess<'de> for Read {
    type Error = Wrong;

    fn unit_variant(self) -> Result<(), Wrong> {
        if self.0.is_null() { Ok(()) } else { Err(Wrong::custom("a text without a value")) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Wrong> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_struct("", fields, visitor)
    }
}
