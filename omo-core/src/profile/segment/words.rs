//! Conditions in words.

use super::Segments;
use super::condition::{How, Leaf, Of, Sequence, Test, Window};
use super::read::Range;
use crate::decimal::shortest;
use crate::model::{DAY, HOUR, Language, MINUTE, Side};
use crate::profile::words::{action, pick};

impl Segments {
    /// What a condition asks, and the number found.
    pub(super) fn words(&self, leaf: &Leaf, number: Option<f64>, language: Language) -> String {
        let say = |en, ja| pick(language, en, ja);
        let (asked, range) = match leaf {
            Leaf::Trait { name, test } => return trait_words(name, test, language),
            Leaf::Sequence(sequence) => return self.sequence_words(sequence, language),
            Leaf::Count { filter, window, range } => {
                let asked = [self.filter(*filter, language), span(*window, language)].concat();
                (asked + say(": times", "：回数"), range_words(range, language, &shortest))
            }
            Leaf::Aggregate { filter, window, how, of, range } => {
                let (how, of) = reckoned(*how, *of, language);
                let asked = [self.filter(*filter, language), span(*window, language)].concat();
                let what = if language == Language::En {
                    [": ", how, " of ", &of]
                } else {
                    ["：", &of, "の", how]
                };
                (asked + &what.concat(), range_words(range, language, &shortest))
            }
            Leaf::Recency { filter, range } => {
                #[expect(clippy::cast_possible_truncation, reason = "lengths of time are whole milliseconds")]
                let words = range_words(range, language, &|millis| length(millis as i64));
                (
                    self.filter(*filter, language) + say(": time since the latest", "：最後からの経過時間"),
                    words,
                )
            }
            Leaf::Interest { filter, half_life, range } => {
                let half = ["", &shortest(*half_life), say(" days", "日")].concat();
                let filter = self.filter(*filter, language);
                let asked =
                    [say("interest in ", "関心度："), &filter, say(" halved every ", "、半減期"), &half]
                        .concat();
                (asked + say(": level", "：水準"), range_words(range, language, &shortest))
            }
        };
        let found = match (number, leaf) {
            (None, _) => say("none", "なし").to_owned(),
            (Some(number), Leaf::Recency { .. }) => two_places(number) + "d",
            (Some(number), _) => two_places(number),
        };
        [&asked, say(" ", "が"), &range, say(" (is ", "（実際は"), &found, say(")", "）")].concat()
    }

    /// `purchase (category tea)`.
    fn filter(&self, filter: usize, language: Language) -> String {
        let say = |en, ja| pick(language, en, ja);
        let Some(filter) = self.filters.all.get(filter) else { return String::new() };
        let or = say(" or ", "または");
        let [actions, rest @ ..] = &filter.texts;
        let mut words: Vec<&str> = actions.iter().map(|name| action(name, language)).collect();
        if words.is_empty() {
            words.push(say("any touchpoint", "すべての接点"));
        }
        let mut said = words.join(or);
        let names = [
            ("channel", "チャネル"),
            ("store", "店舗"),
            ("about", "内容"),
            ("product", "商品"),
            ("category", "カテゴリ"),
        ];
        let mut inside: Vec<String> = Vec::new();
        for ((en, ja), texts) in names.into_iter().zip(rest).filter(|(_, texts)| !texts.is_empty()) {
            inside.push([say(en, ja), " ", &texts.join(or)].concat());
        }
        if let Some(side) = filter.side {
            let online = side == Side::Online;
            inside
                .push(if online { say("online", "オンライン") } else { say("offline", "オフライン") }.into());
        }
        if !inside.is_empty() {
            said += &[say(" (", "（"), &inside.join(say(", ", "、")), say(")", "）")].concat();
        }
        said
    }

    fn sequence_words(&self, sequence: &Sequence, language: Language) -> String {
        let say = |en, ja| pick(language, en, ja);
        let mut said = String::new();
        for (place, &(filter, gap)) in sequence.steps.iter().chain(&sequence.not).enumerate() {
            let never = place == sequence.steps.len();
            if place > 0 {
                said += if never {
                    say(", not followed by ", "、その後ないこと：")
                } else {
                    say(", then ", "、次に")
                };
            }
            said += &self.filter(filter, language);
            if let Some(gap) = gap {
                said += &[say(" within ", "（"), &length(gap), say("", "以内）")].concat();
            }
        }
        said + &span(sequence.window, language)
    }
}

