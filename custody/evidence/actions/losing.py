"""What is stolen, lost or destroyed out of another unit leaves its mass: the one around it must weigh less since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.events import CONTENTS_GONE, CONTENTS_LOST, UNIT_SET_APART
from custody.core.lifecycle import ASH
from custody.core.postings import NO_DRUGS
from custody.evidence.actions.unpacking import lighten, recorded_mg
from custody.evidence.selectors.explained import explained_mg

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Proposal, Removal
    from custody.ledger.recording import Record


def lost_mg(unit: HandlingUnit, outer: HandlingUnit) -> int | None:
    """Return what leaves the mass of ``outer`` when the unit is written off out of it, ``None`` where nobody can say.

    The whole was taken as one mass; how much of it the inner unit is, is known only when it lay on a scale by itself,
    directly in the outermost unit, while that one is there. Where the whole was found too light since the unit was
    last seen in it and somebody explained that, what is gone stands among the variances already, and is not taken off
    twice; what is explained as one unit is not another.
    """
    mg = recorded_mg(unit)
    if unit.parent_id != outer.id or outer.is_gone or not mg or unit.kind in NO_DRUGS:
        return None
    return None if explained_mg(unit, outer) * 2 >= mg else mg


def take_off(record: Record, proposal: Proposal, outer: HandlingUnit) -> Removal | None:
    """Take what is written off out of the mass of the unit that it lies in, for two people decided that it is not
    there; return what left, ``None`` where nobody can say how much. A step; appends ``contents.lost/1``, or
    ``contents.gone/1`` where nobody can say: a check of the whole counts no more either way. So it is of ash: what its
    books say burnt did not burn all."""
    mg = lost_mg(proposal.unit, outer)
    if mg is None:
        if not outer.is_gone or outer.custody_state in ASH:
            record.append(CONTENTS_GONE, on=outer, inner_id=proposal.unit.id, gone_at=record.at)
        return None
    return lighten(
        record, outer, proposal.unit, mg, event=CONTENTS_LOST, by=proposal.proposed_by, witness=record.act.actor,
        reason=proposal.reason,
    )  # fmt: skip


def set_apart(record: Record, removal: Removal) -> None:
    """Give what was taken off a mass of its own in the books, once it has left the unit that it lay in (``let_go``). A
    step; appends ``unit.set_apart/1``."""
    outer = removal.unit
    record.append(
        UNIT_SET_APART, on=removal.inner, outer_id=outer.id, set_apart_at=record.at,
        of_whole=outer.kind not in NO_DRUGS, method="weighed", gross_mg=removal.removed_mg,
    )  # fmt: skip
