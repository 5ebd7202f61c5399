// After a refused form the error summary has the focus, and a link in it leads to the answer, label in view.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const input = link && document.getElementById(link.hash.slice(1));
    if (!input) return;
    event.preventDefault();
    for (let fold = input.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const heading = input.closest("fieldset, .c-field")?.querySelector("legend, label") ?? input;
    heading.scrollIntoView();
    input.focus({ preventScroll: true });
  });
}
// A menu closes with Escape and when the focus leaves it.
for (const menu of document.querySelectorAll("details.c-menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}
