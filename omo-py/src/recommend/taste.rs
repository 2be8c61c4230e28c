//! Models of taste.

use std::collections::HashMap;
use std::path::PathBuf;

use omo_core::form::{Form, Style};
use omo_core::recommend::{
    Als as AlsCore, AlsOptions, Ease as EaseCore, EaseOptions, Interaction, Interactions,
    ItemKnn as ItemKnnCore, ItemKnnOptions, Labelled, Names, Recommendations, Taste,
};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Time, Zone};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{Asked, Barred, Ids, answers, exclusions, named, names};
use crate::error::{Fault, Result, run};
use crate::fitted::{Fitted, read, write};
use crate::table::{Columns, Table};

/// A table of interactions, or a sparse matrix of customers by items.
pub struct Told {
    pub table: Columns,
    /// Rows and columns, where it is a matrix.
    pub shape: Option<(usize, usize)>,
}

impl<'py> FromPyObject<'_, 'py> for Told {
    type Error = Fault;

    const INPUT_TYPE: pyo3::inspect::PyStaticExpr =
        pyo3::type_hint_identifier!("omo.typing", "IntoInteractions");

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> Result<Self> {
        if !(object.hasattr("tocoo")? && object.hasattr("shape")?) {
            return Ok(Self { table: object.extract()?, shape: None });
        }
        // Any sparse matrix of scipy, and what behaves like one.
        let cells = object.call_method0("tocoo")?;
        let columns = PyDict::new(object.py());
        columns.set_item("customer_id", cells.getattr("row")?)?;
        columns.set_item("item", cells.getattr("col")?)?;
        columns.set_item("weight", cells.getattr("data")?.call_method1("astype", ("float64",))?)?;
        let shape = object.getattr("shape")?.extract()?;
        Ok(Self { table: columns.into_any().extract()?, shape: Some(shape) })
    }
}

/// Interactions under the numbers of the names beside them.
pub struct Rows {
    pub customers: Names,
    pub items: Names,
    pub all: Vec<Interaction>,
}

impl Rows {
    fn read(
        told: &Told,
        zone: &Zone,
        labels: [Option<(Names, Vec<u32>)>; 2],
    ) -> std::result::Result<Self, Error> {
        let table = &told.table;
        let [theirs, ours] = labels;
        let size = |of: fn((usize, usize)) -> usize| told.shape.map(of);
        let (customers, customer) = numbered(table, "customer_id", size(|shape| shape.0), theirs)?;
        let (items, item) = numbered(table, "item", size(|shape| shape.1), ours)?;
        let weights: Option<Vec<f64>> = table.has("weight").then(|| table.numbers("weight")).transpose()?;
        let days: Option<Vec<Time>> =
            table.has("occurred_at").then(|| table.times("occurred_at", zone)).transpose()?;
        let row = |(at, (customer, item))| Interaction {
            customer,
            item,
            weight: weights.as_ref().map_or(1.0, |all: &Vec<f64>| all.get(at).copied().unwrap_or_default()),
            day: days.as_ref().and_then(|all| all.get(at)).map_or(0, |time: &Time| time.day()),
        };
        let rows = customer.into_iter().zip(item).enumerate().map(row).collect();
        Ok(Self { customers, items, all: rows })
    }
}

/// The names of a column and the number of each row; of a matrix the names of its rows or columns.
fn numbered(
    table: &Columns,
    column: &str,
    size: Option<usize>,
    labels: Option<(Names, Vec<u32>)>,
) -> std::result::Result<(Names, Vec<u32>), Error> {
    let Some(size) = size else { return names(table, column) };
    let places: Vec<i64> = table.integers(column)?;
    let (names, numbers) = labels.unwrap_or_else(|| {
        let mut met = Vocabulary::default();
        (0..size).for_each(|place| {
            met.intern(&place.to_string());
        });
        Names::sorted(&met, true)
    });
    if numbers.len() != size {
        let what = if column == "item" { "items" } else { "customers" };
        return Err(Error::Length { what: what.into(), expected: size, got: numbers.len() });
    }
    if names.len() != size {
        return Err(Error::Column { column: column.into(), must: "named by names that differ".into() });
    }
    let number = |place: i64| usize::try_from(place).ok().and_then(|place| numbers.get(place)).copied();
    let rows = places.into_iter().map(|place| number(place).unwrap_or(u32::MAX)).collect();
    Ok((names, rows))
}

