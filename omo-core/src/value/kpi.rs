//! Figures that do not split store and online: a sale counts once, and both sides see what they did for it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::form;
use crate::math;
use crate::{Error, Side};

/// One purchase.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Sale {
    /// The customer's number.
    pub customer: u32,
    /// The side that took the money.
    pub side: Side,
    /// Whether the other side had a part: looked at online before the store, advised by staff before ordering online.
    pub helped: bool,
    /// How many pieces.
    pub items: f64,
    /// The amount.
    pub amount: f64,
}

/// The tree: sales are customers × purchases a customer × pieces a purchase × amount a piece, for all and for each kind of
/// customer, whose sales add up to all.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KpiTree {
    /// All customers.
    pub all: KpiNode,
    /// Those who bought in stores only, online only, and on both sides.
    pub kinds: Vec<KpiNode>,
    /// Every sale once, by who took the money and who helped.
    pub credit: Credit,
}

/// One node of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KpiNode {
    /// Whose sales these are.
    pub kind: Kind,
    /// The sum of amounts.
    pub sales: f64,
    /// How many customers bought.
    pub customers: f64,
    /// Purchases a customer.
    pub frequency: f64,
    /// Pieces a purchase.
    pub items: f64,
    /// Amount a piece.
    pub price: f64,
}

/// On which sides a customer bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Any.
    All,
    /// In stores only.
    StoreOnly,
    /// Online only.
    OnlineOnly,
    /// On both.
    Both,
}

form::words!(Kind { All = "all", StoreOnly = "store_only", OnlineOnly = "online_only", Both = "both" });

impl Kind {
    /// The kinds that make up all.
    pub const PARTS: [Self; 3] = [Self::StoreOnly, Self::OnlineOnly, Self::Both];

    /// The kind's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::StoreOnly => "store_only",
            Self::OnlineOnly => "online_only",
            Self::Both => "both",
        }
    }
}

/// Every sale once in the first four, which add up to all sales. Each side's view has what it sold and what it helped to sell;
/// what both views have is `shared`, so that the views less `shared` are all sales again.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Credit {
    /// Sold in stores without the other side.
    pub store_alone: f64,
    /// Sold in stores after online helped.
    pub store_helped: f64,
    /// Sold online without the other side.
    pub online_alone: f64,
    /// Sold online after a store helped.
    pub online_helped: f64,
    /// What stores sold or helped to sell.
    pub store_view: f64,
    /// What online sold or helped to sell.
    pub online_view: f64,
    /// What is in both views.
    pub shared: f64,
}

/// The tree of some sales.
///
/// # Errors
///
/// [`Error::Column`] for an amount or a number of pieces that is none.
///
/// # Examples
///
/// ```
/// use omo_core::{Side, value::{Sale, kpi_tree}};
/// let sale = |customer, side, helped, amount| Sale { customer, side, helped, items: 2.0, amount };
/// let tree = kpi_tree(&[
///     sale(1, Side::Offline, true, 100.0),
///     sale(1, Side::Online, false, 50.0),
///     sale(2, Side::Offline, false, 30.0),
/// ])?;
/// assert_eq!((tree.all.sales, tree.all.customers, tree.all.frequency), (180.0, 2.0, 1.5));
/// assert_eq!((tree.credit.store_view, tree.credit.online_view, tree.credit.shared), (130.0, 150.0, 100.0));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub fn kpi_tree(sales: &[Sale]) -> Result<KpiTree, Error> {
    let mut sides: BTreeMap<u32, [bool; 2]> = BTreeMap::new();
    let mut credit = Credit::default();
    for (row, sale) in sales.iter().enumerate() {
        for (column, value) in [("amount", sale.amount), ("items", sale.items)] {
            if !value.is_finite() {
                return Err(Error::Column {
                    column: column.into(),
                    must: format!("finite numbers; row {row} is not"),
                });
            }
        }
        let [store, online] = sides.entry(sale.customer).or_default();
        let (bought, part) = match (sale.side, sale.helped) {
            (Side::Offline, false) => (store, &mut credit.store_alone),
            (Side::Offline, true) => (store, &mut credit.store_helped),
            (Side::Online, false) => (online, &mut credit.online_alone),
            (Side::Online, true) => (online, &mut credit.online_helped),
        };
        *bought = true;
        *part += sale.amount;
    }
    credit.shared = credit.store_helped + credit.online_helped;
    credit.store_view = credit.store_alone + credit.shared;
    credit.online_view = credit.online_alone + credit.shared;
    let kind = |customer: &u32| match sides.get(customer) {
        Some([true, true]) => Kind::Both,
        Some([_, true]) => Kind::OnlineOnly,
        _ => Kind::StoreOnly,
    };
    let node = |wanted: Kind| {
        let mine = |customer: &u32| wanted == Kind::All || kind(customer) == wanted;
        let (mut amount, mut purchases, mut items) = (0.0, 0.0, 0.0);
        for sale in sales.iter().filter(|sale| mine(&sale.customer)) {
            (amount, purchases, items) = (amount + sale.amount, purchases + 1.0, items + sale.items);
        }
        let customers =
            f64::from(u32::try_from(sides.keys().filter(|&who| mine(who)).count()).unwrap_or(u32::MAX));
        let over = |part: f64, whole: f64| if whole == 0.0 { 0.0 } else { part / whole };
        KpiNode {
            kind: wanted,
            sales: amount,
            customers,
            frequency: over(purchases, customers),
            items: over(items, purchases),
            price: over(amount, items),
        }
    };
    Ok(KpiTree { all: node(Kind::All), kinds: Kind::PARTS.map(node).to_vec(), credit })
}

