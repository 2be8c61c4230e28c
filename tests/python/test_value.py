"""Repeat-buying models, experiments and uplift through Python's own tables."""

import math
import os
from pathlib import Path

import omo
import pytest

DATA = Path(os.environ.get("OMO_DATA", Path(__file__).parents[3] / "shared" / "data")) / "journey"

SHOP = {
    "customer_id": [f"c{number}" for number in range(7)],
    "frequency": [0, 1, 1, 2, 3, 5, 12],
    "recency": [0, 6, 21, 9, 33, 32, 38],
    "age": [39] * 7,
    "customers": [100, 8, 2, 10, 6, 12, 4],
    "monetary": [None, 95, 22, 60, 18, 95, 40],
}
MODELS = [omo.value.BgNbd, omo.value.MbgNbd, omo.value.ParetoNbd]


def measured(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not there; set OMO_DATA")
    return path


def cdnow():
    rows = [line.split() for line in measured("cdnow/CDNOW_sample.txt").read_text().splitlines()]
    days = [f"{row[2][:4]}-{row[2][4:6]}-{row[2][6:]}" for row in rows]
    return {"customer_id": [row[1] for row in rows], "occurred_at": days, "amount": [float(row[4]) for row in rows]}


@pytest.mark.parametrize("library", ["polars", "pandas", "pyarrow"])
def test_any_frame_is_summed_up(library):
    frames = pytest.importorskip(library)
    bought = {"customer_id": ["a", "b", "a", "a"], "occurred_at": ["2026-01-05", "2026-01-02", "2026-01-01", "2026-02-01"], "amount": [3.5, 1.0, 2.0, 9.0]}
    frame = frames.table(bought) if library == "pyarrow" else frames.DataFrame(bought)
    found = omo.value.summary(frame, until="2026-01-31")
    assert found.columns == ["customer_id", "frequency", "recency", "age", "monetary"]
    assert found.to_dicts()[0] == {"customer_id": "a", "frequency": 1, "recency": 4.0, "age": 30.0, "monetary": 3.5}
    held = omo.value.summary(frame, until="2026-01-31", holdout_until="2026-02-28", period="week")
    assert held["holdout_frequency"] == [1, 0]
    assert held["holdout_monetary"] == [9.0, 0.0]
    assert held["holdout_age"] == [4.0, 4.0]
    without = omo.value.summary({"user": ["a"], "occurred_at": ["2026-01-05"]}, columns={"user": "customer_id"})
    assert without.columns == ["customer_id", "frequency", "recency", "age"]


@pytest.mark.parametrize("model", MODELS)
def test_models_answer_for_rows(model, tmp_path):
    fitted = model()
    assert fitted.fit(SHOP) is fitted
    assert fitted.log_likelihood < 0
    assert set(fitted.params) == set(fitted.standard_errors)
    assert all(0 <= p <= 1 for p in fitted.p_alive())
    assert all(0 <= a <= b for a, b in zip(fitted.expected(1), fitted.expected(12), strict=True))
    assert fitted.predict(12)["customer_id"] == SHOP["customer_id"]
    fitted.save(tmp_path / "model.json")
    loaded = model.load(tmp_path / "model.json")
    assert loaded.params == fitted.params
    assert loaded.expected(12, SHOP) == fitted.expected(12)
    with pytest.raises(omo.OmoError) as wrong:
        loaded.expected(12)
    assert wrong.value.code == "model"
    with pytest.raises(omo.OmoError) as wrong:
        omo.value.GammaGamma.load(tmp_path / "model.json")
    assert wrong.value.code == "model"


def test_names_of_lifetimes_are_read():
    theirs = {"frequency": SHOP["frequency"], "recency": SHOP["recency"], "T": SHOP["age"], "weights": SHOP["customers"], "monetary_value": SHOP["monetary"]}
    assert omo.value.BgNbd().fit(theirs).params == omo.value.BgNbd().fit(SHOP).params
    assert omo.value.GammaGamma().fit(theirs).params == omo.value.GammaGamma().fit(SHOP).params


@pytest.mark.parametrize("model", [*MODELS, omo.value.BgBb])
def test_a_fit_that_has_no_top_says_so(model):
    with pytest.raises(omo.OmoError) as none:
        model().fit({"frequency": [0, 0], "recency": [0, 0], "age": [5, 9]})
    assert none.value.code == "fit"
    assert "no customer came back" in str(none.value)
    assert not model().converged
    with pytest.raises(omo.OmoError) as unfitted:
        _ = model().params
    assert unfitted.value.code == "model"


@pytest.mark.parametrize(
    ("frequency", "recency", "age"),
    [([1], [5], [4]), ([1], [-1], [4]), ([1], [0], [4]), ([0], [1], [4]), ([-1], [1], [4]), ([1.5], [1], [4]), ([1], [math.nan], [4]), ([1], [1], [math.inf])],
)
def test_histories_that_cannot_be_are_refused(frequency, recency, age):
    with pytest.raises(omo.OmoError) as wrong:
        omo.value.BgNbd().fit({"frequency": frequency, "recency": recency, "age": age})
    assert wrong.value.code == "column"
    assert "row 0" in str(wrong.value)


def test_cdnow_is_what_fader_and_hardie_publish():
    summary = omo.value.summary(cdnow(), until="1997-09-30", period="week")
    for model, params, height in [
        (omo.value.BgNbd, {"r": 0.2425945, "alpha": 4.4136027, "a": 0.7929220, "b": 2.4259068}, -9582.42920667),
        (omo.value.MbgNbd, {"r": 0.5248429, "alpha": 6.1830818, "a": 0.8913595, "b": 1.6140029}, -9582.13572),
        (omo.value.ParetoNbd, {"r": 0.5532770, "alpha": 10.5776827, "s": 0.6062401, "beta": 11.6687402}, -9594.97617894),
    ]:
        fitted = model().fit(summary)
        assert fitted.params == pytest.approx(params, rel=2e-6)
        assert fitted.log_likelihood == pytest.approx(height, abs=1e-5)
    spend = omo.value.GammaGamma().fit(summary)
    assert spend.params == pytest.approx({"p": 6.2495710, "q": 3.7442248, "v": 15.4435252}, rel=1e-6)
    assert spend.log_likelihood == pytest.approx(-4055.91769480, abs=1e-6)
    worth = spend.lifetime_value(omo.value.BgNbd().fit(summary), 12, step=4.345)
    assert sum(worth) == pytest.approx(71507.953, rel=1e-5)


def test_givers_are_those_of_the_paper():
    polars = pytest.importorskip("polars")
    givers = polars.read_csv(measured("cdnow/donations.csv"))
    fitted = omo.value.BgBb().fit(givers)
    assert fitted.params == pytest.approx({"alpha": 1.2035224, "beta": 0.7497163, "gamma": 0.6567182, "delta": 2.7834420}, rel=2e-5)
    assert fitted.log_likelihood == pytest.approx(-33225.58127, abs=1e-4)


def test_mails_of_hillstrom():
    polars = pytest.importorskip("polars")
    mails = polars.read_csv(measured("hillstrom/hillstrom.csv"), infer_schema_length=None)
    found = omo.value.experiment(mails, ["visit", "spend"], arm="segment", treatment="Womens E-Mail", covariate="history")
    assert found.control == "No E-Mail"
    assert found.difference == pytest.approx(0.0452331065870, rel=1e-10)
    assert found.statistic == pytest.approx(13.949181, abs=1e-6)
    table = found.comparisons
    assert table["metric"] == ["visit", "spend"]
    assert table["difference"][1] == pytest.approx(0.4244122, abs=1e-7)
    assert table["p_value"][1] == pytest.approx(0.0011294, abs=1e-7)
    assert table["theta"][1] == pytest.approx(0.00103465129359, abs=1e-13)
    scored = mails.with_columns(score=1000 * polars.col("womens") + polars.col("history"))
    uplift = omo.value.qini(scored, "visit", "segment", treated="Womens E-Mail")
    assert uplift.qini == pytest.approx(0.0616931, abs=1e-7)
    assert uplift.auuc == pytest.approx(0.0282336, abs=1e-7)


def test_experiments_name_what_is_wrong():
    sent = {"arm": ["a", "a", "b", "b"], "outcome": [1, 0, 1, 1]}
    with pytest.raises(omo.OmoError, match="`control` must be one of a, b"):
        omo.value.experiment(sent)
    with pytest.raises(omo.OmoError, match="no arm `c`; there are a, b"):
        omo.value.experiment(sent, control="c")
    with pytest.raises(omo.OmoError) as lone:
        omo.value.experiment(sent, control="a", treatment="a")
    assert lone.value.code in ("column", "option")
    with pytest.raises(omo.OmoError, match="outcome"):
        omo.value.experiment({"arm": ["a", "a", "b", "b"], "outcome": [1, None, 1, 1]}, control="a")
    warned = omo.value.experiment({"arm": ["control"] * 300 + ["mail"] * 200, "outcome": [1, 0] * 250})
    assert warned.mismatch["warning"]
    assert "INTENDED" in repr(warned)
    fair = omo.value.experiment({"arm": ["control"] * 300 + ["mail"] * 200, "outcome": [1, 0] * 250}, shares={"control": 0.6, "mail": 0.4})
    assert not fair.mismatch["warning"]
    assert "<table" in fair._repr_html_()


def test_flags_are_arms_too():
    sent = {"treated": [True, False, True, False], "outcome": [True, False, True, False], "score": [2.0, 1.0, 1.5, 0.5]}
    assert omo.value.experiment(sent, arm="treated").difference == 1.0
    assert omo.value.qini(sent, treatment="treated").curve["customers"][-1] == 4.0


def test_a_sale_counts_once():
    sales = {"customer_id": ["a", "a", "b"], "side": ["offline", "online", "offline"], "helped": [True, False, False], "amount": [100, 50, 30]}
    tree = omo.value.kpi_tree(sales)
    assert tree.nodes["kind"] == ["all", "store_only", "online_only", "both"]
    assert tree.nodes["sales"] == [180.0, 30.0, 0.0, 150.0]
    credit = tree.credit
    assert credit["store_view"] + credit["online_view"] - credit["shared"] == 180.0
    with pytest.raises(omo.OmoError, match="row 1"):
        omo.value.kpi_tree({"customer_id": ["a", "a"], "side": ["offline", "shop"], "amount": [1, 2]})


def test_fans_maturity_and_parity():
    assert omo.value.fan_score({"visits": [1, 5], "silent": [9, 2]}, {"visits": 2, "silent": -1}) == pytest.approx([25.0, 75.0])
    with pytest.raises(omo.OmoError) as wrong:
        omo.value.maturity({"parity": 2.0})
    assert wrong.value.code == "option"
    with pytest.raises(omo.OmoError, match="pooled_stock"):
        omo.value.maturity({"pooled_stok": 0.5})
    says = {"item": ["tea", "tea", "cup"], "channel": ["ec", "store", "ec"], "price": [300, None, 500], "stock": [True, False, True]}
    found = omo.value.parity(says)
    assert found["shares"] == {"stock": 0.0}
    assert found["alone"] == [{"item": "cup", "channel": "ec"}]


def test_pictures_are_specs():
    altair = pytest.importorskip("altair")
    bought = {"customer_id": ["a", "b", "a"], "occurred_at": ["2026-03-01", "2026-03-04", "2026-03-20"], "amount": [5, 7, 9]}
    model = omo.value.BgNbd().fit(SHOP)
    span = {"until": "2026-03-10", "holdout_until": "2026-03-31", "language": "ja"}
    sent = {"arm": ["mail", "mail", "none", "none"], "outcome": [3.0, 5.0, 1.0, 2.0], "score": [4, 3, 2, 1]}
    for chart in [
        omo.value.tracking_chart(model, bought, **span),
        omo.value.calibration_chart(model, bought, **span),
        omo.value.rfm_chart(bought, today="2026-03-31"),
        omo.value.experiment(sent).chart("ja"),
        omo.value.qini(sent, treatment="arm").chart(),
        omo.value.kpi_tree({"customer_id": ["a"], "side": ["online"], "amount": [100]}).chart(),
    ]:
        assert isinstance(chart, altair.TopLevelMixin)


def test_a_quarter_of_a_million_customers(capsys):
    """Ten times the 23,570 customers of CDNOW, as research has them; beside lifetimes where that is installed."""
    import time

    pyarrow = pytest.importorskip("pyarrow")
    rows = [line.split() for line in measured("cdnow/CDNOW_master.txt").read_text().splitlines()[1:]]
    days = [f"{row[1][:4]}-{row[1][4:6]}-{row[1][6:]}" for row in rows]
    one = omo.value.summary({"customer_id": [row[0] for row in rows], "occurred_at": days}, until="1997-09-30", period="week").to_arrow()
    many = pyarrow.concat_tables([one] * 10).combine_chunks()
    assert many.num_rows == 235_700
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        fitted = omo.value.BgNbd().fit(many)
        times.append(time.perf_counter() - begun)
    assert fitted.params == pytest.approx({"r": 0.2516240, "alpha": 4.7889452, "a": 0.7234330, "b": 2.1610870}, rel=1e-5)
    told = f"BG/NBD of 235,700 customers: {sorted(times)[2]:.3f} s (fastest {min(times):.3f})"
    try:
        import lifetimes
    except ImportError:
        pass
    else:
        columns = [many.column(name).to_numpy() for name in ("frequency", "recency", "age")]
        begun = time.perf_counter()
        lifetimes.BetaGeoFitter(0.0).fit(*columns)
        told += f"; lifetimes {time.perf_counter() - begun:.2f} s"
    with capsys.disabled():
        print(f"\n{told}")
