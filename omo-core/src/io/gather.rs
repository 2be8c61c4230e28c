//! Rows into touchpoints: rows of one id are one touchpoint, whatever order they come in.

use std::collections::BTreeMap;
use std::ops::Range;

use super::batch::{Batch, Note, Quarantined};
use super::record::{Part, Refused, Remark, Said};
use crate::order::Order;
use crate::vocabulary::Vocabulary;
use crate::{Action, Line, Touchpoint};

/// A record in its file.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// From 1.
    pub(super) number: u32,
    /// Where it lies in the file: bytes, or places in a list.
    pub(super) range: Range<usize>,
}

/// A touchpoint in the making.
#[derive(Debug)]
struct Growing {
    touch: Touchpoint,
    /// Lines of records that each tell the whole touchpoint, and which telling each line is of.
    whole: Vec<(Line, u32)>,
    tellings: u32,
    /// Coupons used with it, each as often as it was told.
    coupons: Vec<String>,
    /// Whether one of its rows cannot be read.
    broken: bool,
}

/// Collects the records of one file.
#[derive(Debug, Default)]
pub(super) struct Gather {
    /// The number of an id is that of its touchpoint.
    ids: Vocabulary,
    growing: Vec<Growing>,
    /// Which rows went into which touchpoint.
    origins: Vec<(u32, Row)>,
    /// Touchpoints that share an id but not an action: the first seen, and another.
    splits: Vec<(u32, u32)>,
    /// Ids that a refused row named.
    broken: Vec<String>,
    quarantined: Vec<Quarantined>,
    notes: Vec<Note>,
    rows: u32,
    ignored: u32,
}

/// Stands between an id and an action where both make the key; no id has it.
const AND: &str = "\u{1f}";

impl Gather {
    /// The next record; give it to one of the other three.
    pub(super) fn row(&mut self, range: Range<usize>) -> Row {
        self.rows = self.rows.saturating_add(1);
        Row { number: self.rows, range }
    }

    /// Takes what the reader made of a record; `record` gives a row's text.
    pub(super) fn take(
        &mut self,
        row: Row,
        read: Result<Part, Refused>,
        record: &dyn Fn(Range<usize>) -> String,
    ) {
        match read {
            Ok(part) => self.accept(row, part),
            Err(refused) => {
                self.broken.extend(refused.id);
                self.refuse(&row, refused.remark, record(row.range.clone()));
            }
        }
    }

    /// Sets a record aside.
    pub(super) fn refuse(&mut self, row: &Row, remark: Remark, record: String) {
        let Said { column, code, reason } = *remark.0;
        self.quarantined.push(Quarantined { row: row.number, column, code, reason, record });
    }

    /// Leaves out a record that says nothing about a touchpoint.
    pub(super) fn ignore(&mut self, row: &Row, reason: &'static str) {
        self.ignored = self.ignored.saturating_add(1);
        self.note(row.number, Remark::of_row("ignored", reason));
    }

    fn note(&mut self, row: u32, remark: Remark) {
        let Said { column, code, reason } = *remark.0;
        self.notes.push(Note { row, column, code, reason });
    }

    fn accept(&mut self, row: Row, part: Part) {
        let Part { touch, coupon, whole, notes } = part;
        for remark in notes {
            self.note(row.number, remark);
        }
        let first = self.ids.intern(&touch.id);
        let mut number = first;
        if self.at(first).is_some_and(|growing| growing.touch.action != touch.action) {
            number = self.ids.intern(&[&touch.id, AND, touch.action.name()].concat());
            if number as usize == self.growing.len() {
                self.splits.push((first, number));
            }
        }
        let conflict = if let Some(growing) = self.at(number) {
            growing.merge(touch, whole)
        } else {
            self.growing.push(Growing::new(touch, whole));
            None
        };
        if let (Some(coupon), Some(growing)) = (coupon, self.at(number)) {
            growing.coupons.push(coupon);
        }
        if let Some(word) = conflict {
            let reason =
                "rows of one touchpoint differ here; the smaller value was kept, the earlier of two times";
            self.note(row.number, Remark::of(word, "conflict", reason));
        }
        self.origins.push((number, row));
    }

    fn at(&mut self, number: u32) -> Option<&mut Growing> {
        self.growing.get_mut(number as usize)
    }

    /// Ends the file. `record` gives a row's text.
    pub(super) fn finish(mut self, header: Option<String>, record: &dyn Fn(Range<usize>) -> String) -> Batch {
        for id in std::mem::take(&mut self.broken) {
            if let Some(growing) = self.ids.get(&id).and_then(|number| self.at(number)) {
                growing.broken = true;
            }
        }
        self.part_actions();
        self.set_broken_aside(record);
        let mut touchpoints = Vec::new();
        for growing in self.growing.into_iter().filter(|growing| !growing.broken) {
            growing.finish(&mut touchpoints);
        }
        touchpoints.put_in_order_by(|a, b| (a.occurred_at, &a.id).cmp(&(b.occurred_at, &b.id)));
        let mut quarantined = self.quarantined;
        quarantined.put_in_order_by_key(|q| q.row);
        // A note tells what a touchpoint was kept without; those of quarantined rows were not kept.
        let kept = |note: &Note| quarantined.binary_search_by_key(&note.row, |q| q.row).is_err();
        let mut notes: Vec<Note> = self.notes.into_iter().filter(kept).collect();
        notes.put_in_order_by_key(|note| note.row);
        let out = u32::try_from(quarantined.len()).unwrap_or(u32::MAX).saturating_add(self.ignored);
        Batch {
            touchpoints,
            quarantined,
            notes,
            rows: self.rows,
            accepted: self.rows.saturating_sub(out),
            ignored: self.ignored,
            header,
        }
    }

