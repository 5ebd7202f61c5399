"""Who is told of an alert, and the rows of the out-tray that make it so. Steps inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from custody.alerts.models import Alert, Delivery
from custody.alerts.rules import CHANNELS
from custody.evidence.models import HandlingUnit, Transfer
from custody.organisation.models import Contact, Officer
from custody.organisation.roles import Role
from custody.organisation.selectors import contacts_of, officers_with_role

_ALWAYS = (Role.DUTY_OFFICER, Role.SUPERVISOR)


class Audience:
    """Whom to tell, read once for a whole pass."""

    def __init__(self) -> None:
        """Read the officers who are told of everything, and how they are reached."""
        self._always = officers_with_role(*_ALWAYS)
        self._contacts: dict[UUID, Contact | None] = {}

    def of(self, alert: Alert) -> list[Officer]:
        """Return the people to tell: those who hold or are offered the thing, the duty officers, the supervisors."""
        people = {officer.id: officer for officer in (*_holders(alert), *self._always)}
        return [people[key] for key in sorted(people)]

    def contact(self, officer: Officer) -> Contact | None:
        """Return the verified contact of an officer."""
        if officer.id not in self._contacts:
            self._contacts[officer.id] = contacts_of([officer]).get(officer.id)
        return self._contacts[officer.id]


def tell(alerts: Sequence[Alert], *, audience: Audience, at: datetime) -> int:
    """Put the messages about some alerts in the out-tray; return how many there are."""
    rows = []
    for alert in alerts:
        for officer in audience.of(alert):
            contact = audience.contact(officer)
            for channel in CHANNELS[alert.level]:
                if contact is not None and address_of(contact, channel):
                    rows.append(Delivery(alert=alert, officer=officer, channel=channel, step=alert.step,
                                         next_attempt_at=at))
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def address_of(contact: Contact, channel: str) -> str | None:
    """Return the address of a contact on a channel."""
    return contact.email if channel == "email" else contact.phone


def _holders(alert: Alert) -> list[Officer]:
    if alert.subject_kind == "unit":
        unit = HandlingUnit.objects.select_related("custodian", "co_custodian").get(id=alert.subject_id)
        return [officer for officer in (unit.custodian, unit.co_custodian) if officer is not None]
    transfer = Transfer.objects.select_related("giver", "receiver", "receiver_second").get(id=alert.subject_id)
    return [each for each in (transfer.giver, transfer.receiver, transfer.receiver_second) if each is not None]
