//! Reading and writing JSON.
//!
//! Natively the reader of `serde_json`. In WebAssembly one of our own, because that one brings tables and big numbers for
//! floats, 8 KB of the browser package, and `decimal` reads them as well. Both read the same.

use serde_json::Value;

/// The value that a text says; nothing where it is no JSON.
///
/// ```
/// let value = omo_core::json::read(r#"{"tea": [1, 2.5]}"#).unwrap();
/// assert_eq!(value["tea"][1], 2.5);
/// assert_eq!(omo_core::json::read("{'tea'}"), None);
/// ```
#[must_use]
pub fn read(text: &str) -> Option<Value> {
    #[cfg(not(target_arch = "wasm32"))]
    return serde_json::from_str(text).ok();
    #[cfg(target_arch = "wasm32")]
    return ours::read(text);
}

/// A value as the text that says it, by one writer for all: that of texts (`Value::to_string`) would be a second.
pub(crate) fn write(value: &impl serde::Serialize) -> String {
    // Only keys that are no texts could fail.
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(any(target_arch = "wasm32", test))]
mod ours {
    use serde_json::{Map, Value};

    use crate::decimal;

    /// So deep may lists and objects lie in each other: what recursion takes no harm from.
    const DEEP: u32 = 127;

    pub fn read(text: &str) -> Option<Value> {
        let mut reader = Reader { rest: text };
        let value = reader.value(DEEP)?;
        reader.space();
        reader.rest.is_empty().then_some(value)
    }

