// What is given to whom, tried and shown, and whether it was right: a module of its own, as a user of Node has it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as decide from "omo-wasm/decide";
import { thrown as fault } from "./thrown.mjs";

const require = createRequire(import.meta.url);
const { Als, Ease, ItemKnn, NextBasket, Popular } = decide;
const { allocate, heldOut, LinUcb, offPolicy, ranking, rankingChart, rankingReport, Signage, Thompson, Uplift } = decide;

/** The error that a call throws. */
const thrown = (call) => fault(call).code;

const offers = { customerId: ["hanako", "hanako", "taro", "yuki"], coupon: ["5%", "10%", "5%", "10%"], value: [300, 500, 400, 200], cost: [100, 300, 200, 300] };
const sent = { member: [1, 1, 0, 0], treated: [false, true, false, true], outcome: [3, 5, 1, 1.5], channel: ["web", null, "shop", "web"] };

const day = (n) => `2026-03-${String(n).padStart(2, "0")}`;
const purchases = [1, 10, 19].flatMap((n) => [
    { customerId: "hanako", item: "tea", occurredAt: day(n) },
    { customerId: "taro", item: "rice", occurredAt: day(n) },
    { customerId: "taro", item: "tea", occurredAt: day(n) },
]);
const taste = [
    { customerId: "a", item: 1 }, { customerId: "a", item: 2 },
    { customerId: "b", item: 1 }, { customerId: "b", item: 2 },
    { customerId: "c", item: 1 }, { customerId: "d", item: 3 },
];

const items = (answer) => answer.items.map(({ item }) => item);

test("a model that is told more knows it, and one of somebody new by what they have", () => {
    const baskets = NextBasket.fit(purchases);
    assert.deepEqual(baskets.similarItems("tea", 1).map(({ item }) => item), ["rice"]);
    assert.deepEqual(baskets.similarItems("moon"), []);
    const own = [1, 8, 15].map((n) => ({ item: "rice", occurredAt: day(n) }));
    const [first] = baskets.recommendFor([...own, { item: "unheard of", occurredAt: day(2) }], { n: 1, now: day(20) }).items;
    assert.deepEqual([first.item, first.reasons[0].words], ["rice", "you buy it about every 7 days, last 5 days ago"]);
    assert.deepEqual(baskets.recommendFor([], { n: 1 }), baskets.recommend(null, { n: 1 }));
    assert.deepEqual(items(baskets.recommendFor(own, { allow: [] })), []);
    baskets.update(own.map((row) => ({ ...row, customerId: "keiko", item: "pot" })));
    assert.deepEqual(items(baskets.recommend("keiko", { n: 1 })), ["pot"]);
    assert.deepEqual(NextBasket.fromJson(baskets.toJson()).recommend("keiko"), baskets.recommend("keiko"));

    for (const model of [Ease.fit(taste, { l2: 1 }), ItemKnn.fit(taste), Als.fit(taste, { factors: 4 })]) {
        const before = items(model.recommend("new", { n: 1 }));
        model.update([{ customerId: "new", item: 1 }, { customerId: "new", item: 9 }]);
        assert.deepEqual(before, [1], model.constructor.name);
        // Whom it was told of has these, and is told others.
        assert.equal(items(model.recommend("new", { n: 1 }))[0], 2, model.constructor.name);
        assert.ok(items(model.recommend("c", { n: 9 })).includes(9));
    }
    // Told in parts or at once: what is alike hangs on all alike.
    const parts = ItemKnn.fit(taste.slice(0, 3));
    parts.update(taste.slice(3));
    assert.equal(parts.toJson(), ItemKnn.fit(taste).toJson());
    const sales = [["a", "tea", "ginza"], ["b", "tea", "ginza"], ["c", "salt", "ueno"]].map(([customerId, item, store]) => ({ customerId, item, store, occurredAt: day(1) }));
    const popular = Popular.fit(sales.slice(0, 1), { prior: 1 });
    popular.update(sales.slice(1));
    assert.equal(popular.toJson(), Popular.fit(sales, { prior: 1 }).toJson());
    assert.equal(thrown(() => popular.update([{ customerId: "a" }])), "column");
    assert.equal(thrown(() => baskets.update([{ customerId: "a", item: 1, occurredAt: "soon" }])), "column");
    assert.equal(thrown(() => baskets.recommendFor(own, { repeatShare: 2 })), "option");
    assert.equal(thrown(() => parts.update([{ customerId: "a", item: 1, weight: NaN }])), "column");
});

