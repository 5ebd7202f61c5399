"""Who is likely to stand beside an officer: badges to suggest in a form, never to fill in for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from custody.evidence.models import HandlingUnit, Seizure

if TYPE_CHECKING:
    from custody.organisation.models import Officer

_LOOKED_AT = 20
MOST = 5


def colleagues_of(officer: Officer, *, first: HandlingUnit | Seizure | None = None) -> list[str]:
    """Return the badges of those who worked with the officer last, the likeliest first, at most five.

    ``first`` is the record at hand: who holds it or seized it together with the officer comes before all others.
    """
    badges = _others(officer, [first] if first is not None else [])
    pair = Q(custodian=officer, co_custodian__isnull=False) | Q(co_custodian=officer)
    held = HandlingUnit.objects.filter(pair).select_related("custodian", "co_custodian").order_by("-held_since")
    badges += _others(officer, held[:_LOOKED_AT])
    seized = Seizure.objects.filter(Q(seizing_officer=officer) | Q(second_officer=officer))
    badges += _others(officer, seized.select_related("seizing_officer", "second_officer").order_by("-seized_at")[:MOST])
    return list(dict.fromkeys(badges))[:MOST]


def _others(officer: Officer, rows: object) -> list[str]:
    out = []
    for row in rows:  # type: ignore[attr-defined]
        is_seizure = isinstance(row, Seizure)
        pair = (row.seizing_officer, row.second_officer) if is_seizure else (row.custodian, row.co_custodian)
        out += [each.badge for each in pair if each is not None and each.id != officer.id and each.is_active]
    return out
