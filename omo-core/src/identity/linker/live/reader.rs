//! The values of records, one record at a time.

use std::collections::BTreeSet;

use super::known::{Known, KnownNames};
use crate::identity::linker::compare::Comparison;
use crate::identity::linker::days::day_of;
use crate::identity::linker::names::{Name, Readings, part_of_whole};
use crate::identity::linker::records::EMPTY;
use crate::identity::linker::spell::Manner;
use crate::identity::linker::values::{Cuts, Part, Values, is_own, sound};
use crate::identity::normal;

/// Reads the values of a comparison, as they are known to be written.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub comparison: Comparison,
    known: Known,
    manner: Manner,
    cuts: Cuts,
    placeholders: BTreeSet<String>,
    readings: Readings,
    sound: bool,
}

/// What a record has of a comparison.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cells<'a> {
    pub own: Option<&'a str>,
    pub whole: Option<&'a str>,
    pub reading: Option<&'a str>,
    pub month: Option<&'a str>,
    pub day: Option<&'a str>,
}

impl<'a> Cells<'a> {
    pub fn of([own, whole, reading, month, day]: [Option<&'a str>; 5]) -> Self {
        Self { own, whole, reading, month, day }
    }
}

/// How many values there were.
#[derive(Debug, Clone, Default)]
pub(super) struct Mark {
    pub values: usize,
    parts: Vec<usize>,
    pub elements: usize,
    sounds: usize,
}

impl Reader {
    pub fn new(comparison: &Comparison, known: &Known) -> Self {
        let kind = comparison.kind;
        let days = if known.month_first { normal::Order::MonthFirst } else { normal::Order::DayFirst };
        let own = is_own(kind);
        Self {
            manner: Manner { kind, days, japanese: known.japanese, sets: known.sets },
            // Where they are not, there are no parts.
            cuts: Cuts { kind, scripts: known.scripts, japanese: true },
            placeholders: if own { known.placeholders.iter().cloned().collect() } else { BTreeSet::new() },
            readings: known.names.readings(),
            sound: comparison.levels().iter().any(|level| level.sound),
            comparison: comparison.clone(),
            known: Known { names: KnownNames::default(), ..known.clone() },
        }
    }

    /// No values yet.
    pub fn values(&self) -> Values {
        self.known.values()
    }

    /// The one spelling of what a record has, where that says something.
    pub fn read(&self, cells: Cells<'_>) -> Option<String> {
        let kind = self.comparison.kind;
        let part = match cells.own {
            None => cells.whole.and_then(|whole| part_of_whole(whole, kind)),
            Some(_) => None,
        };
        let in_three = self.comparison.month.is_some() || self.comparison.day.is_some();
        let day = if in_three { day_of(cells.own?, cells.month, cells.day) } else { None };
        let own = day.as_deref().or(cells.own.filter(|_| !in_three)).or(part.as_deref());
        let mut text = String::new();
        if self.known.scripts {
            let name = |text: Option<&str>| text.map(|text| Name::read(text, kind)).unwrap_or_default();
            let (writing, reading) = self.readings.guess(name(own).with_reading(name(cells.reading))).value();
            if !writing.is_empty() || !reading.is_empty() {
                text = format!("{writing}\u{1f}{reading}");
            }
        } else {
            self.manner.spell(own?, &mut text);
        }
        (!text.is_empty() && !self.placeholders.contains(&text)).then_some(text)
    }

    /// The number of a value, a new one if it was never seen.
    pub fn add(&self, values: &mut Values, text: &str) -> u32 {
        let before = values.len();
        let number = values.add(text);
        if values.len() == before {
            return number;
        }
        values.rows.push(self.known.values.count(text));
        for (at, (part, known)) in values.parts.iter_mut().zip(&self.known.parts).enumerate() {
            part.add(self.cuts.cut(at, text), |text| known.count(text));
        }
        if let Some(elements) = &mut values.elements {
            elements.add(text);
            let known = elements.rows.len();
            let new = elements.texts.iter_from(known).map(|text| self.known.elements.count(text));
            elements.rows.extend(new);
        }
        if self.sound {
            values.sounds.add(sound(text), |_| 1);
        }
        number
    }

    /// How many values there are, so that those that come may be forgotten.
    pub fn mark(values: &Values) -> Mark {
        Mark {
            values: values.len(),
            parts: values.parts.iter().map(|part| part.texts.len()).collect(),
            elements: values.elements.as_ref().map_or(0, |elements| elements.texts.len()),
            sounds: values.sounds.texts.len(),
        }
    }

    /// Forgets the values that came since.
    pub fn forget(values: &mut Values, mark: &Mark) {
        values.truncate(mark.values);
        for (part, texts) in values.parts.iter_mut().zip(&mark.parts) {
            part.truncate(mark.values, *texts);
        }
        if let Some(elements) = &mut values.elements {
            elements.truncate(mark.values, mark.elements);
        }
        values.sounds.truncate(mark.values, mark.sounds);
    }
}

impl Part {
    /// The part of the next value.
    fn add(&mut self, text: Option<String>, rows: impl Fn(&str) -> u32) {
        let number = text.map_or(EMPTY, |text| {
            let number = self.texts.intern(&text);
            if self.rows.len() < self.texts.len() {
                self.rows.push(rows(&text));
            }
            number
        });
        self.of.push(number);
    }

    fn truncate(&mut self, values: usize, texts: usize) {
        self.of.truncate(values);
        self.texts.truncate(texts);
        self.rows.truncate(texts);
    }
}
