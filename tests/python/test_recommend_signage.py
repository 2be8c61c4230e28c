"""A screen that tells on nobody."""

import omo
import pytest

CATALOGUE = {"item": ["tea", "rice", "plaster", "mystery"], "category": ["drinks", "food", "health", None]}


def screen(**keywords):
    return omo.recommend.Signage(CATALOGUE, sensitive=["health"], fallback=["store map", "hours"], **keywords)


def fans(people, item="tea"):
    people = list(people)
    return {"customer_id": people, "item": [item] * len(people), "score": [1.0] * len(people)}


def shown(screen, present, minute):
    return screen.show(present, now=f"2026-05-01 10:{minute:02}")["items"]


@pytest.mark.parametrize("item", ["plaster", "mystery", "never heard of"])
def test_what_must_not_be_shown_is_not(item):
    told = screen().show(fans(range(50), item), now="2026-05-01 10:00")
    assert told == {"items": ["store map", "hours"], "own": True, "reason": "the shop's own choice", "until": "2026-05-01T10:15:00+00:00"}


def test_more_than_k_must_like_it():
    assert [shown(screen(), fans(range(people)), 0) == ["tea"] for people in (0, 1, 3, 4, 5)] == [False, False, False, True, True]
    assert [shown(screen(k=5), fans(range(people)), 0) == ["tea"] for people in (5, 6)] == [False, True]
    told = screen().show(fans(range(4)), now="2026-05-01 10:00", language="ja")
    assert told["reason"] == "ここにいる3人を超える方のお好み"


def test_one_comes_or_goes_and_nothing_changes():
    for present in [fans(range(4)), fans(range(3)), fans(range(9))]:
        on = screen()
        before = shown(on, present, 0)
        everyone = present["customer_id"]
        for minute, gone in enumerate(everyone):
            assert shown(on, fans(who for who in everyone if who != gone), 1 + minute * 5) == before
        assert shown(on, fans([*everyone, 99]), 58) == before


def test_three_go_and_it_changes_at_the_next_time_of_the_clock():
    on = screen()
    assert shown(on, fans(range(4)), 0) == ["tea"]
    assert shown(on, fans([0]), 14) == ["tea"]
    assert shown(on, fans([0]), 15) == ["store map", "hours"]


def test_people_without_likes_are_people():
    on = screen()
    quiet = {"customer_id": ["a", "b", "c"], "item": [None] * 3, "score": [None] * 3}
    assert shown(on, quiet, 0) == ["store map", "hours"]
    assert shown(on, fans(range(4)), 15) == ["tea"]


def test_what_is_no_screen_is_refused():
    for code, call in [
        ("option", lambda: screen(k=2)),
        ("option", lambda: screen(minutes=0)),
        ("column", lambda: omo.recommend.Signage({"item": ["a"]})),
        ("column", lambda: omo.recommend.Signage({"item": ["a", "a"], "category": ["x", "x"]})),
        ("column", lambda: screen().show({"customer_id": [1], "item": ["tea"], "score": [None]}, now="2026-05-01")),
        ("column", lambda: screen().show({"customer_id": [None], "item": ["tea"], "score": [1.0]}, now="2026-05-01")),
        ("format", lambda: screen().show(fans([1]), now="noon")),
    ]:
        with pytest.raises(omo.OmoError) as told:
            call()
        assert told.value.code == code
