"""From the store to ash, and the ledger agrees with every table."""

from __future__ import annotations

from custody.destruction.actions import orders, reconcile, sessions
from custody.evidence.actions import moving
from custody.evidence.models import HandlingUnit, Seizure
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.stories import act_of, fresh


def test_goods_are_burnt_reconciled_and_closed_and_the_replay_agrees(cast):
    [unit, *_] = stories.reconciled(cast, count=3)
    reconcile.close_seizure(act=act_of(cast.auditor), seizure_id=unit.seizure_id)

    states = set(HandlingUnit.objects.exclude(kind="sample").filter(seizure=unit.seizure_id).values_list(
        "custody_state", "custodian", "authority_state"))
    assert states == {("reconciled", None, "scheduled")}
    assert Seizure.objects.get(pk=unit.seizure_id).state == "closed"
    replayed = replay_state()
    assert [str(finding) for finding in replayed.findings] == []
    assert replayed.events > 60


def test_refusals_cancellations_and_variances_replay_to_the_same_tables(cast):
    units = stories.kept(cast, count=4)
    refused = stories.recorded(cast, units, reasons="x", document=b"%PDF-1.7")
    orders.refuse_order(act=act_of(cast.supervisor), order_id=refused.id, reason="Wrong case")
    units = stories.ordered(cast, units=fresh(units))
    cancelled = stories.approved(cast, stories.planned(cast, units))
    sessions.cancel_session(act=act_of(cast.planner), session_id=cancelled.id, reason="no_escort")
    session = stories.planned(cast, fresh(units))
    stories.approved(cast, session)
    stories.approved(cast, session, pair=(cast.second_supervisor, cast.second_witness))
    light, left, back, burnt = stories.units_of(session)
    sessions.leave_out_units(act=act_of(cast.planner), session_id=session.id, unit_ids=[left.id], reason="threat")
    checks = [stories.check_of(light, gross_mg=light.gross_mg - 10**6), *map(stories.check_of, (back, burnt))]
    stories.staged(cast, session, checks=checks)
    moving.store_units(act=act_of(cast.storekeeper), unit_ids=[back.id], place="BITTERN")
    stories.burn(cast, stories.attested(cast, stories.at_furnace(cast, session)))

    states = {unit.label: (unit.custody_state, unit.authority_state) for unit in fresh([light, left, back, burnt])}
    assert states == {light.label: ("stored", "ordered"), left.label: ("stored", "ordered"),
                      back.label: ("stored", "ordered"), burnt.label: ("destroyed", "scheduled")}
    assert [str(finding) for finding in replay_state().findings] == []
