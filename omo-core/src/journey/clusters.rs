//! Journeys that are alike: customers grouped by where they spend their touchpoints.

use serde::Serialize;

use super::{Journeys, Unit};
use crate::Error;
use crate::random::Random;

/// Customers in groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Clusters {
    /// The group of each customer, from 0; the largest group is 0.
    pub of: Vec<u32>,
    /// Channels, or what was asked for.
    pub names: Vec<String>,
    /// Each group.
    pub groups: Vec<Cluster>,
}

/// One group of customers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    /// How many customers it has.
    pub customers: u32,
    /// The mean share of their touchpoints at each name.
    pub shares: Vec<f64>,
    /// Touchpoints of the mean customer.
    pub touchpoints: f64,
}

impl Journeys {
    /// Customers in `count` groups by the shares of their touchpoints.
    ///
    /// k-means on the roots of shares, whose distance is Hellinger's, begun at k-means++ (Arthur and Vassilvitskii 2007)
    /// with a seed. Fewer groups come out where fewer differ.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when `count` is not from 1 to 100.
    pub fn clusters(&self, count: u32, unit: Unit, seed: u32) -> Result<Clusters, Error> {
        if !(1..=100).contains(&count) {
            return Err(Error::option("count", "from 1 to 100", &count));
        }
        let (names, of_kind) = self.units(unit);
        let wide = names.len();
        let mut points = vec![0.0_f64; wide * self.customers() as usize];
        for (journey, point) in self.all().zip(points.chunks_mut(wide.max(1))) {
            for touch in journey {
                let name = of_kind.get(touch.kind as usize).map_or(usize::MAX, |&name| name as usize);
                if let Some(count) = point.get_mut(name) {
                    *count += 1.0;
                }
            }
            let all: f64 = point.iter().sum();
            for part in point {
                *part = if all > 0.0 { (*part / all).sqrt() } else { 0.0 };
            }
        }
        let points: Vec<&[f64]> = points.chunks(wide.max(1)).collect();
        let mut middles = begin(&points, count as usize, seed);
        let nearest = |point: &[f64], middles: &[Vec<f64>]| {
            let far = |(number, middle): (u32, &Vec<f64>)| (number, distance(point, middle));
            let all = (0_u32..).zip(middles).map(far);
            all.fold((0, f64::INFINITY), |best, next| if next.1 < best.1 { next } else { best }).0
        };
        let mut of: Vec<u32> = Vec::new();
        for _ in 0..100 {
            let now: Vec<u32> = points.iter().map(|point| nearest(point, &middles)).collect();
            if now == of {
                break;
            }
            of = now;
            let mut sums = vec![vec![0.0; wide]; middles.len()];
            let mut sizes = vec![0.0_f64; middles.len()];
            for (point, &group) in points.iter().zip(&of) {
                if let (Some(sum), Some(size)) = (sums.get_mut(group as usize), sizes.get_mut(group as usize))
                {
                    sum.iter_mut().zip(*point).for_each(|(sum, part)| *sum += part);
                    *size += 1.0;
                }
            }
            for ((middle, sum), size) in
                middles.iter_mut().zip(sums).zip(sizes).filter(|(_, size)| *size > 0.0)
            {
                *middle = sum.into_iter().map(|sum| sum / size).collect();
            }
        }
        Ok(self.grouped(names, &points, &of, middles.len()))
    }

    /// Groups that have someone, the largest first.
    fn grouped(&self, names: Vec<String>, points: &[&[f64]], of: &[u32], count: usize) -> Clusters {
        use crate::order::Order;
        let mut groups: Vec<(usize, Cluster)> = (0..count)
            .map(|number| {
                (number, Cluster { customers: 0, shares: vec![0.0; names.len()], touchpoints: 0.0 })
            })
            .collect();
        for ((point, &group), journey) in points.iter().zip(of).zip(self.all()) {
            if let Some((_, group)) = groups.get_mut(group as usize) {
                group.customers += 1;
                group.shares.iter_mut().zip(*point).for_each(|(sum, root)| *sum += root * root);
                #[expect(clippy::cast_precision_loss, reason = "journeys are far shorter than 2^53")]
                {
                    group.touchpoints += journey.len() as f64;
                }
            }
        }
        groups.retain(|(_, group)| group.customers > 0);
        groups.put_in_order_by(|a, b| b.1.customers.cmp(&a.1.customers));
        let mut rank = vec![0_u32; count];
        for (place, (number, group)) in (0_u32..).zip(&mut groups) {
            if let Some(rank) = rank.get_mut(*number) {
                *rank = place;
            }
            let size = f64::from(group.customers);
            group.shares.iter_mut().for_each(|share| *share /= size);
            group.touchpoints /= size;
        }
        let of = of.iter().map(|&group| rank.get(group as usize).copied().unwrap_or_default()).collect();
        Clusters { of, names, groups: groups.into_iter().map(|(_, group)| group).collect() }
    }
}

/// Points far from each other to begin at.
fn begin(points: &[&[f64]], count: usize, seed: u32) -> Vec<Vec<f64>> {
    let mut random = Random::new(seed.into());
    let mut middles: Vec<Vec<f64>> = random.pick(points).map(|point| point.to_vec()).into_iter().collect();
    let mut far = vec![f64::INFINITY; points.len()];
    while let (Some(last), true) = (middles.last(), middles.len() < count) {
        for (far, point) in far.iter_mut().zip(points) {
            *far = far.min(distance(point, last));
        }
        let mut left = random.unit() * far.iter().sum::<f64>();
        let chosen = points.iter().zip(&far).filter(|(_, far)| **far > 1e-12).find(|(_, far)| {
            left -= **far;
            left <= 0.0
        });
        let Some((point, _)) = chosen else { break };
        middles.push(point.to_vec());
    }
    middles
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};

    /// The share of pairs that two ways of grouping agree on.
    fn agreement(a: &[u32], b: &[u32]) -> f64 {
        let pairs = || (0..a.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        let same = pairs().filter(|&(i, j)| (a[i] == a[j]) == (b[i] == b[j])).count();
        crate::math::share(same as u64, pairs().count() as u64)
    }

    /// Three kinds of customers with a little noise are told apart; the same seed gives the same groups.
    #[test]
    fn planted_groups_are_found() {
        let mut random = Random::new(4);
        let mut touches = Touches::default();
        let mut truth = Vec::new();
        for who in 0..120_u32 {
            let kind = (who % 3) as usize;
            truth.push(who % 3);
            for at in 0..20 {
                let own = ["ec", "pos", "app"][kind];
                let channel = if random.chance(0.9) { own } else { "signage" };
                touches.push(&format!("{who:04}"), at, channel, "view");
            }
        }
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        let found = journeys.clusters(3, Unit::Channel, 0).unwrap();
        assert_eq!(agreement(&found.of, &truth), 1.0);
        assert_eq!(found, journeys.clusters(3, Unit::Channel, 0).unwrap());
        assert!(found.groups.iter().all(|group| group.customers == 40 && group.touchpoints == 20.0));
        assert!(found.groups.iter().all(|group| (group.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12));
        // Fewer come out where fewer differ.
        let mut one = Touches::default();
        one.push("a", 0, "ec", "view");
        one.push("b", 0, "ec", "view");
        let one = Journeys::new(one, &JourneyOptions::default()).unwrap();
        assert_eq!(one.clusters(5, Unit::Channel, 0).unwrap().groups.len(), 1);
        assert!(one.clusters(0, Unit::Channel, 0).is_err());
    }
}
