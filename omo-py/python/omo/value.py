"""What customers are worth: recency, frequency, monetary value.

Examples
--------
>>> bought = {"customer_id": ["hanako"], "occurred_at": ["2026-03-01"], "amount": [300]}
>>> omo.value.rfm(bought, today="2026-03-11")["recency_days"]
[10]
"""

from omo._omo import rfm

__all__ = ["rfm"]
