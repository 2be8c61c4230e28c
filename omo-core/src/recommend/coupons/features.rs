//! What is known of customers, as numbers a linear model can weigh.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::order::Order;
use crate::recommend::Names;
use crate::vocabulary::Vocabulary;

/// A column of features.
#[derive(Debug, Clone)]
pub enum Feature {
    /// Numbers; NaN where one is missing.
    Numbers(Vec<f64>),
    /// Words, such as a channel; `None` where one is missing.
    Words(Names, Vec<Option<u32>>),
}

impl Feature {
    /// Words by number, in any order.
    #[must_use]
    pub fn words(met: &Vocabulary, rows: &[Option<u32>]) -> Self {
        let (names, renumbered) = Names::sorted(met, false);
        let word = |word: &Option<u32>| renumbered.get((*word)? as usize).copied();
        Self::Words(names, rows.iter().map(word).collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::Numbers(numbers) => numbers.len(),
            Self::Words(_, rows) => rows.len(),
        }
    }

    fn compare(&self, a: usize, b: usize) -> std::cmp::Ordering {
        match self {
            // All that is missing is equal, whatever its sign; so are both zeros.
            Self::Numbers(numbers) => {
                let number =
                    |at: usize| numbers.get(at).copied().filter(|number| !number.is_nan()).map(|x| x + 0.0);
                match (number(a), number(b)) {
                    (Some(a), Some(b)) => a.total_cmp(&b),
                    (a, b) => a.is_some().cmp(&b.is_some()),
                }
            }
            Self::Words(_, rows) => rows.get(a).cmp(&rows.get(b)),
        }
    }
}

/// A table of features: columns of equal length, each with its name.
#[derive(Debug, Clone)]
pub struct Features {
    rows: usize,
    columns: Vec<(String, Feature)>,
}

