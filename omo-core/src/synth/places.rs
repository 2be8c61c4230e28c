//! The stores, and which of them a household goes to.

use crate::math;
use crate::model::Store;
use crate::random::Random;

use super::chance::{Weights, within};
use super::tables::Tables;

/// The stores, the first of each town before the second of any.
pub(super) fn stores(seed: u64, count: u32, tables: &Tables) -> Vec<Store> {
    let mut random = Random::fork(seed, u64::MAX - 1);
    let towns = tables.quarters.len().max(1);
    (0..count as usize)
        .filter_map(|number| {
            let quarter = tables.quarters.get(number % towns)?;
            let nth = number / towns + 1;
            let (id, name) = if nth == 1 {
                (quarter.romaji.to_owned(), format!("{}店", quarter.name))
            } else {
                (format!("{}-{nth}", quarter.romaji), format!("{}第{nth}店", quarter.name))
            };
            // Half a kilometre either way; five digits are a metre.
            let about = |random: &mut Random, degrees: f64| {
                ((degrees + within(random, -0.005, 0.005)) * 1e5).round() / 1e5
            };
            let latitude = about(&mut random, quarter.latitude);
            let longitude = about(&mut random, quarter.longitude);
            Some(Store { id, name, latitude, longitude })
        })
        .collect()
}

/// How likely each store is for someone living at a place: a kilometre further is 2.3 times less likely.
pub(super) fn nearness(stores: &[Store], latitude: f64, longitude: f64) -> Weights {
    Weights::new(stores.iter().map(|store| math::exp(-store.kilometres_to(latitude, longitude) / 1.2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_have_keys_of_their_own() {
        let stores = stores(1, 200, &Tables::read());
        let ids: std::collections::BTreeSet<_> = stores.iter().map(|store| &store.id).collect();
        assert_eq!(ids.len(), 200);
        assert_eq!(stores[0].id, "fujisawa");
    }

    #[test]
    fn the_store_next_door_is_the_usual_one() {
        let stores = stores(1, 5, &Tables::read());
        let near = nearness(&stores, stores[2].latitude, stores[2].longitude);
        let mut random = Random::new(1);
        let home = (0..1000).filter(|_| near.draw(&mut random) == 2).count();
        assert!(home > 600, "{home}");
    }
}
