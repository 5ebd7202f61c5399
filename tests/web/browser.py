"""A real browser for page tests, and a server for it to look at."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import psycopg2
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from config.stack import with_room

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         # A page is left before a second compilation of its scripts pays: it took a fifth of the walk.
         "--js-flags=--no-maglev --no-turbofan"]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing: a failing test shows the page."""


class _Kept:
    """Connections to the database that one request after the other takes, as in the product, whose threads stay.

    Here every request has a thread of its own; with a connection of its own it had a new process of the database too,
    that had yet to read its catalogue.
    """

    def __init__(self) -> None:
        self._free: dict[tuple[str, str], list[Any]] = defaultdict(list)

    def take(self) -> None:
        """Let this thread begin with a connection that is free, once it asks for one and if there is any."""
        connection = connections["default"]
        open_one = connection.get_new_connection

        def opened(params: dict[str, Any]) -> Any:
            try:
                return self._free[params["dbname"], params["user"]].pop()
            except IndexError:
                return open_one(params)

        connection.get_new_connection = opened

    def give_back(self) -> None:
        """Free the connection of this thread, with nothing of its request left; close one that broke."""
        connection = connections["default"]
        raw = connection.connection
        if raw is not None and not raw.closed and not connection.in_atomic_block:
            with suppress(psycopg2.Error):
                raw.reset()
                connection.connection = None
                self._free[raw.info.dbname, raw.info.user].append(raw)
        connections.close_all()

    def close(self) -> None:
        """Close what is free."""
        for free in self._free.values():
            while free:
                free.pop().close()


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages of this process from loopback; yield their address."""
    pages, kept = with_room(get_wsgi_application()), _Kept()

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        kept.take()
        response = pages(environ, start_response)
        try:
            return [b"".join(response)]
        finally:
            response.close()
            kept.give_back()

    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        kept.close()


@contextmanager
def chromium(*flags: str, without: Sequence[str] = ()) -> Iterator[Browser]:
    """Start the browser that ``dev.py test`` unpacked, with ``flags`` of its own and ``without`` some that Playwright
    gives it."""
    # The synchronous interface keeps a loop in this thread, and Django would refuse every query because of it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    libraries = os.environ.get("CHROMIUM_LD_LIBRARY_PATH")
    environment = dict(os.environ) | ({"LD_LIBRARY_PATH": libraries} if libraries else {})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM_PATH"],
                                              args=[*FLAGS, *flags], ignore_default_args=list(without) or None,
                                              env=environment)  # fmt: skip
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_of(
    browser: Browser, *, width: int = 390, scheme: str = "light", language: str = "en", site: str = "", **more: Any
) -> Iterator[Page]:
    """Open a page in a fresh profile; anything the console or the content policy complains about fails at the end."""
    context = browser.new_context(viewport={"width": width, "height": 844}, has_touch=width < 700, **more)
    context.add_cookies(
        [
            {"name": "custody_scheme", "value": scheme, "url": site},
            {"name": "django_language", "value": language, "url": site},
        ]
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    try:
        yield page
    finally:
        context.close()
    # A refused form answers 422 on purpose, and the browser calls that an error.
    assert [each for each in complaints if "status of 422" not in each and "status of 409" not in each] == []


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Return what axe-core finds on the page: rule and first places. The page must be opened with ``bypass_csp``."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("(rules) => axe.run({ runOnly: rules })", RULES)
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found["violations"]]


def sticks_out(page: Page) -> bool:
    """Say whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


MOVED = """async () => {
  const start = (node) => (node?.outerHTML ?? node?.parentElement?.outerHTML ?? "gone").slice(0, 80);
  const told = (each) => each.sources.map(({ node }) => start(node)).join(" | ");
  const seen = [];
  const watch = new PerformanceObserver((heard) => seen.push(...heard.getEntries()));
  watch.observe({ type: "layout-shift", buffered: true });
  const painted = () => new Promise(requestAnimationFrame);
  await painted().then(painted); // what moved last is told with the next frame: on a busy machine that takes its time
  await new Promise((go) => setTimeout(go, 100));
  return [...seen, ...watch.takeRecords()].filter((each) => !each.hadRecentInput).map(told);
}"""


def moved(page: Page) -> list[str]:
    """Return what moved on the page after it was painted, though nobody touched it: each as its first letters."""
    return list(page.evaluate(MOVED))
