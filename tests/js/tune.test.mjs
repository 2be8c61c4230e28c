// The linker with what tunes it, a module of its own, as a user of Node has it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as linker from "omo-wasm/linker";
import * as tune from "omo-wasm/tune";
import { thrown } from "./thrown.mjs";

const require = createRequire(import.meta.url);
const { clk, clkPairs, compare, goldenRecords, households, Linker, LiveLinker, predict, resolve } = tune;

/** Twenty-four people, every other of whom writes again, with a letter of the name turned. */
const given = ["Hanako", "Taro", "Emma", "Sofia", "Noah", "Maria", "Lukas", "Grace"];
const family = ["Yamada", "Sato", "Novak", "Rossi", "Hansen", "Silva", "Kowalski", "Miller"];
const people = Array.from({ length: 24 }, (_, at) => {
    const [first, last] = [given[at % 8], family[(at + Math.floor(at / 8)) % 8]];
    return { first, last, born: `19${60 + at}-0${1 + (at % 9)}-1${at % 8}`, email: `${first}.${last}@example.com`.toLowerCase() };
});
const again = people.filter((_, at) => at % 2 === 0).map(({ last, email, ...rest }) => ({ ...rest, last: last.slice(0, 2) + last[3] + last[2] + last.slice(4), email: null }));
const records = [...people, ...again].map((person, at) => ({ id: `r${at}`, ...person }));
const truth = records.map(({ id }, at) => ({ id, customerId: at < 24 ? at : (at - 24) * 2 }));
const found = resolve(records);

test("all of the linker is here, and answers alike", () => {
    for (const name of Object.keys(linker)) assert.equal(typeof tune[name], typeof linker[name], name);
    for (const name of Object.getOwnPropertyNames(linker.Resolution.prototype)) assert.ok(name in tune.Resolution.prototype, name);
    assert.deepEqual(linker.resolve(records).pairs(), found.pairs());
    assert.deepEqual(predict(found.model(), records).pairs(), found.pairs());
    assert.equal(found.evaluate(truth).pairs.f1, 1);
});

test("a higher threshold finds no more, and the first is what was found", () => {
    const { used, best, rows } = found.thresholds();
    assert.equal(used, found.threshold());
    assert.equal(rows[0].foundPairs, 12);
    assert.equal(rows[0].customers, 24);
    for (const [at, row] of rows.slice(1).entries()) {
        assert.ok(row.threshold > rows[at].threshold && row.foundPairs <= rows[at].foundPairs);
        assert.equal(new Set(found.cluster(row.threshold).map(({ customerId }) => customerId)).size, row.customers);
    }
    assert.ok(rows.some(({ threshold }) => threshold === best) && rows[0].pairScores === null);
    const told = found.thresholds(truth).rows;
    assert.deepEqual(told[0].pairScores, found.evaluate(truth).pairs);
    assert.deepEqual(told[0].bCubed, found.evaluate(truth).bCubed);
    assert.deepEqual(found.cluster(), found.customers());
    assert.deepEqual(found.cluster(-1000), found.customers());
    // What was found is a truth as well.
    assert.equal(found.thresholds(found.customers()).rows[0].pairScores.f1, 1);
});

test("mistakes add up to the scores, and the weight of each is its evidence", () => {
    // By hand: that r0 and r24 are two makes one pair wrong, that r1, r3 and r5 are one makes three missed.
    const wrong = truth.map(({ id, customerId }) => ({ id, cluster: id === "r24" ? "nobody" : ["r1", "r3", "r5"].includes(id) ? "one" : customerId }));
    const errors = found.errors(wrong);
    assert.deepEqual(errors.map(({ kind }) => kind), ["false_positive", "false_negative", "false_negative", "false_negative"]);
    assert.deepEqual([errors[0].recordIdA, errors[0].recordIdB, errors[0].cause], ["r0", "r24", "weight"]);
    const { pairs } = found.evaluate(wrong);
    assert.deepEqual([pairs.foundPairs - pairs.rightPairs, pairs.truePairs - pairs.rightPairs], [1, 3]);
    for (const { recordIdA, recordIdB, weight } of errors) {
        const sum = found.explain(recordIdA, recordIdB).reduce((sum, { bits }) => sum + bits, 0);
        assert.ok(Math.abs(sum - weight) < 1e-3);
    }
    assert.equal(found.errors(wrong, 1).length, 2);
    assert.deepEqual(found.errors(truth), []);
});

