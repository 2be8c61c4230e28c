// A million events of 100,000 customers: how long it takes to load them and to answer. The same in a page and in Node.

const CHANNELS = ["ec", "app", "pos", "store", "contact_centre", "signage"];
const ACTIONS = ["view", "search", "cart", "purchase", "visit", "inquiry", "coupon_issued", "coupon_redeemed"];
const MINUTE = 60_000;

/** A year of rows in no order of customers. */
export function events(rows = 1_000_000, customers = 100_000) {
    let state = 7;
    const below = (n) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * n);
    };
    const ids = Array.from({ length: customers }, (_, number) => `customer-${String((number * 77_777) % customers).padStart(6, "0")}`);
    const customerId = new Array(rows);
    const occurredAt = new Float64Array(rows);
    const [channel, action] = [new Array(rows), new Array(rows)];
    const codes = { customerId: new Uint32Array(rows), channel: new Uint8Array(rows), action: new Uint8Array(rows) };
    for (let row = 0; row < rows; row += 1) {
        codes.customerId[row] = below(customers);
        customerId[row] = ids[codes.customerId[row]];
        occurredAt[row] = 1_767_225_600_000 + below(60) * 6 * 1440 * MINUTE + below(600) * MINUTE;
        codes.channel[row] = below(CHANNELS.length);
        channel[row] = CHANNELS[codes.channel[row]];
        codes.action[row] = below(ACTIONS.length);
        action[row] = ACTIONS[codes.action[row]];
    }
    const coded = {
        occurredAt,
        customerId: { names: ids, codes: codes.customerId },
        channel: { names: CHANNELS, codes: codes.channel },
        action: { names: ACTIONS, codes: codes.action },
    };
    return { texts: { customerId, occurredAt, channel, action }, coded };
}

/** The times in milliseconds, and answers to hold them to. */
export function measure({ Journeys }, { texts, coded }, rounds = 7) {
    const clock = (call, rounds) => {
        const times = [];
        let answer;
        for (let round = 0; round < rounds; round += 1) {
            answer?.free?.();
            const start = performance.now();
            answer = call();
            times.push(performance.now() - start);
        }
        const first = times[0];
        times.sort((a, b) => a - b);
        return [{ first, median: times[rounds >> 1], best: times[0] }, answer];
    };
    const [texted, other] = clock(() => Journeys.fromColumns(texts), 2);
    const [loaded, journeys] = clock(() => Journeys.fromColumns(coded), 3);
    const [transitions, moves] = clock(() => journeys.transitions(), rounds);
    const [funnel, steps] = clock(() => journeys.funnel(["view", "cart", "purchase"], { within: "7d" }), rounds);
    const [stepMatrix, matrix] = clock(() => journeys.stepMatrix(10), rounds);
    const [pass] = clock(() => {
        journeys.transitions();
        journeys.funnel(["view", "cart", "purchase"], { within: "7d" });
        journeys.stepMatrix(10);
    }, rounds);
    const [map] = clock(() => journeys.map(), 3);
    const [attributed] = clock(() => journeys.attribute(), 3);
    const answers = { touchpoints: journeys.touchpoints(), customers: journeys.customers(), moves, steps, matrix };
    const same = JSON.stringify(other.funnel(["view", "cart", "purchase"], { within: "7d" })) === JSON.stringify(steps);
    other.free();
    journeys.free();
    return { same, answers, times: { "load from texts": texted, "load from codes": loaded, transitions, funnel, stepMatrix, "one pass over all three": pass, map, "attribution, Markov": attributed } };
}

/** The times as lines. */
export const lines = (times) => Object.entries(times).map(([name, { first, median, best }]) =>
    `${name}: median ${median.toFixed(1)} ms, first ${first.toFixed(1)} ms, best ${best.toFixed(1)} ms`);
