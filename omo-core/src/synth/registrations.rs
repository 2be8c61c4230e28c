//! One person in four registers: a member card filled in at the till, an account online, the app, a call.

use std::borrow::Borrow;

use serde::Serialize;

use crate::random::Random;

use super::chance::{among, between, within};
use super::export::Export;
use super::forms::{self, Birthday};
use super::numbers::scrambled;
use super::people::{Ground, Home, Resident, address, mobile_before};
use super::spelling::{Name, Script, family_spelling, slip};

/// What one channel wrote down about one person; a cell is empty where nothing was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// The record's own number, which tells nothing.
    pub id: String,
    /// Who it is, as only the truth knows: [`Person::id`](super::Person::id).
    pub person: String,
    /// Whose register it is: the tills', the online shop's, the app's or the contact centre's.
    pub channel: Export,
    /// The name: in kanji, kana or romaji, in the app a nickname too.
    pub name: String,
    /// The reading of the name.
    pub kana: String,
    /// The day of birth, by the Western calendar or an era.
    pub birth_date: String,
    /// The e-mail address.
    pub email: String,
    /// The phone number: one's own, one's former, or the household's.
    pub phone: String,
    /// The postcode.
    pub postcode: String,
    /// The address, as long as people care to write it.
    pub address: String,
}

impl Registration {
    /// The first line of a CSV file of registrations.
    pub const HEADER: &str = "record_id,channel,name,kana,birth_date,email,phone,postcode,address";

    /// The line of a CSV file, without its line break and without the truth.
    #[must_use]
    pub fn line(&self) -> String {
        let cells = [
            &self.id,
            self.channel.name(),
            &self.name,
            &self.kana,
            &self.birth_date,
            &self.email,
            &self.phone,
            &self.postcode,
            &self.address,
        ];
        cells.join(",")
    }
}

/// What was before something changed in a life, and until when: the registers filled from 0 to 1.
struct Before<T>(Option<(f64, T)>);

impl<T> Before<T> {
    /// What was at a time, where it is `now` in the end.
    fn at<'a, U: ?Sized>(&'a self, time: f64, now: &'a U) -> &'a U
    where
        T: Borrow<U>,
    {
        let before = self.0.as_ref().filter(|(until, _)| time < *until);
        before.map_or(now, |(_, before)| before.borrow())
    }
}

struct Place {
    postcode: String,
    address: String,
}

/// What one could write of a person.
struct Subject<'a> {
    who: &'a Resident,
    home: &'a Home,
    name: Name,
    maiden: Before<Name>,
    birthday: Birthday,
    place: Place,
    moved: &'a Before<Place>,
    mobile: Before<String>,
    mailbox: Before<String>,
}

/// All that the registers hold about one household.
pub(super) fn of_home(ground: &Ground, home: &Home, household: u32) -> Vec<Registration> {
    let seed = ground.options.seed;
    // A die of their own: who is registered changes nothing in what people do.
    let mut random = Random::fork(seed ^ 0x7265_6769, household.into());
    let moved = random.chance(0.07).then(|| {
        let quarter = ground.tables.quarters.get(ground.tables.quarter_weights.draw(&mut random))?;
        Some((
            random.unit(),
            Place { postcode: quarter.postcode.to_owned(), address: address(&mut random, quarter) },
        ))
    });
    let moved = Before(moved.flatten());
    let mut clerk = Clerk { random, errors: ground.options.errors, seed, household, count: 0, rows: vec![] };
    for who in &home.residents {
        let subject = clerk.subject(ground, home, who, &moved);
        clerk.register(&subject);
    }
    clerk.rows
}

/// Who writes everything down, and errs.
struct Clerk {
    random: Random,
    errors: f64,
    seed: u64,
    household: u32,
    count: u32,
    rows: Vec<Registration>,
}

