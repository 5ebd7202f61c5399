"""One test over many things: a case of its own for each would cost more than the check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def for_each(things: Iterable[Any], *, called: Callable[[Any], str] = str) -> Callable[[Any], Callable[[], None]]:
    """Make a check of one thing a test of all of them; it fails with the name and the reason of each that fails."""
    all_things = list(things)

    def over_all(check: Callable[[Any], None]) -> Callable[[], None]:
        def checked() -> None:
            assert all_things
            failed = []
            for thing in all_things:
                try:
                    check(thing)
                except AssertionError as refused:
                    failed.append(f"{called(thing)}: {refused}")
            assert not failed, "\n".join(failed)

        checked.__name__, checked.__doc__ = check.__name__, check.__doc__
        return checked

    return over_all
