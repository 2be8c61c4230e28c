//! How columns are compared, said by hand.

use js_sys::{Object, Reflect};
use omo_core::identity::linker::Comparison;
use omo_core::identity::linker::compare::{self, Level};
use wasm_bindgen::prelude::*;

use crate::asked::{Asked, argument};
use crate::cross::{give, take, text};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What is said of a comparison beside its column. */
export type Compared = Partial<Pick<Compare, "levels" | "termFrequency" | "reading" | "month" | "day">>;
"#;

/// How columns are compared, for `comparisons`: objects, which may be changed before they are used.
///
/// `levels` are levels of one's own between equality and difference, best first; without `termFrequency` rare values say no more
/// than frequent ones.
#[wasm_bindgen(js_name = compare)]
pub struct Compare;

/// A comparison with what the caller changes of it.
fn changed(mut comparison: Comparison, given: &JsValue) -> Result<JsValue, JsValue> {
    let mut asked = Asked::read(given)?;
    comparison.reading = asked.some("reading")?;
    comparison.month = asked.some("month")?;
    comparison.day = asked.some("day")?;
    comparison.levels = asked.some("levels")?.or(comparison.levels);
    comparison.term_frequency = asked.or("termFrequency", true)?;
    asked.done()?;
    give(Ok(comparison))
}

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        #[wasm_bindgen(js_class = compare)]
        impl Compare {$(
            $(#[$doc])*
            #[wasm_bindgen(unchecked_return_type = "Comparison")]
            pub fn $name(
                #[wasm_bindgen(unchecked_param_type = "string")] column: &JsValue,
                #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Compared")] given: &JsValue,
            ) -> Result<JsValue, JsValue> {
                changed(compare::$name(&text(column, "column")?), given)
            }
        )+}
    };
}

comparisons! {
    /// Values that are equal or not.
    exact;
    /// Identifiers that a system gave, such as member cards: the same is the same customer, unless many have it.
    identifier;
    /// Names of persons, or parts of them, in any script; `reading` is the column that has the reading in kana. Without levels of one's own the column tells whether they are whole names, given names or family names. Names of two generations (Jr. and Sr., II and III) differ.
    name;
    /// Days, such as birthdays, in any usual way of writing; or in columns of their years, with `month` and `day`.
    date;
    /// E-mail addresses; of lists of them one in common tells.
    email;
    /// Phone numbers, with or without their country; of lists of them one in common tells.
    phone;
    /// Postal addresses, Japanese and Western.
    address;
    /// Texts of any kind.
    text;
    /// Sets: lists of texts, or texts with `|`, `;` or `,` between.
    set;
    /// Quantities, which may be near one another.
    number;
}

#[wasm_bindgen(js_class = compare)]
impl Compare {
    /// Places, written `latitude, longitude` in degrees, with a level for each distance in kilometres, the shortest first.
    #[wasm_bindgen(js_name = distanceKm, unchecked_return_type = "Comparison")]
    pub fn distance_km(
        #[wasm_bindgen(unchecked_param_type = "string")] column: &JsValue,
        #[wasm_bindgen(unchecked_param_type = "readonly number[]")] within: &JsValue,
        #[wasm_bindgen(js_name = options, unchecked_optional_param_type = "Compared")] given: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let within: Vec<f64> = take(within, "within")?;
        changed(compare::distance_km(&text(column, "column")?, &within), given)
    }

    /// One level of a comparison, which holds where any of its measures does.
    #[wasm_bindgen(unchecked_return_type = "Level")]
    pub fn level(
        #[wasm_bindgen(unchecked_param_type = "string")] name: &JsValue,
        #[wasm_bindgen(unchecked_optional_param_type = "Partial<Omit<Level, \"name\">>")] measures: &JsValue,
    ) -> Result<JsValue, JsValue> {
        Asked::read(measures)?;
        let all = Object::assign(&Object::new(), measures.unchecked_ref());
        Reflect::set(&all, &"name".into(), &text(name, "name")?.into())?;
        give(Ok(argument(&all, "level", Level::default())?))
    }
}
