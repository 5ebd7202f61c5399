// A page may be loaded anew, change its language, or die under its cover. What is typed is kept for this tab, sealed to the
// house; only an open session of the same badge gets it back. What was sent is never kept: it would be recorded twice. Who
// opens the page anew finds it empty: the answers of one container are none of the next. The codes read of a load are
// kept with every code: who reads sixty seals in the cold loses none to a reload, a call or a tab put away.
import { seal } from "./sealing.js";

const KEPT = "custody_draft";
const STAYS = "custody_stays";
const PAUSE_MS = 300;
const root = document.documentElement;
const { draft: url } = document.querySelector("script[data-draft]").dataset;
const letterbox = document.querySelector("meta[name=custody-letterbox]")?.content;
const form = document.querySelector("main form.c-form[method=post]");
const key = form?.elements.idempotency_key;
const here = location.pathname + location.search;
const { badge } = document.body.dataset;
const bytesOf = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const textOf = (bytes) => btoa(Array.from(new Uint8Array(bytes), (each) => String.fromCharCode(each)).join(""));
const isMoment = (field) => field?.type === "radio" && /^\d{4}-\d\d-\d\dT/.test(field.value);
const isTicked = ({ type }) => type === "checkbox" || type === "radio";

// The same page once more, and not a new one at the same address.
const isSame = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type) || sessionStorage.getItem(STAYS) === here;
sessionStorage.removeItem(STAYS);

let typing;
let isSent = false;
let isUnanswered = false; // sent, and nobody knows whether it arrived: it goes on under its own key
let turns = 0; // the newest word alone is kept, whichever is sealed last
let isBack = false; // until then nothing that stands here is newer than what is kept

const reads = form?.querySelector("textarea[data-reads]");
// A list that is ticked by scanning is more than its ticks: how each was read is part of it, and cannot be put back.
const isRead = (field) => field.closest("[data-batch]");
const isHidden = (field) => field.type === "hidden" && !("aside" in field.dataset) && !(isUnanswered && field === key);

function fields() {
  return [...form.elements].filter((field) =>
    field.name && !isRead(field) && !isHidden(field) && !["file", "password", "submit", "button", "fieldset"].includes(field.type));
}

// [name, which of that name, what stands in it, whether it is ticked, the clock of a moment that is]
function answers() {
  const count = {};
  return fields().map((field) => {
    count[field.name] = (count[field.name] ?? -1) + 1;
    const clock = isMoment(field) && field.checked && field.labels[0]?.textContent.match(/\d\d:\d\d$/);
    return [field.name, count[field.name], field.value, isTicked(field) && field.checked, ...(clock || [])];
  });
}

async function keep(before) {
  const [said, turn] = [answers(), ++turns];
  if (isSent || !form.isConnected || (reads && !isBack)) return;
  if (JSON.stringify(said) === before) return sessionStorage.removeItem(KEPT); // all of it was taken back
  const plain = new TextEncoder().encode(JSON.stringify(said));
  const sealed = await seal(plain, { letterbox: bytesOf(letterbox), boundTo: `draft ${badge} ${here}` });
  if (isSent || turn !== turns) return;
  sessionStorage.setItem(KEPT, JSON.stringify([here, badge, textOf(sealed), root.classList.contains("is-covered")]));
}

function put([name, nth, value, ticked, clock]) {
  if (name === key?.name) {
    key.value = value;
    isUnanswered = true;
    return;
  }
  const named = fields().filter((field) => field.name === name);
  let field = isTicked(named[0] ?? {}) ? named.find((each) => each.value === value) : named[nth];
  // "15 minutes ago" is another moment a minute later: the one that was chosen stands in its place, by its clock.
  if (!field && clock && isMoment(named[nth])) {
    field = named[nth];
    field.value = value;
    field.labels[0].textContent = clock;
  }
  if (!field || (isTicked(field) ? field.checked === ticked : field.value === value)) return;
  if (isTicked(field)) field.checked = ticked;
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

async function putBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  const [path, whose, sealed, wasCovered] = kept;
  if (path !== here && whose === badge) return; // another page waits for it
  // A page that answers what was sent brings along all that was.
  if (path === here && !reads && !wasCovered && !isSame) return sessionStorage.removeItem(KEPT);
  if (path !== here || whose !== badge || document.querySelector("main [data-error-summary]")) return sessionStorage.removeItem(KEPT);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, "X-Draft-Of": encodeURIComponent(here) };
  const answer = await fetch(url, { method: "POST", headers, body: bytesOf(sealed), redirect: "manual" }).catch(() => null);
  // Nothing came back, and no word against it: it stays for the next time. So it does while the house answers: a page
  // that is loaded anew meanwhile asks again, and what was read of a load stays until something newer is kept.
  if (!answer || answer.status === 423 || answer.status >= 500) return;
  if (!answer.ok || !reads) sessionStorage.removeItem(KEPT);
  if (!answer.ok) return;
  for (const each of await answer.json()) put(each);
  const told = document.querySelector("template[data-draft-said]");
  told.replaceWith(told.content);
}

if (form && letterbox) {
  const before = JSON.stringify(answers());
  putBack().finally(() => { isBack = true; });
  for (const kind of ["submit", "pagehide"]) addEventListener(kind, () => { isSent = true; });
  addEventListener("submit", (event) => { if (event.target === form && !event.defaultPrevented) sessionStorage.removeItem(KEPT); });
  addEventListener("custody-kept", () => { clearTimeout(typing); isSent = true; turns += 1; sessionStorage.removeItem(KEPT); });
  if (reads) for (const kind of ["reads", "change"]) form.addEventListener(kind, () => { keep(before); });
  else form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(keep, PAUSE_MS, before);
  });
  addEventListener("custody-unanswered", ({ detail }) => { if (detail !== form) return; isSent = false; isUnanswered = true; keep(before); });
  for (const kind of ["input", "pageshow"]) addEventListener(kind, () => { isSent = false; });
  for (const other of document.querySelectorAll("form[data-stays]")) other.addEventListener("submit", () => sessionStorage.setItem(STAYS, here));
  new MutationObserver(() => { if (isBack) keep(before); }).observe(root, { attributeFilter: ["class"] });
}
