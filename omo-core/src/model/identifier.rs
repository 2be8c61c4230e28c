//! By what a customer is recognised.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Error;
use crate::form::{self, Form, Style, Wrong};
use crate::lower::lowercase;
use crate::nfkc::nfkc;

/// What kind of identifier it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// A member card or account number; write `issuer:number` where there are several issuers.
    MemberId,
    /// An e-mail address.
    Email,
    /// An installation of the shop's app, signed in.
    AppId,
    /// A token of a payment card or wallet.
    PaymentToken,
    /// A name with an address or postcode.
    NameAddress,
    /// A name with a phone number: tells the members of a family on one phone apart.
    NamePhone,
    /// A phone number.
    Phone,
    /// A device, such as a tablet.
    Device,
    /// A browser's cookie.
    Cookie,
}

form::words!(IdentifierKind { MemberId = "member_id", Email = "email", AppId = "app_id", PaymentToken = "payment_token", NameAddress = "name_address", NamePhone = "name_phone", Phone = "phone", Device = "device", Cookie = "cookie" });

impl IdentifierKind {
    /// All kinds, most trusted first.
    pub const ALL: [Self; 9] = [
        Self::MemberId,
        Self::Email,
        Self::AppId,
        Self::PaymentToken,
        Self::NameAddress,
        Self::NamePhone,
        Self::Phone,
        Self::Device,
        Self::Cookie,
    ];

    /// The kind's name, as written in JSON and as a column of a table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MemberId => "member_id",
            Self::Email => "email",
            Self::AppId => "app_id",
            Self::PaymentToken => "payment_token",
            Self::NameAddress => "name_address",
            Self::NamePhone => "name_phone",
            Self::Phone => "phone",
            Self::Device => "device",
            Self::Cookie => "cookie",
        }
    }

    /// How far it can be trusted to mean one person.
    #[must_use]
    pub fn trust(self) -> Trust {
        match self {
            Self::MemberId => Trust::Issued,
            Self::Email | Self::AppId | Self::NameAddress | Self::NamePhone => Trust::Personal,
            Self::PaymentToken | Self::Phone | Self::Device | Self::Cookie => Trust::Shareable,
        }
    }
}

impl FromStr for IdentifierKind {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let must =
            "member_id, email, app_id, payment_token, name_address, name_phone, phone, device or cookie";
        Self::ALL.into_iter().find(|k| k.name() == text).ok_or_else(|| Error::format("identifier kind", must))
    }
}

/// How far an identifier can be trusted to mean one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Given out by the shop to one person.
    Issued,
    /// One person's own, as a rule.
    Personal,
    /// Families and colleagues share it.
    Shareable,
}

/// An identifier in its one canonical spelling.
///
/// Two spellings of one phone number make equal identifiers, so everything past the border compares them
/// with `==` and never normalises again.
///
/// ```
/// use omo_core::Identifier;
/// assert_eq!(Identifier::email(" Hanako@Example.JP ")?, Identifier::email("hanako@example.jp")?);
/// assert_eq!(Identifier::phone("０９０-１２３４-５６７８")?, Identifier::phone("+81 90 1234 5678")?);
/// assert!(Identifier::email("hanako at example").is_err());
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Identifier {
    kind: IdentifierKind,
    value: String,
}

form::deserialized!(Identifier);

impl Form for Identifier {
    fn read(value: &Value, style: Style) -> Result<Self, Wrong> {
        let as_told = Told::read(value, style)?;
        Ok(Self::read(as_told.kind, &as_told.value)?)
    }
}

/// An identifier as it is told, in whatever spelling.
struct Told {
    kind: IdentifierKind,
    value: String,
}

form::record!(Told { kind: IdentifierKind::MemberId, value: String::new() } {});

/// No identifier is longer, in bytes.
const LONGEST: usize = 512;

impl Identifier {
    /// What stands in a record until its identifier is read.
    pub(super) fn blank() -> Self {
        Self { kind: IdentifierKind::MemberId, value: String::new() }
    }

