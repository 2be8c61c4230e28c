//! The drawings of the page.

use super::charts::{named, signed};
use super::words::{self, Words};
use crate::identity::linker::ResolveReport;
use crate::identity::linker::tune::WeightBin;
use crate::model::Language;
use crate::view::number::{grouped, percent};
use crate::view::svg::{Canvas, Screen};
use crate::view::text::fit;

/// How wide sheets, and the parts of a row on them, are.
struct Sheet {
    width: f64,
    /// Where bars begin and end.
    track: [f64; 2],
    /// The right edges of the columns of numbers.
    columns: &'static [f64],
}

fn sheet(screen: Screen) -> Sheet {
    match screen {
        Screen::Wide => Sheet { width: 960.0, track: [240.0, 690.0], columns: &[770.0, 865.0, 960.0] },
        Screen::Narrow => Sheet { width: 360.0, track: [130.0, 300.0], columns: &[360.0] },
    }
}

/// What the levels of each column weigh.
pub(super) fn weights(report: &ResolveReport, language: Language, screen: Screen) -> Canvas {
    const ROW: f64 = 24.0;
    let words = Words::of(language);
    let Sheet { width, track: [left, right], columns } = sheet(screen);
    let mut canvas = Canvas::new(width, words.weights.into(), language);
    let compared = || report.columns.iter().filter(|column| !column.levels.is_empty());
    let bits = || compared().flat_map(|column| &column.levels).map(|level| level.bits);
    let (least, most) = (bits().fold(-1.0, f64::min), bits().fold(1.0, f64::max));
    let x = |bits: f64| left + (right - left) * (bits - least) / (most - least);
    let mut y = 0.0;
    let heads = [words.weight, words.one_person, words.two_people];
    for (&edge, head) in columns.iter().zip(heads) {
        canvas.text(edge, 14.0, "soft end", &fit(head, 94.0, 11.5));
    }
    for column in compared() {
        y += 22.0;
        canvas.text(0.0, y, "strong", &fit(&column.column, left - 12.0, 13.0));
        if matches!(screen, Screen::Wide) {
            canvas.text(left, y, "soft", words::kind(column.kind, language));
        }
        y += 8.0;
        canvas.line([0.0, y], [width, y], "rule");
        let top = y;
        for level in &column.levels {
            let base = y + 16.5;
            canvas.text(0.0, base, "", &fit(words::level(&level.level, language), left - 12.0, 13.0));
            let (zero, end) = (x(0.0), x(level.bits));
            let class = if level.bits < 0.0 { "node" } else { "accent" };
            canvas.rect([zero.min(end), y + 6.0], [(end - zero).abs(), 12.0], class);
            let numbers = [signed(level.bits), percent(level.m), percent(level.u)];
            for ((&edge, number), class) in columns.iter().zip(numbers).zip(["end strong", "end", "end"]) {
                canvas.text(edge, base, class, &number);
            }
            y += ROW;
        }
        canvas.line([x(0.0), top], [x(0.0), y], "hair");
        y += 8.0;
    }
    canvas.tall(y.max(1.0));
    canvas
}

/// How many pairs each rule added.
pub(super) fn rules(report: &ResolveReport, language: Language, screen: Screen) -> Canvas {
    const ROW: f64 = 32.0;
    let words = Words::of(language);
    let Sheet { width, track: [left, right], .. } = sheet(screen);
    // Rules have longer names than levels.
    let left = if matches!(screen, Screen::Wide) { left + 110.0 } else { left };
    let mut canvas = Canvas::new(width, words.blocking.into(), language);
    let most = report.blocking.iter().map(|(_, pairs)| *pairs).max().unwrap_or(1).max(1);
    let mut y = 0.0;
    for (rule, pairs) in &report.blocking {
        canvas.text(0.0, y + 20.0, "", &fit(named(rule, words), left - 12.0, 13.0));
        canvas.rect([left, y + 8.0], [right - left, 16.0], "wash");
        canvas.rect([left, y + 8.0], [(right - left) * crate::math::share(*pairs, most), 16.0], "accent");
        let edge = if matches!(screen, Screen::Wide) { 770.0 } else { width };
        canvas.text(edge, y + 20.0, "end strong", &grouped(*pairs));
        y += ROW;
    }
    canvas.tall(y.max(1.0));
    canvas
}

/// How much pairs weigh.
pub(super) fn histogram(bins: &[WeightBin], threshold: f64, language: Language, screen: Screen) -> Canvas {
    const TALL: f64 = 180.0;
    const TOP: f64 = 26.0;
    let words = Words::of(language);
    let width = sheet(screen).width;
    let mut canvas = Canvas::new(width, words.histogram.into(), language);
    let most = bins.iter().map(|bin| bin.pairs).max().unwrap_or(0).max(1);
    let first = bins.first().map_or(threshold, |bin| bin.from).min(threshold.floor());
    let end = bins.last().map_or(threshold, |bin| bin.from).max(threshold) + 1.0;
    let x = |bits: f64| width * (bits - first) / (end - first);
    let room = x(first + 1.0);
    for bin in bins {
        let tall = TALL * crate::math::share(bin.pairs, most);
        // So that a single pair is seen beside thousands.
        let tall = if bin.pairs > 0 { tall.max(1.0) } else { 0.0 };
        let label = format!("{} {}: {}", signed(bin.from), words.unit, grouped(bin.pairs));
        canvas.told(&label, |canvas| {
            canvas.rect([x(bin.from) + 0.5, TOP + TALL - tall], [room - 1.0, tall], "accent");
        });
    }
    let floor = TOP + TALL;
    canvas.line([0.0, floor], [width, floor], "hair");
    // A label a step of bits: 1, 2, 5, 10.
    let sizes = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
    let step = sizes.into_iter().find(|step| x(first + step) >= 44.0).unwrap_or(100.0);
    let mut tick = (first / step).ceil() * step;
    while tick < end {
        let class = if x(tick) < 12.0 { "soft" } else { "soft mid" };
        canvas.text(x(tick), floor + 17.0, class, &crate::decimal::shortest(tick));
        tick += step;
    }
    canvas.text(width, floor + 34.0, "soft end", words.bits);
    canvas.line([x(threshold), 4.0], [x(threshold), floor], "hair");
    canvas.text(x(threshold) + 6.0, 14.0, "soft", words.threshold);
    canvas.tall(floor + 38.0);
    canvas
}
