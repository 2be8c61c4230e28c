//! Each answer of the linker as a Vega-Lite specification.

use serde_json::Value;

use super::words::{self, Words};
use crate::decimal::fixed;
use crate::identity::linker::tune::{
    AgreementPattern, ColumnCompleteness, TermFrequency, ThresholdRow, ThresholdTable, Unlinkables, WeightBin,
};
use crate::identity::linker::{Evidence, ResolveReport};
use crate::model::Language;
use crate::order::Order;
use crate::view::number::{grouped, percent};
use crate::view::scale::RAMP;
use crate::view::template::{Named, texts};
use crate::view::vega::spec;

/// What speaks for and against a pair, as bars that add up to its weight.
#[must_use]
pub fn waterfall(evidence: &[Evidence], threshold: f64, language: Language) -> Value {
    let words = Words::of(language);
    let mut sum = 0.0;
    let mut labels = Vec::new();
    let mut values = Vec::new();
    let mut bar = |column: &str, level: &str, bits: f64, [from, to]: [f64; 2], speaks: &str| {
        let label = if level.is_empty() { column.to_owned() } else { format!("{column}: {level}") };
        let value = Named::default()
            .text("label", &label)
            .text("column", column)
            .text("level", level)
            .number("bits", bits)
            .number("from", from)
            .number("to", to)
            .number("right", from.max(to))
            .text("speaks", speaks);
        values.push(value.row());
        labels.push(label);
    };
    for Evidence { column, level, bits, reading, .. } in evidence {
        let speaks = if *bits < 0.0 { words.speaks_against } else { words.speaks_for };
        // The odds at random say all by their name.
        let level = if column == "prior" { "" } else { words::level(level, language) };
        let mut named = words::column(column, language).to_string();
        if let Some(reading) = reading {
            named.extend([", ", reading]);
        }
        bar(&named, level, *bits, [sum, sum + bits], speaks);
        sum += bits;
    }
    bar(words.sum, "", sum, [0.0, sum], words.sum);
    let blanks = Named::default()
        .with("values", Value::Array(values))
        .with("labels", texts(&labels))
        .number("threshold", threshold)
        .text("thresholdWord", words.threshold)
        .text("for", words.speaks_for)
        .text("against", words.speaks_against)
        .text("sum", words.sum)
        .text("column", words.column)
        .text("level", words.level)
        .text("bits", words.bits);
    let own = blanks.fill(include_str!("../specs/linking/waterfall.json"));
    spec(words.waterfall, words.waterfall_lead, own)
}

/// What each level of agreement weighs, beside how often pairs of one person (m) and of two (u) agree so.
#[must_use]
pub fn weights(report: &ResolveReport, language: Language) -> Value {
    let words = Words::of(language);
    let compared = report.columns.iter().filter(|column| !column.levels.is_empty());
    let columns: Vec<&str> = compared.clone().map(|column| column.column.as_str()).collect();
    let (mut values, mut shares) = (Vec::new(), Vec::new());
    for column in compared {
        for level in &column.levels {
            let named = || {
                let named = Named::default().text("column", &column.column);
                named.text("level", words::level(&level.level, language))
            };
            values.push(named().number("bits", level.bits).number("m", level.m).number("u", level.u).row());
            for (of, share) in [(words.of_one, level.m), (words.of_two, level.u)] {
                shares.push(named().text("of", of).number("share", share).row());
            }
        }
    }
    let blanks = Named::default()
        .with("values", Value::Array(values))
        .with("shares", Value::Array(shares))
        .with("columns", texts(&columns))
        .text("column", words.column)
        .text("level", words.level)
        .text("bits", words.bits)
        .text("ofOne", words.of_one)
        .text("ofTwo", words.of_two)
        .text("share", words.share);
    spec(words.weights, words.weights_lead, blanks.fill(include_str!("../specs/linking/weights.json")))
}

/// How many pairs weigh how much.
#[must_use]
pub fn histogram(bins: &[WeightBin], threshold: f64, language: Language) -> Value {
    let words = Words::of(language);
    let value = |bin: &WeightBin| {
        let ends = Named::default().number("from", bin.from).number("to", bin.from + 1.0);
        ends.count("pairs", bin.pairs).row()
    };
    let blanks = Named::default()
        .with("values", bins.iter().map(value).collect())
        .number("threshold", threshold)
        .text("thresholdWord", words.threshold)
        .text("bits", words.bits)
        .text("pairs", words.pairs);
    let own = blanks.fill(include_str!("../specs/linking/histogram.json"));
    spec(words.histogram, words.histogram_lead, own)
}

