//! Products of points, some at a time: with one another, with weights, with their own.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the vectors that were found"
)]

use super::lanes::{Lanes, Sixteen, Work, folded, widest};
use super::points::Points;

/// So many points are worked on at once: what is done with one does not wait for the one before.
pub(super) const BATCH: usize = 16;

/// Some points.
pub(super) type Batch<'a> = [&'a [Sixteen]; BATCH];

/// Hands on points in batches, with what is told of them.
#[inline(always)]
pub(super) fn each_batch<'a>(
    own: &[(u32, f32)],
    points: &'a Points,
    mut work: impl FnMut(&Batch<'a>, &[(u32, f32)]),
) {
    for some in own.chunks(BATCH) {
        let mut batch: Batch<'_> = [&[]; BATCH];
        batch.iter_mut().zip(some).for_each(|(place, own)| *place = points.get(own.0 as usize));
        work(&batch, some);
    }
}

/// Adds p pᵀ of points, one after another, to the upper half of a matrix.
pub(super) struct AddGram<'a> {
    pub matrix: &'a mut Points,
    /// End to end.
    pub points: &'a [Sixteen],
}

impl Work for AddGram<'_> {
    type Answer = ();

    #[inline(always)]
    fn done<L: Lanes, const P: usize>(self, lanes: L) {
        let width = self.matrix.width();
        for some in self.points.chunks(BATCH * width) {
            let mut batch: Batch<'_> = [&[]; BATCH];
            batch.iter_mut().zip(some.chunks_exact(width)).for_each(|(place, point)| *place = point);
            let batch = batch.get(..some.len() / width).unwrap_or_default();
            add_outer(lanes, self.matrix, batch, batch);
        }
    }
}

/// Mirrors the upper half of a matrix, so that it is whole.
pub(super) fn mirror(matrix: &mut Points) {
    let rows: Vec<Vec<f32>> = matrix.numbers().collect();
    for (r, row) in matrix.iter_mut().enumerate() {
        for (place, above) in super::points::numbers_mut(row).zip(&rows).take(r) {
            *place = above.get(r).copied().unwrap_or_default();
        }
    }
}

/// The product of one point and each of others that lie end to end, added to numbers.
pub(super) struct AddDots<'a> {
    pub point: &'a [Sixteen],
    pub others: &'a Points,
    pub to: &'a mut [f32],
}

impl Work for AddDots<'_> {
    type Answer = ();

    #[inline(always)]
    fn done<L: Lanes, const P: usize>(self, lanes: L) {
        let mut others = self.others.iter();
        for to in self.to.chunks_mut(BATCH) {
            let mut batch: Batch<'_> = [&[]; BATCH];
            batch.iter_mut().zip(&mut others).for_each(|(place, point)| *place = point);
            let dots = dots::<L, P>(lanes, self.point, &batch);
            to.iter_mut().zip(dots).for_each(|(to, dot)| *to += dot);
        }
    }
}

/// The product of two points.
pub(super) fn dot(a: &[Sixteen], b: &[Sixteen]) -> f32 {
    struct Dot<'a>(&'a [Sixteen], &'a [Sixteen]);

    impl Work for Dot<'_> {
        type Answer = f32;

        #[inline(always)]
        fn done<L: Lanes, const P: usize>(self, lanes: L) -> f32 {
            one_dot(lanes, self.0, self.1)
        }
    }

    // The bits are those of any panel.
    widest(1, Dot(a, b))
}

#[inline(always)]
pub(super) fn one_dot<L: Lanes>(lanes: L, a: &[Sixteen], b: &[Sixteen]) -> f32 {
    let mut sum = lanes.all(0.0);
    for (a, b) in a.iter().zip(b) {
        sum = lanes.added(sum, lanes.read(a), lanes.read(b));
    }
    let mut all = Sixteen::default();
    lanes.write(sum, &mut all);
    folded(&all)
}

