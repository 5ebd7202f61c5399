"""Somebody is in danger: the alert of level 0 is raised in the transaction of the report, and ends with it. UNSAFE: a
load goes to a place that others know of; cured when it is moved on to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.reactions.fresh import is_news, site_of
from custody.alerts.rules.unsafe import UNSAFE
from custody.core.events import EMERGENCY_DEPARTED, INCIDENT_ENDED, INCIDENT_REPORTED_2
from custody.deadlines.batches import together
from custody.evidence.lists import BURNT
from custody.ledger import reactions
from custody.organisation.selectors import place_by_id

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Incident
    from custody.ledger.recording import Entry, Record

RULE, STAGE, LEVEL = "DANGER", "reported", 0


def register() -> None:
    """Register the handlers of danger."""
    reactions.register(INCIDENT_REPORTED_2.code, _reported)
    reactions.register(INCIDENT_ENDED.code, _ended)
    reactions.register(EMERGENCY_DEPARTED.code, together(_fled))


def _reported(record: Record, entry: Entry) -> None:
    incident = cast("Incident", entry.on)
    finding = Finding(
        rule=RULE,
        stage=STAGE,
        level=LEVEL,
        subject_kind="incident",
        subject_id=incident.id,
        dedupe_key=_key(incident),
        # Two reports are two dangers, and each is told by itself.
        group_key=_key(incident),
        fired_for=incident.reported_at,
        site=incident.site,
        # Whoever reports is never the one who answers: taken by the hand that holds the phone, the ladder would stop.
        # And who reports silently must not be told at all. Who carried the call of another may have written it.
        about=tuple(each for each in (incident.reported_by_id, incident.carried_by_id) if each is not None),
    )
    raise_alert(record, finding)


def _ended(record: Record, entry: Entry) -> None:
    resolve_key(record, _key(cast("Incident", entry.on)), by=INCIDENT_ENDED.code)


def _key(incident: Incident) -> str:
    return f"danger:{incident.id}"


def _fled(record: Record, entries: list[Entry]) -> None:
    """Tell once of all that goes to a place that others know of, and end what was told where it goes on to a safe one.
    Who commanded it is not the one who takes the alert."""
    if not is_news(record):
        return
    unsafe = [entry for entry in entries if _is_known(entry.fields["destination_id"])]
    if not unsafe:
        for entry in entries:
            resolve_key(record, f"unsafe:{entry.on.id}", by=entry.type.code)
        return
    first = min((cast("HandlingUnit", entry.on) for entry in unsafe), key=lambda unit: unit.id)
    finding = Finding(
        rule=UNSAFE, stage="moved", level=1, subject_kind="unit", subject_id=first.id, dedupe_key=f"unsafe:{first.id}",
        fired_for=record.at, site=site_of(first), about=(record.act.actor.id,),
    )  # fmt: skip
    raise_alert(record, finding)


def _is_known(place_id: str | UUID | None) -> bool:
    return place_id is not None and place_by_id(place_id=UUID(str(place_id))).danger >= BURNT
