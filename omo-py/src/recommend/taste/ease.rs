//! EASE.

use std::collections::HashMap;

use omo_core::recommend::{Ease as EaseCore, EaseOptions, Interactions, Labelled};
use pyo3::prelude::*;

use super::super::question::{Question, similar};
use super::super::told::{Rows, Telling, Told};
use super::super::{Ids, answers, exclusions, kept};
use super::{Give, taste};
use crate::error::{Result, run};
use crate::fitted::Fitted;
use crate::table::Table;

taste!(
    Ease, EaseCore, EaseOptions, "Ease",
    "The weights stay, and the answers know what was told: fit again to learn from it.",
    /// For each item the items that foretell it, each weighed beside all others: EASE, in closed form.
    ///
    /// Where two items always come together, they share what they have to say, which makes it the best of the simple models on
    /// most shops' tables. Fitting takes the number of items to the power of three: 10,000 items take seconds on two cores.
    ///
    /// Parameters
    /// ----------
    /// l2
    ///     How strongly weights are drawn to 0: the more, the more customers it takes to believe. 250.
    /// keep
    ///     How many items speak for each item: fewer make smaller files, more come nearer to all of them. 1,024.
    /// item_cap
    ///     So many items, those of most customers, are solved for together; the others are known by their cosine alone. 10,000.
    /// weights
    ///     What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    /// half_life
    ///     Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.
    ///
    /// Examples
    /// --------
    /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    /// >>> model = omo.recommend.Ease(l2=1.0).fit(bought)
    /// >>> model.recommend(["c"], n=1).to_dicts()[0]["reason"]
    /// '2 customers bought it as well as tea'
    (
        l2: f64,
        keep: usize,
        item_cap: usize,
        weights: String,
        half_life: f64
    )
);
