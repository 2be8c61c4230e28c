//! What every recommender with names does alike: it shows itself, and is kept in a file.

use omo_core::recommend::Labelled;

/// What a model shows of itself.
pub fn shown<M>(model: &Labelled<M>) -> String {
    format!("{} customers, {} items", model.customers().len(), model.items().len())
}

/// `$shown` says what a model shows of itself; `$told` is a table for the examples and `$so` what a model of it shows.
macro_rules! kept {
    ($name:ident, $core:ty, $shown:path, $class:literal, $told:literal, $so:literal) => {
        #[pymethods]
        impl $name {
            fn __repr__(&self) -> String {
                let shown = self.fitted.model().map(|model| $shown(&model));
                format!(concat!("omo.recommend.", $class, "({})"), shown.unwrap_or_default())
            }

            /// Writes the model with all it was told to a file, which Rust and JavaScript read as well.
            ///
            /// Parameters
            /// ----------
            /// path
            ///     The file; what is there is overwritten. It holds the customers' ids and items: keep it as you keep those.
            ///
            /// Examples
            /// --------
            /// >>> import tempfile, os
            #[doc = concat!(">>> bought = ", $told)]
            /// >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
            #[doc = concat!(">>> omo.recommend.", $class, "().fit(bought).save(path)")]
            #[doc = concat!(">>> omo.recommend.", $class, ".load(path)")]
            #[doc = concat!("omo.recommend.", $class, $so)]
            fn save(&self, py: Python<'_>, path: std::path::PathBuf) -> Result<()> {
                let model = self.fitted.model()?;
                let json = run(py, move || Ok(model.to_json()))?;
                crate::fitted::write(path, &json)
            }

            /// The model that :meth:`save` wrote.
            ///
            /// Parameters
            /// ----------
            /// path
            ///     The file.
            ///
            /// Raises
            /// ------
            /// OmoError
            ///     Code ``"model"`` for another kind or version and for a file that was cut off.
            ///
            /// Examples
            /// --------
            /// >>> import tempfile, os
            /// >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
            /// >>> _ = open(path, "w").write("{}")
            /// >>> try:
            #[doc = concat!("...     omo.recommend.", $class, ".load(path)")]
            /// ... except omo.OmoError as error:
            /// ...     error.code
            /// 'model'
            #[staticmethod]
            fn load(py: Python<'_>, path: std::path::PathBuf) -> Result<Self> {
                let json = crate::fitted::read(path)?;
                let model = run(py, move || Labelled::<$core>::from_json(&json))?;
                Ok(Self { options: model.model().options().clone(), fitted: Fitted::new(Some(model)) })
            }
        }
    };
}
pub(super) use kept;
