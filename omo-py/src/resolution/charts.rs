//! What was found, looked at: tables, pictures, the page, and what to ask people.

use std::sync::Arc;

use omo_core::identity::linker::tune::{Answer, Mistake, Story, Term};
use omo_core::identity::linker::{Evidence, Merge, Pair};
use omo_core::view::linking;
use omo_core::{Error, Language};
use pyo3::prelude::*;
use serde::Serialize;

use super::column;
use super::found::{Found, Resolution};
use crate::convert::give;
use crate::error::{Result, run};
use crate::hints::{Record, Records as Dicts};
use crate::table::{Column, Columns, Table};

impl Found {
    /// What a row is called.
    fn name(&self, row: u32) -> &str {
        self.ids.texts.text(row).unwrap_or_default()
    }

    fn join(&self, merge: &Merge) -> Join<'_> {
        Join { record_id_a: self.name(merge.a), record_id_b: self.name(merge.b), weight: merge.weight }
    }

    fn told(&self, story: &Story) -> Told<'_> {
        let bridge = |pair: &Pair| Join {
            record_id_a: self.name(pair.a),
            record_id_b: self.name(pair.b),
            weight: pair.weight,
        };
        Told {
            customer_id: self.name(story.customer),
            records: story.records.iter().map(|&row| self.name(row)).collect(),
            merges: story.merges.iter().map(|merge| self.join(merge)).collect(),
            weakest: story.weakest.as_ref().map(|merge| self.join(merge)),
            pairs: story.graph.pairs,
            density: story.graph.density,
            bridges: story.graph.bridges.iter().map(bridge).collect(),
        }
    }

    /// The rows of a column of ids.
    fn rows(&self, table: &Columns, name: &str) -> std::result::Result<Vec<u32>, Error> {
        let ids = column(table, name)?;
        let row = |(at, cell): (usize, &u32)| {
            let row = ids.texts.text(*cell).and_then(|id| self.ids.texts.get(id));
            row.ok_or_else(|| Error::Column {
                column: name.into(),
                must: format!("ids of records that were resolved; row {at} is not"),
            })
        };
        ids.cells.iter().enumerate().map(row).collect()
    }
}

/// Two groups that joined, or a pair that holds two together.
#[derive(Serialize)]
struct Join<'a> {
    record_id_a: &'a str,
    record_id_b: &'a str,
    weight: f32,
}

/// How a customer came together.
#[derive(Serialize)]
struct Told<'a> {
    customer_id: &'a str,
    records: Vec<&'a str>,
    merges: Vec<Join<'a>>,
    weakest: Option<Join<'a>>,
    pairs: u64,
    density: f64,
    bridges: Vec<Join<'a>>,
}

/// A way in which pairs agree.
#[derive(Serialize)]
struct Pattern<'a> {
    pairs: u64,
    share: f64,
    weight: f64,
    record_id_a: &'a str,
    record_id_b: &'a str,
    evidence: &'a [Evidence],
}

fn counts(counts: impl Iterator<Item = u64>) -> Column {
    counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX)).collect::<Vec<_>>().into()
}

fn floats(floats: impl Iterator<Item = f64>) -> Column {
    floats.collect::<Vec<_>>().into()
}

