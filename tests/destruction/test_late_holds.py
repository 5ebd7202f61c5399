"""A hold whose letter comes when its goods are gone is a fact: it is recorded and asked about, and changes no end."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.core.events import FieldClass
from custody.destruction.actions import holds, reconcile
from custody.evidence.actions import dividing
from custody.evidence.models import Discrepancy, Hold
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.test_holds import letter
from tests.evidence import exceptional
from tests.stories import act_of, fresh

ALL = frozenset({FieldClass.OPEN, FieldClass.SEALED, FieldClass.PERSONAL})


def ash(cast):
    [unit] = stories.burnt_units(stories.burnt(cast))
    return unit


def test_a_letter_about_what_is_burnt_is_recorded_and_opens_a_discrepancy(cast):
    unit = ash(cast)

    assert letter(cast, unit, cast.sampler, "KP 7") == []

    [after] = fresh([unit])
    assert (after.custody_state, after.authority_state) == ("destroyed", unit.authority_state)
    assert not Hold.objects.filter(unit=unit).exists()
    [asked] = Discrepancy.objects.filter(unit=unit, resolved_at=None)
    assert (asked.discrepancy_kind, asked.opened_by) == ("late_hold", cast.sampler)
    codes = {line.type.code: line.values for line in told([unit.stream_id], classes=ALL, limit=4)}
    assert codes["hold.came_late/1"]["reference"] == "KP 7"
    assert Alert.objects.filter(subject_id=unit.id).exists()
    assert not replay_state().findings


def test_what_is_reconciled_stays_so_and_two_letters_ask_once(cast):
    unit = ash(cast)
    reconcile.reconcile_units(act=act_of(cast.auditor), unit_ids=[unit.id])

    for number in ("KP 7", "KP 8"):
        letter(cast, unit, cast.case_officer, number)

    assert fresh([unit])[0].custody_state == "reconciled"
    assert Discrepancy.objects.filter(unit=unit, resolved_at=None).count() == 1
    assert not replay_state().findings


def test_of_several_what_is_there_is_held_and_what_is_gone_is_asked_about(cast):
    gone, [there] = ash(cast), stories.kept(cast)

    [hold] = holds.place_hold(act=act_of(cast.case_officer), unit_ids=[gone.id, there.id], authority="court",
                              reference="KP 7", reason="asked for by letter")  # fmt: skip

    assert hold.unit == there
    assert [unit.authority_state for unit in fresh([there])] == ["held"]
    assert Discrepancy.objects.get(unit=gone, resolved_at=None).discrepancy_kind == "late_hold"


def test_what_became_other_units_is_not_gone_and_its_parts_are_held(cast, refused):
    [unit] = stories.kept(cast)
    parts = dividing.split_unit(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge, reason="torn",
        how="repack", parts=[evidence.new_bag(unit.gross_mg, package_count=25)],
    )  # fmt: skip
    exceptional.signed_by_each(parts)

    with refused("unit.gone"):
        letter(cast, unit, cast.case_officer, "KP 7")
    assert [hold.unit for hold in letter(cast, parts[0], cast.case_officer, "KP 7")] == parts
