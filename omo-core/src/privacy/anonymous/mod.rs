//! Anonymous exports (匿名加工情報): k-anonymity, rare values made coarser, times moved, order shuffled.

mod groups;
mod options;
mod report;

pub use options::{AnonymousOptions, QuasiIdentifier};
pub use report::{AnonymousReport, Generalised};

use serde::Serialize;

use crate::Error;
use crate::form;
use crate::model::{DAY, Time};
use crate::order::Order;
use crate::random::{self, Random};
use crate::sha256::hmac;
use crate::vocabulary::Vocabulary;
use groups::Recoded;

/// Rows of texts under the names of their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TextTable {
    /// Names.
    pub columns: Vec<String>,
    /// Values, as many in each row as there are columns.
    pub rows: Vec<Vec<String>>,
}

form::options!(TextTable { columns, rows });

/// An anonymous export.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Anonymous {
    /// The rows that may leave.
    pub table: TextTable,
    /// What was done.
    pub report: AnonymousReport,
}

/// Makes a table anonymous: in what leaves, every combination of the columns of `quasi` is that of `k` people or more
/// (Sweeney 2002), whether a person has one row or many.
///
/// Rare values become coarser first, then whole columns until few rows are left over; these are suppressed and counted.
/// Times move by days of each person's own, so that what happened between a person's days stays. Rows are shuffled. `secret`
/// decides the days and the order: keep it from those who get the table. With a column of free text in `keep`, or with many
/// rows a person whose sequence alone tells them apart, a table is not anonymous whatever `k` is: one row a person is best.
///
/// # Errors
///
/// [`Error::Option`] for options that cannot be; [`Error::Column`] for a column that is missing or a row of another length;
/// values that are no times in a column of `dates` are left empty and counted.
///
/// ```
/// use omo_core::privacy::{AnonymousOptions, TextTable, anonymous};
/// let row = |cells: [&str; 4]| cells.map(String::from).to_vec();
/// let table = TextTable {
///     columns: row(["person", "age", "town", "spent"]),
///     rows: vec![row(["1", "31", "Shibuya", "900"]), row(["2", "38", "Shibuya", "400"]), row(["3", "36", "Meguro", "700"])],
/// };
/// let options: AnonymousOptions = serde_json::from_str(r#"{"k": 3, "keep": ["spent"], "quasi": [
///     {"column": "age", "widths": [10, 20]}, {"column": "town", "steps": {"Shibuya": ["Tokyo"], "Meguro": ["Tokyo"]}}]}"#).unwrap();
/// let export = anonymous(&table, &options, b"secret")?;
/// assert!(export.table.rows.iter().all(|row| row[..2] == ["30-39", "Tokyo"]));
/// assert_eq!((export.report.exported_rows, export.report.suppressed_rows), (3, 0));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn anonymous(table: &TextTable, options: &AnonymousOptions, secret: &[u8]) -> Result<Anonymous, Error> {
    options.check()?;
    let place = |name: &String| {
        let place = table.columns.iter().position(|column| column == name);
        place.ok_or_else(|| Error::Column { column: name.clone(), must: "there".into() })
    };
    let person = place(&options.person)?;
    let quasi = options.quasi.iter().map(|quasi| place(&quasi.column)).collect::<Result<Vec<_>, _>>()?;
    let dates = options.dates.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    let keep = options.keep.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    for (number, row) in table.rows.iter().enumerate() {
        if row.len() != table.columns.len() {
            let column = format!("rows[{number}]");
            return Err(Error::Column { column, must: "as long as there are columns".into() });
        }
    }
    // In order of what the rows say, so that the order they came in decides nothing.
    let mut rows: Vec<&Vec<String>> = table.rows.iter().collect();
    rows.put_in_order();
    let cell =
        |row: usize, column: usize| rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str);

    let mut names = Vocabulary::default();
    let people: Vec<u32> = (0..rows.len()).map(|row| names.intern(cell(row, person))).collect();
    let value =
        |row: usize, column: usize| cell(row, quasi.get(column).copied().unwrap_or(usize::MAX)).to_owned();
    let mut recoded = Recoded::new(options, people.clone(), value);
    recoded.generalise_rare();
    let mut groups = recoded.groups();
    while !few_enough(groups.small(options.k), rows.len(), options.suppress) && recoded.generalise_one() {
        groups = recoded.groups();
    }

    let shifts: Vec<i64> = names.iter().map(|name| shift(name, options.shift_days, secret)).collect();
    let mut kept = Vec::new();
    let mut unreadable = 0;
    let mut seen = vec![false; names.len()];
    for (row, &person) in people.iter().enumerate().filter(|&(row, _)| groups.people_of(row) >= options.k) {
        if let Some(seen) = seen.get_mut(person as usize) {
            *seen = true;
        }
        let days = shifts.get(person as usize).copied().unwrap_or(0);
        let mut cells: Vec<String> = recoded.row(row).into_iter().map(Into::into).collect();
        for &column in &dates {
            let moved = moved(cell(row, column), days, options.clock);
            unreadable += usize::from(moved.is_none());
            cells.push(moved.unwrap_or_default());
        }
        cells.extend(keep.iter().map(|&column| cell(row, column).to_owned()));
        kept.push(cells);
    }
    // In order of what leaves, before it is shuffled: the order by people must not show through.
    kept.put_in_order();
    let drawn = hmac(secret, b"order");
    shuffle(&mut kept, random::hash(&drawn));

    let exported = seen.iter().filter(|&&seen| seen).count();
    let quasi = options.quasi.iter().map(|quasi| &quasi.column);
    let columns: Vec<String> = quasi.chain(&options.dates).chain(&options.keep).cloned().collect();
    let dropped = table.columns.iter().filter(|column| !columns.contains(column)).cloned().collect();
    let whole = groups.people.iter().copied().filter(|&people| people >= options.k);
    let report = AnonymousReport {
        k: options.k,
        rows: rows.len(),
        persons: names.len(),
        exported_rows: kept.len(),
        exported_persons: exported,
        suppressed_rows: rows.len() - kept.len(),
        suppressed_persons: names.len() - exported,
        groups: whole.clone().count(),
        suppressed_groups: groups.people.len() - whole.clone().count(),
        smallest_group: whole.min(),
        generalised: recoded.levels().into_iter().map(Generalised::new).collect(),
        dropped,
        shifted: options.dates.clone(),
        shift_days: options.shift_days,
        unreadable_dates: unreadable,
    };
    Ok(Anonymous { table: TextTable { columns, rows: kept }, report })
}

