"""Records and options: dicts in snake_case both ways, and errors that name keys but no values."""

import datetime
import decimal
import json

import numpy as np
import omo
import pandas as pd
import pytest
from omo._omo import _repeat

TOKYO = datetime.timezone(datetime.timedelta(hours=9))
TOUCH = {
    "id": "receipt-1",
    "occurred_at": "2026-03-01T18:20:00+09:00",
    "channel": "pos",
    "store": "ginza",
    "action": "purchase",
    "identifiers": [{"kind": "member_id", "value": "card:7"}],
    "lines": [{"product": "tea", "quantity": 2, "amount": "300 JPY"}],
}
CONSENT = {
    "identifier": {"kind": "email", "value": "hanako@example.jp"},
    "purpose": "third_party",
    "status": "granted",
    "at": "2026-03-01T18:20:00+09:00",
}


def fails(kind, value):
    with pytest.raises(omo.OmoError) as error:
        _repeat(kind, value)
    return error.value.code, str(error.value)


def touch(**changes):
    return {**TOUCH, **changes}


def test_a_record_goes_there_and_back():
    assert _repeat("touchpoint", TOUCH) == TOUCH
    assert _repeat("consent", CONSENT) == CONSENT
    assert _repeat("touchpoints", [TOUCH, touch(id="receipt-2")]) == [TOUCH, touch(id="receipt-2")]


def test_the_core_s_own_json_is_taken_too():
    text = json.dumps(TOUCH).replace("occurred_at", "occurredAt")
    assert _repeat("touchpoint", json.loads(text)) == TOUCH


@pytest.mark.parametrize(
    "at",
    [
        datetime.datetime(2026, 3, 1, 18, 20, tzinfo=TOKYO),
        pd.Timestamp("2026-03-01T18:20:00", tz="Asia/Tokyo"),
        "2026-03-01T18:20:00+09:00",
    ],
)
def test_times_may_be_python_s(at):
    assert _repeat("touchpoint", touch(occurred_at=at)) == TOUCH


def test_missing_is_none_nan_or_nat():
    without = {key: value for key, value in TOUCH.items() if key != "store"}
    for missing in (None, float("nan"), np.nan, pd.NaT, pd.NA, np.float32("nan"), np.datetime64("NaT"), decimal.Decimal("NaN")):
        assert _repeat("touchpoint", touch(store=missing)) == without


def test_numbers_may_be_numpy_s():
    lines = [{"product": "tea", "quantity": np.int64(2), "amount": "300 JPY"}]
    assert _repeat("touchpoint", touch(lines=lines)) == TOUCH
    values = {"a": np.array([1, 2]), "b": np.float32(0.5), "c": np.bool_(True), "d": decimal.Decimal("0.5"), "e": (1, 2)}
    assert _repeat("value", values) == {"a": [1, 2], "b": 0.5, "c": True, "d": 0.5, "e": [1, 2]}


def test_keys_of_maps_are_the_user_s_own():
    channels = {"pop_up_van": "offline", "popUpVan": "online"}
    assert _repeat("channels", channels) == channels
    assert _repeat("value", {"some_key": {"anotherKey": 1}}) == {"some_key": {"anotherKey": 1}}


def test_errors_name_the_way_to_the_value_and_not_the_value():
    secret = "hanako-secret"
    for change, told in [
        ({"occurred_at": secret}, "column `occurred_at` must be a time from 1970 to 2199"),
        ({"occurred_at": 10**18}, "column `occurred_at` must be a time from 1970 to 2199"),
        ({"occurred_at": -1}, "column `occurred_at` must be a time from 1970 to 2199"),
        ({"identifiers": [{"kind": secret, "value": "7"}]}, "column `identifiers[0].kind` must be one of member_id, email"),
        ({"identifiers": [{"kind": "phone", "value": secret}]}, "column `identifiers[0]` must be 8 to 15 digits"),
        ({"identifiers": secret}, "column `identifiers` must be a list"),
        ({"lines": [{"product": "tea", "quantity": secret}]}, "column `lines[0].quantity` must be a whole number from 0 to 4294967295"),
        ({"lines": [{"product": "tea", "quantity": -1}]}, "column `lines[0].quantity` must be a whole number from 0 to 4294967295"),
        ({"lines": [{"product": "tea", "amount": secret}]}, "column `lines[0].amount` must be"),
        ({"lines": [{}]}, "column `lines[0].product` must be there"),
        ({"lines": [secret]}, "column `lines[0]` must be a dict of product, quantity, amount"),
        ({"channel": 7}, "column `channel` must be a text"),
        ({"chanel": "pos"}, "column `chanel` must be one of id, occurred_at, channel"),
        ({"occurredAt": "2026-03-01"}, "column `occurred_at` must be given only once"),
    ]:
        code, text = fails("touchpoint", touch(**change))
        assert code == "column"
        assert text.startswith(told), text
        assert secret not in text


def test_a_list_of_records_names_the_row():
    code, text = fails("touchpoints", [TOUCH, TOUCH, touch(occurred_at="hanako")])
    assert code == "column"
    assert text.endswith("; row 2 is not")


def test_options_say_option_and_keep_users_keys_to_themselves():
    code, text = fails("channels", {"hanako": "sideways"})
    assert (code, text) == ("option", "options: `*` must be one of online, offline")
    assert fails("channels", [1])[0] == "option"


def test_what_contains_itself_is_refused():
    loop = {}
    loop["self"] = loop
    wide = []
    wide += [wide, wide]
    deep = 0
    for _ in range(100_000):
        deep = [deep]
    for value in (loop, wide, deep, touch(lines=wide)):
        assert fails("value", value)[0] == "format"
        with pytest.raises(omo.OmoError):
            _repeat("touchpoint", value)
    while isinstance(deep, list):  # or the interpreter itself recurses to free it
        deep = deep.pop()


def test_ten_megabytes_pass_through():
    long = "あ" * 3_500_000
    assert _repeat("value", {"k": [long]}) == {"k": [long]}


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, -(2**63), 2**64 - 1, 0.1, -0.0, 1e308, True])
def test_numbers_pass_through_unchanged(number):
    again = _repeat("value", number)
    assert again == number
    assert type(again) is type(number)


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1, float("inf"), float("-inf"), "\ud800", {"\ud800": 1}])
def test_what_json_cannot_say_is_refused(number):
    assert fails("value", number)[0] == "format"


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object(), {1: 2}, lambda: 1, {"a": {"b": b"x"}}, 1j])
def test_what_is_no_record_is_a_type_error(value):
    with pytest.raises(TypeError):
        _repeat("value", value)


@pytest.mark.parametrize("records", [7, "abc", TOUCH, None])
def test_records_must_be_a_list(records):
    with pytest.raises(TypeError, match="list of dicts"):
        _repeat("touchpoints", records)
