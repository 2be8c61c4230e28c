//! Pictures as Vega-Lite v6 specifications: plain JSON with the data inside.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::number::{duration, percent};
use super::sankey::{Node, layout};
use super::scale::{RAMP, Steps};
use super::{Language, Words};
use crate::Side;
use crate::journey::{Crossings, FunnelStep, JourneyMap, Stage};

const SCHEMA: &str = "https://vega.github.io/schema/vega-lite/v6.json";
const ACCENT: &str = "#2458a4";
const INK: &str = "#1a1f29";
const SOFT: &str = "#626b7a";
const FAINT: &str = "#8d95a3";
const RULE: &str = "#e3e6eb";

/// A whole specification: the parts every picture shares, then its own.
fn spec(title: &str, description: &str, own: Value) -> Value {
    let mut spec = json!({
        "$schema": SCHEMA,
        "title": title,
        "description": description,
        "background": "#ffffff",
        "padding": 12,
        "config": {
            "font": "system-ui, -apple-system, 'Segoe UI', 'Hiragino Sans', 'Noto Sans CJK JP', 'Yu Gothic', sans-serif",
            "title": { "anchor": "start", "fontSize": 15, "fontWeight": 600, "color": INK, "offset": 14 },
            "view": { "stroke": null },
            "axis": {
                "domain": false, "ticks": false, "labelColor": SOFT, "labelFontSize": 12, "labelPadding": 8,
                "titleColor": SOFT, "titleFontWeight": "normal", "gridColor": RULE
            },
            "header": { "labelColor": SOFT, "labelFontSize": 12, "labelFontWeight": 600, "labelPadding": 20, "title": null },
            "legend": { "titleColor": SOFT, "titleFontWeight": "normal", "labelColor": SOFT },
            "text": { "color": INK, "fontSize": 12 }
        }
    });
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

fn stages(language: Language) -> [&'static str; 7] {
    Stage::ALL.map(|stage| language.stage(stage))
}

fn tooltip(fields: &[(&str, &str, &str)]) -> Value {
    let one = |&(field, title, format): &(&str, &str, &str)| {
        let mut one = json!({ "field": field, "title": title, "type": if format.is_empty() { "nominal" } else { "quantitative" } });
        if let (Value::Object(one), false) = (&mut one, format.is_empty()) {
            one.insert("format".into(), json!(format));
        }
        one
    };
    fields.iter().map(one).collect()
}

/// The journey map as a grid of bubbles: stages from left to right, channels below each other, online
/// before offline; the area counts touchpoints, the colour is the share of customers who go on to buy.
///
/// ```
/// use omo_core::journey::{Crossings, JourneyMap};
/// use omo_core::{Language, view};
/// let map = JourneyMap {
///     customers: 0,
///     touchpoints: 0,
///     sessions: 0,
///     stages: vec![],
///     channels: vec![],
///     cells: vec![],
///     flows: vec![],
///     crossings: Crossings::default(),
/// };
/// let spec = view::journey_map(&map, Language::En);
/// assert_eq!(spec["$schema"], "https://vega.github.io/schema/vega-lite/v6.json");
/// ```
#[must_use]
pub fn journey_map(map: &JourneyMap, language: Language) -> Value {
    let words = language.words();
    let sides: BTreeMap<&str, Side> = map.channels.iter().map(|c| (c.channel.as_str(), c.side)).collect();
    let values: Vec<Value> = map
        .cells
        .iter()
        .map(|cell| {
            let on = sides.get(cell.channel.as_str()).copied().unwrap_or(Side::Online);
            json!({
                "stage": cell.stage.name(), "stageLabel": language.stage(cell.stage),
                "channel": cell.channel, "channelLabel": language.channel(&cell.channel),
                "side": side(on, words), "touchpoints": cell.touchpoints, "customers": cell.customers,
                "conversion": cell.conversion,
            })
        })
        .collect();
    let steps = Steps::of(&map.cells);
    let most = map.cells.iter().map(|c| c.touchpoints).max().unwrap_or(1);
    let ramp: Vec<_> = (0..steps.count()).filter_map(|step| RAMP.get(steps.shade_of(step))).collect();
    let channels: Vec<_> = map.channels.iter().map(|c| language.channel(&c.channel)).collect();
    let tip = tooltip(&[
        ("stageLabel", words.stage, ""),
        ("channelLabel", words.channel, ""),
        ("touchpoints", words.touchpoints, ","),
        ("customers", words.customers, ","),
        ("conversion", words.conversion, ".1%"),
    ]);
    let place = json!({
        "x": {
            "field": "stageLabel", "type": "nominal", "title": null,
            "scale": { "domain": stages(language) },
            "axis": { "orient": "top", "labelAngle": 0, "labelFontSize": 13, "labelColor": INK }
        },
        "y": {
            "field": "channelLabel", "type": "nominal", "title": null, "sort": channels,
            "axis": { "labelFontSize": 13, "labelColor": INK, "labelLimit": 160 }
        }
    });
    spec(
        words.journey_map,
        words.how_to_read,
        json!({
            "data": { "values": values },
            "facet": { "row": {
                "field": "side", "type": "nominal", "title": null, "sort": [words.online, words.offline],
                "header": { "labelAngle": 0, "labelAlign": "left", "labelOrient": "left" }
            } },
            "resolve": { "scale": { "y": "independent" } },
            "spacing": 28,
            "spec": {
                "width": { "step": 96 },
                "height": { "step": 56 },
                "encoding": place,
                "layer": [
                    {
                        "mark": { "type": "circle", "opacity": 1, "xOffset": -20 },
                        "encoding": {
                            "size": {
                                "field": "touchpoints", "type": "quantitative", "title": words.touchpoints,
                                "scale": { "type": "linear", "domain": [0, most], "range": [0, 1400] },
                                "legend": { "symbolFillColor": "transparent", "symbolStrokeColor": FAINT, "tickCount": 3 }
                            },
                            "color": {
                                "field": "conversion", "type": "quantitative", "title": words.conversion,
                                "scale": { "type": "threshold", "domain": steps.thresholds(), "range": ramp },
                                "legend": { "format": "~%" }
                            },
                            "tooltip": tip
                        }
                    },
                    {
                        "mark": { "type": "text", "align": "left", "xOffset": 3, "dy": -7 },
                        "encoding": { "text": { "field": "touchpoints", "type": "quantitative", "format": "," } }
                    },
                    {
                        "mark": { "type": "text", "align": "left", "xOffset": 3, "dy": 8, "fontSize": 11, "color": SOFT },
                        "encoding": { "text": { "field": "conversion", "type": "quantitative", "format": ".1%" } }
                    }
                ]
            }
        }),
    )
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
        json!({
            "stage": step.stage.name(), "stageLabel": language.stage(step.stage), "customers": step.customers,
            "share": step.share, "medianHours": step.median_hours, "median": median.unwrap_or_default(),
            "note": note,
        })
    };
    let values: Vec<Value> = steps.iter().map(value).collect();
    let order: Vec<_> = steps.iter().map(|s| language.stage(s.stage)).collect();
    let tip = tooltip(&[
        ("stageLabel", words.stage, ""),
        ("customers", words.customers, ","),
        ("share", words.of_first, ".1%"),
        ("median", words.median, ""),
    ]);
    spec(
        words.funnel,
        words.funnel_lead,
        json!({
            "data": { "values": values },
            "width": 560,
            "height": { "step": 36 },
            "encoding": {
                "y": {
                    "field": "stageLabel", "type": "nominal", "title": null, "sort": order,
                    "axis": { "labelFontSize": 13, "labelColor": INK }
                },
                "x": {
                    "field": "customers", "type": "quantitative", "title": words.customers,
                    "axis": { "tickCount": 5, "format": ",d", "labelFlush": true }
                },
                "tooltip": tip
            },
            "layer": [
                { "mark": { "type": "bar", "height": 20, "color": ACCENT } },
                {
                    "mark": { "type": "text", "align": "left", "dx": 8, "color": SOFT },
                    "encoding": { "text": { "field": "note", "type": "nominal" } }
                }
            ]
        }),
    )
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
    let customers = crossing_customers(crossings, words);
    let moves = crossing_moves(crossings, words);
    let rows = customers.iter().map(|row| (words.customers, row));
    let rows: Vec<_> = rows.chain(moves.iter().map(|row| (words.moves, row))).collect();
    let value = |&(unit, &(label, count)): &(&str, &(&str, u32))| json!({ "unit": unit, "label": label, "count": count });
    let values: Vec<Value> = rows.iter().map(value).collect();
    let order: Vec<_> = rows.iter().map(|(_, (label, _))| label).collect();
    let scale = json!({ "field": "count", "type": "quantitative", "title": null, "axis": null });
    spec(
        words.crossings,
        words.crossings,
        json!({
            "data": { "values": values },
            "facet": { "row": {
                "field": "unit", "type": "nominal", "title": null, "sort": [words.customers, words.moves],
                "header": { "labelAngle": 0, "labelAlign": "left" }
            } },
            "resolve": { "scale": { "x": "independent", "y": "independent" } },
            "spec": {
                "width": 420,
                "height": { "step": 30 },
                "encoding": {
                    "y": {
                        "field": "label", "type": "nominal", "title": null, "sort": order,
                        "axis": { "labelLimit": 300, "labelColor": INK }
                    },
                    "x": scale,
                    "tooltip": tooltip(&[("label", words.crossings, ""), ("count", words.total, ",")])
                },
                "layer": [
                    { "mark": { "type": "bar", "height": 16, "color": ACCENT } },
                    {
                        "mark": { "type": "text", "align": "left", "dx": 6 },
                        "encoding": { "text": { "field": "count", "type": "quantitative", "format": "," } }
                    }
                ]
            }
        }),
    )
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
/// # use omo_core::journey::{ChannelTotal, Crossings, Flow, JourneyMap};
/// # use omo_core::{Language, view};
/// # use omo_core::Side;
/// # let of = |channel: &str, side| ChannelTotal { channel: channel.into(), side, touchpoints: 9, customers: 9 };
/// let map = JourneyMap {
///     channels: vec![of("ec", Side::Online), of("pos", Side::Offline)],
///     flows: vec![Flow { from: "ec".into(), to: "pos".into(), count: 7 }],
///     # customers: 9, touchpoints: 18, sessions: 9, stages: vec![], cells: vec![], crossings: Crossings::default(),
///     // ...
/// };
/// let spec = view::flows(&map, Language::En);
/// assert_eq!(spec["layer"][0]["data"]["values"][0]["count"], 7);
/// ```
#[must_use]
pub fn flows(map: &JourneyMap, language: Language) -> Value {
    const TALL: f64 = 420.0;
    let words = language.words();
    let order: Vec<&str> = map.channels.iter().map(|c| c.channel.as_str()).collect();
    let sides: BTreeMap<&str, Side> = map.channels.iter().map(|c| (c.channel.as_str(), c.side)).collect();
    let total: u64 = map.flows.iter().map(|f| u64::from(f.count)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a width on a screen, a handful of channels")]
    let (total, gaps) = (total.max(1) as f64, order.len().saturating_sub(1) as f64);
    let gap = 18.0_f64.min(TALL * 0.4 / gaps.max(1.0));
    let moves = map.flows.iter().map(|f| (f.from.as_str(), f.to.as_str(), u64::from(f.count)));
    let sankey = layout(moves, &order, (TALL - gap * gaps) / total, gap);

    let mut areas = Vec::new();
    for (at, ribbon) in sankey.ribbons.iter().enumerate() {
        let crosses = sides.get(ribbon.from) != sides.get(ribbon.to);
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
            areas.push(json!({
                "ribbon": at, "from": from, "to": to, "count": ribbon.count, "crosses": crosses,
                "x": x, "y": y, "y2": y2,
            }));
        }
    }
    let ends = |row: &[Node], right: bool| -> Vec<Value> {
        let value = |node: &Node| {
            json!({
                "channel": node.channel, "channelLabel": language.channel(node.channel), "count": node.count,
                "x": if right { 1.0 } else { 0.0 }, "y": round(node.start), "y2": round(node.end),
                "middle": round(f64::midpoint(node.start, node.end)),
            })
        };
        row.iter().map(value).collect()
    };
    let across = json!({ "field": "x", "type": "quantitative", "axis": null, "scale": { "domain": [0, 1] } });
    let down = |field: &str| {
        json!({
            "field": field, "type": "quantitative", "axis": null,
            "scale": { "domain": [0, TALL], "reverse": true, "nice": false }
        })
    };
    let tip = tooltip(&[("from", words.from, ""), ("to", words.to, ""), ("count", words.moves, ",")]);
    let node_tip = tooltip(&[("channelLabel", words.channel, ""), ("count", words.moves, ",")]);
    let mut layer = vec![json!({
        "data": { "values": areas },
        "mark": { "type": "area", "opacity": 0.5, "line": false },
        "encoding": {
            "x": across, "y": down("y"), "y2": { "field": "y2" },
            "detail": { "field": "ribbon", "type": "nominal" },
            "color": {
                "field": "crosses", "type": "nominal",
                "scale": { "domain": [true, false], "range": [ACCENT, "#b4bac4"] },
                "legend": {
                    "title": null, "orient": "bottom",
                    "labelExpr": format!("datum.value ? '{} ⇄ {}' : '{}'", words.online, words.offline, words.others),
                }
            },
            "tooltip": tip
        }
    })];
    for (row, right) in [(&sankey.sources, false), (&sankey.targets, true)] {
        layer.push(json!({
            "data": { "values": ends(row, right) },
            "encoding": { "x": across, "tooltip": node_tip },
            "layer": [
                {
                    "mark": { "type": "rule", "strokeWidth": 3, "color": INK },
                    "encoding": { "y": down("y"), "y2": { "field": "y2" } }
                },
                {
                    "mark": { "type": "text", "align": if right { "left" } else { "right" }, "dx": if right { 8 } else { -8 } },
                    "encoding": { "y": down("middle"), "text": { "field": "channelLabel", "type": "nominal" } }
                }
            ]
        }));
    }
    spec(words.flows, words.flows, json!({ "width": 560, "height": TALL, "layer": layer }))
}

/// A tenth of a pixel is finer than any eye.
fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;

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
