//! Files that were cut, flipped, or never were stores.

use std::path::Path;

use omo_core::Error;
use omo_core::random::Random;
use omo_core::store::{Fault, Snapshot};

use crate::common::{Folder, append, expected, fault, open, read, rows};

/// A closed store of so many entries, with an erased one and a snapshot.
fn closed(folder: &Folder, count: u64) -> Vec<u8> {
    let mut store = open(&folder.file()).unwrap();
    for _ in 0..count / 20 {
        append(&mut store, 20).unwrap();
    }
    store.erase(&[2], &[]).unwrap();
    store.save_snapshot(count / 2, &vec![7; 30_000]).unwrap();
    drop(store);
    std::fs::read(folder.file()).unwrap()
}

/// What is wrong with a file, by every way to look at it; what is read without an error must be what was written.
fn look(path: &Path, count: u64) -> Result<(), Error> {
    let mut truth = expected(count);
    truth[1].2 = None;
    let store = open(path)?;
    let snapshot = match store.read_snapshot()? {
        Snapshot::Whole { upto, bytes } => {
            assert_eq!((upto, bytes), (count / 2, vec![7; 30_000]));
            Ok(())
        }
        Snapshot::Absent => Ok(()),
        Snapshot::Broken(error) => Err(error),
    };
    let audit = store.verify()?;
    let read = rows(&store, 0);
    match &read {
        Ok(rows) => assert_eq!(*rows, truth),
        Err(_) => assert!(audit.broken.is_some()),
    }
    read.and(snapshot)
}

#[test]
fn flipped_bytes_are_told_or_change_nothing() {
    const COUNT: u64 = 200;
    let folder = Folder::new();
    let whole = closed(&folder, COUNT);
    look(&folder.file(), COUNT).unwrap();
    let mut random = Random::new(3);
    let mut told = 0;
    for turn in 0..400 {
        let mut bytes = whole.clone();
        // A fifth in the first page, which says what the others are; sometimes a run of bytes, not one.
        let among = if turn % 5 == 0 { 8192 } else { bytes.len() };
        let (at, run) = (random.below(among), if turn % 3 == 0 { 1 + random.below(64) } else { 1 });
        for byte in bytes.iter_mut().skip(at).take(run) {
            *byte ^= u8::try_from(1 + random.below(255)).unwrap();
        }
        std::fs::write(folder.file(), bytes).unwrap();
        if let Err(error) = look(&folder.file(), COUNT) {
            let fault = fault(&error);
            assert!(
                matches!(fault, Fault::Broken { .. } | Fault::Foreign | Fault::Newer | Fault::Failed { .. }),
                "{at}: {error}"
            );
            assert!(!error.to_string().contains("tea tea"));
            told += 1;
        }
    }
    // The rest hits what nothing is kept in: half the first page, and what the last pages have free.
    assert!(told > 200, "only {told} were seen");
}

