"""Somebody is in danger: the alert of level 0 is raised in the transaction of the report, and ends with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.core.events import INCIDENT_ENDED, INCIDENT_REPORTED
from custody.ledger import reactions

if TYPE_CHECKING:
    from custody.evidence.models import Incident
    from custody.ledger.recording import Entry, Record

RULE, STAGE, LEVEL = "DANGER", "reported", 0


def register() -> None:
    """Register the handlers of danger."""
    reactions.register(INCIDENT_REPORTED.code, _reported)
    reactions.register(INCIDENT_ENDED.code, _ended)


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
        # And who reports silently must not be told at all.
        about=(incident.reported_by_id,),
    )
    raise_alert(record, finding)


def _ended(record: Record, entry: Entry) -> None:
    resolve_key(record, _key(cast("Incident", entry.on)), by=INCIDENT_ENDED.code)


def _key(incident: Incident) -> str:
    return f"danger:{incident.id}"
