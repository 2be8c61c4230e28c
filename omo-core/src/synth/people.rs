//! Who lives in the town: households, their names, addresses, phones, cards and devices.

use serde::Serialize;

use crate::random::{Random, mix};

use super::calendar;
use super::chance::{Weights, among, between, within};
use super::numbers::{digits, scrambled};
use super::options::TownOptions;
use super::places;
use super::spelling::{Name, family_spelling};
use super::tables::{CITY, Given, Quarter, Surname, Tables};

/// Somebody of the simulated town, as only the truth knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The person's key in the truth; no export shows it.
    pub id: String,
    /// The household they live in.
    pub household: u32,
    /// The name in kanji, as they write it on the last day.
    pub name: String,
    /// The name before they married during the story.
    pub name_before: Option<String>,
    /// The name in katakana.
    pub kana: String,
    /// The name in romaji, given name first.
    pub romaji: String,
    /// The year of birth.
    pub born: i32,
    /// The postcode, seven digits.
    pub postcode: String,
    /// The address the household shares.
    pub address: String,
    /// The number of their own mobile, or of the household's telephone.
    pub phone: Option<String>,
    /// The e-mail address, which some couples share.
    pub email: Option<String>,
    /// All member cards they ever held, oldest first.
    pub cards: Vec<String>,
    /// The account with the online shop.
    pub account: Option<String>,
}

/// A device with its own browser.
#[derive(Debug, Clone, Copy)]
pub(super) struct Browser {
    number: u32,
    /// Days after which its cookie is forgotten.
    lifetime: i64,
    phase: i64,
}

/// What the shop's app on somebody's phone is known by.
#[derive(Debug, Clone)]
pub(super) struct App {
    /// The day of a new installation, and whether on a new phone.
    pub renewed: Option<(i64, bool)>,
}

/// Somebody who lives in the town, with the habits that make the records.
#[derive(Debug, Clone)]
pub(super) struct Resident {
    pub member: u32,
    pub person: Person,
    name: Name,
    /// The day of the wedding, and the name from then on.
    married: Option<(i64, Name)>,
    pub age: i64,
    /// The first day with the first member card.
    pub joined: i64,
    /// The day a card was lost and a new one given.
    pub lost: Option<i64>,
    /// The first day with an account.
    pub registered: i64,
    pub app: Option<App>,
    pub browsers: Vec<Browser>,
    /// The token of the payment card in use, and how often it is used instead of cash.
    pub token: Option<String>,
    pub cashless: f64,
    /// How often the member card is shown at the till.
    pub shows_card: f64,
    /// Whether they do the household's shopping.
    pub shops: bool,
    /// How often they buy online rather than in a store.
    pub online: f64,
}

/// People under one roof.
#[derive(Debug, Clone)]
pub(super) struct Home {
    pub residents: Vec<Resident>,
    pub landline: Option<String>,
    /// How likely each store is.
    pub nearness: Weights,
}

impl Resident {
    /// Their name on a day.
    pub fn name(&self, day: i64) -> &Name {
        match &self.married {
            Some((since, name)) if day >= *since => name,
            _ => &self.name,
        }
    }

    /// The member card in their purse on a day.
    pub fn card(&self, day: i64) -> Option<&str> {
        let second = self.lost.is_some_and(|lost| day >= lost);
        let card = if second { self.person.cards.last() } else { self.person.cards.first() };
        card.filter(|_| day >= self.joined).map(String::as_str)
    }

    /// Their account with the online shop, once there is one.
    pub fn account(&self, day: i64) -> Option<&str> {
        self.person.account.as_deref().filter(|_| day >= self.registered)
    }
}

impl Browser {
    /// The cookie on a day: a new one every few weeks.
    pub fn cookie(&self, seed: u64, household: u32, day: i64) -> String {
        let age = u32::try_from((day + self.phase) / self.lifetime).unwrap_or(0);
        let cookie = scrambled(seed, 0xc0, household, self.number << 12 | age & 0xfff);
        format!("{:013x}{cookie:010x}", mix(cookie ^ seed) >> 12)
    }
}

/// What everyone in town has in common while households are made.
pub(super) struct Ground<'a> {
    pub options: &'a TownOptions,
    pub tables: &'a Tables,
    pub stores: &'a [crate::model::Store],
    pub first: i64,
}

