//! What a condition of Splink on two records says, in levels of a comparison.

use super::sql::{Sql, read};
use crate::identity::linker::ColumnKind;
use crate::identity::linker::compare::Level;

/// What a condition says of two records.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few dozen in a model, and most are the large one")]
pub enum Said {
    /// Their values of a column are equal.
    Equal(String),
    /// Their values of a column are alike in any of these ways.
    Alike(Alike),
    /// Their values of two columns have changed places.
    Swapped(String, String),
}

/// A level of one column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alike {
    pub column: String,
    pub level: Level,
    /// What the column must hold for that.
    pub kind: Option<ColumnKind>,
    /// How its days are written, where the condition says so.
    pub days: Option<String>,
}

/// One side of a condition: a column of one record, and what is taken of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub column: String,
    left: bool,
    pub cut: Cut,
}

/// What is taken of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    Whole,
    /// The first letters.
    First(u32),
    /// What stands before the @.
    Name,
    /// The day that is written so.
    Day(String),
}

/// What a level's condition says; `None` for what no level of omo can say.
pub fn level(sql: &str) -> Option<Said> {
    match read(sql)? {
        Sql::Call(or, of) if or == "or" => {
            let mut parts = of.iter().map(one);
            let mut all = alike(parts.next()??)?;
            for part in parts {
                all = all.or(alike(part?)?)?;
            }
            Some(Said::Alike(all))
        }
        sql => one(&sql),
    }
}

/// The columns of which a null level says that either record has none.
pub fn nulls(sql: &str) -> Option<Vec<String>> {
    let sql = read(sql)?;
    let parts = match &sql {
        Sql::Call(or, of) if or == "or" => of.as_slice(),
        other => std::slice::from_ref(other),
    };
    let null = |part: &Sql| match part {
        Sql::Call(name, of) if name == "is null" => {
            let [of] = of.as_slice() else { return None };
            let side = side(of)?;
            matches!(side.cut, Cut::Whole | Cut::Day(_)).then_some(side.column)
        }
        _ => None,
    };
    parts.iter().map(null).collect()
}

/// The columns, or parts of them, that a blocking rule wants equal.
pub fn keys(sql: &str) -> Option<Vec<Side>> {
    let sql = read(sql)?;
    let parts = match &sql {
        Sql::Call(and, of) if and == "and" => of.as_slice(),
        other => std::slice::from_ref(other),
    };
    let key = |part: &Sql| match part {
        Sql::Call(equal, of) if equal == "=" => both(of).filter(|side| side.cut != Cut::Name),
        _ => None,
    };
    parts.iter().map(key).collect()
}

fn alike(said: Said) -> Option<Alike> {
    match said {
        // Equal values are alike in any way.
        Said::Equal(column) => Some(Alike { column, ..Alike::default() }),
        Said::Alike(alike) => Some(alike),
        Said::Swapped(..) => None,
    }
}

impl Alike {
    /// Either of two, which are of one column and measured differently.
    fn or(self, other: Self) -> Option<Self> {
        let (a, b) = (self.level, other.level);
        let same_kind = self.kind.is_none() || other.kind.is_none() || self.kind == other.kind;
        let none = Level::default();
        if self.column != other.column || !same_kind || (a != none && b != none && !disjoint(&a, &b)) {
            return None;
        }
        let level = Level {
            jaro_winkler: a.jaro_winkler.or(b.jaro_winkler),
            jaro: a.jaro.or(b.jaro),
            name_jaro_winkler: a.name_jaro_winkler.or(b.name_jaro_winkler),
            levenshtein: a.levenshtein.or(b.levenshtein),
            edits: a.edits.or(b.edits),
            start: a.start.or(b.start),
            days: a.days.or(b.days),
            ..none
        };
        Some(Self {
            column: self.column,
            level,
            kind: self.kind.or(other.kind),
            days: self.days.or(other.days),
        })
    }
}

