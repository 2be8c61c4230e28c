//! The parts of the work: what is compared, what is learned, who is whom.

use std::borrow::Cow;

use super::believed::one_value_tells;
use super::block::{Rule, candidates};
use super::choose::{BEARABLE, Candidate, Sample, choose, lessons};
use super::cluster::{clusters, merges};
use super::compare::Comparison;
use super::compared::Compared;
use super::days::joined;
use super::key::{self, keys};
use super::model::Model;
use super::names::with_parts_of;
use super::options::{Link, ResolveOptions};
use super::plan::comparisons;
use super::predict::{Wanted, all_pairs, candidate_pairs};
use super::records::{Column, EMPTY};
use super::report::{ColumnReport, Pair, ResolveReport};
use super::resolve::Resolution;
use super::rows::Rows;
use super::scorer::Scorer;
use super::told::told;
use super::train::{Truth, learn_m, learn_u};
use super::values::{self, Source};
use super::{ColumnKind, Records};
use crate::Error;

use crate::order::Order;

/// Learns from records how they agree when they are one customer's, to find customers in these or in others.
///
/// ```
/// use omo_core::identity::linker::{Column, Linker, Records, ResolveOptions, compare};
/// let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
/// let records = Records::new(
///     column("id", &["1", "2", "3"]),
///     vec![column("name", &["Hanako Yamada", "Hanako Yamda", "Taro Sato"]), column("phone", &["03-1234-5670"; 3])],
/// )?;
/// let options = ResolveOptions { comparisons: vec![compare::name("name")], ..ResolveOptions::default() };
/// let model = Linker::new(options).fit(&records)?;
/// assert_eq!(model.comparisons.len(), 1);
/// assert_eq!(model.predict(&records)?.customers().len(), 3);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Linker {
    options: ResolveOptions,
}

impl Linker {
    /// A linker that works so.
    #[must_use]
    pub fn new(options: ResolveOptions) -> Self {
        Self { options }
    }

    /// Learns what agreements weigh and which keys pay, without labels.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] for a column or a key that is not there, [`Error::Option`] for a number out of range.
    pub fn fit(&self, records: &Records) -> Result<Model, Error> {
        Ok(self.learn(records, None)?.model)
    }

    /// Learns with labels: whose each record is, where that is known.
    ///
    /// # Errors
    ///
    /// Those of [`fit`](Self::fit), and [`Error::Length`] when there are not as many labels as records.
    pub fn fit_with(&self, records: &Records, labels: &[Option<u32>]) -> Result<Model, Error> {
        if labels.len() != records.len() {
            let (expected, got) = (records.len(), labels.len());
            return Err(Error::Length { what: "labels".into(), expected, got });
        }
        Ok(self.learn(records, Some(labels))?.model)
    }

    fn learn(&self, records: &Records, labels: Option<&[Option<u32>]>) -> Result<Work, Error> {
        let mut work = Work::prepare(records, &self.options)?;
        work.learn(labels)?;
        Ok(work)
    }
}

impl Model {
    /// Finds the customers of records with what was learned, of these or of others.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] when the records lack a column that is compared, [`Error::Model`] for a model of another make.
    pub fn predict(&self, records: &Records) -> Result<Resolution, Error> {
        self.check()?;
        let comparisons = self.comparisons.iter().map(|learned| learned.comparison.clone()).collect();
        let block_on = self.block_on.clone();
        let options = ResolveOptions { comparisons, block_on, ..self.options.clone() };
        let mut work = Work::prepare(records, &options)?;
        self.teach(&mut work.scorer)?;
        work.scorer.weigh_by_others(work.rows);
        work.read_rules()?;
        work.report.prior = self.prior;
        work.model = self.clone();
        Ok(work.resolve())
    }
}

/// Finds which records are one customer.
///
/// # Errors
///
/// [`Error::Options`] for a column that is not there, [`Error::Option`] for a threshold that is no number.
pub fn resolve(records: &Records, options: &ResolveOptions) -> Result<Resolution, Error> {
    Ok(Linker::new(options.clone()).learn(records, None)?.resolve())
}

