"""The linker in steps: what may be named, taught, kept and asked."""

import json

import omo
import polars as pl
import pytest
from omo.identity import Linker, compare
from people import FAMILY, GIVEN, PEOPLE

#: Forty people in the shop, and again on the web.
RECORDS = [{"id": f"{source}-{row}", "source": source, **person} for source in ("till", "web") for row, person in enumerate(PEOPLE)]
TRUTH = {"id": [record["id"] for record in RECORDS], "customer_id": list(range(40)) * 2}

COMPARISONS = [compare.name("first_name"), compare.name("surname"), compare.date("birthday"), compare.email("email")]


def code(call, *args, **options):
    with pytest.raises(omo.OmoError) as error:
        call(*args, **options)
    return error.value.code


@pytest.fixture(scope="module")
def linker():
    linker = Linker(comparisons=COMPARISONS, block_on=["email", ["surname", "birthday:year"]])
    linker.fit(RECORDS).predict(RECORDS)
    return linker


def test_named_comparisons_and_rules_are_those_that_are_used(linker):
    found = linker.fit(RECORDS).predict(RECORDS)
    assert [column["column"] for column in found.report["columns"] if column["levels"]] == ["first_name", "surname", "birthday", "email"]
    assert [rule for rule, _ in found.report["blocking"]] == ["email", "surname + birthday:year"]
    assert found.evaluate(TRUTH)["pairs"]["f1"] == 1
    assert linker.evaluate(TRUTH) == found.evaluate(TRUTH)
    assert linker.cluster().to_dicts() == found.customers.to_dicts()
    assert linker.explain("till-0", "web-0") == found.explain("till-0", "web-0")


def test_what_was_learned_can_be_kept(linker, tmp_path):
    linker.save(tmp_path / "model.json")
    kept = Linker.load(tmp_path / "model.json")
    assert kept.model == linker.model
    first, second = linker.predict(RECORDS), kept.predict(RECORDS)
    assert first.pairs.to_dicts() == second.pairs.to_dicts()
    assert omo.resolve(RECORDS, model=linker.model).pairs.to_dicts() == first.pairs.to_dicts()
    text = (tmp_path / "model.json").read_text(encoding="utf-8").lower()
    assert json.loads(text)["version"] == 1
    assert not any(name.lower() in text for name in GIVEN + FAMILY)


def test_a_model_finds_customers_among_other_records(linker):
    others = [{**record, "id": record["id"].upper()} for record in RECORDS[5:60]]
    found = linker.predict(others)
    truth = {"id": [record["id"] for record in others], "cluster": [row % 40 for row in range(5, 60)]}
    assert found.evaluate(truth)["pairs"]["f1"] == 1


