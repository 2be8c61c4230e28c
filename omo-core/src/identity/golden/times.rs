//! How late each row is.

use crate::identity::linker::Column;
use crate::order::Order;
use crate::{Error, Time, Zone};

/// A rank for each row, higher for later, and 0 for a row without a time.
///
/// All cells are numbers, which may count anything that grows, or all are times; a time without an offset is read as
/// UTC's, which puts it in order among others of its kind.
///
/// # Errors
///
/// [`Error::Column`] naming a row that holds neither.
pub fn ranks(column: &Column) -> Result<Vec<u32>, Error> {
    let texts: Vec<&str> = column.texts.iter().map(str::trim).collect();
    let number = |text: &&str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    let empty = |text: &&str| text.is_empty();
    let numbers = texts.iter().all(|text| empty(text) || number(text).is_some());
    let mut instants: Vec<(f64, usize)> = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate().filter(|(_, text)| !empty(text)) {
        let instant = if numbers { number(text) } else { time(text) };
        let Some(instant) = instant else {
            let row = column.cells.iter().position(|&cell| cell as usize == at).unwrap_or_default();
            let must = format!(
                "all numbers or all times from 1970 on, such as 2026-03-01T09:00:00+09:00; row {row} is not"
            );
            return Err(Error::Column { column: column.name.clone(), must });
        };
        instants.push((instant, at));
    }
    instants.put_in_order_by(|a, b| a.0.total_cmp(&b.0));
    let mut by_text = vec![0; texts.len()];
    for (rank, equal) in (1..).zip(instants.chunk_by(|a, b| a.0 == b.0)) {
        equal.iter().filter_map(|&(_, at)| by_text.get_mut(at).map(|place| *place = rank)).for_each(drop);
    }
    Ok(column.cells.iter().map(|&cell| by_text.get(cell as usize).copied().unwrap_or_default()).collect())
}

/// Milliseconds of an instant; they are whole numbers below 2^53.
#[expect(clippy::cast_precision_loss, reason = "times end with the year 9999")]
fn time(text: &str) -> Option<f64> {
    Time::read(text, &Zone::utc()).ok().map(|time| time.millis() as f64)
}