/// How many pairs each rule of blocking added.
#[must_use]
pub fn blocking(report: &ResolveReport, language: Language) -> Value {
    let words = Words::of(language);
    let mut total = 0;
    let value = |(rule, pairs): &(String, u64)| {
        total += pairs;
        Named::default().text("rule", named(rule, words)).count("pairs", *pairs).count("total", total).row()
    };
    let values = report.blocking.iter().map(value).collect();
    let rules: Vec<&str> = report.blocking.iter().map(|(rule, _)| named(rule, words)).collect();
    let blanks = Named::default()
        .with("values", values)
        .with("rules", texts(&rules))
        .text("rule", words.rule)
        .text("newPairs", words.new_pairs)
        .text("all", words.all);
    spec(words.blocking, words.blocking_lead, blanks.fill(include_str!("../specs/linking/blocking.json")))
}

/// What people call a rule.
pub(super) fn named<'a>(rule: &'a str, words: &'static Words) -> &'a str {
    if rule == "all pairs" { words.all_pairs } else { rule }
}

/// Precision, recall and F1 by threshold, against the truth where it was given, and below them the customers; as far as a
/// hundredth of the pairs is still found.
#[must_use]
pub fn thresholds(table: &ThresholdTable, language: Language) -> Value {
    let words = Words::of(language);
    // Where next to nothing is found any more, nothing is to be seen.
    let first = table.rows.first().map_or(0, |row| row.found_pairs);
    let rows: Vec<&ThresholdRow> =
        table.rows.iter().filter(|row| row.found_pairs.saturating_mul(100) >= first).collect();
    let mut values = Vec::new();
    let measures = [words.precision, words.recall, words.f1];
    let series = |measure: &str, by: &str| format!("{measure} ({by})");
    let mut curve = |row: &ThresholdRow, by: &str, shares: [f64; 3]| {
        for (measure, share) in measures.into_iter().zip(shares) {
            let point = Named::default().number("threshold", row.threshold).number("share", share);
            values.push(point.text("series", &series(measure, by)).row());
        }
    };
    for row in &rows {
        if let Some(truth) = &row.pair_scores {
            curve(row, words.by_truth, [truth.precision, truth.recall, truth.f1]);
        }
        let estimated = row.estimated;
        curve(row, words.estimated, [estimated.precision, estimated.recall, estimated.f1]);
    }
    // What is known is drawn in full, what is guessed beside it is dotted.
    let has_truth = table.rows.iter().any(|row| row.pair_scores.is_some());
    let bys = if has_truth { &[words.by_truth, words.estimated][..] } else { &[words.estimated] };
    let all = bys.iter().flat_map(|by| measures.map(|measure| series(measure, by)));
    let all: Vec<String> = all.collect();
    let colours = bys.iter().flat_map(|_| ["#2458a4", "#c2703d", "#1a1f29"]).collect::<Vec<_>>();
    let dashes: Value = bys
        .iter()
        .enumerate()
        .flat_map(|(at, _)| [if at == 0 { [1, 0] } else { [3, 3] }; 3])
        .map(|dash| Value::from(dash.to_vec()))
        .collect();
    let count = |row: &&ThresholdRow| {
        let point = Named::default().number("threshold", row.threshold);
        point.count("customers", row.customers).count("pairs", row.found_pairs).row()
    };
    let mark = |threshold: f64, label: &str| {
        Named::default().number("threshold", threshold).text("label", label).row()
    };
    let marks = if table.best == table.used {
        vec![mark(table.used, &format!("{}, {}", words.used, words.best))]
    } else {
        vec![mark(table.used, words.used), mark(table.best, words.best)]
    };
    let blanks = Named::default()
        .with("counts", rows.iter().map(count).collect())
        .with("values", Value::Array(values))
        .with("marks", Value::Array(marks))
        .with("series", texts(&all))
        .with("colours", texts(&colours))
        .with("dashes", dashes)
        .text("threshold", words.threshold)
        .text("bits", words.bits)
        .text("customers", words.customers)
        .text("pairs", words.pairs);
    let own = blanks.fill(include_str!("../specs/linking/thresholds.json"));
    spec(words.thresholds, words.thresholds_lead, own)
}

/// The share of records that cannot be linked, by threshold.
#[must_use]
pub fn unlinkables(found: &Unlinkables, language: Language) -> Value {
    let words = Words::of(language);
    let values = found.thresholds.iter().map(|one| {
        let point = Named::default().number("threshold", one.threshold);
        point.count("records", one.records).number("share", one.share).row()
    });
    let blanks = Named::default()
        .with("values", values.collect())
        .number("used", found.used)
        .text("label", &format!("{}: {}", words.used, percent(found.share)))
        .text("threshold", words.threshold)
        .text("thresholdTitle", words.bits)
        .text("unlinkable", words.unlinkable)
        .text("records", words.records);
    let own = blanks.fill(include_str!("../specs/linking/unlinkables.json"));
    spec(words.unlinkables, words.unlinkables_lead, own)
}