    /// Where rows of one id both bought and brought back, each action becomes a touchpoint of its own. The
    /// first of the actions in their order keeps the id, so that the order of rows does not matter.
    fn part_actions(&mut self) {
        self.splits.put_in_order();
        let splits = std::mem::take(&mut self.splits);
        for group in splits.chunk_by(|a, b| a.0 == b.0) {
            let mut numbers: Vec<u32> = group.iter().map(|&(_, other)| other).collect();
            numbers.extend(group.first().map(|&(first, _)| first));
            let action = |number: u32| self.growing.get(number as usize).map(|g| &g.touch.action);
            numbers.put_in_order_by(|&a, &b| action(a).cmp(&action(b)));
            let broken = numbers.iter().any(|&n| self.growing.get(n as usize).is_some_and(|g| g.broken));
            for (place, number) in numbers.into_iter().enumerate() {
                let Some(growing) = self.growing.get_mut(number as usize) else { continue };
                growing.broken = broken;
                if place > 0 {
                    growing.touch.id = [&growing.touch.id, "#", growing.touch.action.name()].concat();
                }
            }
        }
    }

    /// A touchpoint with a row that cannot be read is quarantined with all its rows: half a receipt is a
    /// wrong amount, and its other half could not be added later.
    fn set_broken_aside(&mut self, record: &dyn Fn(Range<usize>) -> String) {
        if !self.growing.iter().any(|growing| growing.broken) {
            return;
        }
        for (number, row) in std::mem::take(&mut self.origins) {
            if self.at(number).is_some_and(|growing| growing.broken) {
                let reason =
                    "another row of this touchpoint is quarantined: mend that and load all its rows together";
                self.refuse(&row, Remark::of_row("receipt", reason), record(row.range.clone()));
            }
        }
    }
}

impl Growing {
    fn new(mut touch: Touchpoint, whole: bool) -> Self {
        let lines = if whole { std::mem::take(&mut touch.lines) } else { Vec::new() };
        let whole = lines.into_iter().map(|line| (line, 0)).collect();
        Self { touch, whole, tellings: 1, coupons: Vec::new(), broken: false }
    }

    /// Adds another record of the same id and action; the word in which the two differ, if any.
    fn merge(&mut self, other: Touchpoint, whole: bool) -> Option<&'static str> {
        let Touchpoint { occurred_at, channel, store, identifiers, lines, about, traits, .. } = other;
        if whole {
            let telling = self.tellings;
            self.whole.extend(lines.into_iter().map(|line| (line, telling)));
            self.tellings = telling.saturating_add(1);
        } else {
            self.touch.lines.extend(lines);
        }
        self.touch.identifiers.extend(identifiers);
        // Rows of one receipt are often scanned seconds apart: the first is when it happened.
        self.touch.occurred_at = self.touch.occurred_at.min(occurred_at);
        for (name, text) in traits {
            match self.touch.traits.get_mut(&name) {
                Some(said) if *said <= text => {}
                Some(said) => *said = text,
                None => _ = self.touch.traits.insert(name, text),
            }
        }
        let differ = [
            (smaller(&mut self.touch.channel, channel), "channel"),
            (smaller_of(&mut self.touch.store, store), "store"),
            (smaller_of(&mut self.touch.about, about), "about"),
        ];
        differ.into_iter().find_map(|(differs, word)| differs.then_some(word))
    }

    /// Gives the touchpoint, then one for each coupon that was redeemed with it.
    fn finish(self, all: &mut Vec<Touchpoint>) {
        let Self { mut touch, mut whole, mut coupons, .. } = self;
        touch.identifiers.put_in_order();
        touch.identifiers.dedup();
        // Each line as often as the fullest telling has it: what is told twice counts once.
        whole.put_in_order_by(|(a, told), (b, again)| order(a).cmp(&order(b)).then(told.cmp(again)));
        for same in whole.chunk_by(|(a, _), (b, _)| a == b) {
            let most = same.chunk_by(|(_, told), (_, again)| told == again).map(<[_]>::len).max();
            let line = same.first().map(|(line, _)| line);
            touch.lines.extend(line.into_iter().cycle().take(most.unwrap_or_default()).cloned());
        }
        touch.lines.put_in_order_by(|a, b| order(a).cmp(&order(b)));
        coupons.put_in_order();
        coupons.dedup();
        let place = all.len();
        for coupon in coupons {
            all.push(Touchpoint {
                id: [&touch.id, "#coupon:", &coupon].concat(),
                action: Action::CouponRedeemed,
                lines: Vec::new(),
                about: Some(coupon),
                traits: BTreeMap::new(),
                ..touch.clone()
            });
        }
        all.insert(place, touch);
    }
}

/// The order of lines within a touchpoint, so that the order of rows does not matter.
fn order(line: &Line) -> (&str, u32, Option<crate::Money>) {
    (&line.product, line.quantity, line.amount)
}

/// Keeps the smaller of two texts; whether they differ.
fn smaller(kept: &mut String, other: String) -> bool {
    let differ = *kept != other;
    if other < *kept {
        *kept = other;
    }
    differ
}

/// Keeps the smaller of two texts, and any rather than none; whether there are two that differ.
fn smaller_of(kept: &mut Option<String>, other: Option<String>) -> bool {
    match (kept.as_mut(), other) {
        (Some(kept), Some(other)) => smaller(kept, other),
        (None, Some(other)) => {
            *kept = Some(other);
            false
        }
        (_, None) => false,
    }
}

/// Text of bytes that may be broken: valid parts as they are, other bytes as `\xNN`, a backslash as `\\`.
pub(super) fn escaped(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(&chunk.valid().replace('\\', "\\\\"));
        for byte in chunk.invalid() {
            // Writing to a text does not fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}
