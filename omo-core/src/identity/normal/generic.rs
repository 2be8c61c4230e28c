//! What people type when they have nothing to say.

use super::{katakana, plain};

const WORDS: [&str; 46] = [
    "na",
    "none",
    "null",
    "nil",
    "nan",
    "nothing",
    "undefined",
    "unknown",
    "unspecified",
    "anonymous",
    "guest",
    "test",
    "testtest",
    "tester",
    "dummy",
    "sample",
    "example",
    "noname",
    "noreply",
    "nobody",
    "notprovided",
    "tbd",
    "ダミー",
    "テスト",
    "テストテスト",
    "テスト太郎",
    "テスト花子",
    "サンプル",
    "ゲスト",
    "不明",
    "未定",
    "未登録",
    "未入力",
    "未記入",
    "未設定",
    "非公開",
    "匿名",
    "名無シ",
    "名無シノ権兵衛",
    "ナナシ",
    "ナシ",
    "無シ",
    "無",
    "無名",
    "該当ナシ",
    "特ニナシ",
];

/// Whether a text says nothing of anyone: no letter or digit, zeros, one digit or `x` again and again, the digits in
/// order, or a word such as `n/a`, `test`, ダミー or 不明; for an e-mail address its local part decides.
///
/// Width, case, spaces and punctuation do not matter. A value that looks like one but is held by many people, such as
/// a shop's own phone number, only counting can find.
///
/// ```
/// use omo_core::identity::normal::generic::says_nothing;
/// for text in ["", "－", "Ｎ／Ａ", "000-0000-0000", "テスト 太郎", "test@example.com"] {
///     assert!(says_nothing(text), "{text}");
/// }
/// assert!(!says_nothing("テストロッサ") && !says_nothing("090-1234-5670"));
/// ```
#[must_use]
pub fn says_nothing(text: &str) -> bool {
    let text = plain(text);
    let said = match text.split_once('@') {
        Some((local, _)) => local,
        None => &text,
    };
    let letters: String = said.chars().filter(|&c| c.is_alphanumeric() || c == 'ー').map(katakana).collect();
    let Some(first) = letters.chars().find(|&c| c != 'ー') else { return true };
    let length = letters.chars().count();
    let one = letters.chars().all(|c| c == first);
    // 0 alone is nothing, 7 alone may be a house; 7777 may be a car, but no phone and no birthday.
    one && (first == '0'
        || length >= 4 && first.is_ascii_digit()
        || length >= 3 && matches!(first, 'a' | 'x'))
        || one && matches!(first, 'x' | '〇' | '○')
        || length >= 6 && ("1234567890".starts_with(&letters) || "01234567890".starts_with(&letters))
        || WORDS.contains(&letters.as_str())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_is_known_for_nothing() {
        for text in [
            "",
            " ",
            "-",
            "ー",
            "?",
            "。",
            "0",
            "0000",
            "00000000",
            "9999",
            "９９９９９",
            "x",
            "XXX",
            "N/A",
            "n.a.",
            "None",
            "NULL",
            "Unknown",
            "test",
            "TEST TEST",
            "dummy",
            "no-reply@shop.jp",
            "ﾀﾞﾐｰ",
            "てすと",
            "不 明",
            "なし",
            "無し",
            "該当なし",
            "〇〇〇〇",
            "1234567890",
            "123-456",
            "名無し",
        ] {
            assert!(says_nothing(text), "{text}");
        }
    }

    #[test]
    fn something_is_not_nothing() {
        // 無津呂 and ナナシマ are family names; Nan, An and Li are given names that look short.
        for text in [
            "7",
            "12",
            "無津呂",
            "ナナシマ",
            "An",
            "Nana",
            "Testa",
            "tester1@shop.jp",
            "0120-444-444",
            "アア",
            "123",
        ] {
            assert!(!says_nothing(text), "{text}");
        }
    }

    proptest! {
        /// Width, case, spaces and punctuation do not matter.
        #[test]
        fn dress_does_not_matter(text in "[a-zA-Z0-9]{0,6}") {
            let wide: String = text.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
            for dressed in [wide, text.to_uppercase(), format!(" {text}. "), format!("({text}\u{200b})")] {
                prop_assert_eq!(says_nothing(&dressed), says_nothing(&text));
            }
        }
    }
}
