"""Time that passes in a test: a clock that was armed earlier than it was.

No role of the house may change when a clock was armed. The database of the tests has
functions more, which may; and others that change whose a clock is, and in which zone its days end.
"""

from __future__ import annotations

from django.db import connection


def arm_at(clock, moment):
    """Let a clock have been armed at another moment; its row says that it began then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests.arm_at(%s, %s)", [clock.pk, moment])


def give_away(clock, *, kind, subject_id):
    """Let a clock be that of another subject."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests.give_away(%s, %s, %s)", [clock.pk, kind, subject_id])


def put_in_zone(clock, zone):
    """Let the days of a clock end in another time zone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tests.in_zone(%s, %s)", [clock.pk, zone])
