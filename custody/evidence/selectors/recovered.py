"""What is still gone of a unit that was written off, by the books, and how another came back of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum

from custody.core.events import UNIT_ENCLOSED, UNIT_RECOVERED, UNIT_RECOVERED_2, FieldClass
from custody.core.exceptional import RECOVERED
from custody.core.postings import gone_to
from custody.evidence.models import HandlingUnit, Posting, Weighing
from custody.ledger.selectors import Told, told

if TYPE_CHECKING:
    from django.db.models import QuerySet

_RECOVERED = (UNIT_RECOVERED.code, UNIT_RECOVERED_2.code)


@dataclass(frozen=True, slots=True)
class StillGone:
    """How much of a unit stands among what was lost or given away, and whether that is what it weighed."""

    mg: int
    was_weighed: bool


def still_gone(unit: HandlingUnit) -> StillGone:
    """Return what is gone of a unit that was written off or given away, less what came back of it before.

    Nothing is booked as lost of what was stolen out of another unit: there it is missing, and that is a variance.
    """
    account = gone_to(unit.custody_state)
    lost = _sum(Posting.objects.filter(unit=unit, to_account=account))
    back = Posting.objects.filter(unit__derivation__sources__contains=[str(unit.id)], cause__in=_RECOVERED)
    weighed = Weighing.objects.filter(unit=unit, method="weighed").exists()
    inside = bool(told([unit.stream_id], codes={UNIT_ENCLOSED.code}, limit=1))
    return StillGone(lost - _sum(back.filter(from_account=account)), was_weighed=weighed or inside)


def came_back_as(unit: HandlingUnit) -> HandlingUnit:
    """Return what a unit that was gone is from since it came back whole, under a label beside its old one, however
    often it was gone and came back since: itself where it never did, or came back in parts."""
    there: list[HandlingUnit] = []
    asked, gone = {unit.id}, [unit] if unit.is_gone else []
    while gone:
        made = HandlingUnit.objects.filter(
            derivation__sources__has_any_keys=[str(each.id) for each in gone], derivation__how=RECOVERED
        )  # fmt: skip
        rows = [each for each in made if each.id not in asked]
        asked |= {each.id for each in rows}
        there += [each for each in rows if not each.is_gone]
        gone = [each for each in rows if each.is_gone]
    return there[0] if len(there) == 1 else unit


def comeback_of(unit: HandlingUnit) -> Told | None:
    """Return what was recorded when a unit came back; ``None`` for one that was never gone."""
    shown = frozenset({FieldClass.OPEN, FieldClass.PERSONAL})
    return next(iter(told([unit.stream_id], classes=shown, codes=set(_RECOVERED), limit=1)), None)


def _sum(rows: QuerySet[Posting]) -> int:
    return rows.aggregate(mg=Sum("mg"))["mg"] or 0
