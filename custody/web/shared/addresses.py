"""Reading what an address carries. Nonsense is answered as what is not there."""

from __future__ import annotations

from uuid import UUID

from custody.core.errors import NotFound


def as_uuid(text: str) -> UUID:
    """Return the id written in an address; raise ``NotFound`` when it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
