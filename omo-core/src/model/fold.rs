//! Folds: what is known of a customer is a pure function of what the customer did.

use super::{Fact, History, Time};

/// A pure function of one customer's facts in order of time, told as a start and a step.
///
/// Points, coupons, journeys and profiles are folds. State must hang on nothing but the facts: no clock, no chance.
///
/// ```
/// use omo_core::model::{Fact, Facts, Fold, Kept, Side, Time};
/// /// How many purchases, and the channel of the last.
/// struct Purchases;
/// impl Fold for Purchases {
///     type State = (u32, String);
///     fn start(&self) -> Self::State {
///         Default::default()
///     }
///     fn step(&self, state: &mut Self::State, fact: &Fact<'_>) {
///         if fact.action == "purchase" {
///             *state = (state.0 + 1, fact.channel.into());
///         }
///     }
/// }
/// let mut facts = Facts::default();
/// for (id, day, channel) in [("b", 2, "pos"), ("a", 1, "ec")] {
///     let at = Time::new(day * 86_400_000, 0)?;
///     facts.push(Fact::new(id, at, channel, Side::Online, "purchase"), [], []);
/// }
/// let history = facts.in_order();
/// assert_eq!(Purchases.fold(&history), (2, "pos".to_owned()));
/// assert_eq!(*Kept::default().state(&Purchases, &history), (2, "pos".to_owned()));
/// # Ok::<(), omo_core::Error>(())
/// ```
pub trait Fold {
    /// What is known so far.
    type State: Clone;

    /// What is known of a customer who did nothing yet.
    fn start(&self) -> Self::State;

    /// What one more fact adds; facts come oldest first.
    fn step(&self, state: &mut Self::State, fact: &Fact<'_>);

    /// What all facts say.
    fn fold(&self, history: &History<'_>) -> Self::State {
        let mut state = self.start();
        for fact in history.facts() {
            self.step(&mut state, &fact);
        }
        state
    }

    /// What the facts known at `now` say.
    fn fold_until(&self, history: &History<'_>, now: Time) -> Self::State {
        let mut state = self.start();
        for fact in history.known(now) {
            self.step(&mut state, &fact);
        }
        state
    }
}

/// A fold's state, kept between facts.
///
/// A fact that comes last costs one step. A late one, or one that is taken back, costs the steps since the nearest
/// mark before it: a copy of the state is kept every 64 facts.
#[derive(Debug, Clone)]
pub struct Kept<S> {
    marks: Vec<Mark<S>>,
    latest: Option<Mark<S>>,
}

/// A state, after how many facts, and the instant of the last of them.
#[derive(Debug, Clone)]
struct Mark<S> {
    facts: usize,
    last: i64,
    state: S,
}

/// How many facts lie between marks: a late fact costs half as many steps more, a customer of a thousand facts
/// sixteen copies.
const BETWEEN: usize = 64;

impl<S> Default for Kept<S> {
    fn default() -> Self {
        Self { marks: Vec::new(), latest: None }
    }
}

impl<S: Clone> Kept<S> {
    /// To be told whenever a fact at this time was added, replaced or taken back; of a replaced one both times.
    pub fn changed(&mut self, at: Time) {
        self.latest.take_if(|mark| mark.last >= at.millis());
        while self.marks.pop_if(|mark| mark.last >= at.millis()).is_some() {}
    }

    /// What all facts say: [`Fold::fold`], with the steps that were taken before left out.
    pub fn state<F: Fold<State = S>>(&mut self, fold: &F, history: &History<'_>) -> &S {
        let from = self.latest.take().or_else(|| self.marks.last().cloned());
        let mut mark = from.unwrap_or_else(|| Mark { facts: 0, last: i64::MIN, state: fold.start() });
        for fact in history.facts().skip(mark.facts) {
            fold.step(&mut mark.state, &fact);
            mark.facts += 1;
            mark.last = fact.at.millis();
            if mark.facts.is_multiple_of(BETWEEN) {
                self.marks.push(mark.clone());
            }
        }
        &self.latest.insert(mark).state
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Facts, Side};
    use proptest::prelude::*;

    /// A fold in which every fact and their order matter.
    struct Trace;

    impl Fold for Trace {
        type State = Vec<String>;

        fn start(&self) -> Vec<String> {
            Vec::new()
        }

        fn step(&self, state: &mut Vec<String>, fact: &Fact<'_>) {
            state.push(fact.id.into());
        }
    }

    fn history(facts: &[(i64, String)]) -> History<'_> {
        let mut gathered = Facts::default();
        for (millis, id) in facts {
            let at = Time::new(*millis, 0).unwrap();
            gathered.push(Fact::new(id, at, "pos", Side::Offline, "visit"), [], []);
        }
        gathered.in_order()
    }

    proptest! {
        /// What is kept is what the fold says, whatever comes late or is taken back, and asked however often.
        #[test]
        fn what_is_kept_is_what_the_fold_says(
            deeds in proptest::collection::vec((0_i64..400, any::<bool>(), any::<bool>()), 0..300),
        ) {
            let (mut facts, mut kept) = (Vec::new(), Kept::default());
            for (number, (millis, take_back, ask)) in deeds.into_iter().enumerate() {
                let place = usize::try_from(millis).unwrap();
                let millis = if take_back && place < facts.len() {
                    let (millis, _) = facts.remove(place);
                    millis
                } else {
                    facts.push((millis, number.to_string()));
                    millis
                };
                kept.changed(Time::new(millis, 0).unwrap());
                if ask {
                    prop_assert_eq!(kept.state(&Trace, &history(&facts)), &Trace.fold(&history(&facts)));
                }
            }
            prop_assert_eq!(kept.state(&Trace, &history(&facts)), &Trace.fold(&history(&facts)));
        }

        /// In whichever order facts are gathered, they are the same history.
        #[test]
        fn the_order_of_gathering_does_not_matter(millis in proptest::collection::vec(0_i64..9, 0..30)) {
            let mut facts: Vec<_> = (0..).map(|n: u32| n.to_string()).zip(millis).map(|(n, at)| (at, n)).collect();
            let forward = Trace.fold(&history(&facts));
            facts.reverse();
            prop_assert_eq!(Trace.fold(&history(&facts)), forward);
        }
    }
}
