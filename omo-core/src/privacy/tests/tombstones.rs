use super::{day, email};
use crate::model::Identifier;
use crate::privacy::{Secret, Tombstone, Tombstones};
use proptest::prelude::*;

fn secret(text: &str) -> Tombstones {
    Tombstones::new(Secret::new(text).ok())
}

#[test]
fn nothing_of_the_person_is_kept() {
    for text in ["secret", ""] {
        let mut erased = secret(text);
        let marks = erased.bury(["fact-77"], &[email(7)], day(3));
        let kept = serde_json::to_string(&marks).unwrap() + &format!("{erased:?}{marks:?}");
        assert!(!kept.contains("p7@") && !kept.contains("fact-77"), "{kept}");
        let read: Vec<Tombstone> = serde_json::from_str(&serde_json::to_string(&marks).unwrap()).unwrap();
        assert_eq!(read, marks);
    }
}

/// With a secret nobody can try out an address by a plain hash; without one everybody can.
#[test]
fn marks_are_made_with_the_secret() {
    let marks = |text: &str| secret(text).bury(["a"], &[email(7)], day(3));
    assert_eq!(marks("one"), marks("one"));
    assert_ne!(marks("one"), marks("two"));
    assert_ne!(marks("one"), marks(""));
    assert_eq!(format!("{:?}", Secret::new("one")), "Ok(Secret)");
    assert_eq!(Secret::new("").unwrap_err().code(), "option");
}

#[test]
fn another_secret_is_found_out() {
    let read = |then: &str, now: &str| {
        let mut first = secret(then);
        let marks = first.bury(["a"], &[], day(1));
        let mut again = secret(now);
        again.restore(marks);
        if let Some(kept) = first.key_mark() {
            again.restore_key(kept);
        }
        again.check_key()
    };
    assert_eq!((read("one", "one"), read("", "")), (Ok(()), Ok(())));
    for (then, now) in [("one", "two"), ("one", ""), ("", "one")] {
        let error = read(then, now).unwrap_err();
        assert_eq!(error.code(), "option");
        assert!(!error.to_string().contains("two"), "{error}");
    }
    // While nobody is erased any secret will do.
    assert_eq!(secret("two").check_key(), Ok(()));
}

#[test]
fn a_value_is_covered_as_its_own_kind_only() {
    let mut erased = secret("secret");
    let read = |kind: &str| Identifier::read(kind.parse().unwrap(), "7777777").unwrap();
    erased.bury(["a"], &[read("member_id")], day(5));
    assert!(erased.covers("b", &[read("member_id")], day(5)));
    assert!(!erased.covers("7777777", &[read("cookie")], day(5)));
    // A touchpoint's own id is refused at whatever time.
    assert!(erased.covers("a", &[], day(500)));
}

#[test]
fn while_nobody_is_erased_nothing_is_hashed() {
    let digests = || crate::sha256::DIGESTS.get();
    let (mut erased, before) = (secret("secret"), digests());
    assert!(!erased.covers("a", &[email(1)], day(1)));
    assert_eq!(digests(), before);
    erased.bury(["b"], &[], day(1));
    let before = digests();
    assert!(!erased.covers("a", &[email(1)], day(1)));
    assert!(digests() > before);
}

proptest! {
    /// What is covered hangs on what was erased, not on the order in which marks came, nor on how often; and it is what a
    /// list of erasures says.
    #[test]
    fn covers_what_the_erasures_say(
        erasures in proptest::collection::vec((0_u8..4, 0_i64..9, 0_u8..6), 0..8),
        facts in proptest::collection::vec((0_u8..8, proptest::collection::vec(0_u8..4, 0..3), 0_i64..10), 0..12),
    ) {
        let mut erased = secret("secret");
        let mut marks = Vec::new();
        for &(who, until, fact) in &erasures {
            marks.extend(erased.bury([&*format!("f{fact}")], &[email(who)], day(until)));
        }
        let mut again = secret("secret");
        again.restore(marks.iter().rev().copied());
        again.restore(marks.iter().copied());
        prop_assert_eq!(again.in_order(), erased.in_order());
        for (fact, who, at) in facts {
            let identifiers: Vec<_> = who.iter().map(|&who| email(who)).collect();
            let told = erasures.iter().any(|&(one, until, id)| id == fact || who.contains(&one) && at <= until);
            prop_assert_eq!(erased.covers(&format!("f{fact}"), &identifiers, day(at)), told);
        }
    }
}
