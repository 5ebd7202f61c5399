"""Reads of sites, places and scales. The access functions answer ``NotFound`` for absent and not yours alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models.functions import Upper

from custody.core.errors import InvalidInput, NotFound
from custody.ledger.once import once
from custody.organisation.models import Place, Scale, Site
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def place_by_code_word(*, code_word: str, field: str = "place") -> Place:
    """Return the place of a code word, whatever its case; raise ``InvalidInput`` on ``field`` when there is none."""
    asked = code_word.strip().upper()
    found = once(("place", asked), Place.objects.filter(code_word__iexact=asked).first)
    if found is None:
        raise InvalidInput("place.unknown", "No place has this code word. Read it again", field=field)
    return found


def place_by_id(*, place_id: UUID) -> Place:
    """Return the place; raise ``NotFound`` when there is none."""
    found = places_by_id([place_id])
    if not found:
        raise NotFound
    return found[place_id]


def places_by_id(place_ids: Iterable[UUID]) -> dict[UUID, Place]:
    """Return some places with their sites, by id; an act asks for each once. What it locks is read anew."""
    wanted, known = set(place_ids), once("places", dict[UUID, Place])
    if wanted - known.keys():
        rows = Place.objects.select_related("site").filter(id__in=wanted - known.keys())
        known |= {place.id: place for place in rows}
    return {place_id: known[place_id] for place_id in wanted & known.keys()}


def places(*, kinds: Iterable[str] | None = None) -> list[Place]:
    """Return the places, by code word; of some kinds only when given."""
    rows = Place.objects.all() if kinds is None else Place.objects.filter(kind__in=list(kinds))
    return list(rows.order_by("code_word"))


def places_on(site: Site) -> list[Place]:
    """Return the places that stand on a site, by primary key."""
    return list(Place.objects.filter(site=site).order_by("pk"))


def scales_by_code(codes: Iterable[str], *, field: str = "scale") -> dict[str, Scale]:
    """Return the scales of some codes in one query, by the code as it was given, whatever its case.

    Raises ``InvalidInput`` on ``field`` when one of them is unknown.
    """
    wanted = {code: code.strip().upper() for code in codes}
    rows = Scale.objects.annotate(upper=Upper("code")).filter(upper__in=set(wanted.values()))
    rows = rows.prefetch_related("calibrations")
    found = once(("scales", frozenset(wanted.values())), lambda: {scale.code.upper(): scale for scale in rows})
    if not set(wanted.values()) <= found.keys():
        raise InvalidInput("scale.unknown", "No scale has this code. Choose one of the list", field=field)
    return {code: found[upper] for code, upper in wanted.items()}


def scales() -> list[Scale]:
    """Return every scale, by code."""
    return list(Scale.objects.order_by("code"))


def site_by_code_word(*, code_word: str, field: str = "site") -> Site:
    """Return the site of a code word, whatever its case; raise ``InvalidInput`` on ``field`` when there is none."""
    found = Site.objects.filter(code_word__iexact=code_word.strip()).first()
    if found is None:
        raise InvalidInput("site.unknown", "No site has this code word. Read it again", field=field)
    return found


def site_by_id(*, site_id: UUID) -> Site:
    """Return the site; raise ``NotFound`` when there is none."""
    found = once(("site", site_id), Site.objects.filter(id=site_id).first)
    if found is None:
        raise NotFound
    return found


SITE_READERS = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR)
"""Who may read the list of sites with their police numbers."""


def visible_sites(officer: Officer) -> QuerySet[Site]:
    """Return the sites an officer may read of."""
    may_read = officer.is_active and officer.has_role(*SITE_READERS)
    return Site.objects.all() if may_read else Site.objects.none()


def site_for(officer: Officer, *, site_id: UUID) -> Site:
    """Return the site; raise ``NotFound`` for one that is absent and for one that is not theirs to read alike."""
    found = visible_sites(officer).filter(id=site_id).first()
    if found is None:
        raise NotFound
    return found


def sites() -> list[Site]:
    """Return every site, by code word."""
    return list(Site.objects.order_by("code_word"))
