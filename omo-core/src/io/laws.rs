//! What holds for every door.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::*;
use crate::{Action, Identifier, IdentifierKind, Time, Touchpoint, Zone};

fn mapping(text: &str) -> Mapping {
    serde_json::from_str(text).unwrap()
}

fn pos() -> Mapping {
    mapping(
        r#"{"source": "pos", "zone": "Asia/Tokyo", "issuer": "card",
            "columns": {"receipt_no": "id", "sold_at": "occurred_at", "type": "action", "member_card": "member_id",
                        "jan": "product"},
            "constants": {"channel": "pos", "currency": "JPY"}, "actions": {"sale": "purchase"}}"#,
    )
}

const POS: &str =
    "receipt_no,sold_at,store,type,member_card,payment_token,phone,jan,quantity,unit_price,coupon";

fn codes(batch: &Batch) -> Vec<(u32, &str)> {
    batch.quarantined.iter().map(|q| (q.row, q.code)).collect()
}

fn counts_hold(batch: &Batch) -> bool {
    batch.rows as usize == batch.accepted as usize + batch.ignored as usize + batch.quarantined.len()
}

#[test]
fn a_till_export() {
    let csv = format!(
        "\u{feff}{POS}\r\n\
         R1,2026-03-01 18:22:05,ginza,sale,12345678,tok_1,,4901,2,300,\r\n\
         R1,2026-03-01 18:22:05,ginza,sale,12345678,tok_1,,4902,1,\"1,200\",SPRING\r\n\
         \r\n\
         R1,2026-03-01 18:22:05,ginza,sale,12345678,tok_1,,4901,2,300,\r\n\
         R2,2026-03-02 10:00:00,ueno,return,,,090-1234-5678,4901,1,300,\r\n\
         R3,2026-03-03 10:00:00,ueno,sale,,,nonsense,4901,-1,300,\r\n"
    );
    let batch = read_csv(csv.as_bytes(), &pos()).unwrap();
    assert_eq!((batch.rows, batch.accepted), (5, 5));
    let [sale, coupon, back, negative] = batch.touchpoints.as_slice() else { panic!("{batch:?}") };
    assert_eq!((sale.id.as_str(), sale.action.name(), sale.channel.as_str()), ("pos:R1", "purchase", "pos"));
    assert_eq!(sale.occurred_at.to_string(), "2026-03-01T18:22:05+09:00");
    // 2 x 300 twice over, which is two lines of one receipt, and 1200.
    assert_eq!(sale.amount().unwrap().to_string(), "2400 JPY");
    assert_eq!(sale.lines.len(), 3);
    assert_eq!((coupon.id.as_str(), coupon.action.name()), ("pos:R1#coupon:SPRING", "coupon_redeemed"));
    assert_eq!((coupon.about.as_deref(), coupon.identifiers.len()), (Some("SPRING"), 2));
    let who: Vec<&str> = sale.identifiers.iter().map(Identifier::value).collect();
    assert_eq!(who, ["card:12345678", "tok_1"]);
    assert_eq!((back.action.name(), back.identifiers[0].value()), ("return", "+819012345678"));
    assert_eq!((negative.action.name(), negative.lines[0].quantity), ("return", 1));
    assert!(negative.identifiers.is_empty());
    let note = &batch.notes[0];
    assert_eq!((note.row, note.column.as_deref(), note.code), (5, Some("phone"), "identifier"));
}

