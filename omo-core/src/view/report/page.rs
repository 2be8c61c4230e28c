//! The page itself.

use std::fmt::{Arguments, Write as _};

use super::{ActionCard, Figure, RecommendationCard, Report};
use crate::journey::{JourneyMap, Stage};
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
use crate::view::mood;
use crate::view::number::{duration, grouped, percent};
use crate::view::svg::{Canvas, STYLE, Screen, draw_funnel, draw_journey_map};
use crate::view::text::escape;
use crate::view::vega::crossing_customers;
use crate::view::{Language, Words};

const PAGE: &str = include_str!("report.css");

/// The report as one HTML page.
///
/// Nothing in it runs and nothing is loaded: no script, no font, no image, no address. It follows the
/// reader's light or dark scheme, and suits a desk, a phone and a sheet of A4. All text is escaped. Equal
/// reports give equal bytes.
///
/// ```
/// use omo_core::view::{self, Report};
/// let report: Report = serde_json::from_str(r#"{
///     "title": "Ginza & Ueno",
///     "language": "ja",
///     "figures": [{"label": "顧客", "value": "1,234"}],
///     "journeyMap": {
///         "customers": 0, "touchpoints": 0, "sessions": 0, "stages": [], "channels": [], "cells": [], "flows": [],
///         "crossings": {"customersOnline": 0, "customersOffline": 0, "customersBoth": 0,
///             "onlineToOffline": 0, "offlineToOnline": 0, "boughtInStoreAfterOnline": 0,
///             "boughtOnlineAfterStore": 0, "orderedOnlinePickedUp": 0, "couponOnlineUsedInStore": 0}
///     }
/// }"#)?;
/// let page = view::report(&report);
/// assert!(page.starts_with("<!doctype html>") && page.contains("<h1>Ginza &amp; Ueno</h1>"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn report(report: &Report) -> String {
    let mut page = Page { html: String::new(), language: report.language, words: report.language.words() };
    page.head(report);
    page.figures(&report.figures, "figures");
    page.map(&report.journey_map);
    page.funnel(report);
    page.actions(&report.next_best_actions);
    page.recommendations(&report.recommendations);
    page.sources(report);
    page.foot(&report.footnotes);
    page.html
}

struct Page {
    html: String,
    language: Language,
    words: &'static Words,
}

impl Page {
    fn put(&mut self, html: Arguments) {
        // Writing to a text cannot fail.
        let _ = self.html.write_fmt(html);
        self.html.push('\n');
    }