    /// Reads an identifier of the given kind.
    ///
    /// A [`NameAddress`](IdentifierKind::NameAddress) or [`NamePhone`](IdentifierKind::NamePhone) is written
    /// `name|address` or `name|phone`.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when it is empty, longer than 512 bytes, or not of the kind's form.
    pub fn read(kind: IdentifierKind, text: &str) -> Result<Self, Error> {
        if text.len() > LONGEST {
            return Err(Error::format(kind.name(), "at most 512 bytes"));
        }
        let halves =
            || text.split_once('|').ok_or_else(|| Error::format(kind.name(), "two parts with | between"));
        match kind {
            IdentifierKind::Email => Self::email(text),
            IdentifierKind::Phone => Self::phone(text),
            IdentifierKind::NameAddress => {
                halves().and_then(|(name, address)| Self::name_address(name, address))
            }
            IdentifierKind::NamePhone => halves().and_then(|(name, phone)| Self::name_phone(name, phone)),
            IdentifierKind::MemberId
            | IdentifierKind::AppId
            | IdentifierKind::PaymentToken
            | IdentifierKind::Device
            | IdentifierKind::Cookie => Self::key(kind, text),
        }
    }

    /// An e-mail address, lower-cased, in narrow characters.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when it has not the form `user@host.tld`.
    pub fn email(text: &str) -> Result<Self, Error> {
        let wrong = || Error::format("email", "like user@host.tld");
        let value = lowercase(&narrow(text)?);
        let (user, host) = value.split_once('@').ok_or_else(wrong)?;
        let clean = !user.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && !host.contains('@')
            && !value.chars().any(|c| c.is_whitespace() || c.is_control());
        if clean { Self::whole(IdentifierKind::Email, value) } else { Err(wrong()) }
    }

    /// A phone number in international form; a number with one leading 0 is taken as Japanese.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when it has not 8 to 15 digits or holds letters.
    pub fn phone(text: &str) -> Result<Self, Error> {
        let wrong = || Error::format("phone", "8 to 15 digits, such as 090-1234-5678 or +81 90 1234 5678");
        let plain = narrow(text)?;
        let mut digits = String::with_capacity(16);
        for c in plain.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '+' if digits.is_empty() => {}
                ' ' | '-' | '(' | ')' | '.' | '/' | 'ー' | '‐' | '−' | '–' | '—' => {}
                _ => return Err(wrong()),
            }
        }
        let plus = plain.trim_start().starts_with('+');
        let abroad =
            if plus { Some(&*digits) } else { digits.strip_prefix("010").filter(|rest| rest.len() > 8) };
        let value = if let Some(abroad) = abroad {
            // +81 (0)90 …: the national 0 is not part of the number.
            match abroad.strip_prefix("810").filter(|rest| leads(rest)) {
                Some(rest) => format!("+81{rest}"),
                None => format!("+{abroad}"),
            }
        } else if let Some(national) = digits.strip_prefix('0').filter(|rest| leads(rest)) {
            format!("+81{national}")
        } else {
            digits
        };
        if (8..=16).contains(&value.len()) {
            Ok(Self { kind: IdentifierKind::Phone, value })
        } else {
            Err(wrong())
        }
    }

    /// A name with an address (or a postcode alone).
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when either is empty.
    pub fn name_address(name: &str, address: &str) -> Result<Self, Error> {
        Self::whole(IdentifierKind::NameAddress, format!("{}|{}", name_key(name)?, address_key(address)?))
    }

    /// A name with a phone number.
    ///
    /// # Errors
    ///
    /// [`Error::Format`] when the name is empty or the phone number none.
    pub fn name_phone(name: &str, phone: &str) -> Result<Self, Error> {
        Self::whole(IdentifierKind::NamePhone, format!("{}|{}", name_key(name)?, Self::phone(phone)?.value))
    }

    /// A key that the shop, a device or a payment service gave out: taken as it is, in narrow characters.
    fn key(kind: IdentifierKind, text: &str) -> Result<Self, Error> {
        let value = narrow(text)?;
        if value.is_empty() || value.chars().any(char::is_control) {
            return Err(Error::format(kind.name(), "not empty and without control characters"));
        }
        Self::whole(kind, value)
    }

    /// A spelling that is canonical already, unless it is too long: NFKC can make a text longer.
    fn whole(kind: IdentifierKind, value: String) -> Result<Self, Error> {
        if value.len() > LONGEST {
            return Err(Error::format(kind.name(), "at most 512 bytes"));
        }
        Ok(Self { kind, value })
    }

    /// A spelling that came from an identifier.
    pub(crate) fn canonical(kind: IdentifierKind, value: &str) -> Self {
        Self { kind, value: value.to_owned() }
    }

    /// What kind it is.
    #[must_use]
    pub fn kind(&self) -> IdentifierKind {
        self.kind
    }

    /// Its canonical spelling.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Who gave it out, for a member id written `issuer:number`.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        match self.kind {
            IdentifierKind::MemberId => self.value.split_once(':').map(|(issuer, _)| issuer),
            _ => None,
        }
    }

    /// Whether people type this when they have nothing to say: `000-0000-0000`, `test@…`, `null`, `unknown`.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        let one_digit = |text: &str| {
            let mut digits = text.bytes().filter(u8::is_ascii_digit);
            let first = digits.next();
            first.is_some() && digits.all(|d| Some(d) == first)
        };
        match self.kind {
            IdentifierKind::Phone => {
                let national = self.value.strip_prefix("+81").unwrap_or(&self.value);
                // All of a subscriber's digits the same: 0000000000, 090-0000-0000, 03-1111-1111.
                one_digit(national)
                    || national.len() > 8 && national.get(national.len() - 8..).is_some_and(one_digit)
                    || national.ends_with("12345678")
            }
            IdentifierKind::Email => {
                let (user, host) = self.value.split_once('@').unwrap_or_default();
                let nobody = ["test", "dummy", "noreply", "no-reply", "none", "na", "xxx", "aaa", "unknown"];
                nobody.contains(&user) || ["example.invalid", "test.test", "dummy.com"].contains(&host)
            }
            IdentifierKind::NamePhone => {
                let (name, phone) = self.value.split_once('|').unwrap_or_default();
                placeholder_word(name) || Self::phone(phone).is_ok_and(|phone| phone.is_placeholder())
            }
            IdentifierKind::NameAddress => self.value.split('|').any(placeholder_word),
            _ => {
                let issuer = self.value.bytes().rposition(|byte| byte == b':').map_or(0, |colon| colon + 1);
                let number = self.value.get(issuer..).unwrap_or_default();
                placeholder_word(number)
                    || number.len() > 1 && number.bytes().all(|b| b == b'0' || b == b'-')
                    || number.len() >= 6 && number.bytes().all(|b| b.is_ascii_digit()) && one_digit(number)
            }
        }
    }
}

