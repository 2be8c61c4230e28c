//! Numbers that tell nothing: cards, phones, receipts and keys, none of them given twice.
//!
//! Each is a one-to-one scramble of "the n-th thing of this household", so households can be made in any
//! order and nobody can read the truth off an id.

use crate::random::mix;

/// Bits of a household's number.
const HOUSEHOLD: u32 = 20;
/// Bits of the count within a household.
const COUNT: u32 = 20;
const FORTY: u64 = (1 << (HOUSEHOLD + COUNT)) - 1;

/// A number below 2^40 for the `count`-th thing of a household; `kind` keeps kinds of things apart.
pub(super) fn scrambled(seed: u64, kind: u64, household: u32, count: u32) -> u64 {
    let salt = mix(mix(seed) ^ kind);
    let plain = (u64::from(household) << COUNT | u64::from(count) & ((1 << COUNT) - 1)) & FORTY;
    // Every step can be undone on forty bits: adding, multiplying by an odd number, folding the high half down.
    let mut x = plain.wrapping_add(salt) & FORTY;
    for odd in [0x9e37_79b9_7f4a_7c15, 0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
        x = x.wrapping_mul(odd) & FORTY;
        x ^= x >> 20;
    }
    x
}

/// A number below 10^`digits` (at most 8) for each `n` below that: multiplying by a number that shares no
/// factor with 10.
pub(super) fn digits(seed: u64, kind: u64, n: u64, digits: u32) -> u64 {
    let modulus = 10_u64.pow(digits.min(8));
    (n * 38_196_601 + mix(seed ^ mix(kind)) % modulus) % modulus
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_number_is_given_twice() {
        let all: BTreeSet<_> =
            (0..300).flat_map(|house| (0..300).map(move |n| scrambled(7, 1, house, n))).collect();
        assert_eq!(all.len(), 90_000);
        assert!(all.iter().all(|&x| x <= FORTY));
        let far: BTreeSet<_> = (999_700..1_000_000).map(|house| scrambled(7, 1, house, 0)).collect();
        assert_eq!(far.len(), 300);
        let all: BTreeSet<_> = (0..10_000).map(|n| digits(7, 1, n, 4)).collect();
        assert_eq!(all.len(), 10_000);
    }

    #[test]
    fn neighbours_do_not_look_alike() {
        // Half of forty bits should differ between one thing and the next.
        let differing: u32 =
            (0..1000).map(|n| (scrambled(7, 1, 5, n) ^ scrambled(7, 1, 5, n + 1)).count_ones()).sum();
        assert!((18_000..22_000).contains(&differing), "{differing}");
    }
}
