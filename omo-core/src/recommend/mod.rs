//! What next: items to recommend, and the next best action.
//!
//! Models learn from [`Purchases`] and answer with [`Scored`] items; [`top`] and [`Blend::recommend`] make a list
//! of what is allowed, always with reasons.

mod blend;
#[cfg(feature = "books")]
mod capacity;
mod eligible;
#[cfg(feature = "books")]
mod hold;
#[cfg(feature = "books")]
mod hour;
mod item_knn;
mod labelled;
mod next_best_action;
#[cfg(feature = "books")]
mod offers;
#[cfg(feature = "books")]
mod policy;
mod popularity;
mod purchases;
mod reason;
mod repeat_buying;
mod saved;
mod situation;
mod slate;

pub use blend::{Blend, BlendOptions};
pub use eligible::{CAUSES, Eligible};
pub use item_knn::{ItemKnn, ItemKnnOptions, Similar};
pub use labelled::{Labelled, Names};
pub use next_best_action::{ActionKind, NextBestAction, NextBestActionOptions, next_best_actions};
pub use popularity::{Popularity, PopularityOptions};
pub use purchases::{Bought, Purchases};
pub use reason::{Named, Reason};
pub use repeat_buying::{RepeatBuying, RepeatBuyingOptions};
pub use saved::Saved;
pub use situation::{Inquiry, Interest, InterestKind, Situation};
pub use slate::{Allow, Excluded, Moment, Recommendation, Recommendations, Recommender, Scored, top};
#[cfg(feature = "books")]
pub use {
    capacity::{Allotted, Claim, allot},
    hold::Hold,
    hour::{Hours, best_hour},
    offers::{
        Candidate, Choices, Idea, Means, OfferOptions, Opening, Reach, Reached, SlotKind, Voucher, candidates,
    },
    policy::{ContactCap, ContactPolicy, Known},
};
