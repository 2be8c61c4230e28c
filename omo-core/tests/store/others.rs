//! Other processes at the same file.

use std::io::{BufReader, Write as _};

use omo_core::store::Fault;

use crate::common::{Folder, append, expected, fault, hear, kill, open, other, part, read, rows};

const HOLDER: &str = "others::a_second_writer_is_refused_at_once_until_the_first_is_gone";

#[test]
fn a_second_writer_is_refused_at_once_until_the_first_is_gone() {
    if let Some(file) = part("holder") {
        let mut store = open(&file).unwrap();
        append(&mut store, 3).unwrap();
        println!("ready");
        std::io::stdin().read_line(&mut String::new()).unwrap();
        return;
    }
    let folder = Folder::new();
    for (turn, killed) in [false, true, false].into_iter().enumerate() {
        let mut child = other(HOLDER, "holder", &folder.file()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        hear(&mut lines, "ready").unwrap();
        let error = open(&folder.file()).unwrap_err();
        assert_eq!(fault(&error), Fault::Busy);
        // Reading is for everyone.
        assert_eq!(rows(&read(&folder.file()).unwrap(), 0).unwrap(), expected(3 * (turn as u64 + 1)));
        if killed {
            kill(child);
        } else {
            child.stdin.take().unwrap().write_all(b"\n").unwrap();
            assert!(child.wait().unwrap().success());
        }
        drop(open(&folder.file()).unwrap());
    }
    // Two in one process are two as well.
    let mut first = open(&folder.file()).unwrap();
    assert_eq!(fault(&open(&folder.file()).unwrap_err()), Fault::Busy);
    append(&mut first, 1).unwrap();
}

#[test]
fn readers_in_other_processes_see_whole_appends_while_one_writes() {
    const EACH: u64 = 30;
    if let Some(file) = part("reader") {
        let store = read(&file).unwrap();
        let (mut looks, mut last) = (0, 0);
        while last < 200 * EACH {
            let seen = store.last_seq().unwrap();
            assert!(seen >= last && seen.is_multiple_of(EACH), "{seen} after {last}");
            // Only what is new: the number of what was seen is where the next look begins.
            let new = rows(&store, last).unwrap();
            assert!(last + new.len() as u64 >= seen && (new.len() as u64).is_multiple_of(EACH));
            assert!(
                new.iter().eq(expected(last + new.len() as u64).iter().skip(usize::try_from(last).unwrap()))
            );
            (looks, last) = (looks + 1, last + new.len() as u64);
            if looks == 1 {
                println!("ready");
            }
        }
        println!("looked {looks}");
        return;
    }
    let folder = Folder::new();
    let mut store = open(&folder.file()).unwrap();
    append(&mut store, EACH).unwrap();
    let test = "others::readers_in_other_processes_see_whole_appends_while_one_writes";
    let mut readers: Vec<_> = (0..2)
        .map(|_| {
            let mut child = other(test, "reader", &folder.file()).spawn().unwrap();
            let mut lines = BufReader::new(child.stdout.take().unwrap());
            hear(&mut lines, "ready").unwrap();
            (child, lines)
        })
        .collect();
    for _ in 1..200 {
        append(&mut store, EACH).unwrap();
    }
    for (child, lines) in &mut readers {
        let looks: u32 = hear(lines, "looked ").unwrap().parse().unwrap();
        assert!(child.wait().unwrap().success() && looks > 1, "{looks}");
    }
}

#[test]
fn a_reader_writes_nothing() {
    let folder = Folder::new();
    append(&mut open(&folder.file()).unwrap(), 3).unwrap();
    let mut reader = read(&folder.file()).unwrap();
    for error in [
        append(&mut reader, 1).unwrap_err(),
        reader.erase(&[1], &[]).unwrap_err(),
        reader.save_snapshot(1, b"x").unwrap_err(),
        reader.drop_snapshot().unwrap_err(),
        reader.compact().unwrap_err(),
    ] {
        assert_eq!(fault(&error), Fault::ReadOnly);
    }
    let copy = folder.path().join("copy.omo");
    reader.backup(&copy).unwrap();
    assert_eq!(rows(&open(&copy).unwrap(), 0).unwrap(), expected(3));
}
