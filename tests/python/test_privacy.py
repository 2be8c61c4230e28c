"""What the rules let through: consent, notices, requests, exports."""

import json

import omo
import pytest

FACTS = [
    {"id": "web-1", "occurred_at": "2026-03-01 09:00", "channel": "ec", "action": "view", "cookie": "c1",
     "email": "hanako@example.jp", "product": "kettle"},
    {"id": "till-1", "occurred_at": "2026-03-02 18:00", "channel": "pos", "action": "purchase", "store": "ginza",
     "email": "hanako@example.jp", "product": "tea", "amount": "600 JPY"},
    {"id": "rx-1", "occurred_at": "2026-03-03 18:00", "channel": "pharmacy", "action": "purchase", "store": "ginza",
     "email": "hanako@example.jp", "product": "pill", "amount": "900 JPY"},
    {"id": "ad-1", "occurred_at": "2026-03-04 18:00", "channel": "dmp", "action": "view", "cookie": "c1",
     "product": "yacht"},
]


def shop(**rules):
    made = omo.Engine(zone="Asia/Tokyo", **rules)
    made.ingest(FACTS)
    return made


def test_each_purpose_sees_its_part():
    town = shop()
    seen = {purpose: town.customer(email="hanako@example.jp", purpose=purpose)
            for purpose in ["service", "analytics", "marketing", "third_party", "legal"]}
    assert seen["marketing"] is None and seen["third_party"] is None
    assert seen["service"]["touchpoints"] == 3 and "withheld" not in seen["service"]
    assert seen["analytics"]["identifiers"] == [] and seen["analytics"]["spent"] == ["600 JPY"]
    assert seen["analytics"]["withheld"] == [
        {"what": "identifiers", "count": 2, "why": "purpose"},
        {"what": "touchpoints", "count": 1, "why": "sensitive"},
    ]
    assert town.journey("web-1", purpose="analytics")["channel"] == ["ec", "pos"]
    assert town.journey("web-1", purpose="service")["channel"] == ["ec", "pos", "pharmacy"]
    assert len(town.journey("web-1", purpose="marketing")) == 0
    assert len(town.customers(purpose="marketing")) == 0


def test_a_customer_by_kind_and_value_by_keyword_and_by_id():
    town = shop()
    by_pair = town.customer("email", "hanako@example.jp")
    assert town.customer(email="HANAKO@example.jp") == by_pair
    assert town.customer(cookie="c1") == by_pair
    assert town.customer(id="till-1") == by_pair
    assert town.customer(id="nobody") is None
    for wrong in [{}, {"email": "a@example.jp", "cookie": "c1"}, {"id": "web-1", "cookie": "c1"}]:
        with pytest.raises(TypeError):
            town.customer(**wrong)
    with pytest.raises(omo.OmoError):
        town.customer(shoe_size="42")


@pytest.mark.parametrize("who", ["web-1", "till-1", "email:hanako@example.jp"])
def test_a_word_opens_and_closes(who):
    town = shop()
    yes = town.consent(who, purpose="marketing", granted=True, notice="members", at="2026-03-05")
    assert yes["accepted"] >= 1 and yes["quarantined"] == 0
    seen = town.customer(email="hanako@example.jp", purpose="marketing")
    assert [one["kind"] for one in seen["identifiers"]] == ["email"]
    town.consent(who, purpose="marketing", granted=False, at="2026-03-06")
    assert town.customer(email="hanako@example.jp", purpose="marketing") is None
    assert "objection" in [held["why"] for held in town.withheld(purpose="marketing")]


def test_what_is_sensitive_needs_a_yes_of_its_own():
    town = shop()
    town.consent("web-1", purpose="marketing", granted=True, at="2026-03-05")
    assert "pill" not in town.journey("web-1", purpose="marketing")["products"]
    town.consent("web-1", purpose="marketing", granted=True, data=["health"], at="2026-03-06")
    assert "pill" in town.journey("web-1", purpose="marketing")["products"]


