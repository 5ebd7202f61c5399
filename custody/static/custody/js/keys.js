// Single keys for whoever works through alerts: off inside fields, and for those who switch them off.
const SWITCH = "custody_keys";
const ALONE_MS = 120;
const help = document.getElementById("keys");
const opener = document.querySelector("[data-keys-open]");
const off = document.querySelector("[data-keys-off]");
let pressed;

function rows() {
  return [...document.querySelectorAll("#inbox [data-row]")];
}

function current() {
  return document.activeElement?.closest?.("[data-row]");
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  next.querySelector("th a").focus();
}

// On the row that has the focus, or on the one alert that the page is about: never on whichever comes first.
function press(selector) {
  const where = rows().length ? current() : document;
  where?.querySelector(selector)?.click();
}

function unfold(name) {
  const part = document.querySelector(`details[data-act="${name}"]`);
  if (!part) return;
  part.open = true;
  part.querySelector("input:not([type=hidden]), textarea, button")?.focus();
}

function filter() {
  const form = document.querySelector("[data-filters]");
  if (!form) return;
  form.closest("details").open = true;
  form.querySelector("select")?.focus();
}

const MEANING = {
  j: () => step(1),
  k: () => step(-1),
  t: () => press("[data-take] button"),
  x: () => press("input[name=alerts]"),
  e: () => unfold("extend"),
  p: () => unfold("pass_on"),
  n: () => unfold("note"),
  c: () => unfold("close"),
  "/": () => filter(),
  "?": () => help.showModal(),
};

const ACTS = new Set(["t", "x"]);

if (help) {
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
  off.checked = localStorage.getItem(SWITCH) === "off";
  off.addEventListener("change", () => localStorage.setItem(SWITCH, off.checked ? "off" : "on"));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || help.open || off.checked) return;
    if (event.target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    // A scanner types letters too, and goes on at once.
    clearTimeout(pressed);
    const act = MEANING[event.key];
    if (!act) return;
    event.preventDefault();
    if (ACTS.has(event.key)) pressed = setTimeout(act, ALONE_MS);
    else act();
  });
}
