// A hardware scanner types fast and ends with Enter. Wherever the focus is, its burst goes to a scan field: the one
// that has the focus, else the first empty one for that kind of label (C1 a unit, B1 a badge, P1 a place), else the
// first empty one. Enter then moves on instead of sending a half-filled form; data-scan-submit sends it.
const BURST_GAP_MS = 45; // a scanner sends a key every 1 to 20 ms; a quick typist needs 80 or more
const SHORTEST_CODE = 4;

const fields = [...document.querySelectorAll("input[data-scan]")];
let burst = "";
let last = 0;

function isWriting(target) {
  return target instanceof HTMLElement && target.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

function moveOn(field) {
  if ("scanSubmit" in field.dataset) {
    field.form.requestSubmit();
    return;
  }
  const inputs = [...field.form.elements].filter((input) => input.type !== "hidden" && input.tabIndex >= 0);
  (inputs[inputs.indexOf(field) + 1] ?? field).focus();
}

function take(event) {
  const empty = fields.filter((field) => !field.value);
  const kind = /^([A-Z])1:/i.exec(burst)?.[1].toUpperCase();
  const meant = empty.find((field) => kind && field.dataset.scan === kind) ?? empty[0] ?? fields[0];
  const target = fields.includes(event.target) ? event.target : meant;
  event.preventDefault();
  if (target !== event.target) target.value = burst;
  target.dispatchEvent(new Event("input", { bubbles: true }));
  moveOn(target);
}

if (fields.length) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (isWriting(event.target) && !fields.includes(event.target)) return;
    if (event.timeStamp - last > BURST_GAP_MS) burst = "";
    last = event.timeStamp;
    if (event.key === "Enter" && burst.length >= SHORTEST_CODE) {
      take(event);
      burst = "";
    } else if (event.key.length === 1) {
      burst += event.key;
    }
  });
}
