//! Pictures of the room [`value`](crate::value) as Vega-Lite v6 specifications: forecasts, customers, experiments, sales.
//!
//! ```
//! use omo_core::{Language, value::qini, view::worth};
//! let found = qini(&[1.0, 0.0, 1.0, 0.0], &[true, false, true, false], &[4.0, 3.0, 2.0, 1.0])?;
//! let spec = worth::qini_curve(&found, Language::En);
//! assert_eq!(spec["$schema"], "https://vega.github.io/schema/vega-lite/v6.json");
//! # Ok::<(), omo_core::Error>(())
//! ```

#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use serde_json::Value;

use super::scale::RAMP;
use super::template::{Named, texts};
use super::vega::spec;
use crate::decimal::fixed;
use crate::model::{DAY, Language};
use crate::value::{Calibrated, Comparison, Experiment, KpiNode, KpiTree, Qini, Rfm, Segment, Tracked};
use crate::view::number::grouped;
use words::Words;

/// Cumulative repeat purchases as they came and as a model has them, with a line where the time held out begins.
#[must_use]
pub fn tracking(tracked: &[Tracked], language: Language) -> Value {
    let words = Words::of(language);
    let millis = |day: i32| Value::from(i64::from(day) * DAY);
    let point = |one: &Tracked, series: &str, purchases: f64| {
        Named::default()
            .with("day", millis(one.day))
            .text("series", series)
            .number("purchases", purchases)
            .row()
    };
    let values = tracked
        .iter()
        .flat_map(|one| [point(one, words.actual, one.actual), point(one, words.expected, one.expected)])
        .collect();
    let last = tracked.iter().rfind(|one| !one.held_out);
    let line = last.filter(|_| tracked.iter().any(|one| one.held_out));
    let boundary =
        |one: &Tracked| Named::default().with("day", millis(one.day)).text("label", words.held_out).row();
    let blanks = Named::default()
        .with("values", values)
        .with("boundary", line.iter().map(|one| boundary(one)).collect())
        .with("series", texts(&[words.actual, words.expected]))
        .text("purchases", words.purchases)
        .text("dayTitle", words.day);
    spec(words.tracking, words.tracking_lead, blanks.fill(include_str!("../specs/worth/tracking.json")))
}

/// Mean purchases in the time held out, by how often customers had bought before.
#[must_use]
pub fn calibration(rows: &[Calibrated], language: Language) -> Value {
    let words = Words::of(language);
    let last = rows.last().map(|row| row.frequency).filter(|_| rows.len() > 1);
    let label = |row: &Calibrated| {
        let more = if last == Some(row.frequency) && row.frequency >= 7 { "+" } else { "" };
        format!("{}{more}", row.frequency)
    };
    let point = |row: &Calibrated, series: &str, purchases: f64| {
        Named::default()
            .text("label", &label(row))
            .text("series", series)
            .number("purchases", purchases)
            .count("customers", row.customers.into())
            .row()
    };
    let values = rows
        .iter()
        .flat_map(|row| [point(row, words.actual, row.actual), point(row, words.expected, row.expected)])
        .collect();
    let labels: Vec<String> = rows.iter().map(label).collect();
    let blanks = Named::default()
        .with("values", values)
        .with("labels", texts(&labels))
        .with("series", texts(&[words.actual, words.expected]))
        .text("frequency", words.bought_before)
        .text("customers", words.customers)
        .text("purchases", words.purchases);
    spec(
        words.calibration,
        words.calibration_lead,
        blanks.fill(include_str!("../specs/worth/calibration.json")),
    )
}

/// How many customers have each pair of recency and frequency scores of `bins`.
#[must_use]
pub fn rfm_grid(rfm: &Rfm, bins: u8, language: Language) -> Value {
    let words = Words::of(language);
    let mut cells: BTreeMap<(u8, u8), (u64, i128)> = BTreeMap::new();
    for ((&r, &f), &monetary) in rfm.r.iter().zip(&rfm.f).zip(&rfm.monetary) {
        let (customers, sum) = cells.entry((r, f)).or_default();
        *customers += 1;
        *sum += i128::from(monetary);
    }
    let most = cells.values().map(|(customers, _)| *customers).max().unwrap_or(0).max(1);
    let mut values = Vec::new();
    for recency in 1..=bins {
        for frequency in 1..=bins {
            let (customers, sum) = cells.get(&(recency, frequency)).copied().unwrap_or_default();
            #[expect(clippy::cast_precision_loss, reason = "a mean on a screen")]
            let mean = sum as f64 / customers.max(1) as f64;
            let cell = Named::default()
                .count("recency", recency.into())
                .count("frequency", frequency.into())
                .text("segment", words.segment(Segment::of(recency, frequency, bins)))
                .count("customers", customers)
                .number("monetary", mean);
            values.push(cell.row());
        }
    }
    let blanks = Named::default()
        .with("values", Value::Array(values))
        .with("ramp", texts(&["#f1f3f6", RAMP[0], RAMP[2], RAMP[4]]))
        .count("most", most)
        .count("half", most * 3 / 5)
        .text("recency", words.recency)
        .text("frequency", words.frequency)
        .text("segment", words.segment)
        .text("customers", words.customers)
        .text("monetary", words.mean_monetary);
    spec(words.rfm, words.rfm_lead, blanks.fill(include_str!("../specs/worth/rfm.json")))
}

