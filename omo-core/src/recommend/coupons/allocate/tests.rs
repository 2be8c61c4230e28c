use proptest::prelude::*;

use super::*;

/// A few customers with a few coupons each, in whole numbers, so that sums are exact.
fn offers() -> impl Strategy<Value = Vec<Offer>> {
    let offer = (0..6_u32, 0..4_u32, -3..20_i32, 0..12_u32);
    proptest::collection::vec(offer, 0..16).prop_map(|rows| {
        let mut seen = std::collections::BTreeSet::new();
        let new = rows.into_iter().filter(|row| seen.insert((row.0, row.1)));
        new.map(|(customer, coupon, value, cost)| Offer {
            customer,
            coupon,
            value: f64::from(value),
            cost: f64::from(cost),
        })
        .collect()
    })
}

fn limits() -> impl Strategy<Value = Budget> {
    let pieces = proptest::collection::vec(proptest::option::of(0..4_u32), 0..4);
    (0..40_u32, pieces).prop_map(|(money, pieces)| Budget { money: f64::from(money), pieces })
}

/// The best of all choices.
fn brute(offers: &[Offer], budget: &Budget) -> f64 {
    fn rest(groups: &[&[Offer]], money: f64, pieces: &mut Vec<Option<u32>>) -> f64 {
        let Some((first, others)) = groups.split_first() else { return 0.0 };
        let mut best = rest(others, money, pieces);
        for offer in *first {
            let left = pieces.get(offer.coupon as usize).copied().flatten();
            if offer.cost > money || left == Some(0) {
                continue;
            }
            if let Some(left) = left {
                pieces[offer.coupon as usize] = Some(left - 1);
            }
            best = best.max(offer.value + rest(others, money - offer.cost, pieces));
            if let Some(place) = pieces.get_mut(offer.coupon as usize) {
                *place = left;
            }
        }
        best
    }
    let mut sorted = offers.to_vec();
    sorted.sort_by_key(|offer| (offer.customer, offer.coupon));
    let groups: Vec<&[Offer]> = sorted.chunk_by(|a, b| a.customer == b.customer).collect();
    rest(&groups, budget.money, &mut budget.pieces.clone())
}

fn within(found: &Allocation, budget: &Budget) -> bool {
    let mut customers: Vec<u32> = found.chosen.iter().map(|offer| offer.customer).collect();
    customers.dedup();
    let given = |coupon: usize| found.chosen.iter().filter(|offer| offer.coupon as usize == coupon).count();
    customers.len() == found.chosen.len()
        && found.chosen.iter().map(|offer| offer.cost).sum::<f64>() <= budget.money
        && budget.pieces.iter().enumerate().all(|(at, pieces)| pieces.is_none_or(|k| given(at) <= k as usize))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_choice_is_within_all_limits_and_the_best_is_within_the_gap(offers in offers(), budget in limits()) {
        let found = allocate(offers.clone(), &budget).unwrap();
        prop_assert!(within(&found, &budget));
        let best = brute(&offers, &budget);
        prop_assert!(found.bound >= best - 1e-9, "bound {} best {best}", found.bound);
        prop_assert!(found.value <= best + 1e-9);
        prop_assert!(best - found.value <= found.gap + 1e-9);
        prop_assert!(found.chosen.iter().all(|offer| offer.value > 0.0));
    }

    #[test]
    fn the_order_of_offers_does_not_matter(offers in offers(), budget in limits(), by in 0_usize..16) {
        let mut turned = offers.clone();
        turned.rotate_left(by % offers.len().max(1));
        turned.reverse();
        prop_assert_eq!(allocate(turned, &budget).unwrap(), allocate(offers, &budget).unwrap());
    }

    #[test]
    fn more_money_never_lowers_the_bound(offers in offers(), money in 0..40_u32) {
        let with = |money: u32| allocate(offers.clone(), &Budget { money: f64::from(money), ..Default::default() }).unwrap();
        prop_assert!(with(money + 1).bound >= with(money).bound - 1e-9);
    }

    #[test]
    fn without_money_nothing_that_costs_is_given(offers in offers()) {
        let found = allocate(offers, &Budget::default()).unwrap();
        prop_assert_eq!(found.cost, 0.0);
    }

    #[test]
    fn amounts_with_fractions_stay_within_the_budget(
        rows in proptest::collection::vec((0.01..9.0_f64, 0.01..9.0_f64), 1..60), money in 0.0..50.0_f64,
    ) {
        let offers = (0..).zip(&rows).map(|(n, &(value, cost))| Offer { customer: n / 2, coupon: n % 2, value, cost });
        let budget = Budget { money, ..Default::default() };
        let found = allocate(offers.collect(), &budget).unwrap();
        prop_assert!(within(&found, &budget));
        // One step of one customer at most (Dyer 1984).
        let step = rows.iter().map(|row| row.0).fold(0.0, f64::max);
        prop_assert!(found.gap <= step + 1e-9);
    }
}

