//! Why something is recommended, as facts and in words.

use serde::{Deserialize, Serialize};

#[cfg(feature = "offers")]
use super::Hold;
use crate::Language;
#[cfg(feature = "offers")]
use crate::Time;
use crate::decimal::fixed;

/// Something with a number that the shop has a name for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Named {
    /// An item.
    Item(u32),
    /// A store.
    Store(u32),
    /// A channel.
    Channel(u32),
}

/// One fact that speaks for (or against) an action.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Reason {
    /// The customer buys it in a rhythm.
    BuysEvery {
        /// Days from one purchase to the next, on average.
        days: u32,
        /// Days since the last.
        last_days_ago: u32,
        /// On how many days it was bought.
        times: u32,
    },
    /// The customer bought it once.
    BoughtOnce {
        /// Days since then.
        last_days_ago: u32,
    },
    /// Customers who bought something that this customer bought also bought it.
    BoughtTogether {
        /// What this customer bought.
        with: u32,
        /// How many customers bought both.
        customers: u32,
    },
    /// Many buy it here.
    PopularAt {
        /// In this store.
        store: Option<u32>,
        /// Through this channel.
        channel: Option<u32>,
        /// How many customers bought it there.
        customers: u32,
    },
    /// Nobody has bought it yet.
    NotSoldYet,
    /// The customer put it into a cart and did not buy it.
    LeftInCart {
        /// Days since the last time.
        days_ago: u32,
    },
    /// The customer looked at it and did not buy it.
    Viewed {
        /// How many times.
        times: u32,
        /// Days since the last time.
        days_ago: u32,
    },
    /// A store near the customer has it.
    InStockAt {
        /// The store.
        store: u32,
        /// How many it has.
        quantity: u32,
        /// How far it is.
        kilometres: f64,
    },
    /// It can be sent.
    InStockOnline {
        /// How many there are.
        quantity: u32,
    },
    /// The customer is in the store: nobody has to be contacted.
    InTheStore {
        /// The store.
        store: u32,
    },
    /// The customer agreed to hear from the shop this way.
    MayContactBy {
        /// The channel.
        channel: u32,
    },
    /// The customer asked or complained, and it is still open.
    OpenInquiry {
        /// Days since then.
        days_ago: u32,
    },
    /// The customer agreed to no way of being contacted.
    NoConsent,
    /// What the customer wants is nowhere to be had.
    NoStock,
    /// The customer shows no interest that is still open.
    NoInterest,
    /// Who likes something that this customer has to do with likes it too.
    #[cfg(feature = "models")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    Like {
        /// What this customer has to do with.
        item: u32,
    },
    /// The session itself looked at it.
    #[cfg(feature = "models")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    InSession {
        /// How many clicks ago; 0 is the last.
        clicks_ago: u32,
        /// How many times.
        times: u32,
    },
    /// Sessions like this one looked at it.
    #[cfg(feature = "models")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    SimilarSessions {
        /// The newest item of this session that the most similar of them looked at as well.
        with: u32,
        /// How many of the similar sessions.
        sessions: u32,
    },
    /// Sessions looked at it right before or after something that this session looked at last.
    #[cfg(feature = "models")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    NextTo {
        /// What this session looked at.
        with: u32,
        /// How many times.
        times: u32,
    },
    /// Many look at it of late.
    #[cfg(feature = "models")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    PopularNow {
        /// How many sessions ever did.
        sessions: u32,
    },
    /// Customers who buy much the same bought it lately.
    #[cfg(feature = "models")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    SimilarCustomers {
        /// How many of them.
        customers: u32,
    },
    /// A store has a free slot.
    #[cfg(feature = "offers")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    FreeSlot {
        /// The store.
        store: u32,
        /// When it begins.
        from: Time,
        /// How many people it still takes.
        left: u32,
    },
    /// There is a discount.
    #[cfg(feature = "offers")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    Discount {
        /// Of how much of a hundred.
        percent: u32,
    },
    /// The customer usually decides around this hour of the day.
    #[cfg(feature = "offers")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    DecidesAt {
        /// The hour, 0 to 23, on the customer's clock.
        hour: u8,
    },
    /// Something held it back.
    #[cfg(feature = "offers")]
    #[cfg_attr(feature = "typescript", ts(skip))]
    HeldBack {
        /// What.
        cause: Hold,
    },
}

