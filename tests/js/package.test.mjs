// The package as a user of Node has it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as omo from "omo-wasm";

const require = createRequire(import.meta.url);

/** The error that a call throws. */
function thrown(call) {
    try {
        call();
    } catch (error) {
        return error;
    }
    assert.fail("nothing was thrown");
}

test("it is ready at import, and init is there for those who call it", async () => {
    assert.equal(omo.version(), require("omo-wasm/package.json").version);
    assert.equal(await omo.init(), undefined);
});

test("require and import give the same functions over one module", () => {
    const required = require("omo-wasm");
    assert.equal(required.version, omo.version);
    assert.deepEqual(Object.keys(required).sort(), Object.keys(omo).sort());
});

test("only what is declared is public", () => {
    const types = readFileSync(require.resolve("omo-wasm/package.json").replace("package.json", "omo.d.ts"), "utf8");
    const declared = [...types.matchAll(/^export (?:function|class|const|enum) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(omo).sort(), declared.sort());
});

test("an error is an Error with a name and a code", () => {
    const error = thrown(() => omo.readTime("yesterday", "UTC"));
    assert.ok(error instanceof Error);
    assert.equal(error.name, "OmoError");
    assert.equal(error.code, "format");
    assert.match(error.message, /^time must be /);
    assert.match(error.stack, /OmoError|Error: time/);
});

test("an option of the wrong form is an error, not silently the default", () => {
    assert.equal(omo.channelSide("van"), "online");
    for (const none of [undefined, null, {}]) assert.equal(omo.channelSide("van", none), "online");
    assert.equal(omo.channelSide("van", { van: "offline" }), "offline");
    for (const wrong of [{ van: "sideways" }, { van: 7 }, [], ["offline"], "offline", 7]) {
        assert.equal(thrown(() => omo.channelSide("van", wrong)).code, "option", JSON.stringify(wrong));
    }
});

test("what is no plain value is refused in words", () => {
    const cyclic = {};
    cyclic.self = cyclic;
    for (const wrong of [cyclic, { big: 1n }, new Map([["van", "offline"]]), new Set(["van"]), () => 7, Symbol("van")]) {
        const error = thrown(() => omo.channelSide("van", wrong));
        assert.equal(error.name, "OmoError");
        assert.equal(error.code, "format");
        assert.equal(thrown(() => omo.readTouchpoints(wrong)).code, "format");
    }
});

const receipt = (id) => ({ id, occurredAt: "2026-03-01T18:20:00+09:00", channel: "pos", action: "view", identifiers: [] });

test("records come back canonical, as plain objects", () => {
    const [touchpoint] = omo.readTouchpoints([
        { ...receipt("r1"), action: "Check In", occurredAt: 1772356800000, identifiers: [{ kind: "phone", value: "090 1234 5678" }] },
    ]);
    assert.equal(Object.getPrototypeOf(touchpoint), Object.prototype);
    assert.equal(touchpoint.action, "check_in");
    assert.deepEqual(touchpoint.identifiers, [{ kind: "phone", value: "+819012345678" }]);
});

test("a wrong record is named by row and field and never told", () => {
    const rows = (second) => [receipt("r1"), { ...receipt("r2"), ...second }];
    const message = (second) => {
        const error = thrown(() => omo.readTouchpoints(rows(second)));
        assert.equal(error.code, "column");
        assert.doesNotMatch(error.message, /hanako/);
        return error.message;
    };
    assert.equal(message({ store: 7 }), "column `touchpoints[1].store` must be a text");
    assert.match(message({ occurredAt: "hanako" }), /^column `touchpoints\[1\]\.occurredAt` must be a time from 1970/);
    assert.match(message({ identifiers: [{ kind: "email", value: "hanako" }] }), /like user@host\.tld/);
    assert.match(message({ id: undefined }), /^column `touchpoints\[1\].id` must be there/);
    assert.match(message({ hanako: 7 }), /^column `touchpoints\[1\].\*` must be one of id, occurredAt/);
    assert.equal(thrown(() => omo.readTouchpoints("hanako")).message, "column `touchpoints` must be an array");
});

test("NaN is no number", () => {
    const lines = [{ product: "tea", quantity: NaN }];
    assert.equal(thrown(() => omo.readTouchpoints([{ ...receipt("r1"), lines }])).code, "column");
});

test("a huge argument is answered", () => {
    assert.equal(thrown(() => omo.readTime("9".repeat(10_000_000), "UTC")).code, "format");
    assert.equal(thrown(() => omo.readIdentifier("email", "@".repeat(10_000_000))).code, "format");
});
