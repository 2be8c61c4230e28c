//! Pictures of journeys beyond the map: what channels are given, the first steps, who comes back, where customers go lost.

mod words;

use serde_json::Value;

use super::number::{grouped, percent};
use super::template::{Named, texts};
use super::vega::spec;
use crate::journey::attribution::Credit;
use crate::journey::{Every, FunnelRow, RetentionRow, Stage, StepMatrix};
use crate::model::{Language, date_of};
use words::Words;

/// Where letters on a cell of this share of the darkest are white.
const DARK: f64 = 0.55;

/// What each channel is given, as bars with their intervals where these are known.
///
/// ```
/// use omo_core::journey::attribution::Credit;
/// use omo_core::{Language, view};
/// let credit = Credit {
///     channel: "ec".into(),
///     conversions: 12.0,
///     value: 300.0,
///     removal: None,
///     conversions_between: Some([9.0, 14.0]),
///     value_between: None,
/// };
/// let spec = view::attribution(&[credit], Language::En);
/// assert_eq!(spec["data"]["values"][0]["high"], 14.0);
/// ```
#[must_use]
pub fn attribution(credits: &[Credit], language: Language) -> Value {
    let words = Words::of(language);
    let all: f64 = credits.iter().map(|credit| credit.conversions).sum();
    let share = |credit: &Credit| if all > 0.0 { credit.conversions / all } else { 0.0 };
    let value = |credit: &Credit| {
        let [low, high] = match credit.conversions_between {
            Some([low, high]) => [Value::from(low), Value::from(high)],
            None => [Value::Null, Value::Null],
        };
        let right =
            credit.conversions_between.map_or(credit.conversions, |[_, high]| high.max(credit.conversions));
        Named::default()
            .text("channel", &credit.channel)
            .text("channelLabel", &language.channel(&credit.channel))
            .number("conversions", credit.conversions)
            .number("value", credit.value)
            .number("share", share(credit))
            .with("low", low)
            .with("high", high)
            .number("right", right)
            .text("note", &percent(share(credit)))
            .row()
    };
    let channels: Vec<_> = credits.iter().map(|credit| language.channel(&credit.channel)).collect();
    let blanks = Named::default()
        .with("values", credits.iter().map(value).collect())
        .with("channels", texts(&channels))
        .text("channel", words.channel)
        .text("conversions", words.conversions)
        .text("value", words.value)
        .text("share", words.share)
        .text("low", words.low)
        .text("high", words.high);
    spec(
        words.attribution,
        words.attribution_lead,
        blanks.fill(include_str!("../specs/journey/attribution.json")),
    )
}

/// Where customers are at each of their first steps, as a grid of shares.
///
/// ```
/// use omo_core::journey::{StepMatrix, StepMatrixRow};
/// use omo_core::{Language, view};
/// let rows = vec![StepMatrixRow { name: "ec".into(), shares: vec![1.0, 0.5] }];
/// let spec = view::step_matrix(&StepMatrix { customers: 2, rows, ended: vec![0.0, 0.5] }, Language::Ja);
/// assert_eq!(spec["data"]["values"][0]["nameLabel"], "ECサイト");
/// ```
#[must_use]
pub fn step_matrix(matrix: &StepMatrix, language: Language) -> Value {
    let words = Words::of(language);
    let label = |name: &str| match Stage::ALL.into_iter().find(|stage| stage.name() == name) {
        Some(stage) => language.stage(stage).to_owned(),
        None => language.channel(name).into_owned(),
    };
    let most =
        matrix.rows.iter().flat_map(|row| &row.shares).chain(&matrix.ended).copied().fold(0.0, f64::max);
    let most = if most > 0.0 { most } else { 1.0 };
    let mut values = Vec::new();
    let mut names = Vec::new();
    let rows = matrix.rows.iter().map(|row| (label(&row.name), &row.shares));
    for (name, shares) in rows.chain([(words.ended.to_owned(), &matrix.ended)]) {
        for (step, &share) in (1_u64..).zip(shares) {
            let value = Named::default()
                .text("nameLabel", &name)
                .count("step", step)
                .number("share", share)
                .text("note", &percent(share))
                .with("dark", is_dark(share, most).into());
            values.push(value.row());
        }
        names.push(name);
    }
    let blanks = Named::default()
        .with("values", Value::Array(values))
        .with("names", texts(&names))
        .number("most", most)
        .text("stepTitle", words.step)
        .text("name", words.channel)
        .text("share", words.share);
    spec(
        words.step_matrix,
        words.step_matrix_lead,
        blanks.fill(include_str!("../specs/journey/step_matrix.json")),
    )
}

