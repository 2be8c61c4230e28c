//! What really happened.

use serde::Serialize;

use super::book::Encounter;
use super::people::Person;

/// Who lives in the town, and who was behind each touchpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Truth {
    /// Every touchpoint of the four channels once, household by household.
    pub touchpoints: Vec<Encounter>,
    /// Everyone in town, children too.
    pub people: Vec<Person>,
    /// How many lines of the four channels are broken on purpose: without an id, or without a time that
    /// can be read. They are no touchpoints.
    pub bad_records: u32,
    /// How many lines tell a touchpoint a second time.
    pub duplicates: u32,
}

impl Truth {
    /// As CSV: `touchpoint,person`, the person empty where nothing was recorded that could tell.
    #[must_use]
    pub fn touchpoints_csv(&self) -> String {
        let mut text = String::from("touchpoint,person\n");
        for Encounter { touchpoint, person } in &self.touchpoints {
            text.extend([touchpoint, ",", person.as_deref().unwrap_or_default(), "\n"]);
        }
        text
    }

    /// As CSV: one row per person; several cards are separated by a space.
    #[must_use]
    pub fn people_csv(&self) -> String {
        let mut text = String::from(
            "person,household,name,name_before,kana,romaji,born,postcode,address,phone,email,cards,account\n",
        );
        for person in &self.people {
            let some = |text: &Option<String>| text.clone().unwrap_or_default();
            let fields = [
                person.id.clone(),
                person.household.to_string(),
                person.name.clone(),
                some(&person.name_before),
                person.kana.clone(),
                person.romaji.clone(),
                person.born.to_string(),
                person.postcode.clone(),
                person.address.clone(),
                some(&person.phone),
                some(&person.email),
                person.cards.join(" "),
                some(&person.account),
            ];
            text.push_str(&fields.join(","));
            text.push('\n');
        }
        text
    }
}
