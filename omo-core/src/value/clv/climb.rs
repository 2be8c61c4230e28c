//! The top of a likelihood: BFGS to its neighbourhood, Newton to the top, and honesty about whether there is one.

use super::matrix::{
    Matrix, cholesky, dot, half_solved, identity, inverse_diagonal, largest, minus, plus, set, solved, times,
};
use crate::Error;
use crate::math;
use crate::order::Order;

/// A log-likelihood and its gradient by the logarithms of the parameters.
pub(super) type Slope<const N: usize> = (f64, [f64; N]);

/// What says them.
pub(super) type Ground<'a, const N: usize> = &'a dyn Fn(&[f64; N]) -> Slope<N>;

/// The same of however many parameters there are.
pub(super) type AnyGround<'a> = &'a dyn Fn(&[f64]) -> AnySlope;

/// The log-likelihood and its gradient by however many parameters.
pub(super) type AnySlope = (f64, Vec<f64>);

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

/// The top of a likelihood of however many parameters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AnyTop {
    /// Logarithms of the parameters, and effects of covariates.
    pub logs: Vec<f64>,
    /// The log-likelihood there.
    pub height: f64,
    /// Standard errors of these, from the curvature.
    pub errors: Vec<f64>,
    /// The lower triangle of the curvature.
    lower: Matrix,
}

impl AnyTop {
    /// The standard error of a sum of the parameters, each times its factor.
    pub fn error_of(&self, factors: &[f64]) -> f64 {
        let half = half_solved(&self.lower, factors);
        dot(&half, &half).sqrt()
    }
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
    let any = |ground: Ground<'_, N>, place: &[f64]| {
        let (height, gradient) = ground(&array(place));
        (height, gradient.to_vec())
    };
    let coarse = coarse.map(|coarse| move |place: &[f64]| any(coarse, place));
    let coarse = coarse.as_ref().map(|coarse| coarse as AnyGround<'_>);
    let starts: Vec<Vec<f64>> = starts.iter().map(|start| start.to_vec()).collect();
    let top = climb_any(&|place| any(slope, place), coarse, &starts, customers, names)?;
    Ok(Top { logs: array(&top.logs), height: top.height, errors: array(&top.errors) })
}

fn array<const N: usize>(vector: &[f64]) -> [f64; N] {
    let mut array = [0.0; N];
    array.iter_mut().zip(vector).for_each(|(cell, &value)| *cell = value);
    array
}

