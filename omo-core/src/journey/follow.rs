//! What follows the last few touchpoints, how likely, and how two groups of customers differ in it.

use serde::Serialize;

use super::{Journeys, Unit};
use crate::Error;
use crate::math;
use crate::order::Order;
use crate::pairs::Pairs;

/// What followed some touchpoints.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Follow {
    /// The touchpoints before, oldest first.
    pub from: Vec<String>,
    /// The one that followed.
    pub to: String,
    /// How often.
    pub count: u32,
    /// The share of all that followed these touchpoints.
    pub share: f64,
}

/// How two groups differ in what follows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FollowDifference {
    /// The touchpoints before, oldest first.
    pub from: Vec<String>,
    /// The one that followed.
    pub to: String,
    /// How often here and in the other group.
    pub counts: [u32; 2],
    /// The share of all that followed these touchpoints, here and in the other group.
    pub shares: [f64; 2],
    /// The share here minus the share there.
    pub difference: f64,
    /// The difference in standard errors: two proportions, pooled.
    pub z: f64,
    /// How likely a difference as large is by chance.
    pub p: f64,
    /// The same when all rows are looked at (Benjamini and Hochberg 1995).
    pub q: f64,
}

/// Counts of runs, and of what followed them.
struct Runs {
    /// A run is the number of the run without its newest touchpoint, and that.
    tree: Pairs,
    next: Pairs,
    counts: Vec<u32>,
}

impl Journeys {
    /// What follows the last `order` touchpoints of a customer, and how likely: the most frequent first, then by name.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when `order` is not from 1 to 8.
    pub fn follows(&self, order: u32, unit: Unit) -> Result<Vec<Follow>, Error> {
        let (names, runs) = self.runs_of(order, unit)?;
        let mut follows: Vec<Follow> = runs
            .told(&names, order)
            .into_iter()
            .map(|(from, to, count, all)| Follow { from, to, count, share: math::share(count.into(), all) })
            .collect();
        follows.put_in_order_by(|a, b| {
            b.count.cmp(&a.count).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
        });
        Ok(follows)
    }

    /// How customers here differ from others in what follows the last `order` touchpoints; the surest difference first.
    ///
    /// Moves are taken to be independent of each other, which those of one customer are not quite: read `q` as a sieve, not
    /// as a proof.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when `order` is not from 1 to 8.
    pub fn follow_differences(
        &self,
        other: &Self,
        order: u32,
        unit: Unit,
    ) -> Result<Vec<FollowDifference>, Error> {
        let all = |journeys: &Self| {
            let (names, runs) = journeys.runs_of(order, unit)?;
            let mut told = runs.told(&names, order);
            told.put_in_order_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
            Ok::<_, Error>(told)
        };
        let (here, there) = (all(self)?, all(other)?);
        let whole = |list: &[(Vec<String>, String, u32, u64)], from: &[String]| {
            let at = list.partition_point(|row| row.0.as_slice() < from);
            list.get(at).filter(|row| row.0 == from).map_or(0, |row| row.3)
        };
        let mut rows = Vec::new();
        let (mut here_left, mut there_left) = (here.iter().peekable(), there.iter().peekable());
        loop {
            let key = |row: &&(Vec<String>, String, u32, u64)| (row.0.clone(), row.1.clone());
            let next = match (here_left.peek().map(key), there_left.peek().map(key)) {
                (Some(a), Some(b)) => a.min(b),
                (Some(a), None) => a,
                (None, Some(b)) => b,
                (None, None) => break,
            };
            let (from, to) = next;
            let same = |row: &&(Vec<String>, String, u32, u64)| row.0 == from && row.1 == to;
            let counts = [
                here_left.next_if(same).map_or(0, |row| row.2),
                there_left.next_if(same).map_or(0, |row| row.2),
            ];
            let wholes = [whole(&here, &from), whole(&there, &from)];
            rows.push(difference(from, to, counts, wholes));
        }
        rows.put_in_order_by(|a, b| {
            a.p.total_cmp(&b.p).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
        });
        let (mut least, count) = (1.0_f64, rows.len());
        #[expect(clippy::cast_precision_loss, reason = "far fewer rows than 2^53")]
        for (rank, row) in rows.iter_mut().enumerate().rev() {
            least = least.min(row.p * count as f64 / (rank + 1) as f64);
            row.q = least;
        }
        Ok(rows)
    }

    fn runs_of(&self, order: u32, unit: Unit) -> Result<(Vec<String>, Runs), Error> {
        if !(1..=8).contains(&order) {
            return Err(Error::option("order", "from 1 to 8", &order));
        }
        let (names, of_kind) = self.units(unit);
        let mut counted = Runs { tree: Pairs::default(), next: Pairs::default(), counts: Vec::new() };
        let mut steps: Vec<u32> = Vec::new();
        for journey in self.all() {
            steps.clear();
            steps.extend(journey.iter().filter_map(|touch| of_kind.get(touch.kind as usize)));
            for window in steps.windows(order as usize + 1) {
                let Some((&to, from)) = window.split_last() else { continue };
                let run = from.iter().fold(u32::MAX, |run, &step| counted.tree.intern((run, step)));
                match counted.counts.get_mut(counted.next.intern((run, to)) as usize) {
                    Some(count) => *count += 1,
                    None => counted.counts.push(1),
                }
            }
        }
        Ok((names, counted))
    }
}