/// Kinds of numbers, so that a card never equals a phone.
mod kind {
    pub const MOBILE: u64 = 1;
    pub const LANDLINE: u64 = 2;
    pub const CARD: u64 = 3;
    pub const ACCOUNT: u64 = 4;
    pub const TOKEN: u64 = 5;
    pub const MAIL: u64 = 6;
}

impl Ground<'_> {
    /// One household, or `None` when a table is empty.
    pub fn home(&self, household: u32, random: &mut Random) -> Option<Home> {
        let (tables, seed) = (self.tables, self.options.seed);
        let surname = self.surname(random)?;
        let family = family_spelling(random, surname.kanji);
        let quarter = *tables.quarters.get(tables.quarter_weights.draw(random))?;
        let address = address(random, &quarter);
        let roles = roles(random);
        // Old people still have a telephone at home, young ones hardly.
        let eldest = roles.iter().map(|role| role.age).max().unwrap_or(0);
        let wired = random.chance(if eldest >= 55 { 0.8 } else { 0.3 });
        let landline = wired.then(|| landline(seed, household));
        let couple = roles.len() >= 2 && roles.iter().take(2).all(|role| role.age >= 20);
        let family_card = couple && random.chance(0.25);
        let family_mail = couple && random.chance(0.06);
        let family_computer = roles.len() >= 2 && random.chance(0.25);
        let wedding = (couple && roles.len() == 2 && eldest < 45 && self.options.days >= 14)
            .then(|| random.chance(0.12).then(|| self.first + between(random, 5, self.days() - 5)))
            .flatten();

        let mut residents: Vec<Resident> = Vec::with_capacity(roles.len());
        for (number, role) in roles.iter().enumerate() {
            let member = u32::try_from(number).unwrap_or(0);
            let born = calendar::year(self.first) - role.age;
            let given = self.given(random, role.female, born, &residents)?;
            let spelling = random.pick(&given.spellings).copied().unwrap_or(given.reading);
            let own = Name::new(surname, family.clone(), given, spelling);
            // The one who will marry brings a name of her or his own until then.
            let married = wedding.filter(|_| number == 1).map(|day| (day, own.clone()));
            let name = if married.is_some() {
                let maiden = self.surname(random)?;
                Name::new(maiden, family_spelling(random, maiden.kanji), given, spelling)
            } else {
                own
            };
            let mut resident = self.resident(random, household, member, role, name, married);
            resident.person.postcode = quarter.postcode.into();
            resident.person.address.clone_from(&address);
            if resident.person.phone.is_none() && role.age >= 13 {
                resident.person.phone.clone_from(&landline);
            }
            if number == 1
                && family_mail
                && let Some(first) = residents.first()
            {
                resident.person.email.clone_from(&first.person.email);
            }
            if family_card && number == 1 {
                resident.token = residents.first().and_then(|first| first.token.clone());
            }
            if family_computer && role.age >= 13 {
                resident.browsers.push(Browser { number: 255, lifetime: 28, phase: 3 });
            }
            residents.push(resident);
        }
        let nearness = places::nearness(self.stores, quarter.latitude, quarter.longitude);
        Some(Home { residents, landline, nearness })
    }

    fn days(&self) -> i64 {
        i64::from(self.options.days)
    }

    pub fn surname(&self, random: &mut Random) -> Option<Surname> {
        self.tables.surnames.get(self.tables.surname_weights.draw(random)).copied()
    }

    /// A given name that nobody in the household has yet.
    fn given(&self, random: &mut Random, female: bool, born: i64, taken: &[Resident]) -> Option<&Given> {
        let popular = self.tables.popular(female, born);
        let free = |given: &&Given| !taken.iter().any(|other| other.name.given_reading() == given.reading);
        let free: Vec<&Given> = popular.into_iter().filter(free).collect();
        random.pick(&free).copied()
    }

    fn resident(
        &self,
        random: &mut Random,
        household: u32,
        member: u32,
        role: &Role,
        name: Name,
        married: Option<(i64, Name)>,
    ) -> Resident {
        let (options, seed) = (self.options, self.options.seed);
        let number = u64::from(household) * 8 + u64::from(member);
        let (age, first) = (role.age, self.first);
        let last_name = married.as_ref().map_or(&name, |(_, after)| after);
        let phone = (age >= 13 && random.chance(if age >= 75 { 0.6 } else { 0.95 }))
            .then(|| mobile(seed, number, random));
        let email = (age >= 15 && random.chance(if age >= 75 { 0.45 } else { 0.92 }))
            .then(|| self.email(random, &name, number));
        let holds_card = age >= 13 && random.chance(options.member_share);
        // One member in twelve joined during the story, the others in the five years before.
        let joined = self.since(random, 12);
        let lost = (holds_card && random.chance(0.05))
            .then(|| first.max(joined) + between(random, 1, self.days()))
            .filter(|&day| day < first + self.days());
        let card = |nth: u64| format!("{:08}", digits(seed, kind::CARD, number * 4 + nth, 8));
        let cards = match (holds_card, lost) {
            (false, _) => vec![],
            (true, None) => vec![card(0)],
            (true, Some(_)) => vec![card(0), card(1)],
        };
        let account = (age >= 15 && email.is_some() && random.chance(account_chance(options, age)))
            .then(|| format!("u{:08}", digits(seed, kind::ACCOUNT, number, 8)));
        let registered = self.since(random, 10);
        let app = (holds_card
            && phone.is_some()
            && random.chance(options.app_share * if age >= 70 { 0.5 } else { 1.1 }))
        .then(|| {
            let day = first + between(random, 0, self.days() - 1);
            App { renewed: random.chance(0.12).then(|| (day, random.chance(0.4))) }
        });
        let cashless = if age >= 18 { random.chance(0.42) } else { false };
        let token = cashless.then(|| format!("tok_{:010x}", scrambled(seed, kind::TOKEN, household, member)));
        let mut browsers = Vec::new();
        for (kind, share) in [(0, 0.97), (1, 0.4)] {
            if age >= 13 && random.chance(share) {
                let number = member * 4 + kind;
                let lifetime = between(random, 14, 35);
                browsers.push(Browser { number, lifetime, phase: between(random, 0, 34) });
            }
        }
        let person = Person {
            id: format!("{household}-{member}"),
            household,
            name: last_name.kanji(),
            name_before: married.as_ref().map(|_| name.kanji()),
            kana: last_name.kana(),
            romaji: last_name.romaji(),
            born: i32::try_from(calendar::year(first) - age).unwrap_or(0),
            postcode: String::new(),
            address: String::new(),
            phone,
            email,
            cards,
            account,
        };
        Resident {
            member,
            person,
            name,
            married,
            age,
            joined,
            lost,
            registered,
            app,
            browsers,
            token,
            cashless: within(random, 0.2, 0.8),
            shows_card: within(random, 0.7, 0.98),
            shops: role.shops,
            online: within(random, 0.02, 0.35),
        }
    }

    /// A day before the story, or once in `new` people during it.
    fn since(&self, random: &mut Random, new: usize) -> i64 {
        if random.below(new) == 0 {
            self.first + between(random, 0, self.days() - 1)
        } else {
            self.first - between(random, 1, 364)
        }
    }

    /// An address from the name, at a host that can belong to nobody (RFC 2606, and `example.jp` likewise).
    fn email(&self, random: &mut Random, name: &Name, number: u64) -> String {
        const HOSTS: [&str; 6] = [
            "example.jp",
            "mail.example.jp",
            "mobile.example.jp",
            "example.com",
            "post.example.com",
            "example.net",
        ];
        let (given, family) = name.latin(random);
        let initial = given.get(..1).unwrap_or("x");
        let word = match among(random, &[4, 3, 2, 2, 2]) {
            0 => format!("{given}.{family}"),
            1 => format!("{family}.{given}"),
            2 => format!("{initial}.{family}"),
            3 => format!("{given}{family}"),
            _ => format!("{family}_{given}"),
        };
        // Numbers keep addresses apart: four digits in a small town, seven past 1,250 households.
        let length = if number < 10_000 { 4 } else { 7 };
        let tail = digits(self.options.seed, kind::MAIL, number, length);
        let host = HOSTS.get(among(random, &[6, 3, 4, 4, 2, 2])).copied().unwrap_or("example.jp");
        format!("{word}{tail:0width$}@{host}", width = length as usize)
    }
}

