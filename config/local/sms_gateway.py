"""An SMS gateway for the embedded run: speaks Kannel's ``sendsms`` on loopback and writes each message to a file.

It answers as Kannel does (202, ``0: Accepted for delivery``) and calls the delivery-report address when one is given.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

DELIVERED = 1


class Gateway(BaseHTTPRequestHandler):
    """Answers ``GET /cgi-bin/sendsms``."""

    folder: ClassVar[Path]
    user: ClassVar[str]
    password: ClassVar[str]
    count: ClassVar[int] = 0
    lock: ClassVar[threading.Lock] = threading.Lock()

    def do_GET(self) -> None:
        """Take one message, or say why not, in Kannel's words."""
        address = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(address.query))
        if address.path != "/cgi-bin/sendsms":
            self._answer(404, "Unknown request")
        elif (query.get("username"), query.get("password")) != (self.user, self.password):
            self._answer(403, "Authorization failed for sendsms")
        elif not query.get("to") or not query.get("text"):
            self._answer(400, "Missing receiver number or text")
        else:
            self._keep(query)
            self._answer(202, "0: Accepted for delivery")
            if query.get("dlr-url"):
                threading.Thread(target=_report, args=(query["dlr-url"],), daemon=True).start()

    def _keep(self, query: dict[str, str]) -> None:
        with self.lock:
            type(self).count += 1
            name = f"{time.time_ns()}-{os.getpid()}-{self.count}"
        fresh = self.folder / f".{name}.part"
        fresh.write_text(json.dumps({"to": query["to"], "text": query["text"], "at": time.time()}),
                         encoding="utf-8")
        fresh.rename(self.folder / f"{name}.json")

    def _answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing: the query holds a password."""


def _report(address: str) -> None:
    """Call the delivery-report address as Kannel does; a house that does not listen loses nothing."""
    target = address.replace("%d", str(DELIVERED))
    if urllib.parse.urlsplit(target).hostname not in {"127.0.0.1", "localhost"}:
        return
    try:
        with urllib.request.urlopen(target, timeout=5):  # noqa: S310 - loopback only
            pass
    except (urllib.error.URLError, OSError):
        return


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    options = parser.parse_args()
    options.dir.mkdir(parents=True, exist_ok=True)
    Gateway.folder = options.dir
    Gateway.user = os.environ.get("CUSTODY_SMS_USER", "custody")
    file = os.environ.get("CUSTODY_SMS_PASSWORD_FILE")
    Gateway.password = (
        Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get("CUSTODY_SMS_PASSWORD", "")
    )
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Gateway)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"SMS gateway listens on 127.0.0.1:{options.port}, writes to {options.dir}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
