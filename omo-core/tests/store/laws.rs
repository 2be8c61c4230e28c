//! What holds for every log.

use omo_core::Error;
use omo_core::audit::Chain;
use omo_core::sha256::sha256;
use omo_core::store::{Entry, Fault, Snapshot, StoreOptions};
use proptest::prelude::*;

use crate::common::{Folder, append, expected, fault, open, payload, read, rows};

/// What is done to a log.
#[derive(Debug, Clone)]
enum Step {
    Append(Vec<(u8, Vec<u8>)>),
    Erase(Vec<prop::sample::Index>, Vec<(u8, Vec<u8>)>),
    Compact,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let entries = || prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u8>(), 0..400)), 0..9);
    let some = prop::collection::vec(any::<prop::sample::Index>(), 0..4);
    prop_oneof![
        4 => entries().prop_map(Step::Append),
        2 => (some, entries()).prop_map(|(seqs, entries)| Step::Erase(seqs, entries)),
        1 => Just(Step::Compact),
        1 => Just(Step::Reopen),
    ]
}

fn borrowed(entries: &[(u8, Vec<u8>)]) -> Vec<Entry<'_>> {
    entries.iter().map(|(kind, payload)| Entry { kind: *kind, payload }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// A vector and a set of erased numbers tell what a store must hold after any steps.
    #[test]
    fn a_store_holds_what_was_appended_and_not_what_was_erased(steps in prop::collection::vec(step(), 1..12)) {
        let folder = Folder::new();
        let mut store = open(&folder.file()).unwrap();
        let (mut model, mut chain) = (Vec::new(), Chain::default());
        let push = |model: &mut Vec<_>, chain: &mut Chain, entries: Vec<(u8, Vec<u8>)>| {
            for (kind, payload) in entries {
                chain.push(kind, &sha256(&payload));
                model.push((model.len() as u64 + 1, kind, Some(payload)));
            }
        };
        for step in steps {
            match step {
                Step::Append(entries) => {
                    prop_assert_eq!(store.append(&borrowed(&entries)).unwrap(), model.len() as u64 + 1);
                    push(&mut model, &mut chain, entries);
                }
                Step::Erase(which, entries) if !model.is_empty() => {
                    let seqs: Vec<u64> = which.iter().map(|which| which.index(model.len()) as u64 + 1).collect();
                    store.erase(&seqs, &borrowed(&entries)).unwrap();
                    for seq in seqs {
                        model[usize::try_from(seq - 1).unwrap()].2 = None;
                    }
                    push(&mut model, &mut chain, entries);
                }
                Step::Erase(..) => {}
                Step::Compact => store.compact().unwrap(),
                Step::Reopen => {
                    drop(store);
                    store = open(&folder.file()).unwrap();
                }
            }
        }
        prop_assert_eq!(store.len().unwrap(), model.len() as u64);
        prop_assert_eq!(store.head().unwrap(), chain.head());
        let audit = store.verify().unwrap();
        let erased = model.iter().filter(|(_, _, payload)| payload.is_none()).count() as u64;
        prop_assert_eq!((audit.entries, audit.erased, audit.head), (chain.len(), erased, chain.head()));
        prop_assert_eq!(audit.broken, None);
        for after in [0, model.len() / 3, model.len()] {
            prop_assert_eq!(&rows(&store, after as u64).unwrap(), &model[after..]);
        }
        // A reader sees the same, beside the writer and alone, and so does who opens a copy.
        let reader = read(&folder.file()).unwrap();
        prop_assert_eq!(&rows(&reader, 0).unwrap(), &model);
        prop_assert_eq!(reader.head().unwrap(), chain.head());
        drop(reader);
        let copy = folder.path().join("copy.omo");
        store.backup(&copy).unwrap();
        drop(store);
        prop_assert_eq!(&rows(&read(&folder.file()).unwrap(), 0).unwrap(), &model);
        prop_assert_eq!(&rows(&open(&copy).unwrap(), 0).unwrap(), &model);
    }
}

#[test]
fn a_digest_is_that_of_the_payload_before_and_after_erasing() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 2).unwrap();
    store.erase(&[1], &[]).unwrap();
    let mut digests = Vec::new();
    store
        .replay(0, &mut |_, _, _, digest| {
            digests.push(*digest);
            Ok(())
        })
        .unwrap();
    assert_eq!(digests, [1, 2].map(|seq| sha256(&payload(seq))));
}

#[test]
fn what_the_caller_answers_ends_a_replay() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 5).unwrap();
    let mut seen = 0;
    let answer = store.replay(1, &mut |seq, _, _, _| {
        seen = seq;
        if seq == 3 { Err(Error::Cancelled) } else { Ok(()) }
    });
    assert_eq!((answer, seen), (Err(Error::Cancelled), 3));
    // Nothing stays open.
    store.compact().unwrap();
}

#[test]
fn a_head_that_was_written_down_is_found_again() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 7).unwrap();
    let head = store.head().unwrap();
    append(&mut store, 9).unwrap();
    store.erase(&[2, 8], &[]).unwrap();
    assert_eq!(store.head_at(7).unwrap(), head);
    assert_ne!(store.head_at(6).unwrap(), head);
    assert_eq!(store.head_at(17).unwrap_err().code(), "unknown");
}

