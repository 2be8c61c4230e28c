//! The groups of a connected part of few rows, in a table with a place for each two of them: nearly all parts are so small, and
//! a table is quicker than lists of who is near whom.

use super::cluster::{MOST, Merge, Told, places, rank, share_a_source, sum, together};
use super::report::Pair;
use super::scorer::{Worker, ones};

/// A word has a bit for each of so many rows.
pub const FEW: usize = 64;

/// Groups of few rows, each called by the place of one.
pub struct Few {
    groups: Vec<Group>,
    /// For each two groups of which pairs were found the sum of the weights of all pairs between them, in both places.
    sums: Vec<f32>,
    /// In the place of the lesser first what they say together: of the greater the [`rank`] is greater. 0 where they cannot join.
    ranks: Vec<u32>,
}

/// The rows at some places. They are a list from the first to the last.
struct Group {
    /// The row at this place, whichever group it is in now, and the place of the next of that group.
    row: u32,
    next: usize,
    first: usize,
    last: usize,
    size: usize,
    /// The groups with which some pair was found, a bit for each.
    near: u64,
    /// The group after this one with which it says the most, and its rank.
    best: (u32, usize),
}

impl Few {
    /// Rows in order, of which there are no more than [`FEW`], and the pairs that were found among them.
    pub fn new(rows: Vec<u32>, pairs: &[Pair]) -> Self {
        let width = rows.len();
        let mut sums = vec![0.0; width * width];
        let mut ranks = vec![0; width * width];
        let mut near = vec![0_u64; width];
        for pair in pairs {
            let (a, b) = places(&rows, pair);
            let (a, b) = (a as usize, b as usize);
            let weight = pair.weight.min(MOST);
            for (one, other) in [(a, b), (b, a)] {
                sums.get_mut(one * width + other).into_iter().for_each(|sum| *sum = weight);
                near.get_mut(one).into_iter().for_each(|near| *near |= 1 << other);
            }
            ranks.get_mut(a * width + b).into_iter().for_each(|slot| *slot = rank(weight));
        }
        let group =
            |(at, (row, near))| Group { row, next: at, first: at, last: at, size: 1, near, best: (0, 0) };
        let groups = rows.into_iter().zip(near).enumerate().map(group).collect();
        let mut few = Self { groups, sums, ranks };
        (0..width).for_each(|at| few.find_best(at));
        few
    }

    /// Joins groups as [`merges`](super::cluster::merges) says.
    pub fn join(
        mut self,
        told: &impl Told,
        worker: &mut Worker,
        least: f32,
        one_to_one: bool,
        merges: &mut Vec<Merge>,
    ) {
        let least_rank = rank(least).max(1);
        let mut lowest = u32::MAX;
        // Of equals the first.
        while let Some((a, (rank, b))) =
            self.groups.iter().map(|group| group.best).enumerate().rev().max_by_key(|(_, (rank, _))| *rank)
            && rank >= least_rank
        {
            if one_to_one && share_a_source(told, self.rows(a), self.rows(b)) {
                self.rank_of(a, b).into_iter().for_each(|slot| *slot = 0);
                self.find_best(a);
                continue;
            }
            lowest = lowest.min(rank);
            if let (Some(a), Some(b)) = (self.rows(a).next(), self.rows(b).next()) {
                merges.push(Merge { a, b, weight: weight(lowest) });
            }
            self.merge(told, worker, (a, b));
        }
    }

    /// The rows of a group.
    fn rows(&self, group: usize) -> impl Iterator<Item = u32> + Clone {
        let (first, size) = self.groups.get(group).map_or((0, 0), |group| (group.first, group.size));
        let places = std::iter::successors(Some(first), |&at| self.groups.get(at).map(|place| place.next));
        places.take(size).filter_map(|at| self.groups.get(at).map(|place| place.row))
    }

    fn near(&self, group: usize) -> u64 {
        self.groups.get(group).map_or(0, |group| group.near)
    }

    fn size(&self, group: usize) -> usize {
        self.groups.get(group).map_or(0, |group| group.size)
    }

    fn rank_of(&mut self, a: usize, b: usize) -> Option<&mut u32> {
        self.ranks.get_mut(a.min(b) * self.groups.len() + a.max(b))
    }

