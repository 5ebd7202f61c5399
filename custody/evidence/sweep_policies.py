"""When goods are swept: not before there were any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from custody.evidence.models import HandlingUnit


def check_not_before_seizure(units: Sequence[HandlingUnit], *, ended_at: datetime) -> None:
    """Return when the sweep ended after every one of the units was seized: one of an earlier day says nothing of them,
    and would open the gate."""
    early = next((unit for unit in units if unit.seized_at is not None and ended_at < unit.seized_at), None)
    if early is not None:
        raise InvalidInput("sweep.before_seizure", "{label} was seized after this sweep had ended. Check the times",
                           field="ended_at", label=early.label)  # fmt: skip
