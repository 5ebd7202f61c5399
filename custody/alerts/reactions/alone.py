"""AL4: one person alone has a load on the way since the other of the two is gone. It ends when another came beside
them, or others took it over."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from custody.alerts.notices import queue_ousted
from custody.alerts.raising import Finding, raise_many, resolve_key
from custody.alerts.reactions.fresh import is_news
from custody.core.events import CUSTODY_GAP, SECOND_LEFT
from custody.deadlines.batches import together
from custody.evidence.models import HandlingUnit, Transfer
from custody.evidence.selectors.gaps import SECOND_GONE
from custody.ledger import reactions
from custody.organisation.selectors import officers_by_pseudonym

if TYPE_CHECKING:
    from uuid import UUID

    from custody.ledger.recording import Entry, Record


def register() -> None:
    """Register the handlers of a crew of which one is gone."""
    reactions.register(SECOND_LEFT.code, together(_left))
    reactions.register(CUSTODY_GAP.code, together(_shown))


def _left(record: Record, entries: list[Entry]) -> None:
    """Tell who watches the site, once for all that one person is alone with; neither of the two takes it. Of whom it
    was told is told to sign in."""
    if not is_news(record):
        return
    said = entries[0].fields
    if not said["in_person"]:
        for leaver in officers_by_pseudonym([said["left"]]).values():
            if leaver.is_active:
                queue_ousted(officer=leaver, at=record.now)
    alone = {unit.custodian_id: unit for unit in reversed([cast("HandlingUnit", entry.on) for entry in entries])}
    findings = [
        Finding(
            rule="AL4", stage="alone", level=1, subject_kind="unit", subject_id=unit.id, dedupe_key=_key(keeper),
            fired_for=record.at, about=(keeper, record.act.actor.id),
        )
        for keeper, unit in alone.items() if keeper is not None
    ]  # fmt: skip
    raise_many(record, findings, engine="custody")


def _shown(record: Record, entries: list[Entry]) -> None:
    """End it with the gap: who gave it on, or put it in store, was alone with it."""
    over = [entry for entry in entries if entry.fields["gap"] == SECOND_GONE]
    if not over:
        return
    transfer_id = over[0].fields["transfer_id"]
    giver = None if transfer_id is None else Transfer.objects.get(pk=transfer_id).giver_id
    resolve_key(record, _key(giver or record.act.actor.id), by=CUSTODY_GAP.code)


def _key(keeper: UUID) -> str:
    return f"alone:{keeper}"
