//! How it is in the cells of a journey map: how long people stay there and how it felt, beside what the map shows otherwise.

use serde_json::Value;

use super::number::{duration, grouped};
use super::template::{Named, template};
use super::text::escape;
use crate::decimal::fixed;
use crate::journey::{Cell, JourneyMap};
use crate::model::Language;

/// What is said of it, once in each language.
pub(super) struct Words {
    /// How long until the next touchpoint.
    pub dwell: &'static str,
    /// How it felt.
    pub feeling: &'static str,
    /// The same where there is little room.
    pub mark: &'static str,
    /// How many touchpoints tell that.
    pub felt: &'static str,
}

const EN: Words =
    Words { dwell: "until the next step", feeling: "feeling", mark: "felt", felt: "tell how it felt" };

const JA: Words = Words {
    dwell: "次の接点まで", feeling: "感情", mark: "感情", felt: "感情が分かる接点"
};

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Ja => &JA,
        }
    }
}

/// A feeling in few digits: `4.25`, `-0.5`, `73`.
pub(super) fn feeling(felt: Option<f64>) -> Option<String> {
    let felt = felt.filter(|felt| felt.is_finite())?;
    let places = match felt.abs() {
        size if size < 9.995 => 2,
        size if size < 999.95 => 1,
        _ => 0,
    };
    let text = fixed(felt, places);
    let text = if places > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    Some(if text == "-0" { "0" } else { text }.to_owned())
}

/// How long people stay in a cell.
pub(super) fn dwell(cell: &Cell, language: Language) -> Option<String> {
    cell.dwell_minutes.map(|minutes| duration(minutes / 60.0, language))
}

/// What a tooltip says of a cell beside its numbers: "until the next step 12 min, feeling 4.5 (3 touchpoints)".
pub(super) fn told(map: &JourneyMap, cell: &Cell, language: Language) -> String {
    if map.felt == 0 {
        return String::new();
    }
    let words = Words::of(language);
    let mut told = String::new();
    if let Some(dwell) = dwell(cell, language) {
        told = format!(", {} {dwell}", words.dwell);
    }
    told + &felt(cell.felt, cell.feeling, language)
}

/// What a tooltip says of how it felt.
pub(super) fn felt(felt: u32, mean: Option<f64>, language: Language) -> String {
    feeling(mean).map_or_else(String::new, |mean| {
        format!(", {} {mean} ({})", Words::of(language).feeling, language.touchpoints(felt))
    })
}

/// The line below a cell's numbers: "felt 4.5".
pub(super) fn line(cell: &Cell, language: Language) -> Option<String> {
    feeling(cell.feeling).map(|felt| format!("{} {felt}", Words::of(language).mark))
}

/// How to read a map, with that line where it has any.
pub(super) fn lead(lead: &str, map: &JourneyMap, language: Language) -> String {
    let more = match language {
        _ if map.felt == 0 => "",
        Language::En => {
            " The last line beside a circle is how it felt, on the scale of the reviews and surveys."
        }
        Language::Ja => "円の横の最後の行は、レビューやアンケートの尺度による感情の平均です。",
    };
    format!("{lead}{more}")
}

/// The heads of further columns of a table of the map, where anything was felt: pages of facts that say nothing of it are the same
/// in modules that cannot tell it.
pub(super) fn heads(map: &JourneyMap, language: Language) -> String {
    if map.felt == 0 {
        return String::new();
    }
    let words = Words::of(language);
    let heads = [words.dwell, words.feeling, words.felt].map(|word| format!("<th scope=\"col\">{word}</th>"));
    heads.concat()
}

/// What stands in these, behind a cell that is still open.
pub(super) fn cells(map: &JourneyMap, dwell: Option<String>, felt: u32, mean: Option<f64>) -> String {
    if map.felt == 0 {
        return String::new();
    }
    let felt = if felt > 0 { grouped(felt.into()) } else { String::new() };
    // Less than a minute begins as a tag does.
    let cell = |told: Option<String>| format!("</td><td>{}", escape(&told.unwrap_or_default()));
    let cells = [dwell, feeling(mean), Some(felt)].map(cell);
    cells.concat()
}

/// The same in the data of a specification.
pub(super) fn named(row: Named, cell: &Cell, language: Language) -> Named {
    row.with("dwellMinutes", cell.dwell_minutes.into())
        .text("dwell", &dwell(cell, language).unwrap_or_default())
        .count("felt", cell.felt.into())
        .with("feeling", cell.feeling.into())
        .text("feelingLabel", &feeling(cell.feeling).unwrap_or_default())
        .text("mood", &line(cell, language).unwrap_or_default())
}

/// What tooltips and marks show of that.
pub(super) fn show(spec: &mut Value, map: &JourneyMap, language: Language) {
    let words = Words::of(language);
    let blanks =
        Named::default().text("dwell", words.dwell).text("feeling", words.feeling).text("felt", words.felt);
    let Value::Array(parts) = blanks.fill(template!("specs/journey/mood.json")) else { return };
    let Some(Value::Array(layers)) = spec.get_mut("spec").and_then(|own| own.get_mut("layer")) else {
        return;
    };
    for (place, part) in parts.into_iter().enumerate().take(if map.felt > 0 { 4 } else { 1 }) {
        if place == 3 {
            layers.push(part);
        } else if let Some(Value::Array(told)) =
            layers.first_mut().and_then(|first| first.get_mut("encoding")?.get_mut("tooltip"))
        {
            told.push(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feelings_are_as_long_as_needed() {
        let told = |felt: f64| feeling(Some(felt)).unwrap();
        let all = [4.0, 3.5, -0.25, 2.0 / 3.0, 9.996, 73.04, 999.96, 1234.5, -0.001, 0.0, 100.0];
        let known = ["4", "3.5", "-0.25", "0.67", "10", "73", "1000", "1234", "0", "0", "100"];
        assert_eq!(all.map(told), known);
        assert_eq!((feeling(None), feeling(Some(f64::NAN))), (None, None));
    }
}
