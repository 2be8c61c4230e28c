// The declarations, as TypeScript reads them in the three ways projects are set up.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const tests = fileURLToPath(new URL("..", import.meta.url));
const tsc = join(tests, "node_modules", "typescript", "bin", "tsc");
const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022", "--skipLibCheck", "false"];

function check(...args) {
    try {
        execFileSync(process.execPath, [tsc, ...strict, ...args], { cwd: tests, encoding: "utf8" });
    } catch (error) {
        throw new Error(error.stdout || error.message);
    }
}

test("a page behind a bundler", () => {
    check("--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2022,dom,esnext.disposable", "types/decide.ts", "types/examples.ts", "types/full.ts", "types/journeys.ts", "types/shop.ts", "types/tune.ts");
});

test("a module in Node", () => {
    check("--module", "nodenext", "--lib", "es2022,dom,esnext.disposable", "types/decide.ts", "types/examples.ts", "types/full.ts", "types/journeys.ts", "types/shop.ts", "types/tune.ts");
});

test("a CommonJS file in Node, without a browser's types", () => {
    const folder = join(tests, "node_modules", ".omo");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "common.cts");
    writeFileSync(file, 'import omo = require("omo-wasm");\nexport const value: string = omo.version();\n');
    check("--module", "nodenext", "--lib", "es2022,esnext.disposable", "--types", "node", file);
});
