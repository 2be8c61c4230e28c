// Programs that must compile, and lines that must not.
import { channelSide, gtinCheckDigit, init, type OmoError, readIdentifier, readTouchpoints, type Touchpoint } from "omo-wasm";
import { connect } from "omo-wasm/worker";

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
remote.terminate();

const code: OmoError["code"] = "option";
export { certain, code, digit, later, misspelt, now, side, store, value };
