//! What the core answers, as Python values.

use std::fmt::Display;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde::ser::{self, Serialize};

use super::rename::snake;

type Object<'py> = Bound<'py, PyAny>;

/// A record of the core as dicts, lists, texts, numbers and None.
pub fn give<'py, T: Serialize + ?Sized>(py: Python<'py>, value: &T) -> PyResult<Object<'py>> {
    Ok(value.serialize(Give(py))?)
}

/// Writes Python objects.
#[derive(Clone, Copy)]
struct Give<'py>(Python<'py>);

#[derive(Debug)]
struct Wrong(PyErr);

impl From<PyErr> for Wrong {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

impl From<Wrong> for PyErr {
    fn from(wrong: Wrong) -> Self {
        wrong.0
    }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Wrong {}

impl ser::Error for Wrong {
    fn custom<T: Display>(message: T) -> Self {
        Self(PyRuntimeError::new_err(message.to_string()))
    }
}

type Given<'py> = Result<Object<'py>, Wrong>;

macro_rules! plain {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, value: $type) -> Given<'py> {
            Ok(value.into_pyobject(self.0).map_err(PyErr::from)?.to_owned().into_any())
        }
    )*};
}

impl<'py> ser::Serializer for Give<'py> {
    type Ok = Object<'py>;
    type Error = Wrong;
    type SerializeSeq = List<'py>;
    type SerializeTuple = List<'py>;
    type SerializeTupleStruct = List<'py>;
    type SerializeTupleVariant = List<'py>;
    type SerializeMap = Dict<'py>;
    type SerializeStruct = Dict<'py>;
    type SerializeStructVariant = Dict<'py>;

    plain!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_str: &str,
        serialize_bytes: &[u8]
    );

    fn serialize_none(self) -> Given<'py> {
        Ok(self.0.None().into_bound(self.0))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Given<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Given<'py> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Given<'py> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Given<'py> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Given<'py> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Given<'py> {
        let dict = PyDict::new(self.0);
        dict.set_item(variant, value.serialize(self)?)?;
        Ok(dict.into_any())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'py>, Wrong> {
        Ok(List { variant: None, list: PyList::empty(self.0) })
    }

    fn serialize_tuple(self, length: usize) -> Result<List<'py>, Wrong> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<List<'py>, Wrong> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List<'py>, Wrong> {
        Ok(List { variant: Some(variant), list: PyList::empty(self.0) })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Dict<'py>, Wrong> {
        Ok(Dict { variant: None, entries: PyDict::new(self.0), key: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Dict<'py>, Wrong> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Dict<'py>, Wrong> {
        Ok(Dict { variant: Some(variant), entries: PyDict::new(self.0), key: None })
    }
}

/// The value of a variant is `{"variant": value}`, as in JSON.
fn variant<'py>(name: Option<&'static str>, value: Object<'py>) -> Given<'py> {
    let Some(name) = name else { return Ok(value) };
    let dict = PyDict::new(value.py());
    dict.set_item(name, value)?;
    Ok(dict.into_any())
}

struct List<'py> {
    variant: Option<&'static str>,
    list: Bound<'py, PyList>,
}

macro_rules! list {
    ($($trait:ident $method:ident),*) => {$(
        impl<'py> ser::$trait for List<'py> {
            type Ok = Object<'py>;
            type Error = Wrong;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
                Ok(self.list.append(value.serialize(Give(self.list.py()))?)?)
            }

            fn end(self) -> Given<'py> {
                variant(self.variant, self.list.into_any())
            }
        }
    )*};
}

list!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

struct Dict<'py> {
    variant: Option<&'static str>,
    entries: Bound<'py, PyDict>,
    key: Option<Object<'py>>,
}

macro_rules! fields {
    ($($trait:ident),*) => {$(
        impl<'py> ser::$trait for Dict<'py> {
            type Ok = Object<'py>;
            type Error = Wrong;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Wrong> {
                let py = self.entries.py();
                Ok(self.entries.set_item(PyString::intern(py, &snake(name)), value.serialize(Give(py))?)?)
            }

            fn end(self) -> Given<'py> {
                variant(self.variant, self.entries.into_any())
            }
        }
    )*};
}

fields!(SerializeStruct, SerializeStructVariant);

impl<'py> ser::SerializeMap for Dict<'py> {
    type Ok = Object<'py>;
    type Error = Wrong;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Wrong> {
        self.key = Some(key.serialize(Give(self.entries.py()))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Wrong> {
        let value = value.serialize(Give(self.entries.py()))?;
        Ok(self.entries.set_item(self.key.take(), value)?)
    }

    fn end(self) -> Given<'py> {
        Ok(self.entries.into_any())
    }
}
