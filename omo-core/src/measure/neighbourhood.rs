//! How well identity tells a simulated neighbourhood apart: families that share phones, cards and computers.

use crate::identity::{CustomerLimits, Identifiers, IdentityOptions, OwnerLimits, resolve};
use crate::measure::{BCubed, PairScores, b_cubed, pair_scores};
use crate::random::Random;
use crate::sparse::Rows;
use crate::{Identifier, IdentifierKind};

const GIVEN: [[&str; 3]; 8] = [
    ["花子", "ハナコ", "hanako"],
    ["太郎", "タロウ", "taro"],
    ["裕子", "ユウコ", "yuko"],
    ["健", "ケン", "ken"],
    ["美咲", "ミサキ", "misaki"],
    ["翔", "ショウ", "sho"],
    ["陽子", "ヨウコ", "yoko"],
    ["大輔", "ダイスケ", "daisuke"],
];

/// One inhabitant, and what the shop may recognise them by.
struct Person {
    number: usize,
    names: [&'static str; 3],
    family: usize,
    phone: String,
    landline: String,
    email: String,
    card: bool,
    account: bool,
    token: String,
    cookies: Vec<String>,
    device: String,
}

fn people(random: &mut Random, families: usize) -> Vec<Person> {
    let mut people = Vec::new();
    for family in 0..families {
        let landline = format!("03{:08}", 20_000_000 + family * 7);
        let (one_email, one_card, one_computer) =
            (random.chance(0.1), random.chance(0.3), random.chance(0.4));
        for member in 0..=random.below(4) {
            let number = people.len();
            let own = |shared: bool, what: &str| {
                if shared { format!("{what}-family-{family}") } else { format!("{what}-{number}") }
            };
            let mut cookies = vec![own(one_computer, "browser")];
            cookies.extend((0..random.below(3)).map(|n| format!("mobile-{number}-{n}")));
            people.push(Person {
                number,
                names: GIVEN[(family + member) % GIVEN.len()],
                family,
                phone: if random.chance(0.75) {
                    format!("090{:08}", 20_000_000 + number * 7)
                } else {
                    landline.clone()
                },
                landline: landline.clone(),
                email: format!("{}@example.jp", own(one_email, "mail")),
                card: random.chance(0.75),
                account: random.chance(0.6),
                token: own(one_card, "token"),
                cookies,
                device: format!("device-{number}"),
            });
        }
    }
    people
}

/// What a touchpoint of `person` shows.
fn touch(random: &mut Random, person: &Person) -> Vec<Identifier> {
    use IdentifierKind::{AppId, Cookie, Device, Email, MemberId, PaymentToken, Phone};
    let id = |kind, text: &str| Identifier::read(kind, text).unwrap();
    let number = person.number;
    let reissued = number.is_multiple_of(20);
    let cards = [format!("card:{number}"), format!("card:{number}-2")];
    let card = || id(MemberId, &cards[0]);
    let phone = |random: &mut Random| {
        let phone = if random.chance(0.1) { &person.landline } else { &person.phone };
        if random.chance(0.02) { "000-0000-0000".to_owned() } else { phone.clone() }
    };
    let named = |random: &mut Random, phone: &str| {
        let script = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][random.below(10)];
        let mut name = format!("{}{}", ["家", "カ", "ka "][script], person.names[script]);
        if random.chance(0.03) {
            name.pop();
        }
        vec![
            id(Phone, phone),
            Identifier::name_phone(&format!("{name}{}", person.family % 50), phone).unwrap(),
        ]
    };
    let mut seen = Vec::new();
    match random.below(10) {
        // In the store.
        0..=3 => {
            if person.card && random.chance(0.8) {
                seen.push(if reissued { id(MemberId, random.pick(&cards).unwrap()) } else { card() });
                if reissued && random.chance(0.3) {
                    seen = cards.iter().map(|card| id(MemberId, card)).collect();
                }
            }
            if random.chance(0.5) {
                seen.push(id(PaymentToken, &person.token));
            }
            if random.chance(0.1) {
                seen.push(id(Phone, &phone(random)));
            }
        }
        // On the web.
        4..=7 => {
            seen.push(id(Cookie, random.pick(&person.cookies).unwrap()));
            if person.account && random.chance(0.5) {
                seen.push(id(MemberId, &format!("ec:{number}")));
                if random.chance(0.3) {
                    seen.push(id(Email, &person.email));
                    let phone = phone(random);
                    seen.extend(named(random, &phone));
                }
            } else if random.chance(0.15) {
                let second = format!("second-{number}@example.jp");
                let email =
                    if number.is_multiple_of(7) && random.chance(0.5) { &second } else { &person.email };
                seen.push(id(Email, email));
                let phone = phone(random);
                seen.extend(named(random, &phone));
            }
        }
        // In the app, or at a store's tablet.
        8 if person.card => {
            let tablet = random.chance(0.05);
            let device = if tablet { &format!("tablet-{}", number % 3) } else { &person.device };
            seen.extend([id(Device, device), card()]);
            if !tablet {
                seen.push(id(AppId, &format!("app-{number}-{}", random.below(2))));
            }
        }
        // At the contact centre.
        _ => {
            let phone = phone(random);
            seen.extend(named(random, &phone));
            if person.card && random.chance(0.3) {
                seen.push(card());
            }
            if random.chance(0.2) {
                seen.push(id(Email, &person.email));
            }
        }
    }
    seen
}

