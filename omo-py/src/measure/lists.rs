//! How good lists of items are.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use omo_core::measure::{
    self, ListedBy, Lists, Ranking as Core, RankingMetric, compare_rankings, held_out_last, held_out_since,
    listed, since_share,
};
use omo_core::recommend::Names;
use omo_core::sparse::Rows;
use omo_core::view::rankings::{self, Judged};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Language, Time, Zone};
use pyo3::prelude::*;

use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::Record;
use crate::recommend::named;
use crate::table::{Column, Columns, Table};
use crate::when::{When, word};

/// One length of lists, or several.
#[derive(FromPyObject)]
pub enum Lengths {
    One(usize),
    Many(Vec<usize>),
}

/// Judges recommended items by what customers took afterwards.
///
/// The customers of ``truth`` are judged; who was recommended nothing has 0, who took nothing is left out.
///
/// Parameters
/// ----------
/// recommended
///     A table with ``customer_id`` and ``item``, such as recommenders give; the best first by ``rank`` if there is such a
///     column, else by ``score`` (higher is better), else in the order of rows.
/// truth
///     What customers took afterwards: ``customer_id`` and ``item``.
/// n
///     How many items of each list count, or several lengths.
/// history
///     What customers had taken before: ``customer_id`` and ``item``. It tells repeats from what is new, and how surprising
///     items are.
/// items
///     How many items there are to recommend; those of the three tables when left out.
///
/// Returns
/// -------
/// Ranking
///     The scores, over all customers and of each.
///
/// Raises
/// ------
/// OmoError
///     Code ``"column"`` when a column is missing, ``"option"`` for a length of 0.
///
/// Examples
/// --------
/// >>> recommended = {"customer_id": ["hanako", "hanako", "taro"], "item": ["tea", "rice", "salt"], "rank": [1, 2, 1]}
/// >>> truth = {"customer_id": ["hanako", "taro"], "item": ["rice", "salt"]}
/// >>> judged = omo.measure.ranking(recommended, truth, n=2)
/// >>> judged.scores()["recall"], judged.scores()["mrr"]
/// ([1.0], [0.75])
#[pyfunction]
#[pyo3(signature = (recommended, truth, n: "int | list[int]" = Lengths::One(10), *, history = None, items = None))]
pub fn ranking(
    py: Python<'_>,
    recommended: Columns,
    truth: Columns,
    n: Lengths,
    history: Option<Columns>,
    items: Option<usize>,
) -> Result<Ranking> {
    let lengths = match n {
        Lengths::One(n) => vec![n],
        Lengths::Many(lengths) => lengths,
    };
    run(py, move || {
        let mut numbered = Numbered::default();
        let truth = numbered.rows(&truth, true, false)?;
        let recommended = numbered.rows(&recommended, false, true)?;
        let history = history.map(|history| numbered.rows(&history, false, false)).transpose()?;
        let items = items.unwrap_or(0).max(numbered.items.len());
        let lists = Lists { recommended: &recommended, truth: &truth, history: history.as_ref(), items };
        let judged = lengths
            .iter()
            .map(|&n| measure::ranking(&lists, n))
            .collect::<std::result::Result<_, Error>>()?;
        Ok(Ranking { judged: Arc::new(judged), customers: Arc::new(numbered.customers) })
    })
}

/// Customers and items, numbered as they are met.
#[derive(Default)]
struct Numbered {
    customers: Names,
    items: Vocabulary,
}

