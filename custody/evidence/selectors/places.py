"""Where a unit lies, for those to whom it was revealed; masked for everybody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from custody.core.events import LOAD_RELIEVED
from custody.core.lifecycle import CustodyState
from custody.evidence.lists import FURNACE_KIND, ON_THE_SPOT
from custody.evidence.models import Consultation, HandlingUnit, Placement, Transfer
from custody.evidence.placing import place_token, unseal_place, unseal_route
from custody.evidence.selectors.facts import made_out_of, outermost_of, placement_of
from custody.ledger.selectors import newest_values
from custody.organisation.models import Place
from custody.organisation.selectors import place_by_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.evidence.models import Seizure
    from custody.organisation.models import Officer, Site


LOOKS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class PlaceSeen:
    """A place that was revealed to an officer, and until when it may be shown."""

    code_word: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RouteSeen:
    """The route of a departure, for those who take part in it."""

    vehicle: str
    vehicle_seal: str
    escort: str
    destination: str


def place_now(unit: HandlingUnit) -> Place | None:
    """Return the place of an outermost unit, or ``None`` when it lies in none.

    For actions only: nothing that comes from here may be shown before it was recorded who looks.
    """
    placement = placement_of(unit)
    if placement is None:
        return None
    return place_by_id(place_id=unseal_place(placement.place_sealed, placement_id=placement.id))


def has_left_its_place(unit: HandlingUnit) -> bool:
    """Return whether an outermost unit lies elsewhere than where what it was made or taken out of first lay; no place
    is unsealed for it. One that lies nowhere has not left. For actions only, like ``place_now``."""
    line = Placement.objects.filter(unit__in=made_out_of([unit.id])[unit.id])
    first = line.order_by("since_at", "id").first()
    now = placement_of(unit)
    return first is not None and now is not None and bytes(first.place_token) != bytes(now.place_token)


def lying_in_kind(units: Iterable[HandlingUnit], *, kind: str) -> set[UUID]:
    """Return which of the outermost units lie in a place of the kind now; no place is unsealed for it.

    For actions only, like ``place_now``.
    """
    there = lying_in(kind).filter(unit__in=[unit.id for unit in units])
    return set(there.values_list("unit_id", flat=True))


def lying_there(units: Iterable[HandlingUnit], *, place: Place) -> set[UUID]:
    """Return which of the outermost units lie in the place now. For actions only, like ``place_now``."""
    there = Placement.objects.filter(
        unit__in=[unit.id for unit in units], until_at__isnull=True, place_token=place_token(place.id)
    )
    return set(there.values_list("unit_id", flat=True))


def lying_off_site(units: Iterable[HandlingUnit], *, place: Place) -> set[UUID]:
    """Return which of the outermost units lie in a place of another site than this one. For actions only, like
    ``place_now``."""
    if place.site_id is None:
        return set()
    others = Place.objects.filter(site__isnull=False).exclude(site=place.site_id).values_list("id", flat=True)
    there = Placement.objects.filter(
        unit__in=[unit.id for unit in units], until_at__isnull=True,
        place_token__in=[place_token(place_id) for place_id in others],
    )  # fmt: skip
    return set(there.values_list("unit_id", flat=True))


def lies_off(unit: HandlingUnit, *, site: Site | None) -> bool:
    """Return whether a unit, or the outermost around it, lies in a place of another site than this one. What lies
    nowhere now does not. For actions only, like ``place_now``."""
    own = Place.objects.none() if site is None else Place.objects.filter(site=site)
    now = Placement.objects.filter(unit=outermost_of(unit), until_at__isnull=True)
    return now.exclude(place_token__in=[place_token(each) for each in own.values_list("id", flat=True)]).exists()


def own_of_other_sites(officer: Officer, *, unit_ids: Iterable[UUID], code_word: str) -> int:
    """Return how many of an officer's own units lie by the books at another site than a place, and are on no road. How
    many, and not where: whoever asks has them."""
    place = Place.objects.filter(code_word__iexact=code_word.strip()).first()
    own = HandlingUnit.objects.filter(
        Q(custodian=officer) | Q(co_custodian=officer), id__in=list(unit_ids), parent__isnull=True
    )
    # To a furnace goods are brought by an arrival: that is said by the act itself.
    return 0 if place is None or place.kind == FURNACE_KIND else len(lying_off_site(own, place=place))


def lying_in(kind: str) -> QuerySet[Placement]:
    """Return what lies in places of the kind now, by their tokens: which place it is stays sealed."""
    tokens = [place_token(place_id) for place_id in Place.objects.filter(kind=kind).values_list("id", flat=True)]
    return Placement.objects.filter(until_at__isnull=True, place_token__in=tokens)


def place_of_next(seizure: Seizure) -> Place | None:
    """Return where the next unit of a seizure lies when nobody says otherwise: where its conveyance stands, or else
    where its newest unit lies that is still at the scene; ``None`` when there is neither.

    For actions only, like ``place_now``.
    """
    if seizure.conveyance is not None and (stands := place_now(seizure.conveyance)) is not None:
        return stands
    # A unit that is just being registered lies nowhere yet, and says nothing.
    here = HandlingUnit.objects.filter(seizure=seizure, custody_state=CustodyState.SEIZED,
                                       placements__until_at__isnull=True, placements__isnull=False)
    newest = here.order_by("-placements__since_at", "-id").first()
    return None if newest is None else place_now(newest)


def place_seen(officer: Officer, unit: HandlingUnit) -> PlaceSeen | None:
    """Return where the unit lies while a reveal to this officer lasts; ``None`` otherwise, which is a
    mask."""
    outermost = outermost_of(unit)
    last = (
        Consultation.objects.filter(
            officer=officer,
            subject_kind="unit",
            subject_id=outermost.id,
            field_group="place",
            expires_at__gt=Now(),
        )
        .order_by("-expires_at")
        .first()
    )
    place = None if last is None else place_now(outermost)
    return None if last is None or place is None else PlaceSeen(place.code_word, last.expires_at)


def looks_at_unit(unit: HandlingUnit, *, has_photos: bool = True) -> list[Consultation]:
    """Return who looked where a unit lies, at the plan of its store while it lay there, or at a photo of it, the newest
    first; ``has_photos`` is False where it is known that there is none of it. For ``SEES_LOOKS`` alone: a custodian who
    learns that he is watched is warned."""
    outermost = outermost_of(unit)
    subjects = [outermost.id, *(unit.photos.values_list("pk", flat=True) if has_photos else ())]
    at_it = Q(subject_kind__in=["unit", "photo"], subject_id__in=subjects)
    rows = Consultation.objects.filter(at_it | _at_its_plan(outermost))
    return list(rows.select_related("officer").order_by("-seen_at", "pk")[:LOOKS_SHOWN])


def _at_its_plan(unit: HandlingUnit) -> Q:
    """Return the condition that the plan of a place was shown while the outermost unit lay in it."""
    during = Q(pk__in=[])
    for lot in Placement.objects.filter(unit=unit):
        there = Q(subject_id=unseal_place(lot.place_sealed, placement_id=lot.id), seen_at__gte=lot.since_at)
        during |= there if lot.until_at is None else there & Q(seen_at__lt=lot.until_at)
    return during & Q(subject_kind="place", field_group="plan")


def route_seen(officer: Officer, transfer: Transfer) -> RouteSeen | None:
    """Return the route of a departure to the giver and the crew; ``None`` to everybody else and without a
    route."""
    taking_part = {transfer.giver_id, transfer.receiver_id, transfer.receiver_second_id}
    return route_of_transfer(transfer) if officer.id in taking_part else None


def relief_seen(officer: Officer, transfer: Transfer) -> str | None:
    """Return in words where a load on the road changed hands, to those who took part in it; ``None`` to everybody else,
    and where nobody said."""
    taking_part = {transfer.giver_id, transfer.receiver_id, transfer.receiver_second_id}
    if officer.id not in taking_part or transfer.state != "accepted" or transfer.purpose not in ON_THE_SPOT:
        return None
    told = newest_values([transfer.stream_id], codes=(LOAD_RELIEVED.code,), name="where")
    return told.get(transfer.stream_id)


def route_of_transfer(transfer: Transfer) -> RouteSeen | None:
    """Return the route of a departure, ``None`` without one. For a document about a journey that is over, whose readers
    may know of it; a page asks ``route_seen``.
    """
    if transfer.destination_sealed is None:
        return None
    return RouteSeen(
        vehicle=_part(transfer, "vehicle", transfer.vehicle_sealed),
        vehicle_seal=transfer.vehicle_seal or "",
        escort=_part(transfer, "escort", transfer.escort_sealed),
        destination=place_by_id(
            place_id=UUID(_part(transfer, "destination", transfer.destination_sealed))
        ).code_word,
    )


def _part(transfer: Transfer, name: str, sealed: bytes | memoryview | None) -> str:
    return "" if sealed is None else unseal_route(sealed, transfer_id=transfer.id, part=name)
