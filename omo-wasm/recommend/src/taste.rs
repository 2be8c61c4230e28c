//! What a customer's longer memory says, whatever the moment.

use omo_core::recommend::{
    Als as AlsCore, AlsOptions, Ease as EaseCore, EaseOptions, Interaction, Interactions,
    ItemKnn as ItemKnnCore, ItemKnnOptions, Labelled, Names, Places, Taste,
};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::cross::{count, give, options, records, text, throw, wrong};
use crate::kept::kept;
use crate::question::Question;
use crate::rows::{Rows, id_of, known};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A customer had to do with an item: bought it, liked it. Rows of one customer and item add up. */
export interface InteractionRow {
    customerId: Id;
    item: Id;
    /** How much; 1 where it is left out. */
    weight?: number;
    occurredAt?: When;
}

/** What is asked about a customer's taste. */
export interface TasteQuestion extends Question {
    /** Whether to leave out what the customer has to do with already; true where it is left out. */
    excludeSeen?: boolean;
}

/** An item that is like another. */
export interface SimilarItem {
    item: Id;
    score: number;
}
"#;

/// Who had to do with what, with the names of both.
pub fn interactions(rows: &Rows<'_>) -> Result<(Names, Names, Vec<Interaction>), JsValue> {
    let ((customers, who), (items, what)) = (rows.names("customerId")?, rows.names("item")?);
    let weights = if rows.has("weight") { rows.numbers("weight")? } else { vec![1.0; rows.len()] };
    let days: Vec<i32> = if rows.has("occurredAt") {
        rows.times("occurredAt")?.into_iter().map(omo_core::Time::day).collect()
    } else {
        vec![0; rows.len()]
    };
    let told = who.into_iter().zip(what).zip(weights).zip(days);
    let told = told.map(|(((customer, item), weight), day)| Interaction { customer, item, weight, day });
    Ok((customers, items, told.collect()))
}

pub fn exclude_seen(question: &mut Question) -> Result<bool, JsValue> {
    match question.take("excludeSeen") {
        None => Ok(true),
        Some(Value::Bool(exclude)) => Ok(exclude),
        Some(_) => Err(wrong("excludeSeen", "true or false")),
    }
}

/// A model and the names of its customers and items.
pub struct Answering<'a, M> {
    pub model: &'a M,
    pub customers: &'a Names,
    pub items: &'a Names,
    /// The names of stores and channels, where the model knows such.
    pub places: Option<Places<'a>>,
}

impl<M: Taste> Answering<'_, M> {
    pub fn customer(
        &self,
        customer: &JsValue,
        (question, exclude_seen): (Question, bool),
    ) -> Result<JsValue, JsValue> {
        let customer = id_of(customer, "customer")?.and_then(|name| self.customers.get(&name));
        let allow = |item| question.eligible.allow(item);
        let found = self.model.recommend(customer, question.n, exclude_seen, allow);
        give(Ok(self.items.tell(&found, self.places, question.language)))
    }

    pub fn owner(
        &self,
        own: &JsValue,
        (question, exclude_seen): (Question, bool),
    ) -> Result<JsValue, JsValue> {
        let own = known(&Value::Array(records(own, "items")?), self.items, "items")?;
        let row = |item| Interaction { customer: 0, item, weight: 1.0, day: 0 };
        let own = Interactions::new(own.into_iter().map(row).collect(), 1, self.items.len());
        let allow = |item| question.eligible.allow(item);
        let found = self.model.recommend_for(&own.map_err(throw)?, question.n, exclude_seen, allow);
        let first = found.into_iter().next().unwrap_or_default();
        give(Ok(self.items.tell(&first, self.places, question.language)))
    }

    pub fn similar(&self, item: &JsValue, n: &JsValue) -> Result<JsValue, JsValue> {
        similar(self.items, item, n, |item, n| self.model.similar_items(item, n))
    }
}

