//! The top of a likelihood: BFGS to its neighbourhood, Newton to the top, and honesty about whether there is one.

use crate::Error;
use crate::math;
use crate::order::Order;

/// A log-likelihood and its gradient by the logarithms of the parameters.
pub(super) type Slope<const N: usize> = (f64, [f64; N]);

/// What says them.
pub(super) type Ground<'a, const N: usize> = &'a dyn Fn(&[f64; N]) -> Slope<N>;

/// The top of a likelihood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Top<const N: usize> {
    /// Logarithms of the parameters.
    pub logs: [f64; N],
    /// The log-likelihood there.
    pub height: f64,
    /// Standard errors of the logarithms, from the curvature.
    pub errors: [f64; N],
}

/// Logarithms beyond this are no parameters of customers any more: something runs away.
const FAR: f64 = 12.0;

/// A coarse likelihood is of one customer in so many.
pub(super) const COARSE: usize = 8;
const COARSE_SHARE: f64 = 8.0;

/// The highest point that climbing from several starts finds.
///
/// Starts are first climbed on a `coarse` likelihood, of some customers only, where there is one; where that leads are the
/// starts then. The two best are climbed from, and the others only where those find no top. `customers` scales steps, `names`
/// are what the parameters are called where something is wrong with them.
///
/// # Errors
///
/// [`Error::Fit`] where no climb ends on a top, saying why.
pub(super) fn climb<const N: usize>(
    slope: Ground<'_, N>,
    coarse: Option<Ground<'_, N>>,
    starts: &[[f64; N]],
    customers: f64,
    names: &[&str],
) -> Result<Top<N>, Error> {
    let led = coarse.map(|coarse| led(coarse, starts, customers));
    let ranked = ranked(slope, led.as_deref().unwrap_or(starts));
    let mut best: Option<Top<N>> = None;
    let mut failed: Option<([f64; N], f64)> = None;
    for (tried, (start, _)) in ranked.iter().enumerate() {
        if tried >= 2 && best.is_some() {
            break;
        }
        let straight = led.as_ref().and_then(|_| summit(slope, *start).ok());
        let (near, height) =
            straight.map_or_else(|| ascend(slope, *start, customers), |top| (top.logs, top.height));
        if best.is_some_and(|best| largest(&minus(&best.logs, &near)) < 0.01) {
            continue;
        }
        match straight.ok_or(()).or_else(|()| summit(slope, near)) {
            Ok(top) => best = best.filter(|best| best.height >= top.height).or(Some(top)),
            Err(()) if failed.is_none_or(|(_, highest)| height > highest) => failed = Some((near, height)),
            Err(()) => {}
        }
    }
    match (best, failed) {
        // Something that runs away and is higher shows that this is no top of all.
        (Some(best), Some((place, height))) if height > best.height + 1e-4 => Err(runaway(&place, names)),
        (Some(best), _) => Ok(best),
        (None, Some((place, _))) => Err(runaway(&place, names)),
        (None, None) => Err(Error::Fit { reason: "the likelihood is no number at any start".into() }),
    }
}