impl Reason {
    /// The reason as a half sentence; `name` says what things are called.
    ///
    /// ```
    /// use omo_core::Language;
    /// use omo_core::recommend::{Named, Reason};
    /// let name = |_: Named| "green tea".to_string();
    /// let rhythm = Reason::BuysEvery { days: 9, last_days_ago: 8, times: 4 };
    /// assert_eq!(rhythm.words(Language::En, name), "you buy it about every 9 days, last 8 days ago");
    /// assert_eq!(rhythm.words(Language::Ja, name), "約9日ごとに購入、前回は8日前");
    /// let together = Reason::BoughtTogether { with: 3, customers: 12 };
    /// assert_eq!(together.words(Language::En, name), "12 customers bought it as well as green tea");
    /// ```
    #[must_use]
    pub fn words(&self, language: Language, name: impl Fn(Named) -> String) -> String {
        match language {
            Language::En => self.english(name),
            Language::Ja => self.japanese(name),
        }
    }

    fn english(&self, name: impl Fn(Named) -> String) -> String {
        match *self {
            Self::BuysEvery { days, last_days_ago, .. } => {
                let rhythm = if days == 1 { "every day".into() } else { format!("every {days} days") };
                format!("you buy it about {rhythm}, last {}", ago(last_days_ago))
            }
            Self::BoughtOnce { last_days_ago } => format!("you bought it {}", ago(last_days_ago)),
            Self::BoughtTogether { with, customers } => {
                format!("{} bought it as well as {}", people(customers), name(Named::Item(with)))
            }
            Self::PopularAt { store, channel, customers } => {
                let at = store.map(|s| format!(" at {}", name(Named::Store(s)))).unwrap_or_default();
                let by = channel.map(|c| format!(" by {}", name(Named::Channel(c)))).unwrap_or_default();
                format!("{} bought it{at}{by}", people(customers))
            }
            Self::NotSoldYet => "nobody has bought it yet".into(),
            Self::LeftInCart { days_ago } => format!("left in the cart {}", ago(days_ago)),
            Self::Viewed { times: 1, days_ago } => format!("looked at {}", ago(days_ago)),
            Self::Viewed { times, days_ago } => format!("looked at {times} times, last {}", ago(days_ago)),
            Self::InStockAt { store, quantity, kilometres } => {
                format!("{} has {quantity}{}", name(Named::Store(store)), away(kilometres, ", ", " away"))
            }
            Self::InStockOnline { quantity } => format!("{quantity} in stock online"),
            Self::InTheStore { store } => format!("in {} now", name(Named::Store(store))),
            Self::MayContactBy { channel } => format!("agreed to {}", name(Named::Channel(channel))),
            Self::OpenInquiry { days_ago } => format!("an inquiry is open, made {}", ago(days_ago)),
            Self::NoConsent => "no consent to be contacted".into(),
            Self::NoStock => "out of stock everywhere near and online".into(),
            Self::NoInterest => "no open interest".into(),
            #[cfg(feature = "models")]
            Self::Like { item } => format!("goes with {}", name(Named::Item(item))),
            #[cfg(feature = "models")]
            Self::InSession { clicks_ago, times } => {
                let ago = match clicks_ago {
                    0 => "just now".into(),
                    1 => "one click ago".into(),
                    _ => format!("{clicks_ago} clicks ago"),
                };
                if times == 1 {
                    format!("looked at {ago}")
                } else {
                    format!("looked at {times} times, last {ago}")
                }
            }
            #[cfg(feature = "models")]
            Self::SimilarSessions { with, sessions } => {
                let item = name(Named::Item(with));
                match sessions {
                    1 => format!("a similar session looked at it, and at {item} too"),
                    _ => format!("{sessions} similar sessions looked at it, the most similar at {item} too"),
                }
            }
            #[cfg(feature = "models")]
            Self::NextTo { with, times } => {
                let often = if times == 1 { "once".into() } else { format!("{times} times") };
                format!("looked at {often} right before or after {}", name(Named::Item(with)))
            }
            #[cfg(feature = "models")]
            Self::PopularNow { sessions: 1 } => "a session looked at it".into(),
            #[cfg(feature = "models")]
            Self::PopularNow { sessions } => format!("{sessions} sessions looked at it"),
            #[cfg(feature = "models")]
            Self::SimilarCustomers { customers: 1 } => "a customer with similar purchases buys it".into(),
            #[cfg(feature = "models")]
            Self::SimilarCustomers { customers } => {
                format!("{customers} customers with similar purchases buy it")
            }
            #[cfg(feature = "offers")]
            Self::FreeSlot { store, from, left } => {
                format!("{} has a free slot on {} ({left} left)", name(Named::Store(store)), minute(from))
            }
            #[cfg(feature = "offers")]
            Self::Discount { percent } => format!("{percent}% off"),
            #[cfg(feature = "offers")]
            Self::DecidesAt { hour } => format!("usually decides around {hour}:00"),
            #[cfg(feature = "offers")]
            Self::HeldBack { cause } => cause.words(Language::En).into(),
        }
    }

