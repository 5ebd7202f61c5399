"""What was left of burns, and the moves of its mass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from custody.core.errors import NotFound
from custody.core.events import RESIDUE_NONE
from custody.core.postings import RESIDUE_MOVES
from custody.destruction.models import BurnResidue, BurnSession, ManifestLine
from custody.ledger.selectors import newest_seq

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import Seizure


def left_of(session: BurnSession) -> QuerySet[BurnResidue]:
    """Return what was left of a burn."""
    return BurnResidue.objects.filter(session=session).select_related("weighed_by", "disposed_by", "again", "scale")


def residues_of(session: BurnSession) -> list[BurnResidue]:
    """Return what was left of a burn, in the order in which it was weighed."""
    return list(left_of(session).order_by("weighed_at", "id"))


def still_there(session: BurnSession) -> int:
    """Return how many of the weighings of what was left are of something that is still there."""
    return BurnResidue.objects.filter(session=session, disposal__isnull=True).count()


def said_nothing_left(session: BurnSession) -> bool:
    """Say whether it was recorded that nothing of the burn is left to be weighed."""
    return newest_seq(stream_id=session.stream_id, code=RESIDUE_NONE.code) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What was left of one burn, and what of it falls to one seizure by the mass of its goods in that burn.

    ``share_mg`` and ``gone_mg`` (what of that is gone) are reckoned, never weighed: nobody knows of which unit ash is.
    """

    session: BurnSession
    of_seizure_mg: int
    burnt_mg: int
    left_mg: int
    share_mg: int
    gone_mg: int


def shares_of(seizure: Seizure) -> list[Share]:
    """Return what was left of each burn that goods of a seizure were in, the first burn in front. Two queries."""
    went_in = (
        ManifestLine.objects.filter(unit__seizure=seizure, destroyed_at__isnull=False)
        .values_list("session")
        .annotate(mg=Sum("burnt_mg"))
        .order_by()
    )
    burnt = {session_id: mg or 0 for session_id, mg in went_in}
    sessions = (
        BurnSession.objects.filter(pk__in=burnt, burnt_mg__gt=0)
        .annotate(
            left_mg=Coalesce(Sum("residues__gross_mg"), 0),
            gone_of_it=Coalesce(Sum("residues__gross_mg", filter=Q(residues__disposal__isnull=False)), 0),
        )
        .order_by("burnt_at", "code_word")
    )
    return [
        Share(
            session=each, of_seizure_mg=burnt[each.pk], burnt_mg=each.burnt_mg, left_mg=each.left_mg,
            share_mg=each.left_mg * burnt[each.pk] // each.burnt_mg,
            gone_mg=each.gone_of_it * burnt[each.pk] // each.burnt_mg,
        )
        for each in sessions
        if each.burnt_mg
    ]  # fmt: skip


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
