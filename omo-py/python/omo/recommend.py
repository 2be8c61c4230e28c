"""What next: items to recommend.

Examples
--------
>>> model = omo.recommend.NextBasket().fit({"customer_id": ["hanako"], "item": ["tea"], "occurred_at": ["2026-03-01"]})
>>> model.recommend(["hanako"], n=1).to_dict()["item"]
['tea']
"""

from omo._omo import NextBasket

__all__ = ["NextBasket"]
