"""Quality of the models of taste on TaFeng: which items are in each customer's last basket?

    OMO_DATA=../shared/data python examples/taste_benchmark.py [--customers 2000] [--numpy]

Each customer's baskets but the last are learnt from; the last but one is the target instead with ``--validate``, which is what
parameters may be chosen on. ``--numpy`` adds EASE by ``numpy.linalg.inv`` for comparison.
"""

import argparse
import json
import math
import os
import time
from pathlib import Path

import omo

FILE = Path(os.environ.get("OMO_DATA", "../shared/data")) / "recommend" / "tafeng" / "tafeng_history.json"


def baskets(customers):
    known = json.loads(FILE.read_text())
    known = {who: [basket for basket in all_ if basket != [-1]] for who, all_ in known.items()}
    return dict([(who, all_) for who, all_ in known.items() if len(all_) >= 3][:customers])


def quality(lists, truth, n=20):
    discount = [1 / math.log2(2 + rank) for rank in range(n)]
    recall = ndcg = 0.0
    for who, items in truth.items():
        hits = [item in items for item in lists.get(who, [])[:n]]
        recall += sum(hits) / min(n, len(items))
        ndcg += sum(d for d, hit in zip(discount, hits) if hit) / sum(discount[: min(n, len(items))])
    return recall / len(truth), ndcg / len(truth)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--validate", action="store_true")
    parser.add_argument("--numpy", action="store_true")
    asked = parser.parse_args()
    known = baskets(asked.customers)
    if asked.validate:
        known = {who: all_[:-1] for who, all_ in known.items()}
    rows = [(who, item, at) for who, all_ in known.items() for at, basket in enumerate(all_[:-1]) for item in basket]
    table = {"customer_id": [row[0] for row in rows], "item": [row[1] for row in rows]}
    sold = set(table["item"])
    truth = {who: set(all_[-1]) & sold for who, all_ in known.items()}
    truth = {who: items for who, items in truth.items() if items}
    print(f"{len(known)} customers, {len(sold)} items, {len(rows)} rows, {len(truth)} asked about; repeats allowed, n = 20")
    recommend = omo.recommend
    for model in [recommend.Popular(), recommend.ItemKnn(), recommend.Als(), recommend.Ease()]:
        start = time.perf_counter()
        model.fit(table)
        fitted = time.perf_counter()
        answer = model.recommend(list(truth), n=20, exclude_seen=False)
        done = time.perf_counter()
        lists = {}
        for who, item in zip(answer["customer_id"], answer["item"]):
            lists.setdefault(who, []).append(item)
        report(type(model).__name__, quality(lists, truth), fitted - start, done - fitted)
    if asked.numpy:
        import numpy

        start = time.perf_counter()
        numbers, people = {item: at for at, item in enumerate(sorted(sold))}, {who: at for at, who in enumerate(known)}
        x = numpy.zeros((len(people), len(numbers)), numpy.float32)
        for who, item, _ in rows:
            x[people[who], numbers[item]] = 1
        gram = x.T @ x + 250 * numpy.eye(len(numbers), dtype=numpy.float32)
        inverse = numpy.linalg.inv(gram)
        weights = inverse / -numpy.diag(inverse)
        numpy.fill_diagonal(weights, 0)
        fitted = time.perf_counter()
        names = sorted(sold)
        lists = {who: [names[at] for at in numpy.argsort(-(x[people[who]] @ weights))[:20]] for who in truth}
        report("numpy EASE", quality(lists, truth), fitted - start, time.perf_counter() - fitted)


def report(name, scores, fit, answer):
    print(f"{name:12s} R@20 {scores[0]:.4f}  nDCG@20 {scores[1]:.4f}  fit {fit:.2f} s  lists {answer:.2f} s", flush=True)


if __name__ == "__main__":
    main()
