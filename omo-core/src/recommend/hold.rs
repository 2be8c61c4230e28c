//! What holds an action back.

use serde::{Deserialize, Serialize};

use crate::Language;

macro_rules! holds {
    ($($(#[$doc:meta])+ $variant:ident = $code:literal, $en:literal, $ja:literal;)+) => {
        /// What holds an action back, as a code and in words.
        ///
        /// ```
        /// use omo_core::{Language, recommend::Hold};
        /// assert_eq!(Hold::StaleStock.code(), "stale_stock");
        /// assert_eq!(Hold::NoSlot.words(Language::En), "no slot is free");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Hold {
            $($(#[$doc])+ $variant,)+
        }

        impl Hold {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its code, by which causes are counted.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// The cause as a half sentence.
            #[must_use]
            pub fn words(self, language: Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$variant, Language::En) => $en,
                        (Self::$variant, Language::Ja) => $ja,
                    )+
                }
            }
        }
    };
}

holds! {
    /// It is nowhere near and not online.
    OutOfStock = "out_of_stock", "out of stock everywhere near and online", "近隣の店舗にもオンラインにも在庫なし";
    /// It was counted too long ago to be promised.
    StaleStock = "stale_stock", "counted too long ago to be promised", "在庫の確認日時が古い";
    /// The coupon's terms do not let it be given to this customer now.
    CouponTerms = "coupon_terms", "the coupon's terms do not allow it", "クーポンの条件に合わない";
    /// No piece of the coupon is left.
    CouponUsedUp = "coupon_used_up", "no piece of the coupon is left", "クーポンの枚数切れ";
    /// It may not be shown through any channel that is open.
    NotInChannel = "not_in_channel", "may not be shown through this channel", "このチャネルでは案内できない";
    /// No slot is free.
    NoSlot = "no_slot", "no slot is free", "空き枠なし";
    /// The customer agreed to no way of being contacted.
    NoConsent = "no_consent", "no consent to be contacted", "連絡への同意なし";
    /// The channel was used as often as the policy allows.
    ChannelCap = "channel_cap", "contacted often enough through this channel", "このチャネルの連絡上限に到達";
    /// The customer was contacted as often as the policy allows.
    ContactCap = "contact_cap", "contacted often enough", "連絡上限に到達";
    /// It is night where the customer is.
    QuietHours = "quiet_hours", "quiet hours", "連絡を控える時間帯";
    /// The customer complained or asked lately.
    AfterComplaint = "after_complaint", "a question or complaint is too recent", "問い合わせの直後";
    /// The customer bought lately.
    AfterPurchase = "after_purchase", "a purchase is too recent", "購入の直後";
    /// The latest contacts found no answer.
    Fatigue = "fatigue", "the latest contacts found no answer", "最近の連絡に反応なし";
    /// Others with a better score took what there is.
    NoCapacity = "no_capacity", "others with a better score took what there is", "より優先度の高い顧客で満員";
    /// The money is spent.
    Budget = "budget", "the budget is spent", "予算切れ";
}
