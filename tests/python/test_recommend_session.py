"""What next within a session."""

import concurrent.futures
import json
import os
import random
from pathlib import Path

import omo
import pytest

DATA = Path(os.environ.get("OMO_DATA", Path(__file__).parents[3] / "shared" / "data")) / "recommend" / "session"

CLICKS = {
    "session": [1, 1, 1, 2, 2, 3, 3, 3, 4, 4],
    "item": ["tea", "pot", "tea", "tea", "cup", "pot", "cup", "pot", "rice", "miso"],
    "occurred_at": [f"2026-03-0{day} 09:0{minute}" for day, minute in [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2), (4, 0), (4, 1)]],
}


def fitted(**options):
    return omo.recommend.Session(**options).fit(CLICKS)


def columns_of(table):
    return {name: table[name] for name in table.columns}


def rows(table):
    return list(zip(*columns_of(table).values()))


def code(call):
    with pytest.raises(omo.OmoError) as caught:
        call()
    return caught.value.code


def test_lists_of_items_are_answered_by_place():
    answer = fitted().recommend([["tea"], ["rice"], []], n=2)
    columns = columns_of(answer)
    assert list(columns) == ["session", "rank", "item", "score", "reason"]
    assert columns["session"] == [0, 0, 1, 1, 2, 2]
    assert columns["rank"] == [1, 2] * 3
    assert columns["item"][3] == "miso" or columns["item"][2] == "miso"
    assert all(columns["reason"])


def test_scores_are_chances_and_fall():
    scores = fitted().recommend([["tea", "pot"]], n=9)["score"]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 5
    assert 0 < scores[0] < 1


def test_a_table_is_answered_by_session_in_order_of_time():
    asked = {
        "session": ["b", "a", "b"],
        "item": ["cup", "rice", "tea"],
        "occurred_at": ["2026-04-01 10:00", "2026-04-01 10:00", "2026-04-01 09:00"],
    }
    answer = columns_of(fitted().recommend(asked, n=3))
    assert answer["session"] == ["a"] * 3 + ["b"] * 3
    plain = columns_of(fitted().recommend([["rice"], ["tea", "cup"]], n=3))
    assert answer["item"] == plain["item"]
    assert answer["score"] == plain["score"]
    records = [dict(zip(asked, row)) for row in zip(*asked.values())]
    assert rows(fitted().recommend(records, n=3)) == rows(fitted().recommend(asked, n=3))


def test_ids_that_are_whole_numbers_stay_whole_numbers():
    numbers = {"tea": 7, "pot": 10, "cup": 9, "rice": 100, "miso": 2}
    model = omo.recommend.Session().fit({**CLICKS, "item": [numbers[item] for item in CLICKS["item"]]})
    answer = columns_of(model.recommend([[7]], n=5))
    assert sorted(answer["item"]) == sorted(numbers.values())
    asked = columns_of(model.recommend({"session": [5, 5], "item": [7, 9]}, n=1))
    assert asked["session"] == [5]


def test_the_order_of_rows_does_not_matter():
    order = list(range(10))
    random.Random(3).shuffle(order)
    shuffled = {name: [column[at] for at in order] for name, column in CLICKS.items()}
    asked = [["tea"], ["pot", "cup"], ["miso"]]
    assert rows(fitted().recommend(asked)) == rows(omo.recommend.Session().fit(shuffled).recommend(asked))


def test_clicks_at_the_same_time_come_as_the_rows_do():
    same = {"session": [1, 1, 1], "item": ["a", "b", "c"], "occurred_at": ["2026-03-01"] * 3}
    answer = columns_of(omo.recommend.Session().fit(same).recommend([["a"]], n=3, exclude={"already_bought": ["a"]}))
    assert answer["item"] == ["b", "c"]


def test_n_come_back_whenever_n_are_eligible():
    model = fitted()
    answer = columns_of(model.recommend([["tea"]], n=2, exclude={"out_of_stock": ["tea", "pot", "cup"]}))
    assert sorted(answer["item"]) == ["miso", "rice"]
    kept = model.exclusions([["tea"]], n=2, exclude={"out_of_stock": ["tea", "pot", "cup"]})
    assert rows(kept) == [(0, "out_of_stock", 3)]
    assert model.recommend([["tea"]], n=3, allow=["miso", "nothing"])["item"] == ["miso"]
    assert rows(model.recommend([["tea"]], allow=[])) == []
    assert rows(model.exclusions([["tea"]], allow=[])) == [(0, "not_allowed", 5)]
    assert rows(model.recommend([["tea"]], n=0)) == []
    assert rows(model.recommend([])) == []


def test_what_is_unknown_is_passed_over():
    model = fitted()
    popular = columns_of(model.recommend([[]], n=5))
    unknown = columns_of(model.recommend([["nothing"]], n=5))
    assert unknown["item"] == popular["item"]
    assert model.recommend([["tea", "nothing"]], n=5)["item"]


def test_reasons_are_told_in_two_languages():
    english = fitted().recommend([["tea"]], n=5)["reason"]
    japanese = fitted().recommend([["tea"]], n=5, language="ja")["reason"]
    assert any("looked at just now" in reason for reason in english)
    assert any("閲覧" in reason for reason in japanese)


def test_what_is_saved_is_loaded(tmp_path):
    model = fitted()
    path = tmp_path / "session.json"
    model.save(path)
    loaded = omo.recommend.Session.load(path)
    asked = [["tea"], ["pot", "cup"], []]
    assert rows(loaded.recommend(asked)) == rows(model.recommend(asked))
    assert repr(loaded) == repr(model) == "Session(sessions=4, items=5)"
    path.write_text(path.read_text()[:-20])
    assert code(lambda: omo.recommend.Session.load(path)) == "model"


