// Every code comes in by one door, by scanner wherever the focus is, by camera or photo, goes to the field it is meant
// for (C1 a unit, B1 a badge, P1 a place), and is answered at once. A scanner types fast and ends with Enter or Tab.
import { plain } from "./codes.js";
import { early, isWriting, leaveOff, lists, written } from "./early.js";

const BURST_GAP_MS = 45; // a scanner sends a key every 1 to 20 ms; a quick typist needs 80 or more
const HICCUP_MS = 250; // the pause of a busy phone within one code
const SHORTEST_CODE = 4;
const SAME_CODE_MS = 1500;
const OURS = /^([BCP])1:/i;
const WHOLE_LABEL = /^C1:[0-9A-Z]{9}$/i;
const CONTAINER = /^[A-Z]{4}\d{7}$/i;

const parts = document.getElementById("scanning");
// One page alone asks for seals that are put on one after the other.
const pairs = parts && document.querySelector("[data-pairs]") ? await import("./pairs.js") : null;
const batch = parts && (lists.batchOf?.(parts) ?? pairs?.pairsOf(parts) ?? null);
const fields = [...document.querySelectorAll("[data-scan]:is(input, textarea)")];
let burst = "";
let before = "";
let start = "";
let into = null;
let begun = 0;
let last = -HICCUP_MS - 1;
let ended = -BURST_GAP_MS; // when a label was known by its length
let taken = { code: "", at: -SAME_CODE_MS };

function fits(field, code) {
  const kind = OURS.exec(code)?.[1].toUpperCase();
  return !kind || !field.dataset.scan || field.dataset.scan === kind;
}

// Whether a code says by itself what it is: read a second time it says nothing new.
const named = (code) => OURS.test(code) || CONTAINER.test(code);
const asks = (kind) => fields.some((field) => field.dataset.scan === kind);

// A code that nobody points at: a person, a place and a door are found by codes of their own kind alone. What says of
// itself nothing may be a seal, and is never somebody's badge.
function suits({ dataset: { scan } }, named) {
  if (named === "K") return scan === "K";
  return !scan || (named ? scan === named : !["B", "P", "K"].includes(scan));
}

function holdsMany(field) {
  return field.matches("textarea");
}

function meantFor(code, at) {
  if (fields.includes(at) && fits(at, code)) return at;
  const named = OURS.exec(code)?.[1].toUpperCase() ?? (CONTAINER.test(code) && asks("K") ? "K" : "");
  const fitting = fields.filter((field) => suits(field, named));
  const empty = fitting.filter((field) => !field.value || holdsMany(field));
  return empty.find((field) => field.dataset.scan === named) ?? empty[0] ?? fitting[0];
}

