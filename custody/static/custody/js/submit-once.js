// A second press while the first is on its way does nothing. The real guard is the key on the server.
for (const form of document.querySelectorAll("form[data-submit-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.classList.contains("is-sent")) {
      event.preventDefault();
      return;
    }
    form.classList.add("is-sent");
    form.setAttribute("aria-busy", "true");
  });
}
// The page may come back from the browser's memory: then it may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.is-sent")) {
    form.classList.remove("is-sent");
    form.removeAttribute("aria-busy");
  }
});