/// Fewer of the old have accounts; the shares of all ages still meet the option.
fn account_chance(options: &TownOptions, age: i64) -> f64 {
    // Everyone of 15 and older counts, but only those with an e-mail address can have one.
    let (young, old) = (options.account_share * 1.2, options.account_share * 0.9);
    if age >= 70 { old } else { young }
}

/// One of the household's people before they have a name.
struct Role {
    age: i64,
    female: bool,
    shops: bool,
}

/// Who lives together: singles, couples, families, three generations.
fn roles(random: &mut Random) -> Vec<Role> {
    let one = |age, female, shops| Role { age, female, shops };
    let child = |random: &mut Random, parent: i64| {
        let age = (parent - between(random, 25, 34)).clamp(0, 24);
        one(age, random.chance(0.5), false)
    };
    let kind = among(random, &[30, 25, 13, 14, 4, 7, 7]);
    let children = match kind {
        2 => 1,
        3 => 2,
        4 => 3,
        5 => between(random, 1, 2),
        _ => 0,
    };
    let head = match kind {
        0 => between(random, 20, 85),
        1 => between(random, 24, 84),
        _ => between(random, 28, 56),
    };
    if kind == 0 {
        return vec![one(head, random.chance(0.5), true)];
    }
    let first_is_female = random.chance(0.25);
    let mut roles = vec![one(head, first_is_female, true)];
    if kind == 5 {
        roles = vec![one(head, random.chance(0.85), true)];
    } else {
        let partner = (head + between(random, -4, 4)).max(20);
        roles.push(one(partner, !first_is_female, random.chance(0.7)));
    }
    roles.extend((0..children).map(|_| child(random, head)));
    if kind == 6 {
        roles.push(child(random, head));
        let old = head + between(random, 24, 32);
        roles.push(one(old, true, random.chance(0.5)));
        if random.chance(0.5) {
            roles.push(one(old + between(random, 0, 4), false, false));
        }
    }
    roles
}