/// Work on the records of one table.
struct Work {
    options: ResolveOptions,
    rows: u32,
    /// The rows in order of ids.
    order: Vec<u32>,
    scorer: Scorer,
    keys: Vec<key::Key>,
    rules: Vec<Rule>,
    model: Model,
    report: ResolveReport,
}

/// Of so few rows all pairs are compared.
pub const FEW: u32 = 300;

impl Work {
    fn prepare(records: &Records, options: &ResolveOptions) -> Result<Self, Error> {
        options.check(records)?;
        let order = records.by_id();
        let rows = u32::try_from(order.len()).unwrap_or(u32::MAX);
        let mut report =
            ResolveReport { threshold: options.threshold.unwrap_or(USUAL), ..Default::default() };
        let scorer = compared(records, &order, options, &mut report);
        if rows < 2 || scorer.compared.is_empty() {
            report.warnings.push("there is nothing to compare".into());
        }
        let keys = keys(&scorer.compared);
        let options = options.clone();
        Ok(Self { options, rows, order, scorer, keys, rules: Vec::new(), model: Model::default(), report })
    }

    fn is_empty(&self) -> bool {
        self.rows < 2 || self.scorer.compared.is_empty()
    }

    /// The rules that the options name.
    fn read_rules(&mut self) -> Result<(), Error> {
        let mut rules = Vec::new();
        for names in &self.options.block_on {
            let mut rule = Vec::new();
            for name in names {
                let known = self.keys.iter().position(|key| key.name == *name);
                let at = known.unwrap_or(self.keys.len());
                if known.is_none() {
                    self.keys.push(key::read(&self.scorer.compared, name)?);
                }
                rule.push(at);
            }
            rule.put_in_order();
            rule.dedup();
            if rule.is_empty() || self.keys.len() > 64 {
                let message =
                    "`block_on` must name one key or more in each rule, and 64 at most in all".into();
                return Err(Error::Options { message });
            }
            rules.push(Rule { keys: rule, pairs: 0.0 });
        }
        self.rules = rules;
        Ok(())
    }

    fn learn(&mut self, labels: Option<&[Option<u32>]>) -> Result<(), Error> {
        let named = !self.options.block_on.is_empty();
        if named && !self.scorer.compared.is_empty() {
            self.read_rules()?;
        }
        if !self.is_empty() {
            let (rows, scorer) = (self.rows, &mut self.scorer);
            scorer.tell(told(scorer, rows));
            learn_u(scorer, rows);
            let sample = Sample::new(&self.keys, scorer, rows);
            let most = f64::from(rows) * 60.0 + 200_000.0;
            let mut rules = sample.counted(&candidates(&self.keys, &scorer.compared));
            rules.retain(|one| one.rule.pairs > 0.0 && (one.rule.pairs <= most || rows <= FEW));
            let mut lessons = lessons(&rules, &self.keys, scorer, f64::from(rows));
            let more = unlearned(&rules, &lessons, &self.keys, f64::from(rows));
            lessons.extend(more);
            let truth = labels.map(|labels| Truth::new(labels, &self.order));
            learn_m(scorer, &self.keys, &lessons, rows, truth.as_ref(), &mut self.report.warnings);
            scorer.weigh_by_others(rows);
            if rows > FEW {
                let chosen = choose(scorer, &rules, &sample, f64::from(rows));
                // The odds are known better now.
                scorer.weigh_by_others(rows);
                if chosen.is_empty() && !named {
                    let warning = "no key finds matches at a bearable number of pairs: only records that are alike in \
                                   everything are compared";
                    self.report.warnings.push(warning.into());
                }
                if !named {
                    // Who has the same identifier is always compared.
                    let identifies = |key: &key::Key| {
                        let column = scorer.compared.get(key.column);
                        column.is_some_and(|one| one.comparison.kind == ColumnKind::Identifier)
                            && key.is_whole()
                    };
                    let keys = self.keys.iter().enumerate().filter(|(_, key)| identifies(key));
                    let first = keys.map(|(at, _)| Rule { keys: vec![at], pairs: 0.0 });
                    self.rules = first.collect();
                    let again = |rule: &Rule| self.rules.iter().any(|first| first.keys == rule.keys);
                    let others: Vec<Rule> = chosen.into_iter().filter(|rule| !again(rule)).collect();
                    self.rules.extend(others);
                }
            }
        }
        let block_on = self.rules.iter().map(|rule| rule.named(&self.keys)).collect();
        self.model = Model::of(&self.scorer, block_on, &self.options);
        self.report.prior = self.scorer.prior;
        Ok(())
    }

