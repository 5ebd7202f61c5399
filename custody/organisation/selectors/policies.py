"""Reads of the values of the rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from custody.core.errors import IntegrityBroken, NotFound
from custody.ledger.once import once
from custody.organisation.models import Policy, PolicyProposal
from custody.organisation.models.policies import ANY
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from custody.organisation.models import Officer

__all__ = [
    "ANY",
    "READERS",
    "narrowest",
    "newest_policy_at",
    "policies_in_force",
    "policy_history",
    "policy_missing",
    "policy_rule",
    "policy_value",
    "proposal_by_id",
    "proposal_for",
    "proposals",
    "valid_policies",
    "visible_policies",
    "visible_proposals",
]

READERS = (
    Role.ADMINISTRATOR,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.INTERNAL_AFFAIRS,
    Role.REGIONAL_HEAD,
    Role.DIRECTOR,
)
"""Who reads the values of the rules: they say from which mass on the house is in a hurry."""


def policy_value(
    *,
    key: str,
    jurisdiction: str,
    at: datetime,
    substance: str | None = None,
    mass_mg: int = 0,
    place_class: str | None = None,
) -> int:
    """Return the value of a rule at a moment, by the row that fits most narrowly.

    Raises ``IntegrityBroken`` when no row does: a rule has no off switch.
    """
    return policy_rule(
        key=key, jurisdiction=jurisdiction, at=at, substance=substance, mass_mg=mass_mg, place_class=place_class
    ).value


def policy_rule(
    *,
    key: str,
    jurisdiction: str,
    at: datetime,
    substance: str | None = None,
    mass_mg: int = 0,
    place_class: str | None = None,
) -> Policy:
    """Return the row of a rule that fits most narrowly at a moment, with its measure; see ``policy_value``."""
    rows = valid_policies(keys=[key], at=at, jurisdictions=[jurisdiction])
    found = narrowest(rows, substance=substance, mass_mg=mass_mg, place_class=place_class)
    if found is None:
        raise policy_missing(key=key, jurisdiction=jurisdiction)
    return found


def policy_missing(*, key: str, jurisdiction: str) -> IntegrityBroken:
    """Return the refusal of an act whose rule has no value."""
    return IntegrityBroken("policy.missing", "No value is set for {key} in {jurisdiction}", key=key,
                           jurisdiction=jurisdiction)


def valid_policies(
    *, keys: Collection[str], at: datetime, jurisdictions: Collection[str] | None = None
) -> list[Policy]:
    """Return the rows of some rules that hold at a moment; an act asks for them once."""
    if not keys:
        return []
    wanted = None if jurisdictions is None else sorted(jurisdictions)
    question = ("policies", frozenset(keys), None if wanted is None else tuple(wanted))
    rows = once(question, lambda: _of_keys(sorted(keys), wanted))
    return [row for row in rows if row.valid_from <= at and (row.valid_to is None or row.valid_to > at)]


def _of_keys(keys: list[str], jurisdictions: list[str] | None) -> list[Policy]:
    # Every act asks for some: written out, for Django takes longer to write it than PostgreSQL to answer. What held
    # at other moments comes with it, for an act asks about more than one.
    rows = Policy.objects.raw(
        "SELECT * FROM custody_policy WHERE key = ANY (%(keys)s)"
        " AND (%(some)s::text[] IS NULL OR jurisdiction = ANY (%(some)s))",
        {"keys": keys, "some": jurisdictions},
    )
    return list(rows)


def narrowest(
    rows: Iterable[Policy], *, substance: str | None = None, mass_mg: int = 0, place_class: str | None = None
) -> Policy | None:
    """Return the row that fits and says most; ``None`` when none fits.

    A substance says more than a mass band, a higher band more than a lower one, a band more than a class of place;
    among equals the newest counts.
    """
    fitting = [
        row
        for row in rows
        if row.substance in {ANY, substance} and row.mass_from_mg <= mass_mg and row.place_class in {ANY, place_class}
    ]
    return max(
        fitting,
        key=lambda row: (row.substance != ANY, row.mass_from_mg, row.place_class != ANY, row.valid_from),
        default=None,
    )


def policies_in_force(*, at: datetime) -> list[Policy]:
    """Return the rows that count at a moment, one for each scope, by rule and scope."""
    rows = Policy.objects.filter(valid_from__lte=at).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    newest: dict[tuple[str, str, str, int, str], Policy] = {}
    for row in rows.order_by("valid_from").select_related("proposed_by", "approved_by"):
        newest[row.key, row.jurisdiction, row.substance, row.mass_from_mg, row.place_class] = row
    return [newest[scope] for scope in sorted(newest)]


def policy_history(*, key: str, jurisdiction: str | None = None) -> list[Policy]:
    """Return every value a rule ever had, the newest first."""
    rows = Policy.objects.filter(key=key).select_related("proposed_by", "approved_by").order_by("-valid_from", "id")
    return list(rows if jurisdiction is None else rows.filter(jurisdiction=jurisdiction))


def newest_policy_at(*, at: datetime) -> datetime | None:
    """Return since when the newest value that holds at a moment holds."""
    rows = Policy.objects.filter(valid_from__lte=at).order_by("-valid_from")
    return rows.values_list("valid_from", flat=True).first()


def proposals(*, open_only: bool = True, limit: int = 200) -> list[PolicyProposal]:
    """Return what was proposed, the newest first."""
    rows = PolicyProposal.objects.select_related("proposed_by", "decided_by").order_by("-proposed_at", "id")
    return list((rows.filter(state="open") if open_only else rows)[:limit])


def visible_policies(officer: Officer) -> QuerySet[Policy]:
    """Return every value, to those who read them; none to others."""
    rows = Policy.objects.select_related("proposed_by", "approved_by")
    return rows if officer.is_active and officer.has_role(*READERS) else rows.none()


def visible_proposals(officer: Officer) -> QuerySet[PolicyProposal]:
    """Return every proposal, to those who read them; none to others."""
    rows = PolicyProposal.objects.select_related("proposed_by", "decided_by")
    return rows if officer.is_active and officer.has_role(*READERS) else rows.none()


def proposal_for(officer: Officer, *, proposal_id: UUID) -> PolicyProposal:
    """Return a proposal; raise ``NotFound`` when there is none or the officer may not know of it."""
    found = visible_proposals(officer).filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def proposal_by_id(*, proposal_id: UUID) -> PolicyProposal:
    """Return a proposal; raise ``NotFound`` when there is none."""
    found = PolicyProposal.objects.select_related("proposed_by", "decided_by").filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found
