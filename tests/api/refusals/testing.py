"""Refusals about what was drawn for a burn and left it untested, or was found to be swapped."""

from __future__ import annotations

from custody.destruction.actions import sessions
from custody.evidence.actions import moving, weigh
from custody.evidence.models import Discrepancy
from tests import stories
from tests.api.refusals import burning
from tests.api.refusals.goods import fresh_seal
from tests.api.refusals.trying import Three, api, page
from tests.destruction import stories as burns
from tests.evidence import exceptional
from tests.stories import act_of, fresh

ground = burning.ground


def _tested(at, unit, *, witness="4922"):
    said, seal = {"result": "positive", "witness_badge": witness}, fresh_seal()
    return Three(at.cast.second_checker, page(f"units/{unit.id}/bench/lot_test/", seal=seal, **said),
                 api(f"units/{unit.id}/owed-test/", new_seal={"number": seal}, **said))  # fmt: skip


def _left(at):
    """Return what was drawn for the staged burn, once that is called off."""
    burns.drawn(at.cast, at.staged)
    unit, *_ = burns.waiting_units(at.staged)
    sessions.cancel_session(act=act_of(at.cast.planner), session_id=at.staged.id, reason="threat")
    return fresh([unit])[0]


def _owes_none(at):
    return _tested(at, burns.units_of(at.staged)[0])


def _on_the_road(at):
    unit = _left(at)
    moving.store_units(act=act_of(at.cast.storekeeper), unit_ids=[unit.id], place="BITTERN")
    return _tested(at, stories.on_the_road(at.cast, units=fresh([unit]), giver=at.cast.storekeeper)[0])


def _checked_again(at):
    unit = _left(at)
    moving.store_units(act=act_of(at.cast.storekeeper), unit_ids=[unit.id], place="BITTERN")
    anew = burns.planned(at.cast, fresh([unit]))
    burns.staged(at.cast, burns.approved(at.cast, anew, pair=(at.cast.second_supervisor, at.cast.second_witness)))
    return _tested(at, unit)


def _swapped(at):
    """Ask for talc to go back to an owner, once a laboratory and an auditor have said that it is talc."""
    burns.drawn(at.cast, at.staged)
    talc, *_ = burns.waiting_units(at.staged)
    burns.lots_tested(at.cast, at.staged, units=[talc], swapped=[talc])
    moving.store_units(act=act_of(at.cast.storekeeper), unit_ids=[talc.id], place="BITTERN")
    taken = stories.sampled(at.cast, fresh([talc])[0], witness=at.cast.third_officer, frozen_reason="its test")
    exceptional.reported(at.cast, taken.sample_unit, outcome="negative", substance=None)
    found = Discrepancy.objects.get(unit=talc, resolved_at=None)
    weigh.resolve_discrepancy(act=act_of(at.cast.auditor), discrepancy_id=found.id, resolution="it was talc")
    return Three(at.cast.case_officer, page(f"units/{talc.id}/exceptions/return/", **exceptional.ASKED),
                 api(f"units/{talc.id}/exceptions/", exception="return", **exceptional.ASKED))  # fmt: skip


ROWS = {
    "exception.swapped": _swapped,
    "lottery.not_owed": _owes_none,
    "lottery.at_rest": _on_the_road,
    "lottery.in_burn": _checked_again,
    "lottery.inside": lambda at: _tested(at, _left(at), witness="4601"),
}
