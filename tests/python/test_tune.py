"""What the linker found, looked at: by thresholds, by mistakes, by pictures, and by what people say of it."""

import json
import math

import omo
import pytest
from people import PEOPLE

RECORDS = [{"id": f"r{row}", **person} for row, person in enumerate(PEOPLE + PEOPLE[:10])]
TRUTH = {
    "id": [record["id"] for record in RECORDS],
    "customer_id": [str(row % 40) for row in range(len(RECORDS))],
}


def code(call, *args, **options):
    with pytest.raises(omo.OmoError) as error:
        call(*args, **options)
    return error.value.code


@pytest.fixture(scope="module")
def found():
    return omo.resolve(RECORDS)


@pytest.fixture(scope="module")
def all_in_one():
    """Everything is a pair, whatever speaks against it."""
    return omo.resolve({"id": ["a", "b"], "name": ["Hanako Yamada", "Taro Sato"]}, threshold=-99)


@pytest.fixture(scope="module")
def nothing():
    return omo.resolve({"id": [], "name": []})


def test_the_histogram_counts_every_pair(found):
    weights = [pair["weight"] for pair in found.pairs.to_dicts()]
    bins = found.histogram.to_dicts()
    assert sum(row["pairs"] for row in bins) == len(weights)
    for row in bins:
        assert row["pairs"] == sum(math.floor(weight) == row["weight"] for weight in weights)


def test_the_first_threshold_is_what_was_found(found):
    first = found.thresholds().to_dicts()[0]
    assert first["threshold"] == found.threshold
    assert first["customers"] == len(found)
    assert set(first) == {"threshold", "customers", "found_pairs", "estimated_precision", "estimated_recall", "estimated_f1"}


def test_a_higher_threshold_finds_no_more(found):
    rows = found.thresholds().to_dicts()
    assert len(rows) > 5
    for before, after in zip(rows, rows[1:], strict=False):
        assert after["customers"] >= before["customers"]
        assert after["found_pairs"] <= before["found_pairs"]


def test_thresholds_are_held_against_a_truth(found):
    first = found.thresholds(TRUTH).to_dicts()[0]
    scores = found.evaluate(TRUTH)
    for measure in ["precision", "recall", "f1"]:
        assert first[measure] == scores["pairs"][measure]
        assert first[f"b_cubed_{measure}"] == scores["b_cubed"][measure]


