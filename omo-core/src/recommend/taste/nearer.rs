//! The normal equations that place a point by others, drawn nearer to by conjugate gradients.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the vectors that were found"
)]

use super::lanes::{Lanes, Sixteen, Work, panel, widest};
use super::points::{Points, width};
use super::products::{add, add_scaled, dots, each_batch, held, one_dot};

/// Steps of conjugate gradients.
const STEPS: usize = 3;

/// Room to draw points nearer to where the normal equations put them.
pub(super) struct Nearer {
    /// What is still missing, the direction, and the matrix times the direction.
    missing: Vec<Sixteen>,
    direction: Vec<Sixteen>,
    image: Vec<Sixteen>,
}

impl Nearer {
    pub fn new(factors: usize) -> Self {
        let zeros = vec![Sixteen::default(); width(factors)];
        Self { missing: zeros.clone(), direction: zeros.clone(), image: zeros }
    }

    /// Three steps of conjugate gradients from where the point stands (Takács, Pilászy and Tikk 2011): none leads away from the
    /// solution, and over the epochs they arrive where exact solutions do, in a fraction of the time.
    pub fn draw(
        &mut self,
        gram: &Points,
        l2: f32,
        own: &[(u32, f32)],
        points: &Points,
        point: &mut [Sixteen],
    ) {
        widest(panel(gram.width()), Drawing { nearer: self, gram, l2, own, points, point });
    }
}

pub(super) struct Drawing<'a> {
    pub nearer: &'a mut Nearer,
    pub gram: &'a Points,
    pub l2: f32,
    pub own: &'a [(u32, f32)],
    pub points: &'a Points,
    pub point: &'a mut [Sixteen],
}

impl Work for Drawing<'_> {
    type Answer = ();

    #[inline(always)]
    fn done<L: Lanes, const P: usize>(self, lanes: L) {
        let Self { nearer: Nearer { missing, direction, image }, gram, l2, own, points, point } = self;
        times::<L, P>(lanes, gram, l2, point, missing);
        for some in missing.iter_mut() {
            lanes.write(lanes.product(lanes.all(-1.0), lanes.read(some)), some);
        }
        each_batch(own, points, |batch, own| {
            let mut scales = dots::<L, P>(lanes, point, batch);
            scales.iter_mut().zip(own).for_each(|(dot, own)| *dot = 1.0 + own.1 - own.1 * *dot);
            add_scaled::<L, P>(lanes, missing, &scales, batch.get(..own.len()).unwrap_or_default());
        });
        direction.copy_from_slice(missing);
        let mut left = one_dot(lanes, missing, missing);
        for step in 1..=STEPS {
            times::<L, P>(lanes, gram, l2, direction, image);
            // What the direction is worth, of which the last step needs no more.
            each_batch(own, points, |batch, own| {
                let mut scales = dots::<L, P>(lanes, direction, batch);
                scales.iter_mut().zip(own).for_each(|(dot, own)| *dot *= own.1);
                add_scaled::<L, P>(lanes, image, &scales, batch.get(..own.len()).unwrap_or_default());
            });
            let length = left / one_dot(lanes, direction, image);
            // There already, or as near as can be told.
            if !(left > 1e-20 && length.is_finite()) {
                return;
            }
            add(lanes, point, length, direction);
            if step == STEPS {
                return;
            }
            add(lanes, missing, -length, image);
            let now = one_dot(lanes, missing, missing);
            let again = lanes.all(now / left);
            for (direction, missing) in direction.iter_mut().zip(missing.iter()) {
                lanes.write(lanes.added(lanes.read(missing), again, lanes.read(direction)), direction);
            }
            left = now;
        }
    }
}

/// `to` ← (G + λI) x, for a G that is whole.
#[inline(always)]
fn times<L: Lanes, const P: usize>(lanes: L, gram: &Points, l2: f32, x: &[Sixteen], to: &mut [Sixteen]) {
    let width = gram.width();
    for (panel, to) in to.as_chunks_mut::<P>().0.iter_mut().enumerate() {
        let Some(part) = x.as_chunks::<P>().0.get(panel) else { return };
        let mut sums = held(lanes, part);
        for sum in &mut sums {
            *sum = lanes.product(lanes.all(l2), *sum);
        }
        for (rows, values) in gram.sixteens().zip(x) {
            for (row, &value) in rows.chunks_exact(width).zip(&values.0) {
                let Some(row) = row.as_chunks::<P>().0.get(panel) else { return };
                let value = lanes.all(value);
                for (sum, row) in sums.iter_mut().zip(row) {
                    *sum = lanes.added(*sum, value, lanes.read(row));
                }
            }
        }
        to.iter_mut().zip(sums).for_each(|(to, sum)| lanes.write(sum, to));
    }
}
