"""An SMS gateway for the embedded run: speaks Kannel's ``sendsms`` and writes each message to a file.

It answers as Kannel does (202, ``0: Accepted for delivery``) and, a moment later, reports to the address it was given
that the message was delivered. ``POST /reply?from=+32470004417&text=7F3K9Q``, on this machine only, stands for a
telephone that texts back: the gateway brings the text to the house as the ``get-url`` of Kannel's sms-service does.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import signal
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from config.local.canary import Canary
from config.local.fetching import LOOPBACK, fetch

SEND, REPLY = "/cgi-bin/sendsms", "/reply"
DELIVERED = 1
ON_THE_AIR_SECONDS = 0.3
MOST_BYTES = 10_000


class Gateway(ThreadingHTTPServer):
    """Keeps what the requests need: the folder, who may send, and a number for each message."""

    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], *, folder: Path, user: str, password: str, inbound: str = ""
    ) -> None:
        """Listen on ``address``; take messages from ``user`` only; bring texts to the address ``inbound``."""
        super().__init__(address, Request)
        self.folder = folder
        self.allowed = (user, password)
        self.inbound = inbound
        self.canary = Canary("sms")
        self.numbers = itertools.count(1)


class Request(BaseHTTPRequestHandler):
    """Answers ``GET /cgi-bin/sendsms`` and ``POST /reply``."""

    server: Gateway

    def do_GET(self) -> None:
        """Take one message, or say why not, in Kannel's words."""
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        if address.path != SEND:
            self._answer(404, "Unknown request")
        elif (query.get("username"), query.get("password", "")) != self.server.allowed:
            self._answer(403, "Authorization failed for sendsms")
        elif not query.get("to") or not query.get("text"):
            self._answer(400, "Missing receiver number or text")
        else:
            self._keep(query)
            self._answer(202, "0: Accepted for delivery")
            self.server.canary.look(query["to"], query["text"])
            if query.get("dlr-url") and query.get("dlr-mask", "0") != "0":
                threading.Thread(target=report, args=(query["dlr-url"],), daemon=True).start()

    def do_POST(self) -> None:
        """Bring a text to the house as if a telephone had sent it, and say what the house answered."""
        address = urllib.parse.urlsplit(self.path)
        said = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MOST_BYTES)).decode("utf-8", "replace")
        text = dict(urllib.parse.parse_qsl(address.query) + urllib.parse.parse_qsl(said))
        if address.path != REPLY or self.client_address[0] not in LOOPBACK:
            self._answer(404, "Unknown request")
        elif not text.get("from"):
            self._answer(400, "Missing sender number")
        elif not self.server.inbound:
            self._answer(503, "No address to bring texts to")
        else:
            number = f"{os.getpid()}-{time.time_ns()}-{next(self.server.numbers)}"
            query = urllib.parse.urlencode({"from": text["from"], "text": text.get("text", ""), "id": number})
            status = fetch(f"{self.server.inbound}?{query}")
            self._answer(200 if status in (200, 204) else 502, f"The house answered {status}")

    def _keep(self, query: dict[str, str]) -> None:
        """Write the message. The file appears under its name only when it is complete."""
        name = f"{time.time_ns()}-{os.getpid()}-{next(self.server.numbers)}"
        fresh = self.server.folder / f".{name}.part"
        message = {"to": query["to"], "text": query["text"], "at": time.time()}
        fresh.write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")
        fresh.rename(self.server.folder / f"{name}.json")

    def _answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing: the query holds a password."""


def report(address: str) -> None:
    """Report a delivery, as Kannel does; a house that does not listen loses nothing."""
    time.sleep(ON_THE_AIR_SECONDS)
    fetch(address.replace("%d", str(DELIVERED)))


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--name", default="first", help="what the house calls this gateway")
    options = parser.parse_args()
    options.dir.mkdir(parents=True, exist_ok=True)
    server = Gateway(
        (options.host, options.port),
        folder=options.dir,
        user=os.environ.get("CUSTODY_SMS_USER", "custody"),
        password=_secret("CUSTODY_SMS_PASSWORD"),
        inbound=_inbound(options.name),
    )
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"SMS gateway ready on {options.host}:{options.port}", flush=True)
    server.serve_forever(poll_interval=0.2)


def _inbound(name: str) -> str:
    """Return where the house takes texts from this gateway; empty when it was given no secret for it."""
    house, secret = os.environ.get("CUSTODY_BASE_URL", ""), _secret("CUSTODY_SMS_INBOUND_SECRET")
    path = f"/sms/inbound/{urllib.parse.quote(name)}/{urllib.parse.quote(secret, safe='')}/"
    return house.rstrip("/") + path if house and secret else ""


def _secret(name: str) -> str:
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get(name, "")


if __name__ == "__main__":
    main()