/// What `fit` and `update` are given beside the table.
#[derive(Default)]
pub struct Beside {
    pub zone: Option<Zone>,
    labels: [Option<(Names, Vec<u32>)>; 2],
}

impl Beside {
    pub fn read(py: Python<'_>, zone: &str, customers: Option<Ids>, items: Option<Ids>) -> Result<Self> {
        let label = |ids: Option<Ids>, name| {
            ids.map(|ids| Ok::<_, Fault>(names(&ids.read(py, name)?, name)?)).transpose()
        };
        Ok(Self {
            zone: Some(zone.parse()?),
            labels: [label(customers, "customer_id")?, label(items, "item")?],
        })
    }

    pub fn rows(self, told: &Told) -> std::result::Result<Rows, Error> {
        let zone = self.zone.map_or_else(|| "UTC".parse(), Ok)?;
        Rows::read(told, &zone, self.labels)
    }
}

/// Everyone the model knows, as if asked about.
fn everyone(names: &Names) -> std::result::Result<Asked, Error> {
    let all: Vec<u32> = (0..).take(names.len()).collect();
    Asked::read(Table::new([("customer_id", named(names, &all))])?.columns(), "customer_id")
}

/// A question about lists.
pub struct Question {
    pub customers: Option<Columns>,
    pub n: usize,
    pub exclude_seen: bool,
    pub barred: Barred,
}

impl Question {
    pub fn ask<M, T: Taste>(
        &self,
        model: &Labelled<M>,
        taste: &T,
    ) -> std::result::Result<(Asked, Vec<Recommendations>), Error> {
        let asked = match &self.customers {
            Some(table) => Asked::read(table, "customer_id")?,
            None => everyone(model.customers())?,
        };
        let eligible = self.barred.of(model.items())?;
        let known: Vec<Option<u32>> = asked.of(model.customers()).collect();
        let found = taste.recommend_all(&known, self.n, self.exclude_seen, |item| eligible.allow(item));
        Ok((asked, found))
    }

    /// Of people as a table of what they have to do with tells them.
    pub fn ask_for<M, T: Taste>(
        &self,
        model: &Labelled<M>,
        taste: &T,
        told: Rows,
    ) -> std::result::Result<(Asked, Vec<Recommendations>), Error> {
        let Rows { customers, items, all: mut rows } = told;
        // What the model never saw says nothing to it.
        let ours: Vec<Option<u32>> = items.iter().map(|text| model.items().get(text)).collect();
        rows.retain_mut(|row| {
            let known = ours.get(row.item as usize).copied().flatten();
            row.item = known.unwrap_or_default();
            known.is_some()
        });
        let theirs = Interactions::new(rows, customers.len(), model.items().len())?;
        let eligible = self.barred.of(model.items())?;
        let found = taste.recommend_for(&theirs, self.n, self.exclude_seen, |item| eligible.allow(item));
        Ok((everyone(&customers)?, found))
    }
}

/// What most resembles items, as a table.
pub fn similar<M, T: Taste>(
    model: &Labelled<M>,
    taste: &T,
    asked: &Columns,
    n: usize,
) -> std::result::Result<Table, Error> {
    let asked = Asked::read(asked, "item")?;
    let numbers: Vec<Option<u32>> = asked.of(model.items()).collect();
    let (mut places, mut ranks, mut alike, mut scores) = (vec![], vec![], vec![], vec![]);
    for (place, number) in (0_u32..).zip(numbers) {
        let found = number.map(|number| taste.similar_items(number, n)).unwrap_or_default();
        for (rank, (item, score)) in (1_u32..).zip(found) {
            places.push(place);
            ranks.push(rank);
            alike.push(item);
            scores.push(f64::from(score));
        }
    }
    Table::new([
        ("item", asked.column(&places)),
        ("rank", ranks.into()),
        ("similar", named(model.items(), &alike)),
        ("score", scores.into()),
    ])
}

