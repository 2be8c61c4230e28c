//! What a coupon brought beyond what would have been bought without it.

use serde::Serialize;

use super::compare::{self, Measured};
use super::{ExperimentOptions, Metric};
use crate::Error;

/// What a coupon brought in all, and where.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Increment {
    /// How many customers were treated.
    pub customers: f64,
    /// All parts together, less the cost, of all treated customers.
    pub net: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// How likely so large a difference of all parts is where there is none.
    pub p_value: f64,
    /// What the treatment cost.
    pub cost: f64,
    /// Each part by itself; they add up to `net` and `cost` together.
    pub parts: Vec<IncrementPart>,
}

/// One part of what a coupon brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct IncrementPart {
    /// What it is called: sales while the coupon held, in the weeks after, in another channel.
    pub part: String,
    /// What treated customers bought more than they would have.
    pub sales: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// What a treatment brought: the difference to the customers held out, for all who were treated, less its cost.
///
/// `treated` says of each customer whether the treatment was for them, whether they used it or not: those who use a coupon
/// are not those who do not. `parts` are sums of sales a customer: while it held, in the weeks after (purchases pulled
/// forward come off there), in other channels (what was taken from them comes off there). A part counts once, so the parts
/// must not hold the same sale.
///
/// # Errors
///
/// As for [`experiment`](super::experiment); [`Error::Option`] for a cost that is no number.
///
/// ```
/// use omo_core::value::{ExperimentOptions, Metric, incremental_sales};
/// let treated = [true, true, true, false, false, false];
/// let during = [30.0, 20.0, 40.0, 10.0, 0.0, 20.0];
/// let after = [5.0, 0.0, 10.0, 10.0, 5.0, 15.0];
/// let parts = [Metric { name: "during", values: &during }, Metric { name: "after", values: &after }];
/// let coupon = incremental_sales(&treated, &parts, 9.0, &ExperimentOptions::default())?;
/// assert_eq!(coupon.parts.iter().map(|part| part.sales).collect::<Vec<_>>(), [60.0, -15.0]);
/// assert_eq!(coupon.net, 36.0);
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn incremental_sales(
    treated: &[bool],
    parts: &[Metric<'_>],
    cost: f64,
    options: &ExperimentOptions,
) -> Result<Increment, Error> {
    options.check(2)?;
    if !cost.is_finite() {
        return Err(Error::option("cost", "a number", &cost));
    }
    let arm: Vec<u32> = treated.iter().map(|&treated| u32::from(treated)).collect();
    let mut all = vec![0.0; arm.len()];
    let mut told = Vec::new();
    let against = |name: &str, values: &[f64]| {
        let of = |wanted| Measured::of(&arm, wanted, values, None);
        compare::compare(name, "treated", &of(0), &of(1), false, options)
    };
    for part in parts {
        compare::check(part.name, part.values, arm.len())?;
        all.iter_mut().zip(part.values).for_each(|(all, value)| *all += value);
        let found = against(part.name, part.values)?;
        told.push(IncrementPart {
            part: part.name.into(),
            sales: found.difference * found.customers,
            lower: found.lower * found.customers,
            upper: found.upper * found.customers,
        });
    }
    let found = against("all", &all)?;
    Ok(Increment {
        customers: found.customers,
        net: found.difference * found.customers - cost,
        lower: found.lower * found.customers - cost,
        upper: found.upper * found.customers - cost,
        p_value: found.p_value,
        cost,
        parts: told,
    })
}
