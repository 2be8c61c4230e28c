//! All that could be done for one customer with what the shop has: items, slots and coupons.

use serde::Serialize;

use super::next_best_action::wishes;
use super::{ActionKind, Hold, NextBestAction, NextBestActionOptions, Reason, Situation};
use crate::decimal::shortest;
use crate::form;
use crate::model::Time;
use crate::order::Order;
use crate::{Error, math};

/// What a slot is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SlotKind {
    /// Trying things on.
    Fitting,
    /// A visit at which somebody has time.
    Visit,
    /// Picking up what was laid by.
    Pickup,
}

form::words!(SlotKind { Fitting = "fitting", Visit = "visit", Pickup = "pickup" });

/// How [`candidates`] weighs what the shop can add to an offer, and how it reads stock.
///
/// A fitting, a visit, a pickup and a coupon multiply the odds that something comes of an offer by one and this much. What they are
/// worth in a shop, an experiment says; until then these are modest guesses.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OfferOptions {
    /// What a reserved fitting adds to the odds; 0.5.
    pub fitting: f64,
    /// What a reserved visit adds; 0.25.
    pub visit: f64,
    /// What laying by adds for who put it into a cart or buys it again and again; 0.3.
    pub pickup: f64,
    /// What a coupon adds, times the share of the price that it takes off; 2.
    pub coupon: f64,
    /// How strong the interest in the first recommendation is, the next counting a half, a third …; 0.1.
    pub recommend: f64,
    /// How many recommendations are thought of; 3.
    pub ideas: usize,
    /// How many pieces of each product a store keeps back; 0.
    pub safety: u32,
    /// Hours after which a count of the stock is too old, where it was told when it was made; 48.
    pub stock_hours: u32,
    /// Days for which an offer of a product in a store counts as a piece of it; 3.
    pub promised_days: u32,
}

form::options!(OfferOptions {
    fitting,
    visit,
    pickup,
    coupon,
    recommend,
    ideas,
    safety,
    stock_hours,
    promised_days
});

impl Default for OfferOptions {
    fn default() -> Self {
        Self {
            fitting: 0.5,
            visit: 0.25,
            pickup: 0.3,
            coupon: 2.0,
            recommend: 0.1,
            ideas: 3,
            safety: 0,
            stock_hours: 48,
            promised_days: 3,
        }
    }
}

impl OfferOptions {
    /// Whether they can be used.
    ///
    /// # Errors
    ///
    /// [`Error::Option`] for a weight that is no number of at least 0.
    pub fn check(&self) -> Result<(), Error> {
        let weights = [
            ("fitting", self.fitting),
            ("visit", self.visit),
            ("pickup", self.pickup),
            ("coupon", self.coupon),
            ("recommend", self.recommend),
        ];
        match weights.into_iter().find(|(_, weight)| !(*weight >= 0.0 && weight.is_finite())) {
            Some((option, weight)) => Err(Error::option(option, "at least 0 and finite", &shortest(weight))),
            None => Ok(()),
        }
    }
}

/// An item to recommend to a customer who showed no interest in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Idea {
    /// The item.
    pub item: u32,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

/// A coupon that is good for an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Voucher {
    /// Its number.
    pub coupon: u32,
    /// The share of the price that it takes off, 0 to 1.
    pub off: f64,
    /// The first instant at which it is not good any more.
    pub until: Option<Time>,
    /// Through which channels alone it may be given; through all, where there are none.
    pub channels: Vec<u32>,
}

/// A slot in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// Its number.
    pub slot: u32,
    /// What for.
    pub kind: SlotKind,
    /// When it begins.
    pub from: Time,
    /// How many people it still takes.
    pub left: u32,
}

/// How a customer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Through which channel.
    pub channel: u32,
    /// When.
    pub at: Time,
    /// Whether it is an hour at which the customer decides.
    pub habit: bool,
}

/// Through which of some channels, and when, a customer may be contacted.
pub type Reach<'a> = dyn Fn(&[u32], Option<Time>) -> Result<Reached, Hold> + 'a;