/// Starts with their heights, the highest first.
fn ranked<const N: usize>(
    slope: &dyn Fn(&[f64; N]) -> Slope<N>,
    starts: &[[f64; N]],
) -> Vec<([f64; N], f64)> {
    let mut ranked: Vec<([f64; N], f64)> = starts.iter().map(|start| (*start, slope(start).0)).collect();
    ranked.retain(|(_, height)| height.is_finite());
    ranked.put_in_order_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

/// Where the three best starts lead, each place once, and the starts themselves after them.
fn led<const N: usize>(
    coarse: &dyn Fn(&[f64; N]) -> Slope<N>,
    starts: &[[f64; N]],
    customers: f64,
) -> Vec<[f64; N]> {
    let mut led: Vec<[f64; N]> = Vec::new();
    for (start, _) in ranked(coarse, starts).into_iter().take(3) {
        let (place, _) = ascend(coarse, start, customers / COARSE_SHARE);
        if largest(&place) <= FAR && led.iter().all(|known| largest(&minus(known, &place)) > 0.1) {
            led.push(place);
        }
    }
    if led.is_empty() { starts.to_vec() } else { led }
}

/// What is wrong where there is no top, in words.
fn runaway<const N: usize>(place: &[f64; N], names: &[&str]) -> Error {
    let mut far: Vec<(f64, &str)> = place.iter().copied().zip(names.iter().copied()).collect();
    far.put_in_order_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    let told: Vec<String> = far
        .iter()
        .enumerate()
        .filter(|(rank, (log, _))| *rank == 0 || log.abs() > FAR / 2.0)
        .map(|(_, (log, name))| format!("`{name}` {}", if *log > 0.0 { "grows" } else { "falls to 0" }))
        .collect();
    let reason = format!(
        "the likelihood has no top, it still rises as {}; the customers are too few, too alike or too young for this \
         model: give it more customers, a longer time, or take a model with fewer parameters",
        told.join(" and ")
    );
    Error::Fit { reason }
}

/// Climbs by BFGS (Nocedal and Wright 2006, algorithm 6.1) until it is nearly flat or runs away.
fn ascend<const N: usize>(
    slope: &dyn Fn(&[f64; N]) -> Slope<N>,
    start: [f64; N],
    customers: f64,
) -> ([f64; N], f64) {
    let (mut place, (mut height, mut gradient)) = (start, slope(&start));
    // What turns a gradient into a step.
    let mut inverse = identity::<N>();
    let mut fresh = true;
    for _ in 0..120 {
        if largest(&gradient) < 1e-6 * customers.max(1.0) || largest(&place) > FAR {
            break;
        }
        let mut step = times(&inverse, &gradient);
        let mut rise = dot(&step, &gradient);
        if fresh || rise.is_nan() || rise <= 0.0 {
            inverse = identity();
            fresh = true;
            let length = largest(&gradient).max(1e-300);
            step = gradient.map(|g| 0.3 * g / length);
            rise = dot(&step, &gradient);
        }
        // Further than this no model of the ground holds.
        let long = largest(&step);
        if long > 1.5 {
            step = step.map(|s| s * 1.5 / long);
            rise *= 1.5 / long;
        }
        let Some((next, (next_height, next_gradient))) = shorten(slope, &place, height, &step, rise) else {
            if fresh {
                break;
            }
            fresh = true;
            continue;
        };
        let moved = minus(&next, &place);
        // Of the hill turned over, so that curvature is above 0.
        let bent = minus(&gradient, &next_gradient);
        let curvature = dot(&moved, &bent);
        if curvature > 1e-12 * dot(&moved, &moved).sqrt() * dot(&bent, &bent).sqrt() {
            if fresh {
                let scale = curvature / dot(&bent, &bent);
                inverse = identity().map(|row: [f64; N]| row.map(|cell| cell * scale));
            }
            inverse = updated(&inverse, &moved, &bent, curvature);
            fresh = false;
        }
        (place, height, gradient) = (next, next_height, next_gradient);
    }
    (place, height)
}

/// The longest part of a step that climbs enough, by halving.
fn shorten<const N: usize>(
    slope: &dyn Fn(&[f64; N]) -> Slope<N>,
    place: &[f64; N],
    height: f64,
    step: &[f64; N],
    rise: f64,
) -> Option<([f64; N], Slope<N>)> {
    let mut part = 1.0;
    for _ in 0..40 {
        let next = plus(place, step, part);
        let there = slope(&next);
        let gained = there.0 - height;
        if gained.is_finite() && gained >= 1e-4 * part * rise {
            return Some((next, there));
        }
        // The top of the parabola through what is known, within bounds.
        let curve = (part * rise - gained) / (part * part);
        let vertex = rise / (2.0 * curve);
        part = if vertex.is_finite() { vertex.clamp(0.1 * part, 0.5 * part) } else { 0.1 * part };
    }
    None
}

/// Newton's steps to the top; nothing where the ground is no top or the steps do not end.
fn summit<const N: usize>(slope: &dyn Fn(&[f64; N]) -> Slope<N>, start: [f64; N]) -> Result<Top<N>, ()> {
    let mut place = start;
    let (mut height, mut gradient) = slope(&place);
    for _ in 0..12 {
        let bend = curvature(slope, &place, Some(&gradient));
        let lower = cholesky(&bend).ok_or(())?;
        // Steps with one curvature, as long as they shrink.
        let mut last = f64::INFINITY;
        for _ in 0..6 {
            let step = solved(&lower, &gradient);
            let long = largest(&step);
            if long < 1e-9 {
                let trusted = largest(&place) <= FAR;
                let lower = cholesky(&curvature(slope, &place, None)).ok_or(())?;
                let errors = inverse_diagonal(&lower).map(f64::sqrt);
                // A top so flat that a parameter may be anything is none.
                let known = errors.iter().all(|error| *error < 50.0);
                return if trusted && known { Ok(Top { logs: place, height, errors }) } else { Err(()) };
            }
            if !(long < 1.0 && long < 0.5 * last) {
                break;
            }
            let next = plus(&place, &step, 1.0);
            let there = slope(&next);
            // What is no number is no climb either.
            if there.0.is_nan() || there.0 < height - 1e-9 * (1.0 + height.abs()) {
                break;
            }
            (place, height, gradient, last) = (next, there.0, there.1, long);
        }
        if last.is_infinite() {
            // Not yet near enough for full steps.
            let step = solved(&lower, &gradient);
            let rise = dot(&step, &gradient);
            let long = largest(&step).max(1.0);
            let step = step.map(|s| s / long);
            let Some((next, there)) = shorten(slope, &place, height, &step, rise / long) else {
                return Err(());
            };
            (place, height, gradient) = (next, there.0, there.1);
            if largest(&place) > FAR {
                return Err(());
            }
        }
    }
    Err(())
}

/// The curvature of the hill turned over, by differences of its exact gradient: to one side, which is enough to climb by, or
/// to both where its gradient `here` is not given.
fn curvature<const N: usize>(
    slope: &dyn Fn(&[f64; N]) -> Slope<N>,
    place: &[f64; N],
    here: Option<&[f64; N]>,
) -> [[f64; N]; N] {
    let apart = if here.is_some() { 1e-5 } else { 1e-4 };
    let mut number = 0;
    let rows = [[0.0; N]; N].map(|row: [f64; N]| {
        let mut away = row;
        away.iter_mut().skip(number).take(1).for_each(|part| *part = apart);
        number += 1;
        let ahead = slope(&plus(place, &away, 1.0)).1;
        match here {
            Some(here) => minus(here, &ahead).map(|g| g / apart),
            None => minus(&slope(&plus(place, &away, -1.0)).1, &ahead).map(|g| g / (2.0 * apart)),
        }
    });
    let mut even = rows;
    for (at, row) in even.iter_mut().enumerate() {
        for (cell, other) in row.iter_mut().zip(&rows) {
            *cell = f64::midpoint(*cell, other.get(at).copied().unwrap_or(0.0));
        }
    }
    even
}

fn identity<const N: usize>() -> [[f64; N]; N] {
    let mut rows = [[0.0; N]; N];
    for (at, row) in rows.iter_mut().enumerate() {
        row.iter_mut().skip(at).take(1).for_each(|cell| *cell = 1.0);
    }
    rows
}

/// The inverse curvature after a step (Nocedal and Wright 2006, equation 6.17).
fn updated<const N: usize>(
    inverse: &[[f64; N]; N],
    moved: &[f64; N],
    bent: &[f64; N],
    curvature: f64,
) -> [[f64; N]; N] {
    let turned = times(inverse, bent);
    let factor = (1.0 + dot(&turned, bent) / curvature) / curvature;
    let mut updated = *inverse;
    for ((row, m), t) in updated.iter_mut().zip(moved).zip(&turned) {
        for ((cell, other_m), other_t) in row.iter_mut().zip(moved).zip(&turned) {
            *cell += factor * m * other_m - (t * other_m + m * other_t) / curvature;
        }
    }
    updated
}

/// The lower triangle whose square a matrix is; nothing where it is not positive definite.
fn cholesky<const N: usize>(matrix: &[[f64; N]; N]) -> Option<[[f64; N]; N]> {
    let mut lower = [[0.0; N]; N];
    for (row, cells) in matrix.iter().enumerate() {
        for (column, &cell) in cells.iter().enumerate().take(row + 1) {
            let (mine, theirs) = (lower.get(row)?, lower.get(column)?);
            let rest = cell - dot_first(mine, theirs, column);
            let diagonal = *theirs.get(column)?;
            let value = if row == column {
                // A ridge is no top: what remains must be more than rounding leaves.
                if rest.is_nan() || rest <= 1e-13 * cell.abs() {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / diagonal
            };
            *lower.get_mut(row)?.get_mut(column)? = value;
        }
    }
    Some(lower)
}

fn dot_first<const N: usize>(a: &[f64; N], b: &[f64; N], first: usize) -> f64 {
    a.iter().zip(b).take(first).map(|(a, b)| a * b).sum()
}

/// What times the matrix gives `right`, by its lower triangle.
fn solved<const N: usize>(lower: &[[f64; N]; N], right: &[f64; N]) -> [f64; N] {
    let mut half = [0.0; N];
    for (at, (row, &goal)) in lower.iter().zip(right).enumerate() {
        let value = (goal - dot_first(row, &half, at)) / row.get(at).copied().unwrap_or(1.0);
        half.iter_mut().skip(at).take(1).for_each(|cell| *cell = value);
    }
    let mut whole: [f64; N] = [0.0; N];
    for at in (0..N).rev() {
        let known: f64 = lower
            .iter()
            .zip(&whole)
            .skip(at + 1)
            .map(|(row, w)| row.get(at).copied().unwrap_or(0.0) * w)
            .sum();
        let diagonal = lower.get(at).and_then(|row| row.get(at)).copied().unwrap_or(1.0);
        let value = (half.get(at).copied().unwrap_or(0.0) - known) / diagonal;
        whole.iter_mut().skip(at).take(1).for_each(|cell| *cell = value);
    }
    whole
}

fn inverse_diagonal<const N: usize>(lower: &[[f64; N]; N]) -> [f64; N] {
    let mut at = 0;
    [0.0; N].map(|zero: f64| {
        let mut unit = [zero; N];
        unit.iter_mut().skip(at).take(1).for_each(|cell| *cell = 1.0);
        let column = solved(lower, &unit);
        at += 1;
        column.get(at - 1).copied().unwrap_or(0.0)
    })
}

fn times<const N: usize>(matrix: &[[f64; N]; N], vector: &[f64; N]) -> [f64; N] {
    matrix.map(|row| dot(&row, vector))
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn plus<const N: usize>(a: &[f64; N], b: &[f64; N], part: f64) -> [f64; N] {
    let mut sum = *a;
    sum.iter_mut().zip(b).for_each(|(a, b)| *a += part * b);
    sum
}

fn minus<const N: usize>(a: &[f64; N], b: &[f64; N]) -> [f64; N] {
    plus(a, b, -1.0)
}

/// The largest part of a vector, without its sign; what is no number is larger than all.
fn largest<const N: usize>(vector: &[f64; N]) -> f64 {
    vector.iter().fold(0.0, |most: f64, part| if part.abs() <= most { most } else { part.abs() })
}

/// Starts on a grid of factors of a guess, as logarithms.
pub(super) fn grid<const N: usize>(guess: [f64; N], factors: &[[f64; N]]) -> Vec<[f64; N]> {
    let start = |factors: &[f64; N]| {
        let mut start = guess;
        start.iter_mut().zip(factors).for_each(|(start, factor)| *start = math::ln(*start * factor));
        start
    };
    factors.iter().map(start).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hill whose top and curvature are known: -(x-1)^2 - 10 (y - x^2)^2, that of Rosenbrock turned over.
    #[test]
    fn a_bent_ridge() {
        let slope = |p: &[f64; 2]| {
            let [x, y] = *p;
            let off = y - x * x;
            (-(x - 1.0).powi(2) - 10.0 * off * off, [-2.0 * (x - 1.0) + 40.0 * off * x, -20.0 * off])
        };
        let top = climb(&slope, None, &[[-1.2, 1.0], [3.0, -2.0]], 1.0, &["x", "y"]).unwrap();
        assert!(largest(&minus(&top.logs, &[1.0, 1.0])) < 1e-9, "{top:?}");
        // The inverse of the curvature [[82, -40], [-40, 20]] has the diagonal 0.5, 2.05.
        assert!(
            (top.errors[0] - 0.5_f64.sqrt()).abs() < 1e-6 && (top.errors[1] - 2.05_f64.sqrt()).abs() < 1e-6
        );
    }

    /// What rises without end and what is flat have no top, and the words say where it goes.
    #[test]
    fn no_top_is_an_error() {
        let rising = |p: &[f64; 2]| (-math::exp(-p[0]) - p[1] * p[1], [math::exp(-p[0]), -2.0 * p[1]]);
        let error = climb(&rising, None, &[[0.0, 1.0], [1.0, 0.0]], 1.0, &["a", "b"]).unwrap_err();
        assert_eq!(error.code(), "fit");
        assert!(error.to_string().contains("as `a` grows;"), "{error}");
        let ridge = |p: &[f64; 2]| (-(p[0] - p[1]).powi(2), [-2.0 * (p[0] - p[1]), 2.0 * (p[0] - p[1])]);
        assert!(climb(&ridge, None, &[[0.0, 1.0]], 1.0, &["a", "b"]).is_err());
        let never = |_: &[f64; 2]| (f64::NAN, [f64::NAN; 2]);
        assert!(climb(&never, None, &[[0.0, 1.0]], 1.0, &["a", "b"]).is_err());
    }
}
