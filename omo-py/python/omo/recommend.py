"""What next: whom a coupon moves, who gets one when the budget is short, and what to try and to show.

Examples
--------
>>> offers = {"customer_id": ["hanako", "taro"], "coupon": ["5%", "5%"], "value": [300, 400], "cost": [100, 200]}
>>> omo.recommend.allocate(offers, budget=200).chosen["customer_id"]
['taro']
"""

from omo._omo import Allocation, LinUcb, Signage, Thompson, Uplift, allocate, off_policy

__all__ = ["Allocation", "LinUcb", "Signage", "Thompson", "Uplift", "allocate", "off_policy"]
