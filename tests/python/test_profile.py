"""Profiles, cards and segments from Python."""

import datetime

import omo
import pytest

FACTS = [
    {"id": "ec-1", "occurred_at": "2026-03-01 10:00", "channel": "ec", "action": "view", "email": "hanako@example.jp", "product": "kettle"},
    {"id": "till-1", "occurred_at": "2026-03-02 10:00", "channel": "pos", "action": "purchase", "store": "ginza", "email": "hanako@example.jp", "product": "kettle", "amount": "4980 JPY"},
    {"id": "call-1", "occurred_at": "2026-03-04 10:00", "channel": "phone", "action": "inquiry", "email": "hanako@example.jp", "about": "loose lid"},
    {"id": "till-2", "occurred_at": "2026-03-03 10:00", "channel": "pos", "action": "purchase", "store": "ueno", "email": "taro@example.jp", "product": "tea", "amount": "600 JPY"},
]
NOW = "2026-03-05 10:00"


def shop(**config):
    shop = omo.Engine(zone="Asia/Tokyo", **config)
    shop.add_products([{"id": "kettle", "name": "Iron kettle", "category": "kitchen"}])
    assert shop.ingest(FACTS)["accepted"] == 4
    return shop


def test_a_profile_counts_and_knows_interests():
    profile = shop().profile("ec-1", now=NOW)
    assert profile["counters"]["touchpoints"] == 3
    assert profile["counters"]["spent"] == ["4980 JPY"]
    assert profile["counters"]["stores"][0]["name"] == "ginza"
    assert [one["name"] for one in profile["categories"]] == ["kitchen"]
    # A week later the interest is less, by the half life that was said.
    half = shop(profile={"half_life": 7}).profile("ec-1", now="2026-03-12 10:00")["products"][0]["level"]
    assert half == pytest.approx(shop(profile={"half_life": 7}).profile("ec-1", now=NOW)["products"][0]["level"] / 2)
    assert shop().profile("ec-1", now=datetime.datetime(2026, 3, 1, 12))["counters"]["purchases"] == 0


def test_a_card_is_for_a_purpose_and_in_a_language():
    card = shop().context_card("ec-1", now=NOW)
    assert [matter["kind"] for matter in card["open"]] == ["inquiry"]
    assert "Iron kettle" in card["hints"][0]["words"]
    assert card["steps"][0]["words"] == "yesterday: inquiry, loose lid (phone)"
    assert "問い合わせ" in shop().context_card("ec-1", now=NOW, language="ja")["steps"][0]["words"]
    counted = shop().context_card("ec-1", now=NOW, purpose="analytics")
    assert counted["withheld"] == ["about", "traits"]
    assert "loose lid" not in str(counted)
    assert len(shop(card={"steps": 1}).context_card("ec-1", now=NOW)["steps"]) == 1


def test_who_is_not_known_or_may_not_be_seen_is_none():
    ours = shop()
    ours.set_segments({"all": {"event": {}}})
    for customer, purpose in [("nobody", "service"), ("ec-1", "marketing")]:
        how = {"now": NOW, "purpose": purpose}
        assert ours.profile(customer, **how) is None
        assert ours.context_card(customer, **how) is None
        assert ours.segments(customer, **how) is None
        assert ours.explain_segment(customer, "all", **how) is None
        assert ours.fold(customer, lambda known, fact: known, 0, purpose=purpose) is None
    assert ours.segment_members("all", now=NOW) == ["ec-1", "till-2"]
    assert ours.segment_members("all", now=NOW, purpose="marketing") == []
    assert ours.crossings(purpose="marketing") == []


def test_segments_are_spelt_as_python_spells_or_as_the_core():
    ours = shop()
    ours.set_segments({
        "big_spender": {"sum": "amount", "currency": "JPY", "of": {"action": "purchase"}, "at_least": 1000},
        "often": {"avg": "days_between", "of": {"action": "purchase"}, "lessThan": 30},
        "cook": {"interest": {"category": "kitchen"}, "at_least": 3, "half_life": "14d"},
    })
    assert ours.segments("ec-1", now=NOW) == ["big_spender", "cook"]
    assert ours.segments("till-2", now=NOW) == []
    why = ours.explain_segment("ec-1", "big_spender", now=NOW, language="ja")
    assert (why["holds"], why["number"], why["facts"]) == (True, 49.80 * 100, ["till-1"])
    with pytest.raises(omo.error.OmoError, match="did you mean `event`") as wrong:
        ours.set_segments({"vip": {"evnt": {}}})
    assert wrong.value.code == "option"
    with pytest.raises(omo.error.OmoError) as unknown:
        ours.segment_members("vip", now=NOW)
    assert unknown.value.code == "unknown"
    assert ours.segments("ec-1", now=NOW) == ["big_spender", "cook"], "what is wrong changes nothing"


def test_own_actions_are_words_of_segments_when_they_are_said():
    document = {"fits": {"event": {"action": "fitting"}}}
    with pytest.raises(omo.error.OmoError):
        shop().set_segments(document)
    shop(actions=["fitting"]).set_segments(document)


def test_crossings_tell_who_enters_and_leaves_as_it_happens():
    ours = shop()
    ours.set_segments({"lately": {"event": {"action": "purchase"}, "within": "7d"}})
    told = [(one["customer"], one["entered"]) for one in ours.crossings()]
    assert sorted(told) == [("ec-1", True), ("till-2", True)]
    ours.advance("2026-03-09 12:00")
    (left,) = ours.crossings(2)
    assert (left["number"], left["customer"], left["entered"], left["moved"]) == (3, "ec-1", False, False)
    assert left["at"] == "2026-03-09T10:00:00+09:00"
    ours.ingest([{"id": "till-3", "occurred_at": "2026-03-09 13:00", "channel": "pos", "action": "purchase", "email": "hanako@example.jp"}])
    (again,) = ours.crossings(3)
    assert (again["customer"], again["segment"], again["entered"]) == ("ec-1", "lately", True)


def test_a_fold_of_ones_own_takes_facts_in_order():
    def step(known, fact):
        assert set(fact) == {"id", "at", "channel", "side", "store", "action", "about", "lines", "traits"}
        return [*known, (fact["id"], fact["side"], [line["amount"] for line in fact["lines"]])]

    assert shop().fold("ec-1", step, []) == [("ec-1", "online", [None]), ("till-1", "offline", ["4980 JPY"]), ("call-1", "offline", [])]
    with pytest.raises(ZeroDivisionError):
        shop().fold("ec-1", lambda known, fact: 1 / 0, 0)
