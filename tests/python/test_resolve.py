"""Who is whom, by statistics: what goes in, what comes out, and what is refused."""

import datetime
import decimal
import math

import duckdb
import numpy as np
import omo
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from people import GIVEN, PEOPLE

UTC = datetime.timezone.utc

#: The first ten are there twice, told apart by nothing.
RECORDS = [{"id": f"r{row}", **person} for row, person in enumerate(PEOPLE + PEOPLE[:10])]


def code(call, *args, **options):
    with pytest.raises(omo.OmoError) as error:
        call(*args, **options)
    return error.value.code


def columns(records):
    return {name: [record.get(name) for record in records] for name in records[0]}


@pytest.fixture(scope="module")
def found():
    return omo.resolve(RECORDS)


@pytest.fixture(scope="module")
def apart():
    """Three records that are three customers, whatever is said of them."""
    return omo.resolve({"id": ["a", "b", "c"], "name": [None, None, None]})


# What comes out.


def test_records_that_agree_on_everything_are_one_customer(found):
    customers = dict(zip(found.customers["record_id"], found.customers["customer_id"], strict=True))
    assert list(customers) == [record["id"] for record in RECORDS]
    for row in range(10):
        assert customers[f"r{row + 40}"] == customers[f"r{row}"] == f"r{row}"


def test_records_that_share_nothing_are_two_customers(found):
    customers = dict(zip(found.customers["record_id"], found.customers["customer_id"], strict=True))
    assert customers["r0"] != customers["r39"]


def test_the_length_is_the_number_of_customers(found):
    assert len(found) == len(set(found.customers["customer_id"]))


def test_a_customer_is_called_by_the_first_of_its_records(found):
    order = {record["id"]: row for row, record in enumerate(RECORDS)}
    for row in found.customers.to_dicts():
        assert order[row["customer_id"]] <= order[row["record_id"]]
    named = {row["customer_id"]: row["customer_id"] for row in found.customers.to_dicts()}
    assert {row["record_id"]: row["customer_id"] for row in found.customers.to_dicts()}.items() >= named.items()


def test_pairs_say_how_sure_they_are(found):
    assert found.pairs.columns == ["record_id_a", "record_id_b", "weight", "probability"]
    pairs = {(pair["record_id_a"], pair["record_id_b"]): pair for pair in found.pairs.to_dicts()}
    assert {(f"r{row}", f"r{row + 40}") for row in range(10)} <= set(pairs)
    for pair in pairs.values():
        assert pair["weight"] >= found.threshold - 1e-3
        odds = 2 ** pair["weight"]
        assert pair["probability"] == pytest.approx(odds / (1 + odds), rel=1e-12)


def test_the_report_says_what_was_chosen(found):
    report = found.report
    assert set(report) == {"columns", "blocking", "pairs", "prior", "threshold", "one_to_one", "warnings"}
    assert [column["column"] for column in report["columns"]] == ["first_name", "surname", "birthday", "email"]
    for column in report["columns"]:
        assert {"kind", "filled", "distinct", "levels"} <= set(column)
        assert column["filled"] == 1
    assert report["columns"][0]["distinct"] == len(GIVEN)
    assert report["threshold"] == found.threshold
    assert report["pairs"] >= len(found.pairs)


def test_evidence_adds_up_to_the_weight_of_the_pair(found):
    weights = {(pair["record_id_a"], pair["record_id_b"]): pair["weight"] for pair in found.pairs.to_dicts()}
    evidence = found.explain("r0", "r40")
    assert all(set(step) == {"column", "level", "bits"} for step in evidence)
    assert sum(step["bits"] for step in evidence) == pytest.approx(weights["r0", "r40"], abs=1e-3)


def test_two_records_that_are_no_pair_can_be_explained(found):
    evidence = found.explain("r0", "r39")
    assert evidence
    assert sum(step["bits"] for step in evidence) < found.threshold


def test_evidence_is_the_same_from_either_side(found):
    assert found.explain("r0", "r40") == found.explain("r40", "r0")


def test_a_record_that_is_not_there_cannot_be_explained(found):
    assert code(found.explain, "r0", "nobody") == "unknown"
    assert code(found.explain, "nobody", "r0") == "unknown"
    assert code(found.explain, "", "r0") == "unknown"
    with pytest.raises(TypeError):
        found.explain(0, 40)


