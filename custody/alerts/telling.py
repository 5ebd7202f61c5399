"""Who is told of an alert, and the rows of the out-tray that make it so. Steps inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.alerts.models import Delivery
from custody.alerts.rules import CHANNELS
from custody.alerts.selectors import COMMAND
from custody.evidence.models import HandlingUnit, Transfer
from custody.organisation.selectors import contacts_of, officers_with_role

if TYPE_CHECKING:
    from custody.alerts.models import Alert
    from custody.organisation.models import Contact, Officer

_ROWS_AT_ONCE = 2000


class Audience:
    """Whom to tell of which alert, read once for a whole pass."""

    def __init__(self, alerts: Sequence[Alert]) -> None:
        """Read who commands, who holds what the alerts are about, and how all of them are reached."""
        self._command = officers_with_role(*COMMAND)
        self._holders = _holders(alerts)
        everybody = {officer.id: officer for officer in self._command}
        everybody.update({each.id: each for some in self._holders.values() for each in some})
        self._contacts = contacts_of(everybody.values())

    def of(self, alert: Alert) -> list[Officer]:
        """Return the people to tell, by id: who holds the thing or takes part in the hand-over, and who commands."""
        people = {officer.id: officer for officer in (*self._holders.get(alert.subject_id, ()), *self._command)}
        return [people[key] for key in sorted(people)]

    def contact(self, officer: Officer) -> Contact | None:
        """Return the verified contact of an officer, or ``None``."""
        return self._contacts.get(officer.id)


def tell(alerts: Sequence[Alert], *, at: datetime) -> int:
    """Put the messages about some alerts in the out-tray; return how many rows there are.

    An alert that has no row, because nobody it concerns can be reached, is found by the sweep.
    """
    audience = Audience(alerts)
    rows = []
    for alert in alerts:
        for officer in audience.of(alert):
            contact = audience.contact(officer)
            for channel in CHANNELS[alert.level]:
                if contact is not None and address_of(contact, channel):
                    rows.append(
                        Delivery(alert=alert, officer=officer, channel=channel, step=alert.step, next_attempt_at=at)
                    )
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_ROWS_AT_ONCE)
    return len(rows)


def address_of(contact: Contact, channel: str) -> str | None:
    """Return the address of a contact on a channel; ``None`` when there is none, or none that works."""
    if channel == "email":
        return None if contact.email_broken_at else contact.email
    return None if contact.phone_broken_at or contact.opted_out_at else contact.phone


def _holders(alerts: Iterable[Alert]) -> dict[UUID, list[Officer]]:
    """Return the people behind what the alerts are about."""
    alerts = list(alerts)
    units = HandlingUnit.objects.filter(id__in=[each.subject_id for each in alerts if each.subject_kind == "unit"])
    out = {
        unit.id: _people(unit.custodian, unit.co_custodian)
        for unit in units.select_related("custodian", "co_custodian")
    }
    handed = Transfer.objects.filter(id__in=[each.subject_id for each in alerts if each.subject_kind == "transfer"])
    for transfer in handed.select_related("giver", "receiver", "receiver_second"):
        out[transfer.id] = _people(transfer.giver, transfer.receiver, transfer.receiver_second)
    return out


def _people(*officers: Officer | None) -> list[Officer]:
    return [officer for officer in officers if officer is not None and officer.is_active]
