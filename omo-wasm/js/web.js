// In a browser, a bundler or a worker: the module is fetched when `init` is called.
import load from "./omo.js";

export * from "./omo.js";

export async function init(source = new URL("./omo_bg.wasm", import.meta.url)) {
    await load({ module_or_path: source });
}
