// The engine and journeys from JavaScript: a small story by hand, and what must be refused.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as omo from "omo-wasm";
import { thrown } from "./thrown.mjs";

/** Hanako looks at a kettle in the app, buys it in Ginza, and asks about it; Taro buys tea online. */
const POS = `receipt,sold_at,store,kind,card,jan,qty,price
r1,2026-03-02 18:00:00,ginza,sale,7,kettle,1,4980
r2,2026-03-09 12:00:00,ginza,sale,7,tea,2,300
r3,someday,ginza,sale,7,tea,1,300
`;
const APP = `{"id":"a1","ts":"2026-03-01T09:00:00+09:00","event":"view_item","install":"i-1","card":"7","jan":"kettle"}
{"id":"a2","ts":"2026-03-02T09:00:00+09:00","event":"view_item","install":"i-1","jan":"kettle"}
`;
const EC = [
    { type: "identify", messageId: "m1", timestamp: "2026-03-01T00:00:00Z", anonymousId: "c-1", userId: "u1", traits: { email: "taro@example.jp" } },
    {
        type: "track", messageId: "m2", timestamp: "2026-03-03T00:00:00Z", anonymousId: "c-1", userId: "u1", event: "Order Completed",
        properties: { order_id: "o1", products: [{ product_id: "tea", price: 300, quantity: 1 }], currency: "JPY" },
    },
];
const pos = {
    source: "pos",
    issuer: "card",
    columns: { receipt: "id", sold_at: "occurred_at", kind: "action", card: "member_id", jan: "product", qty: "quantity", price: "unit_price" },
    constants: { channel: "pos", currency: "JPY" },
    actions: { sale: "purchase" },
};
const app = {
    source: "app",
    issuer: "card",
    columns: { ts: "occurred_at", event: "action", install: "app_id", card: "member_id", jan: "product" },
    constants: { channel: "app" },
    actions: { view_item: "view" },
};
const lines = (records) => records.map((record) => JSON.stringify(record)).join("\n");
const card = { kind: "member_id", value: "card:7" };
const install = { kind: "app_id", value: "i-1" };
const now = "2026-03-10T12:00:00+09:00";

function shop() {
    const shop = new omo.Engine({ zone: "Asia/Tokyo" });
    shop.ingestCsv(POS, pos);
    shop.ingestJsonLines(new TextEncoder().encode(APP), app);
    shop.ingestSegment(lines(EC));
    return shop;
}

test("facts of three channels become two customers", () => {
    const shop = new omo.Engine({ zone: "Asia/Tokyo" });
    assert.deepEqual(shop.ingestCsv(POS, pos), { accepted: 2, duplicates: 0, quarantined: 1, notes: 0 });
    assert.equal(shop.ingestJsonLines(APP, app).accepted, 2);
    assert.equal(shop.ingestSegment(lines(EC)).accepted, 2);
    assert.equal(shop.ingestCsv(POS, pos).duplicates, 2);
    assert.equal(shop.touchpoints(), 6);

    const { customers, withheld, unidentified } = shop.customers("service");
    assert.deepEqual([customers.length, withheld, unidentified], [2, 0, 0]);
    const hanako = shop.customer(card, "service");
    assert.deepEqual([hanako.id, hanako.online, hanako.offline, hanako.spent], ["app:a1", 2, 2, ["5580 JPY"]]);
    assert.deepEqual(hanako.identifiers, [card, install]);
    // Counting needs no contact data.
    assert.deepEqual(shop.customer(card, "analytics").identifiers, []);
    assert.equal(shop.customer({ kind: "email", value: "nobody@example.jp" }, "service"), null);
    assert.deepEqual(shop.bestCustomers("service", 1), ["app:a1"]);
    assert.deepEqual(shop.assignments("service")[0], ["app:a1", "app:a1"]);
    shop.free();
});

test("a journey goes across channels on the shop's clock", () => {
    const hanako = shop();
    const { steps } = hanako.journey("app:a1", "service");
    assert.deepEqual(steps.map(({ channel, action, side }) => `${channel} ${action} ${side}`), [
        "app view online", "app view online", "pos purchase offline", "pos purchase offline",
    ]);
    // The till says no zone: the shop's holds.
    assert.equal(steps[2].occurredAt, "2026-03-02T18:00:00+09:00");
    assert.deepEqual(steps[3].lines, [{ product: "tea", quantity: 2, amount: "600 JPY" }]);
    assert.equal(hanako.journey("nobody", "service"), null);
});

