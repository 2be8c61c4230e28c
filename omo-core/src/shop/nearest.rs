//! Which store is near.

use serde::{Deserialize, Serialize};

use crate::order::Order;
use crate::{Error, Store};

/// A place on Earth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Place {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Place {
    fn check(self) -> Result<(), Error> {
        let wrong =
            |column: &str, must: &str| Err(Error::Column { column: column.into(), must: must.into() });
        if !(-90.0..=90.0).contains(&self.latitude) {
            return wrong("latitude", "a number from -90 to 90");
        }
        if !(-180.0..=180.0).contains(&self.longitude) {
            return wrong("longitude", "a number from -180 to 180");
        }
        Ok(())
    }
}

/// A store and how far it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Nearby {
    /// The store's number: its place in the list of stores.
    pub store: u32,
    /// As the crow flies.
    pub kilometres: f64,
}

/// The shop's stores, numbered as they were given.
///
/// ```
/// use omo_core::Store;
/// use omo_core::shop::{Place, Stores};
/// let at = |id: &str, latitude, longitude| Store { id: id.into(), name: id.into(), latitude, longitude };
/// let stores = Stores::new(vec![at("umeda", 34.7025, 135.4959), at("ginza", 35.6717, 139.7650)])?;
/// let tokyo_station = Place { latitude: 35.6812, longitude: 139.7671 };
/// let nearest = stores.nearest(tokyo_station)?;
/// assert_eq!(stores.get(nearest[0].store).unwrap().id, "ginza");
/// assert!(nearest[0].kilometres < 1.5);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stores(Vec<Store>);

impl Stores {
    /// Takes the stores in.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] when a store does not lie on Earth.
    pub fn new(stores: Vec<Store>) -> Result<Self, Error> {
        stores.iter().try_for_each(|store| place(store).check())?;
        Ok(Self(stores))
    }

    /// The store of a number.
    #[must_use]
    pub fn get(&self, store: u32) -> Option<&Store> {
        self.0.get(store as usize)
    }

    /// All stores in order of their numbers.
    #[must_use]
    pub fn all(&self) -> &[Store] {
        &self.0
    }

    /// All stores by distance from a place, the nearest first; ties by number.
    ///
    /// # Errors
    ///
    /// [`Error::Column`] when the place does not lie on Earth.
    pub fn nearest(&self, from: Place) -> Result<Vec<Nearby>, Error> {
        from.check()?;
        let kilometres = |store: &Store| store.kilometres_to(from.latitude, from.longitude);
        let near = |(store, place): (u32, &Store)| Nearby { store, kilometres: kilometres(place) };
        let mut all: Vec<_> = (0..).zip(&self.0).map(near).collect();
        all.put_in_order_by(|a, b| a.kilometres.total_cmp(&b.kilometres).then(a.store.cmp(&b.store)));
        Ok(all)
    }

    /// All stores by distance from a customer's home store, which comes first.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] when there is no such store.
    pub fn nearest_to_store(&self, home: u32) -> Result<Vec<Nearby>, Error> {
        let mut all = self.nearest(place(self.get(home).ok_or(Error::Unknown { what: "store" })?))?;
        // Two stores of one building are 0 km apart; home is home.
        all.put_in_order_by_key(|nearby| nearby.store != home);
        Ok(all)
    }

