//! Whole paths: variants, trees of what follows or comes before, and going back and forth.

use serde::Serialize;

use super::{Journeys, Unit};
use crate::Error;
use crate::math;
use crate::order::Order;
use crate::pairs::Pairs;

/// A path and how many customers took it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PathCount {
    /// Its steps; in a tree from the anchor on, away from it.
    pub path: Vec<String>,
    /// Customers who took it.
    pub customers: u32,
    /// Their share: of all customers, in a tree of those who came to the step before.
    pub share: f64,
}

/// Going back and forth between two, or staying at one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BackAndForth {
    /// The two, in order of their names; the same twice for staying.
    pub between: [String; 2],
    /// Customers who did so.
    pub customers: u32,
    /// How often it happened.
    pub times: u32,
    /// The most touchpoints in one go.
    pub longest: u32,
}

impl Journeys {
    /// The whole paths customers took, the most frequent first, then by name.
    ///
    /// With `merged`, touchpoints of one name directly after each other are one step.
    #[must_use]
    pub fn variants(&self, unit: Unit, merged: bool) -> Vec<PathCount> {
        let (names, of_kind) = self.units(unit);
        let mut tree = Pairs::default();
        let mut ends: Vec<u32> = Vec::new();
        for journey in self.all() {
            let mut at = u32::MAX;
            let mut before = None;
            for touch in journey {
                let Some(&step) = of_kind.get(touch.kind as usize) else { continue };
                if merged && before == Some(step) {
                    continue;
                }
                before = Some(step);
                at = tree.intern((at, step));
            }
            ends.resize(tree.all().len(), 0);
            if let Some(count) = ends.get_mut(at as usize) {
                *count += 1;
            }
        }
        let mut variants: Vec<PathCount> = (0..)
            .zip(&ends)
            .filter(|&(_, &customers)| customers > 0)
            .map(|(node, &customers)| PathCount {
                path: path(&tree, node, &names),
                customers,
                share: math::share(customers.into(), self.customers().into()),
            })
            .collect();
        variants.put_in_order_by(|a, b| b.customers.cmp(&a.customers).then_with(|| a.path.cmp(&b.path)));
        variants
    }

