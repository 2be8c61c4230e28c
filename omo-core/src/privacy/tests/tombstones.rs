use super::{day, email, sha256};
use crate::model::Identifier;
use crate::privacy::{Tombstone, Tombstones};
use proptest::prelude::*;

#[test]
fn nothing_of_the_person_is_kept() {
    for secret in [&b"secret"[..], b""] {
        let mut erased = Tombstones::new(secret, b"salt");
        let marks = erased.bury(&sha256, ["fact-77"], &[email(7)], day(3));
        let kept = serde_json::to_string(&marks).unwrap() + &format!("{erased:?}{marks:?}");
        assert!(!kept.contains("p7@") && !kept.contains("fact-77"), "{kept}");
        let read: Vec<Tombstone> = serde_json::from_str(&serde_json::to_string(&marks).unwrap()).unwrap();
        assert_eq!(read, marks);
    }
}

#[test]
fn another_secret_is_found_out() {
    let (right, wrong) = (Tombstones::new(b"right", b"s"), Tombstones::new(b"wrong", b"s"));
    assert!(right.check_key(&sha256, right.key_mark(&sha256)).is_ok());
    assert_eq!(wrong.check_key(&sha256, right.key_mark(&sha256)).unwrap_err().code(), "option");
}

#[test]
fn a_value_is_covered_as_its_own_kind_only() {
    let mut erased = Tombstones::new(b"secret", b"");
    let read = |kind: &str| Identifier::read(kind.parse().unwrap(), "7777777").unwrap();
    erased.bury(&sha256, ["a"], &[read("member_id")], day(5));
    assert!(erased.covers(&sha256, "b", &[read("member_id")], day(5)));
    assert!(!erased.covers(&sha256, "7777777", &[read("cookie")], day(5)));
    // A touchpoint's own id is refused at whatever time.
    assert!(erased.covers(&sha256, "a", &[], day(500)));
}

#[test]
fn while_nobody_is_erased_nothing_is_hashed() {
    let never = |_: &[u8]| -> [u8; 32] { panic!("hashed") };
    let erased = Tombstones::new(b"secret", b"");
    assert!(!erased.covers(&never, "a", &[email(1)], day(1)));
}

proptest! {
    /// What is covered hangs on what was erased, not on the order in which marks came, nor on how often; and it is what a
    /// list of erasures says.
    #[test]
    fn covers_what_the_erasures_say(
        erasures in proptest::collection::vec((0_u8..4, 0_i64..9, 0_u8..6), 0..8),
        facts in proptest::collection::vec((0_u8..8, proptest::collection::vec(0_u8..4, 0..3), 0_i64..10), 0..12),
    ) {
        let mut erased = Tombstones::new(b"secret", b"");
        let mut marks = Vec::new();
        for &(who, until, fact) in &erasures {
            marks.extend(erased.bury(&sha256, [&*format!("f{fact}")], &[email(who)], day(until)));
        }
        let mut again = Tombstones::new(b"secret", b"");
        again.restore(marks.iter().rev().copied());
        again.restore(marks.iter().copied());
        prop_assert_eq!(again.in_order(), erased.in_order());
        for (fact, who, at) in facts {
            let identifiers: Vec<_> = who.iter().map(|&who| email(who)).collect();
            let told = erasures.iter().any(|&(one, until, id)| id == fact || who.contains(&one) && at <= until);
            prop_assert_eq!(erased.covers(&sha256, &format!("f{fact}"), &identifiers, day(at)), told);
        }
    }
}
