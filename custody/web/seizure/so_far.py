"""What is known already where a seizure is opened: nobody has to remember what was typed at the stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from custody.evidence.selectors import access
from custody.web.shared.parts import SummaryRow
from custody.web.shared.stopped import stopped_as

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def so_far(officer: Officer, unit: HandlingUnit, *, second: str) -> list[SummaryRow]:
    """Return what was answered about a conveyance, for who has it in custody; nothing for anybody else. No place."""
    if not access.is_custodian(officer, unit):
        return []
    rows = [
        (_("In your custody since"), None if unit.held_since is None else f"{localtime(unit.held_since):%H:%M}"),
        (_("Second officer"), _("badge %(badge)s, who signs later") % {"badge": second} if second else None),
    ]
    return [*stopped_as(unit), *(SummaryRow(label=label, value=value) for label, value in rows if value)]
