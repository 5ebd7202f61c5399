// Room on this device. A photo is refused, in words, before it fills what the records after it need; and the browser is
// asked not to throw away what waits here.
const LEAST_BYTES = 100 * 1024 * 1024;

export const hasPhoto = (form) => [...form.querySelectorAll("input[type=file]")].some((each) => each.files.length > 0);

// A browser that does not say how much is free is believed until it is full.
export async function isTight() {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
  return quota - usage < LEAST_BYTES;
}

// Asked when something is kept that is nowhere else, and not before: some browsers put the question to the officer, who
// can answer it only when there is something to lose. Returns whether the browser promised.
export async function stay() {
  const storage = navigator.storage;
  if (!storage?.persist) return false;
  return (await storage.persisted().catch(() => false)) || storage.persist().catch(() => false);
}
