//! Tiles of floats multiplied with the widest vectors a processor has, to the same bits on all of them.
//!
//! Each number of a product is a sum that runs over k from the first to the last, each step one product and one sum,
//! both rounded: how many of them are done at once does not show. So a processor's fused steps, which round once, are
//! left unused; they would be hardly faster, as products and sums run beside each other.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the vectors that were found"
)]

/// Rows and columns of a tile: three of them fit the cache of a core, and all widths of vectors divide it.
pub(super) const SIDE: usize = 240;

/// A square of floats, row by row.
pub(super) type Tile = [[f32; SIDE]; SIDE];

/// A tile of zeros, made where it stays.
#[expect(clippy::large_stack_arrays, reason = "never made: the slice is as long as the tile")]
pub(super) fn zeros() -> Box<Tile> {
    let rows = vec![[0.0_f32; SIDE]; SIDE].into_boxed_slice();
    // As long as it must be.
    rows.try_into().unwrap_or_else(|_| Box::new([[0.0; SIDE]; SIDE]))
}

/// `into` ← `tile` with rows as columns.
pub(super) fn turn(tile: &Tile, into: &mut Tile) {
    // Sixteen columns at once: a line of the cache is read once.
    for start in (0..SIDE).step_by(16) {
        for (r, row) in tile.iter().enumerate() {
            let part = row.iter().skip(start).take(16);
            for (to, &value) in into.iter_mut().skip(start).zip(part) {
                if let Some(place) = to.get_mut(r) {
                    *place = value;
                }
            }
        }
    }
}

/// Does what is to be done with the widest vectors there are; `what` must be inlined.
#[inline(always)]
pub(in crate::recommend) fn widely<R>(what: impl FnOnce() -> R) -> R {
    #[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
    return pulp::Arch::new().dispatch(what);
    #[cfg(not(all(feature = "parallel", not(target_arch = "wasm32"))))]
    what()
}

/// `to[r][c]` ← `to[r][c]` − Σₖ `a[k][r]` `b[k][c]`.
pub(super) fn subtract_product(to: &mut Tile, a: &Tile, b: &Tile) {
    #[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
    pulp::Arch::new().dispatch(vectors::Product { to, a, b });
    #[cfg(not(all(feature = "parallel", not(target_arch = "wasm32"))))]
    plain::subtract_product(to, a, b);
}

/// `minus` ← −`tile`⁻¹ of the first `size` rows and columns, in doubles; `None` where it is not positive definite.
///
/// The lower half is read. What lies beyond stays 0.
pub(super) fn invert(tile: &Tile, minus: &mut Tile, size: usize) -> Option<()> {
    let mut matrix: Vec<f64> = Vec::with_capacity(size * size);
    for r in 0..size {
        let row = tile.get(r)?;
        matrix.extend(row.iter().take(r + 1).map(|&value| f64::from(value)));
        matrix.extend(
            tile.iter().take(size).skip(r + 1).filter_map(|below| below.get(r)).map(|&v| f64::from(v)),
        );
    }
    widely(
        #[inline(always)]
        || plain::invert(&mut matrix, size),
    )?;
    for (r, row) in matrix.chunks_exact(size.max(1)).enumerate() {
        // The lower half twice, so that what is symmetric stays so to the last bit.
        for (c, &value) in row.iter().enumerate().take(r + 1) {
            #[expect(clippy::cast_possible_truncation, reason = "single precision is what tiles hold")]
            let value = -value as f32;
            *minus.get_mut(r)?.get_mut(c)? = value;
            *minus.get_mut(c)?.get_mut(r)? = value;
        }
    }
    Some(())
}

/// What any processor can do.
mod plain {
    #[cfg(any(test, not(all(feature = "parallel", not(target_arch = "wasm32")))))]
    use super::Tile;

    /// Rows and columns that are summed up at once.
    #[cfg(any(test, not(all(feature = "parallel", not(target_arch = "wasm32")))))]
    const AT_ONCE: (usize, usize) = (4, 8);

    #[cfg(any(test, not(all(feature = "parallel", not(target_arch = "wasm32")))))]
    pub fn subtract_product(to: &mut Tile, a: &Tile, b: &Tile) {
        const ROWS: usize = AT_ONCE.0;
        const COLUMNS: usize = AT_ONCE.1;
        let (blocks, _) = to.as_chunks_mut::<ROWS>();
        for (r, rows) in blocks.iter_mut().enumerate() {
            for c in 0..super::SIDE / COLUMNS {
                let mut sums = [[0.0_f32; COLUMNS]; ROWS];
                for (a, b) in a.iter().zip(b) {
                    let (Some(a), Some(b)) =
                        (a.as_chunks::<ROWS>().0.get(r), b.as_chunks::<COLUMNS>().0.get(c))
                    else {
                        return;
                    };
                    for (sums, &a) in sums.iter_mut().zip(a) {
                        sums.iter_mut().zip(b).for_each(|(sum, &b)| *sum += a * b);
                    }
                }
                for (row, sums) in rows.iter_mut().zip(&sums) {
                    let Some(row) = row.as_chunks_mut::<COLUMNS>().0.get_mut(c) else { return };
                    row.iter_mut().zip(sums).for_each(|(place, sum)| *place -= sum);
                }
            }
        }
    }

