//! What is erased is nowhere.

use omo_core::store::{Entry, Fault};

use crate::common::{Folder, append, fault, open, read, rows};

/// How often each of the words stands in any file of the folder.
fn found(folder: &Folder, words: &[&str]) -> Vec<usize> {
    let files = std::fs::read_dir(folder.path()).unwrap();
    let files: Vec<Vec<u8>> = files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
    let count = |word: &str| {
        let windows = files.iter().flat_map(|bytes| bytes.windows(word.len()));
        windows.filter(|window| *window == word.as_bytes()).count()
    };
    words.iter().map(|word| count(word)).collect()
}

#[test]
fn no_byte_of_what_was_erased_is_left_in_any_file() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 300).unwrap();
    // One that fits a page and one over many, whose pages are given free.
    let long = format!("hanako@example.jp {}", "Yamada Hanako ".repeat(5000));
    let first = store
        .append(&[
            Entry { kind: 1, payload: b"{\"email\":\"hanako@example.jp\"}" },
            Entry { kind: 1, payload: long.as_bytes() },
            Entry { kind: 1, payload: b"{\"email\":\"taro@example.jp\"}" },
        ])
        .unwrap();
    store.save_snapshot(first + 2, "hanako@example.jp Yamada Hanako ".repeat(3000).as_bytes()).unwrap();
    append(&mut store, 300).unwrap();
    // Into the file, and into the log beside it once more.
    store.compact().unwrap();
    store.save_snapshot(first + 2, "hanako@example.jp Yamada Hanako ".repeat(30).as_bytes()).unwrap();
    let words = ["hanako@example.jp", "Yamada Hanako", "taro@example.jp"];
    let before = found(&folder, &words);
    assert!(before.iter().all(|&count| count > 0), "{before:?}");

    let head = store.head().unwrap();
    store.erase(&[first, first + 1], &[Entry { kind: 9, payload: b"two were erased" }]).unwrap();
    let all = rows(&store, 0).unwrap();
    assert_eq!(all.iter().filter(|(_, _, payload)| payload.is_none()).count(), 2);
    store.compact().unwrap();
    assert_eq!(found(&folder, &words), [0, 0, 1]);
    let audit = store.verify().unwrap();
    assert_eq!((audit.entries, audit.erased, audit.broken), (604, 2, None));
    assert_eq!(store.head_at(603).unwrap(), head);
    assert_eq!(rows(&store, 0).unwrap(), all);

    store.backup(folder.path().join("copy.omo")).unwrap();
    drop(store);
    assert_eq!(found(&folder, &words), [0, 0, 2]);
}

#[test]
fn a_file_shrinks_by_what_was_erased() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 2000).unwrap();
    store.compact().unwrap();
    let before = store.bytes();
    store.erase(&(1..=1800).collect::<Vec<_>>(), &[]).unwrap();
    store.compact().unwrap();
    assert!(store.bytes() * 2 < before, "{} of {before}", store.bytes());
}

#[test]
fn compacting_says_when_a_reader_still_holds_what_was_erased() {
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, 200).unwrap();
    store.erase(&[7], &[]).unwrap();
    let reader = read(&folder.file()).unwrap();
    let (mut said, mut seen) = (None, 0);
    reader
        .replay(0, &mut |seq, _, _, _| {
            seen += 1;
            if seq == 1 {
                said = Some(store.compact().unwrap_err());
            }
            Ok(())
        })
        .unwrap();
    assert_eq!((fault(&said.unwrap()), seen), (Fault::Held, 200));
    store.compact().unwrap();
}
