//! One HTML page without scripts: the parts that all pages share.

use std::fmt::{Arguments, Write as _};

use super::svg::{Canvas, STYLE, Screen};
use super::text::escape;
use crate::model::Language;

/// All pages look as the report does.
const LOOK: &str = include_str!("report/report.css");

/// A page that grows from top to bottom. Nothing in it runs and nothing is loaded: no script, no font, no address.
pub(super) struct Page {
    html: String,
}

impl Page {
    /// The beginning, as far as the title in the header; `own` is what this page has beside the report's look.
    pub fn open(title: &str, own: &str, language: Language) -> Self {
        let tag = if language == Language::Ja { "ja" } else { "en" };
        let mut page = Self { html: String::new() };
        page.put(format_args!(
            "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
             content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title}</title>\n<style>\n{STYLE}{LOOK}{own}</style>\n</head>\n<body class=\"omo\">\n<main>\n<header>\n\
             <h1>{title}</h1>"
        ));
        page
    }

    /// The whole page.
    pub fn close(mut self) -> String {
        self.put(format_args!("</main>\n</body>\n</html>"));
        self.html
    }

    pub fn put(&mut self, html: Arguments) {
        // Writing to a text cannot fail.
        let _ = self.html.write_fmt(html);
        self.html.push('\n');
    }

    pub fn section(&mut self, title: &str, lead: &str) {
        self.put(format_args!("<section>\n<h2>{title}</h2>\n<p class=\"lead\">{lead}</p>"));
    }

    pub fn end(&mut self) {
        self.put(format_args!("</section>"));
    }

    /// One picture for desks and paper, and one for phones: the page shows whichever fits.
    pub fn picture(&mut self, draw: &dyn Fn(Screen) -> Canvas) {
        let [wide, narrow] = [Screen::Wide, Screen::Narrow].map(|screen| draw(screen).inline());
        self.put(format_args!("<div class=\"wide\">{wide}</div>\n<div class=\"narrow\">{narrow}</div>"));
    }

    /// A table whose columns called so begin with texts, `texts` of them.
    pub fn open_table(&mut self, heads: &[&str], texts: usize) {
        let head = |(at, head): (usize, &&str)| {
            let class = if at < texts { " class=\"text\"" } else { "" };
            format!("<th scope=\"col\"{class}>{head}</th>")
        };
        let heads: Vec<String> = heads.iter().enumerate().map(head).collect();
        self.put(format_args!(
            "<div class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>",
            heads.concat()
        ));
    }

    pub fn row(&mut self, cells: &[String], texts: usize) {
        let cell = |(at, cell): (usize, &String)| {
            let cell = escape(cell);
            match at {
                0 => format!("<th scope=\"row\" class=\"text\">{cell}</th>"),
                at if at < texts => format!("<td class=\"text\">{cell}</td>"),
                _ => format!("<td>{cell}</td>"),
            }
        };
        let cells: Vec<String> = cells.iter().enumerate().map(cell).collect();
        self.put(format_args!("<tr>{}</tr>", cells.concat()));
    }

    pub fn close_table(&mut self) {
        self.put(format_args!("</tbody></table></div>"));
    }

    /// Numbers with what they count, side by side.
    pub fn figures<'a>(&mut self, figures: impl IntoIterator<Item = (&'a str, String)>) {
        self.put(format_args!("<dl class=\"figures\">"));
        for (label, value) in figures {
            self.put(format_args!("<div><dt>{label}</dt><dd class=\"value\">{}</dd></div>", escape(&value)));
        }
        self.put(format_args!("</dl>"));
    }
}
