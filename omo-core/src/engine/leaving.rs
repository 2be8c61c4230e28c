//! What leaves the shop without names, and what to do when something left that should not have.

use super::Engine;
use crate::Error;
use crate::model::{Purpose, Touchpoint};
use crate::privacy::{self, Access, Anonymous, AnonymousOptions, Breach, BreachReport, BreachRules};
use crate::privacy::{Pseudonymous, PseudonymousOptions, Pseudonyms, Tally, TextTable, What};

impl Engine {
    /// Touchpoints that count for a purpose, without names (仮名加工情報): each customer by the recipient's pseudonym.
    ///
    /// Customers whom the purpose may not see are left out and counted, as is all that does not count for it.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// use omo_core::privacy::{PseudonymousOptions, Pseudonyms};
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email
    /// web-1,2026-03-01T10:00:00Z,ec,view,hanako@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let names = Pseudonyms::new("laboratory", b"sixteen bytes or more", 1)?;
    /// let export = shop.pseudonymous(&names, &PseudonymousOptions::default(), Purpose::Analytics)?;
    /// assert_eq!(export.touchpoints.len(), 1);
    /// let json = serde_json::to_string(&export).unwrap();
    /// assert!(!json.contains("hanako") && !json.contains("web-1"));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn pseudonymous(
        &self,
        names: &Pseudonyms,
        options: &PseudonymousOptions,
        purpose: Purpose,
    ) -> Result<Pseudonymous, Error> {
        let mut withheld = Tally::default();
        let (touches, ids) = self.counted(purpose, options.strangers, &mut withheld);
        let told = touches.into_iter().map(|(place, touch)| (ids.get(place).map(String::as_str), touch));
        let category = |product: &str| self.category(product);
        let mut export = privacy::pseudonymous(names, told, &self.config.sensitive, &category, options);
        withheld.add_all(&export.withheld);
        export.withheld = withheld.withheld();
        Ok(export)
    }

    /// The lines of touchpoints that may be counted as an anonymous table (匿名加工情報), one row for each product of a
    /// touchpoint and one for each touchpoint without: see [`privacy::anonymous`].
    ///
    /// The columns that options may name: `person` (the customer, who is counted and left out), `occurred_at`, `channel`,
    /// `store`, `action`, `product`, `category`, `quantity`, `amount`, `currency`. Strangers are left out.
    ///
    /// # Errors
    ///
    /// As [`privacy::anonymous`].
    pub fn anonymous(&self, options: &AnonymousOptions, secret: &[u8]) -> Result<Anonymous, Error> {
        let (touches, ids) = self.counted(Purpose::Analytics, false, &mut Tally::default());
        let columns = [
            "person",
            "occurred_at",
            "channel",
            "store",
            "action",
            "product",
            "category",
            "quantity",
            "amount",
            "currency",
        ];
        let mut table = TextTable { columns: columns.map(Into::into).into(), rows: Vec::new() };
        for (place, touch) in touches {
            let head = [
                ids.get(place).cloned().unwrap_or_default(),
                touch.occurred_at.to_string(),
                touch.channel,
                touch.store.unwrap_or_default(),
                touch.action.name().to_owned(),
            ];
            let mut row = |rest: [String; 5]| table.rows.push(head.iter().cloned().chain(rest).collect());
            if touch.lines.is_empty() {
                row(Default::default());
            }
            for line in touch.lines {
                let category = self.category(&line.product).unwrap_or_default();
                let amount = line.amount.map(|amount| amount.minor().to_string()).unwrap_or_default();
                let currency = line.amount.map(|amount| amount.currency().to_owned()).unwrap_or_default();
                row([line.product, category, line.quantity.to_string(), amount, currency]);
            }
        }
        privacy::anonymous(&table, options, secret)
    }

    /// Who and what a leak touched, whether it is to be reported, and by when: see [`Breach::report`].
    ///
    /// It tells whom sensitive data are of, whatever they said: only for a purpose that sees all there is of everybody, as
    /// [`Legal`](Purpose::Legal) does by its preset. A report of a part would be a wrong one.
    ///
    /// ```
    /// # use omo_core::engine::*;
    /// # use omo_core::io::{self, Mapping};
    /// # use omo_core::*;
    /// use omo_core::privacy::{Breach, BreachRules, ReportGround};
    /// let mut shop = Engine::default();
    /// let facts = "id,occurred_at,channel,action,email
    /// 1,2026-03-01T10:00:00Z,pharmacy,purchase,hanako@example.jp";
    /// shop.ingest_batch("town", io::read_csv(facts.as_bytes(), &Mapping::default())?)?;
    /// let breach: Breach = serde_json::from_str(r#"{"knownAt": "2026-04-01T09:00:00+09:00"}"#).unwrap();
    /// let report = shop.breach(&breach, &BreachRules::default(), Purpose::Legal)?;
    /// assert_eq!((report.persons, &report.grounds[..]), (1, &[ReportGround::Sensitive][..]));
    /// assert_eq!(shop.breach(&breach, &BreachRules::default(), Purpose::Service).unwrap_err().code(), "purpose");
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Purpose`] for a purpose that does not see all.
    pub fn breach(
        &self,
        breach: &Breach,
        rules: &BreachRules,
        purpose: Purpose,
    ) -> Result<BreachReport, Error> {
        let rule = self.config.purposes.rule(purpose);
        if !rule.sees_all() || rule.objection || rule.third_party != Access::Always {
            return Err(Error::Purpose { purpose: purpose.name(), what: "whom a leak touched" });
        }
        let everybody = self.everybody();
        let ids: Vec<String> =
            everybody.customers.iter().map(|&one| self.customer_id(one).unwrap_or_default()).collect();
        let touches = everybody.facts.iter().filter_map(|&fact| {
            let customer = self.live.customer_of(fact).and_then(|one| everybody.place(one));
            let id = customer.and_then(|place| ids.get(place as usize)).map(String::as_str);
            Some((id, self.log.touchpoint(fact as usize)?))
        });
        Ok(breach.report(rules, &self.config.sensitive, touches, &|product| self.category(product)))
    }

    /// The touchpoints that count for a purpose, as far as it may see them, each with the place of its customer's id; a
    /// stranger's with a place beyond.
    fn counted(
        &self,
        purpose: Purpose,
        strangers: bool,
        withheld: &mut Tally,
    ) -> (Vec<(usize, Touchpoint)>, Vec<String>) {
        let (mut touches, mut ids) = (Vec::new(), Vec::new());
        for &customer in &self.everybody().customers {
            let mut view = match self.view_of(customer, purpose) {
                Ok(view) => view,
                Err(why) => {
                    withheld.add(What::Customers, why, 1);
                    continue;
                }
            };
            for fact in self.facts(customer) {
                touches.extend(self.seen(&mut view, fact).map(|touch| (ids.len(), touch)));
            }
            withheld.add_all(&view.withheld());
            ids.push(self.customer_id(customer).unwrap_or_default());
        }
        for &fact in self.everybody().facts.iter().filter(|_| strangers) {
            if self.live.customer_of(fact).is_some() {
                continue;
            }
            let Some(touch) = self.log.touchpoint(fact as usize) else { continue };
            if let Ok(mut view) = self.view_of_stranger(purpose, &touch.identifiers) {
                touches.extend(self.seen(&mut view, fact as usize).map(|touch| (usize::MAX, touch)));
                withheld.add_all(&view.withheld());
            }
        }
        (touches, ids)
    }
}
