// Which unit a seal that was read is of: the house is asked, which counts what is of none. The page itself bears nothing
// that a number could be tried against. Without an answer a seal is read, and compared when the form is sent.
const PATIENCE_MS = 3000;
const AGAIN_MS = 5000;

// `form` has the token of the page, `heard` is called whenever the house has answered, or has not.
export function askingOf(url, form, heard) {
  const known = new Map(); // seal -> label of its unit, "" of none
  const waiting = new Set();
  const untold = new Set(); // no longer told: labels come first
  let asking = null;
  let isOut = false;
  let again;

  async function ask() {
    const seals = [...waiting];
    const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    const sent = { method: "POST", headers, body: new URLSearchParams({ codes: seals.join("\n") }), redirect: "manual" };
    const answer = navigator.onLine && await fetch(url, { ...sent, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
    const said = answer?.ok ? await answer.json().catch(() => null) : null;
    isOut = !said;
    for (const seal of said ? seals : []) {
      waiting.delete(seal);
      if (seal in said) known.set(seal, said[seal]);
      else untold.add(seal);
    }
    asking = null;
    heard();
    if (waiting.size && !isOut) go();
    else if (waiting.size) again = setTimeout(go, AGAIN_MS);
  }

  function go() {
    clearTimeout(again);
    asking ??= Promise.resolve().then(ask);
  }

  addEventListener("online", () => { if (waiting.size) go(); });

  return {
    of: (seal) => known.get(seal),
    want: (seals) => {
      // What is heard is judged anew, and wants the same again: only what is new goes at once.
      const fresh = seals.filter((seal) => ![known, untold, waiting].some((those) => those.has(seal)));
      for (const seal of fresh) waiting.add(seal);
      if (fresh.length) go();
    },
    forget: (seal) => waiting.delete(seal),
    isAsking: () => Boolean(asking),
    isOut: () => isOut,
    isUntold: () => untold.size > 0,
    // Until nothing is on its way any more, whatever came of it.
    settled: async () => { while (asking) await asking; },
  };
}
