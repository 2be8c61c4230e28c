//! The normal equations that place a point by others, solved by Cholesky.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the vectors that were found"
)]

use super::lanes::{Lanes, Sixteen, Work, panel, widest};
use super::points::Points;
use super::products::{BATCH, Batch, add, add_outer, add_scaled, each_batch, one_dot};

/// (G + λI + Σ w p pᵀ) x = Σ (1 + w) p, and room to solve it many times.
pub(super) struct Normal {
    factors: usize,
    /// The matrix, then `U` of its `UᵀU`, in the rows of the upper half; what lies below has no meaning.
    matrix: Points,
    point: Points,
}

impl Normal {
    pub fn new(factors: usize) -> Self {
        Self { factors, matrix: Points::new(factors, factors), point: Points::new(1, factors) }
    }

    /// Solves for the own items and their weights; `None` where the matrix is not positive definite.
    pub fn solve(&mut self, gram: &Points, l2: f32, own: &[(u32, f32)], points: &Points) -> Option<()> {
        self.matrix.clone_from(gram);
        widest(panel(self.matrix.width()), Solving { normal: self, l2, own, points })
    }

    /// What was solved for.
    pub fn point(&self) -> &[Sixteen] {
        self.point.get(0)
    }

    /// The inverse of the matrix that was solved, times a point.
    pub fn solved(&self, point: &[Sixteen]) -> Vec<Sixteen> {
        let mut point = point.to_vec();
        widest(panel(self.matrix.width()), Substituting { matrix: &self.matrix, point: &mut point });
        point
    }
}

struct Solving<'a> {
    normal: &'a mut Normal,
    l2: f32,
    own: &'a [(u32, f32)],
    points: &'a Points,
}

impl Work for Solving<'_> {
    type Answer = Option<()>;

    #[inline(always)]
    fn done<L: Lanes, const P: usize>(self, lanes: L) -> Option<()> {
        let Self { normal: Normal { factors, matrix, point }, l2, own, points } = self;
        for (at, row) in matrix.iter_mut().take(*factors).enumerate() {
            *row.get_mut(at / 16)?.0.get_mut(at % 16)? += l2;
        }
        let point = point.iter_mut().next()?;
        point.fill(Sixteen::default());
        let mut room = vec![Sixteen::default(); BATCH * point.len()];
        each_batch(own, points, |batch, own| {
            let mut weights = [0.0; BATCH];
            weights.iter_mut().zip(own).for_each(|(weight, own)| *weight = own.1);
            let scaled = room.chunks_exact_mut(point.len());
            for ((scaled, of), &weight) in scaled.zip(batch).zip(&weights) {
                let weight = lanes.all(weight);
                for (scaled, of) in scaled.iter_mut().zip(*of) {
                    lanes.write(lanes.product(weight, lanes.read(of)), scaled);
                }
            }
            let mut scaled: Batch<'_> = [&[]; BATCH];
            scaled.iter_mut().zip(room.chunks_exact(point.len())).for_each(|(place, of)| *place = of);
            let some = own.len();
            let (Some(scaled), Some(batch)) = (scaled.get(..some), batch.get(..some)) else { return };
            add_outer(lanes, matrix, scaled, batch);
            for weight in &mut weights {
                *weight += 1.0;
            }
            add_scaled::<L, P>(lanes, point, &weights, batch);
        });
        cholesky(lanes, matrix)?;
        substitute(lanes, matrix, point);
        Some(())
    }
}

struct Substituting<'a> {
    matrix: &'a Points,
    point: &'a mut [Sixteen],
}

impl Work for Substituting<'_> {
    type Answer = ();

    #[inline(always)]
    fn done<L: Lanes, const P: usize>(self, lanes: L) {
        substitute(lanes, self.matrix, self.point);
    }
}

