//! Columns that options name, and customers in an order that rows do not change.

use std::collections::BTreeMap;

use super::linker::{Column, Records};
use crate::Error;
use crate::form::nearest;
use crate::order::Order;

/// The column that an option names.
pub fn column<'a>(records: &'a Records, option: &str, name: &str) -> Result<&'a Column, Error> {
    let found = records.columns().iter().find(|column| column.name == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = records.columns().iter().map(|column| column.name.as_str()).collect();
        let unknown: String = name.chars().take(40).collect();
        let meant =
            nearest(&unknown, &names).map_or(String::new(), |name| format!("; did you mean `{name}`?"));
        Error::Options { message: format!("`{option}` names `{unknown}`, which is no column{meant}") }
    })
}

/// Whose each record is, by the number of its text in `customers`, which has a cell for each row of `told`: records are known
/// by their ids.
///
/// ```
/// use omo_core::identity::linker::{Column, Records};
/// let column = |name: &str, cells: &[&str]| Column::new(name, cells.iter().map(|cell| Some(*cell)));
/// let records = Records::new(column("id", &["a", "b"]), vec![])?;
/// let told = Records::new(column("record_id", &["b", "a"]), vec![])?;
/// let customers = column("customer_id", &["taro", "hanako"]);
/// assert_eq!(omo_core::identity::whose(&records, &told, &customers)?, [1, 0]);
/// # Ok::<(), omo_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Column`] for a record that has no customer, which names its row.
pub fn whose(records: &Records, told: &Records, customers: &Column) -> Result<Vec<u32>, Error> {
    let ids = records.ids();
    let mut by_id = vec![u32::MAX; ids.texts.len()];
    for (row, &customer) in (0..).zip(&customers.cells) {
        let place = told.id(row).and_then(|id| by_id.get_mut(ids.texts.get(id)? as usize));
        if let Some(place) = place {
            *place = customer;
        }
    }
    let of = |(row, &id): (usize, &u32)| {
        let customer = by_id.get(id as usize).copied().filter(|&one| customers.texts.text(one).is_some());
        customer.ok_or_else(|| Error::Column {
            column: customers.name.clone(),
            must: format!("there for every record; that of row {row} is not"),
        })
    };
    ids.cells.iter().enumerate().map(of).collect()
}

/// The rows of each customer in order of their ids, the customer with the lowest id first.
///
/// # Errors
///
/// [`Error::Length`] when not every row has a customer.
pub fn rows_of(records: &Records, customers: &[u32]) -> Result<Vec<(u32, Vec<u32>)>, Error> {
    if customers.len() != records.len() {
        let what = "customers".into();
        return Err(Error::Length { what, expected: records.len(), got: customers.len() });
    }
    let mut rows: Vec<(u32, u32)> = (0..).zip(customers.iter().copied()).collect();
    rows.put_in_order_by(|a, b| records.id(a.0).cmp(&records.id(b.0)));
    let mut places: BTreeMap<u32, usize> = BTreeMap::new();
    let mut groups: Vec<(u32, Vec<u32>)> = Vec::new();
    for (row, customer) in rows {
        let place = *places.entry(customer).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((customer, vec![row])),
        }
    }
    Ok(groups)
}
