// Programs with offers and figures that must compile, and lines that must not.
import { Engine, fanScore, init, kpiTree, maturity, parity } from "omo-wasm/shop";
import type { ActionKind, Client, Coupon, KpiChange, Suggestion } from "omo-wasm/shop";
import { Engine as Full } from "omo-wasm/full";
import { Engine as Light } from "omo-wasm";
import type { ActionKind as LightAction } from "omo-wasm";
import { connect } from "omo-wasm/shop/worker";

await init();
using shop = new Engine({ zone: "Asia/Tokyo", contactPolicy: { caps: [{ most: 1, days: 7, channel: "line" }], quietFrom: 20 }, offers: { stockHours: 24 } });
const merged: number = shop.whatIf({ owners: { phone: 2 } }).merged;
shop.addCoupons([{ id: "spring", discount: "10%", category: "tea", until: new Date(), pieces: 500 }]);
shop.addSlots([{ store: "ginza", kind: "fitting", from: "2026-03-07T15:00:00+09:00", until: Date.now(), capacity: 2 }]);
shop.countStock([{ store: "ginza", product: "tea", quantity: 3, asOf: new Date() }]);
const best: Suggestion | undefined = shop.nextBestActions("web-1", { now: new Date(), store: "ginza" })[0];
const at: string | undefined = best?.at;
const decision: string | null = best ? shop.recordContact("web-1", best, new Date()) : null;
shop.recordContact("web-1", { action: "coupon", coupon: "spring", channel: "line", at: Date.now() });
const words: string = shop.why("web-1", decision ?? "", "ja").words;
const planned: ActionKind | undefined = shop.planActions({ now: "2026-03-04" }, { n: 5, budget: "100000 JPY" }).actions[0]?.action;
const held: string | undefined = shop.heldBack("web-1", { now: new Date() })[0]?.cause;
const client: Client | undefined = shop.clienteling("ginza", new Date(), 3, "ja")[0];
const coupons: Coupon[] = shop.coupons();
const contacted: number | undefined = shop.export("web-1", "legal").contacts.length;
const segments: string[] | null = shop.segments("web-1", new Date(), "service");

using before = kpiTree([{ customerId: 7, side: "online", amount: 3, clerk: "x" } as { customerId: number; side: "online"; amount: number }]);
using tree = kpiTree({ customerId: new Int32Array(1), side: ["offline"], amount: new Float64Array(1), helped: [true] });
const change: KpiChange[] = tree.change(before);
const fans: Float64Array = fanScore({ visits: [1, 2] }, { visits: 1 });
const level: "multi_channel" | "cross_channel" | "omni_channel" | "omo" = maturity({ parity: 0.5 }).level;
const share: number | undefined = parity({ item: ["a"], channel: ["ec"], price: [1] }, { about: ["price"] }).shares["price"];

// @ts-expect-error there is no such kind of slot
shop.addSlots([{ store: "ginza", kind: "nap", from: new Date(), capacity: 1 }]);
// @ts-expect-error a coupon takes something off
shop.addCoupons([{ id: "spring" }]);
// @ts-expect-error there is no such action
shop.recordContact("web-1", { action: "shout" });
// @ts-expect-error a misspelt option
new Engine({ contactPolicy: { quiteFrom: 20 } });
// @ts-expect-error what offers ask for is not in the engine with books
new Full({ contactPolicy: {} });
// @ts-expect-error nor in the first
new Light({ offers: {} });
// @ts-expect-error nor does that give coupons
const coupon: LightAction = "coupon";
// @ts-expect-error a misspelt measure
maturity({ paritie: 1 });
// @ts-expect-error there is no such side
kpiTree({ customerId: ["a"], side: ["ofline"], amount: [1] });

const remote = connect();
const far = await remote.kpiTree({ customerId: ["a"], side: ["online"], amount: [1] });
const nodes = far.nodes();
remote.terminate();
export { at, change, client, contacted, coupon, coupons, fans, held, level, nodes, planned, segments, share, words };
