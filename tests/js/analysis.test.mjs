// Journeys, attribution, value and measurement, a module of their own, as a user of Node has them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as omo from "omo-wasm/journeys";
import { thrown } from "./thrown.mjs";

const require = createRequire(import.meta.url);
const { Journeys } = omo;

/** The error that a call throws. */
const march = (day, hour = 0) => Date.UTC(2026, 2, day, hour);
const columns = {
    customerId: ["hanako", "hanako", "hanako", "taro", "taro", "jiro"],
    occurredAt: [march(1, 9), march(1, 10), march(3, 9), march(2, 9), march(9, 9), march(5)],
    channel: ["ec", "ec", "pos", "ec", "ec", "app"],
    action: ["view", "cart", "purchase", "view", "purchase", "view"],
    store: [null, null, "ginza", null, null, undefined],
    item: ["tea", "tea", "tea", "tea", "rice", null],
    value: [null, null, 3.5, null, 2, null],
};
const names = (all) => [...new Set(all)];
const coded = (all) => ({ names: names(all), codes: Uint32Array.from(all, (one) => names(all).indexOf(one)) });
const rows = columns.customerId.map((_, row) => Object.fromEntries(Object.entries(columns).map(([name, all]) => [name, all[row]])));

const everything = (journeys) => ({
    transitions: journeys.transitions(),
    events: journeys.transitions("event", { shares: true }),
    second: journeys.transitions("channel", { order: 2 }),
    funnel: journeys.funnel(["view", "cart", "purchase"], { within: "7d", quantiles: [0.9], by: "channel" }),
    usual: journeys.funnel(),
    matrix: journeys.stepMatrix(3, "action"),
    variants: journeys.variants("channel", { merged: true }),
    tree: journeys.pathTree("view", { by: "action", depth: 3 }),
    loops: journeys.backAndForth("channel", { moves: 1 }),
    crossings: journeys.crossings(),
    rates: journeys.crossingRates("7d"),
    switches: journeys.switches(),
    retention: journeys.retention("7d"),
    survival: journeys.timeTo("view", "purchase"),
    silences: journeys.silences({ asOf: "2026-04-01" }),
    pains: journeys.painPoints({ feelings: { cart: -1 } }),
    next: journeys.nextTouch(null, { order: 1, by: "action" }),
    report: journeys.nextTouchReport({ order: 1 }),
    deviations: journeys.deviations("view > cart > purchase"),
    clusters: journeys.clusters(2),
    map: journeys.map(),
    sessions: journeys.sessions(),
    timeline: journeys.timeline("hanako"),
    paths: journeys.paths(),
    credits: journeys.attribute({ model: "linear" }),
    against: journeys.transitionsAgainst(journeys),
    chart: ["map", "funnel", "waterfall", "crossings", "flows", "step_matrix", "retention", "attribution"].map((kind) => journeys.chart(kind, "ja").$schema),
});

test("what reviews say is how it felt", () => {
    const felt = (feeling) => Journeys.fromColumns({ customerId: ["a", "a"], occurredAt: [march(1, 9), march(1, 9) + 60_000], channel: ["ec", "ec"], action: ["view", "review"], feeling });
    const told = (journeys, feelings) => journeys.painPoints({ feelings }).map(({ feeling }) => feeling);
    assert.deepEqual(told(felt([null, 4])), [4, 4]);
    const { cells, feeling, felt: touched } = felt([null, 4]).map();
    assert.deepEqual(cells.map(({ dwellMinutes, felt, feeling }) => [dwellMinutes, felt, feeling]), [[1, 1, 4], [null, 1, 4]]);
    assert.deepEqual([feeling, touched, felt(null).map().feeling, felt(null).map({ feelings: { review: 2 } }).feeling], [4, 2, null, 2]);
    for (const wrong of [{ feelings: { review: Infinity } }, { feelings: { review: "good" } }, { feeling: {} }]) {
        assert.equal(thrown(() => felt(null).map(wrong)).code, "option");
        assert.equal(thrown(() => felt(null).painPoints(wrong)).code, "option");
    }
    assert.equal(felt([null, 4]).chart("map", "en").data.values[0].mood, "felt 4");
    assert.deepEqual(told(felt(Float32Array.of(NaN, 4)), { view: 1, review: 2 }), [1, 4]);
    assert.deepEqual(told(felt(undefined)), [null, null]);
    assert.deepEqual(told(felt(null), { review: 2 }), [2, 2]);
    assert.match(thrown(() => felt([1, "good"])).message, /feeling\[1\]/);
    assert.equal(thrown(() => felt([1])).code, "length");
    assert.match(thrown(() => felt(Float64Array.of(1, Infinity))).message, /feeling.*finite.*row 1/);
});

