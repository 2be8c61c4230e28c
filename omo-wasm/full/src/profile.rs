//! Who a customer is to the shop: profiles, cards, segments, and folds of one's own.

use js_sys::{Array, Function};
use omo_core::model::{Fact, FactLine, Fold};
use omo_core::{Language, Time};
use serde::Serialize;
use serde_json::{Map, Value, json};
use wasm_bindgen::prelude::*;

use crate::cross::{count, give, purpose, take, text, throw, word, wrong};
use crate::engine::Engine;
use crate::given::Given;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A length of time: a whole number of minutes, hours, days or weeks, such as `30d`. */
export type SegmentWindow = `${number}${"m" | "h" | "d" | "w"}`;

/** One word, or several of which any will do. */
export type AnyOf = string | readonly string[];

/** Which touchpoints are meant: those that have one of the words in every field that is given. */
export interface Facts {
    action?: AnyOf;
    channel?: AnyOf;
    store?: AnyOf;
    about?: AnyOf;
    product?: AnyOf;
    category?: AnyOf;
    side?: Side;
}

/** From when to when: so long before now, or between two times, of which the end is out. */
export type Window = { within?: SegmentWindow; since?: never; until?: never } | { within?: never; since?: string; until?: string };

type NoLow = { atLeast?: never; moreThan?: never };
type NoHigh = { atMost?: never; lessThan?: never };
type Low<T> = { atLeast: T; moreThan?: never } | { moreThan: T; atLeast?: never };
type High<T> = { atMost: T; lessThan?: never } | { lessThan: T; atMost?: never };

/** From where to where: bounded on one side, on both, or one value. */
export type Bounds<T = number> = ({ is: T } & NoLow & NoHigh) | ({ is?: never } & ((Low<T> & (High<T> | NoHigh)) | (NoLow & High<T>)));

type Without<Names extends string> = { [Name in Names]?: never };
type NextStep = { event: Facts; within?: SegmentWindow; not?: never };

/** What is reckoned with: amounts are of one currency, and add up in no other. */
type Reckoned<How extends string> = ({ [Name in How]: "amount" | "net" } & { currency: string }) | ({ [Name in How]: "quantity" | "daysBetween" } & { currency?: never });

/** Each condition by the word it starts with. */
interface ConditionKinds {
    all: { all: readonly Condition[] };
    any: { any: readonly Condition[] };
    not: { not: Condition };
    segment: { segment: string };
    trait: { trait: string } & ((Bounds<number> & Without<"in" | "contains" | "exists">)
        | (NoLow & NoHigh & ({ is: string } & Without<"in" | "contains" | "exists"> | { in: readonly string[] } & Without<"is" | "contains" | "exists">
            | { contains: string } & Without<"is" | "in" | "exists"> | { exists: boolean } & Without<"is" | "in" | "contains">)));
    event: { event: Facts; count?: Bounds } & Window;
    never: { never: Facts } & Window;
    sequence: { sequence: readonly [{ event: Facts; within?: never; not?: never }, ...NextStep[], NextStep | { not: Facts; within?: SegmentWindow; event?: never }] } & Window;
    recency: { recency: Facts } & Bounds<SegmentWindow>;
    interest: { interest: Pick<Facts, "product" | "category">; halfLife?: SegmentWindow } & Bounds;
    sum: Reckoned<"sum"> & { of?: Facts } & Window & Bounds;
    avg: Reckoned<"avg"> & { of?: Facts } & Window & Bounds;
    min: Reckoned<"min"> & { of?: Facts } & Window & Bounds;
    max: Reckoned<"max"> & { of?: Facts } & Window & Bounds;
    distinct: { distinct: "days" | "stores" | "channels" | "products" | "categories" | "actions"; of?: Facts } & Window & Bounds;
}

type FieldOf<Shape> = Shape extends unknown ? keyof Shape : never;
type ConditionField = { [Kind in keyof ConditionKinds]: FieldOf<ConditionKinds[Kind]> }[keyof ConditionKinds];

/** What is asked of a customer: one of these, with its own fields and no others. */
export type Condition = { [Kind in keyof ConditionKinds]: ConditionKinds[Kind] & { [Name in Exclude<ConditionField, FieldOf<ConditionKinds[Kind]>>]?: never } }[keyof ConditionKinds];

/** Segments by their names, each with its condition; what is wrong in one is an error that names the place. */
export type Conditions = Record<string, Condition>;

/** A touchpoint as a fold takes it. */
export interface FoldedFact {
    id: string;
    at: string;
    channel: string;
    side: Side;
    store: string | null;
    action: string;
    about: string | null;
    lines: { product: string; category: string | null; quantity: number; amount: string | null }[];
    traits: Record<string, string>;
}
"#;

