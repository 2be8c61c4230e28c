"""Whatever is a table goes in, with the same answer."""

import datetime
import decimal

import duckdb
import numpy as np
import omo
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from omo import _omo

UTC = datetime.timezone.utc
TOKYO = datetime.timezone(datetime.timedelta(hours=9))
CUSTOMERS = ["花子", "taro", None, "花子"]
EVENING = datetime.datetime(2026, 3, 1, 18, 20)
MILLIS = 1_772_356_800_000  # 2026-03-01T18:20+09:00


def read(table, column, kind, **options):
    return _omo._read(table, column, kind, **options)["cells"]


def code(call, *args, **options):
    with pytest.raises(omo.OmoError) as error:
        call(*args, **options)
    return error.value.code


def categories(values):
    return pa.array(values).dictionary_encode()


TEXTS = {
    "dict of lists": lambda: {"c": CUSTOMERS},
    "dict of tuples": lambda: {"c": tuple(CUSTOMERS)},
    "list of dicts": lambda: [{"c": c} for c in CUSTOMERS],
    "numpy of objects": lambda: {"c": np.array(CUSTOMERS, dtype=object)},
    "omo": lambda: omo.Table({"c": CUSTOMERS}),
    "polars": lambda: pl.DataFrame({"c": CUSTOMERS}),
    "polars in chunks": lambda: pl.concat([pl.DataFrame({"c": CUSTOMERS[:1]}), pl.DataFrame({"c": CUSTOMERS[1:]})], rechunk=False),
    "polars sliced": lambda: pl.DataFrame({"c": ["x", *CUSTOMERS, "y"]}).slice(1, 4),
    "polars categorical": lambda: pl.DataFrame({"c": CUSTOMERS}, schema={"c": pl.Categorical}),
    "polars enum": lambda: pl.DataFrame({"c": CUSTOMERS}, schema={"c": pl.Enum(["unseen", "taro", "花子"])}),
    "series of polars": lambda: {"c": pl.Series(CUSTOMERS)},
    "pandas": lambda: pd.DataFrame({"c": CUSTOMERS}),
    "pandas of objects": lambda: pd.DataFrame({"c": pd.Series(CUSTOMERS, dtype=object)}),
    "pandas categorical": lambda: pd.DataFrame({"c": pd.Categorical(CUSTOMERS)}),
    "pandas on pyarrow": lambda: pd.DataFrame({"c": pd.Series(CUSTOMERS, dtype="string[pyarrow]")}),
    "pandas filtered": lambda: pd.DataFrame({"c": ["x", *CUSTOMERS]})[1:],
    "series of pandas": lambda: {"c": pd.Series(CUSTOMERS)},
    "pyarrow": lambda: pa.table({"c": CUSTOMERS}),
    "pyarrow large": lambda: pa.table({"c": pa.array(CUSTOMERS, pa.large_string())}),
    "pyarrow view": lambda: pa.table({"c": pa.array(CUSTOMERS, pa.string_view())}),
    "pyarrow dictionary": lambda: pa.table({"c": categories(CUSTOMERS)}),
    "pyarrow chunked dictionary": lambda: pa.table({"c": pa.chunked_array([categories(CUSTOMERS[:2]), categories(CUSTOMERS[2:])])}),
    "pyarrow null among the values": lambda: pa.table({"c": pa.DictionaryArray.from_arrays([1, 2, 0, 1], pa.array([None, "花子", "taro"]))}),
    "pyarrow batch": lambda: pa.record_batch({"c": CUSTOMERS}),
    "pyarrow array": lambda: {"c": pa.array(CUSTOMERS)},
    "duckdb": lambda: duckdb.sql("select * from (values ('花子'), ('taro'), (null), ('花子')) t(c)"),
}


@pytest.mark.parametrize("table", TEXTS.values(), ids=TEXTS)
def test_text_is_the_same_wherever_it_comes_from(table):
    assert read(table(), "c", "texts") == CUSTOMERS
    assert read(table(), "c", "intern") == [0, 1, None, 0]


@pytest.mark.parametrize("table", TEXTS.values(), ids=TEXTS)
def test_a_missing_key_is_named_by_its_row(table):
    with pytest.raises(omo.OmoError, match=r"column `c` must be filled in every row; row 2 is not") as error:
        read(table(), "c", "intern", missing=False)
    assert error.value.code == "column"


def test_numbers_are_given_in_order_of_first_sight_and_give_the_texts_back():
    table = _omo._read({"c": ["b", "a", "b", ""]}, "c", "intern", missing=False)
    assert table["numbers"] == [0, 1, 0, 2]
    assert table["cells"] == ["b", "a", "b", ""]