/// What the shop has and may do, asked while candidates are made.
pub struct Means<'a> {
    /// How many of an item a store can promise, at least one, or why none.
    pub stock: &'a dyn Fn(u32, u32) -> Result<u32, Hold>,
    /// The coupons that are about an item, or why one is not to be had.
    pub coupons: &'a dyn Fn(u32) -> Vec<Result<Voucher, Hold>>,
    /// The slots of a store that did not begin yet, the earliest first.
    pub slots: &'a dyn Fn(u32) -> Vec<Opening>,
    /// What selling an item is worth when this share of its price is taken off, 0 to 1.
    pub worth: &'a dyn Fn(u32, f64) -> f64,
    /// Through which of these channels, the best first, and when the customer may be contacted, before an instant if one is named.
    pub reach: &'a Reach<'a>,
    /// When a question may be answered through its channel.
    pub answer: &'a dyn Fn(u32) -> Result<Time, Hold>,
}

/// Something that can be done, and what it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What, and why.
    pub action: NextBestAction,
    /// When; none where staff speak in the store.
    pub at: Option<Time>,
    /// With which coupon.
    pub coupon: Option<u32>,
    /// In one of which slots: those of one kind in one store that begin after the contact and still take somebody.
    pub slots: Vec<u32>,
    /// A piece of the item is needed in this store.
    pub from: Option<u32>,
}

/// All that can be done for one customer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// The best first.
    pub found: Vec<Candidate>,
    /// What was held back, counted by cause.
    pub held: Vec<(Hold, u32)>,
}

impl Choices {
    fn hold(&mut self, cause: Hold) {
        match self.held.iter_mut().find(|(held, _)| *held == cause) {
            Some((_, times)) => *times += 1,
            None => self.held.push((cause, 1)),
        }
    }

    /// The best for each item, at most `most` of them; else to do nothing, with what held the others back.
    #[must_use]
    pub fn best(&self, most: usize) -> Vec<Candidate> {
        let mut best: Vec<Candidate> = Vec::new();
        for candidate in &self.found {
            let what = |one: &Candidate| (one.action.action == ActionKind::FollowUp, one.action.item);
            if best.len() < most && best.iter().all(|other| what(other) != what(candidate)) {
                best.push(candidate.clone());
            }
        }
        if best.is_empty() {
            best.push(self.nothing());
        }
        best
    }

    fn nothing(&self) -> Candidate {
        let mut reasons: Vec<Reason> = self.held.iter().map(|(cause, _)| reason(*cause)).collect();
        if reasons.is_empty() {
            reasons.push(Reason::NoInterest);
        }
        let action = NextBestAction {
            action: ActionKind::Nothing,
            item: None,
            store: None,
            channel: None,
            score: 0.0,
            reasons,
        };
        Candidate { action, at: None, coupon: None, slots: Vec::new(), from: None }
    }
}

fn reason(cause: Hold) -> Reason {
    match cause {
        Hold::NoConsent => Reason::NoConsent,
        Hold::OutOfStock => Reason::NoStock,
        cause => Reason::HeldBack { cause },
    }
}

/// What a customer may want.
struct Want {
    item: u32,
    strength: f64,
    reasons: Vec<Reason>,
    /// Where interest was shown.
    shown: Option<u32>,
    /// Whether interest was shown, and whether it is to be laid by.
    interest: bool,
    sure: bool,
    idea: bool,
}

/// Where it is to be had.
struct Place {
    action: ActionKind,
    store: Option<u32>,
    counts: f64,
    from: u32,
    reason: Reason,
}

/// All that can be done for one customer, the best first, and what was held back.
///
/// Who looked at something or put it into a cart and did not buy it, or is due to buy it again, is offered it where it is in stock: with
/// a free slot for a fitting, a visit or a pickup there, with a coupon for it, or as it is; and what goes with what the customer
/// has, if there are ideas. Each at the time and through the channel by which the customer may be reached. The score is the chance
/// that something comes of it times what that is worth.
///
/// # Errors
///
/// As for [`next_best_actions`](super::next_best_actions).
pub fn candidates(
    situation: &Situation,
    ideas: &[Idea],
    means: &Means<'_>,
    weights: &NextBestActionOptions,
    options: &OfferOptions,
) -> Result<Choices, Error> {
    weights.check()?;
    options.check()?;
    situation.check()?;
    let mut choices = Choices::default();
    if let Some(inquiry) = situation.inquiry.filter(|inquiry| inquiry.at <= situation.now) {
        let days_ago = situation.days_since(inquiry.at);
        match (means.answer)(inquiry.channel) {
            Ok(at) => choices.found.push(Candidate {
                action: NextBestAction {
                    action: ActionKind::FollowUp,
                    item: inquiry.item,
                    store: None,
                    channel: Some(inquiry.channel),
                    score: 1.0,
                    reasons: vec![Reason::OpenInquiry { days_ago }],
                },
                at: Some(at),
                coupon: None,
                slots: Vec::new(),
                from: None,
            }),
            Err(cause) => choices.hold(cause),
        }
        if days_ago < weights.cool_down_days {
            return Ok(choices);
        }
    }
    if situation.channels.is_empty() && situation.here.is_none() {
        choices.hold(Hold::NoConsent);
        return Ok(choices);
    }
    for want in wants(situation, ideas, weights, options) {
        match places(&want, situation, means, weights) {
            Ok(places) => {
                for place in places {
                    offers(&want, &place, situation, means, options, &mut choices);
                }
            }
            Err(cause) => choices.hold(cause),
        }
    }
    choices.found.put_in_order_by(|a, b| {
        let key = |one: &Candidate| {
            (one.action.action, one.action.item, one.action.store, one.coupon, one.slots.first().copied())
        };
        b.action.score.total_cmp(&a.action.score).then_with(|| key(a).cmp(&key(b)))
    });
    choices.held.put_in_order_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    Ok(choices)
}

