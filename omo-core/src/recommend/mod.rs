//! What next: items to recommend, and the next best action.
//!
//! Models learn from [`Purchases`] and answer with [`Scored`] items; [`top`] and [`Blend::recommend`] make a list
//! of what is allowed, always with reasons.

#[cfg(feature = "models")]
mod bandit;
#[cfg(feature = "models")]
mod basket;
mod blend;
#[cfg(feature = "offers")]
mod capacity;
mod companions;
#[cfg(feature = "models")]
mod coupons;
mod eligible;
#[cfg(feature = "models")]
mod folds;
#[cfg(feature = "offers")]
mod hold;
#[cfg(feature = "offers")]
mod hour;
mod labelled;
#[cfg(feature = "models")]
mod leaders;
#[cfg(feature = "models")]
mod linear;
#[cfg(feature = "models")]
mod merged;
mod next_best_action;
#[cfg(feature = "offers")]
mod offers;
#[cfg(feature = "offers")]
mod policy;
mod popularity;
mod purchases;
mod reason;
mod repeat_buying;
mod saved;
#[cfg(feature = "models")]
mod session;
#[cfg(feature = "models")]
mod signage;
mod situation;
mod slate;
#[cfg(feature = "models")]
mod symmetric;
#[cfg(feature = "models")]
mod taste;
#[cfg(feature = "models")]
mod told;

#[cfg(feature = "models")]
pub use bandit::{
    Arm, Bandit, Chosen, Estimate, LinUcb, LinUcbOptions, Logged, OffPolicy, OffPolicyOptions, RewardModel,
    Thompson, ThompsonOptions, off_policy,
};
#[cfg(feature = "models")]
pub use basket::{BasketQuestion, Baskets, Line, NextBasket, NextBasketOptions};
pub use blend::{Blend, BlendOptions};
pub use companions::{Companions, CompanionsOptions, Similar};
#[cfg(feature = "models")]
pub use coupons::{
    Allocation, Budget, Coefficient, Feature, Features, Learner, Offer, Outcome, Trial, Uplift,
    UpliftOptions, allocate, cross_fit,
};
pub use eligible::{CAUSES, Eligible};
pub use labelled::{Labelled, Names};
pub use next_best_action::{ActionKind, NextBestAction, NextBestActionOptions, next_best_actions};
pub use popularity::{Popularity, PopularityOptions};
pub use purchases::{Bought, Purchases};
pub use reason::{Named, Reason};
pub use repeat_buying::{RepeatBuying, RepeatBuyingOptions};
pub use saved::Saved;
#[cfg(feature = "models")]
pub use session::{Click, Clicks, Session, SessionOptions, Visit};
#[cfg(feature = "models")]
pub use signage::{Content, Likes, Shown, Signage, SignageOptions, WhyShown};
pub use situation::{Inquiry, Interest, InterestKind, Situation};
pub use slate::{Allow, Excluded, Moment, Recommendation, Recommendations, Recommender, Scored, top};
#[cfg(feature = "models")]
pub use taste::{
    Als, AlsOptions, Ease, EaseOptions, Here, Interaction, Interactions, ItemKnn, ItemKnnOptions, Learns,
    Own, Popular, PopularOptions, Sale, Sales, Taste, Weighting, Weights,
};
#[cfg(feature = "models")]
pub use told::{Places, ToldItem, ToldReason, ToldRecommendations};
#[cfg(feature = "offers")]
pub use {
    capacity::{Allotted, Claim, allot},
    hold::Hold,
    hour::{Hours, best_hour},
    offers::{
        Candidate, Choices, Idea, Means, OfferOptions, Opening, Reach, Reached, SlotKind, Voucher, candidates,
    },
    policy::{ContactCap, ContactPolicy, Known},
};
