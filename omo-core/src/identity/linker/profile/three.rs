//! A day of birth in three columns.

use crate::identity::linker::records::{Column, EMPTY};
use crate::identity::linker::spell::whole;
use crate::nfkc::nfkc;
use crate::order::Order as _;

/// What a column of the three is called, beside what all three are: `birth_year`, `birth_month`, `birth_day`.
const YEARS: &str = "year yr yyyy yy y 年 jahr annee ano anno";
const MONTHS: &str = "month mon mm m 月 monat mois mes mese";
const DAYS: &str = "day dd d 日 tag jour dia giorno";

/// Births spread over generations, records over the years that a system lives.
pub const GENERATION: i32 = 25;

/// The columns of the year, month and day of a birth, where there are such three.
pub fn birthday(columns: &[Column]) -> Option<[usize; 3]> {
    let names: Vec<Vec<char>> =
        columns.iter().map(|column| nfkc(&column.name).to_lowercase().chars().collect()).collect();
    let ends = |list: &'static str| list.split(' ').map(|word| word.chars().collect::<Vec<char>>());
    for (year, name) in names.iter().enumerate() {
        for word in ends(YEARS) {
            // Wherever the word stands, the others have theirs there.
            let places = name.windows(word.len()).enumerate().filter(|(_, window)| *window == word);
            for (at, _) in places {
                let (before, after) =
                    (name.get(..at).unwrap_or_default(), name.get(at + word.len()..).unwrap_or_default());
                let other = |list: &'static str| {
                    ends(list).find_map(|word| {
                        let wanted: Vec<char> = before.iter().chain(&word).chain(after).copied().collect();
                        names.iter().position(|name| *name == wanted)
                    })
                };
                let (Some(month), Some(day)) = (other(MONTHS), other(DAYS)) else { continue };
                let three = [year, month, day];
                if three
                    .iter()
                    .zip(LIMITS)
                    .all(|(&at, limits)| columns.get(at).is_some_and(|column| within(column, limits)))
                    && columns.get(year).is_some_and(spread)
                {
                    return Some(three);
                }
            }
        }
    }
    None
}

/// What years, months and days may be.
const LIMITS: [(i32, i32); 3] = [(1850, 2100), (1, 12), (1, 31)];

fn number(text: &str) -> Option<i32> {
    whole(text.trim()).parse().ok()
}

/// Whether nine tenths of the rows with a value are in such limits; some are mistyped.
fn within(column: &Column, (least, most): (i32, i32)) -> bool {
    let fine: Vec<bool> =
        column.texts.iter().map(|text| number(text).is_some_and(|it| (least..=most).contains(&it))).collect();
    let filled = column.cells.iter().filter(|&&cell| cell != EMPTY).count();
    let good = column.cells.iter().filter(|&&cell| fine.get(cell as usize) == Some(&true)).count();
    filled > 0 && good * 10 >= filled * 9
}

/// Whether years lie so far apart as births do: those of a tenth and of nine tenths of the rows.
fn spread(column: &Column) -> bool {
    let numbers: Vec<Option<i32>> = column.texts.iter().map(number).collect();
    let mut years: Vec<i32> =
        column.cells.iter().filter_map(|&cell| numbers.get(cell as usize).copied().flatten()).collect();
    years.put_in_order();
    let place = |tenths: usize| years.get(years.len() * tenths / 10).copied();
    place(9).zip(place(1)).is_some_and(|(late, early)| late - early >= GENERATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: [&str; 3], years: i32) -> Vec<Column> {
        let column = |name: &str, of: &dyn Fn(i32) -> i32| {
            let texts: Vec<String> = (0..60).map(|row| of(row).to_string()).collect();
            Column::new(name, texts.iter().map(|text| Some(text.as_str())))
        };
        let year = column(names[0], &|row| 1940 + row * years / 60);
        vec![
            column("zip", &|row| row),
            column(names[2], &|row| row % 31 + 1),
            column(names[1], &|row| row % 12 + 1),
            year,
        ]
    }

    #[test]
    fn births_in_three_columns_are_found_by_their_names() {
        for names in [
            ["birth_year", "birth_month", "birth_day"],
            ["by", "bm", "bd"],
            ["DOB_YYYY", "DOB_MM", "DOB_DD"],
            ["year_of_birth", "month_of_birth", "day_of_birth"],
            ["生年", "生月", "生日"],
            ["誕生年", "誕生月", "誕生日"],
            ["Geburtsjahr", "Geburtsmonat", "Geburtstag"],
        ] {
            assert_eq!(birthday(&columns(names, 60)), Some([3, 2, 1]), "{names:?}");
        }
    }

    #[test]
    fn other_days_and_numbers_are_none() {
        // Orders of a few years.
        assert_eq!(birthday(&columns(["order_year", "order_month", "order_day"], 10)), None);
        assert_eq!(birthday(&columns(["birth_year", "birth_month", "death_day"], 60)), None);
        let mut days = columns(["by", "bm", "bd"], 60);
        // A distance.
        let texts: Vec<String> = (0..60).map(|row| (row * 10).to_string()).collect();
        days[1] = Column::new("bd", texts.iter().map(|text| Some(text.as_str())));
        assert_eq!(birthday(&days), None);
    }
}
