//! Killed while writing, again and again.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::time::Duration;

use omo_core::random::Random;
use omo_core::store::{Entry, Snapshot, Store};

use crate::common::{Folder, hear, kill, open, other, part, payload, rows};

const KILLS: u64 = 200;

/// A new file after so many kills, so that the first moments of a file are hit as well.
const OF_ONE_FILE: u64 = 8;

/// The kind of entries, of those that tell what was erased, and added to the last of an append.
const PLAIN: u8 = 1;
const TOMB: u8 = 2;
const LAST: u8 = 16;

/// Entry `seq` is erased by a later one when the number says so.
fn dies(seq: u64) -> bool {
    seq % 7 == 3
}

/// Writes for ever, and says of everything that it is done once it is.
fn write(mut store: Store, seed: u64) {
    let mut random = Random::new(seed);
    let mut out = std::io::stdout();
    // What another process erased before is erased again, which changes nothing.
    let mut erased = 0;
    println!("ready");
    loop {
        let first = store.last_seq().unwrap() + 1;
        let count = [1, 3, 40, 200][random.below(4)];
        let seqs: Vec<u64> = (first..first + count).collect();
        let payloads: Vec<_> = seqs.iter().map(|&seq| payload(seq)).collect();
        let kind = |seq, plain| if seq == first + count - 1 { plain | LAST } else { plain };
        let entries = |plain| -> Vec<_> {
            seqs.iter()
                .zip(&payloads)
                .map(|(&seq, payload)| Entry { kind: kind(seq, plain), payload })
                .collect()
        };
        match random.below(12) {
            0 => {
                let dead: Vec<u64> = (erased + 1..first).filter(|&seq| dies(seq)).collect();
                store.erase(&dead, &entries(TOMB)).unwrap();
                erased = first - 1;
                writeln!(out, "erased {erased}").unwrap();
            }
            1 => store.save_snapshot(first - 1, &payload(first - 1).repeat(200)).unwrap(),
            2 if random.below(8) == 0 => store.compact().unwrap(),
            _ => {
                store.append(&entries(PLAIN)).unwrap();
            }
        }
        let last = store.last_seq().unwrap();
        writeln!(out, "acknowledged {last}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn what_was_acknowledged_survives_two_hundred_kills() {
    if let Some(file) = part("writer") {
        return write(open(&file).unwrap(), std::process::id().into());
    }
    let mut random = Random::new(11);
    let (mut folder, mut written) = (Folder::new(), 0);
    for turn in 0..KILLS {
        if turn % OF_ONE_FILE == 0 {
            folder = Folder::new();
        }
        let test = "kill::what_was_acknowledged_survives_two_hundred_kills";
        let mut child = other(test, "writer", &folder.file()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        // Every fourth is killed while it starts; the others after some writing, by what was done and not by the clock, so
        // that a busy machine gets as far, and some moments.
        let mut heard = String::new();
        if turn % 4 != 0 {
            hear(&mut lines, "ready").unwrap();
            let count = random.below(8);
            while heard.lines().filter(|line| line.starts_with("acknowledged ")).count() < count {
                lines.read_line(&mut heard).unwrap();
            }
        }
        std::thread::sleep(Duration::from_micros(random.below(25_000) as u64));
        kill(child);
        let mut said = heard;
        lines.read_to_string(&mut said).unwrap();
        let number = |word: &str| {
            let ends = said.rfind('\n').map_or(0, |end| end + 1);
            let mut lines = said[..ends].lines().rev();
            lines.find_map(|line| line.strip_prefix(word)).map_or(0, |number| number.parse().unwrap())
        };
        let (acknowledged, erased) = (number("acknowledged "), number("erased "));
        if !folder.file().exists() {
            assert_eq!(acknowledged, 0);
            continue;
        }
        written += check(&folder, acknowledged, erased);
    }
    assert!(written > 10_000, "only {written} entries were looked at");
}

/// Everything acknowledged is there, whole, and nothing half.
fn check(folder: &Folder, acknowledged: u64, erased: u64) -> u64 {
    let store = open(&folder.file()).unwrap();
    let rows = rows(&store, 0).unwrap();
    let last = rows.len() as u64;
    assert!(last >= acknowledged, "{last} of {acknowledged}");
    // An append of which only a part is there would end without the mark.
    assert!(rows.last().is_none_or(|(_, kind, _)| kind & LAST != 0), "half an append");
    // An erasure is there with its tombs or not at all: all before the first of the last tombs, nothing after it.
    let tombs = rows.iter().rposition(|(_, kind, _)| kind & TOMB != 0).map_or(0, |tomb| {
        rows[..tomb]
            .iter()
            .rposition(|(_, kind, _)| kind & (TOMB | LAST) != TOMB)
            .map_or(0, |before| before + 1)
    }) as u64;
    assert!(tombs >= erased, "{tombs} of {erased}");
    for (seq, _, bytes) in rows {
        let alive = (seq > tombs || !dies(seq)).then(|| payload(seq));
        assert_eq!(bytes, alive, "{seq}");
    }
    match store.read_snapshot().unwrap() {
        Snapshot::Absent => {}
        Snapshot::Whole { upto, bytes } => assert_eq!(bytes, payload(upto).repeat(200)),
        Snapshot::Broken(error) => panic!("{error}"),
    }
    assert_eq!(store.verify().unwrap().broken, None);
    last
}
