//! What a purpose may see of a customer: every answer about people goes through here.

use super::log::{LoggedLine, NONE};
use super::{Config, Engine, books};
use crate::Error;
use crate::model::{Identifier, Product, Purpose, Time, Touchpoint};
use crate::privacy::{Part, Policy, View, What, Why};
use crate::vocabulary::Vocabulary;

/// What the rules say of each word of the log, so that a fact costs a few look-ups: the place of the first sensitive rule
/// that names it, or `NONE`.
#[derive(Debug, Clone)]
pub(super) struct Protected {
    channels: Vec<u32>,
    actions: Vec<u32>,
    abouts: Vec<u32>,
    products: Vec<u32>,
    /// Whether a channel's facts come from elsewhere.
    elsewhere: Vec<bool>,
}

fn place(words: &[u32], word: u32) -> u32 {
    words.get(word as usize).copied().unwrap_or(NONE)
}

impl Config {
    /// Whether the rules can be kept.
    pub(super) fn check(&self) -> Result<(), Error> {
        let needs =
            |is: bool, option, must| if is { Ok(()) } else { Err(Error::option(option, must, &"empty")) };
        needs(
            self.sensitive.rules.iter().all(|rule| !rule.data.is_empty()),
            "sensitive",
            "rules that name their data",
        )?;
        needs(!self.third_party.data.is_empty(), "thirdParty.data", "the word that consents name")?;
        #[cfg(feature = "offers")]
        self.contact_policy.check().and_then(|()| self.offers.check())?;
        books::check(&self.profile, &self.card, &self.retention)
    }
}

