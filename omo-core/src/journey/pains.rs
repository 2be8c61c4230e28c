//! Where sales are lost: what a stage on a channel costs beside the same stage elsewhere.

use serde::Serialize;

use super::{Journeys, Stage};
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
    #[must_use]
    pub fn pain_points(&self, feelings: &[(String, f64)]) -> Vec<PainPoint> {
        let map = self.map();
        let cells = self.channels.len() * Stage::ALL.len();
        let place =
            |kind: &super::table::Kind| kind.channel as usize * Stage::ALL.len() + kind.stage as usize;
        let felt = |action: u32| {
            let name = self.actions.get(action as usize)?;
            feelings
                .iter()
                .find(|(word, _)| crate::model::Action::read(word).name() == name)
                .map(|(_, felt)| *felt)
        };
        let feel: Vec<Option<f64>> = self.kinds.iter().map(|kind| felt(kind.action)).collect();
        let mut dwell: Vec<Vec<i64>> = vec![Vec::new(); cells];
        let mut feeling = vec![(0.0, 0_u32); cells];
        let (mut sales, mut sum) = (0_u64, 0_i64);
        for customer in 0..self.customers() {
            let journey = self.journey(customer);
            for (number, &touch) in (self.first(customer) as usize..).zip(journey) {
                let amount = self.amount(number).filter(|&amount| amount > 0);
                if let (Some(amount), Some(Stage::Buy)) = (amount, self.kind(touch).map(|kind| kind.stage)) {
                    sales += 1;
                    sum = sum.saturating_add(amount);
                }
            }
            let mut number = self.first(customer) as usize;
            for run in self.runs(journey) {
                for pair in run.windows(2) {
                    let [now, next] = pair else { continue };
                    if let Some(waits) = self.kind(*now).and_then(|kind| dwell.get_mut(place(kind))) {
                        waits.push(next.at - now.at);
                    }
                }
                let mut after = None;
                for (place_in_run, &touch) in run.iter().enumerate().rev() {
                    let by_action = feel.get(touch.kind as usize).copied().flatten();
                    after = self.feeling(number + place_in_run).or(by_action).or(after);
                    if let (Some(felt), Some((sum, count))) =
                        (after, self.kind(touch).and_then(|kind| feeling.get_mut(place(kind))))
                    {
                        *sum += felt;
                        *count += 1;
                    }
                }
                number += run.len();
            }
        }
        let mean_amount = math::share(u64::try_from(sum).unwrap_or_default(), sales);
        let number = |name: &str| self.channels.iter().position(|(known, _)| known == name);
        let row = |cell: &super::Cell| {
            let same = map.cells.iter().filter(|other| other.stage == cell.stage);
            let (all, bought) = same.fold((0.0, 0.0), |(all, bought), other| {
                let customers = f64::from(other.customers);
                (all + customers, bought + customers * other.conversion)
            });
            let expected = if all > 0.0 { bought / all } else { 0.0 };
            let customers = f64::from(cell.customers);
            let spread = (expected * (1.0 - expected) / customers.max(1.0)).sqrt();
            let lost_sales = customers * (expected - cell.conversion);
            let at = number(&cell.channel).map_or(usize::MAX, |n| n * Stage::ALL.len() + cell.stage as usize);
            let (felt, count) = feeling.get(at).copied().unwrap_or_default();
            PainPoint {
                stage: cell.stage,
                channel: cell.channel.clone(),
                customers: cell.customers,
                conversion: cell.conversion,
                expected,
                lost_sales,
                lost_amount: lost_sales * mean_amount,
                z: if spread > 0.0 { (cell.conversion - expected) / spread } else { 0.0 },
                dwell_minutes: dwell.get_mut(at).and_then(|waits| middle_minutes(waits)),
                feeling: (count > 0).then(|| felt / f64::from(count)),
            }
        };
        let mut rows: Vec<PainPoint> = map.cells.iter().map(row).collect();
        rows.put_in_order_by(|a, b| b.lost_sales.total_cmp(&a.lost_sales));
        rows
    }
}

fn middle_minutes(waits: &mut [i64]) -> Option<f64> {
    waits.put_in_order();
    let upper = *waits.get(waits.len() / 2)?;
    let lower = *waits.get(waits.len().checked_sub(1)? / 2)?;
    #[expect(clippy::cast_precision_loss, reason = "spans within 230 years of milliseconds fit a double")]
    Some((lower + upper) as f64 / 2.0 / 60_000.0)
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
        let rows = journeys.pain_points(&[("complaint".into(), -1.0)]);
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
        let told = journeys(&rows, true).pain_points(&[("inquiry".into(), 1.5)]);
        assert_eq!(feeling(&told, Stage::Consider, "app"), Some(3.5));
        assert_eq!(feeling(&told, Stage::Consider, "web"), Some(1.5));
        assert_eq!(feeling(&told, Stage::Consider, "kiosk"), None);
        // What a touchpoint says goes before what its action says.
        let told = journeys(&rows, true).pain_points(&[("review".into(), 4.0)]);
        assert_eq!(feeling(&told, Stage::Consider, "app"), Some(3.5));
        assert_eq!(feeling(&journeys(&rows, false).pain_points(&[]), Stage::Consider, "app"), None);
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
            let known = whole(&rows, false).pain_points(&feelings);
            prop_assert_eq!(&whole(&rows, true).pain_points(&[]), &known);
            let mut turned = rows.clone();
            turned.rotate_left(turn % rows.len().max(1));
            prop_assert_eq!(&whole(&turned, true).pain_points(&[]), &known);
            for row in &known {
                prop_assert!(row.feeling.is_none_or(|felt| (-1.0..=0.5).contains(&felt)));
            }
        }
    }
}
