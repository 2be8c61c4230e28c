"""How well and how fast `omo.resolve` tells which records are one person, on a file with known truth.

    pip install ./omo-py polars
    python examples/resolve_benchmark.py people.parquet --id unique_id --truth cluster --repeat 3

reads a Parquet or CSV file, hides the truth, lets omo find the customers with everything left to its defaults, and
prints time, memory, precision and recall beside what omo chose.

Ids must not tell the truth. Those that start with it, such as `Q42-1` of person `Q42`, are replaced by the numbers
of the rows; so are Febrl's, `rec-7-org` and `rec-7-dup-0` of person `rec-7`, which also are its only truth.
"""

import argparse
import pathlib
import sys
import threading
import time

import omo

try:
    import polars as pl
except ImportError:
    sys.exit("This example reads files with polars: pip install polars")

FEBRL = r"^\s*(rec-\d+)"


def main() -> None:
    """Read, hide, resolve, score."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("file", type=pathlib.Path, nargs="+", help="Parquet or CSV; several are put under each other")
    arguments.add_argument("--id", help="the column of ids; unique_id, rec_id, id, or else row numbers")
    arguments.add_argument("--truth", default="cluster", help="the column that says whose a record is")
    arguments.add_argument("--ignore", nargs="*", default=[], help="columns that are not to be compared")
    arguments.add_argument("--threshold", type=float, help="bits of evidence, where omo is not to choose")
    arguments.add_argument("--repeat", type=int, default=1, help="how often to time it")
    given = arguments.parse_args()

    people, truth = split(pl.concat(map(read, given.file)), given.id, given.truth)
    print(f"{', '.join(file.name for file in given.file)}: {people.height:,} records, {people.width - 1} columns")

    ignore = dict.fromkeys(given.ignore, "ignore")
    for turn in range(given.repeat):
        with Memory() as memory:
            wall, cpu = time.perf_counter(), time.process_time()
            found = omo.resolve(people, id="record", columns=ignore, threshold=given.threshold)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"run {turn + 1}: {wall:8.3f} s wall  {cpu:8.3f} s CPU  {memory.peak:8.1f} MB peak, {memory.grown:.1f} MB of it new")

    print(f"\n{found}")
    if truth is not None:
        scores = found.evaluate(truth)
        print("           precision     recall         f1")
        for name, score in scores.items():
            print(f"{name:<8} {score['precision']:>11.4f}{score['recall']:>11.4f}{score['f1']:>11.4f}")
        print("{right_pairs:,} pairs right of {found_pairs:,} found and {true_pairs:,} true".format_map(scores["pairs"]))
    choices(found.report)


def read(file: pathlib.Path) -> pl.DataFrame:
    """A file, with all columns of a CSV as text: postal codes keep their zeros."""
    if file.suffix == ".parquet":
        return pl.read_parquet(file)
    frame = pl.read_csv(file, infer_schema=False)
    frame = frame.rename({name: name.strip() for name in frame.columns})
    # Febrl's cells begin with a blank, and its empty ones are nothing else.
    text = pl.all().str.strip_chars()
    return frame.select(pl.when(text != "").then(text))


def split(frame: pl.DataFrame, id: str | None, truth: str) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The records with ids that tell nothing, and whose they are."""
    if id is None:
        id = next((name for name in ("unique_id", "rec_id", "id") if name in frame.columns), None)
    elif id not in frame.columns:
        sys.exit(f"There is no column `{id}`: {', '.join(frame.columns)}")
    numbers = pl.Series("record", range(frame.height)).cast(pl.String)
    ids = numbers if id is None else frame[id].cast(pl.String).alias("record")

    whose = None
    if truth in frame.columns:
        whose = frame[truth].cast(pl.String)
    elif ids.str.contains(FEBRL).all():
        whose = ids.str.extract(FEBRL)
    if whose is not None and telling(ids, whose):
        ids = numbers
    people = frame.drop([name for name in (id, truth) if name in frame.columns]).insert_column(0, ids)
    return people, None if whose is None else pl.DataFrame({"record": ids, "customer_id": whose})


def telling(ids: pl.Series, whose: pl.Series) -> bool:
    """Whether an id starts with the truth in most rows."""
    rows = pl.DataFrame({"id": ids.str.strip_chars(), "whose": whose})
    starts = pl.col("id").str.starts_with(pl.col("whose")) & (pl.col("id") != pl.col("whose"))
    return bool(rows.select(starts.mean() > 0.5).item())


def choices(report: dict) -> None:
    """What omo took each column for, and which pairs it compared."""
    width = max((len(column["column"]) for column in report["columns"]), default=0)
    print("\ncolumns")
    for column in report["columns"]:
        levels = "  ".join(f"{level['level']} {level['bits']:+.1f}" for level in column["levels"])
        print(f"  {column['column']:<{width}}  {column['kind']:<11}  {column['filled']:>4.0%} filled  {column['distinct']:>8,} distinct  {levels}")
    print("blocking")
    width = max((len(rule) for rule, _ in report["blocking"]), default=0)
    for rule, pairs in report["blocking"]:
        print(f"  {rule:<{width}}  {pairs:>12,} pairs")
    print(f"  {report['pairs']:,} pairs compared, threshold {report['threshold']:.2f} bits")
    for warning in report["warnings"]:
        print(f"warning: {warning}")


class Memory:
    """The peak of this process's memory while it is entered, in MB, looked at a hundred times a second."""

    def __enter__(self) -> "Memory":
        self.peak = self.before = resident()
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watch.join()
        self.peak = max(self.peak, resident())
        self.grown = self.peak - self.before

    def _look(self) -> None:
        while not self._stop.wait(0.01):
            self.peak = max(self.peak, resident())


def resident() -> float:
    """Memory this process holds now, in MB; where the system does not tell, the most it ever held."""
    try:
        status = pathlib.Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024
    except OSError:
        pass
    try:
        import resource
    except ImportError:
        return float("nan")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
