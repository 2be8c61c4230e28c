//! The gate: one customer, seen for one purpose.

use super::{Access, ConsentBook, Part, PurposeRule, PurposeRules, SensitiveRules, Standing, Tally};
use super::{ThirdPartyRules, What, Why, Withheld};
use crate::model::{DAY, Identifier, IdentifierKind, Purpose, Time, Touchpoint};

/// All that decides what may be seen: rules, and what people said.
///
/// Borrowed together, so that nobody looks at a customer with half of them.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    /// What each purpose may see.
    pub purposes: &'a PurposeRules,
    /// Which facts are sensitive.
    pub sensitive: &'a SensitiveRules,
    /// Which facts come from elsewhere.
    pub third_party: &'a ThirdPartyRules,
    /// Who agreed to what.
    pub consents: &'a ConsentBook,
}

/// One customer, seen for one purpose: what passes, and a count of what does not.
#[derive(Debug, Clone)]
pub struct View<'a> {
    rule: &'a PurposeRule,
    policy: Policy<'a>,
    /// Kinds of sensitive data the customer agreed to.
    agreed: Vec<&'a str>,
    /// Why facts from elsewhere are not seen.
    elsewhere: Result<(), Why>,
    /// The first instant that is seen.
    since: i64,
    withheld: Tally,
}

impl<'a> Policy<'a> {
    /// The view of the customer with these identifiers, through `channel` (any, where it is absent).
    ///
    /// # Errors
    ///
    /// Why the customer is not seen at all: [`Why::NoConsent`] or [`Why::Objection`].
    ///
    /// ```
    /// use omo_core::privacy::{ConsentBook, Policy, PurposeRules, SensitiveRules, ThirdPartyRules, Why};
    /// use omo_core::{Identifier, Purpose, Time, Touchpoint};
    /// let (purposes, sensitive) = (PurposeRules::default(), SensitiveRules::default());
    /// let (third_party, consents) = (ThirdPartyRules::default(), ConsentBook::default());
    /// let policy = Policy { purposes: &purposes, sensitive: &sensitive, third_party: &third_party, consents: &consents };
    /// let hanako = [Identifier::email("hanako@example.jp")?];
    /// let now: Time = "2026-03-02".parse()?;
    /// assert_eq!(policy.view(Purpose::Marketing, &hanako, None, now).unwrap_err(), Why::NoConsent);
    ///
    /// let touch: Touchpoint = serde_json::from_str(r#"{"id": "1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "ec",
    ///     "action": "search", "about": "green kettle", "identifiers": [{"kind": "email", "value": "hanako@example.jp"}]}"#).unwrap();
    /// let mut view = policy.view(Purpose::Analytics, &hanako, None, now).unwrap();
    /// let seen = view.touchpoint(touch, None, &|_| None).unwrap();
    /// assert_eq!((seen.about, seen.identifiers.len()), (None, 0));
    /// let json = serde_json::to_string(&view.withheld()).unwrap();
    /// assert_eq!(json, r#"[{"what":"identifiers","count":1,"why":"purpose"},{"what":"abouts","count":1,"why":"purpose"}]"#);
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    pub fn view(
        self,
        purpose: Purpose,
        identifiers: &[Identifier],
        channel: Option<&str>,
        now: Time,
    ) -> Result<View<'a>, Why> {
        let rule = self.purposes.rule(purpose);
        match self.consents.standing(identifiers, purpose, channel, now) {
            Standing::Withdrawn if rule.objection || rule.consent => return Err(Why::Objection),
            Standing::Unknown if rule.consent => return Err(Why::NoConsent),
            _ => {}
        }
        let agreed = |data: &&str| {
            let said = || self.consents.standing_of_data(identifiers, purpose, channel, data, now);
            rule.sensitive == Access::Consent && said() == Standing::Granted
        };
        let mut data = self.sensitive.data();
        data.retain(agreed);
        let elsewhere = match rule.third_party {
            Access::Always => Ok(()),
            Access::Consent => self.third_party.may_join(self.consents, identifiers, now),
            Access::Never => Err(Why::Purpose),
        };
        let since = rule.days.map_or(i64::MIN, |days| now.millis() - i64::from(days) * DAY);
        Ok(View { rule, policy: self, agreed: data, elsewhere, since, withheld: Tally::default() })
    }
}

