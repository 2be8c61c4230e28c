"""How fast a million touchpoints are read and questioned, from Python call to Python answer.

    pip install ./omo-py polars numpy
    python examples/journeys_benchmark.py --events 1000000 --paths 1000000

makes a shop's log and a table of paths with a seed, reads the log with text, integer and categorical ids, asks it what
analysts ask, attributes the paths by each rule, and prints the median and the best of some runs in seconds.

    python examples/journeys_benchmark.py --large --events 100000000 --repeat 1

makes a log of numbers and enumerated words, which fits a small machine, and asks it the same once.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable

import omo

try:
    import numpy as np
    import polars as pl
except ImportError:
    sys.exit("This example makes its data with polars and numpy: pip install polars numpy")

#: Channel and action of what customers do.
STATES = [
    "ec:visit", "ec:view", "ec:search", "ec:cart", "ec:checkout", "ec:purchase", "app:open", "app:push_open", "app:coupon_get", "store:visit",
    "store:browse", "store:purchase", "pos:coupon_use", "cc:call", "line:message", "mail:open", "ad:click", "ec:return",
]  # fmt: skip


def main() -> None:
    """Make, read, ask."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--events", type=int, default=1_000_000)
    arguments.add_argument("--paths", type=int, default=1_000_000)
    arguments.add_argument("--channels", type=int, default=20, help="channels of the paths")
    arguments.add_argument("--repeat", type=int, default=7)
    arguments.add_argument("--large", action="store_true", help="a log of numbers and enumerated words, and no paths")
    given = arguments.parse_args()
    random = np.random.default_rng(7)
    if given.large:
        log = coded(given.events, random)
        tell("load", given.repeat, lambda: omo.Journeys(log))
        ask(omo.Journeys(log), given.repeat)
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB at the peak, the log included")
        return
    log = events(given.events, random)
    whole = log.with_columns(pl.col("customer_id").cast(pl.Int64))
    words = log.with_columns(pl.col("customer_id", "channel", "action").cast(pl.Categorical))
    for kind, table in [("text ids", log), ("integers", whole), ("categories", words)]:
        tell(f"load, {kind}", given.repeat, lambda table=table: omo.Journeys(table))
    ask(omo.Journeys(log), given.repeat)
    paths = ways(given.paths, given.channels, random)
    for model in ["first", "last", "linear", "time_decay", "position", "shapley"]:
        tell(f"attribution, {model}", 3, lambda model=model: omo.journey.attribute(paths, model=model))
    for order in [1, 2, 3]:
        tell(f"attribution, markov of order {order}", 3, lambda order=order: omo.journey.attribute(paths, order=order))


def ask(journeys: omo.Journeys, repeat: int) -> None:
    """What analysts ask."""
    steps = ["ec:view", "app:coupon_get", "store:visit", "store:purchase"]
    asked: dict[str, Callable[[], object]] = {
        "transitions": journeys.transitions,
        "transitions of events": lambda: journeys.transitions("event", shares=True),
        "funnel": lambda: journeys.funnel(steps),
        "funnel within 7 days": lambda: journeys.funnel(steps, within="7d"),
        "step matrix": lambda: journeys.step_matrix(10),
        "variants": lambda: journeys.variants("event"),
        "journey map": journeys.map,
        "retention by weeks": lambda: journeys.retention("7d"),
        "crossings and base rates": journeys.crossing_rates,
    }
    for name, question in asked.items():
        tell(name, repeat, question)


def tell(name: str, repeat: int, ask: Callable[[], object]) -> None:
    """Print how long a question takes."""
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    print(f"{name:34} median {sorted(taken)[repeat // 2]:.4f} s, best {min(taken):.4f} s")


def events(count: int, random: np.random.Generator) -> pl.DataFrame:
    """A log of customers of twelve touchpoints each on average, in no order."""
    customers = np.sort(random.integers(0, max(1, count // 12), count))
    states = random.choice(len(STATES), count, p=random.dirichlet(np.full(len(STATES), 2.0)))
    start = 1_735_689_600_000 + 86_400_000 * random.integers(0, 365, count // 12 + 1)[customers]
    when = start + (random.exponential(9 * 86_400, count) * 1000).astype(np.int64)
    names = np.array(STATES)[states]
    table = pl.DataFrame({"customer_id": customers.astype(str), "occurred_at": when.astype("datetime64[ms]"), "event": names})
    parts = pl.col("event").str.split(":")
    return table.with_columns(channel=parts.list.get(0), action=parts.list.get(1)).drop("event").sample(fraction=1.0, shuffle=True, seed=7)


def coded(count: int, random: np.random.Generator) -> pl.DataFrame:
    """A log of customers of ten touchpoints each on average, in no order, as numbers and enumerated words."""

    def words(part: int) -> pl.Series:
        all_words = [state.split(":")[part] for state in STATES]
        kinds = sorted(set(all_words))
        codes = np.array([kinds.index(word) for word in all_words], dtype=np.uint32)
        return pl.Series(codes[states]).cat.to(pl.Enum(kinds))

    customers = random.integers(0, max(1, count // 10), count)
    when = random.integers(1_700_000_000, 1_740_000_000, count) * 1000
    states = random.integers(0, len(STATES), count, dtype=np.uint8)
    times = pl.Series(when).cast(pl.Datetime("ms"))
    return pl.DataFrame({"customer_id": customers, "occurred_at": times, "channel": words(0), "action": words(1)})


def ways(count: int, channels: int, random: np.random.Generator) -> pl.DataFrame:
    """Paths of four touches each on average, one in eleven of which ends in a sale."""
    names = np.array([f"channel_{number}" for number in range(channels)])
    lengths = np.minimum(random.geometric(0.25, count), 40)
    touches = names[random.choice(channels, lengths.sum(), p=random.dirichlet(np.full(channels, 0.8)))]
    ends = np.cumsum(lengths)
    sold = (random.random(count) < 0.09).astype(np.int64)
    texts = [" > ".join(touches[end - length : end]) for end, length in zip(ends, lengths, strict=True)]
    return pl.DataFrame({"path": texts, "conversions": sold, "value": sold * random.lognormal(3.5, 0.7, count), "nulls": 1 - sold})


if __name__ == "__main__":
    main()
