// The worker's side of worker.js.
import * as omo from "./web.js";

const ready = omo.init();
const objects = new Map();
let next = 0;

onmessage = async ({ data: { id, object, call, args, construct } }) => {
    try {
        await ready;
        let target = object === undefined ? omo : objects.get(object);
        for (const name of call.slice(0, -1)) target = target[name];
        const name = call.at(-1);
        const given = args.map((arg) => ("object" in arg ? objects.get(arg.object) : arg.value));
        const answer = construct ? new target[name](...given) : await target[name](...given);
        if (name === "free") objects.delete(object);
        // An object of the module cannot travel: it stays here and a number goes.
        if (typeof answer?.free === "function") {
            objects.set(next, answer);
            postMessage({ id, object: next++ });
        } else {
            postMessage({ id, answer }, ArrayBuffer.isView(answer) ? [answer.buffer] : []);
        }
    } catch (error) {
        const { name, message, code } = error;
        postMessage({ id, error: { name, message, code } });
    }
};