/// Who of each cohort comes back, as a grid; what is not over is pale. Cohorts are called by their first day on the calendar they
/// were asked for by.
///
/// ```
/// use omo_core::journey::{CalendarUnit, Every, RetentionRow};
/// use omo_core::{Language, view};
/// // The week that begins in Tokyo while it is Sunday in UTC.
/// let cohort = 1_772_377_200_000;
/// let row = RetentionRow { cohort, customers: 4, period: 1, returned: 1, share: 0.25, over: true };
/// let weeks = Every::Calendar(CalendarUnit::Week, "Asia/Tokyo".parse()?);
/// let spec = view::retention(&[row], &weeks, Language::En);
/// assert_eq!(spec["data"]["values"][0]["cohortLabel"], "2026-03-02 · 4");
/// # Ok::<(), omo_core::Error>(())
/// ```
#[must_use]
pub fn retention(rows: &[RetentionRow], every: &Every, language: Language) -> Value {
    let words = Words::of(language);
    let label = |row: &RetentionRow| {
        let (year, month, day) = date_of(every.first_day(row.cohort).into());
        format!("{year}-{month:02}-{day:02} · {}", grouped(row.customers.into()))
    };
    // The cohort's own period is all of it by nature and would make every other pale.
    let later = rows.iter().filter(|row| row.period > 0).map(|row| row.share).fold(0.0, f64::max);
    let most = if later > 0.0 { later } else { 1.0 };
    let value = |row: &RetentionRow| {
        Named::default()
            .text("cohortLabel", &label(row))
            .count("period", row.period.into())
            .count("returned", row.returned.into())
            .number("share", row.share)
            .text("state", if row.over { words.over } else { words.open })
            .text("note", &percent(row.share))
            .with("dark", (row.over && is_dark(row.share, most)).into())
            .row()
    };
    let mut cohorts: Vec<String> = rows.iter().map(label).collect();
    cohorts.dedup();
    let blanks = Named::default()
        .with("values", rows.iter().map(value).collect())
        .with("cohorts", texts(&cohorts))
        .number("most", most)
        .text("periodTitle", words.period)
        .text("cohort", words.cohort)
        .text("customers", words.customers)
        .text("share", words.share)
        .text("stateTitle", words.state)
        .text("over", words.over)
        .text("open", words.open);
    spec(words.retention, words.retention_lead, blanks.fill(include_str!("../specs/journey/retention.json")))
}

/// Where customers go lost between the steps of a funnel, as bars that lead from the first step to the last.
///
/// ```
/// use omo_core::journey::FunnelRow;
/// use omo_core::{Language, view};
/// # let of = |step: &str, customers| FunnelRow {
/// #     step: step.into(), customers, cohort: None, over: None, segment: None, share: 1.0, share_of_before: 1.0,
/// #     median_hours: None, quantile_hours: vec![],
/// # };
/// let spec = view::waterfall(&[of("view", 10), of("cart", 4)], Language::En);
/// assert_eq!(spec["data"]["values"][1]["count"], 6);
/// ```
#[must_use]
pub fn waterfall(rows: &[FunnelRow], language: Language) -> Value {
    let words = Words::of(language);
    let label = |name: &str| match Stage::ALL.into_iter().find(|stage| stage.name() == name) {
        Some(stage) => language.stage(stage).to_owned(),
        None => name.replace('_', " "),
    };
    let first = rows.first().map_or(0, |row| row.customers);
    let share = |count: u32| crate::math::share(count.into(), first.into());
    let mut values = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    let mut bar = |label: String, count: u32, from: u32, to: u32, what: &str| {
        let sign = if what == words.lost { "−" } else { "" };
        let value = Named::default()
            .text("label", &label)
            .count("count", count.into())
            .count("from", from.into())
            .count("to", to.into())
            .count("top", from.max(to).into())
            .number("share", share(count))
            .text("what", what)
            .text("note", &format!("{sign}{}", grouped(count.into())));
        values.push(value.row());
        labels.push(label);
    };
    let mut before: Option<u32> = None;
    for (number, row) in rows.iter().enumerate() {
        // In an open funnel a step may have more than the one before.
        if let Some(before) = before.filter(|&before| before > row.customers) {
            let label = format!("→ {} ({})", label(&row.step), number + 1);
            bar(label, before - row.customers, before, row.customers, words.lost);
        }
        if number == 0 || number + 1 == rows.len() {
            // The same step may stand at both ends.
            let label = format!("{} ({})", label(&row.step), number + 1);
            bar(label, row.customers, row.customers, 0, words.reached);
        }
        before = Some(row.customers);
    }
    let blanks = Named::default()
        .with("values", Value::Array(values))
        .with("labels", texts(&labels))
        .text("step", words.step)
        .text("customers", words.customers)
        .text("share", words.share)
        .text("reached", words.reached)
        .text("lost", words.lost);
    spec(words.waterfall, words.waterfall_lead, blanks.fill(include_str!("../specs/journey/waterfall.json")))
}

