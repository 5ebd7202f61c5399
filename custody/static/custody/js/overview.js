// The overview looks again every minute, while somebody can see it, and says how old it is. A house that would say the
// same again is told so and nothing moves; else the focus and the open tables stay where they were.
const PERIOD_MS = 60000;
const AMBER_MINUTES = 3;
const RED_MINUTES = 10;

const age = document.querySelector("[data-age]");
const stale = document.querySelector("[data-stale]");
let fresh = Date.now();
let kept = null;

function board() {
  return document.getElementById("board");
}

function tell() {
  const minutes = Math.floor((Date.now() - fresh) / 60000);
  const words = minutes === 1 ? age.dataset.one : age.dataset.more.replace("0", String(minutes));
  age.querySelector("[data-minutes]").textContent = minutes ? `· ${words}` : "";
  age.dataset.color = minutes >= RED_MINUTES ? "danger" : minutes >= AMBER_MINUTES ? "warning" : "neutral";
  stale.hidden = minutes < RED_MINUTES;
}

function look() {
  if (document.visibilityState === "visible" && navigator.onLine) board()?.dispatchEvent(new Event("look"));
}

function well(at) {
  fresh = Date.now();
  if (at) age.querySelector("time")?.replaceWith(at);
  tell();
}

// Where the focus is, said so that it is found again: in which part, and which of the links that lead there.
function whereFocusIs() {
  const one = document.activeElement;
  if (!board().contains(one)) return null;
  const part = one.closest("[id]")?.closest("section")?.id ?? "board";
  const all = focusable(part);
  return { part, href: one.getAttribute("href"), n: all.indexOf(one) };
}

function focusable(part) {
  return [...(document.getElementById(part)?.querySelectorAll("a, button, summary") ?? [])];
}

if (board() && age) {
  setInterval(tell, 15000);
  setInterval(look, PERIOD_MS);
  addEventListener("visibilitychange", () => {
    tell();
    if (Date.now() - fresh >= PERIOD_MS) look();
  }, true);
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id === "board") event.detail.headers["If-None-Match"] = board().dataset.mark;
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "board") return;
    if (event.detail.xhr.status === 304) {
      event.detail.shouldSwap = false;
      event.detail.isError = false;
      return well(clock(event.detail.xhr));
    }
    const open = [...board().querySelectorAll("details[open]")].map((each) => each.closest("section")?.id);
    kept = { focus: whereFocusIs(), open, at: clock(event.detail.xhr) };
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "board" || !kept) return;
    for (const id of kept.open) document.querySelector(`#${id} details`)?.setAttribute("open", "");
    if (kept.focus) {
      const all = focusable(kept.focus.part);
      const same = all.filter((each) => each.getAttribute("href") === kept.focus.href);
      (all[kept.focus.n]?.getAttribute("href") === kept.focus.href ? all[kept.focus.n] : same[0] ?? all[0])?.focus();
    }
    well(kept.at);
    kept = null;
  });
}

// The time of the answer as the server wrote it.
function clock(answer) {
  const words = answer.getResponseHeader("X-Clock");
  if (!words) return null;
  const time = document.createElement("time");
  time.textContent = words;
  return time;
}
