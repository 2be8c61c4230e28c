//! From sightings to customers.

use std::cmp::Reverse;

use crate::Error;
use crate::order::Order;
use crate::sparse::Rows;

use super::answer::{Identity, Refused, SetAside, Why};
use super::clusters::{Clusters, Join};
use super::evidence::{ALIKE, Evidence, NONE, TIERS, at, put};
use super::groups::Groups;
use super::owners::{Labels, Owners, owners};
use super::{Identifiers, IdentityOptions};

/// Who is who, from which identifiers were seen together.
///
/// Row i of `sightings` holds the numbers in `identifiers` that touchpoint i shows, in any order; rows are
/// oldest first. The answer does not hang on the numbers.
///
/// # Errors
///
/// [`Error::Option`] when a limit is out of range, [`Error::Unknown`] when a row holds a number that
/// `identifiers` has not given out.
pub fn resolve(
    identifiers: &Identifiers,
    sightings: &Rows<u32>,
    options: &IdentityOptions,
) -> Result<Identity, Error> {
    options.check()?;
    let evidence = Evidence::new(identifiers, sightings.iter(), &mut Vec::new())?;
    let blocked = blocked(identifiers, options);
    Ok(solve(identifiers, &evidence, options, &blocked).dense(&evidence, identifiers.len()))
}

/// The numbers of the identifiers that the options block, in order.
pub(super) fn blocked(identifiers: &Identifiers, options: &IdentityOptions) -> Vec<u32> {
    let mut blocked: Vec<u32> = options.blocked.iter().filter_map(|one| identifiers.get(one)).collect();
    blocked.put_in_order();
    blocked
}

/// Who is who by this evidence alone.
pub(super) fn solve(
    identifiers: &Identifiers,
    evidence: &Evidence,
    options: &IdentityOptions,
    blocked: &[u32],
) -> Solved {
    let mut work = Work::new(identifiers, evidence, options, blocked);
    work.aliases();
    for tier in 0..=ALIKE {
        work.tier(tier);
    }
    work.answer()
}

/// Who is who, in the numbers of some evidence.
pub(super) struct Solved {
    /// How many customers there are.
    pub count: u32,
    /// The customer of each row, those of the oldest rows first; [`NONE`] for a stranger's.
    pub customers: Vec<u32>,
    /// The customer of each identifier, [`NONE`] for one that is set aside.
    pub owned: Vec<u32>,
    /// Why an identifier was set aside.
    pub aside: Vec<Option<Why>>,
    /// How many of the customers that share an identifier may vanish before it need be looked at again.
    pub slack: Vec<u32>,
    joins: Vec<Join>,
    pub refused: Vec<Refused>,
}

/// With so many people records that look alike are one person's: as a name with an address, whose default this is.
const ALIKE_OWNERS: u32 = 3;

/// Two identifiers that were seen together.
struct Edge {
    /// The more trusted one.
    from: u32,
    to: u32,
    /// The oldest touchpoint that shows both.
    touchpoint: u32,
    touchpoints: u32,
}

impl Edge {
    fn join(&self) -> Join {
        Join { to: self.from, touchpoint: self.touchpoint, touchpoints: self.touchpoints }
    }
}

struct Work<'a> {
    evidence: &'a Evidence,
    options: &'a IdentityOptions,
    /// Why an identifier was set aside.
    aside: Vec<Option<Why>>,
    /// The most trusted identifier of each touchpoint that is not set aside, [`NONE`] where there is none.
    leaders: Vec<u32>,
    /// The touchpoints of each identifier.
    shown: Groups,
    /// The identifiers of each tier.
    tiers: Groups,
    clusters: Clusters,
    refused: Vec<Refused>,
    slack: Vec<u32>,
}

impl<'a> Work<'a> {
    fn new(
        identifiers: &Identifiers,
        evidence: &'a Evidence,
        options: &'a IdentityOptions,
        blocked: &[u32],
    ) -> Self {
        let why = |&number: &u32| {
            if blocked.binary_search(&number).is_ok() {
                Some(Why::Blocked)
            } else {
                identifiers.is_placeholder(number).then_some(Why::Placeholder)
            }
        };
        let aside: Vec<Option<Why>> = evidence.numbers.iter().map(why).collect();
        let labels = Labels::new(identifiers, evidence);
        let touchpoints = || evidence.touchpoints();
        Self {
            evidence,
            options,
            leaders: evidence.rows.iter().map(|row| leader(row, &aside)).collect(),
            aside,
            shown: Groups::new(evidence.len(), || {
                touchpoints().flat_map(|(touchpoint, row)| row.iter().map(move |&it| (it, touchpoint)))
            }),
            tiers: Groups::new(ALIKE + 1, || evidence.tiers.iter().map(|&tier| tier.into()).zip(0..)),
            clusters: Clusters::new(&evidence.tiers, labels, &options.per_customer),
            refused: Vec::new(),
            slack: vec![0; evidence.len()],
        }
    }

