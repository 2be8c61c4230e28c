// Programs that decide what is given and shown, which must compile, and lines that must not.
import { allocate, heldOut, init, LinUcb, offPolicy, ranking, rankingChart, rankingReport, Signage, Thompson, Uplift } from "omo-wasm/decide";
import type { Allocation, OffPolicy, PairedRankings, RankingScores, Shown, Uplifts } from "omo-wasm/decide";
import { connect } from "omo-wasm/decide/worker";

await init();
const channel = { names: ["ec", "pos"], codes: new Uint8Array(3) };
using model = Uplift.fit({ customerId: new Int32Array(3), treated: [true, false, true], outcome: new Float64Array(3), channel, age: [30, null, 50] }, { control: "0" }, { method: "x" });
const uplifts: Uplifts = model.predict([{ customerId: 7, channel: "ec", age: 20 }], { treatment: "1" });
const honest: Float64Array = Uplift.crossFit([{ arm: "a", outcome: 1 }], { treated: "arm", folds: 3, seed: 1 }).uplift;
const found: Allocation = allocate({ customerId: ["a"], coupon: ["5%"], value: uplifts.uplift, cost: [1] }, { budget: 5, pieces: { "5%": 1 } });
const price: number | undefined = found.piecePrices["5%"];

using bandit = new LinUcb(["a", "b"], 2, { exploration: 0.1 });
const arm: string | undefined = bandit.choose([1, 2], { seed: 3 })?.arm;
bandit.observe("a", Float64Array.of(1, 2), 1);
using coin = new Thompson(["a", "b"]);
coin.observe("a", null, true);
const other: OffPolicy = offPolicy([{ reward: 1, propensity: 0.5, target: 1 }], null, { clip: 10 });
const robust: number | undefined = other.doublyRobust?.value;

using screen = new Signage([{ item: "tea", category: "drinks" }], { k: 5, fallback: ["map", 3] });
const shown: Shown = screen.show([{ customerId: 1 }], { now: new Date(), language: "ja" });

using judged = ranking({ customerId: ["a"], item: ["tea"], rank: [1] }, [{ customerId: "a", item: "tea" }], { n: [5, 10] });
const scores: RankingScores | undefined = judged.scores()[0];
const paired: PairedRankings = judged.compare(judged, "ndcg_whole", { alpha: 0.01 });
const page: string = rankingReport({ mine: { customerId: ["a"], item: ["tea"] } }, [{ customerId: "a", item: "tea" }], { n: 5 }, "ja");
const chart: object = rankingChart({}, []);
const kept: boolean[] = heldOut({ customerId: ["a"], occurredAt: [new Date()] }, { since: new Date() });

// @ts-expect-error a misspelt option
allocate([], { budgt: 3 });
// @ts-expect-error there is no such learner
Uplift.fit([], null, { method: "z" });
// @ts-expect-error a screen must know the time
screen.show([], {});
// @ts-expect-error there is no such metric
judged.compare(judged, "ndgc");

const remote = connect();
const far = await new remote.Thompson(["a"]);
const json: Promise<string> = far.toJson();
remote.terminate();
export { arm, chart, honest, json, kept, page, paired, price, robust, scores, shown };
