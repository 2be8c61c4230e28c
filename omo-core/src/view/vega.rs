//! Pictures as Vega-Lite v6 specifications: plain JSON with the data inside.

use serde_json::Value;

use super::number::{duration, percent};
use super::sankey::{Node, layout};
use super::scale::{RAMP, Steps};
use super::template::{Named, template, texts};
use super::{Language, Words};
use crate::Side;
use crate::journey::{Cell, Crossings, FunnelStep, JourneyMap, Stage};

/// A whole specification: the parts every picture shares, then its own.
pub(super) fn spec(title: &str, description: &str, own: Value) -> Value {
    let shared = Named::default().text("title", title).text("description", description);
    let mut spec = shared.fill(template!("specs/frame.json"));
    if let (Value::Object(all), Value::Object(own)) = (&mut spec, own) {
        all.extend(own);
    }
    spec
}

fn side(side: Side, words: &Words) -> &'static str {
    match side {
        Side::Online => words.online,
        Side::Offline => words.offline,
    }
}

/// The side of a channel, if the map knows it.
fn side_of(map: &JourneyMap, channel: &str) -> Option<Side> {
    map.channels.iter().find(|c| c.channel == channel).map(|c| c.side)
}

/// The journey map as a grid of bubbles: stages from left to right, channels below each other, online
/// before offline; the area counts touchpoints, the colour is the share of customers who go on to buy.
///
/// ```
/// use omo_core::journey::JourneyMap;
/// use omo_core::{Language, view};
/// let spec = view::journey_map(&JourneyMap::default(), Language::En);
/// assert_eq!(spec["$schema"], "https://vega.github.io/schema/vega-lite/v6.json");
/// ```
#[must_use]
pub fn journey_map(map: &JourneyMap, language: Language) -> Value {
    let words = language.words();
    let value = |cell: &Cell| {
        let on = side_of(map, &cell.channel).unwrap_or(Side::Online);
        let row = Named::default()
            .text("stage", cell.stage.name())
            .text("stageLabel", language.stage(cell.stage))
            .text("channel", &cell.channel)
            .text("channelLabel", &language.channel(&cell.channel))
            .text("side", side(on, words))
            .count("touchpoints", cell.touchpoints.into())
            .count("customers", cell.customers.into())
            .number("conversion", cell.conversion);
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        let row = super::mood::named(row, cell, language);
        row.row()
    };
    let steps = Steps::of(&map.cells);
    let most = map.cells.iter().map(|c| c.touchpoints).max().unwrap_or(1);
    let ramp: Vec<_> = (0..steps.count()).filter_map(|step| RAMP.get(steps.shade_of(step))).collect();
    let channels: Vec<_> = map.channels.iter().map(|c| language.channel(&c.channel)).collect();
    let blanks = Named::default()
        .with("values", map.cells.iter().map(value).collect())
        .with("stages", texts(&Stage::ALL.map(|stage| language.stage(stage))))
        .with("channels", texts(&channels))
        .with("thresholds", steps.thresholds().into())
        .with("ramp", texts(&ramp))
        .count("most", most.into())
        .text("online", words.online)
        .text("offline", words.offline)
        .text("stage", words.stage)
        .text("channel", words.channel)
        .text("touchpoints", words.touchpoints)
        .text("customers", words.customers)
        .text("conversion", words.conversion);
    let own = blanks.fill(template!("specs/journey_map.json"));
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    let own = {
        let mut own = own;
        super::mood::show(&mut own, map, language);
        own
    };
    spec(words.journey_map, words.how_to_read, own)
}

/// The funnel as horizontal bars with shares and the median time from the step before.
///
/// ```
/// use omo_core::journey::{FunnelStep, Stage};
/// use omo_core::{Language, view};
/// let step = FunnelStep { stage: Stage::Visit, customers: 200, share: 1.0, median_hours: None };
/// let spec = view::funnel(&[step], Language::Ja);
/// assert_eq!(spec["data"]["values"][0]["stageLabel"], "来店");
/// ```
#[must_use]
pub fn funnel(steps: &[FunnelStep], language: Language) -> Value {
    let words = language.words();
    let value = |step: &FunnelStep| {
        let median = step.median_hours.map(|hours| duration(hours, language));
        let mut note = percent(step.share);
        if let Some(median) = &median {
            note.push_str(" · ");
            note.push_str(median);
        }
        Named::default()
            .text("stage", step.stage.name())
            .text("stageLabel", language.stage(step.stage))
            .count("customers", step.customers.into())
            .number("share", step.share)
            .with("medianHours", step.median_hours.into())
            .text("median", &median.unwrap_or_default())
            .text("note", &note)
            .row()
    };
    let stages: Vec<_> = steps.iter().map(|step| language.stage(step.stage)).collect();
    let blanks = Named::default()
        .with("values", steps.iter().map(value).collect())
        .with("stages", texts(&stages))
        .text("stage", words.stage)
        .text("customers", words.customers)
        .text("share", words.of_first)
        .text("median", words.median);
    spec(words.funnel, words.funnel_lead, blanks.fill(template!("specs/funnel.json")))
}