/// Whether the rows that would be suppressed are no more than the share that may be.
#[expect(clippy::cast_precision_loss, reason = "rows are fewer than 2^53")]
fn few_enough(small: usize, rows: usize, share: f64) -> bool {
    small as f64 <= rows as f64 * share
}

/// By how many days a person's times move: never by none, where they may move at all.
fn shift(person: &str, most: u16, secret: &[u8]) -> i64 {
    let digest = hmac(secret, &[b"days:", person.as_bytes()].concat());
    let drawn = Random::new(random::hash(&digest)).below(2 * usize::from(most));
    let (most, drawn) = (i64::from(most), i64::try_from(drawn).unwrap_or(0));
    if drawn < most { drawn - most } else { drawn - most + i64::from(most > 0) }
}

fn moved(text: &str, days: i64, clock: bool) -> Option<String> {
    let moved = text.parse::<Time>().ok()?.plus(days * DAY).to_string();
    // `2026-03-01T18:20:00+09:00`: the day on the wall's calendar comes first.
    if clock { Some(moved) } else { moved.split_once('T').map(|(day, _)| day.into()) }
}

/// Fisher and Yates, as Durstenfeld (1964) has it.
fn shuffle(rows: &mut [Vec<String>], seed: u64) {
    let mut random = Random::new(seed);
    for last in (1..rows.len()).rev() {
        rows.swap(last, random.below(last + 1));
    }
}