    /// Finds the group after this one with which it says the most; of equals the first.
    fn find_best(&mut self, group: usize) {
        let after = u64::MAX.checked_shl(u32::try_from(group + 1).unwrap_or(64)).unwrap_or(0);
        let start = group * self.groups.len();
        let mut best = (0, 0);
        for other in ones(self.near(group) & after) {
            let rank = self.ranks.get(start + other).copied().unwrap_or(0);
            if rank > best.0 {
                best = (rank, other);
            }
        }
        self.groups.get_mut(group).into_iter().for_each(|group| group.best = best);
    }

    /// The sum of the weights of all pairs between two groups.
    fn sum(&self, told: &impl Told, worker: &mut Worker, group: usize, other: usize) -> f32 {
        if self.near(group) >> other & 1 == 1 {
            return self.sums.get(group * self.groups.len() + other).copied().unwrap_or(0.0);
        }
        sum(told, worker, self.rows(group), &self.rows(other), self.size(group) * self.size(other))
    }

    /// Makes the group `b` a part of `a`.
    fn merge(&mut self, told: &impl Told, worker: &mut Worker, (a, b): (usize, usize)) {
        let near = (self.near(a) | self.near(b)) & !(1 << a | 1 << b);
        let mut sums = [0.0; FEW];
        for other in ones(near) {
            let sum = self.sum(told, worker, a, other) + self.sum(told, worker, b, other);
            sums.get_mut(other).into_iter().for_each(|slot| *slot = sum);
        }
        let size = self.put_together(a, b);
        self.groups.get_mut(a).into_iter().for_each(|group| group.near = near);
        let width = self.groups.len();
        for (other, sum) in ones(near).filter_map(|other| Some((other, *sums.get(other)?))) {
            for (one, other) in [(a, other), (other, a)] {
                self.sums.get_mut(one * width + other).into_iter().for_each(|slot| *slot = sum);
            }
            let weight = together(told.scorer(), sum, size * self.size(other));
            let rank = rank(weight);
            self.rank_of(a, other).into_iter().for_each(|slot| *slot = rank);
            let Some(group) = self.groups.get_mut(other) else { continue };
            group.near = group.near & !(1 << b) | 1 << a;
            let (most, best) = group.best;
            if best == a || best == b {
                self.find_best(other);
            } else if other < a && (rank > most || rank == most && a < best) {
                group.best = (rank, a);
            }
        }
        self.find_best(a);
    }

    /// Puts the rows of two groups together, those of the larger first: how many there are.
    fn put_together(&mut self, a: usize, b: usize) -> usize {
        let of =
            |group: usize| self.groups.get(group).map_or((0, 0, 0), |one| (one.first, one.last, one.size));
        let (of_a, of_b) = (of(a), of(b));
        let (more, fewer) = if of_a.2 < of_b.2 { (of_b, of_a) } else { (of_a, of_b) };
        let size = more.2 + fewer.2;
        self.groups.get_mut(more.1).into_iter().for_each(|place| place.next = fewer.0);
        if let Some(group) = self.groups.get_mut(a) {
            (group.first, group.last, group.size) = (more.0, fewer.1, size);
        }
        if let Some(group) = self.groups.get_mut(b) {
            (group.size, group.near, group.best) = (0, 0, (0, 0));
        }
        size
    }
}

/// The weight of a [`rank`].
fn weight(rank: u32) -> f32 {
    f32::from_bits(if rank >> 31 == 1 { rank & !(1 << 31) } else { !rank })
}

#[cfg(test)]
mod tests {
    use super::super::cluster::{All, Part};
    use super::super::rows::Rows;
    use super::super::scorer::Scorer;
    use super::super::{Column, Records, ResolveOptions, resolve};
    use super::*;
    use crate::random::Random;
    use proptest::prelude::*;

