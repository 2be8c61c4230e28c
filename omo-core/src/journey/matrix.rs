//! The step matrix: where customers are at each of their first steps.

use serde::Serialize;

use super::{Journeys, Unit};
use crate::Error;
use crate::math;
use crate::parallel::{parallel, pieces};

/// Shares of customers at each of their first steps.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StepMatrix {
    /// How many customers there are.
    pub customers: u32,
    /// Channels, actions or whatever was asked for, in order of their names; stages in their order.
    pub rows: Vec<StepMatrixRow>,
    /// The share of customers whose journey was over before each step.
    pub ended: Vec<f64>,
}

/// One row of a step matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StepMatrixRow {
    /// The channel, action or whatever was asked for.
    pub name: String,
    /// The share of all customers who are there at each step.
    pub shares: Vec<f64>,
}

impl Journeys {
    /// Where customers are at each of their first `steps` touchpoints; every column sums to 1 with those that ended.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] when `steps` is not from 1 to 1000.
    pub fn step_matrix(&self, steps: u32, unit: Unit) -> Result<StepMatrix, Error> {
        if !(1..=1000).contains(&steps) {
            return Err(Error::option("steps", "from 1 to 1000", &steps));
        }
        let steps = steps as usize;
        let (names, of_kind) = self.units(unit);
        let size = names.len() * steps;
        let counted = parallel(
            &pieces(self.customers() as usize, 16_384),
            || (),
            |(), piece| {
                let mut counts = vec![0_u32; size];
                for customer in piece.clone() {
                    let Ok(customer) = u32::try_from(customer) else { continue };
                    for (step, touch) in self.journey(customer).iter().take(steps).enumerate() {
                        let name = of_kind.get(touch.kind as usize).map_or(usize::MAX, |&name| name as usize);
                        if let Some(count) = counts.get_mut(name.saturating_mul(steps).saturating_add(step)) {
                            *count += 1;
                        }
                    }
                }
                counts
            },
        );
        let mut counts = vec![0_u32; size];
        for part in counted {
            counts.iter_mut().zip(part).for_each(|(count, part)| *count += part);
        }
        let customers = self.customers();
        let share = |count: u32| math::share(count.into(), customers.into());
        let here = |step: usize| counts.iter().skip(step).step_by(steps).sum::<u32>();
        let ended = (0..steps).map(|step| share(customers - here(step).min(customers))).collect();
        let rows =
            names.into_iter().zip(counts.chunks(steps)).filter(|(_, row)| row.iter().any(|&count| count > 0));
        let row = |(name, row): (String, &[u32])| StepMatrixRow {
            name,
            shares: row.iter().map(|&c| share(c)).collect(),
        };
        Ok(StepMatrix { customers, rows: rows.map(row).collect(), ended })
    }
}
