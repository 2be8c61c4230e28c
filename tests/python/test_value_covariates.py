"""Covariates in models of repeat buying, held against the formulas of the papers climbed by scipy."""

import math

import pytest

import omo

numpy = pytest.importorskip("numpy")

# A customer who was acquired online buys more often and leaves sooner, one who lives far away buys less often.
ONLINE, FAR = (0.8, 0.5), (-0.3, 0.0)


def customers(law, count, seed, online=ONLINE, far=FAR):
    """A made-up shop by the story of the model: rates by gamma or beta distributions, purchases at random until they leave."""
    random = numpy.random.default_rng(seed)
    known = {"acquired_online": random.random(count) < 0.4, "distance": numpy.round(random.gamma(2.0, 1.0, count), 1)}
    by = [numpy.exp(online[way] * known["acquired_online"] + far[way] * known["distance"]) for way in (0, 1)]
    rate = random.gamma(0.8, 1 / 6.0, count) * by[0]
    if law == "pareto":
        leaves = random.exponential(1 / (random.gamma(0.9, 1 / 14.0, count) * by[1]))
    else:
        chance = random.beta(0.8 * by[1], 2.5 / by[1])
    age = 52.0 - random.integers(0, 12, count)
    rows = {"frequency": [], "recency": [], "age": list(age)}
    for who in range(count):
        end = min(age[who], leaves[who]) if law == "pareto" else age[who]
        frequency, recency = 0, 0.0
        while (after := recency + random.exponential(1 / rate[who])) <= end:
            frequency, recency = frequency + 1, after
            if law == "bg" and random.random() < chance[who]:
                break
        rows["frequency"].append(frequency)
        rows["recency"].append(recency)
    return rows | {name: list(values) for name, values in known.items()}


def column(shop, name):
    return numpy.array(shop[name], dtype=float)


def bg_nbd(shop, names, given):
    """Fader, Hardie and Lee 2005 (equation 6) with alpha, a and b of each customer as Fader and Hardie 2007 have them."""
    from scipy.special import betaln, gammaln

    x, t, age = (column(shop, name) for name in ("frequency", "recency", "age"))
    known = numpy.array([column(shop, name) for name in names])
    r, alpha, a, b = numpy.exp(given[:4])
    purchase, leaves, stays = numpy.reshape(given[4:], (3, len(names))) @ known
    alpha, a, b = alpha * numpy.exp(-purchase), a * numpy.exp(leaves), b * numpy.exp(stays)
    shared = gammaln(r + x) - gammaln(r) + r * numpy.log(alpha) - betaln(a, b)
    there = shared + betaln(a, b + x) - (r + x) * numpy.log(alpha + age)
    left = shared + betaln(a + 1, b + numpy.maximum(x, 1) - 1) - (r + x) * numpy.log(alpha + t)
    return numpy.where(x > 0, numpy.logaddexp(there, left), there).sum()


def pareto_nbd(shop, names, given):
    """Fader and Hardie 2005, *A note on deriving the Pareto/NBD model* (equation 20), with alpha and beta of each customer."""
    from scipy.special import gammaln, hyp2f1

    x, t, age = (column(shop, name) for name in ("frequency", "recency", "age"))
    known = numpy.array([column(shop, name) for name in names])
    r, alpha, s, beta = numpy.exp(given[:4])
    purchase, dropout = numpy.reshape(given[4:], (2, len(names))) @ known
    alpha, beta = alpha * numpy.exp(-purchase), beta * numpy.exp(-dropout)
    first, middle = numpy.maximum(alpha, beta), numpy.where(alpha >= beta, s + 1, r + x)
    all_of = r + s + x
    apart = abs(alpha - beta)

    def reach(time):
        return hyp2f1(all_of, middle, all_of + 1, apart / (first + time)) * ((alpha + age) / (first + time)) ** all_of

    bought = gammaln(r + x) - gammaln(r) + r * numpy.log(alpha) + s * numpy.log(beta)
    there = (alpha + age) ** (s - 0.0) * (beta + age) ** -s
    return (bought - all_of * numpy.log(alpha + age) + numpy.log(there + s / all_of * (reach(t) - reach(age)))).sum()


def climbed(likelihood, shop, names, start, ways):
    from scipy.optimize import minimize

    place = numpy.array([*numpy.log(start), *[0.0] * (ways * len(names))])
    for _ in range(6):
        found = minimize(lambda at: -likelihood(shop, names, at), place, method="BFGS", options={"gtol": 1e-4})
        found = minimize(lambda at: -likelihood(shop, names, at), found.x, method="Nelder-Mead", options={"maxiter": 4000, "maxfev": 4000, "xatol": 1e-7, "fatol": 1e-10, "adaptive": True})
        if abs(found.x - place).max() < 1e-6:
            break
        place = found.x
    return found


