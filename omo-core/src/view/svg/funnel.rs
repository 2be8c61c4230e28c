//! The funnel: a bar a step.

use super::{Canvas, Screen};
use crate::journey::FunnelStep;
use crate::math;
use crate::view::number::{duration, grouped, percent};
use crate::view::text::fit;
use crate::view::{Language, Words};

/// Draws the funnel.
pub(in crate::view) fn draw(steps: &[FunnelStep], language: Language, screen: Screen) -> Canvas {
    let words = language.words();
    match screen {
        Screen::Wide => wide(steps, language, words),
        Screen::Narrow => narrow(steps, language, words),
    }
}

/// A step's numbers as text: customers, share of the first step, of the one before, time from it.
struct Figures {
    customers: String,
    of_first: String,
    of_previous: String,
    median: String,
}

fn figures(steps: &[FunnelStep], language: Language) -> Vec<(&FunnelStep, Figures)> {
    let mut all = Vec::with_capacity(steps.len());
    let mut before = 0;
    for step in steps {
        let of_previous = if before > 0 {
            percent(math::share(u64::from(step.customers), u64::from(before)))
        } else {
            String::new()
        };
        before = step.customers;
        let figures = Figures {
            customers: grouped(u64::from(step.customers)),
            of_first: percent(step.share),
            of_previous,
            median: step.median_hours.map(|hours| duration(hours, language)).unwrap_or_default(),
        };
        all.push((step, figures));
    }
    all
}

/// How long a bar is: its share of the first step, never more than the track.
fn part(step: &FunnelStep) -> f64 {
    if step.share.is_finite() { step.share.clamp(0.0, 1.0) } else { 0.0 }
}

fn label(steps: &[(&FunnelStep, Figures)], language: Language, words: &Words) -> String {
    let mut label = words.funnel.to_owned();
    for (step, figures) in steps {
        label.extend([", ", language.stage(step.stage), " ", &figures.customers]);
    }
    label
}

fn wide(steps: &[FunnelStep], language: Language, words: &Words) -> Canvas {
    const WIDTH: f64 = 960.0;
    const LEFT: f64 = 120.0;
    const TRACK: f64 = 440.0;
    const ROW: f64 = 40.0;
    /// The right edges of the four columns.
    const COLUMNS: [f64; 4] = [660.0, 755.0, 860.0, WIDTH];
    let steps = figures(steps, language);
    let mut canvas = Canvas::new(WIDTH, label(&steps, language, words), language);
    let heads = [words.customers, words.of_first, words.of_previous, words.median];
    for (x, head) in COLUMNS.into_iter().zip(heads) {
        canvas.text(x, 14.0, "soft end", head);
    }
    let mut y = 26.0;
    canvas.line([0.0, y], [WIDTH, y], "rule");
    for (step, figures) in steps {
        let base = y + 25.0;
        canvas.text(0.0, base, "strong", &fit(language.stage(step.stage), LEFT - 12.0, 13.0));
        canvas.rect([LEFT, y + 10.0], [TRACK, 20.0], "wash");
        canvas.rect([LEFT, y + 10.0], [TRACK * part(step), 20.0], "accent");
        let texts = [figures.customers, figures.of_first, figures.of_previous, figures.median];
        let classes = ["end strong", "end", "end", "end"];
        for ((x, text), class) in COLUMNS.into_iter().zip(texts).zip(classes) {
            canvas.text(x, base, class, &text);
        }
        y += ROW;
        canvas.line([0.0, y], [WIDTH, y], "rule");
    }
    canvas.tall(y + 1.0);
    canvas
}

fn narrow(steps: &[FunnelStep], language: Language, words: &Words) -> Canvas {
    const WIDTH: f64 = 360.0;
    let steps = figures(steps, language);
    let mut canvas = Canvas::new(WIDTH, label(&steps, language, words), language);
    let mut y = 0.0;
    for (step, figures) in steps {
        canvas.text(0.0, y + 18.0, "strong", language.stage(step.stage));
        canvas.text(WIDTH - 64.0, y + 18.0, "end strong", &figures.customers);
        canvas.text(WIDTH, y + 18.0, "end", &figures.of_first);
        canvas.rect([0.0, y + 27.0], [WIDTH, 14.0], "wash");
        canvas.rect([0.0, y + 27.0], [WIDTH * part(step), 14.0], "accent");
        let mut notes = String::new();
        for (name, value) in [(words.of_previous, figures.of_previous), (words.median, figures.median)] {
            if !value.is_empty() {
                let dot = if notes.is_empty() { "" } else { " · " };
                notes.extend([dot, name, " ", &value]);
            }
        }
        canvas.text(WIDTH, y + 56.0, "soft end", &notes);
        y += 68.0;
    }
    canvas.tall(y.max(1.0));
    canvas
}
