// The demo page, clicked through as a shop owner would.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { browse, serve } from "./serve.mjs";

const demo = fileURLToPath(new URL("../../omo-wasm/demo", import.meta.url));

let browser, server;
before(async () => {
    browser = await browse();
    server = await serve({ "/": demo });
});
after(async () => {
    await browser?.close();
    server?.close();
});

const tabs = [];
afterEach(async () => {
    for (const { context, complaints, asked } of tabs.splice(0)) {
        await context.close();
        assert.deepEqual(complaints, []);
        assert.deepEqual(asked.filter((url) => !url.startsWith(server.url) && !/^(blob|data):/.test(url)), []);
    }
});

/** The page in a fresh browser; what it complains of and where it asks is looked at when the test ends. */
async function open(options = {}) {
    const context = await browser.newContext({ locale: "en", acceptDownloads: true, ...options });
    const page = await context.newPage();
    const tab = { context, complaints: [], asked: [] };
    tabs.push(tab);
    page.on("pageerror", (error) => tab.complaints.push(String(error)));
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) tab.complaints.push(message.text());
    });
    context.on("request", (request) => tab.asked.push(request.url()));
    await page.goto(`${server.url}/index.html`);
    await page.waitForSelector("body[data-ready]");
    return page;
}

const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
const read = (page) => page.waitForFunction(() => /Read in|読み込み.*秒/.test(document.querySelector("#status").textContent));
const figures = (page) => page.locator("#figures .value").allTextContents();

async function sample(page) {
    await page.click("#sample");
    await page.waitForSelector("#customer h3");
    await read(page);
}

test("the sample town becomes customers, journeys and advice", async (t) => {
    const page = await open();
    assert.equal(await page.locator("#results").isVisible(), false);
    await sample(page);
    assert.match(await page.textContent("#status"), /touchpoints, [\d,]+ customers\. Read in [\d.]+ s/);
    assert.match(await page.textContent("#simulated"), /simulated/);
    const [touchpoints, customers, both, strangers, aside] = (await figures(page)).map((text) => Number(text.replaceAll(",", "")));
    assert.ok(touchpoints > 5_000 && customers > 300 && both > 50 && strangers > 100 && aside > 0, String(await figures(page)));
    assert.equal(await page.locator("#quarantine tbody tr").count(), aside);
    assert.equal(await page.locator("#map .wide svg").isVisible(), true);
    assert.equal(await page.locator("#funnel li").count(), 4);
    assert.equal(await page.locator("#crossings dd").count(), 6);
    assert.ok((await page.locator("#actions .card").count()) > 0);

    // Another customer, by the keyboard.
    const first = await page.textContent("#customer h3");
    await page.locator("#list input").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction((first) => document.querySelector("#customer h3").textContent !== first, first);
    assert.ok((await page.locator("#customer .timeline li:not(.day)").count()) > 1);
    assert.ok((await page.locator("#customer .ranked li").count()) > 0);
    await page.click("#customer .why summary");
    assert.ok((await page.locator("#customer .chain li").count()) > 2);

    // What is in stock elsewhere, and what a message may say.
    const store = page.locator("#customer .recommend select").first();
    await store.selectOption({ index: 2 });
    await page.waitForSelector("#customer .ranked li");
    const times = [];
    for (const index of [1, 3, 4, 5, 0, 1, 2, 3]) {
        await page.evaluate(() => document.querySelector("[data-milliseconds]").removeAttribute("data-milliseconds"));
        await store.selectOption({ index });
        await page.waitForSelector("[data-milliseconds]", { state: "attached" });
        times.push(Number(await page.getAttribute("[data-milliseconds]", "data-milliseconds")));
    }
    t.diagnostic(`recommending through the worker: ${times.join(", ")} ms`);
});

test("words change their language, answers stay", async () => {
    const page = await open();
    await sample(page);
    const before = await figures(page);
    await page.check("input[name=language][value=ja]");
    await page.waitForFunction(() => document.documentElement.lang === "ja" && document.querySelector("#map svg[lang=ja], #map svg :is(text)")?.textContent);
    await page.waitForFunction(() => /知る/.test(document.querySelector("#map").textContent));
    assert.deepEqual(await figures(page), before);
    assert.match(await page.textContent("h1"), /お客さま/);
    assert.doesNotMatch(await page.locator("main").innerText(), /\b(undefined|null|NaN|touchpoints)\b/);
});

