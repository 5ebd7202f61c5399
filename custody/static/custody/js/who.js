// A second person is tapped or scanned, never both: what was said last is what is meant.
addEventListener("input", ({ target }) => {
  const who = target.closest?.(".c-who");
  if (!who) return;
  if (target.type === "radio") who.querySelector("[data-scan]").value = "";
  else if (target.value) for (const radio of who.querySelectorAll("[type=radio]")) radio.checked = false;
});
