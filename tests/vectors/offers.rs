//! What is told of offers and asked about them, in stories of an engine.

use omo_core::engine::Engine;
use omo_core::privacy::Contact;
use serde_json::{Map, Value};

use super::json;
use super::stories::Method;

/// What can be done with an engine before it is asked.
pub const STEPS: &[(&str, Method<Engine>)] = &[
    ("addCoupons", |shop, given| Ok(json(shop.add_coupons(given.argument::<Vec<_>>("coupons"))?))),
    ("addSlots", |shop, given| Ok(json(shop.add_slots(given.argument::<Vec<_>>("slots"))?))),
    ("countStock", |shop, given| Ok(json(shop.count_stock(given.argument::<Vec<_>>("counts"))?))),
    ("recordContact", |shop, given| {
        let mut decision: Map<String, Value> = given.argument("decision");
        decision.insert("at".into(), given.argument("at"));
        let contact: Contact = serde_json::from_value(decision.into()).unwrap();
        Ok(json(shop.record_contact(&given.text("customer"), contact)?))
    }),
];

/// What an engine can be asked.
pub const ASKS: &[(&str, Method<Engine>)] = &[
    ("coupons", |shop, _| Ok(json(shop.coupons()))),
    ("slots", |shop, _| Ok(json(shop.slots()))),
    ("countedStock", |shop, _| Ok(json(shop.counted_stock().collect::<Vec<_>>()))),
    ("contacts", |shop, given| Ok(json(shop.contacts(&given.text("customer"), given.purpose()?)?))),
    ("why", |shop, given| {
        let (customer, decision) = (given.text("customer"), given.text("decision"));
        Ok(json(shop.why(&customer, &decision, given.argument("language"))?))
    }),
    ("heldBack", |shop, given| Ok(json(shop.held_back(&given.text("customer"), &given.argument("moment"))?))),
    ("planActions", |shop, given| {
        Ok(json(shop.plan_actions(&given.argument("moment"), &given.or_default("options")?)?))
    }),
    ("clienteling", |shop, given| {
        let (now, language) = (given.argument("now"), given.argument("language"));
        Ok(json(shop.clienteling(&given.text("store"), now, given.argument("n"), language)?))
    }),
];
