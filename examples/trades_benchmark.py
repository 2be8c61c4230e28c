"""How well `omo.resolve` tells who is whom in the tables of 28 trades, which nobody tuned it for.

    pip install ./omo-py polars dupehell==0.5.5
    python examples/trades_benchmark.py --difficulty medium --locale en

makes people and companies with errors by the generator dupehell, hides the ids that tell the truth, leaves everything to
omo's defaults, and prints the F1 of pairs and of records (B-cubed) of each table, the worst first.
"""

import argparse
import statistics
import sys
import tempfile

import omo

try:
    import dupehell
    import polars as pl
except ImportError:
    sys.exit("This example makes tables with dupehell and polars: pip install dupehell polars")

TABLES = """
ecommerce/customer retail/customer telecom/subscriber crm/contact healthcare/patient travel/traveler banking/account_holder
realestate/property_owner education/student fintech/customer nonprofit/donor energy/utility_customer gaming/player
automotive/vehicle_owner technology/subscriber sports/athlete kyc/natural_person kyc/legal_entity food_beverage/restaurant
academia/researcher publishing/author hr/employee hospitality/guest legal/client social_media/user crm/account crm/lead
aviation/passenger
""".split()


def main() -> None:
    """Make, hide, resolve, score."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--records", type=int, default=8000, help="before they are doubled")
    arguments.add_argument("--difficulty", choices=["light", "medium", "hell"], default="medium")
    arguments.add_argument("--locale", default="en", help="en, de, fr, es, it or pt")
    given = arguments.parse_args()
    scores = []
    for table in TABLES:
        people, truth = make(table, given.records, given.difficulty, given.locale)
        found = omo.resolve(people, id="record").evaluate(truth)
        scores.append((found["pairs"]["f1"], found["b_cubed"]["f1"], table))
    for pairs, b_cubed, table in sorted(scores):
        print(f"{table:<28}{pairs:>8.4f}{b_cubed:>8.4f}")
    print(f"{'median':<28}{statistics.median(s[0] for s in scores):>8.4f}{statistics.median(s[1] for s in scores):>8.4f}")


def make(table: str, records: int, difficulty: str, locale: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records of a table in random order, with numbers for ids, and whose they are."""
    domain, entity = table.split("/")
    with tempfile.TemporaryDirectory() as folder:
        made = dupehell.generate(
            domain, records, seed=7, difficulty=difficulty, locale=locale, output_dir=folder, only_entity=entity
        )
        frame = pl.read_parquet(made.dataset)
        whose = pl.read_parquet(made.ground_truth).select("record_id", whose="master_id")
    frame = frame.join(whose, on="record_id").sample(fraction=1.0, shuffle=True, seed=1)
    truth = pl.DataFrame({"record": map(str, range(frame.height)), "customer_id": frame["whose"]})
    frame = frame.drop("record_id", "domain", "entity_type", "master_id", "whose")
    # The table's own key comes first, and a person's records share it.
    own = next((name for name in frame.columns if name.endswith("_id")), None)
    return frame.drop([own] if own else []).insert_column(0, truth["record"]), truth


if __name__ == "__main__":
    main()