@pytest.mark.parametrize(
    "values",
    [
        [7, None, 12],
        pl.Series([7, None, 12]),
        pl.Series([7, None, 12], dtype=pl.UInt8),
        pd.Series([7, None, 12]),  # floats, as pandas has it
        pd.Series([7, None, 12], dtype="Int64"),
        pd.Series(pd.Categorical([7, None, 12])),
        pa.array([7, None, 12], pa.int16()),
        pa.array([7, None, 12]).dictionary_encode(),
        np.array([7, np.nan, 12]),
        np.array([7, np.nan, 12], dtype="float32"),
    ],
    ids=str,
)
def test_whole_numbers_are_keys_by_their_digits(values):
    assert read({"id": values}, "id", "texts") == ["7", None, "12"]


@pytest.mark.parametrize("apart", [1, -1, 3, 1000, 2**50, -(2**50)])
def test_whole_numbers_get_the_numbers_of_their_digits_be_they_close_or_far_apart(apart):
    # 5,000 cells of 701 numbers, below and above 0: more than are written at once.
    whole = [(n * n % 701 - 350) * apart for n in range(5000)]
    digits = [str(n) for n in whole]
    told = [_omo._read({"id": ids}, "id", "intern", missing=False).to_dicts() for ids in (whole, digits)]
    assert told[0] == told[1]
    holes = [None if n % 7 == 0 else n for n in whole]
    as_text = [None if n is None else str(n) for n in holes]
    assert read({"id": holes}, "id", "intern") == read({"id": as_text}, "id", "intern")
    chunks = pa.chunked_array([pa.array(holes[:40]), pa.array(holes[40:])])
    assert read({"id": chunks}, "id", "intern") == read({"id": as_text}, "id", "intern")
    with pytest.raises(omo.OmoError, match=f"filled in every row; row {holes.index(None)} is not"):
        read({"id": holes}, "id", "intern", missing=False)


def test_the_largest_keys_keep_every_digit():
    large = 2**64 - 1
    assert read({"id": [large, 1]}, "id", "texts") == [str(large), "1"]
    assert read({"id": np.array([large], dtype="u8")}, "id", "texts") == [str(large)]
    assert read({"id": [-(2**63)]}, "id", "texts") == [str(-(2**63))]


@pytest.mark.parametrize(
    "values",
    [[1, 2.5, None], np.array([1, 2.5, np.nan]), pl.Series([1, 2.5, None], dtype=pl.Float32), pd.Series([1, 2.5, None])],
    ids=type,
)
def test_numbers_take_floats_and_nan_is_missing(values):
    assert read({"n": values}, "n", "numbers") == [1.0, 2.5, None]


def test_numbers_take_decimals_and_whole_numbers():
    prices = [decimal.Decimal("19.99"), None, decimal.Decimal("0.10")]
    assert read({"n": prices}, "n", "numbers") == [19.99, None, 0.1]
    assert read(pa.table({"n": prices}), "n", "numbers") == [19.99, None, 0.1]
    assert read(pl.DataFrame({"n": prices}), "n", "numbers") == [19.99, None, 0.1]
    assert read(duckdb.sql("select sum(x) n from (values (1), (2)) t(x)"), "n", "numbers") == [3.0]
    for kind in ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32"]:
        assert read({"n": np.array([3], dtype=kind)}, "n", "numbers") == [3.0]
        assert read(pa.table({"n": np.array([3], dtype=kind)}), "n", "numbers") == [3.0]


def test_whole_numbers_take_floats_without_a_fraction_only():
    assert read({"n": [1.0, None, -3.0]}, "n", "integers") == [1, None, -3]
    assert code(read, {"n": [1.0, 2.5]}, "n", "integers") == "column"
    assert code(read, {"n": [2.0**60]}, "n", "integers") == "column"
    assert code(read, {"n": [2**63]}, "n", "integers") == "column"


def test_flags_are_flags():
    for table in ({"f": [True, None, False]}, pl.DataFrame({"f": [True, None, False]}), pd.DataFrame({"f": [True, None, False]})):
        assert read(table, "f", "flags") == [True, None, False]
    assert read({"f": np.array([True, False])}, "f", "flags") == [True, False]
    assert code(read, {"f": [1, 0]}, "f", "flags") == "column"