test("what is counted adds up", () => {
    assert.equal(found.histogram().reduce((sum, { pairs }) => sum + pairs, 0), found.pairs().length);
    const filled = Object.fromEntries(found.completeness().map(({ column, filled }) => [column, filled]));
    assert.deepEqual(filled, { first: 1, last: 1, born: 1, email: 24 / 36 });
    const sourced = resolve(records.map((record, at) => ({ ...record, shop: at < 24 ? "web" : "till" })), { source: "shop" });
    const { sources } = sourced.completeness().find(({ column }) => column === "email");
    const of = Object.fromEntries(sources.map(({ source, ...rest }) => [source, rest]));
    assert.deepEqual(of, { web: { rows: 24, filled: 1 }, till: { rows: 12, filled: 0 } });
    const { used, share, thresholds } = found.unlinkables();
    assert.deepEqual([used, share, thresholds.at(-1).share], [0, 0, 1]);
    const [first] = found.termFrequencies(2).filter(({ column }) => column === "first");
    // Eight given names, three people each; four of them are of people who wrote again.
    assert.deepEqual(first.values.map(({ rows }) => rows), [6, 6]);
    const patterns = found.patterns(100);
    assert.equal(patterns.reduce((sum, { pairs }) => sum + pairs, 0), found.pairs().length);
    assert.deepEqual(patterns[0].evidence, found.explain(patterns[0].recordIdA, patterns[0].recordIdB));
});

test("people are asked about what is in doubt, and their answers change the model", () => {
    const review = found.review(5);
    assert.ok(review.length > 0 && review.length <= 5);
    const [yes, no] = [true, false].map((same) => found.learn(review.map((pair) => ({ ...pair, same }))));
    assert.ok(yes.prior > no.prior);
    assert.ok(predict(yes, records).pairs().length >= predict(no, records).pairs().length);
    assert.deepEqual(found.learn([]).prior, found.model().prior);
});

test("a customer tells how it came together", () => {
    const story = found.how("r24");
    assert.deepEqual([story.customerId, story.records, story.merges.length, story.pairs, story.density], ["r0", ["r0", "r24"], 1, 1, 1]);
    assert.deepEqual(story.weakest, story.merges[0]);
    assert.deepEqual(found.how("r1"), { customerId: "r1", records: ["r1"], merges: [], weakest: null, pairs: 0, density: 1, bridges: [] });
    const weakest = found.weakest(100).map(({ weakest: { weight } }) => weight);
    assert.equal(weakest.length, 12);
    assert.deepEqual(weakest, weakest.toSorted((a, b) => a - b));
});

test("the linker learns from labels, is kept, and looks at other records", () => {
    const labels = truth.slice(0, 30);
    const taught = Linker.fit(records, {}, labels);
    assert.notDeepEqual(taught.model(), Linker.fit(records).model());
    assert.deepEqual(Linker.fit(records).model(), found.model());
    assert.deepEqual(Linker.fromJson(taught.toJson()).model(), taught.model());
    assert.deepEqual(taught.predict(records).pairs(), predict(taught.model(), records).pairs());
    assert.equal(taught.predict(records, { threshold: 1000 }).pairs().length, 0);
    assert.equal(taught.predict(records, { threshold: 1000 }).threshold(), 1000);
    assert.equal(Linker.fit(records, { threshold: 1 }).predict(records, { threshold: 5 }).threshold(), 5);
    const named = records.map(({ id, ...rest }) => ({ nr: id, ...rest }));
    assert.deepEqual(taught.predict(named, { id: "nr" }).customers(), taught.predict(records).customers());
});

test("comparisons are said by hand, and may be changed", () => {
    const comparisons = [compare.name("last"), compare.date("born", { termFrequency: false }), compare.exact("first"), { ...compare.email("email"), levels: [compare.level("nearly", { edits: 1 })] }];
    const model = Linker.fit(records, { comparisons, blockOn: [["first"], ["born"]] }).model();
    assert.deepEqual(model.comparisons.map(({ comparison: { column } }) => column).sort(), ["born", "email", "first", "last"]);
    assert.deepEqual(model.blockOn, [["first"], ["born"]]);
    assert.deepEqual(compare.distanceKm("home", [1, 10]).levels.map(({ km }) => km), [1, 10]);
});

