// The package in a browser: as it lies, in a worker, and bundled.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { answer, browse, dist, page, serve } from "./serve.mjs";
import { bundle } from "./bundle.mjs";

const { version } = JSON.parse(readFileSync(join(dist, "package.json"), "utf8"));
const phone = { kind: "phone", value: "+819012345678" };

let browser, server, bundled;
before(async () => {
    browser = await browse();
    server = await serve(
        { "/omo/": dist },
        {
            "/page": page(`
                import { init, readIdentifier, readTime, version } from "/omo/web.js";
                window.answer = (async () => {
                    await Promise.all([init(), init()]);
                    const error = (() => { try { readTime("x", "UTC"); } catch (error) { return error; } })();
                    return [version(), readIdentifier("phone", "090-1234-5678"), error instanceof Error, error.code];
                })();`),
            "/bytes": page(`
                import { init, version } from "/omo/web.js";
                window.answer = (async () => {
                    await init(fetch("/omo/omo_bg.wasm").then((got) => got.arrayBuffer()));
                    return version();
                })();`),
            "/early": page(`
                import { version } from "/omo/web.js";
                try { version(); window.answer = "answered"; } catch { window.answer = "refused"; }`),
            "/worker": page(`
                import { connect } from "/omo/worker.js";
                window.answer = (async () => {
                    const omo = connect();
                    const said = [await omo.version(), await omo.readIdentifier("phone", "090-1234-5678")];
                    const error = await omo.readTime("x", "UTC").catch((error) => error);
                    const unknown = await omo.noSuchCall().catch((error) => error.name);
                    const many = await Promise.all([1, 2, 3].map((day) => omo.readTime("2026-03-0" + day, "UTC")));
                    omo.terminate();
                    return [...said, error instanceof Error, error.name, error.code, unknown, many.map((t) => t.slice(8, 10))];
                })();`),
            "/keep": page(`
                import { connect } from "/omo/worker.js";
                import { forget, load, save } from "/omo/keep.js";
                window.answer = (async () => {
                    const omo = connect();
                    const shop = await new omo.Engine();
                    await shop.ingest([{ id: "1", occurredAt: "2026-03-01T10:00:00Z", channel: "ec", action: "view" }]);
                    const nothing = await load("shop");
                    await save("shop", await shop.snapshot());
                    const again = await omo.Engine.restore(await load("shop"), { zone: "Asia/Tokyo" });
                    const found = [await again.touchpoints(), (await again.verifyAudit()).entries];
                    await forget("shop");
                    omo.terminate();
                    return [nothing, found, await load("shop")];
                })();`),
            "/full": page(`
                import { Engine, init } from "/omo/full/web.js";
                import { connect } from "/omo/full/worker.js";
                const facts = [{ id: "1", occurredAt: "2026-03-01T10:00:00Z", channel: "pos", action: "purchase",
                    identifiers: [{ kind: "email", value: "hanako@example.jp" }] }];
                const segments = { lately: { event: { action: "purchase" }, within: "30d" } };
                window.answer = (async () => {
                    await init();
                    const here = new Engine();
                    here.ingest(facts);
                    here.setSegments(segments);
                    const omo = connect();
                    const there = await omo.Engine.restore(here.snapshot());
                    const asked = [here, there].map((shop) => shop.segments("1", "2026-03-10", "service"));
                    const error = await there.profile("1", "someday", "service").catch((error) => error.code);
                    const light = await import("/omo/web.js");
                    await light.init();
                    const code = (() => { try { light.Engine.restore(here.snapshot()); } catch (error) { return error.code; } })();
                    omo.terminate();
                    return [...(await Promise.all(asked)), error, code];
                })();`),
            "/shop": page(`
                import { Engine, init, kpiTree } from "/omo/shop/web.js";
                import { connect } from "/omo/shop/worker.js";
                const identifiers = [{ kind: "email", value: "hanako@example.jp" }];
                window.answer = (async () => {
                    await init();
                    const here = new Engine({ zone: "Asia/Tokyo" });
                    here.ingest([{ id: "1", occurredAt: "2026-03-03T19:00:00+09:00", channel: "ec", action: "cart", store: "ginza", identifiers, lines: [{ product: "dress" }] }]);
                    here.consent("1", { purpose: "marketing", granted: true, at: "2026-03-01" });
                    here.setStock([{ store: "ginza", product: "dress", quantity: 2 }]);
                    here.addSlots([{ store: "ginza", kind: "fitting", from: "2026-03-07T15:00:00+09:00", capacity: 1 }]);
                    const omo = connect();
                    const there = await omo.Engine.restore(here.snapshot(), { zone: "Asia/Tokyo" });
                    const now = new Date("2026-03-04T12:00:00+09:00");
                    const plans = await Promise.all([here, there].map((shop) => shop.planActions({ now })));
                    const error = await there.clienteling("ueno", now).catch((error) => error.code);
                    const [before, after] = [await omo.kpiTree([{ customerId: "a", side: "online", amount: 1 }]), await omo.kpiTree([{ customerId: "a", side: "online", amount: 3 }])];
                    const change = await after.change(before);
                    omo.terminate();
                    return [...plans.map(({ actions }) => actions[0].action), error, change[1].change, kpiTree([]).nodes()[0].sales];
                })();`),
            "/linker": page(`
                import { init, resolve } from "/omo/linker/web.js";
                import { connect } from "/omo/linker/worker.js";
                const rows = [
                    { id: "web-1", name: "Hanako Yamada", email: "hanako@example.jp" },
                    { id: "till-1", name: "hanako yamada", email: "Hanako@example.jp" },
                    { id: "web-2", name: "Taro Sato", email: "taro@example.jp" },
                ];
                window.answer = (async () => {
                    await init();
                    const here = resolve(rows).pairs();
                    const linker = connect();
                    const found = await linker.resolve(rows);
                    const there = [await found.pairs(), await found.rows(), await found.explain("web-1", "till-1")];
                    const error = await linker.resolve(rows, { treshold: 1 }).catch((error) => error.code);
                    await found.free();
                    linker.terminate();
                    return [here[0].weight === there[0][0].weight, [...there[1]], there[2][0].column, error];
                })();`),
            "/tune": page(`
                import { goldenRecords, init, resolve } from "/omo/tune/web.js";
                import { connect } from "/omo/tune/worker.js";
                const rows = [
                    { id: "web-1", name: "Hanako Yamada", email: "hanako@example.jp" },
                    { id: "till-1", name: "hanako yamada", email: "Hanako@example.jp" },
                    { id: "web-2", name: "Taro Sato", email: "taro@example.jp" },
                ];
                window.answer = (async () => {
                    await init();
                    const here = resolve(rows);
                    const omo = connect();
                    const there = await omo.resolve(rows);
                    const same = JSON.stringify(await there.thresholds()) === JSON.stringify(here.thresholds()) && (await there.dashboard("ja")) === here.dashboard("ja");
                    const linker = await omo.Linker.fit(rows, { comparisons: [await omo.compare.name("name"), await omo.compare.email("email")] });
                    const live = await linker.live(rows);
                    await live.insert("x", { email: "TARO@example.jp", name: "Taro Sato" });
                    const told = [await live.customerOf("x"), await live.size(), goldenRecords(rows, here.customers()).size()];
                    const error = await there.how("nobody").catch((error) => error.code);
                    omo.terminate();
                    return [same, ...told, error];
                })();`),
            // The worker's two halves around a module whose objects can be watched.
            "/fake/worker.js": readFileSync(join(dist, "worker.js"), "utf8"),
            "/fake/thread.js": readFileSync(join(dist, "thread.js"), "utf8"),
            "/fake/web.js": `
                let alive = 0;
                export const init = async () => {};
                export const living = () => alive;
                export const column = (n) => Float64Array.from({ length: n }, (_, i) => i);
                export const sum = (a, b) => a.count + b.count;
                export class Counter {
                    constructor(count) { this.count = count; alive += 1; }
                    static two() { return new Counter(2); }
                    add(n) { this.count += n; return this.count; }
                    free() { alive -= 1; }
                }`,
            "/objects": page(`
                import { connect } from "/fake/worker.js";
                window.answer = (async () => {
                    const omo = connect();
                    const [five, two] = [await new omo.Counter(5), await omo.Counter.two()];
                    const said = [await five.add(1), await two.add(1), await omo.sum(five, two), await omo.living()];
                    await five.free();
                    const gone = await five.add(1).catch((error) => error.name);
                    const column = await omo.column(3);
                    return [...said, await omo.living(), gone, column instanceof Float64Array, [...column]];
                })();`),
            "/lost": page(`
                import { connect } from "/omo/worker.js";
                const worker = new Worker("/nowhere.js", { type: "module" });
                window.answer = connect(worker).version().catch((error) => error.message);`),
        },
    );
    bundled = await serve({ "/": (await bundle("browser")).folder });
});
after(async () => {
    await browser?.close();
    server?.close();
    bundled?.close();
});