INSTANT = datetime.datetime(2026, 3, 1, 9, 20, tzinfo=UTC)
TIMES = {
    "aware": [INSTANT, None],
    "aware elsewhere": [INSTANT.astimezone(TOKYO), None],
    "naive": [EVENING, None],
    "text": ["2026-03-01 18:20", None],
    "text with an offset": ["2026-03-01T09:20:00Z", None],
    "empty text": ["2026/3/1 18:20", ""],
    "milliseconds": [MILLIS, None],
    "milliseconds as floats": [float(MILLIS), float("nan")],
    "pandas": pd.Series([EVENING, None]),
    "pandas ns": pd.Series([EVENING, None]).astype("datetime64[ns]"),
    "pandas aware": pd.Series([INSTANT, None]).dt.tz_convert("Europe/Berlin"),
    "pandas on pyarrow": pd.Series([EVENING, None], dtype="timestamp[us][pyarrow]"),
    "NaT": [pd.Timestamp(EVENING), pd.NaT],
    "numpy s": np.array(["2026-03-01T18:20", "NaT"], dtype="datetime64[s]"),
    "numpy ns": np.array(["2026-03-01T18:20", "NaT"], dtype="datetime64[ns]"),
    "numpy scalars": [np.datetime64("2026-03-01T18:20"), None],
    "polars ms": pl.Series([EVENING, None], dtype=pl.Datetime("ms")),
    "polars us": pl.Series([EVENING, None], dtype=pl.Datetime("us")),
    "polars ns aware": pl.Series([INSTANT, None], dtype=pl.Datetime("ns", "Asia/Tokyo")),
    "pyarrow s": pa.array([EVENING, None], pa.timestamp("s")),
    "pyarrow aware": pa.array([INSTANT, None], pa.timestamp("us", "+09:00")),
}


@pytest.mark.parametrize("values", TIMES.values(), ids=TIMES)
def test_one_evening_in_tokyo_is_one_instant_however_it_is_told(values):
    assert read({"at": values}, "at", "millis", zone="Asia/Tokyo") == [INSTANT, None]


@pytest.mark.parametrize(
    "values",
    [[datetime.date(2026, 3, 1)], pl.Series([datetime.date(2026, 3, 1)]), pa.array([datetime.date(2026, 3, 1)], pa.date64()), ["2026-03-01"]],
    ids=str,
)
def test_a_date_is_its_midnight(values):
    midnight = datetime.datetime(2026, 3, 1, tzinfo=TOKYO)
    assert read({"at": values}, "at", "millis", zone="Asia/Tokyo") == [midnight]


def test_times_keep_the_clock_they_name():
    aware = pl.Series([INSTANT], dtype=pl.Datetime("ms", "Europe/Berlin"))
    assert read({"at": aware}, "at", "times", zone="Asia/Tokyo") == ["2026-03-01T10:20:00+01:00"]
    assert read({"at": ["2026-03-01T18:20:00+09:00"]}, "at", "times") == ["2026-03-01T18:20:00+09:00"]
    assert read({"at": [MILLIS]}, "at", "times", zone="Asia/Tokyo") == ["2026-03-01T18:20:00+09:00"]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca", "+05:30"])
def test_naive_times_are_read_as_their_text_is_in_every_hour_of_a_year(zone):
    start = datetime.datetime(2025, 1, 1)
    naive = [start + datetime.timedelta(minutes=30 * n) for n in range(2 * 24 * 365)]
    text = [time.isoformat() for time in naive]
    assert read(pl.DataFrame({"at": naive}), "at", "times", zone=zone) == read({"at": text}, "at", "times", zone=zone)
    assert read(pl.DataFrame({"at": naive}), "at", "millis", zone=zone) == read({"at": text}, "at", "millis", zone=zone)


FAR = {
    "before 1970": [datetime.datetime(1969, 12, 31, tzinfo=UTC)],
    "after 2199": [datetime.datetime(2200, 1, 1, tzinfo=UTC)],
    "the last year": [datetime.datetime(9999, 12, 31)],
    "the first year": [datetime.datetime(1, 1, 1)],
    "negative milliseconds": [-1],
    "the last nanosecond": np.array([2**63 - 1], dtype="datetime64[ns]"),
    "the last second": pa.array([2**63 - 1], pa.timestamp("s")),
    "the first second": pa.array([-(2**63) + 1], pa.timestamp("s", "UTC")),
    "the last millisecond": pa.array([2**63 - 1], pa.timestamp("ms")),
    "the last day": pa.array([2**31 - 1], pa.date32()),
    "more than 64 bits": np.array([2**64 - 1], dtype="u8"),
    "half a millisecond": [0.5],
    "infinity": [float("inf")],
    "words": ["tomorrow"],
    "megabytes": ["9" * 10_000_000],
}


