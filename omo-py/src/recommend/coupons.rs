//! Coupons: who gets which.

use omo_core::Error;
use omo_core::recommend::{self, Allocation as Core, Budget, Names, Offer};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyString};

use super::{named, names};
use crate::error::{Result, run};
use crate::hints::Record;
use crate::table::{Columns, Table};

/// Gives each customer one coupon at most, so that together they bring the most that the budget allows.
///
/// What comes out is within the budget, and says how far from the best it can be: :attr:`Allocation.bound` is more than any
/// choice brings (Lagrange's multipliers on the multiple-choice knapsack problem; Sinha and Zoltners 1979). Offers that bring
/// nothing are not given.
///
/// Parameters
/// ----------
/// offers
///     A table of ``customer_id``, ``coupon``, ``value`` (what giving it is expected to bring, such as an uplift times a margin)
///     and ``cost`` (what giving it is expected to cost, at least 0), one row for each coupon a customer could be given. The
///     order of rows does not matter.
/// budget
///     What all coupons together may cost; everything that pays is given when left out.
/// pieces
///     How many pieces of a coupon there are, ``{"fitting": 20}``; others have no limit.
/// columns
///     Names of columns that are others in your table, ``{"uplift": "value"}``.
///
/// Returns
/// -------
/// Allocation
///     Who gets what, its value and cost, and the bound.
///
/// Raises
/// ------
/// OmoError
///     Code ``"option"`` for a budget below 0 or NaN, and for pieces that are no whole numbers; ``"column"`` for a value or cost
///     that is missing or no number, a cost below 0, and a coupon that stands twice for one customer.
///
/// Examples
/// --------
/// >>> offers = {"customer_id": ["hanako", "hanako", "taro", "yuki"], "coupon": ["5%", "10%", "5%", "10%"],
/// ...           "value": [300, 500, 400, 200], "cost": [100, 300, 200, 300]}
/// >>> found = omo.recommend.allocate(offers, budget=500)
/// >>> found
/// omo.recommend.Allocation(2 coupons, value 900 of at most 900, cost 500)
/// >>> found.chosen.to_dicts()[0]
/// {'customer_id': 'hanako', 'coupon': '10%', 'value': 500.0, 'cost': 300.0}
#[pyfunction]
#[pyo3(signature = (offers, budget: "float | None" = None, *, pieces: "dict[str, int] | None" = None, columns = None))]
pub fn allocate(
    py: Python<'_>,
    offers: Columns,
    budget: Option<f64>,
    pieces: Option<Bound<'_, PyDict>>,
    columns: Option<std::collections::HashMap<String, String>>,
) -> Result<Allocation> {
    let pieces = pieces.map(|pieces| limits(&pieces)).transpose()?.unwrap_or_default();
    let (core, customers, coupons) = run(py, move || {
        let table = offers.rename(&columns.unwrap_or_default())?;
        let (customers, of_row) = names(&table, "customer_id")?;
        let (coupons, coupon) = names(&table, "coupon")?;
        let (value, cost) = (table.numbers::<f64>("value")?, table.numbers::<f64>("cost")?);
        let rows = of_row.into_iter().zip(coupon).zip(value.into_iter().zip(cost));
        let offers =
            rows.map(|((customer, coupon), (value, cost))| Offer { customer, coupon, value, cost }).collect();
        let mut limit = vec![None; if pieces.is_empty() { 0 } else { coupons.len() }];
        for (coupon, many) in &pieces {
            // Of a coupon that nobody is offered any number will do.
            let place = coupons.get(coupon).and_then(|coupon| limit.get_mut(coupon as usize));
            if let Some(limit) = place {
                *limit = *many;
            }
        }
        let budget = Budget { money: budget.unwrap_or(f64::INFINITY), pieces: limit };
        Ok((recommend::allocate(offers, &budget)?, customers, coupons))
    })?;
    Ok(Allocation { core, customers, coupons })
}

