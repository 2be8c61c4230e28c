//! The door: records in, customers out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::block::{Agreement, Key, Rule, candidates, keys, pairs_of, sorted};
use super::choose::{Sample, choose, lessons};
use super::cluster::clusters;
use super::compare::levels;
use super::model::{Comparison, Model, level_at};
use super::profile::kinds_of;
use super::train::{learn_m, learn_u};
use super::values::Values;
use super::{ColumnKind, Records};
use crate::form::{self, nearest};
use crate::order::Order;
use crate::random::mix;
use crate::{Error, math};

/// How [`resolve`] works; the defaults need no tuning.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ResolveOptions {
    /// What columns hold, where the guess from name and content is not to decide.
    pub columns: BTreeMap<String, ColumnKind>,
    /// Bits of evidence from which records are one customer; chosen from the records where it is absent.
    pub threshold: Option<f64>,
}

form::options!(ResolveOptions { columns, threshold });

/// Two records that are taken for one customer's.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pair {
    /// The row of one.
    pub a: u32,
    /// The row of the other, which comes later.
    pub b: u32,
    /// The evidence in bits; 0 is even odds.
    pub weight: f32,
}

/// What one comparison says about two records.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// The column; `prior` for the odds before anything is compared.
    pub column: String,
    /// How they agree.
    pub level: String,
    /// What that says, in bits.
    pub bits: f64,
}

/// What was chosen for a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnReport {
    /// Its name.
    pub column: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Share of the rows that have a value.
    pub filled: f64,
    /// How many values there are.
    pub distinct: u32,
    /// The levels of agreement, best first, with m, u and the weight in bits.
    pub levels: Vec<LevelReport>,
}

/// One level of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LevelReport {
    /// Its name.
    pub level: String,
    /// How often records of one person agree so.
    pub m: f64,
    /// How often records of two people agree so.
    pub u: f64,
    /// log2(m / u).
    pub bits: f64,
}

/// What was chosen, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ResolveReport {
    /// What each column was taken for.
    pub columns: Vec<ColumnReport>,
    /// Which agreements make a pair a candidate, in order, and how many pairs each added.
    pub blocking: Vec<(String, u64)>,
    /// How many pairs were compared.
    pub pairs: u64,
    /// The odds, in bits, that two records at random are one customer's.
    pub prior: f64,
    /// Bits from which records are one customer.
    pub threshold: f64,
    /// What could not be learned, in words.
    pub warnings: Vec<String>,
}

/// Who is whom.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    customers: Vec<u32>,
    pairs: Vec<Pair>,
    report: ResolveReport,
    model: Model,
    /// The model's row of each row.
    places: Vec<u32>,
}

impl Resolution {
    /// For each record, the row of the first record of its customer.
    #[must_use]
    pub fn customers(&self) -> &[u32] {
        &self.customers
    }

    /// The pairs whose evidence reaches the threshold, in order of rows.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// What was chosen, and why.
    #[must_use]
    pub fn report(&self) -> &ResolveReport {
        &self.report
    }

    /// What speaks for and against two records being one customer's, the odds before anything is compared first; their
    /// sum is the weight of the pair. `None` for a row that is not there.
    #[must_use]
    pub fn explain(&self, a: u32, b: u32) -> Option<Vec<Evidence>> {
        let place = |row: u32| self.places.get(row as usize).copied();
        let (a, b) = (place(a)?, place(b)?);
        let mut model = self.model.clone();
        let pattern = model.pattern(a, b);
        let prior =
            Evidence { column: "prior".into(), level: "two records at random".into(), bits: model.prior };
        let of = |(at, comparison): (usize, &Comparison)| {
            let level = level_at(pattern, at);
            let name = levels(comparison.kind).get(usize::from(level)).copied().unwrap_or("missing");
            let bits = comparison.bits(level, comparison.values.of(a));
            Evidence { column: comparison.name.clone(), level: name.into(), bits }
        };
        Some(std::iter::once(prior).chain(model.comparisons.iter().enumerate().map(of)).collect())
    }
}

/// The usual threshold: a group joins by the mean of all its pairs, which is stricter than one pair, and to miss a pair is
/// as wrong as to make one up.
const USUAL: f64 = -2.0;

/// A pattern has room for so many comparisons.
const MOST_COLUMNS: usize = 15;