fn town(customers: u32, coupons: u32, seed: u64) -> Vec<Offer> {
    let mut random = crate::random::Random::new(seed);
    let mut offers = Vec::new();
    for customer in 0..customers {
        for coupon in 0..coupons {
            offers.push(Offer {
                customer,
                coupon,
                value: random.unit() * 10.0 - 1.0,
                cost: 1.0 + random.unit() * 4.0,
            });
        }
    }
    offers
}

/// 20 fitting slots for 500 people, and money for 100 of them.
#[test]
fn few_pieces_go_to_whom_they_move_most() {
    let offers = town(500, 5, 3);
    let budget = Budget { money: 300.0, pieces: vec![Some(20), None, Some(5), Some(60), Some(0)] };
    let found = allocate(offers, &budget).unwrap();
    assert!(within(&found, &budget));
    assert!(found.gap <= 0.005 * found.bound, "{} of {}", found.gap, found.bound);
    assert!(found.piece_prices[0] > 0.0 && found.price > 0.0);
}

#[test]
fn a_large_town_is_close_to_the_bound() {
    let offers = town(34_000, 5, 1);
    let budget = Budget { money: 10_000.0, ..Default::default() };
    let found = allocate(offers, &budget).unwrap();
    assert!(within(&found, &budget));
    assert!(found.gap <= 1e-5 * found.bound);
}

/// By pencil: two people, one piece. The first loses 1 with the other coupon, the second 3.
#[test]
fn a_scarce_piece_goes_to_whom_it_is_worth_more() {
    let offer = |customer, coupon, value| Offer { customer, coupon, value, cost: 0.0 };
    let offers = vec![offer(0, 0, 5.0), offer(0, 1, 4.0), offer(1, 0, 4.0), offer(1, 1, 1.0)];
    let found = allocate(offers, &Budget { money: 0.0, pieces: vec![Some(1)] }).unwrap();
    let given: Vec<_> = found.chosen.iter().map(|offer| (offer.customer, offer.coupon)).collect();
    assert_eq!((given, found.value, found.bound), (vec![(0, 1), (1, 0)], 8.0, 8.0));
    assert!((1.0..=3.0).contains(&found.piece_prices[0]));
}

#[test]
fn what_is_no_offer_is_refused() {
    let good = Offer { customer: 0, coupon: 0, value: 1.0, cost: 1.0 };
    let code = |offers: Vec<Offer>, money: f64| {
        allocate(offers, &Budget { money, ..Default::default() }).unwrap_err().code()
    };
    assert_eq!(code(vec![good], f64::NAN), "option");
    assert_eq!(code(vec![good], -1.0), "option");
    for cost in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(code(vec![Offer { cost, ..good }], 5.0), "column");
    }
    for value in [f64::NAN, f64::INFINITY] {
        assert_eq!(code(vec![Offer { value, ..good }], 5.0), "column");
    }
    assert_eq!(code(vec![good, good], 5.0), "column");
    let nothing = allocate(Vec::new(), &Budget { money: 5.0, ..Default::default() }).unwrap();
    assert_eq!((nothing.value, nothing.bound, nothing.gap), (0.0, 0.0, 0.0));
    let all = allocate(vec![good], &Budget { money: f64::INFINITY, ..Default::default() }).unwrap();
    assert_eq!((all.value, all.gap, all.price), (1.0, 0.0, 0.0));
}
