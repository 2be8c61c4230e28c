//! Where customers live, what they are called and where they answer, in comparable keys.

use super::HouseholdOptions;
use crate::Error;
use crate::identity::chosen::column;
use crate::identity::linker::{Column, Records};
use crate::identity::normal::romaji::romaji_key;
use crate::identity::normal::{Address, PersonName, Phone};
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// What is known of each customer, by the customer's place.
pub struct Keys {
    /// Addresses in order of their keys, each with a customer there.
    homes: Vec<(String, u32)>,
    /// Family names and phones of each customer, which tie those at one address.
    bonds: Vec<Vec<u32>>,
    housed: u32,
}

impl Keys {
    pub fn read(
        records: &Records,
        options: &HouseholdOptions,
        groups: &[(u32, Vec<u32>)],
    ) -> Result<Self, Error> {
        let address = options.address.iter().map(|name| column(records, "address", name));
        let address = address.collect::<Result<Vec<_>, _>>()?;
        let mut bond = Bonds::default();
        let mut add = |name: &Option<String>, option, key: fn(&str) -> Option<String>| {
            let Some(name) = name else { return Ok(Vec::new()) };
            Ok::<_, Error>(bond.of(column(records, option, name)?, key))
        };
        let bonds_by_row = [
            add(&options.name, "name", |text| family_key(PersonName::read(text)?.family()?))?,
            add(&options.family_name, "family_name", family_key)?,
            add(&options.phone, "phone", |text| Some(format!("☎{}", Phone::read(text)?.key())))?,
        ];
        let (mut homes, mut bonds, mut housed) = (Vec::new(), Vec::new(), 0);
        for (place, (_, rows)) in (0..).zip(groups) {
            let mut own: Vec<String> = rows.iter().filter_map(|&row| home(&address, row)).collect();
            own.put_in_order();
            own.dedup();
            housed += u32::from(!own.is_empty());
            homes.extend(own.into_iter().map(|home| (home, place)));
            let of_row = |&row: &u32| bonds_by_row.iter().filter_map(move |by| *by.get(row as usize)?);
            let mut own: Vec<u32> = rows.iter().flat_map(of_row).collect();
            own.put_in_order();
            own.dedup();
            bonds.push(own);
        }
        homes.put_in_order();
        Ok(Self { homes, bonds, housed })
    }

    /// How many customers have an address.
    pub fn housed(&self) -> u32 {
        self.housed
    }

    /// Each address with the customers there.
    pub fn addresses(&self) -> impl Iterator<Item = (&str, Vec<u32>)> {
        self.homes.chunk_by(|a, b| a.0 == b.0).filter_map(|there| {
            let (home, _) = there.first()?;
            Some((home.as_str(), there.iter().map(|(_, place)| *place).collect()))
        })
    }

    /// Customers at one address who share a name or a phone, each with the next.
    pub fn ties(&self, there: &[u32]) -> Vec<(u32, u32)> {
        let of = |&place: &u32| {
            let own = self.bonds.get(place as usize).map_or(&[][..], Vec::as_slice);
            own.iter().map(move |&bond| (bond, place))
        };
        let mut sorted: Vec<(u32, u32)> = there.iter().flat_map(of).collect();
        sorted.put_in_order();
        let tie = |two: &[(u32, u32)]| match *two {
            [(x, a), (y, b)] if x == y => Some((a, b)),
            _ => None,
        };
        let mut ties: Vec<(u32, u32)> = sorted.windows(2).filter_map(tie).collect();
        // By places, because the numbers of names hang on the order of rows.
        ties.put_in_order();
        ties.dedup();
        ties
    }
}

/// Numbers of what ties people.
#[derive(Default)]
struct Bonds(Vocabulary);

impl Bonds {
    fn of(&mut self, column: &Column, key: fn(&str) -> Option<String>) -> Vec<Option<u32>> {
        let by_text: Vec<Option<u32>> =
            column.texts.iter().map(|text| Some(self.0.intern(&key(text)?))).collect();
        column.cells.iter().map(|&cell| by_text.get(cell as usize).copied().flatten()).collect()
    }
}

/// A family name in kanji, or how it sounds.
fn family_key(family: &str) -> Option<String> {
    let key = PersonName::read(family)?.key();
    Some(romaji_key(&key).unwrap_or(key))
}

/// The home in a row: town, house and room, or the building where no room is named.
fn home(columns: &[&Column], row: u32) -> Option<String> {
    let cell = |column: &&Column| column.texts.text(*column.cells.get(row as usize)?).map(str::to_owned);
    let written: Vec<String> = columns.iter().filter_map(cell).collect();
    let address = Address::read(&written.join(" "))?;
    if address.town().is_empty() || address.number().is_empty() {
        return None;
    }
    // A building goes by many spellings, so that of a known room does not matter.
    let inside = if address.room().is_empty() { address.building() } else { address.room() };
    Some([address.town(), address.number(), inside].join("\n"))
}
