"""A line between a telephone and the house that can be cut, slowed down, and made to lose answers."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from urllib.parse import urlsplit

PIECE = 8 * 1024
STORM = (b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
         b"Connection: close\r\n\r\nstorm")


class Line:
    """Listens on loopback and passes everything on, or does not.

    ``cut``: nobody gets through. ``lose_answers``: the house gets what is sent and its answer never arrives. ``storm``:
    something on the way answers 503. ``rate``: bytes a second towards the house. ``lag``: seconds before anything
    begins. ``broken``: how often something was on its way when it broke.
    """

    def __init__(self, site: str) -> None:
        self.house = (urlsplit(site).hostname, urlsplit(site).port)
        self.is_cut = self.loses_answers = self.storms = False
        self.rate: int | None = None
        self.lag = 0.0
        self.tried = self.broken = 0
        self._open: set[socket.socket] = set()
        self._closed = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.site = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._answer, daemon=True).start()

    def cut(self) -> None:
        """Cut the line, also for what is on its way."""
        self.is_cut = True
        self.drop()

    def mend(self) -> None:
        """Let everything through again."""
        self.is_cut = self.loses_answers = self.storms = False

    def drop(self) -> None:
        """Break every connection there is."""
        for end in list(self._open):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def break_every(self, seconds: float) -> None:
        """Break every connection there is again and again, until the line is closed."""
        def break_again() -> None:
            while not self._closed.wait(seconds):
                self.broken += bool(self._open)
                self.drop()

        threading.Thread(target=break_again, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._closed.set()
        self._door.close()
        self.drop()

    def _answer(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                threading.Thread(target=self._call, args=(caller,), daemon=True).start()

    def _call(self, caller: socket.socket) -> None:
        self.tried += 1
        with caller, suppress(OSError):
            if self.is_cut:
                return
            if self.storms:
                caller.recv(1 << 20)
                caller.sendall(STORM)
                return
            time.sleep(self.lag)
            with socket.create_connection(self.house) as house:
                self._open |= {caller, house}
                back = threading.Thread(target=self._back, args=(house, caller), daemon=True)
                back.start()
                self._forth(caller, house)
                back.join()
                self._open -= {caller, house}

    def _forth(self, caller: socket.socket, house: socket.socket) -> None:
        with suppress(OSError):
            while piece := caller.recv(PIECE):
                if self.rate:
                    time.sleep(len(piece) / self.rate)
                house.sendall(piece)
        with suppress(OSError):
            house.shutdown(socket.SHUT_WR)

    def _back(self, house: socket.socket, caller: socket.socket) -> None:
        with suppress(OSError):
            while piece := house.recv(PIECE):
                if self.loses_answers:
                    break
                caller.sendall(piece)
        self._end(caller, house)

    @staticmethod
    def _end(*ends: socket.socket) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
