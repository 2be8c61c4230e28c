"""A shop from Python: facts in, customers, journeys and advice out, whatever the facts came in."""

import datetime
import json
import signal
import subprocess
import sys
import textwrap
import threading
import time

import duckdb
import numpy as np
import omo
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

#: Two people at four touchpoints: hanako is known by cookie, e-mail and card, taro by his card.
ROWS = [
    {"id": "e1", "occurred_at": "2026-03-01 09:00:00", "channel": "ec", "action": "view", "cookie": "c1", "product": "kettle"},
    {"id": "e2", "occurred_at": "2026-03-01 09:05:00", "channel": "ec", "action": "cart", "cookie": "c1", "email": "hanako@example.jp", "product": "kettle"},
    {"id": "p1", "occurred_at": "2026-03-03 18:00:00", "channel": "pos", "action": "purchase", "store": "ginza", "email": "Hanako@Example.JP ", "member_id": 7, "product": "kettle", "quantity": 1, "amount": 4980},
    {"id": "p1", "occurred_at": "2026-03-03 18:00:00", "channel": "pos", "action": "purchase", "store": "ginza", "email": "Hanako@Example.JP ", "member_id": 7, "product": "tea", "quantity": 2, "amount": 600},
    {"id": "p2", "occurred_at": "2026-03-04 12:00:00", "channel": "pos", "action": "purchase", "store": "ueno", "member_id": 8, "product": "tea", "quantity": 1, "amount": 300},
]
NAMES = list(dict.fromkeys(name for row in ROWS for name in row))
COLUMNS = {name: [row.get(name) for row in ROWS] for name in NAMES}
TIMES = [datetime.datetime.fromisoformat(text) for text in COLUMNS["occurred_at"]]
WALL = {**COLUMNS, "occurred_at": TIMES}
TOKYO = datetime.timezone(datetime.timedelta(hours=9))
OPTIONS = {"constants": {"currency": "JPY"}, "issuer": "card"}

SOURCES = {
    "list of dicts": lambda: ROWS,
    "list of dicts with times": lambda: [{**row, "occurred_at": at} for row, at in zip(ROWS, TIMES)],
    "dict of lists": lambda: COLUMNS,
    "dict of lists with times": lambda: WALL,
    "omo": lambda: omo.Table(WALL),
    "polars": lambda: pl.DataFrame(WALL),
    "polars in chunks": lambda: pl.concat([pl.DataFrame(WALL)[:2], pl.DataFrame(WALL)[2:]], rechunk=False),
    "polars categories": lambda: pl.DataFrame(WALL).with_columns(pl.col("channel", "action", "cookie").cast(pl.Categorical)),
    "polars with its zone": lambda: pl.DataFrame(WALL).with_columns(pl.col("occurred_at").dt.replace_time_zone("Asia/Tokyo")),
    "polars nanoseconds": lambda: pl.DataFrame(WALL).with_columns(pl.col("occurred_at").cast(pl.Datetime("ns"))),
    "pandas": lambda: pd.DataFrame(WALL),
    "pandas of objects": lambda: pd.DataFrame(WALL, dtype=object),
    "pandas categories": lambda: pd.DataFrame(WALL).astype({"channel": "category", "action": "category"}),
    "pyarrow": lambda: pa.table(WALL),
    "duckdb": lambda: duckdb.from_arrow(pa.table(WALL)),
}


def shop(data=ROWS, **config):
    shop = omo.Engine(zone="Asia/Tokyo", **config)
    receipt = shop.ingest(data, **OPTIONS)
    assert receipt == {"accepted": 4, "duplicates": 0, "quarantined": 0, "notes": 0}
    return shop


def answers(shop):
    return {
        "customers": shop.customers().to_dicts(),
        "hanako": shop.customer("cookie", "c1"),
        "journey": shop.journey("e1").to_dicts(),
        "rfm": shop.rfm("2026-03-10").to_dicts(),
        "assignments": shop.assignments(purpose="analytics").to_dicts(),
        "summary": shop.summary().to_dict(),
        "map": shop.journeys().map(),
        "advice": shop.recommend(now="2026-03-10"),
        "page": shop.report(title="Kettles"),
    }


EXPECTED = answers(shop())


