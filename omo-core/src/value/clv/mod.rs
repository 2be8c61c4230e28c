//! Models of repeat buying: who is still a customer, how often each will buy, and for how much.

mod bg_bb;
mod buying;
mod climb;
mod covariates;
#[cfg(test)]
mod covariates_tests;
mod dual;
mod gamma_gamma;
mod law;
mod matrix;
mod patterns;
mod saved;
mod swayed;
#[cfg(test)]
#[expect(clippy::unreadable_literal, reason = "numbers as their sources print them")]
mod tests;
mod track;

pub use bg_bb::BgBb;
pub use buying::{Buying, Horizon};
pub use covariates::{Covariate, CovariateNames, Effect, Sway};
pub use gamma_gamma::GammaGamma;
pub use law::Law;
pub use patterns::Histories;
pub use track::{Calibrated, Tracked, calibrate, track};
