"""Room on the stack: what runs deep and often must not ask the kernel for memory at every call."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

WORDS = 65_536
"""Half a megabyte of 64-bit words; the interpreter rounds up to a power of two, and the rest is for what is called."""

P = ParamSpec("P")
R = TypeVar("R")


def with_room(run: Callable[P, R]) -> Callable[P, R]:
    """Return ``run``, made to be called from a large frame, so that all it calls has its frames beside that one.

    CPython keeps the frames of Python functions in pieces of 16 kB, a hundred calls or so, and unmaps a piece as soon
    as it is empty. A loop that calls just across the end of one maps and clears 16 kB at every turn; pages are deep
    enough to do so, and whether one does is luck. Nothing is touched of the large frame itself: it costs no memory.
    """

    def roomy(*args: P.args, **kwargs: P.kwargs) -> R:
        return run(*args, **kwargs)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=WORDS)
    return roomy
