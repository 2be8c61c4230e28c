// The answers about the whole shop, as elements.
import { find, make, picture, table } from "./make.js";

/** How many quarantined rows are listed. */
const LISTED = 100;

/** All words that stand in the page itself. */
export function showWords({ say, language }) {
    document.documentElement.lang = language;
    document.title = `omo: ${say("headline")}`;
    for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
}

export function showSources({ say, number }, sources) {
    const rows = sources.map(({ name, what, shiftJis, receipt }) => [
        name,
        [say(what), shiftJis ? ` (${say("shiftJis")})` : ""].join(""),
        number(receipt.accepted),
        number(receipt.duplicates),
        number(receipt.quarantined),
    ]);
    const columns = [[say("file")], [say("readAs")], [say("taken"), true], [say("duplicates"), true], [say("aside"), true]];
    const total = (what) => number(sources.reduce((sum, { receipt }) => sum + receipt[what], 0));
    const line = say("files", { n: number(rows.length), taken: total("accepted"), duplicates: total("duplicates"), aside: total("quarantined") });
    // Open until there are many: then the answers are what one came for.
    const list = make("details", { className: "sources", open: rows.length < 4 }, make("summary", {}, line), table(line, columns, rows));
    find("sources").replaceChildren(...(rows.length > 0 ? [list] : []));
}

export function showShop(words, { summary, wide, narrow, aside }) {
    const { say, number, share, stage, hours, day } = words;
    const { crossings } = summary;
    const period = summary.from ? say("since", { from: day(summary.from), to: day(summary.to) }) : "";
    const both = summary.customers > 0 ? crossings.customersBoth / summary.customers : 0;
    const figures = [
        ["touchpoints", summary.touchpoints, period],
        ["customersFound", summary.customers, say("customersNote")],
        ["both", crossings.customersBoth, say("bothNote", { share: share(both) })],
        ["strangers", summary.unidentified, say("strangersNote")],
        ["aside", aside.length, say("asideNote")],
    ];
    find("figures").replaceChildren(...figures.map(([key, value, note]) => make("div", {},
        make("dt", {}, say(key)),
        make("dd", { className: "value" }, number(value)),
        make("dd", { className: "note" }, note))));

    find("map").replaceChildren(picture(wide, "wide"), picture(narrow, "narrow"));

    find("funnel").replaceChildren(...summary.funnel.map((step, place) => make("li", {},
        make("span", { className: "step" }, stage(step.stage)),
        make("span", { className: "count" }, number(step.customers)),
        make("span", { className: "track", "aria-hidden": "true" }, bar(step.share)),
        make("span", { className: "note" },
            [place > 0 && say("ofFirst", { share: share(step.share) }), step.medianHours === null ? "" : say("after", { time: hours(step.medianHours) })]
                .filter(Boolean).join(" · ")))));

    const shown = ["onlineToOffline", "offlineToOnline", "boughtInStoreAfterOnline", "boughtOnlineAfterStore", "orderedOnlinePickedUp", "couponOnlineUsedInStore"];
    find("crossings").replaceChildren(...shown.map((key) => make("div", {},
        make("dt", {}, say(key)), make("dd", {}, number(crossings[key])))));
    showAside(words, aside);
}

function bar(share) {
    const element = make("span", { className: "bar" });
    element.style.width = `${share * 100}%`;
    return element;
}

/** The best of each kind of action; `open` shows the customer. */
export function showActions({ say }, actions, open) {
    const cards = actions.map((action) => {
        const button = make("button", { type: "button", className: "link" }, say("openCustomer"));
        button.addEventListener("click", () => open(action.customer));
        return card(action, make("p", { className: "who" }, action.customer), button);
    });
    find("actions").replaceChildren(...(cards.length > 0 ? cards : [make("p", {}, say("noActions"))]));
}

export function card({ words, reasons }, before, after) {
    return make("div", { className: "card" }, before,
        make("p", { className: "what" }, words),
        make("ul", {}, reasons.map((reason) => make("li", {}, reason.words))), after);
}

function showAside({ say, code, number }, aside) {
    if (aside.length === 0) {
        find("quarantine").replaceChildren(make("p", {}, say("nothingAside")));
        return;
    }
    const rows = aside.slice(0, LISTED).map((record) => [
        record.source,
        number(record.row),
        record.column ?? "",
        make("span", { title: record.code }, code(record.code)),
        [make("span", { lang: "en" }, record.reason),
            make("details", {}, make("summary", {}, say("record")), make("code", { className: "record" }, record.record))],
    ]);
    const columns = [[say("file")], [say("row"), true], [say("column")], [say("code")], [say("mend")]];
    const few = aside.length > LISTED && make("p", { className: "note" }, say("firstOf", { shown: number(LISTED), all: number(aside.length) }));
    find("quarantine").replaceChildren(...[table(say("quarantine"), columns, rows), few].filter(Boolean));
}