@pytest.mark.parametrize(
    ("model", "likelihood", "story", "ways", "names", "start"),
    [
        (omo.value.BgNbd, bg_nbd, "bg", ["purchase", "dropout_a", "dropout_b"], ["acquired_online"], [0.8, 6, 0.8, 2.5]),
        (omo.value.ParetoNbd, pareto_nbd, "pareto", ["purchase", "dropout"], ["acquired_online", "distance"], [0.8, 6, 0.9, 14]),
    ],
)
def test_fits_are_the_best_of_the_formulas_of_the_papers(model, likelihood, story, ways, names, start):
    pytest.importorskip("scipy")
    shop = customers(story, 700, 11)
    fitted = model(covariates=names).fit(shop)
    params = fitted.params
    best = climbed(likelihood, shop, names, start, len(ways))
    assert fitted.log_likelihood == pytest.approx(-best.fun, rel=1e-6)
    four = list(params)[:4]
    effects = [params[f"{way}:{name}"] for way in ways for name in names]
    # What scipy says of the place that was found, and where it goes itself.
    assert likelihood(shop, names, [*[math.log(params[name]) for name in four], *effects]) == pytest.approx(fitted.log_likelihood, rel=1e-10)
    assert numpy.exp(best.x[:4]) == pytest.approx([params[name] for name in four], rel=1e-3)
    assert best.x[4:] == pytest.approx(effects, rel=1e-3, abs=1e-3)


def test_known_effects_are_found_again():
    shop = customers("pareto", 6000, 3)
    fitted = omo.value.ParetoNbd(covariates=["acquired_online", "distance"]).fit(shop)
    assert list(fitted.params) == ["r", "alpha", "s", "beta", "purchase:acquired_online", "purchase:distance", "dropout:acquired_online", "dropout:distance"]
    truth = {"r": 0.8, "alpha": 6.0, "s": 0.9, "beta": 14.0, "purchase:acquired_online": 0.8, "purchase:distance": -0.3, "dropout:acquired_online": 0.5, "dropout:distance": 0.0}
    for name, known in truth.items():
        error = fitted.standard_errors[name]
        assert abs(fitted.params[name] - known) < 3.5 * error, name
        assert error < 0.4 * max(known, 1.0), name
    shop = customers("bg", 6000, 4)
    fitted = omo.value.BgNbd(covariates=["acquired_online"], purchase_covariates=["distance"]).fit(shop)
    for name, known in {"purchase:acquired_online": 0.8, "purchase:distance": -0.3, "dropout_a:acquired_online": 0.5, "dropout_b:acquired_online": -0.5}.items():
        assert abs(fitted.params[name] - known) < 3.5 * fitted.standard_errors[name], name


@pytest.mark.parametrize("model", [omo.value.BgNbd, omo.value.MbgNbd, omo.value.ParetoNbd])
def test_each_customer_is_asked_about_with_their_own(model, tmp_path):
    shop = customers("pareto", 800, 5)
    fitted = model(purchase_covariates=["acquired_online"]).fit(shop)
    # Two of one past, one acquired online and one not.
    twins = {"frequency": [2, 2], "recency": [39, 39], "age": [40, 40], "acquired_online": [True, False]}
    online, store = fitted.expected(12, twins)
    assert online > store
    assert fitted.p_alive(twins)[0] != fitted.p_alive(twins)[1]
    assert fitted.discounted(4, summary=twins)[0] > fitted.discounted(4, summary=twins)[1]
    assert fitted.predict(12, twins)["expected"] == [online, store]
    assert fitted.expected_new(12, {"acquired_online": 1}) > fitted.expected_new(12, {"acquired_online": False})
    alpha = fitted.params["alpha"] * math.exp(-fitted.params["purchase:acquired_online"])
    assert alpha < fitted.params["alpha"]
    # Numbers, and numbers as pandas has flags with holes, are read as well.
    assert fitted.expected(12, twins | {"acquired_online": [1, 0.0]}) == [online, store]
    assert fitted.expected(12) == fitted.expected(12, shop)
    assert "purchase:acquired_online=" in repr(fitted)
    fitted.save(tmp_path / "model.json")
    loaded = model.load(tmp_path / "model.json")
    assert loaded.params == fitted.params
    assert loaded.expected(12, twins) == [online, store]
    assert loaded.fit(shop).params == fitted.params
    with pytest.raises(omo.OmoError) as missing:
        fitted.p_alive({name: twins[name] for name in ("frequency", "recency", "age")})
    assert missing.value.code == "column"
    assert "`acquired_online`" in str(missing.value)
    assert "the model was fitted with this covariate" in str(missing.value)
    with pytest.raises(omo.OmoError, match="acquired_online"):
        fitted.expected_new(12)


def test_what_is_wrong_with_a_covariate_is_told_by_name():
    shop = customers("bg", 300, 6)

    def says(values=None, names=("acquired_online",)):
        with pytest.raises(omo.OmoError) as wrong:
            omo.value.BgNbd(list(names)).fit(shop | ({"acquired_online": values} if values is not None else {}))
        return wrong.value.code, str(wrong.value)

    flags = shop["acquired_online"]
    assert says([None if row == 7 else flag for row, flag in enumerate(flags)]) == (
        "column",
        "column `acquired_online` must be a number for each customer; row 7 is not: leave such customers out or fill in what is usual",
    )
    assert "row 8 " in says([math.nan if row == 8 else float(flag) for row, flag in enumerate(flags)])[1]
    assert "it is the same for all and says nothing" in says([True] * 300)[1]
    assert "a column of 0 and 1" in says(["ec" if flag else "pos" for flag in flags])[1]
    shop["in_store"] = [not flag for flag in flags]
    assert "it follows from that" in says(names=["acquired_online", "in_store"])[1]
    assert says(names=["acquired_onlin"])[0] == "column"
    assert says(names=["distance", "distance"])[0] == "option"


