//! What a customer is likely to want next.

use omo_core::recommend::{
    BasketQuestion as Asked, Baskets, Labelled, Line, Names, NextBasket as Core, NextBasketOptions,
};
use wasm_bindgen::prelude::*;

use crate::cross::{give, options, text, throw, wrong};
use crate::kept::kept;
use crate::question::Question;
use crate::rows::{Rows, id_of, when};

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
pub struct NextBasket(pub(crate) Labelled<Core>);

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
}

impl NextBasket {
    pub(crate) fn asked(&self, asked: &JsValue) -> Result<(Asked, Question), JsValue> {
        let mut question = Question::read(asked, self.0.items(), 10)?;
        let now = question.take("now").map(|now| when(&now, "now")).transpose()?;
        let share = question.take("repeatShare");
        let share = share.map(|share| share.as_f64().ok_or_else(|| wrong("repeatShare", "a number")));
        question.done()?;
        Ok((Asked { n: question.n, now, repeat_share: share.transpose()? }, question))
    }
}

/// Lines under numbers of customers and items, with the names of these.
pub fn lines(rows: &JsValue) -> Result<(Names, Names, Vec<Line>), JsValue> {
    let rows = Rows::read(rows, "rows")?;
    let (customers, who) = rows.names("customerId")?;
    let (items, lines) = bought(&rows, &who)?;
    Ok((customers, items, lines))
}

/// What these customers bought.
pub fn bought(rows: &Rows<'_>, who: &[u32]) -> Result<(Names, Vec<Line>), JsValue> {
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
