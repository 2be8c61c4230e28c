//! Who is whom among all records of a table at once, by what is known of values.

use super::known::{Frozen, Known};
use super::reader::{Cells, Reader};
use super::rules::Rules;
use crate::Error;
use crate::identity::linker::cluster::{clusters, merges};
use crate::identity::linker::compared::Compared;
use crate::identity::linker::predict::{Wanted, all_pairs, twins};
use crate::identity::linker::records::{Column, EMPTY};
use crate::identity::linker::report::{ColumnReport, Pair, ResolveReport, in_order};
use crate::identity::linker::rows::Rows;
use crate::identity::linker::scorer::{Scorer, Worker};
use crate::identity::linker::values::Values;
use crate::identity::linker::work::{FEW, USUAL};
use crate::identity::linker::{Link, Merge, Records, Resolution, ResolveOptions};
use crate::order::Order;
use crate::pairs::Pairs;
use crate::parallel::{parallel, pieces};

/// How records are compared and joined.
#[derive(Debug, Clone)]
pub(super) struct Manner {
    pub readers: Vec<Reader>,
    pub rules: Rules,
    /// A block of more rows than this makes no pairs.
    pub largest: usize,
    /// Whether all are compared where they are few.
    pub all_of_few: bool,
    pub least: f32,
    pub across: bool,
    pub one_to_one: bool,
}

impl Manner {
    /// Whether all of so many rows are compared.
    pub fn all(&self, rows: usize) -> bool {
        self.all_of_few && rows <= FEW as usize
    }

    pub fn wanted(&self, rows: u32) -> Wanted {
        Wanted { rows, least: self.least, across: self.across }
    }
}

/// All of a table.
pub(super) struct Bulk {
    pub manner: Manner,
    /// The rows of the table in order of ids: those of the scorer.
    pub order: Vec<u32>,
    pub scorer: Scorer,
    pub pairs: Vec<Pair>,
    pub merges: Vec<Merge>,
    /// For each row of the scorer the first of its customer.
    pub groups: Vec<u32>,
    pub report: ResolveReport,
}

impl Frozen {
    /// Finds the customers of records: those of this table or of another.
    ///
    /// Among the records with which the model was frozen these are the customers that
    /// [`Model::predict`](crate::identity::linker::Model::predict) finds. Where a rule names elements of sets, records that have
    /// one in common are compared, without those that hang together by others.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] when the records lack a column that is compared, [`Error::Model`] for a model of another make.
    pub fn predict(&self, records: &Records) -> Result<Resolution, Error> {
        let Bulk { order, scorer, pairs, merges, groups, report, .. } = self.bulk(records)?;
        Ok(Resolution::new(scorer, self.model.clone(), report, &order, pairs, merges, &groups))
    }

