//! What an answer does not say, and why.

use serde::Serialize;

use crate::model::Language;
use crate::order::Order;

super::coded! {
    /// What was withheld.
    What {
        /// Whole customers.
        Customers = "customers", "customers", "顧客";
        /// Identifiers.
        Identifiers = "identifiers", "identifiers", "識別情報";
        /// Whole touchpoints.
        Touchpoints = "touchpoints", "touchpoints", "接点";
        /// Products of touchpoints.
        Products = "products", "products", "商品";
        /// Amounts of products.
        Amounts = "amounts", "amounts", "金額";
        /// Stores of touchpoints.
        Stores = "stores", "stores", "店舗";
        /// Topics of touchpoints.
        Abouts = "abouts", "topics", "内容";
    }
}

super::coded! {
    /// Why it was withheld.
    Why {
        /// The purpose does not need it.
        Purpose = "purpose", "not needed for this purpose", "この利用目的には不要なため";
        /// The customer has not agreed, or the consent has run out.
        NoConsent = "no_consent", "no consent", "同意がないため";
        /// The customer said no.
        Objection = "objection", "the customer said no", "本人が拒否しているため";
        /// It is sensitive.
        Sensitive = "sensitive", "sensitive data without explicit consent", "明示の同意がない要配慮情報のため";
        /// It came from elsewhere.
        ThirdParty = "third_party", "data from a third party without recorded consent", "同意の記録がない第三者由来の情報のため";
        /// It is too old for the purpose.
        Age = "age", "older than the purpose allows", "利用目的の保存期間を過ぎたため";
        /// Too few people are alike.
        SmallGroup = "small_group", "too few people are alike", "該当者が少なすぎるため";
        /// The customer asked for it to be erased.
        Erased = "erased", "erased on request", "請求により消去されたため";
    }
}

/// What an answer does not say, how much of it, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Withheld {
    /// What.
    pub what: What,
    /// How many.
    pub count: u32,
    /// Why.
    pub why: Why,
}

impl Withheld {
    /// In words.
    ///
    /// ```
    /// use omo_core::Language;
    /// use omo_core::privacy::{What, Why, Withheld};
    /// let two = Withheld { what: What::Identifiers, count: 2, why: Why::Purpose };
    /// assert_eq!(serde_json::to_string(&two).unwrap(), r#"{"what":"identifiers","count":2,"why":"purpose"}"#);
    /// assert_eq!(two.text(Language::En), "2 identifiers withheld: not needed for this purpose");
    /// assert_eq!(two.text(Language::Ja), "識別情報2件は非表示：この利用目的には不要なため");
    /// ```
    #[must_use]
    pub fn text(self, language: Language) -> String {
        let (what, why) = (self.what.text(language), self.why.text(language));
        match language {
            Language::En => format!("{} {what} withheld: {why}", self.count),
            Language::Ja => format!("{what}{}件は非表示：{why}", self.count),
        }
    }
}

/// Counts what is withheld.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(Vec<Withheld>);

impl Tally {
    /// Counts `count` more.
    pub fn add(&mut self, what: What, why: Why, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let known = self.0.iter_mut().find(|held| held.what == what && held.why == why);
        match known {
            Some(held) => held.count = held.count.saturating_add(count),
            None if count > 0 => self.0.push(Withheld { what, count, why }),
            None => {}
        }
    }

    /// Adds all that another counted.
    pub fn add_all(&mut self, other: &[Withheld]) {
        for held in other {
            self.add(held.what, held.why, held.count as usize);
        }
    }

    /// What was counted, in an order that does not hang on the order of counting.
    #[must_use]
    pub fn withheld(mut self) -> Vec<Withheld> {
        self.0.put_in_order_by(|a, b| (a.what, a.why).cmp(&(b.what, b.why)));
        self.0
    }
}
