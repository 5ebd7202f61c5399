"""From the store to ash, and the ledger agrees with every table."""

from __future__ import annotations

from custody.destruction.actions import reconcile
from custody.evidence.models import HandlingUnit, Seizure
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.stories import act_of


def test_goods_are_burnt_reconciled_and_closed_and_the_replay_agrees(house_cast):
    [unit, *_] = stories.reconciled(house_cast, count=3)
    reconcile.close_seizure(act=act_of(house_cast.auditor), seizure_id=unit.seizure_id)

    states = set(HandlingUnit.objects.exclude(kind="sample").filter(seizure=unit.seizure_id).values_list(
        "custody_state", "custodian", "authority_state"))
    assert states == {("reconciled", None, "scheduled")}
    assert Seizure.objects.get(pk=unit.seizure_id).state == "closed"
    replayed = replay_state()
    assert [str(finding) for finding in replayed.findings] == []
    assert replayed.events > 60
