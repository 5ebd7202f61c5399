// Day and night, and larger targets for a glove, at once and without a new page: what is being typed stays. The server
// reads the cookie next time. A menu that held the switch closes, and its button has the focus again.
const root = document.documentElement;
const SWITCHES = {
  scheme: (chosen) => { root.dataset.colorScheme = chosen; },
  gloves: (chosen) => { root.toggleAttribute("data-gloves", chosen === "on"); },
};
for (const form of document.querySelectorAll("form[data-scheme], form[data-gloves-form]")) {
  form.addEventListener("submit", (event) => {
    const { name, value: chosen } = event.submitter ?? {};
    if (!chosen || !(name in SWITCHES)) return;
    event.preventDefault();
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `custody_${name}=${chosen};path=/;max-age=31536000;samesite=lax${secure}`;
    SWITCHES[name](chosen);
    for (const button of form.querySelectorAll(`button[name=${name}]`)) {
      button.setAttribute("aria-pressed", String(button.value === chosen));
    }
    const menu = form.closest("details.c-menu");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
