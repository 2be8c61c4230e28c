//! What the tests share: a folder, a log with known content, and the other process.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use omo_core::Error;
use omo_core::store::{Entry, Fault, Store, StoreOptions};

/// A folder of its own, gone at the end.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("omo-store-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self) -> PathBuf {
        self.0.join("shop.omo")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

pub fn open(path: &Path) -> Result<Store, Error> {
    Store::open(path, &StoreOptions::default())
}

pub fn read(path: &Path) -> Result<Store, Error> {
    Store::open_read_only(path, &StoreOptions::default())
}

/// The payload that entry `seq` always has here, some 250 bytes.
pub fn payload(seq: u64) -> Vec<u8> {
    let word = omo_core::random::hash(&seq.to_le_bytes());
    format!(r#"{{"id":"t{seq}","customer":"{word:016x}","at":{seq},"note":"{}"}}"#, "tea ".repeat(48)).into()
}

/// Appends the next `count` entries in one call.
pub fn append(store: &mut Store, count: u64) -> Result<u64, Error> {
    let first = store.last_seq()? + 1;
    let payloads: Vec<_> = (first..first + count).map(payload).collect();
    let entries: Vec<_> = payloads.iter().map(|payload| Entry { kind: 1, payload }).collect();
    assert_eq!(store.append(&entries)?, first);
    Ok(first + count - 1)
}

/// Every entry: number, kind, payload.
pub type Row = (u64, u8, Option<Vec<u8>>);

pub fn rows(store: &Store, after: u64) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    store.replay(after, &mut |seq, kind, payload, _| {
        rows.push((seq, kind, payload.map(<[u8]>::to_vec)));
        Ok(())
    })?;
    Ok(rows)
}

/// What the log of so many appended entries holds.
pub fn expected(last: u64) -> Vec<Row> {
    (1..=last).map(|seq| (seq, 1, Some(payload(seq)))).collect()
}

pub fn fault(error: &Error) -> Fault {
    assert_eq!(error.code(), "store");
    match error {
        Error::Store { fault, .. } => *fault,
        other => panic!("{other}"),
    }
}

const PART: &str = "OMO_STORE_PART";
const FILE: &str = "OMO_STORE_FILE";

/// Whether this process plays a part, and on which file.
pub fn part(name: &str) -> Option<PathBuf> {
    (std::env::var_os(PART)? == name).then(|| std::env::var_os(FILE).unwrap().into())
}

/// This program again, to run only the test of the given name as the given part; what it prints is heard.
pub fn other(test: &str, part: &str, file: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.env(PART, part).env(FILE, file).stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

/// Reads lines until one starts with `word`; its rest.
pub fn hear(lines: &mut impl std::io::BufRead, word: &str) -> Option<String> {
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        // The harness writes its own words, some without an end of line.
        if let Some((_, rest)) = line.split_once(word).filter(|_| line.ends_with('\n')) {
            return Some(rest.trim().to_owned());
        }
    }
}

/// Kills a process for good.
pub fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}
