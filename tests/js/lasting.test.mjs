// What lasts, from JavaScript: changes, decisions, corrections, erasure, snapshots.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as omo from "omo-wasm";

const email = (value) => ({ kind: "email", value });
const cookie = { kind: "cookie", value: "c1" };
const facts = [
    { id: "web-1", occurredAt: "2026-03-01T10:00:00Z", channel: "ec", action: "view", identifiers: [cookie] },
    { id: "till-1", occurredAt: "2026-03-02T10:00:00Z", channel: "pos", action: "purchase", identifiers: [email("hanako@example.jp")] },
    { id: "till-2", occurredAt: "2026-03-03T10:00:00Z", channel: "pos", action: "purchase", identifiers: [email("taro@example.jp")] },
];
const both = { id: "web-2", occurredAt: "2026-03-04T10:00:00Z", channel: "ec", action: "cart", identifiers: [cookie, email("hanako@example.jp")] };
const at = "2026-04-01T00:00:00Z";

function shop(more = []) {
    const shop = new omo.Engine({ zone: "Asia/Tokyo" });
    shop.ingest([...facts, ...more]);
    return shop;
}

const code = (call) => {
    try {
        call();
    } catch (error) {
        return error.code;
    }
    return assert.fail("nothing was thrown");
};
const ids = (shop) => shop.customers("service").customers.map(({ id }) => id);

test("changes tell who became one, after the number one knows", () => {
    const town = shop();
    const before = town.changes();
    assert.deepEqual(before.map(({ kind }) => kind), ["created", "created", "created"]);
    town.ingest([both]);
    const [news, ...others] = town.changes(before.at(-1).number);
    assert.deepEqual(others, []);
    assert.deepEqual(news, { number: 4, kind: "merged", customer: "web-1", from: ["web-1", "till-1"], into: [] });
    assert.equal(code(() => town.changes(-1)), "column");
});

test("links and splits hold until they are taken back", () => {
    const town = shop();
    assert.deepEqual([town.link("till-1", "till-2"), town.link("till-2", "till-1")], [true, false]);
    assert.deepEqual(ids(town), ["web-1", "till-1"]);
    assert.deepEqual(town.decisions("service"), [{ kind: "link", records: ["till-1", "till-2"], turn: 1 }]);
    assert.equal(town.unlink("till-1", "till-2"), true);
    assert.equal(ids(town).length, 3);

    const one = shop([both]);
    assert.equal(ids(one).length, 2);
    assert.equal(one.split(["till-1"]), true);
    assert.deepEqual(ids(one), ["web-1", "till-1", "till-2"]);
    assert.equal(one.unsplit(["till-1"]), true);
    assert.deepEqual([ids(one).length, one.decisions("service")], [2, []]);
    assert.equal(code(() => one.link("web-1", "nobody")), "unknown");
    assert.equal(code(() => one.split("till-1")), "column");
});

test("a fact is corrected, and taken out", () => {
    const town = shop();
    town.correct({ ...facts[1], identifiers: [email("hana@example.jp")] });
    assert.equal(town.customer(email("hanako@example.jp"), "service"), null);
    assert.equal(town.customer(email("hana@example.jp"), "service").id, "till-1");
    assert.equal(code(() => town.correct({ ...facts[1], id: "none" })), "unknown");
    assert.deepEqual([town.remove("till-1"), town.remove("till-1")], [true, false]);
    assert.equal(town.touchpoints(), 2);
});

test("a snapshot answers as the engine did", () => {
    const town = shop([both]);
    town.link("till-1", "till-2");
    town.addConsents([{ identifier: email("taro@example.jp"), purpose: "marketing", status: "granted", at }]);
    town.addProducts([{ id: "tea", name: "Tea", price: "300.50 USD" }]);
    town.addStores([{ id: "ginza", name: "Ginza", latitude: 35.67154321098765, longitude: 139.765 }]);
    town.setStock([{ store: "ginza", product: "tea", quantity: 3 }]);
    town.ingestCsv("id,occurred_at,channel,action\n7,someday,ec,view", { source: "web" });
    const bytes = town.snapshot();
    assert.ok(bytes instanceof Uint8Array);
    const again = omo.Engine.restore(bytes, { zone: "Asia/Tokyo" });
    for (const ask of [
        (it) => it.customers("service"), (it) => it.customers("marketing"), (it) => it.assignments("service"), (it) => it.decisions("service"),
        (it) => it.products(), (it) => it.stores(), (it) => it.quarantined("service"), (it) => it.summary(), (it) => it.verifyAudit(),
        (it) => it.recommend(null, { now: at, store: "ginza" }), (it) => it.report({ now: at }),
    ]) {
        assert.deepEqual(ask(again), ask(town), String(ask));
    }
    assert.deepEqual(again.snapshot(), bytes);
    assert.deepEqual(again.changes(), []);
    assert.equal(again.unlink("till-1", "till-2"), true);
    const { intact, head } = again.verifyAudit();
    assert.ok(intact && /^[0-9a-f]{64}$/.test(head) && head !== town.verifyAudit().head);
    for (const wrong of [bytes.slice(1), bytes.slice(0, -1), new Uint8Array(), bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte))]) {
        assert.equal(code(() => omo.Engine.restore(wrong)), "format");
    }
});

test("who is erased is gone and stays gone", () => {
    const town = shop([both]);
    const HANAKO = new TextEncoder().encode("hanako");
    const names = (bytes) => Buffer.from(bytes).includes(HANAKO);
    assert.ok(names(town.snapshot()));
    assert.deepEqual(town.erase("web-1", at), { touchpoints: 3, consents: 0, quarantined: 0 });
    assert.equal(town.erase("nobody", at), null);
    assert.deepEqual(ids(town), ["till-2"]);
    town.compact();
    assert.ok(!names(town.snapshot()));
    for (const it of [town, omo.Engine.restore(town.snapshot())]) {
        assert.equal(it.ingest([...facts, both]).accepted, 0);
        assert.deepEqual(ids(it), ["till-2"]);
        it.ingest([{ ...facts[1], id: "till-9", occurredAt: "2026-05-01T10:00:00Z" }]);
        assert.deepEqual(ids(it), ["till-2", "till-9"], "who comes again later is a new customer");
    }
});
