//! What differs between channels that should be alike: price, stock, promotions, opening hours.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Error;

/// One statement of a channel about a thing: what the product costs there, whether it is in stock, when the store is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The product, store or whatever it is about.
    pub item: &'a str,
    /// The channel that says it.
    pub channel: &'a str,
    /// What is said: `price`, `stock`, `promotion`, `hours`.
    pub about: &'a str,
    /// What it is; numbers are compared as such, texts without their spaces at the ends.
    pub value: &'a str,
}

/// What is alike and what is not.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Parity {
    /// The share of items that are alike wherever more than one channel speaks of them; 1 where none does.
    pub share: f64,
    /// The same for each thing that is said.
    pub shares: BTreeMap<String, f64>,
    /// What differs, in order of items.
    pub differences: Vec<Difference>,
    /// Items of which one channel alone speaks, in order.
    pub alone: Vec<Alone>,
}

/// Something that two channels say differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The item.
    pub item: String,
    /// What is said about it.
    pub about: String,
    /// The first channel in order of names.
    pub channel: String,
    /// What it says.
    pub value: String,
    /// A channel that says something else.
    pub other_channel: String,
    /// What that says.
    pub other_value: String,
}

/// An item of which one channel alone speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Alone {
    /// The item.
    pub item: String,
    /// The channel.
    pub channel: String,
}

/// What each channel says of an item, by what it is about.
type Said<'a> = BTreeMap<&'a str, Vec<(&'a str, &'a str)>>;

/// Finds what channels say differently about the same item.
///
/// Numbers may differ by `tolerance`, as a share of the larger one. Each channel is held against the first that speaks, in order
/// of names; a channel's own statements that contradict each other are a difference too.
///
/// # Errors
///
/// [`Error::Option`] for a tolerance that is no share.
///
/// # Examples
///
/// ```
/// use omo_core::value::{Statement, parity};
/// let says = |item, channel, about, value| Statement { item, channel, about, value };
/// let found = parity(&[
///     says("kettle", "ec", "price", "4980"),
///     says("kettle", "store", "price", "4,980"),
///     says("kettle", "ec", "stock", "yes"),
///     says("kettle", "store", "stock", "no"),
///     says("tea", "ec", "price", "300"),
/// ], 0.0)?;
/// assert_eq!((found.shares["price"], found.shares["stock"]), (1.0, 0.0));
/// assert_eq!(found.differences[0].other_value, "no");
/// assert_eq!(found.alone[0].item, "tea");
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn parity(statements: &[Statement<'_>], tolerance: f64) -> Result<Parity, Error> {
    if !(0.0..1.0).contains(&tolerance) {
        return Err(Error::option("tolerance", "a share from 0 to below 1", &tolerance));
    }
    let mut items: BTreeMap<&str, Said<'_>> = BTreeMap::new();
    for one in statements {
        items
            .entry(one.item)
            .or_default()
            .entry(one.about)
            .or_default()
            .push((one.channel, one.value.trim()));
    }
    let mut found = Parity::default();
    let mut counts: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    let mut of_items = [0, 0];
    for (item, said) in &items {
        let mut alike = true;
        let mut met = false;
        for (about, values) in said {
            let mut values = values.clone();
            crate::order::Order::put_in_order(values.as_mut_slice());
            values.dedup();
            let Some((&(channel, value), others)) = values.split_first() else { continue };
            let mut differ = false;
            for &(other_channel, other_value) in
                others.iter().filter(|(_, other)| !same(value, other, tolerance))
            {
                differ = true;
                found.differences.push(Difference {
                    item: (*item).into(),
                    about: (*about).into(),
                    channel: channel.into(),
                    value: value.into(),
                    other_channel: other_channel.into(),
                    other_value: other_value.into(),
                });
            }
            if others.iter().any(|(other, _)| *other != channel) || differ {
                let [alike_here, all] = counts.entry(about).or_default();
                *alike_here += u64::from(!differ);
                *all += 1;
                met = true;
            }
            alike &= !differ;
        }
        let mut channels = said.values().flatten().map(|(channel, _)| *channel);
        let first = channels.next().unwrap_or_default();
        if channels.all(|channel| channel == first) {
            found.alone.push(Alone { item: (*item).into(), channel: first.into() });
        }
        if met {
            let [alike_items, all] = &mut of_items;
            *alike_items += u64::from(alike);
            *all += 1;
        }
    }
    let share = |[alike, all]: [u64; 2]| if all == 0 { 1.0 } else { crate::math::share(alike, all) };
    found.share = share(of_items);
    found.shares = counts.into_iter().map(|(about, count)| (about.into(), share(count))).collect();
    Ok(found)
}

fn same(a: &str, b: &str, tolerance: f64) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= tolerance * a.abs().max(b.abs()),
        _ => a == b,
    }
}

/// A number, also with commas between its thousands.
fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().filter(|c| *c != ',').collect();
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named_once_each() {
        let says = |channel, value| Statement { item: "ginza", channel, about: "hours", value };
        let found =
            parity(&[says("web", "10-20"), says("maps", "10-21"), says("app", " 10-20 ")], 0.0).unwrap();
        let told: Vec<_> =
            found.differences.iter().map(|d| (d.channel.as_str(), d.other_channel.as_str())).collect();
        assert_eq!(told, [("app", "maps")]);
        assert_eq!((found.share, found.alone.len()), (0.0, 0));
        // A channel may contradict itself.
        assert_eq!(parity(&[says("web", "10-20"), says("web", "9-20")], 0.0).unwrap().differences.len(), 1);
        assert_eq!(parity(&[], 0.0).unwrap(), Parity { share: 1.0, ..Parity::default() });
        assert!(parity(&[], 1.0).is_err() && parity(&[], f64::NAN).is_err());
    }

    #[test]
    fn prices_may_differ_a_little() {
        let says = |channel, value| Statement { item: "tea", channel, about: "price", value };
        let prices = [says("ec", "300"), says("store", "303")];
        assert_eq!(parity(&prices, 0.0).unwrap().share, 0.0);
        assert_eq!(parity(&prices, 0.01).unwrap().share, 1.0);
    }
}
