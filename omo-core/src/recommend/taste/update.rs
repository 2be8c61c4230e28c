//! More interactions for a model, under names it may not have met.

use super::super::{Labelled, Names};
use super::{Interaction, Learns};
use crate::Error;
use crate::vocabulary::Vocabulary;

/// All names of two lists in order, and what the numbers of each became.
pub(super) fn merged(old: &Names, new: &Names) -> (Names, Vec<u32>, Vec<u32>) {
    let mut met = Vocabulary::default();
    for text in old.iter().chain(new.iter()) {
        met.intern(text);
    }
    // An empty list does not contradict the other; two of them stay what they were called.
    let whole = |names: &Names| names.are_integers() || names.is_empty();
    let said = old.are_integers() || new.are_integers();
    let (all, renumbered) = Names::sorted(&met, said && whole(old) && whole(new));
    let numbers = |names: &Names| {
        let number = |text| met.get(text).and_then(|at| renumbered.get(at as usize)).copied();
        names.iter().filter_map(number).collect()
    };
    let (of_old, of_new) = (numbers(old), numbers(new));
    (all, of_old, of_new)
}

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
