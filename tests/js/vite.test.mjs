import assert from "node:assert/strict";
import { test } from "node:test";

import { bundle } from "../browser/bundle.mjs";

test("Vite bundles the package without plugins and emits its module once", async () => {
    const { files } = await bundle("node");
    assert.equal(files.filter((name) => /omo_bg.*\.wasm$/.test(name)).length, 1, files.join(" "));
    assert.ok(files.some((name) => /thread.*\.js$/.test(name)), files.join(" "));
});
