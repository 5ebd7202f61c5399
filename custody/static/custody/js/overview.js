// The overview looks again every minute, while somebody can see it, and says how old it is. A house that would say the
// same again is told so and nothing moves; else the focus and the open tables stay where they were.
const PERIOD_MS = 60000;
const TIMEOUT_MS = 8000;
const AMBER_MINUTES = 3;
const RED_MINUTES = 10;

const age = document.querySelector("[data-age]");
const stale = document.querySelector("[data-stale]");
let fresh = Date.now();

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

// An answer that is not the overview (the session is over, the house stumbles) changes nothing: the age says it.
async function look() {
  if (document.visibilityState !== "visible" || !navigator.onLine) return;
  const headers = { "HX-Request": "true", "If-None-Match": board().dataset.mark };
  const answer = await fetch(board().dataset.look, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const written = await answer.text();
  if (answer.status !== 304 && (!answer.ok || answer.redirected)) return;
  if (written) swap(written);
  well(clock(answer));
}

function swap(written) {
  const focus = whereFocusIs();
  const open = [...board().querySelectorAll("details[open]")].map((each) => each.closest("section")?.id);
  board().outerHTML = written;
  for (const id of open) document.querySelector(`#${id} details`)?.setAttribute("open", "");
  if (focus) {
    const all = focusable(focus.part);
    const same = all.filter((each) => each.getAttribute("href") === focus.href);
    (all[focus.n]?.getAttribute("href") === focus.href ? all[focus.n] : same[0] ?? all[0])?.focus();
  }
  board().dispatchEvent(new Event("custody:fresh", { bubbles: true }));
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
  const again = () => look().catch(() => {});
  setInterval(tell, 15000);
  setInterval(again, PERIOD_MS);
  addEventListener("visibilitychange", () => {
    tell();
    if (Date.now() - fresh >= PERIOD_MS) again();
  }, true);
}

// The time of the answer as the server wrote it.
function clock(answer) {
  const words = answer.headers.get("X-Clock");
  if (!words) return null;
  const time = document.createElement("time");
  time.textContent = words;
  return time;
}
