// A page bundled by Vite as it comes, without plugins.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "vite";

const modules = fileURLToPath(new URL("../node_modules/.omo", import.meta.url));

const MAIN = `
import { init, version } from "omo-wasm";
import { connect } from "omo-wasm/worker";
window.answer = (async () => {
    await init();
    return [version(), await connect().version()];
})();`;

/** Bundles the page into a folder of this name and gives where it lies and what it consists of. */
export async function bundle(name, main = MAIN) {
    const root = join(modules, name);
    rmSync(root, { recursive: true, force: true });
    mkdirSync(root, { recursive: true });
    writeFileSync(join(root, "index.html"), '<!doctype html><meta charset="utf-8"><script type="module" src="./main.js"></script>');
    writeFileSync(join(root, "main.js"), main);
    const { output } = await build({ root, logLevel: "error", configFile: false });
    return { folder: join(root, "dist"), files: output.map(({ fileName }) => fileName) };
}
