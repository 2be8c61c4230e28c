"""The shared vectors, told to the public API: see tests/vectors/README.md."""

import datetime
import json
import os
import re
from pathlib import Path

import omo
import pytest
import stories
from stories import snake

VECTORS = Path(__file__).parents[1] / "vectors"

#: The answers of the core, which `cargo test --test vectors` wrote.
OURS = Path(os.environ.get("CARGO_TARGET_DIR", VECTORS.parents[1] / "target")) / "tmp" / "vectors"


def camel(name):
    return re.sub("_([a-z])", lambda letter: letter[1].upper(), name)


def is_table(value):
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def argument(value):
    """An argument as Python has it: an array of objects is a table, and a table has columns."""
    if is_table(value):
        names = dict.fromkeys(name for row in value for name in row)
        return {snake(name): [row.get(name) for row in value] for name in names}
    return value


def answer(value):
    """An answer as the vectors write it."""
    if isinstance(value, omo.Table):
        return [{camel(name): answer(cell) for name, cell in row.items()} for row in value.to_dicts()]
    if isinstance(value, datetime.datetime):
        text = value.isoformat()
        # Python writes microseconds, the core what there is to write.
        return re.sub(r"\.(\d*?)0*(?=[+-])", r".\1", text) if "." in text else text
    if isinstance(value, dict):
        return {camel(key): answer(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [answer(inner) for inner in value]
    return value


#: How a call is told to Python: by its name, unless it is a model's.
CALLS = {}


def call(name):
    """The public function of that name, in omo or in one of its rooms."""
    if name in CALLS:
        return CALLS[name]
    name = snake(name)
    for module in [omo, *(module for module in vars(omo).values() if getattr(module, "__name__", "").startswith("omo."))]:
        if name in getattr(module, "__all__", []):
            return getattr(module, name)
    raise AssertionError(f"no such call: {name}")


def cases():
    for path in sorted(VECTORS.rglob("*.json")):
        vector = json.loads(path.read_text(encoding="utf-8"))
        for case in vector["cases"]:
            where = path.relative_to(VECTORS)
            yield pytest.param(vector, case, where, id=f"{where.with_suffix('')}: {case['name']}")


def expected(case, where):
    """What a case says, or what the core said."""
    if not case.get("same"):
        return case["expect"]
    if not (OURS / where).exists():
        pytest.skip("the core's answers are not here: run `cargo test --test vectors` first")
    return json.loads((OURS / where).read_text(encoding="utf-8"))[case["name"]]


def story(told, given, options, case, where):
    asked = next(iter(given.get("ask", [])), None)
    if asked in stories.NOT_ASKED:
        pytest.skip(stories.NOT_ASKED[asked])
    if "error" in case:
        with pytest.raises(omo.OmoError) as error:
            told(**given, **options)
        assert error.value.code == case["error"]
        return
    said, expect = answer(told(**given, **options)), expected(case, where)
    left_out = stories.LEFT_OUT.get(asked, set())
    assert (said if case.get("same") and not left_out else stories.part(said, expect, left_out)) == expect


@pytest.mark.parametrize(("vector", "case", "where"), list(cases()))
def test_vector(vector, case, where):
    told = stories.CALLS.get(case.get("call", vector.get("call")))
    if told:
        given = {**vector.get("given", {}), **case["input"]}
        story(told, given, {snake(name): value for name, value in case.get("options", {}).items()}, case, where)
        return
    given = {**vector.get("given", {}), **case.get("input", {})}
    arguments = {snake(name): argument(value) for name, value in given.items()}
    options = {snake(name): value for name, value in case.get("options", {}).items()}
    function = call(case.get("call", vector.get("call")))
    if "error" in case:
        with pytest.raises(omo.OmoError) as error:
            function(**arguments, **options)
        assert error.value.code == case["error"]
    else:
        assert answer(function(**arguments, **options)) == case["expect"]


def test_a_part_of_an_answer_is_no_other_answer():
    assert stories.part([{"a": 1, "b": 2}], [{"b": 2}], set()) == [{"b": 2}]
    for wrong in [[{"b": 3}], [{"c": 2}], [], [{"b": 2}, {}], {"b": 2}, None]:
        assert stories.part([{"a": 1, "b": 2}], wrong, set()) != wrong


def test_there_are_vectors():
    if not VECTORS.exists():
        pytest.skip("no vectors here")
    assert list(cases())
