"""Goods under the law of one country that lie in another, and whose law two people confirmed from a paper (C17)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.lifecycle import GONE
from custody.deadlines.starts import places_of
from custody.destruction.models import AuthorityDecision
from custody.evidence.models import HandlingUnit

if TYPE_CHECKING:
    from custody.evidence.models import Seizure

CONFIRMS = "confirm_law"
"""The decision of an authority under which law the goods of a seizure are."""


def lying_elsewhere(units: Iterable[HandlingUnit]) -> list[HandlingUnit]:
    """Return those of the units that lie in another country than their law, while nobody verified a paper about it."""
    found = list(units)
    places = places_of(unit.id for unit in found)
    away = [unit for unit in found if unit.id in places and places[unit.id].jurisdiction != unit.jurisdiction]
    settled = confirmed(unit.seizure_id for unit in away if unit.seizure_id is not None) if away else set()
    return [unit for unit in away if unit.seizure_id not in settled]


def elsewhere_in(seizure: Seizure) -> list[HandlingUnit]:
    """Return the goods in custody of a seizure that lie in another country than its law, unconfirmed."""
    rows = HandlingUnit.objects.filter(seizure=seizure, parent__isnull=True)
    return lying_elsewhere(rows.exclude(kind="sample").exclude(custody_state__in=GONE))


def confirmed(seizure_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the seizures of which two people verified under which law they are."""
    rows = AuthorityDecision.objects.filter(
        decision_kind=CONFIRMS, state="verified", subject_id__in=list(seizure_ids)
    )
    return set(rows.values_list("subject_id", flat=True))
