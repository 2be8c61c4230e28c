"""Bandits, and what another way of choosing would have brought."""

import random

import numpy as np
import omo
import pytest

BANDITS = [omo.recommend.LinUcb, omo.recommend.Thompson]


def fails(code, call, *args, **keywords):
    with pytest.raises(omo.OmoError) as told:
        call(*args, **keywords)
    assert told.value.code == code


@pytest.mark.parametrize("kind", BANDITS)
def test_what_is_saved_chooses_the_same(kind, tmp_path):
    bandit = kind(["b", "a", "c"], dimensions=2)
    dice = random.Random(2)
    for _ in range(30):
        bandit.observe(dice.choice("abc"), [1.0, dice.random()], dice.random())
    assert sum(bandit.arms["count"]) == 30
    bandit.save(tmp_path / "bandit.json")
    loaded = kind.load(tmp_path / "bandit.json")
    choices = [bandit.choose([1.0, 0.5], seed=seed) for seed in range(20)]
    assert choices == [loaded.choose([1.0, 0.5], seed=seed) for seed in range(20)]
    assert all(0 < choice["propensity"] <= 1 for choice in choices)
    other = {omo.recommend.LinUcb: omo.recommend.Thompson, omo.recommend.Thompson: omo.recommend.LinUcb}[kind]
    fails("model", other.load, tmp_path / "bandit.json")


@pytest.mark.parametrize("kind", BANDITS)
def test_what_cannot_be_is_refused(kind):
    bandit = kind(["a", "b"], 1)
    assert bandit.choose([1.0], allowed=[]) is None
    assert bandit.choose([1.0], allowed=["b"])["arm"] == "b"
    fails("unknown", bandit.choose, [1.0], allowed=["z"])
    fails("unknown", bandit.observe, "z", [1.0], 1.0)
    fails("length", bandit.choose, [1.0, 2.0])
    fails("length", bandit.observe, "a", None, 1.0)
    fails("column", bandit.observe, "a", [float("nan")], 1.0)
    fails("column", bandit.observe, "a", [1.0], float("inf"))
    fails("option", kind, [], 1)
    fails("option", kind, ["a", "a"], 1)
    fails("option", kind, ["a"], 65)


def test_lin_ucb_is_ridge_regression_and_a_bonus():
    bandit = omo.recommend.LinUcb(["a", "b"], 3, alpha=0.7, penalty=2.0, exploration=0.0)
    dice = np.random.default_rng(4)
    sums = {arm: (2.0 * np.eye(3), np.zeros(3)) for arm in "ab"}
    for step in range(600):
        context = dice.normal(size=3)
        scores = {}
        for arm, (gram, told) in sums.items():
            inverse = np.linalg.inv(gram)
            scores[arm] = context @ inverse @ told + 0.7 * np.sqrt(context @ inverse @ context)
        if abs(scores["a"] - scores["b"]) > 1e-9:
            assert bandit.choose(context.tolist(), seed=step)["arm"] == max(scores, key=scores.get)
        arm, reward = "ab"[step % 2], float(dice.normal() + context[0])
        bandit.observe(arm, context.tolist(), reward)
        sums[arm] = (sums[arm][0] + np.outer(context, context), sums[arm][1] + reward * context)


def test_exploration_gives_every_arm_its_share():
    bandit = omo.recommend.LinUcb(["a", "b", "c", "d"], 1, exploration=0.2)
    bandit.observe("b", [1.0], 10.0)
    chosen = [bandit.choose([1.0], seed=seed) for seed in range(4000)]
    assert all(choice["propensity"] == pytest.approx(0.85 if choice["arm"] == "b" else 0.05) for choice in chosen)
    assert sum(choice["arm"] == "b" for choice in chosen) / 4000 == pytest.approx(0.85, abs=0.02)


@pytest.mark.parametrize("dimensions", [0, 1])
def test_thompson_chooses_as_often_as_it_says(dimensions):
    bandit = omo.recommend.Thompson(["a", "b", "c"], dimensions)
    context = [1.0] * dimensions
    for arm, reward in [("a", 1.0), ("a", 1.0), ("b", 1.0), ("b", 0.0), ("c", 0.0)]:
        bandit.observe(arm, context, reward)
    chosen = [bandit.choose(context, seed=seed) for seed in range(4000)]
    said = {choice["arm"]: choice["propensity"] for choice in chosen}
    assert sum(said.values()) == pytest.approx(1)
    for arm, propensity in said.items():
        assert sum(choice["arm"] == arm for choice in chosen) / 4000 == pytest.approx(propensity, abs=0.03)


