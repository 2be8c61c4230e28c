//! Who lives together: a table beside the customers, which makes nobody one with anybody.
//!
//! Customers of one household share an address, down to the room, and also a family name or a phone. An address of too
//! many customers, such as an office or a dormitory, ties nobody and is counted; an address without a house number is
//! none.
//!
//! ```
//! use omo_core::identity::household::{HouseholdOptions, households};
//! use omo_core::identity::linker::{Column, Records};
//! let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
//! let records = Records::new(
//!     column("id", &["a", "b", "c"]),
//!     vec![
//!         column("name", &["山田 花子", "山田　太郎", "山田 一郎"]),
//!         column("address", &["東京都中央区銀座3丁目5番1号101号室", "中央区銀座3-5-1-101", "中央区銀座3-5-1-102"]),
//!     ],
//! )?;
//! let found = households(
//!     &records,
//!     &[0, 1, 2],
//!     &HouseholdOptions {
//!         address: vec!["address".into()],
//!         name: Some("name".into()),
//!         ..HouseholdOptions::default()
//!     },
//! )?;
//! assert_eq!(found.households(), [0, 0, 2]);
//! # Ok::<(), omo_core::Error>(())
//! ```

mod keys;
#[cfg(test)]
mod tests;
mod unite;

use serde::Serialize;

use super::chosen::{column, rows_of};
use super::linker::Records;
use crate::{Error, form};
use keys::Keys;
use unite::United;

/// Which columns say where somebody lives, and how many may live together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HouseholdOptions {
    /// The columns that make up the address, in the order in which it is written.
    pub address: Vec<String>,
    /// The column of whole names.
    pub name: Option<String>,
    /// The column of family names, where they stand alone.
    pub family_name: Option<String>,
    /// The column of phones.
    pub phone: Option<String>,
    /// The most customers of one household, and at one address; more are not a home but an office or a dormitory. At
    /// least 2.
    pub most: u32,
}

form::options!(HouseholdOptions { address, name, family_name, phone, most });

impl Default for HouseholdOptions {
    fn default() -> Self {
        Self { address: Vec::new(), name: None, family_name: None, phone: None, most: 12 }
    }
}

impl HouseholdOptions {
    fn check(&self, records: &Records) -> Result<(), Error> {
        let missing = |message: &str| Err(Error::Options { message: message.into() });
        if self.address.is_empty() {
            return missing("`address` must name a column");
        }
        if [&self.name, &self.family_name, &self.phone].iter().all(|column| column.is_none()) {
            return missing(
                "an address alone is not enough: `name`, `family_name` or `phone` must name a column",
            );
        }
        if self.most < 2 {
            return Err(Error::option("most", "at least 2", &self.most));
        }
        let named = [("name", &self.name), ("family_name", &self.family_name), ("phone", &self.phone)];
        let named = named.into_iter().filter_map(|(option, name)| Some((option, name.as_ref()?)));
        let mut all = self.address.iter().map(|name| ("address", name)).chain(named);
        all.try_for_each(|(option, name)| column(records, option, name).map(drop))
    }
}

/// What was found, and what was refused, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HouseholdReport {
    /// How many customers there are.
    pub customers: u32,
    /// How many of them live with another.
    pub together: u32,
    /// How many households of two or more there are.
    pub households: u32,
    /// Customers of whom no address with a house number is known.
    pub without_address: u32,
    /// Addresses of too many customers, which tie nobody.
    pub refused_addresses: u32,
    /// The customers at the largest of them.
    pub largest_refused: u32,
    /// Joins of two households, through somebody with two addresses, that would have made one of too many customers.
    pub refused_joins: u32,
}

/// Who lives with whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Households {
    customers: Vec<u32>,
    homes: Vec<u32>,
    report: HouseholdReport,
}

impl Households {
    /// The numbers of the customers, the one with the lowest id of a record first.
    #[must_use]
    pub fn customers(&self) -> &[u32] {
        &self.customers
    }

    /// For each of them, the number of the first customer of the household.
    #[must_use]
    pub fn households(&self) -> &[u32] {
        &self.homes
    }

    /// What was found, and what was refused.
    #[must_use]
    pub fn report(&self) -> &HouseholdReport {
        &self.report
    }
}

/// Finds the households of customers; `customers` has a number for every row.
///
/// All addresses, names and phones of a customer count. Where people move, hand in [golden records](super::golden): they
/// have one address each.
///
/// # Errors
///
/// [`Error::Options`] for a column that is not there or not named, [`Error::Option`] for a limit below 2,
/// [`Error::Length`] when not every row has a customer.
pub fn households(
    records: &Records,
    customers: &[u32],
    options: &HouseholdOptions,
) -> Result<Households, Error> {
    options.check(records)?;
    let groups = rows_of(records, customers)?;
    let keys = Keys::read(records, options, &groups)?;
    let count = u32::try_from(groups.len()).unwrap_or(u32::MAX);
    let mut united = United::new(count, options.most);
    let mut report = HouseholdReport { customers: count, ..HouseholdReport::default() };
    report.without_address = count - keys.housed();
    for (_, there) in keys.addresses() {
        let there_are = u32::try_from(there.len()).unwrap_or(u32::MAX);
        if there_are > options.most {
            report.refused_addresses += 1;
            report.largest_refused = report.largest_refused.max(there_are);
            continue;
        }
        for (a, b) in keys.ties(&there) {
            report.refused_joins += u32::from(!united.join(a, b));
        }
    }
    let firsts = united.firsts();
    let size = |place: u32| united.size(place);
    let label = |place: u32| groups.get(place as usize).map_or(place, |(customer, _)| *customer);
    report.together = (0..count).filter(|&place| size(place) > 1).count().try_into().unwrap_or(u32::MAX);
    let heads = (0..).zip(&firsts).filter(|&(place, &first)| place == first && size(place) > 1);
    report.households = heads.count().try_into().unwrap_or(u32::MAX);
    Ok(Households {
        customers: groups.iter().map(|(customer, _)| *customer).collect(),
        homes: firsts.into_iter().map(label).collect(),
        report,
    })
}
