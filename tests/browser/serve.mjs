// A small server of files, and a browser that looks at them.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const TYPES = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".wasm": "application/wasm",
};

/** The built package, as a web server would lay it out. */
export const dist = fileURLToPath(new URL("../../omo-wasm/dist", import.meta.url));

/** A page that runs a module, which sets `window.answer`. */
export const page = (script) => `<!doctype html><meta charset="utf-8"><script type="module">${script}</script>`;

/** Serves `folders` (address to folder) and `files` (address to text) until `close`. */
export async function serve(folders, files = {}) {
    const server = createServer(async (request, response) => {
        const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
        const [mount, folder] = Object.entries(folders).find(([mount]) => path.startsWith(mount)) ?? [];
        // Browsers ask for it unasked.
        if (path === "/favicon.ico") return response.writeHead(204).end();
        try {
            const body = files[path] ?? (await readFile(join(folder, normalize(`/${path.slice(mount.length)}`))));
            response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/html; charset=utf-8" }).end(body);
        } catch {
            response.writeHead(404).end();
        }
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** The browser that CHROME names. */
export function browse() {
    const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
    const alone = ["--disable-background-networking", "--disable-component-update"];
    return chromium.launch({ executablePath: process.env.CHROME, headless: true, args: [...quiet, ...alone] });
}

/** Opens an address and gives what the page made of `window.answer`, a promise; what it complains of is an error. */
export async function answer(browser, url) {
    const tab = await browser.newPage();
    const complaints = [];
    tab.on("pageerror", (error) => complaints.push(String(error)));
    tab.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(`${message.text()} ${message.location().url}`);
    });
    try {
        await tab.goto(url);
        await tab.waitForFunction(() => window.answer !== undefined, undefined, { timeout: 30_000 });
        const said = await tab.evaluate(() => window.answer);
        if (complaints.length > 0) throw new Error(complaints.join("\n"));
        return said;
    } catch (error) {
        throw new Error([String(error), ...complaints].join("\n"));
    } finally {
        await tab.close();
    }
}
