//! What was done to make a table anonymous.

use serde::Serialize;

use crate::model::Language;

/// What became of one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Generalised {
    /// The column's name.
    pub column: String,
    /// How many steps its coarsest value is from what was there.
    pub steps: usize,
    /// How many of its values became coarser.
    pub values: usize,
}

impl Generalised {
    pub(super) fn new((column, steps, values): (&str, usize, usize)) -> Self {
        Self { column: column.into(), steps, values }
    }
}

/// What was done to make a table anonymous. It counts, and names no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AnonymousReport {
    /// How many people at least are alike.
    pub k: usize,
    /// Rows that came in.
    pub rows: usize,
    /// People that came in.
    pub persons: usize,
    /// Rows that leave.
    pub exported_rows: usize,
    /// People of whom at least one row leaves.
    pub exported_persons: usize,
    /// Rows in groups of too few people.
    pub suppressed_rows: usize,
    /// People of whom no row leaves.
    pub suppressed_persons: usize,
    /// Groups of people who are alike.
    pub groups: usize,
    /// Groups of too few people.
    pub suppressed_groups: usize,
    /// How many people the smallest of them has; none where nothing leaves.
    pub smallest_group: Option<usize>,
    /// What became of each column of `quasi`.
    pub generalised: Vec<Generalised>,
    /// Columns that were left out.
    pub dropped: Vec<String>,
    /// Columns whose times were moved.
    pub shifted: Vec<String>,
    /// By how many days at most.
    pub shift_days: u16,
    /// Values in these columns that were no times, and were left empty.
    pub unreadable_dates: usize,
}

impl AnonymousReport {
    /// In words, a line a step.
    #[must_use]
    pub fn text(&self, language: Language) -> Vec<String> {
        let Self { k, rows, exported_rows, suppressed_rows, suppressed_groups, groups, shift_days, .. } =
            self;
        let names = |columns: &[String], between| columns.join(between);
        let mut lines = Vec::new();
        match language {
            Language::En => {
                lines.push(format!("{exported_rows} of {rows} rows leave; {suppressed_rows} in {suppressed_groups} small groups are suppressed"));
                lines.push(format!("{groups} groups, each of {k} people or more"));
                for one in self.generalised.iter().filter(|one| one.steps > 0) {
                    let Generalised { column, steps, values } = one;
                    lines.push(format!("{column}: {values} values made coarser, by up to {steps} steps"));
                }
                if !self.shifted.is_empty() {
                    let columns = names(&self.shifted, ", ");
                    lines.push(format!(
                        "{columns}: moved by up to {shift_days} days, each person by their own"
                    ));
                }
                if !self.dropped.is_empty() {
                    lines.push(format!("left out: {}", names(&self.dropped, ", ")));
                }
                lines.push("rows are shuffled".into());
            }
            Language::Ja => {
                lines.push(format!("{rows}行のうち{exported_rows}行を出力、{suppressed_groups}グループ{suppressed_rows}行を抑制"));
                lines.push(format!("{groups}グループ、いずれも{k}人以上"));
                for one in self.generalised.iter().filter(|one| one.steps > 0) {
                    let Generalised { column, steps, values } = one;
                    lines.push(format!("{column}：{values}種の値を最大{steps}段階一般化"));
                }
                if !self.shifted.is_empty() {
                    let columns = names(&self.shifted, "、");
                    lines.push(format!("{columns}：本人ごとに最大{shift_days}日ずらし"));
                }
                if !self.dropped.is_empty() {
                    lines.push(format!("削除した項目：{}", names(&self.dropped, "、")));
                }
                lines.push("行の順序を並べ替え済み".into());
            }
        }
        lines
    }
}