    pub(super) fn bulk(&self, records: &Records) -> Result<Bulk, Error> {
        self.check()?;
        let readers = self.readers();
        let comparisons = readers.iter().map(|reader| reader.comparison.clone()).collect();
        ResolveOptions { comparisons, ..ResolveOptions::default() }.check(records)?;
        let order = records.by_id();
        let read = parallel(&readers, || (), |(), reader| all_values(reader, records, &order));
        let (values, cells): (Vec<Values>, Vec<Vec<u32>>) = read.into_iter().unzip();
        let sources = records.sources.as_ref().map_or(Vec::new(), |sources| {
            order.iter().map(|&row| sources.cells.get(row as usize).copied().unwrap_or(EMPTY)).collect()
        });
        let (rows, width) = (order.len(), cells.len());
        let cells =
            (0..rows).flat_map(|row| cells.iter().map(move |cells| cells.get(row).copied().unwrap_or(EMPTY)));
        let source_names = records.sources.iter().flat_map(|sources| sources.texts.iter().map(str::to_owned));
        let rows = Rows { width, cells: cells.collect(), sources, source_names: source_names.collect() };
        let (scorer, manner) = self.scorer(readers, values, rows)?;
        let mut report = ResolveReport {
            threshold: self.threshold(),
            prior: scorer.prior,
            one_to_one: manner.one_to_one,
            ..ResolveReport::default()
        };
        let wanted = manner.wanted(u32::try_from(order.len()).unwrap_or(u32::MAX));
        let pairs = if scorer.compared.is_empty() || wanted.rows < 2 {
            Vec::new()
        } else if manner.all(order.len()) {
            all_pairs(&scorer, wanted, &mut report)
        } else {
            candidate_pairs(&scorer, &manner, wanted, &mut report)
        };
        let merges = merges(&scorer, wanted.rows, &pairs, manner.least, manner.one_to_one);
        let groups = clusters(wanted.rows, &merges, manner.least);
        for (at, one) in scorer.compared.iter().enumerate() {
            let filled = (0..wanted.rows).filter(|&row| scorer.rows.of(row).get(at) != Some(&EMPTY)).count();
            let filled = f64::from(u32::try_from(filled).unwrap_or(u32::MAX)) / f64::from(wanted.rows.max(1));
            report.columns.push(ColumnReport { filled, ..ColumnReport::of(one, wanted.rows) });
        }
        Ok(Bulk { manner, order, scorer, pairs, merges, groups, report })
    }

    pub(super) fn threshold(&self) -> f64 {
        self.model.options.threshold.unwrap_or(USUAL)
    }

    pub(super) fn readers(&self) -> Vec<Reader> {
        let reader = |known: &Known| {
            let learned = self.model.comparisons.get(known.comparison as usize)?;
            Some(Reader::new(&learned.comparison, known))
        };
        self.known.iter().filter_map(reader).collect()
    }

    /// What weighs these rows, and how they are joined.
    pub(super) fn scorer(
        &self,
        readers: Vec<Reader>,
        values: Vec<Values>,
        rows: Rows,
    ) -> Result<(Scorer, Manner), Error> {
        let compared = readers
            .iter()
            .zip(values)
            .map(|(reader, values)| Compared::new(reader.comparison.clone(), values));
        let mut scorer = Scorer::new(compared.collect(), rows);
        self.model.teach(&mut scorer)?;
        #[expect(clippy::cast_possible_truncation, reason = "bits to a millionth")]
        let least = self.threshold() as f32;
        let options = &self.model.options;
        let manner = Manner {
            readers,
            rules: Rules::read(&scorer.compared, &self.model.block_on)?,
            largest: self.largest as usize,
            all_of_few: self.model.block_on.is_empty(),
            least,
            across: options.link == Link::AcrossSources && self.sources,
            one_to_one: options.one_to_one == Some(true) && self.sources,
        };
        Ok((scorer, manner))
    }
}

/// The values of a comparison, and the number of each row's.
fn all_values(reader: &Reader, records: &Records, order: &[u32]) -> (Values, Vec<u32>) {
    let find = |name: Option<&str>| records.columns.iter().find(|column| Some(column.name.as_str()) == name);
    let one = &reader.comparison;
    let [whole, reading, month, day] = [&one.whole, &one.reading, &one.month, &one.day].map(Option::as_deref);
    let columns = [Some(one.column.as_str()), whole, reading, month, day].map(find);
    let cell = |column: Option<&Column>, row: u32| {
        column.and_then(|column| column.cells.get(row as usize)).copied().unwrap_or(EMPTY)
    };
    let text = |column: Option<&'_ Column>, cell: u32| {
        column.and_then(|column| column.texts.text(cell)).map(str::to_owned)
    };
    let mut values = reader.values();
    // What is written alike is read once.
    let [mut names, mut both, mut days, mut all] = [(); 4].map(|()| Pairs::default());
    let mut known: Vec<u32> = Vec::new();
    let number = |&row: &u32| {
        let cells = columns.map(|column| cell(column, row));
        let [own, whole, reading, month, day] = cells;
        let name = names.intern((own, if own == EMPTY { whole } else { EMPTY }));
        let beside = days.intern((month, day));
        let number = all.intern((both.intern((name, reading)), beside)) as usize;
        if number == known.len() {
            let mut columns = columns.iter();
            let texts = cells.map(|cell| text(columns.next().copied().flatten(), cell));
            let value = reader.read(Cells::of(texts.each_ref().map(Option::as_deref)));
            known.push(value.map_or(EMPTY, |value| reader.add(&mut values, &value)));
        }
        known.get(number).copied().unwrap_or(EMPTY)
    };
    let cells = order.iter().map(number).collect();
    (values, cells)
}