@pytest.mark.parametrize("values", FAR.values(), ids=FAR)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo"])
def test_what_is_no_time_of_a_shop_is_refused(values, zone):
    for kind in ("millis", "times"):
        with pytest.raises(omo.OmoError, match="column `at` must be times from 1970 to 2199; row 0 is not"):
            read({"at": values}, "at", kind, zone=zone)


EMPTY = [{"c": []}, pl.DataFrame({"c": []}), pd.DataFrame({"c": []}), pa.table({"c": pa.array([], pa.string())}), {"c": np.array([])}, {"c": pl.Series([], dtype=pl.Categorical)}]


@pytest.mark.parametrize("table", EMPTY, ids=lambda table: type(table).__module__)
@pytest.mark.parametrize("kind", ["intern", "texts", "millis", "times"])
def test_an_empty_table_has_empty_columns(table, kind):
    assert read(table, "c", kind) == []


@pytest.mark.parametrize("kind", ["intern", "texts", "integers", "numbers", "flags", "millis", "times"])
def test_a_column_of_nothing_but_missing_cells_is_of_every_kind(kind):
    for table in ({"c": [None, None]}, pl.DataFrame({"c": [None, None]}), pd.DataFrame({"c": [None, None]}), pa.table({"c": pa.nulls(2)})):
        assert read(table, "c", kind) == [None, None]


def test_tables_without_columns_or_rows():
    for table in ({}, [], pl.DataFrame(), pa.table({})):
        assert len(omo.Table(table)) == 0
        assert code(read, table, "c", "texts") == "column"


def test_rows_need_not_name_every_column():
    table = omo.Table([{"a": 1}, {"b": "x"}, {}])
    assert table.to_dicts() == [{"a": 1, "b": None}, {"a": None, "b": "x"}, {"a": None, "b": None}]


@pytest.mark.parametrize("table", [7, "customers.csv", b"", None, object(), {1, 2}, [1, 2], ["a"], [["a"]], pl.Series([1]), pa.array([1]), pl.DataFrame, range(3), (n for n in [])], ids=repr)
def test_what_is_no_table_is_a_type_error(table):
    with pytest.raises(TypeError, match="table"):
        omo.Table(table)


@pytest.mark.parametrize("values", ["text", b"bytes", 7, None, {"a": 1}, {1, 2}, np.zeros((2, 2)), np.float64(1), (n for n in [1])], ids=repr)
def test_what_is_no_column_is_named(values):
    with pytest.raises(omo.OmoError, match="column `c` must be a list, an array or a series of values") as error:
        omo.Table({"c": values})
    assert error.value.code == "column"


def test_columns_must_be_of_one_length_and_name():
    assert code(omo.Table, {"a": [1], "b": [1, 2]}) == "length"
    assert code(omo.Table, {"a": [1], "b": pl.Series([])}) == "length"
    assert code(omo.Table, {1: [1], "1": [1]}) == "column"


MIXED = [[1, "a"], ["a", 1.5], [True, 1], [datetime.datetime.now(), "a"], [EVENING, INSTANT], [[1], [2]], [{"a": 1}], [b"a"], [object()], [2**70], [2**64 - 1, -1], ["\ud800"]]


@pytest.mark.parametrize("values", MIXED, ids=repr)
def test_a_mixed_column_troubles_only_who_asks_for_it(values):
    table = {"ok": ["a"] * len(values), "mixed": values}
    assert read(table, "ok", "texts") == ["a"] * len(values)
    for kind in ("intern", "texts", "integers", "numbers", "flags", "millis", "times"):
        assert code(read, table, "mixed", kind) == "column"
    assert code(omo.Table, table) == "column"


def test_a_mixed_column_of_pandas_troubles_only_who_asks_for_it():
    table = pd.DataFrame({"ok": ["a", "b"], "mixed": [1, "hanako"]})
    assert read(table, "ok", "texts") == ["a", "b"]
    assert code(read, table, "mixed", "texts") == "column"


