//! Touchpoints sorted once, so that every question is a walk.

use serde::Serialize;

#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
use super::beside::Beside;
use super::options::Spans;
use super::order::{by_text, grouped, ranked};
use super::read::{NONE, Names, Read, lengths, read};
use super::stage::by_rules;
use super::{JourneyOptions, NO_STORE, Stage, Touches};
use crate::Error;
use crate::model::{Action, Channels, Side};
use crate::vocabulary::Vocabulary;

/// Everything each customer did, oldest first.
///
/// Customers are numbered in order of their ids, so no answer hangs on the order rows came in. Touchpoints at
/// the same instant are ordered by stage (who visited and bought in one second visited first), then by
/// channel, action, store, amount, item and how it felt.
#[derive(Debug, Clone)]
pub struct Journeys {
    pub(super) spans: Spans,
    ids: Vocabulary,
    /// The number in `ids` of each customer.
    order: Vec<u32>,
    /// The customer of each number in `ids`.
    ranks: Vec<u32>,
    pub(super) channels: Vec<(String, Side)>,
    pub(super) actions: Vec<String>,
    stores: Vec<String>,
    pub(super) kinds: Vec<Kind>,
    /// Where each customer's touchpoints end.
    ends: Vec<u32>,
    touches: Vec<Touch>,
    /// Empty when nothing has an amount.
    amounts: Vec<i64>,
    /// About which item each touchpoint is; empty when nothing is about one.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    items: Vec<u32>,
    /// How each touchpoint felt, where that is a number; empty when nothing says it.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    feelings: Vec<f64>,
    rejected: Vec<RejectedRow>,
}

/// One touchpoint: 16 bytes, four to a cache line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Touch {
    pub at: i64,
    pub kind: u32,
    pub store: u32,
}

/// What is the same for all touchpoints with one channel and one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    // First, as kinds are numbered in this order and ties of time are broken by number.
    pub stage: Stage,
    pub channel: u32,
    pub action: u32,
    pub side: Side,
}

/// A row that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RejectedRow {
    /// The row, counted from 0.
    pub row: u32,
    /// The column at fault.
    pub column: &'static str,
    /// A stable word for the kind of fault: `missing` or `time`.
    pub code: &'static str,
    /// The same in a sentence.
    pub reason: &'static str,
}

impl Journeys {
    /// Sorts touchpoints into journeys.
    ///
    /// Rows without a customer, channel or action, or with a time before 1970 or after 2199, are left out and
    /// listed in [`rejected`](Self::rejected). Names of channels and actions are read in any spelling
    /// (`Check-In` is `check_in`). Time: linear in rows, plus sorting within each customer.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] when columns differ in length, [`Error::Column`] past four billion rows,
    /// [`Error::Option`] when a span is 0.
    pub fn new(touches: Touches, options: &JourneyOptions) -> Result<Self, Error> {
        let spans = options.check()?;
        lengths(&touches)?;
        let channels = Names::new(&touches.channels, &Channels::canonical);
        let actions = Names::new(&touches.actions, &|name| Action::read(name).name().into());
        let stores = Names::new(&touches.stores, &str::to_owned);
        let Read { kind, mut pairs, mut count, rejected } = read(&touches, &channels, &actions, &stores);

        let meanings: Vec<Action> = actions.names.iter().map(|name| Action::read(name)).collect();
        let mut sides = Vec::with_capacity(channels.names.len());
        for name in channels.names {
            let side = options.channels.side(&name);
            sides.push((name, side));
        }
        let channels = sides;
        let kinds: Vec<Kind> = pairs
            .drain(..)
            .filter_map(|(channel, action)| {
                let (name, side) = channels.get(channel as usize)?;
                let stage = by_rules(&options.stages, name, meanings.get(action as usize)?);
                Some(Kind { stage, channel, action, side: *side })
            })
            .collect();
        let (kinds, renumber) = ranked(&kinds);

        let order = by_text(&touches.customers, &count);
        let mut ends = Vec::with_capacity(order.len());
        let mut ranks = vec![NONE; touches.customers.len()];
        let mut end = 0;
        for (rank, &number) in (0..).zip(&order) {
            if let (Some(count), Some(place)) =
                (count.get_mut(number as usize), ranks.get_mut(number as usize))
            {
                // From here on, where the customer's next touchpoint goes.
                let start = end;
                end += std::mem::replace(count, start);
                *place = rank;
                ends.push(end);
            }
        }

        let rows = touches.customer.iter().zip(&touches.occurred_at).zip(&kind).enumerate().filter_map(
            |(row, ((&customer, &at), &kind))| {
                let kind = *renumber.get(kind as usize)?;
                let store = touches.store.get(row).map_or(NO_STORE, |&store| stores.number(store));
                Some((row, customer, Touch { at, kind, store }))
            },
        );
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        let (mut items, mut feelings) = (Vec::new(), Vec::new());
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        let by_item = !touches.item.is_empty() || !touches.feeling.is_empty();
        #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
        let by_item = false;
        let (sorted, amounts) = if by_item {
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            {
                let beside = Beside::new(&touches);
                let amount = |row: usize| touches.amount.get(row).copied().unwrap_or_default();
                let rows =
                    rows.map(|(row, customer, touch)| (customer, (touch, amount(row), beside.number(row))));
                let sorted = grouped(rows, &mut count, &ends);
                items.extend(sorted.iter().map(|&(.., number)| beside.item(number)));
                if !touches.feeling.is_empty() {
                    feelings.extend(sorted.iter().map(|&(.., number)| beside.feeling(number)));
                }
                let amounts = if touches.amount.is_empty() { 0 } else { sorted.len() };
                let amounts = sorted.iter().take(amounts).map(|&(_, amount, _)| amount).collect();
                (sorted.into_iter().map(|(touch, ..)| touch).collect(), amounts)
            }
            #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
            (Vec::new(), Vec::new())
        } else if touches.amount.is_empty() {
            (grouped(rows.map(|(_, customer, touch)| (customer, touch)), &mut count, &ends), Vec::new())
        } else {
            let amount = |row: usize| touches.amount.get(row).copied().unwrap_or_default();
            grouped(rows.map(|(row, customer, touch)| (customer, (touch, amount(row)))), &mut count, &ends)
                .into_iter()
                .unzip()
        };
        Ok(Self {
            spans,
            ids: touches.customers,
            order,
            ranks,
            channels,
            actions: actions.names,
            stores: stores.names,
            kinds,
            ends,
            touches: sorted,
            amounts,
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            items,
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            feelings,
            rejected,
        })
    }