def test_what_came_from_elsewhere_is_joined_by_a_yes_and_parted_by_a_no():
    town = shop()
    products = lambda: town.journey("web-1", purpose="legal")["products"]
    assert "yacht" not in products()
    town.consent("web-1", purpose="marketing", granted=True, data=["third_party"], at="2026-03-05")
    assert "yacht" in products()
    town.consent("web-1", purpose="marketing", granted=False, data=["third_party"], at="2026-03-06")
    assert "yacht" not in products()


def test_an_export_tells_all_and_is_json():
    town = shop()
    town.add_notices([{"id": "members", "version": "1", "from": "2026-01-01", "text": {"ja": "会員規約"}}])
    town.show_notice({"at": "2026-03-01", "notice": "members", "version": "1",
                      "identifier": {"kind": "email", "value": "hanako@example.jp"}})
    town.consent("web-1", purpose="marketing", granted=True, notice="members", at="2026-03-05")
    town.request("r1", "access", "web-1", received_at="2026-03-06", about="<b>all</b>")
    export = town.export("email:hanako@example.jp")
    assert json.loads(json.dumps(export)) == export
    assert [touch["id"] for touch in export["touchpoints"]] == ["web-1", "till-1", "rx-1"]
    counts = [len(export[book]) for book in ["consents", "notices", "requests", "disclosures", "decisions"]]
    assert counts == [2, 1, 1, 0, 0]
    page = town.export("web-1", format="html", language="ja")
    assert page.startswith("<!doctype html>") and "保有する個人データの内容" in page
    assert "<b>" not in page and "&lt;b&gt;" in page
    with pytest.raises(omo.OmoError) as error:
        town.export("nobody")
    assert error.value.code == "unknown"
    with pytest.raises(omo.OmoError):
        town.export("web-1", format="pdf")


def test_a_yes_must_fit_its_notice():
    town = shop()
    town.add_notices([{"id": "members", "version": "1", "from": "2026-01-01", "purposes": ["service"]}])
    assert town.consent("web-1", purpose="marketing", granted=True, notice="members", at="2026-03-05")["quarantined"] == 2
    assert set(town.quarantined(purpose="service")["code"]) == {"consent"}
    assert town.customer(email="hanako@example.jp", purpose="marketing") is None


def test_a_stop_that_is_done_closes_all():
    town = shop()
    town.request("r1", "stop_use", "web-1", received_at="2026-03-06")
    with pytest.raises(omo.OmoError):
        town.step("r1", "done", at="2026-03-07")
    town.step("r1", "verified", at="2026-03-07")
    town.step("r1", "done", at="2026-03-08")
    assert town.customer(email="hanako@example.jp") is None
    assert town.customer(email="hanako@example.jp", purpose="legal") is not None
    assert town.requests("2026-03-09", purpose="legal")[0]["state"] == "done"


def test_exports_name_nobody():
    town = shop()
    lab = json.dumps(town.pseudonymous("laboratory", b"sixteen bytes or more"))
    for name in ["hanako", "web-1", "c1", "pill", "yacht"]:
        assert name not in lab
    anonymous = town.anonymous({"k": 2, "quasi": [{"column": "product"}]}, b"secret")
    assert anonymous["table"]["rows"] == []


def test_rules_are_checked_at_the_door():
    for wrong in [{"sensitive": {"rules": [{"data": ""}]}}, {"retention": {"rules": [{"name": "all"}]}},
                  {"purposes": {"analytics": {"show": []}}}, {"rights": {"access_days": "soon"}}]:
        with pytest.raises(omo.OmoError) as error:
            omo.Engine(**wrong)
        assert error.value.code == "option"


def test_own_rules_replace_the_presets():
    town = shop(purposes={"analytics": {"shows": ["history"]}}, third_party={"channels": []},
                sensitive={"rules": [{"data": "drinks", "products": ["tea"]}]})
    journey = town.journey("web-1", purpose="analytics")
    assert journey["channel"] == ["ec", "pharmacy", "dmp"]
    assert set(journey["products"]) == {None} and set(journey["store"]) == {None}


