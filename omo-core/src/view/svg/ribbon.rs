//! The bands between online and offline.

use super::{Canvas, Screen};
use crate::Side;
use crate::journey::JourneyMap;
use crate::view::number::grouped;
use crate::view::sankey::{Node, Sankey, layout};
use crate::view::text::{fit, width};
use crate::view::{Language, Words};

/// Draws both bands between `y` and the y it gives back; online is above, offline below.
///
/// They stand side by side where there is room, else below each other.
pub(super) fn draw(
    canvas: &mut Canvas,
    map: &JourneyMap,
    [left, right]: [f64; 2],
    y: f64,
    language: Language,
    screen: Screen,
) -> f64 {
    /// From the top of a band's place to its ribbons, their height, and the labels below them.
    const HEAD: f64 = 46.0;
    const HEIGHT: f64 = 92.0;
    const FOOT: f64 = 26.0;
    let words: &Words = language.words();
    let crossings = &map.crossings;
    let moves = [u64::from(crossings.online_to_offline), u64::from(crossings.offline_to_online)];
    // The ribbons themselves too: a map whose parts do not add up still stays on the sheet.
    let drawn =
        [Side::Online, Side::Offline].map(|side| crossing(map, side).iter().map(|(.., count)| count).sum());
    let most = moves.into_iter().chain(drawn).max().unwrap_or(0).max(1);
    let (room, step) = match screen {
        Screen::Wide => ((right - left) / 2.0, [(right - left) / 2.0, 0.0]),
        Screen::Narrow => (right - left, [0.0, HEAD + HEIGHT + FOOT]),
    };
    let sides =
        [Side::Online, Side::Offline].map(|side| map.channels.iter().filter(|c| c.side == side).count());
    #[expect(clippy::cast_precision_loss, reason = "a handful of channels")]
    let gaps = sides.into_iter().max().unwrap_or(1).saturating_sub(1) as f64;
    // Half of the room for ribbons, a third for gaps, the rest for the last name.
    let gap = (room / 3.0 / gaps.max(1.0)).min(58.0);
    #[expect(clippy::cast_precision_loss, reason = "a width on a screen")]
    let scale = room / 2.0 / most as f64;
    let order: Vec<&str> = map.channels.iter().map(|c| c.channel.as_str()).collect();
    let bands = [(words.online_to_offline, Side::Online), (words.offline_to_online, Side::Offline)];
    let [mut x, mut y] = [left, y];
    for (at, ((title, from), count)) in bands.into_iter().zip(moves).enumerate() {
        if at > 0 {
            x += step[0];
            y += step[1];
        }
        let arrow = if from == Side::Online { "↓" } else { "↑" };
        canvas.counted(x, y + 16.0, &format!("{arrow} {}", grouped(count)), title);
        let sankey = layout(&crossing(map, from), &order, scale, gap);
        band(canvas, &sankey, [x, x + room], [y + HEAD, y + HEAD + HEIGHT], from, language);
    }
    y + HEAD + HEIGHT + FOOT
}

/// The moves that start on the side `from` and end on the other.
fn crossing(map: &JourneyMap, from: Side) -> Vec<(&str, &str, u64)> {
    let side = |name: &str| map.channels.iter().find(|c| c.channel == name).map(|c| c.side);
    let leaves = |name: &str| side(name) == Some(from);
    let enters = |name: &str| side(name).is_some_and(|s| s != from);
    let flows = map.flows.iter().filter(|f| leaves(&f.from) && enters(&f.to));
    flows.map(|f| (f.from.as_str(), f.to.as_str(), u64::from(f.count))).collect()
}

fn band(
    canvas: &mut Canvas,
    sankey: &Sankey,
    [start, end]: [f64; 2],
    [top, bottom]: [f64; 2],
    from: Side,
    language: Language,
) {
    let (class, leave, arrive) = match from {
        Side::Online => ("down", top, bottom),
        Side::Offline => ("up", bottom, top),
    };
    for ribbon in &sankey.ribbons {
        let (from, to) = (language.channel(ribbon.from), language.channel(ribbon.to));
        let title = format!("{from} → {to}: {} {}", grouped(ribbon.count), language.words().moves);
        let [source, target] = [ribbon.source, ribbon.target].map(|ends| ends.map(|x| start + x));
        canvas.told(&title, |c| c.ribbon(source, leave, target, arrive, class));
    }
    for (row, y) in [(&sankey.sources, leave), (&sankey.targets, arrive)] {
        for node in row {
            canvas.rect([start + node.start, y - 1.0], [node.end - node.start, 2.0], "node");
        }
        let label = if y == top { top - 7.0 } else { bottom + 15.0 };
        labels(canvas, row, [start, end], label, language);
    }
}

/// Names the nodes, each from its left edge up to the next one; what is too narrow to say is left to the
/// tooltip.
fn labels(canvas: &mut Canvas, row: &[Node], [start, end]: [f64; 2], y: f64, language: Language) {
    let next = row.iter().skip(1).map(|n| n.start - 6.0).chain(std::iter::once(end - start));
    for (node, next) in row.iter().zip(next) {
        let name = language.channel(node.channel);
        let room = next - node.start;
        let text = fit(&name, room, 10.0);
        if text.chars().count() > 3 || width(&name) * 10.0 <= room {
            canvas.told(&format!("{name}: {}", grouped(node.count)), |c| {
                c.text(start + node.start, y, "soft tiny", &text);
            });
        }
    }
}