def test_the_story_by_hand():
    known = shop()
    assert len(known) == 4
    assert repr(known) == "omo.Engine(4 touchpoints)"
    hanako, taro = known.customers().to_dicts()
    assert (hanako["customer_id"], hanako["touchpoints"], hanako["online"], hanako["offline"]) == ("e1", 3, 2, 1)
    assert (hanako["spent"], hanako["currency"], hanako["channels"]) == (5580.0, "JPY", "ec, pos")
    assert hanako["first_seen"] == datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
    assert (taro["customer_id"], taro["spent"]) == ("p2", 300.0)
    journey = known.journey("e1")
    assert journey["action"] == ["view", "cart", "purchase"]
    assert journey["products"] == ["kettle", "kettle", "kettle, tea"]
    assert journey["amount"] == [None, None, 5580.0]
    assert journey["occurred_at"][2] == datetime.datetime(2026, 3, 3, 9, tzinfo=datetime.timezone.utc)
    assert known.customer("member_id", "card:7")["id"] == "e1"
    assert known.customer("email", "nobody@example.jp") is None
    assert known.customer("cookie", "c1", purpose="analytics")["identifiers"] == []
    links = known.explain(("cookie", "c1"), ("member_id", "card:7"))
    assert [link["touchpoint"] for link in links] == ["e2", "p1"]
    assert known.explain(("cookie", "c1"), ("member_id", "card:8")) is None
    assert known.journeys().crossings()["bought_in_store_after_online"] == 1
    assert known.rfm(datetime.date(2026, 3, 10))["recency_days"] == [7, 6]
    assert len(known.journey("nobody")) == 0


@pytest.mark.parametrize("data", SOURCES.values(), ids=SOURCES)
def test_the_answer_is_the_same_whatever_the_facts_came_in(data):
    assert answers(shop(data())) == EXPECTED


def test_the_answer_is_the_same_from_files(tmp_path):
    lines = "\n".join(json.dumps(row) for row in ROWS).encode()
    path = tmp_path / "facts.csv"
    pd.DataFrame(COLUMNS).astype({"member_id": "Int64", "quantity": "Int64", "amount": "Int64"}).to_csv(path, index=False)
    for load in (
        lambda known: known.ingest_json_lines(lines, **OPTIONS),
        lambda known: known.ingest_csv(path, **OPTIONS),
        lambda known: known.ingest_csv(str(path), **OPTIONS),
        lambda known: known.ingest_csv(path.read_bytes(), **OPTIONS),
        lambda known: known.ingest_csv(bytearray(path.read_bytes()), **OPTIONS),
    ):
        known = omo.Engine(zone="Asia/Tokyo")
        assert load(known)["accepted"] == 4 or load(known)["duplicates"] == 4
        assert answers(known)["customers"] == EXPECTED["customers"]


def test_the_same_facts_twice_count_once_from_whatever_source():
    known = shop()
    for data in SOURCES.values():
        assert known.ingest(data(), **OPTIONS) == {"accepted": 0, "duplicates": 4, "quarantined": 0, "notes": 0}
    assert answers(known)["customers"] == EXPECTED["customers"]


def test_rows_without_an_id_are_the_same_facts_in_every_frame():
    rows = {"occurred_at": TIMES[:2], "channel": ["ec", "ec"], "action": ["view", "view"], "cookie": ["a", None], "n": [1, None]}
    known = omo.Engine()
    assert known.ingest(pl.DataFrame(rows))["accepted"] == 2
    for data in (rows, pd.DataFrame(rows), pa.table(rows), duckdb.from_arrow(pa.table(rows)), pl.DataFrame(rows).select(sorted(rows))):
        assert known.ingest(data)["duplicates"] == 2


def test_large_keys_keep_their_digits():
    known = omo.Engine()
    ids = np.array([2**53 + 1, 2**63 - 1], dtype="i8")
    data = {"id": ids, "occurred_at": TIMES[:2], "channel": ["ec", "ec"], "action": ["view", "view"], "member_id": np.array([2**64 - 1, 1], dtype="u8")}
    assert known.ingest(pd.DataFrame(data))["accepted"] == 2
    assert sorted(known.assignments(purpose="analytics")["touchpoint"]) == ["9007199254740993", "9223372036854775807"]
    assert known.customer("member_id", str(2**64 - 1))["id"] == "9007199254740993"