test("it fits a phone", async () => {
    const page = await open({ viewport: { width: 390, height: 844 }, locale: "ja", colorScheme: "dark" });
    await sample(page);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    assert.equal(await page.locator("#map .narrow svg").isVisible(), true);
    assert.equal(await page.getAttribute("html", "lang"), "ja");
});

test("a shop's own files are known by their columns, and what is bad in them is shown", async () => {
    const page = await open();
    const till = "receipt_no,sold_at,store,type,member_card,payment_token,phone,jan,quantity,unit_price,coupon\n" +
        "1,2026-03-01 10:00:00,ginza,sale,7,,,tea,1,300,\n2,<b>now</b>,ginza,sale,7,,,tea,1,300,\n";
    await page.setInputFiles("#files", [file("march.csv", till), file("nothing.csv", "")]);
    await read(page);
    assert.equal((await figures(page))[0], "1");
    const row = page.locator("#quarantine tbody tr");
    assert.deepEqual((await row.locator("td").allInnerTexts()).slice(0, 4), ["pos", "2", "sold_at", "time"]);
    await row.locator("summary").click();
    assert.match(await row.locator("code").textContent(), /<b>now<\/b>/, "text, not markup");
    assert.match(await page.textContent("#problem"), /nothing\.csv.*empty/);
    // Mended and given again: only what is new counts.
    await page.setInputFiles("#files", [file("march.csv", till.replace("<b>now</b>", "2026-03-02 10:00:00"))]);
    await page.waitForFunction(() => document.querySelector("#figures .value").textContent === "2");
    await page.click("#again");
    await page.waitForSelector("#results", { state: "hidden" });
});

test("a file nobody knows is asked about, with a good guess", async () => {
    const page = await open();
    const rows = "伝票番号,購入日時,店舗,会員番号,商品コード,数量,金額,担当\n9,2026/03/01 10:00,銀座,7,tea,2,600,佐藤\n";
    await page.setInputFiles("#files", [file("uriage.csv", rows)]);
    await page.waitForSelector(".asking");
    const meanings = await page.locator(".asking tbody select").evaluateAll((menus) => menus.map((menu) => menu.value));
    assert.deepEqual(meanings, ["id", "occurred_at", "store", "member_id", "product", "quantity", "amount", "ignore"]);
    await page.fill(".asking [name=zone]", "Asia/Tokyo");
    await page.fill(".asking [name=constantChannel]", "pos");
    await page.click(".asking button[type=submit]");
    await page.waitForSelector("#customer h3");
    assert.match(await page.textContent("#customer .timeline"), /10:00.*Store till.*bought.*¥600/);

    const visits = '{"no":"v1","when":{"time":"2026-03-02T09:00:00+09:00"},"event":"check_in","card_no":"7"}\n';
    await page.setInputFiles("#files", [file("visits.jsonl", visits)]);
    await page.waitForSelector(".asking");
    assert.deepEqual(
        await page.locator(".asking tbody select").evaluateAll((menus) => menus.map((menu) => [menu.name, menu.value])),
        [["no", "id"], ["when.time", "occurred_at"], ["event", "action"], ["card_no", "member_id"]],
    );
    await page.click(".asking button[type=submit]");
    await page.waitForFunction(() => /checked in/.test(document.querySelector("#customer .timeline").textContent));
    assert.equal((await figures(page))[1], "1", "one customer, by one card");
    await page.setInputFiles("#files", [file("other.csv", "a,b\n1,2\n")]);
    await page.click("#skip");
    await page.waitForSelector(".asking", { state: "detached" });
});

test("a till that writes Shift_JIS is read", async () => {
    const page = await open();
    const header = Buffer.from("id,name,latitude,longitude\n1,");
    // 銀座 in Shift_JIS.
    const buffer = Buffer.concat([header, Buffer.from([0x8b, 0xe2, 0x8d, 0xc0]), Buffer.from(",35.67,139.76\n")]);
    await page.setInputFiles("#files", [{ name: "shops.csv", mimeType: "text/csv", buffer }]);
    await page.waitForFunction(() => /Shift_JIS/.test(document.querySelector("#sources").textContent));
    await page.waitForFunction(() => /Add touchpoints/.test(document.querySelector("#status").textContent));
});

test("the report is one file that needs nothing", async () => {
    const page = await open();
    await sample(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    assert.equal(download.suggestedFilename(), "omo-report.html");
    const report = await readFile(await download.path(), "utf8");
    assert.match(report, /^<!doctype html>[^]*simulated[^]*<svg/);
    assert.doesNotMatch(report, /@example|<script|https?:\/\/(?!www\.w3\.org)/);
});
