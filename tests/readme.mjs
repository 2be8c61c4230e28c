// Runs the programs of the READMEs, as they stand: TypeScript is checked and run by Node, Python by the one in PYTHON.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const tests = fileURLToPath(new URL(".", import.meta.url));
const tsc = join(tests, "node_modules", "typescript", "bin", "tsc");
// Inside node_modules, so that `import "omo-wasm"` finds the built package from there.
const folder = join(tests, "node_modules", ".omo", "readme");

/** The programs of one language, with where they begin. */
function programs(name, text, languages) {
    const blocks = text.matchAll(/^```(\w+)\n(.*?)^```$/gms);
    return [...blocks].filter(([, language]) => languages.includes(language)).map(({ 2: program, index }) => {
        const line = text.slice(0, index).split("\n").length;
        return { where: `${name}:${line}`, program };
    });
}

/** `console.assert` only speaks; here it throws. */
const STRICT = `
console.assert = (fine, ...words) => {
    if (!fine) throw new Error("an assertion of the README does not hold: " + words.join(" "));
};`;

function typescript({ program }, number) {
    const file = join(folder, `${number}.ts`);
    writeFileSync(file, `${program}\nexport {};\n`);
    const options = ["--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom,esnext.disposable"];
    execFileSync(process.execPath, [tsc, ...options, file], { cwd: tests, stdio: "inherit" });
    writeFileSync(join(folder, "strict.js"), STRICT);
    const made = join(folder, `${number}.js`);
    execFileSync(process.execPath, ["--import", join(folder, "strict.js"), made], { cwd: tests, stdio: "inherit" });
}

function python({ program }, number) {
    const file = join(folder, `${number}.py`);
    writeFileSync(file, program);
    execFileSync(process.env.PYTHON ?? "python3", [file], { cwd: folder, stdio: "inherit" });
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
// TypeScript decides by this file that these are modules.
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');

let passed = 0;
for (const name of ["README.md", "omo-py/README.md", "omo-wasm/README.md"]) {
    const path = join(tests, "..", name);
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const all = [
        ...programs(name, text, ["ts", "typescript", "js", "javascript"]).map((one) => [one, typescript]),
        ...programs(name, text, ["py", "python"]).map((one) => [one, python]),
    ];
    for (const [one, run] of all) {
        try {
            run(one, passed);
        } catch (error) {
            console.error(`${one.where}: ${error.message}`);
            process.exit(1);
        }
        console.log(`ok ${one.where}`);
        passed += 1;
    }
}
if (passed === 0) {
    console.error("no README has a program");
    process.exit(1);
}
console.log(`${passed} passed, 0 failed`);
