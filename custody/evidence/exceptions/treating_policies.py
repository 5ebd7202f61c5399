"""When: what is said of goods that were treated. Each check returns, or raises with a sentence for an officer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput

if TYPE_CHECKING:
    from custody.evidence.entries import Treated


def check_added(weights: Mapping[UUID, Treated], *, among: Collection[UUID]) -> None:
    """Return when each weight is of a unit that is treated, and what the treatment added is less than the whole."""
    if not set(weights) <= set(among):
        raise InvalidInput("treatment.other", "A weight is of a unit that is not treated here", field="weights")
    if any(not 0 <= each.added_mg < each.reading.gross_mg for each in weights.values()):
        raise InvalidInput("treatment.added", "What was added weighs less than the whole", field="added")
