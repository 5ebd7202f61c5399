// What this device keeps until it is sent (IndexedDB): sealed items by their key, and who signed in here last.
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("custody-outbox", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("items", { keyPath: "key" });
      asked.result.createObjectStore("facts");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function run(name, mode, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    // "strict": on the disk before the officer is told that it is kept.
    const act = base.transaction(name, mode, { durability: "strict" });
    const asked = work(act.objectStore(name));
    act.oncomplete = () => resolve(asked.result);
    act.onabort = () => reject(act.error);
  });
}

// A call for help before text, text before photos, each in the order in which it was signed.
const rank = (item) => (item.isUrgent ? 0 : item.isPhoto ? 2 : 1);
const byOrder = (a, b) => rank(a) - rank(b) || a.at - b.at;

export const add = (item) => run("items", "readwrite", (items) => items.put(item));
export const remove = (key) => run("items", "readwrite", (items) => items.delete(key));
export const all = async () => (await run("items", "readonly", (items) => items.getAll())).sort(byOrder);
export const know = (name) => run("facts", "readonly", (facts) => facts.get(name));
export const learn = (name, value) => run("facts", "readwrite", (facts) => facts.put(value, name));
export const forget = (name) => run("facts", "readwrite", (facts) => facts.delete(name));

// Changes an item that is still as it was read: one that was sent meanwhile does not come back, and one that was put
// right meanwhile is not marked with the answer to what stood in it before.
export function change(item, changes) {
  return run("items", "readwrite", (items) => {
    const asked = items.get(item.key);
    asked.onsuccess = () => asked.result?.version === item.version && items.put({ ...asked.result, ...changes });
    return asked;
  });
}

export const find = (key) => run("items", "readonly", (items) => items.get(key));