/// Whether a national number begins as one can: after its 0 comes no other.
fn leads(national: &str) -> bool {
    national.starts_with(|c: char| matches!(c, '1'..='9'))
}

/// Words that stand for "nothing" in some system.
fn placeholder_word(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "",
        "-",
        "null",
        "none",
        "nil",
        "undefined",
        "unknown",
        "anonymous",
        "guest",
        "n/a",
        "na",
        "test",
        "ダミー",
        "テスト",
    ];
    let text = lowercase(text);
    WORDS.contains(&text.as_str())
}

/// Trimmed and in narrow, composed characters (NFKC).
fn narrow(text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.len() > LONGEST {
        return Err(Error::format("identifier", "at most 512 bytes"));
    }
    if text.is_ascii() {
        return Ok(text.to_owned());
    }
    Ok(nfkc(text).trim().to_owned())
}

/// A name as a key: narrow, lower case, without spaces and dots, hiragana as katakana.
fn name_key(name: &str) -> Result<String, Error> {
    let key: String = lowercase(&narrow(name)?)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '|' | '・' | '.' | ','))
        .map(katakana)
        .collect();
    if key.is_empty() { Err(Error::format("name", "not empty")) } else { Ok(key) }
}

/// Hiragana to katakana: the two blocks of Unicode stand 0x60 apart.
fn katakana(c: char) -> char {
    match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        other => other,
    }
}

/// An address as a key: narrow, lower case, without spaces, block words and dashes as one hyphen.
fn address_key(address: &str) -> Result<String, Error> {
    let plain = lowercase(&narrow(address)?);
    let mut key = String::with_capacity(plain.len());
    let mut letters = plain.chars().peekable();
    while let Some(c) = letters.next() {
        let c = match c {
            '丁' if letters.next_if_eq(&'目').is_some() => '-',
            '番' => {
                letters.next_if_eq(&'地');
                '-'
            }
            '号' => '-',
            other => other,
        };
        match c {
            c if c.is_whitespace() || matches!(c, '|' | '〒' | ',') => {}
            'ー' | '‐' | '−' | '–' | '—' | '-' => {
                if key.ends_with(|c: char| c.is_ascii_digit()) {
                    key.push('-');
                }
            }
            c => key.push(katakana(c)),
        }
    }
    let key = key.trim_end_matches('-');
    if key.is_empty() { Err(Error::format("address", "not empty")) } else { Ok(key.to_owned()) }
}

