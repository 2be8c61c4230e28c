// The package travels to phones: its module has a budget.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** What the module shall weigh, in bytes of gzip. */
const AIM = 250_000;
/** What it weighs no more than: it may come down towards the aim, never go up. */
const BUDGET = 335_000;

test("the module grows no further from its aim", (t) => {
    const module = readFileSync(new URL(import.meta.resolve("omo-wasm/omo_bg.wasm")));
    const { length } = gzipSync(module, { level: 9 });
    t.diagnostic(`omo_bg.wasm: ${length} bytes with gzip (the aim is ${AIM}), ${module.length} without`);
    assert.ok(length <= BUDGET, `${length} bytes with gzip, ${BUDGET} allowed`);
});

test("the module names no place of the machine that built it", () => {
    const module = readFileSync(new URL(import.meta.resolve("omo-wasm/omo_bg.wasm")), "latin1");
    const here = fileURLToPath(new URL("../..", import.meta.url));
    for (const place of [here, "/home/", "/root/", "/Users/", "\\Users\\"]) assert.ok(!module.includes(place), place);
});