    fn resolve(mut self) -> Resolution {
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let least = self.report.threshold as f32;
        let across = self.options.link == Link::AcrossSources && self.scorer.rows.has_sources();
        let wanted = Wanted { rows: self.rows, least, across };
        let all = self.rows <= FEW && self.options.block_on.is_empty();
        let pairs = match (self.is_empty(), all) {
            (true, _) => Vec::new(),
            (_, true) => all_pairs(&self.scorer, wanted, &mut self.report),
            _ => candidate_pairs(&self.scorer, &self.keys, &self.rules, wanted, &mut self.report),
        };
        let one_to_one = self.options.one_to_one.unwrap_or_else(|| each_once(&self.scorer.rows, &pairs));
        self.report.one_to_one = one_to_one && self.scorer.rows.has_sources();
        let merges = merges(&self.scorer, self.rows, &pairs, least, self.report.one_to_one);
        let groups = clusters(self.rows, &merges, least);
        let rows = self.rows;
        self.report.columns.extend(self.scorer.compared.iter().map(|one| ColumnReport::of(one, rows)));
        Resolution::new(self.scorer, self.model, self.report, &self.order, pairs, merges, &groups)
    }
}

/// Rules to learn from of columns that every lesson fixes: those of the fewest pairs, where these are no more than lessons have.
fn unlearned(rules: &[Candidate], lessons: &[Rule], keys: &[key::Key], rows: f64) -> Vec<Rule> {
    let most = lessons.iter().map(|rule| rule.pairs).fold(rows * BEARABLE, f64::max);
    let column = |key: usize| keys.get(key).map(|key| key.column);
    let fixes = |rule: &Rule, at: usize| rule.keys.iter().any(|&key| column(key) == Some(at));
    let mut more: Vec<Rule> = Vec::new();
    for at in lessons.first().iter().flat_map(|rule| &rule.keys).filter_map(|&key| column(key)) {
        if lessons.iter().chain(&more).any(|rule| !fixes(rule, at)) {
            continue;
        }
        let whole = |rule: &&Rule| rule.keys.iter().all(|&key| keys.get(key).is_some_and(key::Key::is_whole));
        let fit = rules
            .iter()
            .map(|one| &one.rule)
            .filter(whole)
            .filter(|rule| !fixes(rule, at) && rule.pairs >= 30.0 && rule.pairs <= most);
        more.extend(fit.min_by(|a, b| a.pairs.total_cmp(&b.pairs)).cloned());
    }
    more
}

/// The usual threshold: even odds, for to miss a pair is as wrong as to make one up.
pub const USUAL: f64 = 0.0;

/// Whether sources seem to have each customer once: of the pairs found nearly none lies within a source.
fn each_once(rows: &Rows, pairs: &[Pair]) -> bool {
    let within = pairs.iter().filter(|pair| rows.source(pair.a) == rows.source(pair.b)).count();
    rows.has_sources() && within * 50 < pairs.len()
}