test("records come, change and go one at a time", () => {
    const live = Linker.fit(records).live(records);
    assert.deepEqual([live.size(), live.customerOf("r24"), live.customerOf("x")], [36, "r0", undefined]);
    const guest = { first: "Taro", last: "Novak", email: "taro.novak@example.com", born: new Date("1969-01-11") };
    const [likely] = live.find(guest, 1);
    assert.ok(live.candidates(guest).includes(likely.record));
    const news = live.insert("x", guest);
    assert.deepEqual(news, live.customerOf("x") === "x" ? [{ kind: "created", customer: "x", from: [], into: [] }] : []);
    assert.deepEqual(live.insert("y", { first: "Keiko", email: ["keiko@example.jp"] }), [{ kind: "created", customer: "y", from: [], into: [] }]);
    assert.deepEqual(live.remove("y"), [{ kind: "removed", customer: "y", from: [], into: [] }]);
    live.compact();
    const kept = LiveLinker.fromJson(live.toJson(), live.records());
    assert.deepEqual(kept.customers(), live.customers());
    assert.deepEqual(kept.explain("r0", "r24"), live.explain("r0", "r24"));
});

test("a record that comes is from somewhere, and may have several of something", () => {
    const shop = records.map((record, at) => ({ ...record, shop: at < 24 ? "web" : "till" }));
    const live = Linker.fit(shop, { source: "shop", link: "across_sources" }).live(shop, { source: "shop" });
    const { id, ...hanako } = records[0];
    const from = (source) => live.candidates(hanako, source).filter((other) => other === id);
    assert.deepEqual([from("till"), from("web")], [[id], []]);
    assert.equal(live.records().source[0], "web");

    const lists = [["a@example.jp", "b@example.jp"], ["c@example.jp"], null].map((emails, at) => ({ id: `e${at}`, emails, name: given[at] }));
    assert.deepEqual(Linker.fit(lists).live(lists).records().emails, [["a@example.jp", "b@example.jp"], ["c@example.jp"], null]);
});

test("a shop knows customers by what they wrote, with the model learned here", async () => {
    const { Engine } = await import("omo-wasm/shop");
    const shop = new Engine({ linker: JSON.parse(Linker.fit(records).live(records).toJson()) });
    const facts = [["t1", people[0], "cookie"], ["t2", { ...again[0], email: null }, "card"]].map(([id, { first, last, born }, kind], at) => ({
        id, occurredAt: `2026-03-0${at + 1}T09:00:00Z`, channel: "ec", action: "sign_up", identifiers: [{ kind: at ? "member_id" : "cookie", value: id }], traits: { first, last, born },
    }));
    shop.ingest(facts);
    assert.equal(shop.customer({ kind: "member_id", value: "t2" }, "service").id, "t1");
});

const dirty = [
    { id: "till", name: "Hanako Yamada", phone: "03-1234-5670", seen: "2026-03-09" },
    { id: "web", name: "hanako yamada", phone: "090-1234-5670", seen: "2026-01-02" },
    { id: "call", name: "unknown", phone: "090-1234-5670", seen: "2025-07-01" },
];

test("one record is made of all, and tells where it is from", () => {
    const customers = dirty.map(({ id }) => ({ recordId: id, customerId: "hanako" }));
    const golden = goldenRecords(dirty, customers, { strategies: { phone: "most_recent" }, time: "seen" });
    assert.equal(golden.size(), 1);
    assert.deepEqual(golden.records(), [{ customerId: "hanako", name: "Hanako Yamada", phone: "03-1234-5670" }]);
    assert.deepEqual(golden.explain("hanako"), golden.provenance());
    // `unknown` says nothing, so that all who say a name say the same.
    const why = golden.provenance().map(({ field, recordId, decidedBy }) => [field, recordId, decidedBy]);
    assert.deepEqual(why, [["name", "till", "unanimous"], ["phone", "till", "most_recent"]]);
    // Customers as Python tells them, and as they are found.
    const told = { record_id: dirty.map(({ id }) => id), customer_id: [1, 1, 1] };
    assert.equal(goldenRecords(dirty, told).records()[0].customerId, "1");
    assert.equal(goldenRecords(records, found.customers()).size(), 24);
});