#[pymethods]
impl Resolution {
    /// How many of the pairs found weigh how much, bit by bit.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``weight`` (where the bit begins) and ``pairs``, lightest first.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> found.histogram.columns
    /// ['weight', 'pairs']
    #[getter]
    fn histogram(&self, py: Python<'_>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let bins = this.core.weight_histogram();
            let (from, pairs) = (bins.iter().map(|bin| bin.from), bins.iter().map(|bin| bin.pairs));
            Table::new([("weight", floats(from)), ("pairs", counts(pairs))])
        })
    }

    /// What would be found at the threshold that was used and at every higher one; nothing is compared again.
    ///
    /// Without a truth precision and recall are estimated from the weights: each pair of one customer came to be in
    /// one join, whose evidence says how likely it is right, and the learned odds say how many true pairs there are.
    /// The estimate is as good as the weights are.
    ///
    /// Parameters
    /// ----------
    /// truth
    ///     A table as :meth:`evaluate` takes it.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``threshold`` in bits, ``customers``, ``found_pairs``, ``estimated_precision``, ``estimated_recall``,
    ///     ``estimated_f1``; and with a truth ``precision``, ``recall`` and ``f1`` of pairs, ``b_cubed_precision``,
    ///     ``b_cubed_recall`` and ``b_cubed_f1``.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when a column of the truth is missing, or an id is missing or occurs twice.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> found.thresholds().to_dicts()[0]["customers"]
    /// 2
    #[pyo3(signature = (truth = None))]
    fn thresholds(&self, py: Python<'_>, truth: Option<Columns>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let truth = truth.map(|truth| this.truth(&truth)).transpose()?;
            let rows = this.core.thresholds(truth.as_deref())?.rows;
            let mut columns = vec![
                ("threshold", floats(rows.iter().map(|row| row.threshold))),
                ("customers", counts(rows.iter().map(|row| row.customers))),
                ("found_pairs", counts(rows.iter().map(|row| row.found_pairs))),
                ("estimated_precision", floats(rows.iter().map(|row| row.estimated.precision))),
                ("estimated_recall", floats(rows.iter().map(|row| row.estimated.recall))),
                ("estimated_f1", floats(rows.iter().map(|row| row.estimated.f1))),
            ];
            if truth.is_some() {
                let pairs = || rows.iter().filter_map(|row| row.pair_scores);
                let b_cubed = || rows.iter().filter_map(|row| row.b_cubed);
                columns.extend([
                    ("precision", floats(pairs().map(|scores| scores.precision))),
                    ("recall", floats(pairs().map(|scores| scores.recall))),
                    ("f1", floats(pairs().map(|scores| scores.f1))),
                    ("b_cubed_precision", floats(b_cubed().map(|scores| scores.precision))),
                    ("b_cubed_recall", floats(b_cubed().map(|scores| scores.recall))),
                    ("b_cubed_f1", floats(b_cubed().map(|scores| scores.f1))),
                ]);
            }
            Table::of(columns)
        })
    }

    /// What was found wrong and what was not found, those first in which the weights are surest.
    ///
    /// Parameters
    /// ----------
    /// truth
    ///     A table as :meth:`evaluate` takes it.
    /// limit
    ///     How many of either kind at most.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``kind`` (``"false_positive"``: one customer's here, two people's in truth; ``"false_negative"``: the other
    ///     way round), ``record_id_a``, ``record_id_b``, ``weight`` in bits, and ``cause``: ``"weight"`` (their own
    ///     evidence is on the wrong side of the threshold), ``"others"`` (records between them joined them or kept
    ///     them apart), ``"blocking"`` (they were never compared).
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when a column of the truth is missing, or an id is missing or occurs twice.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> found.errors({"id": ["a", "b"], "customer_id": ["one", "one"]})["kind"]
    /// ['false_negative']
    #[pyo3(signature = (truth, limit = 100))]
    fn errors(&self, py: Python<'_>, truth: Columns, limit: usize) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let mistakes = this.core.mistakes(&this.truth(&truth)?, limit)?;
            let (wrong, missed) = (&mistakes.false_positives, &mistakes.false_negatives);
            let all: Vec<&Mistake> = wrong.iter().chain(missed).collect();
            let kind = |at: usize| if at < wrong.len() { "false_positive" } else { "false_negative" };
            let kinds: Vec<&str> = (0..all.len()).map(kind).collect();
            let causes: Vec<&str> = all.iter().map(|one| one.cause.name()).collect();
            Table::new([
                ("kind", kinds.into()),
                ("record_id_a", this.ids(all.iter().map(|one| one.a))),
                ("record_id_b", this.ids(all.iter().map(|one| one.b))),
                ("weight", floats(all.iter().map(|one| one.weight.into()))),
                ("cause", causes.into()),
            ])
        })
    }

    /// How many records say too little to be linked: those that do not reach a threshold even against themselves.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``threshold`` in bits, ``records`` that cannot reach it, and their ``share``.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> found.unlinkables["share"][-1]
    /// 1.0
    #[getter]
    fn unlinkables(&self, py: Python<'_>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let thresholds = this.core.unlinkables().thresholds;
            Table::new([
                ("threshold", floats(thresholds.iter().map(|one| one.threshold))),
                ("records", counts(thresholds.iter().map(|one| one.records))),
                ("share", floats(thresholds.iter().map(|one| one.share))),
            ])
        })
    }

    /// How much of each column is filled with values that say something, in all records and in those of each source.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``column``, ``source`` (missing for all records together), ``filled`` as a share.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b", "c"], "name": ["Hanako Yamada", "Taro Sato", "unknown"]})
    /// >>> [round(share, 2) for share in found.completeness["filled"]]
    /// [0.67]
    #[getter]
    fn completeness(&self, py: Python<'_>) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let columns = this.core.completeness();
            let cells = columns.iter().flat_map(|column| {
                let sources = column.sources.iter();
                let sources = sources.map(|one| (&column.column, Some(one.source.as_str()), one.filled));
                std::iter::once((&column.column, None, column.filled)).chain(sources)
            });
            let cells: Vec<(&String, Option<&str>, f64)> = cells.collect();
            Table::new([
                ("column", cells.iter().map(|(column, ..)| column.as_str()).collect::<Vec<_>>().into()),
                ("source", cells.iter().map(|(_, source, _)| *source).collect::<Vec<_>>().into()),
                ("filled", floats(cells.iter().map(|(.., filled)| *filled))),
            ])
        })
    }

    /// The most frequent values of each column, and what each says when two records have it.
    ///
    /// Parameters
    /// ----------
    /// limit
    ///     How many values of a column.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``column``, ``value`` (as it is compared: in one spelling), ``records`` that have it, their ``share`` of those
    ///     that have any, and ``weight`` in bits.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b", "c"], "town": ["Osaka", "Kyoto", "osaka"]})
    /// >>> found.term_frequencies(1).to_dicts()[0]["records"]
    /// 2
    #[pyo3(signature = (limit = 10))]
    fn term_frequencies(&self, py: Python<'_>, limit: usize) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let columns = this.core.term_frequencies(limit);
            let terms: Vec<(&str, &Term)> = columns
                .iter()
                .flat_map(|column| column.values.iter().map(|term| (column.column.as_str(), term)))
                .collect();
            Table::new([
                ("column", terms.iter().map(|(column, _)| *column).collect::<Vec<_>>().into()),
                ("value", terms.iter().map(|(_, term)| term.value.as_str()).collect::<Vec<_>>().into()),
                ("records", counts(terms.iter().map(|(_, term)| term.rows.into()))),
                ("share", floats(terms.iter().map(|(_, term)| term.share))),
                ("weight", floats(terms.iter().map(|(_, term)| term.bits))),
            ])
        })
    }

    /// The commonest ways in which the pairs found agree, each with an example.
    ///
    /// Parameters
    /// ----------
    /// limit
    ///     How many ways.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     ``pairs`` that agree so, their ``share``, their mean ``weight``, ``record_id_a`` and ``record_id_b`` of an
    ///     example, and its ``evidence`` as :meth:`explain` gives it.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]}, threshold=-99)
    /// >>> found.patterns(5)[0]["pairs"]
    /// 1
    #[pyo3(signature = (limit = 20))]
    fn patterns<'py>(&self, py: Python<'py>, limit: usize) -> Result<Dicts<'py>> {
        let this = Arc::clone(&self.0);
        let patterns = run(py, move || Ok(this.core.agreement_patterns(limit)))?;
        let told = patterns.iter().map(|pattern| Pattern {
            pairs: pattern.pairs,
            share: pattern.share,
            weight: pattern.weight,
            record_id_a: self.0.name(pattern.example.a),
            record_id_b: self.0.name(pattern.example.b),
            evidence: &pattern.evidence,
        });
        Ok(Dicts(give(py, &told.collect::<Vec<_>>())?))
    }

    /// The pairs whose answer by a person would teach the most: those nearest to the threshold, of many kinds.
    ///
    /// Parameters
    /// ----------
    /// n
    ///     How many pairs at most.
    ///
    /// Returns
    /// -------
    /// Table
    ///     ``record_id_a``, ``record_id_b``, ``weight`` in bits, above the threshold or below it. With a column ``same``
    ///     it is what :meth:`learn` takes.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]}, threshold=-99)
    /// >>> found.review(1)["record_id_b"]
    /// ['b']
    #[pyo3(signature = (n = 20))]
    fn review(&self, py: Python<'_>, n: usize) -> Result<Table> {
        let this = Arc::clone(&self.0);
        run(py, move || {
            let pairs = this.core.review(n);
            Table::new([
                ("record_id_a", this.ids(pairs.iter().map(|pair| pair.a))),
                ("record_id_b", this.ids(pairs.iter().map(|pair| pair.b))),
                ("weight", floats(pairs.iter().map(|pair| pair.weight.into()))),
            ])
        })
    }

    /// The model that agrees better with what people say of pairs.
    ///
    /// The answers may be of pairs that :meth:`review` picked, or of any others. Few answers change little.
    ///
    /// Parameters
    /// ----------
    /// answers
    ///     A table of ``record_id_a``, ``record_id_b`` and ``same``, whether the two are one customer's.
    ///
    /// Returns
    /// -------
    /// dict
    ///     The model, for :func:`omo.resolve`.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"column"`` when a column is missing, or a record was not resolved.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> model = found.learn({"record_id_a": ["a"], "record_id_b": ["b"], "same": [False]})
    /// >>> [learned["comparison"]["column"] for learned in model["comparisons"]]
    /// ['name']
    fn learn<'py>(&self, py: Python<'py>, answers: Columns) -> Result<Record<'py>> {
        let this = Arc::clone(&self.0);
        let same = answers.flags::<bool>("same")?;
        let model = run(py, move || {
            let (a, b) = (this.rows(&answers, "record_id_a")?, this.rows(&answers, "record_id_b")?);
            let answers = a.into_iter().zip(b).zip(same).map(|((a, b), same)| Answer { a, b, same });
            this.core.learn(&answers.collect::<Vec<_>>())
        })?;
        Ok(Record(give(py, &model)?))
    }

    /// How the customer of a record came together, join by join.
    ///
    /// Parameters
    /// ----------
    /// id
    ///     The id of a record, as text.
    ///
    /// Returns
    /// -------
    /// dict
    ///     ``customer_id``, its ``records``, the ``merges`` from the strongest to the weakest (two groups at a time, each
    ///     by one of its records, and the evidence in bits at which they joined), the ``weakest`` of them or None, how
    ///     many ``pairs`` were found among the records, their ``density`` (share of all pairs), and the ``bridges``:
    ///     pairs without which the customer would fall into two.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"unknown"`` when there is no such record.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> found.how("a")["records"]
    /// ['a']
    fn how<'py>(&self, py: Python<'py>, id: &str) -> Result<Record<'py>> {
        let this = Arc::clone(&self.0);
        let row = this.row(id)?;
        let story = run(py, move || this.core.how(row).ok_or(Error::Unknown { what: "record" }))?;
        Ok(Record(give(py, &self.0.told(&story))?))
    }

    /// The customers that would fall apart first at a higher threshold.
    ///
    /// Parameters
    /// ----------
    /// n
    ///     How many customers at most.
    ///
    /// Returns
    /// -------
    /// list of dict
    ///     As :meth:`how` gives them, weakest first.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> found.weakest(3)
    /// []
    #[pyo3(signature = (n = 20))]
    fn weakest<'py>(&self, py: Python<'py>, n: usize) -> Result<Dicts<'py>> {
        let this = Arc::clone(&self.0);
        let stories = run(py, move || Ok(this.core.weakest(n)))?;
        let told: Vec<Told<'_>> = stories.iter().map(|story| self.0.told(story)).collect();
        Ok(Dicts(give(py, &told)?))
    }

    /// A picture for notebooks.
    ///
    /// Parameters
    /// ----------
    /// kind
    ///     ``"weights"`` (what each agreement weighs), ``"histogram"`` (how much pairs weigh), ``"blocking"`` (which
    ///     pairs were compared), ``"thresholds"`` (precision and recall by threshold), ``"unlinkables"``,
    ///     ``"completeness"``, ``"terms"`` (the most frequent values), ``"patterns"`` (the commonest ways to agree) or
    ///     ``"waterfall"`` (what speaks for and against one pair).
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    /// pair
    ///     The ids of the two records of a waterfall.
    /// truth
    ///     For thresholds, a table as :meth:`evaluate` takes it.
    /// limit
    ///     How many values of a column or ways to agree.
    ///
    /// Returns
    /// -------
    /// altair.TopLevelMixin or omo.plot.Chart
    ///     As :func:`omo.plot.chart` gives it.
    ///
    /// Raises
    /// ------
    /// OmoError
    ///     Code ``"option"`` for another kind or language, or a waterfall without a pair; ``"unknown"`` when there is no
    ///     such record.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> "vega-lite" in found.chart("waterfall", pair=("a", "b")).to_json()
    /// True
    #[pyo3(signature = (kind = "weights", *, language = "en", pair = None, truth = None, limit = 10))]
    fn chart<'py>(
        &self,
        py: Python<'py>,
        kind: &str,
        language: &str,
        pair: Option<(String, String)>,
        truth: Option<Columns>,
        limit: usize,
    ) -> Result<Bound<'py, PyAny>> {
        let language: Language = language.parse()?;
        let kind = kind.to_owned();
        let this = Arc::clone(&self.0);
        let spec = run(py, move || {
            let (core, report) = (&this.core, this.core.report());
            Ok(match kind.as_str() {
                "weights" => linking::weights(report, language),
                "histogram" => linking::histogram(&core.weight_histogram(), report.threshold, language),
                "blocking" => linking::blocking(report, language),
                "thresholds" => {
                    let truth = truth.map(|truth| this.truth(&truth)).transpose()?;
                    linking::thresholds(&core.thresholds(truth.as_deref())?, language)
                }
                "unlinkables" => linking::unlinkables(&core.unlinkables(), language),
                "completeness" => linking::completeness(&core.completeness(), language),
                "terms" => linking::term_frequencies(&core.term_frequencies(limit), language),
                "patterns" => {
                    let name = |row| this.name(row).to_owned();
                    linking::patterns(&core.agreement_patterns(limit), &name, language)
                }
                "waterfall" => {
                    let Some((a, b)) = pair else {
                        let message = "`pair` must name two records for a waterfall".into();
                        return Err(Error::Options { message });
                    };
                    let evidence = core.explain(this.row(&a)?, this.row(&b)?);
                    linking::waterfall(&evidence.unwrap_or_default(), report.threshold, language)
                }
                other => {
                    let must = "weights, histogram, blocking, thresholds, unlinkables, completeness, terms, patterns or \
                                waterfall";
                    return Err(Error::Option {
                        option: "kind",
                        must,
                        got: other.chars().take(40).collect(),
                    });
                }
            })
        })?;
        Ok(py.import("omo.plot")?.call_method1("chart", (spec.to_string(),))?)
    }

    /// One HTML page with what was found and why; it needs no network and runs no script.
    ///
    /// What columns were taken for, what agreements weigh, which pairs were compared, how much pairs weigh, what higher
    /// thresholds would find, and the customers to look at first. It holds ids of records, and no other cell of them.
    ///
    /// Parameters
    /// ----------
    /// language
    ///     Of the words: ``"en"`` or ``"ja"``.
    ///
    /// Returns
    /// -------
    /// str
    ///     The page.
    ///
    /// Examples
    /// --------
    /// >>> found = omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]})
    /// >>> found.dashboard("ja")[:15]
    /// '<!doctype html>'
    #[pyo3(signature = (language = "en"))]
    fn dashboard(&self, py: Python<'_>, language: &str) -> Result<String> {
        let language: Language = language.parse()?;
        let this = Arc::clone(&self.0);
        run(py, move || Ok(linking::dashboard(&this.core, &|row| this.name(row).to_owned(), language)))
    }
}