impl Clerk {
    fn subject<'a>(
        &mut self,
        ground: &Ground,
        home: &'a Home,
        who: &'a Resident,
        moved: &'a Before<Place>,
    ) -> Subject<'a> {
        let random = &mut self.random;
        let birthday = Birthday {
            year: who.person.born,
            month: i32::try_from(between(random, 1, 12)).unwrap_or(1),
            day: i32::try_from(between(random, 1, 28)).unwrap_or(1),
        };
        let name = who.name(i64::MAX).clone();
        let wed = who.person.name_before.is_some();
        let maiden = if wed {
            Some((random.unit(), who.name(i64::MIN).clone()))
        } else if who.member == 1 && (24..=50).contains(&who.age) && random.chance(0.05) {
            // Married some years ago, registered before.
            let surname = ground.surname(random);
            let family = surname.map(|surname| (surname, family_spelling(random, surname.kanji)));
            family.map(|(surname, family)| (random.unit(), name.with_family(surname, family)))
        } else {
            None
        };
        let number = u64::from(self.household) * 8 + u64::from(who.member);
        let mobile =
            random.chance(0.05).then(|| Some((random.unit(), mobile_before(self.seed, number, random)?)));
        let mailbox = random.chance(0.1).then(|| {
            let (words, _) = who.person.email.as_deref()?.split_once('@')?;
            let turned: String = words.chars().rev().filter(char::is_ascii_digit).collect();
            let (given, family) = name.latin(random);
            let initial = given.get(..1).unwrap_or("x");
            Some((random.unit(), format!("{family}-{initial}{turned}@carrier.example.jp")))
        });
        let place = Place { postcode: who.person.postcode.clone(), address: who.person.address.clone() };
        let (mobile, mailbox, maiden) = (Before(mobile.flatten()), Before(mailbox.flatten()), Before(maiden));
        Subject { who, home, name, maiden, birthday, place, moved, mobile, mailbox }
    }

    /// All registrations of one person.
    fn register(&mut self, of: &Subject) {
        let person = &of.who.person;
        let cards = person.cards.len() + usize::from(!person.cards.is_empty() && self.random.chance(0.06));
        (0..cards).for_each(|_| self.at_the_till(of));
        if person.account.is_some() {
            let accounts = 1 + usize::from(self.random.chance(0.05));
            (0..accounts).for_each(|_| self.online(of));
        }
        if of.who.app.is_some() {
            let apps = 1 + usize::from(self.random.chance(0.05));
            (0..apps).for_each(|_| self.in_the_app(of));
        }
        let customer = !person.cards.is_empty() || person.account.is_some();
        if of.who.age >= 15 && self.random.chance(if customer { 0.25 } else { 0.06 }) {
            let calls = 1 + usize::from(self.random.chance(0.3));
            (0..calls).for_each(|_| self.on_the_phone(of));
        }
    }

    /// A form filled in by hand and typed by staff.
    fn at_the_till(&mut self, of: &Subject) {
        let at = self.random.unit();
        let name = of.maiden.at(at, &of.name).clone();
        let written = match self.random.unit() {
            ..0.92 => name.copied(&mut self.random),
            ..0.97 => name.in_kana(Script::Katakana, " "),
            _ => name.romaji(),
        };
        let day = self.birthday(of.birthday);
        let day = match among(&mut self.random, &[40, 35, 25]) {
            0 => day.dashed("/"),
            1 => day.short_era(),
            _ => day.long_era(),
        };
        let row = Row {
            name: self.slip(0.03, written),
            kana: self.some(0.92, |clerk| clerk.kana(&name, 0.04)),
            birth_date: self.some(0.9, |clerk| clerk.day(0.015, day, "1900/01/01")),
            email: self.some(0.12, |clerk| clerk.email(of, at, 0.06)),
            phone: self.some(0.92, |clerk| clerk.phone(of, at, 0.18, 0.02)),
            postcode: self.some(0.85, |clerk| clerk.postcode(of, at)),
            address: self.some(0.82, |clerk| clerk.address(of, at)),
        };
        self.file(Export::Pos, of, row);
    }

    /// What people type themselves, who need the parcel to arrive.
    fn online(&mut self, of: &Subject) {
        let at = self.random.unit();
        let name = of.maiden.at(at, &of.name).clone();
        let written = name.typed(&mut self.random);
        let day = self.birthday(of.birthday);
        let day = day.dashed(if self.random.chance(0.85) { "-" } else { "/" });
        let row = Row {
            name: self.slip(0.015, written),
            kana: self.some(0.6, |clerk| clerk.kana(&name, 0.015)),
            birth_date: self.some(0.4, |clerk| clerk.day(0.008, day, "2000-01-01")),
            email: self.email(of, at, 0.008),
            phone: self.some(0.88, |clerk| clerk.phone(of, at, 0.08, 0.008)),
            postcode: self.some(0.92, |clerk| clerk.postcode(of, at)),
            address: self.some(0.9, |clerk| clerk.address(of, at)),
        };
        self.file(Export::Ec, of, row);
    }

    /// As little as the app lets through.
    fn in_the_app(&mut self, of: &Subject) {
        let at = self.random.unit();
        let name = of.maiden.at(at, &of.name).clone();
        let written = match among(&mut self.random, &[30, 30, 20, 20]) {
            0 => name.nickname(&mut self.random),
            1 => name.typed(&mut self.random),
            2 => name.in_kana(Script::Katakana, ""),
            _ => name.in_kana(Script::Hiragana, " "),
        };
        let day = self.birthday(of.birthday).dashed("");
        // One of the two is needed to sign in.
        let by_mail = of.who.person.email.is_some() && self.random.chance(0.6);
        let row = Row {
            name: self.slip(0.015, written),
            kana: String::new(),
            birth_date: self.some(0.85, |clerk| clerk.day(0.01, day, "20000101")),
            email: if by_mail { self.email(of, at, 0.008) } else { String::new() },
            phone: self.some(if by_mail { 0.35 } else { 1.0 }, |clerk| clerk.phone(of, at, 0.0, 0.004)),
            postcode: self.some(0.35, |clerk| clerk.postcode(of, at)),
            address: String::new(),
        };
        self.file(Export::App, of, row);
    }

    /// What an operator understood.
    fn on_the_phone(&mut self, of: &Subject) {
        let at = within(&mut self.random, 0.5, 1.0);
        let name = of.maiden.at(at, &of.name).clone();
        let heard = match self.random.unit() {
            ..0.08 => name.family_heard(&mut self.random),
            _ => name.heard(&mut self.random),
        };
        let honorific = self.random.pick(&["", "", "", "", "様", " 様"]).copied().unwrap_or_default();
        let day = self.birthday(of.birthday);
        let day = match among(&mut self.random, &[30, 30, 25, 15]) {
            0 => day.long_era(),
            1 => day.japanese(),
            2 => day.short_era(),
            _ => day.dashed(""),
        };
        // To call back or to write back, one of the two is needed.
        let chat = of.who.person.email.is_some() && self.random.chance(0.3);
        let row = Row {
            name: self.slip(0.05, heard) + honorific,
            kana: self.some(0.5, |clerk| clerk.kana(&name, 0.05)),
            birth_date: self.some(0.45, |clerk| clerk.day(0.015, day, "")),
            email: self.some(if chat { 1.0 } else { 0.15 }, |clerk| clerk.email(of, at, 0.03)),
            phone: self.some(if chat { 0.3 } else { 1.0 }, |clerk| clerk.phone(of, at, 0.1, 0.02)),
            postcode: self.some(0.4, |clerk| clerk.postcode(of, at)),
            address: self.some(0.35, |clerk| clerk.address(of, at)),
        };
        self.file(Export::Contact, of, row);
    }

    fn file(&mut self, channel: Export, of: &Subject, row: Row) {
        let number = scrambled(self.seed, 0x300, self.household, self.count);
        self.count += 1;
        let Row { name, kana, birth_date, email, phone, postcode, address } = row;
        let (id, person) = (format!("r{number:010x}"), of.who.person.id.clone());
        self.rows.push(Registration {
            id,
            person,
            channel,
            name,
            kana,
            birth_date,
            email,
            phone,
            postcode,
            address,
        });
    }

    /// The text, where it is given.
    fn some(&mut self, share: f64, text: impl FnOnce(&mut Self) -> String) -> String {
        if self.random.chance(share) { text(self) } else { String::new() }
    }

    /// Whether something goes wrong that usually does with this probability.
    fn mishap(&mut self, usual: f64) -> bool {
        self.random.chance(usual * self.errors)
    }

    fn slip(&mut self, usual: f64, text: String) -> String {
        if self.mishap(usual) { slip(&mut self.random, &text) } else { text }
    }

    fn kana(&mut self, name: &Name, usual: f64) -> String {
        let script = match among(&mut self.random, &[70, 15, 15]) {
            0 => Script::Katakana,
            1 => Script::HalfKatakana,
            _ => Script::Hiragana,
        };
        let gap = self.random.pick(&[" ", "\u{3000}", ""]).copied().unwrap_or_default();
        let kana = name.in_kana(script, gap);
        self.slip(usual, kana)
    }

    /// The birthday, now and then with month and day the wrong way round, or of a neighbouring year.
    fn birthday(&mut self, day: Birthday) -> Birthday {
        match () {
            () if self.mishap(0.005) => day.turned(),
            () if self.mishap(0.005) => {
                Birthday { year: day.year + if self.random.chance(0.5) { 1 } else { -1 }, ..day }
            }
            () => day,
        }
    }

    /// The day as written, mistyped, or what is written where nobody says.
    fn day(&mut self, usual: f64, written: String, nobody: &str) -> String {
        if self.mishap(0.01) { nobody.into() } else { self.slip(usual, written) }
    }

    fn email(&mut self, of: &Subject, at: f64, usual: f64) -> String {
        let now = of.who.person.email.as_deref().unwrap_or_default();
        let mailbox = of.mailbox.at(at, now).to_owned();
        let typed = if self.random.chance(0.04) { mailbox.to_uppercase() } else { mailbox };
        self.slip(usual, typed)
    }

    /// One's own number, or with a chance of `shared` the household's.
    fn phone(&mut self, of: &Subject, at: f64, shared: f64, usual: f64) -> String {
        if self.mishap(0.006) {
            return "000-0000-0000".into();
        }
        let own = of.who.person.phone.as_deref();
        let landline = of.home.landline.as_deref();
        let number = match (own, landline) {
            (_, Some(landline)) if self.random.chance(shared) => landline,
            (Some(own), _) if Some(own) != landline => of.mobile.at(at, own),
            (own, landline) => own.or(landline).unwrap_or_default(),
        };
        let typed = forms::phone(&mut self.random, number);
        if number.is_empty() { String::new() } else { self.slip(usual, typed) }
    }

    fn postcode(&mut self, of: &Subject, at: f64) -> String {
        let digits = &of.moved.at(at, &of.place).postcode;
        let typed = forms::postcode(&mut self.random, digits);
        self.slip(0.008, typed)
    }

    fn address(&mut self, of: &Subject, at: f64) -> String {
        let whole = &of.moved.at(at, &of.place).address;
        let typed = forms::address(&mut self.random, whole);
        self.slip(0.02, typed)
    }
}

