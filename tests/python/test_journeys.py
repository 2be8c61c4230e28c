"""Journeys, recency and value, scores: from any table, with the same answers."""

import datetime
import json
import statistics
import time

import duckdb
import numpy as np
import omo
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

UTC = datetime.timezone.utc
DAY = datetime.datetime(2026, 3, 1)
#: By hand: hanako looks, comes two days later and buys; taro looks only.
TABLE = {
    "customer_id": ["hanako", "taro", "hanako", "hanako"],
    "occurred_at": [DAY, DAY, DAY + datetime.timedelta(days=2), DAY + datetime.timedelta(days=2, minutes=10)],
    "channel": ["ec", "ec", "store", "pos"],
    "action": ["view", "view", "visit", "purchase"],
    "store": [None, None, "ginza", "ginza"],
    "amount": [None, None, None, 4980],
}

SOURCES = {
    "dict of lists": lambda: TABLE,
    "list of dicts": lambda: [{name: values[row] for name, values in TABLE.items()} for row in range(4)],
    "omo": lambda: omo.Table(TABLE),
    "polars": lambda: pl.DataFrame(TABLE),
    "polars categories": lambda: pl.DataFrame(TABLE).with_columns(pl.col(pl.String).cast(pl.Categorical)),
    "polars in chunks": lambda: pl.concat([pl.DataFrame(TABLE)[:1], pl.DataFrame(TABLE)[1:]], rechunk=False),
    "pandas": lambda: pd.DataFrame(TABLE),
    "pyarrow": lambda: pa.table(TABLE),
    "duckdb": lambda: duckdb.from_arrow(pa.table(TABLE)),
}


def answers(journeys):
    return [
        len(journeys),
        journeys.customers,
        journeys.customer_ids(),
        journeys.sessions().to_dicts(),
        journeys.timeline("hanako").to_dicts(),
        journeys.funnel().to_dicts(),
        journeys.crossings(),
        journeys.transitions().to_dicts(),
        journeys.map(),
        journeys.rejected.to_dicts(),
    ]


EXPECTED = answers(omo.Journeys(TABLE))


def test_by_hand():
    journeys = omo.Journeys(TABLE)
    assert (len(journeys), journeys.customers) == (4, 2)
    assert repr(journeys) == "omo.Journeys(4 touchpoints of 2 customers)"
    steps = journeys.funnel(["consider", "visit", "buy"])
    assert steps["customers"] == [2, 1, 1]
    assert steps["median_hours"] == [None, 48.0, 1 / 6]
    assert journeys.funnel(["consider", "buy"], within_days=1)["customers"] == [2, 0]
    assert journeys.sessions()["touchpoints"] == [1, 2, 1]
    assert journeys.timeline("hanako")["store"] == [None, "ginza", "ginza"]
    assert journeys.timeline("hanako")["occurred_at"][0] == DAY.replace(tzinfo=UTC)
    assert len(journeys.timeline("stranger")) == 0
    assert journeys.crossings()["bought_in_store_after_online"] == 1
    assert {(flow["from"], flow["to"]) for flow in journeys.transitions("stage").to_dicts()} == {("consider", "visit"), ("visit", "buy")}
    assert journeys.map()["customers"] == 2


@pytest.mark.parametrize("table", SOURCES.values(), ids=SOURCES)
def test_the_answer_is_the_same_from_every_table(table):
    assert answers(omo.Journeys(table())) == EXPECTED


def test_options_and_columns():
    renamed = pl.DataFrame(TABLE).rename({"customer_id": "user", "action": "event"})
    journeys = omo.Journeys(renamed, columns={"user": "customer_id", "event": "action"}, channels={"ec": "offline"}, stages=[{"action": "view", "stage": "know"}])
    assert journeys.crossings()["customers_online"] == 0
    assert journeys.funnel(["know"])["customers"] == [2]
    apart = omo.Journeys(TABLE, session_gap_minutes=5, conversion_days=1, crossing_days=1)
    assert len(apart.sessions()) == 4
    assert apart.crossings()["bought_in_store_after_online"] == 0
    tokyo = omo.Journeys(TABLE, zone="Asia/Tokyo")
    assert tokyo.timeline("taro")["occurred_at"] == [DAY.replace(tzinfo=UTC) - datetime.timedelta(hours=9)]


