//! The words of the pictures, in English and Japanese.

use std::borrow::Cow;

use super::number::{grouped, percent};
use crate::journey::Stage;
use crate::model::Language;

/// Everything a picture says, once in each language: a word that is missing does not compile.
pub(super) struct Words {
    pub tag: &'static str,
    pub stages: [&'static str; 7],
    pub stage: &'static str,
    pub channel: &'static str,
    pub online: &'static str,
    pub offline: &'static str,
    pub total: &'static str,
    pub touchpoints: &'static str,
    pub customers: &'static str,
    pub conversion: &'static str,
    pub moves: &'static str,
    pub journey_map: &'static str,
    pub how_to_read: &'static str,
    pub nothing_yet: &'static str,
    pub as_table: &'static str,
    pub funnel: &'static str,
    pub funnel_lead: &'static str,
    pub of_first: &'static str,
    pub of_previous: &'static str,
    pub median: &'static str,
    pub crossings: &'static str,
    pub customers_online: &'static str,
    pub customers_offline: &'static str,
    pub customers_both: &'static str,
    pub online_to_offline: &'static str,
    pub offline_to_online: &'static str,
    pub bought_in_store_after_online: &'static str,
    pub bought_online_after_store: &'static str,
    pub ordered_online_picked_up: &'static str,
    pub coupon_online_used_in_store: &'static str,
    pub flows: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub next_best_actions: &'static str,
    pub recommendations: &'static str,
    pub sources: &'static str,
    pub source: &'static str,
    pub rows: &'static str,
    pub accepted: &'static str,
    pub duplicates: &'static str,
    pub quarantined: &'static str,
    pub reason: &'static str,
    pub others: &'static str,
}

const EN: Words = Words {
    tag: "en",
    stages: ["Discover", "Consider", "Visit", "Buy", "Use", "Support", "Return"],
    stage: "Stage",
    channel: "Channel",
    online: "Online",
    offline: "Offline",
    total: "All",
    touchpoints: "touchpoints",
    customers: "customers",
    conversion: "go on to buy",
    moves: "moves",
    journey_map: "Customer journey map",
    how_to_read: "Each circle is one stage in one channel: the number counts touchpoints, the share is of \
                  its customers who go on to buy. The bands between online and offline count moves from \
                  one side to the other.",
    nothing_yet: "No touchpoints yet",
    as_table: "The same as a table",
    funnel: "How far customers go",
    funnel_lead: "How many customers reach each step, and how long the median customer takes from the step \
                  before.",
    of_first: "of first",
    of_previous: "of previous",
    median: "median time",
    crossings: "Where online and offline meet",
    customers_online: "Customers online",
    customers_offline: "Customers offline",
    customers_both: "Customers on both sides",
    online_to_offline: "Online to offline",
    offline_to_online: "Offline to online",
    bought_in_store_after_online: "Bought in store after online",
    bought_online_after_store: "Bought online after a store",
    ordered_online_picked_up: "Ordered online, picked up",
    coupon_online_used_in_store: "Online coupon used in store",
    flows: "Moves between channels",
    from: "From",
    to: "To",
    next_best_actions: "Next best actions",
    recommendations: "Recommendations",
    sources: "Where the data comes from",
    source: "Source",
    rows: "Rows",
    accepted: "Accepted",
    duplicates: "Duplicates",
    quarantined: "Set aside",
    reason: "Reason",
    others: "others",
};

const JA: Words = Words {
    tag: "ja",
    stages: ["知る", "検討", "来店", "購入", "利用", "サポート", "返品"],
    stage: "段階",
    channel: "チャネル",
    online: "オンライン",
    offline: "オフライン",
    total: "合計",
    touchpoints: "接点",
    customers: "顧客",
    conversion: "購入に至る割合",
    moves: "移動",
    journey_map: "カスタマージャーニーマップ",
    how_to_read: "円は、ある段階のあるチャネルを表します。数字は接点の数、割合はその顧客のうち購入に至った割合です。\
                  中央の帯は、オンラインとオフラインのあいだの移動回数です。",
    nothing_yet: "まだ接点がありません",
    as_table: "表で見る",
    funnel: "お客様はどこまで進んだか",
    funnel_lead: "各段階に到達した顧客数と、前の段階からの所要時間（中央値）です。",
    of_first: "最初から",
    of_previous: "前段階から",
    median: "所要時間",
    crossings: "オンラインとオフラインの交わり",
    customers_online: "オンラインの顧客",
    customers_offline: "オフラインの顧客",
    customers_both: "両方を使う顧客",
    online_to_offline: "オンラインからオフラインへ",
    offline_to_online: "オフラインからオンラインへ",
    bought_in_store_after_online: "オンラインを見て店舗で購入",
    bought_online_after_store: "来店後にオンラインで購入",
    ordered_online_picked_up: "オンライン注文・店舗受取",
    coupon_online_used_in_store: "オンラインのクーポンを店舗で利用",
    flows: "チャネル間の移動",
    from: "移動元",
    to: "移動先",
    next_best_actions: "次に打つ手",
    recommendations: "おすすめ商品",
    sources: "データの出所",
    source: "データ",
    rows: "行数",
    accepted: "取り込み",
    duplicates: "重複",
    quarantined: "保留",
    reason: "理由",
    others: "その他",
};

/// The usual channels as people call them: name, English, Japanese.
const CHANNELS: [(&str, &str, &str); 25] = [
    ("app", "App", "アプリ"),
    ("call_center", "Contact centre", "問い合わせ窓口"),
    ("call_centre", "Contact centre", "問い合わせ窓口"),
    ("chat", "Chat", "チャット"),
    ("contact", "Contact centre", "問い合わせ窓口"),
    ("contact_center", "Contact centre", "問い合わせ窓口"),
    ("contact_centre", "Contact centre", "問い合わせ窓口"),
    ("ec", "Online shop", "ECサイト"),
    ("email", "E-mail", "メール"),
    ("event", "Event", "イベント"),
    ("flyer", "Flyer", "チラシ"),
    ("kiosk", "Kiosk", "店頭端末"),
    ("line", "LINE", "LINE"),
    ("locker", "Pick-up locker", "受取ロッカー"),
    ("mail", "E-mail", "メール"),
    ("phone", "Phone", "電話"),
    ("pos", "Store till", "店舗レジ"),
    ("push", "Push message", "プッシュ通知"),
    ("shop", "Store", "店舗"),
    ("signage", "Signage", "サイネージ"),
    ("sms", "SMS", "SMS"),
    ("social", "Social media", "SNS"),
    ("sns", "Social media", "SNS"),
    ("store", "Store", "店舗"),
    ("web", "Website", "ウェブサイト"),
];

impl Language {
    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::En => &EN,
            Self::Ja => &JA,
        }
    }

    /// What customers' journeys call a stage: "Discover", "知る".
    #[must_use]
    pub fn stage(self, stage: Stage) -> &'static str {
        let words = self.words().stages.iter();
        Stage::ALL.iter().zip(words).find(|&(&s, _)| s == stage).map_or("", |(_, word)| word)
    }

    /// "7,412 customers", "7,412人".
    pub(super) fn customers(self, count: u32) -> String {
        let count = grouped(u64::from(count));
        match self {
            Self::En => format!("{count} customers"),
            Self::Ja => format!("{count}人"),
        }
    }

    /// "37,771 touchpoints", "接点37,771件".
    pub(super) fn touchpoints(self, count: u32) -> String {
        let count = grouped(u64::from(count));
        match self {
            Self::En => format!("{count} touchpoints"),
            Self::Ja => format!("接点{count}件"),
        }
    }

    /// "41.8% go on to buy", "購入に至る割合41.8%".
    pub(super) fn conversion(self, share: f64) -> String {
        let share = percent(share);
        match self {
            Self::En => format!("{share} go on to buy"),
            Self::Ja => format!("購入に至る割合{share}"),
        }
    }

    /// What people call a channel; one that is not known keeps its own name, its underscores as spaces.
    ///
    /// ```
    /// use omo_core::Language;
    /// assert_eq!(Language::En.channel("pos"), "Store till");
    /// assert_eq!(Language::Ja.channel("pos"), "店舗レジ");
    /// assert_eq!(Language::En.channel("pop_up_van"), "pop up van");
    /// ```
    #[must_use]
    pub fn channel(self, name: &str) -> Cow<'_, str> {
        match CHANNELS.iter().find(|(known, ..)| *known == name) {
            Some((_, en, ja)) => Cow::Borrowed(match self {
                Self::En => en,
                Self::Ja => ja,
            }),
            None if name.contains('_') => Cow::Owned(name.replace('_', " ")),
            None => Cow::Borrowed(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_has_its_own_word() {
        for language in [Language::En, Language::Ja] {
            let mut words: Vec<_> = Stage::ALL.iter().map(|&s| language.stage(s)).collect();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), 7);
            assert!(words.iter().all(|w| !w.is_empty()));
        }
    }

    #[test]
    fn languages_are_two_letters() {
        assert_eq!(serde_json::from_str::<Language>("\"en\"").unwrap(), Language::En);
        assert!(serde_json::from_str::<Language>("\"fr\"").is_err());
    }
}
