//! Expected journeys: a small language for them, and what each deviation costs.

use serde::Serialize;

use super::pick::Picked;
use super::table::Touch;
use super::{Journeys, Stage, Unit};
use crate::Error;
use crate::math;
use crate::order::Order;
use crate::pairs::Pairs;

/// One way in which journeys differ from what was expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Deviation {
    /// Whether an expected step was skipped; else something came that was not expected.
    pub skipped: bool,
    /// The step as it was written, or channel and action of what came.
    pub what: String,
    /// Customers whose journey has it.
    pub customers: u32,
    /// How often.
    pub times: u32,
    /// The share of these customers who buy.
    pub conversion: f64,
    /// Sales lost: these customers times what they buy less often than those whose journey is as expected; less than
    /// nothing where they buy more often.
    pub lost_sales: f64,
}

/// Journeys held against what was expected.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Expectation {
    /// Customers.
    pub customers: u32,
    /// Those whose journey is as expected.
    pub fitting: u32,
    /// The share of those who buy.
    pub conversion: f64,
    /// Each deviation, most sales lost first.
    pub deviations: Vec<Deviation>,
}

/// A step of a pattern.
struct Token {
    text: String,
    picked: Picked,
    /// Whether it may be left out.
    optional: bool,
    /// Whether it may come again.
    again: bool,
}

impl Journeys {
    /// What each deviation from an expected journey costs.
    ///
    /// A pattern names steps in order, with `>` between them: `view > cart? > purchase+ > ...`. A step is named as in a
    /// funnel; `?` may be left out, `+` comes once or more, `*` may come any number of times, and `...` is anything.
    /// Journeys are laid beside the pattern with as few deviations as can be (an alignment as of Levenshtein 1966, each
    /// skipped step and each touchpoint that is not expected counting one). A deviation does not cause what is lost with
    /// it; it says where to look.
    ///
    /// # Errors
    ///
    /// [`Error::Options`] for an unknown step with the nearest name, [`Error::Option`] for no step or more than 32.
    pub fn expected(&self, pattern: &str) -> Result<Expectation, Error> {
        let tokens = self.tokens(pattern)?;
        let (events, of_kind) = self.units(Unit::Event);
        let mut found = Pairs::default();
        // Customers, times, buyers, and the last customer who was counted.
        let mut counts: Vec<(u32, u32, u32, u32)> = Vec::new();
        let (mut fitting, mut fitting_buyers) = (0_u32, 0_u32);
        let mut room = Room::default();
        for (customer, journey) in (0_u32..).zip(self.all()) {
            let buys =
                journey.iter().any(|&touch| self.kind(touch).is_some_and(|kind| kind.stage == Stage::Buy));
            room.align(journey, &tokens);
            if room.deviations.is_empty() {
                fitting += 1;
                fitting_buyers += u32::from(buys);
            }
            for &(skipped, which) in &room.deviations {
                let name = if skipped { Some(which) } else { of_kind.get(which as usize).copied() };
                let number = found.intern((u32::from(skipped), name.unwrap_or_default())) as usize;
                if number == counts.len() {
                    counts.push((0, 0, 0, u32::MAX));
                }
                if let Some((customers, times, buyers, last)) = counts.get_mut(number) {
                    *times += 1;
                    if std::mem::replace(last, customer) != customer {
                        *customers += 1;
                        *buyers += u32::from(buys);
                    }
                }
            }
        }
        let conversion = math::share(fitting_buyers.into(), fitting.into());
        let row =
            |(&(skipped, which), &(customers, times, buyers, _)): (&(u32, u32), &(u32, u32, u32, u32))| {
                let skipped = skipped == 1;
                let step = tokens.get(which as usize).map(|token| token.text.clone());
                let event = events.get(which as usize).cloned();
                let own = math::share(buyers.into(), customers.into());
                Deviation {
                    skipped,
                    what: if skipped { step } else { event }.unwrap_or_default(),
                    customers,
                    times,
                    conversion: own,
                    lost_sales: f64::from(customers) * (conversion - own),
                }
            };
        let mut deviations: Vec<Deviation> = found.all().iter().zip(&counts).map(row).collect();
        deviations.put_in_order_by(|a, b| {
            let cost = b.lost_sales.total_cmp(&a.lost_sales);
            cost.then_with(|| b.customers.cmp(&a.customers)).then_with(|| a.what.cmp(&b.what))
        });
        Ok(Expectation { customers: self.customers(), fitting, conversion, deviations })
    }

