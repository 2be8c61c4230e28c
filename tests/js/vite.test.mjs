// A page bundled by Vite as it comes, without plugins.
import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

import { build } from "vite";

export const root = fileURLToPath(new URL("../node_modules/.omo/page", import.meta.url));

test("Vite bundles the package and emits its module", async () => {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, "index.html"), '<!doctype html><script type="module" src="./main.js"></script>');
    writeFileSync(
        join(root, "main.js"),
        `import { init, version } from "omo-wasm";
         import { connect } from "omo-wasm/worker";
         await init();
         document.title = \`\${version()} \${await connect().version()}\`;`,
    );
    const { output } = await build({ root, logLevel: "error", build: { target: "es2022" } });
    const files = output.map(({ fileName }) => fileName);
    assert.equal(files.filter((name) => /omo_bg.*\.wasm$/.test(name)).length, 1, files.join(" "));
    assert.ok(files.some((name) => /thread.*\.js$/.test(name)), files.join(" "));
});