/// Profiles and cards.
#[wasm_bindgen]
impl Engine {
    /// What a customer's touchpoints say at `now`: traits and who said them, counters, interests. What happened after it is
    /// not known yet. `null` for an unknown id, or where the purpose may not see the customer.
    #[wasm_bindgen(unchecked_return_type = "Profile | null")]
    pub fn profile(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.profile(&text(customer, "customer")?, take::<Time>(now, "now")?, purpose(for_what)?))
    }

    /// What whoever serves a customer must know, so that nobody has to repeat themselves; parts that the purpose may not see
    /// are left empty and named in `withheld`. `null` as for `profile`.
    #[wasm_bindgen(js_name = contextCard, unchecked_return_type = "ContextCard | null")]
    pub fn context_card(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (customer, now) = (text(customer, "customer")?, take::<Time>(now, "now")?);
        let language: Language = word(language, "language")?;
        give(self.0.context_card(&customer, now, purpose(for_what)?, language))
    }

    /// What a function of your own makes of a customer's touchpoints, taken one by one, oldest first: `step` gets what is
    /// known so far, at first `start`, and the next fact, and gives what is known then. `null` as for `profile`.
    #[wasm_bindgen(unchecked_return_type = "any")]
    pub fn fold(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "(known: any, fact: FoldedFact) => any")] step: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "any")] start: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let customer = text(customer, "customer")?;
        let step: &Function = step.dyn_ref().ok_or_else(|| wrong("step", "a function"))?;
        let Some(facts) = self.0.fold(&customer, &Gather, purpose(for_what)?).map_err(throw)? else {
            return Ok(JsValue::NULL);
        };
        let mut known = start.clone();
        for fact in Array::from(&give(Ok(facts))?) {
            known = step.call2(&JsValue::UNDEFINED, &known, &fact)?;
        }
        Ok(known)
    }
}

/// Segments.
#[wasm_bindgen]
impl Engine {
    /// Sets the shop's segments, in the place of all that were set before; an empty object takes all away. From then on each
    /// load and each `advance` finds who enters and who leaves: `segmentCrossings`.
    #[wasm_bindgen(js_name = setSegments)]
    pub fn set_segments(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "Conditions")] segments: &JsValue,
    ) -> Result<(), JsValue> {
        let document: Value = take::<Given>(segments, "segments")?.into();
        self.0.set_segments(&document).map_err(throw)
    }

    /// The names of the segments to which a customer belongs at `now`, in order. `null` as for `profile`.
    #[wasm_bindgen(unchecked_return_type = "string[] | null")]
    pub fn segments(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.segments(&text(customer, "customer")?, take::<Time>(now, "now")?, purpose(for_what)?))
    }

    /// The ids of the customers who belong to a segment at `now` and whom the purpose may see, the longest known first.
    #[wasm_bindgen(js_name = segmentMembers, unchecked_return_type = "string[]")]
    pub fn segment_members(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(self.0.segment_members(&text(name, "name")?, take::<Time>(now, "now")?, purpose(for_what)?))
    }

    /// Why a customer belongs to a segment at `now`, or does not. `null` as for `profile`.
    #[wasm_bindgen(js_name = explainSegment, unchecked_return_type = "SegmentWhy | null")]
    pub fn explain_segment(
        &self,
        #[wasm_bindgen(unchecked_param_type = "string")] customer: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Language")] language: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (customer, name, now) =
            (text(customer, "customer")?, text(name, "name")?, take::<Time>(now, "now")?);
        let language: Language = word(language, "language")?;
        give(self.0.explain_segment(&customer, &name, now, language, purpose(for_what)?))
    }

    /// Who entered and left segments after the crossing with this number, oldest first; 0 tells all since the engine was
    /// made or restored, where numbers go on. (`crossings` are those between online and offline.)
    #[wasm_bindgen(js_name = segmentCrossings, unchecked_return_type = "SegmentCrossing[]")]
    pub fn segment_crossings(
        &self,
        #[wasm_bindgen(js_name = purpose, unchecked_param_type = "Purpose")] for_what: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "number")] since: &JsValue,
    ) -> Result<JsValue, JsValue> {
        give(Ok(self.0.crossings(count(since, "since", 0)?.into(), purpose(for_what)?)))
    }

    /// It is now so late: finds whom time alone lets enter or leave segments. What happens advances time too; it never goes
    /// back.
    pub fn advance(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "string | number | Date")] now: &JsValue,
    ) -> Result<(), JsValue> {
        self.0.advance(take::<Time>(now, "now")?);
        Ok(())
    }
}

/// A fact as it is given to JavaScript.
#[derive(Clone, Serialize)]
struct Told {
    id: String,
    at: String,
    channel: String,
    side: Value,
    store: Option<String>,
    action: String,
    about: Option<String>,
    lines: Vec<Value>,
    traits: Map<String, Value>,
}

/// All facts, to be taken one by one where JavaScript is.
struct Gather;

impl Fold for Gather {
    type State = Vec<Told>;

    fn start(&self) -> Vec<Told> {
        Vec::new()
    }

    fn step(&self, facts: &mut Vec<Told>, fact: &Fact<'_>) {
        let line = |line: &FactLine<'_>| {
            let FactLine { product, category, quantity, amount } = *line;
            json!({"product": product, "category": category, "quantity": quantity, "amount": amount})
        };
        facts.push(Told {
            id: fact.id.into(),
            at: fact.at.to_string(),
            channel: fact.channel.into(),
            side: json!(fact.side),
            store: fact.store.map(Into::into),
            action: fact.action.into(),
            about: fact.about.map(Into::into),
            lines: fact.lines.iter().map(line).collect(),
            traits: fact.traits.iter().map(|&(name, said)| (name.into(), said.into())).collect(),
        });
    }
}
