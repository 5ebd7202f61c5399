"""What lay beside the drugs and could hide more of them is searched by two before it goes to anybody (C9)."""

from __future__ import annotations

import pytest

from custody.evidence.actions import beside, signatures
from custody.evidence.selectors.clearance import took_part_in
from custody.ledger.replay import replay_state
from tests import clearing, stories
from tests.evidence import exceptional
from tests.stories import act_of


@pytest.mark.parametrize(("kind", "way"), [("vehicle", "return"), ("vehicle", "hand_out"), ("vehicle", "disposal"),
                                           ("cover_load", "cargo_release")])  # fmt: skip
def test_a_seized_vehicle_and_a_cover_load_go_no_sooner_either(cast, refused, kind, way):
    unit = beside.register_beside(act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id,
                                  exhibit_kind=kind, description="van with a double wall")  # fmt: skip
    ask = {"by": cast.case_officer, "party": "the owner"}
    with refused("clearance.never"):
        exceptional.asked(cast, unit, way, **ask)
    found = clearing.searched(cast, unit, result="residue")
    signatures.sign(act=act_of(found.second), signature_ids=[found.signature_id])
    with refused("clearance.residue"):
        exceptional.asked(cast, unit, way, **ask)
    clearing.searched(cast, unit)
    with refused("clearance.unsigned"):
        exceptional.asked(cast, unit, way, **ask)
    clearing.cleared(cast, unit, but=[found.searched_by, found.second], remark="the wall was cut open")

    asked = exceptional.asked(cast, unit, way, **ask)
    exceptional.decided(asked, by=cast.regional_head if way == "hand_out" else cast.supervisor)

    unit.refresh_from_db()
    assert (unit.custodian, unit.is_gone) == (None, True)
    assert replay_state().findings == []


@pytest.mark.parametrize("kind", ["vehicle", "cover_load"])
def test_neither_who_seized_it_nor_who_stripped_what_it_came_out_of_finds_it_clear(cast, refused, kind):
    seizure = stories.opened_seizure(cast)
    unit = beside.register_beside(act=act_of(cast.officer), seizure_id=seizure.id, exhibit_kind=kind,
                                  description="van with a double wall")  # fmt: skip
    for first, second in ((cast.officer, cast.third_officer), (cast.third_officer, cast.second_officer)):
        with refused("clearance.seized_it"):
            clearing.searched(cast, unit, act=act_of(first), second_badge=second.badge)
    clearing.searched(cast, unit, act=act_of(cast.third_officer), second_badge=cast.crew.badge)

    seizure.conveyance = stories.emptied(cast)
    seizure.seizing_officer, seizure.second_officer = cast.crew, cast.second_crew
    unit.seizure = seizure
    assert str(cast.officer.pseudonym) in took_part_in(unit), "who stripped it"
    assert str(cast.third_officer.pseudonym) not in took_part_in(unit)


def test_what_lay_beside_and_hides_nothing_is_not_searched(cast, refused):
    unit = beside.register_beside(act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id,
                                  exhibit_kind="cash", description="banknotes")  # fmt: skip
    with refused("unit.not_conveyance"):
        clearing.searched(cast, unit)
    exceptional.asked(cast, unit, "return", by=cast.case_officer)
