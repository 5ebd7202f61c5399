"""The loops of the integrator and the signer processes."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType

from django.db import InterfaceError, OperationalError, connection

log = logging.getLogger(__name__)

TICK_SECONDS = 0.1


class Stop:
    """Set by SIGTERM and SIGINT; a loop ends after the pass it is in."""

    def __init__(self) -> None:
        self.asked = False
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True


def every_tick(work: Callable[[], bool], *, stop: Stop, tick_seconds: float = TICK_SECONDS) -> None:
    """Call ``work`` until asked to stop: at once again while it returns True, after a tick otherwise.

    A database that is away is waited for; every other failure ends the process, so that it is seen.
    """
    while not stop.asked:
        try:
            busy = work()
        except (OperationalError, InterfaceError) as error:
            log.warning("the database does not answer: %s", error)
            connection.close()
            busy = False
            time.sleep(1)
        if not busy:
            time.sleep(tick_seconds)
