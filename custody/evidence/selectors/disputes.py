"""What is open about a unit: who has a part in it, and where one question stands on several units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from custody.core.events import UNIT_CAME_BACK
from custody.core.exceptional import RECOVERED, REPACK, SPLIT
from custody.core.texts import kept
from custody.evidence.models import Derivation, Discrepancy, DiscrepancyRemark
from custody.evidence.selectors.facts import contents_of, found_at_once
from custody.evidence.selectors.timeline import custodians_of
from custody.ledger.selectors import told

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


LIES_HERE = kept("found by a count")
"""As the discrepancy of a unit tells it that is gone by the books and lies in a store."""
_WHERE = Q(discrepancy_kind__in=["place", "missing"]) | Q(discrepancy_kind="identity", found=LIES_HERE)
"""What is open about where a unit is."""
PASSED_ON = (REPACK, SPLIT)
"""How a unit in dispute became others: its bag burst, or what was in it was exchanged. Nobody else splits one."""


def open_on(unit: HandlingUnit) -> list[Discrepancy]:
    """Return the discrepancies of the unit itself that nobody has explained, the oldest first."""
    rows = Discrepancy.objects.filter(unit=unit, resolved_at__isnull=True)
    return list(rows.select_related("opened_by").order_by("opened_at", "id"))


def parties_to(unit: HandlingUnit) -> set[str]:
    """Return the pseudonyms of everybody who has a part in what is open about an outermost unit: who ever had it in
    custody, or what it was made of, and who opened what nobody has explained about it or anything inside."""
    open_ones = Discrepancy.objects.filter(unit__in=[unit.id, *contents_of([unit.id])], resolved_at__isnull=True)
    return custodians_of(unit) | set(open_ones.values_list("opened_by__pseudonym", flat=True))


def remarks_on(questions: Iterable[Discrepancy], *, reader: Officer, explains: bool) -> list[DiscrepancyRemark]:
    """Return what was said of what may be one question (``same_question``), the oldest first: all of it to who may
    answer it, to anybody else what they said themselves."""
    rows = DiscrepancyRemark.objects.filter(discrepancy__in=[each.id for each in questions])
    mine = rows if explains else rows.filter(remarked_by=reader)
    return list(mine.select_related("remarked_by").order_by("remarked_at", "id"))


def same_question(discrepancy: Discrepancy) -> list[Discrepancy]:
    """Return what one answer explains: what was found at once, and where a frozen unit was packed anew, the question on
    it and on each part it became. The discrepancy itself is among them."""
    rows = {row.id: row for row in [discrepancy, *found_at_once(discrepancy)]}
    for row in [*rows.values()]:
        above = _asked_before(row)
        while above is not None and above.id not in rows:
            rows[above.id] = above
            above = _asked_before(above)
    news = list(rows.values())
    while news:
        news = [row for row in _asked_after(news) if row.id not in rows]
        rows |= {row.id: row for row in news}
    return sorted(rows.values(), key=lambda row: str(row.unit_id))


def answered_by_comeback(rows: Iterable[Discrepancy]) -> list[Discrepancy]:
    """Return what was open before about where units were that are gone by the books, and that one answer to ``rows``
    explains as well: they came back whole, and who explains that says where they were."""
    found: list[Discrepancy] = []
    for row in rows:
        made = Derivation.objects.filter(unit=row.unit_id, how=RECOVERED).first()
        if row.discrepancy_kind != RECOVERED or made is None:
            continue
        before = Discrepancy.objects.filter(_WHERE, resolved_at__isnull=True, opened_at__lte=row.opened_at)
        for each in before.filter(unit__in=made.sources).select_related("unit").order_by("opened_at", "id"):
            if _is_whole_as(each.unit, row.unit_id):
                found.append(each)
    return found


def _is_whole_as(gone: HandlingUnit, unit_id: UUID) -> bool:
    told_back = told([gone.stream_id], codes={UNIT_CAME_BACK.code})
    return any(line.values["is_whole"] and str(line.values["became_id"]) == str(unit_id) for line in told_back)


def _asked_before(row: Discrepancy) -> Discrepancy | None:
    """Return the same question on what the unit was when it was packed anew or exchanged, ``None`` where it was asked
    here first."""
    made = Derivation.objects.filter(unit=row.unit_id, how__in=PASSED_ON).first()
    if made is None:
        return None
    before = _alike(row).filter(unit__in=made.sources, unit__state_since=row.opened_at)
    return before.select_related("unit").first()


def _asked_after(rows: Iterable[Discrepancy]) -> list[Discrepancy]:
    """Return the same questions on what the units became when they were packed anew or exchanged."""
    found: list[Discrepancy] = []
    for row in rows:
        parts = Derivation.objects.filter(sources__contains=[str(row.unit_id)], how__in=PASSED_ON).values("unit")
        found += _alike(row).filter(unit__in=parts, opened_at=row.unit.state_since).select_related("unit")
    return found


def _alike(row: Discrepancy) -> QuerySet[Discrepancy]:
    """Return the discrepancies that say the same; ``None`` is a value here, not a wildcard."""
    said = {name: getattr(row, name) for name in ("discrepancy_kind", "expected", "found", "difference_mg")}
    return Discrepancy.objects.filter(**{
        name if value is not None else f"{name}__isnull": True if value is None else value
        for name, value in said.items()
    })  # fmt: skip
