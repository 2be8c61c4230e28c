//! Names, towns and goods, read from the tables in `data/`. Their sources and licences are in `data/README.md`.

use super::chance::Weights;

const SURNAMES: &str = include_str!("data/surnames.tsv");
const MALE: &str = include_str!("data/given_male.tsv");
const FEMALE: &str = include_str!("data/given_female.tsv");
const QUARTERS: &str = include_str!("data/towns.tsv");
const GOODS: &str = include_str!("data/goods.tsv");

/// The city all towns of the table belong to.
pub(super) const CITY: &str = "神奈川県藤沢市";

/// A surname in its usual spelling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surname {
    pub kanji: &'static str,
    pub people: f64,
    pub reading: &'static str,
    pub romaji: &'static str,
}

/// A given name and how it may be spelt.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub reading: &'static str,
    pub romaji: &'static str,
    /// `o`, `m`, `y`: popular for those born before 1965, until 1994, since.
    pub born: &'static str,
    pub spellings: Vec<&'static str>,
}

/// A part of the city.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quarter {
    pub name: &'static str,
    pub romaji: &'static str,
    pub postcode: &'static str,
    pub latitude: f64,
    pub longitude: f64,
    weight: f64,
    /// Whether addresses there have a 丁目.
    pub chome: bool,
}

/// A kind of goods.
#[derive(Debug, Clone)]
pub(super) struct Good {
    pub category: &'static str,
    /// Days from one purchase to the next; 0 for what is bought when fancied.
    pub cycle: f64,
    pub name: &'static str,
    pub price: u32,
    pub variants: Vec<&'static str>,
}

/// All tables, with weights to draw from them.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    pub surnames: Vec<Surname>,
    pub surname_weights: Weights,
    /// Given names of men and of women.
    pub given: [Vec<Given>; 2],
    pub quarters: Vec<Quarter>,
    pub quarter_weights: Weights,
    pub goods: Vec<Good>,
}

impl Tables {
    pub fn read() -> Self {
        let surnames: Vec<_> = rows(SURNAMES).filter_map(surname).collect();
        let quarters: Vec<_> = rows(QUARTERS).filter_map(quarter).collect();
        Self {
            surname_weights: Weights::new(surnames.iter().map(|s| s.people)),
            surnames,
            given: [MALE, FEMALE].map(|table| rows(table).filter_map(given).collect()),
            quarter_weights: Weights::new(quarters.iter().map(|q| q.weight)),
            quarters,
            goods: rows(GOODS).filter_map(good).collect(),
        }
    }

    /// Given names of one sex that were popular in a year.
    pub fn popular(&self, female: bool, born: i64) -> Vec<&Given> {
        let time = match born {
            ..1965 => 'o',
            1965..1995 => 'm',
            _ => 'y',
        };
        let [men, women] = &self.given;
        (if female { women } else { men }).iter().filter(|name| name.born.contains(time)).collect()
    }
}

fn rows(table: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t'))
}

type Row = std::str::Split<'static, char>;

fn surname(mut row: Row) -> Option<Surname> {
    let (kanji, people) = (row.next()?, row.next()?.parse().ok()?);
    Some(Surname { kanji, people, reading: row.next()?, romaji: row.next()? })
}

fn given(mut row: Row) -> Option<Given> {
    let (reading, romaji, born) = (row.next()?, row.next()?, row.next()?);
    Some(Given { reading, romaji, born, spellings: row.next()?.split(' ').collect() })
}

fn quarter(mut row: Row) -> Option<Quarter> {
    let (name, _kana, romaji, postcode) = (row.next()?, row.next()?, row.next()?, row.next()?);
    let (latitude, longitude) = (row.next()?.parse().ok()?, row.next()?.parse().ok()?);
    let weight = row.next()?.parse().ok()?;
    Some(Quarter { name, romaji, postcode, latitude, longitude, weight, chome: row.next()? == "1" })
}

fn good(mut row: Row) -> Option<Good> {
    let (category, cycle, name) = (row.next()?, row.next()?.parse().ok()?, row.next()?);
    let (price, variants) = (row.next()?.parse().ok()?, row.next()?.split(' ').collect());
    Some(Good { category, cycle, name, price, variants })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_is_lost_on_the_way() {
        let count = |table: &str| table.lines().count() - 1;
        let tables = Tables::read();
        assert_eq!(tables.surnames.len(), 300);
        assert_eq!(tables.given[0].len(), count(MALE));
        assert_eq!(tables.given[1].len(), count(FEMALE));
        assert_eq!(tables.quarters.len(), count(QUARTERS));
        assert_eq!(tables.goods.len(), count(GOODS));
        assert!(tables.given.iter().all(|names| names.len() >= 120));
    }

    #[test]
    fn there_are_names_for_every_year() {
        let tables = Tables::read();
        for born in [1930, 1964, 1965, 1994, 1995, 2026] {
            assert!(tables.popular(false, born).len() > 30 && tables.popular(true, born).len() > 30);
        }
    }

    #[test]
    fn readings_are_hiragana_and_romaji_ascii() {
        let tables = Tables::read();
        let hiragana = |text: &str| text.chars().all(|c| ('ぁ'..='ん').contains(&c));
        assert!(tables.surnames.iter().all(|s| hiragana(s.reading) && s.romaji.is_ascii()));
        assert!(tables.given.iter().flatten().all(|g| hiragana(g.reading) && g.romaji.is_ascii()));
    }
}