    fn is_aside(&self, identifier: u32) -> bool {
        at(&self.aside, identifier).is_some()
    }

    /// The most trusted identifier of `touchpoint` that is not set aside.
    fn leader(&self, touchpoint: u32) -> Option<u32> {
        self.leaders.get(touchpoint as usize).copied().filter(|&leader| leader != NONE)
    }

    /// Sets `identifier` aside; others lead where it led.
    fn set_aside(&mut self, identifier: u32, why: Why) {
        put(&mut self.aside, identifier, Some(why));
        for &touchpoint in self.shown.get(identifier as usize) {
            if at(&self.leaders, touchpoint) == identifier {
                let row = self.evidence.rows.row(touchpoint as usize);
                put(&mut self.leaders, touchpoint, leader(row, &self.aside));
            }
        }
    }

    /// Moves what `to` was seen with, (identifier, touchpoint) in order of touchpoints, into one edge for each
    /// identifier.
    fn collect(&self, seen: &mut Vec<(u32, u32)>, to: u32, edges: &mut Vec<Edge>) {
        let one = |seen: &[(u32, u32)]| seen.chunk_by(|a, b| a.0 == b.0).count() < 2;
        if !one(seen) {
            // Each leads at some touchpoints and is shown at others, where a more trusted one leads: those
            // count as well.
            let mut leaders: Vec<u32> = seen.iter().map(|&(from, _)| from).collect();
            leaders.put_in_order();
            leaders.dedup();
            seen.clear();
            for &touchpoint in self.shown.get(to as usize) {
                let row = self.evidence.rows.row(touchpoint as usize).iter();
                let leaders = row.filter(|it| leaders.binary_search(it).is_ok());
                seen.extend(leaders.map(|&from| (from, touchpoint)));
            }
            seen.put_in_order();
        }
        for same in seen.chunk_by(|a, b| a.0 == b.0) {
            if let Some(&(from, touchpoint)) = same.first() {
                let touchpoints = u32::try_from(same.len()).unwrap_or(u32::MAX);
                edges.push(Edge { from, to, touchpoint, touchpoints });
            }
        }
        seen.clear();
    }

    /// Joins member ids of one issuer that one touchpoint shows: a card and the one that replaced it.
    fn aliases(&mut self) {
        let evidence = self.evidence;
        let mut seen = Vec::new();
        let mut edges = Vec::new();
        for &id in self.tiers.get(0) {
            if self.is_aside(id) {
                continue;
            }
            for &touchpoint in self.shown.get(id as usize) {
                let row = evidence.rows.row(touchpoint as usize);
                let mut older = row.iter().copied().take_while(|&it| it < id && evidence.tier(it) == 0);
                let alias = older.find(|&it| !self.is_aside(it) && self.clusters.same_issuer(it, id));
                seen.extend(alias.map(|alias| (alias, touchpoint)));
            }
            self.collect(&mut seen, id, &mut edges);
        }
        strongest_first(&mut edges);
        for edge in edges {
            self.clusters.alias(edge.to, edge.from, edge.join());
        }
    }