/// So many points are enough for a line on a screen.
const POINTS: usize = 400;

/// The Qini curve beside chance.
#[must_use]
pub fn qini_curve(found: &Qini, language: Language) -> Value {
    let words = Words::of(language);
    let apart = found.curve.len().div_ceil(POINTS).max(1);
    let last = found.curve.len().saturating_sub(1);
    let some = found.curve.iter().enumerate().filter(|(at, _)| at % apart == 0 || *at == last);
    let value = |(_, point): (usize, &crate::value::QiniPoint)| {
        let point = [("customers", point.customers), ("qini", point.qini), ("chance", point.chance)];
        point.into_iter().fold(Named::default(), |row, (name, number)| row.number(name, number)).row()
    };
    let blanks = Named::default()
        .with("values", some.map(value).collect())
        .text("customers", words.treated_first)
        .text("qini", words.gained)
        .text("chance", words.by_chance);
    spec(words.qini, words.qini_lead, blanks.fill(include_str!("../specs/worth/qini.json")))
}

/// The difference of each arm to the control with its intervals, metric by metric.
#[must_use]
pub fn experiment_intervals(found: &Experiment, language: Language) -> Value {
    let words = Words::of(language);
    let note = |one: &Comparison| {
        let sign = if one.difference > 0.0 { "+" } else { "" };
        let lift = one
            .lift
            .map(|lift| format!(" ({}{}%)", if lift > 0.0 { "+" } else { "" }, fixed(100.0 * lift, 1)));
        let digits = if one.difference.abs() < 1.0 { 4 } else { 1 };
        format!("{sign}{}{}", fixed(one.difference, digits), lift.unwrap_or_default())
    };
    let value = |one: &Comparison| {
        Named::default()
            .text("metric", &one.metric)
            .text("arm", &one.arm)
            .number("difference", one.difference)
            .number("lower", one.lower)
            .number("upper", one.upper)
            .number("alwaysLower", one.always_lower)
            .number("alwaysUpper", one.always_upper)
            .text("note", &note(one))
            .row()
    };
    let mut metrics: Vec<&str> = found.comparisons.iter().map(|one| one.metric.as_str()).collect();
    metrics.dedup();
    let arms: Vec<&str> = found.arms.iter().map(|arm| arm.arm.as_str()).collect();
    let blanks = Named::default()
        .with("values", found.comparisons.iter().map(value).collect())
        .with("metrics", texts(&metrics))
        .with("arms", texts(&arms))
        .text("difference", words.difference)
        .text("interval", words.interval)
        .text("always", words.always);
    let title = if found.mismatch.warning { words.warning } else { words.experiment };
    spec(title, words.experiment_lead, blanks.fill(include_str!("../specs/worth/experiment.json")))
}

/// The KPI tree: factors of sales for all and for each kind of customer, and below every sale once and from both sides.
#[must_use]
pub fn kpi_tree(tree: &KpiTree, language: Language) -> Value {
    let words = Words::of(language);
    let cells = |node: &KpiNode| {
        let whole = |number: f64| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "for eyes")]
            let text = grouped(number.abs().round() as u64);
            if number <= -0.5 { format!("−{text}") } else { text }
        };
        let labels = [
            whole(node.sales),
            whole(node.customers),
            fixed(node.frequency, 2),
            fixed(node.items, 2),
            whole(node.price),
        ];
        let all = node.kind == crate::value::Kind::All;
        let kind = words.kind(node.kind);
        let cell = move |(factor, label): (&str, String)| {
            Named::default()
                .text("kind", kind)
                .text("factor", factor)
                .text("label", &label)
                .with("all", all.into())
                .row()
        };
        words.factors.into_iter().zip(labels).map(cell)
    };
    let nodes = std::iter::once(&tree.all).chain(&tree.kinds).flat_map(cells).collect();
    let credit = tree.credit;
    let parts = [credit.store_alone, credit.store_helped, credit.online_alone, credit.online_helped];
    // Whose view each part is in: all's, the stores', online's.
    let seen = [[true, true, false], [true, true, true], [true, false, true], [true, true, true]];
    let mut rows = Vec::new();
    for (view, name) in words.views.iter().enumerate() {
        for (order, ((part, sales), seen)) in (0..).zip(words.parts.iter().zip(parts).zip(seen)) {
            if seen.get(view) == Some(&true) {
                let row = Named::default().text("view", name).text("part", part);
                rows.push(row.number("sales", sales).count("order", order).row());
            }
        }
    }
    let kinds: Vec<&str> = words.kinds.to_vec();
    let blanks = Named::default()
        .with("nodes", nodes)
        .with("credit", Value::Array(rows))
        .with("factors", texts(&words.factors))
        .with("kinds", texts(&kinds))
        .with("views", texts(&words.views))
        .with("parts", texts(&words.parts))
        .text("sales", words.sales);
    spec(words.kpi, words.kpi_lead, blanks.fill(include_str!("../specs/worth/kpi.json")))
}
