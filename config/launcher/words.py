"""How the launcher speaks: one line per thing, on standard output; a refusal is one plain sentence."""

import sys
import time

_began = time.monotonic()


class LauncherError(Exception):
    """Something the person at the terminal can act on. The message is shown alone, without a traceback."""


def say(line: str) -> None:
    """Print one line with the seconds since the launcher began."""
    print(f"[{time.monotonic() - _began:6.1f} s] {line}", flush=True)


def say_plain(line: str = "") -> None:
    """Print one line as it is."""
    print(line, flush=True)


def complain(line: str) -> None:
    """Print one line on standard error."""
    print(f"dev.py: {line}", file=sys.stderr, flush=True)