test("columns, coded columns, typed arrays and rows are read alike", () => {
    const journeys = Journeys.fromColumns(columns);
    assert.deepEqual([journeys.touchpoints(), journeys.customers(), journeys.customerIds()], [6, 3, ["hanako", "jiro", "taro"]]);
    const known = everything(journeys);
    const codes = { ...columns, customerId: coded(columns.customerId), channel: coded(columns.channel), action: coded(columns.action) };
    const typed = { occurredAt: Float64Array.from(columns.occurredAt), value: Float64Array.from(columns.value, (value) => value ?? NaN) };
    const texts = { occurredAt: columns.occurredAt.map((at) => new Date(at).toISOString()), amount: columns.value, value: undefined };
    const dates = { occurredAt: columns.occurredAt.map((at) => new Date(at)) };
    const wide = { occurredAt: BigInt64Array.from(columns.occurredAt, BigInt) };
    for (const other of [typed, texts, dates, wide]) assert.deepEqual(everything(Journeys.fromColumns({ ...codes, ...other })), known);
    assert.deepEqual(everything(Journeys.fromRows(rows)), known);
    assert.deepEqual(everything(Journeys.fromRows(rows.toReversed())), known);
});

test("what was asked is answered", () => {
    const journeys = Journeys.fromColumns(columns);
    assert.deepEqual(journeys.transitions(), [{ from: "ec", to: "ec", count: 2 }, { from: "ec", to: "pos", count: 1 }]);
    const funnel = (steps, options) => journeys.funnel(steps, options).map(({ customers }) => customers);
    assert.deepEqual(funnel(["view", "cart", "purchase"]), [3, 1, 1]);
    assert.deepEqual(funnel(["view", "purchase"], { within: "7d" }), [3, 2]);
    for (const options of [{ within: "6d" }, { within: 6 }, { withinDays: 6 }, { hold: "item" }, { exclude: ["app"], within: "6d" }]) {
        assert.deepEqual(funnel(["view", "purchase"], options), options.hold ? [2, 1] : [3, 1], JSON.stringify(options));
    }
    assert.deepEqual(journeys.stepMatrix(2).rows, [{ name: "app", shares: [1 / 3, 0] }, { name: "ec", shares: [2 / 3, 2 / 3] }]);
    assert.deepEqual(journeys.retention("month", { zone: "Asia/Tokyo" }).map(({ period, customers }) => [period, customers]), [[0, 3]]);
    assert.equal(thrown(() => journeys.retention("fortnight")).code, "option");
    // Midnight of Monday in Tokyo is Sunday afternoon in UTC; calendars are those of the clock that rows were read by.
    const [utc, tokyo] = [undefined, { zone: "Asia/Tokyo" }].map((zone) => Journeys.fromColumns({ ...columns, occurredAt: columns.occurredAt.map(() => march(1, 16)) }, zone));
    const weeks = (journeys) => journeys.chart("retention").data.values.map(({ cohortLabel }) => cohortLabel.slice(0, 10));
    assert.deepEqual([weeks(utc), weeks(tokyo)], [["2026-02-23"], ["2026-03-02"]]);
    const cohort = (all, options) => all.funnel(["view"], { calendar: "week", ...options })[0].cohort;
    assert.deepEqual([cohort(utc), cohort(tokyo), cohort(tokyo, { zone: "UTC" })], [Date.UTC(2026, 1, 23), march(1, 15), Date.UTC(2026, 1, 23)]);
    assert.deepEqual([utc, tokyo].map((all) => all.retention("week")[0].cohort), [Date.UTC(2026, 1, 23), march(1, 15)]);
    assert.deepEqual(journeys.paths().path.toSorted(), ["app", "ec", "ec > ec"]);
    assert.deepEqual([...journeys.paths().value].toSorted(), [0, 2, 3.5]);
    assert.equal(journeys.timeline("hanako")[2].amount, 3.5);
    assert.deepEqual(journeys.timeline("nobody"), []);
    assert.equal(journeys.sessions("taro").length, 2);
    const { customerId, lastAt } = journeys.silences({ asOf: new Date(march(20)) });
    assert.equal(lastAt[customerId.indexOf("jiro")], march(5));
    assert.deepEqual(journeys.nextTouch(["nobody"]).customerId, []);
});

