//! A sheet to draw on.

use std::fmt::{Display, Write as _};

use crate::decimal::shortest;
use crate::view::Language;
use crate::view::text::escape;

/// The colours and type of every picture, light and dark.
pub(in crate::view) const STYLE: &str = include_str!("../picture.css");

/// Marks collected from top to bottom; becomes an `<svg>` element.
pub(in crate::view) struct Canvas {
    marks: String,
    width: f64,
    height: f64,
    label: String,
    language: Language,
}

impl Canvas {
    /// An empty sheet; `label` is what a screen reader says.
    pub fn new(width: f64, label: String, language: Language) -> Self {
        Self { marks: String::new(), width, height: 0.0, label, language }
    }

    /// How far down the sheet reaches.
    pub fn tall(&mut self, height: f64) {
        self.height = height;
    }

    pub fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        self.mark(format_args!(
            "<text x=\"{}\" y=\"{}\"{}>{}</text>",
            Px(x),
            Px(y),
            Class(class),
            escape(text)
        ));
    }

    /// A number and, after it, what it counts.
    pub fn counted(&mut self, x: f64, y: f64, number: &str, what: &str) {
        self.mark(format_args!(
            "<text x=\"{}\" y=\"{}\" class=\"soft\"><tspan class=\"number\">{}</tspan> {}</text>",
            Px(x),
            Px(y),
            escape(number),
            escape(what)
        ));
    }

    pub fn circle(&mut self, x: f64, y: f64, radius: f64, class: &str) {
        self.mark(format_args!(
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}/>",
            Px(x),
            Px(y),
            Px(radius),
            Class(class)
        ));
    }

    pub fn rect(&mut self, [x, y]: [f64; 2], [width, height]: [f64; 2], class: &str) {
        self.mark(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>",
            Px(x),
            Px(y),
            Px(width.max(0.0)),
            Px(height.max(0.0)),
            Class(class)
        ));
    }

    pub fn line(&mut self, [x1, y1]: [f64; 2], [x2, y2]: [f64; 2], class: &str) {
        self.mark(format_args!("<path d=\"M{} {}L{} {}\"{}/>", Px(x1), Px(y1), Px(x2), Px(y2), Class(class)));
    }

    /// A band that leaves `source` (left and right edge) at `top` and arrives at `target` at `bottom`.
    pub fn ribbon(&mut self, source: [f64; 2], top: f64, target: [f64; 2], bottom: f64, class: &str) {
        let middle = f64::midpoint(top, bottom);
        let [[a, b], [c, d]] = [source.map(Px), target.map(Px)];
        let [top, middle, bottom] = [top, middle, bottom].map(Px);
        self.mark(format_args!(
            "<path d=\"M{a} {top}C{a} {middle} {c} {middle} {c} {bottom}L{d} {bottom}C{d} {middle} {b} {middle} \
             {b} {top}Z\"{}/>",
            Class(class)
        ));
    }

    /// Marks that share one tooltip.
    pub fn told(&mut self, title: &str, marks: impl FnOnce(&mut Self)) {
        self.mark(format_args!("<g><title>{}</title>", escape(title)));
        marks(self);
        self.marks.push_str("</g>");
    }

    fn mark(&mut self, mark: std::fmt::Arguments) {
        // Writing to a text cannot fail.
        let _ = self.marks.write_fmt(mark);
    }

    /// The element for a page that has [`STYLE`] already.
    pub fn inline(&self) -> String {
        self.element("", "", 0.0)
    }

    /// The element with its style, paper and margin: a picture on its own.
    pub fn alone(&self) -> String {
        const MARGIN: f64 = 20.0;
        let [width, height] = [self.width, self.height].map(|length| Px(length + 2.0 * MARGIN));
        let corner = Px(-MARGIN);
        let before = format!(
            "<style>{STYLE}</style><rect class=\"paper\" x=\"{corner}\" y=\"{corner}\" width=\"{width}\" \
             height=\"{height}\"/>"
        );
        self.element(" xmlns=\"http://www.w3.org/2000/svg\"", &before, MARGIN)
    }

    fn element(&self, attributes: &str, before: &str, margin: f64) -> String {
        let Self { marks, label, language, .. } = self;
        let corner = Px(-margin);
        let [width, height] = [self.width, self.height].map(|length| Px(length + 2.0 * margin));
        format!(
            "<svg{attributes} class=\"omo\" viewBox=\"{corner} {corner} {width} {height}\" lang=\"{}\" \
             role=\"img\" aria-label=\"{}\">{before}{marks}</svg>",
            language.words().tag,
            escape(label)
        )
    }
}

/// A length with at most one decimal: a tenth of a pixel is finer than any eye.
struct Px(f64);

impl Display for Px {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Adding 0 turns -0 into 0.
        let rounded = (self.0 * 10.0).round() / 10.0 + 0.0;
        f.write_str(&if rounded.is_finite() { shortest(rounded) } else { "0".into() })
    }
}

struct Class<'a>(&'a str);

impl Display for Class<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, " class=\"{}\"", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short_and_always_numbers() {
        let texts = [0.0, -0.01, 12.04, 12.05, 1e3, f64::NAN, f64::INFINITY].map(|x| Px(x).to_string());
        assert_eq!(texts, ["0", "0", "12", "12.1", "1000", "0", "0"]);
    }

    #[test]
    fn text_on_the_sheet_is_escaped() {
        let mut canvas = Canvas::new(10.0, "\"><script>".into(), Language::En);
        canvas.text(0.0, 0.0, "", "<script>");
        canvas.told("<script>", |c| c.circle(1.0, 1.0, 1.0, "c0"));
        assert!(!canvas.alone().contains("<script"));
    }
}