    /// What follows a customer's first touchpoint of a kind, or with `backwards` what comes before it, as a tree: every
    /// path from the anchor on, to `depth` steps, in order of the tree with the most frequent branch first.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] for an unknown anchor with the nearest name, [`Error::Option`] when `depth` is not from 1 to 50.
    pub fn path_tree(
        &self,
        anchor: &str,
        depth: u32,
        backwards: bool,
        unit: Unit,
    ) -> Result<Vec<PathCount>, Error> {
        if !(1..=50).contains(&depth) {
            return Err(Error::option("depth", "from 1 to 50", &depth));
        }
        let picked = self.picked("anchor", &[anchor.to_owned()])?;
        let picked = picked.first().map(Vec::as_slice).unwrap_or_default();
        let (names, of_kind) = self.units(unit);
        let mut tree = Pairs::default();
        let mut counts: Vec<u32> = Vec::new();
        let mut step = |at: u32, name: u32| {
            let node = tree.intern((at, name));
            counts.resize(tree.all().len(), 0);
            if let Some(count) = counts.get_mut(node as usize) {
                *count += 1;
            }
            node
        };
        for journey in self.all() {
            let fits = |touch: &super::table::Touch| picked.get(touch.kind as usize) == Some(&true);
            let Some(at) = journey.iter().position(fits) else { continue };
            let Some((before, after)) = journey.split_at_checked(at) else { continue };
            let name = |touch: &super::table::Touch| of_kind.get(touch.kind as usize).copied();
            let mut node = u32::MAX;
            if let Some(name) = after.first().and_then(name) {
                node = step(node, name);
            }
            let mut take = |names: &mut dyn Iterator<Item = u32>| {
                names.take(depth as usize).fold(node, &mut step);
            };
            if backwards {
                take(&mut before.iter().rev().filter_map(name));
            } else {
                take(&mut after.iter().skip(1).filter_map(name));
            }
        }
        let anchored = tree.all().iter().zip(&counts).filter(|((at, _), _)| *at == u32::MAX);
        let whole: u32 = anchored.map(|(_, &count)| count).sum();
        let children = |parent: u32| {
            let mut all: Vec<(u32, u32, u32)> = (0..)
                .zip(tree.all().iter().zip(&counts))
                .filter(|(_, ((at, _), _))| *at == parent)
                .map(|(node, ((_, name), &count))| (node, *name, count))
                .collect();
            all.put_in_order_by(|a, b| {
                b.2.cmp(&a.2).then_with(|| names.get(a.1 as usize).cmp(&names.get(b.1 as usize)))
            });
            all
        };
        // All children of all nodes at once: a pass for each would take the square of the nodes.
        let mut of: Vec<Vec<u32>> = vec![Vec::new(); tree.all().len()];
        for (node, &(at, _)) in (0..).zip(tree.all()) {
            if let Some(children) = of.get_mut(at as usize) {
                children.push(node);
            }
        }
        let count = |node: u32| counts.get(node as usize).copied().unwrap_or_default();
        let name_of =
            |node: u32| tree.all().get(node as usize).and_then(|&(_, name)| names.get(name as usize));
        for list in &mut of {
            list.put_in_order_by(|&a, &b| count(b).cmp(&count(a)).then_with(|| name_of(a).cmp(&name_of(b))));
        }
        let mut rows = Vec::with_capacity(counts.len());
        let mut open: Vec<u32> = children(u32::MAX).into_iter().rev().map(|(node, ..)| node).collect();
        while let Some(node) = open.pop() {
            let parent = tree.all().get(node as usize).map_or(u32::MAX, |&(at, _)| at);
            let before = if parent == u32::MAX { whole } else { count(parent) };
            rows.push(PathCount {
                path: path(&tree, node, &names),
                customers: count(node),
                share: math::share(count(node).into(), before.into()),
            });
            open.extend(of.get(node as usize).into_iter().flatten().rev());
        }
        Ok(rows)
    }

    /// Going back and forth between two channels (or whatever is asked for) at least `moves` times in a row, and staying at
    /// one as often: most customers first, then by name. Staying in between does not end going back and forth.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when `moves` is 0.
    pub fn back_and_forth(&self, unit: Unit, moves: u32) -> Result<Vec<BackAndForth>, Error> {
        if moves == 0 {
            return Err(Error::option("moves", "at least 1", &moves));
        }
        let (names, of_kind) = self.units(unit);
        let mut pairs = Pairs::default();
        // Customers, times, the longest, and the last customer who was counted.
        let mut found: Vec<(u32, u32, u32, u32)> = Vec::new();
        let mut add = |customer: u32, a: u32, b: u32, touches: u32, made: u32| {
            if made < moves {
                return;
            }
            let pair = pairs.intern((a.min(b), a.max(b))) as usize;
            if pair == found.len() {
                found.push((0, 0, 0, u32::MAX));
            }
            if let Some((customers, times, longest, last)) = found.get_mut(pair) {
                *customers += u32::from(*last != customer);
                *last = customer;
                *times += 1;
                *longest = touches.max(*longest);
            }
        };
        for (customer, journey) in (0_u32..).zip(self.all()) {
            let mut steps = journey.iter().filter_map(|touch| of_kind.get(touch.kind as usize).copied());
            let Some(mut here) = steps.next() else { continue };
            // Where the customer was before, how often they moved between the two, and touchpoints of that and of staying.
            let (mut there, mut made, mut touches, mut stays) = (None, 0_u32, 1_u32, 1_u32);
            for step in steps {
                if step == here {
                    stays += 1;
                    touches += 1;
                    continue;
                }
                add(customer, here, here, stays, stays - 1);
                if there == Some(step) {
                    made += 1;
                    touches += 1;
                } else {
                    if let Some(there) = there {
                        add(customer, here, there, touches, made);
                    }
                    (made, touches) = (1, stays + 1);
                }
                (there, here, stays) = (Some(here), step, 1);
            }
            add(customer, here, here, stays, stays - 1);
            if let Some(there) = there {
                add(customer, here, there, touches, made);
            }
        }
        let name = |number: u32| names.get(number as usize).cloned().unwrap_or_default();
        let mut rows: Vec<BackAndForth> = pairs
            .all()
            .iter()
            .zip(&found)
            .map(|(&(a, b), &(customers, times, longest, _))| {
                let between = if name(a) <= name(b) { [name(a), name(b)] } else { [name(b), name(a)] };
                BackAndForth { between, customers, times, longest }
            })
            .collect();
        rows.put_in_order_by(|a, b| b.customers.cmp(&a.customers).then_with(|| a.between.cmp(&b.between)));
        Ok(rows)
    }
}

