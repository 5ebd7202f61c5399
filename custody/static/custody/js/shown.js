// What was revealed is shown for some minutes: how long it still is stands in the header, and then it goes by itself.
const band = document.querySelector("[data-shown-for]");
const left = band?.querySelector("[data-left]");
const ends = Date.now() + Number(band?.dataset.shownFor) * 1000;

function tick() {
  const seconds = Math.ceil((ends - Date.now()) / 1000);
  if (seconds <= 0) location.reload();
  else left.textContent = `· ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

if (left) {
  tick();
  setInterval(tick, 1000);
  addEventListener("visibilitychange", tick, true);
}
