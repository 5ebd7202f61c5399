// "?" leads to the help with this page. Off inside fields, on pages that list keys of their own, and for those who
// switched single keys off.
const help = document.querySelector("[data-help]");

if (help && !document.getElementById("keys")) {
  addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches?.("input, textarea, select, [contenteditable]")) return;
    if (localStorage.getItem("custody_keys") !== "off") help.click();
  });
}
