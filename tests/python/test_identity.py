"""Golden records, households and filters: what goes in, what comes out, and what is refused."""

import hashlib
import hmac
import unicodedata

import omo
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from omo import identity

PEOPLE = [
    {"id": "till", "name": "Hanako Yamada", "phone": "03-1234-5670", "city": None, "seen": "2026-03-09", "from": "pos"},
    {"id": "web", "name": "HANAKO  YAMADA", "phone": "090-1234-5670", "city": "Ueno", "seen": "2026-01-02", "from": "ec"},
    {"id": "call", "name": "Hana Yamada", "phone": "090-1234-5670", "city": "unknown", "seen": "2025-07-01", "from": "desk"},
    {"id": "app", "name": "Taro Sato", "phone": None, "city": "Kobe", "seen": None, "from": "app"},
]
WHOSE = {"record_id": ["till", "web", "call", "app"], "customer_id": ["hanako", "hanako", "hanako", "taro"]}
KEY = b"sixteen bytes or more"


def code(call, *args, **options):
    with pytest.raises(omo.OmoError) as error:
        call(*args, **options)
    return error.value.code


def golden(**options):
    return identity.golden_records(PEOPLE, WHOSE, **options)


# Golden records.


def test_a_golden_record_has_the_value_of_each_field_that_holds():
    made = golden(strategies={"phone": "most_recent", "name": "most_trusted"}, time="seen", source="from", trusted=["desk"])
    assert made.records.to_dicts() == [
        {"customer_id": "taro", "name": "Taro Sato", "phone": None, "city": "Kobe"},
        {"customer_id": "hanako", "name": "Hana Yamada", "phone": "03-1234-5670", "city": "Ueno"},
    ]
    assert len(made) == 2
    assert repr(made) == "omo.identity.GoldenRecords(4 records, 2 customers)"


def test_each_value_tells_where_it_comes_from_and_why():
    made = golden(strategies={"phone": "most_recent"}, time="seen")
    assert made.explain("hanako") == [
        {"field": "name", "value": "Hanako Yamada", "record_id": "till", "strategy": "most_frequent", "decided_by": "most_frequent", "agreeing": 2, "records": 3},
        {"field": "phone", "value": "03-1234-5670", "record_id": "till", "strategy": "most_recent", "decided_by": "most_recent", "agreeing": 1, "records": 3},
        {"field": "city", "value": "Ueno", "record_id": "web", "strategy": "most_frequent", "decided_by": "unanimous", "agreeing": 1, "records": 1},
        {"field": "from", "value": "pos", "record_id": "till", "strategy": "most_frequent", "decided_by": "most_recent", "agreeing": 1, "records": 3},
    ]
    told = [{"customer_id": who, **step} for who in made.records["customer_id"] for step in made.explain(who)]
    assert made.provenance.to_dicts() == told


def test_every_value_of_a_golden_record_stands_in_the_record_it_names():
    for strategy in ["most_frequent", "most_recent", "most_trusted", "longest", "first"]:
        made = golden(default=strategy, time="seen", source="from", trusted=["app", "ec"])
        rows = {person["id"]: person for person in PEOPLE}
        for step in made.provenance.to_dicts():
            assert rows[step["record_id"]][step["field"]] == step["value"]
            assert step["strategy"] == strategy


