// Echo a weight in words while it is typed, so that a slip is heard. What may be two weights is left to the server, and
// so is all that the server would refuse: an echo never says a weight that is not recorded.
const UNIT = /\s*kgs?\.?$/i;
const NUMBER = /^(\d{1,6}|[1-9]\d{0,2}(?:[ \u00a0\u2009\u202f'’]\d{3}))(?:[.,](\d{1,6}))?$/;
const TWO_READINGS = /^[1-9]\d{0,2}[.,]\d{3}$/;

// Whole numbers with each unit said, as the house spells a weight apart: "12 kg 300 g".
const WHOLE = "(\\d{1,9}|[1-9]\\d{0,2}(?:[ \\u00a0\\u2009\\u202f'’]\\d{3})+)";
const GAP = "[ \\u00a0\\u2009\\u202f\\t]*";
const SPELT = new RegExp(
  `^(?:${WHOLE}${GAP}[kK][gG]s?\\.?)?${GAP}(?:${WHOLE}${GAP}[gG]\\.?)?${GAP}(?:${WHOLE}${GAP}mg\\.?)?$`);
const LONGEST = 24;

function apart(milligrams) {
  const parts = [[Math.floor(milligrams / 1e6), "kg"], [Math.floor(milligrams / 1e3) % 1e3, "g"], [milligrams % 1e3, "mg"]];
  return parts.filter(([amount]) => amount).map(([amount, unit]) => `${amount} ${unit}`).join(" ") || "0 kg";
}

function inWords(text) {
  const spelt = text.trim().length <= LONGEST && SPELT.exec(text.trim());
  if (spelt && (spelt[2] || spelt[3])) {
    const said = [[spelt[1], 1e6], [spelt[2], 1e3], [spelt[3], 1]].filter(([digits]) => digits)
      .map(([digits, worth]) => [Number(digits.replace(/\D/g, "")), worth]);
    const total = said.reduce((sum, [amount, worth]) => sum + amount * worth, 0);
    return said.slice(1).some(([amount]) => amount >= 1000) || total > 1e12 ? "" : apart(total);
  }
  const number = text.trim().replace(UNIT, "");
  const read = NUMBER.exec(number);
  if (!read || TWO_READINGS.test(number)) return "";
  return apart(Number(read[1].replace(/\D/g, "")) * 1e6 + Number((read[2] ?? "").padEnd(6, "0")));
}

for (const input of document.querySelectorAll("input[data-weight]")) {
  const echo = input.closest(".c-field")?.querySelector("[data-weight-echo]");
  if (echo) input.addEventListener("input", () => { echo.textContent = inWords(input.value); });
}
