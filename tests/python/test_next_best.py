"""What to do next: coupons, slots, the contact policy, plans, and why."""

import datetime

import omo
import pytest

EVENINGS = ["2026-03-02 20:10", "2026-03-03 20:40", "2026-03-04 20:05"]
NOW = "2026-03-05 10:30"


def fact(n, who, at, action="view", product="dress", store="ginza"):
    return {
        "id": f"{who}-{n}", "occurred_at": at, "channel": "app", "store": store, "action": action,
        "email": f"{who}@example.jp", "product": product,
    }


def shop(people=("hanako",), quantity=2, **config):
    shop = omo.Engine(zone="Asia/Tokyo", **config)
    shop.add_products([{"id": "dress", "name": "Red dress", "category": "clothes/red", "price": "9800", "currency": "JPY"}])
    shop.add_stores([{"id": "ginza", "name": "Ginza", "latitude": 35.67, "longitude": 139.76}])
    shop.ingest([fact(n, who, at) for who in people for n, at in enumerate(EVENINGS)])
    for who in people:
        shop.consent(f"email:{who}@example.jp", purpose="marketing", granted=True, at="2026-03-01")
    shop.set_stock({"store": ["ginza"], "product": ["dress"], "quantity": [quantity]})
    return shop


FITTING = {"store": "ginza", "kind": "fitting", "from": "2026-03-07 15:00", "capacity": 1}


def test_without_news_the_answers_are_as_ever():
    first = shop().next_best_actions("hanako-0", now=NOW)[0]
    assert first["words"] == "invite to Ginza for Red dress by app"
    assert not {"at", "coupon", "slot"} & set(first)


def test_looked_and_did_not_buy_a_fitting_at_the_hour_of_deciding():
    town = shop()
    town.add_slots([FITTING])
    first = town.next_best_actions("hanako-0", now=NOW)[0]
    assert first["action"] == "fitting" and first["store"] == "ginza" and first["channel"] == "app"
    assert first["at"] == "2026-03-05T20:00:00+09:00"
    assert first["slot"] == "2026-03-07T15:00:00+09:00"
    assert "usually decides around 20:00" in [reason["words"] for reason in first["reasons"]]
    ja = town.next_best_actions("hanako-0", now=NOW, language="ja")[0]
    assert ja["words"] == "アプリでGinzaでのRed dressの試着をご案内"


def test_quiet_hours_are_those_on_the_clock_that_the_customer_saw():
    town = shop(contact_policy={"quiet_from": 20, "quiet_until": 11})
    assert town.next_best_actions("hanako-0", now=NOW)[0]["at"] == "2026-03-05T19:00:00+09:00"
    # She is in Paris since; her evening has not come.
    town.ingest([fact("paris", "hanako", "2026-03-05T02:20:00+01:00")])
    at = town.next_best_actions("hanako-0", now=NOW)[0]["at"]
    assert at.endswith("+01:00") and 11 <= int(at[11:13]) < 20


def test_caps_count_what_was_recorded():
    town = shop(contact_policy={"caps": [{"most": 1, "days": 7, "channel": "app"}]})
    first = town.next_best_actions("hanako-0", now=NOW)[0]
    decision = town.record_contact("hanako-0", first)
    assert [contact["id"] for contact in town.contacts("hanako-0")] == [decision]
    # The app is used up for a week, LINE is not.
    assert town.next_best_actions("hanako-0", now=NOW)[0]["channel"] == "line"
    only_app = shop(contact_channels=["app"], contact_policy={"caps": [{"most": 1, "days": 30, "channel": "app"}]})
    only_app.record_contact("hanako-0", first)
    nothing = only_app.next_best_actions("hanako-0", now=NOW)
    assert [one["action"] for one in nothing] == ["nothing"]
    assert nothing[0]["reasons"][0]["fact"] == {"kind": "held_back", "cause": "channel_cap"}
    assert only_app.held_back("hanako-0", now=NOW) == [{"cause": "channel_cap", "items": 1}]


def test_stock_that_was_counted_too_long_ago_is_not_promised():
    town = shop()
    stock = {"store": ["ginza"], "product": ["dress"], "quantity": [2]}
    town.set_stock(stock, as_of="2026-03-03 09:00")
    assert town.held_back("hanako-0", now=NOW) == [{"cause": "stale_stock", "items": 1}]
    town.set_stock(stock, as_of=datetime.datetime(2026, 3, 5, 9))
    town.set_stock({**stock, "quantity": [0]}, as_of="2026-03-04")
    assert town.next_best_actions("hanako-0", now=NOW)[0]["action"] == "invite_to_store"
    assert town.counted_stock()[0]["quantity"] == 2