/// What the values of a comparison are read from.
pub fn source<'a>(records: &'a Records, comparison: &Comparison) -> Option<Source<'a>> {
    let find = |name: &str| records.columns.iter().find(|column| column.name == name);
    let sound = comparison.levels().iter().any(|level| level.sound);
    let reading = comparison.reading.as_deref().and_then(find);
    let column = find(&comparison.column)?;
    let column = match comparison.whole.as_deref().and_then(find) {
        Some(whole) => Cow::Owned(with_parts_of(column, whole, comparison.kind)),
        None => joined(
            column,
            comparison.month.as_deref().and_then(find),
            comparison.day.as_deref().and_then(find),
        ),
    };
    Some(Source { column, kind: comparison.kind, reading, sound })
}

/// The columns made ready to be compared, their rows in this order.
fn compared(
    records: &Records,
    order: &[u32],
    options: &ResolveOptions,
    report: &mut ResolveReport,
) -> Scorer {
    let comparisons = comparisons(records, options);
    let sources: Vec<Source<'_>> = comparisons.iter().filter_map(|one| source(records, one)).collect();
    let mut all = Vec::new();
    let rows = u32::try_from(order.len()).unwrap_or(u32::MAX);
    for (comparison, (values, cells)) in comparisons.into_iter().zip(values::read(&sources)) {
        if values.placeholders > 0 {
            let (many, column) = (values.placeholders, &comparison.column);
            let warning = format!(
                "{many} values of `{column}` are taken for placeholders: far more records share them than any other"
            );
            report.warnings.push(warning);
        }
        if values.len() > 1 || values.len() == 1 && one_value_tells(comparison.kind, values.filled) {
            all.push((cells, Compared::new(comparison, values)));
        } else {
            report.columns.push(ColumnReport::left_out(
                &comparison.column,
                values.filled,
                values.len(),
                rows,
            ));
        }
    }
    let used = |column: &&Column| {
        let reported = report.columns.iter().any(|report| report.column == column.name);
        let compared = all.iter().any(|(_, one)| {
            one.name() == column.name || one.comparison.beside().any(|other| *other == column.name)
        });
        !reported && !compared
    };
    let unused: Vec<&Column> = records.columns.iter().filter(used).collect();
    let left_out = unused.into_iter().map(|column| {
        let filled = column.cells.iter().filter(|cell| **cell != EMPTY).count();
        let filled = u32::try_from(filled).unwrap_or(u32::MAX);
        ColumnReport::left_out(&column.name, filled, column.texts.len(), rows)
    });
    report.columns.extend(left_out);
    let mut cells = Vec::with_capacity(order.len() * all.len());
    for &row in order {
        cells.extend(all.iter().map(|(cells, _)| cells.get(row as usize).copied().unwrap_or(EMPTY)));
    }
    let sources = records.sources.as_ref().map_or(Vec::new(), |sources| {
        order.iter().map(|&row| sources.cells.get(row as usize).copied().unwrap_or(EMPTY)).collect()
    });
    let source_names =
        records.sources.iter().flat_map(|sources| sources.texts.iter().map(str::to_owned)).collect();
    let rows = Rows { width: all.len(), cells, sources, source_names };
    Scorer::new(all.into_iter().map(|(_, one)| one).collect(), rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::linker::{Column, compare};
    use crate::random::Random;

    /// Two records of each of 600 people. One given name in ten is another in the second record, family name and town never.
    fn renamed() -> Records {
        let mut random = Random::new(23);
        let mut cells: Vec<[String; 3]> = Vec::new();
        for _ in 0..600 {
            let name = |random: &mut Random| -> String {
                let letter = |_| char::from(b'a' + u8::try_from(random.below(3)).unwrap_or(0));
                (0..4).map(letter).collect::<String>().repeat(2)
            };
            let (family, town) = (name(&mut random), format!("town{}", random.below(12)));
            let given = name(&mut random);
            let other = if random.chance(0.1) { name(&mut random) } else { given.clone() };
            cells.extend([[given, family.clone(), town.clone()], [other, family, town]]);
        }
        let ids: Vec<String> = (0..cells.len()).map(|id| id.to_string()).collect();
        let columns = ["first_name", "surname", "town"].into_iter().enumerate();
        let columns = columns
            .map(|(at, name)| Column::new(name, cells.iter().map(|row| Some(row[at].as_str()))))
            .collect();
        Records::new(Column::new("id", ids.iter().map(|id| Some(id.as_str()))), columns).unwrap()
    }

    #[test]
    fn a_column_that_every_lesson_fixes_is_learned_from_one_that_leaves_it_free() {
        let records = renamed();
        let work = Work::prepare(&records, &ResolveOptions::default()).unwrap();
        let (keys, scorer, rows) = (&work.keys, &work.scorer, f64::from(work.rows));
        let rules = Sample::new(keys, scorer, work.rows).counted(&candidates(keys, &scorer.compared));
        let named = |rules: &[Rule]| rules.iter().map(|rule| rule.named(keys)).collect::<Vec<_>>();
        let taught = lessons(&rules, keys, scorer, rows);
        // A town alone tells too little to learn from, so that all that is left is both parts of the name.
        assert_eq!(named(&taught), [["first_name", "surname"]]);
        let more = unlearned(&rules, &taught, keys, rows);
        assert_eq!(named(&more), [["surname", "town"], ["first_name", "town"]]);
        // One that leaves a column free is enough.
        assert!(unlearned(&rules, &[&taught[..], &more].concat(), keys, rows).is_empty());
        // Of what has more pairs than lessons may have, strangers are taught.
        assert!(unlearned(&rules, &taught, keys, 1.0).is_empty());
    }

    #[test]
    fn where_all_keys_have_many_pairs_the_fewest_teach() {
        let records = renamed();
        let work = Work::prepare(&records, &ResolveOptions::default()).unwrap();
        let (keys, scorer) = (&work.keys, &work.scorer);
        let rules = Sample::new(keys, scorer, work.rows).counted(&candidates(keys, &scorer.compared));
        // As if there were one row, and so eight pairs at most to learn from.
        let taught = lessons(&rules, keys, scorer, 1.0);
        assert_eq!(taught.len(), 1);
        assert_eq!(taught[0].named(keys), ["first_name", "surname"]);
        assert!(taught[0].pairs > 500.0);
    }

    #[test]
    fn such_a_column_has_no_usual_shares() {
        let found = resolve(&renamed(), &ResolveOptions::default()).unwrap();
        assert!(found.report().warnings.is_empty(), "{:?}", found.report().warnings);
        // Nine in ten given names are the same and all family names; usual are two thirds.
        let equal = found.model().comparisons.iter().take(2).map(|learned| learned.m[0]);
        assert!(equal.clone().all(|equal| equal > 0.88), "{:?}", equal.collect::<Vec<_>>());
    }

    #[test]
    fn of_a_table_too_small_to_learn_from_usual_shares_are_taken() {
        let ids = Column::new("id", ["1", "2", "3"].map(Some));
        let emails = ["ann@example.jp", "ann@example.jp", "tom@example.com"].map(Some);
        let records = Records::new(ids, vec![Column::new("email", emails)]).unwrap();
        let options =
            ResolveOptions { comparisons: vec![compare::email("email")], ..ResolveOptions::default() };
        let found = resolve(&records, &options).unwrap();
        let said = "how often one person's `email` agrees could not be learned: usual shares are taken";
        assert_eq!(found.report().warnings, [said]);
        // Each level three times as often as the one below: 27, 9, 3 and 1 of 40; and of these 97 in 100, for people get
        // another address.
        let expected = [27.0, 9.0, 3.0, 1.0].map(|share: f64| share / 40.0 * 0.97);
        let m = &found.model().comparisons[0].m;
        for (at, (m, expected)) in m.iter().zip(expected).enumerate() {
            let more = if at == 3 { 0.03 } else { 0.0 };
            assert!((m - expected - more).abs() < 1e-12, "{at} {m}");
        }
        assert!((m.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