test("keys may be numbers, and rows without them are told", () => {
    const ids = { ...columns, customerId: Int32Array.of(10, 10, 10, 9, 9, -1) };
    const journeys = Journeys.fromColumns(ids);
    assert.deepEqual(journeys.customerIds(), ["-1", "10", "9"]);
    assert.deepEqual(Journeys.fromColumns({ ...columns, customerId: [10, 10, 10, 9, 9, -1] }).customerIds(), ["-1", "10", "9"]);
    const holes = Journeys.fromColumns({ ...columns, customerId: ["a\"\\\n", null, "", "花子", "b,]", "b"], occurredAt: [0, 0, 0, "soon", NaN, "2026-03-01"] });
    assert.deepEqual(holes.customerIds(), ["a\"\\\n", "b"]);
    assert.deepEqual(holes.rejected().map(({ row, code }) => [row, code]), [[1, "missing"], [2, "missing"], [3, "time"], [4, "time"]]);
    assert.equal(Journeys.fromColumns({ customerId: [], occurredAt: [], channel: [], action: [] }).touchpoints(), 0);
    assert.equal(Journeys.fromRows([]).touchpoints(), 0);
});

test("a column longer than one piece is read to its end", () => {
    const many = 70_001;
    const customerId = Array.from({ length: many }, (_, row) => `c${row % 100}`);
    const zeros = Array.from({ length: many }, () => "view");
    const journeys = Journeys.fromColumns({ customerId, occurredAt: Float64Array.from(customerId, (_, row) => row), channel: zeros, action: zeros });
    assert.equal(journeys.touchpoints(), many);
    assert.equal(journeys.variants().length, 2);
    customerId[many - 1] = {};
    assert.match(thrown(() => Journeys.fromColumns({ customerId, occurredAt: new Float64Array(many), channel: zeros, action: zeros })).message, /customerId\[70000\]/);
});

test("credits are shared, and sum to what was sold", () => {
    const paths = { path: ["signage > ec > store", "ec > store", "ec"], conversions: [3, 1, 2], value: Float64Array.of(9, 1, 5), nulls: [2, null, 9] };
    const sum = (credits, of) => credits.reduce((all, credit) => all + credit[of], 0);
    for (const model of ["first", "last", "linear", "time_decay", "position", "markov", "shapley"]) {
        const credits = omo.attribute(paths, { model });
        assert.ok(Math.abs(sum(credits, "conversions") - 6) < 1e-9, model);
        assert.ok(Math.abs(sum(credits, "value") - 15) < 1e-9, model);
        assert.ok(credits.every(({ conversions }) => conversions >= 0));
    }
    assert.deepEqual(omo.attribute({ ...paths, path: paths.path.map((path) => path.replaceAll(" > ", "/")) }, { separator: "/" }), omo.attribute(paths));
    const [low, high] = omo.attribute(paths, { bootstrap: 50 })[0].conversionsBetween;
    assert.ok(low <= high);
    assert.equal(omo.chooseOrder({ path: Array(20).fill("a > b > c"), conversions: Array(20).fill(1) }, { orders: 2 }).rows.length, 2);
});

const purchases = {
    customerId: ["a", "a", "a", "b", "b", "c"],
    occurredAt: ["2026-01-01", "2026-01-15", "2026-02-12", "2026-01-08", "2026-01-29", "2026-02-05"],
    amount: [10, 20, 30, 5, 7.5, 4],
};

