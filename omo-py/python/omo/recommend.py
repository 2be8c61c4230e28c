"""What next: models that learn from purchases, interactions and clicks, and recommend items with reasons.

Examples
--------
>>> bought = {"customer_id": ["a", "a", "b", "b", "c"], "item": ["tea", "cup", "tea", "cup", "tea"]}
>>> omo.recommend.Ease(l2=1.0).fit(bought).recommend(["c"], n=1)["item"]
['cup']
"""

from omo._omo import Allocation, Als, Ease, ItemKnn, LinUcb, NextBasket, Popular, Session, Signage, Thompson, Uplift, allocate, off_policy

__all__ = ["Allocation", "Als", "Ease", "ItemKnn", "LinUcb", "NextBasket", "Popular", "Session", "Signage", "Thompson", "Uplift", "allocate", "off_policy"]