#[test]
fn a_shop_export_of_segment_events() {
    let lines = [
        json!({"type": "track", "messageId": "m1", "timestamp": "2026-03-01T09:20:00Z", "anonymousId": "c1",
            "event": "Product Viewed", "properties": {"product_id": "4901", "price": 300, "currency": "JPY", "name": "Tea"}}),
        json!({"type": "track", "messageId": "m2", "timestamp": "2026-03-01T09:25:00Z", "anonymousId": "c1",
            "event": "Order Completed", "properties": {"order_id": "o1", "currency": "JPY", "coupon": "SPRING",
            "email": "Hanako@example.jp", "phone": "09012345678", "name": "山田花子",
            "products": [{"product_id": "4901", "price": 300, "quantity": 2}]}}),
        json!({"type": "identify", "messageId": "m3", "timestamp": "2026-03-01T09:26:00Z", "anonymousId": "c1",
            "userId": "7", "traits": {"email": "hanako@example.jp", "name": "山田 花子", "phone": "+81 90 1234 5678",
            "address": {"postalCode": "104-0061", "city": "中央区", "street": "銀座3-5-1"}}}),
        json!({"type": "alias", "messageId": "m4", "timestamp": "2026-03-01T09:27:00Z", "previousId": "c0", "userId": "7"}),
        json!({"type": "alias", "messageId": "m5", "timestamp": "2026-03-01T09:28:00Z", "previousId": "7", "userId": "8"}),
        json!({"type": "page", "messageId": "m6", "originalTimestamp": "2026-03-01T09:29:00Z", "anonymousId": "c1",
            "properties": {"path": "/tea"}}),
        json!({"type": "group", "messageId": "m7", "timestamp": "2026-03-01T09:30:00Z", "groupId": "g"}),
        json!({"type": "track", "messageId": "m8", "timestamp": "2026-03-01T09:31:00Z", "userId": "7",
            "event": "Order Completed", "properties": {"order_id": "", "products": []}}),
        json!({"type": "track", "messageId": "m9", "timestamp": "2026-03-01T09:32:00Z", "userId": "7",
            "event": "Product Added to Wishlist", "properties": {"product_id": "4901"}}),
        json!({"type": "track", "messageId": "n1", "timestamp": "2026-03-01T09:33:00Z", "userId": "7",
            "event": "Products Searched", "properties": {"query": "tea"}}),
        json!({"type": "screen", "messageId": "n2", "timestamp": "2026-03-01T09:34:00Z", "name": "Home",
            "context": {"device": {"id": "d1"}}}),
        json!({"type": "track", "messageId": "n3", "timestamp": "2026-03-01T09:35:00Z", "userId": "7",
            "event": "Order Refunded", "properties": {"order_id": "o1"}}),
    ];
    let mut text = lines.iter().fold(String::new(), |text, line| text + &line.to_string() + "\n");
    // Delivered twice: still one order of two.
    text += &lines[1].to_string();
    let batch = read_segment(text.as_bytes(), &SegmentOptions::default()).unwrap();
    assert_eq!((batch.rows, batch.accepted, batch.ignored), (13, 11, 1));
    assert_eq!(codes(&batch), [(8, "empty_order_id")]);
    assert_eq!((batch.notes[0].row, batch.notes[0].code), (7, "ignored"));
    let told: Vec<(&str, &str, &str, Option<&str>)> = batch
        .touchpoints
        .iter()
        .map(|t| (t.id.as_str(), t.channel.as_str(), t.action.name(), t.about.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("ec:m1", "ec", "view", None),
            ("ec:m2", "ec", "purchase", Some("SPRING")),
            ("ec:m3", "ec", "identify", None),
            ("ec:m4", "ec", "alias", None),
            ("ec:m5", "ec", "alias", None),
            ("ec:m6", "ec", "page_view", Some("/tea")),
            ("ec:m9", "ec", "product_added_to_wishlist", None),
            ("ec:n1", "ec", "search", Some("tea")),
            ("ec:n2", "app", "page_view", Some("Home")),
            ("ec:n3", "ec", "return", Some("o1")),
        ]
    );
    let who = |at: usize| -> Vec<String> {
        batch.touchpoints[at].identifiers.iter().map(ToString::to_string).collect()
    };
    assert_eq!(who(0), ["cookie:c1"]);
    assert_eq!(batch.touchpoints[1].amount().unwrap().to_string(), "600 JPY");
    let guest =
        ["email:hanako@example.jp", "name_phone:山田花子|+819012345678", "phone:+819012345678", "cookie:c1"];
    assert_eq!(who(1), guest);
    assert_eq!(who(2)[0], "member_id:ec:7");
    let addresses = who(2).into_iter().filter(|id| id.starts_with("name_address"));
    assert_eq!(addresses.count(), 2, "one of the postcode, one of the street");
    assert_eq!(who(3), ["member_id:ec:7", "cookie:c0"]);
    assert_eq!(who(4), ["member_id:ec:7", "member_id:ec:8"]);
    assert_eq!(who(8), ["device:d1"]);
}

