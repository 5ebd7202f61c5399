"""One line that says how far a load is, and how long it will take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from custody.scenario.loading import Progress


class Stream(Protocol):
    """Where the line goes: a terminal or a log."""

    def write(self, text: str, *, ending: str = ...) -> object:
        """Write the text."""

    def isatty(self) -> bool:
        """Say whether somebody looks on."""

    def flush(self) -> None:
        """Show it now."""


class Line:
    """Shows progress: over and over on a terminal, every tenth part in a log."""

    def __init__(self, stream: Stream, *, name: str) -> None:
        """Begin to count the time."""
        self._stream = stream
        self._name = name
        self._began = time.monotonic()
        self._shown = -1

    def show(self, progress: Progress) -> None:
        """Show how far the load is."""
        percent = 100 * progress.done // max(progress.total, 1)
        live = self._stream.isatty()
        if percent // (1 if live else 10) == self._shown:
            return
        self._shown = percent // (1 if live else 10)
        spent = time.monotonic() - self._began
        left = spent / progress.done * (progress.total - progress.done)
        text = (
            f"{self._name}: {percent:3} %, {progress.done} of {progress.total} seizures and burns, "
            f"{spent:.0f} s, {left:.0f} s to go"
        )
        last = progress.done == progress.total
        self._stream.write(f"\r{text}  " if live else text, ending="\n" if last or not live else "")
        self._stream.flush()
