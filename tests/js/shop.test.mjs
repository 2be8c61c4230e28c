// The whole shop's back office, a module of its own: what is offered to whom, and figures that do not split channels.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as full from "omo-wasm/full";
import * as omo from "omo-wasm/shop";
import { thrown } from "./thrown.mjs";

const require = createRequire(import.meta.url);
const NOW = "2026-03-04T12:00:00+09:00";
const email = (name) => ({ kind: "email", value: `${name}@example.jp` });

/** A shop with two dresses, and somebody for each of `names` who left one in the cart and agreed to hear from it. */
function shop(names = ["hanako"], config = {}) {
    const shop = new omo.Engine({ zone: "Asia/Tokyo", ...config });
    shop.addProducts([{ id: "dress", name: "Dress", category: "women/dresses", price: "12000 JPY" }]);
    shop.ingest(names.map((name) => ({ id: name, occurredAt: "2026-03-03T19:00:00+09:00", channel: "ec", action: "cart", store: "ginza", identifiers: [email(name)], lines: [{ product: "dress" }] })));
    shop.addConsents(names.map((name) => ({ identifier: email(name), purpose: "marketing", status: "granted", at: "2026-03-01" })));
    shop.setStock([{ store: "ginza", product: "dress", quantity: 2 }]);
    return shop;
}

const code = (call) => thrown(call).code;
const message = (call) => thrown(call).message;