test("homes are found beside customers", () => {
    const table = { id: ["a", "b", "c"], name: ["山田 花子", "山田　太郎", "山田 一郎"], address: ["東京都中央区銀座3丁目5番1号101号室", "中央区銀座3-5-1-101", "中央区銀座3-5-1-102"] };
    const homes = households(table, null, { address: ["address"], name: "name" });
    assert.deepEqual(homes.customers().map(({ householdId }) => householdId), ["a", "a", "c"]);
    assert.deepEqual([homes.report().households, homes.report().together], [1, 2]);
});

test("two sides find whom they share and show no name", () => {
    const key = crypto.getRandomValues(new Uint8Array(32));
    const side = (rows) => clk(rows, key, { fields: { name: "full_name", born: "date" } });
    const ours = side([{ id: "1", name: "Hanako Yamada", born: "1985-05-03" }, { id: "2", name: "Taro Sato", born: "1990-01-02" }]);
    assert.match(ours[0].clk, /^[0-9a-f]{256}$/);
    const [pair, ...rest] = clkPairs(ours, side([{ id: "x", name: "Hanako Yamda", born: "3.5.1985" }]));
    assert.deepEqual([pair.recordIdA, pair.recordIdB, rest], ["1", "x", []]);
    assert.deepEqual([side({ id: [], name: [], born: [] }), clkPairs([], ours), clkPairs(ours, [])], [[], [], []]);
    const listed = (fields) => clk([{ id: 1, name: "Hanako" }], key, { fields });
    assert.deepEqual(listed(["name"]), listed({ name: "text" }));
});

const KINDS = ["weights", "histogram", "blocking", "thresholds", "unlinkables", "completeness", "terms", "patterns"];

test("every picture is a specification, in two languages", () => {
    for (const language of ["en", "ja"]) {
        for (const kind of KINDS) assert.match(found.chart(kind, { language }).$schema, /vega-lite\/v6/, kind);
        const waterfall = found.chart("waterfall", { pair: ["r0", "r24"], language });
        assert.equal(waterfall.data.values.length, found.explain("r0", "r24").length + 1);
    }
    assert.deepEqual(found.chart(), found.chart("weights"));
    assert.ok(JSON.stringify(found.chart("thresholds", {}, truth)) !== JSON.stringify(found.chart("thresholds")));
    const page = found.dashboard("ja");
    assert.ok(page.startsWith("<!doctype html>") && page.includes("列の見立て") && !page.includes("<script"));
    assert.ok(!/hanako|example\.com/i.test(found.dashboard()));
});

test("nothing at all is nothing, and no error", () => {
    const nothing = resolve({ id: [], name: [] });
    assert.deepEqual([nothing.histogram(), nothing.review(), nothing.weakest(), nothing.patterns()], [[], [], [], []]);
    for (const kind of KINDS) assert.ok(nothing.chart(kind));
    assert.ok(nothing.dashboard().length > 1000 && nothing.thresholds().rows.length === 1);
});

