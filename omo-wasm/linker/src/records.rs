//! Records, as rows or as columns.

use js_sys::{Array, Date, Number, Object, Reflect};
use omo_core::identity::linker::{Column, Records};
use omo_core::vocabulary::Vocabulary;
use wasm_bindgen::prelude::*;

use crate::cross::{absent, throw, wrong};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A plain value: nothing, `null` and `NaN` say nothing. */
export type Scalar = string | number | boolean | Date | null | undefined;

/** A cell of a record: a plain value or an array of them, such as all e-mails of a customer. */
export type Cell = Scalar | readonly Scalar[];

/** Records as objects, or as columns of equal length. */
export type Table = readonly { readonly [column: string]: Cell }[] | { readonly [column: string]: ArrayLike<Cell> };
"#;

/// Columns, read before it is said which of them are ids.
pub struct Table(pub Vec<Column>);

impl Table {
    /// Reads rows or columns; `what` is their name in messages.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` for another form, or a cell that is no plain value.
    pub fn read(value: &JsValue, what: &str) -> Result<Self, JsValue> {
        if Array::is_array(value) {
            return rows(&Array::from(value), what).map(Self);
        }
        if !value.is_object() || value.is_function() {
            return Err(wrong(what, "an array of objects, or an object of arrays"));
        }
        let entries = Object::entries(&Object::from(value.clone()));
        let columns = entries.iter().map(|entry| {
            let entry = Array::from(&entry);
            let name = entry.get(0).as_string().unwrap_or_default();
            let cells = entry.get(1);
            if !Array::is_array(&cells) && !js_sys::ArrayBuffer::is_view(&cells) {
                return Err(wrong(&name, "an array"));
            }
            let mut column = Filled::new(&name);
            Array::from(&cells).iter().try_for_each(|cell| column.push(&cell))?;
            Ok(column.0)
        });
        columns.collect::<Result<_, _>>().map(Self)
    }

    /// Takes out the column of this name.
    ///
    /// # Errors
    ///
    /// An `OmoError` with the code `column` where there is none.
    pub fn take(&mut self, name: &str) -> Result<Column, JsValue> {
        match self.0.iter().position(|column| column.name == name) {
            Some(at) => Ok(self.0.remove(at)),
            None => Err(wrong(name, "there")),
        }
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|column| column.name == name)
    }

    /// The records, of which one column has the ids and another may have the sources.
    ///
    /// # Errors
    ///
    /// Those of [`take`](Self::take) and of the core.
    pub fn records(mut self, id: &str, source: Option<&str>) -> Result<Records, JsValue> {
        let ids = self.take(id)?;
        let sources = source.map(|source| self.take(source)).transpose()?;
        let records = Records::new(ids, self.0).map_err(throw)?;
        match sources {
            Some(sources) => records.with_sources(sources).map_err(throw),
            None => Ok(records),
        }
    }
}

/// A column that is being filled.
struct Filled(Column);

impl Filled {
    fn new(name: &str) -> Self {
        Self(Column { name: name.into(), texts: Vocabulary::default(), cells: Vec::new() })
    }

    fn push(&mut self, cell: &JsValue) -> Result<(), JsValue> {
        let number = if Array::is_array(cell) {
            let texts: Result<Vec<_>, _> =
                Array::from(cell).iter().map(|element| self.text(&element)).collect();
            self.0.texts.intern_list(texts?.iter().flatten().map(String::as_str))
        } else {
            self.text(cell)?.map(|text| self.0.texts.intern(&text))
        };
        self.0.cells.push(number.unwrap_or(u32::MAX));
        Ok(())
    }

    /// What a plain value is written as.
    fn text(&self, cell: &JsValue) -> Result<Option<String>, JsValue> {
        Ok(if let Some(text) = cell.as_string() {
            Some(text)
        } else if absent(cell) || cell.as_f64().is_some_and(f64::is_nan) {
            None
        } else if let Some(number) = cell.dyn_ref::<Number>() {
            // As JavaScript writes it: 7, not 7.0.
            number.to_string_with_radix(10).ok().map(String::from)
        } else if let Some(flag) = cell.as_bool() {
            Some(flag.to_string())
        } else if let Some(date) = cell.dyn_ref::<Date>().filter(|date| !date.get_time().is_nan()) {
            Some(String::from(date.to_iso_string()))
        } else {
            let place = format!("{}[{}]", self.0.name, self.0.cells.len());
            return Err(wrong(&place, "a text, a number, a flag, a date, null, or an array of these"));
        })
    }
}

/// Columns of all names that a row has, in the order in which they come; what a row does not have is empty.
fn rows(rows: &Array, what: &str) -> Result<Vec<Column>, JsValue> {
    let mut columns: Vec<(JsValue, Filled)> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if !row.is_object() {
            return Err(wrong(&format!("{what}[{at}]"), "an object"));
        }
        for (key, column) in &mut columns {
            column.push(&Reflect::get(&row, key)?)?;
        }
        for key in Object::keys(&Object::from(row.clone())).iter() {
            let name = key.as_string().unwrap_or_default();
            if columns.iter().any(|(_, column)| column.0.name == name) {
                continue;
            }
            let mut column = Filled::new(&name);
            column.0.cells = vec![u32::MAX; at];
            column.push(&Reflect::get(&row, &key)?)?;
            columns.push((key, column));
        }
    }
    Ok(columns.into_iter().map(|(_, column)| column.0).collect())
}
