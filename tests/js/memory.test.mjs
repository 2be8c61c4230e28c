// What goes wrong a thousand times must not cost memory a thousand times.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as omo from "omo-wasm";

/** The module's memory, as the instance that was loaded has it. */
function memories(load) {
    const made = [];
    const Instance = WebAssembly.Instance;
    WebAssembly.Instance = function (module, imports) {
        const instance = new Instance(module, imports);
        made.push(instance.exports.memory);
        return instance;
    };
    load();
    WebAssembly.Instance = Instance;
    return made;
}

test("calls that fail leave nothing behind", async () => {
    // A second copy of the module, so that its memory can be seen.
    const { createRequire } = await import("node:module");
    const require = createRequire(import.meta.url);
    delete require.cache[require.resolve("omo-wasm")];
    let copy;
    const [memory] = memories(() => (copy = require("omo-wasm")));
    assert.notEqual(copy.version, omo.version);

    const rows = Array.from({ length: 200 }, (_, i) => ({ id: `r${i}`, channel: "pos".repeat(50) }));
    const calls = [
        () => copy.readTouchpoints(rows),
        () => copy.channelSide("van", { van: "x".repeat(10_000) }),
        () => copy.readIdentifier("email", "x".repeat(100_000)),
        () => copy.readTime("x".repeat(100_000), "Asia/Tokyo"),
        () => copy.readTime("2026-03-01", "x".repeat(100_000)),
    ];
    const all = () => calls.forEach((call) => assert.throws(call, { name: "OmoError" }));
    for (let i = 0; i < 20; i++) all();
    const before = memory.buffer.byteLength;
    for (let i = 0; i < 1000; i++) all();
    assert.equal(memory.buffer.byteLength, before);
});