def test_floats_are_money_to_the_cent():
    known = omo.Engine()
    amounts = [0.1 + 0.2, 19.99, float("nan"), 1.005]
    data = pl.DataFrame({"id": [1, 2, 3, 4], "occurred_at": TIMES[:4], "product": ["a"] * 4, "amount": amounts})
    receipt = known.ingest(data, constants={"channel": "pos", "action": "purchase", "currency": "USD", "email": "a@example.jp"})
    assert receipt == {"accepted": 3, "duplicates": 0, "quarantined": 1, "notes": 0}
    assert known.quarantined(purpose="service")["code"] == ["price"]
    assert known.customers()["spent"] == [20.29]


def test_a_bad_record_stops_nothing_and_can_be_mended():
    known = omo.Engine(zone="Asia/Tokyo")
    times = np.array(["2026-03-01T09:00", "1969-12-31", "2262-01-01", "NaT"], dtype="datetime64[ms]")
    data = {"id": [1, 2, 3, 4], "occurred_at": times, "channel": ["ec"] * 4, "action": ["view"] * 4, "email": ["a@example.jp", "b", "c", "d"]}
    assert known.ingest(pd.DataFrame(data), source="shop") == {"accepted": 1, "duplicates": 0, "quarantined": 3, "notes": 0}
    bad = known.quarantined(purpose="service")
    assert bad["row"] == [2, 3, 4]
    assert bad["code"] == ["time", "time", "missing"]
    assert set(bad["source"]) == {"shop"}
    record = json.loads(bad["record"][2])
    assert record == {"id": 4, "channel": "ec", "action": "view", "email": "d"}
    mended = [{**json.loads(record), "occurred_at": "2026-03-02"} for record in bad["record"]]
    assert known.ingest(mended, source="shop") == {"accepted": 3, "duplicates": 0, "quarantined": 0, "notes": 3}
    assert set(known.notes()["code"]) == {"identifier"}


def test_a_negative_time_a_far_one_and_noise_are_set_aside_from_dicts_too():
    known = omo.Engine()
    rows = [{"id": n, "occurred_at": at, "channel": "ec", "action": "view"} for n, at in enumerate([-1, 9 * 10**18, "soon", float("nan"), None, "9" * 1000, True, [], {}])]
    receipt = known.ingest(rows)
    assert (receipt["accepted"], receipt["quarantined"]) == (0, 9)
    assert set(known.quarantined(purpose="service")["code"]) == {"time", "missing"}


def test_what_a_fact_says_about_the_customer_is_the_same_from_every_frame():
    born = datetime.date(1965, 5, 3)
    row = {"occurred_at": "2026-03-01", "channel": "pos", "action": "identify", "email": "hanako@example.jp"}
    nested = [{**row, "id": 1, "traits": {"birthday": born, "rank": "gold", "age": 60}}, {**row, "id": 2, "traits": {"rank": "silver"}}]
    flat = [{**row, "id": 1, "traits.birthday": born, "tier": "gold", "traits.age": 60}, {**row, "id": 2, "traits.birthday": None, "tier": "silver", "traits.age": None}]
    frame, pandas = pl.DataFrame(flat), pd.DataFrame(flat)
    midnight = pandas.assign(**{"traits.birthday": np.array([born, "NaT"], dtype="datetime64[ns]")})
    lines = "".join(json.dumps(one, default=str) + "\n" for one in flat).encode()
    columns = {"tier": "traits.rank"}

    def told(load):
        known = omo.Engine(zone="Asia/Tokyo")
        assert load(known) == {"accepted": 2, "duplicates": 0, "quarantined": 0, "notes": 0}
        return [touch.get("traits") for touch in known.export("email:hanako@example.jp")["touchpoints"]]

    expect = [{"birthday": "1965-05-03", "rank": "gold", "age": "60"}, {"rank": "silver"}]
    assert told(lambda s: s.ingest(nested)) == expect
    for data in (flat, frame, pandas, midnight, frame.with_columns(pl.col("traits.birthday").cast(pl.Datetime("us"))), frame.to_arrow()):
        assert told(lambda s: s.ingest(data, columns=columns)) == expect
    assert told(lambda s: s.ingest_csv(frame.write_csv().encode(), columns=columns)) == expect
    assert told(lambda s: s.ingest_json_lines(lines, columns=columns)) == expect
    with pytest.raises(omo.OmoError, match="`traits` must be of texts") as error:
        omo.Engine().ingest(pl.DataFrame(nested))
    assert error.value.code == "column"


