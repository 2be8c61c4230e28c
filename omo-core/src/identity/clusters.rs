//! Customers in the making: identifiers joined within limits, and why.

use crate::IdentifierKind;
use crate::order::Order;

use super::evidence::{NONE, TIERS, at, put};
use super::options::CustomerLimits;
use super::owners::Labels;

/// More member ids no customer has, whatever their issuers: it keeps a broken feed from taking forever.
const MOST_MEMBER_IDS: usize = 64;

/// What is known of the identifiers joined so far, kept at their root.
#[derive(Debug, Clone, Copy, Default)]
struct Cluster {
    /// How many of each kind there are, by place in [`TIERS`]; a reissued member id counts once.
    counts: [u16; 9],
    size: u32,
    /// Its oldest name in each script, [`NONE`] where it has none.
    names: [u32; 3],
    /// A member id of its ring, [`NONE`] where it has none.
    head: u32,
}

/// Why two identifiers stand side by side in the forest of joins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Join {
    /// The identifier that this one was joined to, [`NONE`] for the root.
    pub to: u32,
    /// The oldest touchpoint that shows both.
    pub touchpoint: u32,
    /// How many show both.
    pub touchpoints: u32,
}

/// Identifiers as sets that grow together (union-find), each with its counts, and a forest of the joins made.
pub(super) struct Clusters {
    parents: Vec<u32>,
    known: Vec<Cluster>,
    /// The forest: beside the union-find, whose short paths forget who was joined to whom.
    joins: Vec<Join>,
    /// The issuer of each member id.
    labels: Labels,
    /// From each known member id to the next of its cluster, in a ring: reissued ones are left out.
    rings: Vec<u32>,
    limits: [u16; 9],
    /// Issuers of two rings, put together to be compared.
    scratch: Vec<u32>,
}

impl Clusters {
    /// Each identifier by itself.
    pub(super) fn new(tiers: &[u8], labels: Labels, limits: &CustomerLimits) -> Self {
        let alone = || 0..u32::try_from(tiers.len()).unwrap_or(NONE);
        let cluster = |(identifier, &tier): (u32, &u8)| {
            let head = if tier == 0 { identifier } else { NONE };
            let mut cluster =
                Cluster { size: 1, names: labels.names(identifier), head, ..Cluster::default() };
            if let Some(count) = cluster.counts.get_mut(usize::from(tier)) {
                *count = 1;
            }
            cluster
        };
        Self {
            parents: alone().collect(),
            known: (0..).zip(tiers).map(cluster).collect(),
            joins: vec![Join { to: NONE, ..Join::default() }; tiers.len()],
            rings: alone().collect(),
            labels,
            limits: TIERS.map(|kind| limits.of(kind)),
            scratch: Vec::new(),
        }
    }

    /// The root of the cluster that holds `identifier`.
    pub(super) fn root(&mut self, mut identifier: u32) -> u32 {
        loop {
            let parent = at(&self.parents, identifier);
            let grandparent = at(&self.parents, parent);
            if parent == grandparent {
                return parent;
            }
            put(&mut self.parents, identifier, grandparent);
            identifier = grandparent;
        }
    }

    /// How many identifiers of the kind at `tier` the cluster of `root` has.
    pub(super) fn count(&self, root: u32, tier: u8) -> u16 {
        let counts = self.known.get(root as usize).map(|cluster| &cluster.counts);
        counts.and_then(|counts| counts.get(usize::from(tier))).copied().unwrap_or_default()
    }

    /// The oldest name in each script of the cluster of `root`, [`NONE`] where it has none.
    pub(super) fn names(&self, root: u32) -> [u32; 3] {
        let names = self.known.get(root as usize).map_or([NONE; 3], |cluster| cluster.names);
        names.map(|says| self.labels.name(says))
    }

    /// The issuers of the member ids in the cluster of `root`: as often as it has ids of theirs.
    pub(super) fn issuers(&self, root: u32) -> impl Iterator<Item = u32> {
        let head = self.known.get(root as usize).map_or(NONE, |cluster| cluster.head);
        std::iter::successors(Some(head), move |&id| Some(at(&self.rings, id)).filter(|&next| next != head))
            .take_while(|&id| id != NONE)
            .map(|id| self.labels.issuer(id))
    }

    /// Whether member ids `a` and `b` are of one issuer.
    pub(super) fn same_issuer(&self, a: u32, b: u32) -> bool {
        self.labels.issuer(a) == self.labels.issuer(b)
    }

