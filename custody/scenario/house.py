"""The house a scenario plays in: who acts, and where. Found by role and kind of place, so that any house will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from custody.core.errors import IntegrityBroken, NotAllowedNow
from custody.deadlines.types import NEEDED_POLICIES
from custody.destruction.models import Facility
from custody.organisation.roles import Role
from custody.organisation.selectors import officers_with_role, places, policy_value, scales

if TYPE_CHECKING:
    from custody.organisation.models import Officer, Place

_ROLES: dict[Role, int] = {
    Role.OFFICER: 2, Role.CREW: 2, Role.STOREKEEPER: 1, Role.SAMPLER: 1, Role.CASE_OFFICER: 2, Role.PLANNER: 1,
    Role.SUPERVISOR: 2, Role.CHECKER: 2, Role.AUDITOR: 1,
}  # fmt: skip
"""How many of each a replay needs: the first by badge, so that a badge registered later changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the seizures of one jurisdiction go. Places are code words."""

    jurisdiction: str
    quay: str
    strip_hall: str
    store: str
    laboratory: str
    furnace: str
    furnace_place: str
    limit_mg: int


@dataclass(frozen=True, slots=True)
class House:
    """Who acts, by role, and where."""

    people: dict[Role, tuple[Officer, ...]]
    pairs: tuple[tuple[Officer, Officer], ...]
    """Witnesses, in the order in which the pairs take turns."""
    sites: dict[str, Site]
    home: str
    scales: tuple[tuple[int, str], ...]
    """(capacity, code), the smallest first."""

    def site(self, country: str) -> Site:
        """Return the site of a country: its own when the house has rules for it, otherwise that of the house."""
        return self.sites.get(country, self.sites[self.home])

    def one(self, role: Role, number: int = 0) -> Officer:
        """Return the officer of a role."""
        return self.people[role][number]

    def scale_for(self, mass_mg: int) -> str | None:
        """Return the code of the smallest scale that carries the mass; ``None`` when none does."""
        return next((code for capacity_mg, code in self.scales if capacity_mg >= mass_mg), None)


def find_house(*, countries: Sequence[str], at: datetime) -> House:
    """Return the house of this database for seizures of some countries, from ``at`` on.

    Raises ``NotAllowedNow`` with what is missing: a role nobody holds, a kind of place, a furnace, a rule's value.
    """
    people: dict[Role, tuple[Officer, ...]] = {}
    for role, number in _ROLES.items():
        holders = tuple(officers_with_role(role))[:number]
        if len(holders) < number:
            raise NotAllowedNow("scenario.people", "The scenario needs {number} badges with the role {role}",
                                number=number, role=role.value)  # fmt: skip
        people[role] = holders
    home = settings.CUSTODY_JURISDICTION
    wanted = [home, *sorted(set(countries) - {home})]
    sites = {country: _site(country) for country in wanted if country == home or _has_rules(country, at)}
    if not _has_rules(home, at):
        raise NotAllowedNow("scenario.rules", "The house has no deadlines for {country} from {day} on",
                            country=home, day=at.date().isoformat())  # fmt: skip
    return House(
        people=people,
        pairs=_pairs(people[Role.SUPERVISOR]),
        sites=sites,
        home=home,
        scales=tuple(sorted((scale.capacity_mg, scale.code) for scale in scales())),
    )


def _site(jurisdiction: str) -> Site:
    facilities = list(Facility.objects.select_related("place").order_by("code_word"))
    own = [each for each in facilities if each.place.jurisdiction == jurisdiction]
    if not facilities:
        raise NotAllowedNow("scenario.furnace", "The scenario needs a furnace. Register one first")
    facility = (own or facilities)[0]
    return Site(
        jurisdiction=jurisdiction,
        quay=_place("quay", jurisdiction).code_word,
        strip_hall=_place("strip_hall", jurisdiction).code_word,
        store=_place("store", jurisdiction).code_word,
        laboratory=_place("laboratory", jurisdiction).code_word,
        furnace=facility.code_word,
        furnace_place=facility.place.code_word,
        limit_mg=facility.session_limit_mg,
    )


def _place(kind: str, jurisdiction: str) -> Place:
    """Return the roomiest place of a kind, in the jurisdiction where there is one."""
    found = places(kinds=[kind])
    if not found:
        raise NotAllowedNow("scenario.place", "The scenario needs a place of kind {kind}", kind=kind)
    own = [place for place in found if place.jurisdiction == jurisdiction]
    return max(own or found, key=lambda place: (place.cap_mg is None, place.cap_mg or 0))


def _pairs(supervisors: Sequence[Officer]) -> tuple[tuple[Officer, Officer], ...]:
    """Return the pairs of witnesses that can take turns: each supervisor with each of two others."""
    others = [each for each in officers_with_role(Role.WITNESS) if each not in supervisors][:2]
    if len(others) < 2:
        raise NotAllowedNow("scenario.witnesses", "The scenario needs two witnesses who are no supervisors")
    order = ((0, 0), (1, 1), (0, 1), (1, 0))
    return tuple((supervisors[first], others[second]) for first, second in order)


def _has_rules(jurisdiction: str, at: datetime) -> bool:
    try:
        for key in NEEDED_POLICIES:
            policy_value(key=key, jurisdiction=jurisdiction, at=at)
    except IntegrityBroken:
        return False
    return True
