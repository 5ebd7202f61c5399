// A list of pairs: the label of a unit, then the seal that goes on it. The label says which line the next seal fills, so
// that a seal never lands on another unit than the one that was read before it.
import { codesOf, plain } from "./codes.js";

const LAST_READS = 5;

export function pairsOf(parts) {
  const rows = new Map([...document.querySelectorAll("[data-pair-row]")].map((row) => [plain(row.dataset.pairRow), row]));
  if (!rows.size) return null;
  const list = document.querySelector("[data-pairs]");
  const form = list.closest("form");
  const head = parts.content.querySelector(".c-batch").cloneNode(true);
  const [line, counted, told, undo, add] = ["input", ".c-batch__count", "ol", "[data-undo]", "[data-add]"].map((part) => head.querySelector(part));
  const undoing = [];
  let current = null;
  line.dataset.scan = "";
  head.querySelector("label").textContent = parts.dataset.pair;
  list.before(head);

  const inputOf = (row) => row.querySelector("input[data-scan=S]");

  function tell() {
    const filled = [...rows.values()].filter((row) => inputOf(row).value.trim()).length;
    counted.textContent = parts.dataset.count.replace("{done}", filled).replace("{all}", rows.size);
    undo.hidden = !undoing.length;
    for (const row of rows.values()) {
      const state = row === current ? "wants" : inputOf(row).value.trim() ? "scanned" : "";
      row.querySelector(".c-batch__state").textContent = state && parts.dataset[state];
      if (state) row.dataset.state = state;
      else delete row.dataset.state;
    }
  }

  function keep(code, words) {
    const item = document.createElement("li");
    const shown = code.replace(/^C1:/i, "");
    item.textContent = words.includes("{code}") ? words.replace("{code}", shown) : `${shown} · ${words}`;
    told.prepend(item);
    while (told.children.length > LAST_READS) told.lastChild.remove();
    return item;
  }

  function judged(code) {
    const row = rows.get(plain(code));
    if (row) {
      current = row;
      row.closest("details")?.setAttribute("open", "");
      return "wants";
    }
    if (/^C1:/i.test(code)) return "strange";
    if (!current) return "labelFirst";
    const other = [...rows.values()].find((each) => each !== current && plain(inputOf(each).value) === plain(code));
    if (other) return "twice";
    const [filled, before] = [current, inputOf(current).value];
    inputOf(filled).value = code.toUpperCase();
    current = null;
    undoing.push(() => { inputOf(filled).value = before; current = filled; });
    return "read";
  }

  function read(code) {
    const state = judged(code);
    keep(code, parts.dataset[state === "read" ? "scanned" : state]);
    line.value = "";
    tell();
    line.focus();
    return state;
  }

  add.addEventListener("click", () => { codesOf(line.value).forEach(read); line.focus(); });
  undo.addEventListener("click", () => { undoing.pop()?.(); told.firstChild?.remove(); tell(); line.focus(); });
  form.addEventListener("input", tell);
  line.addEventListener("paste", (event) => {
    const codes = codesOf(event.clipboardData.getData("text"));
    if (codes.length < 2) return;
    event.preventDefault();
    codes.forEach(read);
  });
  form.addEventListener("submit", () => codesOf(line.value).forEach(read), true);
  tell();

  return {
    line,
    // Say what became of a code; nothing for a badge, and for a seal that is read into its own line.
    take: (code, at) => {
      if (/^[BP]1:/i.test(code)) return null;
      return at === line || rows.has(plain(code)) || !at?.closest?.("[data-pair-row], .c-scan") ? read(code) : null;
    },
  };
}
