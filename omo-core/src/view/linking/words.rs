//! The words of the pictures of the linker, in English and Japanese.

use std::borrow::Cow;

use crate::identity::linker::ColumnKind;
use crate::model::Language;

/// Everything these pictures say, once in each language: a word that is missing does not compile.
pub(super) struct Words {
    pub title: &'static str,
    pub waterfall: &'static str,
    pub waterfall_lead: &'static str,
    pub sum: &'static str,
    pub prior: &'static str,
    pub household: &'static str,
    pub speaks_for: &'static str,
    pub speaks_against: &'static str,
    pub threshold: &'static str,
    pub bits: &'static str,
    pub weights: &'static str,
    pub weights_lead: &'static str,
    pub column: &'static str,
    pub level: &'static str,
    pub of_one: &'static str,
    pub one_person: &'static str,
    pub of_two: &'static str,
    pub two_people: &'static str,
    pub share: &'static str,
    pub histogram: &'static str,
    pub histogram_lead: &'static str,
    pub weight: &'static str,
    pub pairs: &'static str,
    pub blocking: &'static str,
    pub blocking_lead: &'static str,
    pub rule: &'static str,
    pub all_pairs: &'static str,
    pub new_pairs: &'static str,
    pub thresholds: &'static str,
    pub thresholds_lead: &'static str,
    pub precision: &'static str,
    pub recall: &'static str,
    pub f1: &'static str,
    pub by_truth: &'static str,
    pub estimated: &'static str,
    pub used: &'static str,
    pub best: &'static str,
    pub customers: &'static str,
    pub unlinkables: &'static str,
    pub unlinkables_lead: &'static str,
    pub unlinkable: &'static str,
    pub completeness: &'static str,
    pub completeness_lead: &'static str,
    pub source: &'static str,
    pub all: &'static str,
    pub filled: &'static str,
    pub terms: &'static str,
    pub terms_lead: &'static str,
    pub value: &'static str,
    pub rows: &'static str,
    pub patterns: &'static str,
    pub patterns_lead: &'static str,
    pub mean_weight: &'static str,
    pub usual: &'static str,
    pub of_records: &'static str,
    pub unit: &'static str,
    pub example: &'static str,
    pub records: &'static str,
    pub compared: &'static str,
    pub found: &'static str,
    pub columns: &'static str,
    pub columns_lead: &'static str,
    pub taken_for: &'static str,
    pub distinct: &'static str,
    pub not_compared: &'static str,
    pub weakest: &'static str,
    pub weakest_lead: &'static str,
    pub customer: &'static str,
    pub weakest_join: &'static str,
    pub density: &'static str,
    pub bridges: &'static str,
    pub warnings: &'static str,
    pub nothing: &'static str,
    pub one_to_one: &'static str,
}

const EN: Words = Words {
    title: "Which records are one customer",
    waterfall: "What speaks for and against one customer",
    waterfall_lead: "The bars add up, from the odds of two records at random to the weight of the pair.",
    sum: "Weight of the pair",
    prior: "Odds at random",
    household: "Household",
    speaks_for: "Speaks for",
    speaks_against: "Speaks against",
    threshold: "Threshold",
    bits: "Weight in bits",
    weights: "What agreements weigh",
    weights_lead: "One bit more doubles the odds that two records are one customer's.",
    column: "Column",
    level: "Agreement",
    of_one: "of one person (m)",
    of_two: "of two people (u)",
    two_people: "two people",
    one_person: "one person",
    share: "Share of pairs",
    histogram: "How much pairs weigh",
    histogram_lead: "All pairs whose evidence reaches the threshold.",
    weight: "Weight",
    pairs: "Pairs",
    blocking: "Which pairs were compared",
    blocking_lead: "Pairs that each rule added to those before it.",
    rule: "Rule",
    all_pairs: "all pairs",
    new_pairs: "Pairs added",
    thresholds: "What would be found at which threshold",
    thresholds_lead: "Precision is the share of the pairs found that are right; recall is the share of the true pairs that \
                      were found. What is estimated is as good as the weights are.",
    precision: "Precision",
    recall: "Recall",
    f1: "F1",
    by_truth: "by the truth",
    estimated: "estimated",
    used: "used",
    best: "best F1",
    customers: "Customers",
    unlinkables: "Records that say too little",
    unlinkables_lead: "Share of the records that do not reach a threshold even against themselves.",
    unlinkable: "Cannot be linked",
    completeness: "How much is filled",
    completeness_lead: "Share of the records with a value that says something.",
    source: "Source",
    all: "All",
    filled: "Filled",
    terms: "The most frequent values",
    terms_lead: "The more records have a value, the less it says that two of them do.",
    value: "Value",
    rows: "Records",
    patterns: "How pairs agree",
    patterns_lead: "The commonest ways to agree, and what each part weighs in an example.",
    mean_weight: "Mean weight",
    usual: "Equal values as a rule",
    of_records: "Share of records",
    unit: "bits",
    example: "Example",
    records: "Records",
    compared: "Pairs compared",
    found: "Pairs found",
    columns: "What was taken for what",
    columns_lead: "What each column holds, as its name and its values tell.",
    taken_for: "Taken for",
    distinct: "Values",
    not_compared: "not compared",
    weakest: "The weakest customers",
    weakest_lead: "Those that would fall apart first at a higher threshold, and what speaks for and against their weakest \
                   join.",
    customer: "Customer",
    weakest_join: "Weakest join",
    density: "Density",
    bridges: "Bridges",
    warnings: "To be mindful of",
    nothing: "Nothing was found",
    one_to_one: "each source has each customer once",
};