TABLES = {
    "list of dicts": lambda: PEOPLE,
    "polars": lambda: pl.DataFrame(PEOPLE),
    "pandas": lambda: pd.DataFrame(PEOPLE),
    "pyarrow": lambda: pa.Table.from_pylist(PEOPLE),
    "other order": lambda: PEOPLE[::-1],
    "days": lambda: pl.DataFrame(PEOPLE).with_columns(pl.col("seen").str.to_date()),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_record_is_the_same_wherever_the_table_comes_from(table):
    made = identity.golden_records(table(), pl.DataFrame(WHOSE), default="most_recent", time="seen")
    assert made.provenance.to_dicts() == golden(default="most_recent", time="seen").provenance.to_dicts()


def test_customers_come_from_the_linker():
    found = omo.resolve(PEOPLE, columns={"seen": "ignore", "from": "ignore"})
    assert len(identity.golden_records(PEOPLE, found.customers)) == len(found)


def test_golden_records_that_cannot_be_made():
    assert code(golden, strategies={"nmae": "first"}) == "option"
    with pytest.raises(omo.OmoError, match="did you mean `name`"):
        golden(strategies={"nmae": "first"})
    assert code(golden, strategies={"name": "newest"}) == "option"
    assert code(golden, default="newest") == "option"
    assert code(golden, default="most_recent") == "option"
    assert code(golden, default="most_trusted", source="from") == "option"
    assert code(golden, time="name") == "column"
    assert code(identity.golden_records, PEOPLE, {"record_id": ["till"], "customer_id": ["x"]}) == "column"
    assert code(identity.golden_records, PEOPLE, {**WHOSE, "customer_id": ["x", "x", "x", None]}) == "column"
    assert code(identity.golden_records, PEOPLE, {"record_id": ["till"]}) == "column"
    assert code(golden().explain, "nobody") == "unknown"
    with pytest.raises(TypeError):
        golden(trusted="pos")


def test_no_customers_have_no_golden_records():
    made = identity.golden_records({"id": [], "name": []}, {"record_id": [], "customer_id": []})
    assert len(made) == len(made.records) == len(made.provenance) == 0
    assert made.records.columns == ["customer_id", "name"]


# Households.

HOMES = {
    "id": ["a", "b", "c", "d"],
    "family": ["Yamada", "Yamada", "Sato", "Yamada"],
    "house": ["12", "12", "12", "14"],
    "street": ["High Street, London", "High St. London"] * 2,
    "phone": ["03-1234-5670", None, "03 1234 5670", None],
}


def test_households_are_a_table_beside_the_customers():
    found = identity.households(HOMES, address=["house", "street"], family_name="family")
    assert found.customers.to_dicts() == [{"customer_id": who, "household_id": home} for who, home in zip("abcd", "aacd", strict=True)]
    assert (len(found), found.report["together"], found.report["customers"]) == (1, 2, 4)
    assert repr(found) == "omo.identity.Households(2 of 4 customers in 1 household of two or more)"
    by_phone = identity.households(HOMES, address=["house", "street"], family_name="family", phone="phone")
    assert by_phone.customers["household_id"] == ["a", "a", "a", "d"]


def test_customers_of_many_records_have_one_household():
    whose = {"record_id": ["d", "c", "b", "a"], "customer_id": ["y", "z", "y", "x"]}
    found = identity.households(HOMES, whose, address=["house", "street"], family_name="family")
    assert found.customers.to_dicts() == [
        {"customer_id": "x", "household_id": "x"},
        {"customer_id": "y", "household_id": "x"},
        {"customer_id": "z", "household_id": "z"},
    ]


def test_an_address_of_many_is_refused_and_counted():
    office = {"id": list(range(40)), "name": ["Hanako Sato"] * 40, "at": ["1 Campus Road, Leeds"] * 40}
    found = identity.households(office, address="at", name="name")
    assert len(found) == 0
    assert (found.report["refused_addresses"], found.report["largest_refused"]) == (1, 40)
    assert len(identity.households(office, address="at", name="name", most=40)) == 1


def test_households_that_cannot_be_found():
    assert code(identity.households, HOMES, address="street") == "option"
    assert code(identity.households, HOMES, address="streat", family_name="family") == "option"
    assert code(identity.households, HOMES, address="street", family_name="family", most=1) == "option"
    assert code(identity.households, {"id": [1, 1], "at": ["x", "y"]}, address="at", name="at") == "column"
    for address in [7, None, [1]]:
        with pytest.raises(TypeError):
            identity.households(HOMES, address=address, name="family")


# Filters.


def reference(text, field, bits_of_field):
    """The filter of one text, by Python's own HMAC and the description alone."""
    letters = "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())
    padded = f"_{letters}_"
    pairs = {padded[at : at + 2] for at in range(len(padded) - 1)}
    own = hmac.digest(KEY, f"omo clk 1\ntext\n{field}".encode(), hashlib.sha256)
    each = min(int(bits_of_field / len(pairs) + 0.5), 64)
    filled = 0
    for pair in pairs:
        digests = b"".join(hmac.digest(own, bytes([turn]) + pair.encode(), hashlib.sha256) for turn in range(4))
        for at in range(each):
            filled |= 1 << int.from_bytes(digests[2 * at : 2 * at + 2], "little") % 1024
    return filled


def test_filters_are_those_of_an_independent_reckoning():
    table = {"id": [1], "name": ["Ｈａnako 山田"], "town": ["Ueno-koen"]}
    told = identity.clk(table, fields=["name", "town"], key=KEY)
    expected = reference("Hanako 山田", "name", 709.8 / 2) | reference("Ueno-koen", "town", 709.8 / 2)
    assert bytes.fromhex(told["clk"][0]) == expected.to_bytes(128, "little")
    weighed = identity.clk(table, fields=["name", "town"], key=KEY, weights={"name": 3})
    expected = reference("Hanako 山田", "name", 709.8 * 0.75) | reference("Ueno-koen", "town", 709.8 * 0.25)
    assert bytes.fromhex(weighed["clk"][0]) == expected.to_bytes(128, "little")


OURS = {"ref": [10, 11, 12], "name": ["Hanako Yamada", "Taro Sato", "Jiro Ito"], "born": ["1985-05-03", "1990-01-02", None]}
THEIRS = {"ref": ["x", "y"], "name": ["SATO, Taro", "Hanako Yamda"], "born": ["2 January 1990", "3.5.1985"]}
FIELDS = {"name": "full_name", "born": "date"}


def encode(table, **options):
    return identity.clk(table, **{"id": "ref", "fields": FIELDS, "key": KEY, **options})


def test_two_sides_find_whom_they_share():
    pairs = identity.clk_pairs(encode(OURS), encode(THEIRS))
    assert (pairs["record_id_a"], pairs["record_id_b"]) == (["11", "10"], ["x", "y"])
    assert pairs["dice"][0] == 1 > pairs["dice"][1] > 0.8
    polars = identity.clk_pairs(pl.DataFrame(encode(OURS)), pd.DataFrame(encode(THEIRS).to_dicts()))
    assert polars.to_dicts() == pairs.to_dicts()
    everyone = identity.clk_pairs(encode(OURS), encode(THEIRS), least=0.01, one_to_one=False)
    assert len(everyone) == 6


def test_another_key_finds_nobody():
    assert len(identity.clk_pairs(encode(OURS), encode(THEIRS, key=KEY[::-1]))) == 0


def test_folded_filters_are_half_as_long():
    assert [len(clk) for clk in encode(OURS, fold=True)["clk"]] == [128] * 3
    pairs = identity.clk_pairs(encode(OURS, fold=True), encode(THEIRS, fold=True))
    assert pairs["record_id_b"] == ["x", "y"]
    assert code(identity.clk_pairs, encode(OURS, fold=True), encode(THEIRS)) == "column"
    assert encode(OURS, hashing="double")["clk"] != encode(OURS)["clk"]


def test_filters_that_cannot_be_made():
    secret = b"fifteen bytes.."
    with pytest.raises(omo.OmoError, match="at least 16 bytes") as error:
        encode(OURS, key=secret)
    assert error.value.code == "option"
    assert "fifteen" not in str(error.value)
    assert code(encode, OURS, key=bytes(32)) == "option"
    assert code(encode, OURS, fields=[]) == "option"
    assert code(encode, OURS, fields=["nmae"]) == "option"
    assert code(encode, OURS, fields={"name": "nickname"}) == "option"
    assert code(encode, OURS, weights={"name": -1}) == "option"
    assert code(encode, OURS, hashing="triple") == "option"
    assert code(encode, {**OURS, "ref": [1, 1, 2]}) == "column"
    for wrong in [{"fields": "name"}, {"fields": 7}, {"key": "a text of sixteen"}, {"key": None}]:
        with pytest.raises(TypeError):
            encode(OURS, **wrong)


def test_what_is_no_filter_is_named_by_its_row():
    ours = encode(OURS)
    broken = {"record_id": ["x", "y"], "clk": [ours["clk"][0], "hanako"]}
    with pytest.raises(omo.OmoError, match=r"`clk` must be 256 or 128 hexadecimal digits; row 1") as error:
        identity.clk_pairs(ours, broken)
    assert error.value.code == "column"
    assert "hanako" not in str(error.value)
    assert code(identity.clk_pairs, ours, {"record_id": ["x"]}) == "column"
    assert code(identity.clk_pairs, ours, ours, least=0) == "option"