test("purchases are summed up on the calendar of the shop", () => {
    const found = omo.summary(purchases, { until: "2026-03-01", period: "week" });
    assert.deepEqual(found.customerId, ["a", "b", "c"]);
    assert.deepEqual([...found.frequency], [2, 1, 0]);
    assert.deepEqual([...found.recency], [6, 3, 0]);
    assert.deepEqual([...found.monetary], [25, 7.5, 0]);
    const held = omo.summary(purchases, { until: "2026-01-20", holdoutUntil: "2026-02-20" });
    assert.deepEqual([[...held.holdoutFrequency], held.holdoutAge], [[1, 1], 31]);
    assert.equal("monetary" in omo.summary({ ...purchases, amount: undefined }), false);
    // Eleven in the evening in London is the next morning in Tokyo, for an instant.
    const late = { customerId: ["a", "a"], occurredAt: [new Date("2026-01-01T23:00:00Z"), new Date("2026-01-03T01:00:00Z")] };
    const recency = (options) => omo.summary(late, { until: new Date("2026-01-10T00:00:00Z"), ...options }).recency[0];
    assert.deepEqual([recency({}), recency({ zone: "Asia/Tokyo" })], [2, 1]);
    const scores = omo.rfm(purchases, { today: "2026-03-01", bins: 2 });
    assert.deepEqual([scores.customerId, [...scores.recencyDays], [...scores.monetary]], [["a", "b", "c"], [17, 31, 24], [60, 12.5, 4]]);
    assert.equal(scores.segment.length, 3);
});

const shop = { frequency: [0, 1, 1, 2, 3, 5, 12], recency: [0, 6, 21, 9, 33, 32, 38], age: Array(7).fill(39), customers: [100, 8, 2, 10, 6, 12, 4] };

test("models of buying tell what is to come, and what it is worth", () => {
    for (const Model of [omo.BgNbd, omo.MbgNbd, omo.ParetoNbd]) {
        const model = Model.fit(shop);
        const { customerId, pAlive, expected, frequency } = model.predict(12);
        assert.deepEqual([customerId, frequency], [[0, 1, 2, 3, 4, 5, 6], Uint32Array.from(shop.frequency)]);
        assert.deepEqual([pAlive, expected], [model.pAlive(), model.expected(12)]);
        assert.ok(pAlive.every((chance) => chance > 0 && chance <= 1));
        assert.ok(Object.values(model.params()).every((value) => value > 0) && model.logLikelihood() < 0);
        assert.equal(model.expectedNew(0), 0);
        assert.ok(model.discounted(6, { discount: 0.1 })[6] < model.discounted(6)[6]);
        assert.equal(Model.fromJson(model.toJson()).pAlive({ frequency: [2], recency: [5], age: [9] }).length, 1);
        assert.equal(thrown(() => Model.fromJson(model.toJson()).pAlive()).code, "model");
        assert.equal(thrown(() => Model.fit({ frequency: [0, 0], recency: [0, 0], age: [5, 9] })).code, "fit");
    }
    const frequency = [2, 1, 4, 1, 3, 2, 1, 6, 2, 1, 1, 3, 0];
    const monetary = [22, 11.5, 40, 95, 18, 31, 9, 55, 12, 24, 60, 28, NaN];
    const spend = omo.GammaGamma.fit({ frequency, monetary, recency: frequency, age: frequency.map(() => 39) });
    assert.equal(spend.leftOut(), 1);
    const [model, worth] = [omo.BgNbd.fit(shop), spend.lifetimeValue(omo.BgNbd.fit(shop), 12, { step: 1 })];
    const buys = model.discounted(12, null, { frequency, recency: frequency, age: frequency.map(() => 39) });
    assert.deepEqual(worth, spend.expectedSpend().map((money, row) => money * buys[row]));
    assert.equal(thrown(() => spend.lifetimeValue({}, 12)).code, "column");
    assert.equal(thrown(() => omo.BgNbd.fromJson(omo.ParetoNbd.fit(shop).toJson())).code, "model");
});

