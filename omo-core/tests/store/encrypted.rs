//! A whole shop in an encrypted file: who holds the file and not the key holds nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use omo_core::engine::{Config, Engine};
use omo_core::store::{Fault, StoreOptions};
use omo_core::{
    Action, Consent, ConsentStatus, Error, Identifier, IdentifierKind, Line, Money, Purpose, Touchpoint,
};

use crate::common::{Folder, fault};

const KEY: &str = "ses'ame of the shop; öffne dich";

/// What is written of Hanako, as it stands in a file that is not encrypted.
const HERS: [&str; 6] = [
    "hanako.secret@example.jp",
    "web-of-hanako",
    "9087654321",
    "kettle for hanako",
    "kettle-77",
    "gold-rank",
];

fn open(path: &Path, key: Option<&str>) -> Result<Engine, Error> {
    Engine::open(path, Config::default(), &StoreOptions { key: key.map(Into::into) })
}

fn hanako() -> Identifier {
    Identifier::email("hanako.secret@example.jp").unwrap()
}

/// What somebody did: Hanako, or one of many others.
fn touch(number: u32) -> Touchpoint {
    let of_hanako = number == 0;
    let other = Identifier::email(&format!("somebody{number}@example.jp")).unwrap();
    Touchpoint {
        id: if of_hanako { "web-of-hanako".into() } else { format!("web-{number}") },
        occurred_at: "2026-03-01T10:00:00+09:00".parse().unwrap(),
        channel: "ec".into(),
        store: None,
        action: Action::Purchase,
        identifiers: if of_hanako {
            vec![hanako(), Identifier::read(IdentifierKind::Phone, "090-8765-4321").unwrap()]
        } else {
            vec![other]
        },
        lines: vec![Line { product: "kettle-77".into(), quantity: 1, amount: Some(Money::yen(4980)) }],
        about: of_hanako.then(|| "kettle for hanako".into()),
        traits: BTreeMap::from([("rank".into(), "gold-rank".into())]),
    }
}

/// A shop with something in the file, in the log beside it, and in the snapshot.
fn shop(path: &Path, key: Option<&str>) -> Engine {
    let mut shop = open(path, key).unwrap();
    shop.ingest((0..600).map(touch)).unwrap();
    let at = "2026-03-02".parse().unwrap();
    shop.add_consents([Consent::new(hanako(), Purpose::Marketing, ConsentStatus::Granted, at)]).unwrap();
    shop.checkpoint().unwrap();
    shop.ingest((600..700).map(touch)).unwrap();
    shop
}

fn files(folder: &Folder) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.clone(), std::fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

/// How often each word stands in any file of the folder.
fn found<const N: usize>(folder: &Folder, words: [&str; N]) -> [usize; N] {
    let files = files(folder);
    let count = |word: &str| {
        let windows = files.iter().flat_map(|(_, bytes)| bytes.windows(word.len()));
        windows.filter(|window| *window == word.as_bytes()).count()
    };
    words.map(count)
}

/// What there is to know of everybody.
fn answers(shop: &Engine) -> String {
    let customers = shop.customers(Purpose::Legal).unwrap();
    let whose = shop.assignments(Purpose::Legal).unwrap();
    let held = shop.export("web-of-hanako", Purpose::Legal).unwrap();
    serde_json::to_string(&(customers, whose, held)).unwrap()
}

#[test]
fn no_value_of_a_person_stands_in_any_file_of_an_encrypted_shop() {
    let (plain, folder) = (Folder::new(), Folder::new());
    let open_file = shop(&plain.file(), None);
    // The words are looked for as they would stand there: in the open file each is found, and SQLite's own too.
    assert!(found(&plain, HERS).iter().all(|&count| count > 0), "{:?}", found(&plain, HERS));
    assert!(found(&plain, ["SQLite format 3"])[0] > 0);
    drop(open_file);

    let shop = shop(&folder.file(), Some(KEY));
    let copy = folder.path().join("copy.omo");
    shop.backup(&copy).unwrap();
    // The file, the log beside it with what came last, the memory the readers share, and the copy.
    let names = files(&folder).len();
    assert!(names >= 4, "{names} files");
    assert!(std::fs::metadata(folder.path().join("shop.omo-wal")).unwrap().len() > 0);
    assert_eq!(found(&folder, HERS), [0; 6]);
    assert_eq!(found(&folder, ["SQLite format 3", "somebody", "CREATE TABLE", KEY]), [0; 4]);
    drop(shop);
    assert_eq!(found(&folder, HERS), [0; 6]);
}

