"""Models of taste through Python's own tables."""

import os
import random

import omo
import pytest

MODELS = [omo.recommend.Ease, omo.recommend.ItemKnn, omo.recommend.Als, omo.recommend.Popular]
LEARNS_ALL = [omo.recommend.ItemKnn, omo.recommend.Popular]
BOUGHT = {"customer_id": ["a", "a", "b", "b", "c", "d", "d"], "item": ["tea", "cup", "tea", "cup", "tea", "mug", "pot"]}


def some(rows=400, seed=1):
    chance = random.Random(seed)
    table = {"customer_id": [chance.randrange(30) for _ in range(rows)], "item": [chance.randrange(20) for _ in range(rows)]}
    days = [f"2026-0{chance.randrange(1, 7)}-1{chance.randrange(10)}" for _ in range(rows)]
    return table | {"occurred_at": days}


def shown(model, *arguments, **named):
    return model.recommend(*arguments, **named).to_dicts()


@pytest.mark.parametrize("kind", MODELS)
def test_new_and_strange_customers_are_answered(kind):
    model = kind().fit(BOUGHT)
    lists = model.recommend(["c", "nobody"], n=3)
    assert lists.columns == ["customer_id", "rank", "item", "score", "reason"]
    assert lists["customer_id"] == ["c"] * 3 + ["nobody"] * 3
    assert lists["rank"] == [1, 2, 3] * 2
    assert lists["item"][0] == "cup" and "tea" not in lists["item"][:3]
    assert lists["item"][3] == "tea"
    assert all(lists["reason"])
    told = model.recommend_for({"customer_id": ["new", "new"], "item": ["tea", "never seen"]}, n=1)
    assert told.to_dicts() == [shown(model, ["c"], n=1)[0] | {"customer_id": "new"}]
    assert len(model.recommend(["c"], n=0)) == 0
    assert "tea" in model.recommend(["c"], exclude_seen=False)["item"]


@pytest.mark.parametrize("kind", MODELS)
def test_what_is_barred_is_counted_and_replaced(kind):
    model = kind().fit(BOUGHT)
    first = model.recommend(["c"], n=1)["item"][0]
    barred = {"out_of_stock": [first]}
    assert model.recommend(["c"], n=2, exclude=barred)["item"].count(first) == 0
    assert len(model.recommend(["c"], n=2, exclude=barred)) == 2
    assert {"customer_id": "c", "cause": "out_of_stock", "items": 1} in model.exclusions(["c"], n=1, exclude=barred).to_dicts()
    assert model.recommend(["c"], allow=["pot", "mug"])["item"] and set(model.recommend(["c"], allow=["pot", "mug"])["item"]) == {"pot", "mug"}
    nothing = model.recommend(["c"], allow=[])
    assert len(nothing) == 0
    causes = {row["cause"]: row["items"] for row in model.exclusions(["c"], allow=[]).to_dicts()}
    assert causes == {"already_bought": 1, "not_allowed": 3}
    with pytest.raises(omo.OmoError, match="did you mean `out_of_stock`") as wrong:
        model.recommend(["c"], exclude={"out_of_stok": ["tea"]})
    assert wrong.value.code == "option"