test("customers of other kinds buy by parameters of their own", () => {
    const twice = (column, more = (value) => value) => [...column, ...column.map(more)];
    const [some, all] = [shop.frequency, { recency: twice(shop.recency), age: twice(shop.age), customers: twice(shop.customers) }];
    const table = { ...all, frequency: twice(some, (count) => (count ? count * 2 : 0)), online: twice(some.map(() => false), () => true) };
    const model = omo.ParetoNbd.fit(table, { purchaseCovariates: ["online"] });
    assert.ok(model.params()["purchase:online"] > 0 && model.standardErrors()["purchase:online"] > 0);
    const one = { frequency: [2, 2], recency: [9, 9], age: [39, 39] };
    const [store, online] = omo.ParetoNbd.fromJson(model.toJson()).expected(12, { ...one, online: [false, true] });
    assert.notEqual(store, online);
    assert.equal(thrown(() => model.expected(12, one)).code, "column");
    assert.equal(thrown(() => omo.ParetoNbd.fit(table, { covariate: ["online"] })).code, "option");
});

test("covariates are what stood at the first purchase, in summaries and in pictures of forecasts", () => {
    const known = {
        frequency: [0, 1, 1, 2, 3, 5, 12, 0, 1, 2, 2, 4, 5, 9],
        recency: [0, 6, 21, 9, 33, 32, 38, 0, 9, 12, 30, 28, 34, 38],
        age: Array(14).fill(39),
        customers: [100, 8, 2, 10, 6, 12, 4, 60, 9, 14, 6, 12, 9, 5],
        online: [...Array(7).fill(true), ...Array(7).fill(false)],
    };
    const model = omo.ParetoNbd.fit(known, { purchaseCovariates: ["online"] });
    const online = [false, true, false, true, false, 0];
    // Rows in another order, so that the first purchase is not the first row: a and b were online then, c came later.
    const bought = { ...purchases, occurredAt: [...purchases.occurredAt].map((day, row) => (row === 0 ? "2026-01-20" : day)), online };
    const asked = { until: "2026-01-31", holdoutUntil: "2026-03-01" };
    const summed = omo.summary(bought, { ...asked, covariates: ["online"] });
    assert.deepEqual([summed.customerId, summed.online], [["a", "b"], Float64Array.of(1, 1)]);
    assert.deepEqual(omo.summary(bought.customerId.map((customerId, row) => ({ customerId, occurredAt: bought.occurredAt[row], online: online[row] })), { ...asked, covariates: ["online"] }).online, summed.online);
    const calibration = omo.calibrationChart(model, bought, asked).data.values.filter(({ series }) => series === "expected");
    assert.deepEqual(calibration.map(({ purchases }) => purchases), [(model.expected(29, summed)[0] + model.expected(29, summed)[1]) / 2]);
    const drawn = JSON.stringify(omo.trackingChart(model, bought, asked));
    assert.notEqual(drawn, JSON.stringify(omo.trackingChart(model, { ...bought, online: Array(6).fill(false) }, asked)));
    for (const call of [omo.trackingChart, omo.calibrationChart]) {
        const error = thrown(() => call(model, purchases, asked));
        assert.deepEqual([error.code, /online/.test(error.message)], ["column", true]);
        assert.equal(thrown(() => call(model, { ...bought, online: ["yes"] }, asked)).code, "column");
        assert.equal(thrown(() => call(omo.BgNbd.fit(shop), bought, asked)).code, "column");
    }
    assert.equal(thrown(() => omo.summary(purchases, { covariates: ["online"] })).code, "column");
    assert.equal(thrown(() => omo.summary({ ...bought, online: [true] }, { covariates: ["online"] })).code, "length");
});

