"""What next: items to recommend, with reasons.

Examples
--------
>>> clicks = {"session": [1, 1], "item": ["tea", "pot"], "occurred_at": ["2026-03-01", "2026-03-02"]}
>>> omo.recommend.Session().fit(clicks).recommend([["tea"]], n=1)["item"]
['pot']
"""

from omo._omo import Session

__all__ = ["Session"]
