//! A symmetric matrix in square tiles, and its inverse.

use super::wide::{self, SIDE, Tile};
use crate::parallel::parallel_mut;

/// The lower half of a symmetric matrix of many rows: tiles of [`SIDE`] by [`SIDE`], row by row.
pub(super) struct Tiles {
    size: usize,
    /// Tile (i, j) for j ≤ i lies at i (i + 1) / 2 + j; what lies beyond the matrix is 0.
    tiles: Vec<Box<Tile>>,
}

impl Tiles {
    /// A matrix of zeros.
    pub fn new(size: usize) -> Self {
        let rows = size.div_ceil(SIDE);
        Self { size, tiles: (0..rows * (rows + 1) / 2).map(|_| wide::zeros()).collect() }
    }

    /// How many rows of tiles there are.
    pub fn rows(&self) -> usize {
        self.size.div_ceil(SIDE)
    }

    /// How many rows of the matrix lie in a row of tiles.
    fn height(&self, row: usize) -> usize {
        self.size.saturating_sub(row * SIDE).min(SIDE)
    }

    /// Fills each row of tiles, on all cores: `fill` is given its number and its tiles.
    pub fn fill(&mut self, fill: impl Fn(usize, &mut [Box<Tile>]) + Sync) {
        let mut rest = self.tiles.as_mut_slice();
        let mut rows = Vec::new();
        for row in 0..self.size.div_ceil(SIDE) {
            let Some((tiles, others)) = rest.split_at_mut_checked(row + 1) else { break };
            rows.push((row, tiles));
            rest = others;
        }
        // The longest rows first, so that the last to be done is short.
        rows.reverse();
        parallel_mut(&mut rows, |_, (row, tiles)| fill(*row, tiles));
    }

    /// Tile (i, j), where it is in the lower half.
    fn tile(&self, i: usize, j: usize) -> Option<&Tile> {
        self.tiles.get(i * (i + 1) / 2 + j).map(Box::as_ref)
    }

    /// Column `i` of tiles as rows of the matrix: what stands in row `r` of tile (j, i), for all j, one after another.
    ///
    /// So row `r` of the answer is row `i` × SIDE + `r` of the matrix.
    pub fn strip(&self, i: usize) -> Vec<Vec<f32>> {
        let mut rows: Vec<Vec<f32>> = (0..SIDE).map(|_| Vec::with_capacity(self.rows() * SIDE)).collect();
        let mut turned = wide::zeros();
        for j in 0..self.rows() {
            let tile = if j <= i {
                self.tile(i, j)
            } else {
                if let Some(tile) = self.tile(j, i) {
                    wide::turn(tile, &mut turned);
                }
                Some(turned.as_ref())
            };
            for (row, tile) in rows.iter_mut().zip(tile.into_iter().flatten()) {
                row.extend_from_slice(tile);
            }
        }
        // Half a tile on the diagonal is the mirror of the other.
        let diagonal = self.tile(i, i);
        for (r, row) in rows.iter_mut().enumerate() {
            row.truncate(self.size);
            let mirror = diagonal.into_iter().flatten().skip(r + 1).filter_map(|below| below.get(r));
            row.iter_mut().skip(i * SIDE + r + 1).zip(mirror).for_each(|(place, &value)| *place = value);
        }
        rows
    }

    /// Makes the matrix, which must be positive definite, its own inverse with the sign turned; `None` where it is not.
    ///
    /// The symmetric sweep by blocks (Gauss and Jordan without pivots, which a positive definite matrix does not need):
    /// block k with diagonal D and panel W takes W D⁻¹ Wᵀ from all others, puts W D⁻¹ in place of W, and −D⁻¹ in place
    /// of D. It takes size³ multiplications and additions, nearly all of them products of tiles, and no room beside the
    /// matrix but two panels. Each sum runs over one block in one order, so its bits are the same on all machines.
    pub fn invert(&mut self) -> Option<()> {
        for k in 0..self.rows() {
            self.sweep(k)?;
        }
        Some(())
    }