def log(rows=400, seed=3):
    dice = np.random.default_rng(seed)
    member = dice.integers(0, 2, rows)
    chances = np.where(member[:, None] == 1, [[0.7, 0.2, 0.1]], [[0.2, 0.3, 0.5]])
    arm = np.array([dice.choice(3, p=p) for p in chances])
    reward = dice.normal(np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])[member, arm], 0.5)
    propensity = chances[np.arange(rows), arm]
    return {"member": member, "arm": np.array(list("abc"))[arm], "reward": reward, "propensity": propensity}


def test_estimates_are_numpy_s():
    """The formulas of obp 0.5.7 (``ips``, ``snips``, ``dr``) and of the papers, in numpy."""
    seen = log()
    rows = len(seen["reward"])
    policy = {"a": np.full(rows, 0.1), "b": np.where(seen["member"] == 1, 0.2, 0.8), "c": np.where(seen["member"] == 1, 0.7, 0.1)}
    target = np.select([seen["arm"] == arm for arm in "abc"], [policy[arm] for arm in "abc"])
    model = {arm: np.full(rows, value) for arm, value in zip("abc", [0.5, 1.5, 1.5], strict=True)}
    expected = np.select([seen["arm"] == arm for arm in "abc"], [model[arm] for arm in "abc"])
    of_policy = sum(policy[arm] * model[arm] for arm in "abc")
    for clip in [None, 1.5]:
        found = omo.recommend.off_policy({**seen, "expected": expected, "expected_of_policy": of_policy}, policy, clip=clip)
        weight = target / seen["propensity"]
        cut = np.minimum(weight, clip or np.inf)
        parts = {"ips": cut * seen["reward"], "direct": of_policy, "doubly_robust": of_policy + cut * (seen["reward"] - expected)}
        for name, part in parts.items():
            assert found[name]["value"] == pytest.approx(part.mean())
            assert found[name]["standard_error"] == pytest.approx(part.std(ddof=1) / np.sqrt(rows))
        snips = (cut * seen["reward"]).sum() / cut.sum()
        assert found["snips"]["value"] == pytest.approx(snips)
        assert found["snips"]["standard_error"] == pytest.approx(np.sqrt((cut**2 * (seen["reward"] - snips) ** 2).sum()) / cut.sum())
        assert found["effective_sample_size"] == pytest.approx(cut.sum() ** 2 / (cut**2).sum())
        assert found["largest_weight"] == pytest.approx(weight.max())
        assert found["clipped"] == (weight > (clip or np.inf)).sum()
    plain = omo.recommend.off_policy({**seen, "target": target})
    assert plain["ips"]["value"] == pytest.approx((weight * seen["reward"]).mean())
    assert plain["doubly_robust"] is None
    turned = {name: values[::-1] for name, values in {**seen, "target": target}.items()}
    assert omo.recommend.off_policy(turned) == plain


def test_intervals_hold_the_truth_as_often_as_they_say():
    held = {"ips": 0, "snips": 0, "doubly_robust": 0}
    width = dict.fromkeys(held, 0.0)
    for seed in range(100):
        seen = log(300, seed)
        policy = {"a": 1 - seen["member"], "b": np.zeros(300), "c": seen["member"]}
        found = omo.recommend.off_policy(seen, policy, context=["member"])
        # Others get 1, members 3; half are members.
        for name in held:
            held[name] += found[name]["low"] <= 2 <= found[name]["high"]
            width[name] += found[name]["standard_error"]
    assert all(count >= 85 for count in held.values()), held
    assert width["doubly_robust"] < width["snips"] < width["ips"]


def test_what_was_not_logged_is_refused():
    seen = {"arm": ["a", "b"], "reward": [1, 0], "propensity": [0.5, 0.5], "target": [1.0, 0.0]}
    off_policy = omo.recommend.off_policy
    fails("column", off_policy, {**seen, "propensity": [0.0, 0.5]})
    fails("column", off_policy, {**seen, "propensity": [float("nan"), 0.5]})
    fails("column", off_policy, {**seen, "propensity": [1.5, 0.5]})
    fails("column", off_policy, {**seen, "target": [2.0, 0.5]})
    fails("column", off_policy, {"reward": [1.0]})
    fails("column", off_policy, seen, {"a": [0.5, 0.5], "z": [0.5, 0.5]})
    fails("column", off_policy, seen, {"a": [0.5, 0.5], "b": [0.9, 0.5]}, context=[])
    fails("length", off_policy, seen, {"a": [1.0], "b": [0.0]})
    fails("option", off_policy, seen, clip=-1)
    fails("option", off_policy, seen, level=1.0)
    fails("option", off_policy, seen, context=["arm"])
