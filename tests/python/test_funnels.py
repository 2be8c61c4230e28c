"""Funnels, first steps, what follows, who comes back: by hand, from Python."""

import datetime
import json

import omo
import pytest

DAY = datetime.datetime(2026, 3, 2)  # A Monday.


def journeys(rows):
    names = ("customer_id", "occurred_at", "channel", "action")
    return omo.Journeys([dict(zip(names, (who, DAY + datetime.timedelta(days=day), channel, action), strict=True)) for who, day, channel, action in rows])


SHOP = journeys([
    ("a", 0, "ec", "view"),
    ("a", 1, "ec", "cart"),
    ("a", 9, "pos", "purchase"),
    ("b", 0, "app", "view"),
    ("b", 1, "pos", "purchase"),
    ("c", 8, "ec", "view"),
    ("c", 9, "ec", "return"),
    ("c", 10, "ec", "cart"),
])
STEPS = ["view", "cart", "purchase"]


def test_windows():
    assert SHOP.funnel(STEPS)["customers"] == [3, 2, 1]
    assert SHOP.funnel(STEPS, within="7d")["customers"] == [3, 2, 0]
    assert SHOP.funnel(STEPS, within=datetime.timedelta(days=9))["customers"] == [3, 2, 1]
    assert SHOP.funnel(STEPS, within=8, each_step=True)["customers"] == [3, 2, 1]
    assert SHOP.funnel(STEPS, within="8d")["customers"] == [3, 2, 0]
    assert SHOP.funnel(STEPS).columns == ["step", "customers", "share", "median_hours"]
    assert SHOP.funnel(["consider", "buy"]).columns[0] == "stage"


def test_orders():
    assert SHOP.funnel(["cart", "view"])["customers"] == [2, 0]
    assert SHOP.funnel(["cart", "view"], order="any")["customers"] == [2, 2]
    assert SHOP.funnel(["view", "cart"], order="exact")["customers"] == [3, 1]
    assert SHOP.funnel(["purchase", "view"], open=True)["customers"] == [2, 3]
    assert SHOP.funnel(["view", "cart"], exclude=["return"])["customers"] == [3, 1]
    assert SHOP.funnel(["ec:view", "pos:*"])["customers"] == [2, 1]
    assert SHOP.funnel(["view", "cart|purchase"])["customers"] == [3, 3]
    assert SHOP.funnel(["view", "cart"], totals=True)["customers"] == [3, 2]


def test_breakdown_and_cohorts():
    rows = SHOP.funnel(["view", "purchase"], by="channel").to_dicts()
    assert [(row["segment"], row["customers"]) for row in rows] == [("app", 1), ("app", 1), ("ec", 2), ("ec", 1)]
    rows = SHOP.funnel(["view", "purchase"], within="2d", every="7d").to_dicts()
    assert [(row["cohort"].day, row["over"], row["customers"]) for row in rows] == [(2, True, 2), (2, True, 1), (9, False, 1), (9, False, 0)]
    assert SHOP.funnel(["view", "purchase"], quantiles=[0.0, 1.0])["q100_hours"] == [None, 216.0]


def test_wrong_questions_say_what_to_mend():
    for ask, word in [
        (lambda: SHOP.funnel(["view", "purchace"]), "did you mean `purchase`"),
        (lambda: SHOP.funnel(["view"], within="7 moons"), "within"),
        (lambda: SHOP.funnel(["view"], each_step=True), "each_step"),
        (lambda: SHOP.funnel(["view"], order="random"), "order"),
        (lambda: SHOP.step_matrix(0), "steps"),
        (lambda: SHOP.step_matrix(3, by="customer"), "by"),
        (lambda: SHOP.transitions("channel", order=9), "order"),
        (lambda: SHOP.path_tree("nowhere"), "anchor"),
        (lambda: SHOP.retention("1s"), "every"),
        (lambda: SHOP.chart("pie"), "kind"),
    ]:
        with pytest.raises(omo.OmoError, match=word) as wrong:
            ask()
        assert wrong.value.code == "option"


def test_first_steps_and_what_follows():
    matrix = SHOP.step_matrix(3, by="action").to_dicts()
    assert [row["action"] for row in matrix] == ["cart", "purchase", "return", "view", "(ended)"]
    assert all(sum(row[step] for row in matrix) == pytest.approx(1) for step in ("1", "2", "3"))
    second = SHOP.transitions("action", order=2).to_dicts()
    assert {"from": "view > cart", "to": "purchase", "count": 1, "share": 1.0} in second
    first = SHOP.transitions("action", shares=True).to_dicts()
    assert {"from": "view", "to": "cart", "count": 1, "share": pytest.approx(1 / 3)} in first
    assert SHOP.transitions_against(SHOP, by="action")["difference"] == [0.0] * 5
    assert SHOP.variants("action")["customers"] == [1, 1, 1]
    assert SHOP.path_tree("cart", by="action", backwards=True)["path"][0] == "cart"
    assert SHOP.back_and_forth(moves=1)["first"] == ["ec", "app", "ec"]


