// Elements: what a customer's file holds is always text, never markup.

/** An element with properties and children; `class`, `for`, `aria-…` and `data-…` are attributes. */
export function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
        if (value === undefined || value === false) continue;
        if (key in element && !key.includes("-")) element[key] = value;
        else element.setAttribute(key === "className" ? "class" : key, value === true ? "" : value);
    }
    element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
    return element;
}

export const find = (id) => document.getElementById(id);

/** A table with a heading; `columns` are `[heading, number?]`, rows are arrays of texts or elements. */
export function table(caption, columns, rows) {
    const side = (place) => ({ className: columns[place][1] ? "number" : "" });
    return make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": caption },
        make("table", {},
            make("caption", { className: "unseen" }, caption),
            make("thead", {}, make("tr", {}, columns.map(([heading], place) => make("th", { scope: "col", ...side(place) }, heading)))),
            make("tbody", {}, rows.map((row) => make("tr", {}, row.map((cell, place) => make("td", side(place), cell)))))));
}

/** A labelled select; `options` are `[value, text]`. */
export function select(label, options, chosen, changed) {
    const menu = make("select", {}, options.map(([value, text]) => make("option", { value, selected: value === chosen }, text)));
    menu.addEventListener("change", () => changed(menu.value));
    return make("label", { className: "field" }, make("span", {}, label), menu);
}

/** A picture that the core drew. */
export function picture(svg, className) {
    const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    return make("div", { className }, document.importNode(drawn, true));
}
