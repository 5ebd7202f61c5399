"""What is known already where a seizure is opened: nobody has to remember what was typed at the stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from custody.core.identifiers import parse_container_number
from custody.evidence.selectors import access
from custody.web.shared.parts import SummaryRow
from custody.web.shared.words import UNIT_KINDS

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def so_far(officer: Officer, unit: HandlingUnit, *, second: str) -> list[SummaryRow]:
    """Return what was answered about a conveyance, for who has it in custody; nothing for anybody else. No place."""
    if not access.is_custodian(officer, unit):
        return []
    stopped = getattr(unit, "conveyance", None)
    number = None if stopped is None else stopped.container_number
    rows = [
        (_("What you stopped"), UNIT_KINDS.get(unit.kind, unit.kind), False),
        (_("Number on the door"), None if number is None else parse_container_number(number).display, True),
        (_("Cover load"), None if stopped is None else stopped.cover_load, False),
        (_("Ship"), None if stopped is None else stopped.vessel, False),
        (_("In your custody since"), None if unit.held_since is None else f"{localtime(unit.held_since):%H:%M}", False),
        (_("Second officer"), _("badge %(badge)s, who signs later") % {"badge": second} if second else None, False),
    ]
    return [SummaryRow(label=label, value=value, is_code=is_code) for label, value, is_code in rows if value]
