"""Results go to every data frame, and show themselves."""

import datetime

import duckdb
import numpy as np
import omo
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

UTC = datetime.timezone.utc
AT = datetime.datetime(2026, 3, 1, 9, 20, 0, 123_000, tzinfo=UTC)
ROWS = [
    {"customer": "花子", "orders": 3, "spend": 1.5, "member": True, "at": AT},
    {"customer": None, "orders": None, "spend": None, "member": None, "at": None},
    {"customer": "taro", "orders": -1, "spend": 0.1, "member": False, "at": AT},
]
TABLE = omo.Table(ROWS)


def test_every_frame_takes_a_table():
    assert pl.DataFrame(TABLE).to_dicts() == ROWS
    assert pa.table(TABLE).to_pylist() == ROWS
    assert pd.DataFrame.from_arrow(TABLE)["orders"].tolist()[0] == 3
    orders = TABLE
    assert duckdb.sql("select customer, orders, spend, member from orders").fetchall()[0] == ("花子", 3, 1.5, True)
    assert pa.RecordBatchReader.from_stream(TABLE).read_all().num_rows == 3


def test_a_table_is_what_went_in():
    assert TABLE.to_dicts() == ROWS
    assert TABLE.columns == list(ROWS[0])
    assert len(TABLE) == 3
    for name in TABLE.columns:
        assert TABLE[name] == [row[name] for row in ROWS]


@pytest.mark.parametrize("there", [pl.DataFrame, pa.table, pd.DataFrame.from_arrow, duckdb.from_arrow, omo.Table, lambda table: table.to_dicts()], ids=["polars", "pyarrow", "pandas", "duckdb", "omo", "dicts"])
def test_there_and_back_again(there):
    back = omo.Table(there(TABLE)).to_dicts()
    assert [row["customer"] for row in back] == ["花子", None, "taro"]
    assert [row["at"] for row in back] == [AT, None, AT]


def test_the_methods_give_frames():
    assert isinstance(TABLE.to_pandas(), pd.DataFrame)
    assert isinstance(TABLE.to_polars(), pl.DataFrame)
    assert isinstance(TABLE.to_arrow(), pa.Table)
    assert TABLE.to_pandas()["customer"].isna().tolist() == [False, True, False]


def test_pandas_without_pyarrow(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    frame = TABLE.to_pandas()
    assert frame["customer"].tolist()[0] == "花子"
    assert frame["at"][0] == AT


def test_columns_in_different_chunks_are_cut_alike():
    chunked = pl.concat([pl.Series([1, 2]), pl.Series([3]), pl.Series([4, 5])], rechunk=False)
    table = omo.Table({"a": chunked, "b": [1, 2, 3, 4, 5], "c": pa.chunked_array([[1], [2, 3, 4], [5]])})
    out = pa.table(table)
    assert out.to_pydict() == {name: [1, 2, 3, 4, 5] for name in "abc"}
    assert pl.DataFrame(table).shape == (5, 3)


@pytest.mark.parametrize("table", [{}, {"c": []}, pl.DataFrame({"c": []}, schema={"c": pl.String})])
def test_empty_tables_go_out_too(table):
    table = omo.Table(table)
    assert len(pl.DataFrame(table)) == 0
    assert pa.table(table).num_rows == 0
    assert table.to_dicts() == []
    assert "(0 rows)" in repr(table)
    assert "<p>0 rows</p>" in table._repr_html_()


def test_a_stream_outlives_its_table():
    reader = pa.RecordBatchReader.from_stream(omo.Table({"c": ["a" * 100]}))
    assert reader.read_all().to_pydict() == {"c": ["a" * 100]}


def test_a_stream_nobody_reads_is_dropped():
    for _ in range(1000):
        TABLE.__arrow_c_stream__()
        TABLE.__arrow_c_schema__()


def test_what_is_not_there_is_a_key_error():
    with pytest.raises(KeyError, match="nope"):
        TABLE["nope"]
    with pytest.raises(TypeError):
        TABLE[0]


def test_a_table_never_changes():
    with pytest.raises(AttributeError):
        TABLE.columns = []
    with pytest.raises(TypeError):
        TABLE["customer"] = []


def test_it_shows_itself_aligned_where_letters_are_wide():
    assert repr(omo.Table(ROWS[:2])).splitlines() == [
        "customer  orders  spend  member  at",
        "花子           3    1.5  True    2026-03-01 09:20:00.123000+00:00",
        "",
        "(2 rows)",
    ]
    assert repr(omo.Table({"n": list(range(11))})).endswith("8\n9\n…\n(11 rows)")
    assert repr(omo.Table({"n": [1]})).endswith("(1 row)")


def test_cells_cannot_break_the_page_or_the_line():
    html = omo.Table({"<b>": ["<script>alert(1)</script>", "a & 'b' \"c\""]})._repr_html_()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html
    assert "a &amp; &#39;b&#39; &quot;c&quot;" in html
    assert "line one line two" in repr(omo.Table({"c": ["line one\nline two"]}))
    assert len(omo.Table({"c": ["x" * 10_000_000]})._repr_html_()) < 1000
    assert html.count("<tr>") == 3


def test_only_the_first_rows_are_shown():
    html = omo.Table({"n": list(range(1000))})._repr_html_()
    assert html.count("<tr>") == 11
    assert "1000 rows, the first 10 shown" in html


def test_times_are_times():
    naive = datetime.datetime(2026, 3, 1, 18, 20)
    table = omo.Table({"aware": [AT], "naive": [naive], "day": [naive.date()]})
    assert table.to_dicts() == [{"aware": AT, "naive": naive, "day": naive.date()}]
    micros = datetime.datetime(2026, 3, 1, 18, 20, 0, 123_456)
    assert omo.Table(pl.DataFrame({"t": [micros]}))["t"] == [micros]
    assert omo.Table(pl.DataFrame({"t": [micros]}, schema={"t": pl.Datetime("ns")}))["t"] == [micros]


def test_what_python_has_no_word_for_is_named():
    table = omo.Table(pl.DataFrame({"nested": [[1, 2]], "ok": [1]}))
    assert table["ok"] == [1]
    with pytest.raises(omo.OmoError, match="`nested`"):
        table["nested"]
    assert pl.DataFrame(table).to_dicts() == [{"nested": [1, 2], "ok": 1}]


def test_numbers_of_every_width_come_out_as_python_has_them():
    for kind in ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]:
        assert omo.Table(pa.table({"n": np.array([3], dtype=kind)}))["n"] == [3]
    for kind in ["float16", "float32", "float64"]:
        assert omo.Table(pa.table({"n": np.array([0.5], dtype=kind)}))["n"] == [0.5]
    assert omo.Table(pl.DataFrame({"c": ["a", None]}, schema={"c": pl.Categorical}))["c"] == ["a", None]
