//! The doors: CSV, JSON Lines and records in memory.

use std::ops::Range;

use serde_json::{Map, Value};

use super::batch::Batch;
use super::gather::{Gather, Row, escaped};
use super::mapping::{Mapping, WORDS};
use super::object::{Keys, too_long};
use super::record::{Refused, Remark, Source, Word};
use super::table::{BadRow, TOO_LONG, Table};
use crate::Error;

/// Reads touchpoints from CSV with a header, in UTF-8.
///
/// Rows of one id are one touchpoint; flat rows of a purchase or return are its lines, any other record told
/// twice counts once. A receipt with a row that cannot be read is quarantined whole, because half a receipt is
/// a wrong amount. A row without an id gets one made of its content.
///
/// # Errors
///
/// [`Error::Options`] when the mapping names an unknown word; [`Error::Column`] when the header lacks a mapped
/// column, or neither header nor constants give a time, a channel and an action; [`Error::Format`] when the
/// header is not UTF-8. A bad row is no error: it is quarantined.
///
/// # Examples
///
/// ```
/// use omo_core::io::{self, Mapping};
/// let csv = "id,occurred_at,channel,action,email
/// 1,2026-03-01T18:20:00+09:00,ec,view,Hanako@Example.JP
/// 2,yesterday,ec,view,
/// ";
/// let batch = io::read_csv(csv.as_bytes(), &Mapping::default())?;
/// assert_eq!(batch.touchpoints[0].identifiers[0].value(), "hanako@example.jp");
/// assert_eq!((batch.quarantined[0].row, batch.quarantined[0].code), (2, "time"));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn read_csv(bytes: &[u8], mapping: &Mapping) -> Result<Batch, Error> {
    let source = Source::new(mapping)?;
    let bytes = without_bom(bytes);
    let Some(table) = Table::open(bytes, mapping, &WORDS)? else { return Ok(Batch::default()) };
    needs(&source, &|word| table.has(word as usize))?;
    let header = table.header();
    let text = |range| Table::text(bytes, range);
    let mut gather = Gather::default();
    table.each(&mut |range, row| {
        let read = match row {
            Ok(cells) => source.read(&cells),
            Err(BadRow { remark, id }) => Err(Refused { id: id.and_then(|id| source.id_of(&id)), remark }),
        };
        let row = gather.row(range);
        gather.take(row, read, &text);
    });
    Ok(gather.finish(Some(header), &text))
}

/// Reads touchpoints from JSON Lines, flat or nested, in UTF-8.
///
/// As [`read_csv`]; besides, a record with `lines: [{product, quantity, amount}]` tells its touchpoint whole.
///
/// # Errors
///
/// [`Error::Options`] when the mapping names an unknown word. A bad line is no error: it is quarantined.
///
/// # Examples
///
/// ```
/// use omo_core::io::{self, Mapping};
/// let lines = r#"{"id": 1, "occurredAt": 1772356800000, "channel": "app", "action": "check_in", "store": "ginza"}
/// {"id": 2,"#;
/// let batch = io::read_json_lines(lines.as_bytes(), &Mapping::default())?;
/// assert_eq!(batch.touchpoints[0].store.as_deref(), Some("ginza"));
/// assert_eq!((batch.quarantined[0].row, batch.quarantined[0].code), (2, "json"));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn read_json_lines(bytes: &[u8], mapping: &Mapping) -> Result<Batch, Error> {
    let source = Source::new(mapping)?;
    let keys = Keys::new(mapping);
    let bytes = without_bom(bytes);
    let text = |range| Table::text(bytes, range);
    let mut gather = Gather::default();
    each_object(bytes, &mut gather, &mut |gather, row, map| {
        gather.take(row, source.read(&keys.of(&map)), &text);
    });
    Ok(gather.finish(None, &text))
}

/// Reads touchpoints from records in memory, such as Python's dicts or JavaScript's objects.
///
/// As [`read_json_lines`], each record a line.
///
/// # Errors
///
/// [`Error::Options`] when the mapping names an unknown word. A bad record is no error: it is quarantined.
///
/// # Examples
///
/// ```
/// use omo_core::io::{self, Mapping};
/// let record = serde_json::json!({
///     "id": "1", "occurred_at": "2026-03-01T18:20:00+09:00", "channel": "pos", "action": "purchase",
///     "lines": [{"product": "tea", "quantity": 2, "amount": "600 JPY"}],
/// });
/// let batch = io::read_records([record.clone(), record, 7.into()], &Mapping::default())?;
/// assert_eq!(batch.touchpoints.len(), 1);
/// assert_eq!(batch.touchpoints[0].amount().unwrap().to_string(), "600 JPY");
/// assert_eq!((batch.quarantined[0].row, batch.quarantined[0].code), (3, "json"));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn read_records(records: impl IntoIterator<Item = Value>, mapping: &Mapping) -> Result<Batch, Error> {
    let source = Source::new(mapping)?;
    let keys = Keys::new(mapping);
    let records: Vec<Value> = records.into_iter().collect();
    let text = |range: Range<usize>| records.get(range.start).map(crate::json::write).unwrap_or_default();
    let mut gather = Gather::default();
    for (place, record) in records.iter().enumerate() {
        let row = gather.row(place..place);
        match object(record) {
            Ok(map) => gather.take(row, source.read(&keys.of(map)), &text),
            Err(remark) => gather.refuse(&row, remark, crate::json::write(record)),
        }
    }
    Ok(gather.finish(None, &text))
}

/// Whether columns or constants give what every touchpoint needs.
pub(super) fn needs(source: &Source<'_>, has: &dyn Fn(Word) -> bool) -> Result<(), Error> {
    for word in [Word::OccurredAt, Word::Channel, Word::Action] {
        if !has(word) && !source.gives(word) {
            let must = "in the header, the word of a mapped column, or a constant".into();
            return Err(Error::Column { column: word.name().into(), must });
        }
    }
    Ok(())
}

/// Takes an object and where it lies.
type TakeObject<'t> = &'t mut dyn FnMut(&mut Gather, Row, Map<String, Value>);

/// Gives every line that is a JSON object to `take`; sets the others aside.
pub(super) fn each_object(bytes: &[u8], gather: &mut Gather, take: TakeObject<'_>) {
    let mut start = 0;
    for line in bytes.split(|&b| b == b'\n') {
        let range = start..start + line.len();
        start = range.end + 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let row = gather.row(range);
        let Ok(text) = std::str::from_utf8(line) else {
            let remark = Remark::of_row("utf8", "save the text as UTF-8");
            gather.refuse(&row, remark, escaped(line.trim_ascii_end()));
            continue;
        };
        // What is no JSON is no object either.
        let value = crate::json::read(text).unwrap_or_default();
        match (object(&value).err(), value) {
            (None, Value::Object(map)) => take(gather, row, map),
            (fault, _) => {
                gather.refuse(&row, fault.unwrap_or_else(not_object), text.trim_end().to_owned());
            }
        }
    }
}

/// The object a value is, if no text in it is too long.
fn object(value: &Value) -> Result<&Map<String, Value>, Remark> {
    let map = value.as_object().ok_or_else(not_object)?;
    if too_long(value) { Err(Remark::of_row("too_long", TOO_LONG)) } else { Ok(map) }
}

fn not_object() -> Remark {
    Remark::of_row("json", "write one whole JSON object")
}

/// Without the byte order mark that some programs put before UTF-8.
pub(super) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
