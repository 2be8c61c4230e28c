"""Cohorts by the calendar of the shop."""

import datetime
import json
import re

import pytest

import omo

ROWS = [
    # In Tokyo the last evening of January and the first hour of February.
    ("a", "2026-01-31T14:00Z", "view"),
    ("a", "2026-01-31T16:00Z", "purchase"),
    ("b", "2026-01-31T16:00Z", "view"),
    ("b", "2026-02-28T14:00Z", "purchase"),
    ("a", "2026-02-28T16:00Z", "view"),
    ("c", "2026-03-15T03:00Z", "view"),
]
TABLE = [{"customer_id": who, "occurred_at": at, "channel": "ec", "action": action} for who, at, action in ROWS]
DAY = datetime.date


def told(table):
    return list(zip(table["cohort"], table["customers"], table["period"], table["returned"], table["over"]))


def test_months_are_those_of_the_shop():
    tokyo = omo.Journeys(TABLE, zone="Asia/Tokyo")
    january, february, march = DAY(2026, 1, 1), DAY(2026, 2, 1), DAY(2026, 3, 1)
    assert told(tokyo.retention("month")) == [
        (january, 1, 0, 1, True),
        (january, 1, 1, 1, True),
        (january, 1, 2, 1, False),
        (february, 1, 0, 1, True),
        (february, 1, 1, 0, False),
        (march, 1, 0, 1, False),
    ]
    # The same asked of journeys on another clock.
    utc = omo.Journeys(TABLE)
    assert told(utc.retention("month", zone="Asia/Tokyo")) == told(tokyo.retention("month"))
    assert utc.retention("month")["customers"] == [2, 2, 2, 1]
    assert set(utc.retention("quarter")["cohort"]) == {january}
    assert tokyo.retention("week")["cohort"][0] == DAY(2026, 1, 26)
    assert tokyo.retention("week")["cohort"][0].weekday() == 0
    # Spans are told as instants, as before.
    assert utc.retention("7d")["cohort"][0] == datetime.datetime(2026, 1, 26, tzinfo=datetime.timezone.utc)
    for library in ("polars", "pandas"):
        pytest.importorskip(library)
        assert len(getattr(tokyo.retention("month"), f"to_{library}")()) == 6


def test_the_picture_of_weeks_is_the_shop_s():
    # It is Monday in Tokyo and Sunday in UTC.
    late = [{"customer_id": "a", "occurred_at": "2026-03-01T16:00Z", "channel": "ec", "action": "view", "email": "a@example.jp", "id": 1}]

    def weeks(journeys):
        return set(re.findall(r"(\d{4}-\d{2}-\d{2}) · 1", json.dumps(json.loads(journeys.chart("retention").to_json()), ensure_ascii=False)))

    assert weeks(omo.Journeys(late)) == {"2026-02-23"}
    assert weeks(omo.Journeys(late, zone="Asia/Tokyo")) == {"2026-03-02"}
    shop = omo.Engine(zone="Asia/Tokyo")
    shop.ingest(late)
    assert weeks(shop.journeys()) == {"2026-03-02"}


def test_funnels_by_the_calendar_too():
    tokyo = omo.Journeys(TABLE, zone="Asia/Tokyo")
    funnel = tokyo.funnel(["view", "purchase"], within="30d", every="month")
    assert funnel["cohort"] == [DAY(2026, 1, 1)] * 2 + [DAY(2026, 2, 1)] * 2 + [DAY(2026, 3, 1)] * 2
    assert funnel["customers"] == [1, 1, 1, 1, 1, 0]
    assert funnel["over"] == [True, True, False, False, False, False]


@pytest.mark.parametrize("ask", [lambda shop: shop.retention("mont"), lambda shop: shop.funnel(["view"], every="mont")])
def test_what_is_no_cohort_is_told(ask):
    with pytest.raises(omo.OmoError) as wrong:
        ask(omo.Journeys(TABLE))
    assert wrong.value.code == "option"
    assert "month, quarter or year" in str(wrong.value)
    with pytest.raises(omo.OmoError):
        omo.Journeys(TABLE).retention("month", zone="Asia/Tokio")