def test_pandas_goes_in_without_pyarrow(monkeypatch):
    def stream(self, requested_schema=None):
        raise ImportError("pyarrow")

    monkeypatch.setattr(pd.DataFrame, "__arrow_c_stream__", stream)
    monkeypatch.setattr(pd.Series, "__arrow_c_stream__", stream)
    table = pd.DataFrame(
        {
            "c": CUSTOMERS[:2],
            "at": [EVENING, pd.NaT],
            "aware": pd.Series([INSTANT, None]).dt.tz_convert("Asia/Tokyo"),
            "n": pd.Series([1, None], dtype="Int64"),
            "kind": pd.Categorical(["a", None]),
            "f": [True, False],
        }
    )
    assert read(table, "c", "texts") == CUSTOMERS[:2]
    assert read(table, "at", "millis", zone="Asia/Tokyo") == [INSTANT, None]
    assert read(table, "aware", "millis") == [INSTANT, None]
    assert read(table, "n", "integers") == [1, None]
    assert read(table, "kind", "texts") == ["a", None]
    assert read(table, "f", "flags") == [True, False]


WRONG = {"texts": [1.5, True, EVENING], "integers": ["a", True, EVENING], "numbers": ["a", True, EVENING], "flags": ["a", 1.5], "millis": [True]}


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in WRONG.items() for value in values])
def test_a_wrong_type_is_named_with_what_it_must_be(kind, value):
    for table in ({"c": [value]}, pl.DataFrame({"c": [value]}), pd.DataFrame({"c": [value]})):
        with pytest.raises(omo.OmoError, match="column `c` must be") as error:
            read(table, "c", kind)
        assert error.value.code == "column"


def test_errors_never_tell_what_a_row_holds():
    secret = "hanako-yamada-3-5-1-ginza"
    tries = [
        (lambda: read({"c": [secret]}, "c", kind)) for kind in ("integers", "numbers", "flags", "millis", "times")
    ]
    tries += [
        lambda: read(pd.DataFrame({"c": [1, secret]}), "c", "texts"),
        lambda: read(pl.DataFrame({"c": [secret]}), "c", "millis"),
        lambda: omo.Table({"c": [1, secret]}),
        lambda: omo.Table([secret]),
    ]
    for attempt in tries:
        with pytest.raises((omo.OmoError, TypeError)) as error:
            attempt()
        told = f"{error.value} {error.value.__cause__} {error.value.__context__}"
        assert secret not in told
        assert "hanako" not in told


def test_a_stream_that_breaks_is_an_error():
    def batches():
        yield pa.record_batch({"c": ["a"]})
        raise RuntimeError("hanako")

    reader = pa.RecordBatchReader.from_batches(pa.schema({"c": pa.string()}), batches())
    with pytest.raises(omo.OmoError) as error:
        omo.Table(reader)
    assert error.value.code == "format"
    assert "hanako" not in str(error.value)


def test_a_capsule_is_taken_once():
    class Once:
        capsule = pa.table({"c": ["a"]}).__arrow_c_stream__()

        def __arrow_c_stream__(self, requested_schema=None):
            return self.capsule

    once = Once()
    assert omo.Table(once)["c"] == ["a"]
    assert code(omo.Table, once) == "format"


def test_a_capsule_of_another_kind_is_refused():
    class Wrong:
        def __arrow_c_stream__(self, requested_schema=None):
            return pa.schema({"c": pa.string()}).__arrow_c_schema__()

    with pytest.raises((TypeError, ValueError)):
        omo.Table(Wrong())


def test_a_stream_written_in_python_goes_in():
    batches = (pa.record_batch({"c": [letter]}) for letter in "abc")
    reader = pa.RecordBatchReader.from_batches(pa.schema({"c": pa.string()}), batches)
    assert omo.Table(reader)["c"] == ["a", "b", "c"]


def test_ten_megabytes_in_one_cell():
    long = "あ" * 3_500_000
    assert read({"c": [long, "b", long]}, "c", "intern") == [0, 1, 0]
    assert read(pl.DataFrame({"c": [long]}), "c", "texts") == [long]


def test_an_error_of_the_column_itself_is_not_hidden():
    class Bad:
        def __arrow_c_stream__(self, requested_schema=None):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        omo.Table(Bad())


def test_columns_may_have_the_user_s_names():
    table = {"sei": ["山田"], "mei": ["花子"]}
    assert read(table, "family_name", "texts", columns={"sei": "family_name"}) == ["山田"]
    assert read(table, "mei", "texts", columns={"sei": "family_name"}) == ["花子"]
    assert read(table, "sei", "texts", columns={"sei": "mei", "mei": "sei"}) == ["花子"]
    assert code(read, table, "sei", "texts", columns={"sei": "family_name"}) == "column"
    assert code(read, table, "sei", "texts", columns={"tel": "phone"}) == "column"
    assert code(read, table, "sei", "texts", columns={"sei": "mei"}) == "column"
    with pytest.raises(TypeError):
        read(table, "sei", "texts", columns={"sei": 1})
