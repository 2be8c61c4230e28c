//! Laws of identity, and cases that once hurt somebody.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::sparse::Rows;
use crate::{Identifier, IdentifierKind};

/// Reads `kind value`, such as `phone 090-1234-5670`.
fn id(text: &str) -> Identifier {
    let (kind, value) = text.split_once(' ').unwrap();
    Identifier::read(kind.parse().unwrap(), value).unwrap()
}

/// Facts, oldest first, and what came of them.
struct Town {
    identifiers: Identifiers,
    rows: Rows<u32>,
    identity: Identity,
}

impl Town {
    fn new(facts: &[Vec<Identifier>], options: &IdentityOptions) -> Self {
        Self::known(Identifiers::default(), facts, options)
    }

    /// With identifiers that were given numbers before.
    fn known(mut identifiers: Identifiers, facts: &[Vec<Identifier>], options: &IdentityOptions) -> Self {
        let rows: Rows<u32> = facts
            .iter()
            .map(|fact| fact.iter().map(|it| identifiers.intern(it)).collect::<Vec<_>>())
            .collect();
        let identity = resolve(&identifiers, &rows, options).unwrap();
        Self { identifiers, rows, identity }
    }

    fn text(&self, number: u32) -> String {
        format!("{:?} {}", self.identifiers.kind(number), self.identifiers.value(number).unwrap())
    }

    fn customer(&self, text: &str) -> Option<u32> {
        self.identity.owner_of(self.identifiers.get(&id(text))?)
    }

    fn one(&self, a: &str, b: &str) -> bool {
        self.customer(a).is_some() && self.customer(a) == self.customer(b)
    }

    fn why(&self, text: &str) -> Option<Why> {
        let number = self.identifiers.get(&id(text))?;
        self.identity.set_aside().iter().find(|aside| aside.identifier == number).map(|aside| aside.why)
    }

    /// The whole answer in words that do not hang on numbers of identifiers.
    fn told(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        let identity = &self.identity;
        let text = |number: &u32| self.text(*number);
        let customers: Vec<_> = (0..u32::try_from(identity.customers()).unwrap())
            .map(|it| {
                let identifiers: Vec<_> = identity.identifiers_of(it).iter().map(text).collect();
                (identity.touchpoints_of(it).to_vec(), identifiers)
            })
            .collect();
        let aside: Vec<_> = identity.set_aside().iter().map(|it| (text(&it.identifier), it.why)).collect();
        let refused: Vec<_> = identity
            .refused()
            .iter()
            .map(|it| (text(&it.from), text(&it.to), it.touchpoint, it.touchpoints, it.limit))
            .collect();
        (customers, aside, refused, identity.unidentified())
    }
}

/// A town of the given touchpoints, each a list of identifiers with `,` between.
fn town(facts: &[&str]) -> Town {
    let fact = |fact: &&str| fact.split(',').map(str::trim).filter(|it| !it.is_empty()).map(id).collect();
    Town::new(&facts.iter().map(fact).collect::<Vec<_>>(), &IdentityOptions::default())
}

#[test]
fn an_ordinary_customer_is_one() {
    let town = town(&[
        "cookie c1",
        "cookie c1, member_id ec:9, email h@example.jp, phone 090-1234-5671",
        "cookie c2, member_id ec:9",
        "member_id card:1, phone 090-1234-5671",
        "app_id a1, device d1, member_id card:1",
        "app_id a2, device d1, member_id card:1",
        "payment_token t1, member_id card:1",
        "payment_token t1",
        "device d1",
        "name_phone 山田花子|090-1234-5671, phone 090-1234-5671",
        "name_phone yamada hanako|090-1234-5671, phone 090-1234-5671, member_id card:1",
    ]);
    assert_eq!(town.identity.customers(), 1);
    assert_eq!(town.identity.touchpoints_of(0), (0..11).collect::<Vec<_>>());
    assert!(town.identity.set_aside().is_empty() && town.identity.refused().is_empty());
}

