//! Paths: channels in order, and what came of them.

use crate::Error;
use crate::sparse::Rows;
use crate::vocabulary::Vocabulary;

/// Paths of touches with how often each ended in a conversion, for how much, and how often in none.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    channels: Vocabulary,
    touches: Rows<u32>,
    /// Days from each touch to the end of its path, touch by touch; empty where that is not known.
    ages: Vec<f64>,
    conversions: Vec<f64>,
    value: Vec<f64>,
    nulls: Vec<f64>,
}

/// How often each path is counted: as told, or as drawn.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    pub conversions: Vec<f64>,
    pub value: Vec<f64>,
    pub nulls: Vec<f64>,
}

impl Paths {
    /// Adds a path written with a separator, `signage > ec > store`.
    ///
    /// Spaces around names and empty names between separators do not count.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] naming the row when a path names no channel (nobody could be given its conversions), or a
    /// number is negative or not finite.
    pub fn push(
        &mut self,
        path: &str,
        separator: &str,
        conversions: f64,
        value: f64,
        nulls: f64,
    ) -> Result<(), Error> {
        let row = self.len();
        let wrong = |column: &str, must: &str| Error::Column {
            column: column.into(),
            must: format!("{must}; row {row} is not"),
        };
        for (column, number) in [("conversions", conversions), ("value", value), ("nulls", nulls)] {
            if !(number.is_finite() && number >= 0.0) {
                return Err(wrong(column, "numbers of 0 or more"));
            }
        }
        // One letter is looked for several times as fast as a text.
        let mut letters = separator.chars();
        let found = match (letters.next(), letters.next()) {
            (Some(letter), None) => self.add(path.split(letter)),
            _ => self.add(path.split(separator)),
        };
        if !found {
            return Err(wrong("path", "one channel or more, leave rows without any out"));
        }
        self.conversions.push(conversions);
        self.value.push(value);
        self.nulls.push(nulls);
        Ok(())
    }

    /// Adds the touches of a path; whether there are any.
    fn add<'a>(&mut self, names: impl Iterator<Item = &'a str>) -> bool {
        let mut names = names.map(str::trim).filter(|name| !name.is_empty()).peekable();
        let found = names.peek().is_some();
        if found {
            let channels = &mut self.channels;
            self.touches.push(names.map(|name| channels.intern(name)));
        }
        found
    }

    /// Adds one path of touches with their ages in days, that ended in a conversion or in none.
    pub(super) fn tell(&mut self, touches: &[(&str, f64)], converted: bool, value: f64) {
        let channels = &mut self.channels;
        self.touches.push(touches.iter().map(|(name, _)| channels.intern(name)));
        self.ages.extend(touches.iter().map(|(_, age)| age));
        self.conversions.push(f64::from(u8::from(converted)));
        self.nulls.push(f64::from(u8::from(!converted)));
        self.value.push(value);
    }

    /// How many paths there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.touches.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.touches.is_empty()
    }

    /// The names of channels, in order of first sight.
    pub fn channels(&self) -> impl Iterator<Item = &str> {
        self.channels.iter()
    }

    /// The name of a channel.
    #[must_use]
    pub fn channel(&self, number: u32) -> Option<&str> {
        self.channels.text(number)
    }

    /// The numbers of the channels of a path.
    #[must_use]
    pub fn touches(&self, path: usize) -> &[u32] {
        self.touches.row(path)
    }

    /// Conversions, value and nulls of a path.
    #[must_use]
    pub fn outcome(&self, path: usize) -> (f64, f64, f64) {
        let at = |list: &[f64]| list.get(path).copied().unwrap_or_default();
        (at(&self.conversions), at(&self.value), at(&self.nulls))
    }

    pub(super) fn width(&self) -> usize {
        self.channels.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &[u32]> {
        self.touches.iter()
    }

    /// The days before its end of every touch of all paths, end to end, where that is known.
    pub(super) fn ages(&self) -> Option<&[f64]> {
        (self.ages.len() == self.touches.values().len() && !self.ages.is_empty()).then_some(&self.ages)
    }

    pub(super) fn counts(&self) -> Counts {
        Counts { conversions: self.conversions.clone(), value: self.value.clone(), nulls: self.nulls.clone() }
    }

    /// The same paths, equal ones counted together, the most frequent first, then by their channels' names.
    #[must_use]
    pub fn together(&self) -> Self {
        use crate::order::Order;
        // How often, its names, what came of it, and its numbers.
        type Group<'a> = (f64, Vec<&'a str>, [f64; 3], &'a [u32]);
        let written = |path: &[u32]| -> Vec<&str> {
            path.iter().filter_map(|&channel| self.channels.text(channel)).collect()
        };
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.put_in_order_by(|&a, &b| self.touches(a).cmp(self.touches(b)));
        let mut groups: Vec<Group<'_>> = Vec::new();
        for path in order {
            let (conversions, value, nulls) = self.outcome(path);
            let touches = self.touches(path);
            let same = groups.last_mut().filter(|(.., same)| *same == touches);
            if let Some((count, _, sums, _)) = same {
                *count += conversions + nulls;
                for (sum, part) in sums.iter_mut().zip([conversions, value, nulls]) {
                    *sum += part;
                }
            } else {
                let sums = [conversions, value, nulls];
                groups.push((conversions + nulls, written(touches), sums, touches));
            }
        }
        groups.put_in_order_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut together = Self::default();
        for (_, path, [conversions, value, nulls], _) in groups {
            together.touches.push(path.iter().map(|name| together.channels.intern(name)));
            together.conversions.push(conversions);
            together.value.push(value);
            together.nulls.push(nulls);
        }
        together
    }
}
