//! Drawing from weights and ranges.

use crate::random::Random;

/// Something drawn with given weights, in logarithmic time.
#[derive(Debug, Clone)]
pub(super) struct Weights(Vec<f64>);

impl Weights {
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let sums = weights.into_iter().scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self(sums.collect())
    }

    /// The number of a weight, drawn in proportion to it.
    pub fn draw(&self, random: &mut Random) -> usize {
        let point = random.unit() * self.0.last().copied().unwrap_or(0.0);
        self.0.partition_point(|&sum| sum <= point).min(self.0.len().saturating_sub(1))
    }
}

/// Weights of popularity: the second sells half as often as the first, the third a third (Zipf).
pub(super) fn zipf(ranks: usize) -> impl Iterator<Item = f64> {
    (1..=u32::try_from(ranks).unwrap_or(u32::MAX)).map(|rank| 1.0 / f64::from(rank))
}

/// The number of a weight of a short table, drawn in proportion to it.
pub(super) fn among(random: &mut Random, weights: &[u16]) -> usize {
    let sum: usize = weights.iter().map(|&w| usize::from(w)).sum();
    let mut point = random.below(sum);
    for (number, &weight) in weights.iter().enumerate() {
        match point.checked_sub(usize::from(weight)) {
            None => return number,
            Some(rest) => point = rest,
        }
    }
    0
}

/// A whole number from `least` to `most`, both included.
pub(super) fn between(random: &mut Random, least: i64, most: i64) -> i64 {
    let span = usize::try_from(most - least + 1).unwrap_or(0);
    least + i64::try_from(random.below(span)).unwrap_or(0)
}

/// A number from `least` to `most`.
pub(super) fn within(random: &mut Random, least: f64, most: f64) -> f64 {
    least + (most - least) * random.unit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_weights() {
        let mut random = Random::new(3);
        let weights = Weights::new([1.0, 0.0, 3.0]);
        let mut drawn = [0_u32; 3];
        (0..40_000).for_each(|_| drawn[weights.draw(&mut random)] += 1);
        assert_eq!(drawn[1], 0);
        assert!((f64::from(drawn[2]) / f64::from(drawn[0]) - 3.0).abs() < 0.15);
        let mut drawn = [0_u32; 3];
        (0..40_000).for_each(|_| drawn[among(&mut random, &[1, 0, 3])] += 1);
        assert_eq!(drawn[1], 0);
        assert!((f64::from(drawn[2]) / f64::from(drawn[0]) - 3.0).abs() < 0.15);
    }

    #[test]
    fn ranges_include_both_ends() {
        let mut random = Random::new(3);
        let drawn: Vec<_> = (0..200).map(|_| between(&mut random, -1, 1)).collect();
        assert!(drawn.iter().all(|n| (-1..=1).contains(n)));
        assert!([-1, 0, 1].iter().all(|n| drawn.contains(n)));
        assert_eq!(between(&mut random, 5, 4), 5);
        assert_eq!(Weights::new([]).draw(&mut random), 0);
        assert_eq!(among(&mut random, &[]), 0);
    }
}
