//! Flows laid out as ribbons between two rows of nodes.

use std::collections::BTreeMap;

/// A stretch of a row: a channel and the room its flows take.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node<'a> {
    pub channel: &'a str,
    pub count: u64,
    pub start: f64,
    pub end: f64,
}

/// A ribbon from a stretch of the one row to a stretch of the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ribbon<'a> {
    pub from: &'a str,
    pub to: &'a str,
    pub count: u64,
    /// Where it leaves: start and end.
    pub source: [f64; 2],
    /// Where it arrives: start and end.
    pub target: [f64; 2],
}

/// Two rows of nodes, each beginning at 0, and the ribbons between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sankey<'a> {
    pub sources: Vec<Node<'a>>,
    pub targets: Vec<Node<'a>>,
    pub ribbons: Vec<Ribbon<'a>>,
}

/// Lays out `flows` (from, to, count), `scale` wide per move, with `gap` between nodes.
///
/// Nodes keep the order of `order`; ribbons within a node keep the order of the other row, so those of one
/// node never cross each other.
pub(super) fn layout<'a>(
    flows: impl IntoIterator<Item = (&'a str, &'a str, u64)>,
    order: &[&'a str],
    scale: f64,
    gap: f64,
) -> Sankey<'a> {
    let place: BTreeMap<&str, usize> = order.iter().enumerate().map(|(at, &name)| (name, at)).collect();
    let mut links: BTreeMap<(usize, usize), (&str, &str, u64)> = BTreeMap::new();
    for (from, to, count) in flows {
        if let (Some(&a), Some(&b), 1..) = (place.get(from), place.get(to), count) {
            let link = links.entry((a, b)).or_insert((from, to, 0));
            link.2 = link.2.saturating_add(count);
        }
    }
    let (sources, leave) = row(links.iter().map(|(&(a, b), &l)| ((a, b), l.0, l.2)), scale, gap);
    let (targets, arrive) = row(links.iter().map(|(&(a, b), &l)| ((b, a), l.1, l.2)), scale, gap);
    let ribbons = links.iter().filter_map(|(&(a, b), &(from, to, count))| {
        Some(Ribbon { from, to, count, source: *leave.get(&(a, b))?, target: *arrive.get(&(b, a))? })
    });
    Sankey { ribbons: ribbons.collect(), sources, targets }
}

/// One row: its nodes, and the stretch of each link by (this node, other node).
#[expect(clippy::type_complexity, reason = "used twice, right above")]
fn row<'a>(
    links: impl Iterator<Item = ((usize, usize), &'a str, u64)>,
    scale: f64,
    gap: f64,
) -> (Vec<Node<'a>>, BTreeMap<(usize, usize), [f64; 2]>) {
    let ordered: BTreeMap<_, _> = links.map(|(key, channel, count)| (key, (channel, count))).collect();
    let mut nodes: Vec<Node> = Vec::new();
    let mut stretches = BTreeMap::new();
    let mut at = 0.0;
    for (key, (channel, count)) in ordered {
        if nodes.last().is_none_or(|node| node.channel != channel) {
            at += if nodes.is_empty() { 0.0 } else { gap };
            nodes.push(Node { channel, count: 0, start: at, end: at });
        }
        #[expect(clippy::cast_precision_loss, reason = "a width on a screen")]
        let end = at + count as f64 * scale;
        stretches.insert(key, [at, end]);
        at = end;
        if let Some(node) = nodes.last_mut() {
            node.count = node.count.saturating_add(count);
            node.end = end;
        }
    }
    (nodes, stretches)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_rows_by_hand() {
        let flows = [("ec", "pos", 3), ("app", "pos", 1), ("ec", "kiosk", 2)];
        let sankey = layout(flows, &["ec", "app", "pos", "kiosk"], 10.0, 5.0);
        let nodes = |row: &[Node]| row.iter().map(|n| (n.start, n.end, n.count)).collect::<Vec<_>>();
        assert_eq!(nodes(&sankey.sources), [(0.0, 50.0, 5), (55.0, 65.0, 1)]);
        assert_eq!(nodes(&sankey.targets), [(0.0, 40.0, 4), (45.0, 65.0, 2)]);
        let ribbons: Vec<_> = sankey.ribbons.iter().map(|r| (r.from, r.to, r.source, r.target)).collect();
        assert_eq!(
            ribbons,
            [
                ("ec", "pos", [0.0, 30.0], [0.0, 30.0]),
                ("ec", "kiosk", [30.0, 50.0], [45.0, 65.0]),
                ("app", "pos", [55.0, 65.0], [30.0, 40.0]),
            ]
        );
    }

    proptest! {
        /// What leaves arrives, and ribbons of one node lie end to end.
        #[test]
        fn nothing_is_lost(flows in prop::collection::vec((0_usize..4, 4_usize..8, 0_u64..1000), 0..30)) {
            const NAMES: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let named = flows.iter().map(|&(a, b, count)| (NAMES[a], NAMES[b], count));
            let total: u64 = flows.iter().map(|f| f.2).sum();
            let sankey = layout(named, &NAMES, 0.5, 3.0);
            prop_assert_eq!(sankey.ribbons.iter().map(|r| r.count).sum::<u64>(), total);
            for row in [&sankey.sources, &sankey.targets] {
                prop_assert_eq!(row.iter().map(|n| n.count).sum::<u64>(), total);
                prop_assert!(row.windows(2).all(|pair| pair[0].end < pair[1].start));
            }
            prop_assert!(sankey.ribbons.iter().all(|r| r.source[1] > r.source[0]
                && (r.source[1] - r.source[0] - (r.target[1] - r.target[0])).abs() < 1e-6));
        }
    }
}
