//! What one customer did, borrowed from wherever it is kept.

use super::{Money, Side, Time, Touchpoint};
use crate::order::Order;

/// One product of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactLine<'a> {
    /// The product's key.
    pub product: &'a str,
    /// Its category, where the shop told one.
    pub category: Option<&'a str>,
    /// How many.
    pub quantity: u32,
    /// What the line cost in all.
    pub amount: Option<Money>,
}

/// A touchpoint as rules read it: every text borrowed, the channel's side and the products' categories known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact<'a> {
    /// The touchpoint's id.
    pub id: &'a str,
    /// When it happened.
    pub at: Time,
    /// The channel's name.
    pub channel: &'a str,
    /// Whether that is online or offline.
    pub side: Side,
    /// In or about which store.
    pub store: Option<&'a str>,
    /// The action's name.
    pub action: &'a str,
    /// What it was about when that is not a product.
    pub about: Option<&'a str>,
    /// Products looked at, bought or brought back.
    pub lines: &'a [FactLine<'a>],
    /// What was learnt about the customer: names and texts.
    pub traits: &'a [(&'a str, &'a str)],
}

impl<'a> Fact<'a> {
    /// A fact that has no store, lines or traits yet, to be filled in.
    #[must_use]
    pub fn new(id: &'a str, at: Time, channel: &'a str, side: Side, action: &'a str) -> Self {
        Self { id, at, channel, side, store: None, action, about: None, lines: &[], traits: &[] }
    }
}

/// What one customer did, oldest first; at one instant by id.
///
/// Lines and traits of all facts lie end to end, so a customer of a thousand facts is three lists, and no text is
/// copied.
///
/// ```
/// use omo_core::model::{Fact, FactLine, Facts, Side};
/// let mut facts = Facts::default();
/// let (first, later) = ("2026-03-01T10:00:00+09:00".parse()?, "2026-03-02T18:00:00+09:00".parse()?);
/// let tea = FactLine { product: "sencha", category: Some("tea"), quantity: 1, amount: None };
/// facts.push(Fact { store: Some("ginza"), ..Fact::new("till-1", later, "pos", Side::Offline, "purchase") }, [tea], []);
/// facts.push(Fact::new("web-1", first, "ec", Side::Online, "view"), [tea], []);
///
/// let history = facts.in_order();
/// assert_eq!(history.facts().map(|fact| fact.id).collect::<Vec<_>>(), ["web-1", "till-1"]);
/// assert_eq!(history.fact(1).unwrap().lines[0].category, Some("tea"));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct History<'a> {
    heads: Vec<Head<'a>>,
    lines: Vec<FactLine<'a>>,
    traits: Vec<(&'a str, &'a str)>,
}

/// A fact, and where its lines and traits lie.
#[derive(Debug, Clone, Copy)]
struct Head<'a> {
    fact: Fact<'a>,
    lines: (usize, usize),
    traits: (usize, usize),
}

/// Facts being gathered, in any order.
#[derive(Debug, Clone, Default)]
pub struct Facts<'a>(History<'a>);

impl<'a> Facts<'a> {
    /// Adds a fact with these lines and traits; those that `fact` has itself are replaced.
    pub fn push(
        &mut self,
        fact: Fact<'a>,
        lines: impl IntoIterator<Item = FactLine<'a>>,
        traits: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) {
        let all = &mut self.0;
        let (first_line, first_trait) = (all.lines.len(), all.traits.len());
        all.lines.extend(lines);
        all.traits.extend(traits);
        let (lines, traits) = ((first_line, all.lines.len()), (first_trait, all.traits.len()));
        all.heads.push(Head { fact: Fact { lines: &[], traits: &[], ..fact }, lines, traits });
    }

    /// The facts in order of time.
    #[must_use]
    pub fn in_order(self) -> History<'a> {
        let mut all = self.0;
        let key = |head: &Head<'a>| (head.fact.at.millis(), head.fact.id);
        all.heads.put_in_order_by(|a, b| key(a).cmp(&key(b)));
        all
    }
}

impl<'a> History<'a> {
    /// The history that touchpoints of one customer tell.
    pub fn of(
        touchpoints: &'a [Touchpoint],
        side: impl Fn(&str) -> Side,
        category: impl Fn(&str) -> Option<&'a str>,
    ) -> Self {
        let mut facts = Facts::default();
        for touch in touchpoints {
            let channel = touch.channel.as_str();
            let fact = Fact::new(&touch.id, touch.occurred_at, channel, side(channel), touch.action.name());
            let fact = Fact { store: touch.store.as_deref(), about: touch.about.as_deref(), ..fact };
            let lines = touch.lines.iter().map(|line| FactLine {
                product: &line.product,
                category: category(&line.product),
                quantity: line.quantity,
                amount: line.amount,
            });
            facts.push(fact, lines, touch.traits.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        }
        facts.in_order()
    }

    /// The same history without the facts that `keep` refuses.
    #[must_use]
    pub fn only(&self, keep: &dyn Fn(&Fact<'_>) -> bool) -> Self {
        let kept = self.facts().zip(&self.heads).filter(|(fact, _)| keep(fact));
        Self {
            heads: kept.map(|(_, head)| *head).collect(),
            lines: self.lines.clone(),
            traits: self.traits.clone(),
        }
    }

    /// How many facts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The fact at a place, 0 for the oldest.
    #[must_use]
    pub fn fact(&self, place: usize) -> Option<Fact<'_>> {
        let Head { fact, lines, traits } = *self.heads.get(place)?;
        let lines = self.lines.get(lines.0..lines.1).unwrap_or_default();
        let traits = self.traits.get(traits.0..traits.1).unwrap_or_default();
        Some(Fact { lines, traits, ..fact })
    }

    /// UTC milliseconds of the fact at a place; 0 where there is none.
    #[must_use]
    pub fn millis(&self, place: usize) -> i64 {
        self.heads.get(place).map_or(0, |head| head.fact.at.millis())
    }

    /// All facts, oldest first.
    #[must_use]
    pub fn facts(&self) -> impl DoubleEndedIterator<Item = Fact<'_>> + ExactSizeIterator {
        (0..self.len()).map(|place| {
            // Every place below the length has a fact.
            self.fact(place).unwrap_or(Fact::new("", Time::EPOCH, "", Side::Online, ""))
        })
    }

    /// The facts that are known at `now`: those that happened by then.
    #[must_use]
    pub fn known(&self, now: Time) -> impl DoubleEndedIterator<Item = Fact<'_>> + ExactSizeIterator {
        self.facts().take(self.count_until(now.millis()))
    }

    /// How many facts happened at or before an instant in UTC milliseconds.
    #[must_use]
    pub fn count_until(&self, millis: i64) -> usize {
        self.heads.partition_point(|head| head.fact.at.millis() <= millis)
    }
}
