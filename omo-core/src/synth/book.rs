//! One household's records as they reach the shop's systems: numbered, sometimes late, twice or broken.

use crate::model::{HOUR, MINUTE};
use crate::random::Random;

use super::chance::{among, between};
use super::export::Export;
use super::numbers::scrambled;

/// One line of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The export it belongs to.
    pub export: Export,
    /// When it reached the export, in milliseconds since 1970: exports are in this order.
    pub arrived: i64,
    /// The line, without its line break.
    pub line: String,
}

/// Who stood behind one touchpoint.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Encounter {
    /// The touchpoint's id: `pos:`, `ec:`, `app:` or `contact:` and the source's own id.
    pub touchpoint: String,
    /// The person's id; `None` where nothing was recorded that could tell.
    pub person: Option<String>,
}

/// Everything the shop wrote down about one household.
#[derive(Debug)]
pub(super) struct Book {
    seed: u64,
    household: u32,
    errors: f64,
    /// Mishaps have a die of their own, so that a clean town lives the same life as a messy one.
    mishaps: Random,
    counts: [u32; 8],
    pub records: Vec<Record>,
    pub encounters: Vec<Encounter>,
    pub bad: u32,
    pub twice: u32,
}

impl Book {
    pub fn new(seed: u64, household: u32, errors: f64) -> Self {
        Self {
            seed,
            household,
            errors,
            mishaps: Random::fork(!seed, household.into()),
            counts: [0; 8],
            records: vec![],
            encounters: vec![],
            bad: 0,
            twice: 0,
        }
    }

    /// Whether something goes wrong that usually does with this probability.
    pub fn mishap(&mut self, usual: f64) -> bool {
        self.mishaps.chance(usual * self.errors)
    }

    /// The text, or with a usual chance of `usual` the text with a slip of the hand.
    pub fn by_hand(&mut self, usual: f64, text: String) -> String {
        if self.mishap(usual) { super::spelling::slip(&mut self.mishaps, &text) } else { text }
    }

    /// The source's next id.
    pub fn id(&mut self, export: Export) -> String {
        let place = export as usize;
        let count = self.counts.get(place).copied().unwrap_or(0);
        if let Some(next) = self.counts.get_mut(place) {
            *next += 1;
        }
        let number = scrambled(self.seed, 0x100 + place as u64, self.household, count);
        match export {
            Export::Pos => format!("{number:013}"),
            Export::App => format!("a-{number:010x}"),
            Export::Contact => format!("C{number:013}"),
            _ => format!("m-{number:010x}"),
        }
    }

    /// The next number of an online order.
    pub fn order(&mut self) -> String {
        let Some(count) = self.counts.last_mut() else { return String::new() };
        *count += 1;
        format!("E{:013}", scrambled(self.seed, 0x200, self.household, *count))
    }

    /// Who was behind a touchpoint.
    pub fn meet(&mut self, export: Export, id: &str, person: Option<&str>) {
        let touchpoint = format!("{}:{id}", export.name());
        self.encounters.push(Encounter { touchpoint, person: person.map(Into::into) });
    }

    /// A line that arrives at once.
    pub fn put(&mut self, export: Export, arrived: i64, line: String) {
        self.records.push(Record { export, arrived, line });
    }

    /// A line from a browser or phone, which may arrive late or twice.
    pub fn send(&mut self, export: Export, at: i64, line: String) {
        let late = if self.mishap(0.012) { between(&mut self.mishaps, 20 * MINUTE, 50 * HOUR) } else { 0 };
        if self.mishap(0.006) {
            self.twice += 1;
            let again = at + late + between(&mut self.mishaps, 1000, 3 * HOUR);
            self.put(export, again, line.clone());
        }
        self.put(export, at + late, line);
    }

    /// Now and then a record that no reader can take: no id, or no time.
    pub fn spoil(&mut self, at: i64, store: &str, jan: &str) {
        use super::calendar::{minutes, seconds, zulu};
        if !self.mishap(0.025) {
            return;
        }
        self.bad += 1;
        let kind = among(&mut self.mishaps, &[1; 9]);
        let export = match kind {
            0 | 1 => Export::Pos,
            2..=4 => Export::Ec,
            5 | 6 => Export::App,
            _ => Export::Contact,
        };
        let id = self.id(export);
        let line = match kind {
            0 => format!(",{},{store},sale,,,,{jan},1,298,", seconds(at)),
            1 => format!("{id},2026-02-30 25:61:00,{store},sale,,,,{jan},1,298,"),
            2 => format!(
                r#"{{"type":"track","messageId":"","timestamp":"{}","event":"Order Completed","properties":{{"order_id":"","products":[]}}}}"#,
                zulu(at)
            ),
            3 => format!(
                r#"{{"type":"track","messageId":"{id}","timestamp":"soon","anonymousId":"0","event":"Product Viewed","properties":{{"product_id":"{jan}"}}}}"#
            ),
            4 => format!(r#"{{"type":"track","messageId":"{id}","event":"Product Viewed"}}"#),
            5 => format!(
                r#"{{"event_id":"{id}","ts":null,"member_card":null,"event":"view_item","jan":"{jan}"}}"#
            ),
            6 => format!(r#"{{"ts":{at},"member_card":null,"event":"push_open"}}"#),
            7 => format!(",{},phone,,,,,,stock,{jan}", minutes(at)),
            _ => format!("{id},,phone,,,,,,stock,{jan}"),
        };
        self.put(export, at, line);
    }
}
