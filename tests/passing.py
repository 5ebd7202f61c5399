"""Time that passes in a test: a clock that was armed earlier than it was.

No role of the house may change when a clock was armed. The database of the tests has one function more, which may.
"""

from __future__ import annotations

from django.db import connection


def arm_at(clock, moment):
    """Let a clock have been armed at another moment; its row says that it began then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests.arm_at(%s, %s)", [clock.pk, moment])