impl Numbered {
    /// The items of each customer; only the truth makes customers, as others are not judged.
    fn rows(&mut self, table: &Columns, makes: bool, ordered: bool) -> std::result::Result<Rows<u32>, Error> {
        let items = table.intern_into::<u32>(&mut self.items, "item")?;
        let (customers, rows) = table.intern::<u32>("customer_id")?;
        if makes {
            // In their own order, so that rankings of the same customers can be compared.
            self.customers = Names::sorted(&customers, table.are_integers("customer_id")).0;
        }
        let known: Vec<Option<u32>> = customers.iter().map(|customer| self.customers.get(customer)).collect();
        let who: Vec<Option<u32>> =
            rows.into_iter().map(|row| known.get(row as usize).copied().flatten()).collect();
        let number =
            |name: &str| (ordered && table.has(name)).then(|| table.numbers::<f64>(name)).transpose();
        let (ranks, scores) = (number("rank")?, number("score")?);
        let by = match (&ranks, &scores) {
            (Some(ranks), _) => ListedBy::Rank(ranks),
            (None, Some(scores)) => ListedBy::Score(scores),
            (None, None) => ListedBy::Rows,
        };
        Ok(listed(self.customers.len(), &who, &items, by))
    }
}

/// How recommended items did, over all customers and of each; :func:`ranking` makes it.
///
/// Examples
/// --------
/// >>> truth = {"customer_id": ["hanako", "taro"], "item": ["rice", "salt"]}
/// >>> omo.measure.ranking(truth, truth, n=[5, 10])
/// omo.measure.Ranking(n=5, customers=2, recall=1.0000, hit_rate=1.0000, ndcg=1.0000)
#[pyclass(frozen, module = "omo.measure")]
pub struct Ranking {
    judged: Arc<Vec<Core>>,
    customers: Arc<Names>,
}

impl Ranking {
    fn of(&self, n: Option<u32>) -> std::result::Result<&Core, Error> {
        let wanted = |one: &&Core| n.is_none_or(|n| one.scores.n == n);
        self.judged.iter().find(wanted).ok_or(Error::Unknown { what: "length of lists" })
    }
}

#[pymethods]
impl Ranking {
    fn __repr__(&self) -> String {
        let Some(one) = self.judged.first() else { return "omo.measure.Ranking()".into() };
        let it = &one.scores;
        format!(
            "omo.measure.Ranking(n={}, customers={}, recall={:.4}, hit_rate={:.4}, ndcg={:.4})",
            it.n, it.customers, it.recall, it.hit_rate, it.ndcg
        )
    }

    /// The scores over all customers, one row a length of lists.
    ///
    /// ``recall``: how much of the truth is in the list. ``precision``: how many of the ``n`` places hold something of it.
    /// ``hit_rate``: how many customers have at least one (PHR). ``ndcg``: discounted gain over the best that ``n`` places can have;
    /// ``ndcg_whole``: over that of the whole truth, as papers on next baskets have it. ``mrr``: one over the first such place.
    /// ``coverage``: how many items stand in any list. With a history: ``novelty`` in bits, the share of repeats in lists and in the
    /// truth, and how much of the repeats and of what is new was found.
    ///
    /// Examples
    /// --------
    /// >>> truth = {"customer_id": ["hanako", "taro"], "item": ["rice", "salt"]}
    /// >>> omo.measure.ranking(truth, truth, n=[1, 2]).scores()["precision"]
    /// [1.0, 0.5]
    fn scores(&self) -> Result<Table> {
        let column = |of: fn(&Core) -> f64| self.judged.iter().map(of).collect::<Vec<f64>>().into();
        let maybe = |of: fn(&Core) -> Option<f64>| -> Column {
            self.judged.iter().map(of).collect::<Vec<Option<f64>>>().into()
        };
        Ok(Table::new([
            ("n", self.judged.iter().map(|one| one.scores.n).collect::<Vec<_>>().into()),
            ("customers", self.judged.iter().map(|one| one.scores.customers).collect::<Vec<_>>().into()),
            ("recall", column(|one| one.scores.recall)),
            ("precision", column(|one| one.scores.precision)),
            ("hit_rate", column(|one| one.scores.hit_rate)),
            ("ndcg", column(|one| one.scores.ndcg)),
            ("ndcg_whole", column(|one| one.scores.ndcg_whole)),
            ("mrr", column(|one| one.scores.mrr)),
            ("coverage", column(|one| one.scores.coverage)),
            ("novelty", maybe(|one| one.scores.novelty)),
            ("list_repeats", maybe(|one| Some(one.scores.repeats.as_ref()?.list_share))),
            ("truth_repeats", maybe(|one| Some(one.scores.repeats.as_ref()?.truth_share))),
            ("recall_repeat", maybe(|one| one.scores.repeats.as_ref()?.recall_repeat)),
            ("recall_new", maybe(|one| one.scores.repeats.as_ref()?.recall_new)),
        ])?)
    }

