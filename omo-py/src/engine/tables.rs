//! Answers of an engine as tables.

use omo_core::engine::{Customer, CustomerList, CustomerValue, Journey};
use omo_core::io::{Note, Quarantined};
use omo_core::{Error, Money, Side};

use crate::table::{Column, Held, Table};

type Result = std::result::Result<Table, Error>;

/// One column: something of each row.
macro_rules! column {
    ($rows:expr, $row:ident => $value:expr) => {
        $rows.iter().map(|$row| $value).collect::<Vec<_>>().into()
    };
}

pub fn side(side: Side) -> &'static str {
    match side {
        Side::Online => "online",
        Side::Offline => "offline",
    }
}

/// Customers; what they spent in `currency`, the shop's main one.
pub fn customers(list: &CustomerList, currency: Option<&str>) -> Result {
    let hidden = &list.hidden;
    let list = &list.customers;
    let spent = |customer: &Customer| {
        customer.spent.iter().find(|money| Some(money.currency()) == currency).map(|money| money.to_float())
    };
    Table::new([
        ("customer_id", column!(list, c => c.id.as_str())),
        ("first_seen", Column::times(list.iter().map(|c| c.first_seen.millis()))),
        ("last_seen", Column::times(list.iter().map(|c| c.last_seen.millis()))),
        ("touchpoints", column!(list, c => c.touchpoints)),
        ("online", column!(list, c => c.online)),
        ("offline", column!(list, c => c.offline)),
        ("purchases", column!(list, c => c.purchases)),
        ("spent", column!(list, c => spent(c))),
        ("currency", column!(list, c => spent(c).and(currency))),
        ("channels", column!(list, c => c.channels.join(", "))),
    ])
    .map(|table| table.withholding(hidden, Held::Parts))
}

/// A customer's journey; nothing for a stranger.
pub fn journey(journey: Option<Journey>) -> Result {
    let (steps, withheld) = journey.map(|journey| (journey.steps, journey.withheld)).unwrap_or_default();
    let products = |lines: &[omo_core::Line]| {
        let products: Vec<&str> = lines.iter().map(|line| line.product.as_str()).collect();
        (!products.is_empty()).then(|| products.join(", "))
    };
    Table::new([
        ("touchpoint", column!(steps, s => s.touchpoint.as_str())),
        ("occurred_at", Column::times(steps.iter().map(|s| s.occurred_at.millis()))),
        ("channel", column!(steps, s => s.channel.as_str())),
        ("side", column!(steps, s => side(s.side))),
        ("store", column!(steps, s => s.store.as_deref())),
        ("action", column!(steps, s => s.action.as_str())),
        ("stage", column!(steps, s => s.stage.name())),
        ("session", column!(steps, s => s.session)),
        ("products", column!(steps, s => products(&s.lines))),
        ("amount", column!(steps, s => s.amount.map(Money::to_float))),
        ("currency", column!(steps, s => s.amount.as_ref().map(Money::currency))),
        ("about", column!(steps, s => s.about.as_deref())),
    ])
    .map(|table| table.withholding(&withheld, Held::Parts))
}

/// Recency, frequency and monetary value, in units of `currency`.
pub fn values(values: &[CustomerValue], currency: Option<&str>) -> Result {
    let money = |minor| currency.and_then(|currency| Money::new(minor, currency).ok()).map(Money::to_float);
    Table::new([
        ("customer_id", column!(values, v => v.customer.as_str())),
        ("recency_days", column!(values, v => v.recency_days)),
        ("frequency", column!(values, v => v.frequency)),
        ("monetary", column!(values, v => money(v.monetary).unwrap_or_default())),
        ("currency", column!(values, _v => currency)),
        ("r", column!(values, v => v.r)),
        ("f", column!(values, v => v.f)),
        ("m", column!(values, v => v.m)),
        ("segment", column!(values, v => v.segment.name())),
    ])
}

pub fn quarantined<'a>(records: impl Iterator<Item = (&'a str, &'a Quarantined)>) -> Result {
    let records: Vec<_> = records.collect();
    Table::new([
        ("source", column!(records, r => r.0)),
        ("row", column!(records, r => r.1.row)),
        ("column", column!(records, r => r.1.column.as_deref())),
        ("code", column!(records, r => r.1.code)),
        ("reason", column!(records, r => r.1.reason.as_str())),
        ("record", column!(records, r => r.1.record())),
    ])
}

pub fn notes<'a>(notes: impl Iterator<Item = (&'a str, &'a Note)>) -> Result {
    let notes: Vec<_> = notes.collect();
    Table::new([
        ("source", column!(notes, n => n.0)),
        ("row", column!(notes, n => n.1.row)),
        ("column", column!(notes, n => n.1.column.as_deref())),
        ("code", column!(notes, n => n.1.code)),
        ("reason", column!(notes, n => n.1.reason.as_str())),
    ])
}

pub fn assignments(assignments: &[(String, Option<String>)]) -> Result {
    Table::new([
        ("touchpoint", column!(assignments, a => a.0.as_str())),
        ("customer_id", column!(assignments, a => a.1.as_deref())),
    ])
}
