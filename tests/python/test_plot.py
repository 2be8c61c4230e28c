"""Specs become charts, with Altair or without."""

import json
import sys

import omo
import pytest

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "title": "Orders",
    "data": {"values": [{"stage": "知る", "customers": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "stage", "type": "nominal"}, "y": {"field": "customers", "type": "quantitative"}},
}


@pytest.fixture
def no_altair(monkeypatch):
    monkeypatch.setitem(sys.modules, "altair", None)


@pytest.mark.parametrize("spec", [SPEC, json.dumps(SPEC)], ids=["dict", "json"])
def test_altair_makes_a_chart(spec):
    altair = pytest.importorskip("altair")
    chart = omo.plot.chart(spec)
    assert isinstance(chart, altair.Chart)
    assert chart.to_dict()["title"] == "Orders"


@pytest.mark.parametrize("form", ["layer", "hconcat", "vconcat"])
def test_composed_specs_are_charts_too(form):
    pytest.importorskip("altair")
    inner = {key: SPEC[key] for key in ("data", "mark", "encoding")}
    assert form in omo.plot.chart({form: [inner, inner]}).to_dict()


@pytest.mark.parametrize("spec", [SPEC, json.dumps(SPEC)], ids=["dict", "json"])
def test_a_notebook_shows_it_without_altair(spec, no_altair):
    chart = omo.plot.chart(spec)
    assert chart.spec == SPEC
    bundle = chart._repr_mimebundle_(include=None, exclude=None)
    assert bundle["application/vnd.vegalite.v6+json"] == SPEC
    assert bundle["text/plain"] == repr(chart) == "omo.plot.Chart('Orders')"
    assert json.loads(chart.to_json()) == SPEC
    assert "知る" in chart.to_json()


def test_what_is_no_spec_is_refused(no_altair):
    with pytest.raises(TypeError):
        omo.plot.chart(7)
    with pytest.raises(ValueError):
        omo.plot.chart("not json")
    with pytest.raises(TypeError):
        omo.plot.chart("[1, 2]")
