// The tab says how many alerts nobody has taken, in its title and by a red icon; a list that looks again says it anew.
const icon = document.querySelector("link[rel=icon]");
const calm = icon.href;
const title = document.title;

function tell() {
  const live = document.querySelector("main [data-untaken]") ?? document.querySelector("header [data-untaken]");
  const untaken = Number(live?.dataset.untaken ?? 0);
  // "Error" stays the first word of a page with one.
  if (!document.querySelector(".c-errors")) document.title = untaken ? `(${untaken}) ${title}` : title;
  icon.href = untaken ? icon.dataset.untaken : calm;
}

for (const swapped of ["htmx:afterSwap", "custody:fresh"]) addEventListener(swapped, tell, true);
tell();
