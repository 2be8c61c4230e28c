//! Implicit ALS.

use std::collections::HashMap;

use omo_core::recommend::{Als as AlsCore, AlsOptions, Interactions, Labelled};
use pyo3::prelude::*;

use super::super::question::{Question, similar};
use super::super::told::{Rows, Telling, Told};
use super::super::{Ids, answers, exclusions, kept};
use super::{Give, taste};
use crate::error::{Result, run};
use crate::fitted::Fitted;
use crate::table::Table;

taste!(
    Als, AlsCore, AlsOptions, "Als",
    "The items stay where they are, and the answers know what was told: fit again to learn from it.",
    /// Customers and items as points, so that the product of two says how much they belong together: implicit ALS.
    ///
    /// A customer's point is drawn from the own items when it is asked for, in microseconds, so new customers need no fit.
    ///
    /// Parameters
    /// ----------
    /// factors
    ///     How many numbers a point has. 64.
    /// epochs
    ///     How often customers and items are placed anew. 15.
    /// l2
    ///     How strongly points are drawn to 0.
    /// frequency
    ///     How the draw grows with how much is known of a point, from 0, not at all, to 1, in proportion.
    /// alpha
    ///     How much an interaction counts beside the absence of one.
    /// weights
    ///     What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    /// half_life
    ///     Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.
    /// seed
    ///     Where items stand before they are placed: the same seed, the same model.
    ///
    /// Examples
    /// --------
    /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    /// >>> model = omo.recommend.Als(factors=2).fit(bought)
    /// >>> model.recommend(["c"], n=1).to_dicts()[0]["reason"]
    /// '2 customers bought it as well as tea'
    (
        factors: usize,
        epochs: usize,
        l2: f64,
        frequency: f64,
        alpha: f64,
        weights: String,
        half_life: f64,
        seed: u32
    )
);