#[test]
fn a_shared_tablet_glues_nobody() {
    let mut facts: Vec<String> = (0..50).map(|n| format!("device tablet, member_id card:{n}")).collect();
    facts.push("device tablet".into());
    let town = town(&facts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((town.identity.customers(), town.identity.unidentified()), (50, 1));
    assert_eq!(town.why("device tablet"), Some(Why::Shared { owners: 50 }));
}

#[test]
fn a_reception_tablet_that_knows_phones_only_glues_nobody() {
    let facts: Vec<String> =
        (0..50).map(|n| format!("device tablet, phone 090-1234-56{n:02}, cookie kiosk")).collect();
    let town = town(&facts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(town.identity.customers(), 50);
    assert_eq!(town.why("cookie kiosk"), Some(Why::Shared { owners: 50 }));
}

#[test]
fn a_family_phone_glues_nobody_and_names_still_tell() {
    let town = town(&[
        "member_id card:1, phone 03-1234-5671, name_phone 山田花子|03-1234-5671",
        "member_id card:2, phone 03-1234-5671, name_phone 山田太郎|03-1234-5671",
        "phone 03-1234-5671",
        "phone 03-1234-5671, name_phone 山田太郎|03-1234-5671",
    ]);
    assert_eq!(town.identity.customers(), 2);
    assert_eq!(town.why("phone 03-1234-5671"), Some(Why::Shared { owners: 2 }));
    assert_eq!([2, 3].map(|touchpoint| town.identity.customer_of(touchpoint)), [None, Some(1)]);
}

/// No member id tells them apart, their names do.
#[test]
fn a_family_with_one_card_and_one_account_is_two() {
    let town = town(&[
        "member_id card:1, phone 03-1234-5671, name_phone 山田花子|03-1234-5671",
        "member_id ec:9, phone 03-1234-5671, name_phone 山田太郎|03-1234-5671",
    ]);
    assert!(!town.one("member_id card:1", "member_id ec:9"));
}

#[test]
fn a_name_in_two_scripts_is_not_two_people() {
    let town = town(&[
        "member_id card:1, phone 090-1234-5671, name_phone 山田花子|090-1234-5671",
        "member_id ec:9, phone 090-1234-5671, name_phone ヤマダハナコ|090-1234-5671",
    ]);
    assert!(town.one("member_id card:1", "member_id ec:9"));
}

#[test]
fn a_row_of_zeros_glues_nobody() {
    let town = town(&["phone 0000000000, cookie c1", "phone 0000000000, cookie c2", "phone 0000000000"]);
    assert_eq!((town.identity.customers(), town.identity.unidentified()), (2, 1));
    assert_eq!(town.why("phone 0000000000"), Some(Why::Placeholder));
}

#[test]
fn a_reissued_card_is_the_same_customer() {
    let town = town(&[
        "member_id card:1, email h@example.jp",
        "member_id card:1, member_id card:2",
        "member_id card:2, email h@example.jp",
    ]);
    assert_eq!(town.identity.customers(), 1);
    assert!(town.identity.refused().is_empty());
}

#[test]
fn aliases_in_a_circle_are_harmless() {
    let town = town(&[
        "member_id card:1, member_id card:2",
        "member_id card:2, member_id card:3",
        "member_id card:3, member_id card:1",
        "member_id card:1, member_id card:1",
    ]);
    assert_eq!(town.identity.touchpoints_of(0), [0, 1, 2, 3]);
}

#[test]
fn a_guest_becomes_a_member() {
    let town = town(&[
        "cookie c1, email h@example.jp, phone 090-1234-5671, name_phone 山田花子|090-1234-5671",
        "cookie c2, member_id ec:9, email h@example.jp",
        "phone 090-1234-5671",
    ]);
    assert_eq!(town.identity.touchpoints_of(0), [0, 1, 2]);
}

#[test]
fn a_family_payment_card_glues_nobody() {
    let town = town(&[
        "payment_token t1, member_id card:1",
        "payment_token t1, member_id card:2",
        "payment_token t2, email a@example.jp",
        "payment_token t2, email b@example.jp",
    ]);
    assert_eq!(town.identity.customers(), 4);
}

#[test]
fn a_join_beyond_the_limits_is_refused_and_recorded() {
    // The account knows two phones, each of another card's holder: the stronger one wins.
    let town = town(&[
        "member_id card:1, phone 090-1234-5671",
        "member_id card:2, phone 090-1234-5672",
        "member_id card:2, phone 090-1234-5672",
        "member_id ec:9, phone 090-1234-5672",
        "member_id ec:9, phone 090-1234-5672",
        "member_id ec:9, phone 090-1234-5671",
    ]);
    assert!(town.one("member_id card:2", "member_id ec:9"));
    assert!(!town.one("member_id card:1", "member_id ec:9"));
    let [refused] = town.identity.refused() else { panic!("one refusal") };
    assert_eq!((refused.limit, refused.touchpoint, refused.touchpoints), (IdentifierKind::MemberId, 5, 1));
}

#[test]
fn nothing_resolves_to_nothing() {
    let town = town(&["", ""]);
    assert_eq!((town.identity.customers(), town.identity.unidentified()), (0, 2));
    assert_eq!(town.identity.explain(0, 0), None);
    assert_eq!((town.identity.customer_of(9), town.identity.owner_of(9)), (None, None));
    assert!(town.identity.touchpoints_of(u32::MAX).is_empty());
}

#[test]
fn a_long_chain_of_aliases_is_explained() {
    let facts: Vec<_> =
        (0..20_000).map(|n| [n, n + 1].map(|n| id(&format!("member_id card:{n}-x"))).to_vec()).collect();
    let town = Town::new(&facts, &IdentityOptions::default());
    assert_eq!(town.identity.explain(0, 20_000).unwrap().len(), 20_000);
}

/// Identifiers of a small town, where everybody meets everybody.
fn anybody() -> impl Strategy<Value = Identifier> {
    let texts = [
        "member_id card:1",
        "member_id card:2",
        "member_id card:3",
        "member_id ec:1",
        "member_id ec:2",
        "member_id bare",
        "member_id card:0",
        "email a@example.jp",
        "email b@example.jp",
        "email test@example.jp",
        "app_id a1",
        "app_id a2",
        "payment_token t1",
        "payment_token t2",
        "name_address 山田花子|100-0001",
        "name_address 山田太郎|100-0001",
        "name_phone 山田花子|090-1234-5671",
        "name_phone ヤマダハナコ|090-1234-5671",
        "name_phone 山田太郎|090-1234-5671",
        "phone 090-1234-5671",
        "phone 090-1234-5672",
        "phone 000-0000-0000",
        "device d1",
        "device d2",
        "cookie c1",
        "cookie c2",
        "cookie c3",
    ];
    proptest::sample::select(texts.map(id).to_vec())
}

fn facts() -> impl Strategy<Value = Vec<Vec<Identifier>>> {
    vec(vec(anybody(), 0..4), 0..25)
}

fn options() -> impl Strategy<Value = IdentityOptions> {
    (1_u16..3, 1_u16..3, 1_u32..4, vec(anybody(), 0..2)).prop_map(|(tight, cards, owners, blocked)| {
        IdentityOptions {
            blocked,
            owners: OwnerLimits { phone: owners, device: owners, cookie: owners, ..Default::default() },
            per_customer: CustomerLimits {
                member_id: cards,
                email: tight,
                phone: tight,
                cookie: tight,
                ..Default::default()
            },
        }
    })
}

proptest! {
    /// Neither the numbers identifiers were given, nor their order or repetition at a touchpoint matter.
    #[test]
    fn order_does_not_matter(
        (facts, arrival) in facts().prop_flat_map(|facts| {
            let all: Vec<Identifier> = facts.iter().flatten().cloned().collect();
            (Just(facts), Just(all).prop_shuffle())
        }),
        options in options(),
    ) {
        let mut identifiers = Identifiers::default();
        for it in &arrival {
            identifiers.intern(it);
        }
        let mirrored: Vec<Vec<_>> = facts
            .iter()
            .map(|fact| fact.iter().rev().chain(fact.first()).cloned().collect())
            .collect();
        let (town, other) = (Town::new(&facts, &options), Town::known(identifiers, &mirrored, &options));
        prop_assert_eq!(town.told(), other.told());
        for (a, b) in arrival.iter().zip(arrival.iter().skip(1)) {
            let told = |town: &Town| {
                let number = |it| town.identifiers.get(it).unwrap();
                let step = |s: &Step| (town.text(s.from), town.text(s.to), s.touchpoint, s.touchpoints);
                let steps = town.identity.explain(number(a), number(b));
                steps.map(|steps| steps.iter().map(step).collect::<Vec<_>>())
            };
            prop_assert_eq!(told(&town), told(&other));
        }
    }

    /// Two identifiers are explained just when they are one customer's, and every step is a fact.
    #[test]
    fn every_merge_is_explained(facts in facts(), options in options()) {
        let town = Town::new(&facts, &options);
        let identity = &town.identity;
        let all = 0..u32::try_from(town.identifiers.len()).unwrap();
        for (a, b) in all.clone().flat_map(|a| all.clone().map(move |b| (a, b))) {
            let one = identity.owner_of(a).is_some() && identity.owner_of(a) == identity.owner_of(b);
            let steps = identity.explain(a, b);
            prop_assert_eq!(steps.is_some(), one);
            let mut here = a;
            for step in steps.iter().flatten() {
                prop_assert_eq!(step.from, here);
                let both: Vec<usize> = (0..facts.len())
                    .filter(|&it| [step.from, step.to].iter().all(|id| town.rows.row(it).contains(id)))
                    .collect();
                prop_assert_eq!(both.first(), Some(&(step.touchpoint as usize)));
                prop_assert_eq!(identity.owner_of(step.to), identity.owner_of(a));
                prop_assert_eq!(step.touchpoints as usize, both.len());
                here = step.to;
            }
            if one {
                prop_assert_eq!(here, b);
            }
        }
    }

    /// A touchpoint goes to the customer of its most trusted identifier that was not set aside, and each
    /// customer has what its touchpoints say.
    #[test]
    fn touchpoints_and_customers_agree(facts in facts(), options in options()) {
        let town = Town::new(&facts, &options);
        let identity = &town.identity;
        let aside: BTreeSet<u32> = identity.set_aside().iter().map(|it| it.identifier).collect();
        let mut seen = BTreeSet::new();
        for touchpoint in 0..facts.len() {
            let usable = town.rows.row(touchpoint).iter().filter(|it| !aside.contains(it));
            let trust = usable.clone().map(|&it| evidence::tier(town.identifiers.kind(it).unwrap())).min();
            let customer = identity.customer_of(touchpoint);
            prop_assert_eq!(customer.is_some(), trust.is_some());
            if let (Some(customer), Some(trust)) = (customer, trust) {
                let kind = evidence::TIERS[usize::from(trust)];
                let owners: Vec<_> = usable.filter(|&&it| town.identifiers.kind(it) == Some(kind)).collect();
                prop_assert!(owners.iter().any(|&&it| identity.owner_of(it) == Some(customer)));
                prop_assert!(identity.touchpoints_of(customer).contains(&u32::try_from(touchpoint).unwrap()));
                // Customers are numbered by their oldest touchpoint.
                prop_assert!(seen.contains(&customer) || customer as usize == seen.len());
                seen.insert(customer);
            }
        }
        prop_assert_eq!(identity.customers(), seen.len());
        let unidentified = (0..facts.len()).filter(|&it| identity.customer_of(it).is_none()).count();
        prop_assert_eq!(identity.unidentified(), unidentified);
        for customer in seen {
            for &identifier in identity.identifiers_of(customer) {
                prop_assert_eq!(identity.owner_of(identifier), Some(customer));
            }
        }
    }

    /// No customer has more identifiers of a kind than one person has.
    #[test]
    fn limits_hold(facts in facts(), options in options()) {
        let town = Town::new(&facts, &options);
        let aside: BTreeSet<u32> = town.identity.set_aside().iter().map(|it| it.identifier).collect();
        for customer in 0..u32::try_from(town.identity.customers()).unwrap() {
            let mut counts: BTreeMap<_, BTreeSet<u32>> = BTreeMap::new();
            for &it in town.identity.identifiers_of(customer) {
                // Ids that aliases tie together go by the smallest of them.
                let mut tied = BTreeSet::from([it]);
                loop {
                    let issuer = town.identifiers.issuer(it);
                    let more: BTreeSet<u32> = town.rows.iter()
                        .filter(|row| row.iter().any(|it| tied.contains(it)))
                        .flatten()
                        .copied()
                        .filter(|&other| !aside.contains(&other))
                        .filter(|&other| town.identifiers.kind(other) == Some(IdentifierKind::MemberId))
                        .filter(|&other| town.identifiers.issuer(other) == issuer)
                        .collect();
                    let before = tied.len();
                    if town.identifiers.kind(it) == Some(IdentifierKind::MemberId) {
                        tied.extend(more);
                    }
                    if tied.len() == before {
                        break;
                    }
                }
                let kind = (town.identifiers.kind(it).unwrap(), town.identifiers.issuer(it));
                counts.entry(kind).or_default().extend(tied.first());
            }
            for ((kind, _), ids) in counts {
                prop_assert!(ids.len() <= usize::from(options.per_customer.of(kind)), "{kind:?} {}", ids.len());
            }
        }
    }

    /// A fact that shows only blocked identifiers changes nothing, wherever it falls.
    #[test]
    fn what_is_blocked_changes_nothing(facts in facts(), options in options(), at in 0_usize..25) {
        let mut options = options;
        options.blocked.push(id("device d1"));
        let before = Town::new(&facts, &options);
        let mut more = facts.clone();
        let at = at.min(facts.len());
        more.insert(at, options.blocked.clone());
        let after = Town::new(&more, &options);
        let customers = |town: &Town, skip: usize| {
            let all = (0..town.rows.len()).filter(move |&it| it != skip);
            all.map(|it| town.identity.customer_of(it)).collect::<Vec<_>>()
        };
        prop_assert_eq!(customers(&before, usize::MAX), customers(&after, at));
        prop_assert_eq!(after.identity.customer_of(at), None);
        prop_assert_eq!(before.identity.refused().len(), after.identity.refused().len());
    }
}
