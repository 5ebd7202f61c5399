"""Alerts by the seizure they are about: one load that goes wrong raises many, and is one thing to see to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, Count, F, Min, OuterRef, Subquery, UUIDField, When
from django.db.models.functions import Coalesce

from custody.alerts.models import Alert
from custody.evidence.selectors.access import visible_seizures, visible_units

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

MOST_OF_A_LOT = 3
"""Alerts of one seizure that are shown under it, the worst: a load of a hundred units must not hide the next load."""


def lots(officer: Officer, rows: QuerySet[Alert]) -> QuerySet[Alert, Any]:
    """Return the seizures that some alerts are about, the worst first: ``lot``, ``worst``, ``count``. What is about no
    seizure that the officer may know of stands for itself, so that nothing tells which units belong together."""
    each = rows.order_by().annotate(lot=_lot(officer)).values("lot")
    found = each.annotate(worst=Min("level"), since=Min("raised_at"), count=Count("id"))
    return found.order_by("worst", "since", "lot")


def of_lots(officer: Officer, rows: QuerySet[Alert], *, lots: Iterable[UUID]) -> dict[UUID, list[Alert]]:
    """Return the alerts of each of some lots, in their order, at most ``MOST_OF_A_LOT`` of each."""
    out: dict[UUID, list[Alert]] = {lot: [] for lot in lots}
    for alert in rows.annotate(lot=_lot(officer)).filter(lot__in=list(out)):
        under = out[alert.lot]
        if len(under) < MOST_OF_A_LOT:
            under.append(alert)
    return out


def of_lot(officer: Officer, rows: QuerySet[Alert], *, lot: UUID) -> QuerySet[Alert]:
    """Return those of some alerts that are about one seizure or its units."""
    return rows.annotate(lot=_lot(officer)).filter(lot=lot)


def words_of_lots(officer: Officer, lots: Iterable[UUID]) -> Mapping[UUID, str]:
    """Return the code words of those lots that are seizures."""
    return dict(visible_seizures(officer).filter(pk__in=list(lots)).values_list("pk", "code_word"))


def _lot(officer: Officer) -> Case:
    unit = visible_units(officer).select_related(None).order_by().filter(pk=OuterRef("subject_id"))
    seizure = visible_seizures(officer).select_related(None).order_by().filter(pk=OuterRef("subject_id"))
    return Case(
        When(subject_kind="unit", then=Coalesce(Subquery(unit.values("seizure_id")[:1]), F("id"))),
        When(subject_kind="seizure", then=Coalesce(Subquery(seizure.values("pk")[:1]), F("id"))),
        default=F("id"), output_field=UUIDField(),
    )  # fmt: skip
