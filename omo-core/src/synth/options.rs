//! What can be set about the town.

use serde::{Deserialize, Serialize};

use crate::{Error, Time, Zone};

/// How large the town is, when its story begins, and how messy its records are.
///
/// The same options give the same bytes on every platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct TownOptions {
    /// Where chance starts: another seed is another town.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub seed: u64,
    /// How many households live there, 1 to 1,000,000; each has about 2.5 people.
    pub households: u32,
    /// How many days the exports cover, 1 to 1,095.
    pub days: u32,
    /// The first of those days, from 1971-01-01 to 2150-12-31.
    pub first_day: String,
    /// How many stores the shop has, 1 to 200.
    pub stores: u32,
    /// How many products it sells, 40 to 5,000.
    pub products: u32,
    /// Share of people of 13 and older who hold a member card, 0 to 1.
    pub member_share: f64,
    /// Share of people of 15 and older who have an account with the online shop, 0 to 1; the one in ten
    /// without an e-mail address has none.
    pub account_share: f64,
    /// Share of members who use the shop's app, 0 to 1.
    pub app_share: f64,
    /// How many typos, duplicates, late and broken records there are, as a multiple of the usual, 0 to 5.
    ///
    /// At 0 the exports are clean; people still spell their names differently from channel to channel.
    pub errors: f64,
}

impl Default for TownOptions {
    fn default() -> Self {
        Self {
            seed: 1,
            households: 800,
            days: 90,
            first_day: "2026-01-05".into(),
            stores: 5,
            products: 120,
            member_share: 0.6,
            account_share: 0.5,
            app_share: 0.4,
            errors: 1.0,
        }
    }
}

impl TownOptions {
    /// Checks every option and gives the first day in days since 1970.
    pub(super) fn check(&self) -> Result<i64, Error> {
        whole("households", self.households, 1, 1_000_000, "1 to 1000000")?;
        whole("days", self.days, 1, 1_095, "1 to 1095")?;
        whole("stores", self.stores, 1, 200, "1 to 200")?;
        whole("products", self.products, 40, 5_000, "40 to 5000")?;
        share("memberShare", self.member_share)?;
        share("accountShare", self.account_share)?;
        share("appShare", self.app_share)?;
        if !(0.0..=5.0).contains(&self.errors) {
            return Err(Error::option("errors", "0 to 5", &self.errors));
        }
        let must = "a day from 1971-01-01 to 2150-12-31, such as 2026-01-05";
        let got: String = self.first_day.chars().take(40).collect();
        let wrong = || Error::option("firstDay", must, &got);
        // A day alone: a time of day would be ignored, so it is refused.
        if self.first_day.len() > 10 || !self.first_day.contains(['-', '/']) {
            return Err(wrong());
        }
        let day = Time::read(&self.first_day, &Zone::utc()).map_err(|_| wrong())?.day();
        if (365..66_109).contains(&day) { Ok(i64::from(day)) } else { Err(wrong()) }
    }
}

fn whole(option: &'static str, got: u32, from: u32, to: u32, must: &'static str) -> Result<(), Error> {
    if (from..=to).contains(&got) { Ok(()) } else { Err(Error::option(option, must, &got)) }
}

fn share(option: &'static str, got: f64) -> Result<(), Error> {
    // `contains` is false for NaN.
    if (0.0..=1.0).contains(&got) { Ok(()) } else { Err(Error::option(option, "0 to 1", &got)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_fine_and_begin_on_a_monday() {
        let day = TownOptions::default().check().unwrap();
        assert_eq!((day + 3) % 7, 0);
    }

    #[test]
    fn what_lies_out_of_range_is_named() {
        let default = TownOptions::default;
        let long = "9".repeat(10_000_000);
        let wrong = [
            (TownOptions { households: 0, ..default() }, "households"),
            (TownOptions { households: 1_000_001, ..default() }, "households"),
            (TownOptions { days: 0, ..default() }, "days"),
            (TownOptions { days: u32::MAX, ..default() }, "days"),
            (TownOptions { stores: 0, ..default() }, "stores"),
            (TownOptions { products: 39, ..default() }, "products"),
            (TownOptions { member_share: f64::NAN, ..default() }, "memberShare"),
            (TownOptions { account_share: -0.1, ..default() }, "accountShare"),
            (TownOptions { app_share: 1.1, ..default() }, "appShare"),
            (TownOptions { errors: f64::INFINITY, ..default() }, "errors"),
            (TownOptions { first_day: String::new(), ..default() }, "firstDay"),
            (TownOptions { first_day: "soon".into(), ..default() }, "firstDay"),
            (TownOptions { first_day: "1970-06-01".into(), ..default() }, "firstDay"),
            (TownOptions { first_day: "2151-01-01".into(), ..default() }, "firstDay"),
            (TownOptions { first_day: "1767571200".into(), ..default() }, "firstDay"),
            (TownOptions { first_day: long, ..default() }, "firstDay"),
        ];
        for (options, name) in wrong {
            match options.check().unwrap_err() {
                Error::Option { option, got, .. } => {
                    assert_eq!(option, name);
                    assert!(got.len() <= 40);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_misspelt_option_is_refused() {
        assert!(serde_json::from_str::<TownOptions>(r#"{"house_holds": 3}"#).is_err());
        let few: TownOptions = serde_json::from_str(r#"{"households": 3}"#).unwrap();
        assert_eq!(few, TownOptions { households: 3, ..Default::default() });
    }
}
