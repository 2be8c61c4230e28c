//! After a leak: who was touched, by which data, and by when it is to be reported.

use std::borrow::Borrow;

use serde::Serialize;

use super::SensitiveRules;
use crate::form;
use crate::model::{DAY, IdentifierKind, Time, Touchpoint};
use crate::order::Order;
use crate::vocabulary::Vocabulary;

/// What makes a leak one that is to be reported (個人情報保護法26条, 施行規則7・8条), and by when; as data, for laws change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BreachRules {
    /// From how many people on sensitive data are reported; 1.
    pub sensitive_persons: u32,
    /// From how many people on data that can cost them money are reported; 1.
    pub financial_persons: u32,
    /// From how many people on wilful acts are reported; 1.
    pub malicious_persons: u32,
    /// From how many people on anything is reported; 1001.
    pub persons: u32,
    /// Kinds of identifiers that can cost their owner money.
    pub financial: Vec<IdentifierKind>,
    /// Days until the first report; 3, for it is due "promptly", in three to five.
    pub first_report_days: u32,
    /// Days until the full report; 30.
    pub full_report_days: u32,
    /// Days until the full report of a wilful act; 60.
    pub malicious_report_days: u32,
}

form::options!(BreachRules {
    sensitive_persons,
    financial_persons,
    malicious_persons,
    persons,
    financial,
    first_report_days,
    full_report_days,
    malicious_report_days
});

impl Default for BreachRules {
    fn default() -> Self {
        Self {
            sensitive_persons: 1,
            financial_persons: 1,
            malicious_persons: 1,
            persons: 1001,
            financial: [IdentifierKind::PaymentToken].into(),
            first_report_days: 3,
            full_report_days: 30,
            malicious_report_days: 60,
        }
    }
}

/// What is known about a leak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Breach {
    /// When the shop learnt of it.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub known_at: Time,
    /// Facts from then on were touched; all earlier ones too where it is absent.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub from: Option<Time>,
    /// Facts until then; all later ones too where it is absent.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub until: Option<Time>,
    /// Channels that were touched; all where there are none.
    pub channels: Vec<String>,
    /// Stores that were touched; all where there are none.
    pub stores: Vec<String>,
    /// Customers that were touched, by id; all where there are none.
    pub customers: Vec<String>,
    /// Whether somebody did it on purpose.
    pub malicious: bool,
}

form::record!(Breach { known_at: Time::EPOCH } { from: None, until: None, channels: Vec::new(), stores: Vec::new(), customers: Vec::new(), malicious: false });

super::coded! {
    /// Why a leak is to be reported.
    ReportGround {
        /// Sensitive data.
        Sensitive = "sensitive", "sensitive data", "要配慮個人情報";
        /// Data that can cost people money.
        Financial = "financial", "data that can cause financial loss", "財産的被害のおそれ";
        /// A wilful act.
        Malicious = "malicious", "a wilful act", "不正の目的による行為";
        /// Many people.
        ManyPersons = "many_persons", "many people", "多数の本人";
    }
}

/// How many people one kind of data was touched of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Touched {
    /// A kind of identifier, `purchases`, `amounts`, `stores`, `topics`, `behaviour`, or `sensitive:` and the kind of data.
    pub data: String,
    /// Of how many people.
    pub persons: u32,
}

/// Who and what was touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BreachReport {
    /// The customers' ids, in order.
    pub customers: Vec<String>,
    /// How many people.
    pub persons: u32,
    /// How many touchpoints.
    pub touchpoints: u32,
    /// How many of them of strangers.
    pub unidentified: u32,
    /// Of how many people which data, in order of words.
    pub touched: Vec<Touched>,
    /// Why it is to be reported; empty where it is not.
    pub grounds: Vec<ReportGround>,
    /// By when the first report is due.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub first_report: Option<Time>,
    /// By when the full report is due.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub full_report: Option<Time>,
}

impl Breach {
    fn is_about(&self, customer: Option<&str>, touch: &Touchpoint) -> bool {
        let at = touch.occurred_at.millis();
        let among = |list: &[String], one: Option<&str>| {
            list.is_empty() || list.iter().any(|l| Some(l.as_str()) == one)
        };
        self.from.is_none_or(|from| from.millis() <= at)
            && self.until.is_none_or(|until| at <= until.millis())
            && among(&self.channels, Some(&touch.channel))
            && among(&self.stores, touch.store.as_deref())
            && among(&self.customers, customer)
    }

