"""What was masked and is shown for some minutes: every page of it says how much longer, and whose screen it is."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from custody.web.shared.parts import Shown


class Seen(Protocol):
    """Something that a reveal laid open."""

    @property
    def expires_at(self) -> datetime:
        """Until when it may be shown."""


def shown_until(seen: Seen | None, *, at: datetime) -> Shown | None:
    """Return how long what was revealed is still shown; ``None`` where it is masked. ``base.html`` draws it."""
    if seen is None:
        return None
    return Shown(until=seen.expires_at, seconds=max(1, int((seen.expires_at - at).total_seconds())))
