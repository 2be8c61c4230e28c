//! Days that stand in three columns: the year, the month, and the day of the month.

use std::borrow::Cow;

use super::records::{Column, EMPTY};
use super::spell::whole;
use crate::pairs::Pairs;

/// What the three columns of a row say together; nothing without a year. What comes after a gap is not told.
///
/// A month of 13 is mistyped, and stays: it is near the right one.
pub fn day_of(year: &str, month: Option<&str>, day: Option<&str>) -> Option<String> {
    let year = whole(year.trim());
    if year.is_empty() {
        return None;
    }
    let mut text = year.to_owned();
    for part in [month, day] {
        let part = part.map_or("", |part| whole(part.trim()));
        if part.is_empty() {
            break;
        }
        text.push('-');
        if part.len() == 1 && part.is_ascii() {
            text.push('0');
        }
        text.push_str(part);
    }
    Some(text)
}

/// The column of years with the months and days of the others.
pub fn joined<'a>(year: &'a Column, month: Option<&Column>, day: Option<&Column>) -> Cow<'a, Column> {
    if month.is_none() && day.is_none() {
        return Cow::Borrowed(year);
    }
    let cell = |column: Option<&Column>, row: usize| {
        column.and_then(|column| column.cells.get(row)).copied().unwrap_or(EMPTY)
    };
    let mut whole = Column { name: year.name.clone(), ..Column::default() };
    // What is written alike is read once.
    let (mut parts, mut days) = (Pairs::default(), Pairs::default());
    let mut known: Vec<u32> = Vec::new();
    whole.cells = (0..year.cells.len())
        .map(|row| {
            let [y, m, d] = [Some(year), month, day].map(|column| cell(column, row));
            let part = parts.intern((m, d));
            let at = days.intern((y, part)) as usize;
            if at == known.len() {
                let text = |column: Option<&Column>, cell| {
                    column.and_then(|column| column.texts.text(cell)).map(str::to_owned)
                };
                let of = text(Some(year), y)
                    .and_then(|year| day_of(&year, text(month, m).as_deref(), text(day, d).as_deref()));
                known.push(of.map_or(EMPTY, |text| whole.texts.intern(&text)));
            }
            known.get(at).copied().unwrap_or(EMPTY)
        })
        .collect();
    Cow::Owned(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_columns_are_one_day() {
        assert_eq!(day_of("1967", Some("9"), Some("27")).as_deref(), Some("1967-09-27"));
        assert_eq!(day_of(" 1967.0", Some("20"), Some("3.0")).as_deref(), Some("1967-20-03"));
        assert_eq!(day_of("S42", Some("9"), None).as_deref(), Some("S42-09"));
        assert_eq!(day_of("1967", None, Some("27")).as_deref(), Some("1967"));
        assert_eq!(day_of("", Some("9"), Some("27")), None);
    }

    #[test]
    fn rows_keep_their_places() {
        let column = |name: &str, cells: [&str; 4]| {
            Column::new(name, cells.map(|cell| (!cell.is_empty()).then_some(cell)))
        };
        let year = column("y", ["1967", "1967", "", "2000"]);
        let (month, day) = (column("m", ["9", "9", "1", ""]), column("d", ["27", "27", "1", "1"]));
        let whole = joined(&year, Some(&month), Some(&day));
        let texts: Vec<Option<&str>> = (0..4).map(|row| whole.text(row)).collect();
        assert_eq!(texts, [Some("1967-09-27"), Some("1967-09-27"), None, Some("2000")]);
        assert_eq!(joined(&year, None, None).cells, year.cells);
    }
}