    struct Reader<'t> {
        rest: &'t str,
    }

    impl<'t> Reader<'t> {
        fn space(&mut self) {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
        }

        /// Takes a word that comes next.
        fn took(&mut self, word: &str) -> bool {
            let rest = self.rest.strip_prefix(word);
            self.rest = rest.unwrap_or(self.rest);
            rest.is_some()
        }

        /// Takes as many bytes, which end where a character does.
        fn take(&mut self, length: usize) -> Option<&'t str> {
            let (taken, rest) = self.rest.split_at_checked(length)?;
            self.rest = rest;
            Some(taken)
        }

        fn value(&mut self, deep: u32) -> Option<Value> {
            self.space();
            Some(match self.rest.bytes().next()? {
                b'"' => Value::String(self.text()?),
                b'[' | b'{' => return self.nested(deep.checked_sub(1)?),
                b'-' | b'0'..=b'9' => return self.number(),
                _ if self.took("null") => Value::Null,
                _ if self.took("true") => Value::Bool(true),
                _ if self.took("false") => Value::Bool(false),
                _ => return None,
            })
        }

        fn nested(&mut self, deep: u32) -> Option<Value> {
            let end = if self.took("[") {
                "]"
            } else {
                self.took("{");
                "}"
            };
            let (mut list, mut map) = (Vec::new(), Map::new());
            self.space();
            let mut more = !self.took(end);
            while more {
                if end == "]" {
                    list.push(self.value(deep)?);
                } else {
                    self.space();
                    let key = self.text()?;
                    self.space();
                    if !self.took(":") {
                        return None;
                    }
                    map.insert(key, self.value(deep)?);
                }
                self.space();
                more = self.took(",");
                if !more && !self.took(end) {
                    return None;
                }
            }
            Some(if end == "]" { Value::Array(list) } else { Value::Object(map) })
        }

        fn text(&mut self) -> Option<String> {
            if !self.took("\"") {
                return None;
            }
            let mut text = String::new();
            loop {
                let plain =
                    self.rest.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')?;
                text.push_str(self.take(plain)?);
                match self.take(1)? {
                    "\"" => return Some(text),
                    "\\" => text.push(self.escaped()?),
                    _ => return None,
                }
            }
        }

        fn escaped(&mut self) -> Option<char> {
            Some(match self.take(1)? {
                "b" => '\u{8}',
                "f" => '\u{c}',
                "n" => '\n',
                "r" => '\r',
                "t" => '\t',
                "u" => {
                    let high = self.unit()?;
                    if !(0xd800..0xdc00).contains(&high) {
                        return char::from_u32(high);
                    }
                    // The first half of a character of two.
                    if !self.took("\\u") {
                        return None;
                    }
                    let low = self.unit()?.checked_sub(0xdc00).filter(|&low| low < 0x400)?;
                    return char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low);
                }
                itself @ ("\"" | "\\" | "/") => return itself.chars().next(),
                _ => return None,
            })
        }

        /// Four hexadecimal digits.
        fn unit(&mut self) -> Option<u32> {
            let digits = self.take(4)?;
            digits.chars().try_fold(0, |number, digit| Some(number * 16 + digit.to_digit(16)?))
        }

        fn digits(&mut self) -> Option<usize> {
            let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
            self.take(count).map(str::len).filter(|&count| count > 0)
        }

        fn number(&mut self) -> Option<Value> {
            let all = self.rest;
            let negative = self.took("-");
            if !self.took("0") {
                self.digits()?;
            }
            let mut whole = true;
            if self.took(".") {
                self.digits()?;
                whole = false;
            }
            if self.took("e") || self.took("E") {
                if !self.took("+") {
                    self.took("-");
                }
                self.digits()?;
                whole = false;
            }
            let text = all.get(..all.len() - self.rest.len())?;
            // JavaScript's zero below zero is a float.
            if whole && text != "-0" {
                if negative {
                    if let Ok(number) = text.parse::<i64>() {
                        return Some(number.into());
                    }
                } else if let Ok(number) = text.parse::<u64>() {
                    return Some(number.into());
                }
            }
            decimal::read(text).map(Value::from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(text: &str) {
        let theirs: Option<Value> = serde_json::from_str(text).ok();
        let ours = ours::read(text);
        assert_eq!(ours, theirs, "{text}");
        // Equal zeros differ in their signs.
        assert_eq!(format!("{ours:?}"), format!("{theirs:?}"), "{text}");
    }

    #[test]
    fn the_ends_and_the_odd_ones() {
        for text in [
            "",
            " ",
            "-",
            "-0",
            "0",
            "-0.0",
            "00",
            "01",
            "1.",
            ".5",
            "1e",
            "1e5",
            "1E-5",
            "1e+",
            "1e400",
            "-1e400",
            "1e-400",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "0.1 ",
            "1 2",
            "nul",
            "null",
            "nulll",
            "true",
            "false",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\":1,}",
            "{\"a\" : 1 , \"a\":2}",
            "{a:1}",
            "{\"a\"}",
            "[",
            "{",
            "]",
            "\"",
            "\"\\",
            "\"\\u12",
            "\"\\u00e9\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\ude00\"",
            "\"\\ud83d\\u0041\"",
            "\"\\x\"",
            "\"\n\"",
            "\"\u{7f}\"",
            "\"花子\\n\\/\"",
            "\"\\u花\"",
            "\u{feff}1",
        ] {
            same(text);
        }
        for deep in [1, 126, 127, 128, 200] {
            same(&["[".repeat(deep), "]".repeat(deep)].concat());
            same(&["{\"a\":".repeat(deep), "1".into(), "}".repeat(deep)].concat());
        }
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::vec((".{0,4}", inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// What is written is read, whole or with a character gone, doubled or changed.
        #[test]
        fn as_the_reader_of_serde_json(value in value(), at: prop::sample::Index, other in "[-+0-9eE.,:\\[\\]{}\"\\\\u tn\n]") {
            let text = value.to_string();
            same(&text);
            let chars: Vec<char> = text.chars().collect();
            let (before, after) = chars.split_at(at.index(chars.len()));
            let before: String = before.iter().collect();
            let rest: String = after.iter().skip(1).collect();
            same(&before);
            same(&[before.as_str(), &rest].concat());
            same(&[before.as_str(), &other, &rest].concat());
            same(&[before, other, after.iter().collect()].concat());
        }

        #[test]
        fn numbers(text in "-?[0-9]{1,22}([.][0-9]{1,22})?([eE][+-]?[0-9]{1,3})?", bits: u64) {
            same(&text);
            same(&serde_json::to_string(&f64::from_bits(bits)).unwrap());
        }
    }
}
