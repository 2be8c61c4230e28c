"""A shop that lasts: files, changes, decisions, erasure; from one thread or many."""

import asyncio
import os
import subprocess
import sys
import textwrap
import threading

import omo
import pytest


def fact(number, **more):
    return {"id": number, "occurred_at": f"2026-03-{1 + number % 28:02} 10:00", "channel": "ec", "action": "view", **more}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.omo"


def answers(shop):
    return [
        {name: shop.customers(purpose)[name] for name in ("customer_id", "touchpoints", "channels")}
        for purpose in ("service", "analytics", "legal")
    ]


def test_what_was_told_is_there_after_a_restart(path):
    with omo.Engine(path) as shop:
        shop.ingest([fact(n, email=f"p{n % 7}@example.jp") for n in range(100)])
        shop.link("0", "1")
        shop.split(["2"])
        before = answers(shop)
    with omo.Engine(path) as shop:
        assert answers(shop) == before
        assert shop.verify_audit()["intact"]
        assert [one["kind"] for one in shop.decisions(purpose="service")] == ["link", "split"]
    with pytest.raises(omo.OmoError) as closed:
        shop.ingest([fact(1000)])
    assert closed.value.code == "store"
    # What was there can still be asked for.
    assert answers(shop) == before


def test_a_process_that_dies_loses_nothing_it_was_told(path):
    program = """
        import omo, os, sys
        shop = omo.Engine(sys.argv[1])
        shop.ingest([{"id": n, "occurred_at": "2026-03-01", "channel": "ec", "action": "view"} for n in range(50)])
        os._exit(9)
    """
    died = subprocess.run([sys.executable, "-c", textwrap.dedent(program), str(path)], env=os.environ)
    assert died.returncode == 9
    with omo.Engine(path) as shop:
        assert len(shop) == 50


def test_one_writer_at_a_time(path):
    with omo.Engine(path):
        with pytest.raises(omo.OmoError) as busy:
            omo.Engine(path)
        assert busy.value.code == "store"
    with omo.Engine(path):
        pass


def test_no_file_is_a_typed_error(tmp_path):
    (tmp_path / "text.omo").write_text("this is no store " * 100)
    for path in (tmp_path / "text.omo", tmp_path / "no" / "folder.omo"):
        with pytest.raises(omo.OmoError) as wrong:
            omo.Engine(path)
        assert wrong.value.code == "store"


def test_the_order_of_arrival_does_not_matter(path):
    facts = [fact(n, email=f"p{n % 5}@example.jp", cookie=f"c{n % 11}") for n in range(60)]
    one, two = omo.Engine(), omo.Engine(path)
    one.ingest(facts)
    for start in range(0, 60, 7):
        two.ingest(list(reversed(facts))[start : start + 7])
    assert answers(one) == answers(two)
    three = omo.Engine.restore(two.snapshot())
    assert answers(three) == answers(one)
    two.close()


def test_customers_that_were_merged_are_found_by_their_old_ids():
    shop = omo.Engine()
    shop.ingest([fact(1, cookie="c1"), fact(2, email="h@example.jp")])
    known = shop.changes()[-1]["number"]
    shop.ingest([fact(3, cookie="c1", email="h@example.jp")])
    (merged,) = shop.changes(since=known)
    assert (merged["kind"], merged["customer"], merged["from"]) == ("merged", "1", ["1", "2"])
    old, new = (shop.journey(id, purpose="service") for id in ("2", "1"))
    assert old["touchpoint"] == new["touchpoint"] == ["1", "2", "3"]


def test_erased_is_erased(path):
    facts = [fact(1, email="hanako.unique@example.jp"), fact(2, email="taro.unique@example.jp")]
    with omo.Engine(path) as shop:
        shop.ingest(facts)
        assert shop.erase("1", at="2026-04-01")["touchpoints"] == 1
        assert shop.erase("1", at="2026-04-01") is None
        assert shop.ingest(facts)["erased"] == 1
        shop.compact()
        assert shop.verify_audit()["intact"]
    bytes_left = path.read_bytes()
    assert b"hanako.unique" not in bytes_left and b"taro.unique" in bytes_left
    with omo.Engine(path) as shop:
        assert shop.ingest(facts)["erased"] == 1 and len(shop) == 1


def test_who_was_erased_cannot_be_tried_out_without_the_secret(path):
    who = fact(1, email="hanako@example.jp")
    with omo.Engine(path, secret="kept elsewhere") as shop:
        shop.ingest([who])
        shop.erase("1", at="2026-04-01")
    for wrong in (None, "another"):
        with pytest.raises(omo.OmoError, match="secret") as told:
            omo.Engine(path, secret=wrong)
        assert told.value.code == "option"
        assert "kept elsewhere" not in str(told.value)
    with omo.Engine(path, secret="kept elsewhere") as shop:
        assert shop.ingest([who])["accepted"] == 0
    with pytest.raises(omo.OmoError, match="empty"):
        omo.Engine(secret="")


def test_many_threads_and_asyncio(path):
    with omo.Engine(path) as shop:

        def tell(first):
            for n in range(first, first + 50):
                shop.ingest([fact(n, email=f"p{n % 9}@example.jp")])
                shop.customers("service")

        threads = [threading.Thread(target=tell, args=(start,)) for start in (0, 1000, 2000)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]

        async def ask():
            return await asyncio.gather(*(asyncio.to_thread(shop.customer, "email", f"p{n}@example.jp") for n in range(9)))

        found = asyncio.run(ask())
        assert len(shop) == 150
        assert sum(one["touchpoints"] for one in found) == 150


@pytest.mark.parametrize("cut", [0, 3, 10, 60, -1])
def test_broken_snapshots_are_errors(cut):
    shop = omo.Engine()
    shop.ingest([fact(1, email="h@example.jp")])
    with pytest.raises(omo.OmoError) as broken:
        omo.Engine.restore(shop.snapshot()[:cut])
    assert broken.value.code == "format"


def test_a_key_encrypts_the_file_or_is_refused(path):
    """The usual package has no encryption and says so; one that was built with it keeps its word."""
    try:
        shop = omo.Engine(path, key="ses'ame")
    except omo.OmoError as refused:
        assert refused.code == "option" and "no encryption" in str(refused) and "ses'ame" not in str(refused)
        assert not path.exists()
        return
    shop.ingest([fact(n, email=f"hanako{n}@example.jp") for n in range(200)])
    told = shop.customers("legal").to_dicts()
    shop.close()
    held = path.read_bytes()
    assert b"hanako" not in held and not held.startswith(b"SQLite")
    for wrong in (None, "sesame"):
        with pytest.raises(omo.OmoError) as error:
            omo.Engine(path, key=wrong)
        assert error.value.code == "store"
    assert path.read_bytes() == held
    with omo.Engine(path, key="ses'ame") as again:
        assert again.customers("legal").to_dicts() == told
