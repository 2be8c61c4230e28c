//! Models that Splink trained, read from the JSON that it saves.
//!
//! Splink (Linacre et al. 2022, Splink: Free software for probabilistic record linkage at scale) keeps conditions in SQL;
//! what omo can say as levels of a comparison is read, and anything else is an error that names it.

mod level;
mod sql;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::compare::{Comparison, Level};
use super::model::{Learned, Model, VERSION};
use super::options::{Link, MOST_COLUMNS, ResolveOptions};
use super::{ColumnKind, ladder::MOST_LEVELS};
use crate::{Error, json, math};
use level::{Alike, Cut, Said};

impl Model {
    /// Reads a model that Splink 4 or 5 saved, its settings with what it learned (`linker.misc.save_model_to_json`).
    ///
    /// Weights, prior, rules of blocking and adjustments for term frequency come over. Read are levels of one column
    /// each: equality, Jaro-Winkler, Jaro, Levenshtein and Damerau-Levenshtein, first letters, days apart, differences
    /// and shares of numbers, one common element of lists, what stands before the @ of an e-mail address (equal, or
    /// alike by Jaro-Winkler), kilometres, two columns that have changed places, and several of these with `OR`.
    /// Rules want columns, or their first letters, equal, and these columns must be compared. A rule that explodes arrays
    /// becomes one on their elements, `emails:element`.
    ///
    /// A level that training never saw, which has no probability in the file, weighs what Splink takes it for. So the same
    /// pair weighs what it weighs in Splink, but for this:
    ///
    /// - Cells are spelt in one way first: `Ann` and `ann` are equal, `n/a` is no value.
    /// - Values that are alike are adjusted as the more frequent of the two says, as there; where every pair of equal values
    ///   is of a level that is not adjusted in full, no level may be.
    /// - With adjustments for term frequency a value that k of n records have is taken to be had by k - 1/2 of them, and
    ///   by fewer where some of these are the same person's: that Splink counts the record itself makes rare values say
    ///   up to a bit less there.
    /// - No comparison says less than -12 or more than 24 bits, and texts are compared up to their 64th letter.
    /// - Columns that have changed places say so once; in Splink the other column's comparison says something too.
    /// - Damerau-Levenshtein edits no part of a text twice (optimal string alignment).
    /// - A rule makes no pairs of values that have fewer letters than it wants equal, or that more than 2000 records share.
    ///
    /// Kilometres between columns `lat` and `long` become a comparison of a column `lat,long`, which holds both.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] for what is no such model, and for a level or rule that omo cannot say; the message names it.
    /// Nothing is left out.
    ///
    /// ```
    /// use omo_core::identity::linker::Model;
    /// let model = Model::from_splink(r#"{
    ///     "link_type": "dedupe_only",
    ///     "probability_two_random_records_match": 0.001,
    ///     "blocking_rules_to_generate_predictions": [{"blocking_rule": "SUBSTR(l.surname, 1, 3) = SUBSTR(r.surname, 1, 3)"}],
    ///     "comparisons": [{"output_column_name": "surname", "comparison_levels": [
    ///         {"sql_condition": "surname_l IS NULL OR surname_r IS NULL", "is_null_level": true},
    ///         {"sql_condition": "surname_l = surname_r", "m_probability": 0.9, "u_probability": 0.01},
    ///         {"sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.99}]}]}"#)?;
    /// assert_eq!(model.block_on, [["surname:3"]]);
    /// assert_eq!(model.comparisons[0].m, [0.9, 0.1]);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn from_splink(json: &str) -> Result<Self, Error> {
        let settings = json::read(json).ok_or_else(|| wrong("the model of Splink", "JSON"))?;
        let list = |name: &str| settings.get(name).and_then(Value::as_array).map(Vec::as_slice);
        let none = || wrong("the model of Splink", "saved settings with `comparisons`, each with its levels");
        let read: Result<Vec<Read>, Error> =
            list("comparisons").ok_or_else(none)?.iter().map(comparison).collect();
        let read = read?;
        if read.is_empty() || read.len() > MOST_COLUMNS {
            return Err(wrong("the number of comparisons of Splink's model", "from 1 to 15"));
        }
        let rules = list("blocking_rules_to_generate_predictions").unwrap_or_default();
        let block_on: Result<_, Error> = rules.iter().map(|rule| block(rule, &read)).collect();
        let link = match settings.get("link_type").and_then(Value::as_str) {
            Some("dedupe_only" | "link_and_dedupe") => Link::All,
            Some("link_only") => Link::AcrossSources,
            _ => {
                let must = "dedupe_only, link_only or link_and_dedupe";
                return Err(wrong("`link_type` of Splink's model", must));
            }
        };
        let chance = settings.get("probability_two_random_records_match").and_then(Value::as_f64);
        let Some(chance) = chance.filter(|chance| *chance > 0.0 && *chance < 1.0) else {
            let what = "`probability_two_random_records_match` of Splink's model";
            return Err(wrong(what, "a number between 0 and 1"));
        };
        Ok(Self {
            version: VERSION,
            comparisons: read.into_iter().map(|read| read.learned).collect(),
            block_on: block_on?,
            prior: math::log2(chance / (1.0 - chance)),
            household: None,
            options: ResolveOptions { link, ..ResolveOptions::default() },
        })
    }
}

