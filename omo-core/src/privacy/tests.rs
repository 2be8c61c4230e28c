mod anonymous;
mod gate;
mod keyed;
mod records;
mod rights;
mod tombstones;

use std::sync::OnceLock;

use crate::model::{Identifier, Time, Touchpoint};

/// SHA-256 (FIPS 180-4), its constants worked out from the primes: the rooms get theirs passed in.
pub(super) fn sha256(message: &[u8]) -> [u8; 32] {
    static PRIMES: OnceLock<Vec<f64>> = OnceLock::new();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the first 32 bits of a fraction"
    )]
    let bits = |root: f64| (root.fract() * 4_294_967_296.0) as u32;
    let primes =
        PRIMES.get_or_init(|| (2_u32..312).filter(|n| (2..*n).all(|d| n % d != 0)).map(f64::from).collect());
    assert_eq!(primes.len(), 64);
    let rounds: Vec<u32> = primes.iter().map(|p| bits(p.cbrt())).collect();
    let mut state: Vec<u32> = primes.iter().take(8).map(|p| bits(p.sqrt())).collect();
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize(padded.len() + (120 - padded.len() % 64) % 64, 0);
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks(64) {
        let mut words: Vec<u32> =
            block.chunks(4).map(|b| u32::from_be_bytes(b.try_into().unwrap())).collect();
        for t in 16..64 {
            let (x, y) = (words[t - 15], words[t - 2]);
            let x = x.rotate_right(7) ^ x.rotate_right(18) ^ (x >> 3);
            let y = y.rotate_right(17) ^ y.rotate_right(19) ^ (y >> 10);
            words.push(words[t - 16].wrapping_add(x).wrapping_add(words[t - 7]).wrapping_add(y));
        }
        let mut s = state.clone();
        for (word, round) in words.iter().zip(&rounds) {
            let e = s[4].rotate_right(6) ^ s[4].rotate_right(11) ^ s[4].rotate_right(25);
            let choice = (s[4] & s[5]) ^ (!s[4] & s[6]);
            let first = [e, choice, *round, *word].into_iter().fold(s[7], u32::wrapping_add);
            let a = s[0].rotate_right(2) ^ s[0].rotate_right(13) ^ s[0].rotate_right(22);
            let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
            s.rotate_right(1);
            s[0] = first.wrapping_add(a).wrapping_add(majority);
            s[4] = s[4].wrapping_add(first);
        }
        state.iter_mut().zip(s).for_each(|(to, from)| *to = to.wrapping_add(from));
    }
    let bytes: Vec<u8> = state.into_iter().flat_map(u32::to_be_bytes).collect();
    bytes.try_into().unwrap()
}

fn email(who: u8) -> Identifier {
    Identifier::email(&format!("p{who}@example.jp")).unwrap()
}

fn day(day: i64) -> Time {
    Time::new(day * 86_400_000, 0).unwrap()
}

fn touch(json: &str) -> Touchpoint {
    serde_json::from_str(json).unwrap()
}
