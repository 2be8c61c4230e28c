//! Symmetric positive definite systems, small and dense.

/// The lower triangle L of A = L Lᵀ (Cholesky), row by row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Factor {
    size: usize,
    lower: Vec<f64>,
}

impl Factor {
    /// Of a matrix of `size` rows end to end; only its lower triangle is read. None where it is not positive definite.
    pub(super) fn of(matrix: &[f64], size: usize) -> Option<Self> {
        let mut lower = matrix.to_vec();
        for at in 0..size {
            let (before, rest) = lower.split_at_mut(at * size);
            let row = rest.get_mut(..size)?;
            for (column, above) in before.chunks(size).enumerate() {
                let dot = dot(row.get(..column)?, above.get(..column)?);
                let place = row.get_mut(column)?;
                *place = (*place - dot) / above.get(column)?;
            }
            let own: f64 = row.get(..at)?.iter().map(|x| x * x).sum();
            let pivot = row.get_mut(at)?;
            let square = *pivot - own;
            // Written so that NaN fails too.
            if !(square > 0.0 && square.is_finite()) {
                return None;
            }
            *pivot = square.sqrt();
            row.get_mut(at + 1..)?.fill(0.0);
        }
        Some(Self { size, lower })
    }

    /// The x of L x = b.
    pub(super) fn forward(&self, b: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = Vec::with_capacity(self.size);
        for (at, (row, b)) in self.lower.chunks(self.size.max(1)).zip(b).enumerate() {
            x.push((b - dot(row, &x)) / row.get(at).copied().unwrap_or(1.0));
        }
        x
    }

    /// The x of Lᵀ x = b.
    pub(super) fn backward(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for (at, row) in self.lower.chunks(self.size.max(1)).enumerate().rev() {
            let Some((last, before)) = x.get_mut(..=at).and_then(<[f64]>::split_last_mut) else { continue };
            *last /= row.get(at).copied().unwrap_or(1.0);
            for (x, l) in before.iter_mut().zip(row) {
                *x -= l * *last;
            }
        }
        x
    }

    /// The x of A x = b.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        self.backward(&self.forward(b))
    }

    /// The inverse of A, rows end to end.
    pub(super) fn inverse(&self) -> Vec<f64> {
        let unit = |at: usize| (0..self.size).map(move |other| if other == at { 1.0 } else { 0.0 });
        (0..self.size).flat_map(|at| self.solve(&unit(at).collect::<Vec<f64>>())).collect()
    }
}

/// The sum of products, as far as both go.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_pencil() {
        // [[4, 2], [2, 3]] = [[2, 0], [1, √2]] times its transpose; its inverse is [[3, -2], [-2, 4]] / 8.
        let factor = Factor::of(&[4.0, 9.0, 2.0, 3.0], 2).unwrap();
        assert_eq!(factor.lower, [2.0, 0.0, 1.0, 2.0_f64.sqrt()]);
        let inverse = factor.inverse();
        assert!(inverse.iter().zip([0.375, -0.25, -0.25, 0.5]).all(|(a, b)| (a - b).abs() < 1e-15));
        assert!(Factor::of(&[1.0, 2.0, 2.0, 1.0], 2).is_none());
        assert!(Factor::of(&[f64::NAN], 1).is_none());
        assert!(Factor::of(&[], 0).unwrap().solve(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_solved_solves(rows in proptest::collection::vec(-2.0..2.0_f64, 16), b in proptest::collection::vec(-2.0..2.0_f64, 4)) {
            let mut matrix = vec![0.0; 16];
            for i in 0..4 {
                for j in 0..4 {
                    matrix[i * 4 + j] = dot(&rows[i * 4..][..4], &rows[j * 4..][..4]) + if i == j { 0.5 } else { 0.0 };
                }
            }
            let x = Factor::of(&matrix, 4).unwrap().solve(&b);
            for i in 0..4 {
                prop_assert!((dot(&matrix[i * 4..][..4], &x) - b[i]).abs() < 1e-9);
            }
        }
    }
}
