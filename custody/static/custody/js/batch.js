// A list that is scanned. What is not on it needs an answer before the form is sent. Rows are boxes to tick, or units of
// a load: there every code becomes a line of the field of readings, which the server sorts once more.
import { askingOf } from "./asking.js";
import { ROW, SEPARATORS, codesOf, plain } from "./codes.js";
import { lists } from "./early.js";
import { unlistedOf } from "./unlisted.js";

const LAST_READS = 5;
const FEW = 5; // so many labels a question offers
const SURE = new Set(["read", "scanned", "said", "elsewhereNow", "unsure"]);
// Only letters, digits, and what stands between them; a digit at least: no word that somebody wrote.
const LIKE_A_SEAL = /^(?=.*\d)[A-Z0-9][A-Z0-9\s./\u2010\u2011\u2013-]{3,30}$/i;

// As the house is asked about it, without what only a label bears.
function asRead(code) {
  return plainSeal(code.replace(/^C1:/i, ""));
}

function plainSeal(code) {
  return code.toUpperCase().replace(SEPARATORS, "");
}

// Code -> row. A box says the label of its unit and, where the reader may know it, the seal: either ticks it. A label is
// of one unit, so it goes before a seal that reads alike.
function codesOn(row) {
  const [label, seal] = row.querySelector("label").firstChild.textContent.split(" · ");
  return [seal, label].filter(Boolean).map(plain);
}

function rowsOf() {
  const units = [...document.querySelectorAll("[data-batch-row]")].map((row) => [plain(row.dataset.batchRow), row]);
  const boxes = [...document.querySelectorAll("input[type=checkbox][data-batch]:not([data-whole])")];
  // A page that asks for several lists cannot know into which of them a label goes.
  if (new Set(boxes.map((box) => box.name)).size > 1) return new Map(units);
  const said = boxes.map((box) => box.closest(".c-choice")).map((row) => [codesOn(row), row]);
  const seals = said.flatMap(([codes, row]) => (codes.length > 1 ? [[codes[0], row]] : []));
  return new Map([...units, ...seals, ...said.map(([codes, row]) => [codes.at(-1), row])]);
}

