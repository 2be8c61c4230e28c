// The recommenders, a module of their own, as a user of Node has them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as recommend from "omo-wasm/recommend";
import { thrown as fault } from "./thrown.mjs";

const require = createRequire(import.meta.url);
const { Als, Ease, ItemKnn, NextBasket, Popular, Session } = recommend;

const minute = (n) => new Date(Date.UTC(2026, 2, 1, 9, n));
const clicks = [
    { session: 1, item: "tea", occurredAt: minute(0) },
    { session: 1, item: "pot", occurredAt: minute(1) },
    { session: 2, item: "tea", occurredAt: minute(2).getTime() },
    { session: 2, item: "cup", occurredAt: minute(3).getTime() },
    { session: 3, item: "tea", occurredAt: "2026-03-01T18:04:00+09:00" },
    { session: 3, item: "pot", occurredAt: "2026-03-01T18:05:00+09:00" },
];
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

/** The error that a call throws. */
const thrown = (call) => fault(call).code;

const items = (answer) => answer.items.map(({ item }) => item);

test("sessions are answered, go on, and come back from a file", () => {
    const model = Session.fit(clicks);
    const shown = model.recommend(["tea"], { n: 2, exclude: { restricted: ["tea"] } });
    assert.deepEqual(items(shown), ["pot", "cup"]);
    assert.equal(shown.items[0].reasons[0].fact.kind, "similar_sessions");
    assert.equal(shown.items[0].reasons[0].fact.with, "tea");
    assert.deepEqual(shown.excluded, [{ cause: "restricted", items: 1 }]);
    assert.match(model.recommend(["tea"], { n: 1, language: "ja", allow: ["pot"] }).items[0].reasons[0].words, /閲覧/);

    const loaded = Session.fromJson(model.toJson());
    for (const known of [model, loaded]) {
        for (const n of [6, 7, 8]) known.observe([{ session: `new ${n}`, item: "tea", occurredAt: minute(2 * n) }, { session: `new ${n}`, item: "tray", occurredAt: minute(2 * n + 1) }]);
    }
    assert.deepEqual(loaded.recommend(["tea"]), model.recommend(["tea"]));
    assert.ok(items(model.recommend(["tea"], { n: 3 })).includes("tray"));
    assert.deepEqual(items(model.recommend([], { n: 0 })), []);
});

test("sessions go on under their names, also from a file that keeps them", () => {
    const model = Session.fit(clicks);
    const [kept, strange] = [Session.fromJson(model.toJson(true)), Session.fromJson(model.toJson())];
    const on = [{ session: 1, item: "lid", occurredAt: minute(9) }];
    for (const known of [model, kept, strange]) known.observe(on);
    assert.equal(kept.toJson(true), model.toJson(true));
    // Of the fourth session nobody knew that it was the first.
    const sessions = (one) => JSON.parse(one.toJson()).model.index.sessions.map(([, items]) => items.length);
    assert.deepEqual([sessions(model), sessions(strange)], [[3, 2, 2], [2, 2, 2, 1]]);
    assert.deepEqual([JSON.parse(model.toJson()).customers, JSON.parse(model.toJson(true)).customers], [[], [1, 2, 3]]);
});

test("next baskets know the day and the share of repeats", () => {
    const model = NextBasket.fit(purchases);
    assert.deepEqual(items(model.recommend("hanako", { n: 2 })), ["tea", "rice"]);
    assert.deepEqual(items(model.recommend("hanako", { n: 1, repeatShare: 0 })), ["rice"]);
    assert.deepEqual(items(model.recommend("nobody", { n: 1, now: day(20) })), ["tea"]);
    assert.deepEqual(NextBasket.fromJson(model.toJson()).recommend("taro"), model.recommend("taro"));
});

test("models of taste answer customers, strangers by their items, and tell what is alike", () => {
    for (const model of [Ease.fit(taste, { l2: 1 }), ItemKnn.fit(taste), Als.fit(taste, { factors: 4 })]) {
        assert.equal(items(model.recommend("c"))[0], 2, model.constructor.name);
        assert.equal(items(model.recommendFor([1]))[0], 2, model.constructor.name);
        assert.equal(model.similarItems(1, 1)[0].item, 2);
        assert.deepEqual(model.similarItems(99), []);
        assert.equal(items(model.recommend("c", { excludeSeen: false, allow: [1], n: 3 }))[0], 1);
        const again = model.constructor.fromJson(model.toJson());
        assert.deepEqual(again.recommend("c"), model.recommend("c"));
        model.free();
    }
});

test("what is popular hangs on the store", () => {
    const sales = [["a", "tea", "ginza"], ["b", "tea", "ginza"], ["c", "salt", "ueno"]];
    const model = Popular.fit(sales.map(([customerId, item, store]) => ({ customerId, item, store, occurredAt: day(1) })), { prior: 1 });
    assert.deepEqual(items(model.recommend(null, { n: 1 })), ["tea"]);
    assert.deepEqual(items(model.recommend(null, { n: 1, store: "ueno" })), ["salt"]);
    assert.deepEqual(items(model.recommend("a", { n: 1 })), ["salt"]);
    const [{ words, fact }] = model.recommend(null, { n: 1, store: "ueno" }).items[0].reasons;
    assert.deepEqual([words, fact.store], ["1 customer bought it at ueno", "ueno"]);
    assert.deepEqual(model.recommend(null, { store: "osaka" }), model.recommend(null));
});

test("what is wrong is named", () => {
    const model = Ease.fit(taste);
    assert.equal(thrown(() => Session.fit([{ session: 1, item: {}, occurredAt: 0 }])), "column");
    assert.equal(thrown(() => Session.fit(clicks, { neigbours: 3 })), "option");
    assert.equal(thrown(() => Ease.fit([{ customerId: "a", item: "b", weight: -1 }])), "column");
    assert.equal(thrown(() => model.recommend("a", { exclude: { out_of_stok: [1] } })), "option");
    assert.equal(thrown(() => model.recommend("a", { excludeSeen: "no" })), "column");
    assert.equal(thrown(() => model.recommend("a", { repeatShare: 1 })), "option");
    assert.equal(thrown(() => Ease.fromJson(model.toJson().slice(0, -9))), "model");
    assert.equal(thrown(() => Als.fromJson(model.toJson())), "model");
});

test("require and import give the same functions, and only what is declared is public", () => {
    const required = require("omo-wasm/recommend");
    assert.equal(required.Session, Session);
    const folder = require.resolve("omo-wasm/package.json").replace("package.json", "recommend/");
    const types = readFileSync(`${folder}omo.d.ts`, "utf8");
    const declared = [...types.matchAll(/^export (?:function|class|const|enum) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(recommend).sort(), declared.sort());
});
