//! What models of taste are asked.

use std::collections::HashMap;

use omo_core::Error;
use omo_core::recommend::{Interactions, Labelled, Names, Recommendations, Taste};
use pyo3::prelude::*;

use super::told::Rows;
use super::{Asked, Barred, Ids, named};
use crate::error::Result;
use crate::table::{Columns, Table};

/// A question about lists.
pub struct Question {
    customers: Option<Columns>,
    n: usize,
    exclude_seen: bool,
    barred: Barred,
}

impl Question {
    pub fn read(
        py: Python<'_>,
        customers: Option<Ids>,
        n: usize,
        exclude_seen: bool,
        allow: Option<Ids>,
        exclude: Option<HashMap<String, Ids>>,
    ) -> Result<Self> {
        let customers = customers.map(|ids| ids.read(py, "customer_id")).transpose()?;
        Ok(Self { customers, n, exclude_seen, barred: Barred::read(py, allow, exclude)? })
    }

    pub fn ask<M, T: Taste>(
        &self,
        model: &Labelled<M>,
        taste: &T,
    ) -> std::result::Result<(Asked, Vec<Recommendations>), Error> {
        let asked = match &self.customers {
            Some(table) => Asked::read(table, "customer_id")?,
            None => Asked::named(model.customers()),
        };
        let eligible = self.barred.of(model.items())?;
        let known: Vec<Option<u32>> = asked.of(model.customers()).collect();
        let found = taste.recommend_all(&known, self.n, self.exclude_seen, |item| eligible.allow(item));
        Ok((asked, found))
    }

    /// Of people as a table of what they have to do with tells them.
    pub fn ask_for<M, T: Taste>(
        &self,
        model: &Labelled<M>,
        taste: &T,
        told: Rows,
    ) -> std::result::Result<(Asked, Vec<Recommendations>), Error> {
        let Rows { customers, items, all: mut rows } = told;
        // What the model never saw says nothing to it.
        let ours: Vec<Option<u32>> = items.iter().map(|text| model.items().get(text)).collect();
        rows.retain_mut(|row| {
            let known = ours.get(row.item as usize).copied().flatten();
            row.item = known.unwrap_or_default();
            known.is_some()
        });
        let theirs = Interactions::new(rows, customers.len(), model.items().len())?;
        let eligible = self.barred.of(model.items())?;
        let found = taste.recommend_for(&theirs, self.n, self.exclude_seen, |item| eligible.allow(item));
        Ok((Asked::named(&customers), found))
    }
}

/// What most resembles items, as a table.
pub fn similar(
    items: &Names,
    asked: &Columns,
    find: impl Fn(u32) -> Vec<(u32, f32)>,
) -> std::result::Result<Table, Error> {
    let asked = Asked::read(asked, "item")?;
    let numbers: Vec<Option<u32>> = asked.of(items).collect();
    let (mut places, mut ranks, mut alike, mut scores) = (vec![], vec![], vec![], vec![]);
    for (place, number) in (0_u32..).zip(numbers) {
        let found = number.map(&find).unwrap_or_default();
        for (rank, (item, score)) in (1_u32..).zip(found) {
            places.push(place);
            ranks.push(rank);
            alike.push(item);
            scores.push(f64::from(score));
        }
    }
    Table::new([
        ("item", asked.column(&places)),
        ("rank", ranks.into()),
        ("similar", named(items, &alike)),
        ("score", scores.into()),
    ])
}
