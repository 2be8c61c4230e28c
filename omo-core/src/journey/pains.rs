//! Where sales are lost: what a stage on a channel costs beside the same stage elsewhere.

use serde::Serialize;

use super::{Cell, Journeys, Stage};
use crate::Error;
use crate::math;
use crate::order::Order;

/// A stage on a channel, held against the same stage on all channels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PainPoint {
    /// The stage.
    pub stage: Stage,
    /// The channel's name.
    pub channel: String,
    /// Customers with a touchpoint there.
    pub customers: u32,
    /// The share of them who go on to buy in time.
    pub conversion: f64,
    /// The share of those of the same stage on any channel.
    pub expected: f64,
    /// Sales lost: customers times what is missing; less than nothing where more buy than elsewhere.
    pub lost_sales: f64,
    /// The same at the mean amount of a purchase, in minor units; 0 without amounts.
    pub lost_amount: f64,
    /// The difference in standard errors of a share.
    pub z: f64,
    /// Median minutes to the next touchpoint of the same session; `None` where none follows.
    pub dwell_minutes: Option<f64>,
    /// The mean feeling of what followed in the same session, on the scale that was given; `None` without.
    pub feeling: Option<f64>,
}

impl Journeys {
    /// The cells of the journey map by the sales they lose, most first.
    ///
    /// Feelings are told by touchpoints themselves ([`Touches::feeling`](super::Touches::feeling)); `feelings` give actions a
    /// number where a touchpoint does not, such as -1 for `complaint`, on the same scale. A cell's feeling is the mean of those
    /// that come next in the same session, or are the touchpoint's own.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a number without end among `feelings`.
    pub fn pain_points(&self, feelings: &[(String, f64)]) -> Result<Vec<PainPoint>, Error> {
        let map = self.map_with(feelings)?;
        let (mut sales, mut sum) = (0_u64, 0_i64);
        for (number, &touch) in self.touches().iter().enumerate() {
            let amount = self.amount(number).filter(|&amount| amount > 0);
            if let (Some(amount), Some(Stage::Buy)) = (amount, self.kind(touch).map(|kind| kind.stage)) {
                sales += 1;
                sum = sum.saturating_add(amount);
            }
        }
        let mean_amount = math::share(u64::try_from(sum).unwrap_or_default(), sales);
        // Of each stage: its customers on all channels, and those of them who buy.
        let mut stages = [(0.0, 0.0); Stage::ALL.len()];
        for cell in &map.cells {
            if let Some((all, bought)) = stages.get_mut(cell.stage as usize) {
                let customers = f64::from(cell.customers);
                *all += customers;
                *bought += customers * cell.conversion;
            }
        }
        let row = |cell: Cell| {
            let (all, bought) = stages.get(cell.stage as usize).copied().unwrap_or_default();
            let expected = if all > 0.0 { bought / all } else { 0.0 };
            let customers = f64::from(cell.customers);
            let spread = (expected * (1.0 - expected) / customers.max(1.0)).sqrt();
            let lost_sales = customers * (expected - cell.conversion);
            PainPoint {
                stage: cell.stage,
                channel: cell.channel,
                customers: cell.customers,
                conversion: cell.conversion,
                expected,
                lost_sales,
                lost_amount: lost_sales * mean_amount,
                z: if spread > 0.0 { (cell.conversion - expected) / spread } else { 0.0 },
                dwell_minutes: cell.dwell_minutes,
                feeling: cell.feeling,
            }
        };
        let mut rows: Vec<PainPoint> = map.cells.into_iter().map(row).collect();
        rows.put_in_order_by(|a, b| b.lost_sales.total_cmp(&a.lost_sales));
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::journey::{JourneyOptions, Touches};
    use crate::model::MINUTE;

    /// By hand: of two who looked in the app one buys, of two who looked on the web none: half a sale of each would have
    /// been a quarter; the web loses half a sale, the app wins as much.
    #[test]
    fn the_cell_that_loses_most_comes_first() {
        let mut touches = Touches::default();
        for (who, minute, channel, action) in [
            ("a", 0, "app", "view"),
            ("a", 4, "app", "purchase"),
            ("b", 0, "app", "view"),
            ("c", 0, "web", "view"),
            ("c", 10, "web", "complaint"),
            ("d", 0, "web", "view"),
        ] {
            touches.push(who, minute * MINUTE, channel, action);
        }
        touches.amount = vec![0, 900, 0, 0, 0, 0];
        let journeys = Journeys::new(touches, &JourneyOptions::default()).unwrap();
        let rows = journeys.pain_points(&[("complaint".into(), -1.0)]).unwrap();
        let web = &rows[0];
        assert_eq!((web.stage, web.channel.as_str(), web.customers), (Stage::Consider, "web", 2));
        assert_eq!((web.conversion, web.expected, web.lost_sales, web.lost_amount), (0.0, 0.25, 0.5, 450.0));
        assert_eq!((web.dwell_minutes, web.feeling), (Some(10.0), Some(-1.0)));
        let app = rows.last().unwrap();
        assert_eq!(
            (app.channel.as_str(), app.lost_sales, app.dwell_minutes, app.feeling),
            ("app", -0.5, Some(4.0), None)
        );
    }

    fn journeys(rows: &[(&str, i64, &str, &str, f64)], felt: bool) -> Journeys {
        let mut touches = Touches::default();
        for &(who, minute, channel, action, feeling) in rows {
            touches.push(who, minute * MINUTE, channel, action);
            if felt {
                touches.feeling.truncate(touches.len() - 1);
                touches.feeling.push(feeling);
            }
        }
        Journeys::new(touches, &JourneyOptions::default()).unwrap()
    }

    fn feeling(rows: &[PainPoint], stage: Stage, channel: &str) -> Option<f64> {
        rows.iter().find(|row| row.stage == stage && row.channel == channel)?.feeling
    }

    /// By hand: five stars and two stars after looking in the app are 3.5 there; whoever looked on the web said nothing, so the
    /// number of the action stands; what was said in another session says nothing of this one.
    #[test]
    fn a_review_says_how_it_felt() {
        let none = f64::NAN;
        let rows = [
            ("a", 0, "app", "view", none),
            ("a", 5, "app", "review", 5.0),
            ("b", 0, "app", "view", none),
            ("b", 5, "app", "review", 2.0),
            ("c", 0, "web", "view", none),
            ("c", 5, "web", "inquiry", none),
            ("d", 0, "kiosk", "view", none),
            ("d", 5000, "kiosk", "review", 1.0),
        ];
        let told = journeys(&rows, true).pain_points(&[("inquiry".into(), 1.5)]).unwrap();
        assert_eq!(feeling(&told, Stage::Consider, "app"), Some(3.5));
        assert_eq!(feeling(&told, Stage::Consider, "web"), Some(1.5));
        assert_eq!(feeling(&told, Stage::Consider, "kiosk"), None);
        // What a touchpoint says goes before what its action says.
        let told = journeys(&rows, true).pain_points(&[("review".into(), 4.0)]).unwrap();
        assert_eq!(feeling(&told, Stage::Consider, "app"), Some(3.5));
        assert_eq!(feeling(&journeys(&rows, false).pain_points(&[]).unwrap(), Stage::Consider, "app"), None);
    }

    #[test]
    fn a_feeling_without_end_is_an_error_and_a_column_is_as_long_as_the_others() {
        let mut touches = Touches::default();
        touches.push("a", 0, "app", "view");
        touches.feeling = vec![f64::INFINITY];
        let wrong = |touches: &Touches| {
            Journeys::new(touches.clone(), &JourneyOptions::default()).unwrap_err().to_string()
        };
        assert_eq!(wrong(&touches), "column `feeling` must be finite numbers; row 0 is not");
        touches.feeling = vec![1.0, 2.0];
        assert!(wrong(&touches).contains("feeling"));
    }

    proptest! {
        /// A column that says what actions say is told alike, with items and amounts beside it or without, and in any order of rows.
        #[test]
        fn a_column_of_feelings_says_what_actions_would(
            rows in vec((0..3_u8, 0..40_i64, 0..3_usize, 0..4_usize, 0..3_u32), 0..40),
            turn in 0..40_usize,
            with_items: bool,
        ) {
            let (channels, actions) = (["app", "web", "store"], ["view", "purchase", "review", "inquiry"]);
            let felt = [f64::NAN, f64::NAN, 0.5, -1.0];
            let whole = |rows: &[(u8, i64, usize, usize, u32)], told: bool| {
                let mut touches = Touches::default();
                for &(who, at, channel, action, item) in rows {
                    touches.push(&who.to_string(), at * 7 * MINUTE, channels[channel], actions[action]);
                    if told {
                        touches.feeling.truncate(touches.customer.len() - 1);
                        touches.feeling.push(felt[action]);
                    }
                    if with_items {
                        let item = touches.items.intern(&item.to_string());
                        touches.item.truncate(touches.customer.len() - 1);
                        touches.item.push(item);
                    }
                }
                Journeys::new(touches, &JourneyOptions::default()).unwrap()
            };
            let feelings = [("review".into(), 0.5), ("inquiry".into(), -1.0)];
            let known = whole(&rows, false).pain_points(&feelings).unwrap();
            prop_assert_eq!(&whole(&rows, true).pain_points(&[]).unwrap(), &known);
            let mut turned = rows.clone();
            turned.rotate_left(turn % rows.len().max(1));
            prop_assert_eq!(&whole(&turned, true).pain_points(&[]).unwrap(), &known);
            for row in &known {
                prop_assert!(row.feeling.is_none_or(|felt| (-1.0..=0.5).contains(&felt)));
            }
        }
    }
}