/// The items most like one, under their names.
pub fn similar(
    items: &Names,
    item: &JsValue,
    n: &JsValue,
    find: impl FnOnce(u32, usize) -> Vec<(u32, f32)>,
) -> Result<JsValue, JsValue> {
    let n = count(n, "n", 10)? as usize;
    let item = id_of(item, "item")?.and_then(|name| items.get(&name));
    let found = item.map(|item| find(item, n)).unwrap_or_default();
    let told = found.into_iter().map(|(item, score)| SimilarItem {
        item: items.label(item),
        // As text a single would be another double.
        score: f64::from(score),
    });
    give(Ok(told.collect::<Vec<_>>()))
}

#[derive(Serialize)]
struct SimilarItem {
    item: Value,
    score: f64,
}

macro_rules! taste {
    ($name:ident, $core:ty, $options:ty, $partial:literal, $what:literal) => {
        #[doc = $what]
        #[wasm_bindgen]
        pub struct $name(pub(crate) Labelled<$core>);

        #[wasm_bindgen]
        impl $name {
            /// Learns from rows.
            pub fn fit(
                #[wasm_bindgen(unchecked_param_type = "readonly InteractionRow[]")] rows: &JsValue,
                #[wasm_bindgen(js_name = options, unchecked_optional_param_type = $partial)] given: &JsValue,
            ) -> Result<Self, JsValue> {
                let given: $options = options(given)?;
                let (customers, items, told) = interactions(&Rows::read(rows, "rows")?)?;
                let told = Interactions::new(told, customers.len(), items.len()).map_err(throw)?;
                let model = <$core>::fit(told, &given).map_err(throw)?;
                Ok(Self(Labelled::new(customers, items, model)))
            }

            /// The best items for one customer, best first; a stranger gets what is popular.
            #[wasm_bindgen(unchecked_return_type = "ToldRecommendations")]
            pub fn recommend(
                &self,
                #[wasm_bindgen(unchecked_param_type = "Id | null")] customer: &JsValue,
                #[wasm_bindgen(unchecked_optional_param_type = "TasteQuestion")] question: &JsValue,
            ) -> Result<JsValue, JsValue> {
                self.answering().customer(customer, self.asked(question)?)
            }

            /// The best items for somebody who has to do with these items, known or not: nobody waits for the next fit.
            #[wasm_bindgen(js_name = recommendFor, unchecked_return_type = "ToldRecommendations")]
            pub fn recommend_for(
                &self,
                #[wasm_bindgen(unchecked_param_type = "readonly Id[]")] items: &JsValue,
                #[wasm_bindgen(unchecked_optional_param_type = "TasteQuestion")] question: &JsValue,
            ) -> Result<JsValue, JsValue> {
                self.answering().owner(items, self.asked(question)?)
            }

            /// The items most like one; none of an unknown item.
            #[wasm_bindgen(js_name = similarItems, unchecked_return_type = "SimilarItem[]")]
            pub fn similar_items(
                &self,
                #[wasm_bindgen(unchecked_param_type = "Id")] item: &JsValue,
                #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
            ) -> Result<JsValue, JsValue> {
                self.answering().similar(item, n)
            }
        }

        impl $name {
            fn answering(&self) -> Answering<'_, $core> {
                Answering {
                    model: self.0.model(),
                    customers: self.0.customers(),
                    items: self.0.items(),
                    places: None,
                }
            }

            fn asked(&self, question: &JsValue) -> Result<(Question, bool), JsValue> {
                let mut question = Question::read(question, self.0.items(), 10)?;
                let exclude_seen = exclude_seen(&mut question)?;
                question.done()?;
                Ok((question, exclude_seen))
            }
        }

        kept!($name);
    };
}

taste!(
    Ease,
    EaseCore,
    EaseOptions,
    "Partial<EaseOptions>",
    "EASE: a linear model in closed form (Steck 2019)."
);
taste!(
    ItemKnn,
    ItemKnnCore,
    ItemKnnOptions,
    "Partial<ItemKnnOptions>",
    "Items that the same customers have to do with."
);
taste!(
    Als,
    AlsCore,
    AlsOptions,
    "Partial<AlsOptions>",
    "iALS: factors of customers and items (Hu, Koren and Volinsky 2008)."
);