def test_it_shows_itself_in_a_line(found):
    line = f"50 records, {len(found)} customers, threshold {found.threshold:.1f} bits"
    assert repr(found) == f"omo.Resolution({line})"
    assert found._repr_html_() == f"<p>{line}</p>"


def test_the_threshold_is_the_one_asked_for():
    never = omo.resolve(RECORDS, threshold=500)
    assert never.threshold == 500
    assert len(never) == 50
    assert len(never.pairs) == 0


def test_told_again_it_says_the_same(found):
    again = omo.resolve(RECORDS)
    assert again.customers.to_dicts() == found.customers.to_dicts()
    assert again.pairs.to_dicts() == found.pairs.to_dicts()
    assert again.report == found.report


# What goes in.


TABLES = {
    "list of dicts": lambda: RECORDS,
    "dict of lists": lambda: columns(RECORDS),
    "polars": lambda: pl.DataFrame(RECORDS),
    "polars in chunks": lambda: pl.concat([pl.DataFrame(RECORDS[:7]), pl.DataFrame(RECORDS[7:])], rechunk=False),
    "polars categories": lambda: pl.DataFrame(RECORDS).with_columns(pl.col("surname").cast(pl.Categorical)),
    "polars dates": lambda: pl.DataFrame(RECORDS).with_columns(pl.col("birthday").str.to_date()),
    "pandas": lambda: pd.DataFrame(RECORDS),
    "pandas times": lambda: pd.DataFrame(RECORDS).assign(birthday=lambda frame: pd.to_datetime(frame["birthday"])),
    "pyarrow": lambda: pa.Table.from_pylist(RECORDS),
    "omo": lambda: omo.Table(RECORDS),
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_answer_is_the_same_wherever_the_table_comes_from(table, found):
    told = omo.resolve(table())
    assert told.customers.to_dicts() == found.customers.to_dicts()
    assert told.pairs.to_dicts() == found.pairs.to_dicts()
    assert told.report == found.report


def test_duckdb_goes_in(found):
    frame = pd.DataFrame(RECORDS)  # noqa: F841 (DuckDB finds it by its name)
    assert omo.resolve(duckdb.sql("from frame")).customers.to_dicts() == found.customers.to_dicts()


IDS = {
    "whole numbers": ([3, 1], ["3", "1"]),
    "large numbers": ([2**63, 2**63 + 1], [str(2**63), str(2**63 + 1)]),
    "floats": ([3.0, 1.5], ["3", "1.5"]),
    "dates": ([datetime.date(1908, 12, 9), datetime.date(2999, 1, 2)], ["1908-12-09", "2999-01-02"]),
    "times": ([datetime.datetime(1908, 12, 9), datetime.datetime(1908, 12, 9, 8, 5)], ["1908-12-09", "1908-12-09 08:05:00"]),
    "instants": ([datetime.datetime(2026, 3, 1, tzinfo=UTC), datetime.datetime(2026, 3, 1, 18, 20, tzinfo=UTC)], ["2026-03-01", "2026-03-01 18:20:00"]),
    "days of Tokyo": (pl.Series([datetime.datetime(2026, 2, 28, 15), datetime.datetime(2026, 3, 1, 15)]).dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Tokyo"), ["2026-03-01", "2026-03-02"]),
    "nanoseconds": (pd.Series(pd.DatetimeIndex([np.datetime64("1960-01-01T00:00:00.000000001"), np.datetime64("1960-01-02")])), ["1960-01-01", "1960-01-02"]),
    "flags": ([True, False], ["true", "false"]),
    "decimals": (pa.array([decimal.Decimal("90071992547409930"), decimal.Decimal("90071992547409931")]), ["90071992547409930", "90071992547409931"]),
    "money": (pa.array([decimal.Decimal("1.50"), decimal.Decimal("-0.05")]), ["1.50", "-0.05"]),
    "categories": (pd.Categorical(["b", "a"]), ["b", "a"]),
    "text": (["花子", ""], ["花子", ""]),
}


@pytest.mark.parametrize(("ids", "texts"), IDS.values(), ids=IDS)
def test_ids_are_told_back_as_they_are_written(ids, texts):
    found = omo.resolve({"id": ids, "name": ["Hanako", "Taro"]})
    assert found.customers["record_id"] == texts
    assert found.evaluate({"id": ids, "customer_id": ["1", "2"]})["pairs"]["recall"] == 1


def test_another_column_may_hold_the_ids():
    records = [{"ref": record["id"], **{name: record[name] for name in PEOPLE[0]}} for record in RECORDS]
    assert omo.resolve(records, id="ref").customers.to_dicts() == omo.resolve(RECORDS).customers.to_dicts()


def test_missing_cells_of_all_kinds_are_missing():
    table = {
        "id": [1, 2],
        "text": ["x", None],
        "float": [0.5, math.nan],
        "time": pd.Series([pd.Timestamp("2026-03-01"), pd.NaT]),
        "flag": [True, None],
        "decimal": [decimal.Decimal("0.5"), None],
        "nothing": [None, None],
    }
    filled = {column["column"]: column["filled"] for column in omo.resolve(table).report["columns"]}
    assert filled == {"text": 0.5, "float": 0.5, "time": 0.5, "flag": 0.5, "decimal": 0.5, "nothing": 0}


def test_an_ignored_column_says_nothing_and_may_hold_anything():
    kinds = {"tags": "ignore", "email": "ignore"}
    records = [{**record, "tags": [row]} for row, record in enumerate(RECORDS)]
    report = omo.resolve(records, columns=kinds).report
    assert {column["column"]: column["kind"] for column in report["columns"] if column["column"] in kinds} == kinds
    assert not [step for step in omo.resolve(records, columns=kinds).explain("r0", "r40") if step["column"] in kinds]


def test_a_column_is_what_it_is_said_to_be():
    kinds = {"first_name": "text", "surname": "full_name", "birthday": "number", "email": "category"}
    report = omo.resolve(RECORDS, columns=kinds).report
    assert {column["column"]: column["kind"] for column in report["columns"]} == kinds


# What is refused.


def test_no_column_of_ids():
    with pytest.raises(omo.OmoError, match="column `id` must be there") as error:
        omo.resolve({"ref": [1], "name": ["Hanako"]})
    assert error.value.code == "column"
    assert code(omo.resolve, {"id": [1]}, id="unique_id") == "column"
    assert code(omo.resolve, {}) == "column"
    assert code(omo.resolve, []) == "column"


def test_an_id_that_occurs_twice_is_named_by_its_row():
    with pytest.raises(omo.OmoError, match=r"column `id` must be different in every row; row 2 is not") as error:
        omo.resolve({"id": ["hanako", "taro", "hanako"], "name": ["a", "b", "c"]})
    assert error.value.code == "column"
    assert "hanako" not in str(error.value)


def test_a_missing_id_is_named_by_its_row():
    with pytest.raises(omo.OmoError, match=r"column `id` must be filled in every row; row 1 is not") as error:
        omo.resolve({"id": ["hanako", None], "name": ["a", "b"]})
    assert error.value.code == "column"


def test_options_about_nothing():
    assert code(omo.resolve, RECORDS, columns={"surnam": "family_name"}) == "option"
    assert code(omo.resolve, RECORDS, columns={"id": "ignore"}) == "option"
    with pytest.raises(omo.OmoError, match=r"`columns\.\*` must be one of given_name, family_name") as error:
        omo.resolve(RECORDS, columns={"surname": "familly_name"})
    assert error.value.code == "option"
    assert code(omo.resolve, RECORDS, columns={"surname": 7}) == "option"
    assert code(omo.resolve, RECORDS, threshold=math.nan) == "option"


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ([None, [["a"]]], 1),
        ([["a"], [{"a": 1}]], 1),
        ([{"a": 1}, {"a": 2}], 0),
        (["a", 1], 1),
        ([["a"], 1], 1),
        ([b"a", b"b"], 0),
        (pa.array([None, [["a"]]]), 1),
        (pa.array([[{"a": 1}], None]), 0),
        (pa.array([None, {"a": 1}]), 1),
        (pa.array([datetime.time(9), datetime.time(10)]), 0),
        (pl.Series([[["a"]], [["b"]]]), 0),
    ],
    ids=[
        "lists of lists", "lists of dicts", "dicts", "mixed", "lists and numbers", "bytes", "lists of lists of pyarrow",
        "lists of structs", "structs", "times of day", "lists of lists of polars",
    ],
)
def test_columns_of_what_cannot_be_written_are_refused(cells, row):
    what = "column `tags` must be text, numbers, true or false, times, or lists of these"
    with pytest.raises(omo.OmoError, match=f"{what}; row {row} is not: write .* or leave the column out") as error:
        omo.resolve({"id": [1, 2], "tags": cells})
    assert error.value.code == "column"
    assert code(omo.resolve, {"id": cells, "name": ["a", "b"]}) == "column"
    omo.resolve({"id": [1, 2], "tags": cells}, columns={"tags": "ignore"})


