//! Flows laid out as ribbons between two rows of nodes.

use crate::order::Order;

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
    flows: &[(&'a str, &'a str, u64)],
    order: &[&'a str],
    scale: f64,
    gap: f64,
) -> Sankey<'a> {
    let place = |name: &str| order.iter().position(|&one| one == name);
    let mut links = Vec::new();
    for &(from, to, count) in flows {
        if let (Some(a), Some(b), 1..) = (place(from), place(to), count) {
            let ribbon = Ribbon { from, to, count, source: [0.0; 2], target: [0.0; 2] };
            links.push(Link { ends: [a, b], ribbon });
        }
    }
    let by_ends = |links: &mut [Link], [first, second]: [usize; 2]| {
        let ends = |link: &Link| (link.ends.get(first).copied(), link.ends.get(second).copied());
        links.put_in_order_by_key(ends);
    };
    by_ends(&mut links, [0, 1]);
    links.dedup_by(|next, link| {
        let same = next.ends == link.ends;
        if same {
            link.ribbon.count = link.ribbon.count.saturating_add(next.ribbon.count);
        }
        same
    });
    let sources = row(&mut links, scale, gap, |ribbon| (ribbon.from, &mut ribbon.source));
    by_ends(&mut links, [1, 0]);
    let targets = row(&mut links, scale, gap, |ribbon| (ribbon.to, &mut ribbon.target));
    by_ends(&mut links, [0, 1]);
    Sankey { ribbons: links.into_iter().map(|link| link.ribbon).collect(), sources, targets }
}

/// A ribbon and the places of its two channels in the order.
struct Link<'a> {
    ends: [usize; 2],
    ribbon: Ribbon<'a>,
}

/// One row: its nodes, and for each link, in this order, the stretch at its `end` in the row.
fn row<'a>(
    links: &mut [Link<'a>],
    scale: f64,
    gap: f64,
    end: for<'r> fn(&'r mut Ribbon<'a>) -> (&'a str, &'r mut [f64; 2]),
) -> Vec<Node<'a>> {
    let mut nodes: Vec<Node> = Vec::new();
    let mut at = 0.0;
    for Link { ribbon, .. } in links {
        let count = ribbon.count;
        let (channel, stretch) = end(ribbon);
        if nodes.last().is_none_or(|node| node.channel != channel) {
            at += if nodes.is_empty() { 0.0 } else { gap };
            nodes.push(Node { channel, count: 0, start: at, end: at });
        }
        #[expect(clippy::cast_precision_loss, reason = "a width on a screen")]
        let end = at + count as f64 * scale;
        *stretch = [at, end];
        at = end;
        if let Some(node) = nodes.last_mut() {
            node.count = node.count.saturating_add(count);
            node.end = end;
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_rows_by_hand() {
        let flows = [("ec", "pos", 3), ("app", "pos", 1), ("ec", "kiosk", 2)];
        let sankey = layout(&flows, &["ec", "app", "pos", "kiosk"], 10.0, 5.0);
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
            let named: Vec<_> = flows.iter().map(|&(a, b, count)| (NAMES[a], NAMES[b], count)).collect();
            let total: u64 = flows.iter().map(|f| f.2).sum();
            let sankey = layout(&named, &NAMES, 0.5, 3.0);
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