function batchOf(parts) {
  const rows = rowsOf();
  if (!rows.size) return null;
  const reads = document.querySelector("textarea[data-reads]");
  const load = document.querySelector("[data-batch-rows]")?.dataset; // words of a load that is received
  const aside = document.querySelector("input[data-aside]"); // codes of what lies here and nobody can tell which it is
  const list = reads ?? [...rows.values()][0].closest(".c-choices");
  const form = list.closest("form");
  const head = parts.content.querySelector(".c-batch").cloneNode(true);
  const [line, counted, told, undo, add, said] = ["input", ".c-batch__count", "ol", "[data-undo]", "[data-add]", ".c-scan__said"].map((part) => head.querySelector(part));
  const each = new Set(rows.values());
  const done = new Map(); // row -> its state
  const odd = new Set(); // codes of no unit of the load, by the lines that stand there
  const undoing = [];
  const waiting = new Map(); // questions that nobody answered yet -> the code they are about
  const loose = new Set(); // codes of which the house has not said yet what they are of
  const states = new Map(); // line -> what it was last judged to be
  const idle = new Set(); // codes of which nothing came: read before, or frozen
  const later = new Map(); // line that the house is asked about -> what to do when it answers
  const house = reads && askingOf(load.ask, form, heard);
  // The page lists a part of a long list: of the rest the house says what was read.
  const rest = !reads && list.dataset.all ? unlistedOf(() => [...each][0], cameFromTheRest) : null;
  list.before(head);
  // The page has its folds closed: what is left to read is found by one button, not by opening each.
  const show = document.createElement("button");
  const open = () => [...each].filter((row) => !done.has(row));
  Object.assign(show, { className: "ds-button", type: "button", hidden: true });
  show.dataset.variant = "secondary";
  show.addEventListener("click", () => {
    for (const row of open()) row.parentElement.closest("details")?.setAttribute("open", "");
    const [first] = open();
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("summary").focus({ preventScroll: true });
  });
  counted.after(show);

  function say(row, state) {
    let said = row.querySelector(".c-batch__state");
    if (!said) {
      said = document.createElement("span");
      said.className = "c-batch__state";
      row.querySelector("label").append(" ", said);
    }
    said.textContent = state === "open" && !reads ? "" : state === "unsure" ? (load ?? parts.dataset).later : parts.dataset[state];
    if (state === "open") delete row.dataset.state;
    else row.dataset.state = state;
  }

  // A unit that is not there is not read: each is counted as what it is.
  function kindOf(row, state) {
    const left = row.querySelector("select")?.value;
    const seal = row.querySelector("input[data-scan=S]")?.value.toUpperCase().replace(SEPARATORS, "");
    if (left) return left === "missing" ? "missing" : "left";
    if (state === "said" && row.querySelector("[name^=bare_]:checked")) return "bare";
    if (state === "unsure") return state;
    return state === "differs" || (state === "said" && seal && isOfAnother(row, seal)) ? "other" : "read";
  }

  function tally() {
    const found = { read: 0, unsure: loose.size, missing: 0, left: 0, bare: 0, other: 0 };
    for (const [row, state] of done) if (state !== "wants") found[kindOf(row, state)] += 1;
    const said = Object.entries(found).filter(([kind, count]) => count || kind === "read");
    return [...said, ["all", each.size]].map(([kind, count]) => load[kind].replace("{n}", count)).join(" · ");
  }

  function put(name, words) {
    let said = head.querySelector(`.${name}`);
    if (!said) {
      said = document.createElement("p");
      said.className = name;
      counted.after(said);
    }
    said.textContent = words;
  }

  function tellAside() {
    const codes = aside?.value.split(" ").filter(Boolean) ?? [];
    put("c-batch__aside", codes.length ? load.aside.replace("{code}", codes.join(", ")) : "");
    if (codes.length) form.querySelector("[name=rest]")?.remove(); // what lies here is not reported as not there
  }

  function tell() {
    undo.hidden = !undoing.length;
    if (reads) {
      counted.textContent = tally();
      const left = open().length - loose.size;
      show.hidden = !(done.size || loose.size) || left <= 0;
      show.textContent = load.show.replace("{n}", left);
      tellAside();
      put("c-batch__later", house.isUntold() ? load.labels : house.isOut() ? load.out : "");
      form.dispatchEvent(new Event("reads"));
      return;
    }
    const boxes = form.querySelectorAll("input[data-batch]:checked:not([data-whole])").length;
    const wholes = [...form.querySelectorAll("input[data-whole]:checked")];
    const ticked = wholes.reduce((sum, box) => sum + Number(box.dataset.whole), boxes);
    const sure = [...done.values()].filter((state) => SURE.has(state)).length;
    const words = done.size ? parts.dataset.count : parts.dataset.ticked;
    counted.textContent = words.replace("{done}", done.size ? sure : ticked).replace("{all}", list.dataset.all ?? each.size);
  }

  function keep(code, state, isTyped) {
    const item = document.createElement("li");
    const words = state === "unsure" ? (load ?? parts.dataset).later : parts.dataset[state !== "read" ? state : isTyped ? "typed" : "scanner"];
    const shown = code.replace(/^C1:/i, "");
    item.textContent = words.includes("{code}") ? words.replace("{code}", shown) : `${shown} · ${words}`;
    told.prepend(item);
    while (told.children.length > LAST_READS) told.lastChild.remove();
    return item;
  }

  function refuse(code) {
    said.textContent = `${code}: ${form.querySelector("#id_reads_helptext").textContent}`;
    said.dataset.state = "wrong";
    line.select();
  }

  function setAside(code, goes) {
    const strange = parts.content.querySelector(".c-batch__strange").cloneNode(true);
    strange.querySelector("p").textContent = parts.dataset.strange.replace("{code}", code);
    const [struck, which, kept = which] = strange.querySelectorAll("button");
    const end = (isLineNext = true) => {
      goes();
      waiting.delete(strange);
      strange.remove();
      if (isLineNext) line.focus();
    };
    waiting.set(strange, { code: plainSeal(code), end });
    struck.addEventListener("click", () => end());
    if (kept !== which) which.addEventListener("click", () => askWhich(strange, code, end));
    kept.addEventListener("click", () => { end(); putAside(code); tell(); });
    head.before(strange);
    return strange;
  }

  function putAside(code) {
    if (aside) aside.value = [...new Set([...aside.value.split(" ").filter(Boolean), plainSeal(code)])].join(" ");
  }

  // The seal of a unit of the load that is not the one we know: so of one that nothing was read of. Asked once.
  function askWhich(strange, code, end) {
    const unread = open().map((row) => row.dataset.batchRow);
    const isIt = (label) => { end(); [label, code].forEach((one) => read(one, true)); };
    const answers = unread.slice(0, FEW).map((label) => [load.it.replace("{code}", label), () => isIt(label)]);
    answers.push([load.none, () => { end(); putAside(code); tell(); }]);
    const buttons = answers.map(([words, does]) => {
      const answer = document.createElement("button");
      Object.assign(answer, { className: "ds-button", type: "button", textContent: words });
      answer.dataset.variant = "secondary";
      answer.addEventListener("click", does);
      return answer;
    });
    strange.querySelector("p").textContent = load.which.replace("{code}", code);
    strange.querySelector(".c-buttons").replaceChildren(...buttons);
    if (unread.length > FEW) {
      const others = document.createElement("select");
      others.className = "ds-input";
      others.append(new Option(load.others, ""), ...unread.slice(FEW).map((label) => new Option(label)));
      others.setAttribute("aria-label", load.others);
      others.addEventListener("change", () => isIt(others.value));
      buttons.at(-1).before(others);
    }
    buttons[0].focus();
  }

  // Boxes to tick. What stood ticked was a proposal. Whoever scans says what is there: only that stays ticked.
  function tick(code) {
    const isListed = rows.has(plain(code));
    let row = isListed || !rest ? rows.get(plain(code)) : rest.standsFor(asRead(code));
    const box = row?.querySelector("input[data-batch]");
    if (!row) return { state: "strange" };
    if (!isListed) {
      list.append(row);
      rows.set(plain(code), row);
    }
    if (done.has(row)) return { state: "twice" };
    if (box.dataset.frozen) return { state: "frozen" };
    const shouldBe = (other) => other === box || (done.size > 0 && other.checked);
    const changed = [...form.querySelectorAll("input[data-batch]")].filter((other) => other.checked !== shouldBe(other));
    for (const other of changed) other.checked = !other.checked;
    // The first one scanned says where we are. What lies elsewhere by the books is ticked, and said.
    const [first] = done.keys();
    const here = first?.querySelector("input[data-batch]").dataset.place;
    const state = !isListed ? "unsure" : isElsewhere(box, here) ? "elsewhereNow" : "scanned";
    done.set(row, state);
    say(row, state);
    return { state: state === "scanned" ? "read" : state, back: () => {
      for (const other of changed) other.checked = !other.checked;
      if (!isListed) {
        row = leaves(code);
        if (!row) return;
        row.querySelector("input[data-batch]").checked = false;
      }
      done.delete(row);
      say(row, "open");
    } };
  }

  function isElsewhere(box, here) {
    return here !== undefined && box.dataset.place !== here;
  }

  // What stood for a code goes, unless the house has said by now which unit it is. That is returned, if anything came
  // of the code.
  function leaves(code) {
    const row = rows.get(plain(code));
    rest.forget(asRead(code));
    if (idle.delete(asRead(code))) return null;
    if (!row || done.get(row) !== "unsure") return row;
    rows.delete(plain(code));
    done.delete(row);
    row.remove();
    return null;
  }

  // The house says of a code what it is: a unit of the load, or of none.
  function cameFromTheRest(code, stood, row) {
    if (!done.has(stood)) return; // taken back meanwhile
    const said = [...later.keys()].find((one) => asRead(one) === code);
    const { ask, anew } = later.get(said);
    later.delete(said);
    done.delete(stood);
    rows.delete(plain(code));
    stood.remove();
    if (!row) {
      ask();
      self.late?.(said);
      tell();
      return;
    }
    const known = codesOn(row).map((one) => rows.get(one)).find(Boolean);
    if (!known) {
      list.append(row);
      for (const one of codesOn(row)) rows.set(one, row);
    }
    const unit = known ?? row;
    rows.set(plain(code), unit);
    const box = unit.querySelector("input[data-batch]");
    const [first] = done.keys();
    const state = done.has(unit) ? "twice" : box.dataset.frozen ? "frozen"
      : isElsewhere(box, first?.querySelector("input[data-batch]").dataset.place) ? "elsewhereNow" : "scanned";
    box.checked = state !== "frozen";
    if (state === "scanned" || state === "elsewhereNow") done.set(unit, state);
    else idle.add(code);
    say(unit, done.get(unit) ?? "open");
    anew(state);
    tell();
  }

  // Typed at its unit after all: the question is answered.
  function isAtSomeUnit(seal) {
    return [...form.querySelectorAll("[data-batch-row] input[data-scan=S]")].some((input) => plainSeal(input.value) === seal);
  }

  // Whether the house has said of a number that it is not of this unit.
  function isOfAnother(row, seal) {
    return ![undefined, row.dataset.batchRow].includes(house.of(seal));
  }

  function isSaid(row) {
    return [...row.querySelectorAll("input, select")].some((input) => (input.type === "checkbox" ? input.checked : input.value));
  }

  // What a code is, after the codes before it: `named` bears the label that was read last and waits for its seal.
  function judged(code, named, seen) {
    const row = rows.get(plain(code));
    if (row) return [row, SURE.has(done.get(row)) ? "twice" : "batchSeal" in row.dataset ? "wants" : "scanned"];
    const seal = plainSeal(code);
    const of = /^C1:/i.test(code) ? "" : house.of(seal);
    if (named) return [named, of === undefined ? "unsure" : isOfAnother(named, seal) ? "differs" : "scanned"];
    if (seen.has(seal)) return [null, "twice"];
    return of === undefined ? [null, "unsure"] : of ? [rows.get(plain(of)), "scanned"] : [null, "strange"];
  }

  // What was put back after a reload, or came with the page, and is of no unit: its question comes back with it.
  function askAnew() {
    const asked = new Set([...waiting.values()].map(({ code }) => code));
    for (const code of odd) if (!asked.has(plainSeal(code))) setAside(code, () => takeBack(code));
  }

  // Every line is judged anew, so that one taken back leaves nothing behind. Returns what the last one is.
  function judge() {
    for (const all of [done, odd, loose, states]) all.clear();
    const seen = new Set();
    let [row, state] = [null, ""];
    for (const code of reads.value.split("\n").filter(Boolean)) {
      [row, state] = judged(code, state === "wants" ? row : null, seen);
      seen.add(plainSeal(code));
      states.set(code, state);
      if (row && state !== "twice") done.set(row, state);
      if (state === "strange") odd.add(code);
      if (state === "unsure" && !row) loose.add(code);
    }
    house.want([...states].filter(([, one]) => one === "unsure").map(([code]) => plainSeal(code)));
    for (const one of each) {
      if (isSaid(one)) done.set(one, "said");
      const state = done.get(one) ?? "open";
      say(one, state === "said" && kindOf(one, state) === "other" ? "another" : state);
    }
    return state === "scanned" ? "read" : state;
  }

  function takeBack(code) {
    const lines = reads.value.split("\n");
    if (lines.includes(code)) lines.splice(lines.lastIndexOf(code), 1);
    house.forget(plainSeal(code));
    reads.value = lines.join("\n");
    judge();
  }

  function note(code) {
    reads.value = [...reads.value.split("\n").filter(Boolean), code].join("\n");
    const state = judge();
    if (state === "twice") takeBack(code);
    // Read at its label after all: it lies aside no more.
    if (state !== "strange") aside.value = aside.value.split(" ").filter((one) => one !== plainSeal(code)).join(" ");
    form.querySelector("[name=rest]")?.remove(); // it named a number that is no longer right
    return { state, back: () => takeBack(code) };
  }

  // An answer may come while a thumb is on its way to "Accept": what gets shorter by it leaves its room, so that
  // "Refuse all" does not come up under that thumb. The next code read closes the gap.
  function heard() {
    const { style } = document.querySelector("[data-batch-rows]");
    const top = () => form.lastElementChild.getBoundingClientRect().top + scrollY;
    const before = top();
    tellHeard();
    const rose = before - top();
    if (rose > 0) style.paddingBlockEnd = `${parseFloat(style.paddingBlockEnd || 0) + rose}px`;
  }

  // The house has answered, or has not: what waited for it is told now.
  function tellHeard() {
    judge();
    for (const [code, { isOfALine, anew, ask, end }] of [...later]) {
      const state = states.get(code);
      const [empty] = isOfALine ? otherLines().filter((input) => !input.value) : [];
      if (state === "unsure" && !(empty && house.isOut())) continue;
      later.delete(code);
      if (empty && ["unsure", "strange"].includes(state)) {
        // Of no unit of the load, and another line waits for a seal: that of the vehicle.
        end();
        empty.value = code;
        empty.dispatchEvent(new Event("input", { bubbles: true }));
      } else if (state === "strange") {
        ask();
        self.late?.(code);
      } else if (state) anew(state);
    }
    askAnew();
    tell();
  }

  function read(code, isTyped, isOfALine) {
    if (reads && ROW.test(code)) {
      refuse(code);
      return "row";
    }
    if (reads) document.querySelector("[data-batch-rows]").style.paddingBlockEnd = "";
    const { state, back } = reads ? note(code) : tick(code);
    line.value = "";
    said.textContent = "";
    let kept = state === "strange" ? null : keep(code, state, isTyped);
    let strange = null;
    const goBack = () => { later.delete(code); back?.(); kept?.remove(); strange?.remove(); said.textContent = ""; tell(); };
    const end = () => { undoing.splice(undoing.indexOf(goBack), 1); goBack(); };
    const ask = () => { kept?.remove(); strange = setAside(code, end); };
    const anew = (now) => {
      const [before, after] = [kept, told.firstChild];
      kept = keep(code, now === "scanned" ? "read" : now, isTyped);
      if (before.isConnected && before !== after) before.before(kept);
      before.remove();
    };
    if (state === "strange") ask();
    if (state === "unsure") later.set(code, { isOfALine, anew, ask, end });
    if (state !== "twice" && state !== "frozen") undoing.push(goBack);
    tell();
    line.focus();
    return state === "unsure" ? "read" : state;
  }

  const typed = (text) => codesOf(text).map((code) => read(code, true));
  add.addEventListener("click", () => { typed(line.value); line.focus(); });
  undo.addEventListener("click", () => { undoing.pop()?.(); line.focus(); });
  form.addEventListener("change", (event) => {
    if (reads && (event.target === reads || event.target.closest("[data-batch-row]"))) judge();
    if (event.target === reads) askAnew();
    for (const { code, end } of reads ? waiting.values() : []) if (isAtSomeUnit(code)) end(false);
    tell();
  });
  // A list from elsewhere: each of its codes is read, as if it were scanned.
  line.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (codesOf(text).length < 2) return;
    event.preventDefault();
    typed(text);
  });
  form.addEventListener("submit", (event) => {
    // Typed, and not sent off with Enter: nothing that is written is thrown away.
    if (typed(line.value).includes("row")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (house?.isAsking()) {
      // What was read last is on its way to the house: its answer may be a question, and is short in coming.
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event;
      if (form.ariaBusy !== "true") house.settled().then(() => {
        form.ariaBusy = null;
        form.requestSubmit(submitter?.isConnected ? submitter : null);
      });
      form.ariaBusy = "true";
      return;
    }
    const strange = form.querySelector(".c-batch__strange button");
    if (!strange) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const first = strange.closest(".c-batch__strange").querySelector("[data-first]");
    first.hidden = false;
    strange.closest(".c-batch__strange").scrollIntoView({ block: "center" });
    strange.focus({ preventScroll: true });
  }, true);
  if (reads) {
    head.querySelector("label").remove();
    line.id = reads.id;
    reads.removeAttribute("id");
    delete reads.dataset.scan; // codes come in by the line above it
    reads.hidden = true;
    judge();
    askAnew();
  }
  tell();

  function otherLines() {
    return [...form.querySelectorAll("input[data-scan=S]")].filter((input) => !input.closest("[data-batch-row]"));
  }

  // Whether a code that came into a free text is taken out of it: where a load is read, all that looks like a seal.
  function knows(code) {
    return rows.has(plain(code)) || (Boolean(reads) && LIKE_A_SEAL.test(code));
  }

  // A seal belongs to the list, unless it is read into another line. While another line waits for one, and the house
  // can be asked, it says which of the two it is; without it the other line comes first, as the doors do.
  function isOfTheLoad(code, at) {
    if (!reads) return rows.has(plain(code));
    if (otherLines().includes(at) || (at?.matches?.("input") && at.closest("[data-batch-row]"))) return false;
    const isKnown = rows.has(plain(code)) || Boolean(house.of(plainSeal(code)));
    return isKnown || !waitsElsewhere() || (house.of(plainSeal(code)) === undefined && navigator.onLine && !house.isOut());
  }

  function waitsElsewhere() {
    return otherLines().some((input) => !input.value);
  }

  const self = {
    line,
    knows,
    // Say what became of a code; nothing for one that is no label and meant for a field.
    take: (code, at, isTyped) => {
      if (/^[BP]1:/i.test(code)) return null;
      const isOurs = /^C1:/i.test(code) || at === line || isOfTheLoad(code, at);
      return isOurs ? read(code, isTyped, at !== line && Boolean(reads) && waitsElsewhere()) : null;
    },
  };
  return self;
}

lists.batchOf = batchOf;
