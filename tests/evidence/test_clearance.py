"""An emptied conveyance goes only after two who did not empty it have searched it once more and both signed."""

from __future__ import annotations

import pytest

from custody.core.errors import CustodyError
from custody.core.events import FieldClass
from custody.core.verdicts import verdict
from custody.evidence import clearance_permissions
from custody.evidence.actions import clearance, extraction, signatures, stop
from custody.evidence.models import Clearance, HandlingUnit
from custody.ledger.selectors import told
from custody.organisation.actions.register import change_officer
from tests import clearing, stories
from tests.evidence import exceptional
from tests.stories import act_of


def released(cast, unit):
    return stop.release_conveyance(act=act_of(cast.officer), unit_id=unit.id, reason="empty", approver_badge="4901")


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
        exceptional.decided(proposal, by=cast.supervisor)
    clearing.cleared(cast, unit)
    exceptional.decided(proposal, by=cast.supervisor)

    unit.refresh_from_db()
    assert unit.custody_state == "handed_over"


def test_a_container_that_was_never_opened_goes_as_before(cast):
    assert released(cast, stories.contained(cast)).custody_state == "released"


def test_what_is_still_in_it_keeps_it_until_a_later_search_is_clear(cast, refused):
    unit = stories.emptied(cast)
    clearing.searched(cast, unit, result="residue", method="scan", remark="in the cooling engine")

    with refused("clearance.residue"):
        released(cast, unit)
    stories.opened_seizure(cast, conveyance=HandlingUnit.objects.get(pk=unit.id))
    with refused("clearance.residue"):
        released(cast, unit)
    clearing.cleared(cast, HandlingUnit.objects.get(pk=unit.id))

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
        stop.release_conveyance(act=act_of(cast.officer), unit_id=unit.id, reason="empty", approver_badge="4902")
