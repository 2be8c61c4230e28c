// Programs with journeys and value that must compile, and lines that must not.
import { attribute, BgNbd, experiment, GammaGamma, init, Journeys, qini, summary } from "omo-wasm/journeys";
import type { Credit, FunnelRow } from "omo-wasm/journeys";
import { connect } from "omo-wasm/journeys/worker";

await init();
const channel = { names: ["ec", "pos"], codes: new Uint8Array(3) };
using journeys = Journeys.fromColumns({ customerId: new Int32Array(3), occurredAt: new Float64Array(3), channel, action: ["view", null, "purchase"], value: [1, null, 2.5] }, { zone: "Asia/Tokyo", sessionGapMinutes: 60 });
using rows = Journeys.fromRows([{ customerId: 7, occurredAt: new Date(), channel: "ec", action: "view", page: "/" } as { customerId: number; occurredAt: Date; channel: string; action: string }]);

const funnel: FunnelRow[] = journeys.funnel(["view", "cart|favorite", "purchase"], { within: "7d", order: "any", hold: "item", until: new Date() });
const share: number | undefined = journeys.transitions("event", { shares: true })[0]?.share;
const z: number | undefined = journeys.transitionsAgainst(rows, { by: "stage" })[0]?.z;
const ended: number[] = journeys.stepMatrix(10).ended;
const silent: Float64Array = journeys.silences({ asOf: "2026-03-01" }).silentDays;
const credits: Credit[] = attribute({ path: ["a > b"], conversions: [1] }, { model: "time_decay", halfLife: 2 });
const mine: Credit[] = journeys.attribute({ model: "markov", order: 2, halfLifeDays: 7, by: "channel" });
const bought = summary([{ customerId: "a", occurredAt: Date.now(), amount: 3 }], { until: new Date(), period: "week" });
const alpha: number = BgNbd.fit(bought).params().alpha;
const worth: Float64Array = GammaGamma.fit(bought).lifetimeValue(BgNbd.fromJson("{}"), 12, { discount: 0.02 });
const p: number | undefined = experiment([{ arm: "a", outcome: 1 }], { metric: ["outcome"], control: "a" }).comparisons[0]?.pValue;
const area: number | null = qini({ outcome: [1], treatment: [true], score: [0.5] }).qini;

// @ts-expect-error there is no such model
attribute({ path: ["a"], conversions: [1] }, { model: "gossip" });
// @ts-expect-error a misspelt option
journeys.funnel(["view"], { witin: "7d" });
// @ts-expect-error a column must be given
Journeys.fromColumns({ customerId: ["a"], occurredAt: [0], channel: ["ec"] });
// @ts-expect-error there is no such unit
journeys.stepMatrix(3, "shop");

const remote = connect();
const far = await remote.Journeys.fromColumns({ customerId: ["a"], occurredAt: [0], channel: ["ec"], action: ["view"] });
const counted: Promise<number> = far.touchpoints();
remote.terminate();
export { alpha, area, counted, credits, ended, funnel, mine, p, share, silent, worth, z };
