// The shared vectors, through the public functions of the package. The format: tests/vectors/README.md.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import * as light from "omo-wasm";
import * as decide from "omo-wasm/decide";
import * as full from "omo-wasm/full";
import * as journeys from "omo-wasm/journeys";
import * as linker from "omo-wasm/linker";
import * as recommend from "omo-wasm/recommend";
import * as shop from "omo-wasm/shop";
import * as tune from "omo-wasm/tune";

/** A file is written as its lines; what is no text is a line of JSON. */
const text = (lines) => lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");

/** Answers `{ method: { argument: … } }`: the arguments stand in the order of the method's parameters. */
const tell = (to, told) => {
    const [[name, { file, ...rest }]] = Object.entries(told);
    assert.equal(typeof to[name], "function", `${name} is no method of ${to.constructor.name}`);
    return to[name](...(file ? [text(file)] : []), ...Object.values(rest));
};

const columns = (rows) => Object.fromEntries(Object.keys(rows[0]).map((name) => [name, rows.map((row) => row[name])]));
const utc = (millis) => new Date(millis).toISOString().replace(".000Z", "+00:00");

/** Calls that are more than a function of that name: `(input, options) => answer`. Each is a story. */
const stories = (omo) => ({
    /** Those of the books are no calls of the first module. */
    books: "addNotices" in omo.Engine.prototype && ((input) => stories(omo).engine(input)),
    offers: "addCoupons" in omo.Engine.prototype && ((input) => stories(omo).engine(input)),
    kpi: "kpiTree" in omo && (({ sales, before, ask }) => {
        // Columns and rows are one table.
        const [one, other] = [omo.kpiTree(sales), omo.kpiTree(columns(sales))].map((tree) => tree[ask](...(before ? [omo.kpiTree(before)] : [])));
        assert.deepEqual(one, other);
        return one;
    }),
    engine({ config, steps, ask }) {
        const shop = new omo.Engine(config);
        const receipts = steps.map((step) => tell(shop, step));
        return "receipts" in ask ? receipts : tell(shop, ask);
    },
    journeys({ touchpoints, ask }, options) {
        const journeys = new omo.Journeys(columns(touchpoints), options);
        const answer = tell(journeys, ask);
        if (!("sessions" in ask)) return answer;
        return answer.map((one) => ({ ...one, startedAt: utc(one.startedAt), endedAt: utc(one.endedAt) }));
    },
    recommender({ model, rows, more, ask }, options) {
        // Those of the light module answer alike; what models are told later, the other alone has.
        const light = !more && "recommendFor" in ask === false && (model !== "NextBasket" || "similarItems" in ask === false);
        const fitted = (light ? recommend : decide)[model].fit(rows, options);
        if (more) (model === "Session" ? fitted.observe(more) : fitted.update(more));
        if (light) assert.equal(decide[model].fit(rows, options).toJson(), fitted.toJson());
        if ("save" in ask) return fitted.toJson();
        const answer = tell(fitted, ask);
        if ("similarItems" in ask) return answer;
        const and = Object.values(ask)[0].question.language === "ja" ? "、" : "; ";
        return answer.items.map(({ item, score, reasons }) => ({ item, score, reason: reasons.map(({ words }) => words).join(and) }));
    },
    resolution: false,
    ...Object.fromEntries(Object.keys(analyses).map((name) => [name, false])),
});

const credits = (all) => all.map(({ channel, conversions, value }) => ({ channel, conversions, value }));

/** How a question of a story is asked of the module of journeys, where the order of its parameters is another. */
const asked = {
    funnel: (all, { stages, withinDays, steps = stages, options = { withinDays } }) =>
        all.funnel(steps, options).map((row) => (stages ? { ...row, stage: row.step } : row)),
    follows: (all, { by, order }) => all.transitions(by, { order, shares: true }),
    variants: (all, { by, merged }) => all.variants(by, { merged }),
    attribute: (all, { options }) => credits(all.attribute(options)),
    sessions: (all) => all.sessions().map((one) => ({ ...one, startedAt: utc(one.startedAt), endedAt: utc(one.endedAt) })),
};