fn wrong(what: &str, must: &'static str) -> Error {
    Error::Format { what: what.into(), must }
}

/// A name as messages have it: not longer than one reads.
fn short(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// A comparison that was read.
struct Read {
    learned: Learned,
    /// How its days are written, where it is of days.
    days: Option<String>,
}

/// What a level weighs.
#[derive(Clone, Copy)]
struct Shares {
    m: f64,
    u: f64,
}

/// A comparison as it is read, level by level.
#[derive(Default)]
struct Reading {
    /// What is compared.
    column: Option<String>,
    kind: Option<ColumnKind>,
    days: Option<String>,
    /// The columns without which nothing is said.
    null: Vec<String>,
    /// What equal values weigh, and whether the rarer say more.
    equal: Option<(Shares, bool)>,
    between: Vec<(Level, Shares)>,
    different: Option<Shares>,
}

fn comparison(value: &Value) -> Result<Read, Error> {
    let levels = value.get("comparison_levels").and_then(Value::as_array);
    let name = short(text(value, "output_column_name").unwrap_or_default());
    let bad = |must: &'static str| wrong(&format!("the comparison `{name}` of Splink's model"), must);
    let mut reading = Reading::default();
    let levels = levels.ok_or_else(|| bad("one with `comparison_levels`"))?;
    let mut usual = usual(levels.iter().filter(|level| !is_null(level)).count()).into_iter();
    for level in levels {
        let sql = text(level, "sql_condition").unwrap_or_default();
        let label = short(text(level, "label_for_charts").unwrap_or(sql));
        let what = format!("the level `{label}` of the comparison `{name}` of Splink's model");
        let read = if is_null(level) {
            reading.null(sql)
        } else {
            let usual = usual.next().unwrap_or(Shares { m: 1.0, u: 1.0 });
            reading.level(level, sql, usual)
        };
        read.map_err(|must| wrong(&what, must))?;
    }
    let Reading { column: Some(column), kind, days, null, equal, between, different } = reading else {
        return Err(bad("one of a column"));
    };
    let Some(different) = different else { return Err(bad("one that ends with the level `ELSE`")) };
    let Some((equal, term_frequency)) = equal else {
        return Err(bad("one that says what equal values weigh"));
    };
    if null.is_empty() {
        return Err(bad("one with a null level: what a record does not say weighs nothing in omo"));
    }
    // Of a distance, the columns are two of Splink's and one of omo's.
    let of_it = |null: &String| *null == column || column.split(',').any(|part| part == null);
    if !null.iter().all(of_it) {
        return Err(bad("one whose null level is of the column that it compares"));
    }
    if between.len() + 2 > MOST_LEVELS {
        return Err(bad("one of at most 12 levels beside equality and difference"));
    }
    let shares: Vec<Shares> =
        std::iter::once(equal).chain(between.iter().map(|(_, shares)| *shares)).chain([different]).collect();
    let comparison = Comparison {
        term_frequency,
        ..Comparison::new(&column, kind.unwrap_or(ColumnKind::Text))
            .with_levels(between.into_iter().map(|(level, _)| level))
    };
    let learned = Learned {
        comparison,
        m: shares.iter().map(|shares| shares.m).collect(),
        u: shares.iter().map(|shares| shares.u).collect(),
        h: Vec::new(),
        told_by: Vec::new(),
    };
    Ok(Read { learned, days })
}

impl Reading {
    /// Reads the level of values that are not there, or says what it must be.
    fn null(&mut self, sql: &str) -> Result<(), &'static str> {
        let columns = level::nulls(sql).ok_or(
            "null where one column is: omo compares columns one at a time, and knows no value that is null by its form",
        )?;
        self.null.extend(columns);
        Ok(())
    }

    /// Reads the next level, or says what it must be.
    fn level(&mut self, value: &Value, sql: &str, usual: Shares) -> Result<(), &'static str> {
        let shares = shares(value, usual).ok_or("one with m_probability and u_probability from 0 to 1")?;
        let adjusted = adjusted(value)?;
        if self.different.is_some() {
            return Err("before `ELSE`");
        }
        if sql.trim().eq_ignore_ascii_case("else") {
            self.different = Some(shares);
            return if adjusted.is_some() { Err(NOT_DIFFERENT) } else { Ok(()) };
        }
        let said = level::level(sql).ok_or(
            "a condition on one column that omo knows: equality, a likeness, first letters, days, kilometres, \
             a common element, columns that have changed places; compare columns one at a time",
        )?;
        let name = short(text(value, "label_for_charts").unwrap_or(sql));
        let own = |column: &str| adjusted.is_none_or(|(adjusted, _)| adjusted == column);
        match said {
            Said::Equal(column) => {
                if !own(&column) {
                    return Err(OWN);
                }
                if adjusted.is_some_and(|(_, weight)| weight != 1.0) {
                    return Err(
                        "adjusted for term frequency in full (tf_adjustment_weight 1), or not at all",
                    );
                }
                self.is_of(column)?;
                // Where an earlier level holds for equals, this one is never reached.
                self.equal.get_or_insert((shares, adjusted.is_some()));
            }
            Said::Swapped(..) if adjusted.is_some() => return Err(NOT_DIFFERENT),
            Said::Swapped(column, other) => {
                // Which of the two is compared the other levels say.
                let (column, other) = match &self.column {
                    Some(known) if *known == other => (other, column),
                    _ => (column, other),
                };
                self.is_of(column)?;
                self.between.push((Level::new(&name).swapped_with(&other), shares));
            }
            Said::Alike(Alike { column, level, kind, days }) => {
                if !own(&column) {
                    return Err(OWN);
                }
                self.is_of(column)?;
                if kind.is_some() && self.kind.is_some() && self.kind != kind {
                    return Err(
                        "a condition on the same kind of values as the other levels of its comparison",
                    );
                }
                self.kind = self.kind.or(kind);
                self.days = self.days.take().or(days);
                let (_, adjusts) =
                    self.equal.get_or_insert((shares, adjusted.is_some_and(|(_, weight)| weight == 1.0)));
                if adjusted.is_some() && !*adjusts {
                    return Err("adjusted for term frequency only where equal values are, in full");
                }
                let term_frequency = adjusted.map(|(_, weight)| weight);
                self.between.push((Level { name, term_frequency, ..level }, shares));
            }
        }
        Ok(())
    }

    fn is_of(&mut self, column: String) -> Result<(), &'static str> {
        match &self.column {
            Some(known) if *known != column => Err(
                "of the same column as the other levels of its comparison: omo compares columns one at a time",
            ),
            _ => {
                self.column = Some(column);
                Ok(())
            }
        }
    }
}

