//! The next best thing to do for one customer, online or in a store, or nothing.

use serde::{Deserialize, Serialize};

use super::repeat_buying::positive;
use super::{Interest, InterestKind, Named, Reason, Situation};
use crate::decimal::shortest;
use crate::form;
use crate::model::DAY;
use crate::order::Order;
use crate::{Error, Language, math};

/// How [`next_best_actions`] weighs interest, distance and time.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NextBestActionOptions {
    /// What putting into a cart counts.
    pub cart: f64,
    /// What looking counts.
    pub view: f64,
    /// Days after which a sign of interest counts half.
    pub half_life: f64,
    /// Days after which a sign of interest counts no more.
    pub forget_days: u32,
    /// Days for which a bought item is not offered, whatever interest was shown since: people look up what they own.
    pub bought_days: u32,
    /// Stores farther than this many kilometres are not near.
    pub kilometres: f64,
    /// Kilometres after which an invitation counts half.
    pub half_kilometres: f64,
    /// What a reminder online counts beside an invitation to a store next door.
    pub online: f64,
    /// An item is due from this many of its usual gaps after the last purchase …
    pub due_from: f64,
    /// … until this many: after that it is not a habit any more.
    pub due_until: f64,
    /// Days after an open question or complaint in which nothing is offered.
    pub cool_down_days: u32,
    /// Interest (0 to 1) below which silence is better.
    pub least: f64,
    /// No more actions than this come back.
    pub most: usize,
}

form::options!(NextBestActionOptions {
    cart,
    view,
    half_life,
    forget_days,
    bought_days,
    kilometres,
    half_kilometres,
    online,
    due_from,
    due_until,
    cool_down_days,
    least,
    most
});

impl Default for NextBestActionOptions {
    fn default() -> Self {
        Self {
            cart: 1.0,
            view: 0.3,
            half_life: 7.0,
            forget_days: 30,
            bought_days: 14,
            kilometres: 10.0,
            half_kilometres: 5.0,
            online: 0.7,
            due_from: 0.8,
            due_until: 3.0,
            cool_down_days: 7,
            least: 0.05,
            most: 3,
        }
    }
}

impl NextBestActionOptions {
    pub(super) fn check(&self) -> Result<(), Error> {
        positive("halfLife", self.half_life)?;
        positive("halfKilometres", self.half_kilometres)?;
        let at_least_zero = [
            ("cart", self.cart),
            ("view", self.view),
            ("kilometres", self.kilometres),
            ("online", self.online),
            ("dueFrom", self.due_from),
            ("dueUntil", self.due_until),
            ("least", self.least),
        ];
        match at_least_zero.into_iter().find(|(_, value)| !(*value >= 0.0 && value.is_finite())) {
            Some((option, value)) => Err(Error::option(option, "at least 0 and finite", &shortest(value))),
            None if self.most == 0 => Err(Error::option("most", "at least 1", &self.most)),
            None => Ok(()),
        }
    }
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Answer an open question or complaint, before anything is sold.
    FollowUp,
    /// Show the item to the customer, who is in the store.
    ShowInStore,
    /// Invite the customer to a store that has the item.
    InviteToStore,
    /// Remind the customer of an item that is to be had online.
    RemindOnline,
    /// Offer what is due to be bought again.
    Replenish,
    /// Leave the customer alone.
    Nothing,
    /// Recommend an item in which the customer showed no interest yet.
    #[cfg(feature = "offers")]
    Recommend,
    /// Give a coupon for the item.
    #[cfg(feature = "offers")]
    Coupon,
    /// Offer to reserve a fitting of the item.
    #[cfg(feature = "offers")]
    Fitting,
    /// Offer to reserve a visit, at which somebody has time.
    #[cfg(feature = "offers")]
    Visit,
    /// Offer to lay the item by, to be picked up.
    #[cfg(feature = "offers")]
    Pickup,
}

/// One thing to do, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct NextBestAction {
    /// What to do.
    pub action: ActionKind,
    /// With which item.
    pub item: Option<u32>,
    /// In which store.
    pub store: Option<u32>,
    /// Through which channel; none where staff speak in the store, or there is nothing to say.
    pub channel: Option<u32>,
    /// From 0 to 1, more is better.
    pub score: f64,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

impl NextBestAction {
    /// The action and its reasons as a sentence; `name` says what things are called.
    #[must_use]
    pub fn words(&self, language: Language, name: impl Fn(Named) -> String) -> String {
        let reasons: Vec<_> = self.reasons.iter().map(|reason| reason.words(language, &name)).collect();
        let headline = self.headline(language, name);
        match language {
            Language::En => format!("{headline}: {}", reasons.join("; ")),
            Language::Ja => format!("{headline}：{}", reasons.join("、")),
        }
    }

