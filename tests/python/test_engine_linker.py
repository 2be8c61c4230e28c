"""A shop with a model of how records look alike knows people by what they wrote, beside their identifiers."""

import pathlib

import omo
import pytest

from people import forms


@pytest.fixture(scope="module")
def live() -> omo.identity.LiveLinker:
    table = forms(400)
    compare = omo.identity.compare
    linker = omo.identity.Linker(
        comparisons=[compare.name("name"), compare.date("birthday"), compare.exact("postcode"), compare.phone("phone")],
    )
    return linker.fit(table).live(table)


def written(number: int, **other: object) -> dict:
    return {"id": f"t{number}", "occurred_at": f"2026-03-{number:02}", "channel": "ec", "action": "view", **other}


HANAKO = {"name": "Hanako Yamada", "birthday": "1980-04-15", "postcode": "1500001"}
MISTYPED = {**HANAKO, "name": "Hanko Yamada"}
TARO = {"name": "Taro Sato", "birthday": "1975-11-03", "postcode": "0600042"}


def told(linker: object) -> omo.Engine:
    shop = omo.Engine(linker=linker)
    shop.ingest([
        written(1, channel="store", traits=HANAKO),
        written(2, email="hanako@example.jp", traits=MISTYPED),
        written(3, email="taro@example.jp", traits=TARO),
    ])
    return shop


def known(shop: omo.Engine) -> list[tuple[str, int]]:
    table = shop.customers()
    return list(zip(table["customer_id"], table["touchpoints"], strict=True))


def test_a_paper_form_is_of_who_looks_like_it(live: omo.identity.LiveLinker) -> None:
    shop = told(live)
    hanako = shop.customer("email", "hanako@example.jp")
    assert (hanako["id"], hanako["touchpoints"]) == ("t1", 2)
    assert shop.customer("email", "taro@example.jp")["touchpoints"] == 1
    assert len(told(None).customers()) == 2, "without a model the paper is nobody's"


def test_the_file_of_a_model_is_the_model(live: omo.identity.LiveLinker, tmp_path: pathlib.Path) -> None:
    live.save(tmp_path / "model.json")
    shop, same = told(live), told(tmp_path / "model.json")
    assert known(same) == known(shop)
    again = omo.Engine.restore(shop.snapshot(), linker=tmp_path / "model.json")
    assert known(again) == known(shop)
    assert known(omo.Engine.restore(shop.snapshot())) != known(shop)


def test_identifiers_bound_likeness(live: omo.identity.LiveLinker) -> None:
    shop = omo.Engine(linker=live)
    shop.ingest([written(1, member_id="card:1", traits=HANAKO), written(2, member_id="card:2", traits=HANAKO)])
    assert len(shop.customers()) == 2


def test_the_chain_tells_the_bits(live: omo.identity.LiveLinker) -> None:
    shop = told(live)
    shop.ingest([written(4, member_id="card:1", traits=HANAKO)])
    [link] = shop.explain(("email", "hanako@example.jp"), ("member_id", "card:1"))
    assert (link["touchpoint"], link["alike"]["touchpoint"]) == ("t2", "t4")
    live.insert("hanako", HANAKO)
    [match] = live.find(MISTYPED, 1)
    live.remove("hanako")
    assert link["alike"]["bits"] == pytest.approx(match["record_bits"], abs=1e-4)


def test_what_cannot_be_a_model_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "other.json").write_text("{}")
    with pytest.raises(omo.OmoError) as error:
        omo.Engine(linker=tmp_path / "other.json")
    assert error.value.code in ("model", "option")
    with pytest.raises(FileNotFoundError):
        omo.Engine(linker=tmp_path / "none.json")
