//! Words for what customers did, in English and Japanese.

use crate::model::Language;

/// The text in a language.
pub(super) fn pick<'t>(language: Language, en: &'t str, ja: &'t str) -> &'t str {
    match language {
        Language::En => en,
        Language::Ja => ja,
    }
}

/// What an action is called; the shop's own words stay as they are.
pub(super) fn action(name: &str, language: Language) -> &str {
    let (en, ja) = match name {
        "view" => ("view", "閲覧"),
        "search" => ("search", "検索"),
        "cart" => ("cart", "カート投入"),
        "purchase" => ("purchase", "購入"),
        "return" => ("return", "返品"),
        "visit" => ("visit", "来店"),
        "check_in" => ("check-in", "チェックイン"),
        "coupon_issued" => ("coupon issued", "クーポン発行"),
        "coupon_redeemed" => ("coupon used", "クーポン利用"),
        "reservation" => ("reservation", "予約"),
        "pickup" => ("pickup", "受け取り"),
        "inquiry" => ("inquiry", "問い合わせ"),
        "review" => ("review", "レビュー"),
        "payment" => ("payment", "支払い"),
        "signage_seen" => ("sign seen", "サイネージ視聴"),
        own => return own,
    };
    pick(language, en, ja)
}
