// The linker, a module of its own, as a user of Node has it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as linker from "omo-wasm/linker";
import { thrown } from "./thrown.mjs";

const require = createRequire(import.meta.url);
const { resolve, predict, fromSplink } = linker;

const rows = [
    { id: "web-1", name: "Hanako Yamada", email: "hanako@example.jp", city: "Fujisawa" },
    { id: "till-1", name: "hanako yamada", email: "Hanako@example.jp", city: null },
    { id: "web-2", name: "Taro Sato", email: "taro@example.jp", city: "Kamakura" },
];
const columns = Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name])]));
const customers = [
    { recordId: "web-1", customerId: "web-1" },
    { recordId: "till-1", customerId: "web-1" },
    { recordId: "web-2", customerId: "web-2" },
];

/** The error that a call throws. */
test("records are resolved as rows and as columns", () => {
    const found = resolve(rows);
    assert.deepEqual(found.customers(), customers);
    assert.deepEqual([...found.rows()], [0, 0, 2]);
    const [pair] = found.pairs();
    assert.deepEqual([pair.recordIdA, pair.recordIdB, found.pairs().length], ["web-1", "till-1", 1]);
    const evidence = found.explain("web-1", "till-1");
    assert.ok(Math.abs(evidence.reduce((sum, one) => sum + one.bits, 0) - pair.weight) < 1e-4);
    assert.equal(evidence[0].column, "prior");
    assert.deepEqual(resolve(columns).pairs(), found.pairs());
    assert.deepEqual(found.report().columns.map(({ column }) => column).sort(), ["city", "email", "name"]);
    const scores = found.evaluate({ id: ["till-1", "web-1"], cluster: ["h", "h"] });
    assert.deepEqual([scores.pairs.f1, scores.pairs.truePairs], [1, 1]);
    found.free();
    assert.throws(() => found.customers());
});

test("require and import give the same functions over one module", () => {
    const required = require("omo-wasm/linker");
    assert.equal(required.resolve, resolve);
    assert.deepEqual(Object.keys(required).sort(), Object.keys(linker).sort());
});

test("only what is declared is public", () => {
    const folder = require.resolve("omo-wasm/package.json").replace("package.json", "linker/");
    const types = readFileSync(`${folder}omo.d.ts`, "utf8");
    const declared = [...types.matchAll(/^export (?:function|class|const|enum) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(linker).sort(), declared.sort());
});

test("ids and sources may have other names, and numbers are texts", () => {
    const table = { nr: [1, 2, 3], name: columns.name, email: columns.email, shop: ["a", "b", "b"] };
    assert.deepEqual(resolve(table, { id: "nr" }).customers().map(({ customerId }) => customerId), ["1", "1", "3"]);
    const across = { id: "nr", source: "shop", link: "across_sources" };
    assert.deepEqual([...resolve(table, across).rows()], [0, 0, 2]);
    const same = { ...table, shop: ["a", "a", "b"] };
    assert.deepEqual([...resolve(same, across).rows()], [0, 1, 2]);
});

test("rows need not have the same keys, and cells may be of any plain type", () => {
    const mixed = [
        { id: 1, name: "Hanako Yamada", born: new Date("1987-03-12"), member: true, size: 7.5 },
        { name: "hanako yamada", id: 2, born: "1987-03-12", size: NaN },
        { id: 3, name: undefined, note: "x" },
    ];
    const found = resolve(mixed);
    const filled = Object.fromEntries(found.report().columns.map(({ column, filled }) => [column, Math.round(filled * 3)]));
    assert.deepEqual(filled, { name: 2, born: 2, member: 1, size: 1, note: 1 });
});

test("a model is kept as JSON and used again", () => {
    const found = resolve(rows, { threshold: 1 });
    const model = JSON.parse(JSON.stringify(found.model()));
    assert.deepEqual(predict(model, rows).pairs(), found.pairs());
    assert.equal(thrown(() => predict({ ...model, version: 9 }, rows)).code, "model");
    assert.equal(thrown(() => predict(undefined, rows)).code, "model");
    assert.equal(thrown(() => predict(model, rows, { threshold: 1 })).code, "option");
});

test("a model of Splink is read", () => {
    const level = (sql_condition, m_probability, u_probability) => ({ sql_condition, m_probability, u_probability });
    const settings = {
        link_type: "dedupe_only",
        probability_two_random_records_match: 0.25,
        comparisons: [
            {
                output_column_name: "email",
                comparison_levels: [
                    { sql_condition: "email_l IS NULL OR email_r IS NULL", is_null_level: true },
                    level("email_l = email_r", 0.5, 0.125),
                    level("ELSE", 0.5, 0.875),
                ],
            },
        ],
    };
    const found = predict(fromSplink(JSON.stringify(settings)), rows);
    // By hand: log2(0.25 / 0.75) + log2(0.5 / 0.125).
    assert.ok(Math.abs(found.pairs()[0].weight - (2 - Math.log2(3))) < 1e-6);
    settings.comparisons[0].comparison_levels[1].sql_condition = "soundex(email_l) = soundex(email_r)";
    const error = thrown(() => fromSplink(JSON.stringify(settings)));
    assert.equal(error.code, "format");
    assert.match(error.message, /soundex.* of the comparison `email`/);
});

test("what is wrong is named by column and row and never told", () => {
    const message = (records, options) => {
        const error = thrown(() => resolve(records, options));
        assert.doesNotMatch(error.message, /hanako/i);
        return `${error.code}: ${error.message}`;
    };
    assert.equal(message([{ name: "hanako" }]), "column: column `id` must be there");
    assert.match(message([{ id: 1 }, { id: 1 }]), /^column: column `id` must be different in every row; row 1/);
    assert.match(message([{ id: 1, name: { first: "hanako" } }]), /^column: column `name\[0\]` must be a text, a number/);
    assert.match(message([{ id: 1 }, "hanako"]), /^column: column `records\[1\]` must be an object/);
    assert.match(message({ id: [1], name: "hanako" }), /^column: column `name` must be an array/);
    assert.match(message({ id: [1, 2], name: ["hanako"] }), /^length: /);
    assert.match(message("hanako"), /^column: column `records`/);
    assert.match(message(rows, { treshold: 1 }), /^option: /);
    assert.match(message(rows, { source: "shop" }), /^column: column `shop` must be there/);
    assert.match(message(rows, { columns: { nam: "full_name" } }), /^option: .*did you mean `name`/);
    assert.equal(thrown(() => resolve(rows).explain("web-1", "x")).code, "unknown");
});

test("an array of texts is compared as a set", () => {
    const emails = [["a@example.jp", "b@example.jp"], ["B@example.jp", null, "c@example.jp"], ["b@example.jp", "a@example.jp"], [], null];
    const found = resolve(emails.map((emails, at) => ({ id: String(at), emails })));
    const level = (a, b) => found.explain(a, b)[1].level;
    assert.deepEqual([level("0", "2"), level("0", "1"), level("0", "3")], ["equal", "something in common", "missing"]);
    for (const cell of [[["a"]], [{ a: 1 }]]) {
        const error = thrown(() => resolve([{ id: "1", emails: ["a"] }, { id: "2", emails: cell }]));
        assert.equal(error.code, "column");
        assert.match(error.message, /emails\[1\]/);
    }
});