    /// Joins two member ids of one issuer that are one by their issuer's own word: limits do not count.
    ///
    /// To be called before any [`join`](Self::join).
    pub(super) fn alias(&mut self, a: u32, b: u32, join: Join) {
        let (x, y) = (self.root(a), self.root(b));
        if x == y {
            return;
        }
        // One of the two is forgotten as a member id: they count as one.
        if let Some(cluster) = self.known.get_mut(y as usize) {
            cluster.counts[0] = 0;
            cluster.head = NONE;
        }
        self.link(a, b, join);
    }

    /// Joins the clusters of `a` and `b` unless they are one already.
    ///
    /// # Errors
    ///
    /// The kind of which a customer would have too many.
    pub(super) fn join(&mut self, a: u32, b: u32, join: Join) -> Result<(), IdentifierKind> {
        let (x, y) = (self.root(a), self.root(b));
        if x == y {
            return Ok(());
        }
        if let Some(kind) = self.excess(x, y) {
            return Err(kind);
        }
        self.link(a, b, join);
        Ok(())
    }

    /// The kind of which the clusters of two roots have too many together.
    fn excess(&mut self, x: u32, y: u32) -> Option<IdentifierKind> {
        let (counts, others) = (at(&self.known, x).counts, at(&self.known, y).counts);
        if counts[0] > 0 && others[0] > 0 {
            let mut issuers = std::mem::take(&mut self.scratch);
            issuers.clear();
            issuers.extend(self.issuers(x).chain(self.issuers(y)));
            let most = longest_run(&mut issuers);
            let all = issuers.len();
            self.scratch = issuers;
            if most > usize::from(self.limits[0]) || all > MOST_MEMBER_IDS {
                return Some(IdentifierKind::MemberId);
            }
        }
        let sums = counts.iter().zip(&others).zip(self.limits).zip(TIERS).skip(1);
        sums.into_iter().find(|(((a, b), limit), _)| a.saturating_add(**b) > *limit).map(|(_, kind)| kind)
    }

    /// Makes the clusters of `a` and `b`, which are two, one.
    fn link(&mut self, a: u32, b: u32, join: Join) {
        let (x, y) = (self.root(a), self.root(b));
        let (sizes, others) = (at(&self.known, x), at(&self.known, y));
        // The smaller one moves: then no identifier moves more often than log2 of how many there are.
        let (root, moved, child, to) = if sizes.size < others.size { (y, x, a, b) } else { (x, y, b, a) };
        put(&mut self.parents, moved, root);
        if let Some(cluster) = self.known.get_mut(root as usize) {
            cluster.size = sizes.size.saturating_add(others.size);
            cluster.head = if sizes.head == NONE { others.head } else { sizes.head };
            for (name, (&a, &b)) in cluster.names.iter_mut().zip(sizes.names.iter().zip(&others.names)) {
                // The smaller number is the older identifier, and NONE is larger than all.
                *name = a.min(b);
            }
            for (count, (a, b)) in cluster.counts.iter_mut().zip(sizes.counts.iter().zip(&others.counts)) {
                *count = a.saturating_add(*b);
            }
        }
        if sizes.head != NONE && others.head != NONE {
            // Swapping where two rings go on makes them one.
            let (next, other_next) = (at(&self.rings, sizes.head), at(&self.rings, others.head));
            put(&mut self.rings, sizes.head, other_next);
            put(&mut self.rings, others.head, next);
        }
        self.reroot(child);
        put(&mut self.joins, child, Join { to, ..join });
    }

    /// Turns the joins around so that `identifier` is the root of its tree in the forest.
    fn reroot(&mut self, identifier: u32) {
        let mut upper = Join { to: NONE, ..Join::default() };
        let mut here = identifier;
        while here != NONE {
            let join = at(&self.joins, here);
            put(&mut self.joins, here, upper);
            upper = Join { to: here, ..join };
            here = join.to;
        }
    }

    /// The forest of joins.
    pub(super) fn into_joins(self) -> Vec<Join> {
        self.joins
    }
}

/// How often the most frequent of `values` is there; sorts them.
pub(super) fn longest_run(values: &mut [u32]) -> usize {
    values.put_in_order();
    values.chunk_by(|a, b| a == b).map(<[u32]>::len).max().unwrap_or_default()
}