#[test]
fn numbers_that_were_never_given_are_refused_and_change_nothing() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 3).unwrap();
    for seqs in [&[0][..], &[1, 4], &[u64::MAX]] {
        assert_eq!(store.erase(seqs, &[]).unwrap_err().code(), "unknown");
    }
    assert_eq!(store.save_snapshot(4, b"x").unwrap_err().code(), "unknown");
    assert_eq!(rows(&store, 0).unwrap(), expected(3));
    // A snapshot of more than there is: the log lost its end.
    assert_eq!(fault(&rows(&store, 4).unwrap_err()), Fault::Broken { entry: Some(4) });
}

#[test]
fn a_snapshot_is_the_last_one_saved_until_what_it_holds_is_erased() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 10).unwrap();
    assert_eq!(store.read_snapshot().unwrap(), Snapshot::Absent);
    let large: Vec<u8> = (0..9_000_000_u32).map(|i| i.to_le_bytes()[usize::from(i % 251 == 0)]).collect();
    for (upto, bytes) in [(4, &large[..]), (9, b""), (5, b"short")] {
        store.save_snapshot(upto, bytes).unwrap();
        assert_eq!(store.read_snapshot().unwrap(), Snapshot::Whole { upto, bytes: bytes.to_vec() });
    }
    drop(store);
    let mut store = open(&folder.file()).unwrap();
    store.erase(&[6], &[]).unwrap();
    assert!(matches!(store.read_snapshot().unwrap(), Snapshot::Whole { upto: 5, .. }));
    store.erase(&[5], &[]).unwrap();
    assert_eq!(store.read_snapshot().unwrap(), Snapshot::Absent);
    store.save_snapshot(10, b"again").unwrap();
    store.drop_snapshot().unwrap();
    assert_eq!(store.read_snapshot().unwrap(), Snapshot::Absent);
}

#[test]
fn a_backup_never_replaces_a_file() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 3).unwrap();
    let other = folder.path().join("notes.txt");
    std::fs::write(&other, "mine").unwrap();
    assert_eq!(fault(&store.backup(&other).unwrap_err()), Fault::Exists);
    assert_eq!(fault(&store.backup(folder.file()).unwrap_err()), Fault::Exists);
    assert_eq!(fault(&store.backup(folder.path().join("no/folder")).unwrap_err()), Fault::Missing);
    assert_eq!(std::fs::read(&other).unwrap(), b"mine");
    assert_eq!(rows(&store, 0).unwrap(), expected(3));
}

#[test]
fn names_of_one_file_meet_at_one_lock() {
    let folder = Folder::new();
    let _writer = open(&folder.file()).unwrap();
    let mut names = vec![folder.path().join("../").join(folder.path().file_name().unwrap()).join("shop.omo")];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.file(), folder.path().join("link.omo")).unwrap();
        names.push(folder.path().join("link.omo"));
    }
    for name in names {
        assert_eq!(fault(&open(&name).unwrap_err()), Fault::Busy, "{}", name.display());
    }
}

#[test]
fn keys_and_payloads_are_not_shown() {
    let options = StoreOptions { key: Some("sesame".into()) };
    let entry = Entry { kind: 1, payload: b"hanako" };
    let snapshot = Snapshot::Whole { upto: 1, bytes: b"hanako".to_vec() };
    let shown = format!("{options:?} {entry:?} {snapshot:?}");
    assert!(!shown.contains("sesame") && !shown.contains("hanako") && !shown.contains("104"), "{shown}");
}

#[cfg(not(feature = "encryption"))]
#[test]
fn a_key_is_refused_where_it_would_do_nothing() {
    let folder = Folder::new();
    let error = omo_core::store::Store::open(folder.file(), &StoreOptions { key: Some("sesame".into()) })
        .unwrap_err();
    assert!(error.code() == "option" && !error.to_string().contains("sesame"), "{error}");
    assert!(!folder.file().exists());
}

#[cfg(feature = "encryption")]
#[test]
fn an_encrypted_store_shows_nothing_and_opens_with_its_key_alone() {
    use omo_core::store::Store;
    let folder = Folder::new();
    let key = |key: &str| StoreOptions { key: Some(key.into()) };
    let mut store = Store::open(folder.file(), &key("ses'ame")).unwrap();
    append(&mut store, 50).unwrap();
    store.save_snapshot(50, &payload(7)).unwrap();
    store.erase(&[3], &[]).unwrap();
    store.compact().unwrap();
    append(&mut store, 50).unwrap();
    let copy = folder.path().join("copy.omo");
    store.backup(&copy).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(8).any(|eight| eight == b"tea tea " || eight == b"SQLite f"));
    }
    let all = rows(&store, 0).unwrap();
    drop(store);
    for wrong in [StoreOptions::default(), key("other")] {
        for path in [&folder.file(), &copy] {
            assert_eq!(fault(&Store::open(path, &wrong).unwrap_err()), Fault::Foreign);
        }
    }
    for path in [&folder.file(), &copy] {
        assert_eq!(rows(&Store::open(path, &key("ses'ame")).unwrap(), 0).unwrap(), all);
    }
    // The same the other way round: a key for what is not encrypted.
    let plain = folder.path().join("plain.omo");
    drop(open(&plain).unwrap());
    assert_eq!(fault(&Store::open(&plain, &key("ses'ame")).unwrap_err()), Fault::Foreign);
    assert_eq!(Store::open(&plain, &key("")).unwrap_err().code(), "option");
}