#[test]
fn a_changed_payload_is_named_by_its_number() {
    let folder = Folder::new();
    let whole = closed(&folder, 100);
    for seq in [1_u64, 57, 100] {
        let mut bytes = whole.clone();
        let id = format!(r#"{{"id":"t{seq}","#);
        let at = bytes.windows(id.len()).position(|window| window == id.as_bytes()).unwrap();
        bytes[at + 60] ^= 1;
        std::fs::write(folder.file(), bytes).unwrap();
        let store = open(&folder.file()).unwrap();
        assert_eq!(fault(&rows(&store, 0).unwrap_err()), Fault::Broken { entry: Some(seq) });
        let audit = store.verify().unwrap();
        assert_eq!((audit.entries, audit.broken), (seq - 1, Some(seq)));
        // What lies after it can still be read.
        assert_eq!(rows(&store, 100).unwrap(), []);
    }
}

/// Somebody who knows SHA-256 and SQL changes a row and its digest, a kind, or takes a row away.
#[test]
fn a_change_that_fits_itself_does_not_fit_the_chain() {
    for (change, first) in [
        ("UPDATE entry SET kind = 9 WHERE seq = 33", 21),
        ("UPDATE entry SET payload = NULL WHERE seq = 33", 33),
        ("UPDATE entry SET digest = zeroblob(32) WHERE seq = 2", 1),
        (
            "UPDATE entry SET (digest, payload) = (SELECT digest, payload FROM entry WHERE seq = 34) WHERE seq = 33",
            21,
        ),
        ("DELETE FROM entry WHERE seq = 33", 33),
        ("DELETE FROM entry WHERE seq = 100", 0),
        ("UPDATE entry SET chain = NULL WHERE seq = 40", 0),
        ("UPDATE entry SET chain = NULL WHERE seq = 100", 0),
        ("UPDATE entry SET seq = 101 WHERE seq = 100", 100),
        ("DROP TABLE entry", 0),
    ] {
        let folder = Folder::new();
        closed(&folder, 100);
        let other = rusqlite::Connection::open(folder.file()).unwrap();
        other.execute_batch(change).unwrap();
        drop(other);
        let found = open(&folder.file()).and_then(|store| store.verify());
        match found {
            // The chain's state in the middle is only a mark to go on from: its loss loses no entry.
            Ok(audit) if change.contains("seq = 40") => assert_eq!(audit.broken, None, "{change}"),
            Ok(audit) => assert_eq!(audit.broken, Some(first), "{change}"),
            Err(error) => {
                let broken = matches!(fault(&error), Fault::Broken { .. });
                assert!(first == 0 && broken, "{change}: {error}");
            }
        }
    }
}

#[test]
fn cut_files_are_told_at_every_length() {
    let folder = Folder::new();
    let whole = closed(&folder, 100);
    let mut lengths: Vec<usize> = (0..whole.len()).step_by(1531).collect();
    lengths.extend([1, 99, 100, 4096, 8191, 8192, 8193, whole.len() - 1]);
    for length in lengths {
        std::fs::write(folder.file(), &whole[..length]).unwrap();
        let error = look(&folder.file(), 100).expect_err("a cut file");
        let fault = fault(&error);
        let expected = if length == 0 { fault == Fault::Empty } else { fault != Fault::Empty };
        assert!(
            expected && !matches!(fault, Fault::Busy | Fault::Full | Fault::Refused),
            "{length}: {error}"
        );
        // Looking at it has changed nothing that could still be saved.
        let left = std::fs::read(folder.file()).unwrap();
        assert!(left.len() >= length.min(100), "{length}");
    }
}

#[test]
fn a_damaged_snapshot_is_left_and_the_log_stays() {
    let folder = Folder::new();
    let mut bytes = closed(&folder, 100);
    let at = bytes.windows(64).rposition(|window| window == [7; 64]).unwrap();
    bytes[at] ^= 1;
    std::fs::write(folder.file(), bytes).unwrap();
    let mut store = open(&folder.file()).unwrap();
    assert!(matches!(store.read_snapshot().unwrap(), Snapshot::Broken(Error::Store { .. })));
    assert_eq!(rows(&store, 0).unwrap().len(), 100);
    assert_eq!(store.verify().unwrap().broken, None);
    store.save_snapshot(100, b"anew").unwrap();
    assert_eq!(store.read_snapshot().unwrap(), Snapshot::Whole { upto: 100, bytes: b"anew".to_vec() });
}

#[test]
fn what_is_no_store_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    let other = rusqlite::Connection::open(folder.path().join("shop.db")).unwrap();
    other.execute_batch("CREATE TABLE customer (name)").unwrap();
    drop(other);
    std::fs::write(folder.path().join("notes.txt"), "mine ".repeat(1000)).unwrap();
    std::fs::write(folder.path().join("empty"), "").unwrap();
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    for (name, expected) in [
        ("shop.db", Fault::Foreign),
        ("notes.txt", Fault::Foreign),
        ("folder", Fault::Foreign),
        ("empty", Fault::Empty),
        ("no/such/folder", Fault::Missing),
        ("notes.txt/file", Fault::Missing),
    ] {
        let path = folder.path().join(name);
        let before = std::fs::read(&path).ok();
        for error in [open(&path).unwrap_err(), read(&path).unwrap_err()] {
            assert_eq!(fault(&error), expected, "{error}");
        }
        assert_eq!(std::fs::read(&path).ok(), before);
    }
    assert_eq!(fault(&read(&folder.file()).unwrap_err()), Fault::Missing);
    assert!(!folder.file().exists());
}

/// What another program, or a later omo, wrote last may still lie in the log beside its file. Whoever looks, and leaves again,
/// moves nothing of it.
#[test]
fn what_is_no_store_is_left_as_it_is_when_its_program_was_killed() {
    let folder = Folder::new();
    let later = folder.file();
    closed(&folder, 20);
    let other = folder.path().join("other.db");
    for (path, change, expected) in [
        (&other, "CREATE TABLE customer (name); INSERT INTO customer VALUES ('hanako')", Fault::Foreign),
        (&later, "PRAGMA user_version = 999", Fault::Newer),
    ] {
        let writing = rusqlite::Connection::open(path).unwrap();
        writing.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).unwrap();
        writing.execute_batch(change).unwrap();
        let names = ["", "-wal"].map(|rest| format!("{}{rest}", path.display()));
        let held = names.clone().map(|name| std::fs::read(name).unwrap());
        assert!(!held[1].is_empty());
        drop(writing);
        let put = || names.iter().zip(&held).for_each(|(name, bytes)| std::fs::write(name, bytes).unwrap());
        put();
        for error in [open(path).unwrap_err(), read(path).unwrap_err()] {
            assert_eq!(fault(&error), expected, "{error}");
            assert_eq!(names.clone().map(|name| std::fs::read(name).unwrap()), held);
        }
    }
}

#[test]
fn a_file_of_a_later_version_is_refused_and_left_as_it_is() {
    let folder = Folder::new();
    closed(&folder, 20);
    let other = rusqlite::Connection::open(folder.file()).unwrap();
    other.pragma_update(None, "user_version", 999).unwrap();
    drop(other);
    let before = std::fs::read(folder.file()).unwrap();
    for error in [open(&folder.file()).unwrap_err(), read(&folder.file()).unwrap_err()] {
        assert_eq!(fault(&error), Fault::Newer);
        assert!(error.to_string().contains("install"), "{error}");
    }
    assert_eq!(std::fs::read(folder.file()).unwrap(), before);
}
