"""What each channel on the way to a sale is given.

:class:`omo.Journeys` answers what happened; here are the questions that take other tables.

Examples
--------
>>> omo.journey.attribute({"path": ["flyer > ec", "ec"], "conversions": [1, 1]}, model="first")["channel"]
['ec', 'flyer']
"""

from omo._omo import attribute, choose_order

__all__ = ["attribute", "choose_order"]
