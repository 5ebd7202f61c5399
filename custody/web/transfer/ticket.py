"""The ticket of a hand-over as the giver's screen shows it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

import zxingcpp

from custody.evidence.tickets import LASTS, ticket_for

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import Transfer
    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True)
class Ticket:
    """``image`` is the square code as the address of a drawing; it serves ``until`` then."""

    image: str
    until: datetime


def ticket_shown(officer: Officer, transfer: Transfer, *, at: datetime) -> Ticket | None:
    """Return a fresh ticket of a hand-over that waits, None to everybody but who gives."""
    ticket = ticket_for(officer, transfer, at=at)
    if ticket is None:
        return None
    code = zxingcpp.create_barcode(ticket, zxingcpp.BarcodeFormat.QRCode)
    drawing = zxingcpp.write_barcode_to_svg(code, scale=4, add_hrt=False, add_quiet_zones=True)
    return Ticket(image=f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}", until=at + LASTS)