def test_what_is_no_record_is_set_aside():
    known = omo.Engine()
    assert known.ingest([7, None, "x", ROWS[0]])["quarantined"] == 3
    assert known.quarantined(purpose="service")["code"] == ["json"] * 3


def test_empty_tables_are_empty():
    known = omo.Engine()
    nothing = {"accepted": 0, "duplicates": 0, "quarantined": 0, "notes": 0}
    for data in ([], (), {}, pl.DataFrame(), pd.DataFrame(), pl.DataFrame(WALL)[:0], pa.table(WALL)[:0]):
        assert known.ingest(data) == nothing
    for load in (known.ingest_csv, known.ingest_json_lines, known.ingest_segment):
        assert load(b"") == nothing
    assert len(known) == 0
    assert known.customers().to_dicts() == []
    assert known.best_actions(now="2026-03-10") == []
    assert "<!doctype html>" in known.report()


def test_ten_megabytes_in_a_cell_are_set_aside():
    known = omo.Engine()
    long = "あ" * 3_500_000
    row = {"id": 1, "occurred_at": "2026-03-01", "channel": "ec", "action": "view", "email": long}
    for data in ([row], pl.DataFrame([row]), pd.DataFrame([row])):
        assert known.ingest(data)["quarantined"] == 1
    assert known.ingest_json_lines(json.dumps(row).encode())["quarantined"] == 1
    assert set(known.quarantined(purpose="service")["code"]) == {"too_long"}
    assert len(repr(known.quarantined(purpose="service"))) < 5000


def test_broken_bytes_are_set_aside():
    known = omo.Engine()
    csv = b"id,occurred_at,channel,action\n1,2026-03-01,ec,view\n2,2026-03-01,\xff\xfe,view\n"
    assert known.ingest_csv(csv) == {"accepted": 1, "duplicates": 0, "quarantined": 1, "notes": 0}
    assert known.ingest_json_lines(b'\xff{"id": 1}\n')["quarantined"] == 1
    assert known.quarantined(purpose="service")["code"] == ["utf8", "utf8"]
    with pytest.raises(omo.OmoError) as error:
        known.ingest_csv(b"\xff\xfe,occurred_at\n1,2")
    assert error.value.code == "format"


def test_a_row_that_contains_itself_is_an_error_and_adds_nothing():
    known = omo.Engine()
    loop = dict(ROWS[0])
    loop["lines"] = [loop]
    with pytest.raises(omo.OmoError) as error:
        known.ingest([ROWS[1], loop])
    assert error.value.code == "format"
    assert len(known) == 0
    known.ingest([{**ROWS[0], "id": f"k{n}", "member_id": "a", "cookie": "b"} for n in range(3)])
    assert len(known.customers()) == 1


def test_aliases_that_go_in_circles_are_one_person():
    known = omo.Engine()
    alias = '{"type": "alias", "messageId": "m%d", "timestamp": "2026-03-01T00:00:00Z", "previousId": "%s", "userId": "%s"}'
    lines = [alias % (1, "a", "b"), alias % (2, "b", "c"), alias % (3, "c", "a"), alias % (4, "a", "a")]
    known.ingest_segment("\n".join(lines).encode())
    assert len(known.customers()) <= 1


