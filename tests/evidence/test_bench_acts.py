"""A seal changed, drugs made unusable, a tracker found, a flight, things beside the drugs, and late entries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.core.act import Basis
from custody.core.verdicts import verdict
from custody.deadlines.models import Clock
from custody.evidence import permissions_of_danger
from custody.evidence.actions import (
    beside,
    endangering,
    incident,
    moving,
    neutralise,
    reseal,
    seals,
    signatures,
    sweep,
    tracker,
    weigh,
)
from custody.evidence.exceptions import permissions, policies
from custody.evidence.models import Countersignature, Discrepancy, HandlingUnit, Seal
from custody.evidence.selectors import trackers
from custody.evidence.selectors.access import visible_units
from custody.evidence.selectors.exceptions import signatures_awaited
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.models import Place, Site
from tests import stories
from tests.clearing import cleared
from tests.evidence.exceptional import BATCH, asked, decided, signed, signed_by_each
from tests.stories import act_of, fresh, new_seal, now


def test_a_seal_is_changed_as_a_pair_and_the_witness_signs(cast, refused):
    [unit] = stories.stored(cast)
    common = {"unit_id": unit.id, "reason": "torn", "witness_badge": cast.second_storekeeper.badge}
    old = unit.seal
    with refused("custody.not_yours"):
        reseal.replace_seal(act=act_of(cast.officer), new_seal=new_seal(), **common)
    with refused("seal.in_use"):
        reseal.replace_seal(act=act_of(cast.storekeeper), new_seal=stories.SealEntry(number=old), **common)

    new = reseal.replace_seal(act=act_of(cast.storekeeper), new_seal=new_seal(), **common)

    [now] = fresh([unit])
    assert (now.seal, now.signature_owed) == (new.number, True)
    assert Seal.objects.get(number=old).removed_at is not None
    signed([unit], by=cast.second_storekeeper)
    with refused("signature.given"):
        given = Countersignature.objects.get(unit=unit, matter="witness").id
        signatures.sign(act=act_of(cast.second_storekeeper), signature_ids=[given])
    assert not replay_state().findings


@pytest.mark.parametrize("again", ["changed", "taken off"])
def test_a_seal_that_comes_off_again_before_the_last_time_is_signed_freezes_the_unit(cast, again):
    """A thief alone names somebody, changes the seal, and does it again: nobody was asked yet."""
    unit, other = stories.stored(cast, count=2)
    common = {"reason": "torn", "witness_badge": cast.second_storekeeper.badge}
    for each in (unit, other):
        reseal.replace_seal(act=act_of(cast.storekeeper), unit_id=each.id, new_seal=new_seal(), **common)
    assert not Discrepancy.objects.exists()
    signed([other], by=cast.second_storekeeper)

    for each in (unit, other):
        if again == "changed":
            reseal.replace_seal(act=act_of(cast.storekeeper), unit_id=each.id, new_seal=new_seal(), **common)
        else:
            seals.remove_seal(act=act_of(cast.storekeeper), unit_id=each.id, **common)

    found = Discrepancy.objects.get()
    assert (found.unit, found.discrepancy_kind) == (unit, "resealed")
    assert [each.discrepancy_open for each in fresh([unit, other])] == [True, False]
    assert Alert.objects.get(rule="AL6").subject_id == unit.id
    assert not replay_state().findings


def test_a_treated_batch_has_its_number_two_witnesses_and_a_test(cast, refused):
    [unit] = stories.stored(cast)
    common = {"unit_ids": [unit.id], "method": "bleach", "witness_badge": cast.second_storekeeper.badge} | BATCH
    for changes, code in (({"batch": " "}, "neutralise.batch"), ({"test": "perhaps"}, "choice.unknown"),
                          ({"second_witness_badge": cast.second_storekeeper.badge}, "people.same"),
                          ({"second_witness_badge": cast.storekeeper.badge}, "people.same")):
        with refused(code):
            neutralise.neutralise_units(act=act_of(cast.storekeeper), **common | changes)

    neutralise.neutralise_units(act=act_of(cast.storekeeper), **common)

    line = next(each for each in told([unit.stream_id]) if each.type.code == "unit.neutralised/3")
    assert (line.values["method"], line.values["batch"]) == ("bleach", "B-7")
    owed = Countersignature.objects.filter(unit=unit, about="unit.neutralised/3")
    assert {row.wanted for row in owed} == {cast.second_storekeeper, cast.supervisor}
    signed_by_each([unit])
    assert not fresh([unit])[0].signature_owed


def test_what_failed_its_test_was_treated_and_stays_what_it_was(cast):
    [unit] = stories.stored(cast)
    common = {"unit_ids": [unit.id], "method": "bleach", "witness_badge": cast.second_storekeeper.badge} | BATCH

    neutralise.neutralise_units(act=act_of(cast.storekeeper), **common | {"test": "failed"})

    [now] = fresh([unit])
    assert (now.neutralised, now.signature_owed) == (False, True)
    assert any(each.type.code == "neutralisation.failed/1" for each in told([unit.stream_id]))
    assert not replay_state().findings
    signed_by_each([unit])
    neutralise.neutralise_units(act=act_of(cast.storekeeper), **common | {"batch": "B-8"})
    signed_by_each([unit])
    assert fresh([unit])[0].neutralised


def test_drugs_are_made_unusable_once_and_still_burn(cast, refused):
    [unit] = stories.stored(cast)
    common = {"unit_ids": [unit.id], "method": "bleach", "witness_badge": cast.second_storekeeper.badge} | BATCH
    with refused("custody.not_yours"):
        neutralise.neutralise_units(act=act_of(cast.crew), **common)

    neutralise.neutralise_units(act=act_of(cast.storekeeper), **common)
    signed_by_each([unit])

    [now] = fresh([unit])
    assert (now.neutralised, now.custody_state) == (True, "stored")
    with refused("neutralise.done"):
        neutralise.neutralise_units(act=act_of(cast.storekeeper), **common)
    assert not replay_state().findings


def test_a_tracker_is_an_exhibit_and_every_place_of_the_load_is_burnt(cast, refused):
    [unit] = stories.stored(cast)
    common = {
        "act": act_of(cast.storekeeper), "unit_id": unit.id, "witness_badge": cast.second_storekeeper.badge,
        "description": "IMEI 35 209900 176148 1", "powered": "on",
    }  # fmt: skip

    made = tracker.record_tracker(seal=new_seal(), **common)

    burnt = set(Place.objects.filter(danger=3).values_list("code_word", flat=True))
    assert burnt == {"HERON", "LAPWING", "BITTERN"} & burnt >= {"BITTERN"}
    assert (made.kind, made.exhibit.exhibit_kind, made.custodian) == ("digital", "digital", cast.storekeeper)
    assert fresh([unit])[0].incident_open
    assert not Clock.objects.filter(subject_id=made.id).exists()
    with refused("place.burnt"):
        endangering.move_in_emergency(
            act=act_of(cast.duty_officer), unit_ids=[unit.id], destination="BITTERN", reason="x"
        )
    [fled] = endangering.move_in_emergency(
        act=act_of(cast.duty_officer), unit_ids=[unit.id], destination="BITTERN", reason="x", already=True
    )
    assert (fled.custody_state, fled.emergency_move) == ("in_transit", True)
    told = Alert.objects.get(rule="UNSAFE")
    assert (told.level, told.subject_id, told.about) == (1, unit.id, [cast.duty_officer.id])
    with refused("unit.not_goods"):
        tracker.record_tracker(seal=new_seal(), **(common | {"unit_id": stories.contained(cast).id}))
    assert not replay_state().findings


def swept(cast, unit, result, *, by="storekeeper", witness="second_storekeeper"):
    """Record a sweep of a unit, and return the unit as it is now."""
    sweep.record_sweep(
        act=act_of(getattr(cast, by)), unit_ids=[unit.id], witness_badge=getattr(cast, witness).badge,
        methods=["rf_detector"], started_at=now() - timedelta(minutes=5), ended_at=now(), result=result,
    )  # fmt: skip
    return fresh([unit])[0]


def test_an_incident_on_a_unit_ends_after_a_clear_sweep_by_a_commander_who_had_no_part_in_it(cast, refused):
    [unit] = stories.stored(cast)

    def ended(who="duty_officer"):
        return tracker.end_unit_incident(act=act_of(getattr(cast, who)), unit_id=unit.id, finding="A dead beacon")

    with refused("incident.none"):
        ended()
    assert swept(cast, unit, "found").incident_open
    assert swept(cast, unit, "clear").incident_open, "a clear sweep alone ends nothing"
    tracker.record_tracker(
        act=act_of(cast.storekeeper), unit_id=unit.id, witness_badge=cast.second_storekeeper.badge, powered="off",
        description="IMEI 35 209900 176148 2", seal=new_seal(),
    )  # fmt: skip
    with refused("incident.unswept"):
        ended()
    swept(cast, unit, "clear")
    for who in ("storekeeper", "officer", "auditor", "director"):
        with refused("role.missing"):
            ended(who)

    after = ended()

    assert not after.incident_open
    assert set(Place.objects.filter(danger=3).values_list("code_word", flat=True)), "its places stay known to others"
    with refused("incident.none"):
        ended("supervisor")
    assert not replay_state().findings


def test_who_has_the_unit_or_found_what_was_on_it_does_not_end_its_incident(cast, refused):
    [unit] = stories.stored(cast)
    swept(cast, unit, "found")
    row = swept(cast, unit, "clear")
    permissions_of_danger.check_can_end_unit_incident(cast.supervisor, row)
    for finder in (cast.storekeeper, cast.second_storekeeper):
        assert trackers.has_found(finder, row), "the operator and who stood by"
    assert not trackers.has_found(cast.supervisor, row)
    part = {"id": unit.id, "stream_id": unit.stream_id, "incident_open": True}
    for held in ({"custodian": cast.supervisor}, {"co_custodian": cast.supervisor}):
        with refused("incident.part"):
            permissions_of_danger.check_can_end_unit_incident(cast.supervisor, HandlingUnit(**part, **held))
    cast.second_storekeeper.roles = ["supervisor"]
    with refused("incident.part"):
        permissions_of_danger.check_can_end_unit_incident(cast.second_storekeeper, HandlingUnit(**part))


def test_a_flight_is_a_fact_and_another_commander_signs_for_it(cast, refused):
    [unit] = stories.stored(cast)
    with refused("role.missing"):
        endangering.move_in_emergency(
            act=act_of(cast.storekeeper), unit_ids=[unit.id], destination="DUNLIN", reason="x"
        )

    endangering.move_in_emergency(
        act=act_of(cast.duty_officer), unit_ids=[unit.id], destination="DUNLIN", reason="fire", vehicle="T-9"
    )

    [gone] = fresh([unit])
    assert (gone.custody_state, gone.emergency_move, gone.custodian) == ("in_transit", True, cast.storekeeper)
    assert not visible_units(cast.officer).filter(pk=unit.pk).exists()
    assert Clock.objects.filter(subject_id=unit.id, clock_type="TRANSIT", closed_at__isnull=True).exists()
    moving.arrive(act=act_of(cast.storekeeper), unit_ids=[unit.id], place="DUNLIN")
    with refused("signature.own"):
        signed([unit], by=cast.duty_officer)
    with refused("role.missing"):
        signed([unit], by=cast.storekeeper)
    assert signatures_awaited(cast.supervisor).count() == 1
    assert not signatures_awaited(cast.duty_officer).exists()
    signed([unit], by=cast.supervisor)
    [safe] = fresh([unit])
    assert (safe.emergency_move, safe.sealed_view, safe.signature_owed) == (False, False, False)
    assert not replay_state().findings


def test_a_report_of_danger_tells_on_the_places_of_its_site(cast):
    site = Site.objects.get(code_word="BIRCH")
    incident.report_incident(act=act_of(cast.officer), kind="drone", site_id=site.id)
    assert set(Place.objects.filter(site=site).values_list("danger", flat=True)) == {1}
    incident.report_incident(act=act_of(cast.officer), kind="break_in", site_id=site.id)
    incident.report_incident(act=act_of(cast.officer), kind="watched", site_id=site.id)
    incident.report_incident(act=act_of(cast.officer), kind="other", site_id=site.id)
    assert set(Place.objects.filter(site=site).values_list("danger", flat=True)) == {2}
    assert not replay_state().findings


def test_one_asks_and_another_says_that_a_place_is_safe_again(cast, refused):
    with refused("place.no_danger"):
        endangering.ask_clearing(act=act_of(cast.supervisor), place="HERON", reason="x")
    endangering.endanger_place(act=act_of(cast.supervisor), place="HERON", danger=2, cause="shots")
    with refused("place.not_asked"):
        endangering.clear_place(act=act_of(cast.duty_officer), place="HERON", reason="x")
    endangering.ask_clearing(act=act_of(cast.supervisor), place="HERON", reason="a week of quiet")
    with refused("people.same"):
        endangering.clear_place(act=act_of(cast.supervisor), place="HERON", reason="x")
    with refused("role.missing"):
        endangering.clear_place(act=act_of(cast.officer), place="HERON", reason="x")
    assert endangering.clear_place(act=act_of(cast.duty_officer), place="HERON", reason="seen").danger == 0
    assert not replay_state().findings


def test_a_danger_that_is_greater_already_stays(cast):
    for danger, left in ((1, 1), (3, 3), (2, 3)):
        made = endangering.endanger_place(act=act_of(cast.supervisor), place="PLOVER", danger=danger, cause="x")
        assert made.danger == left


@pytest.mark.parametrize("kind", ["vehicle", "weapon", "cash", "device", "documents"])
def test_what_is_seized_beside_the_drugs_has_custody_and_no_clock_of_the_fire(cast, kind):
    seizure = stories.opened_seizure(cast)

    made = beside.register_beside(
        act=act_of(cast.officer), seizure_id=seizure.id, exhibit_kind=kind, description="as found", package_count=2,
        seal=new_seal(),
    )  # fmt: skip

    assert made.kind == beside.KIND_OF[kind]
    assert made.custodian == cast.officer
    assert not made.unswept
    assert not Clock.objects.filter(subject_id=made.id).exists()
    cleared(cast, made)
    decided(asked(cast, made, "return", by=cast.case_officer), by=cast.supervisor)
    assert fresh([made])[0].custody_state == "returned"
    assert not replay_state().findings


def test_a_cover_load_that_spoils_is_released_in_its_own_right(cast, refused):
    seizure = stories.opened_seizure(cast)
    common = {"act": act_of(cast.officer), "seizure_id": seizure.id, "description": "20 pallets of bananas"}
    with refused("exhibit.perishable"):
        beside.register_beside(exhibit_kind="cash", perishable=True, **common)
    with refused("people.same"):
        beside.register_beside(exhibit_kind="cash", witness_badge=cast.officer.badge, **common)
    dry = beside.register_beside(exhibit_kind="cover_load", **common)
    made = beside.register_beside(
        exhibit_kind="cover_load", perishable=True, place="PLOVER", witness_badge=cast.third_officer.badge,
        **(common | {"act": act_of(cast.second_officer)}),
    )  # fmt: skip
    assert Clock.objects.get(subject_id=made.id).clock_type == "PERISHABLE"
    assert not Clock.objects.filter(subject_id=dry.id).exists()
    bag = stories.seized(cast, of=seizure)[0]
    with refused("exception.no_cover_load"):
        asked(cast, bag, "cargo_release", by=cast.officer)

    with refused("clearance.never"):
        asked(cast, made, "cargo_release", by=cast.officer)
    cleared(cast, made)
    decided(asked(cast, made, "cargo_release", by=cast.officer), by=cast.supervisor)

    assert fresh([made])[0].custody_state == "released"
    assert not Clock.objects.filter(subject_id=made.id, closed_at__isnull=True).exists()
    assert not replay_state().findings


def test_an_entry_made_after_the_fact_is_signed_by_a_supervisor_and_bars_nothing(cast, refused):
    [unit] = stories.stored(cast)
    for minutes, owed in ((10, 0), (90, 1)):
        act = act_of(cast.storekeeper, basis=Basis.LATE, occurred_at=stories.now() - timedelta(minutes=minutes))
        weigh.record_weighing(act=act, unit_id=unit.id, reading=stories.reading())
        assert Countersignature.objects.filter(unit=unit, matter="late").count() == owed

    [now] = fresh([unit])
    assert not now.signature_owed
    with refused("role.missing"):
        signed([unit], by=cast.second_storekeeper)
    signed([unit], by=cast.supervisor)
    assert Countersignature.objects.get(unit=unit, matter="late").signed_by == cast.supervisor
    assert not replay_state().findings


def test_what_can_be_made_unusable(cast):
    [unit] = stories.seized(cast)
    unit.kind = "cash"

    assert verdict(lambda: policies.check_can_neutralise(unit)).refusal.code == "neutralise.no_drugs"
    assert verdict(lambda: permissions.check_borrower(cast.nobody, unit)).refusal.code == "role.missing"
