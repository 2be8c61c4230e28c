// What a dropped file is, from its name and its first lines.

/** The side files: how each is told by its columns, and the words it may use. */
export const TABLES = {
    products: { needs: ["id", "name"], tells: ["price", "category"], words: ["id", "name", "category", "price", "currency"] },
    stores: { needs: ["id", "name", "latitude", "longitude"], tells: ["latitude"], words: ["id", "name", "latitude", "longitude"] },
    stock: { needs: ["store", "product", "quantity"], tells: ["quantity"], words: ["store", "product", "quantity"] },
    consents: {
        needs: ["kind", "value", "purpose", "status", "at"],
        tells: ["purpose"],
        words: ["kind", "value", "purpose", "channel", "status", "at", "notice"],
    },
};

/** What a touchpoint's columns may mean. */
export const FACTS = [
    "id", "occurred_at", "channel", "store", "action", "member_id", "email", "phone", "app_id", "payment_token", "device",
    "cookie", "name", "address", "postcode", "product", "quantity", "unit_price", "amount", "currency", "about", "coupon",
];

/** The bytes of a file in UTF-8: many tills still write Shift_JIS. */
export function utf8(bytes) {
    const read = (encoding) => {
        try {
            return new TextDecoder(encoding, { fatal: true }).decode(bytes);
        } catch {
            return undefined;
        }
    };
    if (read("utf-8") !== undefined) return { bytes, shiftJis: false };
    const text = read("shift_jis");
    // Neither: the core says which rows are broken.
    return text === undefined ? { bytes, shiftJis: false } : { bytes: new TextEncoder().encode(text), shiftJis: true };
}

/** The columns of a file and what its first row holds. */
export function head(bytes) {
    const text = new TextDecoder().decode(bytes.subarray(0, 65_536));
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
    if (lines[0]?.trimStart().startsWith("{")) {
        const examples = new Map();
        for (const line of lines.slice(0, 50)) {
            try {
                for (const [column, value] of flat(JSON.parse(line))) {
                    if (!examples.get(column)) examples.set(column, value);
                }
            } catch {
                // A broken line is the core's to tell.
            }
        }
        return { kind: "json_lines", columns: [...examples.keys()], examples: [...examples.values()] };
    }
    return { kind: "csv", columns: cells(lines[0] ?? ""), examples: cells(lines[1] ?? "") };
}

/** The paths of an object and what stands there: `customer.email`. */
function* flat(object, path = "") {
    for (const [name, value] of Object.entries(object)) {
        if (Array.isArray(value)) continue;
        if (value !== null && typeof value === "object") yield* flat(value, `${path}${name}.`);
        else yield [path + name, value === null ? "" : String(value)];
    }
}

/** The cells of a line of CSV. */
function cells(line) {
    const found = [];
    for (const [, quoted, plain] of line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
        found.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    }
    return found;
}

/**
 * Which of the known exports a file is: `{ table | kind, mapping }`, or nothing.
 *
 * A file of a known name needs most of its columns, one of another name all of them.
 */
export function recognise(name, { kind, columns }, { exports, tables }) {
    const stem = name.toLowerCase().replace(/\.\w+$/, "");
    const has = (column) => columns.includes(column);
    if (kind === "json_lines" && has("type") && has("messageId")) return { kind: "segment", mapping: exports["ec.jsonl"].mapping };
    // A column that is not there cannot be read.
    const fit = (mapping) => ({ ...mapping, columns: Object.fromEntries(Object.entries(mapping.columns ?? {}).filter(([column]) => kind !== "csv" || has(column))) });
    const share = (mapped) => mapped.filter(has).length / mapped.length;
    for (const [file, known] of Object.entries(exports)) {
        if (known.kind !== kind) continue;
        const found = share(Object.keys(known.mapping.columns));
        const named = stem.startsWith(file.replace(/\.\w+$/, ""));
        if (found === 1 || (named && found > 0.5)) return { kind, mapping: fit(known.mapping) };
    }
    if (kind !== "csv") return undefined;
    for (const [file, mapping] of Object.entries(tables)) {
        const table = file === "consent.csv" ? "consents" : file.replace(".csv", "");
        const words = columns.map((column) => mapping.columns?.[column] ?? column);
        const { needs, tells } = TABLES[table];
        if (needs.every((word) => words.includes(word)) && tells.some((word) => words.includes(word))) return { table, mapping: fit(mapping) };
    }
    return undefined;
}