test("it has all that the engine with books has, and more", () => {
    const names = (it) => Object.getOwnPropertyNames(it.Engine.prototype);
    for (const name of Object.keys(full)) assert.equal(typeof omo[name], typeof full[name], name);
    for (const name of names(full)) assert.ok(names(omo).includes(name), name);
    assert.equal(require("omo-wasm/shop").Engine, omo.Engine);
    const types = readFileSync(require.resolve("omo-wasm/package.json").replace("package.json", "shop/omo.d.ts"), "utf8");
    const declared = [...types.matchAll(/^export (?:function|class|const|enum) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(omo).sort(), declared.sort());
});

test("other rules are tried before they go live", () => {
    const town = new omo.Engine();
    const phone = { kind: "phone", value: "090-1234-5670" };
    town.ingest(["hanako", "taro"].map((name) => ({ id: name, occurredAt: "2026-03-03T19:00:00+09:00", channel: "ec", action: "view", identifiers: [email(name), phone], lines: [] })));
    const what = town.whatIf({ owners: { phone: 2 } });
    assert.deepEqual([what.customers, what.wouldBe, what.merged, what.split], [2, 1, 1, 0]);
    assert.equal(town.customers("service").customers.length, 2);
    assert.equal(code(() => town.whatIf({ owner: {} })), "option");
});

test("a plan promises no more than there is", () => {
    const town = shop(["hanako", "jiro", "keiko"]);
    const at = { now: new Date(NOW) };
    assert.deepEqual(town.planActions(at).actions.map(({ action }) => action), ["invite_to_store", "invite_to_store"]);
    assert.deepEqual(town.planActions(at).excluded, [{ cause: "no_capacity", items: 1 }]);
    town.addSlots([{ store: "ginza", kind: "fitting", from: new Date("2026-03-07T15:00:00+09:00"), capacity: 1 }]);
    const { actions } = town.planActions(at, { n: 5 });
    assert.deepEqual(actions.map(({ action }) => action), ["fitting", "invite_to_store"]);
    assert.equal(Date.parse(actions[0].slot), Date.parse("2026-03-07T15:00:00+09:00"));
    assert.deepEqual(town.planActions(at, { n: 0 }).actions, []);
    // What is planned is only done once it is recorded.
    assert.deepEqual(town.planActions(at, { n: 5 }).actions, actions);
    for (const decision of actions) town.recordContact(decision.customer, decision);
    assert.deepEqual(town.planActions(at).actions, []);
    assert.equal(town.contacts(actions[0].customer, "service")[0].slot, actions[0].slot);
});

test("coupons, their pieces and what a customer is told of them", () => {
    const town = shop(["hanako", "jiro"], { offers: { fitting: 0.1, coupon: 9 } });
    town.addCoupons([{ id: "spring", discount: "20%", category: "women", until: Date.parse("2026-04-01T00:00:00+09:00"), pieces: 1 }]);
    assert.equal(town.coupons()[0].discount, "20%");
    const [best] = town.nextBestActions("hanako", { now: NOW });
    assert.deepEqual([best.action, best.coupon], ["coupon", "spring"]);
    assert.ok(best.at);
    const decision = town.recordContact("hanako", best, "2026-03-04T19:30:00+09:00");
    const why = town.why("hanako", decision, "ja");
    assert.deepEqual([why.decision, why.at], [decision, "2026-03-04T19:30:00+09:00"]);
    assert.match(why.words, /Dressのクーポン.*20％引き/);
    assert.doesNotMatch(why.words, /jiro/);
    // The one piece is given, and whoever it was given to has had it.
    assert.ok(town.heldBack("jiro", { now: NOW }).some(({ cause }) => cause === "coupon_used_up"));
    assert.ok(!town.nextBestActions("jiro", { now: NOW }).some(({ coupon }) => coupon));
    // An identifier is somebody too, and what is recorded twice is one fact.
    assert.equal(town.recordContact("email:hanako@example.jp", best, "2026-03-04T19:30:00+09:00"), decision);
    assert.equal(town.contacts("hanako", "service").length, 1);
});

test("the contact policy is that of the config", () => {
    const never = shop(["hanako"], { contactPolicy: { caps: [{ most: 0, days: 1 }] } });
    const [nothing] = never.nextBestActions("hanako", { now: NOW });
    assert.deepEqual([nothing.action, nothing.reasons[0].fact.cause], ["nothing", "contact_cap"]);
    const quiet = shop(["hanako"], { contactPolicy: { quietFrom: 8, quietUntil: 18 } });
    const { at } = quiet.nextBestActions("hanako", { now: NOW })[0];
    assert.ok(Number(at.slice(11, 13)) >= 18, at);
});

test("stock is promised while the count is fresh", () => {
    const town = shop();
    town.countStock([{ store: "ginza", product: "dress", quantity: 2, asOf: new Date("2026-03-04T09:00:00+09:00") }]);
    assert.equal(town.countedStock()[0].quantity, 2);
    assert.equal(town.nextBestActions("hanako", { now: NOW })[0].action, "invite_to_store");
    assert.deepEqual(town.heldBack("hanako", { now: "2026-03-09T12:00:00+09:00" })[0], { cause: "stale_stock", items: 1 });
});

test("staff see whom to serve next", () => {
    const town = shop(["hanako", "jiro"]);
    const clients = town.clienteling("ginza", NOW, 1);
    assert.equal(clients.length, 1);
    assert.equal(clients[0].action.words, "invite to ginza for Dress by app");
    assert.match(clients[0].hints[0].words, /^Put into the cart yesterday/);
    assert.match(town.clienteling("ginza", NOW, 2, "ja")[1].hints[0].words, /カート/);
    assert.deepEqual(town.clienteling("ginza", NOW, 0), []);
});

test("a snapshot holds the offers, and the engine without them says where they are", () => {
    const town = shop(["hanako"]);
    town.addCoupons([{ id: "spring", discount: "500 JPY" }]);
    town.recordContact("hanako", { action: "coupon", channel: "line", coupon: "spring", at: new Date(NOW) });
    const again = omo.Engine.restore(town.snapshot(), { zone: "Asia/Tokyo" });
    assert.deepEqual(again.coupons(), town.coupons());
    assert.deepEqual(again.contacts("hanako", "service"), town.contacts("hanako", "service"));
    assert.equal(again.export("hanako", "legal").contacts.length, 1);
    const error = thrown(() => full.Engine.restore(town.snapshot()));
    assert.equal(error.code, "left_out");
    assert.match(error.message, /omo-wasm\/shop/);
    assert.equal(code(() => new full.Engine({ contactPolicy: {} })), "option");
    // Who is erased takes what was recorded of contacts along.
    again.erase("hanako", "2026-04-01");
    again.compact();
    assert.ok(!Buffer.from(again.snapshot()).includes("hanako"));
    // Told nothing of offers, the modules answer alike.
    const plain = [full, omo].map(({ Engine }) => Engine.restore(shop(["jiro"]).snapshot(), { zone: "Asia/Tokyo" }));
    assert.deepEqual(...plain.map((it) => it.nextBestActions("jiro", { now: NOW })));
});

test("what cannot be offered is refused in words", () => {
    const town = shop();
    assert.match(message(() => town.addCoupons([{ id: "a" }])), /coupons\[0\].*discount/);
    assert.equal(code(() => town.addCoupons([{ id: "a", discount: "110%" }])), "column");
    assert.equal(code(() => town.addCoupons([{ id: "a", discount: "10%", peaces: 3 }])), "column");
    assert.equal(code(() => town.addCoupons([{ id: "a", discount: "10%", from: NOW, until: "2026-03-01" }])), "option");
    assert.equal(code(() => town.addCoupons({ id: "a", discount: "10%" })), "column");
    assert.deepEqual(town.coupons(), []);
    assert.match(message(() => town.addSlots([{ store: "ginza", kind: "fiting", from: NOW, capacity: 1 }])), /slots\[0\]\.kind/);
    assert.match(message(() => town.addSlots([{ store: "ginza", kind: "visit", from: "soon", capacity: 1 }])), /slots\[0\]\.from/);
    assert.match(message(() => town.addSlots([{ store: "ginza", kind: "visit", from: NOW, capacity: -1 }])), /slots\[0\]\.capacity/);
    assert.match(message(() => town.countStock([{ store: "ginza", product: "dress", quantity: 1 }])), /asOf/);
    assert.equal(code(() => town.recordContact("hanako", { action: "shout", at: NOW })), "option");
    assert.match(message(() => town.recordContact("hanako", { action: "coupon" })), /decision.*at/);
    assert.equal(code(() => town.recordContact("hanako", "coupon")), "column");
    assert.equal(code(() => town.recordContact("nobody", { action: "coupon", at: NOW })), "unknown");
    assert.equal(code(() => town.contacts("hanako")), "column");
    assert.equal(code(() => town.contacts("nobody", "service")), "unknown");
    assert.equal(code(() => town.why("hanako", "no such")), "unknown");
    assert.equal(code(() => town.why("hanako", "no such", "fr")), "option");
    assert.equal(code(() => town.heldBack("nobody", { now: NOW })), "unknown");
    assert.equal(code(() => town.heldBack("hanako", {})), "option");
    assert.equal(code(() => town.planActions({ now: NOW }, { bugdet: "1 JPY" })), "option");
    assert.equal(code(() => town.planActions({ now: NOW }, { budget: 100 })), "option");
    assert.equal(code(() => town.clienteling("ueno", NOW)), "unknown");
    assert.equal(code(() => town.clienteling("ginza", "soon")), "column");
    assert.equal(code(() => town.clienteling("ginza", NOW, -1)), "column");
    assert.equal(code(() => new omo.Engine({ contactPolicy: { cap: [] } })), "option");
    assert.equal(code(() => new omo.Engine({ offers: { fitting: -1 } }).planActions({ now: NOW })), "option");
});

const SALES = {
    customerId: ["hanako", "hanako", "taro"], side: ["offline", "online", "offline"],
    helped: [true, false, false], items: [2, 2, 2], amount: [100, 50, 30],
};

test("sales are not split, and each side sees what it did", () => {
    const tree = omo.kpiTree(SALES);
    assert.deepEqual(tree.nodes()[0], { kind: "all", sales: 180, customers: 2, frequency: 1.5, items: 2, price: 30 });
    const { storeView, onlineView, shared } = tree.credit();
    assert.deepEqual([storeView, onlineView, shared], [130, 150, 100]);
    const coded = { ...SALES, customerId: Int32Array.of(7, 7, 8), side: { names: ["online", "offline"], codes: Uint8Array.of(1, 0, 1) }, helped: Uint8Array.of(1, 0, 0), amount: Float32Array.of(100, 50, 30) };
    assert.deepEqual(omo.kpiTree(coded).nodes(), tree.nodes());
    // A purchase of which it is not said has one piece, and nobody helped.
    const few = omo.kpiTree([{ customerId: "a", side: "online", amount: 100 }, { customerId: "b", side: "online", amount: 80, items: null, clerk: "x" }]);
    assert.deepEqual([few.nodes()[0].items, few.credit().shared], [1, 0]);
    assert.deepEqual(tree.change(tree).map(({ change }) => change), [0, 0, 0]);
    assert.equal(few.change(tree)[1].change, 180);
    assert.match(JSON.stringify(tree.chart("ja")), /vega-lite\/v6.*客/);
    assert.equal(omo.kpiTree([]).nodes()[0].sales, 0);
});

test("sales that cannot be read are refused by row", () => {
    assert.match(message(() => omo.kpiTree({ ...SALES, side: ["offline", "onlin", "offline"] })), /side\[1\].*"online" or "offline"/);
    assert.match(message(() => omo.kpiTree({ ...SALES, amount: [100, NaN, 30] })), /amount\[1\]/);
    assert.match(message(() => omo.kpiTree({ ...SALES, amount: [100, "50", 30] })), /amount\[1\]/);
    assert.equal(code(() => omo.kpiTree({ ...SALES, amount: [100, 50] })), "length");
    assert.equal(code(() => omo.kpiTree({ ...SALES, helped: [true] })), "length");
    assert.match(message(() => omo.kpiTree({ ...SALES, itmes: [1, 1, 1] })), /only customerId, side/);
    assert.match(message(() => omo.kpiTree({ side: [], amount: [] })), /customerId/);
    for (const none of [undefined, null, 7, "sales"]) assert.equal(code(() => omo.kpiTree(none)), "column", String(none));
    assert.equal(code(() => omo.kpiTree(SALES).chart("fr")), "option");
    assert.throws(() => omo.kpiTree(SALES).change({}));
});

test("fans are ranked by signs", () => {
    const table = { visits: [9, 1, 1, 3], silentDays: Float64Array.of(2, 80, 5, 30) };
    const scores = omo.fanScore(table, { visits: 1, silentDays: -1 });
    assert.ok(scores instanceof Float64Array);
    assert.deepEqual([...scores], [87.5, 18.75, 43.75, 50]);
    assert.deepEqual([...omo.fanScore([{ visits: 1, name: "a" }, { visits: 2, name: "b" }], { visits: 3 })], [25, 75]);
    assert.equal(code(() => omo.fanScore(table, {})), "option");
    assert.equal(code(() => omo.fanScore(table, { visit: 1 })), "column");
    assert.match(message(() => omo.fanScore(table, { visits: "much" })), /signs\.\*.*a number/);
    assert.match(message(() => omo.fanScore({ visits: [1, null] }, { visits: 1 })), /visits\[1\]/);
    assert.equal(code(() => omo.fanScore({ visits: [1, 2], silentDays: [1] }, { visits: 1, silentDays: 1 })), "length");
});

test("how far a shop is", () => {
    assert.deepEqual(omo.maturity({ linkedCustomers: 0.5, knownPurchases: 0.5, parity: 0.5, consent: 0.5 }).level, "omni_channel");
    assert.equal(omo.maturity({}).score, 0);
    assert.equal(omo.maturity({ parity: null }).weakest, null);
    assert.equal(code(() => omo.maturity({ parity: -0.1 })), "option");
    assert.match(message(() => omo.maturity({ pooledStok: 1 })), /pooledStock/);
});

test("what channels say differently", () => {
    const says = { item: ["kettle", "kettle"], channel: ["ec", "store"], price: [4980, 5480], hours: ["10-20", "10-20"] };
    const found = omo.parity(says);
    assert.deepEqual(found.shares, { hours: 1, price: 0 });
    assert.equal(found.differences[0].otherValue, "5480");
    assert.equal(omo.parity(says, { tolerance: 0.1 }).share, 1);
    assert.deepEqual(omo.parity(says, { about: ["hours"] }).shares, { hours: 1 });
    assert.deepEqual(omo.parity({ ...says, price: Float64Array.of(4980, 5480) }), found);
    const rows = [{ item: "tea", channel: "ec", stock: true, note: null }, { item: "tea", channel: "store", stock: false }];
    assert.deepEqual(omo.parity(rows).differences.map(({ value, otherValue }) => [value, otherValue]), [["true", "false"]]);
    assert.equal(omo.parity([]).share, 1);
    assert.equal(code(() => omo.parity(says, { tolerance: 1 })), "option");
    assert.equal(code(() => omo.parity(says, { tolerence: 0.1 })), "option");
    assert.equal(code(() => omo.parity(says, { about: "price" })), "option");
    assert.equal(code(() => omo.parity(says, { about: ["prise"] })), "column");
    assert.equal(code(() => omo.parity({ ...says, price: [1] })), "length");
    assert.match(message(() => omo.parity({ ...says, price: [1, {}] })), /price\[1\]/);
    assert.equal(code(() => omo.parity(7)), "column");
});
