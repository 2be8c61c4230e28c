//! What most have.

use std::collections::HashMap;

use omo_core::recommend::{
    Bought, Labelled, Moment, Named, Names, Popular as Core, PopularOptions, Recommendations, Sale, Sales,
    Taste,
};
use omo_core::{Error, Language, Time, Zone};
use pyo3::prelude::*;

use super::question::{Question, similar};
use super::told::{Rows, Telling, Told};
use super::{Asked, Ids, answers_with, exclusions, kept};
use crate::error::{Result, run};
use crate::fitted::Fitted;
use crate::table::{Columns, OrNone, Table};
use crate::when::When;

/// What most have, by store, channel and time of the year, lately above all: for strangers, and to beat.
///
/// Parameters
/// ----------
/// half_life
///     Days after which a purchase counts half. 30.
/// prior
///     How many purchases in a place it takes to believe the place as much as the whole shop. 50.
/// season
///     Whether what is bought more at this time of the year counts more; worth it with sales of more than a year.
///
/// Examples
/// --------
/// >>> bought = {"customer_id": ["a", "b", "c"], "item": ["tea", "tea", "cup"], "store": ["ginza", "ginza", "ueno"]}
/// >>> model = omo.recommend.Popular(prior=1.0).fit(bought)
/// >>> model.recommend(["new"], n=1).to_dicts()[0]["reason"]
/// '2 customers bought it'
/// >>> model.recommend(["new"], n=1, store="ueno").to_dicts()[0]["reason"]
/// '1 customer bought it at ueno'
#[pyclass(frozen, module = "omo.recommend")]
pub struct Popular {
    options: PopularOptions,
    fitted: Fitted<Labelled<Core>>,
}

/// The rows of a table with their places, and the categories of items.
fn sales(table: &Columns, told: Rows) -> std::result::Result<(Names, Names, Sales), Error> {
    let Rows { customers, items, all: rows } = told;
    let (stores, store) = places(table, "store", rows.len())?;
    let (channels, channel) = places(table, "channel", rows.len())?;
    let mut categories = vec![None; items.len()];
    if table.has("category") {
        let all: Vec<Option<String>> = table.texts("category")?;
        for (row, category) in rows.iter().zip(all) {
            // The last word counts, whatever the order: the greatest.
            if let Some(place) = categories.get_mut(row.item as usize).filter(|known| **known < category) {
                *place = category;
            }
        }
    }
    let (customer_count, item_count) = (customers.len(), items.len());
    let rows = rows.into_iter().zip(store.into_iter().zip(channel));
    let rows = rows.map(|(what, (store, channel))| Sale { what, store, channel }).collect();
    let sales = Sales { rows, customers: customer_count, items: item_count, stores, channels, categories };
    Ok((customers, items, sales))
}

/// The names of a column of places and the number of each row; none where there is no such column or cell.
fn places(table: &Columns, column: &str, rows: usize) -> std::result::Result<(Names, Vec<u32>), Error> {
    if !table.has(column) {
        return Ok((Names::default(), vec![Bought::NOWHERE; rows]));
    }
    let (met, numbers) = table.intern::<OrNone>(column)?;
    let (names, renumbered) = Names::sorted(&met, table.are_integers(column));
    let number = |old: u32| renumbered.get(old as usize).copied().unwrap_or(Bought::NOWHERE);
    Ok((names, OrNone::all(numbers).into_iter().map(number).collect()))
}

/// When and where it is asked, in words.
struct Asking {
    now: Option<Time>,
    store: Option<String>,
    channel: Option<String>,
}

impl Asking {
    fn read(
        now: Option<When>,
        zone: &str,
        store: Option<Bound<'_, PyAny>>,
        channel: Option<Bound<'_, PyAny>>,
    ) -> Result<Self> {
        let zone: Zone = zone.parse()?;
        let text = |name: Option<Bound<'_, PyAny>>| {
            name.map(|name| Ok::<_, PyErr>(name.str()?.to_string())).transpose()
        };
        Ok(Self {
            now: now.map(|now| now.time(&zone)).transpose()?,
            store: text(store)?,
            channel: text(channel)?,
        })
    }

    /// In the model's numbers; a place it never saw is the whole shop.
    fn of(&self, model: &Core) -> Moment {
        let number = |name: &Option<String>, names: &Names| name.as_ref().and_then(|name| names.get(name));
        Moment {
            today: self.now.map_or_else(|| model.last_day(), Time::day),
            store: number(&self.store, model.stores()),
            channel: number(&self.channel, model.channels()),
        }
    }
}

fn answered(
    model: &Labelled<Core>,
    asked: &Asked,
    found: &[Recommendations],
    language: Language,
) -> std::result::Result<Table, Error> {
    let name = |thing: Named| match thing {
        Named::Item(item) => model.items().text(item).unwrap_or_default().to_owned(),
        Named::Store(store) => model.model().stores().text(store).unwrap_or_default().to_owned(),
        Named::Channel(channel) => model.model().channels().text(channel).unwrap_or_default().to_owned(),
    };
    answers_with("customer_id", asked, found, model.items(), language, name)
}

