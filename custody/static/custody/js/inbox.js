// The list of alerts looks again every ten seconds, while somebody can see it. What is ticked stays ticked, the focus
// stays where it is, and a house that does not answer is asked more rarely, and said to be silent.
const PERIOD_MS = 10000;
const LONGEST_MS = 80000;
const OLD_MS = 60000;

const stale = document.querySelector("[data-inbox-stale]");
const switched = document.querySelector("[data-sound]");
const SOUND = "custody_sound";
const TWO_TONES = [880, 1320];
const news = document.querySelector("[data-inbox-news]");
let wait = PERIOD_MS;
let timer = 0;
let fresh = Date.now();
let ticked = new Set();
let focused = "";
let known = count();

function list() {
  return document.getElementById("inbox");
}

function count() {
  return Number(list()?.dataset.untaken ?? 0);
}

function boxes() {
  return [...document.querySelectorAll("#inbox input[name=alerts]")];
}

function plan() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") timer = setTimeout(look, wait);
}

function look() {
  if (document.visibilityState === "visible" && navigator.onLine) list()?.dispatchEvent(new Event("look"));
  else failed();
  plan();
}

function failed() {
  wait = Math.min(wait * 2, LONGEST_MS);
  stale.hidden = Date.now() - fresh < OLD_MS;
}

// Only where somebody switched it on, and the news stand on the page as well: nobody needs to hear.
function ring() {
  if (!navigator.userActivation?.hasBeenActive) return; // a browser would complain of it
  const sound = new AudioContext();
  TWO_TONES.forEach((frequency, nth) => {
    const tone = new OscillatorNode(sound, { frequency });
    tone.connect(new GainNode(sound, { gain: 0.1 })).connect(sound.destination);
    tone.start(sound.currentTime + nth * 0.2);
    tone.stop(sound.currentTime + nth * 0.2 + 0.15);
    if (nth) tone.onended = () => sound.close();
  });
}

function tell() {
  const now = count();
  if (now > known && localStorage.getItem(SOUND) === "on") ring();
  if (now > known) news.textContent = news.dataset.more.replace("0", String(now - known));
  known = now;
  const chosen = boxes().filter((box) => box.checked).length;
  for (const button of document.querySelectorAll("[data-many]")) {
    button.textContent = chosen ? `${button.dataset.many} (${chosen})` : button.dataset.many;
    button.form.classList.toggle("has-ticks", chosen > 0);
  }
}

if (list()) {
  addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return clearTimeout(timer);
    wait = PERIOD_MS;
    look();
  }, true);
  addEventListener("change", (event) => {
    if (event.target.matches("#inbox input[name=alerts]")) tell();
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "inbox") return;
    ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    focused = list().contains(document.activeElement) ? document.activeElement.id : "";
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "inbox") return;
    fresh = Date.now();
    wait = PERIOD_MS;
    stale.hidden = true;
    for (const box of boxes()) box.checked = ticked.has(box.value);
    if (focused) (document.getElementById(focused) ?? document.querySelector("#inbox [data-row] a"))?.focus();
    tell();
    plan();
  });
  if (switched) {
    const box = switched.querySelector("input");
    switched.hidden = false;
    box.checked = localStorage.getItem(SOUND) === "on";
    box.addEventListener("change", () => {
      localStorage.setItem(SOUND, box.checked ? "on" : "off");
      if (box.checked) ring();
    });
  }
  for (const trouble of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(trouble, failed);
  }
  tell();
  plan();
}
