//! A day as people write it: a birthday, mostly.

use std::fmt;

use super::plain;

/// Which comes first where a day is written as two small numbers and a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// 31/12/1990, as in most of the world.
    DayFirst,
    /// 12/31/1990, as in the United States.
    MonthFirst,
}

impl Order {
    /// The order that most of a column's values can have only; `None` where no value tells or as many tell either.
    ///
    /// ```
    /// use omo_core::identity::normal::Order;
    /// assert_eq!(Order::of(["03/04/1990", "25/12/1985"]), Some(Order::DayFirst));
    /// assert_eq!(Order::of(["03/04/1990", "1985-12-25"]), None);
    /// ```
    pub fn of<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let (mut day, mut month) = (0_usize, 0_usize);
        for value in values {
            if let [Token::Number(first, 1..=2), Token::Number(second, 1..=2), Token::Number(_, 2 | 4)] =
                *tokens(value)
            {
                day += usize::from((13..=31).contains(&first) && (1..=12).contains(&second));
                month += usize::from((13..=31).contains(&second) && (1..=12).contains(&first));
            }
        }
        match day.cmp(&month) {
            std::cmp::Ordering::Greater => Some(Self::DayFirst),
            std::cmp::Ordering::Less => Some(Self::MonthFirst),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// A day, or as much of one as is known: a year, or a year and a month. Shown as ISO 8601.
///
/// ```
/// use omo_core::identity::normal::{Day, Order};
/// let read = |text: &str| Day::read(text, Order::DayFirst).map(|day| day.to_string());
/// assert_eq!(read("昭和６０年５月３日"), Some("1985-05-03".into()));
/// assert_eq!(read("S60.5.3"), read("3 May 1985"));
/// assert_eq!(read("1985年5月"), Some("1985-05".into()));
/// assert_eq!(read("31/02/1985"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(clippy::struct_field_names, reason = "a day of the month is called one")]
pub struct Day {
    year: u16,
    /// 0 where unknown.
    month: u8,
    /// 0 where unknown.
    day: u8,
}

impl Day {
    /// A day of the calendar; a month or day of 0 is unknown.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let last = match month {
            0 => 0,
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (year <= 9999 && day <= last).then_some(Self { year, month, day })
    }

    /// Reads a day in ISO form, as `yyyymmdd`, with slashes, points or 年月日, with an English month, or by a Japanese era;
    /// a time of day after it is left out. Where two small numbers come before the year, `order` says which is the month,
    /// unless only the other order makes a day.
    ///
    /// `None` for what is no day, and for a year of two digits without an era: its century is anyone's guess.
    #[must_use]
    pub fn read(text: &str, order: Order) -> Option<Self> {
        use Token::{Era, Month, Number};
        // Only 元年 is a year without a digit.
        if text.is_ascii() && !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let tokens = tokens(text);
        match *tokens {
            [Number(year, 4)] => Self::of(year, 0, 0),
            [Number(whole, 8)] => Self::of(whole / 10_000, whole / 100 % 100, whole % 100),
            [Number(year, 4), Number(month, 1..=2) | Month(month)]
            | [Number(month, 1..=2) | Month(month), Number(year, 4)] => Self::of(year, month, 0),
            [Number(a, 1..=2), Number(b, 1..=2), Number(year, 4)] => {
                let (day_first, month_first) = (Self::of(year, b, a), Self::of(year, a, b));
                match order {
                    Order::DayFirst => day_first.or(month_first),
                    Order::MonthFirst => month_first.or(day_first),
                }
            }
            [Number(day, 1..=2), Month(month), Number(year, 4)]
            | [Month(month), Number(day, 1..=2), Number(year, 4)]
            | [Number(year, 4), Number(month, 1..=2) | Month(month), Number(day, 1..=2)] => {
                Self::of(year, month, day)
            }
            [Era(before), Number(year @ 1.., 1..=2)] => Self::of(before + year, 0, 0),
            [Era(before), Number(year @ 1.., 1..=2), Number(month, 1..=2)] => {
                Self::of(before + year, month, 0)
            }
            [Era(before), Number(year @ 1.., 1..=2), Number(month, 1..=2), Number(day, 1..=2)] => {
                Self::of(before + year, month, day)
            }
            // S600503, as old systems keep it.
            [Era(before), Number(whole @ 10_000.., 6)] => {
                Self::of(before + whole / 10_000, whole / 100 % 100, whole % 100)
            }
            _ => None,
        }
    }

    fn of(year: u32, month: u32, day: u32) -> Option<Self> {
        Self::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
    }

    /// The year, 0 to 9999.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, if known.
    #[must_use]
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day of the month, 1 to 31, if known.
    #[must_use]
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// Whether systems write it for want of a day: 1900-01-01, 1970-01-01, 0001-01-01, 1111-11-11, or a year of 0 or 9999.
    #[must_use]
    pub fn is_placeholder(self) -> bool {
        matches!(self.year, 0 | 9999)
            || matches!((self.year, self.month, self.day), (1 | 1900 | 1970, 1, 1) | (1111, 11, 11))
    }

    /// Whether one is the other with month and day the wrong way round.
    #[must_use]
    pub fn is_swapped(self, other: Self) -> bool {
        self.year == other.year
            && self.month != self.day
            && (self.month, self.day) == (other.day, other.month)
    }

    /// How many days lie between two whole days.
    #[must_use]
    pub fn days_from(self, other: Self) -> Option<u32> {
        Some(self.number()?.abs_diff(other.number()?))
    }

    /// Days since the first of March of the year 0, in years that begin in March.
    fn number(self) -> Option<u32> {
        let (month, day) = (u32::from(self.month()?), u32::from(self.day()?));
        // One year more keeps January of the year 0 above zero.
        let year = u32::from(self.year) + 400 - u32::from(month <= 2);
        Some(year * 365 + year / 4 - year / 100 + year / 400 + (153 * ((month + 9) % 12) + 2) / 5 + day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// A piece of a written day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    /// A number and how many digits it has.
    Number(u32, usize),
    /// An English month.
    Month(u32),
    /// The year before the first of an era.
    Era(u32),
    /// What no day has.
    Other,
}

/// The year before the first of an era, by its name, its first kanji and its letter.
const ERAS: [(&str, &str, u32); 5] =
    [("明治", "m", 1867), ("大正", "t", 1911), ("昭和", "s", 1925), ("平成", "h", 1988), ("令和", "r", 2018)];

/// The pieces of a day, without its time; at most five.
fn tokens(text: &str) -> Vec<Token> {
    let plain = plain(text);
    let date = without_time(&plain);
    let mut tokens = vec![];
    let mut rest = date;
    while let Some(first) = rest.chars().next() {
        let kind = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let end = rest.find(|c| kind(c) != kind(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        if first.is_ascii_digit() {
            tokens.push(piece.parse().map_or(Token::Other, |number| Token::Number(number, piece.len())));
        } else if first.is_alphabetic() {
            words(piece, &mut tokens);
        }
        if tokens.len() > 4 {
            break;
        }
    }
    tokens
}

/// What letters between the numbers say.
fn words(word: &str, tokens: &mut Vec<Token>) {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const LONG: [&str; 11] = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    // 元年 is an era's first year.
    let (word, first_year) = word.strip_suffix("元年").map_or((word, false), |era| (era, true));
    let era = ERAS.iter().find(|&&(name, letter, _)| {
        word == letter || name == word || name.chars().next().is_some_and(|c| word.chars().eq([c]))
    });
    if let (Some(&(.., before)), true) = (era, tokens.is_empty()) {
        tokens.push(Token::Era(before));
        if first_year {
            tokens.push(Token::Number(1, 1));
        }
        return;
    }
    let month = MONTHS.iter().position(|&month| {
        word == month || word.starts_with(month) && (LONG.contains(&word) || word == "sept")
    });
    if let Some(month) = month.and_then(|at| u32::try_from(at + 1).ok()) {
        tokens.push(Token::Month(month));
        return;
    }
    let between = ["年", "月", "日", "日生", "日生マレ", "日生まれ", "st", "nd", "rd", "th", "of"];
    if first_year || !between.contains(&word) || tokens.is_empty() {
        tokens.push(Token::Other);
    }
}

/// The day before a time such as `T00:00:00` or ` 18:22`.
fn without_time(text: &str) -> &str {
    let Some(colon) = text.find(':') else { return text };
    let before = text.get(..colon).unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    before.trim_end_matches(['t', ' '])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        Day::read(text, Order::DayFirst).map_or("none".into(), |day| day.to_string())
    }

    #[test]
    fn days_are_read_in_every_form() {
        for text in [
            "1985-05-03",
            "19850503",
            "1985/5/3",
            "1985.5.3",
            "１９８５年５月３日",
            "3/5/1985",
            "03-05-1985",
            "3 May 1985",
            "May 3, 1985",
            "3rd of May 1985",
            "3-MAY-1985",
            "昭和60年5月3日",
            "昭60.5.3",
            "S60/5/3",
            "S600503",
            "s60.05.03",
            "1985-05-03T00:00:00",
            "1985/05/03 00:00",
            "昭和６０年５月３日生まれ",
        ] {
            assert_eq!(shown(text), "1985-05-03", "{text}");
        }
        assert_eq!(Day::read("3/5/1985", Order::MonthFirst), Day::new(1985, 3, 5));
        // Only one order makes a day.
        assert_eq!(shown("12/31/1985"), "1985-12-31");
    }

    #[test]
    fn eras_begin_where_the_law_says() {
        // 令和 1 is 2019, 平成 1 is 1989, 昭和 1 is 1926, 大正 1 is 1912, 明治 1 is 1868.
        for (text, year) in [
            ("令和元年", "2019"),
            ("平成元年", "1989"),
            ("昭和元年", "1926"),
            ("T1", "1912"),
            ("明治1年", "1868"),
            ("H31", "2019"),
        ] {
            assert_eq!(shown(text), year, "{text}");
        }
        assert_eq!(shown("令和元年5月1日"), "2019-05-01");
    }

    #[test]
    fn parts_of_days_are_kept() {
        assert_eq!(shown("1985"), "1985");
        assert_eq!(shown("05/1985"), "1985-05");
        assert_eq!(shown("May 1985"), "1985-05");
        assert_eq!(shown("1985-00-00"), "1985");
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in [
            "",
            "1985-02-29",
            "1985-13-01",
            "03/05/85",
            "85",
            "abc",
            "1985-05-03-01",
            "昭和",
            "S0",
            "5月3日",
            "-",
        ] {
            assert_eq!(shown(text), "none", "{text}");
        }
        assert_eq!(shown("1984-02-29"), "1984-02-29");
    }

    #[test]
    fn placeholders_are_told() {
        let placeholder = |text| Day::read(text, Order::DayFirst).unwrap().is_placeholder();
        for text in ["1900-01-01", "1970/01/01", "0000-00-00", "9999-12-31", "1111-11-11", "00000000"] {
            assert!(placeholder(text), "{text}");
        }
        assert!(!placeholder("1970-01-02") && !placeholder("1970"));
    }

    #[test]
    fn days_between_are_counted() {
        let day = |text| Day::read(text, Order::DayFirst).unwrap();
        // 2000 had a 29th of February: 366 days.
        assert_eq!(day("2000-01-01").days_from(day("2001-01-01")), Some(366));
        assert_eq!(day("1985-05-03").days_from(day("1985-05-13")), Some(10));
        assert_eq!(day("1985").days_from(day("1985-05-13")), None);
        assert!(
            day("1985-03-05").is_swapped(day("1985-05-03"))
                && !day("1985-05-05").is_swapped(day("1985-05-05"))
        );
    }

    #[test]
    fn a_column_tells_its_order() {
        assert_eq!(Order::of(["12/31/1985", "01/02/1990"]), Some(Order::MonthFirst));
        assert_eq!(Order::of(["12/31/1985", "31/12/1985"]), None);
    }

    proptest! {
        /// A day as shown is read as itself, in either order.
        #[test]
        fn reading_is_idempotent(year in 0_u16..10_000, month in 0_u8..13, day in 0_u8..32) {
            if let Some(day) = Day::new(year, month, day) {
                prop_assert_eq!(Day::read(&day.to_string(), Order::DayFirst), Some(day));
                prop_assert_eq!(Day::read(&format!("{year}年{}月{}日", day.month, day.day), Order::MonthFirst).is_some(), year > 999);
            }
        }

        /// Days lie as far apart as the calendar library says.
        #[test]
        fn days_between_are_the_calendars(a in -719_000_i32..2_900_000, b in -719_000_i32..2_900_000) {
            let day = |number: i32| {
                let date = jiff::civil::date(1970, 1, 1) + jiff::ToSpan::days(number);
                let part = |part: i8| u8::try_from(part).unwrap();
                Day::new(u16::try_from(date.year()).unwrap(), part(date.month()), part(date.day())).unwrap()
            };
            prop_assert_eq!(day(a).days_from(day(b)), Some(a.abs_diff(b)));
        }

        /// Width and zero widths do not matter.
        #[test]
        fn dress_does_not_matter(text in "[0-9/.-]{1,10}") {
            let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
            let dressed: String = text.chars().flat_map(|c| [wide(c), '\u{200b}']).collect();
            prop_assert_eq!(Day::read(&dressed, Order::DayFirst), Day::read(&text, Order::DayFirst));
        }
    }
}
