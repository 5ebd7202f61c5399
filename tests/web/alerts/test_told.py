"""Who was told of an alert, a line for each person and way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from custody.web.alerts.told import Message, reached

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


def message(badge, channel, minutes, said="sent"):
    return Message(badge=badge, channel=channel, at=NOON + timedelta(minutes=minutes), said=said, detail="")


def test_a_person_stands_once_for_each_way_with_what_became_of_the_newest():
    told = [message("4901", "SMS", 9, "failed"), message("4902", "SMS", 8), message("4901", "E-mail", 7),
            message("4901", "SMS", 2)]  # fmt: skip

    lines = [(each.newest.badge, each.newest.channel, each.times, each.newest.said) for each in reached(told)]

    assert lines == [("4901", "SMS", 2, "failed"), ("4902", "SMS", 1, "sent"), ("4901", "E-mail", 1, "sent")]


def test_nobody_told_is_no_line():
    assert reached([]) == []
