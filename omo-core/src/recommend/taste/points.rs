//! Points of one dimension, end to end.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::lanes::{Sixteen, panel};

/// Points of so many factors each, with zeros up to whole panels of vectors: what is summed over a point may run over those.
///
/// Written as rows of factors, without the zeros.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Points {
    factors: usize,
    /// How many times sixteen numbers a point takes.
    width: usize,
    all: Vec<Sixteen>,
}

impl Points {
    /// So many points at 0.
    pub fn new(count: usize, factors: usize) -> Self {
        // Written, none of them say how many factors they have.
        let factors = if count == 0 { 0 } else { factors };
        let width = width(factors);
        Self { factors, width, all: vec![Sixteen::default(); count * width] }
    }

    pub fn len(&self) -> usize {
        self.all.len() / self.width
    }

    pub fn factors(&self) -> usize {
        self.factors
    }

    pub fn width(&self) -> usize {
        self.width
    }

    /// A point; nothing where there is none.
    #[inline]
    pub fn get(&self, at: usize) -> &[Sixteen] {
        let start = at * self.width;
        self.all.get(start..start + self.width).unwrap_or_default()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &[Sixteen]> + ExactSizeIterator {
        self.all.chunks_exact(self.width)
    }

    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [Sixteen]> {
        self.all.chunks_exact_mut(self.width)
    }

    /// Where a point lies.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut [Sixteen]> {
        let start = at * self.width;
        self.all.get_mut(start..start + self.width)
    }

    /// Adds other points to these, each to its own.
    pub fn add(&mut self, others: &Self) {
        for (to, from) in self.all.iter_mut().zip(&others.all) {
            to.0.iter_mut().zip(from.0).for_each(|(to, from)| *to += from);
        }
    }

    /// Up to `few` points at a time, end to end.
    pub fn chunks(&self, few: usize) -> impl Iterator<Item = &[Sixteen]> {
        self.all.chunks((few * self.width).max(1))
    }

    /// The same, to be changed.
    pub fn chunks_mut(&mut self, few: usize) -> impl Iterator<Item = &mut [Sixteen]> {
        self.all.chunks_mut((few * self.width).max(1))
    }

    /// The points before one, and all others, end to end.
    pub fn split_at_mut(&mut self, at: usize) -> Option<(&mut [Sixteen], &mut [Sixteen])> {
        self.all.split_at_mut_checked(at * self.width)
    }

    /// Sixteen points at a time, end to end, and what is left over.
    pub fn sixteens(&self) -> impl Iterator<Item = &[Sixteen]> {
        self.all.chunks(16 * self.width)
    }

    /// The numbers of each point.
    pub fn numbers(&self) -> impl ExactSizeIterator<Item = Vec<f32>> {
        self.iter().map(|point| numbers(point).take(self.factors).collect())
    }

    pub fn are_finite(&self) -> bool {
        self.all.iter().all(|some| some.0.iter().all(|value| value.is_finite()))
    }
}

/// How many times sixteen numbers a point of so many factors takes.
pub(super) fn width(factors: usize) -> usize {
    let least = factors.div_ceil(16).max(1);
    least.next_multiple_of(panel(least))
}

/// The numbers of a point, and the zeros behind them.
pub(super) fn numbers(point: &[Sixteen]) -> impl Iterator<Item = f32> {
    point.iter().flat_map(|some| some.0)
}

/// Where the numbers of a point lie, and the zeros behind them.
pub(super) fn numbers_mut(point: &mut [Sixteen]) -> impl Iterator<Item = &mut f32> {
    point.iter_mut().flat_map(|some| &mut some.0)
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.numbers())
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows = Vec::<Vec<f32>>::deserialize(deserializer)?;
        let factors = rows.first().map_or(0, Vec::len);
        if rows.iter().any(|row| row.len() != factors) {
            return Err(serde::de::Error::custom("points must be of one dimension"));
        }
        let mut points = Self::new(rows.len(), factors);
        for (point, row) in points.iter_mut().zip(rows) {
            numbers_mut(point).zip(row).for_each(|(place, value)| *place = value);
        }
        Ok(points)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_written_without_the_zeros_behind_them() {
        let mut points = Points::new(2, 17);
        assert_eq!((points.len(), points.width()), (2, 2));
        for (point, start) in points.iter_mut().zip([1_u8, 101]) {
            numbers_mut(point).take(17).zip(start..).for_each(|(place, value)| *place = f32::from(value));
        }
        let json = serde_json::to_string(&points).unwrap();
        assert!(json.starts_with("[[1.0,2.0,") && json.ends_with(",117.0]]"), "{json}");
        assert_eq!(serde_json::from_str::<Points>(&json).unwrap(), points);
        assert!(serde_json::from_str::<Points>("[[1.0],[]]").is_err());
        assert_eq!(numbers(points.get(1)).skip(16).take(3).collect::<Vec<_>>(), [117.0, 0.0, 0.0]);
        assert!(points.get(2).is_empty());
    }
}