fn wants(
    situation: &Situation,
    ideas: &[Idea],
    weights: &NextBestActionOptions,
    options: &OfferOptions,
) -> Vec<Want> {
    let wishes = wishes(situation, weights);
    let mut wants: Vec<Want> = wishes
        .iter()
        .map(|wish| {
            let shown = wish.cart.or(wish.view);
            Want {
                item: wish.item,
                strength: wish.strength(),
                reasons: wish.reasons(situation),
                shown: shown.map(|interest| interest.channel),
                interest: shown.is_some(),
                sure: wish.cart.is_some() || shown.is_none(),
                idea: false,
            }
        })
        .collect();
    let news = ideas.iter().filter(|idea| wishes.iter().all(|wish| wish.item != idea.item));
    for (rank, idea) in (1_u32..).zip(news) {
        let strength = options.recommend / f64::from(rank);
        if strength < weights.least || strength <= 0.0 {
            break;
        }
        let reasons = idea.reasons.clone();
        wants.push(Want {
            item: idea.item,
            strength,
            reasons,
            shown: None,
            interest: false,
            sure: false,
            idea: true,
        });
    }
    wants
}

/// Here, if the customer is in a store that has it; else the nearest store that has it, and online.
fn places(
    want: &Want,
    situation: &Situation,
    means: &Means<'_>,
    weights: &NextBestActionOptions,
) -> Result<Vec<Place>, Hold> {
    let mut stale = false;
    let mut ask = |store: u32| {
        let found = (means.stock)(store, want.item);
        stale |= found == Err(Hold::StaleStock);
        found.ok()
    };
    if let Some((store, quantity)) = situation.here.and_then(|store| Some((store, ask(store)?))) {
        let reason = Reason::InStockAt { store, quantity, kilometres: 0.0 };
        return Ok(vec![Place {
            action: ActionKind::ShowInStore,
            store: Some(store),
            counts: 1.0,
            from: store,
            reason,
        }]);
    }
    let near = situation.stores.iter().filter(|&&(_, kilometres)| kilometres <= weights.kilometres);
    let stocked = near.filter_map(|&(store, kilometres)| Some((store, kilometres, ask(store)?)));
    let nearest = stocked.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let near = nearest.map(|(store, kilometres, quantity)| Place {
        action: ActionKind::InviteToStore,
        store: Some(store),
        counts: math::pow(0.5, kilometres / weights.half_kilometres),
        from: store,
        reason: Reason::InStockAt { store, quantity, kilometres },
    });
    let online = situation.online.and_then(|store| Some((store, ask(store)?)));
    let online = online.map(|(store, quantity)| Place {
        action: ActionKind::RemindOnline,
        store: None,
        counts: weights.online.min(1.0),
        from: store,
        reason: Reason::InStockOnline { quantity },
    });
    let places: Vec<Place> = near.into_iter().chain(online).collect();
    match places.is_empty() {
        false => Ok(places),
        true if stale => Err(Hold::StaleStock),
        true => Err(Hold::OutOfStock),
    }
}

/// The odds of a chance, multiplied.
fn likelier(chance: f64, more: f64) -> f64 {
    chance * (1.0 + more) / (1.0 + chance * more)
}

/// What comes on top of a plain offer.
#[derive(Default)]
struct Extra {
    more: f64,
    off: f64,
    coupon: Option<u32>,
    slots: Vec<Opening>,
    channels: Vec<u32>,
    before: Option<Time>,
}

