//! Disks that are full and folders that must not be written. Unix only: there a test can make them.

#![cfg(unix)]

use std::io::{BufReader, Read as _};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use omo_core::store::{Entry, Fault, Store};

use crate::common::{Folder, append, expected, fault, hear, open, other, part, payload, read, rows};

/// A small disk of its own, where the system lets us make one.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(path: &'a Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", size, "omo-store"]).arg(path);
        mount.output().is_ok_and(|done| done.status.success()).then_some(Self(path))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0).output());
    }
}

/// Appends until it is refused; the fault, and the last entry that was acknowledged.
fn fill(store: &mut Store, most: u64) -> (Fault, u64) {
    let mut last = store.last_seq().unwrap();
    loop {
        match append(store, 50) {
            Ok(now) => last = now,
            Err(error) => return (fault(&error), last),
        }
        assert!(last < most, "never full");
    }
}

#[test]
fn a_full_disk_is_told_and_what_was_stored_stays() {
    let folder = Folder::new();
    let Some(_disk) = Disk::mount(folder.path(), "size=3m") else {
        println!("LEFT OUT: no disk can be mounted here; the limit on files is tested all the same");
        return;
    };
    let mut store = open(&folder.file()).unwrap();
    let ballast = folder.path().join("ballast");
    std::fs::write(&ballast, vec![1; 500_000]).unwrap();
    let (told, last) = fill(&mut store, 20_000);
    assert_eq!(told, Fault::Full);
    // Again and again, with other calls as well: nothing is half done.
    assert_eq!(fault(&append(&mut store, 200).unwrap_err()), Fault::Full);
    assert_eq!(fault(&store.save_snapshot(1, &vec![5; 1_000_000]).unwrap_err()), Fault::Full);
    let tombs: Vec<_> = (0..500).map(payload).collect();
    let tombs: Vec<_> = tombs.iter().map(|payload| Entry { kind: 2, payload }).collect();
    assert_eq!(fault(&store.erase(&[1], &tombs).unwrap_err()), Fault::Full);
    assert_eq!(rows(&store, 0).unwrap(), expected(last));
    assert_eq!(store.verify().unwrap().broken, None);
    // Killed in this moment it is the same; with room it goes on without being opened anew.
    std::fs::remove_file(&ballast).unwrap();
    let last = append(&mut store, 50).unwrap();
    drop(store);
    // What is stored can be had where not a byte has room.
    drop(std::fs::write(&ballast, vec![1; 4_000_000]));
    assert_eq!(rows(&open(&folder.file()).unwrap(), 0).unwrap(), expected(last));
    // No file is left where one could not be created.
    std::fs::write(&ballast, vec![1; 4_000_000]).unwrap_err();
    let new = folder.path().join("new.omo");
    assert_eq!(fault(&open(&new).unwrap_err()), Fault::Full);
    assert!(!new.exists());
}

#[test]
fn a_file_that_must_not_grow_is_told_and_what_was_stored_stays() {
    const TEST: &str = "limits::a_file_that_must_not_grow_is_told_and_what_was_stored_stays";
    if let Some(file) = part("limited") {
        let (told, last) = fill(&mut open(&file).unwrap(), 40_000);
        println!("told {told:?} {last}");
        return;
    }
    let folder = Folder::new();
    let limited = other(TEST, "limited", &folder.file());
    // 2,048 blocks of 512 bytes; without the signal, so that writing fails instead.
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"trap '' XFSZ; ulimit -f 2048; exec "$0" "$@""#]);
    shell.arg(limited.get_program()).args(limited.get_args());
    shell.envs(limited.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let mut child = shell.stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let said = hear(&mut lines, "told ").unwrap();
    assert!(child.wait().unwrap().success());
    assert!(said.starts_with("Failed { code: 778 }"), "{said}");
    let last = said.rsplit(' ').next().unwrap().parse().unwrap();
    assert!(last > 0);
    let mut store = open(&folder.file()).unwrap();
    assert_eq!(rows(&store, 0).unwrap(), expected(last));
    append(&mut store, 50).unwrap();
}

#[test]
fn a_folder_that_must_not_be_written_is_told() {
    const TEST: &str = "limits::a_folder_that_must_not_be_written_is_told";
    if let Some(file) = part("nobody") {
        let tell = |name: &str, store: Result<Store, omo_core::Error>| {
            println!("told {name} {:?}", store.map(|store| store.last_seq()).map_err(|error| fault(&error)));
        };
        tell("there", open(&file));
        tell("new", open(&file.with_file_name("new.omo")));
        let mut out = String::new();
        drop(std::io::stdin().read_to_string(&mut out));
        return;
    }
    let folder = Folder::new();
    append(&mut open(&folder.file()).unwrap(), 3).unwrap();
    std::fs::remove_file(folder.path().join("shop.omo-lock")).unwrap();
    // Root may write everywhere, so the part is played by nobody, from a place where nobody may start it.
    let program = folder.path().join("program");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o555)).unwrap();
    let told = other(TEST, "nobody", &folder.file());
    let mut child = Command::new(&program);
    child.args(told.get_args()).envs(told.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n") {
        child.uid(65534).gid(65534);
    }
    let said = child.stdin(std::process::Stdio::null()).output().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("told there Err(Refused)") && said.contains("told new Err(Refused)"), "{said}");
    assert_eq!(rows(&read(&folder.file()).unwrap(), 0).unwrap(), expected(3));
}
