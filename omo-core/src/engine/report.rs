//! The shop's report: one page, composed of what the rooms say.

use serde::Serialize;

use super::{Engine, Moment};
use crate::Error;
use crate::form;
use crate::lower::capital;
use crate::model::{Language, Purpose, Time};
use crate::view::{self, ActionCard, Figure, QuarantineRow, RecommendationCard, RecommendationLine, Report};

/// What the report is called, in which language, as of when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ReportOptions {
    /// The heading: usually the shop's name.
    pub title: String,
    /// A line below the heading; the period where it is empty.
    pub subtitle: String,
    /// The language of the words.
    pub language: Language,
    /// As of when something is recommended; the time of the last touchpoint or consent where it is absent.
    #[cfg_attr(feature = "typescript", ts(type = "string | null"))]
    pub now: Option<Time>,
    /// What a careful reader should know, each a sentence.
    pub footnotes: Vec<String>,
}

form::options!(ReportOptions { title, subtitle, language, now, footnotes });

impl Engine {
    /// The shop on one self-contained HTML page: journey map, funnel, next best actions, recommendations, and
    /// what the sources held. It names customers by the id of their oldest touchpoint, never by contact data.
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
    /// let options = ReportOptions { title: "Town".into(), language: Language::Ja, ..ReportOptions::default() };
    /// assert!(shop.report(&options)?.contains("<h1>Town</h1>"));
    /// # Ok::<(), omo_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn report(&self, options: &ReportOptions) -> Result<String, Error> {
        Ok(view::report(&self.report_data(options)?))
    }

    /// What [`report`](Self::report) shows, as data.
    ///
    /// # Errors
    ///
    /// None today; the type leaves room for stores that can fail.
    pub fn report_data(&self, options: &ReportOptions) -> Result<Report, Error> {
        let summary = self.summary()?;
        let journeys = self.analysed()?;
        let say = |english: &str, japanese: &str| match options.language {
            Language::En => english.to_owned(),
            Language::Ja => japanese.to_owned(),
        };
        let day = |time: Option<Time>| time.map(|t| t.to_string().chars().take(10).collect::<String>());
        let period = match (day(summary.from), day(summary.to)) {
            (Some(from), Some(to)) => format!("{from} – {to}"),
            _ => String::new(),
        };
        let both = summary.both_sides();
        let figure = |label: String, value: u32, note: String| Figure {
            label,
            value: view::grouped(value.into()),
            note,
        };
        let figures = vec![
            figure(say("Touchpoints", "接点"), summary.touchpoints, period.clone()),
            figure(
                say("Customers", "顧客"),
                summary.customers,
                say("each one person, across all channels", "全チャネルを通じた一人ひとり"),
            ),
            figure(
                say("On both sides", "両方で接点あり"),
                summary.crossings.customers_both,
                format!(
                    "{} {}",
                    view::percent(both),
                    say("of the customers counted", "（集計対象の顧客比）")
                ),
            ),
            figure(
                say("Strangers", "未識別"),
                summary.unidentified,
                say("touchpoints that name nobody", "誰のものか分からない接点"),
            ),
        ];
        let mut footnotes = options.footnotes.clone();
        if summary.withheld > 0 {
            let count = view::grouped(summary.withheld.into());
            footnotes.push(match options.language {
                Language::En => format!(
                    "{count} customers do not want to be counted: the map, the funnel and the crossings leave them out."
                ),
                Language::Ja => {
                    format!("集計を希望しない{count}人の顧客は、マップ・ファネル・回遊の数値に含まれていません。")
                }
            });
        }
        let mut cards = (Vec::new(), Vec::new());
        if let Some(now) = options.now.or(self.latest()) {
            let moment = Moment { language: options.language, ..Moment::at(now) };
            cards = (self.action_cards(&moment)?, self.recommendation_cards(&moment)?);
        }
        Ok(Report {
            title: options.title.clone(),
            subtitle: if options.subtitle.is_empty() { period } else { options.subtitle.clone() },
            language: options.language,
            figures,
            journey_map: journeys.map(),
            funnel: summary.funnel,
            next_best_actions: cards.0,
            recommendations: cards.1,
            sources: self.sources_in_order(),
            quarantine: summary
                .quarantined
                .into_iter()
                .map(|(code, rows)| QuarantineRow { code, rows })
                .collect(),
            footnotes,
        })
    }

    fn action_cards(&self, moment: &Moment) -> Result<Vec<ActionCard>, Error> {
        let mut kinds = Vec::new();
        let mut cards = Vec::new();
        for suggestion in self.best_actions(moment, usize::MAX)? {
            // The best of each kind first: six invitations to the same store tell a shop owner little.
            if cards.len() == 6 || kinds.iter().filter(|&&kind| kind == suggestion.action).count() == 2 {
                continue;
            }
            kinds.push(suggestion.action);
            cards.push(ActionCard {
                customer: suggestion.customer,
                headline: capitalised(&suggestion.words),
                reasons: suggestion.reasons.into_iter().map(|reason| reason.words).collect(),
            });
        }
        Ok(cards)
    }

    fn recommendation_cards(&self, moment: &Moment) -> Result<Vec<RecommendationCard>, Error> {
        let mut cards = Vec::new();
        for customer in self.best_customers(Purpose::Marketing, 3)? {
            let answer = self.recommend(Some(&customer), moment, 3)?;
            let line = |product: super::RecommendedProduct| RecommendationLine {
                item: product.name,
                reason: product.reasons.into_iter().next().map(|reason| reason.words).unwrap_or_default(),
            };
            cards.push(RecommendationCard {
                customer,
                lines: answer.products.into_iter().map(line).collect(),
            });
        }
        Ok(cards)
    }
}

/// A sentence begins with a capital.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| [capital(first)].into_iter().chain(letters).collect()).unwrap_or_default()
}
