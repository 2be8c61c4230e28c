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
    MbgNbd,
    ParetoNbd,
    Qini,
    experiment,
    incremental_sales,
    power,
    qini,
    rfm,
    sample_size,
    summary,
)

__all__ = [
    "BgBb",
    "BgNbd",
    "Experiment",
    "GammaGamma",
    "MbgNbd",
    "ParetoNbd",
    "Qini",
    "experiment",
    "incremental_sales",
    "power",
    "qini",
    "rfm",
    "sample_size",
    "summary",
]
