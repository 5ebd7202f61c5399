"""Every act of this room on one unit, ready to be tried."""

from __future__ import annotations

from custody.core.errors import NotAllowedNow
from custody.core.lifecycle import Family
from custody.evidence.actions import extraction, moving, sample, seals, seizure, stop, sweep, transfer, weigh
from custody.evidence.entries import NewExhibit, NewSample, Reading
from custody.evidence.selectors.clearance import held_for
from tests import clearing, releasing, stories


def acts_on(cast, unit):
    """Return every act of this room on one unit, by the person who could do it if the state allowed."""
    who = unit.custodian or cast.officer
    act = stories.act_of
    common = {"unit_id": unit.id}
    several = {"unit_ids": [unit.id]}
    return {
        "start_extraction": lambda: extraction.start_extraction(act=act(who), witness_badge="4420", **common),
        "interrupt_extraction": lambda: extraction.interrupt_extraction(
            act=act(who), reason="x", seal=stories.new_seal("H"), second_badge="4420", **common
        ),
        "end_extraction": lambda: extraction.end_extraction(act=act(who), **common),
        "open_seizure": lambda: seizure.open_seizure(
            act=act(cast.officer),
            second_badge="4418",
            conveyance_id=unit.id,
            exhibits=[NewExhibit(substance="heroin", form="powder")],
        ),
        "release_conveyance": lambda: _released(cast, unit, by=who),
        "depart": lambda: moving.depart(act=act(who), route=stories.route(), **several),
        "arrive": lambda: moving.arrive(
            act=act(who), place="HERON" if unit.family is Family.CONVEYANCE else "CURLEW", **several
        ),
        "store_units": lambda: moving.store_units(act=act(who), place="BITTERN", **several),
        "take_sample": lambda: sample.take_sample(
            act=act(cast.sampler),
            witness_badge=who.badge,
            new_seal=stories.new_seal(),
            reading=stories.reading((unit.gross_mg or stories.BAG_MG) - 5_000),
            samples=[
                NewSample(
                    sample_kind="analysis",
                    seal=stories.new_seal(),
                    reading=Reading(gross_mg=5_000, scale_code="S-BENCH"),
                )
            ],
            **common,
        ),
        "post_guard": lambda: stop.post_guard(act=act(who), guard_badge="4503", **common),
        "move_units": lambda: moving.move_units(
            act=act(who), place="CURLEW" if unit.custody_state == "at_furnace" else "DUNLIN", **several
        ),
        "offer_handover": lambda: transfer.offer_transfer(act=act(who), receiver_badge="4602", **several),
        "offer_departure": lambda: transfer.offer_transfer(
            act=act(who),
            receiver_badge="4503",
            second_badge="4420",
            purpose="departure",
            route=stories.route(),
            **several,
        ),
        "offer_arrival": lambda: transfer.offer_transfer(
            act=act(who), receiver_badge="4602", purpose="arrival", **several
        ),
        "record_sweep": lambda: sweep.record_sweep(
            act=act(cast.officer),
            witness_badge="4418",
            methods=["visual"],
            started_at=stories.now(),
            ended_at=stories.now(),
            result="clear",
            **several,
        ),
        "record_weighing": lambda: weigh.record_weighing(act=act(cast.officer), reading=stories.reading(), **common),
        "apply_seal": lambda: seals.apply_seal(act=act(who), seal=stories.new_seal(), second_badge="4420", **common),
        "remove_seal": lambda: seals.remove_seal(act=act(who), reason="x", witness_badge="4420", **common),
    }


def _released(cast, unit, *, by):
    """Release a conveyance; search it once more first where that alone is missing, so that a refusal leaves nothing."""
    for tries_left in (True, False):
        try:
            return releasing.released(cast, unit, by=by, approver=cast.second_supervisor)
        except NotAllowedNow as refusal:
            if not (tries_left and refusal.code.startswith("clearance.")) or held_for(unit) is not None:
                raise
            unit.refresh_from_db()
            clearing.cleared(cast, unit)
    return None
