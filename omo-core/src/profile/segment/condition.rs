//! Conditions: what may be asked of a customer, read from JSON.

use serde_json::Value;

use super::filter::{FIELDS, Filters};
use super::read::{Fields, Place, RANGE, Range};
use super::{SegmentsOptions, Text};
use crate::model::{Money, Time};
use crate::vocabulary::Vocabulary;
use crate::{Error, order::Order};

/// How deep conditions may nest, those of segments that are referred to included.
pub(super) const DEPTH: usize = 32;
/// How many conditions a set of segments may have.
const MOST: usize = 10_000;

/// A condition made of others.
#[derive(Debug, Clone)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// A segment by its number.
    Segment(usize),
    /// A condition by its number.
    Leaf(usize),
}

/// A condition that asks the facts.
#[derive(Debug, Clone)]
pub(super) enum Leaf {
    Trait {
        name: String,
        test: Test,
    },
    Count {
        filter: usize,
        window: Window,
        range: Range,
    },
    Sequence(Sequence),
    Aggregate {
        filter: usize,
        window: Window,
        how: How,
        of: Of,
        range: Range,
    },
    /// Milliseconds since the latest.
    Recency {
        filter: usize,
        range: Range,
    },
    Interest {
        filter: usize,
        half_life: f64,
        range: Range,
    },
}

/// What is asked of a trait.
#[derive(Debug, Clone)]
pub(super) enum Test {
    In(Vec<String>),
    Contains(String),
    Exists(bool),
    Number(Range),
}

/// Facts in order, each at most so long after the one before.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    pub steps: Vec<(usize, Option<i64>)>,
    /// What must not follow the last.
    pub not: Option<(usize, Option<i64>)>,
    pub window: Window,
}

/// From when to when, in UTC milliseconds; the end is out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Window {
    /// Younger than this.
    pub within: Option<i64>,
    pub since: Option<Time>,
    pub until: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Sum,
    Avg,
    Min,
    Max,
    Distinct,
}

/// What is reckoned with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// What the meant lines of a fact cost.
    Amount(Money),
    /// The same, less what was brought back.
    Net(Money),
    /// How many pieces.
    Quantity,
    /// Days from one fact to the next.
    DaysBetween,
    Days,
    Stores,
    Channels,
    Products,
    Categories,
    Actions,
}

/// The words that start a condition.
const KINDS: [&str; 15] = [
    "all", "any", "not", "segment", "trait", "event", "never", "sequence", "recency", "interest", "sum",
    "avg", "min", "max", "distinct",
];

/// The names of segments, and the conditions and filters met so far.
pub(super) struct Reader<'o> {
    pub options: &'o SegmentsOptions,
    pub names: &'o [Text],
    pub filters: Filters,
    pub leaves: Vec<Leaf>,
    /// Conditions as JSON, by which they are told apart.
    known: Vocabulary,
    count: usize,
    /// Segments that the one being read refers to.
    pub refers: Vec<usize>,
    /// How deep it nests.
    pub depth: usize,
}

impl<'o> Reader<'o> {
    pub fn new(options: &'o SegmentsOptions, names: &'o [Text]) -> Self {
        let (filters, leaves, known, refers) = Default::default();
        Self { options, names, filters, leaves, known, count: 0, refers, depth: 0 }
    }

    pub fn node(&mut self, value: &Value, place: &Place<'_>, depth: usize) -> Result<Node, Error> {
        self.count += 1;
        self.depth = self.depth.max(depth);
        if depth > DEPTH {
            return Err(place.must_be(&format!("simpler: conditions nest at most {DEPTH} deep")));
        }
        if self.count > MOST {
            return Err(place.must_be(&format!("left out: a set of segments has at most {MOST} conditions")));
        }
        let fields = place.object(value)?;
        let mut kinds = KINDS.iter().filter_map(|kind| Some((*kind, fields.get(kind)?)));
        let Some((kind, inner)) = kinds.next() else {
            let known = |(name, _): &(&str, &Value)| !RANGE.contains(name);
            return Err(match fields.iter().find(known) {
                Some((name, _)) => place.at(name).unknown("condition", name, &KINDS),
                None => place.must_be(&format!("a condition: one of {}", KINDS.join(", "))),
            });
        };
        if let Some((second, _)) = kinds.next() {
            return Err(place
                .must_be(&format!("one condition, not both `{kind}` and `{second}`: put them into `all`")));
        }
        let here = place.at(kind);
        if let "all" | "any" | "not" | "segment" = kind {
            fields.only(place, &[kind])?;
        }
        match kind {
            "all" | "any" => {
                let mut nodes = Vec::new();
                for (row, value) in here.list(inner, MOST)?.iter().enumerate() {
                    nodes.push(self.node(value, &here.row(row), depth + 1)?);
                }
                Ok(if kind == "all" { Node::All(nodes) } else { Node::Any(nodes) })
            }
            "not" => Ok(Node::Not(Box::new(self.node(inner, &here, depth + 1)?))),
            "segment" => {
                let name = here.text(inner)?;
                let found = self.names.binary_search_by(|known| known.as_str().cmp(name));
                let segment = found.map_err(|_| {
                    let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
                    here.unknown("segment", name, &names)
                })?;
                self.refers.push(segment);
                Ok(Node::Segment(segment))
            }
            _ => self.leaf(kind, value, fields, place).map(Node::Leaf),
        }
    }

