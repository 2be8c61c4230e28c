//! An e-mail address in its two parts, with a key that looks past what a mailbox ignores.

use crate::Identifier;

/// What [`Email::key`] looks past. Nothing by default: few hosts promise it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EmailOptions {
    /// Leave out a `+` in the local part and what follows it: `hanako+shop@…` is delivered to `hanako@…`.
    pub ignore_tags: bool,
    /// Leave out dots in the local part at Gmail, and call `googlemail.com` by its newer name.
    pub ignore_gmail_dots: bool,
}

/// An e-mail address that says something.
///
/// ```
/// use omo_core::identity::normal::email::{Email, EmailOptions};
/// let loose = EmailOptions { ignore_tags: true, ignore_gmail_dots: true };
/// let email = Email::read("Hanako.Yamada+shop@GoogleMail.com").unwrap();
/// assert_eq!(email.key(&loose), "hanakoyamada@gmail.com");
/// assert_eq!((email.local(), email.domain()), ("hanako.yamada+shop", "googlemail.com"));
/// assert_eq!(Email::read("test@example.com"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email {
    local: String,
    domain: String,
}

impl Email {
    /// Reads an address as [`Identifier::email`] does; `None` where that refuses it or knows it for a placeholder.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let address = Identifier::email(text).ok().filter(|address| !address.is_placeholder())?;
        let (local, domain) = address.value().split_once('@')?;
        Some(Self { local: local.into(), domain: domain.into() })
    }

    /// What stands before the @.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands behind the @.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The address without what `options` look past.
    #[must_use]
    pub fn key(&self, options: &EmailOptions) -> String {
        let tagless = match self.local.split_once('+') {
            // A tag alone is no mailbox.
            Some((local, _)) if options.ignore_tags && !local.is_empty() => local,
            _ => &self.local,
        };
        if options.ignore_gmail_dots && ["gmail.com", "googlemail.com"].contains(&self.domain.as_str()) {
            return format!("{}@gmail.com", tagless.replace('.', ""));
        }
        format!("{tagless}@{}", self.domain)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_gmail_ignores_dots() {
        let loose = EmailOptions { ignore_tags: true, ignore_gmail_dots: true };
        assert_eq!(Email::read("h.y@example.jp").unwrap().key(&loose), "h.y@example.jp");
        // Japanese carriers allow dots that the standard does not: they stay.
        assert_eq!(Email::read("h..y.@docomo.ne.jp").unwrap().key(&loose), "h..y.@docomo.ne.jp");
        assert_eq!(Email::read("+7@example.jp").unwrap().key(&loose), "+7@example.jp");
        assert_eq!(Email::read("h.y@gmail.com").unwrap().key(&EmailOptions::default()), "h.y@gmail.com");
    }

    proptest! {
        /// A key is its own key, whatever it looks past.
        #[test]
        fn keying_twice_is_keying_once(local in "[a-z.+]{1,8}", gmail: bool, ignore_tags: bool, ignore_gmail_dots: bool) {
            let options = EmailOptions { ignore_tags, ignore_gmail_dots };
            let host = if gmail { "gmail.com" } else { "example.jp" };
            if let Some(email) = Email::read(&format!("{local}@{host}")) {
                let key = email.key(&options);
                if let Some(again) = Email::read(&key) {
                    prop_assert_eq!(again.key(&options), key);
                }
            }
        }
    }
}