test("coupons go where they bring the most for the budget, and what is missed is told", () => {
    const found = allocate(offers, { budget: 500 });
    assert.deepEqual(found.chosen, { customerId: ["hanako", "taro"], coupon: ["10%", "5%"], value: Float64Array.of(500, 400), cost: Float64Array.of(300, 200) });
    assert.deepEqual([found.value, found.cost, found.bound, found.gap], [900, 500, 900, 0]);
    // One place of two: what one more would bring lies between both.
    const scarce = allocate({ customerId: Int32Array.of(1, 2), coupon: { names: ["fitting"], codes: Uint8Array.of(0, 0) }, value: Float64Array.of(300, 400), cost: Float64Array.of(0, 0) }, { pieces: { fitting: 1, unknown: 3 } });
    assert.deepEqual([scarce.chosen.customerId, scarce.chosen.coupon], [[2], ["fitting"]]);
    assert.ok(scarce.piecePrices.fitting >= 300 && scarce.piecePrices.fitting <= 400);
    assert.deepEqual(allocate(offers, { budget: 0 }).chosen.customerId, []);
    assert.deepEqual(allocate([]).chosen.customerId, []);
});

test("a choice is within the budget, and no other is better than its bound", () => {
    let dice = 7;
    const roll = (sides) => (dice = (dice * 48271) % 2147483647) % sides;
    for (let turn = 0; turn < 100; turn++) {
        const rows = [0, 1, 2, 3].flatMap((customerId) => ["a", "b"].map((coupon) => ({ customerId, coupon, value: roll(90) / 10, cost: roll(7) })));
        const budget = roll(15);
        const found = allocate(rows, { budget });
        // All choices of nothing, the first or the second for each of four.
        let best = 0;
        for (let choice = 0; choice < 81; choice++) {
            const picked = [0, 1, 2, 3].flatMap((who) => { const which = Math.floor(choice / 3 ** who) % 3; return which ? [rows[2 * who + which - 1]] : []; });
            const [value, cost] = ["value", "cost"].map((name) => picked.reduce((sum, row) => sum + row[name], 0));
            if (cost <= budget && value > best) best = value;
        }
        assert.ok(found.cost <= budget && found.value <= best + 1e-9 && best <= found.bound + 1e-9 && best - found.value <= found.gap + 1e-9);
    }
});

test("uplift tells whom a treatment moves, and is kept", () => {
    const model = Uplift.fit(sent, { features: ["member"] }, { penalty: 0 });
    const { customerId, treatment, uplift } = model.predict([{ customerId: 7, member: 1 }, { customerId: 8, member: 0 }]);
    assert.deepEqual([customerId, treatment], [[7, 8], ["1", "1"]]);
    assert.ok(Math.abs(uplift[0] - 2) < 1e-9 && Math.abs(uplift[1] - 0.5) < 1e-9);
    assert.deepEqual([...Uplift.fromJson(model.toJson()).predict({ member: [1, 0] }).uplift], [...uplift]);
    assert.deepEqual(model.treatments(), ["1"]);
    assert.deepEqual(model.coefficients().map(({ model, feature }) => [model, feature]), [["control", null], ["control", "member"], ["treated", null], ["treated", "member"]]);
    // Flags, words and numbers that are not there are features too.
    const x = Uplift.fit(sent, null, { method: "x" });
    assert.ok(x.coefficients().some(({ feature }) => feature === "channel is missing"));
    const two = { arm: Array.from({ length: 60 }, (_, at) => ["none", "5%", "gift"][at % 3]), outcome: Array.from({ length: 60 }, (_, at) => [1, 2, 4][at % 3]) };
    const folds = Uplift.crossFit(two, { treated: "arm", folds: 4, treatment: "gift" });
    assert.ok(folds.uplift.length === 60 && folds.uplift.every((change) => Math.abs(change - 3) < 1e-9) && !("customerId" in folds));
});

test("bandits learn, choose with a propensity, and go on from a file", () => {
    const bandit = new LinUcb(["gift", "5%"], 2, { exploration: 0.1 });
    for (let turn = 0; turn < 20; turn++) {
        bandit.observe("5%", [1, turn % 2], 1);
        bandit.observe("gift", Float64Array.of(1, turn % 2), 3 * (turn % 2));
    }
    assert.deepEqual([1, 0].map((member) => bandit.choose([1, member], { seed: 1 }).arm), ["gift", "5%"]);
    assert.deepEqual(bandit.arms(), [{ arm: "5%", count: 20, meanReward: 1 }, { arm: "gift", count: 20, meanReward: 1.5 }]);
    assert.equal(bandit.choose([1, 1], { seed: 1 }).propensity, 0.9500000000000001);
    assert.equal(bandit.choose([1, 1], { allowed: [] }), null);
    const again = LinUcb.fromJson(bandit.toJson());
    for (let seed = 0; seed < 50; seed++) assert.deepEqual(again.choose([1, 1], { seed }), bandit.choose([1, 1], { seed }));

    const coin = new Thompson(["a", "b"]);
    coin.observe("a", null, true);
    // One success against nothing known: the best in two of three worlds.
    const { arm, propensity } = coin.choose(null, { seed: 3 });
    assert.ok(Math.abs(propensity - (arm === "a" ? 2 : 1) / 3) < 1e-9);
    assert.equal(Thompson.fromJson(coin.toJson()).toJson(), coin.toJson());
});

