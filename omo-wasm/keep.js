// Bytes kept in the browser (IndexedDB), in a page or a worker: a snapshot outlives the tab.

/** One database, with one table of bytes by name. */
function open() {
    return new Promise((resolve, reject) => {
        const asked = indexedDB.open("omo", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("kept");
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
        asked.onblocked = () => reject(new Error("another tab holds an older omo open: close it"));
    });
}

/** Does something with the table; settled once it is on the disk. */
async function within(mode, act) {
    const database = await open();
    try {
        return await new Promise((resolve, reject) => {
            const transaction = database.transaction("kept", mode, { durability: "strict" });
            const asked = act(transaction.objectStore("kept"));
            transaction.oncomplete = () => resolve(asked.result);
            transaction.onabort = () => reject(transaction.error);
        });
    } finally {
        database.close();
    }
}

export async function save(name, bytes) {
    await within("readwrite", (kept) => kept.put(bytes, name));
}

export async function load(name) {
    return (await within("readonly", (kept) => kept.get(name))) ?? null;
}

export async function forget(name) {
    await within("readwrite", (kept) => kept.delete(name));
}
