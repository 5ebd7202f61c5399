"""Reads of officers, their services and how they are reached."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from custody.core.errors import IntegrityBroken, InvalidInput
from custody.ledger.once import once
from custody.organisation.models import Contact, Officer, OrganisationUnit
from custody.organisation.roles import Role

ENGINE_BADGE = "ENGINE"


def officer_by_badge(*, badge: str, field: str = "badge") -> Officer:
    """Return the active officer of a badge; raise ``InvalidInput`` on ``field`` when there is none."""
    asked = badge.strip().upper()
    return _known(once(("officer", asked), lambda: _of_badge(asked)), badge=badge, field=field)


def anybody_by_badge(*, badge: str, field: str = "badge") -> Officer:
    """Return the officer of a badge, also one who serves no more; raise ``InvalidInput`` on ``field`` when there never
    was one."""
    rows = Officer.objects.filter(badge__iexact=badge.strip()).order_by("-is_active", "id")
    return _known(rows.first(), badge=badge, field=field)


def _known(found: Officer | None, *, badge: str, field: str) -> Officer:
    if found is None:
        raise InvalidInput("officer.unknown", "No badge {badge} is known. Read it again", field=field,
                           badge=badge.strip()[:24])
    return found


def _of_badge(badge: str) -> Officer | None:
    # Written out: every act with a second person asks it, and Django takes longer to write it than to run it.
    rows = Officer.objects.raw(
        "SELECT * FROM custody_officer WHERE upper(badge) = upper(%s) AND is_active ORDER BY id LIMIT 1", [badge]
    )
    return next(iter(rows), None)


def officers_by_pseudonym(pseudonyms: Iterable[str]) -> dict[str, Officer]:
    """Return the officers behind some pseudonyms; an act asks for each once."""
    wanted, known = set(pseudonyms), once("pseudonyms", dict[str, Officer])
    if wanted - known.keys():
        known |= {each.pseudonym: each for each in Officer.objects.filter(pseudonym__in=wanted - known.keys())}
    return {name: known[name] for name in wanted & known.keys()}


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


def services() -> list[str]:
    """Return the services that draw reports, sorted: those of active officers who seize, accompany or sample."""
    drawers = [Role.OFFICER.value, Role.CREW.value, Role.SAMPLER.value]
    units = Officer.objects.filter(is_active=True, roles__overlap=drawers, unit__isnull=False)
    return sorted(set(units.values_list("unit__agency", flat=True)))