    fn leaf(
        &mut self,
        kind: &str,
        value: &Value,
        fields: Fields<'_>,
        place: &Place<'_>,
    ) -> Result<usize, Error> {
        let before = self.known.len();
        let number = self.known.intern(&value.to_string()) as usize;
        if number < before {
            return Ok(number);
        }
        let leaf = self.read(kind, fields, place)?;
        self.leaves.push(leaf);
        Ok(number)
    }

    fn read(&mut self, kind: &str, fields: Fields<'_>, place: &Place<'_>) -> Result<Leaf, Error> {
        let here = place.at(kind);
        let inner = fields.get(kind).unwrap_or(&Value::Null);
        let number = |place: &Place<'_>, value: &Value| place.number(value);
        let bounded = |range: Option<Range>| {
            range.ok_or_else(|| place.must_be(&format!("bounded by one of {}", RANGE.join(", "))))
        };
        match kind {
            "trait" => self.trait_of(here.text(inner)?, fields, place),
            "event" | "never" => {
                let event = kind == "event";
                let known: &[&str] = &[kind, "within", "since", "until", "count"];
                fields.only(place, if event { known } else { known.get(..4).unwrap_or_default() })?;
                let filter = self.filters.read(inner, &here, &FIELDS, self.options)?;
                let range = match fields.get("count") {
                    Some(count) => {
                        let place = place.at("count");
                        let count = place.object(count)?;
                        count.only(&place, &RANGE)?;
                        let whole = |place: &Place<'_>, value: &Value| {
                            let count = value.as_u64().filter(|&count| count <= 1_000_000);
                            let count = count.and_then(|count| u32::try_from(count).ok());
                            count
                                .map(f64::from)
                                .ok_or_else(|| place.must_be("a whole number from 0 to 1000000"))
                        };
                        let read = Range::read(count, &place, &whole)?;
                        read.ok_or_else(|| place.must_be(&format!("bounded by one of {}", RANGE.join(", "))))?
                    }
                    None if event => Range::SOME,
                    None => Range::NONE,
                };
                Ok(Leaf::Count { filter, window: self.window(fields, place)?, range })
            }
            "sequence" => {
                fields.only(place, &[kind, "within", "since", "until"])?;
                Ok(Leaf::Sequence(self.sequence(inner, &here, self.window(fields, place)?)?))
            }
            "recency" => {
                fields.only(place, &[&[kind][..], &RANGE].concat())?;
                let filter = self.filters.read(inner, &here, &FIELDS, self.options)?;
                #[expect(clippy::cast_precision_loss, reason = "a century of milliseconds is below 2^53")]
                let length =
                    |place: &Place<'_>, value: &Value| place.length(value).map(|millis| millis as f64);
                let range = bounded(Range::read(fields, place, &length)?)?;
                Ok(Leaf::Recency { filter, range })
            }
            "interest" => {
                fields.only(place, &[&[kind, "halfLife"][..], &RANGE].concat())?;
                let filter = self.filters.read(inner, &here, &["product", "category"], self.options)?;
                let range = bounded(Range::read(fields, place, &number)?)?;
                let half_life = match fields.get("halfLife") {
                    #[expect(clippy::cast_precision_loss, reason = "a century of milliseconds is below 2^53")]
                    Some(value) => place.at("halfLife").length(value)? as f64 / crate::model::DAY as f64,
                    None => self.options.profile.half_life,
                };
                Ok(Leaf::Interest { filter, half_life, range })
            }
            _ => {
                let known = [&[kind, "of", "currency", "within", "since", "until"][..], &RANGE].concat();
                fields.only(place, &known)?;
                let (how, of) = reckoned(kind, inner, fields, place)?;
                let empty = Value::Object(serde_json::Map::new());
                let filter = self.filters.read(
                    fields.get("of").unwrap_or(&empty),
                    &place.at("of"),
                    &FIELDS,
                    self.options,
                )?;
                let window = self.window(fields, place)?;
                let range = bounded(Range::read(fields, place, &number)?)?;
                Ok(Leaf::Aggregate { filter, window, how, of, range })
            }
        }
    }

    fn trait_of(&self, name: &str, fields: Fields<'_>, place: &Place<'_>) -> Result<Leaf, Error> {
        let known = ["trait", "in", "contains", "exists", "atLeast", "moreThan", "atMost", "lessThan", "is"];
        fields.only(place, &known)?;
        let names: Vec<&str> = self.options.traits.iter().map(String::as_str).collect();
        if !names.is_empty() && !names.contains(&name) {
            return Err(place.at("trait").unknown("trait", name, &names));
        }
        let given = known.iter().skip(1).filter(|test| fields.get(test).is_some()).count();
        let test = match ["is", "in", "contains", "exists"]
            .into_iter()
            .find_map(|t| Some((t, fields.get(t)?)))
        {
            Some(("is", Value::String(text))) => Test::In(vec![text.clone()]),
            Some(("in", list)) => {
                let here = place.at("in");
                let list = here.list(list, 1000)?.iter().enumerate();
                let texts = list.map(|(row, value)| here.row(row).text(value).map(Into::into));
                Test::In(texts.collect::<Result<_, _>>()?)
            }
            Some(("contains", text)) => Test::Contains(place.at("contains").text(text)?.into()),
            Some(("exists", Value::Bool(exists))) => Test::Exists(*exists),
            Some(("exists", _)) => return Err(place.at("exists").must_be("true or false")),
            _ => {
                let number = |place: &Place<'_>, value: &Value| match value {
                    Value::Number(_) => place.number(value),
                    _ => Err(place.must_be("a number, or with `is` a text")),
                };
                let range = Range::read(fields, place, &number)?;
                let must = || {
                    place.must_be(&format!(
                        "tested by one of {}",
                        known.get(1..).unwrap_or_default().join(", ")
                    ))
                };
                return Ok(Leaf::Trait { name: name.into(), test: Test::Number(range.ok_or_else(must)?) });
            }
        };
        if given > 1 {
            return Err(place.must_be("one test of a trait: put several into `all`"));
        }
        Ok(Leaf::Trait { name: name.into(), test })
    }

    /// `[{"event": …}, {"event": …, "within": "7d"}, {"not": …, "within": "7d"}]`.
    fn sequence(&mut self, value: &Value, place: &Place<'_>, window: Window) -> Result<Sequence, Error> {
        let list = place.list(value, 10)?;
        let mut sequence = Sequence { steps: Vec::new(), not: None, window };
        for (row, value) in list.iter().enumerate() {
            let here = place.row(row);
            let fields = here.object(value)?;
            let name = if fields.get("not").is_some() { "not" } else { "event" };
            fields.only(&here, &[name, "within"])?;
            let inner =
                fields.get(name).ok_or_else(|| here.must_be("a step: `event`, or `not` as the last"))?;
            let filter = self.filters.read(inner, &here.at(name), &FIELDS, self.options)?;
            let gap = fields.get("within").map(|gap| here.at("within").length(gap)).transpose()?;
            if row == 0 && (name == "not" || gap.is_some()) {
                return Err(here.must_be("an `event` without `within`: nothing comes before the first step"));
            }
            match name {
                "not" if row + 1 < list.len() => return Err(here.at("not").must_be("the last step")),
                "not" => sequence.not = Some((filter, gap)),
                _ => sequence.steps.push((filter, gap)),
            }
        }
        if list.len() < 2 {
            return Err(place.must_be("a list of at least 2 steps"));
        }
        Ok(sequence)
    }

    fn window(&self, fields: Fields<'_>, place: &Place<'_>) -> Result<Window, Error> {
        let within = fields.get("within").map(|value| place.at("within").length(value)).transpose()?;
        let time = |name| {
            let Some(value) = fields.get(name) else { return Ok(None) };
            let read = value.as_str().and_then(|text| Time::read(text, &self.options.zone).ok());
            let wrong = || {
                place
                    .at(name)
                    .must_be("a time from 1970 to 2199, such as 2026-03-01 or 2026-03-01T18:20:00+09:00")
            };
            read.ok_or_else(wrong).map(Some)
        };
        let (since, until) = (time("since")?, time("until")?);
        if within.is_some() && (since.is_some() || until.is_some()) {
            return Err(place.at("within").must_be("left out where there is `since` or `until`"));
        }
        if let (Some(since), Some(until)) = (since, until)
            && since.millis() >= until.millis()
        {
            return Err(place.at("until").must_be("after `since`: the window is empty"));
        }
        Ok(Window { within, since, until })
    }
}

