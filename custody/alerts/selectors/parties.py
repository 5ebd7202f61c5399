"""The people behind what an alert is about: who has it in custody, who takes part, who made it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from custody.destruction.models import BurnSession, DestructionOrder, Notice, OrderRequest
from custody.evidence.models import ChecklistLine, HandlingUnit, Mission, OpeningStock, Seizure, Target, Transfer
from custody.organisation.selectors.presence import sites_of_officers

if TYPE_CHECKING:
    from django.db.models import Model

    from custody.alerts.models import Alert
    from custody.organisation.models import Officer, Site

_PEOPLE: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "unit": (HandlingUnit, ("custodian", "co_custodian")),
    "transfer": (Transfer, ("giver", "receiver", "receiver_second")),
    "mission": (Mission, ("driver", "second")),
    "opening": (OpeningStock, ("imported_by",)),
    "target": (Target, ("opened_by", "searcher")),
    "seizure": (Seizure, ("seizing_officer", "second_officer")),
    "session": (BurnSession, ("planner", "approver")),
    "order": (DestructionOrder, ("recorded_by",)),
    "notice": (Notice, ("served_by",)),
    "request": (OrderRequest, ("asked_by", "addressee")),
    "hot_line": (ChecklistLine, ("owner", "taken_by")),
}
"""By kind of subject. The others have no party: who made a report of danger is never told of it."""


def parties_of(alerts: Iterable[Alert]) -> dict[UUID, list[Officer]]:
    """Return the active officers behind what some alerts are about, by subject."""
    by_kind: dict[str, set[UUID]] = {}
    for alert in alerts:
        by_kind.setdefault(alert.subject_kind, set()).add(alert.subject_id)
    out: dict[UUID, list[Officer]] = {}
    for kind, subjects in by_kind.items():
        if kind not in _PEOPLE:
            continue
        table, columns = _PEOPLE[kind]
        for row in table._default_manager.filter(pk__in=subjects).select_related(*columns):
            people = [getattr(row, column) for column in columns]
            out[row.pk] = [each for each in people if each is not None and each.is_active]
    for line in ChecklistLine.objects.filter(checklist__in=by_kind.get("checklist", ())).select_related("owner"):
        # Of a whole list everybody is told whose line nobody has taken.
        if line.owner is not None and line.owner.is_active and line.state == "open":
            out.setdefault(line.checklist_id, []).append(line.owner)
    return out


def other_sites_of(alerts: Iterable[Alert]) -> dict[UUID, list[Site]]:
    """Return the sites where the receivers of hand-overs are now, by hand-over: theirs is a chain of command too."""
    transfers = {alert.subject_id for alert in alerts if alert.subject_kind == "transfer"}
    if not transfers:
        return {}
    receivers: dict[UUID, set[UUID]] = {
        row.id: {row.receiver_id} | ({row.receiver_second_id} if row.receiver_second_id is not None else set())
        for row in Transfer.objects.filter(pk__in=transfers)
    }
    where = sites_of_officers({each for some in receivers.values() for each in some})
    return {key: [where[each] for each in sorted(some & where.keys())] for key, some in receivers.items()}


def answers_for(officer: Officer, alert: Alert) -> bool:
    """Say whether the officer has the thing in custody, or takes part in what the alert is about."""
    return any(each.id == officer.id for each in parties_of([alert]).get(alert.subject_id, ()))