impl View<'_> {
    /// Whether a part is seen.
    #[must_use]
    pub fn shows(&self, part: Part) -> bool {
        self.rule.shows.contains(&part)
    }

    /// Those identifiers that are seen.
    pub fn identifiers(&mut self, mut identifiers: Vec<Identifier>) -> Vec<Identifier> {
        let all = identifiers.len();
        identifiers.retain(|identifier| self.shows_identifier(identifier.kind()));
        self.withheld.add(What::Identifiers, Why::Purpose, all - identifiers.len());
        identifiers
    }

    /// Whether a touchpoint counts at all for the purpose: what decisions, counters and segments ask. `source` is the
    /// export it came from.
    ///
    /// # Errors
    ///
    /// Why it does not.
    pub fn admits(&self, touch: &Touchpoint, source: Option<&str>) -> Result<(), Why> {
        let elsewhere = self.policy.third_party.names(&touch.channel, source);
        self.admits_kind(touch.occurred_at.millis(), elsewhere, self.policy.sensitive.of(touch))
    }

    /// The same for what is known of a fact: its instant, whether it came from elsewhere, and the kind of sensitive data
    /// it is.
    ///
    /// # Errors
    ///
    /// Why it does not count.
    pub fn admits_kind(&self, millis: i64, elsewhere: bool, data: Option<&str>) -> Result<(), Why> {
        if millis < self.since {
            return Err(Why::Age);
        }
        if elsewhere {
            self.elsewhere?;
        }
        self.admits_data(data)
    }

    /// Whether identifiers of a kind are seen.
    #[must_use]
    pub fn shows_identifier(&self, kind: IdentifierKind) -> bool {
        self.rule.identifiers.contains(&kind)
    }

    /// Counts something that the caller withheld.
    pub fn withhold(&mut self, what: What, why: Why, count: usize) {
        self.withheld.add(what, why, count);
    }

    /// Whether a product counts for the purpose.
    ///
    /// # Errors
    ///
    /// [`Why::Sensitive`] where it does not.
    pub fn admits_product(&self, product: &str, category: Option<&str>) -> Result<(), Why> {
        self.admits_data(self.policy.sensitive.of_product(product, category))
    }

    /// Whether a kind of sensitive data counts for the purpose; what is not sensitive always does.
    ///
    /// # Errors
    ///
    /// [`Why::Sensitive`] where it does not.
    pub fn admits_data(&self, data: Option<&str>) -> Result<(), Why> {
        match (data, self.rule.sensitive) {
            (None, _) | (_, Access::Always) => Ok(()),
            (Some(data), Access::Consent) if self.agreed.contains(&data) => Ok(()),
            _ => Err(Why::Sensitive),
        }
    }

    /// The touchpoint without sensitive products, to count by; `None` where it does not count. `category` tells a
    /// product's category.
    pub fn counted(
        &mut self,
        mut touch: Touchpoint,
        source: Option<&str>,
        category: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Touchpoint> {
        if let Err(why) = self.admits(&touch, source) {
            self.withheld.add(What::Touchpoints, why, 1);
            return None;
        }
        let lines = touch.lines.len();
        touch.lines.retain(|l| self.admits_product(&l.product, category(&l.product).as_deref()).is_ok());
        let gone = lines - touch.lines.len();
        if gone > 0 && touch.lines.is_empty() {
            // Nothing is left of it but that something sensitive happened.
            self.withheld.add(What::Touchpoints, Why::Sensitive, 1);
            return None;
        }
        self.withheld.add(What::Products, Why::Sensitive, gone);
        Some(touch)
    }

    /// The touchpoint as far as it is seen; `None` where it is not. `source` is the export it came from, `category`
    /// tells a product's category.
    pub fn touchpoint(
        &mut self,
        touch: Touchpoint,
        source: Option<&str>,
        category: &dyn Fn(&str) -> Option<String>,
    ) -> Option<Touchpoint> {
        let touch = self.counted(touch, source, category)?;
        self.shown(touch)
    }

    /// What is shown of a touchpoint that counts; `None` where nothing is.
    pub fn shown(&mut self, mut touch: Touchpoint) -> Option<Touchpoint> {
        if !self.shows(Part::History) {
            self.withheld.add(What::Touchpoints, Why::Purpose, 1);
            return None;
        }
        touch.identifiers = self.identifiers(std::mem::take(&mut touch.identifiers));
        if !self.shows(Part::Stores) {
            self.drop(What::Stores, touch.store.take().is_some());
        }
        if !self.shows(Part::Abouts) {
            self.drop(What::Abouts, touch.about.take().is_some());
            // What the shop's own words say of a person is a topic as well.
            self.withheld.add(What::Abouts, Why::Purpose, touch.traits.len());
            touch.traits.clear();
        }
        for line in &mut touch.lines {
            if !self.shows(Part::Amounts) {
                self.drop(What::Amounts, line.amount.take().is_some());
            }
        }
        if !self.shows(Part::Products) {
            self.withheld.add(What::Products, Why::Purpose, touch.lines.len());
            // The amounts stay, where they may be seen.
            touch.lines.iter_mut().for_each(|line| line.product.clear());
            touch.lines.retain(|line| line.amount.is_some());
        }
        Some(touch)
    }

    fn drop(&mut self, what: What, there: bool) {
        self.withheld.add(what, Why::Purpose, usize::from(there));
    }

    /// What was withheld so far.
    #[must_use]
    pub fn withheld(&self) -> Vec<Withheld> {
        self.withheld.clone().withheld()
    }
}
