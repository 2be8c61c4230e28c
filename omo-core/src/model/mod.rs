//! The nouns of retail.

mod calendar;
mod channel;
mod consent;
mod fact;
mod fold;
mod identifier;
mod language;
mod money;
mod product;
mod store;
mod time;
mod touchpoint;
mod zone;

pub(crate) use calendar::{date_of, days_of};
pub use channel::{Channels, Side};
pub use consent::{Consent, ConsentStatus, Purpose};
pub use fact::{Fact, FactLine, Facts, History};
pub use fold::{Fold, Kept};
pub use identifier::{Identifier, IdentifierKind, Trust};
pub use language::Language;
pub use money::Money;
pub(crate) use money::amount_and_currency;
pub use product::{Gtin, Product};
pub use store::Store;
pub use time::{DAY, HOUR, MINUTE, Time};
pub use touchpoint::{Action, Line, Touchpoint};
#[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
pub(crate) use touchpoint::{FEELING, read_feeling};
pub use zone::Zone;
