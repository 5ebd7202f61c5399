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
});
// The page may come back from the browser's memory: then it may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.is-sent")) {
    form.classList.remove("is-sent");
    form.removeAttribute("aria-busy");
  }
});