fn limits(pieces: &Bound<'_, PyDict>) -> Result<Vec<(String, Option<u32>)>> {
    let wrong = || Error::Options { message: "`pieces` must be whole numbers of at least 0".into() };
    let mut read = Vec::new();
    for (coupon, many) in pieces.iter() {
        if !coupon.is_instance_of::<PyString>() && !coupon.is_instance_of::<PyInt>() {
            return Err(Error::Options { message: "`pieces` must be named by coupon".into() }.into());
        }
        let many = many.extract::<Option<u32>>().map_err(|_| wrong())?;
        read.push((coupon.str()?.to_string(), many));
    }
    Ok(read)
}

/// Who gets which coupon; :func:`allocate` makes it.
///
/// Examples
/// --------
/// >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
/// >>> len(omo.recommend.allocate(offers, budget=200))
/// 1
#[pyclass(frozen, module = "omo.recommend")]
pub struct Allocation {
    core: Core,
    customers: Names,
    coupons: Names,
}

#[pymethods]
impl Allocation {
    fn __len__(&self) -> usize {
        self.core.chosen.len()
    }

    fn __repr__(&self) -> String {
        let Core { chosen, value, cost, bound, .. } = &self.core;
        format!(
            "omo.recommend.Allocation({} coupons, value {value} of at most {bound}, cost {cost})",
            chosen.len()
        )
    }

    /// What is given: ``customer_id``, ``coupon``, ``value``, ``cost``, in order of customers.
    ///
    /// Examples
    /// --------
    /// >>> offers = {"customer_id": [7, 3], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
    /// >>> omo.recommend.allocate(offers).chosen["customer_id"]
    /// [3, 7]
    #[getter]
    fn chosen(&self) -> Result<Table> {
        let chosen = &self.core.chosen;
        let column = |of: fn(&Offer) -> u32| chosen.iter().map(of).collect::<Vec<_>>();
        let numbers = |of: fn(&Offer) -> f64| chosen.iter().map(of).collect::<Vec<_>>();
        Ok(Table::new([
            ("customer_id", named(&self.customers, &column(|offer| offer.customer))),
            ("coupon", named(&self.coupons, &column(|offer| offer.coupon))),
            ("value", numbers(|offer| offer.value).into()),
            ("cost", numbers(|offer| offer.cost).into()),
        ])?)
    }

    /// What the coupons are expected to bring together.
    ///
    /// Examples
    /// --------
    /// >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
    /// >>> omo.recommend.allocate(offers).value
    /// 700.0
    #[getter]
    fn value(&self) -> f64 {
        self.core.value
    }

    /// What they are expected to cost together; never more than the budget.
    ///
    /// Examples
    /// --------
    /// >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
    /// >>> omo.recommend.allocate(offers, budget=200).cost
    /// 200.0
    #[getter]
    fn cost(&self) -> f64 {
        self.core.cost
    }

    /// What no choice within the limits can exceed.
    ///
    /// Examples
    /// --------
    /// >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
    /// >>> omo.recommend.allocate(offers, budget=200).bound
    /// 500.0
    #[getter]
    fn bound(&self) -> f64 {
        self.core.bound
    }

    /// By how much the best choice could be better at most: ``bound`` less ``value``.
    ///
    /// Examples
    /// --------
    /// >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
    /// >>> omo.recommend.allocate(offers, budget=300).gap
    /// 0.0
    #[getter]
    fn gap(&self) -> f64 {
        self.core.gap
    }

    /// What one more unit of money would bring; 0 where the budget is not used up.
    ///
    /// Examples
    /// --------
    /// >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
    /// >>> omo.recommend.allocate(offers, budget=200).price
    /// 2.0
    #[getter]
    fn price(&self) -> f64 {
        self.core.price
    }

    /// What one more piece of a coupon would bring, by coupon; only those of which there are too few.
    ///
    /// Examples
    /// --------
    /// >>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["fitting"] * 2, "value": [300, 400], "cost": [0, 0]}
    /// >>> omo.recommend.allocate(offers, pieces={"fitting": 1}).piece_prices
    /// {'fitting': 350.0}
    #[getter]
    fn piece_prices<'py>(&self, py: Python<'py>) -> Result<Record<'py>> {
        let prices = PyDict::new(py);
        for (coupon, price) in (0..).zip(&self.core.piece_prices).filter(|(_, price)| **price > 0.0) {
            prices.set_item(self.coupons.text(coupon), price)?;
        }
        Ok(Record(prices.into_any()))
    }
}