const JA: Words = Words {
    title: "同じ顧客のレコード",
    waterfall: "同じ顧客とみる根拠と反する根拠",
    waterfall_lead: "無作為な2件の見込みから始め、棒を足し合わせるとペアの重みになります。",
    sum: "ペアの重み",
    prior: "無作為な見込み",
    household: "同居の家族",
    speaks_for: "根拠",
    speaks_against: "反する根拠",
    threshold: "しきい値",
    bits: "重み（ビット）",
    weights: "一致の重み",
    weights_lead: "1ビット増えるごとに、2件が同じ顧客である見込みは2倍になります。",
    column: "列",
    level: "一致の度合い",
    of_one: "同じ人 (m)",
    of_two: "別の人 (u)",
    two_people: "別の人",
    one_person: "同じ人",
    share: "ペアの割合",
    histogram: "ペアの重みの分布",
    histogram_lead: "根拠がしきい値に届いたすべてのペアです。",
    weight: "重み",
    pairs: "ペア",
    blocking: "比較したペア",
    blocking_lead: "それぞれの規則が、前の規則に加えたペアの数です。",
    rule: "規則",
    all_pairs: "すべてのペア",
    new_pairs: "加わったペア",
    thresholds: "しきい値ごとの結果",
    thresholds_lead: "適合率は見つけたペアのうち正しいものの割合、再現率は正しいペアのうち見つけたものの割合です。推定の確かさは、重みの確かさによります。",
    precision: "適合率",
    recall: "再現率",
    f1: "F1",
    by_truth: "正解",
    estimated: "推定",
    used: "使用した値",
    best: "F1が最良",
    customers: "顧客",
    unlinkables: "情報の足りないレコード",
    unlinkables_lead: "自分自身と比べてもしきい値に届かないレコードの割合です。",
    unlinkable: "結び付けられない",
    completeness: "列の充足率",
    completeness_lead: "意味のある値をもつレコードの割合です。",
    source: "データ",
    all: "全体",
    filled: "充足率",
    terms: "よくある値",
    terms_lead: "多くのレコードがもつ値ほど、一致しても根拠は弱くなります。",
    value: "値",
    rows: "レコード",
    patterns: "ペアの一致のしかた",
    patterns_lead: "よくある一致のしかたと、例における各部分の重みです。",
    mean_weight: "平均の重み",
    usual: "一致の通常の重み",
    of_records: "レコードの割合",
    unit: "ビット",
    example: "例",
    records: "レコード",
    compared: "比較したペア",
    found: "見つけたペア",
    columns: "列の見立て",
    columns_lead: "名前と値から読み取った、各列の内容です。",
    taken_for: "内容",
    distinct: "値の種類",
    not_compared: "比較しない",
    weakest: "結び付きの弱い顧客",
    weakest_lead: "しきい値を上げると最初に分かれる顧客と、その最も弱い結び付きの根拠です。",
    customer: "顧客",
    weakest_join: "最も弱い結び付き",
    density: "密度",
    bridges: "橋",
    warnings: "注意",
    nothing: "何も見つかりませんでした",
    one_to_one: "各データに各顧客は1回",
};

