// The package travels to phones: its module has a budget.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const BUDGET = 250_000;

test("the module fits its budget", (t) => {
    const module = readFileSync(new URL(import.meta.resolve("omo-wasm/omo_bg.wasm")));
    const { length } = gzipSync(module, { level: 9 });
    t.diagnostic(`omo_bg.wasm: ${length} bytes of ${BUDGET} with gzip, ${module.length} without`);
    assert.ok(length <= BUDGET, `${length} bytes with gzip, ${BUDGET} allowed`);
});

test("the module names no place of the machine that built it", () => {
    const module = readFileSync(new URL(import.meta.resolve("omo-wasm/omo_bg.wasm")), "latin1");
    for (const place of ["/home/", "/root/", "/Users/", "/work/", "\\Users\\"]) assert.ok(!module.includes(place), place);
});
