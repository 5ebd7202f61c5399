"""What liquids and impregnated goods may lose of their carrier, as the laboratory says, without anybody's doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from custody.core.rule_values import CARRIER_LOSS
from custody.organisation.selectors import narrowest, valid_policies

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import HandlingUnit

IN_A_CARRIER = frozenset({"liquid", "impregnated"})
"""Forms of which a part is no drug, and may dry or leak away."""


def carrier_per_mille(unit: HandlingUnit, *, mass_mg: int) -> int:
    """Return how many thousandths of a unit may be missing because its carrier is, by the rule of its country and
    substance; 0 for what has none, and where no rule speaks of it."""
    form = None if unit.exhibit is None else unit.exhibit.form
    if unit.kind != "liquid" and form not in IN_A_CARRIER:
        return 0
    rows = valid_policies(keys=[CARRIER_LOSS], at=_now(), jurisdictions=[unit.jurisdiction])
    rule = narrowest(rows, substance=unit.substance, mass_mg=mass_mg)
    return 0 if rule is None else 10 * rule.value


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
