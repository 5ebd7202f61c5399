"""Units as they stand before who has them: in the order of their seals, each with the number on it and its label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.evidence.selectors.borne import in_seal_order, seals_borne

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class InARow:
    """A unit, and the number that stands on it; "" where it bears none, or where it is not the reader's to know."""

    unit: HandlingUnit
    seal: str = ""

    @property
    def mark(self) -> str:
        """What the reader finds it by: the seal on it, else its label."""
        return self.seal or self.unit.label


def in_a_row(reader: Officer, units: Iterable[HandlingUnit]) -> list[InARow]:
    """Return the units by their seals, as far as the reader has them in custody; all others behind, by label."""
    listed = list(units)
    seals = seals_borne(reader, listed)
    return [InARow(unit=unit, seal=seals.get(unit.id, "")) for unit in in_seal_order(reader, listed)]
