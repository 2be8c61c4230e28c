import assert from "node:assert/strict";
import { test } from "node:test";

import { bundle } from "../browser/bundle.mjs";

test("Vite bundles the package without plugins and emits its module once", async () => {
    const { files } = await bundle("node");
    assert.equal(files.filter((name) => /omo_bg.*\.wasm$/.test(name)).length, 1, files.join(" "));
    assert.ok(files.some((name) => /thread.*\.js$/.test(name)), files.join(" "));
});

test("a page that keeps books gets that module alone", async () => {
    const { files } = await bundle("full", `
        import { Engine, init } from "omo-wasm/full";
        window.answer = init().then(() => new Engine().requests(0, "legal"));`);
    assert.equal(files.filter((name) => /omo_bg.*\.wasm$/.test(name)).length, 1, files.join(" "));
});

test("a page that links records gets that module alone, and no other page gets it", async () => {
    const { files } = await bundle("linker", `
        import { init, resolve } from "omo-wasm/linker";
        import { connect } from "omo-wasm/linker/worker";
        window.answer = init().then(() => [resolve([{ id: 1 }]).customers(), connect()]);`);
    assert.equal(files.filter((name) => /omo_bg.*\.wasm$/.test(name)).length, 1, files.join(" "));
    assert.ok(files.some((name) => /thread.*\.js$/.test(name)), files.join(" "));
});
