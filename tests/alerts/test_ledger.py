"""The ledger tells the whole story of an alert: folded again, it is what the table says."""

from __future__ import annotations

from datetime import timedelta

from custody.alerts.actions.acknowledge import acknowledge
from custody.alerts.models import Alert
from custody.alerts.passes.escalate import escalate
from custody.alerts.passes.fire import fire
from custody.evidence.actions import stop
from custody.ledger.replay import replay_state
from tests import stories
from tests.alerts.conftest import HOUR, let_pass

MINUTE = timedelta(minutes=1)


def test_alerts_in_every_state_are_folded_to_what_the_table_says(house_cast):
    cast = house_cast
    units = stories.stored(cast, count=3)
    for unit in units:
        let_pass(unit, "TARGET_DESTRUCTION", past_due=MINUTE)
    fire(engine="test")
    let_pass(units[0], "TARGET_DESTRUCTION", past_due=6 * HOUR)  # replaced by a higher stage
    fire(engine="test")
    taken, given_back = Alert.objects.filter(state="open", stage="due").order_by("id")
    acknowledge(act=stories.act_of(cast.duty_officer), alert_id=taken.id)
    acknowledge(act=stories.act_of(cast.supervisor), alert_id=given_back.id)
    Alert.objects.filter(pk=given_back.pk).update(next_escalation_at=stories.now() - MINUTE)
    escalate(engine="test")
    conveyance = stories.contained(cast)
    let_pass(conveyance, "GUARD_COVER", past_due=MINUTE)
    fire(engine="test")
    stop.post_guard(
        act=stories.act_of(cast.officer), unit_id=conveyance.id, guard_badge=cast.third_officer.badge
    )  # cured

    replayed = replay_state()

    assert sorted(Alert.objects.values_list("state", flat=True)) == [
        "acknowledged", "open", "open", "resolved", "resolved",
    ]  # fmt: skip
    assert replayed.findings == []
