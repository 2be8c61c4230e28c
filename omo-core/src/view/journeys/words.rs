//! The words of these pictures, in English and Japanese.

use crate::model::Language;

/// Everything these pictures say, once in each language: a word that is missing does not compile.
pub(super) struct Words {
    pub attribution: &'static str,
    pub attribution_lead: &'static str,
    pub channel: &'static str,
    pub conversions: &'static str,
    pub value: &'static str,
    pub share: &'static str,
    pub low: &'static str,
    pub high: &'static str,
    pub step_matrix: &'static str,
    pub step_matrix_lead: &'static str,
    pub step: &'static str,
    pub ended: &'static str,
    pub retention: &'static str,
    pub retention_lead: &'static str,
    pub period: &'static str,
    pub cohort: &'static str,
    pub customers: &'static str,
    pub state: &'static str,
    pub over: &'static str,
    pub open: &'static str,
    pub waterfall: &'static str,
    pub waterfall_lead: &'static str,
    pub reached: &'static str,
    pub lost: &'static str,
}

const EN: Words = Words {
    attribution: "What each channel contributes",
    attribution_lead: "Conversions credited to each channel; the line is where they lie when paths are drawn anew.",
    channel: "Channel",
    conversions: "conversions",
    value: "value",
    share: "share",
    low: "at least",
    high: "at most",
    step_matrix: "The first steps",
    step_matrix_lead: "The share of customers at each of their first steps; those whose journey was over stand last.",
    step: "Step",
    ended: "(ended)",
    retention: "Who comes back",
    retention_lead: "The share of each cohort that is there again in later periods; what is pale is not over yet.",
    period: "Periods since the first",
    cohort: "Cohort",
    customers: "customers",
    state: "Period",
    over: "over",
    open: "not over yet",
    waterfall: "Where customers are lost",
    waterfall_lead: "Customers at the first and the last step, and those lost on the way to each step between.",
    reached: "reached",
    lost: "lost",
};

const JA: Words = Words {
    attribution: "チャネルの貢献",
    attribution_lead: "各チャネルに配分された成果です。線は経路を引き直したときの範囲を表します。",
    channel: "チャネル",
    conversions: "成果",
    value: "金額",
    share: "割合",
    low: "下限",
    high: "上限",
    step_matrix: "最初の一歩から",
    step_matrix_lead: "最初の各歩にいる顧客の割合です。すでに終わった顧客は最後の行に示します。",
    step: "歩数",
    ended: "（終了）",
    retention: "再び訪れる顧客",
    retention_lead: "各コホートのうち、後の期間に再び現れた顧客の割合です。薄い色の期間はまだ終わっていません。",
    period: "最初からの期間",
    cohort: "コホート",
    customers: "顧客",
    state: "期間",
    over: "終了",
    open: "途中",
    waterfall: "顧客が離れるところ",
    waterfall_lead: "最初と最後の段階の顧客数と、その途中で離れた顧客数です。",
    reached: "到達",
    lost: "離脱",
};

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Ja => &JA,
        }
    }
}
