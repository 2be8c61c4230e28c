//! From numbers to sizes and colours.

use super::number;
use crate::journey::Cell;

/// One hue from light to dark in six steps that look equally far apart: lightness falls evenly in OKLCH
/// (hue 258), so the order survives every kind of colour blindness and a grey printer.
pub(super) const RAMP: [&str; 6] = ["#cae0ff", "#99bdf3", "#6c9be0", "#4479c6", "#2458a4", "#0a3a7b"];

/// The widths a step of conversion may have: round numbers.
const WIDTHS: [f64; 8] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2];

/// Conversion cut into at most six steps of one round width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Steps {
    width: f64,
    count: usize,
    /// Whether some conversions lie above the last step.
    over: bool,
}

impl Steps {
    /// The narrowest steps that hold the conversions of `cells`.
    ///
    /// Where only three people were, all three may buy by chance, and measured by them every other cell
    /// would look pale. So cells with less than a hundredth of the customers of the largest have no say; what
    /// lies above the last step is drawn in its colour.
    pub fn of(cells: &[Cell]) -> Self {
        let most = cells.iter().map(|c| u64::from(c.customers)).max().unwrap_or(0);
        let top = |many: bool| {
            let cells = cells.iter().filter(|c| (u64::from(c.customers) * 100 >= most) == many);
            cells.map(|c| c.conversion).filter(|c| c.is_finite()).fold(0.0, f64::max).min(1.0)
        };
        let (many, few) = (top(true), top(false));
        let measure = if many > 0.0 { many } else { few };
        let enough = |width: f64| (measure / width - 1e-9).ceil().max(1.0);
        let width = WIDTHS.into_iter().find(|&w| enough(w) <= 6.0).unwrap_or(0.2);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 6")]
        let count = enough(width) as usize;
        #[expect(clippy::cast_precision_loss, reason = "1 to 6")]
        let over = few > width * count as f64 + 1e-9;
        Self { width, count, over }
    }

    /// How many steps there are.
    pub fn count(self) -> usize {
        self.count
    }

    /// Where in the ramp (0 to 5) a conversion lies.
    pub fn shade(self, conversion: f64) -> usize {
        let step = if conversion.is_finite() { (conversion / self.width + 1e-9).max(0.0) } else { 0.0 };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative; saturates"
        )]
        let step = step as usize;
        self.shade_of(step)
    }

    /// Where in the ramp (0 to 5) a step lies: few steps spread over the whole ramp.
    pub fn shade_of(self, step: usize) -> usize {
        let last = self.count - 1;
        (step.min(last) * 5 + last / 2).checked_div(last).unwrap_or(3)
    }

    /// The edges between steps, from 0 to the top, as text.
    pub fn edges(self) -> Vec<String> {
        #[expect(clippy::cast_precision_loss, reason = "0 to 6")]
        let mut edges: Vec<_> = (0..=self.count).map(|at| percent_plain(self.width * at as f64)).collect();
        if self.over
            && let Some(last) = edges.last_mut()
        {
            last.push('+');
        }
        edges
    }

    /// The inner edges: where one step ends and the next begins.
    pub fn thresholds(self) -> Vec<f64> {
        // Divided rather than multiplied: 3 / 10 is 0.3, 3 * 0.1 is not.
        let parts = (1.0 / self.width).round();
        #[expect(clippy::cast_precision_loss, reason = "1 to 5")]
        (1..self.count).map(|at| at as f64 / parts).collect()
    }
}

fn percent_plain(share: f64) -> String {
    let text = number::percent(share);
    text.strip_suffix(".0%").map_or_else(|| text.clone(), |whole| whole.to_owned() + "%")
}

/// The radius of a bubble for `part` when the one for `most` is `radius`: the area is what counts.
pub(super) fn bubble(part: u32, most: u32, radius: f64) -> f64 {
    if part == 0 || most == 0 {
        return 0.0;
    }
    // Smaller dots could not be seen, let alone touched. No `clamp`: its panic could print any float, at 8 KB.
    ((f64::from(part) / f64::from(most)).sqrt() * radius).max(2.0).min(radius)
}

/// A round count near `count`, not above it: 1, 2 or 5 and zeros.
pub(super) fn round_below(count: u32) -> u32 {
    let mut unit = 1_u32;
    while count / unit >= 10 {
        unit *= 10;
    }
    match count / unit {
        0 => 0,
        1 => unit,
        2..=4 => 2 * unit,
        _ => 5 * unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::Stage;

    fn cell(customers: u32, conversion: f64) -> Cell {
        let (stage, channel) = (Stage::Know, "ec".into());
        let (touchpoints, dwell_minutes, felt, feeling) = (customers, None, 0, None);
        Cell { stage, channel, touchpoints, customers, conversion, dwell_minutes, felt, feeling }
    }

    #[test]
    fn steps_are_round() {
        let steps = Steps::of(&[cell(9, 0.43), cell(9, 0.1)]);
        assert_eq!(steps.edges(), ["0%", "10%", "20%", "30%", "40%", "50%"]);
        assert_eq!(steps.thresholds(), [0.1, 0.2, 0.3, 0.4]);
        assert_eq!((steps.shade(0.0), steps.shade(0.1), steps.shade(0.43), steps.shade(9.0)), (0, 1, 5, 5));
    }

    #[test]
    fn a_handful_of_buyers_does_not_bleach_the_rest() {
        let steps = Steps::of(&[cell(1_000, 0.05), cell(3, 1.0)]);
        assert_eq!(steps.edges(), ["0%", "1%", "2%", "3%", "4%", "5%+"]);
        assert_eq!(Steps::of(&[cell(3, 1.0)]).edges().len(), 6);
    }

    #[test]
    fn nothing_and_nonsense_have_a_colour() {
        for cells in [vec![], vec![cell(1, f64::NAN)], vec![cell(1, -3.0)]] {
            let steps = Steps::of(&cells);
            assert_eq!(steps.count(), 1);
            assert!([f64::NAN, f64::INFINITY, -1.0, 1.0].into_iter().all(|c| steps.shade(c) < RAMP.len()));
        }
    }

    #[test]
    fn area_counts() {
        assert_eq!(bubble(100, 100, 20.0), 20.0);
        assert_eq!(bubble(25, 100, 20.0), 10.0);
        assert_eq!(bubble(0, 100, 20.0), 0.0);
        assert_eq!(bubble(1, u32::MAX, 20.0), 2.0);
        assert_eq!(bubble(1, 0, 20.0), 0.0);
    }

    #[test]
    fn round_counts() {
        assert_eq!([0, 1, 4, 9, 12_345, u32::MAX].map(round_below), [0, 1, 2, 5, 10_000, 2_000_000_000]);
    }
}
