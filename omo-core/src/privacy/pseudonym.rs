//! Names that say nothing: other ones for each recipient, and new ones with each key.

use crate::Error;
use crate::sha256::{hex, hmac};

/// Pseudonyms for one recipient: HMAC-SHA-256 of a customer's id, of which 20 bytes are written.
///
/// Two recipients cannot tell that they hold the same customer, and who has no key can neither make a pseudonym nor
/// undo it. A new version of the key makes new ones: see [`Pseudonyms::rotated`].
///
/// ```
/// use omo_core::privacy::Pseudonyms;
/// let key = b"sixteen bytes or more";
/// let (agency, bank) = (Pseudonyms::new("agency", key, 1)?, Pseudonyms::new("bank", key, 1)?);
/// let hanako = agency.of("ec-1");
/// assert_eq!((&hanako[..3], hanako.len()), ("p1-", 43));
/// assert_eq!(hanako, agency.of("ec-1"));
/// assert_ne!(hanako, bank.of("ec-1"));
/// // The one who has both keys can say which old name is which new one.
/// let next = agency.rotated(b"another sixteen bytes", 2)?;
/// assert_eq!(agency.renamed(&next, ["ec-1"]), [(hanako, next.of("ec-1"))]);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Pseudonyms {
    recipient: String,
    key: Vec<u8>,
    version: u32,
}

impl std::fmt::Debug for Pseudonyms {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut named = f.debug_struct("Pseudonyms");
        named.field("recipient", &self.recipient).field("version", &self.version).finish_non_exhaustive()
    }
}

/// No key is shorter, in bytes: 128 bits.
const SHORTEST: usize = 16;

impl Pseudonyms {
    /// Pseudonyms for a recipient, made with this version of the key.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when the recipient is empty or the key shorter than 16 bytes.
    pub fn new(recipient: &str, key: &[u8], version: u32) -> Result<Self, Error> {
        if recipient.is_empty() {
            return Err(Error::option("recipient", "not empty", &recipient));
        }
        if key.len() < SHORTEST {
            return Err(Error::option("key", "at least 16 bytes", &key.len()));
        }
        Ok(Self { recipient: recipient.into(), key: key.into(), version })
    }

    /// For whom they are.
    #[must_use]
    pub fn recipient(&self) -> &str {
        &self.recipient
    }

    /// Which version of the key makes them.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The pseudonym of a customer.
    #[must_use]
    pub fn of(&self, customer: &str) -> String {
        self.named('p', customer)
    }

    /// The pseudonym of a touchpoint: its id is often a receipt's number, which others have as well.
    #[must_use]
    pub fn of_touchpoint(&self, id: &str) -> String {
        self.named('t', id)
    }

    fn named(&self, what: char, id: &str) -> String {
        // The length before the recipient: no recipient and id make the same message as another two.
        let message = format!("{what}{}:{}{}:{id}", self.recipient.len(), self.recipient, self.version);
        let digest = hmac(&self.key, message.as_bytes());
        let (written, _) = digest.split_at(20);
        format!("{what}{}-{}", self.version, hex(written))
    }

    /// Pseudonyms of the next version for the same recipient.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when the key is too short or the version not a later one.
    pub fn rotated(&self, key: &[u8], version: u32) -> Result<Self, Error> {
        if version <= self.version {
            return Err(Error::option("version", "later than the one before", &version));
        }
        Self::new(&self.recipient, key, version)
    }

    /// Old and new pseudonyms of customers, for a recipient who has to go on with what it holds.
    #[must_use]
    pub fn renamed<'c>(
        &self,
        next: &Self,
        customers: impl IntoIterator<Item = &'c str>,
    ) -> Vec<(String, String)> {
        let both = |customer| (self.of(customer), next.of(customer));
        customers.into_iter().map(both).collect()
    }
}
