// Programs that tune the linker and make something of its customers, which must compile, and lines that must not.
import { clk, clkPairs, compare, goldenRecords, households, init, Linker, LiveLinker, predict, resolve } from "omo-wasm/tune";
import type { Answer, ClkPair, CustomerChange, GoldenRecord, HouseholdReport, Join, Match, Mistake, Model, Options, Provenance, Specification, Story, ThresholdTable } from "omo-wasm/tune";
import { connect } from "omo-wasm/tune/worker";

await init();
const rows = [{ id: 1, name: "Hanako Yamada", emails: ["h@example.jp", null], born: new Date() }];
const options: Options = { comparisons: [compare.name("name", { reading: "kana" }), compare.exact("town", { termFrequency: false }), { column: "born", kind: "date" }], blockOn: [["name:4"]] };
using found = resolve(rows, options);
const table: ThresholdTable = found.thresholds({ id: [1], cluster: ["a"] });
const precision: number | undefined = table.rows[0]?.pairScores?.precision;
const wrong: Mistake[] = found.errors([{ id: 1, customerId: 7 }], 5);
const f1: number = found.evaluate(found.customers()).pairs.f1;
const kind: "false_positive" | "false_negative" | undefined = wrong[0]?.kind;
const asked: Join[] = found.review(20);
const answers: Answer[] = asked.map((pair) => ({ ...pair, same: true }));
const model: Model = found.learn(answers);
using again = predict(model, rows);
const story: Story | undefined = again.weakest(3)[0];
const weakest: number | undefined = story?.weakest?.weight;
const chart: Specification = found.chart("waterfall", { pair: ["1", "2"], language: "ja" });
found.chart("thresholds", {}, [{ id: 1, cluster: 1 }]);
const page: string = found.dashboard("ja");
const usual: number | undefined = found.termFrequencies(3)[0]?.usualBits;

using linker = Linker.fit(rows, { ...options, id: "id", threshold: 2 }, [{ id: 1, customerId: "a" }]);
using other = linker.predict(rows, { id: "id", threshold: 5 });
using live: LiveLinker = linker.live(rows);
const changes: CustomerChange[] = live.insert("2", { name: "Hanako", emails: ["h@example.jp"] }, "till");
const likely: Match | undefined = live.find({ name: "Hanako" }, 1)[0];
const size: number = live.size();

using golden = goldenRecords(rows, other.customers(), { strategies: { name: "longest" } });
const one: GoldenRecord | undefined = golden.records()[0];
const why: Provenance[] = golden.explain("1");
using homes = households(rows, null, { address: ["address"], name: "name", most: 5 });
const report: HouseholdReport = homes.report();
const pairs: ClkPair[] = clkPairs(clk(rows, new Uint8Array(32), { fields: ["name"] }), clk(rows, "a long secret key", { fields: { name: "full_name" }, fold: true }), { oneToOne: false });

// @ts-expect-error there is no such picture
found.chart("pie");
// @ts-expect-error a waterfall is of two records
found.chart("waterfall", { pair: ["1"] });
// @ts-expect-error a misspelt measure
compare.level("nearly", { edit: 1 });
// @ts-expect-error a home needs an address
households(rows, null, { name: "name" });
// @ts-expect-error there is no such strategy
goldenRecords(rows, other.customers(), { default: "newest" });
// @ts-expect-error an answer says whether they are the same
found.learn([{ recordIdA: "1", recordIdB: "2" }]);

const remote = connect();
const far = await remote.Linker.fit(rows);
const json: Promise<string> = far.toJson();
const email = await remote.compare.email("email");
remote.terminate();
export { changes, chart, email, f1, json, kind, likely, one, page, pairs, precision, report, size, usual, weakest, why };
