// A second press while the first is on its way does nothing. The real guard is the key on the server.
addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-submit-once]")) return;
  if (form.classList.contains("is-sent")) {
    event.preventDefault();
    return;
  }
  form.classList.add("is-sent");
  form.setAttribute("aria-busy", "true");
  awaitFile(form);
});
function release(form) {
  form.classList.remove("is-sent");
  form.removeAttribute("aria-busy");
}
// A file that is given leaves the page where it was. The house says by a cookie that it is: what is pressed then is
// another act, with a key of its own.
function awaitFile(form) {
  const key = form.querySelector("input[name=idempotency_key]");
  const looking = key && setInterval(() => {
    if (!form.classList.contains("is-sent")) return clearInterval(looking);
    if (!document.cookie.split("; ").includes(`custody_given=${key.value}`)) return;
    clearInterval(looking);
    key.value = crypto.randomUUID();
    release(form);
  }, 300);
}
// No answer came, and the worker left this page as it is. What the device keeps is listed; anything else is pressed
// again, and by its key it is one record. It may be sent anew at once; it is said when somebody looks.
navigator.serviceWorker?.addEventListener("message", ({ data: { unanswered } }) => {
  const sent = [...document.forms].find((form) => form.method === "post" && new URL(form.action).pathname + new URL(form.action).search === unanswered && (form.classList.contains("is-sent") || !form.matches("[data-submit-once]")));
  if (!sent) return;
  release(sent);
  dispatchEvent(new CustomEvent("custody-unanswered", { detail: sent }));
  if (document.visibilityState === "visible") sayUnanswered(sent);
  else addEventListener("visibilitychange", () => sayUnanswered(sent), { once: true });
});
function sayUnanswered(sent) {
  if (!sent.isConnected || sent.classList.contains("is-sent")) return;
  if (sent.matches("[data-outbox]:not([data-unkept])")) return location.assign("/outbox/");
  document.querySelector("[data-unanswered-said]")?.remove();
  const notice = document.querySelector("template[data-unanswered]").content.cloneNode(true).firstElementChild;
  notice.dataset.unansweredSaid = "";
  notice.tabIndex = -1;
  const main = document.querySelector("main");
  (main.contains(sent) ? sent : main.firstElementChild).before(notice);
  notice.focus();
}
// The page may come back from the browser's memory: then it may be sent again.
addEventListener("pageshow", () => {
  document.querySelectorAll("form.is-sent").forEach(release);
});
