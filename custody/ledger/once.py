"""What an act has asked already: the rules, the places. Remembered to the end of its transaction, and no longer.

An act and its reactions ask the same of the house many times over, and all of them are to be judged by one answer. What
is remembered here is what no act changes and reads again: whoever changes it calls ``forget``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)
_of_this_act: ContextVar[dict[Hashable, Any] | None] = ContextVar("of_this_act", default=None)
_of_this_page: ContextVar[dict[Hashable, Any] | None] = ContextVar("of_this_page", default=None)


@contextmanager
def remembering(answers: dict[Hashable, Any] | None = None) -> Iterator[None]:
    """Remember answers until the block ends, whichever way. ``recording`` is such a block.

    Whoever replays many acts puts a block around them, with the answers it kept of the acts before; one that fails
    leaves none behind.
    """
    known = _answers.get() if answers is None else answers
    token = _answers.set({} if known is None else known)
    of_this_act = _of_this_act.set({})
    # What a page saw is nothing to act on: an act asks for itself, under its locks.
    of_this_page = _of_this_page.set(None)
    try:
        yield
    except BaseException:
        forget()
        raise
    finally:
        _of_this_page.reset(of_this_page)
        _of_this_act.reset(of_this_act)
        _answers.reset(token)


@contextmanager
def looking() -> Iterator[None]:
    """Remember what is asked of the goods until the block ends: a page that is only read asks the same many times, for
    each of the things that could be done, and shows one moment of it. Never around an act."""
    token = _of_this_page.set({})
    try:
        yield
    finally:
        _of_this_page.reset(token)


def once(question: Hashable, find: Callable[[], Answer]) -> Answer:
    """Return what ``find`` finds; inside ``recording`` it looks once for each question."""
    return _once(_answers.get(), question, find)


def once_done(question: Hashable, find: Callable[[], Answer]) -> Answer:
    """Return what ``find`` finds of the goods an act has dealt with; it looks once in each act.

    Only for reactions: what lies where is the same for all of them, for they run when the act has moved what it moves.
    """
    return _once(_of_this_act.get(), question, find)


def once_seen(question: Hashable, find: Callable[[], Answer]) -> Answer:
    """Return what ``find`` finds of the goods; inside ``looking`` it looks once for each question."""
    return _once(_of_this_page.get(), question, find)


def _once(known: dict[Hashable, Any] | None, question: Hashable, find: Callable[[], Answer]) -> Answer:
    if known is None:
        return find()
    if question not in known:
        known[question] = find()
    return cast("Answer", known[question])


def forget() -> None:
    """Ask everything anew from here on: an act has changed what may have been asked."""
    known = _answers.get()
    if known is not None:
        known.clear()
