//! A whole shop on a disk: killed, erased, damaged, and as it is in memory.

use std::io::{BufReader, Read as _, Write as _};
use std::time::Duration;

use omo_core::engine::{Config, Engine};
use omo_core::io::{self, Mapping};
use omo_core::privacy::Secret;
use omo_core::random::Random;
use omo_core::store::{Fault, Store, StoreOptions};
use omo_core::{
    Action, Consent, ConsentStatus, Error, Identifier, IdentifierKind, Line, Money, Purpose, Time, Touchpoint,
};

use crate::common::{Folder, fault, hear, kill, other, part};

fn open(folder: &Folder) -> Result<Engine, Error> {
    Engine::open(folder.file(), Config::default(), &StoreOptions::default())
}

/// The touchpoint that number always is: of a hundred people with three channels.
fn touch(number: u64) -> Touchpoint {
    let person = omo_core::random::hash(&number.to_le_bytes()) % 100;
    let at = Time::new(1_767_225_600_000 + i64::try_from(number).unwrap() * 60_000, 540).unwrap();
    let identifiers = match number % 3 {
        0 => vec![Identifier::email(&format!("person{person}@example.jp")).unwrap()],
        1 => vec![Identifier::read(IdentifierKind::Cookie, &format!("cookie-of-{person}")).unwrap()],
        _ => vec![
            Identifier::email(&format!("person{person}@example.jp")).unwrap(),
            Identifier::read(IdentifierKind::Cookie, &format!("cookie-of-{person}")).unwrap(),
        ],
    };
    Touchpoint {
        id: format!("touch-{number}"),
        occurred_at: at,
        channel: ["ec", "app", "pos"][usize::try_from(number % 3).unwrap()].into(),
        store: None,
        action: Action::Purchase,
        identifiers,
        lines: vec![Line {
            product: format!("product-{}", number % 50),
            quantity: 1,
            amount: Some(Money::yen(300)),
        }],
        about: None,
        traits: std::collections::BTreeMap::new(),
    }
}

const KILLS: u64 = 200;

/// So many touchpoints are told in one call.
const BATCHES: [u64; 4] = [1, 2, 20, 300];

