/** Keeps bytes under a name in the browser, in place of what the name held; settled once they are on the disk. */
export function save(name: string, bytes: Uint8Array): Promise<void>;

/** What a name holds; `null` for nothing. */
export function load(name: string): Promise<Uint8Array | null>;

/** Takes away what a name holds, as after an erasure. */
export function forget(name: string): Promise<void>;
