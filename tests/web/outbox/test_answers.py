"""What the house answers a device, and what the device makes of it, is one table; both sides are held to it."""

from __future__ import annotations

import re
from pathlib import Path

import custody
from custody.web.outbox import holding, replay, views

ROOM = Path(custody.__file__).parent
SENDING = ROOM / "static" / "custody" / "js" / "sending.js"
TRIED_AGAIN = replay.BUSY
"""Whatever the device has no rule for it tries again, and so this."""
SAID = {200, 201, 403, 413, 422, holding.HELD, replay.CONFLICT, replay.BUSY, views.PARTIAL, views.LOCKED,
        views.NOT_LOOKED_AT}  # fmt: skip


def told():
    """Return the answers of the table on the room's door plate."""
    rows = re.findall(r"^\| ([^|]+) \|.*\|.*\|$", (ROOM / "web" / "outbox" / "README.md").read_text(), re.MULTILINE)
    return {int(code) for row in rows for code in re.findall(r"\b\d{3}\b", row)}


def test_the_device_knows_every_answer_of_the_table_and_no_other():
    rules = re.findall(r"(?:status [!=]==|\[)([^\n)]*)", re.sub(r"//.*", "", SENDING.read_text()))
    known = {int(code) for rule in rules for code in re.findall(r"\b[245]\d\d\b", rule)}

    assert known == told() - {TRIED_AGAIN}


def test_every_answer_that_the_house_gives_stands_in_the_table():
    assert told() >= SAID