const askJourneys = ({ touchpoints, ask }, options) => {
    const all = [journeys.Journeys.fromColumns(columns(touchpoints), options), journeys.Journeys.fromRows(touchpoints, options)];
    const [[name, question]] = Object.entries(ask);
    const [one, other] = all.map((each) => (asked[name] ? asked[name](each, question) : tell(each, ask)));
    assert.deepEqual(one, other);
    return one;
};

/** Calls of the module of journeys alone. */
const analyses = {
    analysis: askJourneys,
    attribution: ({ paths }, options) => credits(journeys.attribute(columns(paths), options)),
    worth({ model, summary, t }) {
        const fitted = journeys[model].fit(columns(summary));
        // What a file holds knows as much.
        const again = journeys[model].fromJson(fitted.toJson());
        const told = { params: again.params(), logLikelihood: again.logLikelihood() };
        if (model === "GammaGamma") return { ...told, expectedSpend: again.expectedSpend(summary) };
        assert.deepEqual(again.pAlive(summary), fitted.pAlive());
        return { ...told, expected: fitted.expected(t), pAlive: again.pAlive(summary) };
    },
};

/** Columns as rows, as the core has them. */
const rowsOf = (all) => {
    const names = Object.keys(all);
    return Array.from(all[names[0]], (_, at) => Object.fromEntries(names.map((name) => [name, all[name][at]])));
};

/** Calls of the module of what is given, tried and shown. Columns and rows are one table. */
const decisions = {
    allocation({ offers, question }) {
        const [one, other] = [decide.allocate(offers, question), decide.allocate(columns(offers), question)];
        assert.deepEqual(one, other);
        const { piecePrices, ...told } = one;
        return { ...told, chosen: rowsOf(told.chosen) };
    },
    uplift({ rows, question, ask }, options) {
        if ("crossFit" in ask) return rowsOf(decide.Uplift.crossFit(rows, { ...question, ...ask.crossFit }, options));
        const fitted = decide.Uplift.fit(columns(rows), question, options);
        if ("save" in ask) return fitted.toJson();
        // What a file holds knows as much.
        const [one, other] = [fitted.predict(ask.predict.rows), decide.Uplift.fromJson(fitted.toJson()).predict(columns(ask.predict.rows))];
        assert.deepEqual(one, other);
        return rowsOf(one);
    },
    bandit({ model, arms, dimensions, seen, ask }, options) {
        const bandit = new decide[model](arms, dimensions, options);
        for (const { arm, context, reward } of seen) bandit.observe(arm, context, reward);
        if ("save" in ask) return bandit.toJson();
        const { context, ...question } = ask.choose;
        const again = decide[model].fromJson(bandit.toJson());
        assert.deepEqual(again.choose(Float64Array.from(context), question), bandit.choose(context, question));
        return bandit.choose(context, question);
    },
    signage({ catalogue, shows }, options) {
        const [screen, other] = [new decide.Signage(catalogue, options), new decide.Signage(columns(catalogue), options)];
        return shows.reduce((_, { present, question }) => {
            const shown = screen.show(present, question);
            assert.deepEqual(other.show(columns(present), question), shown);
            return shown;
        }, null);
    },
    ranking({ recommended, truth, ask }, options) {
        const judged = decide.ranking(columns(recommended), truth, options);
        const [[name, { other, metric }]] = Object.entries(ask);
        if (name === "compare") return judged.compare(decide.ranking(other, truth, options), metric);
        return name === "customers" ? rowsOf(judged.customers()) : judged[name]();
    },
    offPolicy: ({ log, policy }, options) => decide.offPolicy(log, policy, options),
};

