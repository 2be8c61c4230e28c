// How long a recommendation within a session takes in a browser, by a model that came as a file. The answers are held; the times are
// told, never judged. With OMO_DATA, sessions and questions are those of a shop: see BENCHMARKS.md.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { join } from "node:path";

import { Session } from "omo-wasm/recommend";

import { answer, browse, dist, page, serve } from "./serve.mjs";

/** Sessions of some clicks on items of which a few are clicked most, each near the one before. */
function made(sessions = 30_000, items = 20_000) {
    let state = 7;
    const chance = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
    };
    const popular = () => Math.floor(items * chance() ** 3);
    return Array.from({ length: sessions }, () => {
        const clicks = [popular()];
        while (chance() < 0.7) clicks.push(chance() < 0.3 ? popular() : (clicks.at(-1) + 1 + Math.floor(chance() * 20)) % items);
        return clicks;
    });
}

const folder = process.env.OMO_DATA && join(process.env.OMO_DATA, "recommend/session/retailrocket");
const read = (name) => readFileSync(join(folder, name), "utf8").trim().split("\n");
const sessions = folder ? read("train_sessions.txt").map((line) => line.split(" ").map(Number)) : made();
// A question is a session without its last click.
const questions = (folder ? read("test_prefix_target.txt").map((line) => line.split(/[\t|;]/)[0].trim().split(" ").map(Number)) : sessions.map((clicks) => clicks.slice(0, -1)))
    .filter((clicks) => clicks.length > 0)
    .slice(0, 5000);

let browser, server, model;
before(async () => {
    const rows = sessions.flatMap((clicks, session) => clicks.map((item, place) => ({ session, item, occurredAt: 1_767_225_600_000 + session * 60_000 + place * 1000 })));
    model = Session.fit(rows);
    browser = await browse();
    server = await serve({ "/omo/": dist }, {
        "/model": model.toJson(),
        "/questions": JSON.stringify(questions),
        "/session": page(`
            import { init, Session } from "/omo/recommend/web.js";
            window.answer = (async () => {
                await init();
                const [json, questions] = [await (await fetch("/model")).text(), await (await fetch("/questions")).json()];
                const start = performance.now();
                const model = Session.fromJson(json);
                const opened = performance.now() - start;
                let items = 0;
                // Thrice, because what else the machine does takes longer than an answer.
                const rounds = [0, 1, 2].map(() => questions.map((clicks) => {
                    const start = performance.now();
                    items += model.recommend(clicks).items.length;
                    return performance.now() - start;
                }));
                const first = model.recommend(questions[0]);
                const told = (times) => {
                    const sorted = times.toSorted((a, b) => a - b);
                    return [0.5, 0.9, 0.99].map((share) => sorted[Math.floor(share * sorted.length)]);
                };
                const best = questions.map((_, at) => Math.min(...rounds.map((times) => times[at])));
                return { opened, items, first, bytes: json.length, all: told(rounds.flat()), best: told(best) };
            })();`),
    });
});
after(async () => {
    await browser?.close();
    server?.close();
});

test("twenty items within a session, on the page", async (t) => {
    const { opened, items, first, bytes, all, best } = await answer(browser, `${server.url}/session`);
    assert.deepEqual(first, model.recommend(questions[0]));
    assert.ok(items >= questions.length);
    const ms = (time) => `${time.toFixed(2)} ms`;
    const told = ([p50, p90, p99]) => `p50 ${ms(p50)}, p90 ${ms(p90)}, p99 ${ms(p99)}`;
    t.diagnostic(`${sessions.length} sessions, ${questions.length} questions thrice: ${told(all)}; the best of the three: ${told(best)}`);
    t.diagnostic(`a model of ${bytes} bytes opened in ${ms(opened)}`);
});
