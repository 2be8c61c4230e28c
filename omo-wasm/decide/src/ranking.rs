//! How good lists of items are.

use omo_core::measure::{
    self, ListScores, ListedBy, Lists, Ranking as Core, RankingMetric, compare_rankings, held_out_last,
    held_out_since, listed, since_share,
};
use omo_core::recommend::Names;
use omo_core::sparse::Rows;
use omo_core::view::rankings::{Judged, chart, page};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Error, Language};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::answer::Told;
use crate::asked::{Asked, argument, option};
use crate::columns::{Columns, NO_TIME, instants, numbers, wrong_at};
use crate::cross::{count, give, throw, word, wrong};
use crate::ids::{Ids, long};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Lists to be judged: the best first by `rank` if there is such a column, else by `score`, else in the order of rows. */
export type Recommended = { readonly customerId: Keys; readonly item: Keys; readonly rank?: Numbers; readonly score?: Numbers } | readonly { customerId: Id; item: Id; rank?: number; score?: number }[];

/** Who took what. */
export type Taken = { readonly customerId: Keys; readonly item: Keys } | readonly { customerId: Id; item: Id }[];

/** How lists are judged. */
export interface RankingQuestion {
    /** How many items of each list count, or several lengths; 10 where it is left out. */
    n?: number | readonly number[];
    /** What customers had taken before: it tells repeats from what is new, and how surprising items are. */
    history?: Taken;
    /** How many items there are to recommend; those of the tables where it is left out. */
    items?: number;
}

/** The scores of each customer, as columns. */
export interface CustomerScores {
    customerId: Id[];
    recall: Float64Array;
    precision: Float64Array;
    hitRate: Float64Array;
    ndcg: Float64Array;
    ndcgWhole: Float64Array;
    mrr: Float64Array;
}

/** Which rows are held out: by one of these. */
export interface HeldOutQuestion {
    /** How many of each customer's last different times; 1 where nothing is said. Who has no more keeps all. */
    last?: number;
    /** About which share of all rows, the latest. */
    share?: number;
    /** From when on. */
    since?: When;
    /** The zone of times that name none; UTC where it is left out. */
    zone?: string;
}

/** A specification for vega-embed. */
export type Specification = object;
"#;

/// How recommended items did, over all customers and of each; `ranking` makes it.
#[wasm_bindgen]
pub struct Ranking {
    judged: Vec<Core>,
    customers: Names,
}

/// Judges recommended items by what customers took afterwards. The customers of the truth are judged: who was recommended nothing
/// has 0, who took nothing is left out.
#[wasm_bindgen]
pub fn ranking(
    #[wasm_bindgen(unchecked_param_type = "Recommended")] recommended: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Taken")] truth: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "RankingQuestion")] asked: &JsValue,
) -> Result<Ranking, JsValue> {
    let question = Question::read(truth, asked)?;
    question.judge(recommended, "recommended")
}

/// Recommenders side by side, each with what it recommended, judged on one truth: a specification for vega-embed.
#[wasm_bindgen(js_name = rankingChart, unchecked_return_type = "Specification")]
pub fn ranking_chart(
    #[wasm_bindgen(unchecked_param_type = "{ readonly [name: string]: Recommended }")] recommended: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Taken")] truth: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "RankingQuestion | null")]
    asked: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
) -> Result<JsValue, JsValue> {
    let language: Language = word(language, "language")?;
    let rankings = each(recommended, truth, asked)?;
    give(Ok(chart(&judged(&rankings), language)))
}

/// The same as one HTML page that needs no network, with paired tests and tables.
#[wasm_bindgen(js_name = rankingReport)]
pub fn ranking_report(
    #[wasm_bindgen(unchecked_param_type = "{ readonly [name: string]: Recommended }")] recommended: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "Taken")] truth: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "RankingQuestion | null")]
    asked: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
) -> Result<String, JsValue> {
    let language: Language = word(language, "language")?;
    let rankings = each(recommended, truth, asked)?;
    Ok(page(&judged(&rankings), language))
}

fn judged(rankings: &[(String, Ranking)]) -> Vec<Judged<'_>> {
    rankings
        .iter()
        .filter_map(|(name, ranking)| Some(Judged { name, ranking: ranking.judged.first()? }))
        .collect()
}