    fn japanese(&self, name: impl Fn(Named) -> String) -> String {
        match *self {
            Self::BuysEvery { days, last_days_ago, .. } => {
                let rhythm = if days == 1 { "ほぼ毎日".into() } else { format!("約{days}日ごとに") };
                format!("{rhythm}購入、前回は{}", ago_ja(last_days_ago))
            }
            Self::BoughtOnce { last_days_ago } => format!("{}に購入", ago_ja(last_days_ago)),
            Self::BoughtTogether { with, customers } => {
                format!("{}を買った{customers}人が一緒に購入", name(Named::Item(with)))
            }
            Self::PopularAt { store, channel, customers } => {
                let at = store.map(|s| format!("{}で", name(Named::Store(s)))).unwrap_or_default();
                let by = channel.map(|c| format!("{}で", name(Named::Channel(c)))).unwrap_or_default();
                format!("{at}{by}{customers}人が購入")
            }
            Self::NotSoldYet => "まだ購入した人はいません".into(),
            Self::LeftInCart { days_ago } => format!("{}にカートに入れたまま", ago_ja(days_ago)),
            Self::Viewed { times, days_ago } => format!("{times}回閲覧、最近は{}", ago_ja(days_ago)),
            Self::InStockAt { store, quantity, kilometres } => {
                format!("{}に在庫{quantity}点{}", name(Named::Store(store)), away(kilometres, "（", "）"))
            }
            Self::InStockOnline { quantity } => format!("オンラインに在庫{quantity}点"),
            Self::InTheStore { store } => format!("ただいま{}に来店中", name(Named::Store(store))),
            Self::MayContactBy { channel } => format!("{}での連絡に同意済み", name(Named::Channel(channel))),
            Self::OpenInquiry { days_ago } => format!("{}の問い合わせが未解決", ago_ja(days_ago)),
            Self::NoConsent => "連絡への同意なし".into(),
            Self::NoStock => "近隣店舗・オンラインとも在庫なし".into(),
            Self::NoInterest => "未購入の関心商品なし".into(),
            #[cfg(feature = "models")]
            Self::Like { item } => format!("{}と好みが近い商品", name(Named::Item(item))),
            #[cfg(feature = "models")]
            Self::InSession { clicks_ago: 0, times } => format!("{times}回閲覧、たった今"),
            #[cfg(feature = "models")]
            Self::InSession { clicks_ago, times } => format!("{times}回閲覧、最近は{clicks_ago}クリック前"),
            #[cfg(feature = "models")]
            Self::SimilarSessions { with, sessions } => {
                format!("似た閲覧{sessions}件に登場、最も近いものは{}も閲覧", name(Named::Item(with)))
            }
            #[cfg(feature = "models")]
            Self::NextTo { with, times } => {
                format!("{}の直前・直後に{times}回閲覧", name(Named::Item(with)))
            }
            #[cfg(feature = "models")]
            Self::PopularNow { sessions } => format!("{sessions}件の閲覧"),
            #[cfg(feature = "models")]
            Self::SimilarCustomers { customers } => format!("買い物の傾向が似た{customers}人が購入"),
            #[cfg(feature = "offers")]
            Self::FreeSlot { store, from, left } => {
                format!("{}に{}の空き枠あり（残り{left}）", name(Named::Store(store)), minute(from))
            }
            #[cfg(feature = "offers")]
            Self::Discount { percent } => format!("{percent}％引き"),
            #[cfg(feature = "offers")]
            Self::DecidesAt { hour } => format!("{hour}時ごろに決めることが多い"),
            #[cfg(feature = "offers")]
            Self::HeldBack { cause } => cause.words(Language::Ja).into(),
        }
    }
}

