"""Where a unit lies, sealed: the place of a placement, and the token that lets the house sum a place
unnamed."""

from __future__ import annotations

from uuid import UUID

from custody.ledger.sealing import seal, token, unseal


def seal_place(*, place_id: UUID, placement_id: UUID) -> bytes:
    """Return the place encrypted, bound to its placement."""
    return seal(str(place_id).encode(), bound_to=f"placement:{placement_id}".encode())


def unseal_place(sealed: bytes | memoryview, *, placement_id: UUID) -> UUID:
    """Return the id of the place of a placement; raise ``IntegrityBroken`` when it does not open."""
    return UUID(unseal(sealed, bound_to=f"placement:{placement_id}".encode()).decode())


def place_token(place_id: UUID) -> bytes:
    """Return the keyed token of a place: equal for equal places, and silent about which."""
    return token(str(place_id).encode(), purpose="place")


def seal_route(value: str, *, transfer_id: UUID, part: str) -> bytes:
    """Return one part of a route (``vehicle``, ``escort``, ``destination``) encrypted, bound to its
    hand-over."""
    return seal(value.encode(), bound_to=f"transfer-{part}:{transfer_id}".encode())


def unseal_route(sealed: bytes | memoryview, *, transfer_id: UUID, part: str) -> str:
    """Return one part of a route; raise ``IntegrityBroken`` when it does not open."""
    return unseal(sealed, bound_to=f"transfer-{part}:{transfer_id}".encode()).decode()


def seal_mission(value: str, *, mission_id: UUID, part: str) -> bytes:
    """Return one part of a transport (``vehicle``, ``escort``) encrypted, bound to its mission."""
    return seal(value.encode(), bound_to=f"mission-{part}:{mission_id}".encode())


def unseal_mission(sealed: bytes | memoryview, *, mission_id: UUID, part: str) -> str:
    """Return one part of a transport; raise ``IntegrityBroken`` when it does not open."""
    return unseal(sealed, bound_to=f"mission-{part}:{mission_id}".encode()).decode()