test("two identifiers are one customer's for a reason", () => {
    const hanako = shop();
    const [link, ...more] = hanako.explain(card, install, "service");
    assert.deepEqual([link.touchpoint, link.touchpoints, more], ["app:a1", 1, []]);
    assert.equal(hanako.explain(card, { kind: "email", value: "taro@example.jp" }, "service"), null);
    assert.equal(thrown(() => hanako.explain(card, install, "analytics")).code, "purpose");
});

test("journeys, funnel, crossings, values and pictures agree with the story", () => {
    const hanako = shop();
    const [buy] = hanako.funnel(["buy"]);
    assert.deepEqual([buy.customers, buy.share], [2, 1]);
    assert.deepEqual(hanako.funnel(["consider", "buy", "buy"], 1).map(({ customers }) => customers), [1, 1, 0]);
    const crossings = hanako.crossings();
    assert.deepEqual([crossings.customersBoth, crossings.onlineToOffline, crossings.boughtInStoreAfterOnline], [1, 1, 1]);
    assert.equal(hanako.journeyMap().customers, 2);
    const values = hanako.rfm(now, "service");
    assert.deepEqual(values.map(({ customer, recencyDays, monetary }) => [customer, recencyDays, monetary]).sort(), [
        ["app:a1", 1, 5580], ["ec:m1", 7, 300],
    ]);
    assert.match(hanako.journeyMapSvg(), /^<svg[^]*<\/svg>\n?$/);
    assert.match(hanako.journeyMapSvg("ja", "narrow"), /アプリ/);
    for (const of of ["journey_map", "funnel", "crossings", "flows"]) assert.match(hanako.chart(of, "ja").$schema, /vega-lite\/v6/);
    assert.match(hanako.report({ title: "Ginza <&>", language: "ja" }), /^<!doctype html>[^]*Ginza &lt;&amp;&gt;/);
    assert.match(hanako.summaryText(), /Touchpoints +6/);
    assert.equal(hanako.summary().customers, 2);
    const all = hanako.journeys("service");
    assert.deepEqual(all.customers(), ["app:a1", "ec:m1"]);
});

test("what is recommended is in stock, and the reason is told", () => {
    const hanako = shop();
    hanako.addProducts([{ id: "tea", name: "Green tea", price: "300 JPY" }]);
    hanako.addStores([{ id: "ginza", name: "Ginza", latitude: 35.67, longitude: 139.76 }]);
    hanako.setStock([{ store: "ginza", product: "tea", quantity: 9 }, { store: "ueno", product: "kettle", quantity: 9 }]);
    const moment = { now, store: "ginza", purpose: "service" };
    const { products } = hanako.recommend(null, moment);
    assert.deepEqual(products.map(({ product, name }) => [product, name]), [["tea", "Green tea"]]);
    assert.ok(products[0].reasons[0].words.length > 0);
    assert.equal(hanako.recommend("app:a1", moment, 1).personal, true);
    // Marketing needs a word of the customer's.
    assert.equal(hanako.recommend("app:a1", { now }).personal, false);
    hanako.addConsents([{ identifier: card, purpose: "marketing", status: "granted", at: "2026-03-01T00:00:00Z" }]);
    assert.equal(hanako.recommend("app:a1", { now: new Date(now) }).personal, true);
    for (const { words, reasons } of hanako.nextBestActions("app:a1", { now, language: "ja" })) assert.ok(words && reasons.length > 0);
    assert.ok(Array.isArray(hanako.bestActions({ now }, 3)));
    assert.deepEqual(hanako.stores().map(({ id }) => id), ["ginza"]);
});

test("side files come as CSV too, and what is wrong in them is set aside", () => {
    const shop = new omo.Engine();
    assert.equal(shop.addProductsCsv("jan,name,price\ntea,Tea,300\n", { columns: { jan: "id" }, constants: { currency: "JPY" } }).accepted, 1);
    assert.equal(shop.addStoresCsv("id,name,latitude,longitude\nginza,Ginza,35.6,139.7\nx,X,99,0\n").quarantined, 1);
    assert.equal(shop.setStockCsv("store,product,quantity\nginza,tea,many\n").quarantined, 1);
    const consents = "kind,value,purpose,status,at\nemail,hanako@example.jp,marketing,granted,2026-03-01 09:00\n";
    assert.equal(shop.addConsentsCsv(consents).accepted, 1);
    assert.deepEqual(shop.quarantined("service").map(({ source, row, code }) => [source, row, code]), [["stock", 1, "quantity"], ["stores", 2, "format"]]);
    assert.equal(thrown(() => shop.addStoresCsv("id,name\n1,x\n")).code, "column");
});