/// How, and with what.
fn reckoned(kind: &str, value: &Value, fields: Fields<'_>, place: &Place<'_>) -> Result<(How, Of), Error> {
    let here = place.at(kind);
    let word = here.text(value)?;
    let how = match kind {
        "sum" => How::Sum,
        "avg" => How::Avg,
        "min" => How::Min,
        "max" => How::Max,
        _ => How::Distinct,
    };
    let numbers = ["amount", "net", "quantity", "daysBetween"];
    let things = ["days", "stores", "channels", "products", "categories", "actions"];
    let known: &[&str] = if how == How::Distinct { &things } else { &numbers };
    if !known.contains(&word) {
        return Err(here.unknown("value", word, known));
    }
    let money = matches!(word, "amount" | "net");
    let currency = match fields.get("currency") {
        Some(currency) if money => {
            let here = place.at("currency");
            let text = here.text(currency)?;
            Money::new(0, text).map_err(|_| here.must_be("three letters of ISO 4217, such as JPY"))?
        }
        Some(_) => return Err(place.at("currency").must_be("left out: only amounts have one")),
        None if money => {
            return Err(place.at("currency").must_be("there: amounts of two currencies do not add up"));
        }
        None => Money::yen(0),
    };
    let of = match word {
        "amount" => Of::Amount(currency),
        "net" => Of::Net(currency),
        "quantity" => Of::Quantity,
        "daysBetween" => Of::DaysBetween,
        "days" => Of::Days,
        "stores" => Of::Stores,
        "channels" => Of::Channels,
        "products" => Of::Products,
        "categories" => Of::Categories,
        _ => Of::Actions,
    };
    Ok((how, of))
}

