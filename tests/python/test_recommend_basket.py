"""The next basket: what comes back, and how much of real baskets is guessed."""

import datetime
import json
import os
import random
from pathlib import Path

import omo
import pytest

WEEKS = ["2026-03-01", "2026-03-08", "2026-03-15", "2026-03-22"]
BOUGHT = {
    "customer_id": ["hanako"] * 5 + ["taro"],
    "item": ["milk"] * 4 + ["lamp", "pan"],
    "occurred_at": [*WEEKS, "2026-03-01", "2026-03-02"],
}


def rows(table):
    return table.to_dicts()


def test_a_list_has_reasons_and_the_best_first():
    model = omo.recommend.NextBasket().fit(BOUGHT)
    shown = rows(model.recommend(["hanako"], n=3, now="2026-03-28"))
    assert [row["item"] for row in shown] == ["milk", "lamp", "pan"]
    assert [row["rank"] for row in shown] == [1, 2, 3]
    assert shown[0]["reason"] == "you buy it about every 7 days, last 6 days ago"
    assert shown[1]["reason"] == "you bought it 27 days ago"
    japanese = rows(model.recommend(["hanako"], n=1, now="2026-03-28", language="ja"))
    assert japanese[0]["reason"] == "約7日ごとに購入、前回は6日前"


def test_strangers_and_bars():
    model = omo.recommend.NextBasket().fit(BOUGHT)
    assert [row["item"] for row in rows(model.recommend(["nobody"], n=1))] == ["milk"]
    assert [row["item"] for row in rows(model.recommend(["hanako"], n=1, allow=["pan", "unheard of"]))] == ["pan"]
    barred = rows(model.exclusions(["hanako"], n=1, exclude={"out_of_stock": ["milk"]}))
    assert barred == [{"customer_id": "hanako", "cause": "out_of_stock", "items": 1}]
    assert rows(model.recommend(["hanako"], allow=[])) == []
    assert rows(model.recommend(["hanako"], n=0)) == []


def test_ids_of_whole_numbers_come_back_and_order_of_rows_does_not_matter():
    dice = random.Random(1)
    lines = [(dice.randrange(9), dice.randrange(30), f"2026-03-{dice.randrange(1, 29):02}") for _ in range(400)]
    turned = lines[::-1]
    answers = []
    for some in (lines, turned):
        who, what, when = map(list, zip(*some, strict=True))
        model = omo.recommend.NextBasket().fit({"customer_id": who, "item": what, "occurred_at": when})
        answers.append(rows(model.recommend()))
    assert answers[0] == answers[1]
    assert len(answers[0]) == 90
    assert {type(row["item"]) for row in answers[0]} == {int}


def test_a_model_told_in_parts_knows_the_histories_of_the_whole():
    part = {name: column[:3] for name, column in BOUGHT.items()}
    rest = {name: column[3:] for name, column in BOUGHT.items()}
    model = omo.recommend.NextBasket().fit(part).update(rest)
    assert repr(model) == repr(omo.recommend.NextBasket().fit(BOUGHT)) == "omo.recommend.NextBasket(2 customers, 3 items, 5 baskets)"
    shown = rows(model.recommend(["hanako"], n=1, now="2026-03-28"))
    assert (shown[0]["item"], shown[0]["reason"]) == ("milk", "you buy it about every 7 days, last 6 days ago")
    # What is told of one time is one basket, unless it has numbers of its own.
    model.update({"customer_id": ["taro"], "item": ["milk"], "occurred_at": ["2026-03-02"]})
    assert repr(model) == "omo.recommend.NextBasket(2 customers, 3 items, 5 baskets)"
    model.update({"customer_id": ["taro"], "item": ["milk"], "occurred_at": ["2026-03-02"], "basket": [9]})
    assert repr(model) == "omo.recommend.NextBasket(2 customers, 3 items, 6 baskets)"


def test_somebody_new_is_answered_by_what_they_bought(tmp_path):
    model = omo.recommend.NextBasket().fit(BOUGHT)
    new = {"customer_id": ["keiko"] * 3 + ["jiro"], "item": ["pan"] * 3 + ["unheard of"], "occurred_at": [*WEEKS[:3], "2026-03-01"]}
    shown = rows(model.recommend_for(new, n=1, now="2026-03-20"))
    # Who bought nothing the model knows is a stranger.
    assert [(row["customer_id"], row["item"]) for row in shown] == [("jiro", "milk"), ("keiko", "pan")]
    assert shown[1]["reason"] == "you buy it about every 7 days, last 5 days ago"
    assert rows(model.recommend_for(new, allow=[])) == []
    assert [row["item"] for row in rows(model.recommend_for(new, n=1, exclude={"out_of_stock": ["pan", "milk"]}))] == ["lamp", "lamp"]
    # It was not told of them.
    assert repr(model) == repr(omo.recommend.NextBasket().fit(BOUGHT))
    model.save(tmp_path / "model.json")
    again = omo.recommend.NextBasket.load(tmp_path / "model.json")
    assert rows(again.recommend_for(new, now="2026-03-20")) == rows(model.recommend_for(new, now="2026-03-20"))