impl Engine {
    /// All that decides what may be seen.
    pub(super) fn policy(&self) -> Policy<'_> {
        let Config { purposes, sensitive, third_party, .. } = &self.config;
        Policy { purposes, sensitive, third_party, consents: &self.consents }
    }

    /// The view of a customer for a purpose, as of when somebody last did or said something.
    pub(super) fn view_of(&self, customer: u32, purpose: Purpose) -> Result<View<'_>, Why> {
        self.view_at(customer, purpose, None, self.latest().unwrap_or(Time::EPOCH))
    }

    /// The view of a customer for a purpose, through a channel (any, where it is absent), at some time.
    pub(super) fn view_at(
        &self,
        customer: u32,
        purpose: Purpose,
        channel: Option<&str>,
        now: Time,
    ) -> Result<View<'_>, Why> {
        // Where nobody ever said anything there is nothing to look up, which is the common case by far.
        let identifiers = if self.consents.is_empty() { Vec::new() } else { self.identifiers_of(customer) };
        self.policy().view(purpose, &identifiers, channel, now)
    }

    /// The view of who shows these identifiers and is nobody's customer.
    pub(super) fn view_of_stranger(
        &self,
        purpose: Purpose,
        identifiers: &[Identifier],
    ) -> Result<View<'_>, Why> {
        self.policy().view(purpose, identifiers, None, self.latest().unwrap_or(Time::EPOCH))
    }

    /// The view of whose a fact is, customer or stranger.
    pub(super) fn view_of_fact(&self, fact: Option<u32>, purpose: Purpose) -> Result<View<'_>, Why> {
        if let Some(customer) = fact.and_then(|fact| self.live.customer_of(fact)) {
            return self.view_of(customer, purpose);
        }
        let touch = fact.and_then(|fact| self.log.touchpoint(fact as usize));
        self.view_of_stranger(purpose, &touch.map_or(Vec::new(), |touch| touch.identifiers))
    }

    /// Whether the purpose may know of a record by the id of its touchpoint, as a step of somebody's journey; one that is not
    /// there any more is nobody's.
    pub(super) fn tells_of(&self, record: &str, purpose: Purpose) -> bool {
        let fact = self.log.fact(record);
        let counts = |view: &View<'_>| fact.is_none_or(|fact| self.admits(view, fact as usize).is_ok());
        self.view_of_fact(fact, purpose).is_ok_and(|view| view.shows(Part::History) && counts(&view))
    }

    fn protected(&self) -> &Protected {
        self.protected.get_or_init(|| {
            let rules = &self.config.sensitive;
            let of = |words: &Vocabulary, rule: &dyn Fn(&str) -> Option<usize>| -> Vec<u32> {
                words.iter().map(|word| rule(word).map_or(NONE, super::number)).collect()
            };
            let third_party = &self.config.third_party;
            Protected {
                channels: of(&self.log.channels, &|word| rules.by_channel(word)),
                actions: of(&self.log.actions, &|word| rules.by_action(word)),
                abouts: of(&self.log.abouts, &|word| rules.by_about(word)),
                products: self.log.products.iter().map(|product| self.rule_of_product(product)).collect(),
                elsewhere: self.log.channels.iter().map(|word| third_party.names(word, None)).collect(),
            }
        })
    }

    /// The place of the first rule that names a fact's channel, action or topic.
    fn rule_of(&self, fact: usize) -> u32 {
        let words = self.protected();
        place(&words.channels, self.log.channel(fact))
            .min(place(&words.actions, self.log.action(fact)))
            .min(place(&words.abouts, self.log.about(fact)))
    }

    /// The kind of sensitive data that a rule is about.
    fn data(&self, rule: u32) -> Option<&str> {
        self.config.sensitive.rules.get(rule as usize).map(|rule| rule.data.as_str())
    }

    /// Whether a fact counts for the purpose: a product of it that does not is [told apart](Self::admits_line), unless it
    /// has no others.
    pub(super) fn admits(&self, view: &View<'_>, fact: usize) -> Result<(), Why> {
        let words = self.protected();
        let rule = self.rule_of(fact);
        let channel = self.log.channel(fact) as usize;
        let elsewhere = words.elsewhere.get(channel).copied().unwrap_or(false)
            || self.source_of(fact).is_some_and(|source| self.config.third_party.names("", Some(source)));
        view.admits_kind(self.log.millis(fact), elsewhere, self.data(rule))?;
        let lines = self.log.lines(fact);
        let all = !lines.is_empty() && lines.iter().all(|line| !self.admits_line(view, line));
        if all { Err(Why::Sensitive) } else { Ok(()) }
    }

    /// Whether a product of a fact counts for the purpose.
    pub(super) fn admits_line(&self, view: &View<'_>, line: &LoggedLine) -> bool {
        let rule = place(&self.protected().products, line.product);
        rule == NONE || view.admits_data(self.data(rule)).is_ok()
    }

    /// Whether a fact is not sensitive, or the view lets it through; no view lets nothing sensitive through.
    pub(super) fn is_plain_to(&self, view: Option<&View<'_>>, fact: usize) -> bool {
        let plain = self.is_open_to(view, self.rule_of(fact));
        let lines = self.log.lines(fact);
        plain && (lines.is_empty() || lines.iter().any(|line| self.is_plain_line_to(view, line)))
    }

    /// The same for a product of a fact.
    pub(super) fn is_plain_line_to(&self, view: Option<&View<'_>>, line: &LoggedLine) -> bool {
        self.is_open_to(view, place(&self.protected().products, line.product))
    }

    /// The same for what a rule is about; `NONE` is about nothing sensitive.
    pub(super) fn is_open_to(&self, view: Option<&View<'_>>, rule: u32) -> bool {
        rule == NONE || view.is_some_and(|view| view.admits_data(self.data(rule)).is_ok())
    }

    /// Whether any rule is about a fact or a product of it: whether there is more to ask than who may be seen.
    pub(super) fn is_guarded(&self, fact: usize, purpose: Purpose) -> bool {
        let elsewhere = self.protected().elsewhere.get(self.log.channel(fact) as usize);
        self.config.purposes.rule(purpose).days.is_some()
            || elsewhere.copied().unwrap_or(false)
            || !self.config.third_party.sources.is_empty()
            || !self.is_plain_to(None, fact)
            || self.log.lines(fact).iter().any(|line| !self.is_plain_line_to(None, line))
    }

    /// The place of the first rule that is about a product.
    pub(super) fn rule_of_product(&self, product: &str) -> u32 {
        let rule = self.config.sensitive.by_product(product, self.category(product).as_deref());
        rule.map_or(NONE, super::number)
    }

    /// Whether a fact counts, with what is withheld counted.
    pub(super) fn counts(&self, view: &mut View<'_>, fact: usize) -> bool {
        if let Err(why) = self.admits(view, fact) {
            view.withhold(What::Touchpoints, why, 1);
            return false;
        }
        let gone = self.log.lines(fact).iter().filter(|line| !self.admits_line(view, line)).count();
        view.withhold(What::Products, Why::Sensitive, gone);
        true
    }

    /// A fact as far as it is seen, with what is withheld counted: what [`View::touchpoint`] makes of it, by numbers.
    pub(super) fn seen(&self, view: &mut View<'_>, fact: usize) -> Option<Touchpoint> {
        if !self.counts(view, fact) {
            return None;
        }
        let mut touch = self.log.touchpoint(fact)?;
        let mut lines = self.log.lines(fact).iter();
        touch.lines.retain(|_| lines.next().is_some_and(|line| self.admits_line(view, line)));
        view.shown(touch)
    }

    /// The export a fact came from: what stands before the colon of its id. Asked only where rules name exports.
    pub(super) fn source_of(&self, fact: usize) -> Option<&str> {
        if self.config.third_party.sources.is_empty() {
            return None;
        }
        let id = u32::try_from(fact).ok().and_then(|fact| self.log.ids.text(fact))?;
        id.split_once(':').map(|(source, _)| source)
    }

    /// What the shop told of a product.
    pub(super) fn product(&self, id: &str) -> Option<&Product> {
        let place = self.products.binary_search_by(|product| product.id.as_str().cmp(id)).ok()?;
        self.products.get(place)
    }

    /// A product's category.
    pub(super) fn category(&self, product: &str) -> Option<String> {
        self.product(product)?.category.clone()
    }
}