    /// Who and what was touched: of touchpoints with their customers' ids (`None` for a stranger's). `category` tells a
    /// product's category.
    ///
    /// ```
    /// use omo_core::Touchpoint;
    /// use omo_core::privacy::{Breach, BreachRules, ReportGround, SensitiveRules};
    /// let touch: Touchpoint = serde_json::from_str(r#"{"id": "1", "occurredAt": "2026-03-01T10:00:00Z", "channel": "pharmacy",
    ///     "action": "purchase", "identifiers": [{"kind": "member_id", "value": "7"}]}"#).unwrap();
    /// let breach: Breach = serde_json::from_str(r#"{"knownAt": "2026-04-01T09:00:00+09:00"}"#).unwrap();
    /// let report = breach.report(&BreachRules::default(), &SensitiveRules::default(), [(Some("1"), &touch)], &|_| None);
    /// assert_eq!((report.persons, &report.grounds[..]), (1, &[ReportGround::Sensitive][..]));
    /// assert_eq!(report.first_report.unwrap().to_string(), "2026-04-04T09:00:00+09:00");
    /// ```
    pub fn report<'c, T: Borrow<Touchpoint>>(
        &self,
        rules: &BreachRules,
        sensitive: &SensitiveRules,
        touchpoints: impl IntoIterator<Item = (Option<&'c str>, T)>,
        category: &dyn Fn(&str) -> Option<String>,
    ) -> BreachReport {
        let mut count = Count::default();
        for (customer, touch) in touchpoints {
            let touch = touch.borrow();
            if self.is_about(customer, touch) {
                count.add(customer, touch, rules, sensitive, category);
            }
        }
        count.report(self, rules)
    }
}

/// Data that is told by more than one kind.
const SENSITIVE: &str = "any sensitive";
const FINANCIAL: &str = "any financial";

/// What was touched so far.
#[derive(Default)]
struct Count {
    customers: Vocabulary,
    /// Each customer with each kind of data, in the order of first sight.
    seen: Vocabulary,
    data: Vocabulary,
    persons: Vec<u32>,
    touchpoints: u32,
    unidentified: u32,
}

impl Count {
    fn add(
        &mut self,
        customer: Option<&str>,
        touch: &Touchpoint,
        rules: &BreachRules,
        sensitive: &SensitiveRules,
        category: &dyn Fn(&str) -> Option<String>,
    ) {
        self.touchpoints = self.touchpoints.saturating_add(1);
        let Some(customer) = customer else {
            self.unidentified = self.unidentified.saturating_add(1);
            return;
        };
        let who = self.customers.intern(customer);
        self.saw(who, "behaviour");
        for identifier in &touch.identifiers {
            self.saw(who, identifier.kind().name());
            if rules.financial.contains(&identifier.kind()) {
                self.saw(who, FINANCIAL);
            }
        }
        let products = touch.lines.iter();
        let health =
            products.filter_map(|l| sensitive.of_product(&l.product, category(&l.product).as_deref()));
        for data in health.chain(sensitive.of(touch)) {
            self.saw(who, &["sensitive:", data].concat());
            self.saw(who, SENSITIVE);
        }
        for (data, there) in [
            ("purchases", !touch.lines.is_empty()),
            ("amounts", touch.lines.iter().any(|line| line.amount.is_some())),
            ("stores", touch.store.is_some()),
            ("topics", touch.about.is_some()),
        ] {
            if there {
                self.saw(who, data);
            }
        }
    }

    fn saw(&mut self, who: u32, data: &str) {
        let known = self.seen.len();
        self.seen.intern(&format!("{who}:{data}"));
        if self.seen.len() == known {
            return;
        }
        let place = self.data.intern(data) as usize;
        if place == self.persons.len() {
            self.persons.push(0);
        }
        if let Some(persons) = self.persons.get_mut(place) {
            *persons += 1;
        }
    }

    fn report(self, breach: &Breach, rules: &BreachRules) -> BreachReport {
        let of = |data| {
            self.data.get(data).and_then(|place| self.persons.get(place as usize)).copied().unwrap_or(0)
        };
        let persons = u32::try_from(self.customers.len()).unwrap_or(u32::MAX);
        let reached = |persons: u32, least: u32| persons >= least.max(1);
        let grounds = [
            (reached(of(SENSITIVE), rules.sensitive_persons), ReportGround::Sensitive),
            (reached(of(FINANCIAL), rules.financial_persons), ReportGround::Financial),
            (breach.malicious && reached(persons, rules.malicious_persons), ReportGround::Malicious),
            (reached(persons, rules.persons), ReportGround::ManyPersons),
        ];
        let grounds: Vec<_> = grounds.into_iter().filter_map(|(is, ground)| is.then_some(ground)).collect();
        let due = |days: u32| (!grounds.is_empty()).then(|| breach.known_at.plus(i64::from(days) * DAY));
        let full = if breach.malicious { rules.malicious_report_days } else { rules.full_report_days };
        let (first_report, full_report) = (due(rules.first_report_days), due(full));
        let mut customers: Vec<String> = self.customers.iter().map(Into::into).collect();
        customers.put_in_order();
        let named =
            self.data.iter().zip(&self.persons).filter(|(data, _)| ![SENSITIVE, FINANCIAL].contains(data));
        let mut touched: Vec<Touched> =
            named.map(|(data, &persons)| Touched { data: data.into(), persons }).collect();
        touched.put_in_order_by(|a, b| a.data.cmp(&b.data));
        let Self { touchpoints, unidentified, .. } = self;
        BreachReport {
            customers,
            persons,
            touchpoints,
            unidentified,
            touched,
            grounds,
            first_report,
            full_report,
        }
    }
}