/// Whether letters on a cell must be light.
fn is_dark(share: f64, most: f64) -> bool {
    share / most > DARK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::StepMatrixRow;

    fn all(language: Language, full: bool) -> [Value; 4] {
        let credit = |channel: &str, conversions: f64, between| Credit {
            channel: channel.into(),
            conversions,
            value: conversions * 30.0,
            removal: Some(0.1),
            conversions_between: between,
            value_between: None,
        };
        let step = |step: &str, customers| FunnelRow {
            step: step.into(),
            customers,
            cohort: None,
            over: None,
            segment: None,
            share: 1.0,
            share_of_before: 1.0,
            median_hours: None,
            quantile_hours: vec![],
        };
        let week = |cohort: i64, period, returned| RetentionRow {
            cohort: cohort * 7 * 86_400_000,
            customers: 50,
            period,
            returned,
            share: f64::from(returned) / 50.0,
            over: cohort + i64::from(period) < 2,
        };
        let weeks = Every::Span(7 * crate::model::DAY);
        if full {
            let rows = vec![StepMatrixRow { name: "pos".into(), shares: vec![0.2, 0.9] }];
            [
                attribution(
                    &[credit("ec", 80.0, Some([70.0, 91.0])), credit("@values", 20.0, None)],
                    language,
                ),
                step_matrix(&StepMatrix { customers: 5, rows, ended: vec![0.0, 0.1] }, language),
                retention(&[week(0, 0, 50), week(0, 1, 20), week(0, 2, 5), week(1, 0, 50)], &weeks, language),
                waterfall(&[step("consider", 90), step("cart", 40), step("buy", 8)], language),
            ]
        } else {
            [
                attribution(&[], language),
                step_matrix(&StepMatrix { customers: 0, rows: vec![], ended: vec![0.0] }, language),
                retention(&[], &weeks, language),
                waterfall(&[], language),
            ]
        }
    }

    #[test]
    fn every_blank_is_filled_and_nothing_is_a_picture_too() {
        for (language, full) in [(Language::En, true), (Language::Ja, true), (Language::En, false)] {
            for spec in all(language, full) {
                let text = spec.to_string();
                assert!(!text.contains("\"@") || text.contains("\"@values\""), "{text}");
                assert!(!text.contains("NaN") && text.matches("http").count() == 1);
                assert!(spec["title"].as_str().is_some_and(|title| !title.is_empty()));
            }
        }
    }

    /// Bars hang where the ones before end: 90, then 50 lost, 32 lost, and 8 at the end.
    #[test]
    fn a_waterfall_leads_from_the_first_step_to_the_last() {
        let [.., spec] = all(Language::En, true);
        let values = spec["data"]["values"].as_array().unwrap();
        let told: Vec<_> =
            values.iter().map(|v| (v["from"].as_u64().unwrap(), v["to"].as_u64().unwrap())).collect();
        assert_eq!(told, [(90, 0), (90, 40), (40, 8), (8, 0)]);
    }
}
