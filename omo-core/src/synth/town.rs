//! The town itself.

use std::io;

use crate::Error;
use crate::model::Store;
use crate::random::Random;

use super::book::{Book, Encounter, Record};
use super::catalogue::Catalogue;
use super::export::{Export, Exports};
use super::life::Life;
use super::options::TownOptions;
use super::people::{Ground, Home, Person};
use super::places;
use super::registrations::{Registration, of_home};
use super::tables::Tables;
use super::truth::Truth;

/// A simulated Japanese town and the shop its people buy from.
///
/// Each household is made from the seed and its number alone: households can be made in any order, on any
/// machine, and memory does not grow with the town.
///
/// ```
/// use omo_core::synth::{Town, TownOptions};
/// let town = Town::new(&TownOptions { households: 50, days: 30, ..Default::default() })?;
/// let exports = town.exports();
/// assert!(exports.pos.starts_with("receipt_no,sold_at,store"));
/// let truth = town.truth();
/// assert!(truth.touchpoints.len() > 200);
/// assert!(truth.people.iter().any(|person| person.cards.len() == 1));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Town {
    options: TownOptions,
    first: i64,
    tables: Tables,
    stores: Vec<Store>,
    catalogue: Catalogue,
}

/// One household: its people, what the shop's systems wrote about them, and who was who.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Who lives there.
    pub people: Vec<Person>,
    /// Lines of the four channels and of the consents, in the order they arrived.
    pub records: Vec<Record>,
    /// Who was behind each touchpoint.
    pub encounters: Vec<Encounter>,
    /// How many of the lines are broken on purpose.
    pub bad_records: u32,
    /// How many of the lines tell a touchpoint a second time.
    pub duplicates: u32,
}

impl Town {
    /// A town. Nothing is made yet but the stores and the catalogue.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when an option is out of its range.
    pub fn new(options: &TownOptions) -> Result<Self, Error> {
        let first = options.check()?;
        let tables = Tables::read();
        let span = (first, first + i64::from(options.days) - 1);
        let stores = places::stores(options.seed, options.stores, &tables);
        let catalogue = Catalogue::new(options.seed, options.products, span, &tables);
        Ok(Self { options: options.clone(), first, tables, stores, catalogue })
    }

    /// The stores of the shop.
    #[must_use]
    pub fn stores(&self) -> &[Store] {
        &self.stores
    }

    /// One household. Numbers from 0 up to the option `households` belong to the town.
    #[must_use]
    pub fn household(&self, number: u32) -> Household {
        let seed = self.options.seed;
        let mut random = Random::fork(seed, number.into());
        let Some(home) = self.ground().home(number, &mut random) else { return Household::empty() };
        let mut life = self.life(&home, number, random);
        life.live();
        let Book { mut records, encounters, bad, twice, .. } = life.book;
        records.sort_by_key(|record| record.arrived);
        let people = home.residents.into_iter().map(|resident| resident.person).collect();
        Household { people, records, encounters, bad_records: bad, duplicates: twice }
    }

    fn life<'a>(&'a self, home: &'a Home, household: u32, random: Random) -> Life<'a> {
        Life {
            options: &self.options,
            catalogue: &self.catalogue,
            stores: &self.stores,
            home,
            household,
            first: self.first,
            last: self.first + i64::from(self.options.days) - 1,
            random,
            book: Book::new(self.options.seed, household, self.options.errors),
        }
    }

