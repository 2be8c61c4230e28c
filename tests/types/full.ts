// Programs with the books that must compile, and lines that must not.
import { Engine, init } from "omo-wasm/full";
import { Engine as Light } from "omo-wasm";
import { connect } from "omo-wasm/full/worker";

await init();
const rules = [{ name: "browsing", actions: ["view"], eraseAfter: 365 }];
using shop = new Engine({ zone: "Asia/Tokyo", retention: { rules }, rights: { accessDays: 10 }, card: { steps: 3 } });

const accepted: number = shop.consent("web-1", { purpose: "marketing", granted: true, at: new Date(), data: ["health"] }).accepted;
shop.addNotices([{ id: "members", version: "1", from: "2026-01-01", purposes: ["service"] }]);
shop.showNotice({ at: "2026-03-01", identifier: { kind: "email", value: "hanako@example.jp" }, notice: "members", version: "1" });
shop.request("r1", "access", "web-1", { receivedAt: "2026-03-06", about: "all" });
shop.step("r1", "verified", { at: Date.now() });
const due: string | undefined = shop.requests(new Date(), "legal", true)[0]?.due;
const held: number = shop.export("web-1", "legal").touchpoints.length;
const page: string = shop.exportPage("web-1", "legal", "ja");
const person: string | undefined | null = shop.pseudonymous("lab", new Uint8Array(16), "analytics", { version: 2, strangers: true }).touchpoints[0]?.person;
const rows: string[][] = shop.anonymous({ k: 3, quasi: [{ column: "channel" }] }, "secret").table.rows;
const gone: string | undefined = shop.sweep("2027-03-01").touchpoints[0]?.rule;
const persons: number = shop.breach({ knownAt: "2026-04-01T09:00:00+09:00" }, "legal", { persons: 1 }).persons;
const now: number | undefined = shop.customerWithId("web-1", "service")?.touchpoints;
const leftOut: number | undefined = shop.withheldRows("decisions", "marketing")[0]?.count;
const visits: number | undefined = shop.profile("web-1", "2026-03-12", "service")?.counters.visits;
const words: string | undefined = shop.contextCard("web-1", new Date(), "service", "ja")?.steps[0]?.words;
shop.setSegments({
    regular: { event: { action: "purchase" }, count: { atLeast: 2 }, within: "90d" },
    spends: { sum: "net", currency: "JPY", of: { action: ["purchase", "return"] }, within: "8w", atLeast: 1000 },
    both: { all: [{ segment: "regular" }, { not: { never: { channel: "app", side: "online" }, since: "2026-01-01" } }] },
    lost: { sequence: [{ event: { action: "cart" } }, { event: { action: "view" }, within: "2h" }, { not: { action: "purchase" }, within: "7d" }] },
    gold: { any: [{ trait: "rank", in: ["gold"] }, { trait: "age", atLeast: 60, lessThan: 70 }, { trait: "size", is: "M" }, { trait: "born", exists: true }] },
    late: { recency: { action: "purchase" }, moreThan: "30d" },
    likes: { interest: { category: "tea" }, halfLife: "30d", atLeast: 0.5 },
    around: { distinct: "stores", of: { action: "purchase" }, moreThan: 1 },
});
const members: string[] = shop.segmentMembers("regular", "2026-03-12", "service");
const entered: boolean | undefined = shop.segmentCrossings("service", 7)[0]?.entered;
const holds: boolean | undefined = shop.explainSegment("web-1", "regular", "2026-03-12", "service")?.parts[0]?.holds;
const bought: number = shop.fold("web-1", (known: number, fact) => known + fact.lines.length, 0, "service");
const both: number = shop.crossings().customersBoth;

// @ts-expect-error yes or no must be said
shop.consent("web-1", { purpose: "marketing", at: new Date() });
// @ts-expect-error there is no such request
shop.request("r1", "gossip", "web-1", { receivedAt: "2026-03-06" });
// @ts-expect-error when must be said
shop.step("r1", "done", {});
// @ts-expect-error a purpose is always asked for
shop.profile("web-1", "2026-03-12");
// @ts-expect-error a misspelt option
shop.anonymous({ kay: 3 }, "secret");
// @ts-expect-error a misspelt field of a condition
shop.setSegments({ a: { event: { action: "purchase" }, withn: "90d" } });
// @ts-expect-error a misspelt condition, deep in others
shop.setSegments({ a: { all: [{ not: { evnt: {} } }] } });
// @ts-expect-error a misspelt field of what is meant
shop.setSegments({ a: { event: { actoin: "purchase" } } });
// @ts-expect-error two conditions in one
shop.setSegments({ a: { event: { action: "purchase" }, segment: "b" } });
// @ts-expect-error no length of time
shop.setSegments({ a: { event: { action: "purchase" }, within: "90 days" } });
// @ts-expect-error amounts of two currencies do not add up
shop.setSegments({ a: { sum: "amount", atLeast: 1 } });
// @ts-expect-error two lower bounds
shop.setSegments({ a: { event: {}, count: { atLeast: 1, moreThan: 1 } } });
// @ts-expect-error no bound
shop.setSegments({ a: { recency: { action: "purchase" } } });
// @ts-expect-error nothing comes before the first step
shop.setSegments({ a: { sequence: [{ event: {}, within: "1d" }, { event: {} }] } });
// @ts-expect-error two tests of a trait
shop.setSegments({ a: { trait: "rank", exists: true, in: ["gold"] } });
// @ts-expect-error requests name persons, so a purpose is asked for
shop.requests(new Date());
// @ts-expect-error records in quarantine name persons
shop.quarantined();
// @ts-expect-error who is whose is asked for a purpose
shop.assignments();
// @ts-expect-error what was decided about whom as well
shop.decisions();
// @ts-expect-error the engine without books keeps no rules of theirs
new Light({ retention: { rules } });
// @ts-expect-error it has no books
new Light().addNotices([]);

const omo = connect();
const again = await omo.Engine.restore(shop.snapshot(), { zone: "Asia/Tokyo" });
const there: string[] | null = await again.segments("web-1", "2026-03-12", "service");
export { accepted, due, held, page, person, rows, gone, persons, visits, words, members, entered, holds, bought, both, there };
