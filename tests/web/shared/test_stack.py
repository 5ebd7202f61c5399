"""What runs deep asks the kernel for no memory at every call."""

from __future__ import annotations

import resource
import threading

from config.stack import WORDS, with_room
from config.wsgi import application

TURNS = 200


def _leaf() -> int:
    a = b = c = d = e = f = g = h = 1
    return sum((a, b, c, d, e, f, g, h))


def _deeper(depth: int) -> None:
    """Call a function over and over from every depth, and so also from just before the end of a piece of the stack."""
    for _ in range(TURNS):
        _leaf()
    if depth:
        _deeper(depth - 1)


def _faults(depth: int) -> int:
    """Return how often this thread was given a page of memory while it did so."""
    _deeper(depth)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    _deeper(depth)
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _in_a_thread(run) -> int:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(run(400)))
    thread.start()
    thread.join()
    return found[0]


def test_with_room_on_the_stack_a_loop_is_given_no_memory_at_any_depth():
    assert _in_a_thread(with_room(_faults)) < TURNS / 2


def test_what_is_given_and_returned_is_that_of_the_function():
    assert with_room(lambda one, *, other: (one, other))("a", other="b") == ("a", "b")


def test_the_web_process_answers_with_room():
    assert application.__code__.co_stacksize == WORDS
