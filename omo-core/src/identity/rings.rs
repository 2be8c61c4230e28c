//! Which customers hang together, and what the shop says of them.

use super::evidence::{Evidence, NONE, at, put};
use super::resolve::Solved;

/// Numbers that were joined, each group under its least.
struct Forest(Vec<u32>);

impl Forest {
    fn new(count: u32) -> Self {
        Self((0..count).collect())
    }

    fn of(&self, mut one: u32) -> u32 {
        while at(&self.0, one) != one && (one as usize) < self.0.len() {
            one = at(&self.0, one);
        }
        one
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of(a), self.of(b));
        put(&mut self.0, a.max(b), a.min(b));
    }
}

impl Solved {
    /// Makes one customer of those of linked rows, whatever the limits; a stranger's row becomes a customer of its own first.
    pub(super) fn link(&mut self, linked: &[(u32, u32)]) {
        if linked.is_empty() {
            return;
        }
        for &(a, b) in linked {
            for row in [a, b] {
                if at(&self.customers, row) == NONE {
                    put(&mut self.customers, row, self.count);
                    self.count += 1;
                }
            }
        }
        let mut forest = Forest::new(self.count);
        for &(a, b) in linked {
            forest.join(at(&self.customers, a), at(&self.customers, b));
        }
        // Numbers go by the oldest row again.
        let mut numbers = vec![NONE; self.count as usize];
        let mut count = 0;
        for &customer in self.customers.iter().filter(|&&customer| customer != NONE) {
            let root = forest.of(customer);
            if at(&numbers, root) == NONE {
                put(&mut numbers, root, count);
                count += 1;
            }
        }
        for customer in self.customers.iter_mut().chain(&mut self.owned).filter(|one| **one != NONE) {
            *customer = at(&numbers, forest.of(*customer));
        }
        self.count = count;
    }
}

/// Customers that hang together.
pub(super) struct Rings {
    /// The next of the ring, for each.
    pub next: Vec<u32>,
    /// Whether a customer is a ring alone in which nothing was refused and nothing linked.
    pub plain: Vec<bool>,
}

impl Rings {
    /// Customers hang together who were seen at one touchpoint, or are linked.
    pub(super) fn new(evidence: &Evidence, solved: &Solved, linked: &[(u32, u32)]) -> Self {
        let mut next: Vec<u32> = (0..solved.count).collect();
        let mut plain = vec![true; solved.count as usize];
        let mut forest = Forest::new(solved.count);
        if solved.refused.is_empty() && linked.is_empty() {
            // Who was seen together was joined.
            return Self { next, plain };
        }
        let mut rough = |customer: u32| put(&mut plain, customer, false);
        for refused in &solved.refused {
            rough(at(&solved.owned, refused.from));
            rough(at(&solved.owned, refused.to));
        }
        for &(a, _) in linked {
            rough(at(&solved.customers, a));
        }
        for ((_, row), &customer) in evidence.touchpoints().zip(&solved.customers) {
            for owner in row.iter().map(|&it| at(&solved.owned, it)) {
                if owner != NONE && owner != customer && forest.of(owner) != forest.of(customer) {
                    forest.join(owner, customer);
                    // Swapping where two rings go on makes them one.
                    let (a, b) = (at(&next, owner), at(&next, customer));
                    put(&mut next, owner, b);
                    put(&mut next, customer, a);
                    put(&mut plain, owner, false);
                    put(&mut plain, customer, false);
                }
            }
        }
        Self { next, plain }
    }
}
