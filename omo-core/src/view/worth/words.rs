//! The words of these pictures, in English and Japanese.

use crate::model::Language;
use crate::value::{Kind, Segment};

/// Everything these pictures say, once in each language: a word that is missing does not compile.
pub(super) struct Words {
    pub tracking: &'static str,
    pub tracking_lead: &'static str,
    pub purchases: &'static str,
    pub day: &'static str,
    pub actual: &'static str,
    pub expected: &'static str,
    pub held_out: &'static str,
    pub calibration: &'static str,
    pub calibration_lead: &'static str,
    pub bought_before: &'static str,
    pub customers: &'static str,
    pub rfm: &'static str,
    pub rfm_lead: &'static str,
    pub recency: &'static str,
    pub frequency: &'static str,
    pub segment: &'static str,
    pub mean_monetary: &'static str,
    pub qini: &'static str,
    pub qini_lead: &'static str,
    pub treated_first: &'static str,
    pub gained: &'static str,
    pub by_chance: &'static str,
    pub experiment: &'static str,
    pub experiment_lead: &'static str,
    pub difference: &'static str,
    pub interval: &'static str,
    pub always: &'static str,
    pub warning: &'static str,
    pub kpi: &'static str,
    pub kpi_lead: &'static str,
    pub factors: [&'static str; 5],
    pub kinds: [&'static str; 4],
    pub sales: &'static str,
    pub views: [&'static str; 3],
    pub parts: [&'static str; 4],
    pub segments: [&'static str; 6],
}

const EN: Words = Words {
    tracking: "Repeat purchases, as they came and as expected",
    tracking_lead: "Cumulative repeat purchases; what lies after the line the model had not seen.",
    purchases: "Repeat purchases",
    day: "Until",
    actual: "came",
    expected: "expected",
    held_out: "held out",
    calibration: "Forecasts by how often customers had bought",
    calibration_lead: "Mean purchases in the time held out, as they came and as expected.",
    bought_before: "Repeat purchases before",
    customers: "Customers",
    rfm: "Customers by recency and frequency",
    rfm_lead: "How many customers have each pair of scores; more is better.",
    recency: "Recency score",
    frequency: "Frequency score",
    segment: "Segment",
    mean_monetary: "Mean spend",
    qini: "What treating the best so many brings",
    qini_lead: "Outcomes gained among the customers with the best scores (Qini), beside what any as many would bring.",
    treated_first: "Customers, best scores first",
    gained: "Outcomes gained",
    by_chance: "By chance",
    experiment: "What the experiment says",
    experiment_lead: "Difference to the control with its interval (thick), and the interval that holds at all times (thin).",
    difference: "Difference to the control",
    interval: "Interval",
    always: "At all times",
    warning: "Arms are not of the intended sizes: believe nothing before it is found out why.",
    kpi: "Sales, counted once and seen from both sides",
    kpi_lead: "Customers times purchases times pieces times price; below, what each side sold and helped to sell.",
    factors: ["Sales", "Customers", "Purchases a customer", "Pieces a purchase", "Amount a piece"],
    kinds: ["All", "Store only", "Online only", "Both"],
    sales: "Sales",
    views: ["All sales, once", "Seen by stores", "Seen by online"],
    parts: ["In store", "In store, online helped", "Online", "Online, store helped"],
    segments: ["Champions", "Loyal", "New", "Occasional", "At risk", "Lost"],
};

const JA: Words = Words {
    tracking: "リピート購入の実績と予測",
    tracking_lead: "累計リピート購入回数。線より右はモデルが見ていない期間です。",
    purchases: "リピート購入回数",
    day: "時点",
    actual: "実績",
    expected: "予測",
    held_out: "検証期間",
    calibration: "これまでの購入回数別の予測",
    calibration_lead: "検証期間の平均購入回数の実績と予測です。",
    bought_before: "それまでのリピート購入回数",
    customers: "顧客数",
    rfm: "最新購入日と頻度で見た顧客",
    rfm_lead: "各スコアの組み合わせの顧客数です。大きいほど良い顧客です。",
    recency: "最新購入スコア",
    frequency: "頻度スコア",
    segment: "セグメント",
    mean_monetary: "平均購入額",
    qini: "スコア上位に施策を打った効果",
    qini_lead: "スコア上位の顧客で増えた成果（Qini曲線）と、無作為に選んだ場合の比較です。",
    treated_first: "顧客数（スコアの高い順）",
    gained: "増えた成果",
    by_chance: "無作為の場合",
    experiment: "実験の結果",
    experiment_lead: "対照群との差と信頼区間（太線）、いつ見ても成り立つ区間（細線）です。",
    difference: "対照群との差",
    interval: "信頼区間",
    always: "常に有効な区間",
    warning: "群の人数が計画と異なります。原因が分かるまで結果を信用しないでください。",
    kpi: "店舗とECを分けない売上",
    kpi_lead: "顧客数×購入回数×点数×単価。下は各チャネルが売った分と、貢献した分です。",
    factors: ["売上", "顧客数", "購入回数", "購入点数", "単価"],
    kinds: ["合計", "店舗のみ", "ECのみ", "両方"],
    sales: "売上",
    views: ["全売上（一度だけ計上）", "店舗から見た売上", "ECから見た売上"],
    parts: ["店舗", "店舗（ECが貢献）", "EC", "EC（店舗が貢献）"],
    segments: ["優良顧客", "ロイヤル", "新規", "時々", "離反予備", "離反"],
};

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Ja => &JA,
        }
    }

    pub fn segment(&self, segment: Segment) -> &'static str {
        Segment::ALL
            .iter()
            .zip(self.segments)
            .find(|(known, _)| **known == segment)
            .map_or("", |(_, word)| word)
    }

    pub fn kind(&self, kind: Kind) -> &'static str {
        let all = [Kind::All, Kind::StoreOnly, Kind::OnlineOnly, Kind::Both];
        all.iter().zip(self.kinds).find(|(known, _)| **known == kind).map_or("", |(_, word)| word)
    }
}
