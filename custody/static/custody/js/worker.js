// Keeps static files and blank forms for when there is no connection. Never a page with data in it, and never the only
// way in which anything is sent: a browser without it sends what waits as soon as a page is opened.
const CACHE = "custody-1";
const BLANK = "/outbox/blank";
const DEVICE = "/outbox/";
const DANGER = "/danger/";
const SLOW_MS = 8000;
const AGAIN_MS = 600000;
const HASHED = /\.[0-9a-f]{12}\./;
const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(prepare(event.data)));

async function prepare({ files, pages, look }) {
  const cache = await caches.open(CACHE);
  const missing = [];
  for (const file of files) if (!(HASHED.test(file) && (await cache.match(file)))) missing.push(file);
  await Promise.allSettled([keepPages(cache, { pages, look }), ...missing.map((each) => cache.add(each))]);
}

// All pages come by one question, and only when they are others than those that are here. What is noted beside them: their
// version, when the house was last asked, and in which language and colours they are.
async function keepPages(cache, { pages, look }) {
  const noted = (await cache.match(pages))?.headers;
  const tag = noted?.get("Kept-Tag");
  if (noted?.get("Kept-Look") === look && Date.now() - noted.get("Kept-At") < AGAIN_MS) return;
  const answer = await fetch(pages, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
  if (answer.status !== 200 && answer.status !== 304) return;
  if (answer.status === 200) {
    // The rules for what a page may load go with each of them.
    const headers = new Headers(answer.headers);
    for (const name of ["ETag", "Content-Length", "Content-Encoding"]) headers.delete(name);
    headers.set("Content-Type", "text/html; charset=utf-8");
    const found = Object.entries(await answer.json());
    await Promise.all(found.map(([path, page]) => cache.put(path, new Response(page, { headers }))));
  }
  const now = { "Kept-Tag": answer.headers.get("ETag") ?? tag, "Kept-At": Date.now(), "Kept-Look": look };
  await cache.put(pages, new Response("", { headers: now }));
}

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, url));
  else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

// What was sent and got no answer, and is not kept: the page stays as it is, with all that was typed, and says so.
async function unanswered(path) {
  for (const each of await clients.matchAll({ type: "window" })) each.postMessage({ unanswered: path });
  return new Response(null, { status: 204 });
}

async function page(request, url) {
  const isRead = request.method === "GET";
  const kept = (isRead && (await caches.match(BLANK + url.pathname.replace(ID, "*")))) || (await caches.match(DEVICE));
  if (!kept) return fetch(request);
  const isDanger = url.pathname === DANGER;
  try {
    // Whoever calls for help learns at once that nobody heard it. It is kept, and goes on under its own key.
    const answer = await (isRead || isDanger ? soon(fetch(request), isDanger ? SLOW_MS / 2 : SLOW_MS) : fetch(request));
    // Whoever calls for help is not asked who they are first: the call goes with the next session.
    return isRead && isDanger && answer.type === "opaqueredirect" ? kept : answer;
  } catch {
    return isRead || isDanger ? kept : unanswered(url.pathname + url.search);
  }
}

async function file(request) {
  const kept = await caches.match(request);
  if (!kept) return fetch(request);
  return HASHED.test(request.url) ? kept : soon(fetch(request), SLOW_MS / 4).catch(() => kept);
}

// A line that is there and says nothing is no line.
function soon(answer, within = SLOW_MS) {
  return Promise.race([answer, new Promise((_, reject) => setTimeout(() => reject(new Error("slow")), within))]);
}
