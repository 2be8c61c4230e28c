//! Numbers as people read them.

use super::Language;
use crate::decimal::fixed;

/// `12345` as `12,345`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `grouped` where it fits in `room` characters, else rounded: `1.2M`, `123万`.
#[expect(clippy::cast_precision_loss, reason = "rounded to three digits right away")]
pub(super) fn short(count: u64, room: usize, language: Language) -> String {
    let whole = grouped(count);
    if whole.len() <= room {
        return whole;
    }
    let units: &[(u64, &str)] = match language {
        Language::En => &[(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")],
        Language::Ja => &[(1_000_000_000_000, "兆"), (100_000_000, "億"), (10_000, "万"), (1_000, "千")],
    };
    // 999,960 is "1.0M", not "1000k": a unit begins where rounding would reach it.
    let unit = units.iter().find(|&&(unit, _)| count >= unit - unit / 2_000);
    let Some(&(unit, name)) = unit else { return whole };
    let number = count as f64 / unit as f64;
    let places = usize::from(number < 9.95);
    // 9,999万 is the usual way to write it, and groups keep it legible.
    if number >= 999.5 { format!("{}{name}", grouped(count / unit)) } else { fixed(number, places) + name }
}

/// `0.1234` as `12.3%`; what is no number as a dash.
#[must_use]
pub fn percent(share: f64) -> String {
    let hundredths = share * 100.0;
    match hundredths {
        h if !h.is_finite() => "–".into(),
        0.0 => "0%".into(),
        h if h.abs() < 0.05 => "<0.1%".into(),
        // "100.0%" claims a precision that nobody needs, "100%" for 99.96% claims what is not true.
        h if (99.95..100.0).contains(&h) => ">99.9%".into(),
        h if h >= 100.0 => fixed(h, 0) + "%",
        h => fixed(h, 1) + "%",
    }
}

/// Hours as `45 min`, `3.5 h`, `2 d`.
#[must_use]
pub fn duration(hours: f64, language: Language) -> String {
    if !hours.is_finite() || hours < 0.0 {
        return "–".into();
    }
    let [minute, hour, day] = match language {
        Language::En => [" min", " h", " d"],
        Language::Ja => ["分", "時間", "日"],
    };
    let one = |number: f64| {
        let text = fixed(number, usize::from(number < 9.95));
        text.strip_suffix(".0").map(ToOwned::to_owned).unwrap_or(text)
    };
    match hours {
        h if h < 0.5 / 60.0 => format!("<1{minute}"),
        h if h < 59.5 / 60.0 => fixed(h * 60.0, 0) + minute,
        h if h < 47.5 => format!("{}{hour}", one(h)),
        h => format!("{}{day}", one(h / 24.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(12_345), "12,345");
        assert_eq!(grouped(4_294_967_295), "4,294,967,295");
        assert_eq!(short(99_999, 6, Language::En), "99,999");
        assert_eq!(short(123_456, 6, Language::En), "123k");
        assert_eq!(short(999_960, 6, Language::En), "1.0M");
        assert_eq!(short(4_294_967_295, 7, Language::En), "4.3B");
        assert_eq!(short(123_456, 6, Language::Ja), "12万");
        assert_eq!(short(99_999_000, 6, Language::Ja), "1.0億");
        assert_eq!(short(12_340_000, 6, Language::Ja), "1,234万");
        assert_eq!(short(1_000, 4, Language::Ja), "1.0千");
    }

    #[test]
    fn shares() {
        assert_eq!(percent(0.1234), "12.3%");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(0.0001), "<0.1%");
        assert_eq!(percent(0.9999), ">99.9%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(f64::NAN), "–");
    }

    #[test]
    fn durations() {
        assert_eq!(duration(0.0, Language::En), "<1 min");
        assert_eq!(duration(0.75, Language::En), "45 min");
        assert_eq!(duration(0.995, Language::En), "1 h");
        assert_eq!(duration(3.0, Language::En), "3 h");
        assert_eq!(duration(3.52, Language::Ja), "3.5時間");
        assert_eq!(duration(48.0, Language::En), "2 d");
        assert_eq!(duration(24.0 * 120.4, Language::Ja), "120日");
        assert_eq!(duration(f64::INFINITY, Language::En), "–");
        assert_eq!(duration(-1.0, Language::En), "–");
    }
}
