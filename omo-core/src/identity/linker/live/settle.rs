//! Which customers there are, after pairs changed.

use super::LiveLinker;
use crate::identity::Change;
use crate::identity::changes::changes;
use crate::identity::linker::cluster::{Told, clusters, join};
use crate::identity::linker::records::EMPTY;
use crate::identity::linker::report::Pair;
use crate::identity::linker::scorer::Scorer;
use crate::order::Order;

/// Rows that hang together, in order of ids.
struct Component<'a> {
    scorer: &'a Scorer,
    rows: &'a [u32],
}

impl Told for Component<'_> {
    fn scorer(&self) -> &Scorer {
        self.scorer
    }

    fn place(&self, row: u32) -> u32 {
        self.rows.get(row as usize).copied().unwrap_or(EMPTY)
    }
}

impl LiveLinker {
    /// Puts together anew all that hangs together with rows whose pairs changed; what became of the customers.
    pub(super) fn settle(&mut self) -> Vec<Change<String>> {
        let mut groups: Vec<Vec<u32>> = Vec::new();
        self.tick += 1;
        for row in std::mem::take(&mut self.stirred) {
            let rows = self.component(row);
            if !rows.is_empty() {
                groups.extend(self.groups(&rows));
            }
        }
        groups.retain(|group| !self.is_customer(group));
        let gone = self.gone.take();
        let rows: Vec<u32> =
            groups.iter().flatten().copied().chain(gone.as_ref().map(|gone| gone.0)).collect();
        let before: Vec<u32> = rows.iter().map(|&row| self.customer(row)).collect();
        let mut old = before.clone();
        old.put_in_order();
        old.dedup();
        old.retain(|&customer| customer != EMPTY);
        let first = |&customer: &u32| (customer, self.first(customer));
        let called: Vec<(u32, u32)> = old.iter().map(first).collect();
        for &customer in &old {
            self.customers.get_mut(customer as usize).into_iter().for_each(|rows| *rows = Vec::new());
        }
        // Numbers that were some customer's would be taken for it.
        for group in groups {
            let number = self.free_customers.pop().unwrap_or_else(|| {
                self.customers.push(Vec::new());
                u32::try_from(self.customers.len() - 1).unwrap_or(EMPTY)
            });
            for &row in &group {
                self.put_of(row, number);
            }
            if let Some(rows) = self.customers.get_mut(number as usize) {
                *rows = group;
            }
        }
        if let Some((row, _)) = gone {
            self.put_of(row, EMPTY);
        }
        let after: Vec<u32> = rows.iter().map(|&row| self.customer(row)).collect();
        self.free_customers.extend(old);
        let changes = changes(&called, &before, &after, |customer| self.first(customer));
        let name = |row: u32| match &gone {
            Some((gone, id)) if *gone == row => id.to_string(),
            _ => self.id(row).unwrap_or_default().to_owned(),
        };
        changes.into_iter().map(|change| change.named(name)).collect()
    }

    /// The rows that hang together with this one by pairs, in order of ids; none if it was looked at before.
    fn component(&mut self, row: u32) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut open = vec![row];
        while let Some(row) = open.pop() {
            let Some(seen) = self.seen.get_mut(row as usize).filter(|seen| **seen != self.tick) else {
                continue;
            };
            *seen = self.tick;
            rows.push(row);
            open.extend(self.edges.get(row as usize).into_iter().flatten().map(|edge| edge.0));
        }
        let ids = &self.ids;
        let id = |row: u32| ids.get(row as usize).and_then(Option::as_deref);
        rows.put_in_order_by(|&a, &b| id(a).cmp(&id(b)));
        rows
    }

    /// The customers of a component, each in order of ids.
    fn groups(&mut self, rows: &[u32]) -> Vec<Vec<u32>> {
        if let [one] = rows {
            return vec![vec![*one]];
        }
        let mut places: Vec<(u32, u32)> = rows.iter().copied().zip(0..).collect();
        places.put_in_order();
        let place = |row: u32| {
            let at = places.binary_search_by_key(&row, |place| place.0).ok();
            at.and_then(|at| places.get(at)).map(|place| place.1)
        };
        let mut pairs = Vec::new();
        for (a, &row) in (0..).zip(rows) {
            for &(other, weight) in self.edges.get(row as usize).into_iter().flatten() {
                pairs.extend(place(other).filter(|b| a < *b).map(|b| Pair { a, b, weight }));
            }
        }
        let (least, one_to_one) = (self.manner.least, self.manner.one_to_one);
        let mut merges = Vec::new();
        let component = Component { scorer: &self.scorer, rows };
        join(&component, &mut self.worker, &pairs, least, one_to_one, &mut merges);
        let count = u32::try_from(rows.len()).unwrap_or(EMPTY);
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); rows.len()];
        for (&row, first) in rows.iter().zip(clusters(count, &merges, least)) {
            groups.get_mut(first as usize).into_iter().for_each(|group| group.push(row));
        }
        groups.retain(|group| !group.is_empty());
        groups
    }

    /// Whether these rows are a customer already.
    fn is_customer(&self, group: &[u32]) -> bool {
        let customer = group.first().map(|&row| self.customer(row));
        let rows = customer.and_then(|customer| self.customers.get(customer as usize));
        rows.is_some_and(|rows| rows == group)
    }

    fn customer(&self, row: u32) -> u32 {
        self.of.get(row as usize).copied().unwrap_or(EMPTY)
    }

    /// The row by which a customer is called.
    fn first(&self, customer: u32) -> u32 {
        self.customers.get(customer as usize).and_then(|rows| rows.first()).copied().unwrap_or(EMPTY)
    }
}
