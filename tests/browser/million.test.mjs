// A million events in a browser: loaded, counted, followed. The answers are held; the times are told, never judged, because
// machines differ.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import * as omo from "omo-wasm/journeys";

import { events, lines, measure } from "./million.mjs";
import { answer, browse, dist, page, serve } from "./serve.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

let browser, server;
before(async () => {
    browser = await browse();
    server = await serve({ "/omo/": dist, "/here/": here }, {
        "/million": page(`
            import * as omo from "/omo/journeys/web.js";
            import { events, measure } from "/here/million.mjs";
            window.answer = omo.init().then(() => measure(omo, events()));`),
        "/worker": page(`
            import { connect } from "/omo/journeys/worker.js";
            import { events } from "/here/million.mjs";
            window.answer = (async () => {
                const omo = connect();
                const journeys = await omo.Journeys.fromColumns(events(10_000, 1_000).coded);
                const said = [await journeys.touchpoints(), (await journeys.funnel(["view", "cart"]))[1].customers];
                const error = await journeys.funnel(["veiw"]).catch((error) => error.code);
                const shop = { frequency: [0, 1, 2, 5, 12], recency: [0, 6, 9, 32, 38], age: [39, 39, 39, 39, 39], customers: [100, 10, 10, 12, 4] };
                const model = await omo.BgNbd.fit(shop);
                const alive = await model.pAlive();
                await model.free();
                omo.terminate();
                return [...said, error, [...alive]];
            })();`),
    });
});
after(async () => {
    await browser?.close();
    server?.close();
});

test("a million events on a page have the answers of Node", async (t) => {
    const { same, answers, times } = await answer(browser, `${server.url}/million`);
    assert.ok(same);
    const node = measure(omo, events(), 3);
    assert.deepEqual(answers, JSON.parse(JSON.stringify(node.answers)));
    lines(times).forEach((line) => t.diagnostic(`Chromium: ${line}`));
    lines(node.times).forEach((line) => t.diagnostic(`Node: ${line}`));
});

test("journeys and models live in a worker", async () => {
    const [touchpoints, carts, code, alive] = await answer(browser, `${server.url}/worker`);
    const journeys = omo.Journeys.fromColumns(events(10_000, 1_000).coded);
    assert.deepEqual([touchpoints, carts, code], [10_000, journeys.funnel(["view", "cart"])[1].customers, "option"]);
    const shop = { frequency: [0, 1, 2, 5, 12], recency: [0, 6, 9, 32, 38], age: [39, 39, 39, 39, 39], customers: [100, 10, 10, 12, 4] };
    assert.deepEqual(alive, [...omo.BgNbd.fit(shop).pAlive()]);
});
