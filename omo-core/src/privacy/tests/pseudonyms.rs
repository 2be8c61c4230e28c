use super::touch;
use crate::model::Touchpoint;
use crate::privacy::{PseudonymousOptions, Pseudonyms, SensitiveRules, What, Why, pseudonymous};
use proptest::prelude::*;

#[test]
fn keys_are_checked_and_never_shown() {
    assert_eq!(Pseudonyms::new("agency", b"short", 1).unwrap_err().code(), "option");
    assert_eq!(Pseudonyms::new("", &[1; 16], 1).unwrap_err().code(), "option");
    let names = Pseudonyms::new("agency", b"not to be printed", 3).unwrap();
    assert!(!format!("{names:?}").contains("110"), "{names:?}");
    assert!(names.rotated(&[2; 16], 3).is_err());
}

/// Of a tea and a pill by one customer, a stranger's visit, and a prescription: the tea leaves, under names of the recipient's own.
#[test]
fn a_pseudonymous_export_names_nobody() {
    let line = |product: &str| format!(r#"{{"product": "{product}"}}"#);
    let fact = |id: &str, channel: &str, lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|product| line(product)).collect();
        touch(&format!(
            r#"{{"id": "{id}", "occurredAt": "2026-03-01T10:00:00Z", "channel": "{channel}", "action": "purchase",
                "identifiers": [{{"kind": "email", "value": "hanako@example.jp"}}], "about": "for Hanako", "lines": [{}]}}"#,
            lines.join(",")
        ))
    };
    let facts = [
        (Some("customer 9"), fact("r1", "pos", &["tea", "pill"])),
        (Some("customer 9"), fact("r2", "ec", &["tea"])),
        (Some("customer 9"), fact("r3", "pharmacy", &["tea"])),
        (None, fact("r4", "pos", &["tea"])),
    ];
    let category = |product: &str| (product == "pill").then(|| "処方薬".to_owned());
    let names = Pseudonyms::new("laboratory", &[7; 16], 2).unwrap();
    let made = |facts: &[(Option<&'static str>, Touchpoint)], options: &PseudonymousOptions| {
        let facts = facts.iter().map(|(customer, touch)| (*customer, touch));
        pseudonymous(&names, facts, &SensitiveRules::default(), &category, options)
    };
    let export = made(&facts, &PseudonymousOptions::default());
    let json = serde_json::to_string(&export).unwrap();
    for value in ["hanako", "Hanako", "customer 9", "\"r1\"", "pill"] {
        assert!(!json.contains(value), "{value}");
    }
    let person = names.of("customer 9");
    assert_eq!(export.touchpoints.len(), 2);
    assert!(
        export
            .touchpoints
            .iter()
            .all(|touch| touch.person.as_ref() == Some(&person) && touch.lines.len() == 1)
    );
    let withheld: Vec<_> = export.withheld.iter().map(|held| (held.what, held.count, held.why)).collect();
    assert_eq!(
        withheld,
        [
            (What::Identifiers, 4, Why::Purpose),
            (What::Touchpoints, 1, Why::Purpose),
            (What::Touchpoints, 1, Why::Sensitive),
            (What::Products, 1, Why::Sensitive),
            (What::Abouts, 2, Why::Purpose),
        ]
    );
    // The order of arrival does not show.
    let mut turned = facts.clone();
    turned.reverse();
    assert_eq!(made(&turned, &PseudonymousOptions::default()), export);
    let all = PseudonymousOptions { abouts: true, sensitive: true, strangers: true };
    assert_eq!(made(&facts, &all).touchpoints.len(), 4);
}

proptest! {
    /// One customer has one name with one recipient and key, and other customers, recipients, keys and versions other ones.
    #[test]
    fn pseudonyms_differ_by_recipient_key_and_version(
        a in "[a-c1:]{1,4}", b in "[a-c1:]{1,4}", one in "[a-c1:]{0,4}", other in "[a-c1:]{0,4}", v in 1_u32..12, w in 1_u32..12,
    ) {
        let names = |recipient: &str, key: u8, version| Pseudonyms::new(recipient, &[key; 16], version).unwrap();
        let name = names(&a, 1, v).of(&one);
        let same = (&a, v, &one) == (&b, w, &other);
        prop_assert_eq!(name == names(&b, 1, w).of(&other), same);
        // The part behind the version differs too.
        let rest = |name: &str| name.split_once('-').unwrap().1.to_owned();
        prop_assert_eq!(rest(&name) == rest(&names(&b, 1, w).of(&other)), same);
        prop_assert_ne!(rest(&name), rest(&names(&a, 2, v).of(&one)));
        prop_assert_ne!(rest(&name), rest(&names(&a, 1, v).of_touchpoint(&one)));
    }
}
