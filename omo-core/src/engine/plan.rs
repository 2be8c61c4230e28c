//! What to do for all customers together, so that nobody is promised what others get.

use serde::Serialize;

use super::Engine;
use super::choose::{Desk, excluded};
use super::decide::{Moment, Suggestion};
use super::log::NONE;
use crate::Error;
use crate::form;
use crate::model::Money;
use crate::order::Order;
use crate::pairs::Pairs;
use crate::parallel::parallel;
use crate::recommend::{Candidate, Choices, Claim, Excluded, Hold, allot};

/// How much a [plan](Engine::plan_actions) may take.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PlanOptions {
    /// For how many customers something is done at most; for all, where nothing is said.
    pub n: Option<usize>,
    /// How much all coupons together may take off at most.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub budget: Option<Money>,
}

form::options!(PlanOptions { n, budget });

/// What to do for whom.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ActionPlan {
    /// One for each customer for whom something is to be done, the best first.
    pub actions: Vec<Suggestion>,
    /// What was held back, counted by cause.
    pub excluded: Vec<Excluded>,
}

/// All that there is not enough of: a number for each thing, and how much of it is left.
#[derive(Default)]
struct Stores {
    things: Pairs,
    left: Vec<u64>,
}

/// The first halves of pairs that are no store.
const COUPON: u32 = NONE;
const SLOT: u32 = NONE - 1;
const WHOLE: u32 = NONE - 2;

impl Stores {
    fn number(&mut self, thing: (u32, u32), left: impl FnOnce() -> u64) -> u32 {
        let number = self.things.intern(thing);
        if number as usize == self.left.len() {
            self.left.push(left());
        }
        number
    }
}

impl Engine {
    /// The best thing to do for each customer, planned together: no more is offered than there are pieces in a store, pieces of
    /// a coupon, places in a slot, and what `options` let it take. The best go first; who comes too late gets what
    /// is next best for them. It is only a plan: what is done is [recorded](Engine::record_contact), and the next plan goes on from there.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,store,action,email,product
    /// 1,2026-03-02T10:00:00+09:00,ec,ginza,cart,hanako@example.jp,dress
    /// 2,2026-03-03T10:00:00+09:00,ec,ginza,cart,taro@example.jp,dress";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let at = "2026-03-01".parse()?;
    /// for who in ["hanako@example.jp", "taro@example.jp"] {
    ///     shop.add_consents([Consent::new(Identifier::email(who)?, Purpose::Marketing, ConsentStatus::Granted, at)])?;
    /// }
    /// shop.set_stock([io::StockRecord { store: "ginza".into(), product: "dress".into(), quantity: 9 }])?;
    /// let slot = r#"{"store": "ginza", "kind": "fitting", "from": "2026-03-07T15:00:00+09:00", "capacity": 1}"#;
    /// shop.add_slots([serde_json::from_str(slot).unwrap()])?;
    /// let plan = shop.plan_actions(&Moment::at("2026-03-04T10:00:00+09:00".parse()?), &PlanOptions::default())?;
    /// let words: Vec<_> = plan.actions.iter().map(|one| one.words.as_str()).collect();
    /// assert_eq!(words, ["offer a fitting of the dress at ginza by app", "invite to ginza for dress by app"]);
    /// assert_eq!((plan.excluded[0].cause, plan.excluded[0].items), ("no_capacity", 1));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn plan_actions(&self, moment: &Moment, options: &PlanOptions) -> Result<ActionPlan, Error> {
        let desk = self.desk(moment)?;
        let number = |&customer: &u32| Some((self.customer_id(customer)?, customer));
        let mut customers: Vec<(String, u32)> =
            self.everybody().customers.iter().filter_map(number).collect();
        customers.put_in_order();
        let choices = parallel(&customers, || (), |(), (_, customer)| self.choices(&desk, *customer));
        let choices: Vec<Choices> = choices.into_iter().collect::<Result<_, _>>()?;

        let mut stores = Stores::default();
        let mut counted: Vec<(Hold, u32)> = Vec::new();
        let mut hold = |cause: Hold, times: u32| match counted.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, all)) => *all += times,
            None => counted.push((cause, times)),
        };
        let (mut claims, mut candidates): (Vec<Claim>, Vec<&Candidate>) = (Vec::new(), Vec::new());
        for (customer, choices) in (0_u32..).zip(&choices) {
            choices.held.iter().for_each(|&(cause, times)| hold(cause, times));
            for candidate in &choices.found {
                match self.needs(&desk, &mut stores, candidate, options) {
                    Ok((needs, one_of)) => {
                        claims.push(Claim { customer, score: candidate.action.score, needs, one_of });
                        candidates.push(candidate);
                    }
                    Err(cause) => hold(cause, 1),
                }
            }
        }
        let allotted = allot(&claims, &mut stores.left);
        for (_, resource) in allotted.refused {
            let budget = stores.things.all().get(resource as usize) == Some(&(WHOLE, 1));
            hold(if budget { Hold::Budget } else { Hold::NoCapacity }, 1);
        }
        let actions = allotted.granted.into_iter().filter_map(|(place, one)| {
            let candidate = (*candidates.get(place)?).clone();
            let (id, _) = customers.get(claims.get(place)?.customer as usize)?;
            let slot = one.and_then(|one| stores.things.all().get(one as usize)).map(|thing| thing.1);
            Some(self.told_of_candidate(&desk, id, candidate, slot))
        });
        Ok(ActionPlan { actions: actions.collect(), excluded: excluded(&counted) })
    }

    /// What a candidate takes of all that there is: so much of some things, and one of some.
    #[expect(clippy::type_complexity, reason = "the two halves of a claim")]
    fn needs(
        &self,
        desk: &Desk<'_>,
        stores: &mut Stores,
        candidate: &Candidate,
        options: &PlanOptions,
    ) -> Result<(Vec<(u32, u64)>, Vec<u32>), Hold> {
        let mut needs = Vec::new();
        if let Some(n) = options.n {
            needs.push((stores.number((WHOLE, 0), || n as u64), 1));
        }
        if let (Some(store), Some(item)) = (candidate.from, candidate.action.item) {
            let left = || self.promisable(desk, store, item).unwrap_or(0).into();
            needs.push((stores.number((store, item), left), 1));
        }
        if let Some(coupon) = candidate.coupon {
            if let Some(left) = self.pieces_left(desk, coupon) {
                needs.push((stores.number((COUPON, coupon), || left.into()), 1));
            }
            if let Some(budget) = options.budget {
                let off = candidate.action.item.and_then(|item| self.taken_off(desk, coupon, item));
                // What is not known to be paid by the budget is not.
                let off = off.filter(|off| off.currency() == budget.currency()).ok_or(Hold::Budget)?;
                let all = u64::try_from(budget.minor()).unwrap_or(0);
                needs.push((stores.number((WHOLE, 1), || all), u64::try_from(off.minor()).unwrap_or(0)));
            }
        }
        let slot = |&slot: &u32| stores.number((SLOT, slot), || self.places_left(desk, slot).into());
        let one_of = candidate.slots.iter().map(slot).collect();
        Ok((needs, one_of))
    }
}
