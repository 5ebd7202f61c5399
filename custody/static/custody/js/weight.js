// Echo a weight in words while it is typed, so that a slip is heard. What may be two weights is left to the server.
const GROUPED = /^[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*$/;

function inWords(text) {
  const number = text.trim().replace(/\s*kgs?\.?$/i, "").replace(/[\s'’]/g, "");
  if (!/^\d+([.,]\d{1,6})?$/.test(number) || GROUPED.test(number)) return "";
  const [whole, decimals = ""] = number.split(/[.,]/);
  const rest = decimals.padEnd(6, "0");
  const parts = [[BigInt(whole), "kg"], [BigInt(rest.slice(0, 3)), "g"], [BigInt(rest.slice(3)), "mg"]];
  return parts.filter(([amount]) => amount).map(([amount, unit]) => `${amount} ${unit}`).join(" ") || "0 kg";
}

for (const input of document.querySelectorAll("input[data-weight]")) {
  const echo = input.closest(".c-field")?.querySelector("[data-weight-echo]");
  if (echo) input.addEventListener("input", () => { echo.textContent = inWords(input.value); });
}
