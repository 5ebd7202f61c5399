// A form about what happened is kept on this device, sealed, before it is sent: whatever the line does then, it becomes
// one record. With a connection the browser sends it as ever; what got no answer is sent from here until it has one.
import { hasPhoto, isTight, stay } from "./room.js";
import { seal } from "./sealing.js";
import { send, session } from "./sending.js";
import { add, all, change, find, forget, know, learn, remove } from "./store.js";

const FLYING = "custody-flying";
const BROUGHT = "custody-brought";
const FLIGHT_MS = 60000;
const EVERY_MS = 60000;
const LONG_MS = 3600000;
const SLACK_MS = 60000;

const body = document.body;
const isBlank = "blank" in body.dataset;
const pill = document.querySelector("[data-outbox-pill]");
const { content: letterbox, dataset: { now: houseNow } = {} } = document.querySelector("meta[name=custody-letterbox]") ?? {};

// By how much the clock was put back under this page.
const turn = () => Date.now() - performance.now();
const begun = turn();
const putBack = () => (begun - turn() > SLACK_MS ? begun - turn() : 0);

// The latest moment seen here: the README says what it is for.
async function noteTime(isOfTheHouse) {
  const last = isOfTheHouse ? 0 : (await know("last")) ?? 0;
  await learn("last", Math.max(last, Date.now()));
}

// --- keeping ----------------------------------------------------------------------------------------------------

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.matches("form[data-outbox]")) {
    event.preventDefault();
    keep(form, event.submitter);
  } else if (form.elements.idempotency_key?.value) {
    // Brought back by the house: what is sent now counts, once it was answered. Until then the copy stays.
    const key = form.elements.idempotency_key.value;
    sessionStorage.setItem(BROUGHT, key);
    find(key).then((kept) => kept && change(kept, { trouble: "look" }));
  }
});

// Told when the photo is taken, not when everything else was answered.
addEventListener("change", async ({ target }) => {
  if (target.type !== "file" || navigator.onLine || !target.form?.matches("form[data-outbox]")) return;
  if (hasPhoto(target.form) && (await isTight())) say(target.form, "tight");
});

async function keep(form, submitter) {
  // What was held and put right goes the way it came: the house knows it by its key, and when it was signed.
  const goesOn = !isBlank && !("outboxHeld" in form.dataset) && navigator.onLine;
  const key = form.elements.idempotency_key;
  const isUrgent = "outboxUrgent" in form.dataset;
  // Two calls for help from one page are two: none takes the place of the other.
  if (isBlank || isUrgent) key.value = crypto.randomUUID();
  const isTooMuch = hasPhoto(form) && (await isTight());
  if (isTooMuch && !goesOn) return say(form, "tight");
  let isKept = false;
  try {
    if (!isTooMuch) {
      await add(await itemOf(form, submitter, key.value, { until: goesOn ? Date.now() + FLIGHT_MS : 0 }));
      isKept = true;
    }
  } catch (trouble) {
    if (!goesOn) return say(form, trouble.name === "NobodyError" ? "nobody" : "full");
  }
  // form.submit() fires no event: the draft goes here.
  dispatchEvent(new Event("custody-kept"));
  // Where nothing was kept the page alone has it.
  form.toggleAttribute("data-unkept", !isKept);
  if (!goesOn) {
    stay();
    // Whoever calls in silence finds an ordinary page.
    if (isQuiet(submitter)) return location.assign("/");
    say(form, "kept");
    return flush();
  }
  sessionStorage.setItem(FLYING, key.value);
  const pressed = document.createElement("input");
  if (submitter?.name) form.append(Object.assign(pressed, { type: "hidden", name: submitter.name, value: submitter.value }));
  form.submit();
  // The page may come back from memory.
  pressed.remove();
}

const isQuiet = (submitter) => submitter?.name === "silent";

