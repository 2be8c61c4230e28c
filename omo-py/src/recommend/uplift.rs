//! Uplift: whom a coupon moves.

use std::path::PathBuf;

use omo_core::form::{self, Style};
use omo_core::recommend::{self, Feature, Features, Names, Trial, Uplift as Core, UpliftOptions};
use omo_core::{Error, value};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::whole_or_text;
use crate::convert::options;
use crate::error::{Result, run};
use crate::fitted::{self, Fitted};
use crate::table::{Columns, Table};

/// What a treatment changes, customer by customer.
///
/// Each treatment is held against the control. The T-learner fits a model to each side and takes the difference of what they
/// expect; the X-learner (Künzel and others 2019) goes on to fit models to what each did beyond what the other side's model
/// expects, which is better where one side is small. Models are ridge regressions, and logistic ones where outcomes are 0 and 1;
/// numbers are taken in standard deviations, words as columns of 0 and 1, and what is missing has a weight of its own. Who was treated
/// must have been chance, or hang on nothing but the features. The order of rows does not matter.
///
/// Parameters
/// ----------
/// method
///     ``"t"`` or ``"x"``.
/// outcome
///     ``"amount"`` or ``"chance"``; nothing but 0 and 1 is a chance when left out.
/// penalty
///     How much weights are drawn to 0: as many customers as this would have to speak against a weight of 1.
/// words
///     How many words of a column get a weight of their own, the most frequent first; the others share one.
///
/// Examples
/// --------
/// >>> sent = {"member": [1, 1, 0, 0], "treated": [0, 1, 0, 1], "outcome": [3.0, 5.0, 1.0, 1.5]}
/// >>> model = omo.recommend.Uplift(penalty=0).fit(sent)
/// >>> [round(uplift, 6) for uplift in model.predict({"member": [1, 0]})["uplift"]]
/// [2.0, 0.5]
#[pyclass(frozen, module = "omo.recommend")]
pub struct Uplift {
    options: UpliftOptions,
    fitted: Fitted<Core>,
}

/// Columns that are no features.
struct Read {
    features: Features,
    arms: Vec<String>,
    control: u32,
    arm: Vec<u32>,
    outcome: Vec<f64>,
}

impl Read {
    fn of(
        table: &Columns,
        treated: &str,
        outcome: &str,
        control: Option<&str>,
        names: Option<&[String]>,
    ) -> std::result::Result<Self, Error> {
        let (arms, arm) = arms(table, treated)?;
        let place = |name: &str| arms.iter().position(|arm| arm == name);
        let place = control.map_or_else(|| value::likely_control(&arms).map(|at| at as usize), place);
        let control = place.and_then(|place| u32::try_from(place).ok()).ok_or_else(|| {
            let mut known = arms.iter().take(20).map(String::as_str).collect::<Vec<_>>();
            known.sort_unstable();
            Error::Options { message: format!("`control` must be one of {}", known.join(", ")) }
        })?;
        let numbers = match table.flags::<bool>(outcome) {
            Ok(flags) => flags.into_iter().map(|flag| f64::from(u8::from(flag))).collect(),
            Err(_) => table.numbers(outcome)?,
        };
        let features = features(table, names, &[treated, outcome, "customer_id"])?;
        Ok(Self { features, arms, control, arm, outcome: numbers })
    }

    fn trial(&self) -> Trial<'_> {
        Trial { arms: &self.arms, control: self.control, arm: &self.arm, outcome: &self.outcome }
    }
}

/// Arms in order of names; flags are arms called 0 and 1.
fn arms(table: &Columns, column: &str) -> std::result::Result<(Vec<String>, Vec<u32>), Error> {
    if let Ok(flags) = table.flags::<bool>(column) {
        return Ok((vec!["0".into(), "1".into()], flags.into_iter().map(u32::from).collect()));
    }
    let (met, rows) = table.intern::<u32>(column)?;
    let (names, renumbered) = Names::sorted(&met, table.are_integers(column));
    let rows = rows.iter().filter_map(|&row| renumbered.get(row as usize).copied()).collect();
    Ok((names.iter().map(str::to_owned).collect(), rows))
}

