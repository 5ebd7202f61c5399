// The house locks a session that nobody is at; this page says so before, covers itself, and asks for the PIN. Whether the
// session is open is always the house's word.
const told = document.querySelector("template[data-lock]");
const root = document.documentElement;
const { badge } = document.body.dataset;
const WARNING_S = 60;
const NOTED_S = 10;
const SAID_AT = [60, 30, 10];
const TOUCH_MS = 30000;
const GOES_ON_MS = 1000;
const PATIENCE_MS = 8000;
const ALONE_MS = 120;
const now = () => performance.now();

let cover, warning, before, timer, saying, pressed;
let asks = {};
let isAsking = false;
let touched = now();
let pinged = now();

const idleMs = told && Number(told.dataset.lock) * 1000;
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const isCovered = () => root.classList.contains("is-covered");

async function ask(url, options = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await fetch(url, { headers, cache: "no-store", redirect: "manual", signal, ...options });
  } catch {
    return null;
  }
}

// "open", "locked", "gone", or "" without a line. A session of somebody else is no session of this page.
async function state(method = "GET") {
  const answer = await ask(told.dataset.state, { method });
  if (!answer || answer.status >= 500) return "";
  const said = answer.ok ? await answer.json().catch(() => ({})) : {};
  if (said.badge !== badge) return "gone";
  if (said.locked) {
    asks = said;
    return "locked";
  }
  wait(said.left);
  return "open";
}

// --- waiting ----------------------------------------------------------------------------------------------------

function wait(left) {
  clearTimeout(timer);
  clearTimeout(saying);
  if (left > WARNING_S || isCovered()) unwarn();
  else warn(left);
  timer = setTimeout(look, (left > WARNING_S ? left - WARNING_S : left + 1) * 1000);
}

async function look() {
  const found = await state();
  if (found === "locked") lock();
  else if (found === "gone") leave();
  else if (!found) (now() - touched < idleMs ? wait((idleMs - now() + touched) / 1000) : lock());
}

function warn(left) {
  if (!warning) {
    warning = document.body.appendChild(told.content.querySelector("[data-lock-warning]").cloneNode(true));
    warning.addEventListener("click", unwarn);
  }
  warning.hidden = false;
  const said = SAID_AT.findLast((each) => each >= left) ?? WARNING_S;
  warning.querySelector("[data-left]").textContent = Math.ceil(Math.min(said, left));
  const next = SAID_AT.find((each) => each < left);
  if (next) saying = setTimeout(() => warn(next), (left - next) * 1000);
}

function unwarn() {
  if (warning) warning.hidden = true;
}

function touch({ target }) {
  if (isCovered()) return;
  touched = now();
  const isWarned = warning && !warning.hidden;
  if (!isWarned && now() - pinged < TOUCH_MS) return;
  pinged = now();
  // What hides under a finger lets the tap through to what lies below.
  if (!warning?.contains(target)) unwarn();
  // A touch that leads to another page says it by that page.
  setTimeout(() => state("POST").then((found) => { if (found === "locked") lock(); }), isWarned ? 0 : GOES_ON_MS);
}

// --- covering ---------------------------------------------------------------------------------------------------

function hide(mode) {
  unwarn();
  if (!cover) {
    cover = document.body.appendChild(told.content.querySelector(".c-cover").cloneNode(true));
    cover.querySelector("[data-lift]").addEventListener("click", lift);
    cover.querySelector("form").addEventListener("submit", unlock);
    // Escape closes a dialog, the second time even against its will.
    cover.addEventListener("close", () => { if (isCovered()) cover.showModal(); });
  }
  if (!isCovered()) before = { focus: document.activeElement, top: scrollY };
  root.classList.add("is-covered");
  // Modal, and the newest: a camera or a list of keys that stood open keeps nothing from it.
  if (!cover.open) cover.showModal();
  cover.dataset.mode = mode;
  cover.querySelector("[data-lift]").hidden = mode === "locked";
  cover.querySelector("form").hidden = mode !== "locked";
  const field = cover.querySelector("input");
  field.inputMode = asks.pin ? "numeric" : "text";
  cover.querySelector("[data-secret]").hidden = Boolean(asks.free);
  (mode !== "locked" ? cover.querySelector("[data-lift]") : asks.free ? cover.querySelector("[type=submit]") : field).focus();
}

function lock() {
  clearTimeout(saying);
  hide("locked");
}

function show() {
  if (!isCovered()) return;
  root.classList.remove("is-covered");
  cover.close();
  scrollTo(0, before.top);
  before.focus?.focus?.({ preventScroll: true });
  touched = now();
}

async function lift() {
  if (isAsking) return;
  isAsking = true;
  const isLate = now() - touched >= idleMs;
  const found = await state();
  isAsking = false;
  if (found === "open") show();
  else if (found === "locked") lock();
  else if (found === "gone") leave();
  else if (isLate) say(cover.dataset.offline);
  else show();
}

async function unlock(event) {
  event.preventDefault();
  if (isAsking) return;
  isAsking = true;
  const field = cover.querySelector("input");
  const answer = await ask(told.dataset.unlock, { method: "POST", body: new URLSearchParams({ secret: field.value }) });
  isAsking = false;
  field.value = "";
  if (!answer || answer.status >= 500) return say(cover.dataset.offline);
  if (answer.status === 422) {
    const { said = [] } = await answer.json();
    return say(said.join(". "), field);
  }
  // 401: the session is over. Anything else: another one has begun in this browser.
  if (answer.status !== 204) return leave();
  say("");
  if ((await state("POST")) === "gone") return leave();
  show();
  // What waited for the unlock goes now.
  dispatchEvent(new Event("custody-send-now"));
}

function say(words, field) {
  cover.querySelector("[role=alert]").textContent = words;
  field?.setAttribute("aria-invalid", "true");
  field?.focus();
}

// The page of one officer is never uncovered in the session of another.
function leave() {
  hide("locked");
  location.reload();
}

function isTyping({ target }) {
  return target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

if (told && !document.body.classList.contains("is-wall")) {
  for (const kind of ["keydown", "pointerdown", "input"]) addEventListener(kind, touch, { capture: true, passive: true });
  addEventListener("keydown", (event) => {
    // A scanner types a "b" too, and goes on at once.
    clearTimeout(pressed);
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (isCovered() && cover.dataset.mode !== "locked") {
      event.preventDefault();
      if (!event.repeat) lift();
    } else if (event.key.toLowerCase() === "b" && !isCovered() && !isTyping(event) && localStorage.getItem("custody_keys") !== "off") {
      pressed = setTimeout(hide, ALONE_MS, "blank");
    }
  }, true);
  document.querySelector("form[data-cover]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    event.target.closest("details").open = false;
    hide("blank");
  });
  // What an app switcher photographs is the cover.
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hide(cover?.dataset.mode === "locked" && isCovered() ? "locked" : "blank");
    else if (isCovered() && cover.dataset.mode !== "locked") lift();
  }, true);
  // A page that comes back from the browser's memory may be hours old.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    hide("blank");
    lift();
  });
  // The house notes a visit at most every ten seconds.
  wait(idleMs / 1000 - NOTED_S);
}