    #[test]
    fn of_groups_that_say_the_same_the_first_joins() {
        let pair = |(a, b, weight): (u32, u32, f32)| Pair { a, b, weight };
        // To the first row two others say as much as two more, which came together sooner.
        let pairs =
            [(0, 1, 3.0), (0, 2, 3.0), (0, 3, 3.0), (0, 4, 3.0), (1, 2, 10.0), (3, 4, 11.0)].map(pair);
        let mut scorer = Scorer::new(Vec::new(), Rows::default());
        scorer.prior = -1.0;
        let mut merges = Vec::new();
        let few = Few::new((0..5).collect(), &pairs);
        few.join(&All(&scorer), &mut scorer.worker(), 0.0, false, &mut merges);
        let joined: Vec<(u32, u32)> = merges.iter().map(|merge| (merge.a, merge.b)).collect();
        assert_eq!(joined, [(3, 4), (1, 2), (0, 1), (1, 3)]);
    }

    #[test]
    fn large_groups_are_judged_by_the_same_pairs() {
        // 64 people of a few names, each a row: of two groups of 21 rows or more some pairs are looked at, in order.
        let mut random = Random::new(5);
        let names: Vec<String> = (0..64)
            .map(|_| (0..6).map(|_| char::from(b'a' + u8::try_from(random.below(3)).unwrap())).collect())
            .collect();
        let ids: Vec<String> = (0..64).map(|id| format!("{id:02}")).collect();
        let column =
            |name: &str, cells: &[String]| Column::new(name, cells.iter().map(|cell| Some(cell.as_str())));
        let records = Records::new(column("id", &ids), vec![column("name", &names)]).unwrap();
        let found = resolve(&records, &ResolveOptions::default()).unwrap();
        let (scorer, mut worker) = (&found.scorer, found.scorer.worker());
        for _ in 0..20 {
            let pairs = (0_u32..64).flat_map(|a| (a + 1..64).map(move |b| (a, b)));
            let pair = |(a, b): (u32, u32)| {
                let weight = scorer.weight(&mut worker, a, b) + 40.0;
                random.chance(0.06).then_some(Pair { a, b, weight })
            };
            let pairs: Vec<Pair> = pairs.filter_map(pair).collect();
            let mut rows: Vec<u32> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
            rows.sort_unstable();
            rows.dedup();
            let (mut few, mut many) = (Vec::new(), Vec::new());
            let mut worker = scorer.worker();
            Few::new(rows.clone(), &pairs).join(&All(scorer), &mut worker, -60.0, false, &mut few);
            Part::new(&rows, &pairs).join(&All(scorer), &mut worker, -60.0, false, &mut many);
            assert_eq!(few, many);
            assert_eq!(few.len(), rows.len() - 1);
        }
    }

    proptest! {
        /// Few rows join as many do, whatever is found of them: some pairs alike, some weights equal, some groups of one source.
        #[test]
        fn few_join_as_many_do(
            found in proptest::collection::vec(prop_oneof![Just(None), (-40_i16..90).prop_map(Some)], 1..300),
            sources in proptest::collection::vec(0_u32..5, 25),
            (prior, least, one_to_one) in (-12_i8..2, -3_i8..3, any::<bool>()),
        ) {
            let pairs = (0_u32..25).flat_map(|a| (a + 1..25).map(move |b| (2 * a, 2 * b))).zip(&found);
            let pair = |((a, b), weight): ((u32, u32), &Option<i16>)| {
                Some(Pair { a, b, weight: f32::from((*weight)?) / 3.0 })
            };
            let pairs: Vec<Pair> = pairs.filter_map(pair).collect();
            let mut rows: Vec<u32> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
            rows.sort_unstable();
            rows.dedup();
            let sources = sources.iter().flat_map(|&source| [source, source]).collect();
            // Pairs that were not found say what two rows at random do.
            let mut scorer = Scorer::new(Vec::new(), Rows { sources, ..Rows::default() });
            scorer.prior = prior.into();
            let (mut worker, least) = (scorer.worker(), least.into());
            let (mut few, mut many) = (Vec::new(), Vec::new());
            Few::new(rows.clone(), &pairs).join(&All(&scorer), &mut worker, least, one_to_one, &mut few);
            Part::new(&rows, &pairs).join(&All(&scorer), &mut worker, least, one_to_one, &mut many);
            prop_assert_eq!(few, many);
        }

        /// A rank is the weight it is of, and in its order.
        #[test]
        fn ranks_are_weights_in_order(a: f32, b: f32) {
            prop_assert_eq!(rank(a).cmp(&rank(b)), a.total_cmp(&b));
            prop_assert_eq!(weight(rank(a)).to_bits(), a.to_bits());
        }
    }
}
