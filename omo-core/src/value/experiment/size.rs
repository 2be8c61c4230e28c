//! How many customers an experiment needs, and what it can see with those it has.

use crate::Error;
use crate::special::{normal_below, normal_quantile};

/// What is measured, how it varies, and the difference that is to be seen.
struct Goal {
    difference: f64,
    /// The variance of one customer's outcome where there is no difference, and of both arms where there is.
    without: f64,
    with: f64,
}

/// Without a spread the outcome is a share, whose mean tells how it varies.
fn goal(baseline: f64, difference: f64, spread: Option<f64>) -> Result<Goal, Error> {
    let finite = difference.is_finite() && difference != 0.0 && baseline.is_finite();
    if !finite {
        return Err(Error::option("difference", "a number that is not 0", &difference));
    }
    if let Some(spread) = spread {
        if !(spread > 0.0 && spread.is_finite()) {
            return Err(Error::option("standard_deviation", "a number above 0", &spread));
        }
        let variance = 2.0 * spread * spread;
        return Ok(Goal { difference, without: variance, with: variance });
    }
    let changed = baseline + difference;
    if !(baseline > 0.0 && baseline < 1.0 && (0.0..=1.0).contains(&changed)) {
        return Err(Error::option(
            "baseline",
            "a share between 0 and 1, also with the difference; for a mean name its standard deviation",
            &baseline,
        ));
    }
    let middle = f64::midpoint(baseline, changed);
    let with = baseline * (1.0 - baseline) + changed * (1.0 - changed);
    Ok(Goal { difference, without: 2.0 * middle * (1.0 - middle), with })
}

fn chance(option: &'static str, value: f64) -> Result<f64, Error> {
    if value > 0.0 && value < 1.0 {
        return Ok(value);
    }
    Err(Error::option(option, "between 0 and 1", &value))
}

/// How many customers each of two equal arms needs, so that a difference is found with this `power` by a two-sided test at
/// `alpha`.
///
/// `baseline` is the mean without treatment; with a `spread` (the standard deviation of one customer's outcome) it is a mean,
/// without one it is a share. The normal approximation, for shares with the pooled variance under no difference, as R's
/// `power.prop.test` has it; for means a quarter of z² is added for Student's t (Guenther 1981).
///
/// # Errors
///
/// [`Error::Option`] for what cannot be.
///
/// ```
/// // From 10 to 12 percent.
/// assert_eq!(omo_core::value::sample_size(0.10, 0.02, None, 0.05, 0.8)?, 3_841.0);
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn sample_size(
    baseline: f64,
    difference: f64,
    spread: Option<f64>,
    alpha: f64,
    power: f64,
) -> Result<f64, Error> {
    let goal = goal(baseline, difference, spread)?;
    let (tail, found) =
        (normal_quantile(1.0 - chance("alpha", alpha)? / 2.0), normal_quantile(chance("power", power)?));
    let root = tail * goal.without.sqrt() + found * goal.with.sqrt();
    let student = if spread.is_some() { tail * tail / 4.0 } else { 0.0 };
    Ok((root * root / (difference * difference) + student).ceil().max(2.0))
}

/// How likely two arms of so many customers each find a difference by a two-sided test at `alpha`; see
/// [`sample_size`] for the rest.
///
/// # Errors
///
/// [`Error::Option`] for what cannot be.
///
/// ```
/// let found = omo_core::value::power(3_841.0, 0.10, 0.02, None, 0.05)?;
/// assert_eq!(format!("{found:.3}"), "0.800");
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn power(
    customers: f64,
    baseline: f64,
    difference: f64,
    spread: Option<f64>,
    alpha: f64,
) -> Result<f64, Error> {
    let goal = goal(baseline, difference, spread)?;
    let tail = normal_quantile(1.0 - chance("alpha", alpha)? / 2.0);
    let student = if spread.is_some() { tail * tail / 4.0 } else { 0.0 };
    if !(customers >= 2.0 && customers.is_finite()) {
        return Err(Error::option("customers", "a number from 2", &customers));
    }
    let seen = goal.difference.abs() * (customers - student).max(0.0).sqrt();
    Ok(normal_below((seen - tail * goal.without.sqrt()) / goal.with.sqrt()))
}
