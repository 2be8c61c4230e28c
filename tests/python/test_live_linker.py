"""The linker record by record finds what it finds in the whole table."""

import random

import omo
import pytest

COLUMNS = ["first_name", "surname", "birth_date", "email"]


def people(count: int, seed: int) -> dict[str, list]:
    """Records of a third as many persons, some cells mistyped or missing."""
    dice = random.Random(seed)
    names = ["hanako", "taro", "yuki", "emma", "oliver", "kenji", "sofia", "lukas"]
    families = ["yamada", "sato", "suzuki", "miller", "garcia", "rossi", "novak", "hansen"]
    table: dict[str, list] = {name: [] for name in ["id", *COLUMNS]}
    for row in range(count):
        of = random.Random(dice.randrange(count // 3))
        given, family = of.choice(names), of.choice(families)
        cells = [given, family, f"{of.randrange(1950, 2000)}-0{of.randrange(1, 9)}-11", f"{given}{of.randrange(90)}@example.jp"]
        table["id"].append(f"r{row:04}")
        for name, cell in zip(COLUMNS, cells, strict=True):
            slip = dice.random()
            table[name].append(None if slip < 0.1 else cell[1:] if slip < 0.15 else cell)
    return table


def row(table: dict[str, list], at: int) -> dict:
    return {name: table[name][at] for name in COLUMNS}


def some(table: dict[str, list], rows: list[int]) -> dict[str, list]:
    return {name: [cells[at] for at in rows] for name, cells in table.items()}


def told(live: omo.identity.LiveLinker) -> list[tuple[str, str]]:
    table = live.customers
    return list(zip(table["record_id"], table["customer_id"], strict=True))


def test_records_that_come_one_by_one_make_the_customers_of_the_table():
    table = people(600, 1)
    linker = omo.identity.Linker().fit(table)
    whole = linker.live(table)
    found = linker.predict(table)
    assert told(whole) == list(zip(found.customers["record_id"], found.customers["customer_id"], strict=True))

    # Half of them come, with others that change and go.
    live = linker.live(table)
    order = list(range(300, 600))
    random.Random(2).shuffle(order)
    for at in order:
        live.remove(f"r{at:04}")
    assert len(live) == 300
    random.Random(3).shuffle(order)
    for at in order:
        live.insert(f"r{at:04}", row(table, (at * 7) % 600))
    for at in order:
        live.update(f"r{at:04}", row(table, at))
    assert told(live) == told(whole)


def test_news_lead_from_nobody_to_everybody():
    table = people(400, 4)
    live = omo.identity.Linker().fit(table).live(table)
    known = {customer for _, customer in told(live)}
    for at in range(100):
        record = f"r{at:04}"
        news = live.remove(record) if at % 3 == 0 else live.update(record, row(table, at + 200))
        gone = set()
        for one in news:
            gone |= {one["customer"]} if one["kind"] in ("removed", "split") else set(one["from"])
            known |= set(one["into"])
            known |= {one["customer"]} if one["kind"] in ("created", "merged", "renamed") else set()
        now = {customer for _, customer in told(live)}
        known -= gone - now
        assert known == now


def test_a_search_finds_the_customer_and_leaves_nothing():
    table = people(400, 5)
    live = omo.identity.Linker().fit(table).live(table)
    before = told(live)
    whole = [at for at in range(400) if None not in row(table, at).values()]
    for at in whole[:20]:
        record = row(table, at)
        found = live.find(record, n=3)
        assert found == sorted(found, key=lambda one: -one["bits"])
        assert f"r{at:04}" in live.candidates(record)
        assert live.customer_of(found[0]["record"]) == found[0]["customer"]
        assert abs(found[0]["probability"] - 1 / (1 + 2 ** -found[0]["bits"])) < 1e-9
    assert told(live) == before


def test_what_is_kept_makes_the_same_again(tmp_path):
    table = people(400, 6)
    table["source"] = [["till", "web"][at % 2] for at in range(400)]
    table["tags"] = [["a", "b"][: at % 3] or None for at in range(400)]
    linker = omo.identity.Linker(link="across_sources", one_to_one=True).fit(table, source="source")
    live = linker.live(table, source="source")
    live.insert("new", {"first_name": "hanako", "tags": ["a", "c"]}, source="web")
    live.remove("r0003")
    live.save(tmp_path / "live.json")
    again = omo.identity.LiveLinker.load(tmp_path / "live.json", live.records, source="source")
    assert told(again) == told(live)
    assert again.records == live.records
    live.compact()
    assert told(again) == told(live)
    assert repr(live) == f"omo.identity.LiveLinker(400 records, {len(set(live.customers['customer_id']))} customers)"


def test_a_record_is_read_as_a_row_of_a_table():
    table = {"id": ["a", "b", "c"], "name": ["Hanako Yamada", "Taro Sato", "Jiro Ito"], "card": [10, 11, 12]}
    linker = omo.identity.Linker([omo.identity.compare.name("name"), omo.identity.compare.identifier("card")])
    live = linker.fit(table).live(table)
    live.insert("d", {"name": "Hanako Yamada", "card": 10})
    assert live.customer_of("d") == "a"
    assert [one["level"] for one in live.explain("a", "d")[1:]] == ["equal", "equal"]


def test_what_cannot_be_is_said():
    table = people(60, 7)
    live = omo.identity.Linker().fit(table).live(table)
    with pytest.raises(omo.OmoError, match="did you mean `surname`") as wrong:
        live.insert("new", {"surnam": "Sato"})
    assert wrong.value.code == "column"
    with pytest.raises(omo.OmoError) as wrong:
        live.insert("r0001", {"surname": "Sato"})
    assert wrong.value.code == "column"
    for call in (lambda: live.remove("nobody"), lambda: live.update("nobody", {}), lambda: live.explain("nobody", "r0001")):
        with pytest.raises(omo.OmoError) as wrong:
            call()
        assert wrong.value.code == "unknown"
    assert live.customer_of("nobody") is None
    assert live.records_of("nobody") == []
    with pytest.raises(omo.OmoError) as wrong:
        omo.identity.Linker().live(table)
    assert wrong.value.code == "model"