/// One class a model; they differ in their options and docs.
macro_rules! taste {
    (
        $name:ident, $core:ident, $options:ident, $class:literal, $learns:literal, $(#[$doc:meta])*
        ($($option:ident: $kind:ty),*)
    ) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "omo.recommend")]
        pub struct $name {
            options: $options,
            fitted: Fitted<Labelled<$core>>,
        }

        #[pymethods]
        impl $name {
            #[new]
            #[pyo3(signature = (*, $($option = None),*))]
            fn new($($option: Option<$kind>),*) -> Result<Self> {
                let mut options = $options::default();
                $(if let Some(given) = $option {
                    given.give(&mut options.$option, stringify!($option))?;
                })*
                Ok(Self { options, fitted: Fitted::new(None) })
            }

            fn __repr__(&self) -> String {
                let known = self.fitted.model().map(|model| {
                    format!("{} customers, {} items", model.customers().len(), model.items().len())
                });
                format!(concat!("omo.recommend.", $class, "({})"), known.unwrap_or_default())
            }

            /// Learns from a table of interactions, or from a sparse matrix.
            ///
            /// Parameters
            /// ----------
            /// table
            ///     A table with ``customer_id`` and ``item``, and if there are such ``weight`` (how often, how many stars; 1 without it)
            ///     and ``occurred_at``; rows of one customer and item add up. Or a sparse matrix of scipy, customers by items.
            /// zone
            ///     The clock of times that do not name theirs.
            /// columns
            ///     Their column to omo's, ``{"user": "customer_id"}``.
            /// customers
            ///     Of a matrix, the ids of its rows; their numbers without it.
            /// items
            ///     Of a matrix, the ids of its columns; their numbers without it.
            ///
            /// Returns
            /// -------
            #[doc = $class]
            ///     The model itself, fitted.
            ///
            /// Raises
            /// ------
            /// OmoError
            ///     Code ``"column"`` for a weight that is below 0 or no number and for a missing cell, naming the row; ``"option"`` for
            ///     an option out of its range.
            ///
            /// Examples
            /// --------
            /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
            #[doc = concat!(">>> omo.recommend.", $class, "().fit(bought)")]
            #[doc = concat!("omo.recommend.", $class, "(3 customers, 2 items)")]
            #[pyo3(signature = (table, *, zone = "UTC", columns = None, customers = None, items = None) -> $class)]
            fn fit<'py>(
                this: Bound<'py, Self>,
                py: Python<'py>,
                table: Told,
                zone: &str,
                columns: Option<HashMap<String, String>>,
                customers: Option<Ids>,
                items: Option<Ids>,
            ) -> Result<Bound<'py, Self>> {
                let beside = Beside::read(py, zone, customers, items)?;
                let told = table.renamed(columns)?;
                let options = this.get().options.clone();
                let model = run(py, move || {
                    let Rows { customers, items, all: rows } = beside.rows(&told)?;
                    let known = Interactions::new(rows, customers.len(), items.len())?;
                    Ok(Labelled::new(customers, items, $core::fit(known, &options)?))
                })?;
                this.get().fitted.learn(model);
                Ok(this)
            }

            /// Tells the fitted model of more interactions, of customers and items it knows or not.
            ///
            #[doc = $learns]
            ///
            /// Parameters
            /// ----------
            /// table
            ///     As for :meth:`fit`.
            /// zone
            ///     The clock of times that do not name theirs.
            /// columns
            ///     Their column to omo's.
            /// customers
            ///     Of a matrix, the ids of its rows.
            /// items
            ///     Of a matrix, the ids of its columns.
            ///
            /// Returns
            /// -------
            #[doc = $class]
            ///     The model itself.
            ///
            /// Examples
            /// --------
            /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
            #[doc = concat!(">>> model = omo.recommend.", $class, "().fit(bought)")]
            /// >>> model.update({"customer_id": ["d"], "item": ["cup"]})
            #[doc = concat!("omo.recommend.", $class, "(4 customers, 2 items)")]
            #[pyo3(signature = (table, *, zone = "UTC", columns = None, customers = None, items = None) -> $class)]
            fn update<'py>(
                this: Bound<'py, Self>,
                py: Python<'py>,
                table: Told,
                zone: &str,
                columns: Option<HashMap<String, String>>,
                customers: Option<Ids>,
                items: Option<Ids>,
            ) -> Result<Bound<'py, Self>> {
                let beside = Beside::read(py, zone, customers, items)?;
                let told = table.renamed(columns)?;
                let before = this.get().fitted.model()?;
                let model = run(py, move || {
                    let Rows { customers, items, all: rows } = beside.rows(&told)?;
                    before.updated(&customers, &items, rows)
                })?;
                this.get().fitted.learn(model);
                Ok(this)
            }

            /// The best items for each customer, with reasons.
            ///
            /// A customer the model does not know sees what most have; so do lists that are not full otherwise, and ``n`` items come
            /// back whenever ``n`` are allowed.
            ///
            /// Parameters
            /// ----------
            /// customers
            ///     Ids, or a table with ``customer_id``; all that the model knows without it.
            /// n
            ///     How many items each.
            /// exclude_seen
            ///     Leave out what the customer has to do with already.
            /// allow
            ///     Nothing but these items: ids, or a table with ``item``.
            /// exclude
            ///     Items that must not be, by cause: ``{"out_of_stock": [...]}``.
            /// language
            ///     Of the reasons: ``"en"`` or ``"ja"``.
            ///
            /// Returns
            /// -------
            /// Table
            ///     ``customer_id``, ``rank``, ``item``, ``score``, ``reason``; best first, customers in the order asked.
            ///
            /// Examples
            /// --------
            /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
            #[doc = concat!(">>> model = omo.recommend.", $class, "().fit(bought)")]
            /// >>> model.recommend(["c"], n=1)["item"]
            /// ['cup']
            #[pyo3(signature = (customers = None, n = 10, exclude_seen = true, *, allow = None, exclude = None, language = "en"))]
            fn recommend(
                &self,
                py: Python<'_>,
                customers: Option<Ids>,
                n: usize,
                exclude_seen: bool,
                allow: Option<Ids>,
                exclude: Option<HashMap<String, Ids>>,
                language: &str,
            ) -> Result<Table> {
                let language = language.parse()?;
                let customers = customers.map(|ids| ids.read(py, "customer_id")).transpose()?;
                let question = Question { customers, n, exclude_seen, barred: Barred::read(py, allow, exclude)? };
                let model = self.fitted.model()?;
                run(py, move || {
                    let (asked, found) = question.ask(&model, model.model())?;
                    answers("customer_id", &asked, &found, model.items(), language)
                })
            }

            /// The best items for people the model need not know, by what they have to do with: no fit, no waiting.
            ///
            /// Parameters
            /// ----------
            /// table
            ///     Their interactions, as for :meth:`fit`; items the model never saw say nothing.
            /// n
            ///     How many items each.
            /// exclude_seen
            ///     Leave out what they have to do with already.
            /// allow
            ///     Nothing but these items.
            /// exclude
            ///     Items that must not be, by cause.
            /// language
            ///     Of the reasons: ``"en"`` or ``"ja"``.
            /// zone
            ///     The clock of times that do not name theirs.
            /// columns
            ///     Their column to omo's.
            /// customers
            ///     Of a matrix, the ids of its rows.
            /// items
            ///     Of a matrix, the ids of its columns: those the model was fitted with.
            ///
            /// Returns
            /// -------
            /// Table
            ///     As of :meth:`recommend`, customers in the order of their ids.
            ///
            /// Examples
            /// --------
            /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
            #[doc = concat!(">>> model = omo.recommend.", $class, "().fit(bought)")]
            /// >>> model.recommend_for({"customer_id": ["new"], "item": ["cup"]}, n=1)["item"]
            /// ['tea']
            #[pyo3(signature = (table, n = 10, exclude_seen = true, *, allow = None, exclude = None, language = "en", zone = "UTC", columns = None, customers = None, items = None))]
            fn recommend_for(
                &self,
                py: Python<'_>,
                table: Told,
                n: usize,
                exclude_seen: bool,
                allow: Option<Ids>,
                exclude: Option<HashMap<String, Ids>>,
                language: &str,
                zone: &str,
                columns: Option<HashMap<String, String>>,
                customers: Option<Ids>,
                items: Option<Ids>,
            ) -> Result<Table> {
                let language = language.parse()?;
                let beside = Beside::read(py, zone, customers, items)?;
                let told = table.renamed(columns)?;
                let barred = Barred::read(py, allow, exclude)?;
                let question = Question { customers: None, n, exclude_seen, barred };
                let model = self.fitted.model()?;
                run(py, move || {
                    let (asked, found) = question.ask_for(&model, model.model(), beside.rows(&told)?)?;
                    answers("customer_id", &asked, &found, model.items(), language)
                })
            }

            /// What kept better items out of the lists that :meth:`recommend` gives for the same arguments.
            ///
            /// Parameters
            /// ----------
            /// customers
            ///     As for :meth:`recommend`.
            /// n
            ///     How many items each.
            /// exclude_seen
            ///     Leave out what the customer has to do with already: the cause ``already_bought``.
            /// allow
            ///     Nothing but these items.
            /// exclude
            ///     Items that must not be, by cause.
            ///
            /// Returns
            /// -------
            /// Table
            ///     ``customer_id``, ``cause``, ``items``.
            ///
            /// Examples
            /// --------
            /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
            #[doc = concat!(">>> model = omo.recommend.", $class, "().fit(bought)")]
            /// >>> model.exclusions(["c"], n=1, exclude={"out_of_stock": ["cup"]})["cause"]
            /// ['already_bought', 'out_of_stock']
            #[pyo3(signature = (customers = None, n = 10, exclude_seen = true, *, allow = None, exclude = None))]
            fn exclusions(
                &self,
                py: Python<'_>,
                customers: Option<Ids>,
                n: usize,
                exclude_seen: bool,
                allow: Option<Ids>,
                exclude: Option<HashMap<String, Ids>>,
            ) -> Result<Table> {
                let customers = customers.map(|ids| ids.read(py, "customer_id")).transpose()?;
                let question = Question { customers, n, exclude_seen, barred: Barred::read(py, allow, exclude)? };
                let model = self.fitted.model()?;
                run(py, move || {
                    let (asked, found) = question.ask(&model, model.model())?;
                    exclusions("customer_id", &asked, &found)
                })
            }

            /// The items most like each item.
            ///
            /// Parameters
            /// ----------
            /// items
            ///     Ids, or a table with ``item``; an item the model does not know has no rows in the answer.
            /// n
            ///     How many each.
            ///
            /// Returns
            /// -------
            /// Table
            ///     ``item``, ``rank``, ``similar``, ``score``; the most like first.
            ///
            /// Examples
            /// --------
            /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
            #[doc = concat!(">>> model = omo.recommend.", $class, "().fit(bought)")]
            /// >>> model.similar_items(["tea", "moon"])["similar"]
            /// ['cup']
            #[pyo3(signature = (items, n = 10))]
            fn similar_items(&self, py: Python<'_>, items: Ids, n: usize) -> Result<Table> {
                let items = items.read(py, "item")?;
                let model = self.fitted.model()?;
                run(py, move || similar(&model, model.model(), &items, n))
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
            /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
            #[doc = concat!(">>> model = omo.recommend.", $class, "().fit(bought)")]
            /// >>> path = os.path.join(tempfile.mkdtemp(), "model.json")
            /// >>> model.save(path)
            #[doc = concat!(">>> omo.recommend.", $class, ".load(path).recommend([\"c\"], n=1)[\"item\"]")]
            /// ['cup']
            fn save(&self, py: Python<'_>, path: PathBuf) -> Result<()> {
                let model = self.fitted.model()?;
                let json = run(py, move || Ok(model.to_json()))?;
                write(path, &json)
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
            fn load(py: Python<'_>, path: PathBuf) -> Result<Self> {
                let json = read(path)?;
                let model = run(py, move || Labelled::<$core>::from_json(&json))?;
                Ok(Self { options: model.model().options().clone(), fitted: Fitted::new(Some(model)) })
            }
        }
    };
}

