//! The page of the linker: what was found and why, in one HTML file.

use super::charts::signed;
use super::pictures;
use super::words::{self, Words};
use crate::identity::linker::tune::{Story, ThresholdTable};
use crate::identity::linker::{Evidence, Resolution};
use crate::model::Language;
use crate::view::number::{grouped, percent};
use crate::view::page::Page;
use crate::view::text::escape;

/// So many customers are shown.
const CUSTOMERS: usize = 20;
/// So many thresholds are shown.
const THRESHOLDS: usize = 12;

/// What was found and why as one HTML page: what columns were taken for, what agreements weigh, which pairs were compared,
/// how much pairs weigh, what higher thresholds would find, and the customers to look at first.
///
/// `name` says what a row is called, usually by its id. Nothing in the page runs and nothing is loaded: no script, no font,
/// no address. All text is escaped. Equal answers give equal bytes.
///
/// ```
/// use omo_core::identity::linker::{Column, Records, ResolveOptions, resolve};
/// use omo_core::{Language, view::linking};
/// let names = ["Hanako Yamada", "Hanako Yamada", "Taro Sato"].map(Some);
/// let records = Records::new(Column::new("id", ["1", "2", "3"].map(Some)), vec![Column::new("name", names)])?;
/// let found = resolve(&records, &ResolveOptions::default())?;
/// let page = linking::dashboard(&found, &|row| records.id(row).unwrap_or_default().to_owned(), Language::Ja);
/// assert!(page.starts_with("<!doctype html>") && page.contains("列の見立て"));
/// # Ok::<(), omo_core::Error>(())
/// ```
#[must_use]
pub fn dashboard(found: &Resolution, name: &dyn Fn(u32) -> String, language: Language) -> String {
    let words = Words::of(language);
    let mut page = Dashboard { page: Page::open(words.title, OWN, language), language, words };
    // Without a truth it cannot fail.
    let table = found.thresholds(None).unwrap_or(ThresholdTable { used: 0.0, best: 0.0, rows: Vec::new() });
    page.head(found, &table);
    page.warnings(&found.report().warnings);
    page.columns(found);
    page.weights(found);
    page.rules(found);
    page.histogram(found);
    page.thresholds(&table);
    page.weakest(found, name);
    page.page.close()
}

struct Dashboard {
    page: Page,
    language: Language,
    words: &'static Words,
}

impl Dashboard {
    fn head(&mut self, found: &Resolution, table: &ThresholdTable) {
        let (words, report) = (self.words, found.report());
        let rule = if report.one_to_one { format!(", {}", words.one_to_one) } else { String::new() };
        let threshold = crate::decimal::fixed(report.threshold, 1);
        self.page.put(format_args!(
            "<p class=\"sub\">{} {threshold} {}{rule}</p></header>",
            words.threshold, words.unit
        ));
        let customers = table.rows.first().map_or(0, |row| row.customers);
        let figures = [
            (words.records, grouped(found.customers().len() as u64)),
            (words.customers, grouped(customers)),
            (words.compared, grouped(report.pairs)),
            (words.found, grouped(found.pairs().len() as u64)),
            (words.unlinkables, percent(found.unlinkables().share)),
        ];
        self.page.figures(figures);
    }

    fn warnings(&mut self, warnings: &[String]) {
        if warnings.is_empty() {
            return;
        }
        let words = self.words;
        self.page.put(format_args!("<section>\n<h2>{}</h2>\n<ul class=\"warnings\">", words.warnings));
        for warning in warnings {
            self.page.put(format_args!("<li>{}</li>", escape(&words::warning(warning, self.language))));
        }
        self.page.put(format_args!("</ul>"));
        self.page.end();
    }

    fn columns(&mut self, found: &Resolution) {
        let words = self.words;
        self.page.section(words.columns, words.columns_lead);
        self.page.open_table(&[words.column, words.taken_for, words.filled, words.distinct], 2);
        for column in &found.report().columns {
            let kind = words::kind(column.kind, self.language).to_owned();
            let distinct = grouped(column.distinct.into());
            self.page.row(&[column.column.clone(), kind, percent(column.filled), distinct], 2);
        }
        self.page.close_table();
        self.page.end();
    }