#[test]
fn an_app_export() {
    let lines = r#"{"event_id":"a-1","ts":1772356800000,"install_id":"i1","device_id":"d1","member_card":"12345678","event":"check_in","store":"ginza","jan":null}
{"event_id":"a-2","ts":1772356801000,"install_id":"i1","device_id":"d1","member_card":null,"event":"view_item","jan":"4901"}
{"event_id":"a-2","ts":1772356801000,"install_id":"i1","device_id":"d1","member_card":null,"event":"view_item","jan":"4901"}"#;
    let app = mapping(
        r#"{"source": "app", "issuer": "card", "zone": "Asia/Tokyo", "constants": {"channel": "app"},
            "columns": {"event_id": "id", "ts": "occurred_at", "install_id": "app_id", "device_id": "device",
                        "member_card": "member_id", "event": "action", "jan": "product"},
            "actions": {"view_item": "view", "coupon_get": "coupon_issued", "reserve_fitting": "reservation"}}"#,
    );
    let batch = read_json_lines(lines.as_bytes(), &app).unwrap();
    let [check_in, view] = batch.touchpoints.as_slice() else { panic!("{batch:?}") };
    assert_eq!((check_in.id.as_str(), &check_in.action), ("app:a-1", &Action::CheckIn));
    assert_eq!(check_in.occurred_at.to_string(), "2026-03-01T18:20:00+09:00");
    assert_eq!(check_in.identifiers.len(), 3);
    assert_eq!((view.action.name(), view.lines.len()), ("view", 1), "told twice, seen once");
    assert_eq!(batch.rows, 3);
}

#[test]
fn a_contact_centre_export() {
    let csv = "call_no,received_at,channel,caller_phone,name,kana,email,member_card,topic,jan
c1,2026/03/01 10:15,phone,090-1234-5678,山田花子,ヤマダハナコ,,,delivery,4901
c2,2026/03/01 10:20,chat,,Hanako Yamada,,hanako@example.jp,12345678,returns,
";
    let contact = mapping(
        r#"{"source": "contact", "issuer": "card", "zone": "Asia/Tokyo", "constants": {"action": "inquiry"},
            "columns": {"call_no": "id", "received_at": "occurred_at", "caller_phone": "phone", "name": "name",
                        "kana": "name", "member_card": "member_id", "topic": "about", "jan": "product"}}"#,
    );
    let batch = read_csv(csv.as_bytes(), &contact).unwrap();
    let who: Vec<String> = batch.touchpoints[0].identifiers.iter().map(ToString::to_string).collect();
    assert_eq!(
        who,
        ["name_phone:ヤマダハナコ|+819012345678", "name_phone:山田花子|+819012345678", "phone:+819012345678"]
    );
    assert_eq!(batch.touchpoints[0].occurred_at.to_string(), "2026-03-01T10:15:00+09:00");
    assert_eq!((batch.touchpoints[1].channel.as_str(), batch.touchpoints[1].identifiers.len()), ("chat", 2));
}