def test_rows_that_cannot_be_are_listed():
    table = {
        "customer_id": ["a", None, "a", "a", "", "a"],
        "occurred_at": ["2026-03-01", "2026-03-01", "soon", "1969-01-01", "2026-03-01", "2026-03-01"],
        "channel": ["ec", "ec", "ec", "ec", "ec", None],
        "action": ["view"] * 6,
    }
    for journeys in (omo.Journeys(table), omo.Journeys(pl.DataFrame(table))):
        assert len(journeys) == 1
        assert journeys.rejected["row"] == [1, 2, 3, 4, 5]
        assert journeys.rejected["code"] == ["missing", "time", "time", "missing", "missing"]
    times = np.array(["2026-03-01", "NaT", "1900-01-01", "2250-01-01"], dtype="datetime64[ms]")
    journeys = omo.Journeys({"customer_id": [1, 2, 3, 4], "occurred_at": times, "channel": ["ec"] * 4, "action": ["view"] * 4})
    assert journeys.rejected["column"] == ["occurred_at"] * 3


def test_whole_numbers_are_keys():
    ids = [7, None, 2**63 - 1]
    table = {"customer_id": ids, "occurred_at": [DAY] * 3, "channel": ["ec"] * 3, "action": ["view"] * 3}
    for data in (table, pl.DataFrame(table), pd.DataFrame({**table, "customer_id": pd.Series(ids, dtype="Int64")})):
        assert omo.Journeys(data).customer_ids() == ["7", str(2**63 - 1)]


def test_amounts_come_back_as_they_went_in():
    table = {"customer_id": ["a", "a"], "occurred_at": [DAY, DAY + datetime.timedelta(days=1)], "channel": ["pos"] * 2, "action": ["purchase"] * 2}
    assert omo.Journeys({**table, "amount": [300, -5]}).timeline("a")["amount"] == [300, -5]
    assert omo.Journeys({**table, "amount": [19.99, 0.1]}).timeline("a")["amount"] == [19.99, 0.1]
    assert omo.Journeys(table).timeline("a")["amount"] == [None, None]
    with pytest.raises(omo.OmoError, match="amount"):
        omo.Journeys({**table, "amount": [1e300, 0.5]})


def test_empty_journeys_are_empty():
    for table in (pl.DataFrame(TABLE)[:0], {name: [] for name in TABLE}):
        journeys = omo.Journeys(table)
        assert (len(journeys), journeys.customers) == (0, 0)
        assert journeys.map()["touchpoints"] == 0
        assert journeys.funnel(["buy"])["customers"] == [0]
        assert journeys._repr_html_().startswith("<svg")


def test_the_map_is_a_picture():
    picture = omo.Journeys(TABLE)._repr_html_()
    assert picture.startswith("<svg")
    assert "hanako" not in picture


@pytest.mark.parametrize("kind", ["map", "funnel", "crossings", "flows"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_charts(kind, language, monkeypatch):
    altair = pytest.importorskip("altair")
    journeys = omo.Journeys(TABLE)
    assert isinstance(journeys.chart(kind, language), altair.TopLevelMixin)
    import sys

    monkeypatch.setitem(sys.modules, "altair", None)
    chart = journeys.chart(kind, language=language)
    assert "vega-lite" in json.loads(chart.to_json())["$schema"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: omo.Journeys({"customer_id": ["a"]}), "column"),
        (lambda: omo.Journeys({**TABLE, "action": [1.5] * 4}), "column"),
        (lambda: omo.Journeys({**TABLE, "occurred_at": [True] * 4}), "column"),
        (lambda: omo.Journeys({**TABLE, "occurred_at": ["x"]}), "length"),
        (lambda: omo.Journeys(TABLE, session_gap_minutes=0), "option"),
        (lambda: omo.Journeys(TABLE, channels={"ec": "sideways"}), "option"),
        (lambda: omo.Journeys(TABLE, stages=[{"stage": "buy"}]), "option"),
        (lambda: omo.Journeys(TABLE, stages=[{"action": "view", "stage": "by"}]), "option"),
        (lambda: omo.Journeys(TABLE, zone="Asia/Tokio"), "format"),
        (lambda: omo.Journeys(TABLE, columns={"user": "customer_id"}), "column"),
        (lambda: omo.Journeys(TABLE).funnel(["by"]), "option"),
        (lambda: omo.Journeys(TABLE).transitions("customer"), "option"),
        (lambda: omo.Journeys(TABLE).chart("pie"), "option"),
        (lambda: omo.Journeys(TABLE).chart(language="fr"), "option"),
        (lambda: omo.value.rfm({**TABLE, "amount": [1] * 4}, today="2026-03-10", bins=1), "option"),
        (lambda: omo.value.rfm(TABLE, today="soon"), "format"),
        (lambda: omo.value.rfm({"customer_id": ["a"]}, today="2026-03-10"), "column"),
        (lambda: omo.measure.pair_scores({"customer_id": ["a"]}, {"customer_id": []}), "length"),
    ],
)
def test_what_is_wrong_has_a_code(call, code):
    with pytest.raises(omo.OmoError) as error:
        call()
    assert error.value.code == code
    assert "hanako" not in str(error.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda: omo.Journeys(),
        lambda: omo.Journeys(7),
        lambda: omo.Journeys(TABLE, 30),
        lambda: omo.Journeys(TABLE, session_gap=30),
        lambda: omo.Journeys(TABLE, session_gap_minutes="30"),
        lambda: omo.Journeys(TABLE, channels=["ec"]),
        lambda: omo.Journeys(TABLE).timeline(7),
        lambda: omo.Journeys(TABLE).funnel("buy", 3),
        lambda: omo.value.rfm(TABLE),
        lambda: omo.value.rfm(TABLE, today=7),
    ],
)
def test_wrong_types_and_misspelt_keywords_are_type_errors(call):
    with pytest.raises(TypeError):
        call()