def test_lasting():
    rates = {row["what"]: row for row in SHOP.crossing_rates("2d").to_dicts()}
    assert rates["research_online_purchase_offline"]["customers"] == 3
    assert rates["research_online_purchase_offline"]["crossed"] == 1
    assert SHOP.switches()["stage"] == ["buy", "buy"]
    assert SHOP.retention("7d")["returned"] == [2, 1, 1]
    assert SHOP.time_to("view", "purchase")["survival"] == pytest.approx([2 / 3, 0.0])
    assert SHOP.silences()["silent_days"] == [1.0, 9.0, 0.0]
    assert SHOP.pain_points(feelings={"return": -1})["lost_sales"][0] > 0
    reviewed = {"customer_id": ["a", "a"], "occurred_at": ["2026-03-01 09:00", "2026-03-01 09:05"], "channel": ["ec"] * 2, "action": ["view", "review"]}
    felt = omo.Journeys({**reviewed, "feeling": [None, 4]}).pain_points(feelings={"view": 1}).to_dicts()
    assert [(row["stage"], row["feeling"]) for row in felt] == [("consider", 1.0), ("use", 4.0)]
    with pytest.raises(omo.OmoError, match="feeling"):
        omo.Journeys({**reviewed, "feeling": ["good", "bad"]})
    shop = omo.Journeys({**reviewed, "feeling": [None, 4]})
    assert [(cell["dwell_minutes"], cell["felt"], cell["feeling"]) for cell in shop.map()["cells"]] == [(5.0, 1, 4.0), (None, 1, 4.0)]
    assert (shop.map()["felt"], shop.map()["feeling"]) == (2, 4.0)
    assert (SHOP.map()["felt"], SHOP.map()["feeling"]) == (0, None)
    assert shop.map(feelings={"view": 1})["feeling"] == 2.5
    for ask in (shop.map, shop.pain_points):
        for wrong in (float("nan"), float("inf")):
            with pytest.raises(omo.OmoError, match="`feelings` must be finite") as error:
                ask(feelings={"view": wrong})
            assert error.value.code == "option"
    chart = json.loads(shop.chart("map", "ja").to_json())
    assert [row["mood"] for row in next(iter(chart.get("datasets", {"": chart["data"].get("values")}).values()))] == ["感情 4"] * 2
    assert SHOP.next_touch(["c"], top=1, order=1)["customer_id"] == ["c"]
    assert SHOP.next_touch(["stranger"])["next"] == []
    assert SHOP.deviations("view > cart? > purchase")["customers"] == [2, 1, 1]
    # Thousands of channels: chances to calibrate by are as many as memory holds, whatever is held out.
    many = omo.Journeys({"customer_id": [f"c{row % 500}" for row in range(20_000)], "occurred_at": list(range(20_000)), "channel": [f"channel {row % 5000}" for row in range(20_000)], "action": ["view"] * 20_000})
    assert 1000 <= many.next_touch_report(order=1, held_out=0.5)["moves"] <= 2000
    for pattern in ("", "view >> purchase", "view > ", "> view"):
        with pytest.raises(omo.OmoError, match="`pattern` must be 1 to 32 steps with one > between them"):
            SHOP.deviations(pattern)
    with pytest.raises(omo.OmoError, match="`end` must name .*; did you mean `purchase`"):
        SHOP.time_to("view", "purchse")
    assert sorted(SHOP.clusters(2)["cluster"]) == [0, 0, 1]
    assert sum(SHOP.cluster_profiles(2)["customers"]) == 3


def test_items_are_held():
    table = {
        "customer_id": ["a"] * 3,
        "occurred_at": ["2026-03-01", "2026-03-02", "2026-03-03"],
        "channel": ["ec"] * 3,
        "action": ["view", "view", "purchase"],
        "item": ["tea", "cup", "cup"],
        "amount": [None, None, 5],
    }
    shop = omo.Journeys(table)
    assert shop.funnel(["view", "purchase"], hold="item")["median_hours"] == [None, 24.0]
    assert shop.funnel(["view", "purchase"])["median_hours"] == [None, 48.0]
    assert shop.timeline("a")["amount"] == [0, 0, 5]


@pytest.mark.parametrize("kind", ["waterfall", "step_matrix", "retention", "attribution"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_pictures(kind, language):
    assert "vega-lite" in SHOP.chart(kind, language).to_json()