/// Each recommender's lists, judged.
fn each(recommended: &JsValue, truth: &JsValue, asked: &JsValue) -> Result<Vec<(String, Ranking)>, JsValue> {
    let tables = recommended.dyn_ref::<js_sys::Object>().filter(|_| !js_sys::Array::is_array(recommended));
    let tables = tables.ok_or_else(|| wrong("recommended", "an object of tables by name"))?;
    let mut names: Vec<String> =
        js_sys::Object::keys(tables).iter().filter_map(|name| name.as_string()).collect();
    names.sort_unstable();
    let question = Question::read(truth, asked)?;
    let judge = |name: String| {
        let table = js_sys::Reflect::get(tables, &name.as_str().into())?;
        let ranking = question.judge(&table, &name)?;
        Ok((name, ranking))
    };
    names.into_iter().map(judge).collect()
}

/// What lists are judged by.
struct Question {
    customers: Names,
    words: Vocabulary,
    truth: Rows<u32>,
    history: Option<Rows<u32>>,
    items: usize,
    lengths: Vec<usize>,
}

impl Question {
    fn read(truth: &JsValue, given: &JsValue) -> Result<Self, JsValue> {
        let mut asked = Asked::read(given)?;
        let lengths = lengths(asked.take("n"))?;
        let items = asked.or("items", 0)?;
        let history =
            asked.take("history").map(|_| js_sys::Reflect::get(given, &"history".into())).transpose()?;
        asked.done()?;
        let (mut words, taken) = (Vocabulary::default(), Columns::read(truth, "truth")?);
        // In their own order, so that rankings of the same customers can be compared.
        let (customers, _) = Ids::of(&taken, "customerId")?.named();
        let truth = rows(&customers, &mut words, &taken, false)?;
        let history = history
            .map(|table| rows(&customers, &mut words, &Columns::read(&table, "history")?, false))
            .transpose()?;
        Ok(Self { customers, words, truth, history, items, lengths })
    }

    fn judge(&self, recommended: &JsValue, what: &str) -> Result<Ranking, JsValue> {
        let mut words = self.words.clone();
        let recommended = rows(&self.customers, &mut words, &Columns::read(recommended, what)?, true)?;
        let lists = Lists {
            recommended: &recommended,
            truth: &self.truth,
            history: self.history.as_ref(),
            items: self.items.max(words.len()),
        };
        let judged = self.lengths.iter().map(|&n| measure::ranking(&lists, n)).collect::<Result<_, Error>>();
        Ok(Ranking { judged: judged.map_err(throw)?, customers: self.customers.clone() })
    }
}

/// One length of lists, or several.
fn lengths(n: Option<Value>) -> Result<Vec<usize>, JsValue> {
    let many = match n {
        None => return Ok(vec![10]),
        Some(Value::Array(many)) => many,
        Some(one) => vec![one],
    };
    let whole = |n: &Value| n.as_u64().and_then(|n| usize::try_from(n).ok());
    let lengths: Option<Vec<usize>> = many.iter().map(whole).collect();
    let lengths = lengths.filter(|lengths| !lengths.is_empty());
    lengths.ok_or_else(|| option("n", "a length of lists, or an array of such"))
}

/// The items of each judged customer.
fn rows(
    customers: &Names,
    words: &mut Vocabulary,
    table: &Columns,
    ordered: bool,
) -> Result<Rows<u32>, JsValue> {
    let (who, what) = (Ids::of(table, "customerId")?, Ids::of(table, "item")?);
    long("item", who.rows.len(), what.rows.len())?;
    let items: Vec<u32> = what.texts().map(|text| words.intern(text)).collect();
    let who: Vec<Option<u32>> = who.texts().map(|text| customers.get(text)).collect();
    let number = |name: &str| {
        let column = table.find(name).filter(|_| ordered);
        let numbers = column.map(|column| numbers(&column, name)).transpose()?;
        numbers.iter().try_for_each(|numbers| long(name, who.len(), numbers.len()))?;
        Ok::<_, JsValue>(numbers)
    };
    let (ranks, scores) = (number("rank")?, number("score")?);
    let by = match (&ranks, &scores) {
        (Some(ranks), _) => ListedBy::Rank(ranks),
        (None, Some(scores)) => ListedBy::Score(scores),
        (None, None) => ListedBy::Rows,
    };
    Ok(listed(customers.len(), &who, &items, by))
}

