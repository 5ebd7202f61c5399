"""What lay beside the drugs and could hide more of them is searched by two before it goes to anybody (C9)."""

from __future__ import annotations

import pytest

from custody.evidence.actions import beside, signatures
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


def test_what_lay_beside_and_hides_nothing_is_not_searched(cast, refused):
    unit = beside.register_beside(act=act_of(cast.officer), seizure_id=stories.opened_seizure(cast).id,
                                  exhibit_kind="cash", description="banknotes")  # fmt: skip
    with refused("unit.not_conveyance"):
        clearing.searched(cast, unit)
    exceptional.asked(cast, unit, "return", by=cast.case_officer)
