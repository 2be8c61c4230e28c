//! Items that the same customers have.

use std::collections::HashMap;

use omo_core::recommend::{Interactions, ItemKnn as ItemKnnCore, ItemKnnOptions, Labelled};
use pyo3::prelude::*;

use super::super::question::{Question, similar};
use super::super::told::{Rows, Telling, Told};
use super::super::{Ids, answers, exclusions, kept};
use super::{Give, taste};
use crate::error::{Result, run};
use crate::fitted::Fitted;
use crate::table::Table;

taste!(
    ItemKnn, ItemKnnCore, ItemKnnOptions, "ItemKnn",
    "It learns anew from all it was ever told, so a model told in parts equals one fitted to the whole.",
    /// For each item those that the same customers have: quick to learn, and it takes any number of items.
    ///
    /// Parameters
    /// ----------
    /// neighbours
    ///     How many similar items each item keeps. 100.
    /// weighting
    ///     How items are compared: ``"bm25"`` (the default), ``"cosine"`` or ``"tf_idf"``.
    /// weights
    ///     What the weight of an interaction counts: ``"ones"`` (the default), ``"logs"`` or ``"plain"``.
    /// k1
    ///     Of BM25: how soon a weight has said all it can. 1.2.
    /// b
    ///     Of BM25: how much less an item says for being of many customers, from 0 to 1. 0.2.
    /// shrinkage
    ///     Of a cosine: how much it takes to believe that items are alike. 0.
    /// most_items
    ///     Customers who have more items teach nothing. 5,000.
    /// half_life
    ///     Days after which a customer's own item speaks half as loud. Nothing is forgotten without it.
    ///
    /// Examples
    /// --------
    /// >>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
    /// >>> model = omo.recommend.ItemKnn(weighting="cosine").fit(bought)
    /// >>> round(model.similar_items(["cup"])["score"][0], 3)
    /// 0.816
    (
        neighbours: usize,
        weighting: String,
        weights: String,
        k1: f64,
        b: f64,
        shrinkage: f64,
        most_items: usize,
        half_life: f64
    )
);
