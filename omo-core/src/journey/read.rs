//! Reading columns: every row is looked at once, and told from those that cannot be.

use crate::pairs::Pairs;

use super::{NO_STORE, RejectedRow, Touches};
use crate::Error;
use crate::model::Time;
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// No number of any vocabulary.
pub(super) const NONE: u32 = u32::MAX;

/// Columns that belong together are equally long.
pub(super) fn lengths(touches: &Touches) -> Result<(), Error> {
    let expected = touches.len();
    if u32::try_from(expected).is_err() {
        let must = "at most 4294967295 rows long".into();
        return Err(Error::Column { column: "customer_id".into(), must });
    }
    let optional = |len: usize| if len == 0 { expected } else { len };
    let columns = [
        ("occurred_at", touches.occurred_at.len()),
        ("channel", touches.channel.len()),
        ("action", touches.action.len()),
        ("store", optional(touches.store.len())),
        ("amount", optional(touches.amount.len())),
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        ("item", optional(touches.item.len())),
        #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
        ("feeling", optional(touches.feeling.len())),
    ];
    #[cfg(any(feature = "analysis", not(target_arch = "wasm32")))]
    if let Some(row) = touches.feeling.iter().position(|felt| felt.is_infinite()) {
        let must = format!("finite numbers; row {row} is not");
        return Err(Error::Column { column: "feeling".into(), must });
    }
    match columns.into_iter().find(|&(_, got)| got != expected) {
        Some((what, got)) => Err(Error::Length { what: what.into(), expected, got }),
        None => Ok(()),
    }
}

/// Names in their one spelling and in order, and the number each text of a vocabulary has among them.
pub(super) struct Names {
    pub names: Vec<String>,
    numbers: Vec<u32>,
}

impl Names {
    pub fn new(vocabulary: &Vocabulary, canonical: &dyn Fn(&str) -> String) -> Self {
        let spelt: Vec<String> = vocabulary.iter().map(canonical).collect();
        let mut names = spelt.clone();
        names.put_in_order();
        names.dedup();
        names.retain(|name| !name.is_empty());
        let number = |name: &String| names.binary_search(name).ok().and_then(|n| u32::try_from(n).ok());
        let numbers = spelt.iter().map(|name| number(name).unwrap_or(NONE)).collect();
        Self { names, numbers }
    }

    /// [`NONE`] where the vocabulary has no such number, or its text is empty.
    pub fn number(&self, of: u32) -> u32 {
        self.numbers.get(of as usize).copied().unwrap_or(NONE)
    }
}

/// What one look at each row tells.
pub(super) struct Read {
    /// The pair of channel and action of each row; [`NONE`] for a rejected one.
    pub kind: Vec<u32>,
    /// The pairs, in order of first sight.
    pub pairs: Vec<(u32, u32)>,
    /// Rows by customer.
    pub count: Vec<u32>,
    pub rejected: Vec<RejectedRow>,
}

pub(super) fn read(touches: &Touches, channels: &Names, actions: &Names, stores: &Names) -> Read {
    let nobody = touches.customers.get("").unwrap_or(NONE);
    let mut pairs = Pairs::default();
    let mut kind = Vec::with_capacity(touches.len());
    let mut count = vec![0_u32; touches.customers.len()];
    let mut rejected = Vec::new();
    let rows = touches.customer.iter().zip(&touches.occurred_at).zip(&touches.channel).zip(&touches.action);
    for (row, (((&customer, &at), &channel), &action)) in (0_u32..).zip(rows) {
        let (channel, action) = (channels.number(channel), actions.number(action));
        let store = touches.store.get(row as usize).copied().unwrap_or(NO_STORE);
        let counter = count.get_mut(customer as usize).filter(|_| customer != nobody);
        let fault = match counter {
            None => Some("customer_id"),
            Some(_) if Time::new(at, 0).is_err() => Some("occurred_at"),
            Some(_) if channel == NONE => Some("channel"),
            Some(_) if action == NONE => Some("action"),
            Some(_) if store != NO_STORE && stores.numbers.get(store as usize).is_none() => Some("store"),
            Some(counter) => {
                *counter += 1;
                None
            }
        };
        if let Some(column) = fault {
            let (code, reason) = match column {
                "occurred_at" => ("time", "the time is before 1970 or after 2199"),
                _ => ("missing", "there is no value"),
            };
            rejected.push(RejectedRow { row, column, code, reason });
            kind.push(NONE);
            continue;
        }
        kind.push(pairs.intern((channel, action)));
    }
    Read { kind, pairs: pairs.all().to_vec(), count, rejected }
}