/** Words that column names use, in English and Japanese, the surest first. */
const HINTS = [
    ["email", /e-?mail|メール/],
    ["phone", /phone|tel|mobile|電話|携帯/],
    ["postcode", /post|zip|郵便/],
    ["address", /addr|住所/],
    ["occurred_at", /time|date|日時|日付|(^|_)(at|on|ts)$|年月日|購入日|受付日/],
    ["coupon", /coupon|クーポン/],
    ["payment_token", /token|トークン/],
    ["cookie", /cookie|anonymous/],
    ["device", /device|端末/],
    ["app_id", /install|app_?id/],
    ["member_id", /member|card|loyalty|customer_?(id|no|code)|user_?id|account|会員|顧客(番号|コード|id)/],
    ["store", /store|shop|branch|店舗|店名|店コード/],
    ["channel", /channel|チャネル|媒体/],
    ["unit_price", /unit_?price|単価|^price$|価格/],
    ["amount", /amount|total|subtotal|金額|小計/],
    ["quantity", /quantity|qty|count|数量|個数|点数/],
    ["product", /jan|ean|upc|gtin|sku|product|item|商品/],
    ["currency", /currency|通貨/],
    ["action", /action|event|type|kind|種別|区分|行動/],
    ["name", /name|氏名|名前|お客様名/],
    ["id", /(^|_)(id|no|number|code)$|receipt|order|番号|伝票|レシート/],
    ["about", /topic|subject|about|query|keyword|内容|件名|要件/],
];

const SIDE_HINTS = {
    latitude: /^lat|緯度/,
    longitude: /^(lon|lng)|経度/,
    category: /categ|部門|カテゴリ|分類/,
    price: /price|価格|単価/,
    kind: /kind|type|種類/,
    value: /value|identifier|値/,
    purpose: /purpose|目的/,
    status: /status|consent|状態|同意/,
    at: /time|date|日時|(^|_)at$/,
    notice: /notice|通知/,
    id: /(^|_)(id|no|code|key)$|jan|sku|番号|コード|^store$/,
    name: /name|名/,
};

/** What a file of facts or of a table probably means: column to word, each word once, identifiers as often as they come. */
export function guess(columns, table) {
    const words = table ? TABLES[table].words : FACTS;
    const hint = Object.fromEntries(HINTS);
    const often = ["member_id", "email", "phone", "device", "cookie", "app_id", "payment_token", "name", "address", "postcode"];
    const taken = new Set();
    const found = {};
    const take = (column, word) => {
        if (found[column] || !words.includes(word) || (taken.has(word) && (table || !often.includes(word)))) return;
        found[column] = word;
        taken.add(word);
    };
    const plain = (column) => column.split(".").at(-1).replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase().replace(/[\s-]+/g, "_");
    // Exact names first, so that a vague hint does not take their word.
    for (const column of columns) take(column, plain(column));
    const order = table ? words : HINTS.map(([word]) => word);
    for (const word of order) {
        const pattern = (table && SIDE_HINTS[word]) || hint[word];
        for (const column of columns) if (pattern?.test(plain(column))) take(column, word);
    }
    return found;
}

/** Which kind of contents a header looks like: a table's name, or nothing for facts. */
export function guessTable(columns) {
    return Object.keys(TABLES).find((table) => {
        const found = Object.values(guess(columns, table));
        const time = table !== "consents" && Object.values(guess(columns)).includes("occurred_at");
        return !time && TABLES[table].needs.every((word) => found.includes(word)) && TABLES[table].tells.some((word) => found.includes(word));
    });
}
