"""When goods are opened for a sample, what closes that again, and how much is still a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.lifecycle import CustodyState
from custody.core.mass import MG_PER_GRAM
from custody.core.waivable import SWEEP_MISSING
from custody.evidence.entries import is_weight_of_its_own
from custody.evidence.selectors import facts, room

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from custody.evidence.entries import Reading
    from custody.evidence.models import HandlingUnit, Sample


def check_weighed_again(unit: HandlingUnit, reading: Reading) -> None:
    """Return when what was on a scale before is on one again: its seal was off, and this reading is booked (R16).
    A weight that somebody declares, or reads off a weighbridge, would hide what is missing until others have it."""
    if unit.gross_mg is not None and not is_weight_of_its_own(reading, kind=unit.kind):
        raise InvalidInput(
            "sample.unweighed", "Weigh {label} on a scale after the sampling: a declared weight is not booked",
            field="gross_mg", label=unit.label,
        )  # fmt: skip


def check_swept(unit: HandlingUnit) -> None:
    """Return when goods that lie where they were seized were swept for trackers, or a waiver lets them be. Elsewhere
    the sweep is asked for when they come in."""
    if unit.custody_state == CustodyState.SEIZED and unit.unswept and not room.sweep_waived(unit):
        raise NotAllowedNow(
            SWEEP_MISSING, "{label} was not swept for trackers. Sweep it first, or say why it is opened before that",
            label=unit.label,
        )  # fmt: skip


def check_has_paper(*, attached: bool) -> None:
    """Return when there is a paper of the laboratory to hold the result against (R25)."""
    if not attached:
        raise NotAllowedNow(
            "result.no_paper",
            "Nothing is attached that the result can be held against. Attach the paper of the laboratory",
        )


def check_size_explained(unit: HandlingUnit) -> None:
    """Return for a sample about whose size, weight or seal nothing is open: until somebody outside has looked at it, it
    is not written off as used up."""
    if facts.frozen_among([unit]) is not None:
        raise NotAllowedNow(
            "result.sample_frozen",
            "{label} is frozen by a discrepancy. Until a supervisor has resolved it, it is not written off as used up",
            label=unit.label,
        )


def too_large(
    taken: Sequence[Sample], before: Sequence[Sample], *, most_g: Mapping[str, int], packages: int
) -> dict[Sample, int]:
    """Return those of the samples just taken that are more than a sample, with the milligrams that would be one.

    One may weigh so much, and all of its kind that ever came out of the unit, ``before`` and now, as much for each of
    its packages; for the dogs as much as one, for no package needs one of those.
    """
    out: dict[Sample, int] = {}
    for sample in taken:
        most_mg = most_g[sample.sample_kind] * MG_PER_GRAM
        in_all_mg = most_mg * _times(sample.sample_kind, packages)
        ever_mg = sum(each.gross_mg for each in (*before, *taken) if each.sample_kind == sample.sample_kind)
        if sample.gross_mg > most_mg:
            out[sample] = most_mg
        elif ever_mg > in_all_mg:
            out[sample] = in_all_mg
    return out


def excess_mg(
    taken: Sequence[Sample], before: Sequence[Sample], *, most_g: Mapping[str, int], packages: int
) -> int:
    """Return by how many milligrams the samples are more than ``too_large`` lets pass, one by one and all of a kind."""
    every = (*before, *taken)
    kinds = {each.sample_kind: most_g[each.sample_kind] * MG_PER_GRAM for each in every}
    single = sum(max(0, each.gross_mg - kinds[each.sample_kind]) for each in every)
    together = max(
        max(0, sum(each.gross_mg for each in every if each.sample_kind == kind) - most_mg * _times(kind, packages))
        for kind, most_mg in kinds.items()
    )
    return max(single, together)


def _times(kind: str, packages: int) -> int:
    """Return how many samples of the largest size may come out of a unit of so many packages."""
    return 1 if kind == "training" else packages
