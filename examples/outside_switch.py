#!/usr/bin/env python3
"""The switch outside: calls people when Custody falls silent.

It belongs on another machine than Custody's, with its own power and its own modem. Custody's engines ping it every
minute, and only while everything that raises and sends alerts is well; so silence says that something is ill, also when
the house has lost its own ways to say so. After three minutes without a ping it runs your command, again every ten
minutes, until a ping comes; then it runs the command once more to say so.

    python3 outside_switch.py --port 8911 --secret-file secret --call "/usr/local/bin/call_people --all"

The command gets two words: "silent" or "well", and how many seconds it was silent. Let it use a way of its own: a GSM
modem, a pager, a siren; not Custody's mail relay. Custody is told the address as CUSTODY_PING_URL:

    http://switch.example:8911/ping/THE-SECRET

Put TLS in front of it where the way between the two is not yours. GET / says in one line how it stands, without any
secret; with --ready URL it asks Custody's /readyz once a minute and says there what was wrong. Only pings count.

Needs nothing but Python 3.9. It keeps nothing on disk: after its own start it waits one full period before it calls.
"""

from __future__ import annotations

import argparse
import hmac
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LONGEST_CALL_SECONDS = 60


class Watch:
    """When the last ping came, and when somebody was last called. Every moment is the counter that nobody can set."""

    def __init__(self, *, after: float, again: float, call: list[str]) -> None:
        """Call with ``call`` after ``after`` seconds of silence, and again every ``again`` seconds."""
        self._after, self._again, self._call = after, again, call
        self._lock = threading.Lock()
        self._pinged = time.monotonic()
        self._called: float | None = None
        self._refused: str = ""

    def ping(self) -> None:
        """Take a ping; when people were called before, tell them that it is over."""
        with self._lock:
            silent = time.monotonic() - self._pinged
            self._pinged = time.monotonic()
            was_called, self._called = self._called is not None, None
        if was_called:
            self._run("well", silent)

    def refuse(self, why: str) -> None:
        """Remember that Custody itself said it is not ready; "" when it is."""
        self._refused = why

    def look(self) -> None:
        """Call when it was silent for too long, and nobody was called just now."""
        now = time.monotonic()
        with self._lock:
            silent = now - self._pinged
            due = silent >= self._after and (self._called is None or now - self._called >= self._again)
            if due:
                self._called = now
        if due:
            self._run("silent", silent)

    def said(self) -> str:
        """Return one line about how it stands."""
        with self._lock:
            silent, called = time.monotonic() - self._pinged, self._called is not None
        state = "SILENT, people were called" if called else "well"
        return f"{state}: last ping {silent:.0f} s ago" + (f"; {self._refused}" if self._refused else "")

    def _run(self, what: str, silent: float) -> None:
        print(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {what}: {silent:.0f} s without a ping", flush=True)
        try:
            done = subprocess.run(
                [*self._call, what, f"{silent:.0f}"], timeout=LONGEST_CALL_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            print(f"the call failed: {error}", file=sys.stderr, flush=True)
        else:
            if done.returncode:
                print(f"the call ended with {done.returncode}", file=sys.stderr, flush=True)


class Door(BaseHTTPRequestHandler):
    """Answers pings."""

    server: Switch
    timeout = 10

    def do_GET(self) -> None:
        """Take a ping, or say how it stands."""
        if self.path == "/":
            self._answer(200, self.server.watch.said())
        elif hmac.compare_digest(self.path.encode(), f"/ping/{self.server.secret}".encode()):
            self.server.watch.ping()
            self._answer(200, "heard")
        else:
            self._answer(404, "unknown")

    do_POST = do_GET
    do_HEAD = do_GET

    def _answer(self, status: int, words: str) -> None:
        body = f"{words}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: the path holds the secret."""


class Switch(ThreadingHTTPServer):
    """Keeps the watch and the secret for the requests."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], *, watch: Watch, secret: str) -> None:
        """Listen on ``address``."""
        super().__init__(address, Door)
        self.watch = watch
        self.secret = secret


def poll(watch: Watch, url: str) -> None:
    """Ask Custody whether it is ready, and remember the answer for whoever asks how it stands."""
    try:
        with urllib.request.urlopen(url, timeout=10):
            watch.refuse("")
    except (OSError, urllib.error.URLError, ValueError) as error:
        watch.refuse(f"not ready: {error}")


def main() -> None:
    """Listen and look until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 where Custody is on another machine")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--secret-file", type=Path, required=True, help="a file with the secret part of the address")
    parser.add_argument("--call", required=True, help="the command that calls people, in one word of the shell")
    parser.add_argument("--after", type=float, default=180, help="seconds without a ping")
    parser.add_argument("--again", type=float, default=600, help="seconds until people are called again")
    parser.add_argument("--ready", default="", help="Custody's /readyz, to show why it is silent")
    options = parser.parse_args()
    secret = options.secret_file.read_text(encoding="utf-8").strip()
    if len(secret) < 16:
        parser.error("the secret is too short: 16 characters at least")
    watch = Watch(after=options.after, again=options.again, call=shlex.split(options.call))
    server = Switch((options.host, options.port), watch=watch, secret=secret)
    over = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: over.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"the switch listens on {options.host}:{server.server_address[1]}", flush=True)
    asked = time.monotonic()
    while not over.wait(min(1.0, options.after / 10)):
        watch.look()
        if options.ready and time.monotonic() - asked >= 60:
            asked = time.monotonic()
            poll(watch, options.ready)
    server.shutdown()


if __name__ == "__main__":
    main()