pub(super) fn address(random: &mut Random, quarter: &Quarter) -> String {
    let (block, house) = (between(random, 1, 24), between(random, 1, 22));
    let place = if quarter.chome {
        format!("{}丁目{block}-{house}", between(random, 1, 5))
    } else {
        format!("{}-{house}", block * 40 + between(random, 0, 39))
    };
    let flat = if random.chance(0.45) {
        const HOUSES: [&str; 6] =
            ["コーポ", "ハイツ", "メゾン", "グリーンハイム", "サンコート", "レジデンス"];
        let house = random.pick(&HOUSES).copied().unwrap_or_default();
        format!(" {house}{} {}0{}", quarter.name, between(random, 1, 9), between(random, 1, 8))
    } else {
        String::new()
    };
    format!("{CITY}{}{place}{flat}", quarter.name)
}

/// The number of a mobile somebody had before, which nobody else has; `None` where the town is too large for it.
pub(super) fn mobile_before(seed: u64, number: u64, random: &mut Random) -> Option<String> {
    (number < 4_000_000).then(|| mobile(seed, 9_999_998 - number, random))
}

/// A mobile number that is given to nobody: after 070, 080 or 090 the numbering plan allows no 0.
fn mobile(seed: u64, number: u64, random: &mut Random) -> String {
    let prefix = random.pick(&["070", "080", "080", "090", "090", "090"]).copied().unwrap_or("090");
    // All zeros is what staff type for nobody. The town has fewer than eight million people, so the
    // last number is free to take its place.
    let tail = match digits(seed, kind::MOBILE, number, 7) {
        0 => digits(seed, kind::MOBILE, 9_999_999, 7),
        tail => tail,
    };
    format!("{prefix}0{tail:07}")
}

/// A number of the region that is given to nobody: no local number there begins with 0 or 1.
fn landline(seed: u64, household: u32) -> String {
    let household = u64::from(household);
    let areas = ["0466", "0467", "0465", "0463", "0460"];
    let area = usize::try_from(household / 200_000).ok().and_then(|nth| areas.get(nth)).unwrap_or(&"0466");
    let half = household / 100_000 % 2;
    format!("{area}{half}{:05}", digits(seed, kind::LANDLINE, household % 100_000, 5))
}