    /// The action alone, in words.
    #[must_use]
    pub fn headline(&self, language: Language, name: impl Fn(Named) -> String) -> String {
        let call = |thing: Option<Named>| thing.map(&name);
        let item = call(self.item.map(Named::Item));
        let store = call(self.store.map(Named::Store));
        let channel = call(self.channel.map(Named::Channel));
        match language {
            Language::En => english(self.action, item, store, channel),
            Language::Ja => japanese(self.action, item, store, channel),
        }
    }
}

fn english(
    action: ActionKind,
    item: Option<String>,
    store: Option<String>,
    channel: Option<String>,
) -> String {
    let of = |before: &str, text: Option<String>| text.map(|t| format!(" {before} {t}")).unwrap_or_default();
    let (to, at) = (of("to", store.clone()), of("at", store));
    let by = of("by", channel);
    match action {
        ActionKind::FollowUp => format!("follow up{}{by}", of("on", item)),
        ActionKind::ShowInStore => format!("show{}{at}", of("the", item)),
        ActionKind::InviteToStore => format!("invite{to}{}{by}", of("for", item)),
        ActionKind::RemindOnline => format!("remind{}{by}", of("of", item)),
        ActionKind::Replenish => format!("offer{}{at}{by}", of("again", item)),
        ActionKind::Nothing => "do nothing".into(),
        #[cfg(feature = "offers")]
        ActionKind::Recommend => format!("recommend{}{at}{by}", of("the", item)),
        #[cfg(feature = "offers")]
        ActionKind::Coupon => format!("give a coupon{}{at}{by}", of("for the", item)),
        #[cfg(feature = "offers")]
        ActionKind::Fitting => format!("offer a fitting{}{at}{by}", of("of the", item)),
        #[cfg(feature = "offers")]
        ActionKind::Visit => format!("offer a reserved visit{to}{}{by}", of("for the", item)),
        #[cfg(feature = "offers")]
        ActionKind::Pickup => format!("offer to pick up{}{at}{by}", of("the", item)),
    }
}

fn japanese(
    action: ActionKind,
    item: Option<String>,
    store: Option<String>,
    channel: Option<String>,
) -> String {
    let of = |text: Option<String>, after: &str| text.map(|t| format!("{t}{after}")).unwrap_or_default();
    let by = of(channel, "で");
    match action {
        ActionKind::FollowUp => format!("{by}{}問い合わせに対応", of(item, "の")),
        ActionKind::ShowInStore => format!("{}{}ご案内", of(store, "で"), of(item, "を")),
        ActionKind::InviteToStore => format!("{by}{}{}来店をご案内", of(item, "のある"), of(store, "への")),
        ActionKind::RemindOnline => format!("{by}{}お知らせ", of(item, "を")),
        ActionKind::Replenish => format!("{by}{}{}買い足しをご提案", of(item, "の"), of(store, "での")),
        ActionKind::Nothing => "何もしない".into(),
        #[cfg(feature = "offers")]
        ActionKind::Recommend => format!("{by}{}{}おすすめ", of(store, "にある"), of(item, "を")),
        #[cfg(feature = "offers")]
        ActionKind::Coupon => format!("{by}{}{}クーポンをお渡し", of(store, "で使える"), of(item, "の")),
        #[cfg(feature = "offers")]
        ActionKind::Fitting => format!("{by}{}{}試着をご案内", of(store, "での"), of(item, "の")),
        #[cfg(feature = "offers")]
        ActionKind::Visit => format!("{by}{}{}来店予約をご案内", of(item, "のある"), of(store, "への")),
        #[cfg(feature = "offers")]
        ActionKind::Pickup => format!("{by}{}{}受け取りをご案内", of(store, "での"), of(item, "の")),
    }
}