/// The matrix as `UᵀU`, in place, with zeros left of the diagonal as far as its vector reaches.
#[inline(always)]
fn cholesky<L: Lanes>(lanes: L, matrix: &mut Points) -> Option<()> {
    let width = matrix.width();
    for start in (0..matrix.len()).step_by(4) {
        let (from, four) = (start / 16, start % 16 / 4);
        let (above, rows) = matrix.split_at_mut(start)?;
        let rows = rows.get_mut(..(4 * width).min(rows.len()))?;
        // What the rows above take away from four, all at once.
        for column in from..width {
            let mut sums = [lanes.all(0.0); 4];
            for (sum, row) in sums.iter_mut().zip(rows.chunks_exact(width)) {
                *sum = lanes.read(row.get(column)?);
            }
            for above in above.chunks_exact(width) {
                let (a, b) = (above.get(from)?, lanes.read(above.get(column)?));
                for (sum, &a) in sums.iter_mut().zip(a.0.as_chunks::<4>().0.get(four)?) {
                    *sum = lanes.added(*sum, lanes.all(-a), b);
                }
            }
            for (sum, row) in sums.iter().zip(rows.chunks_exact_mut(width)) {
                lanes.write(*sum, row.get_mut(column)?);
            }
        }
        // Then what they take away from each other.
        for k in start..start + rows.len() / width {
            let (row, below) = rows.get_mut((k - start) * width..)?.split_at_mut_checked(width)?;
            let row = row.get_mut(from..)?;
            let first = row.first_mut()?;
            let pivot = *first.0.get(k % 16)?;
            if !(pivot > 0.0 && pivot.is_finite()) {
                return None;
            }
            first.0.iter_mut().take(k % 16).for_each(|before| *before = 0.0);
            let scale = lanes.all(1.0 / pivot.sqrt());
            for some in row.iter_mut() {
                lanes.write(lanes.product(lanes.read(some), scale), some);
            }
            for (r, other) in (k + 1..).zip(below.chunks_exact_mut(width)) {
                let factor = *row.first()?.0.get(r % 16)?;
                add(lanes, other.get_mut(from..)?, -factor, row);
            }
        }
    }
    Some(())
}

/// `point` ← `(UᵀU)⁻¹ point`.
#[inline(always)]
fn substitute<L: Lanes>(lanes: L, matrix: &Points, point: &mut [Sixteen]) {
    for (k, row) in matrix.iter().enumerate() {
        let (Some(row), Some(rest)) = (row.get(k / 16..), point.get_mut(k / 16..)) else { return };
        let Some((value, diagonal)) = at(rest, k % 16).zip(at(row, k % 16)) else { return };
        let known = value / diagonal;
        add(lanes, rest, -known, row);
        put(rest, k % 16, known);
    }
    for (k, row) in matrix.iter().enumerate().rev() {
        let (Some(row), Some(rest)) = (row.get(k / 16..), point.get_mut(k / 16..)) else { return };
        let Some((value, diagonal)) = at(rest, k % 16).zip(at(row, k % 16)) else { return };
        put(rest, k % 16, 0.0);
        let known = one_dot(lanes, row, rest);
        put(rest, k % 16, (value - known) / diagonal);
    }
}

/// One of the first sixteen numbers.
#[inline(always)]
fn at(some: &[Sixteen], at: usize) -> Option<f32> {
    some.first()?.0.get(at).copied()
}