    fn tokens(&self, pattern: &str) -> Result<Vec<Token>, Error> {
        let steps: Vec<&str> = pattern.split('>').map(str::trim).collect();
        if steps.len() > 32 || steps.iter().any(|step| step.is_empty()) {
            let got = "more, or a place without a step";
            return Err(Error::option("pattern", "1 to 32 steps with one > between them", &got));
        }
        let bare = |step: &str| step.trim_end_matches(['?', '+', '*']).trim().to_owned();
        let names: Vec<String> = steps.iter().filter(|step| **step != "...").map(|step| bare(step)).collect();
        let mut picked = self.picked("pattern", &names)?.into_iter();
        let token = |step: &&str| {
            let text = (*step).to_owned();
            if *step == "..." {
                return Token { text, picked: vec![true; self.kinds.len()], optional: true, again: true };
            }
            let (optional, again) = (step.ends_with(['?', '*']), step.ends_with(['+', '*']));
            Token { text, picked: picked.next().unwrap_or_default(), optional, again }
        };
        Ok(steps.iter().map(token).collect())
    }
}

/// Room to align in.
#[derive(Default)]
struct Room {
    /// The fewest deviations with so many touchpoints and so many steps done, row by row, and the last move to get there.
    costs: Vec<(u32, Move)>,
    /// What was skipped (a step) or came unexpected (a kind).
    deviations: Vec<(bool, u32)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Move {
    #[default]
    None,
    Match,
    Again,
    Skip,
    Extra,
}

impl Room {
    fn align(&mut self, journey: &[Touch], tokens: &[Token]) {
        let wide = tokens.len() + 1;
        self.costs.clear();
        self.costs.resize((journey.len() + 1) * wide, (u32::MAX, Move::None));
        let fits = |token: Option<&Token>, touch: &Touch| {
            token.is_some_and(|token| token.picked.get(touch.kind as usize) == Some(&true))
        };
        if let Some(first) = self.costs.first_mut() {
            first.0 = 0;
        }
        for at in 0..=journey.len() {
            for done in 0..=tokens.len() {
                let here = self.costs.get(at * wide + done).map_or(u32::MAX, |cost| cost.0);
                let mut offer = |place: usize, cost: u32, by: Move| {
                    if let Some(known) = self.costs.get_mut(place).filter(|known| cost < known.0) {
                        *known = (cost, by);
                    }
                };
                if let Some(token) = tokens.get(done) {
                    offer(at * wide + done + 1, here + u32::from(!token.optional), Move::Skip);
                }
                let Some(touch) = journey.get(at) else { continue };
                let below = (at + 1) * wide + done;
                if fits(tokens.get(done), touch) {
                    offer(below + 1, here, Move::Match);
                }
                let last = done.checked_sub(1).and_then(|last| tokens.get(last)).filter(|token| token.again);
                if fits(last, touch) {
                    offer(below, here, Move::Again);
                }
                offer(below, here + 1, Move::Extra);
            }
        }
        self.deviations.clear();
        let (mut at, mut done) = (journey.len(), tokens.len());
        while at + done > 0 {
            match self.costs.get(at * wide + done).map_or(Move::None, |cost| cost.1) {
                Move::Match => (at, done) = (at - 1, done - 1),
                Move::Again => at -= 1,
                Move::Skip => {
                    done -= 1;
                    if tokens.get(done).is_some_and(|token| !token.optional) {
                        self.deviations.push((true, u32::try_from(done).unwrap_or_default()));
                    }
                }
                Move::Extra => {
                    at -= 1;
                    self.deviations.extend(journey.get(at).map(|touch| (false, touch.kind)));
                }
                Move::None => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::{JourneyOptions, Touches};

    fn journeys(paths: &[&[&str]]) -> Journeys {
        let mut touches = Touches::default();
        for (who, path) in paths.iter().enumerate() {
            for (at, action) in (0..).zip(*path) {
                touches.push(&format!("c{who}"), at, "ec", action);
            }
        }
        Journeys::new(touches, &JourneyOptions::default()).unwrap()
    }

    /// By hand: of two as expected both buy; who skips the cart buys once in two, so one sale is lost with it; who asks
    /// for help between does not buy, and skips the purchase too.
    #[test]
    fn deviations_by_hand() {
        let journeys = journeys(&[
            &["view", "cart", "purchase"],
            &["view", "view", "cart", "purchase", "pickup"],
            &["view", "purchase"],
            &["view"],
            &["view", "cart", "inquiry"],
        ]);
        let found = journeys.expected("view+ > cart > purchase > pickup?").unwrap();
        assert_eq!((found.customers, found.fitting, found.conversion), (5, 2, 1.0));
        let told: Vec<_> = found
            .deviations
            .iter()
            .map(|d| (d.skipped, d.what.as_str(), d.customers, d.lost_sales))
            .collect();
        let expected = [(true, "purchase", 2, 2.0), (true, "cart", 2, 1.0), (false, "ec:inquiry", 1, 1.0)];
        assert_eq!(told, expected);
        assert_eq!(journeys.expected("... > view > ...").unwrap().fitting, 5);
        assert_eq!(journeys.expected("view > ... > purchase*").unwrap().fitting, 5);
        assert!(journeys.expected("view > cartt").is_err());
        assert!(journeys.expected(" > ").is_err());
    }
}
