// The package travels to phones: its module has a budget.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** What the module may weigh, in bytes of gzip. */
const BUDGET = 250_000;

const weigh = () => {
    const module = readFileSync(new URL(import.meta.resolve("omo-wasm/omo_bg.wasm")));
    return { gzip: gzipSync(module, { level: 9 }).length, raw: module.length };
};

test("the module fits its budget", (t) => {
    const { gzip, raw } = weigh();
    t.diagnostic(`omo_bg.wasm: ${gzip} bytes of ${BUDGET} with gzip, ${raw} without`);
    assert.ok(gzip <= BUDGET, `${gzip} bytes with gzip, ${BUDGET} allowed`);
});

test("the module names no place of the machine that built it", () => {
    const module = readFileSync(new URL(import.meta.resolve("omo-wasm/omo_bg.wasm")), "latin1");
    const here = fileURLToPath(new URL("../..", import.meta.url));
    for (const place of [here, "/home/", "/root/", "/Users/", "\\Users\\"]) assert.ok(!module.includes(place), place);
});
