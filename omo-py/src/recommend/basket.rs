//! The next basket.

use std::collections::HashMap;

use omo_core::recommend::{
    BasketQuestion, Baskets, Labelled, Line, Names, NextBasket as Core, NextBasketOptions, Recommendations,
};
use omo_core::{Error, Language, Time, Zone};
use pyo3::prelude::*;

use super::question::similar;
use super::{Asked, Barred, Ids, answers, exclusions, kept, names};
use crate::error::{Result, run};
use crate::fitted::Fitted;
use crate::table::{Columns, Table};
use crate::when::{When, word};

/// What each customer will put into the next basket: things bought before that are due again, and new ones.
///
/// Two regularised logistic models guess each customer's last basket out of all before it, one for items bought before and
/// one for new items. They see how often, how lately and in what rhythm the customer bought an item, how often it is bought again by
/// anyone, what customers who buy alike bought lately (UP-CF@r), and what lies in baskets with the customer's last. Strangers are told
/// what most baskets hold. Answers have the same bits on every machine and for any order of rows.
///
/// Parameters
/// ----------
/// neighbours
///     How many customers who buy alike are asked; 300 when left out.
/// new_items
///     How many items that a customer never bought are weighed against those bought before; 50 when left out.
/// ridge
///     How much it takes to leave the weights that are known beforehand; 1 when left out.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` for an option out of its range.
///
/// Examples
/// --------
/// >>> weeks = ["2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22"]
/// >>> bought = {
/// ...     "customer_id": ["hanako"] * 5 + ["taro"],
/// ...     "item": ["milk"] * 4 + ["lamp", "pan"],
/// ...     "occurred_at": [*weeks, "2026-03-01", "2026-03-02"],
/// ... }
/// >>> model = omo.recommend.NextBasket().fit(bought)
/// >>> model.recommend(["hanako"], n=2, now="2026-03-28")["item"]
/// ['milk', 'lamp']
/// >>> model.recommend(["hanako"], n=1, now="2026-03-28")["reason"]
/// ['you buy it about every 7 days, last 6 days ago']
#[pyclass(frozen, module = "omo.recommend")]
pub struct NextBasket {
    options: NextBasketOptions,
    fitted: Fitted<Labelled<Core>>,
}

/// Which lists are asked for.
struct Question {
    customers: Option<Columns>,
    barred: Barred,
    now: Option<When>,
    zone: Zone,
    asked: BasketQuestion,
}

impl Question {
    fn read(
        py: Python<'_>,
        customers: Option<Ids>,
        n: usize,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        now: Option<When>,
        repeat_share: Option<f64>,
        zone: &str,
    ) -> Result<Self> {
        Ok(Self {
            customers: customers.map(|ids| ids.read(py, "customer_id")).transpose()?,
            barred: Barred::read(py, allow, exclude)?,
            now,
            zone: zone.parse()?,
            asked: BasketQuestion { n, now: None, repeat_share },
        })
    }

    /// What is asked, whoever is asked about.
    fn asked(&self) -> std::result::Result<BasketQuestion, Error> {
        let now = self.now.as_ref().map(|now| now.time(&self.zone)).transpose()?;
        Ok(BasketQuestion { now, ..self.asked })
    }

    /// Who is told of in a table, and the lists.
    fn ask_for(
        self,
        model: &Labelled<Core>,
        table: &Columns,
    ) -> std::result::Result<(Asked, Vec<Recommendations>), Error> {
        let (customers, items, mut lines) = lines(table, &self.zone)?;
        // What the model never saw says nothing to it.
        let ours: Vec<Option<u32>> = items.iter().map(|text| model.items().get(text)).collect();
        lines.retain_mut(|line| {
            let known = ours.get(line.item as usize).copied().flatten();
            line.item = known.unwrap_or_default();
            known.is_some()
        });
        let theirs = Baskets::new(lines, customers.len(), model.items().len())?;
        let eligible = self.barred.of(model.items())?;
        let found = model.model().recommend_for(&theirs, &self.asked()?, |item| eligible.allow(item))?;
        Ok((Asked::named(&customers), found))
    }