    /// How many touchpoints there are, without rejected ones.
    #[must_use]
    pub fn len(&self) -> usize {
        self.touches.len()
    }

    /// Whether there is no touchpoint.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.touches.is_empty()
    }

    /// How many customers have a touchpoint. They are numbered from 0 in order of their ids.
    #[must_use]
    pub fn customers(&self) -> u32 {
        u32::try_from(self.order.len()).unwrap_or(u32::MAX)
    }

    /// The ids of all customers, in order.
    pub fn customer_ids(&self) -> impl Iterator<Item = &str> {
        self.order.iter().filter_map(|&number| self.ids.text(number))
    }

    /// The id of a customer.
    #[must_use]
    pub fn customer_id(&self, customer: u32) -> Option<&str> {
        self.ids.text(*self.order.get(customer as usize)?)
    }

    /// The customer with an id; `None` for a stranger.
    #[must_use]
    pub fn customer(&self, id: &str) -> Option<u32> {
        self.ranks.get(self.ids.get(id)? as usize).copied().filter(|&rank| rank != NONE)
    }

    /// The name of a channel.
    #[must_use]
    pub fn channel(&self, number: u32) -> Option<&str> {
        self.channels.get(number as usize).map(|(name, _)| name.as_str())
    }

    /// The id of a store.
    #[must_use]
    pub fn store(&self, number: u32) -> Option<&str> {
        self.stores.get(number as usize).map(String::as_str)
    }

    /// Rows that were left out, in order.
    #[must_use]
    pub fn rejected(&self) -> &[RejectedRow] {
        &self.rejected
    }

    /// Bytes held on the heap, without the few names of channels, actions and stores.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        self.ids.heap_bytes()
            + 4 * (self.order.capacity() + self.ranks.capacity() + self.ends.capacity())
            + size_of::<Touch>() * self.touches.capacity()
            + 8 * self.amounts.capacity()
            + self.beside_bytes()
            + size_of::<RejectedRow>() * self.rejected.capacity()
    }

    #[cfg_attr(
        all(target_arch = "wasm32", not(feature = "analysis")),
        expect(clippy::unused_self, reason = "the same in both")
    )]
    fn beside_bytes(&self) -> usize {
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        return 4 * self.items.capacity() + 8 * self.feelings.capacity();
        #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
        0
    }

    /// The touchpoints of a customer, oldest first; empty for a stranger.
    pub(super) fn journey(&self, customer: u32) -> &[Touch] {
        let start = self.first(customer) as usize;
        let end = self.ends.get(customer as usize).map_or(start, |&end| end as usize);
        self.touches.get(start..end).unwrap_or_default()
    }

    /// The number of a customer's first touchpoint.
    pub(super) fn first(&self, customer: u32) -> u32 {
        let before = (customer as usize).checked_sub(1).and_then(|before| self.ends.get(before));
        before.copied().unwrap_or_default()
    }

    /// All journeys in order of customers.
    pub(super) fn all(&self) -> impl Iterator<Item = &[Touch]> {
        (0..self.customers()).map(|customer| self.journey(customer))
    }

    /// All touchpoints of all customers.
    pub(super) fn touches(&self) -> &[Touch] {
        &self.touches
    }

    /// The number of the item of the touchpoint with a number; [`NO_STORE`] where there is none.
    #[cfg_attr(
        all(target_arch = "wasm32", not(feature = "analysis")),
        expect(clippy::unused_self, reason = "the same in both")
    )]
    pub(super) fn item_number(&self, number: usize) -> u32 {
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        return self.items.get(number).copied().unwrap_or(NO_STORE);
        #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
        {
            let _ = number;
            NO_STORE
        }
    }

    /// How the touchpoint with a number felt, where it says so itself.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    pub(super) fn feeling(&self, number: usize) -> Option<f64> {
        self.feelings.get(number).copied().filter(|felt| !felt.is_nan())
    }

    /// The kind of a touchpoint.
    pub(super) fn kind(&self, touch: Touch) -> Option<&Kind> {
        self.kinds.get(touch.kind as usize)
    }

    /// The amount of the touchpoint with a number.
    pub(super) fn amount(&self, number: usize) -> Option<i64> {
        self.amounts.get(number).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_cannot_be_are_left_out_and_listed() {
        let mut touches = Touches::default();
        touches.push("hanako", -1, "ec", "view");
        touches.push("hanako", 0, "ec", "view");
        touches.push("", 0, "ec", "view");
        touches.push("hanako", 0, " ", "view");
        touches.push("hanako", 7_258_118_400_000, "ec", "view");
        touches.push("hanako", 0, "ec", "");
        touches.push("stranger", i64::MAX, "ec", "view");
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        let faults: Vec<_> = journeys.rejected().iter().map(|row| (row.row, row.column, row.code)).collect();
        let expected = [
            (0, "occurred_at", "time"),
            (2, "customer_id", "missing"),
            (3, "channel", "missing"),
            (4, "occurred_at", "time"),
            (5, "action", "missing"),
            (6, "occurred_at", "time"),
        ];
        assert_eq!(faults, expected);
        assert_eq!((journeys.len(), journeys.customers()), (1, 1));
        assert_eq!(journeys.customer("stranger"), None);
    }

    #[test]
    fn columns_of_different_lengths_are_an_error() {
        let whole = || {
            let mut touches = Touches::default();
            touches.push("hanako", 0, "ec", "view");
            touches.push("taro", 0, "ec", "view");
            touches
        };
        let short = [
            Touches { occurred_at: vec![0], ..whole() },
            Touches { channel: vec![], ..whole() },
            Touches { action: vec![0; 3], ..whole() },
            Touches { store: vec![0], ..whole() },
            Touches { amount: vec![0], ..whole() },
        ];
        for touches in short {
            let error = Journeys::new(touches, &JourneyOptions::default()).unwrap_err();
            assert_eq!(error.code(), "length");
        }
        assert!(Journeys::new(Touches::default(), &JourneyOptions::default()).unwrap().is_empty());
    }

    /// Ids that begin alike for longer than sixteen bytes, and ids that end early.
    #[test]
    fn customers_are_in_order_of_their_ids() {
        let mut ids =
            ["0000000000000000b", "0000000000000000a", "0000000000000000", "0000", "0000\0", "花子", "Z"];
        let mut touches = Touches::default();
        for id in ids {
            touches.push(id, 0, "ec", "view");
        }
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        ids.sort_unstable();
        assert!(journeys.customer_ids().eq(ids.iter().copied()));
        assert!(ids.iter().zip(0..).all(|(id, number)| journeys.customer(id) == Some(number)));
    }

    /// A date without a clock gives one instant to a whole day.
    #[test]
    fn at_one_instant_a_visit_comes_before_the_purchase() {
        let mut touches = Touches::default();
        touches.push("hanako", 0, "pos", "purchase");
        touches.push("hanako", 0, "store", "visit");
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        let actions: Vec<_> = journeys.timeline(0).map(|step| step.action).collect();
        assert_eq!(actions, ["visit", "purchase"]);
    }

    #[test]
    fn ten_megabytes_are_just_a_name() {
        let long = "x".repeat(10_000_000);
        let mut touches = Touches::default();
        touches.push(&long, 0, &long, "view");
        touches.push("hanako", 0, &long, "view");
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        assert_eq!((journeys.customers(), journeys.map().channels.len()), (2, 1));
    }
}
