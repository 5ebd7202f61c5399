"""An alert is taken, passed on and closed when that is recorded: no claimed time makes an answer earlier."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.actions import acknowledge, close, pass_on
from custody.core.act import Basis
from custody.core.errors import InvalidInput
from custody.destruction.actions import orders
from custody.evidence.actions import consult
from tests import stories
from tests.alerts.conftest import raised
from tests.destruction import stories as burns
from tests.stories import act_of


def claimed(officer):
    return act_of(officer, basis=Basis.LATE, occurred_at=stories.now() - timedelta(hours=3))


ANSWERS = {
    "acknowledge": lambda cast, alert: acknowledge.acknowledge(act=claimed(cast.supervisor), alert_id=alert.id),
    "acknowledge_many": lambda cast, alert: acknowledge.acknowledge_many(
        act=claimed(cast.supervisor), alert_ids=[alert.id]
    ),
    "extend": lambda cast, alert: acknowledge.extend(act=claimed(cast.supervisor), alert_id=alert.id),
    "pass_on": lambda cast, alert: pass_on.pass_on(
        act=claimed(cast.supervisor), alert_id=alert.id, badge=cast.second_supervisor.badge
    ),
    "note": lambda cast, alert: pass_on.note(act=claimed(cast.supervisor), alert_id=alert.id, text="x"),
    "close": lambda cast, alert: close.close(act=claimed(cast.supervisor), alert_id=alert.id, reason="x"),
    "report_noise": lambda cast, alert: close.report_noise(act=claimed(cast.supervisor), alert_id=alert.id, reason="x"),
}  # fmt: skip


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_an_alert_is_answered_when_that_is_recorded(cast, answer):
    alert = raised()

    with pytest.raises(InvalidInput, match="counts from when it is recorded"):
        ANSWERS[answer](cast, alert)

    alert.refresh_from_db()
    assert (alert.state, alert.acknowledged_at) == ("open", None)


def test_a_paper_is_attached_when_that_is_recorded(cast):
    order = burns.recorded(cast)

    with pytest.raises(InvalidInput, match="counts from when it is recorded"):
        orders.attach_paper(act=claimed(cast.case_officer), order_id=order.id, document=burns.PAPER)


def test_a_place_is_looked_up_when_that_is_recorded(cast):
    [unit] = stories.stored(cast)

    with pytest.raises(InvalidInput, match="counts from when it is recorded"):
        consult.reveal_place(act=claimed(cast.supervisor), unit_id=unit.id, reason="x")
