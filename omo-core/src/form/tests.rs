use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Form, Style, read};
use crate::engine::{Config, Moment, ReportOptions};
use crate::identity::{CustomerLimits, IdentityOptions, OwnerLimits};
use crate::io::{Mapping, SegmentOptions, StockRecord};
use crate::journey::{By, JourneyOptions, Stage, StageRule};
use crate::recommend::{
    BlendOptions, CompanionsOptions, NextBestActionOptions, PopularityOptions, RepeatBuyingOptions,
};
use crate::shop::StockOptions;
use crate::value::{Purchase, RfmOptions};
use crate::view::svg::Screen;
use crate::{
    Consent, ConsentStatus, Identifier, IdentifierKind, Language, Product, Purpose, Side, Store, Touchpoint,
};

fn wrong<T: Form>(value: &Value) -> String {
    read::<T>(value, "rows", Style::Camel).err().unwrap().to_string()
}

fn object(value: &impl Serialize) -> Map<String, Value> {
    serde_json::to_value(value).unwrap().as_object().unwrap().clone()
}

fn snake(name: &str) -> String {
    let split =
        |c: char| if c.is_ascii_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.into() };
    name.chars().map(split).collect()
}

/// What is written is read again, in both styles; each of its fields is read, and no other.
fn round<T: Form + Serialize + PartialEq + std::fmt::Debug>(full: &T, required: &[&str]) {
    let written = object(full);
    let back = |object: Map<String, Value>, style| T::read(&Value::Object(object), style);
    assert_eq!(back(written.clone(), Style::Camel).as_ref(), Ok(full));
    let snaked = written.iter().map(|(name, value)| (snake(name), value.clone())).collect();
    assert_eq!(back(snaked, Style::Snake).as_ref(), Ok(full));
    let misspelt = written.iter().map(|(name, value)| (format!("{name}x"), value.clone())).collect();
    assert!(back(misspelt, Style::Camel).unwrap_err().must().starts_with("one of "));
    for name in written.keys() {
        let mut other = written.clone();
        other.insert(name.clone(), json!([{"nothing": [7]}]));
        let error = back(other, Style::Camel).unwrap_err();
        assert!(error.path().starts_with(name.as_str()), "{name}: {error:?}");
        let mut less = written.clone();
        less.remove(name);
        let less = back(less, Style::Camel);
        assert_eq!(less.is_err(), required.contains(&name.as_str()), "{name}: {less:?}");
        if let Err(error) = less {
            assert_eq!((error.path(), error.must()), (name.as_str(), "there"));
        }
    }
}

#[test]
fn options_are_read_as_they_are_written() {
    round(&Config { online_store: Some("depot".into()), ..Config::default() }, &[]);
    round(&IdentityOptions::default(), &[]);
    round(&OwnerLimits { phone: 9, ..OwnerLimits::default() }, &[]);
    round(&CustomerLimits { phone: 9, ..CustomerLimits::default() }, &[]);
    round(&JourneyOptions { crossing_days: 3, ..JourneyOptions::default() }, &[]);
    round(&NextBestActionOptions { least: 0.25, ..NextBestActionOptions::default() }, &[]);
    round(&BlendOptions { similar_weight: 0.5, ..BlendOptions::default() }, &[]);
    round(&RepeatBuyingOptions { prior: 0.5, ..RepeatBuyingOptions::default() }, &[]);
    round(&PopularityOptions { prior: 0.5, ..PopularityOptions::default() }, &[]);
    round(&CompanionsOptions { neighbours: 3, ..CompanionsOptions::default() }, &[]);
    round(&StockOptions { safety: 2 }, &[]);
    round(&RfmOptions { bins: 4 }, &[]);
    round(&ReportOptions { title: "Ginza".into(), language: Language::Ja, ..ReportOptions::default() }, &[]);
    let actions = [("sold".to_owned(), "purchase".to_owned())].into();
    round(&Mapping { source: "pos".into(), actions, ..Mapping::default() }, &[]);
    round(&SegmentOptions { source: "web".into(), issuer: None, ..SegmentOptions::default() }, &[]);
}

#[test]
fn records_are_read_as_they_are_written() {
    let touch = json!({
        "id": "r1", "occurredAt": "2026-03-01T18:20:00+09:00", "channel": "pos", "store": "ginza",
        "action": "purchase", "identifiers": [{"kind": "email", "value": "hanako@example.jp"}],
        "lines": [{"product": "tea", "quantity": 2, "amount": "600 JPY"}], "about": "gift"
    });
    let touch: Touchpoint = serde_json::from_value(touch).unwrap();
    round(touch.lines.first().unwrap(), &["product"]);
    round(touch.identifiers.first().unwrap(), &["kind", "value"]);
    round(&Moment { store: Some("ginza".into()), ..Moment::at(touch.occurred_at) }, &["now"]);
    let identifier = Identifier::email("hanako@example.jp").unwrap();
    let (purpose, at, said) = (Purpose::Marketing, touch.occurred_at, Some("v1".to_owned()));
    let status = ConsentStatus::Granted;
    let consent =
        Consent { channel: said.clone(), notice: said, ..Consent::new(identifier, purpose, status, at) };
    round(&consent, &["identifier", "purpose", "status", "at"]);
    let price = touch.lines.first().unwrap().amount;
    let product = Product { id: "1".into(), name: "Tea".into(), category: Some("drinks".into()), price };
    round(&product, &["id", "name"]);
    let store = Store { id: "1".into(), name: "Ginza".into(), latitude: 35.67, longitude: 139.76 };
    round(&store, &["id", "name", "latitude", "longitude"]);
    round(
        &StockRecord { store: "1".into(), product: "2".into(), quantity: 3 },
        &["store", "product", "quantity"],
    );
    round(&Purchase { customer: 1, day: -2, amount: -3 }, &["customer", "day", "amount"]);
    let rule = StageRule { channel: Some("pos".into()), action: "view".into(), stage: Stage::Know };
    round(&rule, &["action", "stage"]);
    round(&touch, &["id", "occurredAt", "channel", "action"]);
}

