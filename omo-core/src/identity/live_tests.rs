//! Live is batch, whatever comes and goes.

use std::cmp::Ordering;

use proptest::prelude::*;

use super::*;
use crate::sparse::Rows;
use crate::{Identifier, IdentifierKind};

/// Touchpoints with the identifiers they show; the younger the larger `age`.
#[derive(Debug, Clone, Default)]
struct Shop {
    rows: Vec<Vec<u32>>,
    age: Vec<u32>,
}

impl Sightings for Shop {
    fn seen(&self, touchpoint: u32) -> &[u32] {
        &self.rows[touchpoint as usize]
    }

    fn by_age(&self, a: u32, b: u32) -> Ordering {
        (self.age[a as usize], a).cmp(&(self.age[b as usize], b))
    }
}

fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap()
}

/// Who is who, told by touchpoints alone: the customer of each touchpoint by its oldest one, and of each identifier.
type Answer = (Vec<Option<u32>>, Vec<Option<u32>>, usize);

fn batch(shop: &Shop, here: &[u32], identifiers: &Identifiers, options: &IdentityOptions) -> Answer {
    let mut order = here.to_vec();
    order.sort_by(|&a, &b| shop.by_age(a, b));
    let rows: Rows<u32> = order.iter().map(|&one| shop.seen(one).iter().copied()).collect();
    let found = resolve(identifiers, &rows, options).unwrap();
    let first = |customer: u32| order[found.touchpoints_of(customer)[0] as usize];
    let mut of = vec![None; shop.rows.len()];
    for (rank, &touchpoint) in order.iter().enumerate() {
        of[touchpoint as usize] = found.customer_of(rank).map(first);
    }
    let owners = (0..count(identifiers.len())).map(|it| found.owner_of(it).map(first)).collect();
    (of, owners, found.unidentified())
}

fn told(live: &Live, shop: &Shop, identifiers: &Identifiers) -> Answer {
    let first = |customer: u32| live.touchpoints_of(customer)[0];
    let of = (0..count(shop.rows.len())).map(|one| live.customer_of(one).map(first)).collect();
    let owners = (0..count(identifiers.len())).map(|it| live.owner_of(it).map(first)).collect();
    (of, owners, live.unidentified())
}

/// Few identifiers of every kind, so that people share them, and one that is blocked and one that says nothing.
fn few(each: usize) -> (Identifiers, IdentityOptions) {
    let mut identifiers = Identifiers::default();
    for kind in IdentifierKind::ALL {
        for number in 0..each {
            let text = match kind {
                IdentifierKind::MemberId => format!("card:{number}"),
                IdentifierKind::Email => format!("p{number}@example.jp"),
                IdentifierKind::Phone => format!("+8190123456{:02}", 10 + number),
                IdentifierKind::NameAddress => format!("name{}|place{number}", number / 2),
                IdentifierKind::NamePhone => format!("name{}|+8180123456{:02}", number / 2, 10 + number),
                _ => format!("x-{number}"),
            };
            identifiers.intern(&Identifier::read(kind, &text).unwrap());
        }
    }
    identifiers.intern(&Identifier::read(IdentifierKind::Phone, "000-0000-0000").unwrap());
    let blocked = vec![Identifier::read(IdentifierKind::Cookie, "x-0").unwrap()];
    let mut options = IdentityOptions { blocked, ..Default::default() };
    options.per_customer.email = 2;
    options.per_customer.phone = 2;
    (identifiers, options)
}