    /// Sets aside what is shared among the identifiers of one tier, then joins the others to the more
    /// trusted identifiers they were seen with.
    fn tier(&mut self, tier: usize) {
        let limit = TIERS.get(tier).map_or(ALIKE_OWNERS, |&kind| self.options.owners.of(kind));
        let evidence = self.evidence;
        let place = u8::try_from(tier).unwrap_or(u8::MAX);
        let tiers = std::mem::take(&mut self.tiers);
        let (mut seen, mut roots, mut scratch) = (Vec::new(), Vec::new(), Vec::new());
        let mut edges = Vec::new();
        for &it in tiers.get(tier) {
            if self.is_aside(it) {
                continue;
            }
            // A leader may be of this tier too: it is older then, and already sifted.
            let shown = self.shown.get(it as usize).iter();
            let led = shown.filter_map(|&touchpoint| Some((self.leader(touchpoint)?, touchpoint)));
            seen.extend(led.filter(|&(leader, _)| leader != it));
            roots.clear();
            for same in seen.chunk_by(|a, b| a.0 == b.0) {
                if let Some(&(leader, _)) = same.first()
                    && evidence.tier(leader) < place
                {
                    roots.push(self.clusters.root(leader));
                }
            }
            if roots.len() > 1 {
                roots.put_in_order();
                roots.dedup();
            }
            if roots.len() > 1 {
                let owners = owners(&self.clusters, &roots, place, &mut scratch);
                let members = usize::from(self.options.per_customer.member_id);
                if owners.members > members || owners.people > limit as usize {
                    put(&mut self.slack, it, slack(owners, members, limit));
                    let owners = u32::try_from(owners.members.max(owners.people)).unwrap_or(u32::MAX);
                    self.set_aside(it, Why::Shared { owners });
                    seen.clear();
                    continue;
                }
            }
            self.collect(&mut seen, it, &mut edges);
        }
        self.tiers = tiers;
        strongest_first(&mut edges);
        for edge in edges {
            if let Err(limit) = self.clusters.join(edge.to, edge.from, edge.join()) {
                let Edge { from, to, touchpoint, touchpoints } = edge;
                self.refused.push(Refused { from, to, touchpoint, touchpoints, limit });
            }
        }
    }

    /// Hands touchpoints and identifiers to customers.
    fn answer(mut self) -> Solved {
        let evidence = self.evidence;
        let mut of_root = vec![NONE; evidence.len()];
        let mut count = 0;
        let mut customers = Vec::with_capacity(evidence.rows.len());
        for (touchpoint, _) in evidence.touchpoints() {
            let customer = self.leader(touchpoint).map_or(NONE, |leader| {
                let root = self.clusters.root(leader);
                if at(&of_root, root) == NONE {
                    put(&mut of_root, root, count);
                    count += 1;
                }
                at(&of_root, root)
            });
            customers.push(customer);
        }
        let owned: Vec<u32> = (0..)
            .zip(&self.aside)
            .map(|(it, aside)| if aside.is_some() { NONE } else { at(&of_root, self.clusters.root(it)) })
            .collect();
        let Self { aside, refused, slack, clusters, .. } = self;
        Solved { count, customers, owned, aside, slack, joins: clusters.into_joins(), refused }
    }
}

impl Solved {
    /// Turns everything back to `len` dense numbers of identifiers.
    fn dense(self, evidence: &Evidence, len: usize) -> Identity {
        let Self { count, customers, owned, joins: forest, .. } = self;
        let dense = |it: u32| if it == NONE { NONE } else { at(&evidence.numbers, it) };
        let mut owners = vec![NONE; len];
        let mut joins = vec![Join { to: NONE, ..Join::default() }; len];
        for ((&number, &owner), join) in evidence.numbers.iter().zip(&owned).zip(forest) {
            put(&mut owners, number, owner);
            put(&mut joins, number, Join { to: dense(join.to), ..join });
        }
        let set_aside = evidence.numbers.iter().zip(&self.aside);
        let set_aside =
            set_aside.filter_map(|(&identifier, why)| Some(SetAside { identifier, why: (*why)? }));
        let refused = self.refused.iter();
        let refused = refused.map(|no| Refused { from: dense(no.from), to: dense(no.to), ..*no });
        Identity {
            touchpoints: Groups::new(count as usize, || customers.iter().copied().zip(0..)),
            identifiers: Groups::new(count as usize, || {
                owned.iter().copied().zip(evidence.numbers.iter().copied())
            }),
            unidentified: customers.iter().filter(|&&customer| customer == NONE).count(),
            set_aside: set_aside.collect(),
            refused: refused.collect(),
            customers,
            owners,
            joins,
        }
    }
}

/// Of so many owners, how many may vanish and the rest still be too many.
fn slack(owners: Owners, members: usize, people: u32) -> u32 {
    // A customer has `members` member ids of an issuer at most.
    let by_members = owners.members.saturating_sub(members + 1) / members.max(1);
    let by_people = owners.people.saturating_sub(people as usize + 1);
    u32::try_from(by_members.max(by_people)).unwrap_or(u32::MAX)
}

/// The most trusted identifier of a row that is not set aside, [`NONE`] where there is none.
fn leader(row: &[u32], aside: &[Option<Why>]) -> u32 {
    row.iter().copied().find(|&it| at(aside, it).is_none()).unwrap_or(NONE)
}

/// Puts what was seen together most often first; ties stay in order of the identifiers, older ones first.
fn strongest_first(edges: &mut [Edge]) {
    edges.put_in_order_by_key(|edge| Reverse(edge.touchpoints));
}
