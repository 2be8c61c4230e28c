import type * as omo from "./omo.js";

/** What a call through the worker gives: plain values as they are, objects as handles. */
export type Remote<T> = T extends { free(): void } ? Handle<T> : T;

/** An object that lives in the worker; call `free()` when it is no longer needed. */
export type Handle<T> = {
    [Name in keyof T as T[Name] extends (...args: any[]) => any ? Name : never]: Call<T[Name]>;
};

/** Objects are passed by their handles. */
export type Arguments<T extends unknown[]> = { [Name in keyof T]: T[Name] | Remote<T[Name]> };

/** The same call, answered by a promise. */
export type Call<T> = T extends (...args: infer Given) => infer Answer
    ? (...args: Arguments<Given>) => Promise<Remote<Awaited<Answer>>>
    : T;

/** A class: made by `await new omo.Name(…)`. */
export type Class<T> = T extends new (...args: infer Given) => infer Made
    ? { new (...args: Arguments<Given>): Promise<Remote<Made>> } & Handle<T>
    : Handle<T>;

/** The whole of `omo-wasm`, each call answered by a promise. */
export type Omo = {
    [Name in keyof typeof omo]: (typeof omo)[Name] extends (...args: any[]) => any
        ? Call<(typeof omo)[Name]>
        : Class<(typeof omo)[Name]>;
} & {
    /** Stops the worker. */
    terminate(): void;
};

/**
 * Starts omo in a Web Worker, so that long calls leave the page free. No `init` is needed.
 *
 * A worker of your own may be passed: a module worker that imports `omo-wasm/thread`.
 */
export function connect(worker?: Worker): Omo;
