//! What a column holds, guessed from its name and its content.

use super::ColumnKind;
use super::records::Column;

/// What names of columns say, in the order in which they are looked for.
const NAMES: [(&[&str], ColumnKind); 12] = [
    (&["email", "mail", "メール"], ColumnKind::Email),
    (&["phone", "mobile", "tel", "telephone", "fax", "電話", "携帯"], ColumnKind::Phone),
    (&["postcode", "postal", "zip", "zipcode", "郵便"], ColumnKind::Postcode),
    (&["dob", "birth_date", "birthdate", "date_of_birth", "birthday", "date", "生年月日"], ColumnKind::Date),
    (&["first_name", "given_name", "given", "forename", "fname", "名"], ColumnKind::GivenName),
    (
        &["surname", "last_name", "lastname", "family_name", "family", "lname", "姓", "氏"],
        ColumnKind::FamilyName,
    ),
    (&["full_name", "fullname", "first_and_surname", "name", "氏名", "名前"], ColumnKind::FullName),
    (&["address", "street", "addr", "住所"], ColumnKind::Address),
    (
        &["city", "town", "suburb", "place", "state", "country", "prefecture", "市", "県"],
        ColumnKind::Category,
    ),
    (&["gender", "sex", "occupation", "job", "title", "性別", "職業"], ColumnKind::Category),
    (&["soc_sec_id", "ssn", "nin", "passport", "tax_id", "license", "licence", "drlic"], ColumnKind::Number),
    (&["cluster", "label"], ColumnKind::Ignore),
];

/// How many different values are looked at.
const LOOKED_AT: usize = 1000;

/// What the column holds.
pub fn kind_of(column: &Column) -> ColumnKind {
    by_content(column).or_else(|| by_name(&column.name)).unwrap_or_else(|| by_spread(column))
}

/// What its name says: whole words first, then parts.
fn by_name(name: &str) -> Option<ColumnKind> {
    let name = name.to_ascii_lowercase().replace([' ', '-', '.'], "_");
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let whole = NAMES.iter().find(|(all, _)| all.contains(&name.as_str()));
    let part = || NAMES.iter().find(|(all, _)| all.iter().any(|known| words.contains(known)));
    let inside = || {
        let long = |known: &&&str| known.chars().count() > 3 || !known.is_ascii();
        NAMES.iter().find(|(all, _)| all.iter().filter(long).any(|known| name.contains(*known)))
    };
    whole.or_else(part).or_else(inside).map(|(_, kind)| *kind)
}

/// What nearly all of its values are by their form alone.
fn by_content(column: &Column) -> Option<ColumnKind> {
    let values: Vec<&str> =
        column.texts.iter().map(str::trim).filter(|text| !text.is_empty()).take(LOOKED_AT).collect();
    let most = |is: fn(&str) -> bool| {
        !values.is_empty() && values.iter().filter(|value| is(value)).count() * 10 >= values.len() * 8
    };
    if most(|value| {
        value.split_once('@').is_some_and(|(local, host)| !local.is_empty() && host.contains('.'))
    }) {
        return Some(ColumnKind::Email);
    }
    most(is_date).then_some(ColumnKind::Date)
}

/// Whether it is written like a day: eight digits of which four are a year, or three numbers with marks between.
fn is_date(value: &str) -> bool {
    let value = value.split(['T', ' ']).next().unwrap_or_default();
    let parts: Vec<&str> = value.split(['-', '/', '.']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let year = |part: &&str| part.len() == 4 && (1200..2200).contains(&part.parse().unwrap_or(0));
    match parts[..] {
        [a, b, c] => [a, b, c].iter().all(digits) && (year(&a) || year(&c)) && b.len() <= 2,
        [whole] => {
            whole.len() == 8
                && digits(&whole)
                && whole.get(..4).is_some_and(|y| year(&y))
                && whole.get(4..6).is_some_and(|month| (1..=12).contains(&month.parse().unwrap_or(0)))
        }
        _ => false,
    }
}

/// Few values that many share are a category, values of one's own a text.
fn by_spread(column: &Column) -> ColumnKind {
    let filled = column.cells.iter().filter(|&&cell| cell != super::records::EMPTY).count();
    if column.texts.len() * 5 <= filled { ColumnKind::Category } else { ColumnKind::Text }
}
