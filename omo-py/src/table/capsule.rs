//! Arrow streams over the border, by the `PyCapsule` protocol: the only unsafe line of the project.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

use std::ffi::CStr;

use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayRef, RecordBatchReader};
use arrow_schema::FieldRef;
use arrow_schema::ffi::FFI_ArrowSchema;
use omo_core::Error;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::error::Result;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";

/// All arrays of an Arrow stream, and the field they are of.
///
/// The stream is drained without the interpreter's lock: it may be a query that other threads work on.
pub fn take(capsule: &Bound<'_, PyAny>) -> Result<(FieldRef, Vec<ArrayRef>)> {
    let broken =
        || Error::Format { what: "table".into(), must: "an Arrow stream that can be read to its end" };
    let capsule = capsule
        .cast::<PyCapsule>()
        .map_err(|_| PyTypeError::new_err("`__arrow_c_stream__` must give a capsule"))?;
    let pointer = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
    // SAFETY: a capsule of this name holds a valid stream (the protocol), and we are attached, so nobody
    // else takes it meanwhile. `from_raw` moves it out and leaves an empty one behind.
    #[expect(unsafe_code, reason = "the protocol hands over a pointer")]
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr()) };
    // What a producer says about its failure may quote cells, so it is not passed on.
    let read = capsule.py().detach(move || {
        let reader = ArrayStreamReader::try_new(stream).ok()?;
        let field = arrow_array::ArrayReader::field(&reader).clone();
        let arrays = reader.collect::<std::result::Result<Vec<_>, _>>().ok()?;
        Some((field, arrays))
    });
    Ok(read.ok_or_else(broken)?)
}

/// A capsule from which others read a stream.
pub fn give_stream(
    py: Python<'_>,
    reader: impl RecordBatchReader + Send + 'static,
) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), STREAM)
}

/// A capsule from which others read a schema.
pub fn give_schema(py: Python<'_>, schema: FFI_ArrowSchema) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// The fields and children of one array of a table's stream.
pub fn columns_of(array: &ArrayRef) -> Option<&[ArrayRef]> {
    use arrow_array::cast::AsArray;
    array.as_struct_opt().map(arrow_array::StructArray::columns).filter(|_| array.null_count() == 0)
}