/// Finds which records are one customer.
///
/// # Errors
///
/// [`Error::Options`] for a column that is not there, [`Error::Option`] for a threshold that is no number.
pub fn resolve(records: &Records, options: &ResolveOptions) -> Result<Resolution, Error> {
    options.check(records)?;
    let order = records.by_id();
    let rows = u32::try_from(order.len()).unwrap_or(u32::MAX);
    let threshold = options.threshold.unwrap_or(USUAL);
    let mut report = ResolveReport { threshold, ..ResolveReport::default() };
    let mut model = Model::new(comparisons(records, &order, options, &mut report));
    let mut places = vec![0; order.len()];
    (0..)
        .zip(&order)
        .for_each(|(place, &row)| places.get_mut(row as usize).into_iter().for_each(|p| *p = place));
    if rows < 2 || model.comparisons.is_empty() {
        report.warnings.push("there is nothing to compare".into());
        return Ok(Resolution { customers: (0..rows).collect(), pairs: Vec::new(), report, model, places });
    }
    let mut pairs = learn_and_compare(&mut model, threshold, rows, &mut report);
    let groups = clusters(&mut model, rows, &pairs, threshold);
    // Back to the rows as they came; a customer goes by its first.
    let mut first = vec![u32::MAX; order.len()];
    let group = |row: u32| groups.get(*places.get(row as usize)? as usize).copied();
    let customers = (0..rows).map(|row| {
        let first = group(row).and_then(|group| first.get_mut(group as usize));
        first.map_or(row, |first| {
            *first = (*first).min(row);
            *first
        })
    });
    let customers = customers.collect();
    for pair in &mut pairs {
        let row = |place: u32| order.get(place as usize).copied().unwrap_or(place);
        let (a, b) = (row(pair.a), row(pair.b));
        (pair.a, pair.b) = (a.min(b), a.max(b));
    }
    pairs.put_in_order_by_key(|pair| (pair.a, pair.b));
    report.prior = model.prior;
    report.columns.extend(model.comparisons.iter().map(told));
    Ok(Resolution { customers, pairs, report, model, places })
}

/// Learns what agreements weigh and which keys pay, and compares the pairs that they make.
fn learn_and_compare(model: &mut Model, threshold: f64, rows: u32, report: &mut ResolveReport) -> Vec<Pair> {
    learn_u(model, rows);
    let keys = keys(&model.comparisons);
    if rows <= FEW {
        return all_pairs(model, &keys, threshold, rows, report);
    }
    let sample = Sample::new(rows);
    let most = f64::from(rows) * 60.0 + 200_000.0;
    let rules = candidates(&keys, &model.comparisons, &sample.rows, most, sample.share);
    let lessons = lessons(&rules, &keys, model, f64::from(rows));
    learn_m(model, &keys, &lessons, &sample.rows, &mut report.warnings);
    model.comparisons.iter_mut().for_each(Comparison::weigh);
    let agreement = Agreement::new(&keys, rows);
    let chosen = choose(model, &keys, &agreement, &rules, &sample, f64::from(rows));
    candidate_pairs(model, &keys, &agreement, &chosen, threshold, report)
}

impl ResolveOptions {
    fn check(&self, records: &Records) -> Result<(), Error> {
        let names: Vec<&str> = records.columns.iter().map(|column| column.name.as_str()).collect();
        if let Some(unknown) = self.columns.keys().find(|name| !names.contains(&name.as_str())) {
            let unknown: String = unknown.chars().take(40).collect();
            let meant =
                nearest(&unknown, &names).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
            return Err(Error::Options {
                message: format!("`columns` names `{unknown}`, which is no column{meant}"),
            });
        }
        match self.threshold {
            Some(bits) if !bits.is_finite() => {
                Err(Error::option("threshold", "a finite number of bits", &bits))
            }
            _ => Ok(()),
        }
    }
}

/// Of so few rows all pairs are compared.
const FEW: u32 = 300;

fn all_pairs(
    model: &mut Model,
    keys: &[Key],
    threshold: f64,
    rows: u32,
    report: &mut ResolveReport,
) -> Vec<Pair> {
    let sample = Sample::new(rows);
    let rules = candidates(keys, &model.comparisons, &sample.rows, f64::INFINITY, 1.0);
    let lessons = lessons(&rules, keys, model, f64::from(rows));
    learn_m(model, keys, &lessons, &sample.rows, &mut report.warnings);
    model.comparisons.iter_mut().for_each(Comparison::weigh);
    let mut pairs = Vec::new();
    for a in 0..rows {
        for b in a + 1..rows {
            let weight = model.weight(a, b);
            if weight >= threshold {
                #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
                pairs.push(Pair { a, b, weight: weight as f32 });
            }
        }
    }
    report.pairs = u64::from(rows) * u64::from(rows - 1) / 2;
    report.blocking.push(("all pairs".into(), report.pairs));
    pairs
}

