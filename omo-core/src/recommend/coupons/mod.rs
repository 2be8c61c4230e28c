//! Coupons that pay: who is moved by which one, and who gets one when the budget is short.

mod allocate;
mod exchange;
mod features;
mod offers;
mod prices;
mod steps;
mod uplift;

pub use allocate::{Allocation, Budget, allocate};
pub use features::{Feature, Features};
pub use offers::Offer;
pub use uplift::{Coefficient, Learner, Outcome, Trial, Uplift, UpliftOptions, cross_fit};