/// Whether two levels have no measure in common, and only such as may stand beside others.
fn disjoint(a: &Level, b: &Level) -> bool {
    let measures = |level: &Level| {
        [
            level.jaro_winkler.is_some(),
            level.jaro.is_some(),
            level.name_jaro_winkler.is_some(),
            level.levenshtein.is_some(),
            level.edits.is_some(),
            level.start.is_some(),
            level.days.is_some(),
        ]
    };
    let (x, y) = (measures(a), measures(b));
    x.contains(&true) && y.contains(&true) && x.iter().zip(y).all(|(x, y)| !(*x && y))
}

/// What a condition without `OR` says.
fn one(sql: &Sql) -> Option<Said> {
    let Sql::Call(name, of) = sql else { return None };
    match (name.as_str(), of.as_slice()) {
        ("and", [Sql::Call(a, first), Sql::Call(b, second)]) if a == "=" && b == "=" => {
            swapped(first, second)
        }
        ("=", of) => {
            let side = both(of)?;
            match side.cut {
                Cut::Whole => Some(Said::Equal(side.column)),
                Cut::First(count) => Some(plain(side.column, Level::default().start(count))),
                Cut::Name => {
                    // Not the key of an e-mail address: of these omo takes the rarer to say more.
                    let level = Level::default().name_jaro_winkler(1.0);
                    Some(of_kind(side.column, level, ColumnKind::Email))
                }
                Cut::Day(_) => None,
            }
        }
        (">" | ">=", [measure, limit]) => {
            let limit = number(limit)?;
            at_least(measure, if name == ">" { limit.next_up() } else { limit })
        }
        ("<" | "<=", [measure, limit]) => {
            let limit = number(limit)?;
            let below = name == "<";
            at_most(measure, if below { limit.next_down() } else { limit }).map(|said| said.above(below))
        }
        _ => None,
    }
}

impl Said {
    /// With a share of numbers that lies above what it says, where it may not be just that.
    fn above(mut self, above: bool) -> Self {
        if let (Self::Alike(alike), true) = (&mut self, above) {
            alike.level.ratio = alike.level.ratio.map(f64::next_up);
        }
        self
    }
}

fn plain(column: String, level: Level) -> Said {
    Said::Alike(Alike { column, level, ..Alike::default() })
}

fn of_kind(column: String, level: Level, kind: ColumnKind) -> Said {
    Said::Alike(Alike { column, level, kind: Some(kind), days: None })
}

fn at_least(measure: &Sql, least: f64) -> Option<Said> {
    let Sql::Call(name, of) = measure else { return None };
    if let ("array_length" | "len" | "size" | "cardinality", [Sql::Call(common, of)]) =
        (name.as_str(), of.as_slice())
    {
        // One element in common; of more, omo knows the share and not the number.
        let known = matches!(common.as_str(), "list_intersect" | "array_intersect");
        let side = both(of).filter(|side| side.cut == Cut::Whole)?;
        let level = Level::default().overlap(1e-9);
        return (known && least > 0.0 && least <= 1.0).then(|| of_kind(side.column, level, ColumnKind::Set));
    }
    let side = both(of)?;
    let level = Level::default();
    match (name.as_str(), side.cut) {
        ("jaro_winkler_similarity" | "jaro_winkler" | "jaro_winkler_sim", Cut::Whole) => {
            Some(plain(side.column, level.jaro_winkler(least)))
        }
        ("jaro_winkler_similarity" | "jaro_winkler" | "jaro_winkler_sim", Cut::Name) => {
            Some(of_kind(side.column, level.name_jaro_winkler(least), ColumnKind::Email))
        }
        ("jaro_similarity" | "jaro_sim" | "jaro", Cut::Whole) => Some(plain(side.column, level.jaro(least))),
        _ => None,
    }
}

