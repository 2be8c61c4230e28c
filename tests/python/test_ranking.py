"""How good lists of items are: numbers by pencil and by the papers' own formulas, bad input, every kind of table."""

import math
import random

import omo
import pandas
import polars
import pytest

TRUTH = {"customer_id": ["a", "a", "b", "c"], "item": ["tea", "rice", "tea", "salt"]}
SHOWN = {"customer_id": ["a", "a", "b", "b", "z"], "item": ["soap", "rice", "tea", "salt", "tea"], "score": [0.4, 0.9, 0.1, 0.8, 1.0]}


def test_scores_by_pencil():
    scores = omo.measure.ranking(SHOWN, TRUTH, n=2).scores()
    # a: rice first, one of two found. b: salt, then tea. c: nothing. z took nothing and is not judged.
    assert scores["customers"] == [3]
    assert scores["recall"] == [pytest.approx((0.5 + 1 + 0) / 3)]
    assert scores["mrr"] == [pytest.approx((1 + 0.5 + 0) / 3)]
    second = 1 / math.log2(3)
    assert scores["ndcg"] == [pytest.approx((1 / (1 + second) + second) / 3)]
    assert scores["novelty"] == [None]


def reality_check(shown, truth, k):
    """The code of Li and others 2023, as the baselines have it: IDCG over the whole truth, and over min(k, truth)."""
    recall, hit, whole, usual = [], [], [], []
    for customer, wanted in truth.items():
        found = [item in wanted for item in shown.get(customer, [])[:k]]
        gain = sum(1 / math.log2(place + 2) for place, hits in enumerate(found) if hits)
        recall.append(sum(found) / len(wanted))
        hit.append(float(any(found)))
        whole.append(gain / sum(1 / math.log2(place + 2) for place in range(len(wanted))))
        usual.append(gain / sum(1 / math.log2(place + 2) for place in range(min(k, len(wanted)))))
    return [sum(all) / len(all) for all in (recall, hit, whole, usual)]


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_the_papers_code(seed):
    dice = random.Random(seed)
    truth = {c: set(dice.sample(range(30), dice.randint(1, 8))) for c in range(40)}
    shown = {c: dice.sample(range(30), 10) for c in range(40) if c % 7}
    rows = [(c, item, place) for c, list in shown.items() for place, item in enumerate(list, 1)]
    dice.shuffle(rows)
    table = polars.DataFrame(rows, schema=["customer_id", "item", "rank"], orient="row")
    taken = pandas.DataFrame([(c, item) for c, items in truth.items() for item in items], columns=["customer_id", "item"])
    for k in (5, 10):
        scores = omo.measure.ranking(table, taken, k).scores()
        found = [scores[name][0] for name in ("recall", "hit_rate", "ndcg_whole", "ndcg")]
        assert found == pytest.approx(reality_check(shown, truth, k))


def test_repeats_and_what_is_new():
    history = {"customer_id": ["a", "b", "b"], "item": ["rice", "tea", "salt"]}
    scores = omo.measure.ranking(SHOWN, TRUTH, n=2, history=history, items=8).scores()
    assert scores["coverage"] == [4 / 8]
    assert scores["list_repeats"] == [3 / 4]
    assert scores["truth_repeats"] == [2 / 4]
    assert scores["recall_repeat"] == [1.0]
    # Of a the new one is not found, nor is that of c.
    assert scores["recall_new"] == [0.0]


def test_customers_one_by_one_and_a_paired_test():
    one, other = omo.measure.ranking(SHOWN, TRUTH, n=[2, 1]), omo.measure.ranking(TRUTH, TRUTH, n=[2, 1])
    assert one.customers(1)["recall"] == [0.5, 0.0, 0.0]
    paired = other.compare(one, "recall", n=2)
    assert paired["customers"] == 3
    assert paired["difference"] == pytest.approx(0.5)
    # scipy.stats.ttest_rel([1, 1, 1], [.5, 1, 0]): t = 1.7320508, p = 0.2254033
    assert paired["p_value"] == pytest.approx(0.2254033, abs=1e-6)


def test_what_cannot_be_judged_says_why():
    for wrong, code in [
        (lambda: omo.measure.ranking(SHOWN, TRUTH, n=0), "option"),
        (lambda: omo.measure.ranking({"customer_id": ["a"]}, TRUTH), "column"),
        (lambda: omo.measure.ranking(SHOWN, TRUTH).customers(3), "unknown"),
        (lambda: omo.measure.ranking(SHOWN, TRUTH).compare(omo.measure.ranking(SHOWN, SHOWN)), "length"),
        (lambda: omo.measure.ranking(SHOWN, TRUTH).compare(omo.measure.ranking(SHOWN, TRUTH), "f1"), "option"),
        (lambda: omo.measure.held_out({"customer_id": ["a"], "occurred_at": ["2026-03-01"]}, share=1.5), "option"),
        (lambda: omo.measure.held_out({"customer_id": ["a"], "occurred_at": ["2026-03-01"]}, share=0.5, last=1), "option"),
    ]:
        with pytest.raises(omo.OmoError) as error:
            wrong()
        assert error.value.code == code


def test_rows_are_held_out():
    bought = {"customer_id": ["a", "a", "a", "b"], "occurred_at": ["2026-03-01", "2026-03-02", "2026-03-02", "2026-03-09"]}
    assert omo.measure.held_out(bought) == [False, True, True, False]
    assert omo.measure.held_out(bought, last=2) == [False] * 4
    assert omo.measure.held_out(bought, share=0.25) == [False, False, False, True]
    assert omo.measure.held_out({"customer_id": [], "occurred_at": []}, share=0.5) == []


def test_the_page_says_the_same_in_both_languages(tmp_path):
    both = {"shown": omo.measure.ranking(SHOWN, TRUTH, history=TRUTH), "truth": omo.measure.ranking(TRUTH, TRUTH, history=TRUTH)}
    for language, word in [("en", "Hit rate"), ("ja", "ヒット率")]:
        file = tmp_path / f"{language}.html"
        assert omo.measure.ranking_report(both, file, language=language) is None
        page = file.read_text(encoding="utf-8")
        assert word in page
        assert "<script" not in page
        assert word in str(omo.measure.ranking_report(both, language=language).to_dict())
