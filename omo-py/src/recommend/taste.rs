//! Models of taste: what all of them can do.

mod als;
mod ease;
mod item_knn;

use omo_core::Error;
use omo_core::form::{Form, Style};

pub use als::Als;
pub use ease::Ease;
pub use item_knn::ItemKnn;

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
                let told = Telling::read(py, table, zone, columns, customers, items)?;
                let options = this.get().options.clone();
                let model = run(py, move || {
                    let Rows { customers, items, all: rows } = told.rows()?;
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
                let told = Telling::read(py, table, zone, columns, customers, items)?;
                let before = this.get().fitted.model()?;
                let model = run(py, move || {
                    let Rows { customers, items, all: rows } = told.rows()?;
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
                let question = Question::read(py, customers, n, exclude_seen, allow, exclude)?;
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
                let told = Telling::read(py, table, zone, columns, customers, items)?;
                let question = Question::read(py, None, n, exclude_seen, allow, exclude)?;
                let model = self.fitted.model()?;
                run(py, move || {
                    let (asked, found) = question.ask_for(&model, model.model(), told.rows()?)?;
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
                let question = Question::read(py, customers, n, exclude_seen, allow, exclude)?;
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
                let find = move |model: &Labelled<$core>, item| omo_core::recommend::Taste::similar_items(model.model(), item, n);
                run(py, move || similar(model.items(), &items, |item| find(&model, item)))
            }
        }

        kept!(
            $name, $core, kept::shown, $class,
            "{\"customer_id\": [\"a\", \"a\", \"b\", \"b\", \"c\"], \"item\": [\"tea\", \"cup\", \"tea\", \"cup\", \"tea\"]}",
            "(3 customers, 2 items)"
        );
    };
}
use taste;

/// What is given for an option, as the option takes it.
trait Give<T> {
    fn give(self, place: &mut T, name: &str) -> Result<(), Error>;
}

macro_rules! gives {
    ($($kind:ty),*) => {$(
        impl Give<$kind> for $kind {
            fn give(self, place: &mut $kind, _: &str) -> Result<(), Error> {
                *place = self;
                Ok(())
            }
        }

        impl Give<Option<$kind>> for $kind {
            fn give(self, place: &mut Option<$kind>, _: &str) -> Result<(), Error> {
                *place = Some(self);
                Ok(())
            }
        }
    )*};
}

gives!(f64, usize, u32);

/// One of a few words.
impl<T: Form> Give<T> for String {
    fn give(self, place: &mut T, name: &str) -> Result<(), Error> {
        let read = T::read(&serde_json::Value::String(self), Style::Snake);
        let wrong = |wrong: omo_core::form::Wrong| Error::Options {
            message: format!("`{name}` must be {}", wrong.must()),
        };
        *place = read.map_err(wrong)?;
        Ok(())
    }
}