    /// Gauss and Jordan in place.
    #[inline(always)]
    pub fn invert(matrix: &mut [f64], size: usize) -> Option<()> {
        let mut pivots = vec![0.0; size];
        for p in 0..size {
            let row = matrix.get_mut(p * size..(p + 1) * size)?;
            let pivot = *row.get(p)?;
            if !(pivot > 0.0 && pivot.is_finite()) {
                return None;
            }
            *row.get_mut(p)? = 1.0;
            let scale = 1.0 / pivot;
            for value in row.iter_mut() {
                *value *= scale;
            }
            pivots.copy_from_slice(row);
            for (r, row) in matrix.chunks_exact_mut(size).enumerate() {
                if r != p {
                    let place = row.get_mut(p)?;
                    let factor = std::mem::take(place);
                    row.iter_mut().zip(&pivots).for_each(|(value, pivot)| *value -= factor * pivot);
                }
            }
        }
        Some(())
    }
}

/// What vectors of any width do.
#[cfg(all(feature = "parallel", not(target_arch = "wasm32")))]
mod vectors {
    use super::{SIDE, Tile};
    use pulp::{Simd, WithSimd};

    pub struct Product<'a> {
        pub to: &'a mut Tile,
        pub a: &'a Tile,
        pub b: &'a Tile,
    }

    impl WithSimd for Product<'_> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            let Self { to, a, b } = self;
            // As many sums as there are registers to hold them: 32 of them, or 16.
            match S::F32_LANES {
                16 => product::<S, 8, 3>(simd, to, a, b),
                8 => product::<S, 6, 2>(simd, to, a, b),
                4 => product::<S, 4, 2>(simd, to, a, b),
                _ => product::<S, 4, 1>(simd, to, a, b),
            }
        }
    }

    #[inline(always)]
    fn product<S: Simd, const ROWS: usize, const VECTORS: usize>(simd: S, to: &mut Tile, a: &Tile, b: &Tile) {
        // All widths divide a tile: nothing is left over.
        for c in 0..SIDE / S::F32_LANES / VECTORS {
            for (r, rows) in to.as_chunks_mut::<ROWS>().0.iter_mut().enumerate() {
                sums::<S, ROWS, VECTORS>(simd, rows, a, b, r, c);
            }
        }
    }

    #[inline(always)]
    fn sums<S: Simd, const ROWS: usize, const VECTORS: usize>(
        simd: S,
        rows: &mut [[f32; SIDE]; ROWS],
        a: &Tile,
        b: &Tile,
        r: usize,
        c: usize,
    ) {
        let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
        for (a, b) in a.iter().zip(b) {
            let b = S::as_simd_f32s(b).0.as_chunks::<VECTORS>().0.get(c);
            let (Some(a), Some(b)) = (a.as_chunks::<ROWS>().0.get(r), b) else { return };
            for (sums, &a) in sums.iter_mut().zip(a) {
                let a = simd.splat_f32s(a);
                for (sum, &b) in sums.iter_mut().zip(b) {
                    *sum = simd.add_f32s(*sum, simd.mul_f32s(a, b));
                }
            }
        }
        for (row, sums) in rows.iter_mut().zip(&sums) {
            let row = S::as_mut_simd_f32s(row).0.as_chunks_mut::<VECTORS>().0.get_mut(c);
            let Some(row) = row else { return };
            for (place, &sum) in row.iter_mut().zip(sums) {
                *place = simd.sub_f32s(*place, sum);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn some(seed: u64) -> Box<Tile> {
        let mut random = Random::new(seed);
        let mut tile = zeros();
        #[expect(clippy::cast_possible_truncation, reason = "any floats will do")]
        tile.iter_mut().flatten().for_each(|value| *value = (random.unit() - 0.5) as f32);
        tile
    }

    /// One sum after another, in the order of k.
    #[test]
    fn the_bits_are_those_of_the_plain_way() {
        let (mut to, a, b) = (some(1), some(2), some(3));
        let (before, mut plainly) = (to.clone(), to.clone());
        subtract_product(&mut to, &a, &b);
        plain::subtract_product(&mut plainly, &a, &b);
        assert_eq!(to, plainly);
        for (r, c) in [(0, 0), (7, 239), (239, 8), (100, 100)] {
            let sum = (0..SIDE).fold(0.0_f32, |sum, k| sum + a[k][r] * b[k][c]);
            assert_eq!(to[r][c], before[r][c] - sum);
        }
    }

    #[test]
    fn turned_twice_is_as_before() {
        let (tile, mut once, mut twice) = (some(4), zeros(), zeros());
        turn(&tile, &mut once);
        turn(&once, &mut twice);
        assert_eq!(once[3][200], tile[200][3]);
        assert_eq!(tile, twice);
    }
}