test("a log says what another way of choosing would have brought", () => {
    const log = { arm: [], reward: [], propensity: [], member: [] };
    const always = { "5%": [], gift: [] };
    for (let row = 0; row < 100; row++) {
        log.arm.push(["5%", "gift"][row % 2]), log.reward.push([1, 3][row % 2]), log.propensity.push(0.5), log.member.push(row % 4 > 1);
        always["5%"].push(0), always.gift.push(1);
    }
    const found = offPolicy(log, always, { context: ["member"] });
    assert.deepEqual([found.logged.value, found.snips.value, found.effectiveSampleSize], [2, 3, 50]);
    assert.ok(Math.abs(found.doublyRobust.value - 3) < 1e-6 && found.doublyRobust.low <= 3);
    const cut = offPolicy({ reward: [1, 0], propensity: [0.1, 0.5], target: [1, 1] }, null, { clip: 5 });
    assert.deepEqual([cut.largestWeight, cut.clipped, cut.direct], [10, 1, null]);
});

test("a screen shows what many like, nothing of anybody's health, and changes slowly", () => {
    const screen = new Signage([{ item: "tea", category: "drinks" }, { item: "plaster", category: "health" }, { item: "odd" }], { sensitive: ["health"], fallback: ["store map"] });
    const people = [1, 2, 3, 4, 5];
    const here = people.flatMap((customerId) => [{ customerId, item: "tea", score: 1 }, { customerId, item: "plaster", score: 9 }, { customerId, item: "odd", score: 9 }]);
    const shown = screen.show(here, { now: new Date("2026-05-01T10:03:00Z") });
    assert.deepEqual(shown, { items: ["tea"], own: false, reason: "liked by more than 3 people here", until: "2026-05-01T10:15:00+00:00" });
    assert.deepEqual(screen.show(here.slice(6), { now: "2026-05-01 12:00" }).items, ["tea"]);
    assert.deepEqual(screen.show([], { now: "2026-05-01 12:20", language: "ja" }), { items: ["store map"], own: true, reason: "お店のおすすめ", until: "2026-05-01T12:30:00+00:00" });
    const column = { customerId: people, item: people.map(() => "tea"), score: Float64Array.from(people, () => 1) };
    assert.equal(new Signage({ item: ["tea"], category: ["drinks"] }).show(column, { now: 0 }).own, false);
});

const truth = [{ customerId: 1, item: "tea" }, { customerId: 1, item: "rice" }, { customerId: 2, item: "tea" }, { customerId: 3, item: "salt" }];
const shown = [{ customerId: 1, item: "soap", score: 0.4 }, { customerId: 1, item: "rice", score: 0.9 }, { customerId: 2, item: "tea", score: 0.1 }, { customerId: 2, item: "salt", score: 0.8 }];

test("lists are judged, held against each other, and shown", () => {
    const judged = ranking(shown, truth, { n: [1, 2] });
    assert.deepEqual(judged.scores().map(({ n, recall }) => [n, recall]), [[1, 1 / 6], [2, 0.5]]);
    const each = judged.customers(2);
    assert.deepEqual([each.customerId, [...each.recall], [...each.mrr]], [[1, 2, 3], [0.5, 1, 0], [1, 0.5, 0]]);
    const perfect = ranking(truth, truth, { n: 2 });
    const paired = perfect.compare(judged, "recall", { n: 2 });
    assert.deepEqual([paired.first, paired.second, paired.customers], [1, 0.5, 3]);
    const page = rankingReport({ "a perfect one": truth, habits: shown }, truth, { n: 2 }, "ja");
    assert.ok(page.startsWith("<!doctype html>") && page.includes("a perfect one") && page.includes("レコメンドの精度") && !page.includes("<script"));
    assert.match(JSON.stringify(rankingChart({ habits: shown }, truth)), /vega-lite/);
});

test("what a recommender is judged by is held out", () => {
    const rows = { customerId: ["a", "a", "b"], occurredAt: ["2026-03-01", "2026-03-06", "2026-03-11"] };
    assert.deepEqual(heldOut(rows), [false, true, false]);
    assert.deepEqual(heldOut(rows, { since: "2026-03-06" }), [false, true, true]);
    assert.deepEqual(heldOut(rows, { share: 0.34 }), [false, false, true]);
});