    fn head(&mut self, report: &Report) {
        let title = escape(&report.title);
        self.put(format_args!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light \
             dark\">\n<title>{title}</title>\n<style>\n{STYLE}{PAGE}</style>\n</head>\n<body class=\"omo\">\n\
             <main>\n<header>\n<h1>{title}</h1>",
            self.words.tag
        ));
        if !report.subtitle.is_empty() {
            self.put(format_args!("<p class=\"sub\">{}</p>", escape(&report.subtitle)));
        }
        self.put(format_args!("</header>"));
    }

    fn figures(&mut self, figures: &[Figure], class: &str) {
        if figures.is_empty() {
            return;
        }
        self.put(format_args!("<dl class=\"{class}\">"));
        for Figure { label, value, note } in figures {
            let note = if note.is_empty() {
                String::new()
            } else {
                format!("<dd class=\"note\">{}</dd>", escape(note))
            };
            self.put(format_args!(
                "<div><dt>{}</dt><dd class=\"value\">{}</dd>{note}</div>",
                escape(label),
                escape(value)
            ));
        }
        self.put(format_args!("</dl>"));
    }

    /// Opens a section.
    fn section(&mut self, title: &str, lead: &str) {
        self.put(format_args!("<section>\n<h2>{title}</h2>"));
        if !lead.is_empty() {
            self.put(format_args!("<p class=\"lead\">{lead}</p>"));
        }
    }

    fn end(&mut self) {
        self.put(format_args!("</section>"));
    }

    /// One picture for desks and paper, and one for phones: the page shows whichever fits.
    fn picture(&mut self, draw: &dyn Fn(Screen) -> Canvas) {
        let [wide, narrow] = [Screen::Wide, Screen::Narrow].map(|screen| draw(screen).inline());
        self.put(format_args!("<div class=\"wide\">{wide}</div>\n<div class=\"narrow\">{narrow}</div>"));
    }

    fn map(&mut self, map: &JourneyMap) {
        let language = self.language;
        let lead = self.words.how_to_read;
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        let lead = &mood::lead(lead, map, language);
        self.section(self.words.journey_map, lead);
        self.picture(&|screen| draw_journey_map(map, language, screen));
        let figures = crossing_customers(&map.crossings, self.words).map(|(label, count)| Figure {
            label: label.into(),
            value: grouped(u64::from(count)),
            note: String::new(),
        });
        // The customers of each side stand in the picture already.
        let [_, _, figures @ ..] = figures;
        if !map.channels.is_empty() {
            self.figures(&figures, "figures less");
            self.map_table(map);
        }
        self.end();
    }

    /// All numbers of the map, for those who do not see pictures or want to copy.
    fn map_table(&mut self, map: &JourneyMap) {
        let words = self.words;
        let head =
            [words.stage, words.channel].map(|word| format!("<th class=\"text\" scope=\"col\">{word}</th>"));
        let numbers = [words.touchpoints, words.customers, words.conversion];
        let numbers = numbers.map(|word| format!("<th scope=\"col\">{word}</th>")).concat();
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        let numbers = numbers + &mood::heads(map, self.language);
        self.put(format_args!(
            "<details><summary>{}</summary>\n<div class=\"scroll\"><table><thead><tr>{}{}</tr></thead><tbody>",
            words.as_table,
            head.concat(),
            numbers
        ));
        for cell in &map.cells {
            let share = percent(cell.conversion);
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            let share = share + &mood::cells(map, mood::dwell(cell, self.language), cell.felt, cell.feeling);
            self.map_row(cell.stage, &cell.channel, [cell.touchpoints, cell.customers], &share);
        }
        for total in &map.stages {
            let counts = [total.touchpoints, total.customers];
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            let mood = mood::cells(map, None, total.felt, total.feeling);
            #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
            let mood = String::new();
            self.row(self.language.stage(total.stage), words.total, counts, &mood);
        }
        for total in &map.channels {
            let channel = self.language.channel(&total.channel);
            let counts = [total.touchpoints, total.customers];
            #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
            let mood = mood::cells(map, None, total.felt, total.feeling);
            #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
            let mood = String::new();
            self.row(words.total, &channel, counts, &mood);
        }
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        let mood = mood::cells(map, None, map.felt, map.feeling);
        #[cfg(all(target_arch = "wasm32", not(feature = "analysis")))]
        let mood = String::new();
        self.row(words.total, words.total, [map.touchpoints, map.customers], &mood);
        self.put(format_args!("</tbody></table></div>"));
        if !map.flows.is_empty() {
            self.flows_table(map);
        }
        self.put(format_args!("</details>"));
    }

    fn map_row(&mut self, stage: Stage, channel: &str, counts: [u32; 2], share: &str) {
        let channel = self.language.channel(channel);
        self.row(self.language.stage(stage), &channel, counts, share);
    }

    fn row(&mut self, stage: &str, channel: &str, counts: [u32; 2], share: &str) {
        let [touchpoints, customers] = counts.map(|count| grouped(u64::from(count)));
        self.put(format_args!(
            "<tr><th class=\"text\" scope=\"row\">{stage}</th><td class=\"text\">{}</td><td>{touchpoints}</td>\
             <td>{customers}</td><td>{share}</td></tr>",
            escape(channel)
        ));
    }

    fn flows_table(&mut self, map: &JourneyMap) {
        let words = self.words;
        self.put(format_args!(
            "<div class=\"scroll\"><table><caption>{}</caption><thead><tr><th class=\"text\" scope=\"col\">{}</th>\
             <th class=\"text\" scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
            words.flows, words.from, words.to, words.moves
        ));
        for flow in &map.flows {
            let [from, to] = [&flow.from, &flow.to].map(|name| self.language.channel(name));
            self.put(format_args!(
                "<tr><th class=\"text\" scope=\"row\">{}</th><td class=\"text\">{}</td><td>{}</td></tr>",
                escape(&from),
                escape(&to),
                grouped(u64::from(flow.count))
            ));
        }
        self.put(format_args!("</tbody></table></div>"));
    }

    fn funnel(&mut self, report: &Report) {
        let steps = &report.funnel;
        if steps.is_empty() {
            return;
        }
        let (language, words) = (self.language, self.words);
        self.section(words.funnel, words.funnel_lead);
        self.picture(&|screen| draw_funnel(steps, language, screen));
        self.put(format_args!(
            "<details><summary>{}</summary>\n<div class=\"scroll\"><table><thead><tr><th scope=\"col\">{}</th>\
             <th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
            words.as_table, words.stage, words.customers, words.of_first, words.median
        ));
        for step in steps {
            self.put(format_args!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
                language.stage(step.stage),
                grouped(u64::from(step.customers)),
                percent(step.share),
                step.median_hours.map(|hours| duration(hours, language)).unwrap_or_default()
            ));
        }
        self.put(format_args!("</tbody></table></div></details>"));
        self.end();
    }

    fn actions(&mut self, cards: &[ActionCard]) {
        if cards.is_empty() {
            return;
        }
        self.section(self.words.next_best_actions, "");
        self.put(format_args!("<div class=\"cards\">"));
        for ActionCard { customer, headline, reasons } in cards {
            let reasons = each(reasons, |reason| format!("<li>{}</li>", escape(reason)));
            let reasons = if reasons.is_empty() { reasons } else { format!("<ul>{reasons}</ul>") };
            self.put(format_args!(
                "<article class=\"card\"><h3 class=\"who\">{}</h3><p class=\"what\">{}</p>{reasons}</article>",
                escape(customer),
                escape(headline)
            ));
        }
        self.put(format_args!("</div>"));
        self.end();
    }

    fn recommendations(&mut self, cards: &[RecommendationCard]) {
        if cards.is_empty() {
            return;
        }
        self.section(self.words.recommendations, "");
        self.put(format_args!("<div class=\"cards\">"));
        for RecommendationCard { customer, lines } in cards {
            self.put(format_args!("<article class=\"card\"><h3>{}</h3><ol>", escape(customer)));
            for line in lines {
                self.put(format_args!(
                    "<li><span><b>{}</b><span>{}</span></span></li>",
                    escape(&line.item),
                    escape(&line.reason)
                ));
            }
            self.put(format_args!("</ol></article>"));
        }
        self.put(format_args!("</div>"));
        self.end();
    }

    fn sources(&mut self, report: &Report) {
        if report.sources.is_empty() && report.quarantine.is_empty() {
            return;
        }
        let words = self.words;
        self.section(words.sources, "");
        self.put(format_args!("<div class=\"split\">"));
        if !report.sources.is_empty() {
            let heads = [words.source, words.rows, words.accepted, words.duplicates, words.quarantined];
            self.open_table(&heads);
            for row in &report.sources {
                let counts = [row.rows, row.accepted, row.duplicates, row.quarantined];
                self.source(&row.name, &counts);
            }
            self.put(format_args!("</tbody></table></div>"));
        }
        if !report.quarantine.is_empty() {
            self.open_table(&[words.reason, words.quarantined]);
            for row in &report.quarantine {
                self.source(&row.code, &[row.rows]);
            }
            self.put(format_args!("</tbody></table></div>"));
        }
        self.put(format_args!("</div>"));
        self.end();
    }

    fn open_table(&mut self, heads: &[&str]) {
        let heads = each(heads, |head| format!("<th scope=\"col\">{head}</th>"));
        self.put(format_args!("<div class=\"scroll\"><table><thead><tr>{heads}</tr></thead><tbody>"));
    }

    fn source(&mut self, name: &str, counts: &[u32]) {
        let counts = each(counts, |&count| format!("<td>{}</td>", grouped(u64::from(count))));
        self.put(format_args!("<tr><th scope=\"row\">{}</th>{counts}</tr>", escape(name)));
    }

    fn foot(&mut self, footnotes: &[String]) {
        if !footnotes.is_empty() {
            self.put(format_args!("<footer>"));
            for note in footnotes {
                self.put(format_args!("<p>{}</p>", escape(note)));
            }
            self.put(format_args!("</footer>"));
        }
        self.put(format_args!("</main>\n</body>\n</html>"));
    }
}