/// A row of identifiers in order, each once.
fn row(most: u32) -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::btree_set(0..most, 0..4).prop_map(|set| set.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..Default::default() })]

    /// After every insertion, removal and correction the answer is that of the batch over what is there.
    #[test]
    fn live_equals_batch_after_every_step(
        each in 1_usize..5,
        steps in proptest::collection::vec((any::<u32>(), row(46), 0_u32..40, 0_u8..10), 1..60),
        at_once in 1_usize..6,
    ) {
        let (mut identifiers, options) = few(each);
        let most = count(identifiers.len());
        let mut live = Live::new(options.clone(), &mut identifiers).unwrap();
        let (mut shop, mut here) = (Shop::default(), Vec::<u32>::new());
        let mut settle = 0;
        for (pick, row, age, what) in steps {
            let mut row: Vec<u32> = row.into_iter().map(|it| it % most).collect();
            row.sort_unstable();
            row.dedup();
            let old = (!here.is_empty()).then(|| pick as usize % here.len().max(1));
            match (what, old) {
                (0..2, Some(old)) => {
                    let gone = here.swap_remove(old);
                    live.remove(gone, &shop);
                }
                (2, Some(old)) => {
                    let one = here[old];
                    live.remove(one, &shop);
                    shop.rows[one as usize] = row;
                    shop.age[one as usize] = age;
                    live.insert(one);
                }
                // As it was seen before, which is the usual case.
                (3..6, Some(old)) => {
                    shop.rows.push(shop.rows[here[old] as usize].clone());
                    shop.age.push(age.max(20));
                    here.push(count(shop.rows.len()) - 1);
                    live.insert(count(shop.rows.len()) - 1);
                }
                _ => {
                    shop.rows.push(row);
                    shop.age.push(age);
                    here.push(count(shop.rows.len()) - 1);
                    live.insert(count(shop.rows.len()) - 1);
                }
            }
            settle += 1;
            if settle % at_once == 0 {
                live.settle(&identifiers, &shop).unwrap();
                prop_assert_eq!(told(&live, &shop, &identifiers), batch(&shop, &here, &identifiers, &options));
            }
        }
        live.settle(&identifiers, &shop).unwrap();
        prop_assert_eq!(told(&live, &shop, &identifiers), batch(&shop, &here, &identifiers, &options));
        prop_assert_eq!(live.customers(), live.all().count());
    }

    /// What happened to customers leads from nobody to everybody.
    #[test]
    fn the_changes_tell_every_customer(
        steps in proptest::collection::vec((any::<u32>(), row(28), 0_u32..40, 0_u8..10), 1..50),
    ) {
        let (mut identifiers, options) = few(3);
        let mut live = Live::new(options, &mut identifiers).unwrap();
        let (mut shop, mut here) = (Shop::default(), Vec::<u32>::new());
        let mut known = std::collections::BTreeSet::new();
        for (pick, row, age, what) in steps {
            if what < 3 && !here.is_empty() {
                let gone = here.swap_remove(pick as usize % here.len());
                live.remove(gone, &shop);
            } else {
                shop.rows.push(row);
                shop.age.push(age);
                here.push(count(shop.rows.len()) - 1);
                live.insert(count(shop.rows.len()) - 1);
            }
            live.settle(&identifiers, &shop).unwrap();
            let mut gone: Vec<u32> = Vec::new();
            for change in live.changes() {
                match change {
                    Change::Created { customer } => { known.insert(customer); }
                    Change::Removed { customer } => { gone.push(customer); }
                    Change::Renamed { from, customer } => { gone.push(from); known.insert(customer); }
                    Change::Merged { customer, from } => { gone.extend(from); known.insert(customer); gone.retain(|&g| g != customer); }
                    Change::Split { customer, into } => { gone.push(customer); known.extend(&into); gone.retain(|g| !into.contains(g)); }
                }
            }
            let now: std::collections::BTreeSet<u32> =
                live.all().map(|customer| live.touchpoints_of(customer)[0]).collect();
            for gone in gone.iter().filter(|gone| !now.contains(gone)) { known.remove(gone); }
            prop_assert_eq!(&known, &now);
        }
    }
}