def test_covariates_come_from_the_first_purchase(tmp_path):
    bought = {
        "customer_id": ["a", "a", "a", "b", "b", "c"],
        "occurred_at": ["2026-03-05", "2026-03-01 18:00", "2026-03-01 09:00", "2026-03-02", "2026-03-20", "2026-03-03"],
        "amount": [1, 2, 3, 4, 5, 6],
        "channel": ["x", "y", "ec", "pos", "ec", None],
        "online": [False, False, True, False, True, None],
        "score": [1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
        "items": [1, 2, 3, 4, 5, 6],
    }
    table = omo.value.summary(bought, until="2026-03-10", covariates=["channel", "online", "score", "items"])
    assert table.columns == ["customer_id", "frequency", "recency", "age", "monetary", "channel", "online", "score", "items"]
    assert table["channel"] == ["ec", "pos", None]
    assert table["online"] == [True, False, None]
    assert table["score"] == [3.5, 4.5, 6.5]
    assert table["items"] == [3, 4, 6]
    with pytest.raises(omo.OmoError, match="`chanel`"):
        omo.value.summary(bought, until="2026-03-10", covariates=["chanel"])


def test_worth_and_pictures_know_covariates():
    shop = customers("bg", 400, 8)
    shop["monetary"] = [20.0 + 3 * (row % 17) if x else 0.0 for row, x in enumerate(shop["frequency"])]
    shop["customer_id"] = [f"c{row}" for row in range(400)]
    model = omo.value.BgNbd(purchase_covariates=["acquired_online"]).fit(shop)
    spend = omo.value.GammaGamma().fit(shop)
    worth = spend.lifetime_value(model, 6)
    assert worth == spend.lifetime_value(model, 6, summary=shop)
    assert worth == pytest.approx([buys * each for buys, each in zip(model.discounted(6), spend.expected_spend())])
    fewer = {name: values[:300] for name, values in shop.items() if name != "acquired_online"}
    with pytest.raises(omo.OmoError, match="`acquired_online` must be there"):
        spend.lifetime_value(model, 6, summary=fewer)
    with pytest.raises(omo.OmoError, match="`acquired_online` must be there"):
        omo.value.GammaGamma().fit(fewer).lifetime_value(model, 6)
    bought = {
        "customer_id": ["a", "a", "b", "b"],
        "occurred_at": ["2026-03-01", "2026-03-09", "2026-03-04", "2026-03-06"],
        "acquired_online": [True, False, False, False],
    }
    for chart in (omo.value.tracking_chart, omo.value.calibration_chart):
        assert "vega-lite" in chart(model, bought, until="2026-03-08", holdout_until="2026-03-31").to_json()
        with pytest.raises(omo.OmoError, match="acquired_online"):
            chart(model, {name: bought[name] for name in ("customer_id", "occurred_at")}, until="2026-03-08", holdout_until="2026-03-31")


def test_value_without_an_end():
    from math import log

    shop = customers("pareto", 500, 9)
    model = omo.value.ParetoNbd(covariates=["acquired_online"]).fit(shop)
    rate = log(1.15) / 52
    for_good = model.discounted_for_good(rate)
    # Small steps until nothing comes any more: the middle of each step is where its purchases lie.
    step = 0.25
    steps = model.discounted(10_000, step=step, discount=math.expm1(rate * step))
    for one, summed in zip(for_good[:40], steps):
        assert one == pytest.approx(summed * math.exp(rate * step / 2), rel=5e-3, abs=1e-6)
    # The worked example of the vignette of BTYD: 26 repeat purchases, the last after 30.86 of 31 weeks.
    plain = omo.value.ParetoNbd().fit(shop)
    assert plain.discounted_for_good(rate, summary={"frequency": [26], "recency": [30.86], "age": [31.0]})[0] > 0
    shop["monetary"] = [20.0 + 3 * (row % 17) if x else 0.0 for row, x in enumerate(shop["frequency"])]
    spend = omo.value.GammaGamma().fit(shop)
    worth = spend.lifetime_value_for_good(model, rate)
    assert worth == pytest.approx([buys * each for buys, each in zip(for_good, spend.expected_spend())])
    for wrong in (lambda: model.discounted_for_good(0.0), lambda: spend.lifetime_value_for_good(omo.value.BgNbd().fit(shop), rate)):
        with pytest.raises(omo.OmoError) as refused:
            wrong()
        assert refused.value.code == "option"
    assert not hasattr(omo.value.BgNbd(), "discounted_for_good")