fn trait_words(name: &str, test: &Test, language: Language) -> String {
    let say = |en, ja| pick(language, en, ja);
    let test = match test {
        Test::In(texts) => [say("is ", "が"), &texts.join(say(" or ", "または"))].concat(),
        Test::Contains(part) => [say("contains ", "が"), part, say("", "を含む")].concat(),
        Test::Exists(true) => say("is known", "が分かっている").into(),
        Test::Exists(false) => say("is not known", "が分かっていない").into(),
        Test::Number(range) => [say("is ", "が"), &range_words(range, language, &shortest)].concat(),
    };
    [name, say(" ", ""), &test].concat()
}

/// `at least 2 and at most 5`.
fn range_words(range: &Range, language: Language, number: &dyn Fn(f64) -> String) -> String {
    let say = |en, ja| pick(language, en, ja);
    if range.low == range.high {
        return [say("exactly ", "ちょうど"), &number(range.low)].concat();
    }
    let mut words = Vec::new();
    if range.low.is_finite() {
        let over =
            if range.over { ("more than ", "", "より大きい") } else { ("at least ", "", "以上") };
        words.push([say(over.0, over.1), &number(range.low), say("", over.2)].concat());
    }
    if range.high.is_finite() {
        let under = if range.under { ("less than ", "", "未満") } else { ("at most ", "", "以下") };
        words.push([say(under.0, under.1), &number(range.high), say("", under.2)].concat());
    }
    words.join(say(" and ", "かつ"))
}

/// `, within 30d`.
fn span(window: Window, language: Language) -> String {
    let say = |en, ja| pick(language, en, ja);
    let mut said = String::new();
    if let Some(within) = window.within {
        said += &[say(", within ", "、直近"), &length(within)].concat();
    }
    if let Some(since) = window.since {
        said += &[say(", since ", "、"), &since.to_string(), say("", "以降")].concat();
    }
    if let Some(until) = window.until {
        said += &[say(", before ", "、"), &until.to_string(), say("", "より前")].concat();
    }
    said
}

fn reckoned(how: How, of: Of, language: Language) -> (&'static str, String) {
    let (en, ja) = match how {
        How::Sum => ("sum", "合計"),
        How::Avg => ("average", "平均"),
        How::Min => ("least", "最小"),
        How::Max => ("greatest", "最大"),
        How::Distinct => ("number", "種類数"),
    };
    let how = pick(language, en, ja);
    let (en, ja) = match of {
        Of::Amount(_) => ("amounts", "金額"),
        Of::Net(_) => ("amounts less returns", "返品を差し引いた金額"),
        Of::Quantity => ("pieces", "点数"),
        Of::DaysBetween => ("days between", "間隔日数"),
        Of::Days => ("days", "日"),
        Of::Stores => ("stores", "店舗"),
        Of::Channels => ("channels", "チャネル"),
        Of::Products => ("products", "商品"),
        Of::Categories => ("categories", "カテゴリ"),
        Of::Actions => ("actions", "行動"),
    };
    let of_words = pick(language, en, ja);
    match of {
        Of::Amount(money) | Of::Net(money) => (how, [of_words, " ", money.currency()].concat()),
        _ => (how, of_words.into()),
    }
}

/// A length of time as it is written in segments.
fn length(millis: i64) -> String {
    let (unit, name) = match millis {
        whole if whole % DAY == 0 => (DAY, "d"),
        whole if whole % HOUR == 0 => (HOUR, "h"),
        _ => (MINUTE, "m"),
    };
    (millis / unit).to_string() + name
}

/// At most two decimals.
fn two_places(x: f64) -> String {
    let fixed = crate::decimal::fixed(x, 2);
    fixed.trim_end_matches('0').trim_end_matches('.').to_owned()
}