CODES = {
    "unknown word": (lambda s: s.ingest(ROWS, columns={"id": "identity"}), "option"),
    "unknown constant": (lambda s: s.ingest(ROWS, constants={"curency": "JPY"}), "option"),
    "zone": (lambda s: s.ingest(ROWS, zone="Asia/Tokio"), "format"),
    "no such column": (lambda s: s.ingest(pl.DataFrame(WALL), columns={"receipt": "id"}), "column"),
    "no time": (lambda s: s.ingest({"id": [1]}), "column"),
    "mixed": (lambda s: s.ingest({**COLUMNS, "email": [1, "hanako", None, None, b"x"]}), "column"),
    "nested": (lambda s: s.ingest(pl.DataFrame({**WALL, "lines": [[{"product": "tea"}]] * 5})), "column"),
    "bytes": (lambda s: s.ingest(pl.DataFrame({**WALL, "email": [b"\xff"] * 5})), "column"),
    "purpose": (lambda s: s.customers("curiosity"), "option"),
    "identifiers": (lambda s: s.explain(("cookie", "c1"), ("cookie", "c2"), purpose="analytics"), "purpose"),
    "kind": (lambda s: s.customer("e-mail", "a@example.jp"), "format"),
    "value": (lambda s: s.customer("email", "hanako"), "format"),
    "customer": (lambda s: s.recommend("nobody", now="2026-03-01"), "unknown"),
    "customer's actions": (lambda s: s.next_best_actions("nobody", now="2026-03-01"), "unknown"),
    "now": (lambda s: s.recommend(now="yesterday"), "format"),
    "now too far": (lambda s: s.recommend(now=datetime.date(2500, 1, 1)), "format"),
    "language": (lambda s: s.recommend(now="2026-03-01", language="fr"), "option"),
    "bins": (lambda s: s.rfm("2026-03-01", bins=1), "option"),
    "config": (lambda s: omo.Engine(journey={"session_gap": 30}), "option"),
    "config's type": (lambda s: omo.Engine(journey={"session_gap_minutes": "long"}), "option"),
    "config's range": (lambda s: omo.Engine(journey={"crossing_days": 0}), "option"),
    "identity": (lambda s: omo.Engine(identity={"weight": 1}), "option"),
    "shop's zone": (lambda s: omo.Engine(zone="Asia/Tokio"), "format"),
    "product without a name": (lambda s: s.add_products({"id": ["a"]}), "column"),
    "product's price": (lambda s: s.add_products({"id": ["a"], "name": ["A"], "price": ["hanako"]}, constants={"currency": "JPY"}), "column"),
    "store off the map": (lambda s: s.add_stores({"id": ["a"], "name": ["A"], "latitude": [91], "longitude": [0]}), "column"),
    "stock below nothing": (lambda s: s.set_stock({"store": ["a"], "product": ["b"], "quantity": [-1]}), "column"),
    "consent to what": (lambda s: s.add_consents({"kind": ["email"], "value": ["a@example.jp"], "purpose": ["fun"], "status": ["granted"], "at": ["2026-03-01"]}), "column"),
}


@pytest.mark.parametrize(("call", "code"), CODES.values(), ids=CODES)
def test_what_is_wrong_has_a_code_and_names_nobody(call, code):
    known = shop()
    with pytest.raises(omo.OmoError) as error:
        call(known)
    assert error.value.code == code
    assert "hanako" not in str(error.value)
    assert len(str(error.value)) < 700
    assert len(known) == 4


@pytest.mark.parametrize(
    "call",
    [
        lambda s: s.ingest(),
        lambda s: s.ingest("facts.csv"),
        lambda s: s.ingest(7),
        lambda s: s.ingest(ROWS, colums={}),
        lambda s: s.ingest(ROWS, "pos"),
        lambda s: s.ingest(ROWS, columns=["id"]),
        lambda s: s.ingest(ROWS, columns={"id": 7}),
        lambda s: s.ingest([{"id": object()}]),
        lambda s: s.ingest_csv(7),
        lambda s: s.ingest_csv(["a,b"]),
        lambda s: s.customers(7),
        lambda s: s.rfm(7),
        lambda s: s.recommend(),
        lambda s: s.recommend(now=1.5),
        lambda s: s.recommend(now="2026-03-01", n=-1),
        lambda s: s.explain("c1", "c2"),
        lambda s: omo.Engine(None, "Asia/Tokyo"),
        lambda s: omo.Engine(zones="UTC"),
        lambda s: omo.Engine(journey=30),
        lambda s: s.add_products(7),
    ],
)
def test_wrong_types_and_misspelt_keywords_are_type_errors(call):
    with pytest.raises((TypeError, OverflowError)):
        call(shop())


def test_a_file_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        omo.Engine().ingest_csv(tmp_path / "nope.csv")


def test_options_reach_the_engine():
    known = shop(journey={"channels": {"ec": "offline"}, "stages": [{"action": "view", "stage": "visit"}]})
    assert known.customers()["online"] == [0, 0]
    assert known.journey("e1")["stage"][0] == "visit"