const NOT_DIFFERENT: &str =
    "without an adjustment for term frequency, which omo makes where values of one column are equal or alike";
const OWN: &str = "adjusted for the term frequency of its own column";

fn is_null(level: &Value) -> bool {
    level.get("is_null_level").and_then(Value::as_bool) == Some(true)
}

/// What a level weighs; what its training never saw is as usual.
fn shares(value: &Value, usual: Shares) -> Option<Shares> {
    let share = |name: &str, usual: f64| {
        let share = match value.get(name) {
            Some(share) => share.as_f64().filter(|share| (0.0..=1.0).contains(share))?,
            None => usual,
        };
        Some(share.max(f64::MIN_POSITIVE))
    };
    Some(Shares { m: share("m_probability", usual.m)?, u: share("u_probability", usual.u)? })
}

/// What Splink takes a level for that was not trained, best first: m is 0.95 for the best and the rest is shared evenly,
/// weights rise from -5 to 3 bits, and the best is 10 (`_default_m_values` and `_default_u_values` of Splink 5).
fn usual(count: usize) -> Vec<Shares> {
    #[expect(clippy::cast_precision_loss, reason = "a count of levels")]
    let number = |count: usize| count as f64;
    let shares = |at: usize| {
        let m = if at == 0 { 0.95 } else { 0.05 / number(count - 1) };
        let bits = match (at, count) {
            (0, _) => 10.0,
            (_, 2) => -5.0,
            _ => -5.0 + 8.0 * number(count - 1 - at) / number(count - 2),
        };
        Shares { m, u: m / math::exp2(bits) }
    };
    (0..count).map(shares).collect()
}

