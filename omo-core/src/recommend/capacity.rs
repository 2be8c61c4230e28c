//! Who gets what there is not enough of.

use crate::order::Order;

/// Something that could be done for a customer, and what it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Whose it is: each has one claim granted at most. Of equal scores the smaller number goes first.
    pub customer: u32,
    /// The better goes first.
    pub score: f64,
    /// What it takes: numbers of resources, each with how much of it.
    pub needs: Vec<(u32, u64)>,
    /// And one piece of one of these resources, the first that has any left; of none, where there are none.
    pub one_of: Vec<u32>,
}

/// What came of all claims.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allotted {
    /// The places of the claims that were granted, the best first, each with what it got of `one_of`.
    pub granted: Vec<(usize, Option<u32>)>,
    /// The places of the claims for which something was missing when it was their turn, each with the first resource that was.
    pub refused: Vec<(usize, u32)>,
}

/// Grants claims, the best first, as far as what there is goes: nothing is ever given twice.
///
/// A claim whose needs are not all there is passed over, and the customer's next one has its turn; who had one granted needs no more.
/// What has no entry in `capacity` is not there at all; what stands in `needs` and in `one_of` must not be the same.
///
/// ```
/// use omo_core::recommend::{Claim, allot};
/// let claim = |customer, score, resource| Claim { customer, score, needs: vec![(resource, 1)], one_of: vec![] };
/// // One slot and plenty of letters: the first gets the slot, the second a letter.
/// let claims = [claim(0, 0.9, 0), claim(1, 0.8, 0), claim(1, 0.3, 1)];
/// let allotted = allot(&claims, &mut [1, 100]);
/// assert_eq!(allotted.granted, [(0, None), (2, None)]);
/// assert_eq!(allotted.refused, [(1, 0)]);
/// ```
pub fn allot(claims: &[Claim], capacity: &mut [u64]) -> Allotted {
    let mut turns: Vec<(usize, &Claim)> = claims.iter().enumerate().collect();
    turns.put_in_order_by(|(i, a), (j, b)| {
        b.score.total_cmp(&a.score).then(a.customer.cmp(&b.customer)).then(i.cmp(j))
    });
    let mut served: Vec<bool> =
        vec![false; claims.iter().map(|claim| claim.customer as usize + 1).max().unwrap_or(0)];
    let mut allotted = Allotted::default();
    for (place, claim) in turns {
        let Some(served) = served.get_mut(claim.customer as usize).filter(|served| !**served) else {
            continue;
        };
        let lacks = claim.needs.iter().find(|&&(resource, _)| {
            let asked = claim.needs.iter().filter(|need| need.0 == resource).map(|need| need.1);
            let asked = asked.fold(0_u64, u64::saturating_add);
            capacity.get(resource as usize).is_none_or(|&left| left < asked)
        });
        let free = |resource: &&u32| capacity.get(**resource as usize).is_some_and(|&left| left > 0);
        let one = claim.one_of.iter().find(free).copied();
        let missing = claim.one_of.first().filter(|_| one.is_none()).copied();
        if let Some(resource) = lacks.map(|need| need.0).or(missing) {
            allotted.refused.push((place, resource));
            continue;
        }
        for (resource, amount) in claim.needs.iter().copied().chain(one.map(|resource| (resource, 1))) {
            capacity.get_mut(resource as usize).into_iter().for_each(|left| *left -= amount);
        }
        *served = true;
        allotted.granted.push((place, one));
    }
    allotted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// Resources 0 to 4 are needed, 5 to 7 stand for each other.
    const ALL: u32 = 8;

    fn claims() -> impl Strategy<Value = Vec<Claim>> {
        let claim = (0_u32..12, 0_u8..6, vec((0_u32..5, 0_u64..3), 0..3), vec(5..ALL, 0..3));
        let claim = claim.prop_map(|(customer, score, needs, one_of)| Claim {
            customer,
            score: f64::from(score),
            needs,
            one_of,
        });
        vec(claim, 0..60)
    }

    fn taken(claims: &[Claim], granted: &[(usize, Option<u32>)], resource: u32) -> u64 {
        let needs = granted.iter().flat_map(|&(place, _)| &claims[place].needs);
        let needed: u64 = needs.filter(|need| need.0 == resource).map(|need| need.1).sum();
        needed + granted.iter().filter(|(_, one)| *one == Some(resource)).count() as u64
    }

    fn is_there(claim: &Claim, left: &[u64]) -> bool {
        let asked = |resource: u32| -> u64 {
            claim.needs.iter().filter(|need| need.0 == resource).map(|need| need.1).sum()
        };
        let one = claim.one_of.is_empty() || claim.one_of.iter().any(|&one| left[one as usize] > 0);
        one && claim.needs.iter().all(|&(resource, _)| asked(resource) <= left[resource as usize])
    }

    proptest! {
        /// No more is given than there is, nobody has two, what is left is what was not given, and nobody is left out for whom
        /// all is still there.
        #[test]
        fn capacity_is_never_exceeded_and_never_idle(claims in claims(), capacity in vec(0_u64..8, ALL as usize)) {
            let mut left = capacity.clone();
            let allotted = allot(&claims, &mut left);
            for resource in 0..ALL {
                let given = taken(&claims, &allotted.granted, resource);
                prop_assert!(given <= capacity[resource as usize]);
                prop_assert_eq!(left[resource as usize], capacity[resource as usize] - given);
            }
            let mut customers: Vec<u32> = allotted.granted.iter().map(|&(place, _)| claims[place].customer).collect();
            let many = customers.len();
            customers.sort_unstable();
            customers.dedup();
            prop_assert_eq!(customers.len(), many);
            for &(place, one) in &allotted.granted {
                prop_assert_eq!(one.is_some(), !claims[place].one_of.is_empty());
                prop_assert!(one.is_none_or(|one| claims[place].one_of.contains(&one)));
            }
            for (place, claim) in claims.iter().enumerate().filter(|(_, claim)| !customers.contains(&claim.customer)) {
                prop_assert!(!is_there(claim, &left) && allotted.refused.iter().any(|refused| refused.0 == place));
            }
        }

        /// What one is refused for, better ones took.
        #[test]
        fn the_better_goes_first(claims in claims(), capacity in vec(0_u64..8, ALL as usize)) {
            let allotted = allot(&claims, &mut capacity.clone());
            for &(place, _) in &allotted.refused {
                let better = |granted: &&(usize, Option<u32>)| claims[granted.0].score >= claims[place].score;
                let before: Vec<_> = allotted.granted.iter().filter(better).copied().collect();
                let left: Vec<u64> = (0..ALL).zip(&capacity).map(|(r, &all)| all - taken(&claims, &before, r)).collect();
                prop_assert!(!is_there(&claims[place], &left));
            }
        }
    }
}
