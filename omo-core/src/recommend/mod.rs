//! What next: items to recommend, and the next best action.
//!
//! Models learn from [`Purchases`] and answer with [`Scored`] items; [`top`] and [`Blend::recommend`] make a list
//! of what is allowed, always with reasons.

#[cfg(feature = "models")]
mod bandit;
mod blend;
#[cfg(feature = "models")]
mod coupons;
mod eligible;
#[cfg(feature = "models")]
mod folds;
mod item_knn;
mod labelled;
#[cfg(feature = "models")]
mod linear;
mod next_best_action;
mod popularity;
mod purchases;
mod reason;
mod repeat_buying;
mod saved;
#[cfg(feature = "models")]
mod signage;
mod situation;
mod slate;
#[cfg(feature = "models")]
mod symmetric;

#[cfg(feature = "models")]
pub use bandit::{
    Arm, Bandit, Chosen, Estimate, LinUcb, LinUcbOptions, Logged, OffPolicy, OffPolicyOptions, RewardModel,
    Thompson, ThompsonOptions, off_policy,
};
pub use blend::{Blend, BlendOptions};
#[cfg(feature = "models")]
pub use coupons::{
    Allocation, Budget, Coefficient, Feature, Features, Learner, Offer, Outcome, Trial, Uplift,
    UpliftOptions, allocate, cross_fit,
};
pub use eligible::{CAUSES, Eligible};
pub use item_knn::{ItemKnn, ItemKnnOptions, Similar};
pub use labelled::{Labelled, Names};
pub use next_best_action::{ActionKind, NextBestAction, NextBestActionOptions, next_best_actions};
pub use popularity::{Popularity, PopularityOptions};
pub use purchases::{Bought, Purchases};
pub use reason::{Named, Reason};
pub use repeat_buying::{RepeatBuying, RepeatBuyingOptions};
pub use saved::Saved;
#[cfg(feature = "models")]
pub use signage::{Content, Likes, Shown, Signage, SignageOptions, WhyShown};
pub use situation::{Inquiry, Interest, InterestKind, Situation};
pub use slate::{Allow, Excluded, Moment, Recommendation, Recommendations, Recommender, Scored, top};