fn write(folder: &std::path::Path, seed: u64) {
    let mut shop = Engine::open(folder, Config::default(), &StoreOptions::default()).unwrap();
    let mut random = Random::new(seed);
    let mut out = std::io::stdout();
    println!("ready");
    loop {
        let first = shop.touchpoints() as u64;
        let count = BATCHES[random.below(4)];
        let receipt = shop.ingest((first..first + count).map(touch)).unwrap();
        assert_eq!(u64::from(receipt.accepted), count);
        if random.below(20) == 0 {
            shop.checkpoint().unwrap();
        }
        writeln!(out, "acknowledged {}", first + count).unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_shop_killed_two_hundred_times_has_all_it_acknowledged_and_nothing_half() {
    if let Some(file) = part("shop") {
        return write(&file, std::process::id().into());
    }
    let mut random = Random::new(5);
    let (mut folder, mut checked) = (Folder::new(), 0);
    for turn in 0..KILLS {
        if turn % 10 == 0 {
            folder = Folder::new();
        }
        let test = "engine::a_shop_killed_two_hundred_times_has_all_it_acknowledged_and_nothing_half";
        let mut child = other(test, "shop", &folder.file()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut heard = None;
        if turn % 4 != 0 {
            hear(&mut lines, "ready").unwrap();
            // By what was done and not by the clock: a busy machine gets as far.
            for _ in 0..random.below(8) {
                heard = Some(hear(&mut lines, "acknowledged ").unwrap());
            }
        }
        std::thread::sleep(Duration::from_micros(random.below(20_000) as u64));
        kill(child);
        let mut said = String::new();
        lines.read_to_string(&mut said).unwrap();
        let whole = said.rfind('\n').map_or("", |end| &said[..end]);
        let last = whole.lines().rev().find_map(|line| line.strip_prefix("acknowledged "));
        let acknowledged = last.or(heard.as_deref()).and_then(|count| count.parse().ok());
        if !folder.file().exists() {
            assert_eq!(acknowledged, None);
            continue;
        }
        let shop = open(&folder).unwrap();
        let held = shop.touchpoints() as u64;
        assert!(held >= acknowledged.unwrap_or(0), "{held} of {acknowledged:?}");
        // What is there is the first so many, each as it was told.
        for number in (0..held).step_by(97).chain(held.checked_sub(1)) {
            let told = shop.touchpoint(&format!("touch-{number}"), Purpose::Legal).unwrap().unwrap();
            assert_eq!(told, touch(number));
        }
        checked += held;
        if turn % 20 == 19 {
            let mut again = Engine::in_memory(Config::default()).unwrap();
            again.ingest((0..held).map(touch)).unwrap();
            assert_eq!(shop.customers(Purpose::Service).unwrap(), again.customers(Purpose::Service).unwrap());
            assert!(shop.verify_audit().unwrap().intact);
        }
    }
    assert!(checked > 10_000, "only {checked} touchpoints were looked at");
}

/// How often a word stands in any file of the folder.
fn found(folder: &Folder, word: &str) -> usize {
    let files =
        std::fs::read_dir(folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.map(|bytes| bytes.windows(word.len()).filter(|window| *window == word.as_bytes()).count()).sum()
}

#[test]
fn no_byte_of_an_erased_person_is_left_in_any_file() {
    let folder = Folder::new();
    let mut shop = open(&folder).unwrap();
    shop.ingest((0..400).map(touch)).unwrap();
    let hanako = Identifier::email("hanako.unique@example.jp").unwrap();
    let file = "id,occurred_at,channel,action,email,phone,about
uniq-web-1,2026-03-01T10:00:00Z,ec,search,Hanako.Unique@example.jp,,kettle for hanako
uniq-pos-2,2026-03-02T10:00:00Z,pos,purchase,hanako.unique@example.jp,090-8765-4321,
uniq-bad-3,someday,pos,purchase,hanako.unique@example.jp,090-8765-4321,
other-4,2026-03-02T10:00:00Z,pos,visit,taro.unique@example.jp,,";
    let read = || io::read_csv(file.as_bytes(), &Mapping::default()).unwrap();
    assert_eq!(shop.ingest_batch("town", read()).unwrap().quarantined, 1);
    let at: Time = "2026-03-03T10:00:00Z".parse().unwrap();
    shop.add_consents([Consent::new(hanako.clone(), Purpose::Marketing, ConsentStatus::Granted, at)])
        .unwrap();
    shop.checkpoint().unwrap();
    let words =
        ["anako.unique@example.jp", "uniq-web-1", "uniq-pos-2", "87654321", "8765-4321", "kettle for hanako"];
    assert!(
        words.iter().all(|word| found(&folder, word) > 0),
        "{:?}",
        words.map(|word| found(&folder, word))
    );

    let id = shop.customer(&hanako, Purpose::Service).unwrap().unwrap().id;
    let erased = shop.erase(&id, "2026-04-01".parse().unwrap()).unwrap().unwrap();
    assert_eq!((erased.touchpoints, erased.consents, erased.quarantined), (2, 1, 1));
    shop.compact().unwrap();
    assert_eq!(words.map(|word| found(&folder, word)), [0; 6]);
    assert!(found(&folder, "taro.unique@example.jp") > 0);
    let audit = shop.verify_audit().unwrap();
    assert!(audit.intact && audit.erased == 4, "{audit:?}");
    drop(shop);
    assert_eq!(words.map(|word| found(&folder, word)), [0; 6]);

    // Opened anew, old files bring nobody back; who comes again is new.
    let mut shop = open(&folder).unwrap();
    let receipt = shop.ingest_batch("town", read()).unwrap();
    assert_eq!((receipt.accepted, receipt.erased, receipt.quarantined), (0, 3, 0));
    let back = Touchpoint {
        occurred_at: "2026-05-01".parse().unwrap(),
        identifiers: vec![hanako.clone()],
        ..touch(9_999)
    };
    shop.ingest([back]).unwrap();
    assert_eq!(shop.customer(&hanako, Purpose::Service).unwrap().unwrap().touchpoints, 1);
}

#[test]
fn a_shop_opened_anew_answers_as_before() {
    let folder = Folder::new();
    let mut shop = open(&folder).unwrap();
    shop.ingest((0..500).map(touch)).unwrap();
    let ids: Vec<String> =
        shop.customers(Purpose::Service).unwrap().customers.into_iter().map(|one| one.id).collect();
    shop.link(&ids[0], &ids[1]).unwrap();
    shop.split(&["touch-7", "touch-8"]).unwrap();
    shop.remove("touch-9").unwrap();
    shop.correct(Touchpoint { about: Some("right".into()), ..touch(10) }).unwrap();
    let answers = |shop: &Engine| {
        (
            shop.customers(Purpose::Service).unwrap(),
            shop.assignments(Purpose::Legal).unwrap(),
            shop.summary().unwrap().to_string(),
        )
    };
    let before = answers(&shop);
    drop(shop);
    // From the log.
    let mut shop = open(&folder).unwrap();
    assert_eq!(answers(&shop), before);
    // From a snapshot and what came after it.
    shop.checkpoint().unwrap();
    shop.ingest((500..600).map(touch)).unwrap();
    let before = answers(&shop);
    shop.backup(folder.path().join("copy.omo")).unwrap();
    shop.close().unwrap();
    assert_eq!(fault(&shop.ingest([touch(601)]).unwrap_err()), Fault::Closed);
    assert_eq!(answers(&open(&folder).unwrap()), before);
    let copy =
        Engine::open(folder.path().join("copy.omo"), Config::default(), &StoreOptions::default()).unwrap();
    assert_eq!(answers(&copy), before);
}

/// Readers share one engine, and each sees whole calls: what is computed once is computed for all of them.
#[test]
fn many_threads_read_one_shop_while_another_tells_it() {
    const EACH: u64 = 50;
    const LAST: u64 = 20 * EACH;
    let folder = Folder::new();
    let shop = std::sync::RwLock::new(open(&folder).unwrap());
    let read = || {
        let (mut looks, mut last) = (0, 0);
        while last < LAST {
            let shop = shop.read().unwrap();
            let now = shop.touchpoints() as u64;
            assert!(now >= last && now.is_multiple_of(EACH), "{now} after {last}");
            let everybody = shop.customers(Purpose::Service).unwrap();
            let told: u32 = everybody.customers.iter().map(|one| one.touchpoints).sum();
            assert_eq!(u64::from(told + everybody.unidentified), now);
            for one in everybody.customers.iter().take(3) {
                let journey = shop.journey(&one.id, Purpose::Service).unwrap().unwrap();
                assert_eq!(journey.steps.len(), one.touchpoints as usize);
            }
            (looks, last) = (looks + 1, now);
        }
        looks
    };
    let looks: Vec<u32> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..4).map(|_| scope.spawn(read)).collect();
        for first in (0..LAST).step_by(50) {
            shop.write().unwrap().ingest((first..first + EACH).map(touch)).unwrap();
        }
        readers.into_iter().map(|reader| reader.join().unwrap()).collect()
    });
    assert!(looks.iter().all(|&looks| looks > 0), "{looks:?}");
    assert_eq!(open_again(shop, &folder), LAST);
}

/// How many touchpoints are in the file.
fn open_again(shop: std::sync::RwLock<Engine>, folder: &Folder) -> u64 {
    drop(shop);
    open(folder).unwrap().touchpoints() as u64
}

#[test]
fn a_second_writer_is_told_and_the_first_goes_on() {
    let folder = Folder::new();
    let mut shop = open(&folder).unwrap();
    shop.ingest((0..10).map(touch)).unwrap();
    assert_eq!(fault(&open(&folder).unwrap_err()), Fault::Busy);
    assert_eq!(shop.ingest((10..20).map(touch)).unwrap().accepted, 10);
}

/// Who holds the file and not the secret cannot find out by trying an address, and the right secret still refuses old files:
/// from the log alone, from a snapshot in the file and from one in the hand.
#[test]
fn marks_of_the_erased_need_the_secret_of_the_shop() {
    let (folder, plain) = (Folder::new(), Folder::new());
    let with = |secret: &str| Config { secret: Secret::new(secret).ok(), ..Config::default() };
    let open =
        |folder: &Folder, secret: &str| Engine::open(folder.file(), with(secret), &StoreOptions::default());
    let erase = |folder: &Folder, secret: &str| {
        let mut shop = open(folder, secret).unwrap();
        shop.ingest((0..60).map(touch)).unwrap();
        assert!(shop.erase("touch-0", Time::new(1_900_000_000_000, 0).unwrap()).unwrap().is_some());
        shop
    };
    drop(erase(&folder, "of the shop"));
    drop(erase(&plain, ""));
    let tombstones = |folder: &Folder| {
        let store = Store::open_read_only(folder.file(), &StoreOptions::default()).unwrap();
        let mut marks = Vec::new();
        let mut each = |_: u64, kind: u8, payload: Option<&[u8]>, _: &[u8; 32]| {
            marks.extend(payload.filter(|_| kind == 10).map(<[u8]>::to_vec));
            Ok(())
        };
        store.replay(0, &mut each).unwrap();
        marks
    };
    // The same person's marks have nothing in common.
    let marks = (tombstones(&folder), tombstones(&plain));
    assert!(!marks.0.is_empty() && marks.0.len() == marks.1.len());
    assert!(marks.0.iter().all(|mark| !marks.1.contains(mark)));

    for checkpoint in [false, true] {
        for (folder, secret, wrong) in
            [(&folder, "of the shop", "of another"), (&folder, "of the shop", ""), (&plain, "", "new")]
        {
            let error = open(folder, wrong).unwrap_err();
            assert_eq!(error.code(), "option");
            assert!(error.to_string().contains("secret"), "{error}");
            let mut shop = open(folder, secret).unwrap();
            assert_eq!(shop.ingest([touch(0)]).unwrap().erased, 1);
            let bytes = shop.snapshot();
            assert_eq!(Engine::restore(&bytes, with(wrong)).unwrap_err().code(), "option");
            assert_eq!(Engine::restore(&bytes, with(secret)).unwrap().ingest([touch(0)]).unwrap().erased, 1);
            shop.compact().unwrap();
            assert_eq!(shop.ingest([touch(0)]).unwrap().erased, 1);
            if checkpoint {
                shop.checkpoint().unwrap();
            }
        }
    }
}
