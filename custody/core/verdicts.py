"""A check turned into a yes or no with its reason, for a page that explains a missing button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from custody.core.errors import InvalidInput, NotAllowedNow, NotPermitted


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something may be done, and the refusal when it may not."""

    refusal: NotPermitted | NotAllowedNow | InvalidInput | None

    @property
    def ok(self) -> bool:
        """It may be done."""
        return self.refusal is None


def verdict(check: Callable[[], object]) -> Verdict:
    """Return what ``check`` decides, without raising its refusal."""
    try:
        check()
    except (NotPermitted, NotAllowedNow, InvalidInput) as refusal:
        return Verdict(refusal)
    return Verdict(None)
