"""Reads of the organisation. The access functions answer ``NotFound`` for absent and for not yours alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from custody.core.errors import IntegrityBroken, InvalidInput, NotFound
from custody.organisation.models import Contact, Officer, OrganisationUnit, Place, Policy, Scale
from custody.organisation.roles import Role

ENGINE_BADGE = "ENGINE"


def officer_by_badge(*, badge: str, field: str = "badge") -> Officer:
    """Return the active officer of a badge; raise ``InvalidInput`` on ``field`` when there is none."""
    found = Officer.objects.filter(badge__iexact=badge.strip(), is_active=True).first()
    if found is None:
        raise InvalidInput("officer.unknown", "No badge {badge} is known. Read it again", field=field,
                           badge=badge.strip()[:24])
    return found


def officers_by_pseudonym(pseudonyms: Iterable[str]) -> dict[str, Officer]:
    """Return the officers behind some pseudonyms."""
    return {each.pseudonym: each for each in Officer.objects.filter(pseudonym__in=set(pseudonyms))}


def officers_with_role(*roles: Role) -> list[Officer]:
    """Return the active officers who hold at least one of the roles, by badge."""
    return list(
        Officer.objects.filter(is_active=True, roles__overlap=[role.value for role in roles]).order_by("badge")
    )


def engine_officer() -> Officer:
    """Return the officer in whose name the engines act; raise ``IntegrityBroken`` before it is registered."""
    found = Officer.objects.filter(badge=ENGINE_BADGE).first()
    if found is None:
        raise IntegrityBroken("engine.unregistered", "The engine has no badge. Run manage.py found_house")
    return found


def contacts_of(officers: Iterable[Officer]) -> dict[UUID, Contact]:
    """Return the verified contacts of some officers, by officer id."""
    return {
        each.officer_id: each
        for each in Contact.objects.filter(officer__in=list(officers), verified_at__isnull=False)
    }


def organisation_unit(*, code: str) -> OrganisationUnit | None:
    """Return the service of a code, or ``None``."""
    return OrganisationUnit.objects.filter(code=code).first()


def place_by_code_word(*, code_word: str, field: str = "place") -> Place:
    """Return the place of a code word, whatever its case; raise ``InvalidInput`` on ``field`` when there is none."""
    found = Place.objects.filter(code_word__iexact=code_word.strip()).first()
    if found is None:
        raise InvalidInput("place.unknown", "No place has this code word. Read it again", field=field)
    return found


def place_by_id(*, place_id: UUID) -> Place:
    """Return the place; raise ``NotFound`` when there is none."""
    found = Place.objects.filter(id=place_id).first()
    if found is None:
        raise NotFound
    return found


def places(*, kinds: Iterable[str] | None = None) -> list[Place]:
    """Return the places, by code word; of some kinds only when given."""
    rows = Place.objects.all() if kinds is None else Place.objects.filter(kind__in=list(kinds))
    return list(rows.order_by("code_word"))


def scale_by_code(*, code: str, field: str = "scale") -> Scale:
    """Return the scale of a code; raise ``InvalidInput`` on ``field`` when there is none."""
    found = Scale.objects.filter(code__iexact=code.strip()).first()
    if found is None:
        raise InvalidInput("scale.unknown", "No scale has this code. Choose one of the list", field=field)
    return found


def scales() -> list[Scale]:
    """Return every scale, by code."""
    return list(Scale.objects.order_by("code"))


def policy_value(*, key: str, jurisdiction: str, at: datetime) -> int:
    """Return the value of a rule at a moment.

    The newest row that is valid then counts. Raises ``IntegrityBroken`` when no row is: a rule has no off switch.
    """
    found = (
        Policy.objects.filter(key=key, jurisdiction=jurisdiction, valid_from__lte=at)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at))
        .order_by("-valid_from")
        .first()
    )
    if found is None:
        raise IntegrityBroken("policy.missing", "No value is set for {key} in {jurisdiction}", key=key,
                              jurisdiction=jurisdiction)
    return found.value
