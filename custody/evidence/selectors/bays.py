"""What stands in which bay of a store, for those to whom its plan was revealed; and the bays that a store has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now

from custody.core.lifecycle import CustodyState
from custody.evidence.models import BayLayout, Consultation, HandlingUnit, Placement, Shelving
from custody.evidence.placing import place_token
from custody.evidence.selectors.access import visible_units
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.core.bays import Grid
    from custody.organisation.models import Officer, Place

SEES_WHOLE_PLANS = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""Who may be shown all that stands in a store; who keeps something there is shown that."""
NO_BAY = ""
"""Where nobody said into which bay a unit was put."""


def grid_of(place: Place) -> Grid | None:
    """Return the bays of a place as they were laid out last; ``None`` where none were."""
    newest = BayLayout.objects.filter(place=place).order_by("-laid_out_at", "-id").first()
    return None if newest is None else newest.grid


def lots_of(units: Sequence[HandlingUnit]) -> list[Placement | None]:
    """Return where each of the outermost units lies, sealed; ``None`` for one that lies nowhere."""
    rows = Placement.objects.filter(unit__in=[unit.id for unit in units], until_at__isnull=True)
    lots = {lot.unit_id: lot for lot in rows}
    return [lots.get(unit.id) for unit in units]


def grids_of(lots: Sequence[Placement | None]) -> list[Grid | None]:
    """Return the bays of where some units lie; ``None`` for one that lies nowhere, or where none were laid out. For
    actions only: which places they are stays unsaid."""
    layouts = {
        bytes(place_token(each.place_id)): each.grid for each in BayLayout.objects.order_by("laid_out_at", "id")
    }
    return [None if lot is None else layouts.get(bytes(lot.place_token)) for lot in lots]


def may_be_shelved(unit: HandlingUnit) -> bool:
    """Say whether an outermost unit is in store where bays were laid out; which place it is stays unsaid."""
    return to_shelve(HandlingUnit.objects.filter(pk=unit.pk)).exists()


def to_shelve(rows: QuerySet[HandlingUnit]) -> QuerySet[HandlingUnit]:
    """Return those of some outermost units that are in store where bays were laid out, those that stand in none in
    front; which place it is stays unsaid. The caller pages."""
    tokens = [place_token(place_id) for place_id in set(BayLayout.objects.values_list("place_id", flat=True))]
    there = Placement.objects.filter(until_at__isnull=True, place_token__in=tokens)
    shelved = Exists(Shelving.objects.filter(unit=OuterRef("pk"), placement__until_at__isnull=True))
    found = rows.filter(custody_state=CustodyState.STORED, id__in=there.values("unit_id"))
    return found.annotate(is_shelved=shelved).order_by("is_shelved", "held_since", "label")


def keepers_at(place: Place) -> set[UUID]:
    """Return those who answer for something that lies in a place."""
    answering = HandlingUnit.objects.filter(id__in=_there(place).values("unit_id"))
    return {
        *answering.filter(custodian__isnull=False).values_list("custodian__id", flat=True).distinct(),
        *answering.filter(co_custodian__isnull=False).values_list("co_custodian__id", flat=True).distinct(),
    }


def plan_seen(officer: Officer, place: Place) -> Consultation | None:
    """Return the reveal by which the plan of a place may be shown to an officer now; ``None``: it is masked."""
    rows = Consultation.objects.filter(
        officer=officer, subject_kind="place", subject_id=place.id, field_group="plan", expires_at__gt=Now()
    )
    return rows.order_by("-expires_at").first()


def standing_in(
    officer: Officer, place: Place, *, bay: str | None = None, beyond: Sequence[str] = ()
) -> QuerySet[HandlingUnit]:
    """Return what an officer may know of that lies in a place, by bay and label, with the ``bay`` in which it stands,
    ``NO_BAY`` where nobody said which. With ``bay``: what stands in it, with ``beyond``: in none of these. Whoever has
    no task but a store of their own knows of what they have themselves. For who was shown its plan alone."""
    newest = Shelving.objects.filter(
        unit=OuterRef("pk"), placement__until_at__isnull=True
    ).order_by("-shelved_at", "-id")
    said = Coalesce(Subquery(newest.values("bay")[:1]), Value(NO_BAY), output_field=CharField())
    there = visible_units(officer).filter(id__in=_there(place).values("unit_id"), parent__isnull=True)
    if not officer.has_role(*SEES_WHOLE_PLANS):
        there = there.filter(Q(custodian=officer) | Q(co_custodian=officer))
    rows = there.annotate(bay=said).exclude(bay__in=list(beyond)).order_by("bay", "label")
    return rows if bay is None else rows.filter(bay=bay)


def bay_of(unit: HandlingUnit) -> str:
    """Return the bay in which an outermost unit stands; ``NO_BAY`` where nobody said one. For who was shown its place
    alone."""
    rows = Shelving.objects.filter(unit=unit, placement__until_at__isnull=True).order_by("-shelved_at", "-id")
    return rows.values_list("bay", flat=True).first() or NO_BAY


def _there(place: Place) -> QuerySet[Placement]:
    return Placement.objects.filter(place_token=place_token(place.id), until_at__isnull=True)
