// A till that remembers: what it was told is in the browser's own store after every sale, and there again after a restart.
import { find, make } from "./make.js";
import { Engine, init } from "./omo/full/web.js";
import { forget, load, save } from "./omo/keep.js";

const NAME = "till";
const CONFIG = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC" };
const PRODUCTS = [
    { id: "tea", names: ["Sencha", "煎茶"], category: "tea", price: "600 JPY" },
    { id: "kettle", names: ["Kettle", "やかん"], category: "kitchen", price: "4980 JPY" },
    { id: "cup", names: ["Cup", "湯のみ"], category: "kitchen", price: "1200 JPY" },
];
const SEGMENTS = { regular: { event: { action: "purchase" }, count: { atLeast: 2 }, within: "90d" } };

const WORDS = {
    language: ["Language", "言語"],
    headline: ["A till that remembers", "覚えているレジ"],
    promise: ["Every sale is kept in this browser before the next one. Reload the page, or close it and come back: the shop is still there.", "販売のたびに、このブラウザの中に保存します。再読み込みしても、閉じて開き直しても、店はそのままです。"],
    email: ["Customer's e-mail", "お客さまのメール"],
    product: ["Product", "商品"],
    view: ["Looked at online", "ネットで見た"],
    purchase: ["Sold at the till", "レジで売れた"],
    customers: ["Customers", "お客さま"],
    customersLead: ["What whoever serves them must know.", "接客する人が知っておくこと。"],
    nobody: ["Nobody yet.", "まだいません。"],
    regular: ["regular", "常連"],
    erase: ["Erase", "消去"],
    forgetTitle: ["Begin anew", "やり直す"],
    forgetLead: ["Takes the whole shop out of this browser.", "このブラウザから店をまるごと消します。"],
    forget: ["Forget the shop", "店を忘れる"],
    foot: ["Everything stays in this browser.", "すべてこのブラウザの中だけにあります。"],
    kept: ["Kept: {touchpoints} touchpoints of {customers} customers, {bytes} bytes.", "保存済み：タッチポイント {touchpoints} 件、お客さま {customers} 人、{bytes} バイト。"],
    elsewhere: ["The till is open in another tab; close that one, then reload.", "ほかのタブでレジが開いています。閉じてから再読み込みしてください。"],
};

let place = navigator.language.startsWith("ja") ? 1 : 0;
const say = (key, values = {}) => WORDS[key][place].replace(/\{(\w+)\}/g, (_, name) => values[name]);
const language = () => (place ? "ja" : "en");
const number = (n) => new Intl.NumberFormat(language()).format(n);

let shop;

/** The shop as it was left, or a new one. */
async function open() {
    const kept = await load(NAME);
    shop = kept ? Engine.restore(kept, CONFIG) : new Engine(CONFIG);
    if (!kept) shop.setSegments(SEGMENTS);
    speak();
}

/** Names things in the language of now. */
function speak() {
    shop.addProducts(PRODUCTS.map(({ names, ...product }) => ({ ...product, name: names[place] })));
    const { product } = find("till").elements;
    const chosen = product.value;
    product.replaceChildren(...PRODUCTS.map(({ id, names }) => make("option", { value: id, selected: id === chosen }, names[place])));
}

/** On the disk first, on the screen then: what is shown is never lost. */
async function keep() {
    const bytes = shop.snapshot();
    await save(NAME, bytes);
    show(bytes.length);
}

/** One thing after another, and what goes wrong is said. */
let last = Promise.resolve();
const queue = (work) => {
    find("problem").textContent = "";
    last = last.then(work).catch((error) => {
        find("problem").textContent = error.message;
    });
};

function show(bytes) {
    document.documentElement.lang = language();
    for (const spot of document.querySelectorAll("[data-say]")) spot.textContent = say(spot.dataset.say);
    const now = new Date();
    const { customers } = shop.customers("service");
    find("customers").replaceChildren(...customers.map((customer) => card(customer, now)));
    find("nobody").hidden = customers.length > 0;
    const counts = { touchpoints: number(shop.touchpoints()), customers: number(customers.length), bytes: number(bytes) };
    find("status").textContent = say("kept", counts);
}

function card({ id, identifiers }, now) {
    const told = shop.contextCard(id, now, "service", language());
    const regular = shop.segments(id, now, "service").includes("regular");
    const erase = make("button", { className: "link", type: "button" }, say("erase"));
    erase.addEventListener("click", () => queue(async () => {
        shop.erase(id, new Date());
        // No byte of who was erased is left, here or in what is kept.
        shop.compact();
        await keep();
    }));
    return make("article", { className: "card" },
        make("p", { className: "mail" }, identifiers[0].value),
        make("p", { className: "who" }, regular ? say("regular") : ""),
        make("ul", {}, ...told.steps.map(({ words }) => make("li", {}, words))),
        make("ul", {}, ...told.hints.map(({ words }) => make("li", {}, words))),
        erase);
}

find("till").addEventListener("submit", (event) => {
    event.preventDefault();
    const { email, product } = event.target.elements;
    const action = event.submitter.value;
    const identifiers = [{ kind: "email", value: email.value }];
    const { price } = PRODUCTS.find(({ id }) => id === product.value);
    const line = action === "purchase" ? { product: product.value, amount: price } : { product: product.value };
    queue(async () => {
        const channel = action === "purchase" ? "pos" : "ec";
        const { quarantined } = shop.ingest([{ id: crypto.randomUUID(), occurredAt: new Date(), channel, action, identifiers, lines: [line] }]);
        if (quarantined > 0) throw new Error(shop.quarantined("service").at(-1).reason);
        event.target.reset();
        await keep();
    });
});

find("forget").addEventListener("click", () => queue(async () => {
    await forget(NAME);
    shop.free();
    await open();
    await keep();
}));

for (const radio of document.getElementsByName("language")) {
    radio.checked = radio.value === language();
    radio.addEventListener("change", () => queue(async () => {
        place = radio.value === "ja" ? 1 : 0;
        speak();
        await keep();
    }));
}

async function start() {
    for (const spot of document.querySelectorAll("[data-say]")) spot.textContent = say(spot.dataset.say);
    await init();
    await open();
    await keep();
    document.body.dataset.ready = "";
}

// Two tabs would write over each other: the first has the till until it is closed.
navigator.locks.request(NAME, { ifAvailable: true }, (lock) => {
    if (!lock) return void (find("problem").textContent = say("elsewhere"));
    queue(start);
    return new Promise(() => {});
});
