// Journeys and values from columns.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as omo from "omo-wasm";
import { thrown } from "./thrown.mjs";

const HOUR = 3_600_000;
const start = Date.parse("2026-03-01T00:00:00Z");
const columns = () => ({
    customerId: ["taro", "hanako", "hanako", "hanako"],
    occurredAt: [start, start, start + HOUR, start + 2 * HOUR],
    channel: ["ec", "app", "store", "pos"],
    action: ["view", "view", "visit", "purchase"],
    store: [null, "", "ginza", "ginza"],
    amount: [null, 0, 0, 4980],
});

test("columns become journeys", () => {
    const journeys = new omo.Journeys(columns());
    assert.deepEqual(journeys.customers(), ["hanako", "taro"]);
    assert.equal(journeys.touchpoints(), 4);
    const steps = journeys.timeline("hanako");
    assert.deepEqual(steps.map(({ action, stage, store }) => [action, stage, store]), [
        ["view", "consider", null], ["visit", "visit", "ginza"], ["purchase", "buy", "ginza"],
    ]);
    assert.equal(steps[2].occurredAt, start + 2 * HOUR);
    assert.equal(journeys.timeline("nobody"), null);
    assert.deepEqual(journeys.sessions("hanako").map(({ side, channel, startedAt }) => [side, channel, startedAt]), [
        ["online", "app", start], ["offline", "store", start + HOUR], ["offline", "pos", start + 2 * HOUR],
    ]);
    assert.equal(journeys.sessions().length, 4);
    assert.deepEqual(journeys.sessions("nobody"), []);
    assert.deepEqual(journeys.funnel(["consider", "visit", "buy"]).map(({ customers }) => customers), [2, 1, 1]);
    assert.equal(journeys.crossings().onlineToOffline, 1);
    assert.deepEqual(journeys.transitions("stage")[0], { from: "consider", to: "visit", count: 1 });
    assert.equal(journeys.map().touchpoints, 4);
    assert.match(journeys.funnelSvg("ja"), /<svg/);
    assert.deepEqual(journeys.rejected(), []);
});

test("typed arrays, dates and texts are times too", () => {
    const times = [
        Float64Array.from([start, start, start + HOUR, start + 2 * HOUR]),
        [new Date(start), "2026-03-01", "2026-03-01T01:00:00Z", start + 2 * HOUR + 0.5],
    ];
    for (const occurredAt of times) {
        const journeys = new omo.Journeys({ ...columns(), occurredAt, amount: new Float64Array(4) });
        assert.deepEqual(journeys.timeline("hanako").map((step) => step.occurredAt - start), [0, HOUR, 2 * HOUR]);
    }
});

test("rows that cannot be are listed, not counted", () => {
    const journeys = new omo.Journeys({
        customerId: ["a", null, "a", "a", "a", "a"],
        occurredAt: [NaN, start, -1, "never", Infinity, start],
        channel: ["ec", "ec", "ec", "ec", "ec", undefined],
        action: ["view", "view", "view", "view", "view", "view"],
    });
    assert.equal(journeys.touchpoints(), 0);
    assert.deepEqual(journeys.rejected().map(({ row, code }) => [row, code]), [
        [0, "time"], [1, "missing"], [2, "time"], [3, "time"], [4, "time"], [5, "missing"],
    ]);
    const none = new omo.Journeys({ customerId: [], occurredAt: [], channel: [], action: [] });
    assert.deepEqual([none.customers(), none.map().touchpoints], [[], 0]);
});

test("options change the answer and misspelt ones are refused", () => {
    const wide = new omo.Journeys(columns(), { sessionGapMinutes: 90, channels: { app: "offline" } });
    assert.equal(wide.crossings().customersBoth, 0);
    assert.equal(thrown(() => new omo.Journeys(columns(), { sessionGap: 90 })).code, "option");
    assert.equal(thrown(() => new omo.Journeys(columns(), { sessionGapMinutes: 0 })).code, "option");
});

test("columns of another form are refused by name", () => {
    const wrong = (change, code, name) => {
        const error = thrown(() => new omo.Journeys({ ...columns(), ...change }));
        assert.equal(error.code, code);
        assert.match(error.message, name);
    };
    wrong({ channel: ["ec"] }, "length", /channel/);
    wrong({ customerId: "hanako" }, "column", /customerId/);
    wrong({ customerId: ["a", 7, "b", "c"] }, "column", /customerId\[1\]/);
    wrong({ occurredAt: [start, true, 0, 0] }, "column", /occurredAt\[1\]/);
    wrong({ amount: [0, 0.5, 0, 0] }, "column", /amount\[1\]/);
    wrong({ amount: [0, NaN, 0, 0] }, "column", /amount\[1\]/);
    wrong({ customer: [] }, "column", /columns/);
    wrong({ action: undefined }, "column", /action/);
    for (const none of [undefined, null, 7, "x", []]) assert.equal(thrown(() => new omo.Journeys(none)).code, "column");
    const journeys = new omo.Journeys(columns());
    assert.equal(thrown(() => journeys.transitions("day")).code, "column");
    assert.equal(thrown(() => journeys.timeline(7)).code, "column");
});

test("ten megabytes are just a name", () => {
    const long = "x".repeat(10_000_000);
    const journeys = new omo.Journeys({ customerId: [long], occurredAt: [start], channel: ["ec"], action: ["view"] });
    assert.equal(journeys.customers()[0].length, 10_000_000);
});

// By hand: days 90 and 95 of customer 7, day 10 of customer 8, seen from day 100.
test("recency, frequency and monetary value", () => {
    const bought = [
        { customer: 7, day: 90, amount: 300 }, { customer: 7, day: 95, amount: 500 }, { customer: 8, day: 10, amount: 900 }, { customer: 8, day: 101, amount: 1 },
    ];
    const value = omo.rfm(bought, 100, { bins: 2 });
    assert.deepEqual([value.customer, value.recencyDays, value.monetary, value.future], [[7, 8], [5, 90], [800, 900], 1]);
    assert.deepEqual(omo.rfm([], 0).customer, []);
    assert.equal(thrown(() => omo.rfm(bought, 100, { bin: 2 })).code, "option");
    for (const today of [NaN, "2026-03-01", undefined, 1e12]) assert.notEqual(thrown(() => omo.rfm(bought, today)).code, undefined);
    assert.equal(thrown(() => omo.rfm([{ customer: 7, day: 0, amount: 0.5 }], 0)).code, "column");
});