def test_what_lies_in_one_basket_goes_together():
    bought = {"customer_id": [1, 1, 2, 2, 3], "item": ["tea", "cup", "tea", "cup", "salt"], "occurred_at": ["2026-03-01"] * 5}
    model = omo.recommend.NextBasket().fit(bought)
    # Both lie in the same two baskets: 2 / (sqrt(2 * 2) + 3).
    assert rows(model.similar_items(["cup", "salt", "moon"])) == [{"item": "cup", "rank": 1, "similar": "tea", "score": pytest.approx(0.4)}]
    assert rows(model.similar_items(["cup"], n=0)) == []


def test_what_cannot_be_told_is_refused():
    model = omo.recommend.NextBasket()
    with pytest.raises(omo.OmoError) as told:
        model.update(BOUGHT)
    assert told.value.code == "model"
    model.fit(BOUGHT)
    for wrong in [{"customer_id": [1], "item": ["a"]}, {"customer_id": [None], "item": ["a"], "occurred_at": ["2026-03-01"]}]:
        for call in (model.update, model.recommend_for):
            with pytest.raises(omo.OmoError) as told:
                call(wrong)
            assert told.value.code == "column"
    assert repr(model) == repr(omo.recommend.NextBasket().fit(BOUGHT))


def test_a_basket_column_orders_baskets_of_one_time():
    table = {"customer_id": [1, 1], "item": ["a", "b"], "occurred_at": ["2026-03-01"] * 2}
    assert repr(omo.recommend.NextBasket().fit(table)).endswith("1 baskets)")
    assert repr(omo.recommend.NextBasket().fit({**table, "basket": [10, 9]})).endswith("2 baskets)")


def test_what_was_bought_after_until_is_not_known():
    model = omo.recommend.NextBasket().fit(BOUGHT, until="2026-03-01")
    assert {row["item"] for row in rows(model.recommend(["taro"]))} == {"lamp", "milk", "pan"}
    assert rows(model.recommend(["hanako"], n=1))[0]["reason"] == "you bought it today"


def test_a_model_is_saved_and_loaded(tmp_path):
    model = omo.recommend.NextBasket().fit(BOUGHT)
    path = tmp_path / "model.json"
    model.save(path)
    assert rows(omo.recommend.NextBasket.load(path).recommend()) == rows(model.recommend())
    path.write_text(path.read_text()[:-9])
    with pytest.raises(omo.OmoError) as refused:
        omo.recommend.NextBasket.load(path)
    assert refused.value.code == "model"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: omo.recommend.NextBasket(neighbours=0), "option"),
        (lambda: omo.recommend.NextBasket(ridge=float("nan")), "option"),
        (lambda: omo.recommend.NextBasket().recommend(["a"]), "model"),
        (lambda: omo.recommend.NextBasket().fit(BOUGHT).recommend(["a"], repeat_share=2), "option"),
        (lambda: omo.recommend.NextBasket().fit({"customer_id": ["a"], "item": ["x"]}), "column"),
        (lambda: omo.recommend.NextBasket().fit({**BOUGHT, "customer_id": [None] * 6}), "column"),
    ],
)
def test_what_is_wrong_is_told(call, code):
    with pytest.raises(omo.OmoError) as told:
        call()
    assert told.value.code == code


def test_nobody_bought_anything():
    model = omo.recommend.NextBasket().fit({"customer_id": [], "item": [], "occurred_at": []})
    assert rows(model.recommend(["a"])) == []


DATA = Path(os.environ.get("OMO_DATA", Path(__file__).parents[3] / "shared" / "data")) / "recommend" / "tafeng"


@pytest.mark.skipif(not DATA.exists(), reason="the baskets of TaFeng are not here: set OMO_DATA")
def test_the_baskets_of_tafeng():
    """The protocol of Li and others 2023: recall and hits at 10 of the last basket, customers of the test part."""
    history = json.loads((DATA / "tafeng_history.json").read_text())
    future = json.loads((DATA / "tafeng_future.json").read_text())
    test = json.loads((DATA / "tafeng_keyset_0.json").read_text())["test"]
    lines = [
        (int(user), item, at)
        for user, baskets in history.items()
        for at, basket in enumerate(baskets[1:-1])
        for item in basket
    ]
    who, what, when = map(list, zip(*lines, strict=True))
    days = [datetime.date(2000, 1, 1) + datetime.timedelta(days=at) for at in when]
    model = omo.recommend.NextBasket().fit({"customer_id": who, "item": what, "occurred_at": days, "basket": when})
    shown: dict[int, set[int]] = {}
    for row in rows(model.recommend([int(user) for user in test], n=10)):
        shown.setdefault(row["customer_id"], set()).add(row["item"])
    hits = [(len(shown[int(user)] & set(future[user][1])), len(set(future[user][1]))) for user in test]
    assert sum(hit / all_ for hit, all_ in hits) / len(hits) >= 0.159
    assert sum(hit > 0 for hit, _ in hits) / len(hits) >= 0.46
