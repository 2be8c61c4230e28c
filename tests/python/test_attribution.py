"""Attribution: what each channel on the way to a sale is given."""

import json
import os
from pathlib import Path

import omo
import polars as pl
import pytest

PATHS = {
    "path": ["signage > ec > pos", "ec", "ec > ec > pos", "signage"],
    "conversions": [4, 2, 1, 0],
    "value": [40.0, 10.0, 9.0, 0.0],
    "nulls": [1, 6, 2, 5],
}
MODELS = ["first", "last", "linear", "time_decay", "position", "markov", "shapley"]


def credits(**options):
    return {row["channel"]: row for row in omo.journey.attribute(PATHS, **options).to_dicts()}


def test_by_hand():
    assert {c: r["conversions"] for c, r in credits(model="first").items()} == {"signage": 4, "ec": 3, "pos": 0}
    assert {c: r["conversions"] for c, r in credits(model="last").items()} == {"signage": 0, "ec": 2, "pos": 5}
    linear = credits(model="linear")
    assert linear["ec"]["conversions"] == pytest.approx(4 / 3 + 2 + 2 / 3)
    assert linear["pos"]["value"] == pytest.approx(40 / 3 + 9 / 3)
    assert credits(model="position")["signage"]["conversions"] == pytest.approx(1.6)
    assert credits(model="shapley")["ec"]["conversions"] == pytest.approx(4 / 3 + 2 + 1 / 2)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_credits_sum_to_conversions(model, order):
    given = credits(model=model, order=order).values()
    assert sum(row["conversions"] for row in given) == pytest.approx(7)
    assert sum(row["value"] for row in given) == pytest.approx(59)
    assert all(row["conversions"] >= 0 for row in given)


def test_columns_that_may_be_missing():
    bare = omo.journey.attribute({"path": ["a > b"], "conversions": [2]})
    assert bare.columns == ["channel", "conversions", "value", "removal"]
    assert bare["conversions"] == [1.0, 1.0]
    renamed = pl.DataFrame({"p": ["a|b"], "n": [2]})
    assert omo.journey.attribute(renamed, columns={"p": "path", "n": "conversions"}, separator="|", model="first")["channel"] == ["a", "b"]


def test_intervals_are_repeatable():
    given = omo.journey.attribute(PATHS, bootstrap=100, seed=3)
    assert given.columns[-4:] == ["conversions_low", "conversions_high", "value_low", "value_high"]
    assert given.to_dicts() == omo.journey.attribute(PATHS, bootstrap=100, seed=3).to_dicts()
    assert all(row["conversions_low"] <= row["conversions"] <= row["conversions_high"] for row in given.to_dicts())


def test_bad_input():
    for table, word in [
        ({"path": ["a", " > "], "conversions": [1, 1]}, "row 1"),
        ({"path": ["a", None], "conversions": [1, 1]}, "row 1"),
        ({"path": ["a"], "conversions": [-1]}, "conversions"),
        ({"path": ["a"], "conversions": [1], "nulls": [-1]}, "nulls"),
        ({"conversions": [1]}, "path"),
    ]:
        with pytest.raises(omo.OmoError, match=word) as wrong:
            omo.journey.attribute(table)
        assert wrong.value.code == "column"
    with pytest.raises(omo.OmoError, match="did you mean `shapley`") as wrong:
        omo.journey.attribute(PATHS, model="shapely")
    assert wrong.value.code == "option"
    with pytest.raises(omo.OmoError):
        omo.journey.attribute(PATHS, order=5)
    for model in MODELS:
        nothing = omo.journey.attribute({"path": ["a > b", "b"], "conversions": [0, 0], "nulls": [3, 0]}, model=model)
        assert nothing["conversions"] == [0.0, 0.0]
        assert len(omo.journey.attribute({"path": [], "conversions": []}, model=model)) == 0
        assert omo.journey.attribute({"path": ["a"], "conversions": [3]}, model=model)["conversions"] == [3.0]


def test_many_channels():
    # A chain of 1,500 channels that are each seen twice.
    paths = {"path": [f"c{i} > c{(i * 7 + 1) % 1500} > c{(i * 31 + 3) % 1500}" for i in range(1500)], "conversions": [1] * 1500, "nulls": [2] * 1500}
    given = omo.journey.attribute(paths)
    assert len(given) == 1500
    assert sum(given["conversions"]) == pytest.approx(1500)


def test_out_of_journeys():
    table = {
        "customer_id": ["a", "a", "a", "b"],
        "occurred_at": ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-03"],
        "channel": ["flyer", "ec", "pos", "ec"],
        "action": ["view", "view", "purchase", "view"],
        "value": [None, None, 12.5, None],
    }
    journeys = omo.Journeys(table)
    assert journeys.paths().to_dicts() == [
        {"path": "ec", "conversions": 0.0, "value": 0.0, "nulls": 1.0},
        {"path": "flyer > ec", "conversions": 1.0, "value": 12.5, "nulls": 0.0},
    ]
    assert journeys.attribute("last").to_dicts()[0] == {"channel": "ec", "conversions": 1.0, "value": 12.5}
    decay = {row["channel"]: row["conversions"] for row in journeys.attribute("time_decay", half_life_days=1).to_dicts()}
    assert decay == pytest.approx({"ec": 2 / 3, "flyer": 1 / 3})


DATA = Path(os.environ.get("OMO_DATA", Path(__file__).parents[3] / "shared" / "data")) / "journey"


@pytest.mark.skipif(not (DATA / "channelattribution").exists(), reason="the paths of ChannelAttribution are not here: set OMO_DATA")
def test_the_paths_of_channelattribution():
    """Held against the reference programs and an exact solution by scipy."""
    paths = pl.read_csv(DATA / "channelattribution" / "Data.csv", separator=";")
    names = {"total_conversions": "conversions", "total_conversion_value": "value", "total_null": "nulls"}
    known = json.loads((DATA / "reference" / "attribution_pathdata.json").read_text())[0]

    def given(**options):
        return {row["channel"]: row for row in omo.journey.attribute(paths, columns=names, **options).to_dicts()}

    for model, theirs in [("first", "first"), ("last", "last"), ("linear", "linear"), ("time_decay", "time_decay"), ("position", "u_shape")]:
        ours = given(model=model)
        for channel, numbers in known["heuristics"].items():
            assert ours[channel]["conversions"] == pytest.approx(numbers[f"{theirs}_conv"], abs=1e-8)
            assert ours[channel]["value"] == pytest.approx(numbers[f"{theirs}_value"], abs=1e-8)
    shapley = given(model="shapley")
    for channel, numbers in known["shapley"].items():
        assert shapley[channel]["conversions"] == pytest.approx(numbers["conv"], abs=1e-8)
    for order in (1, 2, 3):
        ours = given(model="markov", order=order)
        for channel, numbers in known[f"exact_markov_order{order}"]["table"].items():
            assert ours[channel]["conversions"] == pytest.approx(numbers["conv"], rel=1e-8)
            assert ours[channel]["value"] == pytest.approx(numbers["value"], rel=1e-8)
            assert ours[channel]["removal"] == pytest.approx(numbers["removal_conv"], abs=1e-8)