@pytest.mark.parametrize("kind", MODELS)
def test_a_model_is_saved_and_loaded(kind, tmp_path):
    model = kind().fit(some())
    path = tmp_path / "model.json"
    model.save(path)
    loaded = kind.load(path)
    assert shown(loaded) == shown(model)
    assert loaded.similar_items([3]).to_dicts() == model.similar_items([3]).to_dicts()
    assert shown(loaded.update(BOUGHT), ["a"]) == shown(model.update(BOUGHT), ["a"])
    text = path.read_text()
    for broken in ["", "{}", text[: len(text) // 2], text.replace('"version":1', '"version":9', 1)]:
        path.write_text(broken)
        with pytest.raises(omo.OmoError) as wrong:
            kind.load(path)
        assert wrong.value.code == "model"
    with pytest.raises(omo.OmoError, match="fitted first"):
        kind().recommend(["a"])


@pytest.mark.parametrize("kind", MODELS)
def test_ids_of_whole_numbers_stay_whole_numbers(kind):
    model = kind().fit(some())
    lists = model.recommend([7, 2], n=2)
    assert lists["customer_id"] == [7, 7, 2, 2]
    assert all(isinstance(item, int) for item in lists["item"])
    assert sorted(set(model.recommend(n=1)["customer_id"])) == list(range(30))


@pytest.mark.parametrize("kind", MODELS)
def test_the_order_of_rows_does_not_matter(kind):
    table = some()
    order = list(range(400))
    random.Random(2).shuffle(order)
    turned = {name: [cells[at] for at in order] for name, cells in table.items()}
    assert shown(kind().fit(table)) == shown(kind().fit(turned))


@pytest.mark.parametrize("kind", LEARNS_ALL)
def test_told_in_parts_is_learnt_as_a_whole(kind):
    table = some()
    first = {name: cells[:200] for name, cells in table.items()}
    rest = {name: cells[200:] for name, cells in table.items()}
    whole = kind().fit(table)
    assert shown(kind().fit(first).update(rest)) == shown(whole)


@pytest.mark.parametrize("kind", MODELS)
def test_weights_that_are_none_are_refused(kind):
    for weight, row in [([1.0, float("nan")], 1), ([-1.0, 1.0], 0), ([1.0, float("inf")], 1), ([None, 1.0], 0)]:
        with pytest.raises(omo.OmoError, match=f"row {row}") as wrong:
            kind().fit({"customer_id": ["a", "b"], "item": ["x", "y"], "weight": weight})
        assert wrong.value.code == "column"
    with pytest.raises(omo.OmoError) as wrong:
        kind().fit({"customer_id": ["a"]})
    assert wrong.value.code == "column"
    empty = kind().fit({"customer_id": [], "item": []})
    assert len(empty.recommend(["a"])) == 0 and len(empty.recommend()) == 0


@pytest.mark.parametrize("kind", MODELS)
def test_unknown_items_have_nothing_similar(kind):
    similar = kind().fit(BOUGHT).similar_items(["moon", "tea"], n=1)
    assert similar.columns == ["item", "rank", "similar", "score"]
    assert similar["item"] == ["tea"] and similar["similar"] == ["cup"]


def test_options_out_of_range_are_refused():
    for model in [omo.recommend.Ease(l2=0), omo.recommend.ItemKnn(b=2), omo.recommend.Als(factors=0), omo.recommend.Popular(half_life=-1)]:
        with pytest.raises(omo.OmoError) as wrong:
            model.fit(BOUGHT)
        assert wrong.value.code == "option"
    with pytest.raises(omo.OmoError, match="ones, logs, plain"):
        omo.recommend.Ease(weights="one")


@pytest.mark.parametrize("kind", MODELS)
def test_a_sparse_matrix_is_a_table(kind):
    sparse = pytest.importorskip("scipy.sparse")
    table = some()
    matrix = sparse.csr_matrix(([1.0] * 400, (table["customer_id"], table["item"])), shape=(30, 20))
    del table["occurred_at"]
    assert shown(kind().fit(matrix)) == shown(kind().fit(table))
    customers, items = [f"c{n:02}" for n in range(30)], [f"i{n:02}" for n in range(20)]
    model = kind().fit(matrix, customers=customers, items=items)
    assert shown(model, ["c07"])[0]["item"] == f"i{shown(kind().fit(table), [7])[0]['item']:02}"
    again = model.recommend_for(matrix, n=2, customers=customers, items=items)
    assert again.to_dicts() == shown(model, n=2)
    with pytest.raises(omo.OmoError) as wrong:
        kind().fit(matrix, items=["a"])
    assert wrong.value.code == "length"


def test_popular_knows_places_and_categories():
    table = {
        "customer_id": ["a", "b", "c", "d"],
        "item": ["tea", "tea", "cup", "mug"],
        "store": ["ginza", "ginza", "ueno", None],
        "category": ["drink", "drink", "ware", "ware"],
    }
    model = omo.recommend.Popular(prior=0.5).fit(table)
    assert shown(model, ["new"], n=1)[0]["item"] == "tea"
    here = shown(model, ["new"], n=1, store="ueno", language="ja")[0]
    assert (here["item"], here["reason"]) == ("cup", "uenoで1人が購入")
    assert shown(model, ["d"], n=1)[0]["item"] == "cup"
    assert shown(model, ["new"], n=1, store="nowhere")[0]["item"] == "tea"


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system cannot be told how many cores to use")
@pytest.mark.parametrize("kind", MODELS)
def test_the_bits_are_the_same_on_one_core_and_on_many(kind):
    table = some(3000, seed=3)
    many = shown(kind().fit(table))
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        one = shown(kind().fit(table))
    finally:
        os.sched_setaffinity(0, cores)
    assert one == many