impl fmt::Display for Identifier {
    /// `kind:value`. This names a person: it is for explanations, never for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.name(), self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(kind: IdentifierKind, spellings: &[&str]) {
        let first = Identifier::read(kind, spellings[0]).unwrap();
        for spelling in spellings {
            assert_eq!(Identifier::read(kind, spelling).unwrap(), first, "{spelling}");
        }
    }

    #[test]
    fn spellings_of_one_thing_are_equal() {
        same(
            IdentifierKind::Email,
            &["hanako@example.jp", "HANAKO@EXAMPLE.JP", " ｈａｎａｋｏ＠example.jp "],
        );
        same(
            IdentifierKind::Phone,
            &["090-1234-5678", "09012345678", "+819012345678", "+81 (0)90-1234-5678"],
        );
        same(IdentifierKind::NamePhone, &["山田 花子|090-1234-5678", "山田花子|+819012345678"]);
        same(IdentifierKind::NamePhone, &["やまだ はなこ|0312345678", "ﾔﾏﾀﾞﾊﾅｺ|03-1234-5678"]);
        let address = "山田花子|東京都中央区銀座3丁目5番1号";
        same(IdentifierKind::NameAddress, &[address, "山田 花子|東京都中央区銀座３－５－１"]);
    }

    #[test]
    fn placeholders_are_known() {
        let placeholder = |kind, text: &str| Identifier::read(kind, text).unwrap().is_placeholder();
        for phone in ["0000000000", "090-0000-0000", "03-1111-1111", "9999999999"] {
            assert!(placeholder(IdentifierKind::Phone, phone), "{phone}");
        }
        assert!(!placeholder(IdentifierKind::Phone, "090-1234-5670"));
        assert!(placeholder(IdentifierKind::Email, "test@shop.jp"));
        assert!(!placeholder(IdentifierKind::Email, "tester@shop.jp"));
        assert!(placeholder(IdentifierKind::MemberId, "card:00000000"));
        assert!(placeholder(IdentifierKind::Cookie, "undefined"));
        assert!(!placeholder(IdentifierKind::MemberId, "card:7"));
    }

    #[test]
    fn ten_megabytes_are_refused() {
        let long = "a".repeat(10_000_000);
        for kind in IdentifierKind::ALL {
            assert_eq!(Identifier::read(kind, &long).unwrap_err().code(), "format");
        }
    }

    proptest! {
        /// A canonical spelling is its own canonical spelling.
        #[test]
        fn reading_twice_is_reading_once(which in 0_usize..9, text in "\\PC{0,30}") {
            if let Ok(once) = Identifier::read(IdentifierKind::ALL[which], &text) {
                let twice = Identifier::read(once.kind(), once.value());
                prop_assert_eq!(twice, Ok(once));
            }
        }

        /// Digits alone are read as themselves the second time too, zeros in front and all.
        #[test]
        fn reading_a_phone_twice_is_reading_it_once(text in "[+]?[018]{8,15}") {
            if let Ok(once) = Identifier::phone(&text) {
                prop_assert_eq!(Identifier::phone(once.value()), Ok(once));
            }
        }

        /// From abroad and with the sign of abroad a number is one.
        #[test]
        fn the_prefix_of_calls_abroad_is_the_sign(rest in "[1-9][018]{8,11}") {
            let [dialled, written] = ["010", "+"].map(|before| Identifier::phone(&format!("{before}{rest}")));
            prop_assert_eq!(dialled, written);
        }

        /// The words of a Japanese block address are hyphens.
        #[test]
        fn block_words_are_hyphens(address in "[銀丁目番地号3]{1,12}") {
            let hyphens = address.replace("丁目", "-").replace("番地", "-").replace(['番', '号'], "-");
            prop_assert_eq!(address_key(&address), address_key(&hyphens));
        }

        /// An error never repeats what it was given.
        #[test]
        fn errors_do_not_tell(text in "[a-z]{12,20}") {
            let error = Identifier::email(&text).unwrap_err().to_string();
            prop_assert!(!error.contains(&text));
        }
    }
}