def test_what_is_found_at_a_threshold_is_what_is_found_with_it(found):
    rows = found.thresholds().to_dicts()
    for row in rows[:: len(rows) // 3]:
        assert len(omo.resolve(RECORDS, threshold=row["threshold"])) == row["customers"]


def test_mistakes_add_up_to_the_scores(found):
    wrong = {"id": TRUTH["id"], "customer_id": ["one", "one", *TRUTH["customer_id"][2:40], *["two"] * 10]}
    errors = found.errors(wrong, limit=1000).to_dicts()
    scores = found.evaluate(wrong)["pairs"]
    kinds = [error["kind"] for error in errors]
    assert kinds.count("false_positive") == scores["found_pairs"] - scores["right_pairs"]
    assert kinds.count("false_negative") == scores["true_pairs"] - scores["right_pairs"]
    assert {error["cause"] for error in errors} <= {"weight", "others", "blocking"}
    missed = [error["weight"] for error in errors if error["kind"] == "false_negative"]
    assert missed == sorted(missed)
    evidence = found.explain(errors[-1]["record_id_a"], errors[-1]["record_id_b"])
    assert sum(step["bits"] for step in evidence) == pytest.approx(errors[-1]["weight"], abs=1e-3)
    assert len(found.errors(wrong, limit=1)) == 2


def test_records_that_say_little_are_unlinkable():
    said = {"id": ["a", "b", "c", "d"], "surname": ["Sato", "Sato", "Yamada", None], "email": ["a@b.jp", "a@b.jp", "c@d.jp", None]}
    rows = omo.resolve(said).unlinkables.to_dicts()
    shares = [row["share"] for row in rows]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert all(row["records"] == row["share"] * 4 for row in rows)
    # The last says nothing, which is the odds at random: no record says less.
    assert rows[1]["records"] == 1


def test_completeness_is_the_share_that_is_filled():
    found = omo.resolve({"id": [1, 2, 3, 4], "name": ["Hanako", "Taro", None, "unknown"], "town": ["Osaka", "Kyoto", "Nara", "Kobe"]})
    told = {row["column"]: (row["source"], row["filled"]) for row in found.completeness.to_dicts()}
    assert told == {"name": (None, 0.5), "town": (None, 1.0)}


def test_frequent_values_come_first(found):
    surnames = [row for row in found.term_frequencies(2).to_dicts() if row["column"] == "surname"]
    # The eight given names have five surnames each; the first ten people are two of each, twice.
    assert [(row["records"], row["share"]) for row in surnames] == [(10, 0.2), (10, 0.2)]
    assert found.term_frequencies(0).to_dicts() == []


def test_patterns_tell_how_pairs_agree(found):
    patterns = found.patterns(1000)
    assert sum(pattern["pairs"] for pattern in patterns) == len(found.pairs)
    pairs = [pattern["pairs"] for pattern in patterns]
    assert pairs == sorted(pairs, reverse=True)
    first = patterns[0]
    assert first["evidence"] == found.explain(first["record_id_a"], first["record_id_b"])


def test_a_review_is_of_pairs_near_the_threshold(found):
    review = found.review(5).to_dicts()
    assert 0 < len(review) <= 5
    assert review == found.review(5).to_dicts()
    nearest = min(abs(pair["weight"] - found.threshold) for pair in found.pairs.to_dicts())
    assert min(abs(pair["weight"] - found.threshold) for pair in review) <= nearest
    for pair in review:
        evidence = found.explain(pair["record_id_a"], pair["record_id_b"])
        assert sum(step["bits"] for step in evidence) == pytest.approx(pair["weight"], abs=1e-3)


def test_answers_change_the_model(found):
    review = found.review(5).to_dicts()
    same = [{**pair, "same": True} for pair in review]
    different = [{**pair, "same": False} for pair in review]
    yes, no = found.learn(same), found.learn(different)
    assert yes["prior"] > no["prior"]
    for learned in yes["comparisons"] + no["comparisons"]:
        assert sum(learned["m"]) == pytest.approx(1)


def test_answers_of_records_that_are_not_there_are_refused(found):
    assert code(found.learn, {"record_id_a": ["r0"], "record_id_b": ["nobody"], "same": [True]}) == "column"
    assert code(found.learn, {"record_id_a": ["r0"], "record_id_b": ["r0"], "same": [True]}) == "column"
    assert code(found.learn, {"record_id_a": ["r0"], "same": [True]}) == "column"
    with pytest.raises(omo.OmoError) as error:
        found.learn({"record_id_a": ["r0"], "record_id_b": ["secret"], "same": [True]})
    assert "secret" not in str(error.value)
    assert "row 0" in str(error.value)


def test_a_customer_tells_how_it_came_together(all_in_one):
    how = all_in_one.how("b")
    weight = all_in_one.pairs.to_dicts()[0]["weight"]
    join = {"record_id_a": "a", "record_id_b": "b", "weight": weight}
    assert how == {
        "customer_id": "a",
        "records": ["a", "b"],
        "merges": [join],
        "weakest": join,
        "pairs": 1,
        "density": 1.0,
        "bridges": [join],
    }
    assert all_in_one.weakest(5) == [how]
    assert code(all_in_one.how, "c") == "unknown"


def test_every_customer_of_several_records_has_a_weakest_join(found):
    weakest = found.weakest(1000)
    assert len(weakest) == len({c for c in found.customers["customer_id"] if found.customers["customer_id"].count(c) > 1})
    weights = [story["weakest"]["weight"] for story in weakest]
    assert weights == sorted(weights)


KINDS = ["weights", "histogram", "blocking", "thresholds", "unlinkables", "completeness", "terms", "patterns"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_picture_is_a_chart(found, nothing, kind, language):
    for of in [found, nothing]:
        spec = json.loads(of.chart(kind, language=language).to_json())
        assert "vega-lite/v6" in spec["$schema"]
        assert spec["title"]


def test_pictures_speak_both_languages(found):
    titles = {json.loads(found.chart(kind, language=language).to_json())["title"] for kind in KINDS for language in ["en", "ja"]}
    assert len(titles) == 2 * len(KINDS)


def test_a_waterfall_is_of_a_pair(found):
    spec = json.loads(found.chart("waterfall", pair=("r0", "r40")).to_json())
    # Altair keeps data apart.
    bars = spec["data"]["values"] if "values" in spec["data"] else spec["datasets"][spec["data"]["name"]]
    assert bars[-1]["bits"] == pytest.approx(sum(step["bits"] for step in found.explain("r0", "r40")))
    assert code(found.chart, "waterfall") == "option"
    assert code(found.chart, "waterfall", pair=("r0", "nobody")) == "unknown"


def test_other_pictures_and_languages_are_refused(found):
    assert code(found.chart, "pie") == "option"
    assert code(found.chart, language="fr") == "option"
    assert code(found.dashboard, "fr") == "option"


def test_thresholds_are_drawn_beside_the_truth(found):
    one, two = (json.dumps(json.loads(found.chart("thresholds", truth=truth).to_json())) for truth in [None, TRUTH])
    assert "by the truth" not in one
    assert "by the truth" in two


def test_the_page_needs_nothing_and_tells_no_cell(found, nothing):
    for language in ["en", "ja"]:
        for page in [found.dashboard(language), nothing.dashboard(language)]:
            assert page.startswith("<!doctype html>")
            assert "<script" not in page
            assert "http" not in page
        assert "r0" in found.dashboard(language)
        assert "Yamada" not in found.dashboard(language)
        assert "yamada" not in found.dashboard(language)
