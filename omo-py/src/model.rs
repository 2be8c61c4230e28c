//! The nouns of retail, read one at a time.

use omo_core::{Gtin, Identifier, IdentifierKind, Time, Zone};
use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDelta, PyTzInfo};

use crate::convert::give;
use crate::error::Result;
use crate::hints::Record;

/// An identifier in its one canonical spelling.
///
/// Two spellings of one phone number, e-mail address or member id give the same value, so that columns of them
/// can be compared and joined.
///
/// Parameters
/// ----------
/// kind
///     What it is: ``"member_id"``, ``"email"``, ``"app_id"``, ``"payment_token"``, ``"name_address"``,
///     ``"name_phone"``, ``"phone"``, ``"device"`` or ``"cookie"``.
/// text
///     The identifier as it was written. Names with an address or phone are written ``name|address``.
///
/// Returns
/// -------
/// dict
///     Its ``"kind"`` and ``"value"``, as in the identifiers of a touchpoint.
///
/// Raises
/// ------
/// OmoError
///     Code ``"format"`` when the kind is not known or the text has not its form.
///
/// Examples
/// --------
/// >>> omo.read_identifier("phone", "０９０-１２３４-５６７８")
/// {'kind': 'phone', 'value': '+819012345678'}
/// >>> omo.read_identifier("email", " Hanako@Example.JP ")["value"]
/// 'hanako@example.jp'
#[pyfunction]
pub fn read_identifier<'py>(py: Python<'py>, kind: &str, text: &str) -> Result<Record<'py>> {
    let kind: IdentifierKind = kind.parse()?;
    Ok(Record(give(py, &Identifier::read(kind, text)?)?))
}

/// An instant, and what the clock on the wall showed there.
///
/// Parameters
/// ----------
/// text
///     RFC 3339 or ISO 8601, ``2026/3/1 9:05``, ``20260301``, a date alone (its midnight), or whole seconds or
///     milliseconds since 1970 in ten or thirteen digits.
/// zone
///     The clock of times that do not name theirs: an IANA name or an offset such as ``+09:00``.
///
/// Returns
/// -------
/// datetime.datetime
///     With the offset of its clock.
///
/// Raises
/// ------
/// OmoError
///     Code ``"format"`` when it is no time from 1970 to 2199, or the zone is not known.
///
/// Examples
/// --------
/// >>> omo.read_time("2026/3/1 9:05", zone="Asia/Tokyo").isoformat()
/// '2026-03-01T09:05:00+09:00'
/// >>> omo.read_time("2026-03-01T09:05:00Z").hour
/// 9
#[pyfunction]
#[pyo3(signature = (text, zone = "UTC"))]
pub fn read_time<'py>(py: Python<'py>, text: &str, zone: &str) -> Result<Bound<'py, PyDateTime>> {
    let time = Time::read(text, &zone.parse::<Zone>()?)?;
    let offset = PyDelta::new(py, 0, i32::from(time.offset()) * 60, 0, true)?;
    let clock = PyTzInfo::fixed_offset(py, offset)?;
    Ok(PyDateTime::from_timestamp(py, seconds(time.millis()), Some(&clock))?)
}

/// Milliseconds as the seconds Python counts in.
#[expect(clippy::cast_precision_loss, reason = "exact to the millisecond for 200 000 years")]
pub fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

/// The check digit that follows the digits of a GTIN (JAN, EAN, UPC), SSCC or GLN.
///
/// Parameters
/// ----------
/// digits
///     One to seventeen digits, without the check digit.
///
/// Returns
/// -------
/// int or None
///     0 to 9; None when ``digits`` holds anything else.
///
/// Examples
/// --------
/// >>> omo.gtin_check_digit("629104150021")
/// 3
#[pyfunction]
pub fn gtin_check_digit(digits: &str) -> Option<u8> {
    Gtin::check_digit(digits)
}
