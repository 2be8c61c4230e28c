//! More interactions for a model, under names it may not have met.

use super::super::merged::merged;
use super::super::{Labelled, Names};
use super::{Interaction, Learns};
use crate::Error;

impl<M: Learns + Clone> Labelled<M> {
    /// The model, told of more interactions, whose numbers are those of `customers` and `items`; both may be new to it.
    ///
    /// What it learns from them, [`Learns::update`] of each model says.
    ///
    /// # Errors
    ///
    /// As [`Interactions::new`](super::Interactions::new).
    pub fn updated(
        &self,
        customers: &Names,
        items: &Names,
        mut more: Vec<Interaction>,
    ) -> Result<Self, Error> {
        let (all_customers, old_customers, new_customers) = merged(self.customers(), customers);
        let (all_items, old_items, new_items) = merged(self.items(), items);
        let new = |of: &[u32], number: u32| of.get(number as usize).copied().unwrap_or(u32::MAX);
        for row in &mut more {
            row.customer = new(&new_customers, row.customer);
            row.item = new(&new_items, row.item);
        }
        let mut model = self.model().clone();
        model.update(&old_customers, &old_items, more, (all_customers.len(), all_items.len()))?;
        Ok(Self::new(all_customers, all_items, model))
    }
}
