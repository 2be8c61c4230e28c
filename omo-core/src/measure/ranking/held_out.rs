//! Which rows a recommender must not see, because it is judged by them.

use crate::Error;
use crate::order::Order;

/// Each customer's last `n` purchases: the rows at that customer's `n` latest different times.
///
/// Who has no more than `n` times keeps all rows, as nothing would be left to learn from. Times are any numbers that
/// grow with time.
///
/// ```
/// use omo_core::measure::held_out_last;
/// let held_out = held_out_last(&[0, 0, 0, 1], &[10, 20, 20, 10], 1)?;
/// assert_eq!(held_out, [false, true, true, false]);
/// # Ok::<(), omo_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Length`] when the columns differ in length; [`Error::Option`] for `n` = 0.
pub fn held_out_last(customers: &[u32], times: &[i64], n: usize) -> Result<Vec<bool>, Error> {
    if customers.len() != times.len() {
        let (expected, got) = (customers.len(), times.len());
        return Err(Error::Length { what: "times".into(), expected, got });
    }
    if n == 0 {
        return Err(Error::option("n", "at least 1", &n));
    }
    let mut visits: Vec<(u32, i64)> = customers.iter().copied().zip(times.iter().copied()).collect();
    visits.put_in_order();
    visits.dedup();
    // The first time of each customer that is held out.
    let mut since: Vec<(u32, i64)> = Vec::new();
    for own in visits.chunk_by(|a, b| a.0 == b.0) {
        let first = own.len().checked_sub(n).filter(|&first| first > 0);
        since.extend(first.and_then(|first| own.get(first)).copied());
    }
    let held_out = |(customer, time): (&u32, &i64)| {
        let own = since.binary_search_by_key(customer, |&(customer, _)| customer).ok();
        own.and_then(|at| since.get(at)).is_some_and(|&(_, first)| *time >= first)
    };
    Ok(customers.iter().zip(times).map(held_out).collect())
}

/// All that happened at `since` or later.
#[must_use]
pub fn held_out_since(times: &[i64], since: i64) -> Vec<bool> {
    times.iter().map(|&time| time >= since).collect()
}

/// The time from which on about `share` of all rows lies: rows of one time stay together, so it may be less.
///
/// None where there are no rows.
///
/// ```
/// use omo_core::measure::since_share;
/// assert_eq!(since_share(&[1, 2, 3, 4, 4, 5], 0.5)?, Some(4));
/// # Ok::<(), omo_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Option`] for a share that is not between 0 and 1.
pub fn since_share(times: &[i64], share: f64) -> Result<Option<i64>, Error> {
    if !(share > 0.0 && share < 1.0) {
        return Err(Error::option("share", "between 0 and 1", &crate::decimal::shortest(share)));
    }
    let mut sorted = times.to_vec();
    sorted.put_in_order();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of rows"
    )]
    let kept = (sorted.len() as f64 * (1.0 - share)).round() as usize;
    let Some(&at) = sorted.get(kept.min(sorted.len().saturating_sub(1))) else { return Ok(None) };
    // Rows of one time must not be torn apart: if some of them are before the cut, the cut goes behind them.
    let torn = kept.checked_sub(1).and_then(|before| sorted.get(before)).is_some_and(|&before| before == at);
    let after = sorted.partition_point(|&time| time <= at);
    Ok(Some(if torn { sorted.get(after).copied().unwrap_or(at) } else { at }))
}
