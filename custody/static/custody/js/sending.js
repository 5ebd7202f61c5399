// Sends what this device keeps, in its order, each in the session of who signed it. Called by one tab at a time.
import { all, change, know, learn, remove } from "./store.js";

const SHORTEST_MS = 5000;
const LONGEST_MS = 300000;
const PATIENCE_MS = 30000;
const SLACK_MS = 60000;
const PART_BYTES = 64 * 1024;

// What is noted beside an item may not fit any more: it is sent all the same.
const note = (item, changes) => change(item, changes).catch(() => {});

async function ask(url, options = {}) {
  return fetch(url, { ...options, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
}

// Says whose session it is, with a token of now: the one in a page may be hours old. null: nobody's. Of a key, whether the
// house has what was sent under it.
export async function session(key) {
  const answer = await ask(`/outbox/state/${key ? `?key=${key}` : ""}`);
  if (answer.ok) return timed(await answer.json());
  if (asksToSignIn(answer)) return null;
  throw new Error(`no answer: ${answer.status}`);
}

// How far the clock of the house is ahead of this one now.
const timed = (whose) => ({ ...whose, ahead: whose.now - Date.now() });

// How long ago an item was signed: by this clock, or as it went at the last word of the house before, if a line put it
// right since. Where both may be, or it stood back, its officer looks at the time.
function ageOf(item, { ahead }) {
  const now = Date.now() + ahead;
  const { house = -Infinity, ahead: before = ahead } = item.clock ?? {};
  const isSame = Math.abs(before - ahead) < SLACK_MS;
  const readings = isSame ? [item.at + ahead] : [item.at + ahead, item.at + before];
  const may = readings.filter((each) => each >= house - SLACK_MS && each <= now + SLACK_MS);
  const at = may[0] ?? Math.max(house, Math.min(readings.at(-1), now));
  return { age: Math.max(now - at, 0), isUnsure: may.length > 1 || item.isBack };
}

function asksToSignIn(answer) {
  return answer.type === "opaqueredirect" || answer.status === 401;
}

// Sends what may be sent; returns when to try again, 0 when there is nothing to try.
export async function send({ now }) {
  let whose;
  try {
    const items = await all();
    if (!items.length) return 0;
    whose = await session();
    if (!whose) {
      // A call for help goes with the next person, whoever that is: the page says so.
      await Promise.all(items.map((item) => note(item, { trouble: "sign-in" })));
      return 0;
    }
  } catch {
    return Date.now() + SHORTEST_MS;
  }
  const blocked = new Set();
  for (const item of await all()) {
    // A call for help goes in whoever's session there is.
    if (item.author !== whose.badge && !item.isUrgent) {
      await note(item, { trouble: "other" });
      continue;
    }
    // Who holds a locked device may not be who signed in on it. A call for help goes whoever it is.
    if (whose.locked && !item.isUrgent) {
      await note(item, { trouble: "locked" });
      continue;
    }
    if (item.trouble === "twice" || (item.trouble === "refused" && !now)) continue;
    if (item.trouble === "look") {
      if (item.about) blocked.add(item.about);
      continue;
    }
    if (blocked.has(item.about) || (!now && isLater(item))) {
      if (item.about) blocked.add(item.about);
      continue;
    }
    const outcome = await one(item, whose);
    if (outcome === "no-line") break;
    if (["later", "look"].includes(outcome) && item.about) blocked.add(item.about);
  }
  const waiting = (await all()).filter((item) => (item.author === whose.badge || item.isUrgent) && !["refused", "twice", "locked", "look"].includes(item.trouble));
  return waiting.length ? Math.min(...waiting.map((item) => (isLater(item) ? item.until : Date.now() + SHORTEST_MS))) : 0;
}

// A clock that was put back meanwhile makes nothing wait longer than the longest wait there is.
const isLater = ({ until }) => until > Date.now() && until <= Date.now() + LONGEST_MS;

async function one(item, whose, again = false) {
  let answer;
  try {
    answer = await inParts(item, whose);
  } catch {
    await later(item);
    return "no-line";
  }
  if ([200, 201, 202].includes(answer.status)) {
    if (answer.status === 202) await learn("held", ((await know("held")) ?? 0) + 1).catch(() => {});
    await remove(item.key);
    if (item.isUrgent && !item.isQuiet) await called(answer);
    return "sent";
  }
  if (answer.status === 403 && !again) {
    const fresh = await session().catch(() => null);
    if (fresh && (fresh.badge === item.author || item.isUrgent)) return one(item, fresh, true);
  }
  // 409: the house has other answers under this key, and keeps these beside them. The officer is told before they go.
  if ([409, 413, 415, 422].includes(answer.status)) {
    await note(item, { trouble: answer.status === 409 ? "twice" : "refused" });
    return "refused";
  }
  // Whoever had a locked device in hand need not be its officer, who looks first.
  if (answer.status === 428) {
    await note(item, { trouble: "look", looked: "" });
    return "look";
  }
  if (answer.status === 423 || asksToSignIn(answer)) {
    await note(item, { trouble: answer.status === 423 ? "locked" : "sign-in" });
    return "no-line";
  }
  await later(item);
  return "later";
}

// A large item goes in parts that one breath of a bad line can carry. The house says where to go on: nothing is sent
// twice that has arrived, not even after this device was switched off.
async function inParts(item, whose) {
  const size = item.sealed.byteLength;
  const isLarge = size > PART_BYTES;
  const { age, isUnsure } = ageOf(item, whose);
  let from = 0;
  let to = isLarge ? 0 : size;
  for (;;) {
    const answer = await ask(`/outbox/items/${item.key}/`, {
      method: "POST",
      body: item.sealed.slice(from, to),
      headers: {
        "Content-Type": "application/octet-stream",
        "Outbox-Author": item.author,
        "Outbox-Age": String(Math.round(age)),
        "X-CSRFToken": whose.token,
        ...(item.looked && { "Outbox-Looked": item.looked }),
        ...(isUnsure && { "Outbox-Clock": "unsure" }),
        ...(isLarge && { "Outbox-Start": String(from), "Outbox-Whole": String(size) }),
      },
    });
    if (answer.status !== 206) return answer;
    from = (await answer.json()).received;
    to = Math.min(from + PART_BYTES, size);
  }
}

async function called(answer) {
  const { next = "" } = await answer.json().catch(() => ({}));
  dispatchEvent(new CustomEvent("custody-called", { detail: next }));
}

function later(item) {
  const tries = item.tries + 1;
  // A call for help is tried again and again.
  const wait = item.isUrgent ? SHORTEST_MS : Math.min(SHORTEST_MS * 2 ** (tries - 1), LONGEST_MS);
  return note(item, { tries, until: Date.now() + wait, trouble: "" });
}
