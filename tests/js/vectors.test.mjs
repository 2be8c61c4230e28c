// The shared vectors, through the public functions of the package. The format: tests/vectors/README.md.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import * as omo from "omo-wasm";

/** Calls that are more than a function of that name: `(input, options) => answer`. */
const calls = {};

const call = (name, input, options) => {
    if (calls[name]) return calls[name](input, options);
    assert.equal(typeof omo[name], "function", `${name} is no function of the package: add it to \`calls\``);
    return omo[name](...Object.values(input), ...(options ? [options] : []));
};

/** As JSON has it: typed arrays are arrays, what is not there is null. */
const plain = (answer) =>
    answer === undefined ? null : JSON.parse(JSON.stringify(answer, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)));

const folder = new URL("../vectors/", import.meta.url);
for (const path of readdirSync(folder, { recursive: true }).sort()) {
    if (!path.endsWith(".json")) continue;
    const file = JSON.parse(readFileSync(new URL(path.replaceAll("\\", "/"), folder), "utf8"));
    for (const one of file.cases) {
        test(`${path}: ${one.name}`, () => {
            const answer = () => call(one.call ?? file.call, { ...file.given, ...one.input }, one.options);
            if (one.error) assert.throws(answer, { name: "OmoError", code: one.error });
            else assert.deepEqual(plain(answer()), one.expect);
        });
    }
}
