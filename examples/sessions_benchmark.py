"""How well the next click within a session is foretold, beside VMIS-kNN as it was published.

    pip install ./omo-py
    OMO_DATA=FOLDER python examples/sessions_benchmark.py

FOLDER holds ``recommend/session/<shop>/train_sessions.txt`` (a session of item numbers a line, in order of time) and
``test_prefix_target.txt`` (clicks, a tab, and the item that was clicked next), the form in which the papers on sessions share
Diginetica, RetailRocket and Tmall. Every question of the test file is asked, with omo's defaults and with
``published=True``. ``examples/sessions.rs`` measures single answers on one thread.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import omo


def main() -> None:
    """Read, fit, ask, count."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("shops", nargs="*", default=["retailrocket", "tmall"])
    arguments.add_argument("--data", default=os.environ.get("OMO_DATA"), help="the folder; OMO_DATA when left out")
    given = arguments.parse_args()
    if given.data is None:
        sys.exit("Name the folder of the data: --data FOLDER, or OMO_DATA.")
    print(f"{'shop':14} {'model':12} {'HR@20':>7} {'MRR@20':>7} {'fit s':>7} {'us each':>8}")
    for shop in given.shops:
        folder = Path(given.data) / "recommend" / "session" / shop
        if not folder.exists():
            print(f"{shop:14} is not in {folder.parent}")
            continue
        table, asked, nexts = read(folder)
        for name, model in [("omo", omo.recommend.Session()), ("as published", omo.recommend.Session(published=True, recent=1000, neighbours=100))]:
            start = time.perf_counter()
            model.fit(table)
            fitted = time.perf_counter()
            answer = model.recommend(asked, n=20)
            ended = time.perf_counter()
            hits = [rank for session, rank, item in zip(answer["session"], answer["rank"], answer["item"]) if nexts[session] == item]
            rate, ranks = len(hits) / len(asked), sum(1 / rank for rank in hits) / len(asked)
            print(f"{shop:14} {name:12} {rate:7.4f} {ranks:7.4f} {fitted - start:7.2f} {(ended - fitted) / len(asked) * 1e6:8.1f}")


def read(folder: Path) -> tuple[dict[str, list[int]], list[list[int]], list[int]]:
    """Clicks to learn from, sessions to ask about, and what was clicked next."""
    table: dict[str, list[int]] = {"session": [], "item": [], "occurred_at": []}
    for session, line in enumerate((folder / "train_sessions.txt").read_text().splitlines()):
        for place, item in enumerate(line.split()):
            table["session"].append(session)
            table["item"].append(int(item))
            # The order of the lines is that of time: a session an hour, a click every half minute.
            table["occurred_at"].append(session * 3_600_000 + place * 30_000)
    asked, nexts = [], []
    for line in (folder / "test_prefix_target.txt").read_text().splitlines():
        clicks, item = line.split("\t")
        asked.append([int(click) for click in clicks.split()])
        nexts.append(int(item))
    return table, asked, nexts


if __name__ == "__main__":
    main()
