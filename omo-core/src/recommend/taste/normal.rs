//! The normal equations that place a point by others, by Cholesky.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the vectors that `widely` found"
)]

use super::wide::widely;

/// So many numbers are worked on beside each other: sums of products are sums of so many sums.
const LANES: usize = 64;

/// (G + λI + Σ w p pᵀ) x = Σ (1 + w) p, and room to solve it many times.
pub(super) struct Normal {
    factors: usize,
    /// The matrix, then `U` of its `UᵀU`, in the rows of the upper half; what lies below has no meaning.
    matrix: Vec<f32>,
    point: Vec<f32>,
}

impl Normal {
    pub fn new(factors: usize) -> Self {
        Self { factors, matrix: vec![0.0; factors * factors], point: vec![0.0; factors] }
    }

    /// Solves for the own items and their weights; `None` where the matrix is not positive definite.
    pub fn solve(&mut self, gram: &[f32], l2: f32, own: &[(u32, f32)], points: &[Vec<f32>]) -> Option<()> {
        let Self { factors, matrix, point } = self;
        widely(
            #[inline(always)]
            || {
                matrix.copy_from_slice(gram);
                for (at, row) in matrix.chunks_exact_mut(*factors).enumerate() {
                    *row.get_mut(at)? += l2;
                }
                point.fill(0.0);
                let of = |own: &(u32, f32)| points.get(own.0 as usize).map_or(&[][..], Vec::as_slice);
                let (fours, rest) = own.as_chunks::<4>();
                for four in fours {
                    add_outer(matrix, *factors, four.each_ref().map(|own| (of(own), own.1)));
                }
                for one in rest {
                    add_outer(matrix, *factors, [(of(one), one.1)]);
                }
                for own in own {
                    let weight = 1.0 + own.1;
                    point.iter_mut().zip(of(own)).for_each(|(sum, &value)| *sum += weight * value);
                }
                cholesky(matrix, *factors)?;
                substitute(matrix, *factors, point);
                Some(())
            },
        )
    }

    /// What was solved for.
    pub fn point(&self) -> &[f32] {
        &self.point
    }

    /// The inverse of the matrix that was solved, times a point.
    pub fn solved(&self, point: &[f32]) -> Vec<f32> {
        let mut point = point.to_vec();
        widely(
            #[inline(always)]
            || substitute(&self.matrix, self.factors, &mut point),
        );
        point
    }
}

/// Adds p pᵀ of all points to the upper half of a matrix.
pub(super) fn add_gram(matrix: &mut [f32], factors: usize, points: &[Vec<f32>]) {
    widely(
        #[inline(always)]
        || {
            let (fours, rest) = points.as_chunks::<4>();
            for four in fours {
                add_outer(matrix, factors, four.each_ref().map(|point| (point.as_slice(), 1.0)));
            }
            for one in rest {
                add_outer(matrix, factors, [(one.as_slice(), 1.0)]);
            }
        },
    );
}

/// The product of two points.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    lanes(a, b)
}

#[inline(always)]
fn lanes(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    for (a, b) in a.iter().zip(b) {
        // Slices, not arrays: so the compiler sees a loop over neighbours.
        let (sums, a, b): (&mut [f32], &[f32], &[f32]) = (&mut sums, a, b);
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    folded(sums) + rest
}

/// The sum of all lanes, halves upon halves.
#[inline(always)]
fn folded(mut sums: [f32; LANES]) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        let (low, high) = sums.split_at_mut(half);
        low.iter_mut().zip(high).for_each(|(low, high)| *low += *high);
        half /= 2;
    }
    sums.first().copied().unwrap_or_default()
}

/// `to` ← `to` + `scale` × `from`.
#[inline(always)]
fn add(to: &mut [f32], scale: f32, from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += scale * from);
}

/// Room to draw points nearer to where the normal equations put them.
pub(super) struct Nearer {
    /// What is still missing, the direction, and the matrix times the direction.
    missing: Vec<f32>,
    direction: Vec<f32>,
    image: Vec<f32>,
}

impl Nearer {
    pub fn new(factors: usize) -> Self {
        let zeros = vec![0.0; factors];
        Self { missing: zeros.clone(), direction: zeros.clone(), image: zeros }
    }

    /// Three steps of conjugate gradients from where the point stands (Takács, Pilászy and Tikk 2011): none leads away from the
    /// solution, and over the epochs they arrive where exact solutions do, in a fraction of the time.
    pub fn draw(
        &mut self,
        gram: &[f32],
        l2: f32,
        own: &[(u32, f32)],
        points: &[Vec<f32>],
        point: &mut [f32],
    ) {
        let Self { missing, direction, image } = self;
        widely(
            #[inline(always)]
            || {
                let of = |own: &(u32, f32)| points.get(own.0 as usize).map_or(&[][..], Vec::as_slice);
                missing.fill(0.0);
                times(gram, l2, point, missing);
                for value in missing.iter_mut() {
                    *value = -*value;
                }
                for own in own {
                    let other = of(own);
                    add(missing, 1.0 + own.1 - own.1 * lanes(other, point), other);
                }
                direction.copy_from_slice(missing);
                let mut left = lanes(missing, missing);
                for _ in 0..3 {
                    image.fill(0.0);
                    times(gram, l2, direction, image);
                    for own in own {
                        let other = of(own);
                        add(image, own.1 * lanes(other, direction), other);
                    }
                    let step = left / lanes(direction, image);
                    // There already, or as near as can be told.
                    if !(left > 1e-20 && step.is_finite()) {
                        return;
                    }
                    add(point, step, direction);
                    add(missing, -step, image);
                    let now = lanes(missing, missing);
                    let again = now / left;
                    direction.iter_mut().zip(missing.iter()).for_each(|(d, &m)| *d = m + again * *d);
                    left = now;
                }
            },
        );
    }
}

