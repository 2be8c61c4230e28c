//! Touchpoints as columns: what goes in.

use crate::model::Touchpoint;
use crate::vocabulary::Vocabulary;

/// The store number of a touchpoint in no store.
pub const NO_STORE: u32 = u32::MAX;

/// Touchpoints of customers as columns, in any order.
///
/// Texts are interned: the column holds the number a text has in its vocabulary. Bindings fill the columns
/// straight from tables; [`push`](Self::push) is for a few rows by hand.
#[derive(Debug, Clone, Default)]
pub struct Touches {
    /// The customers' ids.
    pub customers: Vocabulary,
    /// Whose touchpoint it is, as a number of `customers`.
    pub customer: Vec<u32>,
    /// When it happened, in milliseconds since 1970 in UTC.
    pub occurred_at: Vec<i64>,
    /// The channels' names.
    pub channels: Vocabulary,
    /// Where it happened, as a number of `channels`.
    pub channel: Vec<u32>,
    /// The actions' names.
    pub actions: Vocabulary,
    /// What was done, as a number of `actions`.
    pub action: Vec<u32>,
    /// The stores' ids.
    pub stores: Vocabulary,
    /// In or about which store, as a number of `stores` or [`NO_STORE`]; empty when nothing has a store.
    pub store: Vec<u32>,
    /// For how much, in minor units; empty when nothing has an amount.
    pub amount: Vec<i64>,
    /// The items' ids.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    pub items: Vocabulary,
    /// About which item, as a number of `items` or [`NO_STORE`]; empty when nothing is about one. In WebAssembly it
    /// takes the feature `analysis`.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    pub item: Vec<u32>,
    /// How it felt, on any one scale: a review's stars, an answer to a survey, -1 for a complaint. No number (NaN) where a row
    /// does not say; empty when none does. In WebAssembly it takes the feature `analysis`.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    pub feeling: Vec<f64>,
}

impl Touches {
    /// How many touchpoints there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.customer.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.customer.is_empty()
    }

    /// Adds one touchpoint without store and amount.
    pub fn push(&mut self, customer: &str, millis: i64, channel: &str, action: &str) {
        self.customer.push(self.customers.intern(customer));
        self.occurred_at.push(millis);
        self.channel.push(self.channels.intern(channel));
        self.action.push(self.actions.intern(action));
        if !self.store.is_empty() {
            self.store.push(NO_STORE);
        }
        if !self.amount.is_empty() {
            self.amount.push(0);
        }
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        if !self.item.is_empty() {
            self.item.push(NO_STORE);
        }
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        if !self.feeling.is_empty() {
            self.feeling.push(f64::NAN);
        }
    }

    /// Adds one touchpoint of a customer with its store, its amount (0 where it has none) and how it felt.
    pub fn push_touchpoint(&mut self, customer: &str, touchpoint: &Touchpoint) {
        let at = touchpoint.occurred_at.millis();
        self.push(customer, at, &touchpoint.channel, touchpoint.action.name());
        // The optional columns begin with the first row that needs them.
        if let Some(store) = &touchpoint.store {
            let store = self.stores.intern(store);
            self.store.resize(self.len(), NO_STORE);
            self.store.pop();
            self.store.push(store);
        }
        if let Some(amount) = touchpoint.amount() {
            self.amount.resize(self.len(), 0);
            self.amount.pop();
            self.amount.push(amount.minor());
        }
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        if let Some(felt) = touchpoint.feeling() {
            self.put_feeling(felt);
        }
    }

    /// Says how the last touchpoint felt.
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    pub(crate) fn put_feeling(&mut self, felt: f64) {
        self.feeling.resize(self.len(), f64::NAN);
        self.feeling.pop();
        self.feeling.push(felt);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_columns_begin_when_needed() {
        let bought: Touchpoint = serde_json::from_str(
            r#"{"id": "1", "occurredAt": 1000, "channel": "pos", "store": "ginza", "action": "purchase",
                "lines": [{"product": "tea", "quantity": 2, "amount": "600 JPY"}], "traits": {"feeling": " 4.5 "}}"#,
        )
        .unwrap();
        let mut touches = Touches::default();
        touches.push("hanako", 0, "ec", "view");
        touches.push_touchpoint("hanako", &bought);
        touches.push("hanako", 2000, "ec", "view");
        assert_eq!(touches.store, [NO_STORE, 0, NO_STORE]);
        assert_eq!(touches.amount, [0, 600, 0]);
        assert_eq!(touches.occurred_at, [0, 1000, 2000]);
        assert_eq!((touches.feeling.len(), touches.feeling[1]), (3, 4.5));
        assert!(touches.feeling[0].is_nan() && touches.feeling[2].is_nan());
        assert_eq!(touches.actions.text(1), Some("purchase"));
    }
}
