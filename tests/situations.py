"""Situations that many tests begin with, built once per worker: 0.6 s of acts become a few milliseconds.

A story marked ``standing`` that is told first in a test, before anything was written, is not acted again: the second
time it is told it is acted in a database of its own and committed there, and from then on a test that tells it works
in that database, in a transaction that is rolled back at its end as always. A situation that grows out of another
begins in a copy of that one's database. A story told later in a test, told with something that only this test has, told
while something of the product is patched or set otherwise, or told in a house, is acted as it stands.
"""

from __future__ import annotations

import copy
import inspect
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from typing import Any

import psycopg2
import pytest
from django.conf import UserSettingsHolder, settings
from django.db import connection

from tests import databases, environment

MOST = 24
"""How many situations a worker keeps: each is a database of its own, some 20 MB."""

_Key = tuple[str, str, tuple[tuple[str, Any], ...]]


@dataclass(slots=True)
class _Standing:
    database: str
    raw: psycopg2.extensions.connection
    result: Any


_told: Counter[_Key] = Counter()
_standing: OrderedDict[_Key, _Standing] = OrderedDict()
_waiting: list[Callable[[], bool]] = []
"""Holds one entry while a test that rolls back may still be moved: whether the product is as it ships."""
_making: list[str] = []
"""Holds the name of the database in which a situation is being acted."""


def standing(story: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a story (cast first) whose outcome may be kept for the tests that begin with it."""

    signature = inspect.signature(story)

    @wraps(story)
    def told(cast: Any, *args: Any, **options: Any) -> Any:
        key = (story.__module__, story.__name__, _asked(signature, cast, *args, **options))
        if _making:
            kept = _standing.get(key) if _is_plain(key) and _nothing_was_written() else None
            return _grown_from(kept) if kept is not None else story(cast, *args, **options)
        if not (_waiting and _is_plain(key) and _waiting[0]() and _nothing_was_written()):
            return story(cast, *args, **options)
        _told[key] += 1
        if _told[key] == 1:
            return story(cast, *args, **options)
        _waiting.clear()
        kept = _standing.get(key)
        if kept is None:
            kept = _standing[key] = _acted(lambda: story(cast, *args, **options))
        _standing.move_to_end(key)
        _move_to(kept.raw)
        return copy.deepcopy(kept.result)

    return told


@contextmanager
def allowed(patches: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the test that runs now be moved to a situation, and bring the connection back at its end."""
    own, patched = connection.connection, _patched(patches)
    _waiting.append(lambda: _patched(patches) == patched and not isinstance(settings._wrapped, UserSettingsHolder))
    try:
        yield
        if connection.connection is not own and not connection.needs_rollback:
            connection.check_constraints()  # as Django does at the end of every test
    finally:
        _waiting.clear()
        if connection.connection is not own:
            with suppress(psycopg2.InterfaceError):
                connection.connection.rollback()
            connection.connection = own
        while len(_standing) > MOST:
            _, oldest = _standing.popitem(last=False)
            oldest.raw.close()
            databases.drop(oldest.database)


def stay() -> None:
    """Let the test that runs now act its stories itself: it changes their rows by hand, in their own transaction."""
    _waiting.clear()


def forget() -> None:
    """Remove every situation of this worker."""
    while _standing:
        _, kept = _standing.popitem()
        kept.raw.close()
        databases.drop(kept.database)


def _acted(story: Callable[[], Any]) -> _Standing:
    """Act a story in a database of its own, commit it, and return it. The connection is left as it was."""
    own = connection.connection
    name = f"custody_{environment.WORKER}_situation_{sum(_told.values())}"
    databases.clone(name)
    raw = _connected(name)
    _making.append(name)
    try:
        _begin_in(raw)
        result = story()
        raw = connection.connection
        raw.commit()
    finally:
        _making.clear()
        connection.connection = own
    # Of its own: the test that asked first goes on with its cast, and what it does to them is none of the next one's.
    return _Standing(database=name, raw=raw, result=copy.deepcopy(result))


def _grown_from(kept: _Standing) -> Any:
    """Let the situation that is being acted begin where another one stands, and return how that one ended."""
    (name,) = _making
    connection.connection.close()
    kept.raw.close()  # a database that is being copied has no guests
    databases.clone(name, source=kept.database)
    kept.raw = _connected(kept.database)
    _begin_in(kept.raw)
    _begin_in(_connected(name))
    return copy.deepcopy(kept.result)


def _connected(database: str) -> psycopg2.extensions.connection:
    return connection.get_new_connection(connection.get_connection_params() | {"dbname": database})


def _begin_in(raw: psycopg2.extensions.connection) -> None:
    connection.connection = raw
    connection.init_connection_state()
    raw.autocommit = False


def _move_to(raw: psycopg2.extensions.connection) -> None:
    connection.connection = raw
    for savepoint in connection.savepoint_ids:
        if savepoint is not None:
            with connection.cursor() as cursor:
                cursor.execute(connection.ops.savepoint_create_sql(savepoint))


def _patched(patches: pytest.MonkeyPatch) -> int:
    return len(patches._setattr) + len(patches._setitem)


def _asked(signature: inspect.Signature, cast: Any, *args: Any, **options: Any) -> tuple[tuple[str, Any], ...]:
    """Return what a story was asked for beyond its defaults, by name."""
    given = signature.bind(cast, *args, **options).arguments
    asked: dict[str, Any] = {}
    for (name, value), parameter in zip(given.items(), map(signature.parameters.get, given), strict=True):
        if parameter.kind is parameter.VAR_KEYWORD:
            asked |= value
        elif value is not cast and value != parameter.default:
            asked[name] = value
    return tuple(sorted(asked.items(), key=lambda each: each[0]))


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(_is_plain(each) for each in value)
    return value is None or isinstance(value, str | int | bool)


def _nothing_was_written() -> bool:
    if not connection.in_atomic_block or connection.settings_dict["NAME"] != f"custody_{environment.WORKER}":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return bool(cursor.fetchone()[0])
