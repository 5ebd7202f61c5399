"""Tasks that wait for each other, done in order by this process or by a few of its children.

A child is a fork: it knows the plan already and is only told numbers. It ends when its pipe ends, also when the parent
was killed. Celery's workers may not have children; there, and in tests, everything is done in this process.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any

from django.db import connections

AHEAD = 24
"""How far behind the first unfinished task others may begin: the order in which things happened stays visible."""
_SELDOM = (100_000, 20, 20)
"""A child makes much garbage and few circles, and lives for minutes: it looks for circles seldom."""


@dataclass(frozen=True, slots=True)
class Finished:
    """One task and what came of it."""

    number: int
    outcome: Any


def finish_all(
    needs: Sequence[frozenset[int]], work: Callable[[int, frozenset[int]], Any], *, processes: int
) -> Iterator[Finished]:
    """Do task 0, 1, 2 ... each after those it needs, and yield each as it is finished.

    ``work(number, failed)`` returns the outcome, which must be picklable; ``failed`` holds the tasks before whose
    outcome was false.
    """
    if processes <= 1:
        failed: set[int] = set()
        for number in range(len(needs)):
            outcome = work(number, frozenset(failed))
            if not outcome:
                failed.add(number)
            yield Finished(number, outcome)
        return
    yield from _shared(needs, work, processes)


def may_have_children() -> bool:
    """Say whether this process may fork: a daemonic one (a Celery worker) may not."""
    return not multiprocessing.current_process().daemon


def _shared(
    needs: Sequence[frozenset[int]], work: Callable[[int, frozenset[int]], Any], processes: int
) -> Iterator[Finished]:
    # A connection to the database must not be shared by two processes.
    connections.close_all()
    # What is there now is needed to the end: the collector need not look at it again, here or in a child.
    gc.collect()
    gc.freeze()
    fork = multiprocessing.get_context("fork")
    parents: list[Connection] = []
    children = []
    for _ in range(processes):
        ours, theirs = fork.Pipe()
        parents.append(ours)
        child = fork.Process(target=_serve, args=(theirs, tuple(parents), work), daemon=True)
        child.start()
        theirs.close()
        children.append(child)
    try:
        yield from _handed_out(needs, parents)
    finally:
        gc.unfreeze()
        for pipe in parents:
            pipe.close()
        for child in children:
            child.join(timeout=20)


def _handed_out(needs: Sequence[frozenset[int]], pipes: Sequence[Connection]) -> Iterator[Finished]:
    waiting = list(range(len(needs)))
    done: set[int] = set()
    failed: set[int] = set()
    idle, busy = list(pipes), 0
    while waiting or busy:
        while idle:
            ready = next((number for number in waiting[:AHEAD] if needs[number] <= done), None)
            if ready is None:
                break
            waiting.remove(ready)
            idle.pop().send((ready, frozenset(failed)))
            busy += 1
        for pipe in wait([each for each in pipes if each not in idle]):
            assert isinstance(pipe, Connection)  # noqa: S101 - nothing else was waited for
            number, outcome, error = pipe.recv()
            if error is not None:
                raise error
            done.add(number)
            if not outcome:
                failed.add(number)
            idle.append(pipe)
            busy -= 1
            yield Finished(number, outcome)


def _serve(pipe: Connection, others: Sequence[Connection], work: Callable[[int, frozenset[int]], Any]) -> None:
    for other in others:
        other.close()
    gc.set_threshold(*_SELDOM)
    with suppress(EOFError, KeyboardInterrupt, BrokenPipeError):
        while True:
            number, failed = pipe.recv()
            try:
                pipe.send((number, work(number, failed), None))
            except Exception as error:  # noqa: BLE001 - handed to the parent, which raises it
                pipe.send((number, None, error))
    connections.close_all()
