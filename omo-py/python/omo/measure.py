"""How good answers are, held against the truth.

Examples
--------
>>> truth = {"customer_id": ["hanako", "hanako"]}
>>> omo.measure.pair_scores(truth, truth)["f1"]
1.0
"""

from omo._omo import Ranking, held_out, pair_scores, ranking, ranking_report

__all__ = ["Ranking", "held_out", "pair_scores", "ranking", "ranking_report"]
