// The engine with its books, a module of its own: what the rules let through, what ends, who a customer is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as omo from "omo-wasm";
import * as full from "omo-wasm/full";
import { thrown } from "./thrown.mjs";

const require = createRequire(import.meta.url);

const email = { kind: "email", value: "hanako@example.jp" };
const cookie = { kind: "cookie", value: "c1" };
const fact = (id, day, channel, action, identifiers, line, more = {}) =>
    ({ id, occurredAt: `2026-03-0${day}T09:00:00+09:00`, channel, action, identifiers, lines: line ? [line] : [], ...more });
const FACTS = [
    fact("web-1", 1, "ec", "view", [cookie, email], { product: "kettle" }),
    fact("till-1", 2, "pos", "purchase", [email], { product: "tea", amount: "600 JPY" }, { store: "ginza" }),
    fact("rx-1", 3, "pharmacy", "purchase", [email], { product: "pill", amount: "900 JPY" }, { store: "ginza" }),
    fact("ad-1", 4, "dmp", "view", [cookie], { product: "yacht" }),
];

function shop(config = {}) {
    const shop = new full.Engine({ zone: "Asia/Tokyo", ...config });
    shop.ingest(FACTS);
    return shop;
}

const code = (call) => thrown(call).code;
const products = (shop, purpose) => shop.journey("web-1", purpose).steps.flatMap(({ lines }) => lines.map(({ product }) => product));