# Lists.

EMAILS = [["ann@example.jp", "b@example.jp"], ["C@example.jp", "B@example.jp"], ["b@example.jp", "ann@example.jp"], None, []]


def arrow_lists(kind):
    return pa.table({"id": pa.array([1, 2, 3, 4, 5]), "emails": pa.array(EMAILS, kind)})


def numpy_lists():
    cells = [cell if cell is None else np.array(cell, dtype=object) for cell in EMAILS]
    return pd.DataFrame({"id": [1, 2, 3, 4, 5], "emails": pd.Series(cells, dtype=object)})


LISTS = {
    "dict of lists": lambda: {"id": [1, 2, 3, 4, 5], "emails": EMAILS},
    "list of dicts": lambda: [{"id": at, "emails": cell} for at, cell in enumerate(EMAILS, 1)],
    "tuples": lambda: {"id": [1, 2, 3, 4, 5], "emails": [cell and tuple(cell) for cell in EMAILS]},
    "sets": lambda: {"id": [1, 2, 3, 4, 5], "emails": [cell and set(cell) for cell in EMAILS]},
    "frozen sets": lambda: {"id": [1, 2, 3, 4, 5], "emails": [cell and frozenset(cell) for cell in EMAILS]},
    "with missing elements": lambda: {"id": [1, 2, 3, 4, 5], "emails": [cell and [*cell, None] for cell in EMAILS]},
    "list": lambda: arrow_lists(pa.list_(pa.string())),
    "large list": lambda: arrow_lists(pa.large_list(pa.large_string())),
    "list view": lambda: arrow_lists(pa.list_view(pa.string())),
    "large list view": lambda: arrow_lists(pa.large_list_view(pa.string())),
    "chunks": lambda: pa.concat_tables([arrow_lists(pa.list_(pa.string())).slice(0, 2), arrow_lists(pa.list_(pa.string())).slice(2)]),
    "polars": lambda: pl.DataFrame({"id": [1, 2, 3, 4, 5], "emails": EMAILS}),
    "polars categories": lambda: pl.DataFrame({"id": [1, 2, 3, 4, 5], "emails": EMAILS}).with_columns(pl.col("emails").cast(pl.List(pl.Categorical))),
    "pandas": lambda: pd.DataFrame({"id": [1, 2, 3, 4, 5], "emails": EMAILS}),
    "pandas of numpy": numpy_lists,
    "duckdb": lambda: duckdb.sql("SELECT * FROM (VALUES (1, ['ann@example.jp', 'b@example.jp']), (2, ['C@example.jp', 'B@example.jp']), (3, ['b@example.jp', 'ann@example.jp']), (4, NULL), (5, [])) AS t(id, emails)"),
}