def test_clicks_observed_are_as_clicks_fitted(tmp_path):
    part = {name: column[:4] for name, column in CLICKS.items()}
    rest = {name: column[4:] for name, column in CLICKS.items()}
    model = omo.recommend.Session().fit(part).observe(rest)
    asked = [["tea"], ["cup"], ["rice"], []]
    items = [set(), set()]
    for place, one in enumerate([model, fitted()]):
        for session, rank, item, score, _ in rows(one.recommend(asked, n=5)):
            items[place].add((session, item, round(score, 9)))
    assert items[0] == items[1]
    assert repr(model) == "Session(sessions=4, items=5)"
    # What was loaded takes all sessions for new ones.
    model.save(tmp_path / "session.json")
    loaded = omo.recommend.Session.load(tmp_path / "session.json").observe({"session": [1, 1], "item": ["tea", "yuzu"], "occurred_at": ["2026-04-01", "2026-04-02"]})
    assert repr(loaded) == "Session(sessions=5, items=6)"
    assert "yuzu" in loaded.recommend([["tea"]], n=6)["item"]


def test_sessions_go_on_under_their_names_from_a_file_that_keeps_them(tmp_path):
    model = fitted()
    for name, sessions in [("nameless", False), ("named", True)]:
        model.save(tmp_path / name, sessions=sessions)
    assert json.loads((tmp_path / "nameless").read_text())["customers"] == []
    go_on = {"session": [CLICKS["session"][0]] * 2, "item": ["tea", "yuzu"], "occurred_at": ["2026-04-01", "2026-04-02"]}
    asked = [["tea"], ["yuzu"]]
    live = model.observe(go_on)
    named = omo.recommend.Session.load(tmp_path / "named").observe(go_on)
    assert repr(live) == repr(named) == "Session(sessions=4, items=6)"
    assert rows(live.recommend(asked)) == rows(named.recommend(asked))
    assert repr(omo.recommend.Session.load(tmp_path / "nameless").observe(go_on)) == "Session(sessions=5, items=6)"


def test_who_asks_while_clicks_come_in_is_answered_by_a_whole_model():
    model = fitted()
    before = rows(model.recommend([["tea"]], n=5))
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(lambda: rows(model.recommend([["tea"]], n=5))) for _ in range(50)]
        model.observe({"session": ["new"] * 2, "item": ["tea", "yuzu"], "occurred_at": ["2026-04-01", "2026-04-02"]})
        asked += [threads.submit(lambda: rows(model.recommend([["tea"]], n=5))) for _ in range(50)]
    after = rows(model.recommend([["tea"]], n=5))
    assert before != after
    assert all(one.result() in (before, after) for one in asked)


def test_bad_input_is_refused():
    model = omo.recommend.Session()
    assert code(lambda: model.recommend([["tea"]])) == "model"
    for column in CLICKS:
        without = {name: cells for name, cells in CLICKS.items() if name != column}
        assert code(lambda without=without: model.fit(without)) == "column"
        missing = {**CLICKS, column: [None, *CLICKS[column][1:]]}
        assert code(lambda missing=missing: model.fit(missing)) == "column"
    assert code(lambda: model.fit({**CLICKS, "occurred_at": ["soon"] * 10})) == "column"
    assert code(lambda: omo.recommend.Session(neighbours=0).fit(CLICKS)) == "option"
    assert code(lambda: omo.recommend.Session(half_life=float("nan")).fit(CLICKS)) == "option"
    assert code(lambda: fitted().recommend([["tea"]], exclude={"out_of_stok": ["tea"]})) == "option"
    for wrong in ["tea", ["tea"], 7, [7]]:
        with pytest.raises(TypeError, match="list of lists of items"):
            fitted().recommend(wrong)


def test_an_empty_table_knows_nothing():
    model = omo.recommend.Session().fit({"session": [], "item": [], "occurred_at": []})
    assert rows(model.recommend([["tea"], []])) == []


@pytest.mark.skipif(not (DATA / "retailrocket").exists(), reason="the sessions of RetailRocket are not here: set OMO_DATA")
@pytest.mark.parametrize(("shop", "hits", "ranks"), [("retailrocket", 0.581, 0.320), ("tmall", 0.511, 0.226)])
def test_the_next_click_is_foretold(shop, hits, ranks):
    table = {"session": [], "item": [], "occurred_at": []}
    for session, line in enumerate((DATA / shop / "train_sessions.txt").read_text().splitlines()):
        for place, item in enumerate(line.split()):
            table["session"].append(session)
            table["item"].append(int(item))
            table["occurred_at"].append(session * 3_600_000 + place * 30_000)
    asked, nexts = [], []
    for line in (DATA / shop / "test_prefix_target.txt").read_text().splitlines():
        clicks, item = line.split("\t")
        asked.append([int(click) for click in clicks.split()])
        nexts.append(int(item))
    answer = columns_of(omo.recommend.Session().fit(table).recommend(asked, n=20))
    found = [rank for session, rank, item in zip(answer["session"], answer["rank"], answer["item"]) if nexts[session] == item]
    assert len(answer["item"]) == 20 * len(asked)
    assert len(found) / len(asked) > hits
    assert sum(1 / rank for rank in found) / len(asked) > ranks
