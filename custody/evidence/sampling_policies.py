"""When a sampling closes what it opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput

if TYPE_CHECKING:
    from custody.evidence.entries import Reading
    from custody.evidence.models import HandlingUnit


def check_weighed_again(unit: HandlingUnit, reading: Reading) -> None:
    """Return when what was on a scale before is on one again: its seal was off, and this reading is booked (R16).
    A weight that somebody declares would hide what is missing until others have it."""
    if unit.gross_mg is not None and reading.method != "weighed":
        raise InvalidInput(
            "sample.unweighed", "Weigh {label} on a scale after the sampling: a declared weight is not booked",
            field="gross_mg", label=unit.label,
        )  # fmt: skip