/** Calls of the module that tunes the linker. Columns and rows are one table, and what the linker alone has too answers alike. */
const tuning = {
    resolution({ records, labels, ask }, options) {
        const found = labels ? tune.Linker.fit(columns(records), options, labels).predict(records, options?.source && { source: options.source }) : tune.resolve(records, options);
        const answer = tell(found, ask);
        if (!labels && Object.keys(ask)[0] in linker.Resolution.prototype) assert.deepEqual(tell(linker.resolve(columns(records), options), ask), answer);
        return answer;
    },
    comparison: ({ how, ...rest }, options) => tune.compare[how](...Object.values(rest), options),
    goldenRecords: ({ records, customers, ask }, options) => tell(tune.goldenRecords(records, columns(customers), options), ask),
    households: ({ records, customers, ask }, options) => tell(tune.households(columns(records), customers, options), ask),
    liveLinker({ records, steps, ask }, options) {
        const live = tune.Linker.fit(records, options).live(columns(records));
        const news = steps.map((step) => tell(live, step));
        if ("news" in ask) return news;
        // What a file holds with these records knows as much.
        const again = tune.LiveLinker.fromJson(live.toJson(), live.records());
        const [one, other] = [live, again].map((linker) => tell(linker, ask));
        assert.deepEqual(one, other);
        return one;
    },
};

/** The modules, each with its stories: what several have answers alike. */
const modules = [
    ...[light, full, shop].map((omo) => ({ omo, calls: stories(omo) })),
    { omo: decide, calls: { ...Object.fromEntries(["engine", "books", "offers", "kpi", "resolution", "journeys", "recommender"].map((name) => [name, false])), ...decisions } },
    { omo: tune, calls: { ...Object.fromEntries(["engine", "books", "offers", "kpi", "journeys", "recommender"].map((name) => [name, false])), ...tuning } },
    { omo: journeys, calls: { engine: false, books: false, offers: false, kpi: false, resolution: false, journeys: askJourneys, ...analyses } },
];

const call = ({ omo, calls }, name, input, options) => {
    if (calls[name]) return calls[name](input, options);
    assert.equal(typeof omo[name], "function", `${name} is no function of the package: add it to \`calls\``);
    return omo[name](...Object.values(input), ...(options ? [options] : []));
};

/** As JSON has it: typed arrays are arrays, what is not there is null. */
const plain = (answer) =>
    answer === undefined ? null : JSON.parse(JSON.stringify(answer, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)));

/** An answer with the expected keys alone: of a story's long answers a case names those that matter. */
const part = (answer, expect) => {
    if (Array.isArray(answer) && Array.isArray(expect)) return answer.map((one, place) => part(one, expect[place]));
    if (!answer || !expect || typeof answer !== "object" || typeof expect !== "object") return answer;
    return Object.fromEntries(Object.keys(expect).map((key) => [key, part(answer[key] ?? null, expect[key])]));
};

/** The answers of the core, which `cargo test --test vectors` wrote. */
const target = new URL(`${process.env.CARGO_TARGET_DIR ?? "../../target"}/tmp/vectors/`, import.meta.url);
const ours = (path) => new URL(path.replaceAll("\\", "/"), target);

const folder = new URL("../vectors/", import.meta.url);
for (const path of readdirSync(folder, { recursive: true }).sort()) {
    if (!path.endsWith(".json")) continue;
    const file = JSON.parse(readFileSync(new URL(path.replaceAll("\\", "/"), folder), "utf8"));
    for (const one of file.cases) {
        const name = one.call ?? file.call;
        const input = { ...file.given, ...one.input };
        const skip = one.same && !existsSync(ours(path)) && "the core's answers are not here: run `cargo test --test vectors` first";
        test(`${path}: ${one.name}`, { skip }, () => {
            const able = modules.filter(({ omo, calls }) => calls[name] ?? omo[name]);
            assert.ok(able.length > 0);
            for (const module of able) {
                const answer = () => call(module, name, input, one.options);
                if (one.error) assert.throws(answer, { name: "OmoError", code: one.error });
                else if (one.same) assert.deepEqual(plain(answer()), JSON.parse(readFileSync(ours(path), "utf8"))[one.name]);
                else assert.deepEqual(module.calls[name] ? part(plain(answer()), one.expect) : plain(answer()), one.expect);
            }
        });
    }
}

test("a part of an answer is no other answer", () => {
    assert.deepEqual(part([{ a: 1, b: 2 }], [{ b: 2 }]), [{ b: 2 }]);
    for (const wrong of [[{ b: 3 }], [{ c: 2 }], [], [{ b: 2 }, {}], { b: 2 }, null]) {
        assert.notDeepEqual(part([{ a: 1, b: 2 }], wrong), wrong);
    }
});