@pytest.mark.parametrize("table", LISTS.values(), ids=LISTS)
def test_lists_are_compared_as_sets_wherever_they_come_from(table):
    found = omo.resolve(table())
    level = lambda a, b: found.explain(a, b)[1]["level"]
    assert found.explain("1", "2")[1]["column"] == "emails"
    assert [level("1", "3"), level("1", "2"), level("1", "4"), level("1", "5")] == ["equal", "something in common", "missing", "missing"]
    assert found.report["columns"][0]["kind"] == "email"


def test_lists_of_other_things_are_lists_too():
    years = {"id": [1, 2, 3], "years": [[2019, 2020], [2020, 2021], [2022]]}
    for table in (years, pl.DataFrame(years), pa.table(years)):
        found = omo.resolve(table, columns={"years": "set"})
        assert [found.explain("1", other)[1]["level"] for other in "23"] == ["something in common", "different"]
    fixed = pa.table({"id": [1, 2], "at": pa.array([["a", "b"], ["b", "c"]], pa.list_(pa.string(), 2))})
    assert omo.resolve(fixed, columns={"at": "set"}).explain("1", "2")[1]["level"] == "something in common"
    mixed = omo.resolve({"id": [1, 2, 3], "mail": ["a@example.jp", ["a@example.jp", "b@example.jp"], ["c@example.jp"]]})
    assert [mixed.explain("1", other)[1]["level"] for other in "23"] == ["something in common", "different"]