/// Columns as features: numbers and flags as numbers, the rest as words.
fn features(
    table: &Columns,
    names: Option<&[String]>,
    others: &[&str],
) -> std::result::Result<Features, Error> {
    let all: Vec<String> = match names {
        Some(names) => names.to_vec(),
        None => table.names().filter(|name| !others.contains(name)).map(str::to_owned).collect(),
    };
    let read = |name: String| {
        let feature = if let Ok(flags) = table.flags::<Option<bool>>(&name) {
            let number = |flag: Option<bool>| flag.map_or(f64::NAN, |flag| f64::from(u8::from(flag)));
            Feature::Numbers(flags.into_iter().map(number).collect())
        } else if let Ok(numbers) = table.numbers::<Option<f64>>(&name) {
            Feature::Numbers(numbers.into_iter().map(|number| number.unwrap_or(f64::NAN)).collect())
        } else {
            let must =
                || Error::Column { column: name.clone(), must: "finite numbers, flags or words".into() };
            let (met, rows) = table
                .intern::<Option<u32>>(&name)
                .map_err(|error| if table.has(&name) { must() } else { error })?;
            Feature::words(&met, &rows)
        };
        Ok((name, feature))
    };
    Features::new(table.len(), all.into_iter().map(read).collect::<std::result::Result<_, Error>>()?)
}

/// One row a customer and treatment: ``customer_id`` where there is one, ``treatment``, ``uplift``.
fn told(
    table: &Columns,
    treatments: &[String],
    wanted: Option<&str>,
    uplift: &[f64],
) -> std::result::Result<Table, Error> {
    let kept = |name: &String| wanted.is_none_or(|wanted| wanted == name);
    if !treatments.iter().any(kept) {
        let known = treatments.join(", ");
        return Err(Error::Options { message: format!("`treatment` must be one of {known}") });
    }
    let width = treatments.len().max(1);
    let rows =
        || uplift.chunks(width).flat_map(|row| treatments.iter().zip(row).filter(|(name, _)| kept(name)));
    let each = treatments.iter().filter(|name| kept(name)).count();
    let mut columns = Vec::new();
    if table.has("customer_id") {
        let ids: Vec<Option<String>> = table.texts("customer_id")?;
        let repeated = ids.iter().flat_map(|id| std::iter::repeat_n(id.as_deref(), each));
        columns.push(("customer_id", whole_or_text(repeated, table.are_integers("customer_id"))));
    }
    columns.push(("treatment", rows().map(|(name, _)| name.as_str()).collect::<Vec<_>>().into()));
    columns.push(("uplift", rows().map(|(_, uplift)| *uplift).collect::<Vec<_>>().into()));
    Table::of(columns)
}

#[pymethods]
impl Uplift {
    #[new]
    #[pyo3(signature = (*, method = None, outcome = None, penalty = None, words = None))]
    fn py_new(
        py: Python<'_>,
        method: Option<&str>,
        outcome: Option<&str>,
        penalty: Option<f64>,
        words: Option<u32>,
    ) -> Result<Self> {
        let given = PyDict::new(py);
        method.map(|method| given.set_item("method", method)).transpose()?;
        outcome.map(|outcome| given.set_item("outcome", outcome)).transpose()?;
        words.map(|words| given.set_item("words", words)).transpose()?;
        let mut read: UpliftOptions = options(&given)?;
        // A penalty that is no number is refused where it is used.
        read.penalty = penalty.unwrap_or(read.penalty);
        if !(read.penalty >= 0.0 && read.penalty.is_finite()) {
            let got = read.penalty.to_string();
            return Err(Error::Option { option: "penalty", must: "at least 0 and finite", got }.into());
        }
        Ok(Self { options: read, fitted: Fitted::new(None) })
    }

