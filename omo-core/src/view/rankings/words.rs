//! The words of these pictures, in English and Japanese.

use crate::measure::RankingMetric;
use crate::model::Language;

/// Everything these pictures say, once in each language: a word that is missing does not compile.
pub(super) struct Words {
    pub title: &'static str,
    pub lead: &'static str,
    pub lists: &'static str,
    pub customers: &'static str,
    pub model: &'static str,
    pub best: &'static str,
    pub score: &'static str,
    pub interval: &'static str,
    pub scores: &'static str,
    pub scores_lead: &'static str,
    pub paired: &'static str,
    pub paired_lead: &'static str,
    pub difference: &'static str,
    pub p_value: &'static str,
    pub kinds: &'static str,
    pub kinds_lead: &'static str,
    pub coverage: &'static str,
    pub novelty: &'static str,
    pub list_share: &'static str,
    pub truth_share: &'static str,
    pub recall_repeat: &'static str,
    pub recall_new: &'static str,
    metrics: [&'static str; 6],
}

const EN: Words = Words {
    title: "How good the recommendations are",
    lead: "Means over customers with their 95 % intervals; longer is better.",
    lists: "Items a list",
    customers: "Customers judged",
    model: "Recommender",
    best: "Best by nDCG",
    score: "Score",
    interval: "Interval",
    scores: "All scores",
    scores_lead: "Shares from 0 to 1. The second nDCG is over the whole truth, as papers on next baskets have it.",
    paired: "Against the best",
    paired_lead: "nDCG of the best minus that of each other, customer by customer; chance alone makes a difference as large in so many cases (p).",
    difference: "Difference",
    p_value: "p",
    kinds: "What is recommended",
    kinds_lead: "Repeats are what the customer had taken before. Novelty is in bits: one bit is an item that every second customer had.",
    coverage: "Items ever shown",
    novelty: "Novelty",
    list_share: "Repeats shown",
    truth_share: "Repeats taken",
    recall_repeat: "Repeats found",
    recall_new: "New found",
    metrics: ["Recall", "Precision", "Hit rate", "nDCG", "nDCG, whole truth", "Reciprocal rank"],
};

const JA: Words = Words {
    title: "レコメンドの精度",
    lead: "顧客ごとの平均と95%信頼区間です。長いほど良い結果です。",
    lists: "1人あたりの提示数",
    customers: "評価した顧客数",
    model: "レコメンド手法",
    best: "nDCGが最良の手法",
    score: "スコア",
    interval: "信頼区間",
    scores: "すべての指標",
    scores_lead: "0から1の割合です。2つ目のnDCGは、次回購入の論文で使われる、正解全体を分母とするものです。",
    paired: "最良の手法との比較",
    paired_lead: "最良の手法のnDCGとの差を顧客ごとに比べたものです。pは、偶然だけで同じ大きさの差が出る確率です。",
    difference: "差",
    p_value: "p値",
    kinds: "提示した商品の内訳",
    kinds_lead: "リピートは以前にも選んだ商品です。新しさの単位はビットで、1ビットは顧客の半数が選んだことのある商品です。",
    coverage: "提示された商品の割合",
    novelty: "新しさ",
    list_share: "提示中のリピート",
    truth_share: "実際のリピート",
    recall_repeat: "リピートの再現率",
    recall_new: "新規の再現率",
    metrics: ["再現率", "適合率", "ヒット率", "nDCG", "nDCG（正解全体）", "逆順位"],
};

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Ja => &JA,
        }
    }

    pub fn metric(&self, metric: RankingMetric) -> &'static str {
        let [recall, precision, hit_rate, ndcg, ndcg_whole, mrr] = self.metrics;
        match metric {
            RankingMetric::Recall => recall,
            RankingMetric::Precision => precision,
            RankingMetric::HitRate => hit_rate,
            RankingMetric::Ndcg => ndcg,
            RankingMetric::NdcgWhole => ndcg_whole,
            RankingMetric::Mrr => mrr,
        }
    }
}
