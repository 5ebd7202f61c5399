// A list that is scanned: what is expected, what was scanned, what was scanned twice, and what is not on the list and
// needs an answer before the form is sent. Rows are boxes to tick, or groups whose first empty scan field comes next.
const LOOKALIKES = { O: "0", I: "1", L: "1" };

function plain(code) {
  return code.replace(/^C1:/i, "").toUpperCase().replace(/[\s-]/g, "").replace(/[OIL]/g, (char) => LOOKALIKES[char]);
}

function rowsOf() {
  const groups = [...document.querySelectorAll("[data-batch-row]")].map((row) => [plain(row.dataset.batchRow), row]);
  const boxes = [...document.querySelectorAll("input[type=checkbox][data-batch]:not([value=whole])")];
  // A page that asks for several lists cannot know into which of them a label goes.
  if (new Set(boxes.map((box) => box.name)).size > 1) return new Map(groups);
  return new Map([...groups, ...boxes.map((box) => [plain(box.labels[0].firstChild.textContent.trim()), box.closest(".c-choice")])]);
}

export function batchOf(parts) {
  const rows = rowsOf();
  if (!rows.size) return null;
  const list = [...rows.values()][0].parentElement;
  const form = list.closest("form");
  list.before(parts.content.querySelector(".c-batch").cloneNode(true));
  const head = list.previousElementSibling;
  const line = head.querySelector("input");
  const done = new Set();

  function tell() {
    const said = parts.dataset.count.replace("{done}", done.size).replace("{all}", rows.size);
    head.querySelector(".c-batch__count").textContent = said;
  }

  function setAside(code) {
    const strange = parts.content.querySelector(".c-batch__strange").cloneNode(true);
    strange.querySelector("p").textContent = parts.dataset.strange.replace("{code}", code);
    strange.querySelector("button").addEventListener("click", () => { strange.remove(); line.focus(); });
    head.before(strange);
  }

  function mark(row) {
    const box = row.querySelector("input[type=checkbox][data-batch]");
    // What stood ticked was a proposal. Whoever scans says what is there: only that stays ticked.
    if (box && !done.size) for (const other of form.querySelectorAll("input[data-batch]")) other.checked = false;
    if (box) box.checked = true;
    row.dataset.state = "scanned";
    const said = document.createElement("span");
    said.className = "c-batch__state";
    said.textContent = parts.dataset.scanned;
    (row.querySelector("legend") ?? row.querySelector("label")).append(" ", said);
    done.add(row);
    tell();
  }

  function read(code) {
    const row = rows.get(plain(code));
    line.value = "";
    if (!row) setAside(code);
    else if (!done.has(row)) mark(row);
    else return "twice";
    const next = row && [...row.querySelectorAll("input[data-scan]")].find((input) => !input.value);
    (next ?? line).focus();
    return row ? "read" : "strange";
  }

  form.addEventListener("submit", (event) => {
    const strange = form.querySelector(".c-batch__strange button");
    if (!strange) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    strange.focus();
  }, true);
  tell();

  return {
    line,
    // Say what became of a code: "read", "twice" or "strange"; nothing for one that is no label and meant for a field.
    take: (code, at) => (/^C1:/i.test(code) || (at === line && !/^[BP]1:/i.test(code)) ? read(code) : null),
  };
}