#[wasm_bindgen]
impl Ranking {
    /// The scores over all customers, one for each length of lists.
    #[wasm_bindgen(unchecked_return_type = "RankingScores[]")]
    pub fn scores(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.judged.iter().map(|one| &one.scores).collect::<Vec<_>>()))
    }

    /// The scores of each customer, of lists of a length; of the first where none is said.
    #[wasm_bindgen(unchecked_return_type = "CustomerScores")]
    pub fn customers(
        &self,
        #[wasm_bindgen(unchecked_optional_param_type = "number | null")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let lists = &self.of(count(n, "n", 0)?)?.lists;
        let column = |of: fn(&ListScores) -> f64| lists.iter().map(of).collect::<Vec<f64>>();
        let who: Vec<Value> = lists.iter().map(|list| self.customers.label(list.customer)).collect();
        Ok(Told::new()
            .list("customerId", who)?
            .floats("recall", &column(|list| list.recall))
            .floats("precision", &column(|list| list.precision))
            .floats("hitRate", &column(|list| list.hit_rate))
            .floats("ndcg", &column(|list| list.ndcg))
            .floats("ndcgWhole", &column(|list| list.ndcg_whole))
            .floats("mrr", &column(|list| list.mrr))
            .done())
    }

    /// Whether this is better than another ranking of the same customers, or was lucky: a paired test.
    #[wasm_bindgen(unchecked_return_type = "PairedRankings")]
    pub fn compare(
        &self,
        other: &Self,
        #[wasm_bindgen(unchecked_optional_param_type = "RankingMetric | null")] metric: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "{ n?: number; alpha?: number }")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let metric: RankingMetric = argument(metric, "metric", RankingMetric::default())?;
        let mut asked = Asked::read(given)?;
        let (n, alpha) = (asked.or("n", 0)?, asked.or("alpha", 0.05)?);
        asked.done()?;
        if self.customers != other.customers {
            let (expected, got) = (self.customers.len(), other.customers.len());
            let what = "other, judged on the same customers,".into();
            return Err(throw(Error::Length { what, expected, got }));
        }
        give(compare_rankings(self.of(n)?, other.of(n)?, metric, alpha))
    }
}

impl Ranking {
    /// Lists of a length; of the first where it is 0.
    fn of(&self, n: u32) -> Result<&Core, JsValue> {
        let wanted = |one: &&Core| n == 0 || one.scores.n == n;
        self.judged.iter().find(wanted).ok_or_else(|| throw(Error::Unknown { what: "length of lists" }))
    }
}

/// Each customer's rows that a recommender must not see, because it is judged by them: a flag a row.
#[wasm_bindgen(js_name = heldOut, unchecked_return_type = "boolean[]")]
pub fn held_out(
    #[wasm_bindgen(unchecked_param_type = "Table")] table: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "HeldOutQuestion")] asked: &JsValue,
) -> Result<JsValue, JsValue> {
    let mut asked = Asked::read(asked)?;
    let zone = asked.zone()?;
    let (last, share): (Option<usize>, Option<f64>) = (asked.some("last")?, asked.some("share")?);
    let since = asked.time("since", &zone)?;
    asked.done()?;
    if [last.is_some(), share.is_some(), since.is_some()].into_iter().filter(|&named| named).count() > 1 {
        return Err(throw(Error::Options { message: "name one of `last`, `share` and `since`".into() }));
    }
    let table = Columns::read(table, "table")?;
    let times = instants(&table.take("occurredAt")?, "occurredAt", &zone)?;
    if let Some(row) = times.iter().position(|&time| time == NO_TIME) {
        return Err(wrong_at("occurredAt", row, "a time"));
    }
    let flags = match (share, since) {
        (Some(share), _) => {
            let since = since_share(&times, share).map_err(throw)?;
            held_out_since(&times, since.unwrap_or(i64::MAX))
        }
        (None, Some(since)) => held_out_since(&times, since.millis()),
        (None, None) => {
            let customers = Ids::of(&table, "customerId")?;
            held_out_last(&customers.rows, &times, last.unwrap_or(1)).map_err(throw)?
        }
    };
    give(Ok(flags))
}