/// The column whose term frequency a level is adjusted for, and how much of it counts.
fn adjusted(value: &Value) -> Result<Option<(&str, f64)>, &'static str> {
    let number = |name: &str, usual: f64| value.get(name).map_or(Some(usual), Value::as_f64);
    let Some(column) = text(value, "tf_adjustment_column") else { return Ok(None) };
    match (number("tf_adjustment_weight", 1.0), number("tf_minimum_u_value", 0.0)) {
        (Some(0.0), _) => Ok(None),
        (Some(weight), Some(0.0)) if (0.0..=1.0).contains(&weight) => Ok(Some((column, weight))),
        _ => Err(
            "adjusted for term frequency by a tf_adjustment_weight from 0 to 1 and a tf_minimum_u_value of 0",
        ),
    }
}

/// The keys of a rule of blocking.
fn block(rule: &Value, read: &[Read]) -> Result<Vec<String>, Error> {
    let sql = rule.as_str().or_else(|| text(rule, "blocking_rule")).unwrap_or_default();
    let wrong =
        |must: &'static str| wrong(&format!("the rule of blocking `{}` of Splink's model", short(sql)), must);
    let exploded = rule.get("arrays_to_explode").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let sides = level::keys(sql).ok_or_else(|| {
        wrong("columns, or their first letters, that are equal on both sides, with AND between them")
    })?;
    let key = |side: level::Side| {
        let compared = read.iter().find(|read| read.learned.comparison.column == side.column);
        let compared = compared.ok_or_else(|| wrong("of columns that are compared"))?;
        if exploded.iter().any(|array| array.as_str() == Some(&side.column)) {
            let of_set = compared.learned.comparison.kind == ColumnKind::Set && side.cut == Cut::Whole;
            let element = of_set.then(|| format!("{}:element", side.column));
            return element.ok_or_else(|| {
                wrong("one that explodes arrays which are compared by what they have in common")
            });
        }
        let is_date = compared.learned.comparison.kind == ColumnKind::Date;
        let count = match side.cut {
            Cut::First(letters) if is_date => {
                let digits = digits_of(compared.days.as_deref(), letters).ok_or_else(|| {
                    wrong("of days whose first letters are year, month and day in that order")
                })?;
                (digits < 8).then_some(digits)
            }
            Cut::First(letters) => Some(letters),
            _ => None,
        };
        Ok(count.map_or(side.column.clone(), |count| format!("{}:{count}", side.column)))
    };
    sides.into_iter().map(key).collect()
}

/// How many of the eight digits of a day stand among the first letters of it as Splink has it.
fn digits_of(format: Option<&str>, letters: u32) -> Option<u32> {
    match format.unwrap_or("%Y-%m-%d") {
        "%Y-%m-%d" | "%Y/%m/%d" => Some(letters - u32::from(letters > 4) - u32::from(letters > 7)),
        "%Y%m%d" => Some(letters),
        _ => None,
    }
}