test("a page imports it as it lies, with nothing in between", async () => {
    assert.deepEqual(await answer(browser, `${server.url}/page`), [version, phone, true, "format"]);
});

test("a page may hand it the bytes", async () => {
    assert.equal(await answer(browser, `${server.url}/bytes`), version);
});

test("a call before init does not answer", async () => {
    assert.equal(await answer(browser, `${server.url}/early`), "refused");
});

test("a worker has the same calls and the same errors", async () => {
    const days = ["01", "02", "03"];
    const expected = [version, phone, true, "OmoError", "format", "TypeError", days];
    assert.deepEqual(await answer(browser, `${server.url}/worker`), expected);
});

test("a shop is kept in the browser and opened again", async () => {
    // One fact; two entries, the fact and what the load brought.
    assert.deepEqual(await answer(browser, `${server.url}/keep`), [null, [1, 2], null]);
});

test("the engine with its books is a module of its own, in a page and in a worker", async () => {
    assert.deepEqual(await answer(browser, `${server.url}/full`), [["lately"], ["lately"], "column", "left_out"]);
});

test("the whole shop is a module of its own, in a page and in a worker", async () => {
    assert.deepEqual(await answer(browser, `${server.url}/shop`), ["fitting", "fitting", "unknown", 2, 0]);
});

test("what tunes the linker is a module of its own, in a page and in a worker", async () => {
    assert.deepEqual(await answer(browser, `${server.url}/tune`), [true, "web-2", 4, 2, "unknown"]);
});

test("the linker is a module of its own, in a page and in a worker", async () => {
    assert.deepEqual(await answer(browser, `${server.url}/linker`), [true, [0, 0, 2], "prior", "option"]);
});

test("objects stay in the worker and are called from the page", async () => {
    const expected = [6, 3, 9, 2, 1, "TypeError", true, [0, 1, 2]];
    assert.deepEqual(await answer(browser, `${server.url}/objects`), expected);
});

test("a worker that is not there is an error, not silence", async () => {
    const said = await answer(browser, `${server.url}/lost`);
    assert.match(said, /omo's worker could not be started/);
});

test("a bundled page works, its worker too", async () => {
    assert.deepEqual(await answer(browser, `${bundled.url}/index.html`), [version, version]);
});