def test_customers_at_a_higher_threshold_need_no_new_comparison(linker):
    found = linker.predict(RECORDS)
    assert found.cluster().to_dicts() == found.customers.to_dicts()
    assert len(set(found.cluster(1000)["customer_id"])) == len(RECORDS)
    weights = sorted(pair["weight"] for pair in found.pairs.to_dicts())
    middle = weights[len(weights) // 2] + 1e-4
    assert len(set(found.cluster(middle)["customer_id"])) > len(found)


def test_records_of_one_source_stay_apart_when_each_has_everyone_once():
    twice = RECORDS + [{**RECORDS[0], "id": "till-again"}]
    together = omo.resolve(twice, source="source", one_to_one=False).customers.to_dicts()
    customers = {row["record_id"]: row["customer_id"] for row in together}
    assert customers["till-again"] == customers["till-0"]
    apart = omo.resolve(twice, source="source", one_to_one=True)
    sources = {record["id"]: record["source"] for record in twice}
    seen = [(row["customer_id"], sources[row["record_id"]]) for row in apart.customers.to_dicts()]
    assert len(seen) == len(set(seen))
    assert apart.report["one_to_one"]


def test_sources_that_have_everyone_once_are_seen_to():
    found = omo.resolve(pl.DataFrame(RECORDS), source="source")
    assert found.report["one_to_one"]
    assert found.evaluate(TRUTH)["pairs"]["f1"] == 1
    assert not omo.resolve(RECORDS, columns={"source": "ignore"}).report["one_to_one"]


def test_links_across_sources_compare_no_two_of_one():
    twice = RECORDS + [{**RECORDS[0], "id": "till-again"}]
    found = omo.resolve(twice, source="source", link="across_sources", one_to_one=False)
    assert found.pairs
    sources = {record["id"]: record["source"] for record in twice}
    for pair in found.pairs.to_dicts():
        assert sources[pair["record_id_a"]] != sources[pair["record_id_b"]]


def test_labels_teach_what_agreement_means():
    # Of the known customers half have another surname on the web.
    records = [dict(record) for record in RECORDS]
    for row in range(0, 40, 2):
        records[40 + row]["surname"] = FAMILY[(row + 1) % 5]
    told = Linker(COMPARISONS).fit(records, labels=TRUTH).model
    surname = next(learned for learned in told["comparisons"] if learned["comparison"]["column"] == "surname")
    # 40 known pairs of which at least 16 differ, and 20 guessed ones that agree more.
    assert surname["m"][0] < 0.8
    assert sum(surname["m"]) == pytest.approx(1)
    assert code(Linker().fit, records, labels={"id": ["x"], "who": [1]}) == "column"


def test_levels_of_ones_own():
    letters = compare.text("first_name", levels=[compare.level("one letter", edits=1), compare.level("begins alike", start=2)])
    assert [level["name"] for level in letters["levels"]] == ["one letter", "begins alike"]
    found = Linker([letters, compare.exact("surname"), compare.exact("birthday")]).fit(RECORDS).predict(RECORDS)
    levels = {column["column"]: [level["level"] for level in column["levels"]] for column in found.report["columns"] if column["levels"]}
    assert levels["first_name"] == ["equal", "one letter", "begins alike", "different"]
    assert levels["surname"] == ["equal", "different"]
    assert found.evaluate(TRUTH)["pairs"]["recall"] == 1


def test_every_kind_of_comparison_is_one():
    table = {
        "id": [1, 2, 3, 4],
        "place": ["35.33, 139.48", "35.331, 139.481", "34.7, 135.5", None],
        "height": [170.5, 170.6, 150, None],
        "likes": ["tea;wine", "wine|tea|milk", "beer", None],
        "home": ["12 High Street", "12 High St", "1 Low Road", None],
        "phone": ["03-1234-5670", "+81 3 1234 5670", "090-1111-2223", None],
        "note": ["a b c", "c b a", "d", None],
    }
    comparisons = [
        compare.distance_km("place", [1, 100]),
        compare.number("height"),
        compare.set("likes"),
        compare.address("home"),
        compare.phone("phone"),
        compare.text("note"),
    ]
    found = Linker(comparisons).fit(table).predict(table)
    levels = {evidence["column"]: evidence["level"] for evidence in found.explain("1", "2")}
    assert levels["place"] == "within 1 km"
    assert levels["height"] == "nearly equal"
    assert levels["likes"] == "mostly the same"
    assert levels["phone"] == "equal"
    assert levels["note"] == "alike"
    assert {evidence["level"] for evidence in found.explain("1", "4")[1:]} == {"missing"}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"comparisons": [compare.name("surnam")]}, "did you mean `surname`"),
        ({"block_on": ["surnam"]}, "did you mean `surname`"),
        ({"block_on": ["surname:year"]}, "after the colon"),
        ({"block_on": [[]]}, "one key or more"),
        ({"comparisons": [compare.name("surname", reading="kana")]}, "names `kana`"),
    ],
)
def test_names_that_are_not_there_are_told(options, words):
    with pytest.raises(omo.OmoError, match=words) as error:
        Linker(**options).fit(RECORDS)
    assert error.value.code == "option"


def test_what_is_no_comparison_is_refused():
    assert code(Linker, [{"colum": "surname"}]) == "option"
    assert code(Linker, [{"column": "surname", "levels": [{"name": "x", "edit": 1}]}]) == "option"
    assert code(Linker, ["surname"]) == "option"
    assert code(compare.level, "x", edit=1) == "option"
    assert code(Linker, link="some") == "option"
    assert code(omo.resolve, RECORDS, model={"version": 2}) in ("model", "option")


def test_steps_in_another_order_are_told():
    assert code(Linker().predict, RECORDS) == "model"
    assert code(Linker().cluster) == "model"
    assert code(lambda: Linker().model) == "model"
    assert code(Linker().fit(RECORDS).explain, "a", "b") == "model"


def test_a_file_that_is_no_model_is_refused(tmp_path):
    for text in ["", "[]", "{}", '{"version": 9}', '{"version": 1, "prior": 0, "comparisons": [{}]}']:
        (tmp_path / "model.json").write_text(text, encoding="utf-8")
        assert code(Linker.load, tmp_path / "model.json") in ("model", "option")
    with pytest.raises(OSError, match="No such file"):
        Linker.load(tmp_path / "none.json")


def test_ids_are_found_where_they_usually_are():
    for name in ["unique_id", "record_id"]:
        table = [{name: record["id"], **{key: cell for key, cell in record.items() if key not in ("id", "source")}} for record in RECORDS]
        assert len(omo.resolve(table)) == 40
    assert code(omo.resolve, {"ref": ["a"], "name": ["x"]}) == "column"
