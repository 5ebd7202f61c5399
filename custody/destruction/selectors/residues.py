"""What was left of burns, and the moves of its mass."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum

from custody.core.errors import NotFound
from custody.core.postings import RESIDUE_MOVES
from custody.destruction.models import BurnResidue

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.destruction.models import BurnSession


def left_of(session: BurnSession) -> QuerySet[BurnResidue]:
    """Return what was left of a burn."""
    return BurnResidue.objects.filter(session=session).select_related("weighed_by", "disposed_by", "again", "scale")


def residues_of(session: BurnSession) -> list[BurnResidue]:
    """Return what was left of a burn, in the order in which it was weighed."""
    return list(left_of(session).order_by("weighed_at", "id"))


def residue_of(session_id: UUID, *, residue_id: UUID) -> BurnResidue:
    """Return one residue of a burn; raise ``NotFound`` when there is none."""
    found = BurnResidue.objects.filter(pk=residue_id, session=session_id).first()
    if found is None:
        raise NotFound
    return found


def residue_moves() -> list[tuple[str, str, int]]:
    """Return what all residues moved: from an account to another, in milligrams."""
    sums = BurnResidue.objects.values_list("disposal").annotate(moved=Sum("gross_mg")).order_by()
    out: list[tuple[str, str, int]] = []
    for disposal, moved in sums:
        out += [(*RESIDUE_MOVES[each], moved) for each in ("weighed", disposal) if each is not None]
    return out
