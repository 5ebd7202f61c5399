// A page that waits for another person's answer looks again while somebody sees it, and is fetched anew when the answer
// has come: nobody stands with a load and a phone that still says "Offered". A house that gives no answer changes nothing.
const PERIOD_MS = 10000;
const TIMEOUT_MS = 8000;
const state = document.querySelector("[data-awaits]")?.dataset.awaits;

async function look() {
  if (document.visibilityState !== "visible" || !navigator.onLine || document.querySelector(".c-menu[open]")) return;
  const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok || answer.redirected) return;
  const now = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-awaits]");
  if (now && now.dataset.awaits !== state) location.reload();
}

if (document.querySelector("[data-awaits=offered]")) setInterval(() => look().catch(() => {}), PERIOD_MS);
