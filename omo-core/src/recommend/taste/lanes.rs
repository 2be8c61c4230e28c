//! Sixteen floats worked on beside each other, with the widest vectors a processor has, to the same bits on all of them.
//!
//! What is done to sixteen is done to each alone, with every product and sum rounded, so it does not show how many vectors
//! hold them. Only [`folded`] brings them together, in one order.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the vectors that were found"
)]

/// Sixteen neighbours, where the widest vectors like them to lie.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(align(64))]
pub struct Sixteen(pub [f32; 16]);

/// Work that is written once for vectors of any width.
///
/// Points are worked on in panels of `P` times sixteen numbers, as many as registers hold beside what else they must.
pub trait Work {
    type Answer;

    /// Must be inlined, as all that it calls.
    fn done<L: Lanes, const P: usize>(self, lanes: L) -> Self::Answer;
}

/// What can be done to sixteen floats.
pub trait Lanes: Copy {
    /// Sixteen floats in registers.
    type Held: Copy;

    fn all(self, value: f32) -> Self::Held;
    fn read(self, from: &Sixteen) -> Self::Held;
    fn write(self, held: Self::Held, to: &mut Sixteen);
    fn sum(self, a: Self::Held, b: Self::Held) -> Self::Held;
    fn product(self, a: Self::Held, b: Self::Held) -> Self::Held;

    /// `sum` + `a` × `b`, rounded twice.
    #[inline(always)]
    fn added(self, sum: Self::Held, a: Self::Held, b: Self::Held) -> Self::Held {
        self.sum(sum, self.product(a, b))
    }
}

/// How many times sixteen numbers make a panel of points that many times sixteen long: 1 to 4, so that as little as can be is
/// left over.
pub(super) fn panel(sixteens: usize) -> usize {
    sixteens.div_ceil(sixteens.div_ceil(4).max(1)).max(1)
}

/// Does the work with the widest vectors there are, in panels of so many times sixteen.
#[inline(always)]
pub(super) fn widest<W: Work>(panel: usize, work: W) -> W::Answer {
    #[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
    return pulp::Arch::new().dispatch(vectors::Widest { panel, work });
    // One kind of panel is a quarter of the module, and which kind it is does not show.
    #[cfg(not(all(feature = "parallel", not(target_arch = "wasm32"))))]
    {
        let _ = panel;
        work.done::<_, 1>(Plain)
    }
}

/// The sum of all, halves upon halves.
#[inline(always)]
pub(super) fn folded(all: &Sixteen) -> f32 {
    let (low, high) = all.0.split_at(8);
    let mut eight = [0.0_f32; 8];
    eight.iter_mut().zip(low.iter().zip(high)).for_each(|(sum, (low, high))| *sum = low + high);
    let [a, b, c, d, rest @ ..] = eight;
    let [a, b, c, d] = [a + rest[0], b + rest[1], c + rest[2], d + rest[3]];
    (a + c) + (b + d)
}

/// What any processor can do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain;

impl Lanes for Plain {
    type Held = [f32; 16];

    #[inline(always)]
    fn all(self, value: f32) -> [f32; 16] {
        [value; 16]
    }

    #[inline(always)]
    fn read(self, from: &Sixteen) -> [f32; 16] {
        from.0
    }

    #[inline(always)]
    fn write(self, held: [f32; 16], to: &mut Sixteen) {
        to.0 = held;
    }

    #[inline(always)]
    fn sum(self, mut a: [f32; 16], b: [f32; 16]) -> [f32; 16] {
        a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        a
    }

    #[inline(always)]
    fn product(self, mut a: [f32; 16], b: [f32; 16]) -> [f32; 16] {
        a.iter_mut().zip(b).for_each(|(a, b)| *a *= b);
        a
    }
}

/// What vectors do.
#[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
mod vectors {
    use super::{Lanes, Plain, Sixteen, Work};
    use pulp::{Simd, WithSimd};

    pub struct Widest<W> {
        pub panel: usize,
        pub work: W,
    }

    impl<W: Work> WithSimd for Widest<W> {
        type Output = W::Answer;

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> W::Answer {
            match S::F32_LANES {
                16 => self.in_panels(Vectors::<S, 1>(simd)),
                8 => self.in_panels(Vectors::<S, 2>(simd)),
                4 => self.in_panels(Vectors::<S, 4>(simd)),
                _ => self.in_panels(Plain),
            }
        }
    }

    impl<W: Work> Widest<W> {
        #[inline(always)]
        fn in_panels<L: Lanes>(self, lanes: L) -> W::Answer {
            match self.panel {
                4 => self.work.done::<L, 4>(lanes),
                3 => self.work.done::<L, 3>(lanes),
                2 => self.work.done::<L, 2>(lanes),
                _ => self.work.done::<L, 1>(lanes),
            }
        }
    }

    /// Sixteen floats in `K` vectors.
    #[derive(Clone, Copy)]
    struct Vectors<S, const K: usize>(S);

    impl<S: Simd, const K: usize> Lanes for Vectors<S, K> {
        type Held = [S::f32s; K];

        #[inline(always)]
        fn all(self, value: f32) -> Self::Held {
            [self.0.splat_f32s(value); K]
        }

        #[inline(always)]
        fn read(self, from: &Sixteen) -> Self::Held {
            let mut held = [self.0.splat_f32s(0.0); K];
            held.iter_mut().zip(S::as_simd_f32s(&from.0).0).for_each(|(held, from)| *held = *from);
            held
        }

        #[inline(always)]
        fn write(self, held: Self::Held, to: &mut Sixteen) {
            S::as_mut_simd_f32s(&mut to.0).0.iter_mut().zip(held).for_each(|(to, held)| *to = held);
        }

        #[inline(always)]
        fn sum(self, mut a: Self::Held, b: Self::Held) -> Self::Held {
            a.iter_mut().zip(b).for_each(|(a, b)| *a = self.0.add_f32s(*a, b));
            a
        }

        #[inline(always)]
        fn product(self, mut a: Self::Held, b: Self::Held) -> Self::Held {
            a.iter_mut().zip(b).for_each(|(a, b)| *a = self.0.mul_f32s(*a, b));
            a
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_leave_little_over() {
        assert_eq!((1..=9).map(panel).collect::<Vec<_>>(), [1, 2, 3, 4, 3, 3, 4, 4, 3]);
        assert_eq!((panel(0), panel(64)), (1, 4));
    }

    #[test]
    fn halves_are_added_upon_halves() {
        let mut all = Sixteen::default();
        (1_u8..).zip(&mut all.0).for_each(|(n, place)| *place = f32::from(n));
        assert!(folded(&all) == 136.0);
        // What is lost in rounding says in which order sums are made: the great ones are 8 apart, and meet first.
        let mut all = Sixteen([1.0; 16]);
        (all.0[3], all.0[11]) = (1e9, -1e9);
        assert!(folded(&all) == 14.0);
    }
}