/// The cells of one registration.
struct Row {
    name: String,
    kana: String,
    birth_date: String,
    email: String,
    phone: String,
    postcode: String,
    address: String,
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use crate::identity::normal::{Day, Email, Order, PersonName, Phone};
    use crate::random::hash;
    use crate::synth::{Export, Registration, Town, TownOptions};

    fn rows(households: u32, errors: f64) -> Vec<Registration> {
        Town::new(&TownOptions { households, errors, ..Default::default() }).unwrap().registrations()
    }

    /// The fingerprint of a small register: the same on every platform, changed only on purpose.
    #[test]
    fn the_same_town_has_the_same_registers() {
        let lines: String = rows(60, 1.0).iter().map(|row| row.line() + "\n").collect();
        assert_eq!(hash(lines.as_bytes()), PINNED, "of {} bytes", lines.len());
    }
    const PINNED: u64 = 13_371_747_636_352_255_220;

    #[test]
    fn every_record_has_a_number_and_as_many_cells_as_the_header() {
        let rows = rows(300, 1.0);
        let ids: BTreeSet<_> = rows.iter().map(|row| &row.id).collect();
        assert_eq!(ids.len(), rows.len());
        let cells = Registration::HEADER.split(',').count();
        assert!(rows.iter().all(|row| row.line().split(',').count() == cells));
        assert!(rows.iter().all(|row| row.id != row.person));
        assert!(rows.is_sorted_by_key(|row| (row.channel, &row.id)));
    }

