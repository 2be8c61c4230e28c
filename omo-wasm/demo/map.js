// A file the page has never seen: its columns, and what each means.
import { find, make, select } from "./make.js";
import { FACTS, TABLES, guess, guessTable } from "./recognise.js";

/** Asks what a file's columns mean. Gives `{ table } | { kind }` with a mapping, or nothing when it is left out. */
export function ask(words, name, { kind, columns, examples }) {
    return new Promise((answer) => {
        const place = find("unknown");
        const done = (given) => {
            place.replaceChildren();
            answer(given);
        };
        let table = kind === "csv" ? guessTable(columns) : undefined;
        const draw = () => {
            place.replaceChildren(form(words, name, { kind, columns, examples }, table, (chosen) => {
                table = chosen;
                draw();
            }, done));
        };
        draw();
        place.querySelector("h2").focus();
    });
}

function form(words, name, { kind, columns, examples }, table, chose, done) {
    const { say, meaning } = words;
    const guessed = guess(columns, table);
    const meanings = [["ignore", say("ignore")], ...(table ? TABLES[table].words : FACTS).map((word) => [word, meaning(word)])];
    const rows = columns.map((column, place) => {
        const label = `${column}: ${say("ours")}`;
        const menu = make("select", { "aria-label": label, name: column },
            meanings.map(([value, text]) => make("option", { value, selected: value === (guessed[column] ?? "ignore") }, text)));
        return [column, menu, examples[place] ?? ""];
    });
    const stem = name.toLowerCase().replace(/\.\w+$/, "").replace(/\W+/g, "_");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const field = (key, value) => {
        const input = make("input", { type: "text", value, name: key });
        return [input, make("label", { className: "field" }, make("span", {}, say(key)), input)];
    };
    const [channel, channelField] = field("constantChannel", /pos|till|レジ/.test(stem) ? "pos" : /ec|web|shop/.test(stem) ? "ec" : stem || "web");
    const [action, actionField] = field("constantAction", "purchase");
    const [currency, currencyField] = field("constantCurrency", "JPY");
    const [clock, clockField] = field("zone", zone);
    const [issuer, issuerField] = field("issuer", "card");
    const more = table === "stores" || table === "stock" ? []
        : table === "products" ? [currencyField]
        : table === "consents" ? [clockField, issuerField]
        : [channelField, actionField, currencyField, clockField, issuerField];

    const contents = [["facts", say("facts")], ...(kind === "csv" ? Object.keys(TABLES).map((name) => [name, say(name)]) : [])];
    const element = make("form", { className: "asking", "aria-labelledby": "asking-title" },
        make("h2", { id: "asking-title", tabIndex: -1 }, say("whatIsIt", { file: name })),
        make("p", { className: "lead" }, say("whatIsItLead")),
        select(say("contents"), contents, table ?? "facts", (chosen) => chose(chosen === "facts" ? undefined : chosen)),
        make("div", { className: "scroll" }, make("table", {},
            make("thead", {}, make("tr", {}, [say("theirs"), say("ours"), say("example")].map((text) => make("th", { scope: "col" }, text)))),
            make("tbody", {}, rows.map(([column, menu, example]) => make("tr", {},
                make("th", { scope: "row" }, column), make("td", {}, menu), make("td", { className: "example" }, example.slice(0, 60))))))),
        more.length > 0 && make("fieldset", { className: "fields" }, make("legend", {}, say("ifMissing")), more),
        make("div", { className: "buttons" },
            make("button", { className: "button strong", type: "submit" }, say("readIt")),
            make("button", { className: "button", type: "button", id: "skip" }, say("skipIt"))));
    element.querySelector("#skip").addEventListener("click", () => done(undefined));
    element.addEventListener("submit", (event) => {
        event.preventDefault();
        const mapping = { source: stem, columns: Object.fromEntries(rows.map(([column, menu]) => [column, menu.value])) };
        const used = Object.values(mapping.columns);
        const given = table === "products" ? [["currency", currency]]
            : table ? [] : [["channel", channel], ["action", action], ["currency", currency]];
        // A constant stands where a row does not say, so it may be given beside a column too.
        mapping.constants = Object.fromEntries(given.map(([word, input]) => [word, input.value.trim()]).filter(([, value]) => value));
        if (table !== "products" && table !== "stores" && table !== "stock") mapping.zone = clock.value.trim();
        if (used.includes("member_id") || table === "consents") mapping.issuer = issuer.value.trim();
        done(table ? { table, mapping } : { kind, mapping });
    });
    return element;
}
