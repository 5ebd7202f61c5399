"""Refusals about what was stopped."""

from __future__ import annotations

from custody.core.lifecycle import Family
from custody.evidence.actions import (
    extraction,
    stop,
)
from custody.evidence.entries import SealEntry
from tests.api.doors import Door, Row
from tests.api.lifecycle.ground import fresh_seal
from tests.stories import act_of

C, G = Family.CONVEYANCE, Family.GOODS


def rows(at):
    """Return a row for each event of a conveyance."""
    unit, cast = at.free, at.cast
    here, there, common = f"/units/{unit.id}/", f"units/{unit.id}/", {"unit_id": unit.id}
    act, me, seal = act_of(cast.officer), "officer", fresh_seal()
    gone = ("custody.not_yours", "lifecycle.custody", "unit.gone")
    stop_said = {"kind": "container", "place": "HERON", "second_badge": "4417", "container_number": "MSCU1234566"}
    return {
        (C, "unit.contained/1"): Row(me, Door("/stop/", stop_said | {"occurred_at_choice": "now"}),
            Door("stops/", stop_said), lambda: stop.contain_conveyance(act=act, **stop_said), ("people.same",)),
        (C, "extraction.started/1"): Row(me, Door(here + "strip/", {"witness_badge": "4420"}),
            Door(there + "extraction/", {"witness_badge": "4420"}),
            lambda: extraction.start_extraction(act=act, witness_badge="4420", **common), gone),
        (C, "extraction.resumed/1"): Row(me, Door(here + "strip/again/", {"witness_badge": "4420"}),
            Door(there + "extraction/resumption/", {"witness_badge": "4420"}),
            lambda: extraction.resume_extraction(act=act, witness_badge="4420", **common), gone),
        (C, "extraction.interrupted/1"): Row(
            me, Door(here + "strip/stop/", {"reason": "x", "seal_number": seal, "second_badge": "4420"}),
            Door(there + "extraction/interruption/", {"reason": "x", "seal": {"number": seal},
                                                      "second_badge": "4420"}),
            lambda: extraction.interrupt_extraction(act=act, reason="x", seal=SealEntry(number=seal, seal_class="H"),
                                                    second_badge="4420", **common), gone),
        (C, "extraction.ended/1"): Row(me, Door(here + "strip/end/", {}), Door(there + "extraction/end/", {}),
            lambda: extraction.end_extraction(act=act, **common), gone),
    }  # fmt: skip
