//! What recommenders are told once they are fitted, and next baskets of people they do not know.

use omo_core::recommend::Baskets;
use wasm_bindgen::prelude::*;

use crate::basket::{NextBasket, bought, lines};
use crate::cross::{give, throw};
use crate::popular::{Popular, sales};
use crate::rows::Rows;
use crate::taste::{Als, Ease, ItemKnn, interactions, similar};

#[wasm_bindgen]
impl NextBasket {
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

#[wasm_bindgen]
impl Popular {
    /// Tells the model of more rows.
    pub fn update(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly SaleRow[]")] rows: &JsValue,
    ) -> Result<(), JsValue> {
        let (customers, items, sales) = sales(rows)?;
        self.0 = self.0.told(&customers, &items, sales).map_err(throw)?;
        Ok(())
    }
}

macro_rules! update {
    ($($name:ident),*) => {$(
        #[wasm_bindgen]
        impl $name {
            /// Tells the model of more rows, of customers and items it knows or not.
            pub fn update(
                &mut self,
                #[wasm_bindgen(unchecked_param_type = "readonly InteractionRow[]")] rows: &JsValue,
            ) -> Result<(), JsValue> {
                let (customers, items, told) = interactions(&Rows::read(rows, "rows")?)?;
                self.0 = self.0.updated(&customers, &items, told).map_err(throw)?;
                Ok(())
            }
        }
    )*};
}

update!(Ease, ItemKnn, Als);