test("arms are compared, scores are judged, sizes are told", () => {
    const people = Array.from({ length: 400 }, (_, row) => ({ arm: row % 2 ? "treatment" : "control", outcome: Number(row % 5 === 0 || row % 20 === 1), before: row % 7, score: row % 3, treated: row % 2 === 1 }));
    const { comparisons: [first], mismatch, arms } = omo.experiment(people, { covariate: "before" });
    // By hand: 40 of 200 against 40 + 20 of 200.
    assert.ok(Math.abs(first.difference - (first.mean - first.controlMean)) < 1e-12);
    assert.deepEqual([first.controlMean, first.mean], [0.2, 0.3]);
    assert.deepEqual([mismatch.warning, arms.length, typeof first.adjusted.theta], [false, 2, "number"]);
    assert.equal(omo.experiment(people, { shares: { control: 0.9, treatment: 0.1 } }).mismatch.warning, true);
    const judged = omo.qini(people, { treatment: "treated" });
    assert.deepEqual(omo.qini(people, { treatment: "arm" }), judged);
    assert.equal(judged.customers, 400);
    assert.equal(omo.sampleSize(0.1, 0.02) % 1, 0);
    assert.ok(omo.power(omo.sampleSize(0.1, 0.02) / 2, 0.1, 0.02) > 0.5);
    assert.equal(omo.incrementalSales(people, "outcome").parts[0].part, "outcome");
    const charts = [omo.experimentChart(people), omo.qiniChart(people, { treatment: "treated" }, "ja"), omo.rfmChart(purchases, { today: "2026-03-01" })];
    const model = omo.BgNbd.fit(shop);
    const asked = { until: "2026-01-31", holdoutUntil: "2026-03-01", period: "week" };
    charts.push(omo.trackingChart(model, purchases, asked), omo.calibrationChart(model, purchases, asked));
    for (const chart of charts) assert.match(chart.$schema, /vega-lite/);
});

test("what is wrong is named", () => {
    const journeys = Journeys.fromColumns(columns);
    const code = (call) => thrown(call).code;
    assert.equal(code(() => Journeys.fromColumns({ ...columns, chanel: [] })), "column");
    assert.equal(code(() => Journeys.fromColumns({ ...columns, channel: ["ec"] })), "length");
    assert.equal(code(() => Journeys.fromColumns({ ...columns, channel: undefined })), "column");
    assert.match(thrown(() => Journeys.fromColumns({ ...columns, action: ["view", 1.5] })).message, /action\[1\]/);
    for (const wrong of [[true], [["a"]], [{}], [1n], ["\ud800"], "text", new Map(), 7]) {
        assert.equal(code(() => Journeys.fromColumns({ customerId: wrong, occurredAt: [0], channel: ["ec"], action: ["view"] })), "column", String(wrong));
    }
    assert.equal(code(() => Journeys.fromColumns(columns, { sessionGap: 3 })), "option");
    assert.equal(code(() => Journeys.fromColumns(columns, { zone: "Moon/Sea" })), "format");
    assert.equal(code(() => Journeys.fromRows("rows")), "column");
    assert.match(thrown(() => journeys.funnel(["veiw"])).message, /did you mean `view`/);
    assert.equal(code(() => journeys.funnel(["view"], { within: "7 moons" })), "option");
    assert.equal(code(() => journeys.funnel(["view"], { winthin: "7d" })), "option");
    assert.equal(code(() => journeys.transitions("shop")), "option");
    assert.equal(code(() => journeys.transitions("channel", { order: 9 })), "option");
    assert.equal(code(() => journeys.stepMatrix(0)), "option");
    assert.equal(code(() => journeys.chart("cake")), "option");
    assert.match(thrown(() => omo.attribute({ path: ["a"], conversions: [1] }, { model: "markow" })).message, /did you mean `markov`/);
    assert.equal(code(() => omo.attribute({ path: ["a", "b"], conversions: [1] })), "length");
    assert.equal(code(() => omo.attribute({ path: [" > "], conversions: [1] })), "column");
    assert.equal(code(() => omo.attribute({ path: ["a"], conversions: [-1] })), "column");
    assert.equal(code(() => omo.summary({ ...purchases, occurredAt: ["soon", ...purchases.occurredAt.slice(1)] })), "column");
    assert.equal(code(() => omo.rfm(purchases, {})), "option");
    assert.equal(code(() => omo.BgNbd.fit({ frequency: [1], recency: [5] })), "column");
    assert.equal(code(() => omo.experiment([{ arm: "a", outcome: 1 }, { arm: "b", outcome: 2 }])), "option");
    assert.equal(code(() => omo.experiment([{ arm: "control", outcome: 1 }], { treatment: "b" })), "option");
});

test("require and import give the same functions, and only what is declared is public", () => {
    const required = require("omo-wasm/journeys");
    assert.equal(required.Journeys, Journeys);
    const folder = require.resolve("omo-wasm/package.json").replace("package.json", "journeys/");
    const types = readFileSync(`${folder}omo.d.ts`, "utf8");
    const declared = [...types.matchAll(/^export (?:function|class|const|enum) (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(omo).sort(), declared.sort());
});