/// The names from the root to a node.
fn path(tree: &Pairs, mut node: u32, names: &[String]) -> Vec<String> {
    let mut path = Vec::new();
    while let Some(&(before, name)) = tree.all().get(node as usize) {
        path.push(names.get(name as usize).cloned().unwrap_or_default());
        node = before;
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};

    fn journeys(paths: &[&str]) -> Journeys {
        let mut touches = Touches::default();
        for (who, path) in paths.iter().enumerate() {
            for (at, channel) in (0..).zip(path.chars()) {
                touches.push(&format!("c{who}"), at, &channel.to_string(), "view");
            }
        }
        Journeys::new(touches, &JourneyOptions::default()).unwrap()
    }

    fn told(rows: Vec<PathCount>) -> Vec<(String, u32, f64)> {
        rows.into_iter().map(|row| (row.path.concat(), row.customers, row.share)).collect()
    }

    #[test]
    fn variants_are_whole_paths() {
        let journeys = journeys(&["ab", "ab", "aab", "b"]);
        let expected = [("ab", 2, 0.5), ("aab", 1, 0.25), ("b", 1, 0.25)];
        assert_eq!(
            told(journeys.variants(Unit::Channel, false)),
            expected.map(|(p, c, s)| (p.to_owned(), c, s))
        );
        let expected = [("ab", 3, 0.75), ("b", 1, 0.25)];
        assert_eq!(
            told(journeys.variants(Unit::Channel, true)),
            expected.map(|(p, c, s)| (p.to_owned(), c, s))
        );
    }

    #[test]
    fn trees_grow_from_the_first_anchor_both_ways() {
        let journeys = journeys(&["xabc", "yabd", "abc", "xx"]);
        let expected = [("a", 3, 1.0), ("ab", 3, 1.0), ("abc", 2, 2.0 / 3.0), ("abd", 1, 1.0 / 3.0)];
        let after = journeys.path_tree("a", 2, false, Unit::Channel).unwrap();
        assert_eq!(told(after), expected.map(|(p, c, s)| (p.to_owned(), c, s)));
        let expected = [("a", 3, 1.0), ("ax", 1, 1.0 / 3.0), ("ay", 1, 1.0 / 3.0)];
        let before = journeys.path_tree("a", 2, true, Unit::Channel).unwrap();
        assert_eq!(told(before), expected.map(|(p, c, s)| (p.to_owned(), c, s)));
        assert!(journeys.path_tree("zz", 2, true, Unit::Channel).is_err());
        assert!(journeys.path_tree("a", 0, true, Unit::Channel).is_err());
    }

    #[test]
    fn back_and_forth_by_hand() {
        let journeys = journeys(&["abab", "abbac", "aaaab", "abc"]);
        let told = |moves| -> Vec<(String, u32, u32, u32)> {
            let rows = journeys.back_and_forth(Unit::Channel, moves).unwrap();
            rows.into_iter()
                .map(|row| (row.between.concat(), row.customers, row.times, row.longest))
                .collect()
        };
        assert_eq!(told(2), [("ab".to_owned(), 2, 2, 4), ("aa".to_owned(), 1, 1, 4)]);
        assert_eq!(told(3), [("aa".to_owned(), 1, 1, 4), ("ab".to_owned(), 1, 1, 4)]);
        assert!(journeys.back_and_forth(Unit::Channel, 0).is_err());
    }
}
