//! Text that is safe in HTML and fits its place.

use std::borrow::Cow;

/// `text` as HTML and SVG show it: nothing in it is markup, and no control character breaks the page.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '&' | '<' | '>' | '"' | '\'') && !unprintable(c);
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if unprintable(c) => safe.push(' '),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Control characters, and the ones that turn the direction of the text around them.
fn unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// How wide `text` is in a sans-serif of 1 px: full-width characters 1, others a little over half.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> f64 {
    match c {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 1.0,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | '-' => 0.36,
        'm' | 'w' | 'M' | 'W' => 0.9,
        'A'..='Z' => 0.68,
        _ => 0.57,
    }
}

/// As much of `text` as fits in `room` at `size` px, with an ellipsis where some was cut.
pub(super) fn fit(text: &str, room: f64, size: f64) -> Cow<'_, str> {
    let room = room / size;
    let mut used = 0.0;
    let mut keep = 0;
    for (at, c) in text.char_indices() {
        used += char_width(c);
        if used <= room - 0.9 {
            keep = at + c.len_utf8();
        }
        if used > room {
            let kept = text.get(..keep).unwrap_or_default().trim_end();
            return Cow::Owned(format!("{kept}…"));
        }
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_is_text() {
        assert_eq!(
            escape("<script>alert('x') & \"y\"</script>"),
            "&lt;script&gt;alert(&#39;x&#39;) &amp; &quot;y&quot;&lt;/script&gt;"
        );
        assert_eq!(escape("山田 花子"), "山田 花子");
        assert_eq!(escape("a\u{0}b\u{202e}c"), "a b c");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(fit("Online shop", 200.0, 13.0), "Online shop");
        assert_eq!(fit("コンタクトセンター", 65.0, 13.0), "コンタク…");
        assert_eq!(fit("x", 0.0, 13.0), "…");
    }

    proptest! {
        /// What is cut fits, give or take the ellipsis, whatever the text.
        #[test]
        fn cut_text_fits(text in ".{0,60}", room in 20.0..300.0_f64) {
            prop_assert!(width(&fit(&text, room, 10.0)) * 10.0 <= room + 1e-6);
        }

        /// No text escapes as a tag, an attribute or an entity.
        #[test]
        fn escaped_text_has_no_markup(text in ".{0,60}") {
            let safe = escape(&text);
            prop_assert!(!safe.contains(['<', '>', '"', '\'']));
            prop_assert_eq!(escape(&text.replace('&', "")).contains('&'), text.contains(['<', '>', '"', '\'']));
        }
    }
}
