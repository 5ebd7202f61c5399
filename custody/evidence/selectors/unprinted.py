"""Units whose label is on no roll of the house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists

from custody.core.events import LABEL_UNPRINTED
from custody.core.lifecycle import GONE
from custody.evidence.models import HandlingUnit, Label
from custody.evidence.selectors.access import visible_units
from custody.ledger.selectors import telling
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer

READERS = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS)
"""Who is told which goods bear a label that the house never printed."""


def on_no_roll(units: Sequence[HandlingUnit]) -> list[HandlingUnit]:
    """Return those of the units whose label is on no roll; none while the house has printed none."""
    if not units or not Label.objects.exists():
        return []
    printed = set(Label.objects.filter(code__in=[unit.label for unit in units]).values_list("code", flat=True))
    return [unit for unit in units if unit.label not in printed]


def unprinted_labels(officer: Officer) -> QuerySet[HandlingUnit]:
    """Return the live units that the officer may know of and that were bound to a label of no roll, the newest first;
    none for who neither commands nor audits. The caller says how many it shows."""
    if not officer.is_active or not officer.has_role(*READERS):
        return HandlingUnit.objects.none()
    rows = visible_units(officer).exclude(custody_state__in=[state.value for state in GONE])
    return rows.filter(Exists(telling(code=LABEL_UNPRINTED.code))).order_by("-seized_at", "label")