impl Told {
    pub fn renamed(self, columns: Option<HashMap<String, String>>) -> Result<Self> {
        Ok(Self { table: self.table.rename(&columns.unwrap_or_default())?, shape: self.shape })
    }
}

/// What is given for an option, as the option takes it.
trait Give<T> {
    fn give(self, place: &mut T, name: &str) -> std::result::Result<(), Error>;
}

macro_rules! gives {
    ($($kind:ty),*) => {$(
        impl Give<$kind> for $kind {
            fn give(self, place: &mut $kind, _: &str) -> std::result::Result<(), Error> {
                *place = self;
                Ok(())
            }
        }

        impl Give<Option<$kind>> for $kind {
            fn give(self, place: &mut Option<$kind>, _: &str) -> std::result::Result<(), Error> {
                *place = Some(self);
                Ok(())
            }
        }
    )*};
}

gives!(f64, usize, u32);

/// One of a few words.
impl<T: Form> Give<T> for String {
    fn give(self, place: &mut T, name: &str) -> std::result::Result<(), Error> {
        let read = T::read(&serde_json::Value::String(self), Style::Snake);
        let wrong = |wrong: omo_core::form::Wrong| Error::Options {
            message: format!("`{name}` must be {}", wrong.must()),
        };
        *place = read.map_err(wrong)?;
        Ok(())
    }
}