/// An order in which every segment comes after those it refers to.
pub(super) fn arranged(names: &[Text], refers: &mut [(Vec<usize>, usize)]) -> Result<Vec<usize>, Error> {
    let mut order = Vec::new();
    // Depth below each segment, its own included, once it is known.
    let mut depths: Vec<Option<usize>> = vec![None; names.len()];
    for (below, _) in &mut *refers {
        below.put_in_order();
        below.dedup();
    }
    for start in 0..names.len() {
        // The way down to where we are, and which reference of each is looked at next.
        let mut way = vec![(start, 0)];
        while let Some(&(segment, next)) = way.last() {
            let below = refers.get(segment).map(|(below, _)| below.as_slice()).unwrap_or_default();
            if depths.get(segment).copied().flatten().is_some() {
                way.pop();
            } else if let Some(&inner) = below.get(next) {
                if let Some(round) = way.iter().position(|&(on_way, _)| on_way == inner) {
                    let circle = way.get(round..).unwrap_or_default().iter().map(|&(on_way, _)| on_way);
                    let told: Vec<String> = circle
                        .chain([inner])
                        .take(12)
                        .filter_map(|s| Some(names.get(s)?.chars().take(60).collect()))
                        .collect();
                    let name = told.first().cloned().unwrap_or_default();
                    let message = format!("`{name}` refers to itself: {}", told.join(" > "));
                    return Err(Error::Options { message });
                }
                if let Some(top) = way.last_mut() {
                    top.1 += 1;
                }
                way.push((inner, 0));
            } else {
                let deepest = below.iter().filter_map(|&inner| depths.get(inner).copied().flatten()).max();
                let own = refers.get(segment).map_or(0, |(_, depth)| *depth);
                let depth = own + deepest.unwrap_or(0);
                if depth > DEPTH {
                    let name = names.get(segment).map(String::as_str).unwrap_or_default();
                    let must =
                        format!("simpler: with the segments it refers to it nests more than {DEPTH} deep");
                    return Err(Place::root(name).must_be(&must));
                }
                if let Some(slot) = depths.get_mut(segment) {
                    *slot = Some(depth);
                }
                order.push(segment);
                way.pop();
            }
        }
    }
    Ok(order)
}
