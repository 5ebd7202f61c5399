"""What a commander needs in the first second: where it is, who is there, who has what there, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.db.models import Q
from django.db.models.functions import Now

from custody.core.lifecycle import GONE
from custody.evidence.models import Consultation, Incident, Placement
from custody.evidence.placing import place_token, unseal_place
from custody.ledger.receipts import recorded_under
from custody.ledger.sealing import unseal
from custody.organisation.models import Officer, Place, Presence
from custody.organisation.selectors import current_site_of, people_on, place_by_id, presence_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from custody.organisation.models import Site

_MOST_HELD = 20
_GONE = sorted(state.value for state in GONE)


@dataclass(frozen=True, slots=True)
class PlaceThere:
    """A place on the site: its code word, and its real name where the house knows one."""

    code_word: str
    name: str


@dataclass(frozen=True, slots=True)
class KeeperThere:
    """Somebody who has goods in custody that lie on the site, and how many units."""

    badge: str
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known of the place of a report. For actions only: it is recorded who looks before it is shown."""

    site: Site | None
    places: Sequence[PlaceThere]
    people: Sequence[Presence]
    keepers: Sequence[KeeperThere]
    reporter_here: Presence | None


def scene_of(incident: Incident) -> Scene:
    """Return the scene of a report as it is now."""
    site = incident.site
    reporter_here = presence_of(incident.reported_by)
    if site is None:
        return Scene(site=None, places=(), people=(), keepers=(), reporter_here=reporter_here)
    places = list(Place.objects.filter(site=site).order_by("code_word"))
    return Scene(
        site=site,
        places=[PlaceThere(place.code_word, _name_of(place)) for place in places],
        people=people_on(site),
        keepers=_keepers_in(places),
        reporter_here=reporter_here,
    )


def site_of_danger(officer: Officer) -> Site | None:
    """Return the site where an officer probably is: the one they came to, else that of what they hold; or ``None``."""
    return current_site_of(officer) or _site_of_what_is_held(officer)


def call_under(officer: Officer, *, key: UUID, body_hash: bytes) -> UUID | None:
    """Return the report that these answers became under this key, when it bears the officer's badge; else ``None``.

    A device keeps a call for help until some session takes it: it is one report, whosever that was.
    """
    for each in (key, key_of_its_own(key, body_hash=body_hash)):
        found = recorded_under(key=each, body_hash=body_hash)
        made = None if found is None else found.result.get("incident")
        if made is not None and Incident.objects.filter(pk=made, reported_by=officer).exists():
            return UUID(made)
    return None


def key_of_its_own(key: UUID, *, body_hash: bytes) -> UUID:
    """Return the key under which a call for help is a report of its own, where its key stands for other answers."""
    return uuid5(key, body_hash.hex())


def incident_seen_until(officer: Officer, incident: Incident) -> datetime | None:
    """Return until when the officer may be shown the scene, as it was recorded; ``None`` when it must be recorded
    anew."""
    rows = Consultation.objects.filter(
        officer=officer, subject_kind="incident", subject_id=incident.id, expires_at__gt=Now()
    )
    return rows.order_by("-expires_at").values_list("expires_at", flat=True).first()


def _site_of_what_is_held(officer: Officer) -> Site | None:
    held = Placement.objects.filter(
        Q(unit__custodian=officer) | Q(unit__co_custodian=officer), until_at__isnull=True
    ).exclude(unit__custody_state__in=_GONE)
    known: dict[UUID, Site | None] = {}
    for placement in held.order_by("-since_at")[:_MOST_HELD]:
        place_id = unseal_place(placement.place_sealed, placement_id=placement.id)
        if place_id not in known:
            known[place_id] = place_by_id(place_id=place_id).site
        if known[place_id] is not None:
            return known[place_id]
    return None


def _name_of(place: Place) -> str:
    if place.name_sealed is None:
        return ""
    return unseal(place.name_sealed, bound_to=f"place:{place.id}".encode()).decode()


def _keepers_in(places: Sequence[Place]) -> list[KeeperThere]:
    """Return who has goods in the places, who has most in front; a crew of two is two people."""
    rows = Placement.objects.filter(
        place_token__in=[place_token(place.id) for place in places], until_at__isnull=True
    ).values_list("unit__custodian__badge", "unit__co_custodian__badge")
    counted: dict[str, int] = {}
    for pair in rows:
        for badge in filter(None, pair):
            counted[badge] = counted.get(badge, 0) + 1
    return [KeeperThere(badge, units) for badge, units in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]