    #[test]
    fn who_is_registered_is_who_holds_a_card_an_account_or_the_app() {
        let town = Town::new(&TownOptions { households: 200, ..Default::default() }).unwrap();
        let people: BTreeMap<String, _> =
            town.truth().people.into_iter().map(|person| (person.id.clone(), person)).collect();
        let rows = town.registrations();
        for row in &rows {
            let person = &people[&row.person];
            match row.channel {
                Export::Pos | Export::App => assert!(!person.cards.is_empty()),
                Export::Ec => assert!(person.account.is_some() && !row.email.is_empty()),
                _ => assert_eq!(row.channel, Export::Contact),
            }
        }
        let at = |channel| rows.iter().filter(|row| row.channel == channel).count();
        let cards: usize = people.values().map(|person| person.cards.len()).sum();
        let accounts = people.values().filter(|person| person.account.is_some()).count();
        assert!(at(Export::Pos) >= cards && at(Export::Ec) >= accounts);
        assert!([Export::App, Export::Contact].iter().all(|&channel| at(channel) * 20 > rows.len()));
    }

    #[test]
    fn without_errors_everything_can_be_read_and_birthdays_agree() {
        let rows = rows(200, 0.0);
        let mut birthdays: BTreeMap<&str, Day> = BTreeMap::new();
        for row in &rows {
            assert!(PersonName::read(&row.name).is_some(), "{}", row.name);
            assert!(row.email.is_empty() || Email::read(&row.email).is_some(), "{}", row.email);
            assert!(row.phone.is_empty() || Phone::read(&row.phone).is_some(), "{}", row.phone);
            if !row.birth_date.is_empty() {
                let day = Day::read(&row.birth_date, Order::MonthFirst).unwrap();
                assert_eq!(*birthdays.entry(&row.person).or_insert(day), day);
            }
        }
        let people: BTreeSet<_> = rows.iter().map(|row| &row.person).collect();
        assert!(people.len() * 5 < rows.len() * 4, "{} of {}", people.len(), rows.len());
    }
}
