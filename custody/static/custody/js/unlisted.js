// What was read off a load of which this page lists a part: the house is asked for the boxes that it does not list, and
// they join the list. Without an answer a code stands there by itself, and is compared when the form is sent.
const PATIENCE_MS = 10_000; // nobody waits for it: the code stands there meanwhile
const AGAIN_MS = 5000; // a link that is weak, or a house that is busy, is asked once more
const AT_ONCE = 100; // codes of one question

// `rowOf` is a row of the list, `came` is called with what the house says: code -> its row, null for none of the load.
export function unlistedOf(rowOf, came) {
  const waiting = new Map(); // code -> the row that stands for it until the house has answered
  let asking = false;
  let numbers = 0;

  function named(row) {
    const box = row.querySelector("input");
    box.id = `unlisted-${(numbers += 1)}`;
    row.querySelector("label").htmlFor = box.id;
    return row;
  }

  async function answered(codes) {
    const sent = { headers: { "X-Read": codes.join(" ") }, cache: "no-store", redirect: "manual" };
    const said = navigator.onLine && await fetch(location.href, { ...sent, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
    if (said && !said.ok && said.status < 500) return undefined; // locked, or a page that lists nothing: asked no more
    const text = said?.ok ? await said.text().catch(() => null) : null;
    if (!text) return null;
    const page = new DOMParser().parseFromString(text, "text/html");
    const boxes = page.querySelectorAll("input[type=checkbox][data-batch][data-read]");
    return new Map([...boxes].flatMap((box) => box.dataset.read.split(" ").map((code) => [code, box.closest(".c-choice")])));
  }

  async function ask() {
    if (asking) return;
    asking = true;
    while (waiting.size) {
      const codes = [...waiting.keys()].slice(0, AT_ONCE);
      const found = await answered(codes);
      if (!found) {
        if (found === null && navigator.onLine) setTimeout(ask, AGAIN_MS);
        break;
      }
      for (const code of codes) {
        const stood = waiting.get(code);
        waiting.delete(code);
        const row = found.get(code) ?? null;
        if (stood) came(code, stood, row && named(document.importNode(row, true)));
      }
    }
    asking = false;
  }

  addEventListener("online", ask);

  return {
    // The row that stands for a code until more is known of it; it is sent as the code was read.
    standsFor: (code) => {
      const row = named(rowOf().cloneNode(true));
      const box = row.querySelector("input");
      for (const name of ["frozen", "place"]) delete box.dataset[name];
      Object.assign(box, { value: code, checked: false });
      row.querySelector("label").replaceChildren(code);
      delete row.dataset.state;
      waiting.set(code, row);
      ask();
      return row;
    },
    forget: (code) => waiting.delete(code),
  };
}