fn at_most(measure: &Sql, most: f64) -> Option<Said> {
    let Sql::Call(name, of) = measure else { return None };
    match (name.as_str(), of.as_slice()) {
        ("levenshtein" | "damerau_levenshtein", of) => {
            let side = both(of).filter(|side| side.cut == Cut::Whole)?;
            // More are not told apart.
            let most = whole(most).filter(|most| *most <= 8)?;
            let level = Level::default();
            Some(plain(
                side.column,
                if name == "levenshtein" { level.levenshtein(most) } else { level.edits(most) },
            ))
        }
        ("abs", [Sql::Call(minus, of)]) if minus == "-" => difference(of, most),
        ("abs", [Sql::Call(days, of)]) if matches!(days.as_str(), "datediff" | "date_diff") => {
            let of = match of.as_slice() {
                [Sql::Text(unit), rest @ ..] if unit.eq_ignore_ascii_case("day") => rest,
                all => all,
            };
            within_days(&both(of)?, most)
        }
        ("/", [Sql::Call(abs, of), Sql::Call(case, larger)]) if abs == "abs" && case == "case" => {
            let [Sql::Call(minus, of)] = of.as_slice() else { return None };
            let side = both(of).filter(|side| minus == "-" && side.cut == Cut::Whole)?;
            // The difference as a share of the larger.
            let [Sql::Call(over, compared), then, other] = larger.as_slice() else { return None };
            let larger = over == ">" && compared.as_slice() == [then.clone(), other.clone()];
            let larger = larger && both(compared).as_ref().is_some_and(|other| other.column == side.column);
            (larger && (0.0..1.0).contains(&most))
                .then(|| of_kind(side.column, Level::default().ratio(1.0 - most), ColumnKind::Quantity))
        }
        ("*", [Sql::Call(acos, _), Sql::Number(radius)]) if acos == "acos" && *radius == 6371.0 => {
            let (latitude, longitude) = places(measure)?;
            let level = Level::default().km(most);
            (most > 0.0).then(|| of_kind(format!("{latitude},{longitude}"), level, ColumnKind::Place))
        }
        _ => None,
    }
}

/// A difference of numbers, or of days by their seconds.
fn difference(of: &[Sql], most: f64) -> Option<Said> {
    if let [Sql::Call(a, first), Sql::Call(b, second)] = of {
        let seconds = a == b && matches!(a.as_str(), "epoch" | "unix_timestamp");
        let ([first], [second]) = (first.as_slice(), second.as_slice()) else { return None };
        let side = both(&[first.clone(), second.clone()]).filter(|_| seconds)?;
        return within_days(&side, most / 86_400.0);
    }
    let side = both(of).filter(|side| side.cut == Cut::Whole && most >= 0.0)?;
    Some(of_kind(side.column, Level::default().difference(most), ColumnKind::Quantity))
}

/// Days have no hours: thirty and a half are thirty.
fn within_days(side: &Side, most: f64) -> Option<Said> {
    let days = match &side.cut {
        Cut::Whole => None,
        Cut::Day(format) => Some(format.clone()),
        Cut::First(_) | Cut::Name => return None,
    };
    let level = Level::default().days(whole(most).filter(|days| *days > 0)?);
    let (column, kind) = (side.column.clone(), Some(ColumnKind::Date));
    Some(Said::Alike(Alike { column, level, kind, days }))
}