/// The usual levels of agreement in Japanese.
const LEVELS: [(&str, &str); 32] = [
    ("two records at random", "無作為な2件"),
    ("may be another of one household", "同居の別人かもしれない"),
    ("missing", "値なし"),
    ("equal", "一致"),
    ("different", "不一致"),
    ("a part of the name", "名前の一部"),
    ("alike", "似ている"),
    ("half of the words", "語の半分が一致"),
    ("mostly the same", "大部分が一致"),
    ("near", "近い"),
    ("nearly equal", "ほぼ一致"),
    ("one digit differs", "1桁違い"),
    ("one letter differs", "1文字違い"),
    ("something in common", "一部が一致"),
    ("somewhat alike", "やや似ている"),
    ("swapped", "姓名の入れ替わり"),
    ("the beginning of a name", "名前の先頭部分"),
    ("the same beginning", "先頭が一致"),
    ("the same but for more words", "語が増えたほかは一致"),
    ("the same day of another year", "月日が一致（年違い）"),
    ("the same family name", "姓が一致"),
    ("the same given name", "名が一致"),
    ("the same house", "番地まで一致"),
    ("the same name, another host", "アカウント名が一致"),
    ("the same reading", "読みが一致"),
    ("the same year", "同じ年"),
    ("two digits differ", "2桁違い"),
    ("two letters differ", "2文字違い"),
    ("within 1 km", "1 km以内"),
    ("within 10 km", "10 km以内"),
    ("within 100 km", "100 km以内"),
    ("written alike", "表記が一致"),
];

impl Words {
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::En => &EN,
            Language::Ja => &JA,
        }
    }
}

/// What people call a level of agreement; one of their own keeps its name.
pub(super) fn level(name: &str, language: Language) -> &str {
    let japanese = || LEVELS.iter().find(|(known, _)| *known == name).map(|(_, japanese)| *japanese);
    if language == Language::Ja { japanese().unwrap_or(name) } else { name }
}

/// What people call a column, or what is weighed beside the columns.
pub(super) fn column(name: &str, language: Language) -> Cow<'_, str> {
    let words = Words::of(language);
    match name {
        "prior" => words.prior.into(),
        "household" => words.household.into(),
        name => name.into(),
    }
}

/// What people call what a column holds.
pub(super) fn kind(kind: ColumnKind, language: Language) -> &'static str {
    let (english, japanese) = match kind {
        ColumnKind::GivenName => ("given name", "名"),
        ColumnKind::FamilyName => ("family name", "姓"),
        ColumnKind::FullName => ("whole name", "氏名"),
        ColumnKind::GivenKana => ("given name in kana", "名のかな"),
        ColumnKind::FamilyKana => ("family name in kana", "姓のかな"),
        ColumnKind::FullKana => ("whole name in kana", "氏名のかな"),
        ColumnKind::Date => ("day", "日付"),
        ColumnKind::Email => ("e-mail", "メール"),
        ColumnKind::Phone => ("phone", "電話"),
        ColumnKind::Postcode => ("postcode", "郵便番号"),
        ColumnKind::Address => ("address", "住所"),
        ColumnKind::Number => ("number of one's own", "個人の番号"),
        ColumnKind::Identifier => ("identifier", "識別子"),
        ColumnKind::Category => ("category", "分類"),
        ColumnKind::Quantity => ("quantity", "数量"),
        ColumnKind::Place => ("place", "位置"),
        ColumnKind::Set => ("set", "集合"),
        ColumnKind::Text => ("text", "文字"),
        ColumnKind::Ignore => (EN.not_compared, JA.not_compared),
    };
    if language == Language::Ja { japanese } else { english }
}

/// A warning of the linker in the reader's language.
pub(super) fn warning(text: &str, language: Language) -> Cow<'_, str> {
    if language == Language::En {
        return text.into();
    }
    let of = text.strip_prefix("how often one person's `").and_then(|rest| rest.split_once('`'));
    match (text, of) {
        ("there is nothing to compare", _) => "比べられるものがありません".into(),
        _ if text.starts_with("no key finds matches") => {
            "候補を絞れる項目がないため、すべて同じレコードだけを比べました".into()
        }
        _ if text.ends_with("that share a key were not compared by it") => {
            let number = text.split(' ').next().unwrap_or_default();
            format!("共有するレコードが多すぎる組が{number}あり、その項目では比べませんでした").into()
        }
        _ if text.ends_with("far more records share them than any other") => {
            let (number, rest) = text.split_once(" values of `").unwrap_or_default();
            let column = rest.split('`').next().unwrap_or_default();
            format!("「{column}」の{number}件は、共有するレコードが多すぎるため仮の値とみなしました").into()
        }
        (_, Some((column, " agrees could not be learned: usual shares are taken"))) => {
            format!("同じ人の「{column}」がどれほど一致するかを学べなかったため、一般的な割合を使いました")
                .into()
        }
        _ => text.into(),
    }
}