/// How online and offline meet, as bars: customers by what they did across the two, and moves between them.
///
/// ```
/// use omo_core::journey::Crossings;
/// use omo_core::{Language, view};
/// let crossings = Crossings { customers_both: 40, ..Crossings::default() };
/// let spec = view::crossings(&crossings, Language::En);
/// assert_eq!(spec["data"]["values"][2]["count"], 40);
/// ```
#[must_use]
pub fn crossings(crossings: &Crossings, language: Language) -> Value {
    let words = language.words();
    let customers = crossing_customers(crossings, words).map(|row| (words.customers, row));
    let moves = crossing_moves(crossings, words).map(|row| (words.moves, row));
    let rows: Vec<_> = customers.into_iter().chain(moves).collect();
    let value = |&(unit, (label, count)): &(&str, (&str, u32))| {
        Named::default().text("unit", unit).text("label", label).count("count", count.into()).row()
    };
    let labels: Vec<_> = rows.iter().map(|(_, (label, _))| label).collect();
    let blanks = Named::default()
        .with("values", rows.iter().map(value).collect())
        .with("labels", texts(&labels))
        .text("customers", words.customers)
        .text("moves", words.moves)
        .text("crossings", words.crossings)
        .text("total", words.total);
    spec(words.crossings, words.crossings, blanks.fill(template!("specs/crossings.json")))
}

