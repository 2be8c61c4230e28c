//! The context card: what whoever serves a customer must know.

use super::Engine;
use crate::Error;
use crate::model::{Language, Purpose, Time};
use crate::profile::{CardOptions, ContextCard, Part, Sight};

impl Engine {
    /// What whoever serves a customer must know at `now`, so that nobody has to repeat themselves: the latest steps, what
    /// is open, what to say and to avoid, interests. `None` for an unknown id, or where the purpose may not see the
    /// customer; parts that it may not see are left empty and named.
    ///
    /// Made as [`Config::card`](super::Config::card) and [`Config::profile`](super::Config::profile) say.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// # let mut shop = Engine::default();
    /// # let facts = "id,occurred_at,channel,store,action,email,cookie,product,amount,currency
    /// # web-1,2026-03-01T10:00:00Z,ec,,view,hanako@example.jp,c1,kettle,,
    /// # till-1,2026-03-02T10:00:00Z,pos,ginza,purchase,hanako@example.jp,,tea,600,JPY
    /// # web-2,2026-03-03T10:00:00Z,ec,,cart,,c1,kettle,,";
    /// # shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let now = "2026-03-05T10:00:00Z".parse()?;
    /// let card = shop.context_card("web-1", now, Purpose::Service, Language::En)?.unwrap();
    /// assert_eq!(card.steps[0].words, "2 days ago: cart of kettle (ec)");
    /// assert_eq!(card.hints[0].words, "Bought 3 days ago: tea; thank, and ask how it is");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; options were checked when the engine was made.
    pub fn context_card(
        &self,
        customer: &str,
        now: Time,
        purpose: Purpose,
        language: Language,
    ) -> Result<Option<ContextCard>, Error> {
        let Some(number) = self.number_of(customer) else { return Ok(None) };
        let Some(glance) = self.glance(number, purpose) else { return Ok(None) };
        let Some(history) = self.history_for(number, purpose) else { return Ok(None) };
        let product = |id: &str| self.product(id).map(|product| product.name.as_str());
        let sight = Sight { part: &|part| glance.shows(part), fact: &|_| true, product: &product };
        let profile = self.config.profile.clone();
        let options = CardOptions { language, profile, ..self.config.card.clone() };
        let mut card = ContextCard::of(&history, now, &sight, &options)?;
        if !glance.shows(Part::Steps) {
            card.forget_facts();
        }
        card.withheld_facts = super::number(self.hidden_from(number, &glance));
        Ok(Some(card))
    }
}