async function itemOf(form, submitter, key, { until }) {
  const author = body.dataset.badge || (await know("badge"));
  const house = letterbox ? bytesOf(letterbox) : await know("letterbox");
  if (!author || !house) throw Object.assign(new Error("nobody signed in here"), { name: "NobodyError" });
  const answers = [];
  let file = null;
  for (const [name, value] of new FormData(form, submitter)) {
    if (value instanceof File) file = value.size ? { name, value } : file;
    // As the browser would send it.
    else if (name !== "csrfmiddlewaretoken") answers.push([name, value.replace(/\r\n|\r|\n/g, "\r\n")]);
  }
  const parts = [...form.querySelectorAll("[data-whole]:checked")].flatMap((whole) => partsOf(form, whole));
  const at = Date.now();
  const said = {
    path: form.getAttribute("action") ?? location.pathname + (isBlank ? "" : location.search),
    device_at: new Date(at).toISOString(),
    answers,
    parts,
    file: file && { name: file.name, type: file.value.type },
  };
  const head = new TextEncoder().encode(JSON.stringify(said));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, head.length);
  const plain = await new Blob([length, head, file ? file.value : ""]).arrayBuffer();
  const sealed = await seal(plain, { letterbox: house, boundTo: `${key} ${author}` });
  const version = crypto.randomUUID();
  const kind = { isPhoto: Boolean(file), isUrgent: "outboxUrgent" in form.dataset, isQuiet: isQuiet(submitter) };
  const clock = await know("clock");
  const back = putBack();
  // Put back under this page: reckoned with. Put back before: looked at.
  const isBack = !back && at < ((await know("last")) ?? 0) - SLACK_MS;
  return { key, version, author, at, isBack, clock: clock && { ...clock, ahead: clock.ahead + back }, ...kind, about: aboutOf(said.path), sealed, until, tries: 0, trouble: "" };
}

// Each unit that one answer stands for. No answers of the form: it is the same whichever way it goes.
function partsOf(form, whole) {
  const boxes = [...form.querySelectorAll(`input[name="${whole.name}"]:not([data-whole], [data-frozen])`)];
  return boxes.length === Number(whole.dataset.whole) ? boxes.map(({ name, value }) => [name, value]) : [];
}

// What items are about, without saying what it is: those about one thing are sent in their order.
function aboutOf(path) {
  return /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(path)?.[0] ?? "";
}

function bytesOf(text) {
  return Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
}

// --- saying -----------------------------------------------------------------------------------------------------

function say(form, word) {
  const told = document.querySelector(`template[data-outbox-said=${word}]`).content.cloneNode(true);
  const notice = told.firstElementChild;
  document.querySelector("[data-outbox-notice]")?.remove();
  notice.dataset.outboxNotice = word;
  notice.tabIndex = -1;
  form.before(notice);
  form.classList.remove("is-sent");
  form.removeAttribute("aria-busy");
  if (word === "kept") form.remove();
  know("badge").then((badge) => nameIn(notice, badge));
  for (const count of notice.querySelectorAll("[data-count]")) count.textContent = form.dataset.told;
  notice.focus();
}

// In whose name this device signs: who was signed in here last, which whoever holds it now must see.
function nameIn(part, badge) {
  for (const each of part.querySelectorAll("[data-whose] [data-badge]")) each.textContent = badge ?? "–";
}

// What was sent in silence is neither shown nor counted: somebody may look on.
const shown = async () => (await all()).filter((item) => !item.isQuiet);

async function show() {
  const items = await shown();
  const needs = items.filter((item) => item.trouble).length;
  // What the house holds is said until the officer has looked at it there.
  const held = items.length ? 0 : (await know("held")) ?? 0;
  const old = items.filter((item) => Date.now() - item.at > LONG_MS).length;
  const word = needs ? "needs" : old ? "long" : items.length ? "waiting" : held ? "held" : "sent";
  const count = needs || old || items.length || held;
  pill.textContent = pill.dataset[word].replace("0", String(count));
  if (count) pill.dataset.count = count;
  else delete pill.dataset.count;
  pill.href = held ? "/outbox/held/" : "/outbox/";
  pill.classList.toggle("is-offline", items.length + held > 0);
  pill.classList.toggle("is-long", old > 0);
  if (items.length || held) pill.hidden = false;
  remind(old);
  dispatchEvent(new CustomEvent("custody-outbox", { detail: items }));
}

