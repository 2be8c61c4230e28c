//! What the shop has to offer, what was offered and why, and to whom what is offered next.

use omo_core::engine::{Moment, PlanOptions};
use omo_core::{Language, Time};
use wasm_bindgen::prelude::*;

use crate::cross::{count, give, options, take, text, throw, word};
use crate::engine::Engine;
use crate::given::Given;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A coupon as it is told; times may be dates. */
export type CouponTold = Pick<Coupon, "id" | "discount"> & { [key in keyof Omit<Coupon, "id" | "discount">]?: unknown };

/** A decision that is carried out: a suggestion as it is, or what of it is known. */
export type Carried = { action: ActionKind } & Partial<Omit<Suggestion, "action">> & { id?: string };
"#;

/// Offers.
#[wasm_bindgen]
impl Engine {
    /// Adds coupons, or replaces those with the same id. From the first coupon, slot, contact or count on `nextBestActions` chooses
    /// among all that could be done, and says when.
    #[wasm_bindgen(js_name = addCoupons)]
    pub fn add_coupons(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "CouponTold[]")] coupons: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.add_coupons(take::<Vec<_>>(coupons, "coupons")?).map_err(throw)
    }

    /// Adds slots for fittings, visits and pickups, or replaces those of the same store and kind that begin at the same time.
    #[wasm_bindgen(js_name = addSlots)]
    pub fn add_slots(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "ReservableSlot[]")] slots: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.add_slots(take::<Vec<_>>(slots, "slots")?).map_err(throw)
    }

    /// Sets how many pieces a store had when they were counted: the latest count holds, and what was counted too long ago is promised
    /// to nobody.
    #[wasm_bindgen(js_name = countStock)]
    pub fn count_stock(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "CountedStock[]")] counts: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.count_stock(take::<Vec<_>>(counts, "counts")?).map_err(throw)
    }

    /// Records that a customer was contacted, or will be: the log of decisions. Gives the decision's id, for `why`; `null` for
    /// somebody who was erased.
    #[wasm_bindgen(js_name = recordContact, unchecked_return_type = "string | null")]
    pub fn record_contact(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "Carried")] decision: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let customer = text(customer, "customer")?;
        let mut given = Given::new(decision, "decision")?;
        // What an answer says beside the decision.
        for beside in ["customer", "score", "words"] {
            given.leave_out(beside);
        }
        give(self.0.record_contact(&customer, given.record("decision")?))
    }

    /// Why a customer got what a decision says, in words for the customer.
    #[wasm_bindgen(unchecked_return_type = "WhyContacted")]
    pub fn why(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] decision: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (customer, decision) = (text(customer, "customer")?, text(decision, "decision")?);
        give(self.0.why(&customer, &decision, word::<Language>(language, "language")?))
    }

    /// What was held back when the next best actions for a customer were chosen, counted by cause.
    #[wasm_bindgen(js_name = heldBack, unchecked_return_type = "Excluded[]")]
    pub fn held_back(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "At")] moment: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.held_back(&text(customer, "customer")?, &options::<Moment>(moment)?))
    }

    /// The best thing to do for each customer, planned together: no more is offered than there is.
    #[wasm_bindgen(js_name = planActions, unchecked_return_type = "ActionPlan")]
    pub fn plan_actions(
        &self,
        #[wasm_bindgen(unchecked_param_type = "At")] moment: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Partial<PlanOptions>")]
        bounds: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.plan_actions(&options::<Moment>(moment)?, &options::<PlanOptions>(bounds)?))
    }

    /// The customers of a store whom its staff should serve or write to next, the best first.
    #[wasm_bindgen(unchecked_return_type = "Client[]")]
    pub fn clienteling(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] store: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] n: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (store, now, n) = (text(store, "store")?, take::<Time>(now, "now")?, count(n, "n", 10)?);
        give(self.0.clienteling(&store, now, n as usize, word::<Language>(language, "language")?))
    }
}
