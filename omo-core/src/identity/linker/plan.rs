//! Which columns are compared, and how.

use super::compare::{Comparison, Level};
use super::names::is_name;
use super::options::{MOST_COLUMNS, ResolveOptions};
use super::profile::{birthday, kinds_of};
use super::records::{Column, EMPTY};
use super::{ColumnKind, Records, values};
use crate::math;
use crate::order::Order;

/// A comparison that was asked for; one of names, without levels of its own, of the names that the column holds: whole ones,
/// or a part, of which a given name is a person's own where a family's is not.
fn of_names(records: &Records, asked: &Comparison) -> Comparison {
    let mut comparison = asked.clone();
    if asked.kind == ColumnKind::FamilyName && asked.levels.is_none() {
        let column = records.columns.iter().find(|column| column.name == asked.column);
        let kind = column.and_then(|column| kinds_of(std::slice::from_ref(column)).first().copied());
        comparison.kind = kind.filter(|kind| is_name(*kind)).unwrap_or(asked.kind);
    }
    comparison
}

/// The comparisons that were asked for, or else those of the columns that can tell people apart.
pub fn comparisons(records: &Records, options: &ResolveOptions) -> Vec<Comparison> {
    if !options.comparisons.is_empty() {
        return options.comparisons.iter().map(|asked| of_names(records, asked)).collect();
    }
    let mut kinds = kinds_of(&records.columns);
    for (kind, column) in kinds.iter_mut().zip(&records.columns) {
        if let Some(told) = options.columns.get(&column.name) {
            *kind = *told;
        }
    }
    let birthday = birthday(&records.columns).filter(|three| {
        let told =
            |&at: &usize| records.columns.get(at).is_some_and(|one| options.columns.contains_key(&one.name));
        let mut dates = (0..kinds.len()).filter(|at| kinds.get(*at) == Some(&ColumnKind::Date));
        // Said twice it would count twice.
        !three.iter().any(told) && dates.all(|at| three.contains(&at))
    });
    for (at, &place) in birthday.iter().flatten().enumerate() {
        let kind = if at == 0 { ColumnKind::Date } else { ColumnKind::Ignore };
        kinds.get_mut(place).into_iter().for_each(|slot| *slot = kind);
    }
    let named = |wanted: ColumnKind| {
        let columns = kinds.iter().zip(&records.columns);
        columns.filter(move |(kind, _)| **kind == wanted).map(|(_, column)| column.name.as_str())
    };
    let first = |wanted: ColumnKind| named(wanted).next();
    let both = first(ColumnKind::GivenName).is_some() && first(ColumnKind::FamilyName).is_some();
    let written = |kind: ColumnKind| match kind {
        ColumnKind::FullKana => first(ColumnKind::FullName),
        ColumnKind::FamilyKana => first(ColumnKind::FamilyName),
        ColumnKind::GivenKana => first(ColumnKind::GivenName),
        _ => None,
    };
    let mut comparisons = Vec::new();
    for (kind, column) in kinds.iter().zip(&records.columns) {
        let told = options.columns.contains_key(&column.name);
        // Said twice, the same evidence would count twice: a whole name beside its parts, a reading beside its name.
        let again = matches!(kind, ColumnKind::FullName | ColumnKind::FullKana) && both && !told;
        let is_reading = written(*kind).is_some();
        if *kind == ColumnKind::Ignore || again || is_reading {
            continue;
        }
        let mut comparison = Comparison::new(&column.name, *kind);
        if let Some([year, month, day]) = birthday.map(|three| three.map(|at| records.columns.get(at)))
            && year.is_some_and(|year| year.name == column.name)
        {
            let name = |column: Option<&Column>| column.map(|column| column.name.clone());
            (comparison.month, comparison.day) = (name(month), name(day));
        }
        if is_name(*kind) && first(*kind) == Some(&column.name) {
            let readings = [ColumnKind::FullKana, ColumnKind::FamilyKana, ColumnKind::GivenKana];
            let reading = readings.into_iter().find(|reading| written(*reading) == Some(&column.name));
            comparison.reading = reading.and_then(first).map(str::to_owned);
        }
        if both
            && matches!(kind, ColumnKind::GivenName | ColumnKind::FamilyName)
            && first(*kind) == Some(&column.name)
        {
            comparison.whole = first(ColumnKind::FullName).map(str::to_owned);
        }
        if *kind == ColumnKind::GivenName
            && let Some(family) = first(ColumnKind::FamilyName)
            && !values::mostly_in_scripts(column)
        {
            let mut levels = comparison.levels();
            levels.insert(0, Level::new("swapped").swapped_with(family));
            comparison.levels = Some(levels);
        }
        let telling = if told { f64::INFINITY } else { telling(column, *kind) };
        comparisons.push((telling, comparison));
    }
    if comparisons.len() > MOST_COLUMNS {
        let mut all: Vec<f64> = comparisons.iter().map(|(telling, _)| *telling).collect();
        all.put_in_order_by(|a, b| b.total_cmp(a));
        let least = all.get(MOST_COLUMNS - 1).copied().unwrap_or(0.0);
        comparisons.retain(|(telling, _)| *telling >= least);
        comparisons.truncate(MOST_COLUMNS);
    }
    comparisons.into_iter().map(|(_, comparison)| comparison).collect()
}

/// How much a column may tell of who a record is: the share of rows that have a value, times the bits of a value. Words that
/// many share are rather a place's or a group's; of what one person has alone a few values tell much.
fn telling(column: &Column, kind: ColumnKind) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let filled = column.cells.iter().filter(|cell| **cell != EMPTY).count();
    let share = count(filled) / count(column.cells.len()).max(1.0);
    let weight = match kind {
        ColumnKind::Category => 0.5,
        ColumnKind::Number | ColumnKind::Email | ColumnKind::Phone => 2.0,
        _ => 1.0,
    };
    share * math::log2(count(column.texts.len()).max(1.0)) * weight
}
