// One customer: the picker, the journey across all channels, what to recommend and why it is one person.
import { find, make, select } from "./make.js";
import { card } from "./show.js";

const LISTED = 40;
const STEPS = 30;
const SHOWN = 6;

/** The identifier that says most to a person. */
const BEST = ["email", "member_id", "phone", "name_phone", "name_address", "app_id", "payment_token", "device", "cookie"];

const text = ({ value }) => value.replaceAll("|", " · ");

const telling = (identifiers) => identifiers.toSorted((a, b) => BEST.indexOf(a.kind) - BEST.indexOf(b.kind));

export function called(customer) {
    const [best] = telling(customer.identifiers);
    return best ? text(best) : customer.id;
}

/** Customers on both sides first, then by purchases: whom a shop owner wants to see. */
export const order = (customers) => {
    const both = ({ online, offline }) => Number(online > 0 && offline > 0);
    return customers.toSorted((a, b) => both(b) - both(a) || b.purchases - a.purchases || b.touchpoints - a.touchpoints);
};

export function showList({ say, number }, customers, chosen, pick) {
    const asked = find("search").value.trim().toLowerCase();
    const fits = ({ id, identifiers }) => [id, ...identifiers.map(({ value }) => value)].some((value) => value.toLowerCase().includes(asked));
    const found = asked === "" ? customers : customers.filter(fits);
    const rows = found.slice(0, LISTED).map((customer) => {
        const radio = make("input", { type: "radio", name: "customer", value: customer.id, checked: customer.id === chosen });
        radio.addEventListener("change", () => pick(customer.id));
        const counts = { touchpoints: number(customer.touchpoints), purchases: number(customer.purchases) };
        return make("label", {}, radio,
            make("span", { className: "who" }, called(customer)),
            make("span", { className: "note" }, say("line", counts)));
    });
    const list = find("list");
    list.replaceChildren(list.firstElementChild, ...rows);
    find("more").textContent = found.length === 0 ? say("nobody")
        : found.length > LISTED ? say("more", { shown: number(LISTED), all: number(found.length) }) : "";
}

/** Everything about one customer. `shop` answers, `moment` is when and where. */
export async function showCustomer(words, shop, customer, { now, stores, names }) {
    const { say, number, day, money } = words;
    const { language } = words;
    const [journey, actions] = await Promise.all([
        shop.journey(customer.id, "service"),
        shop.nextBestActions(customer.id, { now, language, purpose: "service" }),
    ]);
    const figures = [
        [say("touchpoints"), number(customer.touchpoints)],
        [say("onlineOffline"), `${number(customer.online)} / ${number(customer.offline)}`],
        [say("purchases"), number(customer.purchases)],
        [say("spent"), customer.spent.map(money).join(", ") || "–"],
    ];
    find("customer").replaceChildren(
        make("header", {},
            make("h3", { tabIndex: -1 }, called(customer)),
            make("p", { className: "note" }, `${customer.id} · ${say("since", { from: day(customer.firstSeen), to: day(customer.lastSeen) })}`)),
        make("dl", { className: "figures less" }, figures.map(([name, value]) => make("div", {},
            make("dt", {}, name), make("dd", { className: "value" }, value)))),
        make("h4", {}, say("known")),
        ...chips(words, customer.identifiers),
        make("h4", {}, say("next")),
        make("div", { className: "cards" }, actions.map((action) => card(action))),
        await recommendations(words, shop, customer, { now, stores }),
        await why(words, shop, customer),
        timeline(words, journey.steps, names),
    );
}

/** The identifiers, the most telling first; the rest on demand. */
function chips({ say, kind, number }, identifiers) {
    const list = (some) => make("ul", { className: "chips" }, some.map((one) => make("li", {}, make("span", {}, kind(one.kind)), text(one))));
    const all = telling(identifiers);
    const rest = all.slice(SHOWN);
    const more = make("summary", {}, say("moreIdentifiers", { n: number(rest.length) }));
    return [list(all.slice(0, SHOWN)), rest.length > 0 && make("details", { className: "rest" }, more, list(rest))].filter(Boolean);
}

