//! What a customer is likely to want next.

use omo_core::recommend::{
    BasketQuestion as Asked, Baskets, Labelled, Line, Names, NextBasket as Core, NextBasketOptions,
};
use wasm_bindgen::prelude::*;

use crate::cross::{give, options, text, throw, wrong};
use crate::kept::kept;
use crate::question::Question;
use crate::rows::{Rows, id_of, when};
use crate::taste::similar;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A product of a purchase. What one customer bought at one time is one basket, where `basket` does not say it. */
export interface PurchaseRow {
    customerId: Id;
    item: Id;
    occurredAt: When;
    basket?: Id;
}

/** What is asked about a next basket. */
export interface BasketQuestion extends Question {
    /** What was bought later is not known yet; the last basket of all where it is left out. */
    now?: When;
    /** Which share of the list is to be what the customer bought before, from 0 to 1; as learnt where it is left out. */
    repeatShare?: number;
}
"#;

/// What a customer is likely to want next: what is due, what customers who buy alike take, what goes with it.
#[wasm_bindgen]
pub struct NextBasket(Labelled<Core>);

#[wasm_bindgen]
impl NextBasket {
    /// Learns from purchases; nothing is to be tuned.
    pub fn fit(
        #[wasm_bindgen(unchecked_param_type = "readonly PurchaseRow[]")] rows: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<NextBasketOptions>")]
        given: &JsValue,
    ) -> Result<Self, JsValue> {
        let given: NextBasketOptions = options(given)?;
        let (customers, items, lines) = lines(rows)?;
        let baskets = Baskets::new(lines, customers.len(), items.len()).map_err(throw)?;
        let model = Core::fit(baskets, &given).map_err(throw)?;
        Ok(Self(Labelled::new(customers, items, model)))
    }

    /// The best items for one customer, best first; a stranger gets what is popular.
    #[wasm_bindgen(unchecked_return_type = "ToldRecommendations")]
    pub fn recommend(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Id | null")] customer: &JsValue,
        #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "BasketQuestion")] asked: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (asked, question) = self.asked(asked)?;
        let customer = id_of(customer, "customer")?.and_then(|name| self.0.customers().get(&name));
        let found = self.0.model().recommend(customer, &asked, |item| question.eligible.allow(item));
        give(found.map(|found| self.0.items().tell(&found, None, question.language)))
    }

    /// The same for somebody the model need not know, by what was bought.
    #[wasm_bindgen(js_name = recommendFor, unchecked_return_type = "ToldRecommendations")]
    pub fn recommend_for(
        &self,
        #[wasm_bindgen(unchecked_param_type = "readonly Omit<PurchaseRow, \"customerId\">[]")] rows: &JsValue,
        #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "BasketQuestion")] asked: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (asked, question) = self.asked(asked)?;
        let ours = self.0.items();
        let rows = Rows::read(rows, "rows")?;
        let (items, mut own) = bought(&rows, &vec![0; rows.len()])?;
        // What the model never saw says nothing to it.
        own.retain_mut(|line| {
            let known = items.text(line.item).and_then(|name| ours.get(name));
            line.item = known.unwrap_or_default();
            known.is_some()
        });
        let own = Baskets::new(own, 1, ours.len()).map_err(throw)?;
        let found = self.0.model().recommend_for(&own, &asked, |item| question.eligible.allow(item));
        let first = found.map(|found| found.into_iter().next().unwrap_or_default());
        give(first.map(|first| ours.tell(&first, None, question.language)))
    }

    /// Tells the model of more purchases: histories go on, and how much each sign counts stays as it was learnt.
    pub fn update(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly PurchaseRow[]")] rows: &JsValue,
    ) -> Result<(), JsValue> {
        let (customers, items, lines) = lines(rows)?;
        self.0 = self.0.updated(&customers, &items, lines).map_err(throw)?;
        Ok(())
    }

    /// The items that lie most in baskets with one; none of an unknown item.
    #[wasm_bindgen(js_name = similarItems, unchecked_return_type = "SimilarItem[]")]
    pub fn similar_items(
        &self,
        #[wasm_bindgen(unchecked_param_type = "Id")] item: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
    ) -> Result<JsValue, JsValue> {
        similar(self.0.items(), item, n, |item, n| self.0.model().similar_items(item, n))
    }
}

impl NextBasket {
    fn asked(&self, asked: &JsValue) -> Result<(Asked, Question), JsValue> {
        let mut question = Question::read(asked, self.0.items(), 10)?;
        let now = question.take("now").map(|now| when(&now, "now")).transpose()?;
        let share = question.take("repeatShare");
        let share = share.map(|share| share.as_f64().ok_or_else(|| wrong("repeatShare", "a number")));
        question.done()?;
        Ok((Asked { n: question.n, now, repeat_share: share.transpose()? }, question))
    }
}

/// Lines under numbers of customers and items, with the names of these.
fn lines(rows: &JsValue) -> Result<(Names, Names, Vec<Line>), JsValue> {
    let rows = Rows::read(rows, "rows")?;
    let (customers, who) = rows.names("customerId")?;
    let (items, lines) = bought(&rows, &who)?;
    Ok((customers, items, lines))
}

/// What these customers bought.
fn bought(rows: &Rows<'_>, who: &[u32]) -> Result<(Names, Vec<Line>), JsValue> {
    let (items, what) = rows.names("item")?;
    let times = rows.times("occurredAt")?;
    let baskets = if rows.has("basket") { Some(rows.names("basket")?.1) } else { None };
    let lines = who.iter().zip(what).zip(times).enumerate();
    let lines = lines.map(|(row, ((&customer, item), time))| {
        let basket = baskets.as_ref().and_then(|baskets| baskets.get(row)).copied();
        Line { customer, item, at: time.millis(), day: time.day(), basket }
    });
    Ok((items, lines.collect()))
}

kept!(NextBasket);