    fn __repr__(&self) -> String {
        match self.fitted.model() {
            Ok(model) => {
                format!("omo.recommend.Uplift({})", model.treatments().collect::<Vec<_>>().join(", "))
            }
            Err(_) => "omo.recommend.Uplift()".into(),
        }
    }

    /// Learns from an experiment.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     One row a customer: who was treated, the outcome, and features. A column ``customer_id`` is no feature.
    /// treated
    ///     The column that says who was treated: flags, 0 and 1, or the names of arms.
    /// outcome
    ///     The column of outcomes: amounts, or 0 and 1.
    /// control
    ///     The arm that was not treated; the one called 0, control, holdout, none or no when left out.
    /// features
    ///     The columns to learn from; all others when left out.
    ///
    /// Returns
    /// -------
    /// Uplift
    ///     The model itself, fitted.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when a column is missing or not what it must be, or an arm has nobody; ``"option"`` for a control that is
    ///     no arm; ``"fit"`` where columns are the same and there is no penalty.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"arm": ["none", "5%", "none", "5%"], "visit": [0, 1, 1, 1], "channel": ["web", "web", "shop", None]}
    /// >>> omo.recommend.Uplift(method="x").fit(sent, treated="arm", outcome="visit")
    /// omo.recommend.Uplift(5%)
    #[pyo3(signature = (table, treated = "treated", outcome = "outcome", *, control = None, features = None) -> "Uplift")]
    fn fit<'py>(
        this: Bound<'py, Self>,
        py: Python<'py>,
        table: Columns,
        treated: &str,
        outcome: &str,
        control: Option<String>,
        features: Option<Vec<String>>,
    ) -> Result<Bound<'py, Self>> {
        let (treated, outcome, options) =
            (treated.to_owned(), outcome.to_owned(), this.get().options.clone());
        let model = run(py, move || {
            let read = Read::of(&table, &treated, &outcome, control.as_deref(), features.as_deref())?;
            Core::fit(&read.features, &read.trial(), &options)
        })?;
        this.get().fitted.learn(model);
        Ok(this)
    }

    /// What each treatment is expected to change for each customer.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     Features, as the model learnt from; other columns are not looked at. Words never seen count as others.
    /// treatment
    ///     Only this treatment.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id`` where the table has one, ``treatment``, ``uplift``; rows in the order of the table, treatments in order.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"treated": [False, True], "outcome": [3.0, 5.0]}
    /// >>> omo.recommend.Uplift().fit(sent).predict({"customer_id": ["hanako"]})
    /// customer_id  treatment  uplift
    /// hanako       1             2.0
    /// (1 row)
    #[pyo3(signature = (table, *, treatment = None))]
    fn predict(&self, py: Python<'_>, table: Columns, treatment: Option<String>) -> Result<Table> {
        let model = self.fitted.model()?;
        run(py, move || {
            let names = model.features();
            let known: Vec<String> =
                names.iter().filter(|name| table.has(name)).map(|&name| name.to_owned()).collect();
            let uplift = model.predict(&features(&table, Some(&known), &[])?)?;
            let treatments: Vec<String> = model.treatments().map(str::to_owned).collect();
            told(&table, &treatments, treatment.as_deref(), &uplift)
        })
    }

    /// What each treatment is expected to change, by models that did not see the customer: for honest curves.
    ///
    /// Customers are shared among folds and each fold is answered by a model of the others; the model itself is not fitted.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     As in :meth:`fit`.
    /// treated
    ///     As in :meth:`fit`.
    /// outcome
    ///     As in :meth:`fit`.
    /// control
    ///     As in :meth:`fit`.
    /// features
    ///     As in :meth:`fit`.
    /// folds
    ///     How many folds.
    /// seed
    ///     Where chance starts.
    /// treatment
    ///     Only this treatment.
    ///
    /// Returns
    /// -------
    /// Table
    ///     As :meth:`predict`.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"member": [1, 0] * 40, "treatment": [0, 0, 1, 1] * 20, "outcome": [1, 1, 5, 1.5] * 20}
    /// >>> found = omo.recommend.Uplift(penalty=1).cross_fit(sent, treated="treatment")
    /// >>> omo.value.qini({**sent, "score": found["uplift"]}).qini_area > 0
    /// True
    #[pyo3(signature = (table, treated = "treated", outcome = "outcome", *, control = None, features = None, folds = 5, seed = 0, treatment = None))]
    fn cross_fit(
        &self,
        py: Python<'_>,
        table: Columns,
        treated: &str,
        outcome: &str,
        control: Option<String>,
        features: Option<Vec<String>>,
        folds: u32,
        seed: u64,
        treatment: Option<String>,
    ) -> Result<Table> {
        let (treated, outcome, options) = (treated.to_owned(), outcome.to_owned(), self.options.clone());
        run(py, move || {
            let read = Read::of(&table, &treated, &outcome, control.as_deref(), features.as_deref())?;
            let uplift = recommend::cross_fit(&read.features, &read.trial(), &options, folds, seed)?;
            let others = (0..).zip(&read.arms).filter(|(arm, _)| *arm != read.control);
            let treatments: Vec<String> = others.map(|(_, name)| name.clone()).collect();
            told(&table, &treatments, treatment.as_deref(), &uplift)
        })
    }

    /// All weights of all models: ``treatment``, ``model``, ``feature``, ``weight``.
    ///
    /// Weights are for a standard deviation of a number and for having a word. The control's model, which all treatments share, has
    /// no treatment, and the intercept no feature.
    ///
    /// Examples
    /// --------
    /// >>> sent = {"treated": [False, True], "outcome": [3.0, 5.0]}
    /// >>> omo.recommend.Uplift().fit(sent).coefficients["weight"]
    /// [3.0, 5.0]
    #[getter]
    fn coefficients(&self) -> Result<Table> {
        let model = self.fitted.model()?;
        let all = model.coefficients();
        Ok(Table::new([
            ("treatment", all.iter().map(|one| one.treatment).collect::<Vec<_>>().into()),
            ("model", all.iter().map(|one| one.model).collect::<Vec<_>>().into()),
            ("feature", all.iter().map(|one| one.feature.as_deref()).collect::<Vec<_>>().into()),
            ("weight", all.iter().map(|one| one.weight).collect::<Vec<_>>().into()),
        ])?)
    }

    /// Writes the model to a file.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Examples
    /// --------
    /// >>> import os, tempfile
    /// >>> path = os.path.join(tempfile.mkdtemp(), "uplift.json")
    /// >>> omo.recommend.Uplift().fit({"treated": [0, 1], "outcome": [3.0, 5.0]}).save(path)
    fn save(&self, path: PathBuf) -> Result<()> {
        fitted::write(path, &self.fitted.model()?.to_json())
    }

    /// Reads a model that :meth:`save` wrote.
    ///
    /// Parameters
    /// ----------
    /// path
    ///     The file.
    ///
    /// Returns
    /// -------
    /// Uplift
    ///     The model, with default options for fitting anew.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` for a file of another kind or version, or one that was cut off.
    ///
    /// Examples
    /// --------
    /// >>> import os, tempfile
    /// >>> path = os.path.join(tempfile.mkdtemp(), "uplift.json")
    /// >>> omo.recommend.Uplift().fit({"treated": [0, 1], "outcome": [3.0, 5.0]}).save(path)
    /// >>> omo.recommend.Uplift.load(path)
    /// omo.recommend.Uplift(1)
    #[staticmethod]
    #[pyo3(signature = (path) -> "Uplift")]
    fn load(path: PathBuf) -> Result<Self> {
        let model = Core::from_json(&fitted::read(path)?)?;
        let options = form::options(&serde_json::Value::Null, Style::Snake)?;
        Ok(Self { options, fitted: Fitted::new(Some(model)) })
    }
}