function unfold(input) {
  for (let fold = input.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function moveOn(field) {
  if ("scanSubmit" in field.dataset) {
    field.form.requestSubmit();
    return;
  }
  // Beside a list the next code is most likely of the list, and never the text that the next line may ask for.
  if (batch) {
    batch.line.focus();
    return;
  }
  const inputs = [...field.form.elements].filter((input) => input.type !== "hidden" && input.tabIndex >= 0
    && !input.matches(".c-scan__open"));
  const next = inputs[inputs.indexOf(field) + 1] ?? field;
  unfold(next);
  next.focus();
}

function answer(words, code, field, isRight) {
  const place = (field ?? fields[0])?.closest(".c-field") ?? (field ?? fields[0])?.parentElement;
  if (parts && place) {
    let said = place.querySelector(".c-scan__said");
    if (!said) {
      said = document.createElement("p");
      said.className = "c-scan__said c-hint";
      said.setAttribute("role", "status");
      place.append(said);
    }
    said.textContent = words === "strange" ? "" : parts.dataset[words].replace("{code}", code);
    said.dataset.state = isRight ? "right" : "wrong";
  }
  if (!navigator.userActivation?.hasBeenActive) return; // a browser would complain of both
  navigator.vibrate?.(isRight ? 40 : [60, 60, 60]);
  const sound = new AudioContext();
  const tone = new OscillatorNode(sound, { frequency: isRight ? 1320 : 330 });
  tone.connect(new GainNode(sound, { gain: 0.1 })).connect(sound.destination);
  tone.onended = () => sound.close();
  tone.start();
  tone.stop(sound.currentTime + (isRight ? 0.08 : 0.3));
}

function take(code, at, isTyped) {
  const now = performance.now();
  const isSame = code === taken.code && now - taken.at < SAME_CODE_MS && (batch || meantFor(code, at)?.value);
  taken = { code, at: now };
  if (isSame) return;
  const found = batch?.take(code, at, isTyped);
  if (found) {
    answer(found, code, batch.line, ["read", "wants"].includes(found));
    return;
  }
  const field = meantFor(code, at);
  if (!field) {
    answer("elsewhere", code, fields.includes(at) ? at : null, false);
    return;
  }
  if (holdsMany(field) ? field.value.split("\n").includes(code) : named(code) && plain(field.value) === plain(code)) {
    answer("twice", code, field, false);
    return;
  }
  field.value = holdsMany(field) ? [...field.value.split("\n").filter(Boolean), code, ""].join("\n") : code;
  unfold(field);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  answer("read", code, field, true);
  if (holdsMany(field)) field.focus();
  else moveOn(field);
}

function ends(event) {
  if (event.key === "Enter" || event.key === "Tab") return burst.length >= SHORTEST_CODE;
  return event.key.length === 1 && WHOLE_LABEL.test(burst + event.key);
}

function listen(event, value = written(event.target)) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const gap = event.timeStamp - last;
  if (gap > HICCUP_MS || event.target !== into) [start, into, begun] = [value, event.target, event.timeStamp];
  if (gap > BURST_GAP_MS || !burst) {
    burst = "";
    before = value;
  }
  last = event.timeStamp;
  const whole = isWriting(event.target) && value.startsWith(start) ? value.slice(start.length) : "";
  const isEnd = ends(event) || (event.key === "Enter" && whole.length >= SHORTEST_CODE
    && event.timeStamp - begun < 30 * whole.length + 200); // no hand is as fast
  if (event.key.length === 1) burst += event.key;
  const isThere = isEnd && whole.length >= burst.length && whole.endsWith(burst);
  const [code, elsewhere] = [isThere ? whole : burst, isWriting(event.target) && !fields.includes(event.target)];
  if (isEnd || event.key === "Enter" || event.key === "Tab") [burst, last] = ["", -HICCUP_MS - 1];
  if (!isEnd) return;
  if (event.key.length === 1) ended = event.timeStamp;
  // Free text may come from a scanner too; only a label of ours and a seal of the load never belong into it.
  if (elsewhere && !OURS.test(code) && !batch?.knows(code)) return;
  event.preventDefault();
  if (isWriting(event.target)) event.target.value = isThere ? start : before;
  take(code, event.target);
}

function afterLabel(event) {
  // The Enter that a scanner sends after a label that was known by its length is not an answer to anything. A Tab that
  // is held down comes as fast, and has to go on.
  if ((event.key === "Enter" || event.key === "Tab") && event.timeStamp - ended < BURST_GAP_MS) {
    ended = -BURST_GAP_MS;
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

function typed(event) {
  if (event.key !== "Enter" || event.defaultPrevented) return;
  event.preventDefault();
  if (batch.line.value.trim()) take(batch.line.value.trim(), batch.line, true);
}

// A page that asks for no code and keeps no answers: a label of ours opens what it stands for, wherever the focus is.
function lookUp(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.timeStamp - last > BURST_GAP_MS) burst = "";
  last = event.timeStamp;
  if (event.key.length === 1) burst += event.key;
  const isEnd = WHOLE_LABEL.test(burst) || (event.key === "Enter" && OURS.test(burst));
  if (!isEnd || isWriting(event.target)) return;
  event.preventDefault();
  location.assign(`${parts.dataset.find}?code=${encodeURIComponent(burst)}`);
  burst = "";
}

// What the house says a moment later of a code that was read is heard as well.
if (batch) batch.late = (code) => answer("strange", code, batch.line, false);
leaveOff();
if (parts && !fields.length && !document.querySelector("main form[method=post]:not(.c-find)")) {
  early.forEach(([event]) => lookUp(event));
  addEventListener("keydown", lookUp);
}
if (fields.length) {
  for (const [event, value] of early) listen(event, value);
  addEventListener("keydown", afterLabel);
  addEventListener("keydown", (event) => listen(event));
  if (batch) addEventListener("keydown", (event) => { if (event.target === batch.line) typed(event); });
  for (const field of parts ? fields : []) {
    const opener = parts.content.querySelector(".c-scan__open").cloneNode(true);
    opener.addEventListener("click", async () => {
      const { open } = await import(parts.dataset.camera);
      open(parts, (code) => take(code, field), { stays: field === batch?.line || holdsMany(field) });
    });
    field.after(opener);
  }
}