/// The crossings that count customers, in the order they are told.
pub(super) fn crossing_customers(c: &Crossings, words: &Words) -> [(&'static str, u32); 7] {
    [
        (words.customers_online, c.customers_online),
        (words.customers_offline, c.customers_offline),
        (words.customers_both, c.customers_both),
        (words.bought_in_store_after_online, c.bought_in_store_after_online),
        (words.bought_online_after_store, c.bought_online_after_store),
        (words.ordered_online_picked_up, c.ordered_online_picked_up),
        (words.coupon_online_used_in_store, c.coupon_online_used_in_store),
    ]
}

/// The crossings that count moves.
pub(super) fn crossing_moves(c: &Crossings, words: &Words) -> [(&'static str, u32); 2] {
    [(words.online_to_offline, c.online_to_offline), (words.offline_to_online, c.offline_to_online)]
}

/// How wide a ribbon's curve is cut: enough to look smooth.
const CUTS: u32 = 16;

/// The moves between channels as ribbons (a Sankey): channels left on the left, channels entered on the
/// right.
///
/// Vega-Lite has no such layout, so it is laid out here; every ribbon is an area.
///
/// ```
/// # use omo_core::journey::{ChannelTotal, Flow, JourneyMap};
/// # use omo_core::{Language, view};
/// # use omo_core::Side;
/// # let of = |channel: &str, side| ChannelTotal {
/// #     channel: channel.into(), side, touchpoints: 9, customers: 9, felt: 0, feeling: None
/// # };
/// let map = JourneyMap {
///     channels: vec![of("ec", Side::Online), of("pos", Side::Offline)],
///     flows: vec![Flow { from: "ec".into(), to: "pos".into(), count: 7 }],
///     ..JourneyMap::default()
/// };
/// let spec = view::flows(&map, Language::En);
/// assert_eq!(spec["layer"][0]["data"]["values"][0]["count"], 7);
/// ```
#[must_use]
pub fn flows(map: &JourneyMap, language: Language) -> Value {
    /// As tall as specs/flows.json says.
    const TALL: f64 = 420.0;
    let words = language.words();
    let order: Vec<&str> = map.channels.iter().map(|c| c.channel.as_str()).collect();
    let total: u64 = map.flows.iter().map(|f| u64::from(f.count)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a width on a screen, a handful of channels")]
    let (total, gaps) = (total.max(1) as f64, order.len().saturating_sub(1) as f64);
    let gap = 18.0_f64.min(TALL * 0.4 / gaps.max(1.0));
    let moves: Vec<_> =
        map.flows.iter().map(|f| (f.from.as_str(), f.to.as_str(), u64::from(f.count))).collect();
    let sankey = layout(&moves, &order, (TALL - gap * gaps) / total, gap);

    let mut areas = Vec::new();
    for (at, ribbon) in (0..).zip(&sankey.ribbons) {
        let crosses = side_of(map, ribbon.from) != side_of(map, ribbon.to);
        let (from, to) = (language.channel(ribbon.from), language.channel(ribbon.to));
        for cut in 0..=CUTS {
            let x = f64::from(cut) / f64::from(CUTS);
            // Smoothstep: level at both ends.
            let bend = x * x * (3.0 - 2.0 * x);
            let [y, y2] = [0, 1].map(|edge| {
                let [source, target] =
                    [ribbon.source, ribbon.target].map(|e| if edge == 0 { e[0] } else { e[1] });
                round(source + (target - source) * bend)
            });
            let area = Named::default()
                .count("ribbon", at)
                .text("from", &from)
                .text("to", &to)
                .count("count", ribbon.count)
                .with("crosses", crosses.into())
                .number("x", x)
                .number("y", y)
                .number("y2", y2);
            areas.push(area.row());
        }
    }
    let ends = |row: &[Node], x: f64| {
        let value = |node: &Node| {
            Named::default()
                .text("channel", node.channel)
                .text("channelLabel", &language.channel(node.channel))
                .count("count", node.count)
                .number("x", x)
                .number("y", round(node.start))
                .number("y2", round(node.end))
                .number("middle", round(f64::midpoint(node.start, node.end)))
                .row()
        };
        row.iter().map(value).collect()
    };
    let legend = format!("datum.value ? '{} ⇄ {}' : '{}'", words.online, words.offline, words.others);
    let blanks = Named::default()
        .with("areas", Value::Array(areas))
        .with("sources", ends(&sankey.sources, 0.0))
        .with("targets", ends(&sankey.targets, 1.0))
        .text("legend", &legend)
        .text("from", words.from)
        .text("to", words.to)
        .text("channel", words.channel)
        .text("moves", words.moves);
    spec(words.flows, words.flows, blanks.fill(template!("specs/flows.json")))
}

/// A tenth of a pixel is finer than any eye.
fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;
    use serde_json::json;

    const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v6.json";

    fn all(language: Language) -> [Value; 4] {
        let map = fixture::map();
        [
            journey_map(&map, language),
            funnel(&fixture::funnel(), language),
            crossings(&map.crossings, language),
            flows(&map, language),
        ]
    }

    #[test]
    fn every_blank_is_filled() {
        for spec in all(Language::En).into_iter().chain(all(Language::Ja)) {
            assert!(!spec.to_string().contains("\"@"));
        }
    }

    #[test]
    fn specifications_say_which_language_they_speak_and_load_nothing() {
        for spec in all(Language::En).into_iter().chain(all(Language::Ja)) {
            assert_eq!(spec["$schema"], SCHEMA);
            let text = spec.to_string();
            assert_eq!(text.matches("http").count(), 1);
            assert!(!text.contains("\"url\""));
        }
    }

    #[test]
    fn the_data_are_the_map() {
        let map = fixture::map();
        let spec = journey_map(&map, Language::Ja);
        let values = spec["data"]["values"].as_array().unwrap();
        assert_eq!(values.len(), map.cells.len());
        for (value, cell) in values.iter().zip(&map.cells) {
            assert_eq!(value["stage"], cell.stage.name());
            assert_eq!(value["channel"], cell.channel);
            assert_eq!(value["touchpoints"], cell.touchpoints);
            assert_eq!(value["customers"], cell.customers);
            assert_eq!(value["conversion"], cell.conversion);
            assert_eq!((&value["felt"], &value["feeling"]), (&json!(cell.felt), &json!(cell.feeling)));
            assert_eq!(value["dwellMinutes"], json!(cell.dwell_minutes));
        }
        let stages = &spec["spec"]["encoding"]["x"]["scale"]["domain"];
        assert_eq!(*stages, json!(["知る", "検討", "来店", "購入", "利用", "サポート", "返品"]));
    }

    #[test]
    fn colours_are_one_more_than_thresholds() {
        for map in [fixture::map(), fixture::empty_map(), fixture::huge_map()] {
            let spec = journey_map(&map, Language::En);
            let scale = &spec["spec"]["layer"][0]["encoding"]["color"]["scale"];
            let count = |key: &str| scale[key].as_array().unwrap().len();
            assert_eq!(count("range"), count("domain") + 1);
        }
    }

    #[test]
    fn every_crossing_and_every_flow_is_in() {
        let map = fixture::map();
        let spec = crossings(&map.crossings, Language::En);
        let counts: Vec<_> =
            spec["data"]["values"].as_array().unwrap().iter().map(|v| v["count"].as_u64().unwrap()).collect();
        assert_eq!(counts, [7_412, 6_655, 4_333, 2_846, 1_093, 472, 811, 9_045, 5_795]);

        let spec = flows(&map, Language::En);
        let rows = spec["layer"][0]["data"]["values"].as_array().unwrap();
        let mut told: Vec<_> =
            rows.iter().filter(|r| r["x"] == 0.0).map(|r| r["count"].as_u64().unwrap()).collect();
        told.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(told, map.flows.iter().map(|f| u64::from(f.count)).collect::<Vec<_>>());
        assert!(rows.iter().all(|r| r["y2"].as_f64().unwrap() <= 420.1 && r["y"].as_f64().unwrap() >= 0.0));
    }

    #[test]
    fn nothing_is_a_picture_too() {
        let map = fixture::empty_map();
        for spec in [
            journey_map(&map, Language::En),
            funnel(&[], Language::En),
            crossings(&map.crossings, Language::En),
            flows(&map, Language::En),
        ] {
            assert!(!spec.to_string().contains("NaN"));
        }
    }
}