/// The columns that can tell people apart, and how each is compared.
fn comparisons(
    records: &Records,
    order: &[u32],
    options: &ResolveOptions,
    report: &mut ResolveReport,
) -> Vec<Comparison> {
    let kinds: Vec<ColumnKind> = records
        .columns
        .iter()
        .zip(kinds_of(&records.columns))
        .map(|(column, guess)| options.columns.get(&column.name).copied().unwrap_or(guess))
        .collect();
    let both = [ColumnKind::GivenName, ColumnKind::FamilyName].iter().all(|kind| kinds.contains(kind));
    let mut comparisons = Vec::new();
    for (column, kind) in records.columns.iter().zip(kinds) {
        let told = options.columns.contains_key(&column.name);
        // Said twice, the same evidence would count twice.
        let again = kind == ColumnKind::FullName && both && !told;
        let values = Values::read(column, kind, order);
        if kind == ColumnKind::Ignore
            || again
            || values.letters.len() < 2
            || comparisons.len() == MOST_COLUMNS
        {
            report.columns.push(ColumnReport {
                column: column.name.clone(),
                kind: ColumnKind::Ignore,
                filled: f64::from(values.filled)
                    / f64::from(u32::try_from(column.cells.len()).unwrap_or(1).max(1)),
                distinct: u32::try_from(values.letters.len()).unwrap_or(u32::MAX),
                levels: Vec::new(),
            });
            continue;
        }
        comparisons.push(Comparison::new(&column.name, kind, values));
    }
    comparisons
}

fn told(comparison: &Comparison) -> ColumnReport {
    let level = |(name, (&m, &u)): (&&str, (&f64, &f64))| LevelReport {
        level: (*name).into(),
        m,
        u,
        bits: math::log2(m) - math::log2(u),
    };
    let shares = comparison.m.iter().zip(&comparison.u);
    let values = &comparison.values;
    ColumnReport {
        column: comparison.name.clone(),
        kind: comparison.kind,
        filled: f64::from(values.filled) / f64::from(u32::try_from(values.cells.len()).unwrap_or(1).max(1)),
        distinct: u32::try_from(values.letters.len()).unwrap_or(u32::MAX),
        levels: levels(comparison.kind).iter().zip(shares).map(level).rev().collect(),
    }
}

/// Compares the pairs that the rules make, each once, and keeps those whose evidence suffices.
fn candidate_pairs(
    model: &mut Model,
    keys: &[Key],
    agreement: &Agreement,
    rules: &[Rule],
    threshold: f64,
    report: &mut ResolveReport,
) -> Vec<Pair> {
    let rows = keys.first().map_or(0, |key| key.cells.len());
    let all: Vec<u32> = (0..u32::try_from(rows).unwrap_or(u32::MAX)).collect();
    let mut pairs = twins(model, &all, threshold);
    let mut before: Vec<u64> = Vec::new();
    for rule in rules {
        let mut compared = 0;
        for run in sorted(keys, &rule.keys, &all).chunk_by(|a, b| a.0 == b.0) {
            if pairs_of(run.len()) == 0.0 {
                continue;
            }
            for (at, &(_, a)) in run.iter().enumerate() {
                for &(_, b) in run.iter().skip(at + 1) {
                    let shared = agreement.of(a, b);
                    // An earlier rule made this pair, or two keys have one hash.
                    if before.iter().any(|rule| shared & rule == *rule) || shared & rule.mask() != rule.mask()
                    {
                        continue;
                    }
                    compared += 1;
                    let weight = model.weight(a, b);
                    if weight >= threshold {
                        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
                        pairs.push(Pair { a, b, weight: weight as f32 });
                    }
                }
            }
        }
        before.push(rule.mask());
        let name = |&key: &usize| keys.get(key).map_or("", |key| &key.name);
        report.blocking.push((rule.keys.iter().map(name).collect::<Vec<_>>().join(" + "), compared));
        report.pairs += compared;
    }
    pairs.put_in_order_by_key(|pair| (pair.a, pair.b));
    pairs.dedup_by_key(|pair| (pair.a, pair.b));
    pairs
}

/// Rows that are alike in everything, each with the next: however many they are, they need no more pairs.
fn twins(model: &mut Model, rows: &[u32], threshold: f64) -> Vec<Pair> {
    let whole = |row: u32| {
        let values = model.comparisons.iter().map(|comparison| comparison.values.of(row));
        values.fold(0, |mixed: u64, value| mix(mixed ^ u64::from(value).wrapping_add(0x9e37_79b9)))
    };
    let mut sorted: Vec<(u64, u32)> = rows.iter().map(|&row| (whole(row), row)).collect();
    sorted.put_in_order();
    let mut pairs = Vec::new();
    for two in sorted.windows(2) {
        if let [(x, a), (y, b)] = *two
            && x == y
        {
            let weight = model.weight(a, b);
            if weight >= threshold {
                #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
                pairs.push(Pair { a, b, weight: weight as f32 });
            }
        }
    }
    pairs
}