test("what is wrong is named", () => {
    const codes = (...calls) => calls.map(thrown);
    assert.deepEqual(codes(
        () => allocate(offers, { budget: -1 }), () => allocate(offers, { budget: NaN }), () => allocate(offers, { budgt: 1 }),
        () => allocate(offers, { pieces: { "5%": 1.5 } }), () => allocate({ ...offers, value: [1, NaN, 2, 3] }), () => allocate({ ...offers, cost: [1, 2] }),
        () => allocate({ ...offers, coupon: ["a", "a", "b", "c"] }), () => allocate({ ...offers, cost: [-1, 2, 3, 4] }), () => allocate({ ...offers, customerId: [null, 1, 2, 3] }),
    ), ["option", "option", "option", "option", "column", "length", "column", "column", "column"]);
    assert.deepEqual(codes(
        () => Uplift.fit(sent, { treated: "nobody" }), () => Uplift.fit(sent, { control: "nobody" }), () => Uplift.fit(sent, null, { method: "z" }), () => Uplift.fit({ ...sent, member: [1, 2] }),
        () => Uplift.fit({ ...sent, channel: ["a", 1, "b", "c"] }), () => Uplift.fit({ ...sent, outcome: [1, NaN, 2, 3] }), () => Uplift.fit(sent).predict({ member: [1] }), () => Uplift.fit(sent).predict(sent, { treatment: "9" }),
    ), ["column", "option", "option", "length", "column", "column", "column", "option"]);
    const json = Uplift.fit(sent).toJson();
    assert.deepEqual(codes(
        () => Uplift.fromJson(json.slice(0, -9)), () => Uplift.fromJson(json.replace('"version":1', '"version":2')), () => LinUcb.fromJson(json), () => Thompson.fromJson("{}"), () => Uplift.fromJson(7),
    ), ["model", "model", "model", "model", "column"]);
    const bandit = new LinUcb(["a"], 1);
    assert.deepEqual(codes(
        () => new LinUcb(["a", "a"], 1), () => new LinUcb([]), () => new Thompson(["a"], 65), () => new Thompson(["a"], 0, { successes: 0 }), () => bandit.observe("b", [1], 1), () => bandit.observe("a", [1, 2], 1), () => bandit.observe("a", [1], NaN),
        () => bandit.choose([NaN]), () => bandit.choose([1], { seed: -1 }), () => bandit.choose([1], { allowed: ["b"] }),
    ), ["option", "option", "option", "option", "unknown", "length", "column", "column", "option", "unknown"]);
    assert.deepEqual(codes(
        () => offPolicy({ reward: [1], propensity: [0], target: [1] }), () => offPolicy({ reward: [1], propensity: [1], target: [0] }), () => offPolicy({ reward: [1], propensity: [1] }), () => offPolicy({ reward: [1], propensity: [1], target: [1] }, null, { clip: NaN }),
        () => offPolicy({ arm: ["a"], reward: [1], propensity: [1] }, { b: [1] }), () => offPolicy({ arm: ["a"], reward: [1], propensity: [1] }, { a: [1, 1] }), () => offPolicy({ reward: [1], propensity: [1], target: [1] }, null, { context: ["x"] }),
    ), ["column", "column", "column", "option", "column", "length", "option"]);
    assert.deepEqual(codes(
        () => new Signage([{ item: 1 }], { k: 2 }), () => new Signage([{ item: 1 }, { item: 1 }]), () => new Signage([{ item: 1 }]).show([], {}), () => new Signage([{ item: 1 }]).show([{ customerId: 1, item: 1 }], { now: 0 }),
    ), ["option", "column", "option", "column"]);
    assert.deepEqual(codes(
        () => ranking(shown, truth, { n: 0 }), () => ranking(shown, truth, { n: [] }), () => ranking(shown, truth).compare(ranking(shown, truth), "ndgc"), () => ranking(shown, truth).compare(ranking(truth, shown)), () => ranking(shown, truth).customers(3),
        () => rankingReport([shown], truth), () => heldOut({ customerId: [1], occurredAt: ["soon"] }), () => heldOut({ customerId: [1], occurredAt: [0] }, { last: 1, share: 0.5 }),
    ), ["option", "option", "option", "length", "unknown", "column", "column", "option"]);
    // Messages name columns and rows, never what they hold.
    assert.doesNotMatch(fault(() => allocate({ ...offers, coupon: ["secret", 1.5, "b", "c"] })).message, /secret|1\.5/);
});

test("require and import give the same functions, and only what is declared is public", () => {
    const required = require("omo-wasm/decide");
    assert.equal(required.Uplift, Uplift);
    const folder = require.resolve("omo-wasm/package.json").replace("package.json", "decide/");
    const types = readFileSync(`${folder}omo.d.ts`, "utf8");
    const declared = [...types.matchAll(/^export (?:function|class|const|enum) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(decide).sort(), declared.sort());
});