    /// The `n` nearest stores that `has` what is wanted, the nearest first.
    ///
    /// ```
    /// # use omo_core::Store;
    /// # use omo_core::shop::{Place, Stock, StockOptions, StockRecord, Stores};
    /// # let at = |id: &str, latitude, longitude| Store { id: id.into(), name: id.into(), latitude, longitude };
    /// # let stores = Stores::new(vec![at("umeda", 34.7025, 135.4959), at("ginza", 35.6717, 139.7650)])?;
    /// # let tokyo_station = Place { latitude: 35.6812, longitude: 139.7671 };
    /// let tea = 7;
    /// let stock: Stock = [StockRecord { store: 0, product: tea, quantity: 3 }].into_iter().collect();
    /// let margin = StockOptions::default();
    /// let with_tea = stores.nearest_with(|store| stock.available(store, tea, &margin) > 0, tokyo_station, 3)?;
    /// assert_eq!(with_tea.iter().map(|near| near.store).collect::<Vec<_>>(), [0]);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Column`] when the place does not lie on Earth.
    pub fn nearest_with(
        &self,
        has: impl Fn(u32) -> bool,
        from: Place,
        n: usize,
    ) -> Result<Vec<Nearby>, Error> {
        Ok(self.nearest(from)?.into_iter().filter(|nearby| has(nearby.store)).take(n).collect())
    }
}

fn place(store: &Store) -> Place {
    Place { latitude: store.latitude, longitude: store.longitude }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn store(latitude: f64, longitude: f64) -> Store {
        Store { id: "s".into(), name: "S".into(), latitude, longitude }
    }

    prop_compose! {
        fn anywhere()(latitude in -90.0..=90.0_f64, longitude in -180.0..=180.0_f64) -> Place {
            Place { latitude, longitude }
        }
    }

    fn stores() -> impl Strategy<Value = Stores> {
        let all = proptest::collection::vec(anywhere(), 0..12);
        all.prop_map(|all| Stores::new(all.iter().map(|p| store(p.latitude, p.longitude)).collect()).unwrap())
    }

    #[test]
    fn what_does_not_lie_on_earth_is_refused() {
        for (latitude, longitude) in [(f64::NAN, 0.0), (91.0, 0.0), (0.0, 181.0), (0.0, f64::INFINITY)] {
            assert_eq!(Stores::new(vec![store(latitude, longitude)]).unwrap_err().code(), "column");
            let place = Place { latitude, longitude };
            assert_eq!(Stores::default().nearest(place).unwrap_err().code(), "column");
        }
        assert_eq!(Stores::default().nearest_to_store(0).unwrap_err().code(), "unknown");
    }

    /// A degree along a meridian is 6371.0088 km × π / 180 = 111.195 km.
    #[test]
    fn a_degree_by_pencil() {
        let stores = Stores::new(vec![store(2.0, 0.0), store(1.0, 0.0)]).unwrap();
        let near = stores.nearest(Place { latitude: 0.0, longitude: 0.0 }).unwrap();
        assert_eq!(near.iter().map(|n| n.store).collect::<Vec<_>>(), [1, 0]);
        assert!((near[0].kilometres - 111.195).abs() < 0.001, "{}", near[0].kilometres);
    }

    #[test]
    fn home_is_first_even_beside_a_store_of_the_same_building() {
        let stores = Stores::new(vec![store(35.0, 139.0), store(35.0, 139.0)]).unwrap();
        let order: Vec<_> = stores.nearest_to_store(1).unwrap().iter().map(|n| n.store).collect();
        assert_eq!(order, [1, 0]);
    }

    proptest! {
        /// All stores, the nearest first.
        #[test]
        fn no_store_is_lost_and_none_is_nearer_than_the_one_before(stores in stores(), from in anywhere()) {
            let near = stores.nearest(from).unwrap();
            prop_assert!(near.is_sorted_by(|a, b| a.kilometres <= b.kilometres));
            let mut numbers: Vec<_> = near.iter().map(|n| n.store as usize).collect();
            numbers.sort_unstable();
            prop_assert_eq!(numbers, (0..stores.all().len()).collect::<Vec<_>>());
        }

        /// More stores with the product: the nearest of them is never farther.
        #[test]
        fn more_stock_never_sends_anyone_farther(stores in stores(), from in anywhere(), few: u16, more: u16) {
            let with = |mask: u16| stores.nearest_with(|store| mask >> store & 1 == 1, from, 1).unwrap();
            if let Some(before) = with(few).first() {
                prop_assert!(with(few | more)[0].kilometres <= before.kilometres);
            }
        }
    }
}