impl Runs {
    /// Each run with what followed, how often, and how often anything followed.
    fn told(&self, names: &[String], order: u32) -> Vec<(Vec<String>, String, u32, u64)> {
        let name = |step: u32| names.get(step as usize).cloned().unwrap_or_default();
        let mut all = vec![0_u64; self.tree.all().len()];
        for (&(run, _), &count) in self.next.all().iter().zip(&self.counts) {
            if let Some(sum) = all.get_mut(run as usize) {
                *sum += u64::from(count);
            }
        }
        let told = self.next.all().iter().zip(&self.counts).map(|(&(run, to), &count)| {
            let whole = all.get(run as usize).copied().unwrap_or_default();
            let (mut from, mut at) = (Vec::with_capacity(order as usize), run);
            while let Some(&(before, step)) = self.tree.all().get(at as usize) {
                from.push(name(step));
                at = before;
            }
            from.reverse();
            (from, name(to), count, whole)
        });
        told.collect()
    }
}

fn difference(from: Vec<String>, to: String, counts: [u32; 2], wholes: [u64; 2]) -> FollowDifference {
    let [ours, theirs] = counts.map(u64::from);
    let [all_ours, all_theirs] = wholes;
    let shares = [math::share(ours, all_ours), math::share(theirs, all_theirs)];
    let [here, there] = shares;
    let pooled = math::share(ours + theirs, all_ours + all_theirs);
    let spread = pooled * (1.0 - pooled) * (math::share(1, all_ours) + math::share(1, all_theirs));
    let known = spread > 0.0 && all_ours > 0 && all_theirs > 0;
    let z = if known { (here - there) / spread.sqrt() } else { 0.0 };
    let p = math::erfc(z.abs() / std::f64::consts::SQRT_2);
    FollowDifference { from, to, counts, shares, difference: here - there, z, p, q: p }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};

    fn journeys(paths: &[&str]) -> Journeys {
        let mut touches = Touches::default();
        for (who, path) in paths.iter().enumerate() {
            for (at, channel) in (0..).zip(path.chars()) {
                touches.push(&format!("c{who}"), at, &channel.to_string(), "view");
            }
        }
        Journeys::new(touches, &JourneyOptions::default()).unwrap()
    }

    #[test]
    fn second_order_by_hand() {
        let told: Vec<_> = journeys(&["abab", "aba", "abc"])
            .follows(2, Unit::Channel)
            .unwrap()
            .into_iter()
            .map(|f| (f.from.concat() + &f.to, f.count, f.share))
            .collect();
        let expected = [("aba", 2, 2.0 / 3.0), ("abc", 1, 1.0 / 3.0), ("bab", 1, 1.0)];
        assert_eq!(told, expected.map(|(path, count, share)| (path.to_owned(), count, share)));
        assert!(journeys(&[]).follows(0, Unit::Channel).is_err());
    }

    /// First order is what transitions count.
    #[test]
    fn first_order_is_transitions() {
        let journeys = journeys(&["abcabca", "aabbcc", "c", ""]);
        let follows = journeys.follows(1, Unit::Channel).unwrap();
        let flows = journeys.transitions(crate::journey::By::Channel);
        let told: Vec<_> = follows.iter().map(|f| (f.from[0].as_str(), f.to.as_str(), f.count)).collect();
        assert_eq!(told, flows.iter().map(|f| (f.from.as_str(), f.to.as_str(), f.count)).collect::<Vec<_>>());
    }

    /// 15 of 20 against 5 of 20: z = 0.5 / sqrt(0.5 * 0.5 * (1/20 + 1/20)) = 3.1623, p = 0.001565 (R's prop.test without
    /// correction).
    #[test]
    fn two_groups_by_hand() {
        let group = |ab: usize, ac: usize| {
            let paths: Vec<&str> =
                std::iter::repeat_n("ab", ab).chain(std::iter::repeat_n("ac", ac)).collect();
            journeys(&paths)
        };
        let rows = group(15, 5).follow_differences(&group(5, 15), 1, Unit::Channel).unwrap();
        assert_eq!((rows.len(), rows[0].counts, rows[0].difference), (2, [15, 5], 0.5));
        assert!((rows[0].z - 3.162_278).abs() < 1e-6 && (rows[0].p - 0.001_565_4).abs() < 1e-7);
        assert_eq!(rows[0].q, rows[1].p);
        // What one group never did.
        let rows = group(9, 0).follow_differences(&group(0, 9), 1, Unit::Channel).unwrap();
        assert_eq!(rows[0].shares, [1.0, 0.0]);
    }
}
