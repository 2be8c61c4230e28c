//! The files the shop's systems would hand over.

use serde::{Deserialize, Serialize};

/// One of the town's eight exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Export {
    /// Receipts of the tills.
    Pos,
    /// Events of the online shop.
    Ec,
    /// Events of the shop's app and of the tablets in its stores.
    App,
    /// Calls and chats with the contact centre.
    Contact,
    /// The products.
    Products,
    /// The stores.
    Stores,
    /// What each store has after the last day.
    Stock,
    /// Who agreed to what.
    Consent,
}

impl Export {
    /// All exports.
    pub const ALL: [Self; 8] = [
        Self::Pos,
        Self::Ec,
        Self::App,
        Self::Contact,
        Self::Products,
        Self::Stores,
        Self::Stock,
        Self::Consent,
    ];

    /// The export's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pos => "pos",
            Self::Ec => "ec",
            Self::App => "app",
            Self::Contact => "contact",
            Self::Products => "products",
            Self::Stores => "stores",
            Self::Stock => "stock",
            Self::Consent => "consent",
        }
    }

    /// What the export's file is called.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Pos => "pos.csv",
            Self::Ec => "ec.jsonl",
            Self::App => "app.jsonl",
            Self::Contact => "contact.csv",
            Self::Products => "products.csv",
            Self::Stores => "stores.csv",
            Self::Stock => "stock.csv",
            Self::Consent => "consent.csv",
        }
    }

    /// The first line of a CSV file; `None` for JSON Lines.
    #[must_use]
    pub fn header(self) -> Option<&'static str> {
        match self {
            Self::Pos => Some(
                "receipt_no,sold_at,store,type,member_card,payment_token,phone,jan,quantity,unit_price,coupon",
            ),
            Self::Ec | Self::App => None,
            Self::Contact => {
                Some("call_no,received_at,channel,caller_phone,name,kana,email,member_card,topic,jan")
            }
            Self::Products => Some("jan,name,category,price"),
            Self::Stores => Some("store,name,latitude,longitude"),
            Self::Stock => Some("store,jan,quantity"),
            Self::Consent => Some("kind,value,purpose,channel,status,at"),
        }
    }

    /// A text to lay beside the file: what it holds, and that none of it is real.
    #[must_use]
    pub fn readme(self) -> &'static str {
        macro_rules! readme {
            ($text:literal) => {
                concat!(
                    "SIMULATED DATA. No person, card, account, order, call or sale in this file is real. Names are drawn ",
                    "by chance from common ones; phone numbers are of ranges given to nobody, e-mail addresses of ",
                    "reserved domains, products of the number range left to shops. Towns and postcodes exist, the ",
                    "stores do not.\n\n",
                    $text,
                    "\n"
                )
            };
        }
        match self {
            Self::Pos => readme!(
                "pos.csv: one row per line of a receipt; rows of one receipt_no are one touchpoint. sold_at is Tokyo time, type is sale or return, amounts are yen, member_card, payment_token, phone and coupon may be empty."
            ),
            Self::Ec => readme!(
                "ec.jsonl: one event a line as the Segment spec has them (identify, track, page, alias), timestamp in UTC, anonymousId the browser's cookie, userId the account if signed in. An event may be told twice under one messageId, or late."
            ),
            Self::App => readme!(
                "app.jsonl: one event a line of the shop's app, ts in milliseconds since 1970. The tablets of the stores write here too: many customers share their device_id. card_reissued names the new card and the old one, link_account the card and the account with the online shop."
            ),
            Self::Contact => readme!(
                "contact.csv: one row per call or chat. received_at is Tokyo time. Names are as they were heard: kanji, kana or romaji, with typos."
            ),
            Self::Products => readme!("products.csv: JAN code, name, category, price in yen."),
            Self::Stores => readme!("stores.csv: the stores and where they would stand, in degrees."),
            Self::Stock => readme!("stock.csv: what each store has of each product after the last day."),
            Self::Consent => readme!(
                "consent.csv: by member card (card:number) or e-mail, what for, through which channel (empty: all), granted or withdrawn, and when (Tokyo time). The latest row holds."
            ),
        }
    }
}

/// All exports of a town as texts, each in the order its rows arrived.
///
/// Every line ends with a line feed; CSV begins with a header.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Exports {
    /// `pos.csv`
    pub pos: String,
    /// `ec.jsonl`
    pub ec: String,
    /// `app.jsonl`
    pub app: String,
    /// `contact.csv`
    pub contact: String,
    /// `products.csv`
    pub products: String,
    /// `stores.csv`
    pub stores: String,
    /// `stock.csv`
    pub stock: String,
    /// `consent.csv`
    pub consent: String,
}

impl Exports {
    /// The text of one export.
    #[must_use]
    pub fn text(&self, export: Export) -> &str {
        match export {
            Export::Pos => &self.pos,
            Export::Ec => &self.ec,
            Export::App => &self.app,
            Export::Contact => &self.contact,
            Export::Products => &self.products,
            Export::Stores => &self.stores,
            Export::Stock => &self.stock,
            Export::Consent => &self.consent,
        }
    }

    /// The text of one export, to write to.
    pub(super) fn text_mut(&mut self, export: Export) -> &mut String {
        match export {
            Export::Pos => &mut self.pos,
            Export::Ec => &mut self.ec,
            Export::App => &mut self.app,
            Export::Contact => &mut self.contact,
            Export::Products => &mut self.products,
            Export::Stores => &mut self.stores,
            Export::Stock => &mut self.stock,
            Export::Consent => &mut self.consent,
        }
    }
}
