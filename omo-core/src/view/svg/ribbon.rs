//! The bands between online and offline.

use super::{Canvas, Screen};
use crate::Side;
use crate::journey::JourneyMap;
use crate::view::number::grouped;
use crate::view::sankey::{Node, Sankey, layout};
use crate::view::text::{fit, width};
use crate::view::{Language, Words};

/// Draws both bands between `y` and the y it gives back; online is above, offline below.
pub(super) fn draw(
    canvas: &mut Canvas,
    map: &JourneyMap,
    [left, right]: [f64; 2],
    y: f64,
    language: Language,
    screen: Screen,
) -> f64 {
    let words: &Words = language.words();
    let crossings = &map.crossings;
    let moves = [u64::from(crossings.online_to_offline), u64::from(crossings.offline_to_online)];
    let most = moves.into_iter().max().unwrap_or(0).max(1);
    let (head, height, gap): (f64, f64, f64) = match screen {
        Screen::Wide => (46.0, 100.0, 44.0),
        Screen::Narrow => (60.0, 84.0, 30.0),
    };
    let half = (right - left) / 2.0;
    // The gaps between nodes may take half of the room: there are at most as many as channels.
    let sides =
        [Side::Online, Side::Offline].map(|side| map.channels.iter().filter(|c| c.side == side).count());
    #[expect(clippy::cast_precision_loss, reason = "a handful of channels")]
    let gaps = sides.into_iter().max().unwrap_or(1).saturating_sub(1) as f64;
    let gap = gap.min(half * 0.5 / gaps.max(1.0));
    #[expect(clippy::cast_precision_loss, reason = "a width on a screen")]
    let scale = (half * 0.94 - gap * gaps).min(half * 0.6) / most as f64;
    let order: Vec<&str> = map.channels.iter().map(|c| c.channel.as_str()).collect();
    let titles = [words.online_to_offline, words.offline_to_online];
    for (at, (title, count)) in titles.into_iter().zip(moves).enumerate() {
        let (from, down) = if at == 0 { (Side::Online, true) } else { (Side::Offline, false) };
        let start = if down { left } else { left + half };
        let sankey = layout(crossing(map, from), &order, scale, gap);
        let number = format!("{} {}", if down { "↓" } else { "↑" }, grouped(count));
        if screen == Screen::Wide {
            canvas.counted(start, y + 16.0, &number, title);
        } else {
            canvas.counted(start, y + 16.0, &number, "");
            canvas.text(start, y + 32.0, "soft", fit(title, half - 6.0, 11.5));
        }
        let (top, bottom) = (y + head, y + head + height);
        band(canvas, &sankey, start, [top, bottom], down, language);
    }
    y + head + height + 24.0
}

/// The moves that start on the side `from` and end on the other.
fn crossing(map: &JourneyMap, from: Side) -> impl Iterator<Item = (&str, &str, u64)> {
    let side = |name: &str| map.channels.iter().find(|c| c.channel == name).map(|c| c.side);
    let leaves = move |name: &str| side(name) == Some(from);
    let enters = move |name: &str| side(name).is_some_and(|s| s != from);
    let flows = map.flows.iter().filter(move |f| leaves(&f.from) && enters(&f.to));
    flows.map(|f| (f.from.as_str(), f.to.as_str(), u64::from(f.count)))
}

fn band(
    canvas: &mut Canvas,
    sankey: &Sankey,
    start: f64,
    [top, bottom]: [f64; 2],
    down: bool,
    language: Language,
) {
    let class = if down { "down" } else { "up" };
    let (leave, arrive) = if down { (top, bottom) } else { (bottom, top) };
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
        let label_y = if y == top { top - 7.0 } else { bottom + 15.0 };
        labels(canvas, row, start, label_y, language);
    }
}

/// Names the nodes, each from its left edge up to the next one; what is too narrow to say is left to the
/// tooltip.
fn labels(canvas: &mut Canvas, row: &[Node], start: f64, y: f64, language: Language) {
    let next = row.iter().skip(1).map(|n| n.start - 6.0).chain(std::iter::once(f64::INFINITY));
    for (node, end) in row.iter().zip(next) {
        let name = language.channel(node.channel);
        let room = (end - node.start).min(120.0);
        let text = fit(&name, room, 10.0);
        if text.chars().count() > 3 || width(&name) * 10.0 <= room {
            canvas.told(&format!("{name}: {}", grouped(node.count)), |c| {
                c.text(start + node.start, y, "soft tiny", &text);
            });
        }
    }
}
