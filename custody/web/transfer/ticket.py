"""The ticket of a hand-over as the giver's screen shows it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

import zxingcpp

from custody.evidence.tickets import LASTS, ticket_of

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import Transfer


@dataclass(frozen=True, slots=True)
class Ticket:
    """``image`` is the square code as the address of a drawing; it serves ``until`` then."""

    image: str
    until: datetime


def ticket_shown(transfer: Transfer, *, at: datetime) -> Ticket:
    """Return a fresh ticket of a hand-over that waits."""
    code = zxingcpp.create_barcode(ticket_of(transfer.id, at=at), zxingcpp.BarcodeFormat.QRCode)
    drawing = zxingcpp.write_barcode_to_svg(code, scale=4, add_hrt=False, add_quiet_zones=True)
    return Ticket(image=f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}", until=at + LASTS)
