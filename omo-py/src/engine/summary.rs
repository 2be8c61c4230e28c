//! The summary as an object that prints itself.

use omo_core::engine::Summary as CoreSummary;
use pyo3::prelude::*;

use crate::convert::give;
use crate::error::Result;
use crate::hints::Record;

/// What a shop holds: print it, or take it apart with :meth:`to_dict`.
///
/// Examples
/// --------
/// >>> print(omo.Engine().summary().to_dict()["customers"])
/// 0
#[pyclass(frozen, module = "omo")]
pub struct Summary(pub(super) CoreSummary);

#[pymethods]
impl Summary {
    /// The same as a dict.
    ///
    /// Examples
    /// --------
    /// >>> omo.Engine().summary().to_dict()["touchpoints"]
    /// 0
    fn to_dict<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        Ok(Record(give(py, &self.0)?))
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        self.0.to_string()
    }

    fn _repr_html_(&self) -> String {
        // Names of stages and codes of quarantine: nothing in it was ever a customer's.
        format!("<pre>{}</pre>", self.0)
    }
}