test("what is wrong is named and never told", () => {
    const codes = (...calls) => calls.map((call) => {
        const error = thrown(call);
        assert.doesNotMatch(error.message, /secret/);
        return error.code;
    });
    assert.deepEqual(codes(
        () => found.how("secret"), () => found.how(7), () => found.cluster("7"), () => found.thresholds([{ id: 1 }]), () => found.errors(), () => found.errors([{ customerId: 1 }]), () => found.errors(truth, -1), () => found.review(1.5), () => found.patterns("x"),
    ), ["unknown", "column", "column", "column", "column", "column", "column", "column", "column"]);
    assert.deepEqual(codes(
        () => found.learn([{ recordIdA: "r0", recordIdB: "secret", same: true }]), () => found.learn([{ recordIdA: "r0", recordIdB: "r1" }]), () => found.learn([{ recordIdA: "r0", recordIdB: "r0", same: true }]), () => found.learn("secret"), () => found.learn([null]),
    ), ["column", "column", "column", "column", "column"]);
    assert.match(thrown(() => found.learn([{ recordIdA: "r0", recordIdB: "r1", same: true }, { recordIdA: "r0", recordIdB: "x", same: true }])).message, /answers\[1\]\.recordIdB/);
    assert.deepEqual(codes(
        () => found.chart("pie"), () => found.chart("waterfall"), () => found.chart("waterfall", { pair: ["r0"] }), () => found.chart("waterfall", { pair: ["r0", "secret"] }), () => found.chart("weights", { langage: "ja" }), () => found.chart("weights", { language: "xx" }), () => found.chart("terms", { limit: -1 }), () => found.dashboard("xx"), () => found.chart(7),
    ), ["option", "option", "option", "unknown", "option", "option", "option", "option", "column"]);
    assert.deepEqual(codes(
        () => Linker.fit(records, { treshold: 1 }), () => Linker.fit(records, { comparisons: [compare.name("nam")] }), () => Linker.fit(records, {}, [{ customerId: 1 }]), () => Linker.fit(7), () => Linker.fromJson("{}"), () => Linker.fromJson(7), () => Linker.fromSplink("{}"), () => Linker.fit(records).predict(records, { link: "all" }), () => Linker.fit(records).predict([{ id: 1 }]),
    ), ["option", "option", "column", "column", "model", "column", "format", "option", "option"]);
    assert.deepEqual(codes(
        () => compare.name(), () => compare.name("a", { lvels: [] }), () => compare.email("a", { levels: [{ name: "x", edit: 1 }] }), () => compare.level("x", { edit: 1 }), () => compare.level(7), () => compare.distanceKm("a", "far"),
    ), ["column", "option", "option", "option", "column", "column"]);
    const live = Linker.fit(records).live(records);
    assert.deepEqual(codes(
        () => live.insert("r0", {}), () => live.insert("new", { town: "secret" }), () => live.insert("new", ["secret"]), () => live.insert(7, {}), () => live.insert("new", { first: { secret: 1 } }), () => live.update("secret", {}), () => live.remove("secret"), () => live.find({}, -1), () => live.explain("r0", "secret"), () => Linker.fit(records).live(records, { threshold: 1 }), () => LiveLinker.fromJson("{}", records), () => LiveLinker.fromJson(live.toJson(), [{ id: 1 }]),
    ), ["column", "column", "column", "column", "column", "unknown", "unknown", "column", "unknown", "option", "model", "option"]);
    // A refused record leaves nothing behind.
    assert.equal(live.size(), records.length);
    const whose = { recordId: ["till", "web", "call"], customerId: ["h", "h", "h"] };
    assert.deepEqual(codes(
        () => goldenRecords(dirty), () => goldenRecords(dirty, { ...whose, customerId: ["h", "h", null] }), () => goldenRecords(dirty, whose, { default: "most_recent" }), () => goldenRecords(dirty, whose, { strategies: { phon: "longest" } }), () => goldenRecords(dirty, whose).explain("secret"), () => goldenRecords(dirty.map((row) => ({ ...row, customerId: 1 })), whose), () => goldenRecords(dirty, whose, { id: "nr" }), () => goldenRecords(dirty, { recordId: ["till"] }),
    ), ["column", "column", "option", "option", "unknown", "column", "column", "column"]);
    assert.deepEqual(codes(
        () => households(dirty, null, {}), () => households(dirty, null, { address: ["name"] }), () => households(dirty, null, { address: ["nme"], name: "name" }), () => households(dirty, null, { address: ["name"], name: "name", most: 1 }), () => households(dirty, null, { address: "name", name: "name" }),
    ), ["option", "option", "option", "option", "option"]);
    const key = "sixteen bytes or more";
    assert.deepEqual(codes(
        () => clk(dirty, "secret", { fields: ["name"] }), () => clk(dirty, 7, { fields: ["name"] }), () => clk(dirty, key), () => clk(dirty, key, { fields: ["nam"] }), () => clk(dirty, key, { fields: [7] }), () => clk(dirty, key, { fields: ["name"], weights: { name: -1 } }), () => clkPairs([{ recordId: 1, clk: "secret" }], []), () => clkPairs([], [], { least: 2 }),
    ), ["option", "column", "option", "option", "option", "option", "column", "option"]);
});

test("require and import give the same functions, and only what is declared is public", () => {
    const required = require("omo-wasm/tune");
    assert.equal(required.Linker, Linker);
    const folder = require.resolve("omo-wasm/package.json").replace("package.json", "tune/");
    const types = readFileSync(`${folder}omo.d.ts`, "utf8");
    const declared = [...types.matchAll(/^export (?:function|class|const|enum) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(tune).sort(), declared.sort());
});