def test_no_read_goes_without_a_purpose():
    shop = omo.Engine()
    shop.ingest([{"id": n, "occurred_at": at, "channel": "ec", "action": "view", "email": "hanako@example.jp"} for n, at in ((1, "2026-03-01"), (2, "2026-03-02"), (3, "soon"))])
    shop.link("1", "2")
    shop.request("r1", "access", "1", received_at="2026-03-03")
    for ask in (shop.assignments, shop.decisions, shop.quarantined, lambda: shop.requests("2026-03-04")):
        with pytest.raises(TypeError):
            ask()
    with pytest.raises(omo.OmoError):
        shop.disclosures("1")
    assert shop.assignments(purpose="service")["touchpoint"] == ["1", "2"]
    assert shop.assignments(purpose="marketing").to_dicts() == shop.decisions(purpose="marketing") == []
    assert len(shop.decisions(purpose="service")) == len(shop.quarantined(purpose="legal")["row"]) == 1
    assert shop.requests("2026-03-04", purpose="marketing") == []
    assert [kind["kind"] for kind in shop.requests("2026-03-04", purpose="legal")[0]["request"]["identifiers"]] == ["email"]
    assert shop.requests("2026-03-04", purpose="analytics")[0]["request"]["identifiers"] == []
    for purpose in ("marketing", "analytics", "third_party"):
        with pytest.raises(omo.OmoError) as error:
            shop.quarantined(purpose=purpose)
        assert error.value.code == "purpose"


def test_what_an_answer_leaves_out_is_counted():
    town = shop()
    town.link("web-1", "ad-1")
    town.request("r1", "access", "web-1", received_at="2026-03-08")
    town.ingest([{"id": "bad", "occurred_at": "soon", "channel": "ec", "action": "view", "email": "hanako@example.jp"}])

    def held(name, purpose):
        return {row["why"]: row["count"] for row in town.withheld_rows(name, purpose=purpose)}

    assert town.decisions(purpose="marketing") == [] and held("decisions", "marketing") == {"no_consent": 1}
    assert town.requests("2026-03-09", purpose="marketing") == [] and held("requests", "marketing") == {"no_consent": 1}
    assert held("quarantined", "marketing") == {"purpose": 1}
    for name in ["customers", "assignments", "decisions", "requests", "quarantined", "crossings"]:
        assert held(name, "legal") == {}
    for purpose in ["service", "marketing", "analytics", "third_party", "legal"]:
        table = town.customers(purpose=purpose)
        assert table.withheld == town.withheld(purpose=purpose)
        whole = sum(one["count"] for one in table.withheld if one["what"] == "customers")
        assert len(table) + whole == len(town.customers(purpose="legal")) and whole == sum(held("customers", purpose).values())
        table = town.assignments(purpose=purpose)
        assert len(table) + sum(one["count"] for one in table.withheld) == len(town)
        assert "hanako" not in json.dumps(table.withheld) and "web-1" not in json.dumps(table.withheld)
        assert town.journey("web-1", purpose=purpose).withheld == town.withheld("web-1", purpose=purpose)
    assert omo.Table({"orders": [3]}).withheld == []
    with pytest.raises(omo.OmoError):
        town.withheld_rows("people", purpose="legal")


def test_whom_a_leak_touched_is_for_who_sees_everybody():
    town = shop()
    leak = {"known_at": "2026-04-01T09:00:00+09:00", "customers": ["web-1"]}
    assert town.breach(leak, purpose="legal")["customers"] == ["web-1"]
    for purpose in ["service", "marketing", "analytics", "third_party"]:
        with pytest.raises(omo.OmoError) as error:
            town.breach(leak, purpose=purpose)
        assert error.value.code == "purpose"
    with pytest.raises(TypeError):
        town.breach(leak)


def test_steps_are_for_who_may_see_them():
    town = shop(purposes={"analytics": {"shows": ["products"]}})
    town.set_segments({"came": {"event": {"channel": "ec"}}})
    told = town.explain_segment("web-1", "came", now="2026-03-09", purpose="analytics")
    assert (told["holds"], told["facts"]) == (True, [])
    assert town.explain_segment("web-1", "came", now="2026-03-09", purpose="service")["facts"] != []
    with pytest.raises(omo.OmoError) as error:
        town.fold("web-1", lambda known, fact: known + [fact["id"]], [], purpose="analytics")
    assert error.value.code == "purpose"
