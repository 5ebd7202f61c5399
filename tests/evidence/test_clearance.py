"""An emptied conveyance goes only after two who did not empty it have searched it once more and both signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.core.errors import CustodyError
from custody.core.events import FieldClass
from custody.core.verdicts import verdict
from custody.deadlines.board import conveyances_on_board
from custody.deadlines.models import Clock
from custody.evidence import clearance_permissions, permissions
from custody.evidence.actions import clearance, extraction, holding, signatures, stop
from custody.evidence.models import Clearance, HandlingUnit
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.register import change_officer
from tests import clearing, releasing, stories
from tests.evidence import exceptional
from tests.stories import act_of


def released(cast, unit):
    return releasing.released(cast, unit)


def test_an_emptied_container_goes_only_with_a_certificate_that_both_signed(cast, refused):
    unit = stories.emptied(cast)

    with refused("clearance.missing"):
        released(cast, unit)
    found = clearing.searched(cast, unit)
    with refused("clearance.unsigned"):
        released(cast, unit)
    signatures.sign(act=act_of(found.second), signature_ids=[found.signature_id])

    assert released(cast, unit).custody_state == "released"


def test_it_goes_to_another_authority_no_sooner(cast, refused):
    unit = stories.emptied(cast)
    with refused("clearance.missing"):
        exceptional.asked(cast, unit, "hand_out", by=cast.case_officer)

    clearing.cleared(cast, unit)
    proposal = exceptional.asked(cast, unit, "hand_out", by=cast.case_officer)
    found = clearing.searched(cast, unit, result="residue")
    signatures.sign(act=act_of(found.second), signature_ids=[found.signature_id])
    with refused("clearance.residue"):
        exceptional.decided(proposal, by=cast.regional_head)
    clearing.cleared(cast, unit)
    with refused("clearance.owed"):
        exceptional.decided(proposal, by=cast.regional_head)
    clearing.cleared(cast, unit, but=[found.searched_by, found.second], remark="the dog met the fruit")
    exceptional.decided(proposal, by=cast.regional_head)

    unit.refresh_from_db()
    assert unit.custody_state == "handed_over"


def test_a_container_that_was_never_opened_goes_as_before(cast):
    assert released(cast, stories.contained(cast)).custody_state == "released"


def test_what_is_still_in_it_keeps_it_until_it_is_seized_and_a_later_search_is_clear(cast, refused):
    unit = stories.emptied(cast)
    clearing.searched(cast, unit, result="residue", method="scan", remark="in the cooling engine")

    with refused("clearance.residue"):
        released(cast, unit)
    of = stories.opened_seizure(cast, conveyance=HandlingUnit.objects.get(pk=unit.id))
    clearing.cleared(cast, HandlingUnit.objects.get(pk=unit.id))
    with refused("clearance.owed"):
        released(cast, unit)
    stories.seized(cast, of=of, count=1)
    with refused("clearance.owed"):
        released(cast, unit)
    clearing.cleared(cast, HandlingUnit.objects.get(pk=unit.id))

    assert released(cast, unit).custody_state == "released"
    assert replay_state().findings == []


def test_a_find_that_nobody_seized_is_gone_only_by_the_word_of_two_others_who_say_why(cast, refused):
    unit = stories.emptied(cast)
    found = clearing.searched(cast, unit, result="residue")
    pair = [found.searched_by, found.second]

    clearing.cleared(cast, unit, remark="we looked again")
    assert clock(unit, "CLEARANCE") is not None
    with refused("clearance.owed"):
        released(cast, unit)
    clearing.cleared(cast, unit, but=pair)
    with refused("clearance.owed"):
        released(cast, unit)
    assert not conveyances_on_board(cast.supervisor)[0].stopped.cleared
    unsigned = clearing.searched(cast, unit, but=pair, remark="a rat")
    with refused("clearance.unsigned"):
        released(cast, unit)
    signatures.sign(act=act_of(unsigned.second), signature_ids=[unsigned.signature_id])
    assert clock(unit, "CLEARANCE") is None
    clearing.cleared(cast, unit)

    assert released(cast, unit).custody_state == "released"


def test_what_was_emptied_and_closed_again_does_not_go_and_neither_does_what_was_found_before(cast, refused):
    seizure, unit = found_again(cast)
    resumed(cast, unit)
    closed = {"act": act_of(cast.officer), "unit_id": unit.id, "reason": "rain", "second_badge": "4418"}
    extraction.interrupt_extraction(seal=stories.new_seal(), **closed)

    with refused("clearance.closed_again"):
        released(cast, unit)
    with refused("clearance.closed_again"):
        exceptional.asked(cast, unit, "hand_out", by=cast.case_officer)
    extraction.start_extraction(act=act_of(cast.officer), unit_id=unit.id, witness_badge="4418")
    unit = extraction.end_extraction(act=act_of(cast.officer), unit_id=unit.id)
    clearing.cleared(cast, unit)
    with refused("clearance.owed"):
        released(cast, unit)
    resumed(cast, unit)
    stories.seized(cast, of=seizure, count=1)
    clearing.cleared(cast, extraction.end_extraction(act=act_of(cast.officer), unit_id=unit.id))

    assert released(cast, unit).custody_state == "released"


def test_what_was_found_is_sealed_in_the_ledger(cast):
    unit = stories.emptied(cast)
    clearing.searched(cast, unit, result="residue", remark="behind the wall")

    line = told([unit.stream_id], limit=1)[0]
    whole = told([unit.stream_id], limit=1, classes=frozenset(FieldClass))[0]
    assert line.type.code == "clearance.searched/1"
    assert not {"result", "remark", "method", "searched_by"} & set(line.values)
    assert (whole.values["result"], whole.values["remark"]) == ("residue", "behind the wall")


@pytest.mark.parametrize("by", ["officer", "second_officer"])
@pytest.mark.parametrize("side", ["first", "second"])
def test_nobody_who_emptied_it_searches_it_on_either_side(cast, refused, by, side):
    unit = stories.emptied(cast)
    pair = [getattr(cast, by), cast.third_officer]
    first, second = pair if side == "first" else reversed(pair)

    with refused("clearance.stripped_it"):
        clearance.record_clearance(act=act_of(first), unit_id=unit.id, method="dog", result="clear",
                                   second_badge=second.badge)
    assert not Clearance.objects.exists()


def test_who_led_an_earlier_stripping_counts_too(cast):
    unit = stories.opened(cast)
    extraction.interrupt_extraction(act=act_of(cast.officer), unit_id=unit.id, reason="rain",
                                    seal=stories.new_seal("H"), second_badge="4418")
    extraction.start_extraction(act=act_of(cast.officer), unit_id=unit.id, witness_badge="4420")
    unit = extraction.end_extraction(act=act_of(cast.officer), unit_id=unit.id)

    for who in (cast.officer, cast.second_officer, cast.third_officer):
        answer = verdict(lambda who=who: clearance_permissions.check_can_search_again(who, unit))
        assert answer.refusal.code == "clearance.stripped_it"
    assert verdict(lambda: clearance_permissions.check_can_search_again(cast.crew, unit)).ok


@pytest.mark.parametrize(("who", "code"), [
    ("third_officer", None), ("crew", None), ("storekeeper", None), ("supervisor", None), ("sampler", None),
    ("planner", "role.missing"), ("administrator", "role.missing"), ("auditor", "role.missing"),
    ("officer", "clearance.stripped_it"),
])  # fmt: skip
def test_who_may_search_it_once_more(cast, who, code):
    unit = stories.emptied(cast)

    found = verdict(lambda: clearance_permissions.check_can_search_again(getattr(cast, who), unit)).refusal

    assert (found and found.code) == code


@pytest.mark.parametrize(("changes", "code"), [
    ({"method": "nose"}, "choice.unknown"), ({"result": "maybe"}, "choice.unknown"),
    ({"second_badge": "4420"}, "people.same"), ({"second_badge": "0000"}, "officer.unknown"),
    ({"expected_seq": 1}, "record.stale"),
])  # fmt: skip
def test_a_search_that_makes_no_sense_is_refused_and_leaves_nothing(cast, changes, code):
    unit = stories.emptied(cast)
    said = {"method": "dog", "result": "clear", "second_badge": cast.crew.badge} | changes

    with pytest.raises(CustodyError) as refusal:
        clearance.record_clearance(act=act_of(cast.third_officer), unit_id=unit.id, **said)

    assert refusal.value.code == code
    assert not Clearance.objects.exists()


def test_what_is_not_emptied_and_what_is_no_conveyance_is_not_searched_once_more(cast, refused):
    container = stories.contained(cast)
    [bag] = stories.seized(cast)

    with refused("clearance.not_emptied"):
        clearing.searched(cast, container)
    with refused("unit.not_conveyance"):
        clearing.searched(cast, bag)


def test_a_commander_who_emptied_it_cannot_sign_for_a_searcher_who_left(cast, refused):
    unit = stories.contained(cast, second_badge="4901")
    extraction.start_extraction(act=act_of(cast.officer), unit_id=unit.id, witness_badge="4901")
    unit = extraction.end_extraction(act=act_of(cast.officer), unit_id=unit.id)
    found = clearing.searched(cast, unit)
    change_officer(act=act_of(cast.administrator), officer=found.second, roles=[], clearance=1, is_active=False)
    signatures.sign(act=act_of(cast.supervisor), signature_ids=[found.signature_id])

    with refused("clearance.stripped_it"):
        releasing.asked_to_go(cast, unit)


# --- what is still in it ----------------------------------------------------------------------------------


def resumed(cast, unit, **changes):
    said = {"act": act_of(cast.officer), "unit_id": unit.id, "witness_badge": cast.crew.badge} | changes
    return extraction.resume_extraction(**said)


def found_again(cast):
    """Return an open seizure and the conveyance it came out of, in which the second search found more."""
    seizure = stories.opened_seizure(cast)
    unit = HandlingUnit.objects.get(pk=seizure.conveyance_id)
    clearing.searched(cast, unit, result="residue")
    return seizure, HandlingUnit.objects.get(pk=unit.id)


def clock(unit, kind):
    return Clock.objects.filter(subject_id=unit.id, clock_type=kind, closed_at__isnull=True).first()


def test_what_the_second_search_found_is_taken_out_with_the_same_seizure_and_it_is_searched_anew(cast, refused):
    seizure, unit = found_again(cast)

    unit = resumed(cast, unit)
    assert unit.custody_state == "extraction"
    owed = unit.countersignatures.get(about="extraction.resumed/1")
    assert (owed.wanted, owed.signed_at) == (cast.crew, None)
    [bag] = stories.seized(cast, of=seizure)
    unit = extraction.end_extraction(act=act_of(cast.officer), unit_id=unit.id)

    assert (bag.seizure, unit.custody_state) == (seizure, "emptied")
    ended = next(line for line in told([unit.stream_id]) if line.type.code == "extraction.ended/1")
    assert ended.values["seizure_id"] == seizure.id
    with refused("clearance.missing"):
        released(cast, unit)
    with refused("clearance.stripped_it"):
        clearance.record_clearance(act=act_of(cast.crew), unit_id=unit.id, method="dog", result="clear",
                                   second_badge=cast.storekeeper.badge)
    found = clearance.record_clearance(act=act_of(cast.third_officer), unit_id=unit.id, method="dog", result="clear",
                                       second_badge=cast.storekeeper.badge)
    signatures.sign(act=act_of(found.second), signature_ids=[found.signature_id])
    assert released(cast, unit).custody_state == "released"
    assert replay_state().findings == []


def test_it_is_opened_again_only_for_what_was_found_by_its_custodian_with_a_witness(cast, refused):
    unit = stories.emptied(cast)
    with refused("clearance.nothing_found"):
        resumed(cast, unit)
    clearing.cleared(cast, unit)
    with refused("clearance.nothing_found"):
        resumed(cast, unit)
    clearing.searched(cast, unit, result="residue")
    for changes, code in (
        ({"act": act_of(cast.third_officer)}, "custody.not_yours"), ({"witness_badge": "4417"}, "people.same"),
        ({"witness_badge": cast.planner.badge}, "role.missing"), ({"expected_seq": 1}, "record.stale"),
    ):  # fmt: skip
        with refused(code):
            resumed(cast, unit, **changes)
    offer = stories.offered(cast, [HandlingUnit.objects.get(pk=unit.id)], receiver=cast.third_officer)
    with refused("transfer.open"):
        resumed(cast, unit)
    assert offer.state == "offered"
    with refused("lifecycle.custody"):
        resumed(cast, stories.contained(cast))
    with refused("unit.not_conveyance"):
        resumed(cast, stories.seized(cast)[0])


def test_who_strips_it_now_registers_what_comes_out_with_the_same_seizure(cast, refused):
    seizure, unit = found_again(cast)
    stories.accepted(stories.offered(cast, [unit], receiver=cast.third_officer), by=cast.third_officer)
    with refused("seizure.not_yours"):
        permissions.check_can_register_units(cast.third_officer, seizure)

    resumed(cast, unit, act=act_of(cast.third_officer))

    seizure.refresh_from_db()
    permissions.check_can_register_units(cast.third_officer, seizure)


def test_a_clock_runs_until_both_have_signed_that_it_is_clear(cast):
    unit = stories.emptied(cast)
    assert clock(unit, "CLEARANCE") is not None
    assert clock(unit, "STRIP") is None

    found = clearing.searched(cast, unit)
    assert clock(unit, "CLEARANCE") is not None
    signatures.sign(act=act_of(found.second), signature_ids=[found.signature_id])
    assert clock(unit, "CLEARANCE") is None

    clearing.searched(cast, unit, result="residue")
    assert clock(unit, "CLEARANCE") is not None
    resumed(cast, unit)
    assert (clock(unit, "CLEARANCE"), clock(unit, "STRIP") is None) == (None, False)
    assert clock(unit, "SECOND_SIGNATURE") is not None
    extraction.end_extraction(act=act_of(cast.officer), unit_id=unit.id)
    assert clock(unit, "CLEARANCE") is not None
    assert clock(unit, "SECOND_SIGNATURE") is not None


def test_a_conveyance_that_is_not_cleared_in_time_raises_the_alarm(cast):
    unit = stories.emptied(cast)
    past = stories.now() - timedelta(minutes=1)
    Clock.objects.filter(pk=clock(unit, "CLEARANCE").pk).update(next_fire_at=past, due_at=past)

    fire(engine="test")

    alert = Alert.objects.get(rule="AL3")
    assert (alert.subject_id, alert.level) == (unit.id, 2)
    clearing.cleared(cast, unit)
    alert.refresh_from_db()
    assert alert.state == "resolved"


# --- who else keeps it ------------------------------------------------------------------------------------


def kept(cast, unit, held_for, by=None):
    return holding.say_who_holds(act=act_of(by or cast.officer), unit_id=unit.id, held_for=held_for)


def test_what_others_keep_here_goes_only_when_they_let_it(cast, refused):
    unit = stories.contained(cast)
    kept(cast, unit, "food_agency")
    with refused("conveyance.held"):
        released(cast, unit)
    with refused("conveyance.same"):
        kept(cast, unit, "food_agency")
    kept(cast, unit, "scan", by=cast.duty_officer)
    kept(cast, unit, None)

    assert released(cast, unit).custody_state == "released"
    lines = told([unit.stream_id], classes=frozenset(FieldClass), newest_first=False)
    assert [line.values.get("held_for") for line in lines if line.type.code.startswith("conveyance.")] == [
        "food_agency", "scan", None]  # fmt: skip
    assert replay_state().findings == []


def test_who_says_who_else_keeps_it(cast, refused):
    unit = stories.contained(cast)
    for who in (cast.third_officer, cast.planner, cast.storekeeper):
        with refused("custody.not_yours"):
            kept(cast, unit, "scan", by=who)
    with refused("choice.unknown"):
        kept(cast, unit, "museum")
    with refused("unit.not_conveyance"):
        kept(cast, stories.seized(cast)[0], "scan")


def test_the_board_shows_every_conveyance_with_its_risk_its_guards_and_its_clock(cast):
    alone, guarded, held = (stories.contained(cast) for _ in range(3))
    for unit in (guarded, held):
        stop.post_guard(act=act_of(cast.officer), unit_id=unit.id, guard_badge=cast.crew.badge)
    kept(cast, held, "food_agency")
    opened, emptied, cleared = stories.opened(cast), stories.emptied(cast), stories.emptied(cast)
    for unit in (opened, emptied):
        stop.post_guard(act=act_of(cast.officer), unit_id=unit.id, guard_badge=cast.third_crew.badge)
    clearing.cleared(cast, cleared)

    board = {row.stopped.unit.id: row for row in conveyances_on_board(cast.supervisor)}

    assert {key: (row.risk, row.reason) for key, row in board.items()} == {
        alone.id: ("high", "alone"), guarded.id: ("raised", "unopened"), held.id: ("raised", "unopened"),
        opened.id: ("raised", "open"), emptied.id: ("raised", "not_cleared"), cleared.id: ("low", "cleared"),
    }
    assert board[held.id].stopped.held_for == "food_agency"
    assert board[guarded.id].stopped.guards == ("4501",)
    assert board[guarded.id].clock.clock_type == "STRIP"
    assert board[emptied.id].clock.clock_type == "CLEARANCE"
    assert board[cleared.id].clock is None
    assert conveyances_on_board(cast.supervisor)[0].stopped.unit == alone
    assert verdict(lambda: clearance_permissions.check_can_read_board(cast.planner)).refusal.code == "role.missing"
