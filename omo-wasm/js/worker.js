// omo in a Web Worker: the page stays free while it counts. Calls are posted as {call, args} and answered in order.

/** Marks what stands for an object that lives in the worker. */
const OBJECT = Symbol("object");

export function connect(worker = new Worker(new URL("./thread.js", import.meta.url), { type: "module" })) {
    const waiting = new Map();
    let next = 0;
    let broken;

    worker.onmessage = ({ data: { id, answer, object, error } }) => {
        const { resolve, reject } = waiting.get(id);
        waiting.delete(id);
        if (error) {
            const { message, ...fields } = error;
            reject(Object.assign(new Error(message), fields));
        } else {
            resolve(object === undefined ? answer : hold(object));
        }
    };
    worker.onerror = (event) => {
        broken = new Error(`omo's worker could not be started: ${event.message || "see the console"}`);
        waiting.forEach(({ reject }) => reject(broken));
        waiting.clear();
    };

    // An object nobody holds any more on this side is freed on the other.
    const forgotten = new FinalizationRegistry((object) => post(object, ["free"], [], false).catch(() => {}));

    function post(object, call, args, construct) {
        if (broken) return Promise.reject(broken);
        return new Promise((resolve, reject) => {
            const sent = args.map((arg) => (arg?.[OBJECT] === undefined ? { value: arg } : { object: arg[OBJECT] }));
            worker.postMessage({ id: next, object, call, args: sent, construct });
            waiting.set(next++, { resolve, reject });
        });
    }

    /** A function, a class or a method in the worker, by its path. */
    function remote(object, call) {
        // An arrow function could not be asked for `new`.
        return new Proxy(function () {}, {
            // Not a promise, however hard `await` looks.
            get: (_, name) => (typeof name === "symbol" || name === "then" ? undefined : remote(object, [...call, name])),
            apply: (_, self, args) => post(object, call, args, false),
            construct: (_, args) => post(object, call, args, true),
        });
    }

    function hold(object) {
        const held = new Proxy({}, {
            get: (_, name) => {
                if (name === OBJECT) return object;
                return typeof name === "symbol" || name === "then" ? undefined : remote(object, [name]);
            },
        });
        forgotten.register(held, object);
        return held;
    }

    return new Proxy({}, {
        get: (_, name) => {
            if (name === "terminate") return () => worker.terminate();
            return typeof name === "symbol" || name === "then" ? undefined : remote(undefined, [name]);
        },
    });
}