test("the quarantine keeps the record, to be mended and given again", () => {
    const hanako = shop();
    const [aside] = hanako.quarantined("service");
    assert.deepEqual([aside.source, aside.row, aside.column, aside.code], ["pos", 3, "sold_at", "time"]);
    assert.equal(aside.record, "r3,someday,ginza,sale,7,tea,1,300");
    assert.deepEqual(hanako.notes(), []);
});

test("broken letters, aliases in a circle and times out of this world harm nobody", () => {
    const shop = new omo.Engine();
    const broken = Uint8Array.from([...new TextEncoder().encode("id,occurred_at,channel,action\n1,2026-03-01,ec,"), 0xff, 0xfe, 10]);
    assert.equal(shop.ingestCsv(broken).quarantined, 1);
    const alias = (messageId, userId, previousId) => ({ type: "alias", messageId, timestamp: "2026-03-01T00:00:00Z", userId, previousId });
    shop.ingestSegment(lines([alias("1", "a", "b"), alias("2", "b", "c"), alias("3", "c", "a"), alias("4", "a", "a")]));
    assert.equal(shop.customers("service").customers.length, 1);
    const at = (id, occurredAt) => ({ id, occurredAt, channel: "ec", action: "view" });
    const times = [at("n", NaN), at("i", Infinity), at("m", -1), at("f", "9999-01-01"), at("h", 1e300), at("e", ""), at("x", {})];
    assert.equal(shop.ingest(times).quarantined, times.length);
    assert.equal(shop.ingest([]).accepted, 0);
    assert.equal(shop.ingest([7, null, "x", []]).quarantined, 4);
    for (const empty of ["", new Uint8Array(), new ArrayBuffer(0)]) assert.equal(shop.ingestCsv(empty).accepted, 0);
    assert.equal(shop.recommend(null, { now }).products.length, 0);
    assert.match(shop.journeyMapSvg(), /<svg/);
});

test("ten megabytes of one letter are refused or set aside", () => {
    const shop = new omo.Engine();
    const long = "x".repeat(10_000_000);
    assert.equal(shop.ingest([{ id: long, occurredAt: now, channel: "ec", action: "view" }]).quarantined, 1);
    assert.equal(shop.ingestJsonLines(long).quarantined, 1);
    assert.equal(thrown(() => shop.ingestCsv(long)).code, "column");
    assert.equal(thrown(() => shop.recommend(long, { now })).code, "unknown");
    assert.ok(thrown(() => shop.customers(long)).message.length < 11_000_000);
});

test("a wrong argument is an error with a code, never a guess", () => {
    const hanako = shop();
    const wrong = {
        option: [
            () => new omo.Engine({ zonne: "Asia/Tokyo" }),
            () => new omo.Engine({ zone: "Asia/Tokio" }),
            () => new omo.Engine({ journey: { sessionGapMinutes: 0 } }),
            () => new omo.Engine([]),
            () => hanako.ingestCsv(POS, { colums: {} }),
            () => hanako.ingestCsv(POS, { columns: { receipt: "idd" } }),
            () => hanako.ingestSegment("", { channel: " " }),
            () => hanako.customers("fun"),
            () => hanako.recommend(null, { now, shop: "ginza" }),
            () => hanako.recommend(null, {}),
            () => hanako.recommend(null),
            () => hanako.recommend(null, { now: "soon" }),
            () => hanako.rfm(now, "service", { bins: 1 }),
            () => hanako.report({ titel: "x" }),
            () => hanako.journeyMapSvg("fr"),
            () => hanako.chart("pie"),
        ],
        column: [
            () => hanako.ingestCsv(7),
            () => hanako.ingestCsv(undefined),
            () => hanako.ingestCsv([1, 2]),
            () => hanako.ingest({}),
            () => hanako.addProducts([{ id: "x", nam: "x" }]),
            () => hanako.setStock([{ store: "x", product: "y", quantity: -1 }]),
            () => hanako.customer("card:7", "service"),
            () => hanako.customer({ kind: "email", value: "hanako" }, "service"),
            () => hanako.customers(7),
            () => hanako.customers(undefined),
            () => hanako.journey(7, "service"),
            () => hanako.journey(null, "service"),
            () => hanako.recommend(7, { now }),
            ...[-1, 1.5, NaN, Infinity, "5", 2 ** 33, {}].map((n) => () => hanako.recommend(null, { now }, n)),
            () => hanako.funnel(["sell"]),
            () => hanako.funnel("buy"),
            () => hanako.funnel(null, -1),
            () => hanako.journeyMapSvg("en", "huge"),
            () => hanako.rfm("soon", "service"),
            () => omo.readTime(7, "UTC"),
            () => omo.readTime("2026-03-01"),
            () => omo.readIdentifier("email", 7),
            () => omo.gtinCheckDigit(4901234),
            () => omo.channelSide(undefined),
        ],
        unknown: [() => hanako.recommend("nobody", { now }), () => hanako.nextBestActions("nobody", { now })],
        format: [() => hanako.ingest(new Map()), () => hanako.ingest([1n]), () => new omo.Engine(new Map())],
    };
    for (const [code, calls] of Object.entries(wrong)) {
        for (const call of calls) assert.equal(thrown(call).code, code, String(call));
    }
    assert.equal(hanako.touchpoints(), 6);
});

