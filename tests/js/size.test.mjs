// The package travels to phones: its modules have budgets.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** What each module may weigh, in bytes of gzip. The others are loaded by those alone who keep books, link records and tune how, recommend, analyse, run the whole shop, or decide what is given and shown. */
const BUDGETS = { "omo_bg.wasm": 250_000, "full/omo_bg.wasm": 400_000, "linker/omo_bg.wasm": 230_000, "recommend/omo_bg.wasm": 180_000, "journeys/omo_bg.wasm": 325_000, "shop/omo_bg.wasm": 590_000, "decide/omo_bg.wasm": 348_000, "tune/omo_bg.wasm": 392_000 };

const module = (name) => readFileSync(new URL(import.meta.resolve(`omo-wasm/${name}`)));

for (const [name, budget] of Object.entries(BUDGETS)) {
    test(`${name} fits its budget`, (t) => {
        const gzip = gzipSync(module(name), { level: 9 }).length;
        t.diagnostic(`${name}: ${gzip} bytes of ${budget} with gzip, ${module(name).length} without`);
        assert.ok(gzip <= budget, `${gzip} bytes with gzip, ${budget} allowed`);
    });

    test(`${name} names no place of the machine that built it`, () => {
        const here = fileURLToPath(new URL("../..", import.meta.url));
        const text = module(name).toString("latin1");
        for (const place of [here, "/home/", "/root/", "/Users/", "\\Users\\"]) assert.ok(!text.includes(place), place);
    });
}