/// Latitude and longitude of the distance on a sphere by the law of cosines, as Splink writes it.
fn places(distance: &Sql) -> Option<(String, String)> {
    let mut names = Vec::new();
    collect(distance, &mut names);
    let column = |at: usize| names.get(at)?.strip_suffix("_l");
    // The sines of the latitude stand first.
    let (latitude, longitude) = (column(0)?, names.iter().skip(4).find_map(|name| name.strip_suffix("_l"))?);
    let cosine = format!(
        "(sin(radians(\"{latitude}_l\")) * sin(radians(\"{latitude}_r\")) + cos(radians(\"{latitude}_l\"))
         * cos(radians(\"{latitude}_r\")) * cos(radians(\"{longitude}_r\" - \"{longitude}_l\")))"
    );
    let whole =
        format!("acos(case when {cosine} > 1 then 1 when {cosine} < -1 then -1 else {cosine} end) * 6371");
    (read(&whole).as_ref() == Some(distance)).then(|| (latitude.into(), longitude.into()))
}

fn collect(sql: &Sql, names: &mut Vec<String>) {
    match sql {
        Sql::Name(name) => names.push(name.clone()),
        Sql::Call(_, of) => of.iter().for_each(|part| collect(part, names)),
        Sql::Number(_) | Sql::Text(_) => {}
    }
}

/// The values of two columns in two records, crosswise.
fn swapped(first: &[Sql], second: &[Sql]) -> Option<Said> {
    let sides = |of: &[Sql]| -> Option<(Side, Side)> {
        let [a, b] = of else { return None };
        let (a, b) = (side(a)?, side(b)?);
        let whole = a.cut == Cut::Whole && b.cut == Cut::Whole && a.left != b.left;
        whole.then_some(if a.left { (a, b) } else { (b, a) })
    };
    let ((a, b), (c, d)) = (sides(first)?, sides(second)?);
    let crossed = a.column != b.column && a.column == d.column && b.column == c.column;
    crossed.then_some(Said::Swapped(a.column, b.column))
}

/// Two sides that take the same of one column, one of each record.
fn both(of: &[Sql]) -> Option<Side> {
    let [a, b] = of else { return None };
    let (a, b) = (side(a)?, side(b)?);
    (a.left != b.left && a.column == b.column && a.cut == b.cut).then_some(a)
}

fn side(sql: &Sql) -> Option<Side> {
    match sql {
        Sql::Name(name) => {
            let (column, left) = if let Some(column) = name.strip_suffix("_l") {
                (column, true)
            } else if let Some(column) = name.strip_suffix("_r") {
                (column, false)
            } else {
                match name.split_at_checked(2)? {
                    ("l.", column) => (column, true),
                    ("r.", column) => (column, false),
                    _ => return None,
                }
            };
            Some(Side { column: column.into(), left, cut: Cut::Whole })
        }
        Sql::Call(name, of) => {
            let (first, rest) = of.split_first()?;
            let inner = side(first)?;
            let plain = inner.cut == Cut::Whole;
            let cut = match (name.as_str(), rest) {
                // omo reads letters of both cases as one, and days without hours.
                ("lower" | "upper" | "date", []) => return Some(inner),
                ("substr" | "substring", [Sql::Number(1.0), length]) | ("left", [length]) if plain => {
                    Cut::First(whole(number(length)?).filter(|count| (1..=64).contains(count))?)
                }
                ("regexp_extract", [Sql::Text(pattern), Sql::Number(0.0)])
                    if plain && pattern == "^[^@]+" =>
                {
                    Cut::Name
                }
                ("nullif", [Sql::Text(empty)]) if empty.is_empty() => return Some(inner),
                ("try_strptime" | "strptime" | "try_to_timestamp", [Sql::Text(format)]) if plain => {
                    Cut::Day(days(format)?.into())
                }
                ("try_to_timestamp", [Sql::Text(format)]) => {
                    return (inner.cut == Cut::Day(days(format)?.into())).then_some(inner);
                }
                _ => return None,
            };
            Some(Side { cut, ..inner })
        }
        Sql::Number(_) | Sql::Text(_) => None,
    }
}

/// A way to write days without hours, in the letters of `DuckDB`.
fn days(format: &str) -> Option<&'static str> {
    match format {
        "%Y-%m-%d" | "yyyy-MM-dd" => Some("%Y-%m-%d"),
        "%Y/%m/%d" | "yyyy/MM/dd" => Some("%Y/%m/%d"),
        "%Y%m%d" | "yyyyMMdd" => Some("%Y%m%d"),
        "%d/%m/%Y" | "dd/MM/yyyy" => Some("%d/%m/%Y"),
        "%m/%d/%Y" | "MM/dd/yyyy" => Some("%m/%d/%Y"),
        _ => None,
    }
}

/// A number that is written, or worked out of written ones.
fn number(sql: &Sql) -> Option<f64> {
    match sql {
        Sql::Number(number) => Some(*number),
        Sql::Call(name, of) => match (name.as_str(), of.as_slice()) {
            ("floor", [of]) => Some(number(of)?.floor()),
            ("/", [a, b]) => Some(number(a)? / number(b)?).filter(|number| number.is_finite()),
            ("*", [a, b]) => Some(number(a)? * number(b)?),
            _ => None,
        },
        _ => None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "in range, and floored on purpose"
)]
fn whole(number: f64) -> Option<u32> {
    (0.0..4e9).contains(&number).then(|| number.floor() as u32)
}