test("it has all that the engine has, and more", () => {
    const names = (it) => Object.getOwnPropertyNames(it.Engine.prototype);
    for (const name of Object.keys(omo)) assert.equal(typeof full[name], typeof omo[name], name);
    for (const name of names(omo)) assert.ok(names(full).includes(name), name);
    assert.notEqual(full.Engine, omo.Engine);
    assert.equal(require("omo-wasm/full").Engine, full.Engine);
    const types = readFileSync(require.resolve("omo-wasm/package.json").replace("package.json", "full/omo.d.ts"), "utf8");
    const declared = [...types.matchAll(/^export (?:function|class|const|enum) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(full).sort(), declared.sort());
});

test("a word opens and closes, by whoever it is said", () => {
    for (const who of ["web-1", "till-1", "email:hanako@example.jp"]) {
        const town = shop();
        const yes = town.consent(who, { purpose: "marketing", granted: true, notice: "members", at: "2026-03-05" });
        assert.ok(yes.accepted >= 1 && yes.quarantined === 0);
        assert.deepEqual(town.customer(email, "marketing").identifiers, [email]);
        town.consent(who, { purpose: "marketing", granted: false, at: "2026-03-06" });
        assert.equal(town.customer(email, "marketing"), null);
        assert.ok(town.withheld("marketing").some(({ why }) => why === "objection"));
    }
});

test("what is sensitive, and what came from elsewhere, need a yes of their own", () => {
    const town = shop();
    const yes = (data, at) => town.consent("web-1", { purpose: "marketing", granted: true, data, at });
    yes(undefined, "2026-03-05");
    assert.ok(!products(town, "marketing").includes("pill"));
    yes(["health"], "2026-03-06");
    assert.ok(products(town, "marketing").includes("pill"));
    assert.ok(!products(town, "legal").includes("yacht"));
    yes(["third_party"], "2026-03-07");
    assert.ok(products(town, "legal").includes("yacht"));
    town.consent("web-1", { purpose: "marketing", granted: false, data: ["third_party"], at: "2026-03-08" });
    assert.ok(!products(town, "legal").includes("yacht"));
    assert.deepEqual(town.withheld("service", "nobody"), []);
});

test("old ids find who it is now", () => {
    const town = new full.Engine();
    const phone = { kind: "phone", value: "090-1234-5670" };
    const mail = (name) => ({ kind: "email", value: `${name}@example.jp` });
    town.ingest([fact("web-1", 1, "ec", "view", [mail("hanako"), phone]), fact("web-2", 2, "ec", "view", [mail("taro"), phone])]);
    const last = town.changes(0).at(-1).number;
    town.link("web-1", "web-2");
    assert.deepEqual(town.changes(last).map(({ kind, customer, from }) => [kind, customer, from]), [["merged", "web-1", ["web-1", "web-2"]]]);
    assert.equal(town.customerWithId("web-2", "service").id, "web-1");
    assert.equal(town.customerWithId("web-2", "marketing"), null);
    assert.equal(town.customerWithId("nobody", "legal"), null);
});

test("what a list leaves out is counted", () => {
    const town = shop();
    town.link("web-1", "ad-1");
    const held = (list, purpose) => town.withheldRows(list, purpose).map((rows) => [rows.list, rows.count, rows.why]);
    assert.equal(town.decisions("marketing").length, 0);
    assert.deepEqual(held("decisions", "marketing"), [["decisions", 1, "no_consent"]]);
    assert.deepEqual(held("decisions", "legal"), []);
    for (const list of ["customers", "assignments", "decisions", "requests", "quarantined", "crossings"]) {
        assert.deepEqual(held(list, "legal"), []);
    }
    const { customers, withheld } = town.customers("marketing");
    const told = held("customers", "marketing").reduce((all, [, count]) => all + count, 0);
    assert.deepEqual([customers.length, withheld, told], [0, told, town.customers("legal").customers.length]);
    assert.equal(town.assignments("analytics").length + held("assignments", "analytics").reduce((all, [, count]) => all + count, 0), town.touchpoints());
    assert.equal(code(() => town.withheldRows("people", "legal")), "column");
    assert.equal(code(() => town.withheldRows("customers")), "column");
});

test("an export tells all", () => {
    const town = shop();
    town.addNotices([{ id: "members", version: "1", from: "2026-01-01", text: { ja: "会員規約" } }]);
    town.showNotice({ at: "2026-03-01", notice: "members", version: "1", identifier: email });
    town.consent("web-1", { purpose: "marketing", granted: true, notice: "members", at: "2026-03-05" });
    town.request("r1", "access", "web-1", { receivedAt: "2026-03-06", about: "<b>all</b>" });
    const told = town.export("email:hanako@example.jp", "legal");
    assert.deepEqual(told.touchpoints.map(({ id }) => id), ["web-1", "till-1", "rx-1"]);
    const counts = [told.consents, told.notices, told.requests, told.disclosures, told.decisions].map((book) => book.length);
    assert.deepEqual(counts, [2, 1, 1, 0, 0]);
    const page = town.exportPage("web-1", "legal", "ja");
    assert.ok(page.startsWith("<!doctype html>") && page.includes("保有する個人データの内容"));
    assert.ok(!page.includes("<b>") && page.includes("&lt;b&gt;"));
    assert.equal(code(() => town.export("nobody", "legal")), "unknown");
    assert.equal(code(() => town.exportPage("web-1", "third_party")), "unknown");
    assert.equal(code(() => town.showNotice({ at: "2026-03-01", notice: "members", version: "9", identifier: email })), "unknown");
});

test("a yes must fit its notice", () => {
    const town = shop();
    town.addNotices([{ id: "members", version: "1", from: "2026-01-01", purposes: ["service"] }]);
    const said = town.consent("web-1", { purpose: "marketing", granted: true, notice: "members", at: "2026-03-05" });
    assert.equal(said.quarantined, 2);
    assert.deepEqual(new Set(town.quarantined("service").map(({ code }) => code)), new Set(["consent"]));
    assert.equal(town.customer(email, "marketing"), null);
});

test("a stop that is done closes all, and what is late is told", () => {
    const town = shop({ rights: { stopUseDays: 5 } });
    town.request("r1", "stop_use", "web-1", { receivedAt: "2026-03-06" });
    assert.equal(code(() => town.step("r1", "done", { at: "2026-03-07" })), "option");
    assert.deepEqual(town.requests("2026-03-20", "legal", true).map(({ request }) => request.id), ["r1"]);
    town.step("r1", "verified", { at: "2026-03-07", by: "desk" });
    town.step("r1", "done", { at: new Date("2026-03-08") });
    assert.equal(town.customer(email, "service"), null);
    assert.notEqual(town.customer(email, "legal"), null);
    const [{ state, request }] = town.requests("2026-03-09", "legal");
    assert.deepEqual([state, request.kind, request.identifiers.length], ["done", "stop_use", 2]);
    assert.deepEqual(town.requests("2026-03-20", "legal", true), []);
});

test("what was given to others is told", () => {
    const town = shop();
    const record = { at: "2026-03-05", direction: "given", party: "Example Agency", items: ["purchases"], basis: "consent", consent: "form 7", identifiers: [email] };
    assert.equal(code(() => town.disclose({ ...record, party: "" })), "option");
    town.disclose(record);
    assert.equal(town.disclosures()[0].party, "Example Agency");
    assert.equal(town.disclosures("web-1", "legal").length, 1);
    assert.equal(code(() => town.disclosures("nobody", "legal")), "unknown");
});

test("exports name nobody", () => {
    const town = shop();
    const key = "sixteen bytes or more";
    const lab = town.pseudonymous("laboratory", key, "analytics");
    for (const name of ["hanako", "web-1", '"c1"', "pill", "yacht"]) assert.ok(!JSON.stringify(lab).includes(name), name);
    const person = (options, by = key) => town.pseudonymous("laboratory", by, "analytics", options).touchpoints[0].person;
    assert.match(person(), /^p1-/);
    assert.match(person({ version: 2 }), /^p2-/);
    assert.equal(person({}, new TextEncoder().encode(key)), person());
    assert.equal(code(() => person({}, "short")), "option");
    assert.equal(code(() => person({ about: true })), "option");

    const many = new full.Engine();
    const seen = [1, 2, 3].map((n) => fact(`w${n}`, 1, "ec", "view", [{ kind: "email", value: `p${n}@example.jp` }]));
    many.ingest(seen);
    const table = (k) => many.anonymous({ k, quasi: [{ column: "channel" }] }, "secret").table;
    assert.deepEqual(table(3), { columns: ["channel"], rows: [["ec"], ["ec"], ["ec"]] });
    assert.deepEqual(table(4).rows, []);
    assert.equal(code(() => many.anonymous({ k: 2, quasi: [{ column: "shoe" }] }, "secret")), "column");
});

test("what has had its time goes, and does not come back", () => {
    const rules = [{ name: "browsing", actions: ["view"], eraseAfter: 365 }];
    const town = shop({ retention: { rules } });
    const swept = town.sweep("2027-03-10");
    assert.deepEqual(swept.touchpoints.map(({ id, rule }) => [id, rule]), [["web-1", "browsing"], ["ad-1", "browsing"]]);
    assert.equal(town.ingest(FACTS).erased, 2);
    assert.deepEqual(town.sweep("2027-03-10").touchpoints, []);
    assert.equal(code(() => shop({ retention: { rules: [{ name: "all" }] } })), "option");
});

test("a leak is reported", () => {
    const town = shop();
    const report = town.breach({ knownAt: "2026-04-01T09:00:00+09:00", channels: ["pharmacy"] }, "legal");
    assert.deepEqual([report.persons, report.grounds], [1, ["sensitive"]]);
    const many = town.breach({ knownAt: "2026-04-01T09:00:00+09:00", channels: ["ec"] }, "legal", { persons: 1 });
    assert.ok(many.grounds.length > 0);
    assert.equal(code(() => town.breach({}, "legal")), "column");
    for (const purpose of ["service", "marketing", "analytics", "third_party"]) {
        assert.equal(code(() => town.breach({ knownAt: "2026-04-01T09:00:00+09:00", customers: ["web-1"] }, purpose)), "purpose");
    }
    assert.equal(code(() => town.breach({ knownAt: "2026-04-01T09:00:00+09:00" })), "column");
});

test("a profile and a card tell who a customer is, as far as one may see", () => {
    const town = shop();
    town.addProducts([{ id: "tea", name: "Sencha", category: "tea" }]);
    const now = "2026-03-12T18:00:00+09:00";
    const profile = town.profile("web-1", now, "service");
    assert.deepEqual([profile.counters.touchpoints, profile.counters.daysSincePurchase], [3, 9]);
    assert.equal(profile.categories[0].name, "tea");
    assert.equal(town.profile("web-1", now, "analytics").counters.touchpoints, 2);
    assert.equal(town.profile("web-1", now, "marketing"), null);
    assert.equal(town.profile("nobody", now, "service"), null);
    const card = town.contextCard("web-1", now, "service", "ja");
    assert.equal(card.steps.length, 3);
    assert.match(card.hints[0].words, /お礼/);
    assert.deepEqual(town.contextCard("web-1", now, "analytics").withheldFacts, 1);
    assert.equal(town.contextCard("nobody", now, "service"), null);
    assert.equal(code(() => town.contextCard("web-1", now, "service", "fr")), "option");
    assert.equal(code(() => town.profile("web-1", "someday", "service")), "column");
    assert.equal(code(() => shop({ profile: { halfLife: 0 } })), "option");
    assert.equal(shop({ card: { steps: 1 } }).contextCard("web-1", now, "service").steps.length, 1);
});

test("segments know who enters and who leaves", () => {
    const town = shop();
    town.setSegments({ lately: { event: { action: "purchase" }, within: "30d" }, never: { never: { action: "purchase" } } });
    const now = "2026-03-10";
    assert.deepEqual(town.segments("web-1", now, "service"), ["lately"]);
    assert.deepEqual(town.segmentMembers("lately", now, "service"), ["web-1"]);
    assert.deepEqual(town.segmentMembers("lately", "2026-06-01", "service"), []);
    const why = town.explainSegment("web-1", "lately", now, "service");
    assert.deepEqual([why.holds, why.facts], [true, ["till-1", "rx-1"]]);
    assert.match(town.explainSegment("web-1", "lately", now, "service", "ja").words, /30/);
    const crossings = () => town.segmentCrossings("service").filter(({ customer }) => customer === "web-1");
    assert.deepEqual(crossings().map(({ segment, entered }) => [segment, entered]), [["lately", true]]);
    town.advance("2026-06-01");
    const all = crossings();
    assert.deepEqual(all.at(-1), { number: all.at(-1).number, customer: "web-1", segment: "lately", entered: false, moved: false, at: "2026-04-02T00:00:00+00:00" });
    assert.deepEqual(town.segmentCrossings("service", all.at(-1).number), []);
    assert.equal(town.crossings().customersBoth, 1, "between online and offline");

    assert.match(thrown(() => town.setSegments({ vip: { event: { action: "purchse" } } })).message, /did you mean `purchase`/);
    assert.equal(code(() => town.segmentMembers("vip", now, "service")), "unknown");
    assert.equal(code(() => town.setSegments([])), "column");
    town.setSegments({});
    assert.deepEqual(town.segments("web-1", now, "service"), []);
});

test("a fold is one's own", () => {
    const town = shop();
    const bought = (known, { lines, action }) => (action === "purchase" ? [...known, ...lines.map(({ amount }) => amount)] : known);
    assert.deepEqual(town.fold("web-1", bought, [], "service"), ["600 JPY", "900 JPY"]);
    assert.deepEqual(town.fold("web-1", bought, [], "analytics"), ["600 JPY"]);
    assert.equal(town.fold("nobody", bought, [], "service"), null);
    assert.throws(() => town.fold("web-1", () => { throw new RangeError("mine"); }, 0, "service"), RangeError);
    assert.equal(code(() => town.fold("web-1", "step", 0, "service")), "column");
});

test("what is said twice, or not at all, is an error", () => {
    const town = shop();
    const word = { purpose: "marketing", granted: true, at: "2026-03-05" };
    const message = (call) => {
        const error = thrown(call);
        assert.equal(error.code, "column");
        assert.doesNotMatch(error.message, /hanako/);
        return error.message;
    };
    assert.match(message(() => town.consent("web-1", { ...word, granted: "yes" })), /word\.granted.*true or false/);
    assert.match(message(() => town.consent("web-1", { purpose: "marketing", at: "2026-03-05" })), /word\.granted.*there/);
    assert.match(message(() => town.consent("web-1", { ...word, status: "denied" })), /word\.status.*left out/);
    assert.match(message(() => town.consent("web-1", { ...word, purpos: "service" })), /purpos/);
    assert.match(message(() => town.consent("web-1", null)), /granted/);
    assert.match(message(() => town.request("r1", "gossip", "web-1", { receivedAt: "2026-03-06" })), /request\.kind.*one of access/);
    assert.match(message(() => town.request("r1", "access", "web-1", {})), /receivedAt.*there/);
    assert.match(message(() => town.step("r1", "done", { at: "2026-03-06", request: "r2" })), /step\.request.*left out/);
    assert.equal(code(() => town.consent("nobody", word)), "unknown");
    assert.equal(code(() => town.consent("email:hanako", word)), "format");
    assert.equal(code(() => town.withheld("fun")), "option");
    assert.equal(code(() => town.requests("2026-03-06", "legal", "yes")), "column");
});

/** A shop that holds something in every book. */
function whole() {
    const town = shop();
    town.addNotices([{ id: "members", version: "1", from: "2026-01-01" }]);
    town.showNotice({ at: "2026-03-01", notice: "members", version: "1", identifier: email });
    town.request("r1", "access", "web-1", { receivedAt: "2026-03-06" });
    town.step("r1", "verified", { at: "2026-03-07" });
    town.disclose({ at: "2026-03-05", direction: "given", party: "Example Agency", items: ["purchases"], basis: "law", identifiers: [email] });
    town.setSegments({ lately: { event: { action: "purchase" }, within: "30d" } });
    return town;
}

test("a snapshot holds the books", () => {
    const town = whole();
    const bytes = town.snapshot();
    const again = full.Engine.restore(bytes, { zone: "Asia/Tokyo" });
    for (const ask of [
        (it) => it.export("web-1", "legal"), (it) => it.requests("2026-03-20", "legal"), (it) => it.disclosures("web-1", "legal"),
        (it) => it.segments("web-1", "2026-03-10", "service"), (it) => it.verifyAudit(),
    ]) {
        assert.deepEqual(ask(again), ask(town), String(ask));
    }
    assert.deepEqual(again.snapshot(), bytes);
    assert.equal(again.erase("web-1", "2026-04-01").touchpoints, 3);
    again.compact();
    assert.ok(!Buffer.from(again.snapshot()).includes("hanako"));
});

test("the engine without books says where they are, and loses nothing", () => {
    const books = {
        notices: (town) => town.addNotices([{ id: "members", version: "1", from: "2026-01-01" }]),
        requests: (town) => town.request("r1", "access", "web-1", { receivedAt: "2026-03-06" }),
        disclosures: (town) => town.disclose({ at: "2026-03-05", direction: "given", party: "A", items: ["b"], basis: "law", identifiers: [email] }),
        segments: (town) => town.setSegments({ lately: { event: { action: "purchase" } } }),
    };
    for (const [name, tell] of Object.entries(books)) {
        const town = shop();
        tell(town);
        const error = thrown(() => omo.Engine.restore(town.snapshot()));
        assert.equal(error.code, "left_out", name);
        assert.match(error.message, /omo-wasm\/full/);
    }
    // Without any of these the two are one, and consents hold in both.
    const town = shop();
    town.consent("web-1", { purpose: "marketing", granted: true, at: "2026-03-05" });
    const light = omo.Engine.restore(town.snapshot(), { zone: "Asia/Tokyo" });
    assert.deepEqual(light.customers("marketing"), town.customers("marketing"));
    assert.deepEqual(light.snapshot(), town.snapshot());
    assert.deepEqual(full.Engine.restore(light.snapshot()).verifyAudit(), light.verifyAudit());

    for (const config of [{ retention: { rules: [] } }, { rights: {} }, { profile: {} }, { card: {} }, { actions: [] }]) {
        const error = thrown(() => new omo.Engine(config));
        assert.equal(error.code, "option");
        assert.match(error.message, new RegExp(`${Object.keys(config)[0]}.*omo-wasm/full`));
    }
});

test("a yes that ends before it begins is refused in both", () => {
    for (const { Engine } of [omo, full]) {
        const town = new Engine();
        town.addConsents([{ identifier: email, purpose: "marketing", status: "granted", at: "2026-03-05", expires: "2026-03-04" }]);
        assert.match(town.quarantined("service")[0].reason, /^expires_before_start/, Engine.name);
    }
});
