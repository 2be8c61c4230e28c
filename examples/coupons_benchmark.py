"""Whom mails move, how well that is told, and how fast a million customers get their coupons.

    pip install ./omo-py polars numpy
    OMO_DATA=... python examples/coupons_benchmark.py --customers 1000000

tells for Hillstrom's e-mail experiment (``journey/hillstrom/hillstrom.csv`` in OMO_DATA) the area between the Qini curve and
chance, in outcomes a customer, of scores by models that did not see the customer; beside scikit-learn's learners where that is
installed; and allocates coupons to made-up customers, ten offers each.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import omo

try:
    import numpy as np
    import polars as pl
except ImportError:
    sys.exit("This example makes its data with polars and numpy: pip install polars numpy")

Answer = TypeVar("Answer")

FEATURES = ["recency", "history_segment", "history", "mens", "womens", "zip_code", "newbie", "channel"]


def main() -> None:
    """Learn, allocate."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--customers", type=int, default=1_000_000)
    arguments.add_argument("--repeat", type=int, default=5)
    arguments.add_argument("--penalty", type=float, default=None)
    given = arguments.parse_args()
    path = Path(os.environ.get("OMO_DATA", ".")) / "journey" / "hillstrom" / "hillstrom.csv"
    if path.exists():
        mails(pl.read_csv(path, infer_schema_length=None), given.penalty)
    else:
        print(f"{path} is not there; set OMO_DATA")
    random = np.random.default_rng(1)
    count = given.customers * 10
    offers = pl.DataFrame({
        "customer_id": np.repeat(np.arange(given.customers), 10),
        "coupon": np.tile(np.arange(10), given.customers),
        "value": random.uniform(-100, 800, count),
        "cost": random.uniform(50, 500, count),
    })
    budget = 50.0 * given.customers
    scarce = dict.fromkeys(range(5), given.customers // 50)
    for what, pieces in [("money", None), ("money and pieces of five coupons", scarce)]:
        found, seconds = timed(given.repeat, lambda pieces=pieces: omo.recommend.allocate(offers, budget, pieces=pieces))
        print(f"{what}: {seconds:.2f} s, {len(found):,} coupons, gap {found.gap / found.bound:.1e} of the bound")


def mails(sent: pl.DataFrame, penalty: float | None) -> None:
    """Honest scores of each mail against none."""
    for treatment in ["Womens E-Mail", "Mens E-Mail"]:
        rows = sent.filter(pl.col("segment").is_in([treatment, "No E-Mail"]))
        for outcome in ["visit", "conversion", "spend"]:
            told = []
            for method in ["t", "x"]:
                model = omo.recommend.Uplift(method=method, penalty=penalty)
                fit = lambda model=model: model.cross_fit(rows, "segment", outcome, control="No E-Mail", features=FEATURES)  # noqa: E731
                scores, seconds = timed(1, fit)
                told.append(f"{method} {area(rows, outcome, treatment, scores['uplift']):.5f} in {seconds:.2f} s")
            told += rival(rows, outcome, treatment, penalty or 100.0)
            print(f"{treatment}, {outcome}: {'; '.join(told)}")


def rival(rows: pl.DataFrame, outcome: str, treatment: str, penalty: float) -> list[str]:
    """The same learners of scikit-learn, on folds of their own."""
    try:
        from sklearn.linear_model import LogisticRegression, Ridge
        from sklearn.model_selection import StratifiedKFold
    except ImportError:
        return []
    frame = rows.select(FEATURES)
    words = [name for name, kind in frame.schema.items() if kind == pl.String]
    x = frame.with_columns((pl.exclude(words) - pl.exclude(words).mean()) / pl.exclude(words).std(ddof=0)).to_dummies(words).to_numpy().astype(float)
    y, treated = rows[outcome].to_numpy().astype(float), (rows["segment"] == treatment).to_numpy()
    chance = outcome != "spend"

    def side(x: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        if chance:
            model = LogisticRegression(C=1 / penalty, max_iter=10_000).fit(x, y)
            return lambda other: model.predict_proba(other)[:, 1]
        return Ridge(alpha=penalty).fit(x, y).predict

    scores = np.zeros((2, len(y)))
    begun = time.perf_counter()
    for seen, asked in StratifiedKFold(5, shuffle=True, random_state=0).split(x, 2 * treated + (y > 0)):
        a, b = seen[~treated[seen]], seen[treated[seen]]
        control, other = side(x[a], y[a]), side(x[b], y[b])
        on_treated = Ridge(alpha=penalty).fit(x[b], y[b] - control(x[b]))
        on_control = Ridge(alpha=penalty).fit(x[a], other(x[a]) - y[a])
        share = len(b) / len(seen)
        scores[0, asked] = other(x[asked]) - control(x[asked])
        scores[1, asked] = share * on_control.predict(x[asked]) + (1 - share) * on_treated.predict(x[asked])
    seconds = time.perf_counter() - begun
    t, x = (area(rows, outcome, treatment, of.tolist()) for of in scores)
    return [f"scikit-learn t {t:.5f}, x {x:.5f}, both in {seconds:.2f} s"]


def area(rows: pl.DataFrame, outcome: str, treatment: str, scores: list[float]) -> float:
    """What is gained beside chance, in outcomes a customer."""
    table = {"score": scores, "outcome": rows[outcome].to_list(), "arm": rows["segment"].to_list()}
    return omo.value.qini(table, "outcome", "arm", treated=treatment, control="No E-Mail").qini_area


def timed(repeat: int, call: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer, and the median of some runs in seconds."""
    seconds = []
    for _ in range(repeat):
        begun = time.perf_counter()
        answer = call()
        seconds.append(time.perf_counter() - begun)
    return answer, sorted(seconds)[repeat // 2]


if __name__ == "__main__":
    main()