    /// Who was asked about, and the lists.
    fn ask(self, model: &Labelled<Core>) -> std::result::Result<(Asked, Vec<Recommendations>), Error> {
        let asked = match &self.customers {
            Some(customers) => Asked::read(customers, "customer_id")?,
            None => Asked::named(model.customers()),
        };
        let who: Vec<_> = asked.of(model.customers()).collect();
        let question = self.asked()?;
        let eligible = self.barred.of(model.items())?;
        let found = model.model().recommend_all(&who, &question, |item| eligible.allow(item))?;
        Ok((asked, found))
    }
}

#[pymethods]
impl NextBasket {
    #[new]
    #[pyo3(signature = (*, neighbours = None, new_items = None, ridge = None))]
    fn new(neighbours: Option<usize>, new_items: Option<usize>, ridge: Option<f64>) -> Result<Self> {
        let usual = NextBasketOptions::default();
        let options = NextBasketOptions {
            neighbours: neighbours.unwrap_or(usual.neighbours),
            new_items: new_items.unwrap_or(usual.new_items),
            ridge: ridge.unwrap_or(usual.ridge),
        };
        options.check()?;
        Ok(Self { options, fitted: Fitted::new(None) })
    }

    /// Learns from baskets.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     A table with the columns ``customer_id``, ``item`` and ``occurred_at``, one row a product, in any order. With a
    ///     column ``basket``, rows of one customer with one value are one basket, and of baskets of one time the smaller value is the
    ///     earlier; without it, rows of one customer at one time are.
    /// until
    ///     What was bought later is not known: a datetime, a date or text.
    /// zone
    ///     The shop's clock, whose days are counted.
    /// columns
    ///     Their column to omo's, ``{"user": "customer_id"}``.
    ///
    /// Returns
    /// -------
    /// NextBasket
    ///     The model itself, fitted.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when a column is missing or a row of it cannot be read.
    ///
    /// Examples
    /// --------
    /// >>> omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
    /// omo.recommend.NextBasket(1 customers, 1 items, 1 baskets)
    #[pyo3(signature = (table, *, until = None, zone = "UTC", columns = None))]
    fn fit<'py>(
        slf: Bound<'py, Self>,
        table: Columns,
        until: Option<When>,
        zone: &str,
        columns: Option<HashMap<String, String>>,
    ) -> Result<Bound<'py, Self>> {
        let zone: Zone = zone.parse()?;
        let until = until.map(|until| until.time(&zone)).transpose()?;
        let table = table.rename(&columns.unwrap_or_default())?;
        let options = slf.get().options.clone();
        let model = run(slf.py(), move || {
            let (customers, items, lines) = lines(&table, &zone)?;
            let baskets = Baskets::new(lines, customers.len(), items.len())?;
            let baskets = match until {
                Some(until) => baskets.until(until.millis()),
                None => baskets,
            };
            Ok(Labelled::new(customers, items, Core::fit(baskets, &options)?))
        })?;
        slf.get().fitted.learn(model);
        Ok(slf)
    }

    /// Lists of items for customers.
    ///
    /// Parameters
    /// ----------
    /// customers
    ///     Their ids, or a table with a column ``customer_id``; all that were fitted when left out. Who is not known is told what most
    ///     baskets hold.
    /// n
    ///     How many items for each.
    /// allow
    ///     Items that may be recommended, all when left out: asked within the search, so that ``n`` come back whenever so many are allowed.
    /// exclude
    ///     Items that may not, by cause: ``{"out_of_stock": [...]}``.
    /// now
    ///     What a customer bought later is not known yet, and reasons count their days up to here; the last basket of all when left out.
    /// repeat_share
    ///     Which share of a list is to be what the customer bought before, from 0 to 1; as learnt when left out.
    /// language
    ///     Of the reasons: ``"en"`` or ``"ja"``.
    /// zone
    ///     The clock of ``now``.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``rank``, ``item``, ``score``, ``reason``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`fit`, ``"option"`` for an option out of its range.
    ///
    /// Examples
    /// --------
    /// >>> model = omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
    /// >>> model.recommend([7, 8], now="2026-03-03")["reason"]
    /// ['you bought it 2 days ago', '1 customer bought it']
    #[pyo3(signature = (customers = None, n = 10, *, allow = None, exclude = None, now = None, repeat_share = None, language = "en", zone = "UTC"))]
    fn recommend(
        &self,
        py: Python<'_>,
        customers: Option<Ids>,
        n: usize,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        now: Option<When>,
        repeat_share: Option<f64>,
        language: &str,
        zone: &str,
    ) -> Result<Table> {
        let language: Language = word("language", language)?;
        let question = Question::read(py, customers, n, allow, exclude, now, repeat_share, zone)?;
        let model = self.fitted.model()?;
        run(py, move || {
            let (asked, found) = question.ask(&model)?;
            answers("customer_id", &asked, &found, model.items(), language)
        })
    }

    /// Tells the fitted model of more purchases, of customers and items it knows or not.
    ///
    /// Histories go on, and how much each sign counts stays as it was learnt: fit again to learn that. A ``basket`` is a new one;
    /// without the column, rows join what their customer bought at the same time before.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     As for :meth:`fit`.
    /// zone
    ///     The shop's clock, whose days are counted.
    /// columns
    ///     Their column to omo's.
    ///
    /// Returns
    /// -------
    /// NextBasket
    ///     The model itself.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"model"`` before :meth:`fit`, ``"column"`` when a column is missing or a row of it cannot be read.
    ///
    /// Examples
    /// --------
    /// >>> model = omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
    /// >>> model.update({"customer_id": [8, 8], "item": ["tea", "rice"], "occurred_at": ["2026-03-02"] * 2})
    /// omo.recommend.NextBasket(2 customers, 2 items, 2 baskets)
    #[pyo3(signature = (table, *, zone = "UTC", columns = None) -> "NextBasket")]
    fn update<'py>(
        slf: Bound<'py, Self>,
        table: Columns,
        zone: &str,
        columns: Option<HashMap<String, String>>,
    ) -> Result<Bound<'py, Self>> {
        let zone: Zone = zone.parse()?;
        let table = table.rename(&columns.unwrap_or_default())?;
        let before = slf.get().fitted.model()?;
        let model = run(slf.py(), move || {
            let (customers, items, lines) = lines(&table, &zone)?;
            before.updated(&customers, &items, lines)
        })?;
        slf.get().fitted.learn(model);
        Ok(slf)
    }

    /// Lists of items for people the model need not know, by what they bought: no fit, no waiting.
    ///
    /// Parameters
    /// ----------
    /// table
    ///     Their purchases, as for :meth:`fit`; items the model never saw say nothing.
    /// n
    ///     How many items for each.
    /// allow
    ///     As for :meth:`recommend`.
    /// exclude
    ///     As for :meth:`recommend`.
    /// now
    ///     As for :meth:`recommend`.
    /// repeat_share
    ///     As for :meth:`recommend`.
    /// language
    ///     Of the reasons: ``"en"`` or ``"ja"``.
    /// zone
    ///     The clock of times that do not name theirs.
    /// columns
    ///     Their column to omo's.
    ///
    /// Returns
    /// -------
    /// Table
    ///     As of :meth:`recommend`, customers in the order of their ids.
    ///
    /// Examples
    /// --------
    /// >>> model = omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
    /// >>> new = {"customer_id": ["new"], "item": ["tea"], "occurred_at": ["2026-03-02"]}
    /// >>> model.recommend_for(new, now="2026-03-05")["reason"]
    /// ['you bought it 3 days ago']
    #[pyo3(signature = (table, n = 10, *, allow = None, exclude = None, now = None, repeat_share = None, language = "en", zone = "UTC", columns = None))]
    fn recommend_for(
        &self,
        py: Python<'_>,
        table: Columns,
        n: usize,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        now: Option<When>,
        repeat_share: Option<f64>,
        language: &str,
        zone: &str,
        columns: Option<HashMap<String, String>>,
    ) -> Result<Table> {
        let language: Language = word("language", language)?;
        let table = table.rename(&columns.unwrap_or_default())?;
        let question = Question::read(py, None, n, allow, exclude, now, repeat_share, zone)?;
        let model = self.fitted.model()?;
        run(py, move || {
            let (asked, found) = question.ask_for(&model, &table)?;
            answers("customer_id", &asked, &found, model.items(), language)
        })
    }

    /// The items that lie most in baskets with each item: what goes with it, not what could stand in its place.
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
    ///     ``item``, ``rank``, ``similar``, ``score`` (the cosine of both over baskets, shrunk); the most like first.
    ///
    /// Examples
    /// --------
    /// >>> bought = {"customer_id": [7, 7], "item": ["tea", "cup"], "occurred_at": ["2026-03-01"] * 2}
    /// >>> omo.recommend.NextBasket().fit(bought).similar_items(["tea"]).to_dicts()
    /// [{'item': 'tea', 'rank': 1, 'similar': 'cup', 'score': 0.25}]
    #[pyo3(signature = (items, n = 10))]
    fn similar_items(&self, py: Python<'_>, items: Ids, n: usize) -> Result<Table> {
        let items = items.read(py, "item")?;
        let model = self.fitted.model()?;
        run(py, move || similar(model.items(), &items, |item| model.model().similar_items(item, n)))
    }

    /// What kept items out of the lists that :meth:`recommend` gives for the same arguments.
    ///
    /// Parameters
    /// ----------
    /// customers
    ///     As for :meth:`recommend`.
    /// n
    ///     As for :meth:`recommend`.
    /// allow
    ///     As for :meth:`recommend`.
    /// exclude
    ///     As for :meth:`recommend`.
    /// now
    ///     As for :meth:`recommend`.
    /// repeat_share
    ///     As for :meth:`recommend`.
    /// zone
    ///     As for :meth:`recommend`.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``customer_id``, ``cause``, ``items``: how many items would have stood in the list.
    ///
    /// Examples
    /// --------
    /// >>> model = omo.recommend.NextBasket().fit({"customer_id": [7], "item": ["tea"], "occurred_at": ["2026-03-01"]})
    /// >>> model.exclusions([7], exclude={"out_of_stock": ["tea"]})
    /// customer_id  cause         items
    /// 7            out_of_stock      1
    /// (1 row)
    #[pyo3(signature = (customers = None, n = 10, *, allow = None, exclude = None, now = None, repeat_share = None, zone = "UTC"))]
    fn exclusions(
        &self,
        py: Python<'_>,
        customers: Option<Ids>,
        n: usize,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
        now: Option<When>,
        repeat_share: Option<f64>,
        zone: &str,
    ) -> Result<Table> {
        let question = Question::read(py, customers, n, allow, exclude, now, repeat_share, zone)?;
        let model = self.fitted.model()?;
        run(py, move || {
            let (asked, found) = question.ask(&model)?;
            exclusions("customer_id", &asked, &found)
        })
    }
}

kept!(
    NextBasket,
    Core,
    shown,
    "NextBasket",
    "{\"customer_id\": [\"hanako\"], \"item\": [\"tea\"], \"occurred_at\": [\"2026-03-01\"]}",
    "(1 customers, 1 items, 1 baskets)"
);

fn shown(model: &Labelled<Core>) -> String {
    format!("{}, {} baskets", kept::shown(model), model.model().baskets().len())
}

/// The names of customers and items, and what was bought.
fn lines(table: &Columns, zone: &Zone) -> std::result::Result<(Names, Names, Vec<Line>), Error> {
    let (customers, who) = names(table, "customer_id")?;
    let (items, what) = names(table, "item")?;
    let times = table.times::<Time>("occurred_at", zone)?;
    let numbers = table.has("basket").then(|| names(table, "basket")).transpose()?;
    let basket = |row: usize| numbers.as_ref().and_then(|(_, numbers)| numbers.get(row)).copied();
    let rows = who.iter().zip(&what).zip(&times).enumerate();
    let lines = rows.map(|(row, ((&customer, &item), time))| Line {
        customer,
        item,
        at: time.millis(),
        day: time.day(),
        basket: basket(row),
    });
    Ok((customers, items, lines.collect()))
}