/// So many rows are taken at once.
const PIECE: usize = 1 << 14;

/// The pairs of rows that share a block which is not too large, and of rows that are alike in everything each with the
/// next, whose evidence suffices.
fn candidate_pairs(
    scorer: &Scorer,
    manner: &Manner,
    wanted: Wanted,
    report: &mut ResolveReport,
) -> Vec<Pair> {
    let (rules, largest) = (&manner.rules, manner.largest);
    let mut pairs = twins(scorer, wanted);
    let all = pieces(wanted.rows as usize, PIECE);
    // For each row the block of each rule that has one at most, and may be compared.
    let mut made = vec![0_u64; wanted.rows as usize * rules.len()];
    let mut too_large = 0;
    for rule in 0..rules.len() {
        let blocks = |(): &mut (), rows: &std::ops::Range<usize>| {
            let mut blocks = Vec::new();
            let mut of_row = Vec::new();
            for row in rows.clone().filter_map(|row| u32::try_from(row).ok()) {
                of_row.clear();
                rules.of_rule(rule, scorer, row, &mut of_row);
                blocks.extend(of_row.iter().map(|&block| (block, row)));
            }
            blocks
        };
        let mut sorted: Vec<(u64, u32)> = parallel(&all, || (), blocks).concat();
        sorted.put_in_order();
        let large = |rows: usize| rows > largest;
        let blocks: Vec<&[(u64, u32)]> =
            sorted.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1).collect();
        too_large += blocks.iter().filter(|rows| large(rows.len())).count();
        let before = |a: u32, b: u32| {
            let of = |row: u32| made.get(row as usize * rules.len()..).unwrap_or_default().iter().take(rule);
            of(a).zip(of(b)).any(|(a, b)| a == b && *a != 0)
        };
        let some = |worker: &mut Worker, piece: &std::ops::Range<usize>| {
            let (mut found, mut compared) = (Vec::new(), 0_u64);
            for rows in blocks.get(piece.clone()).unwrap_or_default().iter().filter(|rows| !large(rows.len()))
            {
                for (at, &(_, a)) in rows.iter().enumerate() {
                    for &(_, b) in rows.iter().skip(at + 1) {
                        if before(a, b) || !wanted.allows(scorer, a, b) {
                            continue;
                        }
                        compared += 1;
                        found.extend(wanted.pair(scorer, worker, a, b));
                    }
                }
            }
            (found, compared)
        };
        let found = parallel(&pieces(blocks.len(), 256), || scorer.worker(), some);
        let compared = found.iter().map(|(_, compared)| compared).sum();
        pairs.extend(found.into_iter().flat_map(|(found, _)| found));
        report.pairs += compared;
        report.blocking.push((rules.name(rule), compared));
        for rows in blocks.iter().filter(|rows| !large(rows.len())) {
            for &(block, row) in *rows {
                if let Some(made) = made.get_mut(row as usize * rules.len() + rule) {
                    *made = block;
                }
            }
        }
    }
    if too_large > 0 {
        let warning = format!(
            "{too_large} blocks of more than {largest} records that share a key were not compared by it"
        );
        report.warnings.push(warning);
    }
    let mut pairs = in_order(&pairs, wanted.rows);
    pairs.dedup_by_key(|pair| (pair.a, pair.b));
    pairs
}
