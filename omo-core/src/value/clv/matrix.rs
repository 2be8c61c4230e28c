//! The little of vectors and matrices that climbing asks for.

/// Rows of a square matrix.
pub(super) type Matrix = Vec<Vec<f64>>;

pub(super) fn identity(size: usize) -> Matrix {
    let mut rows = vec![vec![0.0; size]; size];
    for (at, row) in rows.iter_mut().enumerate() {
        set(row, at, 1.0);
    }
    rows
}

/// Puts a number at a place, where there is such.
pub(super) fn set(vector: &mut [f64], at: usize, value: f64) {
    vector.iter_mut().skip(at).take(1).for_each(|cell| *cell = value);
}

/// The lower triangle whose square a matrix is; nothing where it is not positive definite.
pub(super) fn cholesky(matrix: &[Vec<f64>]) -> Option<Matrix> {
    triangle(matrix, 1e-13).ok()
}

/// The lower triangle whose square a matrix is, or the first row of which the rows before it leave no more than this share.
pub(super) fn triangle(matrix: &[Vec<f64>], least: f64) -> Result<Matrix, usize> {
    let mut lower = vec![vec![0.0; matrix.len()]; matrix.len()];
    for (row, cells) in matrix.iter().enumerate() {
        for (column, &cell) in cells.iter().enumerate().take(row + 1) {
            let (Some(mine), Some(theirs)) = (lower.get(row), lower.get(column)) else { return Err(row) };
            let rest = cell - dot_first(mine, theirs, column);
            let value = if row == column {
                // A ridge is no top: what remains must be more than rounding leaves.
                if rest.is_nan() || rest <= least * cell.abs() {
                    return Err(row);
                }
                rest.sqrt()
            } else {
                rest / theirs.get(column).copied().unwrap_or(f64::NAN)
            };
            lower.get_mut(row).into_iter().for_each(|row| set(row, column, value));
        }
    }
    Ok(lower)
}

fn dot_first(a: &[f64], b: &[f64], first: usize) -> f64 {
    a.iter().zip(b).take(first).map(|(a, b)| a * b).sum()
}

/// What times the triangle gives `right`.
pub(super) fn half_solved(lower: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let mut half = vec![0.0; right.len()];
    for (at, (row, &goal)) in lower.iter().zip(right).enumerate() {
        let value = (goal - dot_first(row, &half, at)) / row.get(at).copied().unwrap_or(1.0);
        set(&mut half, at, value);
    }
    half
}

/// What times the matrix gives `right`, by its lower triangle.
pub(super) fn solved(lower: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let half = half_solved(lower, right);
    let mut whole = vec![0.0; right.len()];
    for at in (0..right.len()).rev() {
        let known: f64 = lower
            .iter()
            .zip(&whole)
            .skip(at + 1)
            .map(|(row, w)| row.get(at).copied().unwrap_or(0.0) * w)
            .sum();
        let diagonal = lower.get(at).and_then(|row| row.get(at)).copied().unwrap_or(1.0);
        let value = (half.get(at).copied().unwrap_or(0.0) - known) / diagonal;
        set(&mut whole, at, value);
    }
    whole
}

/// The diagonal of a matrix' inverse, by its lower triangle.
pub(super) fn inverse_diagonal(lower: &[Vec<f64>]) -> Vec<f64> {
    let column = |at: usize| {
        let mut unit = vec![0.0; lower.len()];
        set(&mut unit, at, 1.0);
        solved(lower, &unit).get(at).copied().unwrap_or(0.0)
    };
    (0..lower.len()).map(column).collect()
}

pub(super) fn times(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| dot(row, vector)).collect()
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

pub(super) fn plus(a: &[f64], b: &[f64], part: f64) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a + part * b).collect()
}

pub(super) fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    plus(a, b, -1.0)
}

/// The largest part of a vector, without its sign; what is no number is larger than all.
pub(super) fn largest(vector: &[f64]) -> f64 {
    vector.iter().fold(0.0, |most: f64, part| if part.abs() <= most { most } else { part.abs() })
}