#[pymethods]
impl Popular {
    #[new]
    #[pyo3(signature = (*, half_life = None, prior = None, season = None))]
    fn new(half_life: Option<f64>, prior: Option<f64>, season: Option<bool>) -> Self {
        let usual = PopularOptions::default();
        let options = PopularOptions {
            half_life: half_life.unwrap_or(usual.half_life),
            prior: prior.unwrap_or(usual.prior),
            season: season.unwrap_or(usual.season),
        };
        Self { options, fitted: Fitted::new(None) }
    }

    /// Counts a table of purchases or other interactions, or a sparse matrix.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     A table with ``customer_id`` and ``item``, and if there are such ``occurred_at``, ``store``, ``channel``, ``category``
    ///     (of the item) and ``weight`` (0: not at all). A customer who buys an item twice in one day and place counts once.
    ///     Or a sparse matrix of scipy, customers by items.
    /// zone
    ///     The clock of times that do not name theirs.
    /// columns
    ///     Their column to omo's, ``{"user": "customer_id"}``.
    /// customers
    ///     Of a matrix, the ids of its rows.
    /// items
    ///     Of a matrix, the ids of its columns.
    ///
    /// Returns
    /// -------
    /// Popular
    ///     The model itself, fitted.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` for a weight that is below 0 or no number and for a missing cell, naming the row.
    ///
    /// Examples
    /// --------
    /// >>> omo.recommend.Popular().fit({"customer_id": ["a", "b"], "item": ["tea", "cup"]})
    /// omo.recommend.Popular(2 customers, 2 items)
    #[pyo3(signature = (table, *, zone = "UTC", columns = None, customers = None, items = None) -> "Popular")]
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
            let (customers, items, sales) = sales(&told.table, told.rows()?)?;
            Ok(Labelled::new(customers, items, Core::fit(sales, &options)?))
        })?;
        this.get().fitted.learn(model);
        Ok(this)
    }

    /// Tells the fitted model of more, of customers and items it knows or not.
    ///
    /// It counts anew all it was ever told, so a model told in parts equals one fitted to the whole.
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
    /// Popular
    ///     The model itself.
    ///
    /// Examples
    /// --------
    /// >>> model = omo.recommend.Popular().fit({"customer_id": ["a", "b"], "item": ["tea", "cup"]})
    /// >>> model.update({"customer_id": ["c"], "item": ["cup"]}).recommend(["new"], n=1)["item"]
    /// ['cup']
    #[pyo3(signature = (table, *, zone = "UTC", columns = None, customers = None, items = None) -> "Popular")]
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
            let (customers, items, sales) = sales(&told.table, told.rows()?)?;
            before.told(&customers, &items, sales)
        })?;
        this.get().fitted.learn(model);
        Ok(this)
    }

    /// What most have, for each customer without what that customer has.
    ///
    /// Where items have categories, the list of a customer who has anything is drawn to the own categories.
    ///
    /// Parameters
    /// ----------
    /// customers
    ///     Ids, or a table with ``customer_id``; all that the model knows without it.
    /// n
    ///     How many items each.
    /// exclude_seen
    ///     Leave out what the customer has to do with already.
    /// now
    ///     The day of the question, for the season; the last day that was told without it.
    /// store
    ///     Where the customer is; a store the model never saw is the whole shop.
    /// channel
    ///     Through which channel it is shown.
    /// allow
    ///     Nothing but these items: ids, or a table with ``item``.
    /// exclude
    ///     Items that must not be, by cause: ``{"out_of_stock": [...]}``.
    /// language
    ///     Of the reasons: ``"en"`` or ``"ja"``.
    /// zone
    ///     The clock of ``now``.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``rank``, ``item``, ``score``, ``reason``; best first, customers in the order asked.
    ///
    /// Examples
    /// --------
    /// >>> model = omo.recommend.Popular().fit({"customer_id": ["a", "b", "b"], "item": ["tea", "tea", "cup"]})
    /// >>> model.recommend(["a", "new"], n=1)["item"]
    /// ['cup', 'tea']
    #[pyo3(signature = (customers = None, n = 10, exclude_seen = true, *, now = None, store: "object" = None, channel: "object" = None, allow = None, exclude = None, language = "en", zone = "UTC"))]
    fn recommend(
        &self,
        py: Python<'_>,
        customers: Option<Ids>,
        n: usize,
        exclude_seen: bool,
        now: Option<When>,
        store: Option<Bound<'_, PyAny>>,
        channel: Option<Bound<'_, PyAny>>,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        language: &str,
        zone: &str,
    ) -> Result<Table> {
        let language = language.parse()?;
        let asking = Asking::read(now, zone, store, channel)?;
        let question = Question::read(py, customers, n, exclude_seen, allow, exclude)?;
        let model = self.fitted.model()?;
        run(py, move || {
            let here = model.model().at(&asking.of(model.model()));
            let (asked, found) = question.ask(&model, &here)?;
            answered(&model, &asked, &found, language)
        })
    }

    /// As :meth:`recommend`, for people the model need not know, by what they have to do with.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     Their interactions, as for :meth:`fit`; items the model never saw say nothing.
    /// n
    ///     How many items each.
    /// exclude_seen
    ///     Leave out what they have to do with already.
    /// now
    ///     The day of the question.
    /// store
    ///     Where they are.
    /// channel
    ///     Through which channel it is shown.
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
    /// >>> model = omo.recommend.Popular().fit({"customer_id": ["a", "b", "b"], "item": ["tea", "tea", "cup"]})
    /// >>> model.recommend_for({"customer_id": ["new"], "item": ["tea"]}, n=1)["item"]
    /// ['cup']
    #[pyo3(signature = (table, n = 10, exclude_seen = true, *, now = None, store: "object" = None, channel: "object" = None, allow = None, exclude = None, language = "en", zone = "UTC", columns = None, customers = None, items = None))]
    fn recommend_for(
        &self,
        py: Python<'_>,
        table: Told,
        n: usize,
        exclude_seen: bool,
        now: Option<When>,
        store: Option<Bound<'_, PyAny>>,
        channel: Option<Bound<'_, PyAny>>,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        language: &str,
        zone: &str,
        columns: Option<HashMap<String, String>>,
        customers: Option<Ids>,
        items: Option<Ids>,
    ) -> Result<Table> {
        let language = language.parse()?;
        let asking = Asking::read(now, zone, store, channel)?;
        let told = Telling::read(py, table, zone, columns, customers, items)?;
        let question = Question::read(py, None, n, exclude_seen, allow, exclude)?;
        let model = self.fitted.model()?;
        run(py, move || {
            let here = model.model().at(&asking.of(model.model()));
            let (asked, found) = question.ask_for(&model, &here, told.rows()?)?;
            answered(&model, &asked, &found, language)
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
    /// now
    ///     The day of the question.
    /// store
    ///     Where the customer is.
    /// channel
    ///     Through which channel it is shown.
    /// allow
    ///     Nothing but these items.
    /// exclude
    ///     Items that must not be, by cause.
    /// zone
    ///     The clock of ``now``.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``cause``, ``items``.
    ///
    /// Examples
    /// --------
    /// >>> model = omo.recommend.Popular().fit({"customer_id": ["a", "b", "b"], "item": ["tea", "tea", "cup"]})
    /// >>> model.exclusions(["a"], n=1).to_dicts()
    /// [{'customer_id': 'a', 'cause': 'already_bought', 'items': 1}]
    #[pyo3(signature = (customers = None, n = 10, exclude_seen = true, *, now = None, store: "object" = None, channel: "object" = None, allow = None, exclude = None, zone = "UTC"))]
    fn exclusions(
        &self,
        py: Python<'_>,
        customers: Option<Ids>,
        n: usize,
        exclude_seen: bool,
        now: Option<When>,
        store: Option<Bound<'_, PyAny>>,
        channel: Option<Bound<'_, PyAny>>,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        zone: &str,
    ) -> Result<Table> {
        let asking = Asking::read(now, zone, store, channel)?;
        let question = Question::read(py, customers, n, exclude_seen, allow, exclude)?;
        let model = self.fitted.model()?;
        run(py, move || {
            let here = model.model().at(&asking.of(model.model()));
            let (asked, found) = question.ask(&model, &here)?;
            exclusions("customer_id", &asked, &found)
        })
    }

    /// What most have of each item's category; of all items where there are no categories.
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
    ///     ``item``, ``rank``, ``similar``, ``score``.
    ///
    /// Examples
    /// --------
    /// >>> bought = {"customer_id": ["a", "b", "b", "c"], "item": ["tea", "tea", "cup", "mug"], "category": ["drink", "drink", "ware", "ware"]}
    /// >>> omo.recommend.Popular().fit(bought).similar_items(["cup"])["similar"]
    /// ['mug']
    #[pyo3(signature = (items, n = 10))]
    fn similar_items(&self, py: Python<'_>, items: Ids, n: usize) -> Result<Table> {
        let items = items.read(py, "item")?;
        let model = self.fitted.model()?;
        run(py, move || {
            let here = model.model().at(&Moment::on(model.model().last_day()));
            similar(model.items(), &items, |item| Taste::similar_items(&here, item, n))
        })
    }
}

kept!(
    Popular,
    Core,
    kept::shown,
    "Popular",
    "{\"customer_id\": [\"a\", \"b\"], \"item\": [\"tea\", \"cup\"]}",
    "(2 customers, 2 items)"
);