    fn weights(&mut self, found: &Resolution) {
        let language = self.language;
        self.page.section(self.words.weights, self.words.weights_lead);
        self.page.picture(&|screen| pictures::weights(found.report(), language, screen));
        self.page.end();
    }

    fn rules(&mut self, found: &Resolution) {
        let language = self.language;
        self.page.section(self.words.blocking, self.words.blocking_lead);
        self.page.picture(&|screen| pictures::rules(found.report(), language, screen));
        self.page.end();
    }

    fn histogram(&mut self, found: &Resolution) {
        let (language, words) = (self.language, self.words);
        let bins = found.weight_histogram();
        let threshold = found.report().threshold;
        self.page
            .section(words.histogram, if bins.is_empty() { words.nothing } else { words.histogram_lead });
        if !bins.is_empty() {
            self.page.picture(&|screen| pictures::histogram(&bins, threshold, language, screen));
        }
        self.page.end();
    }

    fn thresholds(&mut self, table: &ThresholdTable) {
        let words = self.words;
        if table.rows.len() < 2 {
            return;
        }
        self.page.section(words.thresholds, words.thresholds_lead);
        let estimated = |measure: &str| format!("{measure} ({})", words.estimated);
        let [precision, recall, f1] = [words.precision, words.recall, words.f1].map(estimated);
        self.page.open_table(&[words.threshold, words.customers, words.pairs, &precision, &recall, &f1], 1);
        // As many as fit, evenly, the first among them, as far as a hundredth of the pairs is still found.
        let first = table.rows.first().map_or(0, |row| row.found_pairs);
        let rows = || table.rows.iter().filter(|row| row.found_pairs.saturating_mul(100) >= first);
        let every = rows().count().div_ceil(THRESHOLDS).max(1);
        for row in rows().step_by(every) {
            let estimated = row.estimated;
            let shares = [estimated.precision, estimated.recall, estimated.f1].map(percent);
            let counts = [row.customers, row.found_pairs].map(grouped);
            let cells: Vec<String> =
                std::iter::once(signed(row.threshold)).chain(counts).chain(shares).collect();
            self.page.row(&cells, 1);
        }
        self.page.close_table();
        self.page.end();
    }

    fn weakest(&mut self, found: &Resolution, name: &dyn Fn(u32) -> String) {
        let words = self.words;
        let weakest = found.weakest(CUSTOMERS);
        if weakest.is_empty() {
            return;
        }
        self.page.section(words.weakest, words.weakest_lead);
        self.page.open_table(
            &[
                words.customer,
                words.speaks_for,
                words.speaks_against,
                words.weakest_join,
                words.records,
                words.density,
                words.bridges,
            ],
            3,
        );
        for story in weakest {
            let Story { customer, records, weakest: Some(weakest), graph, .. } = story else { continue };
            let evidence = found.explain(weakest.a, weakest.b).unwrap_or_default();
            let cells = [
                name(customer),
                self.told(&evidence, |bits| bits > 0.0),
                self.told(&evidence, |bits| bits < 0.0),
                signed(weakest.weight.into()),
                grouped(records.len() as u64),
                percent(graph.density),
                grouped(graph.bridges.len() as u64),
            ];
            self.page.row(&cells, 3);
        }
        self.page.close_table();
        self.page.end();
    }

    /// The strongest that speaks for a pair, or against it.
    fn told(&self, evidence: &[Evidence], wanted: impl Fn(f64) -> bool) -> String {
        let mut said: Vec<&Evidence> =
            evidence.iter().filter(|one| one.column != "prior" && wanted(one.bits)).collect();
        crate::order::Order::put_in_order_by(said.as_mut_slice(), |a, b| {
            b.bits.abs().total_cmp(&a.bits.abs())
        });
        let text =
            |one: &&Evidence| format!("{} {}", words::column(&one.column, self.language), signed(one.bits));
        said.iter().take(3).map(text).collect::<Vec<_>>().join(", ")
    }
}

/// What the page has beside the report's look.
const OWN: &str = "\
ul.warnings{margin:12px 0 0;padding:0;list-style:none;max-width:52em}\
ul.warnings li{border-left:3px solid var(--accent);padding:4px 0 4px 14px;margin-top:8px}\
td.text{white-space:normal;min-width:9em}";