    /// Who is registered where, and how each channel wrote it down: one row for each member card, account, app and caller,
    /// those of one channel one after another, as when the exports of four systems are put under each other.
    ///
    /// ```
    /// use omo_core::synth::{Town, TownOptions};
    /// let town = Town::new(&TownOptions { households: 20, ..Default::default() })?;
    /// let rows = town.registrations();
    /// let first = rows.first().map(|row| (row.channel.name(), row.person.contains('-')));
    /// assert_eq!(first, Some(("pos", true)));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    #[must_use]
    pub fn registrations(&self) -> Vec<Registration> {
        let of_household = |number: u32| {
            let mut random = Random::fork(self.options.seed, number.into());
            let ground = self.ground();
            let home = ground.home(number, &mut random);
            home.map(|home| of_home(&ground, &home, number)).unwrap_or_default()
        };
        let mut rows: Vec<Registration> = (0..self.options.households).flat_map(of_household).collect();
        rows.sort_by(|a, b| (a.channel, &a.id).cmp(&(b.channel, &b.id)));
        rows
    }

    fn ground(&self) -> Ground<'_> {
        Ground { options: &self.options, tables: &self.tables, stores: &self.stores, first: self.first }
    }

    /// All households, one at a time.
    pub fn households(&self) -> impl Iterator<Item = Household> + '_ {
        (0..self.options.households).map(|number| self.household(number))
    }

    /// The lines of one export without its header, household by household, each household's in the order they
    /// arrived.
    #[must_use]
    pub fn lines(&self, export: Export) -> Box<dyn Iterator<Item = String> + '_> {
        match export {
            Export::Products => Box::new(
                self.catalogue
                    .items
                    .iter()
                    .map(|item| format!("{},{},{},{}", item.jan, item.name, item.category, item.price)),
            ),
            Export::Stores => Box::new(self.stores.iter().map(|store| {
                format!("{},{},{:.5},{:.5}", store.id, store.name, store.latitude, store.longitude)
            })),
            Export::Stock => Box::new(self.stores.iter().enumerate().flat_map(move |(place, store)| {
                self.catalogue.items.iter().map(move |item| {
                    format!("{},{},{}", store.id, item.jan, self.catalogue.stock(place, item.number))
                })
            })),
            Export::Pos | Export::Ec | Export::App | Export::Contact | Export::Consent => {
                let of_export = move |household: Household| {
                    household.records.into_iter().filter(move |record| record.export == export)
                };
                Box::new(self.households().flat_map(of_export).map(|record| record.line))
            }
        }
    }

    /// Writes one export with its header, in the order of [`lines`](Self::lines): for towns too large for
    /// memory.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write(&self, export: Export, to: &mut impl io::Write) -> io::Result<()> {
        if let Some(header) = export.header() {
            writeln!(to, "{header}")?;
        }
        self.lines(export).try_for_each(|line| writeln!(to, "{line}"))
    }

    /// All exports as texts, each in the order its rows arrived, as real exports are.
    #[must_use]
    pub fn exports(&self) -> Exports {
        let mut records: Vec<Record> = self.households().flat_map(|household| household.records).collect();
        // Stable: what arrives in the same moment stays household by household, and a receipt in one piece.
        records.sort_by_key(|record| record.arrived);
        let mut exports = Exports::default();
        for export in Export::ALL {
            let text = exports.text_mut(export);
            text.extend(export.header().into_iter().flat_map(|header| [header, "\n"]));
            if matches!(export, Export::Products | Export::Stores | Export::Stock) {
                self.lines(export).for_each(|line| text.extend([line.as_str(), "\n"]));
            }
        }
        for record in &records {
            exports.text_mut(record.export).extend([record.line.as_str(), "\n"]);
        }
        exports
    }

    /// What really happened, household by household.
    #[must_use]
    pub fn truth(&self) -> Truth {
        let mut truth = Truth { touchpoints: vec![], people: vec![], bad_records: 0, duplicates: 0 };
        for household in self.households() {
            truth.touchpoints.extend(household.encounters);
            truth.people.extend(household.people);
            truth.bad_records += household.bad_records;
            truth.duplicates += household.duplicates;
        }
        truth
    }
}

impl Household {
    fn empty() -> Self {
        Self { people: vec![], records: vec![], encounters: vec![], bad_records: 0, duplicates: 0 }
    }
}
