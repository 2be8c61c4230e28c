//! Types that say in the stubs what an object is where PyO3 cannot know.

use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::{type_hint_identifier as name, type_hint_subscript as of};

macro_rules! hints {
    ($($name:ident = $hint:expr;)*) => {$(
        #[doc = concat!("A ", stringify!($hint), ".")]
        pub struct $name<'py>(pub Bound<'py, PyAny>);

        impl<'py> IntoPyObject<'py> for $name<'py> {
            type Target = PyAny;
            type Output = Bound<'py, PyAny>;
            type Error = std::convert::Infallible;

            const OUTPUT_TYPE: PyStaticExpr = $hint;

            fn into_pyobject(self, _: Python<'py>) -> Result<Self::Output, Self::Error> {
                Ok(self.0)
            }
        }
    )*};
}

const ANY: PyStaticExpr = name!("typing", "Any");
const STR: PyStaticExpr = name!("builtins", "str");

hints! {
    PandasFrame = name!("pandas", "DataFrame");
    PolarsFrame = name!("polars", "DataFrame");
    ArrowTable = name!("pyarrow", "Table");
    Capsule = name!("builtins", "object");
    Cells = of!(name!("builtins", "list"), ANY);
    Record = of!(name!("builtins", "dict"), STR, ANY);
    Records = of!(name!("builtins", "list"), of!(name!("builtins", "dict"), STR, ANY));
}
