"""LABEL: a label was found lying somewhere; cured when somebody in command settles the report."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.raising import Finding, raise_alert, resolve_key
from custody.alerts.rules.found_labels import FOUND
from custody.core.events import LABEL_REPORT_SETTLED, LABEL_REPORTED
from custody.evidence.selectors.found_labels import is_borne_now
from custody.ledger import reactions
from custody.organisation.selectors import current_site_of

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

LEVELS = {"loose": 3, "borne": 2}


def register() -> None:
    """Register the handlers of labels that were found."""
    reactions.register(LABEL_REPORTED.code, _reported)
    reactions.register(LABEL_REPORT_SETTLED.code, _settled)


def _reported(record: Record, entry: Entry) -> None:
    report_id, finder = UUID(str(entry.fields["report_id"])), record.act.actor
    stage = "borne" if is_borne_now(entry.fields["code"]) else "loose"
    finding = Finding(
        rule=FOUND.code, stage=stage, level=LEVELS[stage], subject_kind="found_label", subject_id=report_id,
        dedupe_key=_key(report_id), fired_for=record.at, site=current_site_of(finder),
        # Told to nobody who reported it: how loud it is tells what the label is of.
        about=(finder.id,),
    )  # fmt: skip
    raise_alert(record, finding)


def _settled(record: Record, entry: Entry) -> None:
    resolve_key(record, _key(entry.fields["report_id"]), by=entry.type.code)


def _key(report_id: UUID | str) -> str:
    return f"label:{report_id}"
