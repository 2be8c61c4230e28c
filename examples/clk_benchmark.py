"""How well and how fast keyed Bloom filters link two files that share no one's name, on files with known truth.

    pip install ./omo-py polars
    python examples/clk_benchmark.py dataset4a.csv dataset4b.csv

encodes both files under one key, as two shops would each at home, links the filters alone, and holds the pairs against
the truth: Febrl's ids, `rec-7-org` and `rec-7-dup-0` of person `rec-7`. Ids are replaced by the numbers of shuffled
rows before anything is encoded. Each least likeness is also tried on halves of the files that share nobody, where
every pair is wrong.
"""

import argparse
import pathlib
import sys
import time

import omo
from resolve_benchmark import FEBRL, read

try:
    import polars as pl
except ImportError:
    sys.exit("This example reads files with polars: pip install polars")

#: What Febrl's columns hold.
FIELDS = {
    "given_name": "given_name",
    "surname": "family_name",
    "street_number": "number",
    "address_1": "text",
    "address_2": "text",
    "suburb": "text",
    "postcode": "postcode",
    "state": "category",
    "date_of_birth": "date",
    "soc_sec_id": "number",
}


def main() -> None:
    """Read, hide, encode, link, score."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("file", type=pathlib.Path, nargs=2, help="two files of Febrl")
    arguments.add_argument("--fields", nargs="+", choices=FIELDS, default=list(FIELDS), metavar="FIELD", help="encode only these columns")
    arguments.add_argument("--least", type=float, nargs="+", default=[0.85, 0.8, 0.75, 0.7, 0.65], help="least likenesses to try")
    arguments.add_argument("--hashing", default="independent", help="independent or double")
    arguments.add_argument("--fold", action="store_true", help="fold the filters to 512 bits")
    given = arguments.parse_args()

    fields = {name: FIELDS[name] for name in given.fields}
    options = {"id": "record", "fields": fields, "key": bytes(range(32)), "hashing": given.hashing, "fold": given.fold}
    sides = [hidden(read(file), seed) for seed, file in enumerate(given.file)]
    print(f"{', '.join(file.name for file in given.file)}: {' and '.join(f'{people.height:,}' for people, _ in sides)} records")

    start = time.perf_counter()
    ours, theirs = (omo.identity.clk(people, **options) for people, _ in sides)
    print(f"{len(fields)} fields of both encoded in {time.perf_counter() - start:.2f} s")
    # The odd people of one file and the even ones of the other share nobody.
    apart = [omo.identity.clk(people.filter(odd(whose) == bool(side)), **options) for side, (people, whose) in enumerate(sides)]

    whose = [dict(zip(people["record"], truth, strict=True)) for people, truth in sides]
    true = len(set(whose[0].values()) & set(whose[1].values()))
    print("  least  precision  recall      f1    time  pairs where nobody is shared")
    for least in given.least:
        start = time.perf_counter()
        pairs = omo.identity.clk_pairs(ours, theirs, least=least)
        took = time.perf_counter() - start
        right = sum(whose[0][a] == whose[1][b] for a, b in zip(pairs["record_id_a"], pairs["record_id_b"], strict=True))
        precision, recall = right / max(len(pairs), 1), right / max(true, 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        wrong = len(omo.identity.clk_pairs(*apart, least=least))
        print(f"  {least:5.2f}  {precision:9.4f}  {recall:6.4f}  {f1:6.4f}  {took:4.2f} s  {wrong:,}")


def hidden(frame: pl.DataFrame, seed: int) -> tuple[pl.DataFrame, pl.Series]:
    """The records in another order with ids that tell nothing, and whose they are."""
    frame = frame.sample(fraction=1, shuffle=True, seed=seed)
    whose = frame["rec_id"].str.extract(FEBRL)
    if whose.null_count():
        sys.exit("There is no truth: the ids are not Febrl's")
    numbers = pl.Series("record", range(frame.height)).cast(pl.String)
    return frame.drop("rec_id").insert_column(0, numbers), whose


def odd(whose: pl.Series) -> pl.Series:
    """Whether a person's number is odd."""
    return whose.str.extract(r"(\d+)").cast(pl.Int64) % 2 == 1


if __name__ == "__main__":
    main()
