// Day and night at once, without a new page: what is being typed stays. The server reads the cookie next time.
for (const form of document.querySelectorAll("form[data-scheme]")) {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter?.value;
    if (!chosen) return;
    event.preventDefault();
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `custody_scheme=${chosen};path=/;max-age=31536000;samesite=lax${secure}`;
    document.documentElement.dataset.colorScheme = chosen;
    for (const button of form.querySelectorAll("button[name=scheme]")) {
      button.setAttribute("aria-pressed", String(button.value === chosen));
    }
  });
}
