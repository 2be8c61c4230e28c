//! What the shop has to offer, what was offered, and to whom what is offered next.

use omo_core::engine::{CountedStock, Coupon, Moment, PlanOptions, ReservableSlot};
use omo_core::form::{self, Style};
use omo_core::privacy::Contact;
use omo_core::{Language, Time};
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::cross::{absent, count, give, options, purpose, take, text, throw, word};
use crate::engine::Engine;
use crate::given::Given;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A record in which times may be dates or milliseconds as well. */
export type Timed<T, Times extends string> = { [Name in keyof T]: Name extends Times ? T[Name] | number | Date : T[Name] };

/** What is done: an answer of `nextBestActions` or `planActions` as it is, or what is known of it. */
export type Decided =
    | Suggestion
    | (Pick<Partial<Timed<Contact, "at" | "slot">>, "at" | "id" | "channel" | "product" | "store" | "coupon" | "slot" | "reasons"> & {
          action: ActionKind;
      });
"#;

/// What there is to offer.
#[wasm_bindgen]
impl Engine {
    /// Adds coupons, or replaces those with the same id. A coupon is given once to a customer, and no more often than it has
    /// pieces, by the contacts that were recorded. From the first coupon, slot, contact or count on, `nextBestActions` chooses
    /// among all that could be done and says when.
    #[wasm_bindgen(js_name = addCoupons)]
    pub fn add_coupons(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly Timed<Coupon, \"from\" | \"until\">[]")]
        coupons: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.add_coupons(take::<Vec<Coupon>>(coupons, "coupons")?).map_err(throw)
    }

    /// The coupons, in order of their ids.
    #[wasm_bindgen(unchecked_return_type = "Coupon[]")]
    pub fn coupons(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.coupons()))
    }

    /// Adds slots for fittings, visits and pickups: of the same store, kind and beginning the one told last holds.
    #[wasm_bindgen(js_name = addSlots)]
    pub fn add_slots(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly Timed<ReservableSlot, \"from\" | \"until\">[]")]
        slots: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.add_slots(take::<Vec<ReservableSlot>>(slots, "slots")?).map_err(throw)
    }

    /// The slots, in order of stores, kinds and times.
    #[wasm_bindgen(unchecked_return_type = "ReservableSlot[]")]
    pub fn slots(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.slots()))
    }

    /// Sets how many pieces of a product a store had when they were counted: the latest count holds, whatever order they come
    /// in, and what was counted too long ago (`offers.stockHours`) is promised to nobody. What is there now is `setStock`.
    #[wasm_bindgen(js_name = countStock)]
    pub fn count_stock(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "readonly Timed<CountedStock, \"asOf\">[]")] counts: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.count_stock(take::<Vec<CountedStock>>(counts, "counts")?).map_err(throw)
    }

    /// The stock of which it is known when it was counted.
    #[wasm_bindgen(js_name = countedStock, unchecked_return_type = "CountedStock[]")]
    pub fn counted_stock(&self) -> Result<JsValue, JsValue> {
        give(Ok(self.0.counted_stock().collect::<Vec<_>>()))
    }
}

/// What was done.
#[wasm_bindgen]
impl Engine {
    /// Records that a customer was contacted, or will be, at `at` or else at the decision's own time: the log by which the
    /// contact policy, pieces of coupons and places of slots are counted. `customer` is an id, or an identifier such as
    /// `"email:hanako@example.jp"`. Gives the decision's id; `null` for somebody who was erased.
    #[wasm_bindgen(js_name = recordContact, unchecked_return_type = "string | null")]
    pub fn record_contact(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Decided")] decision: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "string | number | Date")] at: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let customer = text(customer, "customer")?;
        let mut told: Value = take::<Given>(decision, "decision")?.into();
        if let Value::Object(told) = &mut told {
            // What an answer says beside the decision.
            for key in ["customer", "score", "words"] {
                told.remove(key);
            }
            if !absent(at) {
                told.insert("at".into(), take::<Time>(at, "at")?.to_string().into());
            }
        }
        let contact: Contact = form::read(&told, "decision", Style::Camel).map_err(throw)?;
        give(self.0.record_contact(&customer, contact))
    }

    /// What was recorded of contacts with a customer, the earliest first; what the purpose may not see is left out.
    #[wasm_bindgen(unchecked_return_type = "Contact[]")]
    pub fn contacts(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.contacts(&text(customer, "customer")?, purpose(for_what)?))
    }

    /// Why a customer got what a decision says, in words for the customer: of other people it says nothing, not even how many.
    #[wasm_bindgen(unchecked_return_type = "WhyContacted")]
    pub fn why(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] decision: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (customer, decision) = (text(customer, "customer")?, text(decision, "decision")?);
        give(self.0.why(&customer, &decision, word(language, "language")?))
    }
}

/// What to offer next.
#[wasm_bindgen]
impl Engine {
    /// What was held back when the `nextBestActions` for a customer were chosen, counted by cause.
    #[wasm_bindgen(js_name = heldBack, unchecked_return_type = "Excluded[]")]
    pub fn held_back(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "At")] moment: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.held_back(&text(customer, "customer")?, &options::<Moment>(moment)?))
    }

    /// The best thing to do for each customer, planned together: no more is offered than there are pieces in a store, pieces of
    /// a coupon and places in a slot. It is only a plan: what is done is recorded by `recordContact`.
    #[wasm_bindgen(js_name = planActions, unchecked_return_type = "ActionPlan")]
    pub fn plan_actions(
        &self,
        #[wasm_bindgen(unchecked_param_type = "At")] moment: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<PlanOptions>")]
        given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.plan_actions(&options::<Moment>(moment)?, &options::<PlanOptions>(given)?))
    }

    /// The `n` customers of a store whom its staff should serve or write to next, the best first.
    #[wasm_bindgen(unchecked_return_type = "Client[]")]
    pub fn clienteling(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] store: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (store, now, n) = (text(store, "store")?, take::<Time>(now, "now")?, count(n, "n", 10)?);
        let language: Language = word(language, "language")?;
        give(self.0.clienteling(&store, now, n as usize, language))
    }
}
