"""Who asks for a court packet, who issues it, and who may read it. Each check returns, or raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import CourtPacket
    from custody.organisation.models import Officer

CLERKS = (Role.CASE_OFFICER, Role.SUPERVISOR)
"""Who gives the court and the defence what they are owed."""
OVERSEERS = (Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""Who alone asks for, issues and reads what shows every place."""
READERS = (*CLERKS, *OVERSEERS)


def check_can_have_packet(officer: Officer, *, level: str) -> None:
    """Return when the officer may ask for, issue and read packets of a level."""
    if level == "internal":
        check_holds_role(officer, *OVERSEERS)
    else:
        check_holds_role(officer, *CLERKS)


def check_none_waits(found: CourtPacket | None) -> None:
    """Return when no packet of the seizure waits for its second person."""
    if found is not None:
        raise NotAllowedNow("packet.waits", "A packet of this seizure waits for a second person already")


def check_waits(packet: CourtPacket) -> None:
    """Return while a packet waits for its second person."""
    if packet.state != "asked":
        raise NotAllowedNow("packet.decided", "This packet was decided already")


def check_can_decide_packet(officer: Officer, packet: CourtPacket) -> None:
    """Return when the officer may issue or refuse a packet: who may have it, and did not ask for it."""
    check_can_have_packet(officer, level=packet.level)
    check_waits(packet)
    if officer.id == packet.asked_by_id:
        raise NotPermitted("packet.own", "Another person must decide about the packet that you asked for")


def check_can_withdraw_packet(officer: Officer, packet: CourtPacket) -> None:
    """Return when the officer may take back that a packet was asked for: who asked, while it waits."""
    check_waits(packet)
    if officer.id != packet.asked_by_id:
        raise NotPermitted("packet.not_asked", "Only who asked for this packet takes it back")


def check_can_read_packet(officer: Officer, packet: CourtPacket) -> None:
    """Return when the officer may take the file of a packet: who keeps papers or oversees, once it is issued."""
    if packet.level == "internal":
        check_holds_role(officer, *OVERSEERS)
    else:
        check_holds_role(officer, *READERS)
    if packet.state != "issued" or packet.key_sealed is None:
        raise NotAllowedNow("packet.not_issued", "This packet was not issued: there is nothing to read")