fn ago(days: u32) -> String {
    match days {
        0 => "today".into(),
        1 => "yesterday".into(),
        _ => format!("{days} days ago"),
    }
}

fn ago_ja(days: u32) -> String {
    match days {
        0 => "本日".into(),
        _ => format!("{days}日前"),
    }
}

/// The distance, unless the customer is there.
fn away(kilometres: f64, before: &str, after: &str) -> String {
    if kilometres < 0.05 { String::new() } else { [before, &fixed(kilometres, 1), " km", after].concat() }
}

/// Day and minute on the wall.
#[cfg(feature = "offers")]
fn minute(at: Time) -> String {
    at.to_string().chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect()
}

fn people(customers: u32) -> String {
    if customers == 1 { "1 customer".into() } else { format!("{customers} customers") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(thing: Named) -> String {
        match thing {
            Named::Item(n) => format!("item {n}"),
            Named::Store(n) => format!("store {n}"),
            Named::Channel(n) => format!("channel {n}"),
        }
    }

    #[test]
    fn each_reason_reads_well() {
        let popular = |store, channel| Reason::PopularAt { store, channel, customers: 2 };
        let cases = [
            (
                Reason::BuysEvery { days: 1, last_days_ago: 0, times: 9 },
                "you buy it about every day, last today",
                "ほぼ毎日購入、前回は本日",
            ),
            (Reason::BoughtOnce { last_days_ago: 1 }, "you bought it yesterday", "1日前に購入"),
            (
                Reason::BoughtTogether { with: 7, customers: 1 },
                "1 customer bought it as well as item 7",
                "item 7を買った1人が一緒に購入",
            ),
            (popular(Some(3), None), "2 customers bought it at store 3", "store 3で2人が購入"),
            (popular(None, Some(4)), "2 customers bought it by channel 4", "channel 4で2人が購入"),
            (popular(None, None), "2 customers bought it", "2人が購入"),
            (Reason::Viewed { times: 1, days_ago: 2 }, "looked at 2 days ago", "1回閲覧、最近は2日前"),
            (
                Reason::InStockAt { store: 1, quantity: 5, kilometres: 0.84 },
                "store 1 has 5, 0.8 km away",
                "store 1に在庫5点（0.8 km）",
            ),
            (
                Reason::InStockAt { store: 1, quantity: 5, kilometres: 0.0 },
                "store 1 has 5",
                "store 1に在庫5点",
            ),
            (Reason::NoConsent, "no consent to be contacted", "連絡への同意なし"),
            #[cfg(feature = "models")]
            (Reason::InSession { clicks_ago: 0, times: 1 }, "looked at just now", "1回閲覧、たった今"),
            #[cfg(feature = "models")]
            (
                Reason::InSession { clicks_ago: 2, times: 3 },
                "looked at 3 times, last 2 clicks ago",
                "3回閲覧、最近は2クリック前",
            ),
            #[cfg(feature = "models")]
            (
                Reason::SimilarSessions { with: 7, sessions: 4 },
                "4 similar sessions looked at it, the most similar at item 7 too",
                "似た閲覧4件に登場、最も近いものはitem 7も閲覧",
            ),
            #[cfg(feature = "models")]
            (
                Reason::NextTo { with: 7, times: 2 },
                "looked at 2 times right before or after item 7",
                "item 7の直前・直後に2回閲覧",
            ),
            #[cfg(feature = "models")]
            (Reason::PopularNow { sessions: 5 }, "5 sessions looked at it", "5件の閲覧"),
        ];
        for (reason, english, japanese) in cases {
            assert_eq!(reason.words(Language::En, name), english);
            assert_eq!(reason.words(Language::Ja, name), japanese);
        }
    }

    #[test]
    fn a_reason_crosses_as_a_tagged_record() {
        let reason = Reason::BuysEvery { days: 9, last_days_ago: 8, times: 4 };
        let json = r#"{"kind":"buys_every","days":9,"lastDaysAgo":8,"times":4}"#;
        assert_eq!(serde_json::to_string(&reason).unwrap(), json);
        assert_eq!(serde_json::from_str::<Reason>(json).unwrap(), reason);
    }
}
