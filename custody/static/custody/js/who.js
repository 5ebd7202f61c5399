// A second person, and a place, is tapped or scanned, never both: what was said last is what is meant.
addEventListener("input", ({ target }) => {
  const who = target.closest?.(".c-who") ?? (target.closest?.(".c-field:has(> .c-places)") || null);
  if (!who) return;
  const line = who.querySelector("[data-scan]");
  const other = who.querySelector("[type=radio][value=other]");
  if (target === line && target.value) {
    for (const radio of who.querySelectorAll("[type=radio]")) radio.checked = radio === other;
  } else if (target.type === "radio" && target !== other) line.value = "";
});