taste!(
    Ease, EaseCore, EaseOptions, "Ease",
    "The weights stay, and the answers know what was told: fit again to learn from it.",
    /// For each item the items that foretell it, each weighed beside all others: EASE, in closed form.
    ///
    /// Where two items always come together, they share what they have to say, which makes it the best of the simple models on
    /// most shops' tables. Fitting takes the number of items to the power of three: 10,000 items take seconds on two cores.
    ///
    /// Parameters
    /// ----------
    /// l2
    ///     How strongly weights are drawn to 0: the more, the more customers it takes to believe. 250.
    /// keep
    ///     How many items speak for each item: fewer make smaller files, more come nearer to all of them. 1,024.
    /// item_cap
    ///     So many items, those of most customers, are solved for together; the others are known by their cosine alone. 10,000.
    /// weights
    ///     What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    /// half_life
    ///     Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.
    ///
    /// Examples
    /// --------
    /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    /// >>> model = omo.recommend.Ease(l2=1.0).fit(bought)
    /// >>> model.recommend(["c"], n=1).to_dicts()[0]["reason"]
    /// '2 customers bought it as well as tea'
    (
        l2: f64,
        keep: usize,
        item_cap: usize,
        weights: String,
        half_life: f64
    )
);

taste!(
    ItemKnn, ItemKnnCore, ItemKnnOptions, "ItemKnn",
    "It learns anew from all it was ever told, so a model told in parts equals one fitted to the whole.",
    /// For each item those that the same customers have: quick to learn, and it takes any number of items.
    ///
    /// Parameters
    /// ----------
    /// neighbours
    ///     How many similar items each item keeps. 100.
    /// weighting
    ///     How items are compared: ``"bm25"`` (the default), ``"cosine"`` or ``"tf_idf"``.
    /// weights
    ///     What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    /// k1
    ///     Of BM25: how soon a weight has said all it can. 1.2.
    /// b
    ///     Of BM25: how much less an item says for being of many customers, from 0 to 1. 0.2.
    /// shrinkage
    ///     Of a cosine: how much it takes to believe that items are alike. 0.
    /// most_items
    ///     Customers who have more items teach nothing. 5,000.
    /// half_life
    ///     Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.
    ///
    /// Examples
    /// --------
    /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    /// >>> model = omo.recommend.ItemKnn(weighting="cosine").fit(bought)
    /// >>> round(model.similar_items(["cup"])["score"][0], 3)
    /// 0.816
    (
        neighbours: usize,
        weighting: String,
        weights: String,
        k1: f64,
        b: f64,
        shrinkage: f64,
        most_items: usize,
        half_life: f64
    )
);

