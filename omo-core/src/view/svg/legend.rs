//! What sizes and colours mean.

use super::Canvas;
use crate::view::number::short;
use crate::view::scale::{Steps, bubble, round_below};
use crate::view::text::width;
use crate::view::{Language, Words};

/// Draws the legend from `y` downwards, as wide as `room`; gives the y below it.
pub(super) fn draw(
    canvas: &mut Canvas,
    y: f64,
    room: f64,
    (most, radius): (u32, f64),
    steps: Steps,
    language: Language,
) -> f64 {
    let words: &Words = language.words();
    let middle = y + radius;
    let mut x = 0.0;
    let small = most / 20;
    let mut counts = [round_below(most), round_below(most / 4), round_below(small)].to_vec();
    counts.retain(|&count| count > 0);
    counts.dedup();
    for count in counts {
        let r = bubble(count, most, radius);
        canvas.circle(x + r + 1.0, middle, r, "ring");
        let text = short(u64::from(count), 9, language);
        canvas.text(x + r * 2.0 + 6.0, middle + 4.0, "soft", &text);
        x += r * 2.0 + 6.0 + width(&text) * 11.5 + 14.0;
    }
    canvas.text(x, middle + 4.0, "soft", words.touchpoints);
    x += width(words.touchpoints) * 11.5 + 36.0;

    let swatch = 34.0;
    #[expect(clippy::cast_precision_loss, reason = "1 to 6")]
    let scale = swatch * steps.count() as f64;
    // A little more than measured: fonts differ, and the text must not leave the sheet.
    let label = width(words.conversion) * 11.5 * 1.15;
    let needed = scale + 12.0 + label;
    // Beside the sizes where there is room, else below them.
    let (mut x, top) =
        if x + needed <= room { (room - needed, middle - 9.0) } else { (8.0, middle + radius + 10.0) };
    for step in 0..steps.count() {
        canvas.rect([x, top], [swatch, 10.0], &format!("c{}", steps.shade_of(step)));
        x += swatch;
    }
    canvas.text(x + 12.0, top + 9.0, "soft", words.conversion);
    let mut edge = x - scale;
    for text in steps.edges() {
        canvas.text(edge, top + 23.0, "soft tiny mid", &text);
        edge += swatch;
    }
    top + 28.0
}
