"""AL4: one person alone has a load on the way since the other of the two is gone. It ends when they have nothing alone
on the way any more: another came beside them, others took it over, whoever gave it, or it is on the way no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.db.models import Q

from custody.alerts.models import Alert
from custody.alerts.notices import queue_ousted
from custody.alerts.raising import Finding, raise_many
from custody.alerts.reactions.fresh import is_news
from custody.alerts.resolving import lock_open_alerts, resolve
from custody.core.events import SECOND_LEFT, TRANSFER_ACCEPTED
from custody.core.lifecycle import CUSTODY
from custody.deadlines.batches import together
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors.crews import ON_THE_WAY, keepers_alone
from custody.ledger import reactions
from custody.organisation.selectors import officers_by_pseudonym

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

_OFF_THE_WAY = {
    code for (_, code), steps in CUSTODY.items()
    if any(before in ON_THE_WAY and after not in ON_THE_WAY for before, after in steps.items())
}  # fmt: skip
"""Whatever takes a unit off the way: put in store, burnt, written off, packed anew."""
_RULE, _STAGE, _KEY = "AL4", "alone", "alone:"


def register() -> None:
    """Register the handlers of a crew of which one is gone."""
    reactions.register(SECOND_LEFT.code, together(_left))
    for code in sorted({TRANSFER_ACCEPTED.code, *_OFF_THE_WAY}):
        reactions.register(code, together(_ended))


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
            rule=_RULE, stage=_STAGE, level=1, subject_kind="unit", subject_id=unit.id, dedupe_key=_key(keeper),
            fired_for=record.at, about=(keeper, record.act.actor.id),
        )
        for keeper, unit in alone.items() if keeper is not None
    ]  # fmt: skip
    raise_many(record, findings, engine="custody")


def _ended(record: Record, entries: list[Entry]) -> None:
    """End it for whoever has nothing alone any more; asked of what they have, not of who gave it on."""
    about = Q(rule=_RULE, stage=_STAGE)
    if not Alert.objects.exclude(state="resolved").filter(about).exists():
        return
    # Locked before it is asked: of two acts that end a half each, the later one sees both.
    standing = {UUID(alert.dedupe_key.removeprefix(_KEY)): alert for alert in lock_open_alerts(about)}
    alone = keepers_alone(standing)
    over = [alert for keeper, alert in standing.items() if keeper not in alone]
    resolve(record, over, by=entries[0].type.code)


def _key(keeper: UUID) -> str:
    return f"{_KEY}{keeper}"