/// [`climb`] over however many parameters there are.
pub(super) fn climb_any(
    slope: AnyGround<'_>,
    coarse: Option<AnyGround<'_>>,
    starts: &[Vec<f64>],
    customers: f64,
    names: &[&str],
) -> Result<AnyTop, Error> {
    let led = coarse.map(|coarse| led(coarse, starts, customers));
    let ranked = ranked(slope, led.as_deref().unwrap_or(starts));
    let mut best: Option<AnyTop> = None;
    let mut failed: Option<(Vec<f64>, f64)> = None;
    for (tried, (start, _)) in ranked.iter().enumerate() {
        if tried >= 2 && best.is_some() {
            break;
        }
        let straight = led.as_ref().and_then(|_| summit(slope, start).ok());
        let (near, height) = match &straight {
            Some(top) => (top.logs.clone(), top.height),
            None => ascend(slope, start, customers),
        };
        if best.as_ref().is_some_and(|best| largest(&minus(&best.logs, &near)) < 0.01) {
            continue;
        }
        match straight.ok_or(()).or_else(|()| summit(slope, &near)) {
            Ok(top) => best = best.filter(|best| best.height >= top.height).or(Some(top)),
            Err(()) if failed.as_ref().is_none_or(|(_, highest)| height > *highest) => {
                failed = Some((near, height));
            }
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
fn ranked(slope: AnyGround<'_>, starts: &[Vec<f64>]) -> Vec<(Vec<f64>, f64)> {
    let mut ranked: Vec<(Vec<f64>, f64)> =
        starts.iter().map(|start| (start.clone(), slope(start).0)).collect();
    ranked.retain(|(_, height)| height.is_finite());
    ranked.put_in_order_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

/// Where the three best starts lead, each place once, and the starts themselves after them.
fn led(coarse: AnyGround<'_>, starts: &[Vec<f64>], customers: f64) -> Vec<Vec<f64>> {
    let mut led: Vec<Vec<f64>> = Vec::new();
    for (start, _) in ranked(coarse, starts).into_iter().take(3) {
        let (place, _) = ascend(coarse, &start, customers / COARSE_SHARE);
        if largest(&place) <= FAR && led.iter().all(|known| largest(&minus(known, &place)) > 0.1) {
            led.push(place);
        }
    }
    if led.is_empty() { starts.to_vec() } else { led }
}

/// What is wrong where there is no top, in words.
fn runaway(place: &[f64], names: &[&str]) -> Error {
    let mut far: Vec<(f64, &str)> = place.iter().copied().zip(names.iter().copied()).collect();
    far.put_in_order_by(|a, b| b.0.abs().total_cmp(&a.0.abs()));
    // The effect of a covariate is no logarithm: it may fall below 0.
    let way = |log: f64, name: &str| match (log > 0.0, name.contains(':')) {
        (true, _) => "grows",
        (false, false) => "falls to 0",
        (false, true) => "falls",
    };
    let told: Vec<String> = far
        .iter()
        .enumerate()
        .filter(|(rank, (log, _))| *rank == 0 || log.abs() > FAR / 2.0)
        .map(|(_, (log, name))| format!("`{name}` {}", way(*log, name)))
        .collect();
    let remedy = if names.iter().any(|name| name.contains(':')) {
        "give it more customers, a longer time, fewer covariates, or covariates of purchases alone"
    } else {
        "give it more customers, a longer time, or take a model with fewer parameters"
    };
    let reason = format!(
        "the likelihood has no top, it still rises as {}; the customers are too few, too alike or too young for this \
         model: {remedy}",
        told.join(" and ")
    );
    Error::Fit { reason }
}

/// Climbs by BFGS (Nocedal and Wright 2006, algorithm 6.1) until it is nearly flat or runs away.
fn ascend(slope: AnyGround<'_>, start: &[f64], customers: f64) -> (Vec<f64>, f64) {
    let (mut place, (mut height, mut gradient)) = (start.to_vec(), slope(start));
    // What turns a gradient into a step.
    let mut inverse = identity(start.len());
    let mut fresh = true;
    for _ in 0..120 {
        if largest(&gradient) < 1e-6 * customers.max(1.0) || largest(&place) > FAR {
            break;
        }
        let mut step = times(&inverse, &gradient);
        let mut rise = dot(&step, &gradient);
        if fresh || rise.is_nan() || rise <= 0.0 {
            inverse = identity(start.len());
            fresh = true;
            let length = largest(&gradient).max(1e-300);
            step = gradient.iter().map(|g| 0.3 * g / length).collect();
            rise = dot(&step, &gradient);
        }
        // Further than this no model of the ground holds.
        let long = largest(&step);
        if long > 1.5 {
            for s in &mut step {
                *s = *s * 1.5 / long;
            }
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
                inverse = identity(start.len());
                inverse.iter_mut().flatten().for_each(|cell| *cell *= scale);
            }
            inverse = updated(&inverse, &moved, &bent, curvature);
            fresh = false;
        }
        (place, height, gradient) = (next, next_height, next_gradient);
    }
    (place, height)
}

/// The longest part of a step that climbs enough, by halving.
fn shorten(
    slope: AnyGround<'_>,
    place: &[f64],
    height: f64,
    step: &[f64],
    rise: f64,
) -> Option<(Vec<f64>, AnySlope)> {
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
fn summit(slope: AnyGround<'_>, start: &[f64]) -> Result<AnyTop, ()> {
    let mut place = start.to_vec();
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
                let errors: Vec<f64> = inverse_diagonal(&lower).into_iter().map(f64::sqrt).collect();
                // A top so flat that a parameter may be anything is none.
                let known = errors.iter().all(|error| *error < 50.0);
                let top = AnyTop { logs: place, height, errors, lower };
                return if trusted && known { Ok(top) } else { Err(()) };
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
            let step: Vec<f64> = step.into_iter().map(|s| s / long).collect();
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
fn curvature(slope: AnyGround<'_>, place: &[f64], here: Option<&[f64]>) -> Matrix {
    let apart = if here.is_some() { 1e-5 } else { 1e-4 };
    let row = |number: usize| -> Vec<f64> {
        let mut away = vec![0.0; place.len()];
        set(&mut away, number, apart);
        let ahead = slope(&plus(place, &away, 1.0)).1;
        match here {
            Some(here) => minus(here, &ahead).into_iter().map(|g| g / apart).collect(),
            None => minus(&slope(&plus(place, &away, -1.0)).1, &ahead)
                .into_iter()
                .map(|g| g / (2.0 * apart))
                .collect(),
        }
    };
    let rows: Matrix = (0..place.len()).map(row).collect();
    let mut even = rows.clone();
    for (at, row) in even.iter_mut().enumerate() {
        for (cell, other) in row.iter_mut().zip(&rows) {
            *cell = f64::midpoint(*cell, other.get(at).copied().unwrap_or(0.0));
        }
    }
    even
}

/// The inverse curvature after a step (Nocedal and Wright 2006, equation 6.17).
fn updated(inverse: &[Vec<f64>], moved: &[f64], bent: &[f64], curvature: f64) -> Matrix {
    let turned = times(inverse, bent);
    let factor = (1.0 + dot(&turned, bent) / curvature) / curvature;
    let mut updated = inverse.to_vec();
    for ((row, m), t) in updated.iter_mut().zip(moved).zip(&turned) {
        for ((cell, other_m), other_t) in row.iter_mut().zip(moved).zip(&turned) {
            *cell += factor * m * other_m - (t * other_m + m * other_t) / curvature;
        }
    }
    updated
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
