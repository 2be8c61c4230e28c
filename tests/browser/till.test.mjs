// The till that remembers: sold at, reloaded, closed and opened again, and made to forget.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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

/** A browser of its own, whose store lasts as long as it; what its pages complain of is looked at in the end. */
async function home(locale, use) {
    const context = await browser.newContext({ locale });
    const [complaints, asked] = [[], []];
    context.on("request", (request) => asked.push(request.url()));
    context.on("weberror", (error) => complaints.push(String(error.error())));
    context.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    await use(async () => {
        const page = await context.newPage();
        await page.goto(`${server.url}/till.html`);
        return page;
    });
    await context.close();
    assert.deepEqual(complaints, []);
    assert.deepEqual(asked.filter((url) => !url.startsWith(server.url) && !/^(blob|data):/.test(url)), []);
}

const ready = (page) => page.waitForSelector("body[data-ready]");
const cards = (page) => page.locator("#customers .card");
const kept = (page, counts) => page.waitForFunction((counts) => document.querySelector("#status").textContent.includes(counts), counts);

async function tell(page, email, product, action) {
    await page.fill("#till [name=email]", email);
    await page.selectOption("#till [name=product]", product);
    await page.click(`#till [value=${action}]`);
    await page.waitForFunction(() => document.querySelector("#till").elements.email.value === "");
}

/** All that the browser's store holds, as text. */
const stored = (page) => page.evaluate(async () => {
    const { load } = await import("./omo/keep.js");
    return new TextDecoder().decode((await load("till")) ?? new Uint8Array());
});

test("a shop outlives its page", async () => {
    await home("en", async (open) => {
        let page = await open();
        await ready(page);
        assert.equal(await page.isVisible("#nobody"), true);
        await tell(page, "hanako@example.jp", "kettle", "view");
        await tell(page, "hanako@example.jp", "tea", "purchase");
        await tell(page, "hanako@example.jp", "tea", "purchase");
        await tell(page, "taro@example.jp", "cup", "purchase");
        await kept(page, "4 touchpoints of 2 customers");

        const told = await page.locator("#customers").innerText();
        assert.match(told, /hanako@example\.jp\s+regular/);
        assert.match(told, /thank, and ask how it is/);

        await page.reload();
        await ready(page);
        await kept(page, "4 touchpoints of 2 customers");
        assert.equal(await page.locator("#customers").innerText(), told);

        // The page is closed, as at night.
        await page.close();
        page = await open();
        await ready(page);
        assert.equal(await cards(page).count(), 2);
        assert.match(await stored(page), /hanako/);
        await cards(page).filter({ hasText: "hanako" }).getByRole("button").click();
        await kept(page, "1 touchpoints of 1 customers");
        assert.doesNotMatch(await stored(page), /hanako/);

        await page.reload();
        await ready(page);
        await kept(page, "1 touchpoints of 1 customers");
        assert.doesNotMatch(await page.locator("body").innerText(), /hanako/);

        await page.click("#forget");
        await kept(page, "0 touchpoints of 0 customers");
        await page.reload();
        await ready(page);
        assert.equal(await cards(page).count(), 0);
        assert.doesNotMatch(await stored(page), /taro/);
    });
});

test("what cannot be read is said, and nothing is lost", async () => {
    await home("ja", async (open) => {
        const page = await open();
        await ready(page);
        await tell(page, "hanako@example.jp", "tea", "purchase");
        await kept(page, "タッチポイント 1 件");
        assert.doesNotMatch(await page.locator("main").innerText(), /\b(undefined|null|NaN)\b/);
        // A page that would write over this one does not begin.
        const second = await open();
        await second.waitForFunction(() => /ほかのタブ/.test(document.querySelector("#problem").textContent));
        await page.close();
        await second.reload();
        await ready(second);
        await kept(second, "タッチポイント 1 件");
        await second.check("input[name=language][value=en]");
        await kept(second, "1 touchpoints of 1 customers");
    });
});

test("it fits a phone", async () => {
    await home("ja", async (open) => {
        const page = await open();
        await page.setViewportSize({ width: 390, height: 844 });
        await ready(page);
        await tell(page, "hanako-with-a-very-long-name-before-the-at@example.jp", "kettle", "purchase");
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    });
});
