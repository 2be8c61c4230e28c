//! What a screen shows.

use omo_core::recommend::{Content, Likes, Names, Signage as Core, SignageOptions};
use omo_core::vocabulary::Vocabulary;
use omo_core::{Language, Time, random};
use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::*;

use crate::asked::{Asked, option};
use crate::columns::{Columns, keys, numbers, wrong_at};
use crate::cross::{give, throw};
use crate::ids::{Ids, long, some_names};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How a screen decides. */
export interface Screen extends Partial<SignageOptions> {
    /** Categories that are never shown for anybody's sake: health, lingerie. What has no category is not shown either. */
    sensitive?: readonly string[];
    /** The shop's own items, shown whenever nothing is safe. */
    fallback?: readonly Id[];
}

/** What a screen may show, as columns. */
export interface CatalogueColumns {
    item: Keys;
    category: Keys;
}

/** What a screen may show. */
export interface CatalogueRow {
    item: Id;
    category?: string | null;
}

/** Who is here and has agreed to that, as columns: a row for each person and item. */
export interface PresentColumns {
    customerId: Keys;
    /** Nothing of a person without likes. */
    item: Keys;
    score: Numbers;
}

/** A person who is here, and an item with how much it is liked; neither of a person without likes. */
export interface PresentRow {
    customerId: Id;
    item?: Id | null;
    score?: number | null;
}

/** What a screen is asked. */
export interface ScreenQuestion {
    now: When;
    /** The zone of a time that names none; UTC where it is left out. */
    zone?: string;
    /** `en` where it is left out. */
    language?: Language;
}

/** What is on the screen. */
export interface Shown {
    /** One item, or the shop's own. */
    items: Id[];
    /** Whether it is the shop's own. */
    own: boolean;
    /** In words; they name nobody, and no number from which somebody could be counted out. */
    reason: string;
    /** When the next decision may fall. */
    until: string;
}
"#;

/// What a screen shows to the people before it, without telling on any of them.
///
/// Hand it only people who have agreed to that. What is shown is in no sensitive category and liked by more than `k` of those who were
/// here, nobody's coming or going turns one content into another, and it changes by the clock and only after `k` have come or gone.
#[wasm_bindgen]
pub struct Signage {
    core: Core,
    items: Names,
    fallback: Vec<Value>,
    k: u32,
}

#[derive(Serialize)]
struct Shown {
    items: Vec<Value>,
    own: bool,
    reason: String,
    until: String,
}

#[wasm_bindgen]
impl Signage {
    /// A screen that shows the shop's own until enough people are there.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "CatalogueColumns | readonly CatalogueRow[]")]
        catalogue: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Screen")] given: &JsValue,
    ) -> Result<Self, JsValue> {
        let mut asked = Asked::read(given)?;
        let sensitive = some_names(&mut asked, "sensitive")?.unwrap_or_default();
        let fallback = match asked.take("fallback") {
            None => Vec::new(),
            Some(Value::Array(ids)) if ids.iter().all(|id| id.is_string() || id.is_i64()) => ids,
            Some(_) => return Err(option("fallback", "an array of texts and whole numbers")),
        };
        let options: SignageOptions = asked.rest()?;
        let table = Columns::read(catalogue, "catalogue")?;
        table.only(&["item", "category"], "catalogue")?;
        let (items, rows) = Ids::of(&table, "item")?.named();
        let mut kinds = Vocabulary::default();
        let of = match table.find("category") {
            Some(column) => keys(&column, "category", &mut kinds)?,
            None => vec![kinds.intern(""); rows.len()],
        };
        long("category", rows.len(), of.len())?;
        let secret = |kind: &u32| {
            let kind = kinds.text(*kind).unwrap_or_default();
            kind.is_empty() || sensitive.iter().any(|other| other == kind)
        };
        let content = |(&item, kind)| Content { item, sensitive: secret(kind) };
        let core = Core::new(rows.iter().zip(&of).map(content).collect(), &options).map_err(throw)?;
        Ok(Self { core, items, fallback, k: options.k })
    }

    /// What to show now to those who are here.
    #[wasm_bindgen(unchecked_return_type = "Shown")]
    pub fn show(
        &mut self,
        #[wasm_bindgen(unchecked_param_type = "PresentColumns | readonly PresentRow[]")] present: &JsValue,
        #[wasm_bindgen(js_name = question, unchecked_param_type = "ScreenQuestion")] asked: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let mut asked = Asked::read(asked)?;
        let zone = asked.zone()?;
        let now = asked.time("now", &zone)?.ok_or_else(|| option("now", "there"))?;
        let language: Language = asked.or("language", Language::En)?;
        asked.done()?;
        let table = Columns::read(present, "present")?;
        table.only(&["customerId", "item", "score"], "present")?;
        let people = Ids::of(&table, "customerId")?;
        let rows = people.rows.len();
        // No names are kept, however long the screen is on.
        let mut words = Vocabulary::default();
        let (liked, scores) = match (table.find("item"), table.find("score")) {
            (Some(items), Some(scores)) => (keys(&items, "item", &mut words)?, numbers(&scores, "score")?),
            // Nobody here likes anything; of columns that is said by naming both.
            (None, None) if rows == 0 || js_sys::Array::is_array(present) => {
                (vec![words.intern(""); rows], vec![f64::NAN; rows])
            }
            (items, _) => {
                return Err(crate::cross::wrong(if items.is_none() { "item" } else { "score" }, "there"));
            }
        };
        long("item", rows, liked.len())?;
        long("score", rows, scores.len())?;
        let mut crowd = Vec::with_capacity(rows);
        for (row, (person, (item, score))) in people.texts().zip(liked.iter().zip(scores)).enumerate() {
            let item = words.text(*item).unwrap_or_default();
            if !item.is_empty() && score.is_nan() {
                return Err(wrong_at("score", row, "a number where there is an item"));
            }
            let known = self.items.get(item).map(|item| (item, score));
            crowd
                .push(Likes { person: random::hash(person.as_bytes()), scores: known.into_iter().collect() });
        }
        let shown = self.core.show(&crowd, now.millis()).map_err(throw)?;
        let item = shown.item.map(|item| self.items.label(item));
        give(Time::new(shown.until, 0).map(|until| Shown {
            own: item.is_none(),
            items: item.map_or_else(|| self.fallback.clone(), |item| vec![item]),
            reason: shown.why.words(self.k, language),
            until: until.to_string(),
        }))
    }
}
