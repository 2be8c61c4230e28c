//! Types that say in the stubs what an object of another package is.

use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;

macro_rules! foreign {
    ($($name:ident: $module:literal $class:literal),*) => {$(
        #[doc = concat!("A `", $module, ".", $class, "`.")]
        pub struct $name<'py>(pub Bound<'py, PyAny>);

        impl<'py> IntoPyObject<'py> for $name<'py> {
            type Target = PyAny;
            type Output = Bound<'py, PyAny>;
            type Error = std::convert::Infallible;

            const OUTPUT_TYPE: PyStaticExpr = pyo3::type_hint_identifier!($module, $class);

            fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Self::Error> {
                Ok(self.0)
            }
        }
    )*};
}

foreign!(PandasFrame: "pandas" "DataFrame", PolarsFrame: "polars" "DataFrame", ArrowTable: "pyarrow" "Table");