/// Adds (G + λI) x to `to`, for a G that is whole.
#[inline(always)]
fn times(gram: &[f32], l2: f32, x: &[f32], to: &mut [f32]) {
    for (row, &value) in gram.chunks_exact(x.len().max(1)).zip(x) {
        add(to, value, row);
    }
    add(to, l2, x);
}

/// Mirrors the upper half of a matrix, so that it is whole.
pub(super) fn mirror(matrix: &mut [f32], factors: usize) {
    for r in 0..factors {
        for c in 0..r {
            let above = matrix.get(c * factors + r).copied();
            if let (Some(place), Some(above)) = (matrix.get_mut(r * factors + c), above) {
                *place = above;
            }
        }
    }
}

/// Adds w p pᵀ of some points, one after another, to the upper half: each row from a whole vector on, as what lies left
/// of the diagonal has no meaning.
#[inline(always)]
fn add_outer<const N: usize>(matrix: &mut [f32], factors: usize, some: [(&[f32], f32); N]) {
    for (r, row) in matrix.chunks_exact_mut(factors).enumerate() {
        let from = r / 16 * 16;
        let scales = some.map(|(point, weight)| point.get(r).copied().unwrap_or_default() * weight);
        let row = row.get_mut(from..).unwrap_or_default();
        for ((point, _), scale) in some.iter().zip(scales) {
            add(row, scale, point.get(from..).unwrap_or_default());
        }
    }
}

/// The matrix as `UᵀU`, in place.
#[inline(always)]
fn cholesky(matrix: &mut [f32], factors: usize) -> Option<()> {
    for k in 0..factors {
        let (above, below) = matrix.split_at_mut_checked((k + 1) * factors)?;
        let row = above.get_mut(k * factors..)?;
        let pivot = *row.get(k)?;
        if !(pivot > 0.0 && pivot.is_finite()) {
            return None;
        }
        let scale = 1.0 / pivot.sqrt();
        row.get_mut(k..)?.iter_mut().for_each(|value| *value *= scale);
        for (r, other) in (k + 1..).zip(below.chunks_exact_mut(factors)) {
            let from = r / 16 * 16;
            let factor = *row.get(r)?;
            add(other.get_mut(from..)?, -factor, row.get(from..)?);
        }
    }
    Some(())
}

/// `point` ← `(UᵀU)⁻¹ point`.
#[inline(always)]
fn substitute(matrix: &[f32], factors: usize, point: &mut [f32]) {
    for (k, row) in matrix.chunks_exact(factors).enumerate() {
        let (Some(row), Some((first, rest))) =
            (row.get(k..), point.get_mut(k..).and_then(<[f32]>::split_first_mut))
        else {
            return;
        };
        let Some((diagonal, row)) = row.split_first() else { return };
        *first /= diagonal;
        let known = *first;
        rest.iter_mut().zip(row).for_each(|(value, row)| *value -= known * row);
    }
    for (k, row) in matrix.chunks_exact(factors).enumerate().rev() {
        let (Some(row), Some((first, rest))) =
            (row.get(k..), point.get_mut(k..).and_then(<[f32]>::split_first_mut))
        else {
            return;
        };
        let Some((diagonal, row)) = row.split_first() else { return };
        *first = (*first - lanes(row, rest)) / diagonal;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// What was solved for gives back the right side, for sizes that vectors divide and that they do not.
    #[test]
    fn the_solution_solves() {
        let mut random = Random::new(3);
        for factors in [1, 2, 16, 17, 40] {
            #[expect(clippy::cast_possible_truncation, reason = "any numbers will do")]
            let mut point = || (0..factors).map(|_| (random.unit() - 0.5) as f32).collect::<Vec<_>>();
            let points: Vec<Vec<f32>> = (0..30).map(|_| point()).collect();
            let mut gram = vec![0.0; factors * factors];
            add_gram(&mut gram, factors, &points);
            let own: Vec<(u32, f32)> =
                (0..7).map(|item| (item * 3, 1.0 + f32::from(u8::try_from(item).unwrap()))).collect();
            let mut normal = Normal::new(factors);
            normal.solve(&gram, 0.5, &own, &points).unwrap();
            let x = normal.point().to_vec();
            for r in 0..factors {
                let along = |p: &[f32]| p[r] * dot(p, &x);
                let left: f32 = points.iter().map(|p| along(p)).sum::<f32>()
                    + own.iter().map(|own| own.1 * along(&points[own.0 as usize])).sum::<f32>()
                    + 0.5 * x[r];
                let right: f32 = own.iter().map(|own| (1.0 + own.1) * points[own.0 as usize][r]).sum();
                assert!((left - right).abs() < 1e-4, "{factors}: {left} {right}");
            }
            // Steps from nowhere lead there as well.
            mirror(&mut gram, factors);
            let (mut nearer, mut drawn) = (Nearer::new(factors), vec![0.0; factors]);
            (0..40).for_each(|_| nearer.draw(&gram, 0.5, &own, &points, &mut drawn));
            assert!(drawn.iter().zip(&x).all(|(a, b)| (a - b).abs() < 1e-3), "{factors}: {drawn:?} {x:?}");
            // The contributions of own items add up to the score.
            let towards = normal.solved(&points[1]);
            let says: f32 =
                own.iter().map(|own| (1.0 + own.1) * dot(&towards, &points[own.0 as usize])).sum();
            assert!((says - dot(&points[1], &x)).abs() < 1e-4);
        }
        let mut normal = Normal::new(2);
        assert!(normal.solve(&[0.0; 4], 0.0, &[], &[]).is_none());
    }
}