/// A tablet that a hundred people used, one after the other, and each of them comes back: the tablet stays set aside, and is
/// let go when all but one are gone.
#[test]
fn a_shared_tablet_is_asked_again_only_when_it_must() {
    let (mut identifiers, _) = few(1);
    let tablet = identifiers.intern(&Identifier::read(IdentifierKind::Device, "tablet").unwrap());
    let emails: Vec<u32> = (0..100)
        .map(|n| identifiers.intern(&Identifier::email(&format!("guest{n}@example.jp")).unwrap()))
        .collect();
    let options = IdentityOptions::default();
    let mut live = Live::new(options.clone(), &mut identifiers).unwrap();
    let mut shop = Shop::default();
    let mut here = Vec::new();
    for &email in &emails {
        shop.rows.push(vec![tablet, email]);
        shop.age.push(count(shop.rows.len()));
        here.push(count(shop.rows.len()) - 1);
        live.insert(count(shop.rows.len()) - 1);
        live.settle(&identifiers, &shop).unwrap();
        assert_eq!(told(&live, &shop, &identifiers), batch(&shop, &here, &identifiers, &options));
    }
    assert_eq!((live.customers(), live.owner_of(tablet)), (100, None));
    while here.len() > 1 {
        let gone = here.remove(0);
        live.remove(gone, &shop);
        live.settle(&identifiers, &shop).unwrap();
        assert_eq!(told(&live, &shop, &identifiers), batch(&shop, &here, &identifiers, &options));
    }
    assert_eq!(live.owner_of(tablet), live.owner_of(emails[99]));
    assert!(live.owner_of(tablet).is_some());
}

/// Links hold whatever the limits say, and are taken back without a trace.
#[test]
fn linked_touchpoints_are_one_customer_until_the_link_is_taken_back() {
    let (mut identifiers, options) = few(3);
    let cards: Vec<u32> = (0..2)
        .map(|n| {
            identifiers
                .get(&Identifier::read(IdentifierKind::MemberId, &format!("card:{n}")).unwrap())
                .unwrap()
        })
        .collect();
    let mut live = Live::new(options, &mut identifiers).unwrap();
    let shop =
        Shop { rows: vec![vec![cards[0]], vec![cards[1]], vec![], vec![cards[1]]], age: vec![4, 3, 2, 1] };
    (0..4).for_each(|one| live.insert(one));
    live.settle(&identifiers, &shop).unwrap();
    let before = told(&live, &shop, &identifiers);
    assert_eq!(before.0, [Some(0), Some(3), None, Some(3)]);
    live.link(0, 1);
    live.link(1, 2);
    live.settle(&identifiers, &shop).unwrap();
    assert_eq!(told(&live, &shop, &identifiers).0, [Some(3); 4]);
    assert_eq!((live.customers(), live.unidentified()), (1, 0));
    live.unlink(2, 1);
    live.settle(&identifiers, &shop).unwrap();
    assert_eq!(told(&live, &shop, &identifiers).0, [Some(3), Some(3), None, Some(3)]);
    live.unlink(0, 1);
    live.settle(&identifiers, &shop).unwrap();
    assert_eq!(told(&live, &shop, &identifiers), before);
}

/// A third e-mail is refused by a limit of two and nobody's, until an older touchpoint shows it alone: then it is the third that
/// was refused.
#[test]
fn what_was_refused_hangs_together_with_whom_it_was_seen() {
    let (mut identifiers, options) = few(3);
    let emails: Vec<u32> = (0..3)
        .map(|n| identifiers.get(&Identifier::email(&format!("p{n}@example.jp")).unwrap()).unwrap())
        .collect();
    let mut live = Live::new(options.clone(), &mut identifiers).unwrap();
    let shop = Shop { rows: vec![emails.clone(), vec![emails[2]]], age: vec![2, 1] };
    live.insert(0);
    live.settle(&identifiers, &shop).unwrap();
    assert_eq!(live.owner_of(emails[2]), None);
    live.insert(1);
    live.settle(&identifiers, &shop).unwrap();
    assert_eq!(told(&live, &shop, &identifiers), batch(&shop, &[0, 1], &identifiers, &options));
    assert_eq!(live.owner_of(emails[2]), live.customer_of(0));
}