def test_rfm_counts_days_on_the_shop_s_clock():
    late = datetime.datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    table = pl.DataFrame({"customer_id": [1, 1, 2], "occurred_at": [late, late - datetime.timedelta(days=9), late], "amount": [10.5, 4.25, 20.0]})
    utc = omo.value.rfm(table, today=datetime.date(2026, 3, 3))
    assert utc["recency_days"] == [2, 2]
    assert utc["monetary"] == [14.75, 20.0]
    wall = {"customer_id": [1], "occurred_at": [datetime.datetime(2026, 3, 1, 23, 30)], "amount": [5]}
    tokyo = omo.value.rfm(wall, today="2026-03-03", zone="Asia/Tokyo")
    assert (tokyo["recency_days"], tokyo["monetary"]) == ([2], [5])


def test_pair_scores_join_by_touchpoint():
    truth = pl.DataFrame({"touchpoint": ["a", "b", "c", "d"], "customer_id": ["x", "x", "x", None]})
    found = {"touchpoint": ["d", "c", "b"], "customer_id": [1, 1, 1]}
    scores = omo.measure.pair_scores(truth, found)
    # b, c and d were put together, of which b and c rightly; a was not found.
    assert (scores["true_pairs"], scores["found_pairs"], scores["right_pairs"]) == (3, 3, 1)
    whole = omo.measure.pair_scores(truth, truth)
    assert (whole["precision"], whole["recall"]) == (1.0, 1.0)


def test_a_million_touchpoints(capsys):
    rng = np.random.default_rng(1)
    n, customers = 1_000_000, 100_000
    who = rng.integers(0, customers, n)
    at = np.datetime64("2026-01-01", "us") + rng.integers(0, 90 * 86_400_000_000, n).astype("timedelta64[us]")
    channels = np.array(["ec", "app", "pos", "store", "line", "phone"])[rng.integers(0, 6, n)]
    actions = np.array(["view", "cart", "purchase", "visit"])[rng.integers(0, 4, n)]
    texts = pl.DataFrame({"customer_id": pl.Series([f"customer-{c:06d}" for c in who]), "occurred_at": at, "channel": channels, "action": actions})
    tables = {
        "texts": texts,
        "categories": texts.with_columns(pl.col(pl.String).cast(pl.Categorical)),
        "whole numbers": texts.with_columns(pl.Series("customer_id", who)),
        "pandas": texts.to_pandas(),
    }
    for name, table in tables.items():
        took = []
        for _ in range(5):
            start = time.perf_counter()
            journeys = omo.Journeys(table)
            took.append(time.perf_counter() - start)
        assert len(journeys) == n
        with capsys.disabled():
            print(f"\n  1,000,000 rows into journeys, {name}: median {statistics.median(took):.3f} s of 5", end="")