impl Features {
    /// `rows` rows of named columns, in order of names whatever order they came in.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] for a column of another length, [`Error::Column`] for a number that is infinite and a name
    /// that stands twice.
    pub fn new(rows: usize, mut columns: Vec<(String, Feature)>) -> Result<Self, Error> {
        columns.put_in_order_by(|a, b| a.0.cmp(&b.0));
        let column = |name: &str, must: String| Error::Column { column: name.into(), must };
        for (name, feature) in &columns {
            if feature.len() != rows {
                return Err(Error::Length { what: name.clone(), expected: rows, got: feature.len() });
            }
            if let Feature::Numbers(numbers) = feature
                && let Some(row) = numbers.iter().position(|number| number.is_infinite())
            {
                return Err(column(name, format!("finite numbers; row {row} is not")));
            }
        }
        if let Some((same, _)) = columns.iter().zip(columns.iter().skip(1)).find(|(a, b)| a.0 == b.0) {
            return Err(column(&same.0, "named only once".into()));
        }
        Ok(Self { rows, columns })
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// One row beside another, column by column.
    pub(super) fn compare(&self, a: usize, b: usize) -> std::cmp::Ordering {
        let unlike = |(_, feature): &(String, Feature)| {
            let order = feature.compare(a, b);
            order.is_ne().then_some(order)
        };
        self.columns.iter().find_map(unlike).unwrap_or(std::cmp::Ordering::Equal)
    }
}

/// How columns become numbers, learnt from some rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Encoder {
    columns: Vec<Encoded>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Encoded {
    name: String,
    code: Code,
    /// Whether being missing is a feature of its own.
    missing: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Code {
    /// Standard deviations from the mean; 0 where it is missing.
    Number { mean: f64, deviation: f64 },
    /// A column for each word, and one for others where there were any.
    Words { words: Vec<String>, others: bool },
}

impl Code {
    fn width(&self) -> usize {
        match self {
            Self::Number { .. } => 1,
            Self::Words { words, others } => words.len() + usize::from(*others),
        }
    }
}

impl Encoder {
    /// Learns from rows in the order given; the `most` most frequent words get columns of their own.
    pub(super) fn fit(features: &Features, rows: &[usize], most: usize) -> Self {
        let encode = |(name, feature): &(String, Feature)| {
            let (code, missing) = match feature {
                Feature::Numbers(all) => numbers(all, rows),
                Feature::Words(names, all) => words(names, all, rows, most),
            };
            Encoded { name: name.clone(), code, missing }
        };
        Self { columns: features.columns.iter().map(encode).collect() }
    }

    /// How many numbers a row becomes.
    pub(super) fn width(&self) -> usize {
        self.columns.iter().map(|column| column.code.width() + usize::from(column.missing)).sum()
    }

    /// The columns.
    pub(super) fn names(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// What the numbers of a row are.
    pub(super) fn labels(&self) -> Vec<String> {
        let mut labels = Vec::new();
        for Encoded { name, code, missing } in &self.columns {
            match code {
                Code::Number { .. } => labels.push(name.clone()),
                Code::Words { words, others } => {
                    labels.extend(words.iter().map(|word| format!("{name} = {word}")));
                    labels.extend(others.then(|| format!("{name} = others")));
                }
            }
            labels.extend(missing.then(|| format!("{name} is missing")));
        }
        labels
    }

    /// Rows as numbers, end to end; other columns than those learnt are not looked at.
    pub(super) fn encode(&self, features: &Features, rows: &[usize]) -> Result<Vec<f64>, Error> {
        let width = self.width();
        let mut encoded = vec![0.0; width * rows.len()];
        let mut start = 0;
        for column in &self.columns {
            let wrong = |must: &str| Error::Column { column: column.name.clone(), must: must.into() };
            let found = features.columns.binary_search_by(|(name, _)| name.as_str().cmp(&column.name)).ok();
            let feature = found.and_then(|at| features.columns.get(at)).ok_or_else(|| wrong("there"))?;
            let absent = start + column.code.width();
            let places = encoded.chunks_mut(width.max(1)).zip(rows);
            let put = |line: &mut [f64], at: usize, value: f64| {
                line.get_mut(at).into_iter().for_each(|place| *place = value);
            };
            match (&column.code, &feature.1) {
                (Code::Number { mean, deviation }, Feature::Numbers(numbers)) => {
                    for (line, &row) in places {
                        match numbers.get(row).filter(|number| !number.is_nan()) {
                            Some(number) => put(line, start, (number - mean) / deviation),
                            None if column.missing => put(line, absent, 1.0),
                            None => {}
                        }
                    }
                }
                // A column of nothing has no type.
                (Code::Number { .. }, Feature::Words(names, _)) if names.is_empty() => {
                    places.for_each(|(line, _)| put(line, absent, f64::from(u8::from(column.missing))));
                }
                (Code::Words { words, others }, Feature::Words(names, all)) => {
                    let place = |name: &str| words.iter().position(|word| word == name);
                    let rest = others.then_some(words.len());
                    let places_of: Vec<Option<usize>> =
                        names.iter().map(|name| place(name).or(rest)).collect();
                    for (line, &row) in places {
                        match all.get(row).copied().flatten() {
                            Some(word) => {
                                let place = places_of.get(word as usize).copied().flatten();
                                if let Some(place) = place {
                                    put(line, start + place, 1.0);
                                }
                            }
                            None if column.missing => put(line, absent, 1.0),
                            None => {}
                        }
                    }
                }
                (Code::Words { .. }, Feature::Numbers(numbers))
                    if numbers.iter().all(|number| number.is_nan()) =>
                {
                    places.for_each(|(line, _)| put(line, absent, f64::from(u8::from(column.missing))));
                }
                (Code::Number { .. }, _) => return Err(wrong("numbers, as the model learnt it")),
                (Code::Words { .. }, _) => return Err(wrong("words, as the model learnt it")),
            }
            start = absent + usize::from(column.missing);
        }
        Ok(encoded)
    }

    pub(super) fn whole(&self) -> bool {
        let good = |column: &Encoded| match &column.code {
            Code::Number { mean, deviation } => mean.is_finite() && *deviation > 0.0 && deviation.is_finite(),
            Code::Words { .. } => true,
        };
        self.columns.is_sorted_by(|a, b| a.name < b.name) && self.columns.iter().all(good)
    }
}

fn numbers(all: &[f64], rows: &[usize]) -> (Code, bool) {
    let there = || rows.iter().filter_map(|&row| all.get(row)).filter(|number| !number.is_nan());
    let count = crate::math::share(there().count() as u64, 1);
    let mean = if count > 0.0 { there().sum::<f64>() / count } else { 0.0 };
    let square = there().map(|number| (number - mean) * (number - mean)).sum::<f64>();
    let deviation = if count > 0.0 { (square / count).sqrt() } else { 0.0 };
    // What is always the same tells nothing: it becomes 0.
    let deviation = if deviation > 1e-12 * mean.abs() && deviation.is_finite() { deviation } else { 1.0 };
    (Code::Number { mean, deviation }, there().count() < rows.len())
}

fn words(names: &Names, all: &[Option<u32>], rows: &[usize], most: usize) -> (Code, bool) {
    let mut counts = vec![0_u32; names.len()];
    let mut missing = false;
    for &row in rows {
        match all.get(row).copied().flatten() {
            Some(word) => counts.get_mut(word as usize).into_iter().for_each(|count| *count += 1),
            None => missing = true,
        }
    }
    let mut frequent: Vec<(u32, u32)> = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
    frequent.put_in_order_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let others = frequent.len() > most;
    frequent.truncate(most);
    frequent.put_in_order();
    let words = frequent.iter().filter_map(|&(word, _)| names.text(word)).map(str::to_owned).collect();
    (Code::Words { words, others }, missing)
}
