//! How much the lists leave out: each answers with the rows a purpose may see, and here it is told how many it may not.

use super::Engine;
use super::segments::Crossed;
use crate::Error;
use crate::model::Purpose;
use crate::order::Order;
use crate::privacy::{Access, Listed, Part, RequestStatus, View, What, Why, WithheldRows};

impl Engine {
    /// How many rows of a list the purpose may not see, by cause; nothing of whom they are. With the rows that the list
    /// answers they are all there are, but for crossings of customers who are no more.
    ///
    /// What it may not see of a customer whom it sees is said by the answer itself: [`Customer::withheld`](super::Customer),
    /// [`Journey::withheld`](super::Journey).
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// use omo_core::privacy::{Listed, Why};
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp
    /// web-2,2026-03-02T10:00:00Z,ec,view,taro@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// shop.link("web-1", "web-2")?;
    /// assert_eq!(shop.decisions(Purpose::Marketing).count(), 0);
    /// let held = shop.withheld_rows(Listed::Decisions, Purpose::Marketing)?;
    /// assert_eq!((held[0].count, held[0].why), (1, Why::NoConsent));
    /// assert!(shop.withheld_rows(Listed::Decisions, Purpose::Service)?.is_empty());
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn withheld_rows(&self, list: Listed, purpose: Purpose) -> Result<Vec<WithheldRows>, Error> {
        let mut causes: Vec<Why> = match list {
            Listed::Customers => {
                let hidden = self.customers(purpose)?.hidden;
                let whole = hidden.into_iter().filter(|held| held.what == What::Customers);
                whole.flat_map(|held| std::iter::repeat_n(held.why, held.count as usize)).collect()
            }
            Listed::Assignments => {
                let facts = self.everybody().facts.iter();
                facts.filter_map(|&fact| self.untold(&self.id_of_fact(fact as usize), purpose)).collect()
            }
            Listed::Decisions => {
                // One record that is not seen is enough; of several the first says why.
                let untold =
                    |records: &[String]| records.iter().find_map(|record| self.untold(record, purpose));
                self.decisions.holding().filter_map(|one| untold(&one.records)).collect()
            }
            Listed::Requests => {
                let asked = self.all_statuses(self.latest_of_all());
                asked.iter().filter_map(|status| self.view_of_request(status, purpose).err()).collect()
            }
            Listed::Quarantined => self.unquarantined(purpose),
            Listed::Crossings => {
                self.books.segmented.crossed.iter().filter_map(|one| self.uncrossed(one, purpose)).collect()
            }
        };
        causes.put_in_order();
        let mut rows: Vec<WithheldRows> = Vec::new();
        for why in causes {
            match rows.last_mut() {
                Some(same) if same.why == why => same.count += 1,
                _ => rows.push(WithheldRows { list, count: 1, why }),
            }
        }
        Ok(rows)
    }

    /// Why the purpose may not know of a record by the id of its touchpoint.
    fn untold(&self, record: &str, purpose: Purpose) -> Option<Why> {
        let fact = self.log.fact(record);
        let view = match self.view_of_fact(fact, purpose) {
            Ok(view) => view,
            Err(why) => return Some(why),
        };
        let counts = || fact.map_or(Ok(()), |fact| self.admits(&view, fact as usize));
        if view.shows(Part::History) { counts().err() } else { Some(Why::Purpose) }
    }

    /// Why records in quarantine are left out.
    fn unquarantined(&self, purpose: Purpose) -> Vec<Why> {
        let (rule, elsewhere) = (self.config.purposes.rule(purpose), &self.config.third_party);
        let why = |source: &str| {
            if !rule.sees_all() {
                Some(Why::Purpose)
            } else if rule.third_party != Access::Always && elsewhere.names("", Some(source)) {
                Some(Why::ThirdParty)
            } else {
                None
            }
        };
        self.in_quarantine().filter_map(|(source, _)| why(source)).collect()
    }

    /// Why a crossing is left out: of whom not everything is seen nothing is told.
    fn uncrossed(&self, crossed: &Crossed, purpose: Purpose) -> Option<Why> {
        // That who is no more was ever there is told to nobody.
        let customer = self.live.customer_of(crossed.customer)?;
        if self.sees_all(customer, purpose) {
            return None;
        }
        let view = match self.view_of(customer, purpose) {
            Ok(view) => view,
            Err(why) => return Some(why),
        };
        let unseen = self.facts(customer).find_map(|fact| self.admits(&view, fact).err());
        let lines = || self.facts(customer).flat_map(|fact| self.log.lines(fact));
        let sensitive = || lines().any(|line| !self.admits_line(&view, line)).then_some(Why::Sensitive);
        unseen.or_else(sensitive).or(Some(Why::Purpose))
    }

    /// The view of whom a request is of. Whatever the customer said counts, by whichever identifier they ask.
    pub(super) fn view_of_request(&self, status: &RequestStatus, purpose: Purpose) -> Result<View<'_>, Why> {
        let identifiers = &status.request.identifiers;
        if let Some(customer) = identifiers.iter().find_map(|one| self.owner_of(one)) {
            self.view_of(customer, purpose)?;
        }
        self.view_of_stranger(purpose, identifiers)
    }
}