def test_why_is_told_to_whom_it_is_about():
    town = shop(people=["hanako", "taro"], offers={"coupon": 20})
    town.add_coupons([{"id": "spring", "discount": "20%", "category": "clothes", "pieces": 1}])
    first = town.next_best_actions("hanako-0", now=NOW)[0]
    assert (first["action"], first["coupon"]) == ("coupon", "spring")
    decision = town.record_contact("hanako-0", first)
    why = town.why("hanako-0", decision)
    assert why["words"].startswith("2026-03-05 20:00: give a coupon for the Red dress at Ginza by app, because: looked at 3 times")
    assert "20％引き" in town.why("hanako-0", decision, language="ja")["words"]
    with pytest.raises(omo.OmoError) as error:
        town.why("taro-0", decision)
    assert error.value.code == "unknown"
    # The only piece is given.
    assert {"cause": "coupon_used_up", "items": 1} in town.held_back("taro-0", now=NOW)
    # Erased: the decision is gone, and the piece is back.
    town.erase("hanako-0", at="2026-03-06")
    assert town.next_best_actions("taro-0", now=NOW)[0]["coupon"] == "spring"


def test_a_plan_never_sends_many_to_few():
    people = [f"p{n:03}" for n in range(120)]
    town = shop(people=people, quantity=30)
    town.add_slots([{**FITTING, "from": f"2026-03-0{7 + n % 2} 1{n % 5}:00", "capacity": 2} for n in range(10)])
    plan = town.plan_actions(now=NOW)
    kinds = [one["action"] for one in plan["actions"]]
    assert (kinds.count("fitting"), len(kinds)) == (20, 30)
    assert {one["cause"] for one in plan["excluded"]} == {"no_capacity"}
    slots = [one["slot"] for one in plan["actions"] if one["action"] == "fitting"]
    assert max(slots.count(slot) for slot in slots) == 2
    assert plan == town.plan_actions(now=NOW)
    for one in plan["actions"]:
        town.record_contact(one["customer"], one)
    assert town.plan_actions(now=NOW)["actions"] == []
    empty = shop(people=people).plan_actions(now=NOW, n=0)
    assert empty["actions"] == [] and empty["excluded"][0]["cause"] == "no_capacity"


def test_a_budget_bounds_the_coupons():
    town = shop(people=["a", "b", "c"], quantity=9, offers={"coupon": 20})
    town.add_coupons([{"id": "spring", "discount": "500 JPY"}])
    many = lambda **bounds: sum("coupon" in one for one in town.plan_actions(now=NOW, **bounds)["actions"])
    assert (many(), many(budget="1400 JPY"), many(budget="0 JPY")) == (3, 2, 0)


def test_clients_of_a_store():
    town = shop(people=["hanako", "taro"])
    town.ingest([fact(9, "taro", "2026-03-05 09:00", action="inquiry")])
    clients = town.clienteling("ginza", now=NOW)
    assert [(client["customer"], client["action"]["action"]) for client in clients] == [
        ("taro-0", "follow_up"), ("hanako-0", "invite_to_store"),
    ]
    assert clients[0]["open"][0]["kind"] == "inquiry"
    assert clients[1]["last_seen"] == "2026-03-04T20:05:00+09:00"
    assert town.clienteling("ginza", now=NOW, n=0) == []


def test_what_was_told_lasts(tmp_path):
    path = tmp_path / "shop.omo"
    with omo.Engine(path, zone="Asia/Tokyo") as town:
        town.ingest([fact(0, "hanako", EVENINGS[0])])
        town.add_coupons([{"id": "spring", "discount": "10%"}])
        town.add_slots([FITTING])
        town.set_stock({"store": ["ginza"], "product": ["dress"], "quantity": [2]}, as_of="2026-03-05")
        town.record_contact("hanako-0", {"action": "coupon", "coupon": "spring"}, at=NOW)
        told = town.coupons(), town.slots(), town.counted_stock(), town.contacts("hanako-0")
    with omo.Engine(path, zone="Asia/Tokyo") as town:
        assert told == (town.coupons(), town.slots(), town.counted_stock(), town.contacts("hanako-0"))
        assert town.export("hanako-0", purpose="legal")["contacts"] == told[3]


@pytest.mark.parametrize("code, ask", [
    ("unknown", lambda town: town.next_best_actions("nobody", now=NOW)),
    ("unknown", lambda town: town.record_contact("nobody", {"action": "coupon"}, at=NOW)),
    ("unknown", lambda town: town.clienteling("atlantis", now=NOW)),
    ("option", lambda town: town.record_contact("hanako-0", {"action": "shout"}, at=NOW)),
    ("column", lambda town: town.record_contact("hanako-0", {"action": "coupon"})),
    ("column", lambda town: town.record_contact("hanako-0", {"action": "coupon", "chanel": "app"}, at=NOW)),
    ("column", lambda town: town.add_coupons([{"id": "c", "discount": "free"}])),
    ("column", lambda town: town.add_coupons([{"id": "c", "discount": "5%", "from": "yesterday"}])),
    ("option", lambda town: town.add_coupons([{"id": "c", "discount": "5%", "from": NOW, "until": NOW}])),
    ("column", lambda town: town.add_slots([{**FITTING, "kind": "dancing"}])),
    ("column", lambda town: town.plan_actions(now=NOW, budget="much")),
    ("option", lambda town: omo.Engine(contact_policy={"quiet_from": 24})),
    ("option", lambda town: omo.Engine(contact_policy={"cap": []})),
])
def test_bad_input_is_typed(code, ask):
    with pytest.raises(omo.OmoError) as error:
        ask(shop())
    assert error.value.code == code
