//! How identity is resolved.

use serde::Serialize;

use crate::form;
use crate::{Error, Identifier, IdentifierKind};

/// How [`resolve`](super::resolve) tells customers apart.
///
/// The defaults prefer two customers where there is one to one customer where there are two: a missed join
/// costs a coupon, a wrong one shows a stranger's purchases.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct IdentityOptions {
    /// Identifiers that say nothing about anybody: the store's own phone, a test account, a staff card.
    pub blocked: Vec<Identifier>,
    /// With how many different people an identifier may be seen before it links nobody.
    pub owners: OwnerLimits,
    /// How many identifiers of a kind one customer may have.
    pub per_customer: CustomerLimits,
}

form::options!(IdentityOptions { blocked, owners, per_customer });

/// With how many different people an identifier of each kind may be seen and still link them; at least 1.
///
/// "People" are customers known from more trusted identifiers who are told apart by their e-mails, or by
/// names in the same script, or by phones or payment tokens where nothing better is known. Holders of
/// different member ids of one issuer are no matter of these limits: they never become one customer (see
/// [`CustomerLimits::member_id`]), so an identifier that two of them show always links nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OwnerLimits {
    /// For an installation of the app.
    pub app_id: u32,
    /// For a name with an address.
    pub name_address: u32,
    /// For a name with a phone number.
    pub name_phone: u32,
    /// For a token of a payment card.
    pub payment_token: u32,
    /// For a phone number.
    pub phone: u32,
    /// For a device.
    pub device: u32,
    /// For a browser's cookie.
    pub cookie: u32,
}

form::options!(OwnerLimits { app_id, name_address, name_phone, payment_token, phone, device, cookie });

impl Default for OwnerLimits {
    fn default() -> Self {
        Self {
            app_id: 1,
            // The same name at the same address or phone is one person with two or three e-mails.
            name_address: 3,
            name_phone: 3,
            payment_token: 1,
            phone: 1,
            device: 1,
            cookie: 1,
        }
    }
}

impl OwnerLimits {
    /// The limit of `kind`; people are never told apart above an e-mail.
    pub(super) fn of(&self, kind: IdentifierKind) -> u32 {
        match kind {
            IdentifierKind::MemberId | IdentifierKind::Email => u32::MAX,
            IdentifierKind::AppId => self.app_id,
            IdentifierKind::NameAddress => self.name_address,
            IdentifierKind::NamePhone => self.name_phone,
            IdentifierKind::PaymentToken => self.payment_token,
            IdentifierKind::Phone => self.phone,
            IdentifierKind::Device => self.device,
            IdentifierKind::Cookie => self.cookie,
        }
    }
}

/// How many identifiers of each kind one customer may have; 1 to 30,000.
///
/// A join that would exceed one of them is refused, and the refusal is part of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CustomerLimits {
    /// Member ids of one issuer. Ids that one touchpoint shows together (a reissued card) count once. Of all
    /// issuers together nobody has more than 64.
    pub member_id: u16,
    /// E-mail addresses.
    pub email: u16,
    /// Installations of the app.
    pub app_id: u16,
    /// Names with addresses, every spelling counted.
    pub name_address: u16,
    /// Names with phone numbers, every spelling counted.
    pub name_phone: u16,
    /// Tokens of payment cards.
    pub payment_token: u16,
    /// Phone numbers.
    pub phone: u16,
    /// Devices.
    pub device: u16,
    /// Cookies. Browsers drop them within a week, so years of visits leave hundreds.
    pub cookie: u16,
}

form::options!(CustomerLimits {
    member_id,
    email,
    app_id,
    name_address,
    name_phone,
    payment_token,
    phone,
    device,
    cookie
});

impl Default for CustomerLimits {
    fn default() -> Self {
        Self {
            member_id: 1,
            email: 5,
            app_id: 20,
            name_address: 20,
            name_phone: 20,
            payment_token: 10,
            phone: 5,
            device: 20,
            cookie: 1000,
        }
    }
}

impl CustomerLimits {
    /// The limit of `kind`.
    pub(super) fn of(&self, kind: IdentifierKind) -> u16 {
        match kind {
            IdentifierKind::MemberId => self.member_id,
            IdentifierKind::Email => self.email,
            IdentifierKind::AppId => self.app_id,
            IdentifierKind::PaymentToken => self.payment_token,
            IdentifierKind::NameAddress => self.name_address,
            IdentifierKind::NamePhone => self.name_phone,
            IdentifierKind::Phone => self.phone,
            IdentifierKind::Device => self.device,
            IdentifierKind::Cookie => self.cookie,
        }
    }
}

impl IdentityOptions {
    pub(super) fn check(&self) -> Result<(), Error> {
        // Below 1 nobody could have an identifier; two counts of 30,000 still add up within 16 bits.
        let mut limits = IdentifierKind::ALL.into_iter().map(|kind| self.per_customer.of(kind));
        if let Some(limit) = limits.find(|limit| !(1..=30_000).contains(limit)) {
            return Err(Error::option("perCustomer", "1 to 30000 for every kind", &limit));
        }
        if IdentifierKind::ALL.into_iter().any(|kind| self.owners.of(kind) == 0) {
            return Err(Error::option("owners", "at least 1 for every kind", &0));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default() {
        let options: IdentityOptions =
            serde_json::from_str(r#"{"perCustomer": {"phone": 2}, "owners": {"phone": 4}}"#).unwrap();
        assert_eq!((options.per_customer.phone, options.per_customer.cookie), (2, 1000));
        assert_eq!((options.owners.phone, options.owners.name_phone), (4, 3));
    }

    #[test]
    fn misspelt_options_and_impossible_limits_are_errors() {
        assert!(serde_json::from_str::<IdentityOptions>(r#"{"perCustomer": {"fax": 2}}"#).is_err());
        for limit in [0, 30_001] {
            let per_customer = CustomerLimits { email: limit, ..Default::default() };
            let error = IdentityOptions { per_customer, ..Default::default() }.check().unwrap_err();
            assert_eq!(error.code(), "option");
        }
        let owners = OwnerLimits { phone: 0, ..Default::default() };
        assert!(IdentityOptions { owners, ..Default::default() }.check().is_err());
    }
}
