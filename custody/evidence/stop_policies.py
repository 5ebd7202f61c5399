"""When a conveyance is stopped: that it is not in custody already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow
from custody.evidence.selectors.access import visible_units

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

IN_CUSTODY = "stop.in_custody"


def in_custody(actor: Officer, unit: HandlingUnit) -> NotAllowedNow:
    """Return the refusal of a second stop; it names the first to those who may know of it."""
    if not visible_units(actor).filter(pk=unit.pk).exists():
        return NotAllowedNow(IN_CUSTODY, "A container with this number is in custody already. Ask the duty officer "
                             "who answers for it")  # fmt: skip
    return NotAllowedNow(IN_CUSTODY, "This container is in custody already, as {label}. Go on with that one",
                         label=unit.label, unit_id=unit.id)  # fmt: skip


def stopped_now() -> NotAllowedNow:
    """Return the refusal of a stop that somebody else recorded a moment before."""
    return NotAllowedNow(IN_CUSTODY, "Somebody took this container into custody in this moment. Look again")
