"""When units are registered: that a list which was sent before is not taken for another one, and no seal of a delivery
that was withdrawn is put on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, StaleVersion
from custody.evidence.selectors.seal_register import withdrawn_among

if TYPE_CHECKING:
    from custody.evidence.entries import NewUnit


def check_not_sent_before(units: Sequence[NewUnit], *, registered: int, expected: int | None) -> None:
    """Return for units that are new to a seizure with so many outermost units, of which the officer saw ``expected``.

    A seal is used once, so a unit with one is never registered twice. Those without are told apart by nothing: where
    others came since the officer looked, they may be these.
    """
    bare = any(unit.seal is None and unit.parent_label is None for unit in units)
    if bare and expected is not None and expected != registered:
        raise StaleVersion(
            "units.sent_before",
            "{count} units are registered in this seizure by now: more than when you opened this page. Look at them "
            "first, and save again if these are others",
            count=registered,
        )


def check_seals_not_withdrawn(numbers: Iterable[str], *, field: str = "seal_number") -> None:
    """Return when none of the seals is from a delivery that was lost, stolen or copied."""
    withdrawn = withdrawn_among(numbers)
    if withdrawn is not None:
        raise InvalidInput("seal.withdrawn", "Seal {seal} is from a delivery that was withdrawn. Take another seal, "
                           "and tell your supervisor", field=field, seal=withdrawn)  # fmt: skip
