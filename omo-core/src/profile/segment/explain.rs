//! Why a customer belongs to a segment, or does not.

use serde::Serialize;

use super::Segments;
use super::condition::Node;
use super::judge::{Case, holds};
use crate::Error;
use crate::model::{History, Language, Time};

/// How many facts are named of each condition, the latest.
const NAMED: usize = 20;

/// A condition, whether it holds, and what makes it so.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SegmentWhy"))]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// Where the condition stands, such as `vip.all[1]`.
    pub place: String,
    /// Whether it holds.
    pub holds: bool,
    /// What it asks, and the number found, in words.
    pub words: String,
    /// The number found, where it asks for one; a recency in days.
    pub number: Option<f64>,
    /// How many facts are behind it.
    pub count: u32,
    /// The touchpoints behind it, oldest first; of many the latest.
    pub facts: Vec<String>,
    /// The conditions it is made of. A segment that is referred to twice is told once.
    pub parts: Vec<Why>,
}

#[cfg(feature = "books")]
impl Why {
    /// Leaves of the touchpoints how many there are.
    pub(crate) fn forget_facts(&mut self) {
        self.facts.clear();
        self.parts.iter_mut().for_each(Self::forget_facts);
    }
}

impl Segments {
    /// Why a customer belongs to a segment at `now`, or does not.
    ///
    /// ```
    /// # use omo_core::model::{History, Language, Side, Touchpoint};
    /// # use omo_core::profile::Segments;
    /// let segments = Segments::compile(&serde_json::json!({
    ///     "tea": {"event": {"action": "purchase", "category": "tea"}, "count": {"atLeast": 2}, "within": "30d"}
    /// }))?;
    /// let facts: Vec<Touchpoint> = serde_json::from_str(r#"[{"id": "till-1", "occurredAt": "2026-03-01T10:00:00Z",
    ///     "channel": "pos", "action": "purchase", "lines": [{"product": "sencha"}]}]"#).unwrap();
    /// let history = History::of(&facts, |_| Side::Offline, |_| Some("tea"));
    /// let why = segments.explain("tea", &history, "2026-03-05T00:00:00Z".parse()?, Language::En)?;
    /// assert_eq!(why.words, "purchase (category tea), within 30d: times at least 2 (is 1)");
    /// assert_eq!((why.holds, why.facts), (false, vec!["till-1".to_owned()]));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] where there is no such segment.
    pub fn explain(
        &self,
        segment: &str,
        history: &History<'_>,
        now: Time,
        language: Language,
    ) -> Result<Why, Error> {
        let number = self.number(segment).ok_or(Error::Unknown { what: "segment" })?;
        let hits = self.filters.hits(history);
        let case = Case::new(self, history, &hits, now);
        let leaves = self.leaves.iter().map(|leaf| case.judge(leaf).holds).collect();
        let mut explainer = Explainer { case, leaves, segments: Vec::new(), told: Vec::new(), language };
        explainer.segments = explainer.case.members();
        Ok(explainer.segment(number))
    }
}

struct Explainer<'c> {
    case: Case<'c>,
    leaves: Vec<bool>,
    segments: Vec<bool>,
    told: Vec<usize>,
    language: Language,
}

impl Explainer<'_> {
    fn segment(&mut self, number: usize) -> Why {
        let all = self.case.segments;
        let name = all.names.get(number).map(String::as_str).unwrap_or_default();
        self.told.push(number);
        match all.nodes.get(number) {
            Some(node) => self.node(node, name.to_owned()),
            None => made_of(false, name.to_owned(), String::new(), Vec::new()),
        }
    }

    fn node(&mut self, node: &Node, place: String) -> Why {
        let holds = holds(node, &self.leaves, &self.segments);
        let (en, ja) = match node {
            Node::All(_) => ("all of these", "次のすべて"),
            Node::Any(_) => ("any of these", "次のいずれか"),
            Node::Not(_) => ("not this", "次に当てはまらない"),
            Node::Segment(_) | Node::Leaf(_) => ("", ""),
        };
        let words = self.pick(en, ja).to_owned();
        match node {
            Node::All(nodes) | Node::Any(nodes) => {
                let name = if matches!(node, Node::All(_)) { "all" } else { "any" };
                let parts = nodes
                    .iter()
                    .enumerate()
                    .map(|(row, node)| self.node(node, format!("{place}.{name}[{row}]")));
                let parts = parts.collect();
                made_of(holds, place, words, parts)
            }
            Node::Not(node) => {
                let part = self.node(node, format!("{place}.not"));
                made_of(holds, place, words, vec![part])
            }
            Node::Segment(segment) => {
                let name = self.case.segments.names.get(*segment).map(String::as_str).unwrap_or_default();
                let words = [self.pick("segment ", "セグメント "), name].concat();
                let parts =
                    if self.told.contains(segment) { Vec::new() } else { vec![self.segment(*segment)] };
                made_of(holds, place, words, parts)
            }
            Node::Leaf(leaf) => {
                let Some(leaf) = self.case.segments.leaves.get(*leaf) else {
                    return made_of(holds, place, words, Vec::new());
                };
                let verdict = self.case.judge(leaf);
                let from = verdict.facts.len().saturating_sub(NAMED);
                let latest = verdict.facts.iter().skip(from);
                let id = |&fact: &u32| Some(self.case.history.fact(fact as usize)?.id.to_owned());
                Why {
                    place,
                    holds,
                    words: self.case.segments.words(leaf, verdict.number, self.language),
                    number: verdict.number,
                    count: u32::try_from(verdict.facts.len()).unwrap_or(u32::MAX),
                    facts: latest.filter_map(id).collect(),
                    parts: Vec::new(),
                }
            }
        }
    }

    fn pick(&self, en: &'static str, ja: &'static str) -> &'static str {
        crate::profile::words::pick(self.language, en, ja)
    }
}

fn made_of(holds: bool, place: String, words: String, parts: Vec<Why>) -> Why {
    Why { place, holds, words, number: None, count: 0, facts: Vec::new(), parts }
}
