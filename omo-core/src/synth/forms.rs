//! How days, numbers and addresses are filled in.

use crate::random::Random;

use super::chance::among;
use super::tables::CITY;

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Birthday {
    pub year: i32,
    pub month: i32,
    pub day: i32,
}

/// The first days of the eras, their names and letters.
const ERAS: [(i32, i32, i32, &str, char); 4] = [
    (2019, 5, 1, "令和", 'R'),
    (1989, 1, 8, "平成", 'H'),
    (1926, 12, 25, "昭和", 'S'),
    (1912, 7, 30, "大正", 'T'),
];

impl Birthday {
    /// 1985-04-01 with any mark.
    pub fn dashed(self, mark: &str) -> String {
        format!("{}{mark}{:02}{mark}{:02}", self.year, self.month, self.day)
    }

    /// 1985年4月1日.
    pub fn japanese(self) -> String {
        format!("{}年{}月{}日", self.year, self.month, self.day)
    }

    /// S60.4.1.
    pub fn short_era(self) -> String {
        match self.era() {
            Some((_, letter, year)) => format!("{letter}{year}.{}.{}", self.month, self.day),
            None => self.dashed("."),
        }
    }

    /// 昭和60年4月1日; the first year of an era is 元年.
    pub fn long_era(self) -> String {
        match self.era() {
            Some((name, _, 1)) => format!("{name}元年{}月{}日", self.month, self.day),
            Some((name, _, year)) => format!("{name}{year}年{}月{}日", self.month, self.day),
            None => self.japanese(),
        }
    }

    /// With month and day the wrong way round, where that is a day.
    pub fn turned(self) -> Self {
        if self.day <= 12 { Self { month: self.day, day: self.month, ..self } } else { self }
    }

    fn era(self) -> Option<(&'static str, char, i32)> {
        let begun =
            |&&(year, month, day, ..): &&(i32, i32, i32, &str, char)| self >= Self { year, month, day };
        ERAS.iter().find(begun).map(|&(first, _, _, name, letter)| (name, letter, self.year - first + 1))
    }
}

/// A phone number as people type it.
pub(super) fn phone(random: &mut Random, digits: &str) -> String {
    let (start, rest) = digits.split_at_checked(3).unwrap_or(("", digits));
    let (middle, end) = rest.split_at_checked(rest.len().saturating_sub(4)).unwrap_or(("", rest));
    match random.unit() {
        ..0.55 => digits.into(),
        ..0.92 => format!("{start}-{middle}-{end}"),
        ..0.96 => format!("+81 {} {middle} {end}", start.strip_prefix('0').unwrap_or(start)),
        _ => wide(digits),
    }
}

/// A postcode of seven digits as people type it.
pub(super) fn postcode(random: &mut Random, digits: &str) -> String {
    let (area, town) = digits.split_at_checked(3).unwrap_or(("", digits));
    match among(random, &[50, 40, 5, 5]) {
        0 => digits.into(),
        1 => format!("{area}-{town}"),
        2 => format!("〒{area}-{town}"),
        _ => wide(digits),
    }
}

/// An address of the town as people type it: with and without prefecture and city, blocks in words or by hyphens, the
/// building in full, by its room alone, or left out.
pub(super) fn address(random: &mut Random, whole: &str) -> String {
    let local = whole.strip_prefix(CITY).unwrap_or(whole);
    let (place, flat) = local.split_once(' ').unwrap_or((local, ""));
    let digits = place.find(|c: char| c.is_ascii_digit()).unwrap_or(place.len());
    let (quarter, numbers) = place.split_at_checked(digits).unwrap_or((place, ""));
    let (block, house) = numbers.split_once('-').unwrap_or((numbers, ""));
    let numbers = match (block.split_once("丁目"), among(random, &[40, 30, 20, 10])) {
        (_, 0) => numbers.to_owned(),
        (Some((chome, block)), 1) => format!("{chome}-{block}-{house}"),
        (Some((chome, block)), 2) => format!("{}丁目{block}番{house}号", kanji(chome)),
        (Some((chome, block)), _) => wide(&format!("{chome}-{block}-{house}")),
        (None, 1) => format!("{block}番地{house}"),
        (None, 2) => format!("{block}番地の{house}"),
        (None, _) => wide(numbers),
    };
    let (building, room) = flat.rsplit_once(' ').unwrap_or((flat, ""));
    let flat = match (flat.is_empty(), among(random, &[40, 20, 20, 20])) {
        (true, _) | (_, 3) => String::new(),
        (_, 0) => format!(" {building} {room}"),
        (_, 1) => format!("{building}{room}号室"),
        _ => format!("-{room}"),
    };
    let city = random.pick(&[CITY, CITY, "藤沢市", "藤沢市", ""]).copied().unwrap_or(CITY);
    format!("{city}{quarter}{numbers}{flat}")
}

fn kanji(digit: &str) -> &str {
    match digit {
        "1" => "一",
        "2" => "二",
        "3" => "三",
        "4" => "四",
        "5" => "五",
        other => other,
    }
}

/// Digits and hyphens in full width.
fn wide(text: &str) -> String {
    text.chars()
        .map(|c| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii()).unwrap_or(c))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eras_begin_on_their_day() {
        let day = |year, month, day| Birthday { year, month, day };
        assert_eq!(day(1985, 4, 1).long_era(), "昭和60年4月1日");
        assert_eq!(day(1985, 4, 1).short_era(), "S60.4.1");
        assert_eq!(
            (day(1989, 1, 7).short_era(), day(1989, 1, 8).long_era()),
            ("S64.1.7".into(), "平成元年1月8日".into())
        );
        assert_eq!(day(2019, 5, 1).short_era(), "R1.5.1");
        assert_eq!(day(1900, 1, 1).long_era(), "1900年1月1日");
        assert_eq!(
            (day(1985, 4, 1).turned(), day(1985, 4, 13).turned()),
            (day(1985, 1, 4), day(1985, 4, 13))
        );
    }

    #[test]
    fn however_an_address_is_typed_its_numbers_stay() {
        use crate::identity::normal::Address;
        for whole in ["神奈川県藤沢市善行3丁目12-5 コーポ善行 101", "神奈川県藤沢市大庭1234-5"]
        {
            let numbers = Address::read(whole).unwrap();
            for seed in 0..200 {
                let typed = address(&mut Random::new(seed), whole);
                let read = Address::read(&typed).unwrap();
                assert!(read.number().starts_with(numbers.number()), "{typed}");
                assert!(read.room().is_empty() || read.room() == numbers.room(), "{typed}");
            }
        }
    }
}