    /// The scores of each customer.
    ///
    /// Parameters
    /// ----------
    /// n
    ///     Which length of lists; the first when left out.
    ///
    /// Examples
    /// --------
    /// >>> truth = {"customer_id": ["hanako", "taro"], "item": ["rice", "salt"]}
    /// >>> guess = {"customer_id": ["hanako"], "item": ["rice"]}
    /// >>> omo.measure.ranking(guess, truth).customers()["hit_rate"]
    /// [1.0, 0.0]
    #[pyo3(signature = (n = None))]
    fn customers(&self, n: Option<u32>) -> Result<Table> {
        let lists = &self.of(n)?.lists;
        let column = |of: fn(&measure::ListScores) -> f64| lists.iter().map(of).collect::<Vec<f64>>().into();
        let who: Vec<u32> = lists.iter().map(|list| list.customer).collect();
        Ok(Table::new([
            ("customer_id", named(&self.customers, &who)),
            ("recall", column(|list| list.recall)),
            ("precision", column(|list| list.precision)),
            ("hit_rate", column(|list| list.hit_rate)),
            ("ndcg", column(|list| list.ndcg)),
            ("ndcg_whole", column(|list| list.ndcg_whole)),
            ("mrr", column(|list| list.mrr)),
        ])?)
    }

    /// Whether this is better than another ranking of the same customers, or was lucky: a paired test.
    ///
    /// Parameters
    /// ----------
    /// other
    ///     Judged on the same truth.
    /// metric
    ///     ``"recall"``, ``"precision"``, ``"hit_rate"``, ``"ndcg"``, ``"ndcg_whole"`` or ``"mrr"``.
    /// n
    ///     Which length of lists; the first when left out.
    /// alpha
    ///     How often a difference may be told where there is none.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``customers``, ``first``, ``second``, ``difference``, ``standard_error``, ``lower``, ``upper`` and ``p_value`` (Student's paired
    ///     t, two-sided).
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"length"`` when the two judged different customers.
    ///
    /// Examples
    /// --------
    /// >>> truth = {"customer_id": ["a", "b", "c"], "item": ["tea", "tea", "rice"]}
    /// >>> guess = {"customer_id": ["a", "b", "c"], "item": ["tea", "rice", "rice"]}
    /// >>> paired = omo.measure.ranking(truth, truth).compare(omo.measure.ranking(guess, truth), "recall")
    /// >>> round(paired["difference"], 3)
    /// 0.333
    #[pyo3(signature = (other, metric = "ndcg", *, n = None, alpha = 0.05))]
    fn compare<'py>(
        &self,
        py: Python<'py>,
        other: &Self,
        metric: &str,
        n: Option<u32>,
        alpha: f64,
    ) -> Result<Record<'py>> {
        let metric: RankingMetric = word("metric", metric)?;
        if self.customers != other.customers {
            let (expected, got) = (self.customers.len(), other.customers.len());
            let what = "other, judged on the same customers,".into();
            return Err(Error::Length { what, expected, got }.into());
        }
        let paired = compare_rankings(self.of(n)?, other.of(n)?, metric, alpha)?;
        Ok(Record(give(py, &paired)?))
    }
}