/// How much of each column is filled, in all and source by source.
#[must_use]
pub fn completeness(columns: &[ColumnCompleteness], language: Language) -> Value {
    let words = Words::of(language);
    let mut sources: Vec<&str> = vec![words.all];
    let mut values = Vec::new();
    for column in columns {
        let cell = |source: &str, filled: f64| {
            let cell = Named::default().text("column", &column.column).text("source", source);
            cell.text("kind", words::kind(column.kind, language)).number("filled", filled).row()
        };
        values.push(cell(words.all, column.filled));
        for source in &column.sources {
            values.push(cell(&source.source, source.filled));
            if !sources.contains(&source.source.as_str()) {
                sources.push(&source.source);
            }
        }
    }
    let names: Vec<&str> = columns.iter().map(|column| column.column.as_str()).collect();
    let blanks = Named::default()
        .with("values", Value::Array(values))
        .with("columns", texts(&names))
        .with("sources", texts(&sources))
        .with("ramp", texts(&RAMP))
        .text("column", words.column)
        .text("takenFor", words.taken_for)
        .text("source", words.source)
        .text("filled", words.filled);
    let own = blanks.fill(include_str!("../specs/linking/completeness.json"));
    spec(words.completeness, words.completeness_lead, own)
}

/// The most frequent values of each column, with what each says.
#[must_use]
pub fn term_frequencies(columns: &[TermFrequency], language: Language) -> Value {
    let words = Words::of(language);
    let mut values = Vec::new();
    for column in columns {
        for term in &column.values {
            let value = Named::default()
                .text("column", &column.column)
                .text("value", &term.value)
                .count("rows", term.rows.into())
                .number("share", term.share)
                .number("bits", term.bits)
                .number("usual", column.usual_bits)
                .text(
                    "note",
                    &format!("{} · {} {}", grouped(term.rows.into()), signed(term.bits), words.unit),
                );
            values.push(value.row());
        }
    }
    let names: Vec<&str> = columns.iter().map(|column| column.column.as_str()).collect();
    let blanks = Named::default()
        .with("values", Value::Array(values))
        .with("columns", texts(&names))
        .text("value", words.value)
        .text("rows", words.rows)
        .text("share", words.of_records)
        .text("bits", words.bits)
        .text("usual", words.usual);
    spec(words.terms, words.terms_lead, blanks.fill(include_str!("../specs/linking/terms.json")))
}

/// The commonest ways to agree, column by column, with an example of each; `name` says what a row is called.
#[must_use]
pub fn patterns(patterns: &[AgreementPattern], name: &dyn Fn(u32) -> String, language: Language) -> Value {
    let words = Words::of(language);
    let (mut cells, mut values, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    let mut bits: Vec<f64> = Vec::new();
    for (number, pattern) in (1..).zip(patterns) {
        let example = format!("{} – {}", name(pattern.example.a), name(pattern.example.b));
        for evidence in pattern.evidence.iter().filter(|evidence| evidence.column != "prior") {
            let column = words::column(&evidence.column, language).into_owned();
            let cell = Named::default()
                .count("pattern", number)
                .text("column", &column)
                .text("level", words::level(&evidence.level, language))
                .number("bits", evidence.bits)
                .text("example", &example);
            cells.push(cell.row());
            bits.push(evidence.bits);
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let (count, share) = (grouped(pattern.pairs), percent(pattern.share));
        let row = Named::default()
            .count("pattern", number)
            .count("pairs", pattern.pairs)
            .number("share", pattern.share)
            .number("weight", pattern.weight)
            .text("example", &example)
            .text("note", &format!("{count} · {share} · {} {}", signed(pattern.weight), words.unit));
        values.push(row.row());
    }
    bits.put_in_order_by(f64::total_cmp);
    let blanks = Named::default()
        .with("cells", Value::Array(cells))
        .with("values", Value::Array(values))
        .with("columns", texts(&columns))
        .number("least", bits.first().copied().unwrap_or(0.0).min(-1.0))
        .number("most", bits.last().copied().unwrap_or(0.0).max(1.0))
        .text("column", words.column)
        .text("level", words.level)
        .text("bits", words.bits)
        .text("pairs", words.pairs)
        .text("meanWeight", words.mean_weight)
        .text("example", words.example);
    spec(words.patterns, words.patterns_lead, blanks.fill(include_str!("../specs/linking/patterns.json")))
}

/// Bits to a tenth with their sign.
pub(super) fn signed(bits: f64) -> String {
    let text = fixed(bits.abs(), 1);
    match bits {
        _ if text == "0.0" => text,
        bits if bits < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}
