// Programs that must compile, and lines that must not.
import { channelSide, Engine, gtinCheckDigit, init, Journeys, type OmoError, readIdentifier, readTouchpoints, type Touchpoint } from "omo-wasm";
import { load, save } from "omo-wasm/keep";
import { connect } from "omo-wasm/worker";
import { type Evidence, resolve } from "omo-wasm/linker";
import { connect as background } from "omo-wasm/linker/worker";

await init();
await init(new URL("https://shop.example/omo_bg.wasm"));
await init(await WebAssembly.compileStreaming(fetch("https://shop.example/omo_bg.wasm")));

const value: string = readIdentifier("email", "hanako@example.jp").value;
const digit: number | undefined = gtinCheckDigit("629104150021");
const side: "online" | "offline" = channelSide("van", { van: "offline" });
const touchpoint: Touchpoint = {
    id: "receipt-1",
    occurredAt: "2026-03-01T18:20:00+09:00",
    channel: "pos",
    action: "purchase",
    identifiers: [{ kind: "member_id", value: "card:7" }],
    lines: [{ product: "tea", quantity: 2, amount: "600 JPY" }],
};
const store: string | null | undefined = readTouchpoints([touchpoint])[0]?.store;

using shop = new Engine({ zone: "Asia/Tokyo", journey: { sessionGapMinutes: 20 } });
const accepted: number = shop.ingest([touchpoint]).accepted;
shop.ingestCsv(new Uint8Array(), { columns: { no: "id" }, actions: { sale: "purchase" } });
const spent: string | undefined = shop.customer({ kind: "email", value: "hanako@example.jp" }, "service")?.spent[0];
const words: string | undefined = shop.recommend(null, { now: new Date(), store: "ginza" }, 3).products[0]?.reasons[0]?.words;
using journeys = new Journeys({ customerId: ["a"], occurredAt: [0], channel: ["ec"], action: ["view"] });
const share: number | undefined = journeys.funnel(["know", "buy"], 7)[0]?.share;

const from: string | undefined = shop.changes(7)[0]?.from[0];
const news: boolean = shop.link("receipt-1", "receipt-2") || shop.split(["receipt-1"]);
const gone: number | undefined = shop.erase("receipt-1", new Date())?.touchpoints;
shop.correct(touchpoint);
await save("shop", shop.snapshot());
using again = Engine.restore((await load("shop")) ?? new Uint8Array(), { zone: "Asia/Tokyo" });
const intact: boolean = again.verifyAudit().intact;
// @ts-expect-error records are a list
shop.split("receipt-1");

// @ts-expect-error a purpose is always asked for
shop.customers();
// @ts-expect-error there is no such purpose
shop.customers("fun");
// @ts-expect-error a misspelt option
new Engine({ zonne: "Asia/Tokyo" });
// @ts-expect-error when it is must be said
shop.recommend(null, { store: "ginza" });
// @ts-expect-error there is no such stage
journeys.funnel(["sell"]);
// @ts-expect-error there is no such kind
readIdentifier("shoe_size", "42");
// @ts-expect-error there is no such side
channelSide("van", { van: "sideways" });
// @ts-expect-error a misspelt field
const misspelt: Touchpoint = { ...touchpoint, chanel: "pos" };
// @ts-expect-error an answer may be absent
const certain: number = gtinCheckDigit("x");

const remote = connect();
const later: Promise<string> = remote.readTime("2026-03-01", "Asia/Tokyo");
// @ts-expect-error a promise, not a text
const now: string = remote.readTime("2026-03-01", "Asia/Tokyo");
const far = await new remote.Engine({ zone: "Asia/Tokyo" });
const counted: Promise<number> = far.touchpoints();
const kept: Uint8Array = await far.snapshot();
const back = await remote.Engine.restore(kept);
const sure: Promise<number> = back.touchpoints();
await far.free();
remote.terminate();

using found = resolve([{ id: 1, name: "Hanako" }], { threshold: 1, comparisons: [{ column: "name", levels: [{ name: "alike", jaroWinkler: 0.9 }] }] });
const whose: string | undefined = found.customers()[0]?.customerId;
const evidence: Evidence[] = found.explain("1", "2");
resolve({ id: new Float64Array(1), name: ["Hanako", null] }, { id: "id", columns: { name: "full_name" }, blockOn: [["name:4"]] });
const behind = background();
const theirs: Promise<number> = (await behind.resolve([{ id: 1 }])).report().then((report) => report.pairs);
// @ts-expect-error there is no such kind
resolve([{ id: 1 }], { columns: { name: "shoe_size" } });
// @ts-expect-error a misspelt option
resolve([{ id: 1 }], { treshold: 1 });

const code: OmoError["code"] = "option";
export { evidence, theirs, whose, accepted, certain, code, counted, digit, later, misspelt, now, share, side, spent, store, value, words };
