"""The other end: a mail relay and a gateway that answer after 0 to 150 ms and count what they took by its reference."""

from __future__ import annotations

import asyncio
import random
import re
import threading
import time
from collections import defaultdict
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from aiosmtpd.controller import Controller

from config.launcher.system import free_port

SLOWEST_SECONDS = 0.15
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Sinks:
    """What arrived: for each reference and channel the moments (``time.time()``) at which it was taken.

    A message counts when it is taken, and the answer comes afterwards: who is killed in between does not know.
    """

    def __init__(self, *, seed=0, slowest=SLOWEST_SECONDS):
        self.slowest = slowest
        self.arrived = defaultdict(list)
        self.slow = random.Random(seed)
        self._lock = threading.Lock()
        self.mail_port, self.sms_ports = free_port(), []

    @property
    def sms_port(self):
        """Return the port of the first gateway."""
        return self.sms_ports[0]

    def take(self, channel, reference):
        """Count a message and return how long its answer takes, in seconds."""
        with self._lock:
            self.arrived[channel, reference].append(time.time())
            return self.slow.uniform(0, self.slowest)

    def references(self, channel=None):
        """Return the references of what arrived, by one channel or by any."""
        with self._lock:
            return {reference for way, reference in self.arrived if channel in (None, way)}

    def messages(self):
        """Return how many messages arrived, repeated ones included."""
        with self._lock:
            return sum(len(times) for times in self.arrived.values())

    def repeated(self):
        """Return how many times more than once each reference arrived that did so."""
        with self._lock:
            return {reference: len(times) - 1 for (_, reference), times in self.arrived.items() if len(times) > 1}

    def first_arrivals(self):
        """Return when each reference arrived for the first time, by channel and reference."""
        with self._lock:
            return {key: min(times) for key, times in self.arrived.items()}

    def newest(self):
        """Return when the last message arrived; 0 when none did."""
        with self._lock:
            return max((times[-1] for times in self.arrived.values()), default=0.0)


class _Relay:
    def __init__(self, sinks):
        self.sinks = sinks

    async def handle_DATA(self, server, session, envelope):
        said = re.search(rb"^Message-ID:\s*<([^@>]+)@", envelope.content, re.MULTILINE | re.IGNORECASE)
        await asyncio.sleep(self.sinks.take("email", said[1].decode()))
        return "250 OK"


class _Gateway(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, sinks, channel):
        super().__init__(("127.0.0.1", 0), _Request)
        self.sinks, self.channel = sinks, channel
        sinks.sms_ports.append(self.server_address[1])
        self.listening = threading.Thread(target=self.serve_forever, daemon=True)
        self.listening.start()

    def end(self):
        self.shutdown()
        self.server_close()
        self.listening.join()

    def handle_error(self, request, client_address):
        """Say nothing: who asked was killed, as planned."""


class _Request(BaseHTTPRequestHandler):
    def do_GET(self):
        query = dict(parse_qsl(urlsplit(self.path).query))
        found = UUID.search(query.get("dlr-url", ""))
        time.sleep(self.server.sinks.take(self.server.channel, found[0] if found else query["reference"]))
        with suppress(OSError):
            self.send_response(202)
            self.end_headers()
            self.wfile.write(b"0: Accepted for delivery")

    def log_message(self, format, *args):  # noqa: A002 - the name of the library
        pass


@contextmanager
def open_sinks(*, seed=0, gateways=1):
    """Yield the sinks, listening on loopback. What the second gateway takes counts as channel ``sms2``."""
    sinks = Sinks(seed=seed)
    relay = Controller(_Relay(sinks), hostname="127.0.0.1", port=sinks.mail_port)
    relay.start()
    opened = [_Gateway(sinks, "sms" if number == 1 else f"sms{number}") for number in range(1, gateways + 1)]
    try:
        yield sinks
    finally:
        relay.stop()
        for gateway in opened:
            gateway.end()
