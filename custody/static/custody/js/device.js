// The page that lists what this device keeps, and the worker that keeps files for it.
import { session } from "./sending.js";
import { all, change, remove } from "./store.js";

const list = document.querySelector("[data-outbox-list]");
const row = document.querySelector("template[data-outbox-row]");

// As every page writes it, in the time of the house.
const { lang } = document.documentElement;
const moment = list && new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: list.dataset.zone,
});

function fill(items) {
  list.replaceChildren(...items.map((item) => {
    const made = row.content.cloneNode(true);
    const state = item.trouble || "waiting";
    made.querySelector("[data-when]").textContent = moment.format(item.at);
    made.querySelector("[data-badge]").textContent = item.author;
    for (const word of made.querySelectorAll("[data-state]")) word.hidden = word.dataset.state !== state;
    for (const kind of made.querySelectorAll("[data-kind]")) kind.hidden = kind.dataset.kind !== (item.isPhoto ? "photo" : "form");
    const away = made.querySelector("[data-take-away]");
    away.hidden = state !== "twice";
    away.addEventListener("click", async () => {
      await remove(item.key);
      dispatchEvent(new Event("custody-send-now"));
    });
    return made;
  }));
  document.querySelector("[data-outbox-calling]").hidden = !items.some((item) => item.isUrgent);
  document.querySelector("[data-outbox-unsigned]").hidden = !items.some((item) => item.isUrgent && item.trouble === "sign-in");
  document.querySelector("[data-outbox-look]").hidden = !items.some((item) => item.trouble === "look");
  document.querySelector("[data-outbox-empty]").hidden = items.length > 0;
  document.querySelector("[data-outbox-some]").hidden = items.length === 0;
}

// Their officer says whose they are: "own" goes as it is, "unsure" is held by the house and looked at there. Nobody else
// can: the house is asked who is at this device, and the word is good until that session locks.
async function looked(word) {
  const whose = await session().catch(() => null);
  const isOpen = whose !== null && !whose.locked;
  const own = isOpen ? (await all()).filter((item) => item.trouble === "look" && item.author === whose.badge) : [];
  await Promise.all(own.map((item) => change(item, { looked: `${word} ${whose.watch}`, trouble: "" })));
  document.querySelector("[data-outbox-not-theirs]").hidden = own.length > 0;
  if (own.length) dispatchEvent(new Event("custody-send-now"));
}

// Only where something waits: whether this browser has promised not to throw it away when it runs out of room.
async function promise(items) {
  const stays = !items.length || ((await navigator.storage?.persisted?.().catch(() => false)) ?? false);
  document.querySelector("[data-outbox-unpromised]").hidden = stays;
}

if (list) {
  addEventListener("custody-outbox", (event) => {
    fill(event.detail);
    promise(event.detail);
  });
  dispatchEvent(new Event("custody-look"));
  addEventListener("custody-called", () => { document.querySelector("[data-outbox-called]").hidden = false; });
  for (const button of document.querySelectorAll("[data-looked]")) button.addEventListener("click", () => looked(button.dataset.looked));
  document.querySelector("[data-send-now]").addEventListener("click", () => dispatchEvent(new Event("custody-send-now")));
}

// What this page was made of is kept with the blank forms, so that they look the same without a connection.
async function prepare() {
  const worker = await navigator.serviceWorker.register("/sw.js");
  const { pages } = document.body.dataset;
  if (!pages) return;
  const { lang, dataset } = document.documentElement;
  const look = `${lang} ${dataset.colorScheme} ${"gloves" in dataset}`;
  const ready = await navigator.serviceWorker.ready;
  // On a slow line the worker can be there before the last file of the page is.
  if (document.readyState !== "complete") await new Promise((done) => { addEventListener("load", done, { once: true }); });
  const files = performance.getEntriesByType("resource").map((each) => new URL(each.name).pathname);
  // The camera's files are not loaded before it is opened, which may be where there is no connection.
  files.push(...Object.values(document.querySelector("#scanning")?.dataset ?? {}));
  ready.active.postMessage({ pages, look, files: [...new Set(files)].filter((file) => file.startsWith("/static/")) });
}

if ("serviceWorker" in navigator && "worker" in document.body.dataset) prepare();