/// Why sales changed, one kind of customer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KpiChange {
    /// Whose sales.
    pub kind: Kind,
    /// The change, which the others add up to.
    pub change: f64,
    /// By more or fewer customers.
    pub customers: f64,
    /// By how often they bought.
    pub frequency: f64,
    /// By how many pieces.
    pub items: f64,
    /// By the price of a piece.
    pub price: f64,
    /// By a kind of customer that there was not before or is no more, which has no factors.
    pub appeared: f64,
}

/// Why sales changed from one tree to another: for each kind of customer, by factor, without a rest.
///
/// The logarithmic mean Divisia index (Ang 2004): a factor's part is `L(after, before) · ln(factor after / factor before)` with
/// the logarithmic mean `L`.
///
/// ```
/// use omo_core::{Side, value::{Sale, kpi_change, kpi_tree}};
/// let sale = |customer, amount| Sale { customer, side: Side::Online, helped: false, items: 1.0, amount };
/// let before = kpi_tree(&[sale(1, 100.0)])?;
/// let after = kpi_tree(&[sale(1, 100.0), sale(2, 100.0)])?;
/// let online = kpi_change(&before, &after)[1];
/// assert_eq!((online.change, online.price), (100.0, 0.0));
/// assert!((online.customers - 100.0).abs() < 1e-9);
/// # Ok::<(), omo_core::Error>(())
/// ```
#[must_use]
pub fn kpi_change(before: &KpiTree, after: &KpiTree) -> Vec<KpiChange> {
    let pairs = before.kinds.iter().zip(&after.kinds);
    pairs
        .map(|(old, new)| {
            let change = new.sales - old.sales;
            let factors = |node: &KpiNode| [node.customers, node.frequency, node.items, node.price];
            let both = factors(old).iter().chain(&factors(new)).all(|factor| *factor > 0.0);
            let log = math::ln(new.sales / old.sales);
            let mean = if log == 0.0 { new.sales } else { change / log };
            let part = |of: fn(&KpiNode) -> f64| if both { mean * math::ln(of(new) / of(old)) } else { 0.0 };
            KpiChange {
                kind: new.kind,
                change,
                customers: part(|node| node.customers),
                frequency: part(|node| node.frequency),
                items: part(|node| node.items),
                price: part(|node| node.price),
                appeared: if both { 0.0 } else { change },
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sales() -> impl Strategy<Value = Vec<Sale>> {
        let sale = (0_u32..12, any::<bool>(), any::<bool>(), 1_u8..5, 1_u16..900);
        proptest::collection::vec(sale, 0..60).prop_map(|all| {
            let sale = |(customer, online, helped, items, amount)| Sale {
                customer,
                side: if online { Side::Online } else { Side::Offline },
                helped,
                items: f64::from(items),
                amount: f64::from(amount),
            };
            all.into_iter().map(sale).collect()
        })
    }

    proptest! {
        /// The sum of the leaves is the sum of the ledgers: kinds of customers, and credit from both sides, add up once.
        #[test]
        fn a_sale_counts_once(before in sales(), after in sales()) {
            let ledger: f64 = before.iter().map(|sale| sale.amount).sum();
            let tree = kpi_tree(&before).unwrap();
            prop_assert_eq!(tree.all.sales, ledger);
            prop_assert_eq!(tree.kinds.iter().map(|node| node.sales).sum::<f64>(), ledger);
            prop_assert_eq!(tree.kinds.iter().map(|node| node.customers).sum::<f64>(), tree.all.customers);
            let credit = tree.credit;
            prop_assert_eq!(credit.store_view + credit.online_view - credit.shared, ledger);
            prop_assert_eq!(credit.store_alone + credit.store_helped + credit.online_alone + credit.online_helped, ledger);
            for node in &tree.kinds {
                let product = node.customers * node.frequency * node.items * node.price;
                prop_assert!((product - node.sales).abs() < 1e-6);
            }
            for one in kpi_change(&tree, &kpi_tree(&after).unwrap()) {
                let parts = one.customers + one.frequency + one.items + one.price + one.appeared;
                prop_assert!((parts - one.change).abs() < 1e-6, "{one:?}");
            }
        }
    }

    #[test]
    fn nothing_sold_is_a_tree_and_no_number_is_an_error() {
        assert_eq!(kpi_tree(&[]).unwrap().all.sales, 0.0);
        let sale = Sale { customer: 1, side: Side::Online, helped: false, items: 1.0, amount: f64::NAN };
        assert_eq!(
            kpi_tree(&[sale]).unwrap_err().to_string(),
            "column `amount` must be finite numbers; row 0 is not"
        );
    }
}