async function recommendations(words, shop, customer, { now, stores }) {
    const { say, language, day } = words;
    const list = make("div", { "aria-live": "polite" });
    const asked = { store: "", purpose: "service" };
    const draw = async () => {
        const start = performance.now();
        const moment = { now, language, purpose: asked.purpose, ...(asked.store && { store: asked.store }) };
        const answer = await shop.recommend(customer.id, moment, 5);
        list.dataset.milliseconds = (performance.now() - start).toFixed(1);
        const rows = answer.products.map(({ name, reasons }) => make("li", {}, make("b", {}, name),
            make("span", {}, reasons.map((reason) => reason.words).join(" · "))));
        list.replaceChildren(
            answer.personal ? "" : make("p", { className: "note" }, say("notPersonal")),
            rows.length > 0 ? make("ol", { className: "ranked" }, rows) : make("p", {}, say("nothingToRecommend")));
    };
    const change = (what) => (value) => {
        asked[what] = value;
        draw();
    };
    await draw();
    return make("div", { className: "recommend" },
        make("h4", {}, say("recommendations")),
        make("div", { className: "fields" },
            select(say("inStore"), [["", say("anywhere")], ...stores.map(({ id, name }) => [id, name])], "", change("store")),
            select(say("purpose"), [["service", say("service")], ["marketing", say("marketing")]], "service", change("purpose"))),
        list,
        make("p", { className: "note" }, say("asOf", { date: day(now) })));
}

async function why(words, shop, customer) {
    const { say, kind, number } = words;
    const { identifiers } = customer;
    const place = make("details", { className: "why" }, make("summary", {}, say("why")));
    if (identifiers.length < 2) {
        place.append(make("p", {}, say("oneIdentifier")));
        return place;
    }
    const chain = make("ol", { className: "chain", "aria-live": "polite" });
    const named = (one) => `${kind(one.kind)}: ${text(one)}`;
    const ends = [0, identifiers.length - 1];
    const draw = async () => {
        const links = await shop.explain(identifiers[ends[0]], identifiers[ends[1]], "service");
        const step = (one) => make("li", {}, make("b", {}, named(one)));
        const link = ({ to, touchpoint, touchpoints }) => [
            make("li", { className: "note" }, [say("seenTogether", { touchpoint }), touchpoints > 1 ? say("times", { n: number(touchpoints) }) : ""].filter(Boolean).join(" · ")),
            step(to),
        ];
        chain.replaceChildren(...(links ? [step(identifiers[ends[0]]), ...links.flatMap(link)] : [make("li", {}, say("notLinked"))]));
    };
    const options = identifiers.map((one, place) => [String(place), named(one)]);
    const choose = (end) => (value) => {
        ends[end] = Number(value);
        draw();
    };
    place.append(make("div", { className: "fields" },
        select(say("from"), options, String(ends[0]), choose(0)),
        select(say("to"), options, String(ends[1]), choose(1))), chain);
    await draw();
    return place;
}

function timeline({ say, action, channel, clock, day, money, number }, steps, { products, stores }) {
    const newest = steps.toReversed();
    const name = (list, id) => list.get(id) ?? id;
    const items = (lines) => lines.map(({ product, quantity }) => name(products, product) + (quantity > 1 ? ` × ${quantity}` : "")).join(", ");
    // What lies in a cart is not paid.
    const paid = ({ stage, amount }) => (amount && stage === "buy" ? money(amount) : amount && stage === "return" ? `−${money(amount)}` : "");
    const row = (step) => make("li", { className: step.side },
        make("span", { className: "when" }, clock(step.occurredAt)),
        make("span", { className: "where" }, channel(step.channel)),
        make("span", { className: "what" },
            make("b", {}, action(step.action)), " ",
            [items(step.lines), step.about].filter(Boolean).join(" · "),
            step.store && make("span", { className: "note" }, ` ${name(stores, step.store)}`)),
        make("span", { className: "amount" }, paid(step)));
    const list = make("ol", { className: "timeline" });
    const draw = (count) => {
        const rows = [];
        let before;
        for (const step of newest.slice(0, count)) {
            const today = day(step.occurredAt);
            if (today !== before) rows.push(make("li", { className: "day" }, today));
            before = today;
            rows.push(row(step));
        }
        list.replaceChildren(...rows);
    };
    draw(STEPS);
    const all = make("button", { type: "button", className: "button", hidden: newest.length <= STEPS }, say("all", { n: number(newest.length) }));
    all.addEventListener("click", () => {
        draw(newest.length);
        all.hidden = true;
    });
    return make("section", { className: "journey" },
        make("h4", {}, say("journey"), " ", make("span", { className: "note" }, say("newest"))), list, all);
}