test("no error tells what a customer's record holds", () => {
    const shop = new omo.Engine();
    const secret = "hanako@example";
    for (const call of [
        () => shop.customer({ kind: "email", value: secret }, "service"),
        () => shop.addConsents([{ identifier: { kind: "email", value: secret }, purpose: "marketing", status: "granted", at: now }]),
        () => shop.addStores([{ id: secret, name: secret, latitude: secret, longitude: 0 }]),
        () => shop.journey({ secret }, "service"),
        () => shop.recommend(secret, { now }),
        () => shop.ingestCsv(`id,occurred_at\n${secret},x\n`),
        () => new omo.Journeys({ customerId: [secret], occurredAt: [{ secret }], channel: ["ec"], action: ["view"] }),
        () => omo.rfm([{ customer: secret, day: 0, amount: 0 }], 0),
    ]) {
        const { message } = thrown(call);
        assert.doesNotMatch(message, /hanako/, message);
    }
    shop.ingest([{ id: secret, occurredAt: secret, channel: "ec", action: "view", email: secret }]);
    const [{ reason, column, record }] = shop.quarantined("service");
    assert.doesNotMatch(reason + column, /hanako/);
    assert.match(record, /hanako/, "the caller's own record is given back");
});

test("what was freed says so", () => {
    const gone = shop();
    gone.free();
    assert.throws(() => gone.summary(), /null pointer/);
});

test("no read goes without a purpose, and each tells what that purpose sees", () => {
    const shop = new omo.Engine();
    shop.ingestCsv("id,occurred_at,channel,action,email\na,2026-03-01,ec,view,hanako@example.jp\nb,2026-03-02,ec,view,\nc,soon,ec,view,x@example.jp\n");
    shop.link("a", "b");
    for (const ask of ["assignments", "decisions", "quarantined"]) assert.throws(() => shop[ask](), { name: "OmoError", code: "column" }, ask);
    assert.deepEqual(shop.assignments("service"), [["a", "a"], ["b", "a"]]);
    assert.deepEqual([shop.assignments("marketing"), shop.decisions("marketing")], [[], []]);
    assert.equal(shop.decisions("service").length, 1);
    assert.match(shop.quarantined("legal")[0].record, /x@example/);
    for (const purpose of ["marketing", "analytics", "third_party"]) assert.throws(() => shop.quarantined(purpose), { code: "purpose" }, purpose);
});

test("what came from elsewhere is joined by what the person agreed to under another name", () => {
    const word = (status, at) => [{ identifier: { kind: "email", value: "hanako@example.jp" }, purpose: "marketing", status, at, data: ["third_party"] }];
    const shop = new omo.Engine();
    shop.ingestCsv("id,occurred_at,channel,action,email,cookie\na,2026-03-01,ec,view,hanako@example.jp,c1\nb,2026-03-02,dmp,view,,c1\n");
    const touchpoints = () => shop.customer({ kind: "email", value: "hanako@example.jp" }, "legal").touchpoints;
    assert.equal(touchpoints(), 1);
    shop.addConsents(word("granted", "2026-03-03"));
    assert.equal(touchpoints(), 2);
    shop.addConsents(word("withdrawn", "2026-03-04"));
    assert.equal(touchpoints(), 1);
});