    fn sweep(&mut self, k: usize) -> Option<()> {
        let count = self.rows();
        let mut minus = wide::zeros();
        wide::invert(self.tile(k, k)?, &mut minus, self.height(k))?;
        // The panel with its columns as rows: W as it lies, and W D⁻¹.
        let mut panel: Vec<(usize, Box<Tile>, Box<Tile>)> =
            (0..count).filter(|&i| i != k).map(|i| (i, wide::zeros(), wide::zeros())).collect();
        parallel_mut(&mut panel, |_, (i, plain, weighed)| {
            if *i < k {
                if let Some(tile) = self.tile(k, *i) {
                    plain.copy_from_slice(tile);
                }
            } else if let Some(tile) = self.tile(*i, k) {
                wide::turn(tile, plain);
            }
            wide::subtract_product(weighed, &minus, plain);
        });
        let of = |i: usize| i.checked_sub(usize::from(i > k)).and_then(|at| panel.get(at));
        self.fill(|i, tiles| {
            let Some((_, _, weighed)) = of(i).filter(|_| i != k) else {
                // The row of the block itself.
                for (j, tile) in tiles.iter_mut().enumerate() {
                    match of(j).filter(|_| j != k) {
                        Some((_, _, weighed)) => tile.copy_from_slice(weighed.as_slice()),
                        None => tile.copy_from_slice(minus.as_slice()),
                    }
                }
                return;
            };
            for (j, tile) in tiles.iter_mut().enumerate() {
                match of(j).filter(|_| j != k) {
                    Some((_, plain, _)) => wide::subtract_product(tile, weighed, plain),
                    None => wide::turn(weighed, tile),
                }
            }
        });
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// A Gram matrix of random sparse rows with `l2` on the diagonal, and its entries.
    #[expect(clippy::cast_possible_truncation, reason = "small whole numbers")]
    fn some(size: usize, l2: f64) -> (Tiles, Vec<Vec<f64>>) {
        let mut random = Random::new(7);
        let mut matrix = vec![vec![0.0; size]; size];
        for _ in 0..size * 4 {
            let own: Vec<usize> = (0..9).map(|_| random.below(size)).collect();
            for (&a, &b) in own.iter().flat_map(|a| own.iter().map(move |b| (a, b))) {
                matrix[a][b] += 1.0;
            }
        }
        (0..size).for_each(|a| matrix[a][a] += l2);
        let mut tiles = Tiles::new(size);
        tiles.fill(|i, tiles| {
            for (j, tile) in tiles.iter_mut().enumerate() {
                for (r, row) in tile.iter_mut().enumerate() {
                    for (c, cell) in row.iter_mut().enumerate() {
                        let (a, b) = (i * SIDE + r, j * SIDE + c);
                        *cell = if a < size && b < size { matrix[a][b] as f32 } else { 0.0 };
                    }
                }
            }
        });
        (tiles, matrix)
    }

    /// The inverse times the matrix is the identity, across blocks that are full and that are not.
    #[test]
    fn the_inverse_undoes_the_matrix() {
        for size in [1, 3, SIDE, SIDE + 1, 2 * SIDE + 17] {
            let (mut tiles, matrix) = some(size, 20.0);
            tiles.invert().unwrap();
            let inverse: Vec<Vec<f32>> = (0..tiles.rows()).flat_map(|i| tiles.strip(i)).take(size).collect();
            for (a, row) in matrix.iter().enumerate().step_by(size.div_ceil(40)) {
                for (b, other) in inverse.iter().enumerate() {
                    let dot: f64 = row.iter().zip(other).map(|(x, &y)| -x * f64::from(y)).sum();
                    let expected = f64::from(u8::from(a == b));
                    assert!((dot - expected).abs() < 2e-5, "{size}: ({a}, {b}) {dot}");
                }
            }
        }
    }

    #[test]
    fn what_is_not_positive_definite_has_no_inverse() {
        assert!(some(5, -1000.0).0.invert().is_none());
        assert!(Tiles::new(3).invert().is_none());
        assert!(Tiles::new(0).invert().is_some());
    }
}