/// The products of one point and others, as [`one_dot`].
#[inline(always)]
pub(super) fn dots<L: Lanes, const P: usize>(
    lanes: L,
    point: &[Sixteen],
    others: &Batch<'_>,
) -> [f32; BATCH] {
    let mut dots = [0.0; BATCH];
    let mut all = Sixteen::default();
    if let ([part], []) = point.as_chunks::<P>() {
        let held = held(lanes, part);
        for (dot, other) in dots.iter_mut().zip(others) {
            let Some(other) = other.as_chunks::<P>().0.first() else { break };
            let mut sum = lanes.all(0.0);
            for (held, other) in held.iter().zip(other) {
                sum = lanes.added(sum, *held, lanes.read(other));
            }
            lanes.write(sum, &mut all);
            *dot = folded(&all);
        }
    } else {
        dots.iter_mut().zip(others).for_each(|(dot, other)| *dot = one_dot(lanes, point, other));
    }
    dots
}

/// A panel in registers.
#[inline(always)]
pub(super) fn held<L: Lanes, const P: usize>(lanes: L, part: &[Sixteen; P]) -> [L::Held; P] {
    let mut held = [lanes.all(0.0); P];
    held.iter_mut().zip(part).for_each(|(held, part)| *held = lanes.read(part));
    held
}

/// Adds so much of each of some points, one after another.
#[inline(always)]
pub(super) fn add_scaled<L: Lanes, const P: usize>(
    lanes: L,
    to: &mut [Sixteen],
    scales: &[f32; BATCH],
    points: &[&[Sixteen]],
) {
    for (panel, to) in to.as_chunks_mut::<P>().0.iter_mut().enumerate() {
        let mut sums = held(lanes, to);
        for (&scale, point) in scales.iter().zip(points) {
            let Some(part) = point.as_chunks::<P>().0.get(panel) else { break };
            let scale = lanes.all(scale);
            for (sum, part) in sums.iter_mut().zip(part) {
                *sum = lanes.added(*sum, scale, lanes.read(part));
            }
        }
        to.iter_mut().zip(sums).for_each(|(to, sum)| lanes.write(sum, to));
    }
}

/// `to` ← `to` + `scale` × `from`.
#[inline(always)]
pub(super) fn add<L: Lanes>(lanes: L, to: &mut [Sixteen], scale: f32, from: &[Sixteen]) {
    let scale = lanes.all(scale);
    for (to, from) in to.iter_mut().zip(from) {
        lanes.write(lanes.added(lanes.read(to), scale, lanes.read(from)), to);
    }
}

/// Adds a bᵀ of some pairs of points, one after another, to the upper half of a matrix: each row from a whole vector on, as what
/// lies left of the diagonal has no meaning.
#[inline(always)]
pub(super) fn add_outer<L: Lanes>(lanes: L, matrix: &mut Points, a: &[&[Sixteen]], b: &[&[Sixteen]]) {
    let width = matrix.width();
    for (at, rows) in matrix.chunks_mut(4).enumerate() {
        let (from, four) = (at / 4, at % 4);
        for column in from..width {
            let mut sums = [lanes.all(0.0); 4];
            for (sum, row) in sums.iter_mut().zip(rows.chunks_exact(width)) {
                let Some(row) = row.get(column) else { return };
                *sum = lanes.read(row);
            }
            for (a, b) in a.iter().zip(b) {
                let (Some(a), Some(b)) = (a.get(from), b.get(column)) else { return };
                let Some(a) = a.0.as_chunks::<4>().0.get(four) else { return };
                let b = lanes.read(b);
                for (sum, &a) in sums.iter_mut().zip(a) {
                    *sum = lanes.added(*sum, lanes.all(a), b);
                }
            }
            for (sum, row) in sums.iter().zip(rows.chunks_exact_mut(width)) {
                let Some(row) = row.get_mut(column) else { return };
                lanes.write(*sum, row);
            }
        }
    }
}
