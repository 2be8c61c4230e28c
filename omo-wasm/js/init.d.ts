/** A `WebAssembly.Module`; types for Node alone do not know it. */
type Module = typeof globalThis extends { WebAssembly: { Module: new (...args: any) => infer Module } } ? Module : never;

/** Where the module comes from: its address, its answer, its bytes or the module itself. */
export type Source = string | URL | Response | ArrayBuffer | Uint8Array | Module;

/**
 * Makes the other functions ready; calling it again costs nothing.
 *
 * By default the module is fetched from where this file lies, which browsers and bundlers both understand.
 * In Node everything is ready at import and this does nothing.
 */
export function init(source?: Source | Promise<Source>): Promise<void>;
