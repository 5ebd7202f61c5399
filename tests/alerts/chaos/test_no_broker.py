"""Without a broker: messages go out all the same, and no page and no form waits for it."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest

from custody.evidence.models import Sweep
from tests import stories
from tests.alerts.chaos.crowd import gather, let_run_out
from tests.alerts.chaos.scene import all_told, assert_nothing_dropped, count
from tests.alerts.chaos.visitor import Visitor

SECOND = timedelta(seconds=1)
TRIES = 3
"""The machine of the tests is shared: the quickest of three says whether anybody waited for the broker."""


@pytest.fixture
def frozen(scene):
    """Freeze the broker for the whole test."""
    scene.broker.start()
    os.kill(scene.broker._process.pid, signal.SIGSTOP)
    return scene


def test_alerts_arrive_while_the_broker_is_frozen_from_first_to_last(house_cast, frozen):
    holders = gather(house_cast, 10)
    for name in ("worker", "beat", "engine"):
        frozen.open(name)
    due = let_run_out([each.unit for each in holders], over=5 * SECOND, after=3 * SECOND)

    assert frozen.play([], until=lambda: all_told(holders), patience=200)

    found = count(frozen, holders, due)
    assert (found.lost, found.duplicates, found.alerts) == (0, 0, 10)
    assert found.raised_by == {"alert_engine": 10}
    assert found.late[-1] < 120
    assert_nothing_dropped(frozen.sinks)


def test_no_page_and_no_form_waits_for_a_frozen_broker(house_cast, frozen):
    units = stories.seized(house_cast, count=TRIES)
    frozen.web()
    supervisor = Visitor(house_cast.supervisor, port=frozen.web_port)
    officer = Visitor(house_cast.officer, port=frozen.web_port)
    supervisor.get("/overview/")

    pages = [supervisor.get("/overview/") for _ in range(TRIES)]
    forms = [
        officer.post("/sweep/", {"units": [str(unit.id)], "methods": ["visual"], "minutes": "5", "result": "clear",
                                 "witness_badge": "4418"})
        for unit in units
    ]  # fmt: skip

    assert {page.status for page in pages} == {200}
    assert {form.status for form in forms} == {302}
    assert Sweep.objects.count() == TRIES
    assert min(page.seconds for page in pages) < 1
    assert min(form.seconds for form in forms) < 1
