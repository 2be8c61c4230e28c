//! Who is who among a million touchpoints of 200,000 people, three identifiers each.
//!
//! Cost model, for one touchpoint on one core:
//! - `intern`: three keys put together, hashed and found; the dictionary (some 50 MB) does not fit the
//!   cache, so each costs two misses, one for the slot and one for the text: 3 x 150 ns.
//! - `resolve`: each of three sightings is renumbered, sorted within its row, laid down by identifier, asked
//!   for the best of its row, and joined: about ten visits to arrays of 4 to 40 MB, a third of them misses,
//!   and every identifier's one edge is sorted: 3 x 150 ns.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a bench of made-up people may stop")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use omo_core::identity::{Identifiers, IdentityOptions, resolve};
use omo_core::random::Random;
use omo_core::sparse::Rows;
use omo_core::{Identifier, IdentifierKind};

const PEOPLE: usize = 200_000;
const TOUCHPOINTS: usize = 1_000_000;

fn main() {
    divan::main();
}

/// By what one person may be recognised, as places among all identifiers.
struct Person {
    card: u32,
    account: u32,
    email: u32,
    phone: u32,
    name_phone: u32,
    token: u32,
    app: u32,
    device: u32,
    cookies: [u32; 3],
}

/// The identifiers that each touchpoint shows, as they come from a reader.
fn town() -> Vec<[Identifier; 3]> {
    let mut random = Random::new(1);
    let mut identifiers = Vec::new();
    let mut phones: Vec<u32> = Vec::new();
    let mut devices: Vec<u32> = Vec::new();
    let mut people = Vec::with_capacity(PEOPLE);
    for person in 0..PEOPLE {
        let mut add = |kind, text: String| {
            identifiers.push(Identifier::read(kind, &text).expect("a well-formed identifier"));
            u32::try_from(identifiers.len() - 1).expect("few identifiers")
        };
        let number = format!("090{:08}", (person * 37 + 10_000_001) % 100_000_000);
        // One in ten shares the phone of somebody else's family, one in twenty a tablet.
        let phone = match random.pick(&phones) {
            Some(&shared) if random.chance(0.1) => shared,
            _ => add(IdentifierKind::Phone, number.clone()),
        };
        let device = match random.pick(&devices) {
            Some(&shared) if random.chance(0.05) => shared,
            _ => add(IdentifierKind::Device, format!("{:016x}", random.bits())),
        };
        phones.push(phone);
        devices.push(device);
        let cookie = format!("{:016x}", random.bits());
        people.push(Person {
            card: add(IdentifierKind::MemberId, format!("card:{:08}", 10_000_000 + person)),
            account: add(IdentifierKind::MemberId, format!("ec:{person}")),
            email: add(IdentifierKind::Email, format!("customer.{person}@example.jp")),
            name_phone: add(IdentifierKind::NamePhone, format!("山田花子{person}|{number}")),
            token: add(IdentifierKind::PaymentToken, format!("tok_{:016x}", random.bits())),
            app: add(IdentifierKind::AppId, format!("{:016x}", random.bits())),
            cookies: [1, 2, 3].map(|n| add(IdentifierKind::Cookie, format!("{cookie}.{n}"))),
            phone,
            device,
        });
    }
    let touchpoints = (0..TOUCHPOINTS).map(|_| {
        let Person { card, account, email, phone, name_phone, token, app, device, cookies } =
            random.pick(&people).expect("people");
        let cookie = random.pick(cookies).expect("cookies");
        match random.below(6) {
            0 => [*card, *token, *phone],
            1 => [*account, *email, *cookie],
            2 => [*card, *app, *device],
            3 => [*email, *name_phone, *phone],
            4 => [*account, *phone, *cookie],
            _ => [*email, *device, *cookie],
        }
    });
    touchpoints.map(|three: [u32; 3]| three.map(|it| identifiers[it as usize].clone())).collect()
}

fn interned(town: &[[Identifier; 3]]) -> (Identifiers, Rows<u32>) {
    let (mut identifiers, mut rows) = (Identifiers::default(), Rows::default());
    for touchpoint in town {
        rows.push(touchpoint.each_ref().map(|it| identifiers.intern(it)));
    }
    (identifiers, rows)
}

#[divan::bench(sample_count = 5)]
fn intern(bencher: Bencher) {
    let town = town();
    bencher.counter(ItemsCount::new(TOUCHPOINTS)).bench(|| interned(black_box(&town)));
}

#[divan::bench(sample_count = 5)]
fn resolve_all(bencher: Bencher) {
    let (identifiers, rows) = interned(&town());
    let options = IdentityOptions::default();
    bencher.counter(ItemsCount::new(TOUCHPOINTS)).bench(|| resolve(&identifiers, black_box(&rows), &options));
}