/// The best things to do for one customer, best first; never empty, as doing nothing is an action too.
///
/// What the customer looked at or put into a cart and did not buy, and what is due to be bought again, is offered where
/// it is in stock: here, if the customer is in a store that has it; else in the nearest store that has it; else online.
/// The customer hears of it in the store, or through a channel for which there is consent: the one on which the interest
/// was shown, else the preferred one. Without such a channel there is nothing to do. An open question or
/// complaint comes first, and for a while alone.
///
/// Signs of interest count `cart` or `view`, half after each `half_life`, and together 1 - exp(-sum): the tenth look
/// says little that the first nine did not. A habit that is due adds to it as an independent chance does. An invitation
/// counts half for each `half_kilometres`, a reminder online counts `online`.
///
/// `in_stock` tells how many of an item a store has to sell.
///
/// ```
/// use omo_core::{Language, Time};
/// use omo_core::recommend::{
///     ActionKind, Interest, InterestKind, Named, NextBestActionOptions, Situation, next_best_actions,
/// };
/// let (tea, ginza, app) = (3, 0, 1);
/// let now: Time = "2026-03-02T18:00:00+09:00".parse()?;
/// let carted = Interest { item: tea, kind: InterestKind::Cart, at: now.plus(-86_400_000), channel: app };
/// let situation = Situation {
///     interests: vec![carted], stores: vec![(ginza, 0.8)], channels: vec![app], ..Situation::at(now)
/// };
/// let next = next_best_actions(&situation, |_, _| 5, &NextBestActionOptions::default())?;
/// assert_eq!(next[0].action, ActionKind::InviteToStore);
/// let name = |thing: Named| match thing {
///     Named::Item(_) => "green tea".to_string(),
///     Named::Store(_) => "Ginza".into(),
///     Named::Channel(_) => "the app".into(),
/// };
/// assert_eq!(
///     next[0].words(Language::En, name),
///     "invite to Ginza for green tea by the app: left in the cart yesterday; Ginza has 5, 0.8 km away; agreed to the app",
/// );
/// # Ok::<(), omo_core::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Option`] when an option is out of its range; [`Error::Column`] when a distance or score is no number of at
/// least 0.
pub fn next_best_actions(
    situation: &Situation,
    in_stock: impl Fn(u32, u32) -> u32,
    options: &NextBestActionOptions,
) -> Result<Vec<NextBestAction>, Error> {
    options.check()?;
    situation.check()?;
    let mut actions = Vec::new();
    if let Some(inquiry) = situation.inquiry.filter(|inquiry| inquiry.at <= situation.now) {
        let days_ago = situation.days_since(inquiry.at);
        let follow_up = NextBestAction {
            action: ActionKind::FollowUp,
            item: inquiry.item,
            store: None,
            // An answer needs no consent.
            channel: Some(inquiry.channel),
            score: 1.0,
            reasons: vec![Reason::OpenInquiry { days_ago }],
        };
        if days_ago < options.cool_down_days {
            return Ok(vec![follow_up]);
        }
        actions.push(follow_up);
    }
    if situation.channels.is_empty() && situation.here.is_none() {
        return Ok(or_nothing(actions, Reason::NoConsent));
    }
    let wishes = wishes(situation, options);
    let why_not = if wishes.is_empty() { Reason::NoInterest } else { Reason::NoStock };
    let mut offers: Vec<_> =
        wishes.iter().filter_map(|wish| offer(wish, situation, &in_stock, options)).collect();
    offers.put_in_order_by(|a, b| {
        b.score.total_cmp(&a.score).then(a.action.cmp(&b.action)).then(a.item.cmp(&b.item))
    });
    actions.append(&mut offers);
    actions.truncate(options.most);
    Ok(or_nothing(actions, why_not))
}

fn or_nothing(actions: Vec<NextBestAction>, why: Reason) -> Vec<NextBestAction> {
    if !actions.is_empty() {
        return actions;
    }
    let (action, reasons) = (ActionKind::Nothing, vec![why]);
    vec![NextBestAction { action, item: None, store: None, channel: None, score: 0.0, reasons }]
}

/// An item that the customer wants.
#[derive(Default)]
pub(super) struct Wish {
    pub item: u32,
    /// The sum of the signs of interest.
    interest: f64,
    /// The chance that it is due.
    due: f64,
    /// The last sign in a cart, and the last look.
    pub cart: Option<Interest>,
    pub view: Option<Interest>,
    views: u32,
    habit: Option<Reason>,
}

impl Wish {
    /// From 0 to 1.
    pub fn strength(&self) -> f64 {
        // Either speaks for it on its own: one minus the chance that neither does.
        1.0 - math::exp(-self.interest) * (1.0 - self.due.min(1.0))
    }

    pub fn reasons(&self, situation: &Situation) -> Vec<Reason> {
        let cart = self.cart.map(|cart| Reason::LeftInCart { days_ago: situation.days_since(cart.at) });
        let view = self
            .view
            .map(|view| Reason::Viewed { times: self.views, days_ago: situation.days_since(view.at) });
        // Who put it into the cart looked at it too: no need to say both.
        cart.or(view).into_iter().chain(self.habit).collect()
    }

    /// Through which of the allowed channels to speak of it.
    fn channel(&self, situation: &Situation) -> Option<u32> {
        let shown = self.cart.or(self.view).map(|interest| interest.channel);
        shown.filter(|channel| situation.channels.contains(channel)).or(situation.channels.first().copied())
    }
}