/// Each customer's rows that a recommender must not see, because it is judged by them.
///
/// Parameters
/// ----------
/// table
///     ``customer_id`` and ``occurred_at``.
/// last
///     How many of each customer's last different times are held out; who has no more keeps all.
/// share
///     Instead: about which share of all rows, the latest.
/// since
///     Instead: from when on.
/// zone
///     The shop's clock.
///
/// Returns
/// -------
/// list of bool
///     One flag a row: keep with ``frame.filter(~flags)`` what is learnt from.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` when more than one rule is named.
///
/// Examples
/// --------
/// >>> bought = {"customer_id": ["hanako", "hanako", "taro"], "occurred_at": ["2026-03-01", "2026-03-06", "2026-03-11"]}
/// >>> omo.measure.held_out(bought, last=1)
/// [False, True, False]
/// >>> omo.measure.held_out(bought, since="2026-03-06")
/// [False, True, True]
#[pyfunction]
#[pyo3(signature = (table, *, last = None, share = None, since = None, zone = "UTC"))]
pub fn held_out(
    py: Python<'_>,
    table: Columns,
    last: Option<usize>,
    share: Option<f64>,
    since: Option<When>,
    zone: &str,
) -> Result<Vec<bool>> {
    let zone: Zone = zone.parse()?;
    let since = since.map(|since| since.time(&zone)).transpose()?;
    if [last.is_some(), share.is_some(), since.is_some()].into_iter().filter(|&named| named).count() > 1 {
        return Err(Error::Options { message: "name one of `last`, `share` and `since`".into() }.into());
    }
    run(py, move || {
        let times: Vec<i64> =
            table.times::<Time>("occurred_at", &zone)?.into_iter().map(Time::millis).collect();
        let from = match (share, since) {
            (Some(share), _) => Some(since_share(&times, share)?),
            (None, Some(since)) => Some(Some(since.millis())),
            (None, None) => None,
        };
        match from {
            Some(from) => Ok(held_out_since(&times, from.unwrap_or(i64::MAX))),
            None => held_out_last(&table.intern::<u32>("customer_id")?.1, &times, last.unwrap_or(1)),
        }
    })
}

/// Recommenders side by side, as a picture for a notebook or as a file.
///
/// Parameters
/// ----------
/// rankings
///     Rankings by name, judged on the same truth.
/// path
///     Where to write one HTML file that needs no network, with paired tests and tables; a chart comes back when left out.
/// n
///     Which length of lists; the first when left out.
/// language
///     Of the words: ``"en"`` or ``"ja"``.
///
/// Examples
/// --------
/// >>> import tempfile, pathlib
/// >>> truth = {"customer_id": ["a", "b", "c"], "item": ["tea", "tea", "rice"]}
/// >>> guess = {"customer_id": ["a", "b", "c"], "item": ["tea", "rice", "rice"]}
/// >>> both = {"perfect": omo.measure.ranking(truth, truth), "guess": omo.measure.ranking(guess, truth)}
/// >>> "vega-lite" in omo.measure.ranking_report(both).to_json()
/// True
/// >>> file = pathlib.Path(tempfile.mkdtemp()) / "recommenders.html"
/// >>> omo.measure.ranking_report(both, file)
/// >>> "perfect" in file.read_text(encoding="utf-8")
/// True
#[pyfunction]
#[pyo3(signature = (rankings, path = None, *, n = None, language = "en"))]
pub fn ranking_report<'py>(
    py: Python<'py>,
    rankings: BTreeMap<String, Py<Ranking>>,
    path: Option<PathBuf>,
    n: Option<u32>,
    language: &str,
) -> Result<Option<Bound<'py, PyAny>>> {
    let language: Language = language.parse()?;
    let mut judged = Vec::new();
    for (name, ranking) in &rankings {
        judged.push(Judged { name, ranking: ranking.get().of(n)? });
    }
    if let Some(path) = path {
        crate::fitted::write(path, &rankings::page(&judged, language))?;
        return Ok(None);
    }
    let spec = rankings::chart(&judged, language);
    Ok(Some(py.import("omo.plot")?.call_method1("chart", (spec.to_string(),))?))
}