def test_who_shares_an_element_is_compared():
    people = range(400)
    table = {
        "id": [f"{person}{end}" for end in "ab" for person in people],
        "first_name": [["Hanako", "Taro", "Emma"][person % 3] for _ in "ab" for person in people],
        "emails": [[f"p{person}.{at}@example.jp", f"p{person}.{at + 1}@example.jp"] for at in (0, 1) for person in people],
    }
    found = omo.resolve(table, threshold=-30)
    assert {"emails:element"} <= {rule for rule, _ in map(tuple, found.report["blocking"])}
    pairs = {(pair["record_id_a"], pair["record_id_b"]) for pair in found.pairs.to_dicts()}
    assert pairs == {(f"{person}a", f"{person}b") for person in people}


def test_of_a_name_and_its_reading_is_said_what_was_compared():
    found = omo.resolve({
        "id": ["a", "b", "c"],
        "name": ["山田 花子", "ヤマダ ハナコ", "佐藤 太郎"],
        "kana": ["ヤマダ ハナコ", None, "サトウ タロウ"],
    })
    why = found.explain("a", "b")[1]
    assert {key: why[key] for key in ("column", "level", "reading", "compared")} == {
        "column": "name", "level": "the same reading", "reading": "kana", "compared": "reading"
    }
    assert sorted(found.explain("a", "b")[0]) == ["bits", "column", "level"]


def test_rare_values_that_are_alike_say_more():
    names = ["Smith"] * 30 + ["Smyth"] * 30 + ["Featherstone", "Fetherstone"] + [f"Other{row}" for row in range(60)]
    table = {"id": list(range(len(names))), "surname": names}
    bits = lambda found: [found.explain(*pair)[1]["bits"] for pair in (("0", "30"), ("60", "61"))]
    near = omo.identity.compare.level("near", jaro_winkler=0.85)
    near_by = lambda share: {**near, "term_frequency": share}

    def told(level):
        linker = omo.identity.Linker(comparisons=[omo.identity.compare.name("surname", levels=[level])])
        return linker.fit(table).predict(table)

    often, rare = bits(told(near_by(1.0)))
    half = bits(told(near_by(0.5)))
    plain = bits(told(near))
    assert plain[0] == pytest.approx(plain[1])
    assert rare > plain[1] > often
    assert half == pytest.approx([(often + plain[0]) / 2, (rare + plain[1]) / 2], abs=1e-4)


@pytest.mark.parametrize(
    "call",
    [
        lambda: omo.resolve(None),
        lambda: omo.resolve("people.csv"),
        lambda: omo.resolve([1, 2]),
        lambda: omo.resolve(RECORDS, "id"),
        lambda: omo.resolve(RECORDS, id=7),
        lambda: omo.resolve(RECORDS, threshold="6"),
        lambda: omo.resolve(RECORDS, columns=["surname"]),
        lambda: omo.resolve(RECORDS, treshold=6),
        omo.Resolution,
    ],
)
def test_values_of_another_type_are_type_errors(call):
    with pytest.raises(TypeError):
        call()


# Tables with little in them.


@pytest.mark.parametrize("rows", [0, 1, 2])
@pytest.mark.parametrize("names", [["id"], ["id", "name"], ["id", "name", "email"]], ids=len)
def test_few_records_of_nothing_are_customers_of_their_own(rows, names):
    found = omo.resolve({name: list(range(rows)) if name == "id" else [None] * rows for name in names})
    assert len(found) == rows
    assert found.customers.to_dicts() == [{"record_id": str(row), "customer_id": str(row)} for row in range(rows)]
    assert found.pairs.to_dicts() == []
    assert found.evaluate({"id": [], "cluster": []})["b_cubed"] == {"precision": 1, "recall": 1, "f1": 1}
    assert ["0 records, 0 customers,", "1 record, 1 customer,", "2 records, 2 customers,"][rows] in repr(found)


def test_one_record_is_one_customer():
    found = omo.resolve([RECORDS[0]])
    assert found.customers.to_dicts() == [{"record_id": "r0", "customer_id": "r0"}]
    assert math.isfinite(found.threshold)


