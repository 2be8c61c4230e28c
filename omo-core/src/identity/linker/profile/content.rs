//! What the values of a column look like.

use crate::decimal;
use crate::identity::linker::records::{Column, EMPTY};
use crate::identity::linker::spell::whole;
use crate::identity::normal::name::Script;
use crate::identity::normal::{Day, Order};
use crate::nfkc::nfkc;
use crate::order::Order as _;

/// How many different values are looked at.
const LOOKED_AT: usize = 1000;

/// Of the values looked at, how many are what.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Rows with a value.
    pub filled: usize,
    /// Different values.
    pub distinct: usize,
    /// How many values were looked at.
    pub seen: usize,
    pub emails: usize,
    /// Keys that machines make: a UUID, a long hexadecimal number.
    pub machine_keys: usize,
    /// Days by their form; `times` of them with a time of day that is not midnight.
    pub days: usize,
    pub times: usize,
    /// Numbers with the marks or the first digit of a phone number.
    pub phones: usize,
    /// Postcodes by their form alone, as Japan and the United Kingdom have them.
    pub postcodes: usize,
    /// Values with a digit, and of nothing but digits.
    pub with_digit: usize,
    pub digits: usize,
    /// A number with a point in it.
    pub decimals: usize,
    pub kana: usize,
    pub kanji: usize,
    /// Yes and no.
    pub answers: usize,
    /// Of many letters.
    pub long: usize,
    /// Of several parts, with a mark between them that stands in no sentence.
    pub lists: usize,
    /// Whether numbers follow one another behind the same beginning.
    pub running: bool,
    /// The years between a tenth of the days and nine tenths; 0 where most lack a whole year.
    pub years: i32,
}

impl Look {
    /// Looks at values from all over the column, because its sources may follow one another.
    pub fn at(column: &Column) -> Self {
        let step = column.texts.len() / LOOKED_AT + 1;
        let values: Vec<String> = column
            .texts
            .iter()
            .step_by(step)
            .map(|text| whole(nfkc(text.trim()).trim()).to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        let count = |is: fn(&str) -> bool| values.iter().filter(|value| is(value)).count();
        let mut years: Vec<i32> = values.iter().filter_map(|value| year(value)).collect();
        years.put_in_order();
        let days = count(is_day);
        years.truncate(if years.len() * 2 < days { 0 } else { years.len() });
        let place = |tenths: usize| years.get(years.len() * tenths / 10).copied();
        Self {
            filled: column.cells.iter().filter(|&&cell| cell != EMPTY).count(),
            distinct: column.texts.iter().filter(|text| !text.trim().is_empty()).count(),
            seen: values.len(),
            emails: count(is_email),
            machine_keys: count(is_machine_key),
            days,
            times: count(has_time),
            phones: count(is_phone),
            postcodes: count(is_postcode),
            with_digit: count(|value| value.contains(|c: char| c.is_ascii_digit())),
            digits: count(|value| value.bytes().all(|b| b.is_ascii_digit())),
            decimals: count(|value| value.contains('.') && decimal::read(value).is_some()),
            kana: count(|value| Script::of(value) == Script::Kana),
            kanji: count(|value| Script::of(value) == Script::Kanji),
            answers: count(is_answer),
            long: count(|value| value.chars().nth(if value.is_ascii() { 100 } else { 50 }).is_some()),
            lists: count(|value| ["|", ";", "**"].iter().any(|mark| value.contains(mark))),
            running: running(column),
            years: place(9).zip(place(1)).map_or(0, |(late, early)| late - early),
        }
    }

    /// Whether at least so many tenths of the values are.
    pub fn tenths(&self, count: usize, tenths: usize) -> bool {
        self.seen > 0 && count * 10 >= self.seen * tenths
    }

    /// Whether nearly every row has a value of its own.
    pub fn is_unique(&self) -> bool {
        self.filled > 1 && self.distinct * 200 >= self.filled * 199
    }
}

fn is_email(value: &str) -> bool {
    let host = |host: &str| host.contains('.') && !host.contains(char::is_whitespace);
    value.split_once('@').is_some_and(|(local, after)| !local.is_empty() && host(after))
}

fn is_machine_key(value: &str) -> bool {
    let plain: String = value.chars().filter(|&c| !matches!(c, '-' | '{' | '}')).collect();
    let hexadecimal = plain.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal && matches!(plain.len(), 32 | 40 | 64)
}

/// A day in any form, by a year of two digits too.
fn is_day(value: &str) -> bool {
    let whole = |day: Day| day.day().is_some() && (1000..2200).contains(&day.year());
    Day::read(value, Order::DayFirst).is_some_and(whole) || is_short_day(value)
}

/// 1/2/18.
fn is_short_day(value: &str) -> bool {
    let date = value.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let small = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(small)
}

fn year(value: &str) -> Option<i32> {
    Day::read(value, Order::DayFirst).filter(|day| !day.is_placeholder()).map(|day| i32::from(day.year()))
}

/// A time that somebody's clock showed; midnight is what systems add to a day.
fn has_time(value: &str) -> bool {
    let time = value.find(':').and_then(|at| value.get(at.saturating_sub(2)..)).unwrap_or_default();
    is_day(value) && time.bytes().take(8).any(|b| (b'1'..=b'9').contains(&b))
}

fn is_phone(value: &str) -> bool {
    let number = value.split_once(['x', '内']).map_or(value, |(number, _)| number);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let marks = |c: char| matches!(c, '+' | '-' | '(' | ')' | '.' | ' ' | '/' | 'ー' | '−' | '‐');
    let parts = number.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    // Without a trunk's 0 or a country, numbers of nine digits in three parts are of taxes rather than of phones.
    let marked = number.starts_with(['+', '0', '(']) || parts >= 3 && digits >= 10;
    (9..=15).contains(&digits)
        && marked
        && number.chars().all(|c| c.is_ascii_digit() || marks(c))
        && !is_day(value)
}

fn is_postcode(value: &str) -> bool {
    let is = |value: &str, form: &str| {
        value.len() == form.len()
            && value.bytes().zip(form.bytes()).all(|(b, form)| match form {
                b'9' => b.is_ascii_digit(),
                b'a' => b.is_ascii_alphabetic(),
                mark => b == mark,
            })
    };
    let british = ["a9 9aa", "a99 9aa", "aa9 9aa", "aa99 9aa", "a9a 9aa", "aa9a 9aa"];
    value.starts_with('〒') || is(value, "999-9999") || british.iter().any(|form| is(value, form))
}

fn is_answer(value: &str) -> bool {
    let small = value.to_ascii_lowercase();
    matches!(
        small.as_str(),
        "true" | "false" | "yes" | "no" | "y" | "n" | "t" | "f" | "0" | "1" | "on" | "off"
    ) || matches!(value, "はい" | "いいえ" | "有" | "無" | "可" | "不可" | "○" | "×" | "済" | "未")
}

/// Whether the numbers at the end of the values lie as close as numbers that were given out one after another, behind
/// the same letters.
fn running(column: &Column) -> bool {
    let mut numbers = Vec::new();
    let mut start = None;
    for text in column.texts.iter().map(str::trim) {
        let at = text.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| {
            at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let (before, number) = text.split_at_checked(at).unwrap_or_default();
        let Ok(number) = number.parse::<u64>() else { return false };
        if *start.get_or_insert(before) != before {
            return false;
        }
        numbers.push(number);
    }
    let first = numbers.iter().min().copied().unwrap_or(0);
    let last = numbers.iter().max().copied().unwrap_or(0);
    numbers.len() > 1 && last - first <= 4 * numbers.len() as u64
}
