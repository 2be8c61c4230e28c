// The page: files in, answers out. All counting is done by omo in a Web Worker.
import { called, order, showCustomer, showList } from "./customers.js";
import { find } from "./make.js";
import { ask } from "./map.js";
import { connect } from "./omo/worker.js";
import { head, recognise, utf8 } from "./recognise.js";
import { showActions, showShop, showSources, showWords } from "./show.js";
import { speak } from "./words.js";

const SAMPLE = ["products.csv", "stores.csv", "stock.csv", "consent.csv", "pos.csv", "ec.jsonl", "app.jsonl", "contact.csv"];

const omo = connect();
const town = await (await fetch("town.json")).json();

let words = speak(navigator.language.startsWith("ja") ? "ja" : "en");
let shop = await new omo.Engine(town.config);
let sources = [];
let simulated = false;
/** What is known of the shop; nothing before the first file. */
let known;
let chosen;

const say = (key, values) => {
    find("status").textContent = key ? words.say(key, values) : "";
};
const complain = (key, values) => {
    const line = document.createElement("span");
    line.textContent = words.say(key, values);
    find("problem").append(line);
};

/** One thing after another: what is dropped while something is read waits. */
let last = Promise.resolve();
const queue = (work) => (last = last.then(work).catch((error) => {
    console.error(error);
    complain("failed", { file: "omo", why: error.message });
}));

/** Reads one file, known by its name and header or explained by the user. */
async function read(file) {
    const { bytes, shiftJis } = utf8(new Uint8Array(await file.arrayBuffer()));
    const top = head(bytes);
    if (top.columns.length === 0 || top.columns.every((column) => column === "")) return complain("failed", { file: file.name, why: words.say("empty") });
    const found = recognise(file.name, top, town) ?? (await ask(words, file.name, top));
    if (!found) return;
    say("working", { file: file.name });
    const { table, kind, mapping } = found;
    const take = {
        products: "addProductsCsv",
        stores: "addStoresCsv",
        stock: "setStockCsv",
        consents: "addConsentsCsv",
        csv: "ingestCsv",
        json_lines: "ingestJsonLines",
        segment: "ingestSegment",
    };
    try {
        const receipt = await shop[take[table ?? kind]](bytes, mapping);
        const what = table ?? (town.exports[`${mapping.source}.csv`] || town.exports[`${mapping.source}.jsonl`] ? mapping.source : "facts");
        sources.push({ name: file.name, what, shiftJis, receipt });
        showSources(words, sources);
    } catch (error) {
        complain("failed", { file: file.name, why: error.message });
    }
}

async function take(files) {
    find("problem").replaceChildren();
    document.body.setAttribute("aria-busy", "true");
    const start = performance.now();
    let waited = 0;
    for (const file of files) {
        const before = performance.now();
        await read(file);
        waited += performance.now() - before;
    }
    say("counting");
    const reading = performance.now() - start;
    await count();
    document.body.removeAttribute("aria-busy");
    const { summary } = known;
    if (summary.touchpoints === 0) return say(sources.length > 0 ? "onlySides" : "");
    say("done", {
        facts: words.number(summary.touchpoints),
        customers: words.number(summary.customers),
        read: words.seconds(reading),
        counted: words.seconds(performance.now() - start - reading),
    });
}

/** Asks for everything that does not hang on a customer. */
async function count() {
    const [summary, list, products, stores, aside] = await Promise.all([
        shop.summary(), shop.customers("service"), shop.products(), shop.stores(), shop.quarantined("service"),
    ]);
    const names = (list) => new Map(list.map(({ id, name }) => [id, name]));
    known = { summary, customers: order(list.customers), stores, names: { products: names(products), stores: names(stores) }, aside };
    await show();
}

/** Draws what is known, in the language of now. */
async function show() {
    showWords(words);
    showSources(words, sources);
    find("results").hidden = !known || known.summary.touchpoints === 0;
    find("simulated").hidden = !simulated;
    if (find("results").hidden) return;
    const { summary, customers } = known;
    const { language } = words;
    const [wide, narrow, actions] = await Promise.all([
        shop.journeyMapSvg(language, "wide"),
        shop.journeyMapSvg(language, "narrow"),
        shop.bestActions({ now: summary.to, language }, 10_000),
    ]);
    showShop(words, { ...known, wide, narrow });
    // The best of each kind: six invitations to one store tell little.
    const kinds = new Set();
    showActions(words, actions.filter(({ action }) => !kinds.has(action) && kinds.add(action)).slice(0, 6), open);
    if (!customers.some(({ id }) => id === chosen)) chosen = customers[0]?.id;
    showList(words, customers, chosen, pick);
    await showChosen();
}

async function showChosen() {
    const customer = known.customers.find(({ id }) => id === chosen);
    if (!customer) return find("customer").replaceChildren();
    await showCustomer(words, shop, customer, { now: known.summary.to, stores: known.stores, names: known.names });
}

function pick(id) {
    chosen = id;
    queue(showChosen);
}

/** From a card to the customer it speaks of. */
function open(id) {
    const customer = known.customers.find((one) => one.id === id);
    find("search").value = customer ? called(customer) : id;
    chosen = id;
    showList(words, known.customers, chosen, pick);
    queue(async () => {
        await showChosen();
        find("customer").querySelector("h3")?.focus();
    });
}

async function again() {
    await shop.free();
    shop = await new omo.Engine(town.config);
    [sources, known, chosen, simulated] = [[], undefined, undefined, false];
    find("search").value = "";
    say();
    await show();
    find("headline").scrollIntoView();
}

async function download() {
    const title = simulated ? (words.language === "ja" ? "架空の町" : "A simulated town") : "omo";
    const footnotes = simulated ? [words.say("simulated")] : [];
    const page = await shop.report({ title, language: words.language, footnotes });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([page], { type: "text/html" }));
    link.download = "omo-report.html";
    link.click();
    URL.revokeObjectURL(link.href);
    say("reported", { file: link.download });
}

async function sample() {
    say("working", { file: "sample" });
    const files = await Promise.all(SAMPLE.map(async (name) => new File([await (await fetch(`sample/${name}`)).arrayBuffer()], name)));
    simulated = true;
    await take(files);
}

find("sample").addEventListener("click", () => queue(sample));
find("again").addEventListener("click", () => queue(again));
find("download").addEventListener("click", () => queue(download));
find("search").addEventListener("input", () => known && showList(words, known.customers, chosen, pick));
find("files").addEventListener("change", ({ target }) => {
    const files = [...target.files];
    // The same file may be chosen again after it was mended.
    target.value = "";
    if (files.length > 0) queue(() => take(files));
});
for (const radio of document.getElementsByName("language")) {
    radio.checked = radio.value === words.language;
    radio.addEventListener("change", () => queue(async () => {
        words = speak(radio.value);
        say();
        await show();
    }));
}

const drop = find("drop");
const over = (event, lit) => {
    event.preventDefault();
    drop.classList.toggle("over", lit);
};
// Anywhere on the page: a file dropped beside the box must not replace the page.
addEventListener("dragover", (event) => over(event, true));
addEventListener("dragleave", (event) => event.relatedTarget === null && over(event, false));
addEventListener("drop", (event) => {
    over(event, false);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) queue(() => take(files));
});

showWords(words);
document.body.dataset.ready = "";
