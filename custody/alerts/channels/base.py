"""What every channel promises: it returns the provider's reference, or raises ``DeliveryFailed``."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from custody.alerts.rendering import Rendered


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one address. ``reference`` stays the same when it is sent again."""

    reference: UUID
    address: str
    content: Rendered
