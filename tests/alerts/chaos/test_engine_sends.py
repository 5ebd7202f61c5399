"""The engine without a broker sends by two threads: a relay that hangs does not keep the telephones silent."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest

from custody.alerts.passes.dispatch import MESSAGES_A_PASS
from custody.management.commands import alert_engine
from tests.alerts.chaos.crowd import gather, let_run_out
from tests.tasks.conftest import wait_for


@pytest.mark.parametrize(("sent", "waits"), [(MESSAGES_A_PASS, False), (MESSAGES_A_PASS - 1, True), (0, True)])
def test_a_pass_that_was_full_is_followed_at_once(monkeypatch, sent, waits):
    monkeypatch.setattr(alert_engine, "run_all", lambda **_: {"dispatch": sent})

    assert (alert_engine._send(1) > 0) == waits


def test_telephones_are_told_while_the_relay_hangs(house_cast, stack):
    holders = gather(house_cast, 8)
    stack.servers()
    os.kill(stack.running["mail"].pid, signal.SIGSTOP)
    stack.engine()
    let_run_out([each.unit for each in holders], over=timedelta(0))
    try:
        wait_for(lambda: len(stack.texts()) >= len(holders), what="a text message for every holder")
        assert stack.mails() == []
    finally:
        os.kill(stack.running["mail"].pid, signal.SIGCONT)