/// Each item as HTML, one after the other.
fn each<T>(items: &[T], html: impl Fn(&T) -> String) -> String {
    items.iter().map(html).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::fixture;
    use crate::view::report::{QuarantineRow, RecommendationLine, SourceRow};

    #[test]
    fn nothing_runs_and_nothing_is_loaded() {
        for language in [Language::En, Language::Ja] {
            let page = report(&fixture::report(language));
            for forbidden in ["http", "src=", "<script", "url(", "@import", "<link", "<iframe", "javascript:"]
            {
                assert!(!page.contains(forbidden), "{forbidden}");
            }
        }
    }

    #[test]
    fn names_are_text_wherever_they_stand() {
        let evil = || "<script>alert(1)</script>\"'&".to_owned();
        let mut told = fixture::report(Language::En);
        (told.title, told.subtitle, told.footnotes) = (evil(), evil(), vec![evil()]);
        told.figures = vec![Figure { label: evil(), value: evil(), note: evil() }];
        told.recommendations = vec![RecommendationCard {
            customer: evil(),
            lines: vec![RecommendationLine { item: evil(), reason: evil() }],
        }];
        told.next_best_actions =
            vec![ActionCard { customer: evil(), headline: evil(), reasons: vec![evil()] }];
        told.sources = vec![SourceRow { name: evil(), ..SourceRow::default() }];
        told.quarantine = vec![QuarantineRow { code: evil(), rows: 1 }];
        let map = &mut told.journey_map;
        map.channels[0].channel = evil();
        map.cells.iter_mut().filter(|c| c.channel == "ec").for_each(|c| c.channel = evil());
        for flow in &mut map.flows {
            for name in [&mut flow.from, &mut flow.to] {
                if name == "ec" {
                    *name = evil();
                }
            }
        }
        let page = report(&told);
        assert!(!page.contains("<script") && !page.contains("alert(1)</script"));
        assert!(page.matches("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;").count() > 20);
    }

    #[test]
    fn all_parts_are_told() {
        for language in [Language::En, Language::Ja] {
            let told = fixture::report(language);
            let page = report(&told);
            let words = language.words();
            let heads = [
                words.journey_map,
                words.funnel,
                words.next_best_actions,
                words.recommendations,
                words.sources,
            ];
            for head in heads {
                assert!(page.contains(&format!("<h2>{head}</h2>")), "{head}");
            }
            let figures = told.figures.iter().map(|f| f.value.clone());
            let reasons = told.next_best_actions.iter().flat_map(|a| a.reasons.clone());
            let items = told.recommendations.iter().flat_map(|r| r.lines.iter().map(|l| l.item.clone()));
            let rows = told.sources.iter().map(|s| grouped(u64::from(s.accepted)));
            let codes = told.quarantine.iter().map(|q| q.code.clone());
            let flows = told.journey_map.flows.iter().map(|f| grouped(u64::from(f.count)));
            for text in figures.chain(reasons).chain(items).chain(rows).chain(codes).chain(flows) {
                assert!(page.contains(&*escape(&text)), "{text}");
            }
        }
    }

    #[test]
    fn tags_are_closed_in_order() {
        for told in [fixture::report(Language::En), empty()] {
            let page = report(&told);
            let mut open = Vec::new();
            for tag in page.split('<').skip(1).filter_map(|part| part.split('>').next()) {
                let name = tag.split([' ', '/']).find(|name| !name.is_empty()).unwrap();
                match tag {
                    t if t.starts_with('!') || t.ends_with('/') || name == "meta" => {}
                    t if t.starts_with('/') => assert_eq!(open.pop(), Some(name)),
                    _ => open.push(name),
                }
            }
            assert!(open.is_empty());
        }
    }

    fn empty() -> Report {
        Report {
            title: String::new(),
            subtitle: String::new(),
            language: Language::En,
            figures: vec![],
            journey_map: fixture::empty_map(),
            funnel: vec![],
            next_best_actions: vec![],
            recommendations: vec![],
            sources: vec![],
            quarantine: vec![],
            footnotes: vec![],
        }
    }

    #[test]
    fn empty_parts_are_left_out() {
        let page = report(&empty());
        assert_eq!(page.matches("<section>").count(), 1);
        assert!(page.contains("No touchpoints yet") && !page.contains("NaN"));
    }

    #[test]
    fn huge_counts_fit() {
        let mut told = fixture::report(Language::Ja);
        told.journey_map = fixture::huge_map();
        let page = report(&told);
        assert!(page.contains("4,294,967,295") && page.contains("43億"));
        assert!(!page.contains("NaN") && !page.contains("inf"));
    }

    #[test]
    fn equal_reports_give_equal_bytes() {
        let told = fixture::report(Language::Ja);
        assert_eq!(report(&told), report(&told.clone()));
        let text = serde_json::to_string(&told).unwrap();
        assert_eq!(report(&serde_json::from_str(&text).unwrap()), report(&told));
    }
}