#[test]
fn words_are_read_as_they_are_written() {
    fn all<T: Form + Serialize + PartialEq + std::fmt::Debug>(words: &[T]) {
        for word in words {
            assert_eq!(T::read(&json!(word), Style::Camel).as_ref(), Ok(word));
        }
        assert!(T::read(&json!("hanako"), Style::Camel).unwrap_err().must().starts_with("one of "));
        assert!(T::read(&json!(7), Style::Camel).is_err());
    }
    all(&IdentifierKind::ALL);
    all(&Purpose::ALL);
    all(&Stage::ALL);
    all(&[Side::Online, Side::Offline]);
    all(&[ConsentStatus::Granted, ConsentStatus::Withdrawn]);
    all(&[Language::En, Language::Ja]);
    all(&[By::Channel, By::Action, By::Stage]);
    all(&[Screen::Wide, Screen::Narrow]);
}

#[test]
fn the_row_and_the_field_are_named() {
    let ginza = json!({"id": "a, b", "name": "}],[{", "latitude": 35.7, "longitude": 139.8});
    let stores = |second: Value| wrong::<Vec<Store>>(&json!([ginza, second]));
    assert_eq!(stores(json!({"id": "x", "name": 7})), "column `rows[1].name` must be a text");
    assert_eq!(stores(json!({"id": "x"})), "column `rows[1].name` must be there");
    assert_eq!(stores(json!(7)), "column `rows[1]` must be an object of id, name, latitude, longitude");
    assert_eq!(wrong::<Vec<Store>>(&json!(7)), "column `rows` must be an array");
    assert_eq!(wrong::<Store>(&json!({"id": 7})), "column `rows.id` must be a text");
    let touch = json!({"id": "1", "identifiers": [{"kind": "email", "value": "x@y.jp"}, {"kind": "phone", "value": "7"}]});
    assert!(wrong::<Touchpoint>(&touch).starts_with("column `rows.identifiers[1]` must be 8 to 15 digits"));
}

#[test]
fn a_misspelt_field_is_told() {
    let store = json!({"idd": "1"});
    assert_eq!(wrong::<Store>(&store), "column `rows.idd` must be one of id, name, latitude, longitude");
    let options = super::options::<RfmOptions>(&json!({"quantiles": 5}), Style::Camel).unwrap_err();
    assert_eq!(options.to_string(), "options: `quantiles` must be one of bins");
}

#[test]
fn a_field_named_in_both_styles_is_given_twice() {
    let twice = json!({"half_life": 3.0, "halfLife": 3.0});
    let error = RepeatBuyingOptions::read(&twice, Style::Snake).unwrap_err();
    assert_eq!(error.must(), "given only once");
    assert!(RepeatBuyingOptions::read(&json!({"half_life": 3.0}), Style::Camel).is_err());
}

#[test]
fn numbers_end_where_their_type_ends() {
    assert_eq!(wrong::<u8>(&json!(256)), "column `rows` must be a whole number from 0 to 255");
    assert_eq!(wrong::<u32>(&json!(-1)), "column `rows` must be a whole number from 0 to 4294967295");
    assert_eq!(u8::read(&json!(255), Style::Camel), Ok(255));
    assert_eq!(i32::read(&json!(i32::MIN), Style::Camel), Ok(i32::MIN));
    assert_eq!(i64::read(&json!(i64::MAX), Style::Camel), Ok(i64::MAX));
    assert_eq!(f64::read(&json!(7), Style::Camel), Ok(7.0));
    assert!(i64::read(&json!(7.5), Style::Camel).is_err());
    assert!(u32::read(&json!("7"), Style::Camel).is_err());
}

#[test]
fn nothing_of_a_customer_is_told() {
    let address = "hanako@example.jp";
    for told in [
        json!([{"kind": "email", "value": address, address: "x"}]),
        json!([{"kind": address, "value": "x"}]),
        json!([{"kind": "email", "09012345678": "x"}]),
        json!([address]),
        json!({address: 7}),
        json!([{"kind": "email", "hanako": "x"}]),
        json!([{"kind": "phone", "value": address}]),
    ] {
        let message = wrong::<Vec<Identifier>>(&told);
        assert!(!message.contains("hanako") && !message.contains("0901"), "{message}");
    }
    let message = wrong::<crate::Channels>(&json!({address: address}));
    assert_eq!(message, "column `rows.*` must be one of online, offline");
}