#[test]
fn side_files() {
    let stores = mapping(r#"{"columns": {"store": "id"}}"#);
    let stores = read_stores(b"store,name,latitude,longitude\nginza,Ginza,35.67,139.76\nx,X,95,1\n", &stores);
    let stores = stores.unwrap();
    assert_eq!((stores.records.len(), stores.records[0].latitude), (1, 35.67));
    assert_eq!((stores.quarantined[0].row, stores.quarantined[0].column.as_deref()), (2, Some("latitude")));
    assert_eq!(stores.replay(), "store,name,latitude,longitude\nx,X,95,1\n");

    let stock = mapping(r#"{"columns": {"jan": "product"}}"#);
    let stock = read_stock(b"store,jan,quantity\nginza,4901,0\nginza,4902,-1\n", &stock).unwrap();
    assert_eq!((stock.records[0].quantity, stock.quarantined[0].code), (0, "quantity"));

    let consent = "kind,value,purpose,channel,status,at
member_id,12345678,marketing,email,granted,2026-03-01 10:00
email,hanako@example.jp,third_party,,withdrawn,2026-03-02
email,hanako,marketing,,granted,2026-03-02
";
    let issuer = mapping(r#"{"issuer": "card", "zone": "Asia/Tokyo"}"#);
    let consents = read_consents(consent.as_bytes(), &issuer).unwrap();
    assert_eq!(consents.records[0].identifier.value(), "card:12345678");
    assert_eq!(consents.records[0].channel.as_deref(), Some("email"));
    assert_eq!(consents.records[1].at.to_string(), "2026-03-02T00:00:00+09:00");
    assert_eq!((consents.quarantined[0].row, consents.quarantined[0].code), (3, "format"));
    assert_eq!(consents.rows, 3);
    assert_eq!(read_stock(b"store,quantity\n", &Mapping::default()).unwrap_err().code(), "column");
}

#[test]
fn every_kind_of_bad_row_is_named_and_stops_nothing() {
    let long = "x".repeat(65 * 1024);
    let mut csv = format!(
        "{POS}
A,2026-03-01,g,sale,,,,4901,0,300,
B,2026-03-01,g,sale,,,,4901,1.5,300,
C,2026-03-01,g,sale,,,,4901,NaN,300,
D,yesterday,g,sale,,,,4901,1,300,
E,2026-03-01,g,,,,,4901,1,300,
F,2026-03-01,g,sale,,,,4901,1,free,
,2026-03-01,g,sale,,,,4901,1,300,
(not set),2026-03-01,g,sale,,,,4901,1,300,
I,2026-03-01,g,sale,,,,,1,300,
J,2026-03-01,g,sale
K,2026-03-01,g,sale,,,,4901,1,300,{long}
L,2026-03-01,g,sale,,,,4901,1,300,\"never closed
M,2026-03-01,g,sale,,,,4901,1,300,
"
    )
    .into_bytes();
    csv.extend_from_slice(b"N,2026-03-01,g,sale,,,,49\xff1,1,300,\n");
    let batch = read_csv(&csv, &pos()).unwrap();
    let expected = [
        "quantity",
        "quantity",
        "quantity",
        "time",
        "missing",
        "price",
        "empty_order_id",
        "empty_order_id",
        "missing",
        "cells",
        "too_long",
        "quote",
    ];
    let found: Vec<&str> = batch.quarantined.iter().map(|q| q.code).collect();
    assert_eq!(found, [&expected[..], &["utf8"]].concat());
    assert_eq!((batch.touchpoints.len(), batch.touchpoints[0].id.as_str()), (1, "pos:M"));
    assert!(counts_hold(&batch));
    assert_eq!(batch.quarantined[9].record(), "J,2026-03-01,g,sale");
    assert!(batch.quarantined[12].record().contains("49\\xff1"));

    let lines = format!("[1]\n{{\"id\":\n\n{{\"id\": \"{long}\"}}\n7");
    let batch = read_json_lines(lines.as_bytes(), &Mapping::default()).unwrap();
    assert_eq!(codes(&batch), [(1, "json"), (2, "json"), (3, "too_long"), (4, "json")]);
}

/// Half a receipt is a wrong amount, and once loaded its id would keep the mended half out.
#[test]
fn a_receipt_with_a_bad_row_waits_whole_and_loads_whole_when_mended() {
    let csv = format!(
        "{POS}
R1,2026-03-01,g,sale,,,bad phone,4901,1,300,
R2,2026-03-01,g,sale,,,,4901,1,300,
R1,2026-03-01,g,sale,,,,4902,zero,300,
"
    );
    let batch = read_csv(csv.as_bytes(), &pos()).unwrap();
    assert_eq!(codes(&batch), [(1, "receipt"), (3, "quantity")]);
    assert_eq!(batch.touchpoints.len(), 1);
    assert!(batch.notes.is_empty(), "what was not kept needs no note");
    let mended = batch.replay().replace("zero", "2");
    let again = read_csv(mended.as_bytes(), &pos()).unwrap();
    assert_eq!(again.touchpoints[0].amount().unwrap().to_string(), "900 JPY");
    assert!(again.quarantined.is_empty());
}

#[test]
fn a_receipt_that_sells_and_takes_back_is_two_touchpoints() {
    let rows = ["R1,2026-03-01,g,sale,,,,4901,2,300,", "R1,2026-03-01,g,sale,,,,4902,-1,500,"];
    for order in [[0, 1], [1, 0]] {
        let csv = format!("{POS}\n{}\n{}\n", rows[order[0]], rows[order[1]]);
        let batch = read_csv(csv.as_bytes(), &pos()).unwrap();
        let told: Vec<(&str, &str)> =
            batch.touchpoints.iter().map(|t| (t.id.as_str(), t.action.name())).collect();
        assert_eq!(told, [("pos:R1", "purchase"), ("pos:R1#return", "return")]);
    }
}

#[test]
fn a_mapped_column_that_is_not_there_is_an_error() {
    let error = read_csv(b"receipt_no\n1\n", &pos()).unwrap_err();
    assert_eq!(error.code(), "column");
    assert_eq!(read_csv(b"id,store\n1,g\n", &Mapping::default()).unwrap_err().code(), "column");
    assert_eq!(read_csv(b"\xff,a\n", &Mapping::default()).unwrap_err().code(), "format");
    assert_eq!(read_csv(b"", &pos()).unwrap(), Batch::default());
    let misspelt = mapping(r#"{"columns": {"a": "prodcut"}}"#);
    assert!(read_records([], &misspelt).unwrap_err().to_string().contains("`product`"));
    assert!(read_json_lines(b"", &misspelt).is_err());
}

#[test]
fn a_path_reaches_into_nested_records() {
    let nested = mapping(r#"{"columns": {"buyer.mail": "email", "a.b": "store"}}"#);
    let record = json!({"id": 1, "occurredAt": "2026-03-01", "channel": "EC", "action": "View",
        "buyer": {"mail": "hanako@example.jp"}, "a.b": "ginza"});
    let batch = read_records([record], &nested).unwrap();
    let touch = &batch.touchpoints[0];
    assert_eq!(touch.identifiers[0].value(), "hanako@example.jp");
    assert_eq!((touch.store.as_deref(), touch.channel.as_str()), (Some("ginza"), "ec"));
}

/// A row of a till: good, or bad in one of several ways.
fn row() -> impl Strategy<Value = String> {
    let cell = |values: &'static [&'static str]| select(values);
    (
        cell(&["R1", "R2", "R3", "R4", "", "(not set)"]),
        cell(&["2026-03-01 10:00:00", "2026-03-01 10:00:07", "2026/3/2 9:05", "soon"]),
        cell(&["ginza", "ueno", ""]),
        cell(&["sale", "sale", "return", "visit", ""]),
        cell(&["12345678", "77", ""]),
        cell(&["090-1234-5678", "nonsense", ""]),
        cell(&["4901", "4902", "4903", ""]),
        cell(&["1", "2", "-1", "0", "x", ""]),
        cell(&["300", "1.5", ""]),
    )
        .prop_map(|(id, at, store, kind, card, phone, jan, quantity, price)| {
            format!("{id},{at},{store},{kind},{card},,{phone},{jan},{quantity},{price},")
        })
}

fn csv(rows: &[String]) -> String {
    rows.iter().fold(POS.to_owned(), |csv, row| csv + "\n" + row)
}

/// Any JSON, a few levels deep, with words of records as keys now and then.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        select(vec!["purchase", "track", "Order Completed", "2026-03-01", "identify", "alias"])
            .prop_map(Value::from),
    ];
    let key = prop_oneof![
        select(WORDS.to_vec()).prop_map(str::to_owned),
        select(vec![
            "type",
            "event",
            "properties",
            "traits",
            "context",
            "timestamp",
            "products",
            "lines",
            "identifiers",
            "kind",
            "value",
            "price",
            "userId",
            "address"
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    leaf.prop_recursive(4, 40, 8, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((key.clone(), inner), 0..8).prop_map(|pairs| pairs.into_iter().collect::<Value>()),
        ]
    })
}

fn touchpoint() -> impl Strategy<Value = Touchpoint> {
    let identifier = (select(IdentifierKind::ALL.to_vec()), 1_u32..50)
        .prop_filter_map("kinds of keys", |(kind, n)| Identifier::read(kind, &format!("k{n}@host.jp")).ok());
    let line = ("[a-z]{1,3}", 1_u32..9, prop::option::of(-500_i64..5000));
    let line = line.prop_map(|(product, quantity, yen)| crate::Line {
        product,
        quantity,
        amount: yen.map(crate::Money::yen),
    });
    (
        "[a-z0-9]{1,6}",
        0_i64..4_000_000_000_000,
        select(Action::NAMED.to_vec()),
        vec(identifier, 0..4),
        vec(line, 0..4),
        prop::option::of("[a-z]{1,5}"),
        prop::option::of("[a-z]{1,5}"),
        vec(("[a-z]{1,5}", "[a-z0-9]{1,5}"), 0..3),
    )
        .prop_map(|(id, millis, action, mut identifiers, mut lines, store, about, traits)| {
            identifiers.sort();
            identifiers.dedup();
            lines.sort_by(|a, b| (&a.product, a.quantity, a.amount).cmp(&(&b.product, b.quantity, b.amount)));
            let occurred_at = Time::new(millis, 540).unwrap();
            let traits = traits.into_iter().collect();
            Touchpoint {
                id,
                occurred_at,
                channel: "pos".into(),
                store,
                action,
                identifiers,
                lines,
                about,
                traits,
            }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Each row is in a touchpoint or in quarantine: here each accepted row with a product is one line.
    #[test]
    fn no_row_is_lost(rows in vec(row(), 0..30)) {
        let batch = read_csv(csv(&rows).as_bytes(), &pos()).unwrap();
        prop_assert_eq!(batch.rows as usize, rows.len());
        prop_assert!(counts_hold(&batch));
        for bad in &batch.quarantined {
            prop_assert_eq!(bad.record(), &rows[bad.row as usize - 1]);
        }
        let bad: Vec<u32> = batch.quarantined.iter().map(|q| q.row).collect();
        let sales = |row: &&String| !row.contains(",visit,") && row.contains(",490");
        let good = (1_u32..).zip(&rows).filter(|(n, _)| !bad.contains(n)).map(|(_, row)| row);
        let sold = batch.touchpoints.iter().filter(|t| matches!(t.action, Action::Purchase | Action::Return));
        prop_assert_eq!(sold.map(|t| t.lines.len()).sum::<usize>(), good.filter(sales).count());
    }

    /// The order of rows does not matter.
    #[test]
    fn shuffled_rows_give_the_same_touchpoints(
        (rows, shuffled) in vec(row(), 0..30).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        let one = read_csv(csv(&rows).as_bytes(), &pos()).unwrap();
        let other = read_csv(csv(&shuffled).as_bytes(), &pos()).unwrap();
        prop_assert_eq!(one.touchpoints, other.touchpoints);
    }

    /// Every touchpoint has an id of its own, and the same one each time.
    #[test]
    fn loading_twice_gives_equal_ids(rows in vec(row(), 0..30)) {
        let text = csv(&rows);
        let batch = read_csv(text.as_bytes(), &pos()).unwrap();
        let mut ids: Vec<&str> = batch.touchpoints.iter().map(|t| t.id.as_str()).collect();
        let again = read_csv(text.as_bytes(), &pos()).unwrap();
        prop_assert_eq!(&ids, &again.touchpoints.iter().map(|t| t.id.as_str()).collect::<Vec<_>>());
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), batch.touchpoints.len());
    }

    /// A touchpoint written as JSON is read back, and told twice it counts once.
    #[test]
    fn json_and_back(touch in touchpoint()) {
        let record = serde_json::to_value(&touch).unwrap();
        let batch = read_records([record.clone(), record], &Mapping::default()).unwrap();
        prop_assert_eq!(&batch.touchpoints, &[touch]);
        prop_assert!(batch.quarantined.is_empty() && batch.notes.is_empty());
    }

    /// What a fact says about the customer is the same from nested JSON, flat JSON, CSV and a table.
    #[test]
    fn traits_are_the_same_through_every_door(
        traits in prop::collection::btree_map("[a-z]{1,3}", "[a-z0-9]{1,4}", 0..4),
        mapped in any::<bool>(),
    ) {
        // A mapping of the first to another name.
        let (mut columns, constants) = (json!({}), json!({"channel": "pos", "action": "identify"}));
        let mut expect = traits.clone();
        if let (true, Some((name, text))) = (mapped, traits.first_key_value()) {
            columns[format!("traits.{name}")] = "traits.mapped".into();
            expect.remove(name);
            expect.insert("mapped".into(), text.clone());
        }
        let mapping = mapping(&json!({"columns": columns, "constants": constants}).to_string());
        let mut flat = json!({"id": "1", "occurred_at": "2026-03-01"});
        for (name, text) in &traits {
            flat[format!("traits.{name}")] = text.as_str().into();
        }
        let nested = json!({"id": "1", "occurred_at": "2026-03-01", "traits": &traits});
        let [cells, names] = [false, true].map(|names| {
            let cells = flat.as_object().unwrap().iter();
            cells.map(|(name, cell)| if names { name } else { cell.as_str().unwrap() }).collect::<Vec<_>>()
        });
        let table: Vec<_> = cells.iter().map(|&cell| vec![TableCell::Text(cell.into())]).collect();
        let table: Vec<(&str, &dyn TableColumn)> =
            names.iter().zip(&table).map(|(name, cells)| (*name, cells as &dyn TableColumn)).collect();
        let csv = format!("{}\n{}\n", names.join(","), cells.join(","));
        let doors = [
            read_records([nested], &mapping).unwrap(),
            read_records([flat.clone()], &mapping).unwrap(),
            read_json_lines(flat.to_string().as_bytes(), &mapping).unwrap(),
            read_csv(csv.as_bytes(), &mapping).unwrap(),
            read_columns(1, &table, &mapping, |_| true).unwrap(),
        ];
        for batch in doors {
            prop_assert_eq!(&batch.touchpoints[0].traits, &expect);
            prop_assert!(batch.notes.is_empty());
        }
    }

    /// No bytes make it panic, and none are lost.
    #[test]
    fn any_bytes_are_answered(bytes in vec(prop_oneof![any::<u8>(), select(b"\",\n\r{}: a1".to_vec())], 0..300)) {
        let _ = read_csv(&bytes, &Mapping::default());
        let _ = read_stock(&bytes, &Mapping::default());
        let header = [b"id,occurred_at,channel,action,product\n", bytes.as_slice()].concat();
        prop_assert!(counts_hold(&read_csv(&header, &Mapping::default()).unwrap()));
        prop_assert!(counts_hold(&read_json_lines(&bytes, &Mapping::default()).unwrap()));
        prop_assert!(counts_hold(&read_segment(&bytes, &SegmentOptions::default()).unwrap()));
    }

    /// Nor does any JSON.
    #[test]
    fn any_json_is_answered(values in vec(any_json(), 0..6)) {
        let batch = read_records(values.clone(), &pos()).unwrap();
        prop_assert!(counts_hold(&batch));
        prop_assert_eq!(batch.rows as usize, values.len());
        let text = values.iter().fold(String::new(), |text, value| text + &value.to_string() + "\n");
        let events = read_segment(text.as_bytes(), &SegmentOptions::default()).unwrap();
        prop_assert!(counts_hold(&events));
        prop_assert_eq!(events.rows as usize, values.len());
    }

    /// What was set aside or left out is never told with the reason.
    #[test]
    fn reasons_do_not_tell(secret in "q[0-9]{9}z", at in 0_usize..11) {
        let good = ["R1", "2026-03-01", "ginza", "sale", "7", "t", "0312345678", "4901", "1", "300", "c"];
        let mut cells = good.map(str::to_owned);
        cells[at] = format!("{secret}\u{7}");
        let more = format!("{secret},too,few");
        let batch = read_csv(csv(&[cells.join(","), more]).as_bytes(), &pos()).unwrap();
        let told = format!("{:?}{:?}", batch.quarantined, batch.notes)
            + &serde_json::to_string(&(&batch.quarantined, &batch.notes)).unwrap();
        prop_assert!(!told.contains(&secret));
        prop_assert!(batch.quarantined.last().unwrap().record().contains(&secret));
        let object = json!({"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "purchase",
            "email": secret, "phone": secret, "identifiers": [{"kind": secret, "value": secret}],
            "lines": [{"product": "p", "quantity": secret}]});
        let batch = read_records([object], &Mapping::default()).unwrap();
        let told = format!("{:?}{:?}", batch.quarantined, batch.notes);
        prop_assert!(!told.contains(&secret));
    }
}

#[cfg(feature = "books")]
#[test]
fn events_tell_traits_that_do_not_say_who_somebody_is() {
    let lines = [
        json!({"type": "identify", "messageId": "m1", "timestamp": "2026-03-01T09:26:00Z", "userId": "7",
            "traits": {"email": "hanako@example.jp", "name": "山田 花子", "phone": "+81 90 1234 5678", "firstName": "花子",
                "lastName": "山田", "address": {"city": "中央区"}, "username": "hana", "company": {"name": "omo"},
                "avatar": "https://example.jp/h.png", "plan": " gold ", "age": 31, "vip": true, "note": "  ", "none": null,
                "sizes": ["S"], "born": {"year": 1995}},
            "context": {"traits": {"plan": "silver", "city": "Tokyo", "email": "h@example.jp"}}}),
        json!({"type": "track", "messageId": "m2", "timestamp": "2026-03-01T09:27:00Z", "userId": "7", "event": "Product Viewed",
            "properties": {"product_id": "tea", "color": "green"}, "context": {"traits": {"plan": "gold"}}}),
        json!({"type": "page", "messageId": "m3", "timestamp": "2026-03-01T09:28:00Z", "userId": "7", "traits": "gold"}),
    ];
    let text = lines.iter().fold(String::new(), |text, line| text + &line.to_string() + "\n");
    let batch = read_segment(text.as_bytes(), &SegmentOptions::default()).unwrap();
    assert!(batch.notes.is_empty() && batch.quarantined.is_empty(), "{batch:?}");
    let told = |at: usize| -> Vec<(&str, &str)> {
        batch.touchpoints[at].traits.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
    };
    // By hand: what is one value, is not empty, and does not say who she is.
    assert_eq!(told(0), [("age", "31"), ("city", "Tokyo"), ("plan", "gold"), ("vip", "true")]);
    assert_eq!(told(1), [("plan", "gold")]);
    assert_eq!(told(2), []);
}

#[test]
fn columns_tell_traits_by_name_and_by_mapping() {
    let mapping = mapping(
        r#"{"columns": {"tier": "traits.rank", "old_tier": "traits.rank", "traits.email": "email", "traits.note": "ignore",
                        "customer.size": "traits.size"},
            "constants": {"channel": "pos", "action": "purchase"}}"#,
    );
    // Two lines of a receipt: what only one of them says is said, and of two words the smaller stays.
    let csv = "id,occurred_at,product,tier,old_tier,traits.rank,traits.email,traits.note,traits.,traits.born,customer.size
1,2026-03-01,tea,gold,silver,bronze,hanako@example.jp,secret,nothing, 1965-05-03 ,
1,2026-03-01,cup,,silver,bronze,hanako@example.jp,secret,nothing,,M
";
    let batch = read_csv(csv.as_bytes(), &mapping).unwrap();
    let [receipt] = batch.touchpoints.as_slice() else { panic!("{batch:?}") };
    let told = [("born", "1965-05-03"), ("rank", "silver"), ("size", "M")];
    assert_eq!(receipt.traits, told.map(|(name, text)| (name.to_owned(), text.to_owned())).into());
    assert_eq!(receipt.identifiers, [Identifier::email("hanako@example.jp").unwrap()]);
    assert!(batch.notes.is_empty());

    // Deeper than one word, and a list: left out, and said; the path of a mapped column is followed.
    let record = json!({"id": 1, "occurred_at": "2026-03-01", "product": "tea", "traits.born": {"year": 1965},
        "traits": {"likes": ["tea"], "age": 61, "vip": true, "email": "hanako@example.jp"}, "customer": {"size": "M"}});
    let batch = read_records([record], &mapping).unwrap();
    let told = [("age", "61"), ("size", "M"), ("vip", "true")];
    assert_eq!(
        batch.touchpoints[0].traits,
        told.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
    );
    let [note] = batch.notes.as_slice() else { panic!("{:?}", batch.notes) };
    assert_eq!((note.column.as_deref(), note.code), (Some("traits"), "format"));
}

#[test]
fn traits_are_named_only_where_facts_are() {
    let named = |word: &str| Mapping { columns: [("tier".into(), word.into())].into(), ..Mapping::default() };
    let csv = b"id,occurred_at,channel,action,tier\n1,2026-03-01,pos,visit,gold\n";
    assert_eq!(read_csv(csv, &named("traits.rank")).unwrap().touchpoints[0].traits["rank"], "gold");
    for wrong in ["trait.rank", "traits.", "traits"] {
        let error = read_csv(csv, &named(wrong)).unwrap_err();
        assert_eq!(error.code(), "option");
        assert!(error.to_string().contains("and traits.NAME"), "{error}");
    }
    let error = read_stock(b"tier\n1", &named("traits.rank")).unwrap_err();
    assert!(error.code() == "option" && !error.to_string().contains("traits.NAME"), "{error}");
    let constant =
        Mapping { constants: [("traits.rank".into(), "gold".into())].into(), ..Mapping::default() };
    assert_eq!(read_csv(csv, &constant).unwrap_err().code(), "option");
    let missing = Mapping { columns: [("tire".into(), "traits.rank".into())].into(), ..Mapping::default() };
    assert_eq!(read_csv(csv, &missing).unwrap_err().code(), "column");
    let tier = vec![TableCell::Text("gold".into())];
    let error = read_columns(1, &[("tier", &tier)], &missing, |_| true).unwrap_err().to_string();
    assert_eq!(error, "column `tire` must be in the table; did you mean `tier`?");
}

#[test]
fn a_zone_is_that_of_the_source() {
    let tokyo = Mapping { zone: "Asia/Tokyo".parse::<Zone>().unwrap(), ..Mapping::default() };
    let csv = b"id,occurred_at,channel,action\n1,2026-03-01 09:00,pos,visit\n";
    let at = |mapping| read_csv(csv, mapping).unwrap().touchpoints[0].occurred_at.millis();
    assert_eq!(at(&Mapping::default()) - at(&tokyo), 9 * crate::model::HOUR);
}