/// Resolves a neighbourhood; gives how good it is by pairs and by touchpoints.
fn neighbourhood(start: u64, options: &IdentityOptions) -> (PairScores, BCubed) {
    let mut random = Random::new(start);
    let people = people(&mut random, 600);
    let (mut identifiers, mut rows, mut truth) = (Identifiers::default(), Rows::default(), Vec::new());
    for _ in 0..people.len() * 12 {
        let person = random.pick(&people).unwrap();
        let seen = touch(&mut random, person);
        truth.push((!seen.is_empty()).then(|| u32::try_from(person.number).unwrap()));
        rows.push(seen.iter().map(|it| identifiers.intern(it)));
    }
    let identity = resolve(&identifiers, &rows, options).unwrap();
    let found: Vec<_> = (0..rows.len()).map(|touchpoint| identity.customer_of(touchpoint)).collect();
    (pair_scores(&truth, &found).unwrap(), b_cubed(&truth, &found).unwrap())
}

/// Half of the web visits show a cookie that never signs in, half of the payments a token without a card:
/// who knows every person's own identifiers, and joins what each shows together, finds six in ten true
/// pairs. Five of those six are found here; the tenth pair that is wrong is a family's, where only one of
/// them is known by more than the computer or the card they share.
#[test]
fn a_neighbourhood_is_told_apart() {
    for seed in 1..4 {
        let (pairs, touchpoints) = neighbourhood(seed, &IdentityOptions::default());
        assert!(pairs.precision > 0.9 && pairs.recall > 0.5, "{pairs:?}");
        assert!(touchpoints.precision > 0.95 && touchpoints.recall > 0.55, "{touchpoints:?}");
    }
}

/// Joining whatever was seen together, as connected components do, makes families and strangers one.
#[test]
fn without_limits_a_neighbourhood_is_one_heap() {
    let many = u32::MAX;
    let owners = OwnerLimits {
        app_id: many,
        payment_token: many,
        phone: many,
        device: many,
        cookie: many,
        ..Default::default()
    };
    let per_customer =
        CustomerLimits { member_id: 30_000, email: 30_000, phone: 30_000, ..Default::default() };
    let options = IdentityOptions { owners, per_customer, ..Default::default() };
    let (heap, _) = neighbourhood(1, &options);
    let (told_apart, _) = neighbourhood(1, &IdentityOptions::default());
    assert!(heap.precision < 0.5 && told_apart.f1 > heap.f1, "{heap:?}");
}