/// All offers of what is wanted in one place.
fn offers(
    want: &Want,
    place: &Place,
    situation: &Situation,
    means: &Means<'_>,
    options: &OfferOptions,
    choices: &mut Choices,
) {
    let plain = match place.action {
        ActionKind::ShowInStore => ActionKind::ShowInStore,
        _ if want.idea => ActionKind::Recommend,
        _ if !want.interest => ActionKind::Replenish,
        action => action,
    };
    let mut make =
        |action: ActionKind, extra: Extra| match offer(want, place, situation, means, action, &extra) {
            Ok(candidate) => choices.found.push(candidate),
            Err(cause) => choices.hold(cause),
        };
    make(plain, Extra::default());
    let mut lacking = Vec::new();
    for voucher in (means.coupons)(want.item) {
        match voucher {
            Ok(Voucher { coupon, off, until, channels }) => {
                let more = options.coupon * off;
                let extra =
                    Extra { more, off, coupon: Some(coupon), channels, before: until, ..Extra::default() };
                make(ActionKind::Coupon, extra);
            }
            Err(cause) => lacking.push(cause),
        }
    }
    if let (ActionKind::InviteToStore, Some(store)) = (place.action, place.store) {
        let slots = (means.slots)(store);
        let kinds = [
            (SlotKind::Fitting, ActionKind::Fitting, options.fitting, want.interest),
            (SlotKind::Visit, ActionKind::Visit, options.visit, want.interest),
            (SlotKind::Pickup, ActionKind::Pickup, options.pickup, want.sure),
        ];
        for (kind, action, more, fits) in kinds {
            let of_kind: Vec<Opening> = slots.iter().filter(|slot| slot.kind == kind).copied().collect();
            let free: Vec<Opening> = of_kind.iter().filter(|slot| slot.left > 0).copied().collect();
            match (fits && !of_kind.is_empty(), free.last()) {
                (true, Some(last)) => {
                    let before = Some(last.from);
                    make(action, Extra { more, slots: free, before, ..Extra::default() });
                }
                (true, None) => lacking.push(Hold::NoSlot),
                (false, _) => {}
            }
        }
    }
    for cause in lacking {
        choices.hold(cause);
    }
}

fn offer(
    want: &Want,
    place: &Place,
    situation: &Situation,
    means: &Means<'_>,
    action: ActionKind,
    extra: &Extra,
) -> Result<Candidate, Hold> {
    let mut reasons = want.reasons.clone();
    reasons.push(place.reason);
    let (channel, at) = if let Some(store) = situation.here {
        reasons.push(Reason::InTheStore { store });
        (None, None)
    } else {
        let liked = want.shown.filter(|shown| situation.channels.contains(shown));
        let others = situation.channels.iter().copied().filter(|&channel| Some(channel) != liked);
        let mut channels: Vec<u32> = liked.into_iter().chain(others).collect();
        channels.retain(|channel| extra.channels.is_empty() || extra.channels.contains(channel));
        if channels.is_empty() {
            return Err(if situation.channels.is_empty() { Hold::NoConsent } else { Hold::NotInChannel });
        }
        let Reached { channel, at, habit } = (means.reach)(&channels, extra.before)?;
        reasons.push(Reason::MayContactBy { channel });
        if habit {
            reasons.push(Reason::DecidesAt { hour: at.hour() });
        }
        (Some(channel), Some(at))
    };
    let slots = extra.slots.iter().filter(|slot| at.is_none_or(|at| slot.from.millis() > at.millis()));
    let slots: Vec<&Opening> = slots.collect();
    if let (Some(slot), Some(store)) = (slots.first(), place.store) {
        reasons.push(Reason::FreeSlot { store, from: slot.from, left: slot.left });
    }
    if extra.coupon.is_some() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 1")]
        let percent = (extra.off.clamp(0.0, 1.0) * 100.0 + 0.5) as u32;
        reasons.push(Reason::Discount { percent });
    }
    let chance = likelier((want.strength * place.counts).clamp(0.0, 1.0), extra.more);
    Ok(Candidate {
        action: NextBestAction {
            action,
            item: Some(want.item),
            store: place.store,
            channel,
            score: chance * (means.worth)(want.item, extra.off).clamp(0.0, 1.0),
            reasons,
        },
        at,
        coupon: extra.coupon,
        slots: slots.iter().map(|slot| slot.slot).collect(),
        from: Some(place.from),
    })
}
