//! Customers from pairs: strongest first, and only while all of both sides agree on the whole.

use super::model::Model;
use super::resolve::Pair;
use crate::order::Order;

/// Two groups of more rows than this are judged by a part of their pairs.
const JUDGED: usize = 400;

/// For each row, the first row of its customer.
///
/// Pairs are taken in order of weight. Two groups join when the mean weight of all pairs between them is at least
/// `least`: one strong pair does not tie two families together.
pub fn clusters(model: &mut Model, rows: u32, pairs: &[Pair], least: f64) -> Vec<u32> {
    let mut order: Vec<&Pair> = pairs.iter().collect();
    order.put_in_order_by(|a, b| b.weight.total_cmp(&a.weight).then(a.a.cmp(&b.a)).then(a.b.cmp(&b.b)));
    let mut group: Vec<u32> = (0..rows).collect();
    let mut members: Vec<Vec<u32>> = (0..rows).map(|row| vec![row]).collect();
    for pair in order {
        let of = |row: u32| group.get(row as usize).copied().unwrap_or(row);
        let (mut a, mut b) = (of(pair.a), of(pair.b));
        if a == b {
            continue;
        }
        let size = |group: u32, members: &[Vec<u32>]| members.get(group as usize).map_or(0, Vec::len);
        if size(a, &members) < size(b, &members) {
            (a, b) = (b, a);
        }
        if size(a, &members) * size(b, &members) > 1 && mean(model, &members, a, b) < least {
            continue;
        }
        let moved = members.get_mut(b as usize).map(std::mem::take).unwrap_or_default();
        for &row in &moved {
            if let Some(group) = group.get_mut(row as usize) {
                *group = a;
            }
        }
        if let Some(all) = members.get_mut(a as usize) {
            all.extend(moved);
        }
    }
    let mut first = vec![u32::MAX; rows as usize];
    let mut customers = Vec::with_capacity(rows as usize);
    for (row, group) in (0..rows).zip(group) {
        let first = first.get_mut(group as usize);
        customers.push(first.map_or(row, |first| {
            *first = (*first).min(row);
            *first
        }));
    }
    customers
}

/// The mean weight of the pairs between two groups.
fn mean(model: &mut Model, members: &[Vec<u32>], a: u32, b: u32) -> f64 {
    let none = Vec::new();
    let (of_a, of_b) = (members.get(a as usize).unwrap_or(&none), members.get(b as usize).unwrap_or(&none));
    let all = of_a.len() * of_b.len();
    let every = all.div_ceil(JUDGED).max(1);
    let (mut sum, mut count, mut at) = (0.0, 0.0, 0);
    for &x in of_a {
        for &y in of_b {
            if at % every == 0 {
                sum += model.weight(x, y).clamp(-20.0, 20.0);
                count += 1.0;
            }
            at += 1;
        }
    }
    if count > 0.0 { sum / count } else { 0.0 }
}
