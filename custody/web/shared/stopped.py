"""What was stopped, in the words of who stopped it: what it is, its number, its cargo, its ship. No place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from custody.core.identifiers import parse_container_number
from custody.web.shared.parts import SummaryRow
from custody.web.shared.words import UNIT_KINDS

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit


def stopped_as(unit: HandlingUnit) -> list[SummaryRow]:
    """Return what was answered about a conveyance, without what nobody said. For who has it in custody, or signs for
    the stop or for what came out of it: whoever asks this says so first."""
    stopped = getattr(unit, "conveyance", None)
    number = None if stopped is None else stopped.container_number
    rows = [
        (_("What you stopped"), UNIT_KINDS.get(unit.kind, unit.kind), False),
        (_("Number on the door"), None if number is None else parse_container_number(number).display, True),
        (_("Cover load"), None if stopped is None else stopped.cover_load, False),
        (_("Ship"), None if stopped is None else stopped.vessel, False),
    ]
    return [SummaryRow(label=label, value=value, is_code=is_code) for label, value, is_code in rows if value]