def test_a_column_without_values_changes_nothing(found):
    told = omo.resolve([{**record, "fax": None} for record in RECORDS])
    assert told.customers.to_dicts() == found.customers.to_dicts()


def test_strange_texts_are_texts():
    table = {"id": [1, 2, 3], "name": ["\0", "🫖" * 1000, "Hanako\u202eodamaY"], "email": ["@", " ", "x" * 1_000_000]}
    assert len(omo.resolve(table)) == 3


# How good it is.


def test_scores_by_hand_where_nothing_is_found(apart):
    # One true pair, none found. Each record finds itself alone; a and b miss each other: (1/2 + 1/2 + 1) / 3.
    scores = apart.evaluate({"id": ["a", "b", "c"], "customer_id": [1, 1, 2]})
    assert scores["pairs"] == {"precision": 1, "recall": 0, "f1": 0, "true_pairs": 1, "found_pairs": 0, "right_pairs": 0}
    assert scores["b_cubed"]["precision"] == 1
    assert scores["b_cubed"]["recall"] == pytest.approx(2 / 3)
    assert scores["b_cubed"]["f1"] == pytest.approx(2 * (2 / 3) / (1 + 2 / 3))


@pytest.fixture(scope="module")
def twins(found):
    """Ten customers of two records and thirty of one, if the linker is right; the numbers below need it to be."""
    if len(found) != 40:
        pytest.fail("the linker tells the people of this file apart no longer")
    return found


def test_scores_by_hand_where_all_is_found(twins):
    scores = twins.evaluate({"id": [f"r{row}" for row in range(50)], "cluster": [row % 40 for row in range(50)]})
    assert scores["pairs"] == {"precision": 1, "recall": 1, "f1": 1, "true_pairs": 10, "found_pairs": 10, "right_pairs": 10}
    assert scores["b_cubed"] == {"precision": 1, "recall": 1, "f1": 1}


def test_scores_by_hand_where_half_is_right(twins):
    # By the truth r0 is r40 and r41, and so r1 is alone; r2..r9 are r42..r49. True pairs: 3 + 8; found ones: 10, of
    # which r0 with r40 is right and r1 with r41 is not, so 9 are. r41 and r1 find 1/2 right each: (48 + 2/2) / 50.
    # r0 and r40 find 2 of their 3, r41 finds 1: (47 + 2/3 + 2/3 + 1/3) / 50.
    truth = {"cluster": [row % 40 for row in range(50)], "id": [f"r{row}" for row in range(50)]}
    truth["cluster"][41] = 0
    scores = twins.evaluate(pl.DataFrame(truth))
    assert (scores["pairs"]["true_pairs"], scores["pairs"]["found_pairs"], scores["pairs"]["right_pairs"]) == (11, 10, 9)
    assert (scores["pairs"]["precision"], scores["pairs"]["recall"]) == (0.9, 9 / 11)
    assert scores["pairs"]["f1"] == pytest.approx(18 / 21)
    assert scores["b_cubed"]["precision"] == pytest.approx(49 / 50)
    assert scores["b_cubed"]["recall"] == pytest.approx((47 + 5 / 3) / 50)


def test_records_that_the_truth_lacks_belong_to_nobody(apart):
    for truth in [
        {"id": ["a", "b"], "customer_id": [1, 1]},
        {"id": ["c", "b", "a"], "customer_id": [None, 1, 1]},
        {"id": ["x", "b", "a"], "customer_id": [1, 1, 1]},
        {"id": ["a", "b"], "cluster": [2, 3], "customer_id": ["h", "h"]},
    ]:
        assert apart.evaluate(truth)["pairs"]["true_pairs"] == 1
        assert apart.evaluate(truth)["b_cubed"]["recall"] == pytest.approx(2 / 3)


def test_truths_that_are_none(apart):
    assert code(apart.evaluate, {"id": ["a"], "person": [1]}) == "column"
    assert code(apart.evaluate, {"ref": ["a"], "cluster": [1]}) == "column"
    assert code(apart.evaluate, {"id": ["a", None], "cluster": [1, 2]}) == "column"
    assert code(apart.evaluate, {"id": ["a"], "cluster": [[1]]}) == "column"
    with pytest.raises(omo.OmoError, match=r"column `id` must be different in every row; row 1 is not"):
        apart.evaluate({"id": ["a", "a"], "cluster": [1, 2]})
    with pytest.raises(TypeError):
        apart.evaluate(None)
