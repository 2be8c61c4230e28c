//! Who gets which coupon.

use omo_core::recommend::{self, Budget, Offer};
use serde_json::{Map, Value};
use wasm_bindgen::prelude::*;

use crate::answer::Told;
use crate::asked::{Asked, option};
use crate::columns::{Columns, all_numbers, lengths};
use crate::cross::throw;
use crate::ids::{Ids, number};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What customers could be given, as columns: a row for each coupon that a customer could get. */
export interface OfferColumns {
    customerId: Keys;
    coupon: Keys;
    /** What giving it is expected to bring, such as an uplift times a margin. */
    value: Numbers;
    /** What giving it is expected to cost, at least 0. */
    cost: Numbers;
}

/** What a customer could be given; what else a row holds is not looked at. */
export interface OfferRow {
    customerId: Id;
    coupon: Id;
    value: number;
    cost: number;
}

/** What there is to give. */
export interface BudgetQuestion {
    /** What all coupons together may cost; everything that pays is given where it is left out. */
    budget?: number;
    /** How many pieces of a coupon there are; others have no limit. */
    pieces?: { readonly [coupon: string]: number | null };
}

/** Who gets what, and how good that is at least. */
export interface Allocation {
    /** What is given, in order of customers, each once at most. */
    chosen: { customerId: Id[]; coupon: Id[]; value: Float64Array; cost: Float64Array };
    /** What it is expected to bring. */
    value: number;
    /** What it is expected to cost. */
    cost: number;
    /** No choice within the limits brings more than this. */
    bound: number;
    /** How much more the best choice could bring at most. */
    gap: number;
    /** What one more unit of money would bring. */
    price: number;
    /** What one more piece of a coupon would bring, of those of which there are too few. */
    piecePrices: { [coupon: string]: number };
}
"#;

/// Gives each customer one coupon at most, so that together they bring the most that the budget allows, and says by how much the
/// best choice could be better at most.
#[wasm_bindgen(unchecked_return_type = "Allocation")]
pub fn allocate(
    #[wasm_bindgen(unchecked_param_type = "OfferColumns | readonly OfferRow[]")] offers: &JsValue,
    #[wasm_bindgen(js_name = question, unchecked_optional_param_type = "BudgetQuestion")] given: &JsValue,
) -> Result<JsValue, JsValue> {
    let mut asked = Asked::read(given)?;
    let money = number(&mut asked, given, "budget")?.unwrap_or(f64::INFINITY);
    let pieces = match asked.take("pieces") {
        None => Map::new(),
        Some(Value::Object(pieces)) => pieces,
        Some(_) => return Err(option("pieces", "an object of whole numbers by coupon")),
    };
    asked.done()?;
    let table = Columns::read(offers, "offers")?;
    table.only(&["customerId", "coupon", "value", "cost"], "offers")?;
    let (customers, who) = Ids::of(&table, "customerId")?.named();
    let (coupons, which) = Ids::of(&table, "coupon")?.named();
    let [value, cost] = ["value", "cost"].map(|name| table.take(name).and_then(|it| all_numbers(&it, name)));
    let (value, cost) = (value?, cost?);
    lengths(&[
        ("customerId", who.len()),
        ("coupon", which.len()),
        ("value", value.len()),
        ("cost", cost.len()),
    ])?;
    let mut limits = vec![None; if pieces.is_empty() { 0 } else { coupons.len() }];
    for (coupon, many) in pieces {
        let whole = many.as_u64().and_then(|many| u32::try_from(many).ok());
        if whole.is_none() && !many.is_null() {
            return Err(option("pieces", "whole numbers of at least 0"));
        }
        // Of a coupon that nobody is offered any number will do.
        if let Some(limit) = coupons.get(&coupon).and_then(|coupon| limits.get_mut(coupon as usize)) {
            *limit = whole;
        }
    }
    let rows = who.into_iter().zip(which).zip(value.into_iter().zip(cost));
    let offers = rows.map(|((customer, coupon), (value, cost))| Offer { customer, coupon, value, cost });
    let found = recommend::allocate(offers.collect(), &Budget { money, pieces: limits }).map_err(throw)?;
    let labels = |names: &recommend::Names, of: fn(&Offer) -> u32| {
        found.chosen.iter().map(|offer| names.label(of(offer))).collect::<Vec<Value>>()
    };
    let floats = |of: fn(&Offer) -> f64| found.chosen.iter().map(of).collect::<Vec<f64>>();
    let chosen = Told::new()
        .list("customerId", labels(&customers, |offer| offer.customer))?
        .list("coupon", labels(&coupons, |offer| offer.coupon))?
        .floats("value", &floats(|offer| offer.value))
        .floats("cost", &floats(|offer| offer.cost));
    let scarce = (0..).zip(&found.piece_prices).filter(|(_, price)| **price > 0.0);
    let prices = scarce.fold(Told::new(), |told, (coupon, &price)| {
        told.put(coupons.text(coupon).unwrap_or_default(), &price.into())
    });
    let numbers = [
        ("value", found.value),
        ("cost", found.cost),
        ("bound", found.bound),
        ("gap", found.gap),
        ("price", found.price),
    ];
    let told = Told::new().put("chosen", &chosen.done());
    let told = numbers.into_iter().fold(told, |told, (name, number)| told.put(name, &number.into()));
    Ok(told.put("piecePrices", &prices.done()).done())
}
