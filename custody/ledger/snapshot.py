"""One moment of the house, for checks that read much while people work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Let everything inside the block see the house as it was at its first statement, and write nothing.

    Two statements of an ordinary transaction see two moments: an act recorded between them looks like a row that no
    event tells of. Raises RuntimeError inside a transaction, which already has a moment of its own for each statement.
    """
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
