// Echo a weight in words while it is typed, so that a slip is heard. What may be two weights is left to the server, and
// so is all that the server would refuse: an echo never says a weight that is not recorded.
const UNIT = /\s*kgs?\.?$/i;
const NUMBER = /^(\d{1,6}|[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f'’]\d{3}))(?:[.,](\d{1,6}))?$/;
const TWO_READINGS = /^[1-9]\d{0,2}[.,]\d{3}$/;

function inWords(text) {
  const number = text.trim().replace(UNIT, "");
  const read = NUMBER.exec(number);
  if (!read || TWO_READINGS.test(number)) return "";
  const [whole, decimals] = [read[1].replace(/\D/g, ""), (read[2] ?? "").padEnd(6, "0")];
  const parts = [[Number(whole), "kg"], [Number(decimals.slice(0, 3)), "g"], [Number(decimals.slice(3)), "mg"]];
  return parts.filter(([amount]) => amount).map(([amount, unit]) => `${amount} ${unit}`).join(" ") || "0 kg";
}

for (const input of document.querySelectorAll("input[data-weight]")) {
  const echo = input.closest(".c-field")?.querySelector("[data-weight-echo]");
  if (echo) input.addEventListener("input", () => { echo.textContent = inWords(input.value); });
}
