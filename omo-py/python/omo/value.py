"""What customers are worth, what is to come, and whether what was done helped.

Coming from lifetimes? :func:`omo.value.summary` has a table of its names and omo's.

Examples
--------
>>> bought = {"customer_id": ["hanako"], "occurred_at": ["2026-03-01"], "amount": [300]}
>>> omo.value.rfm(bought, today="2026-03-11")["recency_days"]
[10]
"""

from omo._omo import (
    BgBb,
    BgNbd,
    Experiment,
    GammaGamma,
    KpiTree,
    MbgNbd,
    ParetoNbd,
    Qini,
    calibration_chart,
    experiment,
    fan_score,
    incremental_sales,
    kpi_tree,
    maturity,
    parity,
    power,
    qini,
    rfm,
    rfm_chart,
    sample_size,
    summary,
    tracking_chart,
)

__all__ = [
    "BgBb",
    "BgNbd",
    "Experiment",
    "GammaGamma",
    "KpiTree",
    "MbgNbd",
    "ParetoNbd",
    "Qini",
    "calibration_chart",
    "experiment",
    "fan_score",
    "incremental_sales",
    "kpi_tree",
    "maturity",
    "parity",
    "power",
    "qini",
    "rfm",
    "rfm_chart",
    "sample_size",
    "summary",
    "tracking_chart",
]
