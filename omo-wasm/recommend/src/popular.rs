//! What most have: here, lately, at this time of the year.

use omo_core::recommend::{
    Bought, Here, Labelled, Moment, Names, Places, Popular as Core, PopularOptions, Sale, Sales,
};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::cross::{options, text, throw, wrong};
use crate::kept::kept;
use crate::question::Question;
use crate::rows::{Rows, id, when};
use crate::taste::{Answering, exclude_seen, interactions};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A customer bought an item, somewhere. */
export interface SaleRow extends InteractionRow {
    store?: Id | null;
    channel?: Id | null;
    /** Of what kind the item is: newcomers' lists begin with the kinds they like. */
    category?: string | null;
}

/** What is asked about what is popular. */
export interface PopularQuestion extends TasteQuestion {
    /** The day it is; the last day of all rows where it is left out. */
    now?: When;
    /** A store that sold nothing is the whole shop; so is a channel. */
    store?: Id;
    channel?: Id;
}
"#;

/// What most customers have, by store and channel, the newest counting more.
#[wasm_bindgen]
pub struct Popular(pub(crate) Labelled<Core>);

#[wasm_bindgen]
impl Popular {
    /// Learns from rows.
    pub fn fit(
        #[wasm_bindgen(unchecked_param_type = "readonly SaleRow[]")] rows: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<PopularOptions>")]
        given: &JsValue,
    ) -> Result<Self, JsValue> {
        let given: PopularOptions = options(given)?;
        let (customers, items, sales) = sales(rows)?;
        Ok(Self(Labelled::new(customers, items, Core::fit(sales, &given).map_err(throw)?)))
    }

    /// What is popular at a place and fits one customer, best first.
    #[wasm_bindgen(unchecked_return_type = "ToldRecommendations")]
    pub fn recommend(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Id | null")] customer: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "PopularQuestion")] question: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (here, question) = self.asked(question)?;
        self.answering(&here).customer(customer, question)
    }

    /// The same for somebody who has these items, known or not.
    #[wasm_bindgen(js_name = recommendFor, unchecked_return_type = "ToldRecommendations")]
    pub fn recommend_for(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly Id[]")] items: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "PopularQuestion")] question: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (here, question) = self.asked(question)?;
        self.answering(&here).owner(items, question)
    }

    /// The items most like one; none of an unknown item.
    #[wasm_bindgen(js_name = similarItems, unchecked_return_type = "SimilarItem[]")]
    pub fn similar_items(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Id")] item: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let here = self.0.model().at(&Moment::on(self.0.model().last_day()));
        self.answering(&here).similar(item, n)
    }
}

impl Popular {
    fn answering<'a>(&'a self, here: &'a Here<'a>) -> Answering<'a, Here<'a>> {
        let places = Places { stores: self.0.model().stores(), channels: self.0.model().channels() };
        Answering { model: here, customers: self.0.customers(), items: self.0.items(), places: Some(places) }
    }

    fn asked(&self, question: &JsValue) -> Result<(Here<'_>, (Question, bool)), JsValue> {
        let model = self.0.model();
        let mut question = Question::read(question, self.0.items(), 10)?;
        let exclude_seen = exclude_seen(&mut question)?;
        let now = question.take("now").map(|now| when(&now, "now")).transpose()?;
        let store = place(question.take("store"), model.stores(), "store")?;
        let channel = place(question.take("channel"), model.channels(), "channel")?;
        question.done()?;
        let today = now.map_or(model.last_day(), omo_core::Time::day);
        Ok((model.at(&Moment { today, store, channel }), (question, exclude_seen)))
    }
}

/// Sales under numbers of customers and items, with the names of these.
pub fn sales(rows: &JsValue) -> Result<(Names, Names, Sales), JsValue> {
    let rows = Rows::read(rows, "rows")?;
    let (customers, items, told) = interactions(&rows)?;
    let ((stores, store), (channels, channel)) = (rows.some_names("store")?, rows.some_names("channel")?);
    let mut categories: Vec<Option<String>> = vec![None; items.len()];
    for (row, category) in told.iter().zip(rows.some_texts("category")?) {
        // The last word counts, whatever the order: the greatest.
        if let Some(place) = categories.get_mut(row.item as usize).filter(|known| **known < category) {
            *place = category;
        }
    }
    let places = store.into_iter().zip(channel);
    let sale = |(what, (store, channel)): (_, (Option<u32>, Option<u32>))| {
        let nowhere = |place: Option<u32>| place.unwrap_or(Bought::NOWHERE);
        Sale { what, store: nowhere(store), channel: nowhere(channel) }
    };
    let rows = told.into_iter().zip(places).map(sale).collect();
    let sales = Sales { rows, customers: customers.len(), items: items.len(), stores, channels, categories };
    Ok((customers, items, sales))
}

/// The number of a store or channel; one that sold nothing is the whole shop.
fn place(asked: Option<Value>, names: &Names, what: &str) -> Result<Option<u32>, JsValue> {
    let Some(asked) = asked else { return Ok(None) };
    let (text, _) = id(&asked).ok_or_else(|| wrong(what, "a text or a whole number"))?;
    Ok(names.get(&text))
}

kept!(Popular);
