"""A hold on a part: what an authority wants kept is split off and held, and the rest goes its way (R7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.exceptional import RETAINED
from custody.destruction import fire_policies, hold_policies, lists
from custody.destruction.actions import holds
from custody.destruction.locking import lock_burns_of
from custody.destruction.selectors import gates
from custody.destruction.selectors import holds as standing
from custody.evidence import entries
from custody.evidence.actions import dividing, steps
from custody.evidence.actions.dividing import Division
from custody.evidence.locking import lock_units_with_contents
from custody.evidence.policies import check_version
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.entries import NewUnit
    from custody.evidence.models import HandlingUnit


def hold_part(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    retained: NewUnit,
    rest: Sequence[NewUnit],
    authority: str,
    reference: str,
    reason: str,
    loss_reason: str | None = None,
    inside: Sequence[Sequence[UUID]] = (),
    expected_seq: int | None = None,
) -> list[HandlingUnit]:
    """Split a unit into what an authority wants kept and the rest, hold the former, and return all, the former first.

    ``inside`` names, part by part, the units that lay in it and lie in that part now, as for a split.

    The order, where there is one, stands for the rest. Another person verifies the hold, like any.

    Who: the custodian, with a witness who signs later by their own authentication. When: as for a split, and not
    under an act that holds all of it already. Appends what a split does, and ``hold.placed/1``.
    """
    who = entries.chosen(authority, lists.HOLD_AUTHORITIES, field="authority")
    paper = entries.clean_text(reference, field="reference", most=lists.REFERENCE_MOST)
    if paper is None:
        raise InvalidInput("hold.no_reference", "Enter the reference of the written act", field="reference")
    why = entries.clean_reason(reason, most=lists.REASON_MOST)
    if not rest:
        raise InvalidInput("parts.count", "Say what is left: hold the whole unit when all of it is kept", field="parts")
    division = dividing.cleaned(
        Division(how=RETAINED, parts=[retained, *rest], reason=why, loss_reason=loss_reason, inside=inside)
    )
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with steps.clashes_explained(), recording(act, authorises=True) as record:
        lock_burns_of([unit_id])
        [unit], contents = lock_units_with_contents([unit_id])
        check_version(unit, expected_seq)
        hold_policies.check_holdable(unit)
        hold_policies.check_other_act(unit, standing.holds_on([unit.id])[unit.id], authority=who, reference=paper)
        fire_policies.check_not_ash(unit, gates.seen_burning([unit]))
        made = dividing.divide(record, [unit], division, witness=witness, contents=contents)
        placed = holds.write_holds(
            record, made[:1], authority=who, reference=paper, reason=why, review_at=record.at + holds.REVIEW_AFTER
        )
        record.result = {
            "unit": str(unit.id), "units": [str(each.id) for each in made], "holds": [str(placed[0].id)],
        }  # fmt: skip
    return made