#[inline(always)]
fn put(some: &mut [Sixteen], at: usize, value: f32) {
    if let Some(place) = some.first_mut().and_then(|first| first.0.get_mut(at)) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::super::lanes::Plain;
    use super::super::nearer::{Drawing, Nearer};
    use super::super::points::{numbers, numbers_mut, width};
    use super::super::products::{AddDots, AddGram, dot, mirror};
    use super::*;
    use crate::random::Random;

    #[expect(clippy::cast_possible_truncation, reason = "any numbers will do")]
    fn some(random: &mut Random, count: usize, factors: usize) -> Points {
        let mut points = Points::new(count, factors);
        for point in points.iter_mut() {
            numbers_mut(point).take(factors).for_each(|value| *value = (random.unit() - 0.5) as f32);
        }
        points
    }

    fn gram(points: &Points) -> Points {
        let mut matrix = Points::new(points.factors(), points.factors());
        let all: Vec<Sixteen> = points.iter().flatten().copied().collect();
        widest(panel(points.width()), AddGram { matrix: &mut matrix, points: &all });
        matrix
    }

    fn own(many: u32) -> Vec<(u32, f32)> {
        (0..many).map(|item| (item * 3 % 40, 1.0 + f32::from(u8::try_from(item).unwrap()) / 8.0)).collect()
    }

    /// What was solved for gives back the right side, for sizes that vectors divide and that they do not.
    #[test]
    fn the_solution_solves() {
        let mut random = Random::new(3);
        for factors in [1, 2, 16, 17, 40, 80] {
            let points = some(&mut random, 90, factors);
            let mut gram = gram(&points);
            let own = own(21);
            let mut normal = Normal::new(factors);
            normal.solve(&gram, 0.5, &own, &points).unwrap();
            let x = normal.point().to_vec();
            for r in 0..factors {
                let along = |p: &[Sixteen]| numbers(p).nth(r).unwrap() * dot(p, &x);
                let left: f32 = points.iter().map(along).sum::<f32>()
                    + own.iter().map(|own| own.1 * along(points.get(own.0 as usize))).sum::<f32>()
                    + 0.5 * numbers(&x).nth(r).unwrap();
                let at = |own: &(u32, f32)| numbers(points.get(own.0 as usize)).nth(r).unwrap();
                let right: f32 = own.iter().map(|own| (1.0 + own.1) * at(own)).sum();
                assert!((left - right).abs() < 1e-3, "{factors}: {left} {right}");
            }
            // Steps from nowhere lead there as well, and leave the zeros behind a point alone.
            mirror(&mut gram);
            let (mut nearer, mut drawn) = (Nearer::new(factors), Points::new(1, factors));
            let drawn = drawn.iter_mut().next().unwrap();
            (0..60).for_each(|_| nearer.draw(&gram, 0.5, &own, &points, drawn));
            let near = |(a, b): (f32, f32)| (a - b).abs() < 1e-3;
            assert!(numbers(drawn).zip(numbers(&x)).all(near), "{factors}: {drawn:?} {x:?}");
            assert!(
                numbers(drawn)
                    .chain(numbers(&x))
                    .skip(factors)
                    .take(width(factors) * 16 - factors)
                    .all(|v| v == 0.0)
            );
            // The contributions of own items add up to the score.
            let towards = normal.solved(points.get(1));
            let says: f32 =
                own.iter().map(|own| (1.0 + own.1) * dot(&towards, points.get(own.0 as usize))).sum();
            assert!((says - dot(points.get(1), &x)).abs() < 1e-4);
        }
        let mut normal = Normal::new(2);
        assert!(normal.solve(&Points::new(2, 2), 0.0, &[], &Points::new(0, 2)).is_none());
    }

    /// The widest vectors and panels give the bits of one number after another.
    #[test]
    fn the_bits_are_those_of_the_plain_way() {
        let mut random = Random::new(5);
        for factors in [3, 16, 33, 64, 70, 128] {
            let points = some(&mut random, 40, factors);
            let mut whole = gram(&points);
            let mut plainly = Points::new(factors, factors);
            let all: Vec<Sixteen> = points.iter().flatten().copied().collect();
            AddGram { matrix: &mut plainly, points: &all }.done::<_, 1>(Plain);
            assert_eq!(whole, plainly);
            mirror(&mut whole);
            let own = own(37);
            let start = some(&mut random, 1, factors);
            let (mut one, mut other) = (start.clone(), start);
            Nearer::new(factors).draw(&whole, 0.25, &own, &points, one.iter_mut().next().unwrap());
            let mut nearer = Nearer::new(factors);
            let point = other.iter_mut().next().unwrap();
            Drawing { nearer: &mut nearer, gram: &whole, l2: 0.25, own: &own, points: &points, point }
                .done::<_, 1>(Plain);
            assert_eq!(one, other);
            let (mut one, mut other) = (Normal::new(factors), Normal::new(factors));
            one.solve(&whole, 0.25, &own, &points).unwrap();
            other.matrix.clone_from(&whole);
            Solving { normal: &mut other, l2: 0.25, own: &own, points: &points }.done::<_, 1>(Plain).unwrap();
            assert_eq!(one.point, other.point);
            let (mut one, mut other) = (vec![0.5; 40], vec![0.5; 40]);
            let point = points.get(7);
            widest(panel(points.width()), AddDots { point, others: &points, to: &mut one });
            AddDots { point, others: &points, to: &mut other }.done::<_, 1>(Plain);
            assert_eq!(one, other);
            assert_eq!(one[3], 0.5 + dot(point, points.get(3)));
        }
    }
}
