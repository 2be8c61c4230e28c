//! The nouns of retail.

use omo_core::{Channels, Error, Gtin, Identifier, IdentifierKind, Time, Touchpoint, Zone};
use wasm_bindgen::prelude::*;

use crate::cross::{give, options, take, text, throw};

/// The version of this package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}

/// An identifier in its one canonical spelling: two spellings of one phone number give equal identifiers.
///
/// `kind` is `"email"`, `"phone"`, `"member_id"`, ...; a `name_address` or `name_phone` is written `name|address`
/// or `name|phone`.
#[wasm_bindgen(js_name = readIdentifier, unchecked_return_type = "Identifier")]
pub fn read_identifier(
    #[wasm_bindgen(unchecked_param_type = "IdentifierKind")] kind: &JsValue,
    #[wasm_bindgen(js_name = text, unchecked_param_type = "string")] spelt: &JsValue,
) -> Result<JsValue, JsValue> {
    let (kind, spelt) = (text(kind, "kind")?, text(spelt, "text")?);
    give(kind.parse::<IdentifierKind>().and_then(|kind| Identifier::read(kind, &spelt)))
}

/// A time as RFC 3339 with its offset; a text without an offset is taken to be on a clock in `zone`.
///
/// `zone` is an IANA name such as `"Asia/Tokyo"` or an offset such as `"+09:00"`.
#[wasm_bindgen(js_name = readTime)]
pub fn read_time(
    #[wasm_bindgen(js_name = text, unchecked_param_type = "string")] written: &JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] zone: &JsValue,
) -> Result<String, JsValue> {
    let (written, zone) = (text(written, "text")?, text(zone, "zone")?);
    let read = || Ok::<_, Error>(Time::read(&written, &zone.parse::<Zone>()?)?.to_string());
    read().map_err(throw)
}

/// The check digit that follows `digits` in a GTIN (JAN, EAN, UPC), SSCC or GLN; nothing where they are no digits.
#[wasm_bindgen(js_name = gtinCheckDigit)]
pub fn gtin_check_digit(
    #[wasm_bindgen(unchecked_param_type = "string")] digits: &JsValue,
) -> Result<Option<u8>, JsValue> {
    Ok(Gtin::check_digit(&text(digits, "digits")?))
}

/// Touchpoints as omo reads them: identifiers in their canonical spelling, actions by their usual names.
#[wasm_bindgen(js_name = readTouchpoints, unchecked_return_type = "Touchpoint[]")]
pub fn read_touchpoints(
    #[wasm_bindgen(unchecked_param_type = "Touchpoint[]")] touchpoints: &JsValue,
) -> Result<JsValue, JsValue> {
    give(Ok(take::<Vec<Touchpoint>>(touchpoints, "touchpoints")?))
}

/// Whether a channel is online or offline; `channels` declares those whose names do not say so.
#[wasm_bindgen(js_name = channelSide, unchecked_return_type = "Side")]
pub fn channel_side(
    #[wasm_bindgen(unchecked_param_type = "string")] channel: &JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Channels")] channels: &JsValue,
) -> Result<JsValue, JsValue> {
    let channel = Channels::canonical(&text(channel, "channel")?);
    give(Ok(options::<Channels>(channels)?.side(&channel)))
}
