//! Pictures of customers and of forecasts.

use omo_core::value::{self, Buying, Covariate, RfmOptions};
use omo_core::{Error, Language, view};
use pyo3::prelude::*;

use super::history::{Bought, Read, Span};
use super::models::law_of;
use crate::error::{Result, run};
use crate::table::Columns;
use crate::when::When;

/// How many customers have each pair of recency and frequency scores, as a picture for a notebook.
///
/// Parameters
/// ----------
/// table
///     As for :func:`rfm`.
/// today
///     The day from which recency counts.
/// bins
///     The best score.
/// zone
///     The shop's clock, whose days are counted.
/// language
///     Of the words: ``"en"`` or ``"ja"``.
///
/// Examples
/// --------
/// >>> bought = {"customer_id": ["hanako", "taro"], "occurred_at": ["2026-03-01", "2026-02-01"], "amount": [300, 900]}
/// >>> "vega-lite" in omo.value.rfm_chart(bought, today="2026-03-11").to_json()
/// True
#[pyfunction]
#[pyo3(signature = (table, *, today, bins = 5, zone = "UTC", language = "en"))]
pub fn rfm_chart<'py>(
    py: Python<'py>,
    table: Columns,
    today: When,
    bins: u8,
    zone: &str,
    language: &str,
) -> Result<Bound<'py, PyAny>> {
    let language: Language = language.parse()?;
    let zone: omo_core::Zone = zone.parse()?;
    let today = today.time(&zone)?.day();
    let spec = run(py, move || {
        let bought = Bought::read(&table, &zone)?;
        Ok(view::worth::rfm_grid(&value::rfm(&bought.rows, today, &RfmOptions { bins })?, bins, language))
    })?;
    super::chart(py, &spec)
}

/// Cumulative repeat purchases as they came and as a model expects them, as a picture for a notebook.
///
/// Parameters
/// ----------
/// model
///     A fitted :class:`BgNbd`, :class:`MbgNbd` or :class:`ParetoNbd`.
/// purchases
///     As for :func:`summary`; for a model with covariates also these, of which what stands at the first purchase counts.
/// until
///     The last day the model has seen.
/// holdout_until
///     The last day to look at.
/// period
///     The unit of time the model was fitted in: ``"day"`` or ``"week"``.
/// zone
///     The shop's clock, whose days are counted.
/// language
///     Of the words: ``"en"`` or ``"ja"``.
///
/// Examples
/// --------
/// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
/// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
/// >>> bought = {"customer_id": ["hanako", "hanako", "taro"], "occurred_at": ["2026-03-01", "2026-03-09", "2026-03-04"]}
/// >>> chart = omo.value.tracking_chart(omo.value.BgNbd().fit(shop), bought, until="2026-03-08", holdout_until="2026-03-31")
/// >>> "vega-lite" in chart.to_json()
/// True
#[pyfunction]
#[pyo3(signature = (model, purchases, *, until, holdout_until, period = "day", zone = "UTC", language = "en"))]
pub fn tracking_chart<'py>(
    py: Python<'py>,
    model: &Bound<'py, PyAny>,
    purchases: Columns,
    until: When,
    holdout_until: When,
    period: &str,
    zone: &str,
    language: &str,
) -> Result<Bound<'py, PyAny>> {
    let span = Span { until: Some(until), period, once_per: "day", holdout_until: Some(holdout_until), zone };
    forecast(py, model, purchases, span, language, |model, bought, known, span, language| {
        let (Some(seen), Some(end)) = (span.until, span.options.holdout_until) else {
            return Err(Error::Unknown { what: "day" });
        };
        let tracked = value::track(model, &bought.rows, known, seen, end, span.options.period)?;
        Ok(view::worth::tracking(&tracked, language))
    })
}

/// How well a model forecasts, by how often customers had bought before, as a picture for a notebook.
///
/// Parameters
/// ----------
/// model
///     A fitted :class:`BgNbd`, :class:`MbgNbd` or :class:`ParetoNbd`.
/// purchases
///     As for :func:`summary`; for a model with covariates also these, of which what stands at the first purchase counts.
/// until
///     The last day the model has seen.
/// holdout_until
///     The last day to look at.
/// period
///     The unit of time the model was fitted in: ``"day"`` or ``"week"``.
/// zone
///     The shop's clock, whose days are counted.
/// language
///     Of the words: ``"en"`` or ``"ja"``.
///
/// Examples
/// --------
/// >>> shop = {"frequency": [0, 1, 1, 2, 3, 5, 12], "recency": [0, 6, 21, 9, 33, 32, 38],
/// ...         "age": [39] * 7, "customers": [100, 8, 2, 10, 6, 12, 4]}
/// >>> bought = {"customer_id": ["hanako", "hanako", "taro"], "occurred_at": ["2026-03-01", "2026-03-09", "2026-03-04"]}
/// >>> chart = omo.value.calibration_chart(omo.value.BgNbd().fit(shop), bought, until="2026-03-08", holdout_until="2026-03-31")
/// >>> "vega-lite" in chart.to_json()
/// True
#[pyfunction]
#[pyo3(signature = (model, purchases, *, until, holdout_until, period = "day", zone = "UTC", language = "en"))]
pub fn calibration_chart<'py>(
    py: Python<'py>,
    model: &Bound<'py, PyAny>,
    purchases: Columns,
    until: When,
    holdout_until: When,
    period: &str,
    zone: &str,
    language: &str,
) -> Result<Bound<'py, PyAny>> {
    let span = Span { until: Some(until), period, once_per: "day", holdout_until: Some(holdout_until), zone };
    forecast(py, model, purchases, span, language, |model, bought, known, span, language| {
        let shop = value::summary(&bought.rows, span.until.unwrap_or(0), &span.options)?;
        Ok(view::worth::calibration(&value::calibrate(model, &shop, known)?, language))
    })
}

/// What draws a forecast: the model, purchases, what is known of customers, the time, and the language of words.
type Draw =
    fn(&Buying, &Bought, &[Covariate], &Read, Language) -> std::result::Result<serde_json::Value, Error>;

/// A picture of what a model forecasts beside what came.
fn forecast<'py>(
    py: Python<'py>,
    model: &Bound<'py, PyAny>,
    purchases: Columns,
    span: Span<'_>,
    language: &str,
    draw: Draw,
) -> Result<Bound<'py, PyAny>> {
    let (language, model, span): (Language, _, _) = (language.parse()?, law_of(model)?, span.read()?);
    let spec = run(py, move || {
        let bought = Bought::read(&purchases, &span.zone)?;
        let known = bought.covariates(&purchases, &model.model.covariates(), span.until.unwrap_or(0))?;
        draw(&model.model, &bought, &known, &span, language)
    })?;
    super::chart(py, &spec)
}