#[test]
fn without_the_key_it_is_a_typed_error_and_no_byte_of_the_file_moves() {
    let folder = Folder::new();
    let kept = answers(&shop(&folder.file(), Some(KEY)));
    // As it lies after a clean end, and with a log beside it as after a kill.
    let killed = folder.path().join("killed.omo");
    let writing = shop(&killed, Some(KEY));
    let held = ["", "-wal"].map(|rest| std::fs::read(format!("{}{rest}", killed.display())).unwrap());
    assert!(!held[1].is_empty());
    drop(writing);
    for (rest, bytes) in ["", "-wal"].iter().zip(&held) {
        std::fs::write(format!("{}{rest}", killed.display()), bytes).unwrap();
    }
    for path in [folder.file(), killed.clone()] {
        let before = files(&folder);
        for wrong in [None, Some("sesame"), Some("ses'ame of the shop; öffne dicH"), Some("' OR 1=1; --")] {
            let error = open(&path, wrong).unwrap_err();
            assert_eq!(fault(&error), Fault::Foreign, "{wrong:?}");
            let words = error.to_string();
            assert!(!words.contains("sesame") && !words.contains("hanako"), "{words}");
            let read =
                omo_core::store::Store::open_read_only(&path, &StoreOptions { key: wrong.map(Into::into) });
            assert_eq!(fault(&read.unwrap_err()), Fault::Foreign);
        }
        assert_eq!(open(&path, Some("")).unwrap_err().code(), "option");
        let after = files(&folder);
        // The lock, and what readers share, may have come; what was there is as it was.
        for (path, bytes) in &before {
            let now = after.iter().find(|(other, _)| other == path).map(|(_, bytes)| bytes);
            let shared = path.to_string_lossy().ends_with("-shm");
            assert!(shared || now == Some(bytes), "{}", path.display());
        }
    }
    assert_eq!(answers(&open(&folder.file(), Some(KEY)).unwrap()), kept);
    assert_eq!(answers(&open(&killed, Some(KEY)).unwrap()), kept);
}

#[test]
fn opened_with_its_key_everything_is_there() {
    let folder = Folder::new();
    let mut first = shop(&folder.file(), Some(KEY));
    first.link("web-1", "web-2").unwrap();
    first.split(&["web-3"]).unwrap();
    let before = answers(&first);
    let copy = folder.path().join("copy.omo");
    first.backup(&copy).unwrap();
    assert_eq!(fault(&open(&folder.file(), Some(KEY)).unwrap_err()), Fault::Busy);
    // From the log and the snapshot before it; then from a snapshot of all; then the copy.
    drop(first);
    let mut again = open(&folder.file(), Some(KEY)).unwrap();
    assert_eq!(answers(&again), before);
    again.close().unwrap();
    for path in [&folder.file(), &copy] {
        let shop = open(path, Some(KEY)).unwrap();
        assert_eq!(answers(&shop), before);
        assert!(shop.verify_audit().unwrap().intact);
    }
    // An open file stays one: a key is for who begins with it.
    let plain = folder.path().join("plain.omo");
    drop(shop(&plain, None));
    let bytes = std::fs::read(&plain).unwrap();
    assert_eq!(fault(&open(&plain, Some(KEY)).unwrap_err()), Fault::Foreign);
    assert_eq!(std::fs::read(&plain).unwrap(), bytes);
    // And both answer alike.
    let locked = shop(&folder.path().join("locked.omo"), Some(KEY));
    assert_eq!(answers(&open(&plain, None).unwrap()), answers(&locked));
}

#[test]
fn who_was_erased_is_not_under_the_key_either() {
    let folder = Folder::new();
    let mut shop = shop(&folder.file(), Some(KEY));
    let erased = shop.erase("web-of-hanako", "2026-04-01".parse().unwrap()).unwrap().unwrap();
    assert_eq!((erased.touchpoints, erased.consents), (1, 1));
    shop.compact().unwrap();
    let audit = shop.verify_audit().unwrap();
    assert!(audit.intact && audit.erased == 2, "{audit:?}");
    // Deciphered, entry by entry and with the snapshot, it is not there; others are.
    drop(shop);
    let store =
        omo_core::store::Store::open_read_only(folder.file(), &StoreOptions { key: Some(KEY.into()) })
            .unwrap();
    let mut all = Vec::new();
    store
        .replay(0, &mut |_, _, payload, _| {
            all.extend_from_slice(payload.unwrap_or_default());
            Ok(())
        })
        .unwrap();
    let omo_core::store::Snapshot::Whole { bytes, .. } = store.read_snapshot().unwrap() else {
        panic!("no snapshot")
    };
    all.extend(bytes);
    let has = |word: &str| all.windows(word.len()).any(|window| window == word.as_bytes());
    for word in ["hanako.secret@example.jp", "web-of-hanako", "9087654321", "kettle for hanako"] {
        assert!(!has(word), "{word}");
    }
    assert!(has("somebody7@example.jp") && has("kettle-77"));
    drop(store);
    let mut shop = open(&folder.file(), Some(KEY)).unwrap();
    assert_eq!(shop.ingest([touch(0)]).unwrap().erased, 1);
}

/// A flipped byte is told by what every page is signed with, and never read as something else.
#[test]
fn a_changed_page_is_told() {
    let folder = Folder::new();
    drop(shop(&folder.file(), Some(KEY)));
    let whole = std::fs::read(folder.file()).unwrap();
    let mut told = 0;
    for at in (100..whole.len()).step_by(whole.len() / 23) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x20;
        std::fs::write(folder.file(), bytes).unwrap();
        let key = StoreOptions { key: Some(KEY.into()) };
        let looked = omo_core::store::Store::open_read_only(folder.file(), &key)
            .and_then(|store| store.replay(0, &mut |_, _, _, _| Ok(())).map(|_| store))
            .and_then(|store| match store.read_snapshot()? {
                omo_core::store::Snapshot::Broken(error) => Err(error),
                _ => Ok(()),
            });
        if let Err(error) = looked {
            assert!(
                matches!(fault(&error), Fault::Foreign | Fault::Broken { .. } | Fault::Failed { .. }),
                "{error}"
            );
            told += 1;
        }
    }
    assert!(told > 15, "only {told} were told");
}
