//! What is taken out, decided, erased and kept.

use super::*;

/// A shop that was told nothing but these facts and consents.
fn told(facts: &[Touchpoint], consents: &[Consent]) -> Engine {
    let mut shop = shop(consents, true);
    shop.ingest(facts.to_vec()).unwrap();
    shop
}

/// Links and splits of facts, by their places.
fn decisions() -> impl Strategy<Value = Vec<(bool, Index, Index)>> {
    vec(any::<(bool, Index, Index)>(), 0..4)
}

/// Decides; whether a decision is possible depends on the facts alone.
fn decide(shop: &mut Engine, facts: &[Touchpoint], decisions: &[(bool, Index, Index)], holds: bool) {
    for (link, a, b) in decisions.iter().filter(|_| !facts.is_empty()) {
        let (a, b) = (facts[a.index(facts.len())].id.as_str(), facts[b.index(facts.len())].id.as_str());
        match (link, holds) {
            _ if *link && a == b => {}
            (true, true) => drop(shop.link(a, b).unwrap()),
            (true, false) => drop(shop.unlink(a, b).unwrap()),
            (false, true) => drop(shop.split(&[a, b]).unwrap()),
            (false, false) => drop(shop.unsplit(&[a, b]).unwrap()),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Taken out is as never seen, and told again is as if it had never gone.
    #[test]
    fn what_is_taken_out_was_never_there(facts in facts(), gone in vec(any::<Index>(), 0..5), consents in vec(consent(), 0..4)) {
        let mut shop = told(&facts, &consents);
        let mut left = facts.clone();
        for index in gone.iter().filter(|_| !facts.is_empty()) {
            let id = &facts[index.index(facts.len())].id;
            let was_there = left.iter().any(|fact| fact.id == *id);
            prop_assert_eq!(shop.remove(id).unwrap(), was_there);
            left.retain(|fact| fact.id != *id);
        }
        same(&shop, &told(&left, &consents))?;
        shop.ingest(facts.clone()).unwrap();
        same(&shop, &told(&facts, &consents))?;
    }

    /// A correction is as if the right fact had come at first.
    #[test]
    fn what_is_corrected_was_always_right(facts in facts(), right in touchpoint(), at: Index, consents in vec(consent(), 0..4)) {
        prop_assume!(!facts.is_empty());
        let mut shop = told(&facts, &consents);
        let mut all = facts.clone();
        let at = at.index(all.len());
        all[at] = Touchpoint { id: all[at].id.clone(), ..right };
        shop.correct(all[at].clone()).unwrap();
        same(&shop, &told(&all, &consents))?;
    }

    /// What people decided holds whatever comes later and in whichever order, and taken back it leaves no trace.
    #[test]
    fn decisions_outlive_new_facts_and_leave_no_trace(
        (facts, arrived) in two_arrivals(facts().boxed()), decisions in decisions(), consents in vec(consent(), 0..4),
    ) {
        let mut early = shop(&consents, true);
        let needed: Vec<Touchpoint> = facts.iter().filter(|fact| decisions.iter().any(|(_, a, b)| {
            let id = |index: &Index| &facts[index.index(facts.len())].id;
            *id(a) == fact.id || *id(b) == fact.id
        })).cloned().collect();
        early.ingest(needed).unwrap();
        decide(&mut early, &facts, &decisions, true);
        early.ingest(arrived).unwrap();
        let mut late = told(&facts, &consents);
        decide(&mut late, &facts, &decisions, true);
        same(&early, &late)?;
        let again = Engine::restore(&late.snapshot(), late.config().clone()).unwrap();
        same(&again, &late)?;
        decide(&mut early, &facts, &decisions, false);
        same(&early, &told(&facts, &consents))?;
    }

    /// Who was erased is as if they had never been there, and old files bring nobody back.
    #[test]
    fn who_is_erased_was_never_there(facts in facts(), who: Index, consents in vec(consent(), 0..6)) {
        let mut shop = told(&facts, &consents);
        let all = shop.customers(Purpose::Legal).unwrap().customers;
        prop_assume!(!all.is_empty());
        let person = &all[who.index(all.len())];
        let theirs: Vec<String> = shop
            .assignments(Purpose::Legal)
            .unwrap()
            .into_iter()
            .filter(|(_, customer)| customer.as_deref() == Some(&person.id))
            .map(|(touchpoint, _)| touchpoint)
            .collect();
        let erased = shop.erase(&person.id, minute(LATE)).unwrap().unwrap();
        prop_assert_eq!(erased.touchpoints as usize, theirs.len());
        let left: Vec<Touchpoint> = facts.iter().filter(|fact| !theirs.contains(&fact.id)).cloned().collect();
        let others: Vec<Consent> =
            consents.iter().filter(|consent| !person.identifiers.contains(&consent.identifier)).cloned().collect();
        let never = told(&left, &others);
        // When the last consent was said is known of others as well.
        if shop.latest() == never.latest() {
            same(&shop, &never)?;
        }
        let receipt = shop.ingest(facts.clone()).unwrap();
        prop_assert!(receipt.erased as usize >= theirs.len());
        prop_assert_eq!(shop.log.len(), left.len());
        shop.compact().unwrap();
        let bytes = shop.snapshot();
        for id in &theirs {
            let unique = format!("\"{id}\"");
            prop_assert!(!String::from_utf8_lossy(&bytes).contains(&unique));
        }
        prop_assert_eq!(shop.ingest(facts.clone()).unwrap().accepted, 0);
    }

    /// A snapshot holds all, and making the engine anew of it changes nothing.
    #[test]
    fn a_snapshot_holds_everything(facts in clashing(), consents in vec(consent(), 0..6), stocked: bool) {
        let mut first = shop(&consents, stocked);
        first.ingest(facts.clone()).unwrap();
        let mut again = Engine::restore(&first.snapshot(), first.config().clone()).unwrap();
        same(&first, &again)?;
        prop_assert_eq!(kept(&first), kept(&again));
        let (one, two) = (first.ingest(facts.clone()).unwrap(), again.ingest(facts).unwrap());
        prop_assert_eq!(one, two);
        again.compact().unwrap();
        same(&first, &again)?;
    }

    /// Whatever bytes are restored, they are a shop or an error.
    #[test]
    fn broken_snapshots_are_errors(
        facts in clashing(), consents in vec(consent(), 0..3),
        changes in vec((any::<Index>(), any::<u8>()), 1..6), cut in option::of(any::<Index>()),
    ) {
        let whole = told(&facts, &consents).snapshot();
        let mut bytes = whole[..whole.len() - 32].to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        // As it is it is damaged; with its digest made anew it is nonsense, or by chance another shop.
        let digest = crate::sha256::sha256(&bytes);
        let forged = [&bytes[..], &digest].concat();
        if let Ok(shop) = Engine::restore(&forged, Config::default()) {
            answers(&shop);
        }
        if bytes != whole[..whole.len() - 32] {
            let damaged = [&bytes[..], &whole[whole.len() - 32..]].concat();
            prop_assert!(Engine::restore(&damaged, Config::default()).is_err());
        }
    }
}

/// A row that nobody can read names a person all the same: the old file does not bring it back, and what others said, or she
/// says when she comes again, is kept as before. A phone alone is not known to be hers: families share one.
#[test]
fn an_old_file_brings_back_no_unreadable_record_of_the_erased() {
    let csv = "id,occurred_at,channel,action,email,phone,amount
web-100,2026-03-01 10:00,ec,view,hanako@example.jp,090-1234-5678,
web-101,yesterday,ec,view,Hanako@Example.JP,,
web-102,2026-03-01 10:00,ec,purchase,,090 1234 5678,a lot
web-103,2026-03-02 10:00,,view,hanako@example.jp,,
web-104,yesterday,ec,view,taro@example.jp,,
web-105,2026-05-01 10:00,,view,hanako@example.jp,,";
    let read = || io::read_csv(csv.as_bytes(), &Mapping::default()).unwrap();
    let mut shop = Engine::in_memory(Config::default()).unwrap();
    let before = shop.ingest_batch("web", read()).unwrap();
    assert_eq!(before.erased, 0);
    shop.erase("web-100", "2026-04-01T00:00:00Z".parse().unwrap()).unwrap();
    let after = shop.ingest_batch("web", read()).unwrap();
    let rows = |shop: &Engine| -> Vec<u32> {
        shop.quarantined(Purpose::Legal).unwrap().map(|(_, lost)| lost.row).collect()
    };
    assert_eq!(
        (after.erased + after.quarantined + after.accepted + after.duplicates, after.erased),
        (6, 3),
        "{after:?}"
    );
    assert_eq!(rows(&shop), [3, 5, 6]);
}