// What waits too long is said by the bar of every page and on the list: above a form it would push the buttons away.
function remind(count) {
  const list = document.querySelector("[data-outbox-some]");
  if (!list) return;
  let notice = document.querySelector("[data-outbox-long]");
  if (!count) return notice?.remove();
  if (!notice) {
    const told = document.querySelector("template[data-outbox-said=long]").content.cloneNode(true);
    notice = told.firstElementChild;
    notice.dataset.outboxLong = "";
    list.prepend(notice);
  }
  const number = notice.querySelector("[data-count]");
  // Written only when it is another one: it is read aloud.
  if (number.textContent !== String(count)) number.textContent = count;
}

// Whoever signs out with something unsent is told once; the second press goes.
async function leave(event) {
  const form = event.target;
  event.preventDefault();
  // The page of a locked session is nobody's.
  const badge = body.dataset.badge ?? (await know("badge"));
  const own = (await shown()).filter((item) => item.author === badge);
  const isTold = "told" in form.dataset;
  form.dataset.told = own.length;
  if (own.length && !isTold) return say(form, "leaving");
  await forget("badge");
  form.submit();
}

// --- sending ----------------------------------------------------------------------------------------------------

export async function flush({ now = false } = {}) {
  let next = 0;
  if (navigator.onLine) await navigator.locks.request("custody-outbox", async () => { next = await send({ now }); });
  await show();
  if (next) setTimeout(flush, Math.max(next - Date.now(), 1000));
}

// The copy of what the house brought back goes once the house says that it is in.
async function settleBrought() {
  const key = sessionStorage.getItem(BROUGHT);
  const whose = key && (await find(key)) && (await session(key));
  if (whose?.is_in) await remove(key);
  if (whose || !(key && (await find(key)))) sessionStorage.removeItem(BROUGHT);
}

async function begin() {
  // A line that is there and says nothing holds up the sending, not the list.
  addEventListener("custody-look", show);
  if (isBlank) nameIn(document, await know("badge"));
  if (letterbox) {
    // What the clock of the house said, and how far this one was from it: the next line may put this one right.
    const clock = { house: houseNow * 1000, ahead: houseNow * 1000 - Date.now() };
    // A device that takes no more still sends what it has.
    await Promise.allSettled([learn("badge", body.dataset.badge), learn("letterbox", bytesOf(letterbox)), learn("clock", clock), noteTime(true)]);
  } else await noteTime().catch(() => {});
  // The page after a form was sent: it came back to be put right (a second reading has a key of its own), or the house is asked.
  const flying = sessionStorage.getItem(FLYING);
  sessionStorage.removeItem(FLYING);
  if (flying) {
    const isBack = [...document.forms].some((form) => [form.elements.idempotency_key?.value, form.dataset.cameAs].includes(flying));
    const flown = await find(flying);
    // The page that came has the last word: the officer reads there what became of it.
    const isOver = Boolean(document.querySelector("[data-answered]"));
    if (flown) await (isBack || isOver ? remove(flying) : change(flown, { until: 0 }));
  }
  await settleBrought().catch(() => {});
  if (document.querySelector("[data-held]")) await forget("held");
  for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", leave);
  addEventListener("online", () => flush({ now: true }));
  addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") noteTime().then(flush); });
  addEventListener("custody-send-now", () => flush({ now: true }));
  // Whoever still reads that nobody heard the call is led to the page that says who answers it.
  addEventListener("custody-called", ({ detail }) => {
    if (detail && document.querySelector("[data-outbox-calling]:not([hidden])")) location.replace(detail);
  });
  setInterval(() => noteTime().then(flush), EVERY_MS);
  if ((await all()).length || flying) await flush();
  else if (await know("held")) await show();
}

if (pill) begin();