taste!(
    Als, AlsCore, AlsOptions, "Als",
    "The items stay where they are, and the answers know what was told: fit again to learn from it.",
    /// Customers and items as points, so that the product of two says how much they belong together: implicit ALS.
    ///
    /// A customer's point is drawn from the own items when it is asked for, in microseconds, so new customers need no fit.
    ///
    /// Parameters
    /// ----------
    /// factors
    ///     How many numbers a point has. 64.
    /// epochs
    ///     How often customers and items are placed anew. 15.
    /// l2
    ///     How strongly points are drawn to 0.
    /// frequency
    ///     How the draw grows with how much is known of a point, from 0, not at all, to 1, in proportion.
    /// alpha
    ///     How much an interaction counts beside the absence of one.
    /// weights
    ///     What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    /// half_life
    ///     Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.
    /// seed
    ///     Where items stand before they are placed: the same seed, the same model.
    ///
    /// Examples
    /// --------
    /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    /// >>> model = omo.recommend.Als(factors=2).fit(bought)
    /// >>> model.recommend(["c"], n=1).to_dicts()[0]["reason"]
    /// '2 customers bought it as well as tea'
    (
        factors: usize,
        epochs: usize,
        l2: f64,
        frequency: f64,
        alpha: f64,
        weights: String,
        half_life: f64,
        seed: u32
    )
);
