"""How good answers are, held against the truth.

Examples
--------
>>> truth = {"customer_id": ["hanako", "hanako"]}
>>> omo.measure.pair_scores(truth, truth)["f1"]
1.0
"""

from omo._omo import pair_scores

__all__ = ["pair_scores"]
