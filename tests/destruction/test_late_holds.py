"""A hold whose letter comes when its goods are gone is a fact: it is recorded and asked about, and changes no end."""

from __future__ import annotations

from custody.alerts.models import Alert
from custody.core.events import FieldClass
from custody.destruction.actions import holds, reconcile
from custody.evidence.actions import dividing, laboratory, weigh
from custody.evidence.models import Discrepancy, HandlingUnit, Hold
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


def used_up(cast, sample):
    """Let a laboratory have used up a sample, as one writes down and another verifies, and return it."""
    result = laboratory.report_result(
        act=act_of(cast.case_officer), unit_id=sample.id, outcome="positive", substance="cocaine", laboratory="NICC",
        reference="L 8", used_up=True,
    )  # fmt: skip
    exceptional.papered(result, by=cast.case_officer)
    laboratory.verify_result(act=act_of(cast.supervisor), result_id=result.id, unit_id=sample.id)
    return fresh([sample])[0]


def test_a_held_sample_that_is_used_up_ends_its_holds_and_is_asked_about(cast):
    sample = exceptional.to_laboratory(
        cast, HandlingUnit.objects.get(pk=evidence.sampled(cast).sample_unit_id)
    )
    [first], [second] = letter(cast, sample, cast.supervisor, "KP 7"), letter(cast, sample, cast.sampler, "KP 8")
    assert fresh([sample])[0].authority_state == "held"

    gone = used_up(cast, sample)

    assert gone.custody_state == "consumed_in_analysis"
    ended = Hold.objects.filter(pk__in=[first.id, second.id])
    assert {(hold.lifted_at is not None, hold.lifted_by) for hold in ended} == {(True, None)}
    [asked] = Discrepancy.objects.filter(unit=gone, resolved_at=None)
    assert (asked.discrepancy_kind, asked.expected, asked.found) == ("held_used", holds.HELD, holds.USED_UP)
    assert Alert.objects.filter(subject_id=gone.id, rule="AL6").exists()
    assert not replay_state().findings
    weigh.resolve_discrepancy(act=act_of(cast.second_supervisor), discrepancy_id=asked.id, resolution="It crossed")
    assert not fresh([gone])[0].discrepancy_open


def test_a_sample_that_nobody_holds_is_used_up_without_a_question(cast):
    sample = exceptional.to_laboratory(
        cast, HandlingUnit.objects.get(pk=evidence.sampled(cast).sample_unit_id)
    )
    assert not Discrepancy.objects.filter(unit=used_up(cast, sample)).exists()


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