def test_advice_takes_consent_stock_and_the_customer_s_store():
    known = omo.Engine(zone="Asia/Tokyo", contact_channels=["email"])
    known.ingest(ROWS[:2], **OPTIONS)
    known.ingest([{"id": "v", "occurred_at": "2026-03-01 10:00", "channel": "store", "action": "visit", "store": "ginza", "email": "hanako@example.jp"}])
    assert [advice["action"] for advice in known.next_best_actions("e1", now="2026-03-02")] == ["nothing"]
    known.add_consents([{"kind": "email", "value": "HANAKO@example.jp", "purpose": "marketing", "status": "yes", "at": datetime.date(2026, 3, 1)}])
    known.add_products(pl.DataFrame({"jan": ["kettle"], "name": ["Kettle"], "price": [4980]}), columns={"jan": "id"}, constants={"currency": "JPY"})
    known.add_stores(pd.DataFrame([{"id": "ginza", "name": "Ginza", "latitude": 35.67, "longitude": 139.76}]))
    known.set_stock({"store": ["ginza"], "product": ["kettle"], "quantity": [3]})
    best = known.next_best_actions("e1", now=datetime.datetime(2026, 3, 2, 12, tzinfo=TOKYO))[0]
    assert (best["product"], best["store"], best["channel"]) == ("kettle", "ginza", "email")
    assert "Kettle" in best["words"]
    assert known.best_actions(now="2026-03-02", n=1)[0]["customer"] == "e1"
    assert known.recommend("e1", now="2026-03-02", store="ginza", channel="email", language="ja")["personal"]
    assert "Kettle" in known.report(now="2026-03-02", footnotes=["A simulated shop."])


def test_the_summary_shows_itself():
    summary = shop().summary()
    assert "Touchpoints" in str(summary)
    assert repr(summary) == str(summary)
    assert summary._repr_html_().startswith("<pre>")
    assert summary.to_dict()["customers"] == 2


def many(n, start=0):
    ids = np.arange(start, start + n)
    return pl.DataFrame(
        {
            "id": ids,
            "occurred_at": np.datetime64("2026-01-01", "us") + (ids % 8_000_000).astype("timedelta64[s]"),
            "email": pl.Series([f"c{n % 997}@example.jp" for n in ids]),
        }
    )


VIEWS = {"channel": "ec", "action": "view"}


def test_threads_read_while_others_load():
    known = omo.Engine()
    known.ingest(many(1000), constants=VIEWS)
    stop, wrong = threading.Event(), []

    def read():
        while not stop.is_set():
            try:
                customers = known.customers()
                assert sum(customers["touchpoints"]) % 1000 == 0
                assert len(known) % 1000 == 0
                known.journeys().map()
                known.recommend(now="2026-06-01")
            except Exception as error:
                wrong.append(error)
                return

    def load(part):
        for n in range(part, 20, 2):
            known.ingest(many(1000, 1000 * (n + 1)), constants=VIEWS)

    readers = [threading.Thread(target=read) for _ in range(4)]
    writers = [threading.Thread(target=load, args=(part,)) for part in range(2)]
    for thread in [*readers, *writers]:
        thread.start()
    for thread in writers:
        thread.join(60)
    stop.set()
    for thread in readers:
        thread.join(60)
    assert not wrong, wrong
    assert len(known) == 21_000
    alone = omo.Engine()
    alone.ingest(many(21_000), constants=VIEWS)
    assert known.customers().to_dicts() == alone.customers().to_dicts()


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_ends_a_long_load_and_adds_nothing():
    code = """
        import omo, polars as pl, time
        n = 3_000_000
        data = pl.DataFrame({"id": pl.int_range(n, eager=True), "product": "a" * 40, "email": pl.int_range(n, eager=True).cast(pl.String) + "@example.jp"})
        shop = omo.Engine()
        told = []
        print("ready", flush=True)
        start = time.monotonic()
        try:
            shop.ingest(data, constants={"occurred_at": "2026-03-01", "channel": "ec", "action": "view"}, progress=told.append)
        except KeyboardInterrupt:
            print("interrupted", len(shop), time.monotonic() - start < 20, flush=True)
    """
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout.readline() == "ready\n"
    time.sleep(0.5)
    sent = time.monotonic()
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert out == "interrupted 0 True\n", err
    assert time.monotonic() - sent < 10


def test_progress_grows_to_one():
    told = []
    omo.Engine().ingest(many(300_000), constants=VIEWS, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_million_rows(capsys):
    data = many(1_000_000)
    known = omo.Engine()
    start = time.perf_counter()
    receipt = known.ingest(data, constants=VIEWS)
    loaded = time.perf_counter() - start
    start = time.perf_counter()
    assert len(known.customers()) == 997
    with capsys.disabled():
        print(f"\n  1,000,000 rows into an engine: {loaded:.2f} s, its customers: {time.perf_counter() - start:.2f} s")
    assert receipt["accepted"] == 1_000_000
