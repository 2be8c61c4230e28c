//! Lists on a page: what is written down, for somebody to read.

use super::Language;
use super::svg::STYLE;
use super::text::escape;

const PAGE: &str = include_str!("report/report.css");
/// Words of people wrap; numbers do not.
const WRAP: &str = "td,th{white-space:normal;overflow-wrap:anywhere;text-align:left;vertical-align:top}";

/// A page of lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The heading.
    pub title: String,
    /// A line below it.
    pub subtitle: String,
    /// The language of the words.
    pub language: Language,
    /// The lists; those without rows say so.
    pub lists: Vec<List>,
    /// What a careful reader should know, each a sentence.
    pub footnotes: Vec<String>,
}

/// A list under a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    /// The heading.
    pub title: String,
    /// The columns' names; none where rows speak for themselves.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// The lists as one HTML page. Nothing in it runs and nothing is loaded; all text is escaped; equal lists give equal bytes.
///
/// ```
/// use omo_core::view::{List, Listing, listing};
/// let list = List { title: "Words".into(), rows: vec![vec!["<b>".into()]], ..List::default() };
/// let page = listing(&Listing { title: "A & B".into(), lists: vec![list], ..Listing::default() });
/// assert!(page.starts_with("<!doctype html>") && page.contains("<h1>A &amp; B</h1>") && page.contains("<td>&lt;b&gt;</td>"));
/// ```
#[must_use]
pub fn listing(page: &Listing) -> String {
    let (tag, none) = match page.language {
        Language::En => ("en", "none"),
        Language::Ja => ("ja", "該当なし"),
    };
    let title = escape(&page.title);
    let mut html = [
        "<!doctype html>\n<html lang=\"", tag, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
        &title, "</title>\n<style>\n", STYLE, PAGE, WRAP, "</style>\n</head>\n<body class=\"omo\">\n<main>\n<header>\n<h1>", &title, "</h1>\n<p class=\"sub\">",
        &escape(&page.subtitle), "</p>\n</header>\n",
    ]
    .concat();
    for list in &page.lists {
        html += &["<section>\n<h2>", &escape(&list.title), "</h2>\n"].concat();
        if list.rows.is_empty() {
            html += &["<p class=\"lead\">", none, "</p>\n"].concat();
        } else {
            html += "<div class=\"scroll\"><table>\n";
            if !list.columns.is_empty() {
                html += &["<thead>", &row(&list.columns, "th scope=\"col\"", "th"), "</thead>\n"].concat();
            }
            html += "<tbody>\n";
            list.rows.iter().for_each(|cells| html += &(row(cells, "td", "td") + "\n"));
            html += "</tbody>\n</table></div>\n";
        }
        html += "</section>\n";
    }
    if !page.footnotes.is_empty() {
        html += "<footer>\n";
        page.footnotes.iter().for_each(|note| html += &["<p>", &escape(note), "</p>\n"].concat());
        html += "</footer>\n";
    }
    html + "</main>\n</body>\n</html>\n"
}

fn row(cells: &[String], open: &str, close: &str) -> String {
    let mut row = String::from("<tr>");
    for cell in cells {
        row += &["<", open, ">", &escape(cell), "</", close, ">"].concat();
    }
    row + "</tr>"
}
