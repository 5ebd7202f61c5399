"""The access functions: the only way to get at an object. Absent and not yours give the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import Q

from custody.core.errors import InvalidInput, NotFound, NotPermitted
from custody.core.identifiers import parse_code_word, parse_label
from custody.evidence.lists import UNANSWERED
from custody.evidence.models import (
    Discrepancy,
    Exhibit,
    GuardPost,
    HandlingUnit,
    Incident,
    Photo,
    Seizure,
    Transfer,
    TransferLine,
)
from custody.evidence.selectors.counting import counts_now, without_counted
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

Row = TypeVar("Row")
OPERATIVE = tuple(role for role in Role if role not in {Role.ADMINISTRATOR, Role.ENGINE})
"""Who may know that a unit exists. Where it is, and what it weighs, is another question."""
SEES_MASS = (Role.SUPERVISOR, Role.AUDITOR)
"""Who sees what a unit weighs as a number, on the pages and in the API; everybody else sees a band or nothing."""
ANSWERS_DANGER = (Role.DUTY_OFFICER, Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR)
"""Who comes when somebody is in danger, and says when it is over."""
READS_FOUND_LABELS = (*ANSWERS_DANGER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""Who knows of every label that was found lying somewhere. Anybody else knows of those they reported."""
SEES_SEALED = (
    Role.SUPERVISOR, Role.DUTY_OFFICER, Role.CASE_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR, Role.AUDITOR,
    Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""Who knows of a unit whose circle was narrowed, beside those who have it."""
_SEES_EVERY_TRANSFER = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)


def check_operative(officer: Officer) -> None:
    """Return when the officer has a part in the work; raise ``NotPermitted`` otherwise."""
    if not officer.is_active or not officer.has_role(*OPERATIVE):
        raise NotPermitted("role.none", "You have no part in the work. Ask your administrator for a role")


def sees_mass(officer: Officer) -> bool:
    """Say whether the officer sees masses as numbers: never while counting (C25)."""
    return officer.is_active and officer.has_role(*SEES_MASS) and counts_now(officer) is None


def sees_mass_of(officer: Officer, seizure: Seizure) -> bool:
    """Say whether the officer sees what a whole seizure weighs: also its two officers, who weigh it, while it is
    open."""
    weighs = {seizure.seizing_officer_id, seizure.second_officer_id}
    return sees_mass(officer) or (officer.is_active and seizure.state == "open" and officer.id in weighs)


def is_custodian(officer: Officer, unit: HandlingUnit) -> bool:
    """Say whether the unit is in the custody of the officer, alone or as one of a crew of two."""
    return officer.id in {unit.custodian_id, unit.co_custodian_id}


def visible_units(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the units that the officer may know of, with what a list shows; none for somebody without a
    task.

    A unit under a sealed view is known to its custodians, to whom it is offered, and to those who command, decide or
    audit.
    """
    rows = HandlingUnit.objects.select_related("custodian", "co_custodian", "seizure", "exhibit", "parent")
    if not _is_operative(officer):
        return rows.none()
    rows = without_counted(officer, rows, units=["pk"])
    if officer.has_role(*SEES_SEALED):
        return rows
    offered = TransferLine.objects.filter(
        Q(transfer__receiver=officer) | Q(transfer__receiver_second=officer), state__in=UNANSWERED
    )
    theirs = Q(custodian=officer) | Q(co_custodian=officer) | Q(pk__in=offered.values("unit"))
    return rows.filter(Q(sealed_view=False) | theirs)


def visible_seizures(officer: Officer) -> QuerySet[Seizure]:
    """Return the seizures that the officer may know of."""
    rows = Seizure.objects.select_related("seizing_officer", "second_officer", "conveyance")
    return without_counted(officer, rows, seizures=["pk"]) if _is_operative(officer) else rows.none()


def visible_transfers(officer: Officer) -> QuerySet[Transfer]:
    """Return the hand-overs that the officer takes part in; every one for who commands or audits."""
    rows = Transfer.objects.select_related("giver", "receiver", "receiver_second")
    if not _is_operative(officer):
        return rows.none()
    rows = without_counted(officer, rows, units=["lines__unit"])
    if officer.has_role(*_SEES_EVERY_TRANSFER):
        return rows
    return rows.filter(giver=officer) | rows.filter(receiver=officer) | rows.filter(receiver_second=officer)


def unit_for(officer: Officer, *, label: str | None = None, unit_id: UUID | None = None) -> HandlingUnit:
    """Return the unit of a label, however it was typed or scanned, or of an id.

    Raises ``NotFound`` when there is none, when the officer may not know of it, and when the text is no
    label.
    """
    rows = visible_units(officer)
    if unit_id is not None:
        return _one(rows.filter(pk=unit_id).first())
    try:
        return _one(rows.filter(label=parse_label(label or "")).first())
    except InvalidInput:
        raise NotFound from None


def seizure_for(officer: Officer, *, code_word: str | None = None, seizure_id: UUID | None = None) -> Seizure:
    """Return the seizure of a code word or an id; raise ``NotFound`` as ``unit_for`` does."""
    rows = visible_seizures(officer)
    if seizure_id is not None:
        return _one(rows.filter(pk=seizure_id).first())
    try:
        return _one(rows.filter(code_word=parse_code_word(code_word or "")).first())
    except InvalidInput:
        raise NotFound from None


def transfer_for(officer: Officer, *, transfer_id: UUID) -> Transfer:
    """Return a hand-over that the officer takes part in or oversees; raise ``NotFound`` otherwise."""
    return _one(visible_transfers(officer).filter(pk=transfer_id).first())


def photo_for(officer: Officer, *, photo_id: UUID) -> Photo:
    """Return a photo of something the officer may know of; raise ``NotFound`` otherwise.

    The photo of a label that was found is for who reported it and for who handles or audits the report.
    """
    if not officer.is_active:
        raise NotFound
    known = Q(found_label__reported_by=officer)
    if _is_operative(officer):
        known |= Q(found_label__isnull=True)
    if officer.has_role(*READS_FOUND_LABELS):
        known |= Q(found_label__isnull=False)
    rows = Photo.objects.select_related("unit", "seizure", "taken_by").filter(known, pk=photo_id)
    return _one(without_counted(officer, rows, units=["unit"], seizures=["seizure"]).first())


def discrepancy_for(officer: Officer, *, discrepancy_id: UUID) -> Discrepancy:
    """Return a discrepancy of a unit the officer may know of; raise ``NotFound`` otherwise."""
    rows = Discrepancy.objects.select_related("unit", "opened_by", "resolved_by")
    return _one(rows.filter(pk=discrepancy_id, unit__in=visible_units(officer)).first())


def guard_post_for(officer: Officer, *, guard_id: UUID) -> GuardPost:
    """Return a guard's post at a unit the officer may know of; raise ``NotFound`` otherwise."""
    rows = GuardPost.objects.select_related("unit", "guard")
    return _one(rows.filter(pk=guard_id, unit__in=visible_units(officer)).first())


def exhibits_for(officer: Officer, *, seizure: Seizure) -> list[Exhibit]:
    """Return the exhibits of a seizure by number; none for somebody who may not know of it."""
    return list(seizure.exhibits.order_by("number")) if _is_operative(officer) else []


def visible_incidents(officer: Officer) -> QuerySet[Incident]:
    """Return what was reported, for those who answer it; and to others what they reported themselves.

    A silent report is never shown to who made it, nor to who carried it: somebody else may be reading that screen.
    """
    rows = Incident.objects.select_related("site", "reported_by", "carried_by", "ended_by")
    if not officer.is_active:
        return rows.none()
    if officer.has_role(*ANSWERS_DANGER):
        return rows.exclude(Q(reported_by=officer) | Q(carried_by=officer), silent=True)
    return rows.filter(reported_by=officer, silent=False)


def incident_for(officer: Officer, *, incident_id: UUID) -> Incident:
    """Return a report that the officer answers or made openly; raise ``NotFound`` otherwise."""
    return _one(visible_incidents(officer).filter(pk=incident_id).first())


def _is_operative(officer: Officer) -> bool:
    return officer.is_active and officer.has_role(*OPERATIVE)


def _one(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
