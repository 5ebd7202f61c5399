"""Ends what a killed launcher leaves behind: `python -m config.launcher.guardian`, started by the supervisor.

The kernel tells the supervisor's children when it dies, but not the processes those had started themselves
(Celery's pool, gunicorn's workers). The guardian reads on its standard input which process groups there are;
when that ends without a farewell the launcher was killed, and it sees to it that every group ends: politely
first, by force after a while.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

FAREWELL = "farewell"
POLITE_FOR = 12.0


def watch(lines: Iterable[str]) -> set[int]:
    """Follow `+ group` and `- group` lines; the groups that are left when they end, none after a farewell."""
    groups: set[int] = set()
    for line in lines:
        word = line.strip()
        if word == FAREWELL:
            return set()
        if word.startswith("+"):
            groups.add(int(word[1:]))
        elif word.startswith("-"):
            groups.discard(int(word[1:]))
    return groups


def end(groups: set[int], *, polite_for: float = POLITE_FOR) -> None:
    """Send SIGINT, which all of them understand, wait `polite_for` seconds, then use SIGKILL."""
    left = {group for group in groups if _send(group, signal.SIGINT)}
    limit = time.monotonic() + polite_for
    while left and time.monotonic() < limit:
        time.sleep(0.1)
        left = {group for group in left if _send(group, 0)}
    for group in left:
        _send(group, signal.SIGKILL)


def _send(group: int, number: int) -> bool:
    """Send a signal to a group; False when nobody is in it any more."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(watch(sys.stdin))