/// What the customer wants and has not bought, in order of items.
pub(super) fn wishes(situation: &Situation, options: &NextBestActionOptions) -> Vec<Wish> {
    let mut items: Vec<u32> = situation.interests.iter().map(|interest| interest.item).collect();
    items.extend(situation.due.iter().map(|due| due.item));
    items.put_in_order();
    items.dedup();
    let mut wishes: Vec<_> = items.into_iter().map(|item| Wish { item, ..Wish::default() }).collect();
    let bought = situation.known_bought();
    let last_bought = |item: u32| {
        let until = bought.partition_point(|&(other, _)| other <= item);
        bought.get(..until)?.last().filter(|&&(last, _)| last == item).map(|&(_, at)| at)
    };
    // In one order, so that sums have the same bits whatever order the signs came in.
    let mut interests = situation.interests.clone();
    interests.put_in_order_by_key(|interest| (interest.item, interest.at, interest.kind, interest.channel));
    for interest in interests {
        let age = situation.now.since(interest.at);
        let bought = last_bought(interest.item);
        let since_bought = bought.map(|at| situation.days_since(at));
        if age < 0
            || situation.days_since(interest.at) > options.forget_days
            || bought.is_some_and(|at| at >= interest.at)
            || since_bought.is_some_and(|days| days < options.bought_days)
        {
            continue;
        }
        let Some(wish) = of_item(&mut wishes, interest.item) else { continue };
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of a few weeks")]
        let fades = math::pow(0.5, age as f64 / DAY as f64 / options.half_life);
        match interest.kind {
            InterestKind::Cart => {
                wish.interest += options.cart * fades;
                wish.cart = Some(interest);
            }
            InterestKind::View => {
                wish.interest += options.view * fades;
                wish.view = Some(interest);
                wish.views += 1;
            }
        }
    }
    for due in &situation.due {
        let Reason::BuysEvery { days, last_days_ago, .. } = due.reason else { continue };
        let gaps = f64::from(last_days_ago) / f64::from(days.max(1));
        // The model may have learnt before the last purchase.
        let newer = last_bought(due.item).map(|at| situation.days_since(at));
        if gaps >= options.due_from
            && gaps <= options.due_until
            && newer.is_none_or(|days| days >= last_days_ago)
        {
            let Some(wish) = of_item(&mut wishes, due.item) else { continue };
            // An item told twice is as due as it was the more.
            if due.score >= wish.due {
                (wish.due, wish.habit) = (due.score, Some(due.reason));
            }
        }
    }
    wishes.retain(|wish| {
        let told = wish.cart.is_some() || wish.view.is_some() || wish.habit.is_some();
        told && wish.strength() >= options.least
    });
    wishes
}

fn of_item(wishes: &mut [Wish], item: u32) -> Option<&mut Wish> {
    let place = wishes.binary_search_by_key(&item, |wish| wish.item).ok()?;
    wishes.get_mut(place)
}

/// Where a wish can be met.
fn offer(
    wish: &Wish,
    situation: &Situation,
    in_stock: impl Fn(u32, u32) -> u32,
    options: &NextBestActionOptions,
) -> Option<NextBestAction> {
    let has = |store: u32| Some(in_stock(store, wish.item)).filter(|&quantity| quantity > 0);
    let here = || {
        let store = situation.here?;
        let quantity = has(store)?;
        let reason = Reason::InStockAt { store, quantity, kilometres: 0.0 };
        Some((ActionKind::ShowInStore, Some(store), 1.0, reason))
    };
    let near = || {
        let near = situation.stores.iter().filter(|&&(_, kilometres)| kilometres <= options.kilometres);
        let stocked = near.filter_map(|&(store, kilometres)| Some((store, kilometres, has(store)?)));
        let (store, kilometres, quantity) = stocked.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))?;
        let counts = math::pow(0.5, kilometres / options.half_kilometres);
        let reason = Reason::InStockAt { store, quantity, kilometres };
        Some((ActionKind::InviteToStore, Some(store), counts, reason))
    };
    let online = || {
        let quantity = has(situation.online?)?;
        Some((ActionKind::RemindOnline, None, options.online.min(1.0), Reason::InStockOnline { quantity }))
    };
    let (action, store, counts, where_from) = here().or_else(near).or_else(online)?;
    let mut reasons = wish.reasons(situation);
    reasons.push(where_from);
    // Who stands in the store is spoken to there.
    let (channel, may) = if let Some(store) = situation.here {
        (None, Reason::InTheStore { store })
    } else {
        let channel = wish.channel(situation)?;
        (Some(channel), Reason::MayContactBy { channel })
    };
    reasons.push(may);
    let habit_alone = wish.cart.or(wish.view).is_none();
    let action = if habit_alone { ActionKind::Replenish } else { action };
    Some(NextBestAction {
        action,
        item: Some(wish.item),
        store,
        channel,
        score: wish.strength() * counts,
        reasons,
    })
}

#[cfg(test)]
mod tests;
