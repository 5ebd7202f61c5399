"""How the lines of a receipt are called in its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


def vehicle_name(number: int) -> str:
    """Return the name of the line for the seal of one vehicle."""
    return f"vehicle_seal_{number}"


def bare_vehicle_name(number: int) -> str:
    """Return the name of the box that says that a vehicle bears no whole seal."""
    return f"vehicle_bare_{number}"


def seal_name(unit_id: UUID) -> str:
    """Return the name of the line for one unit's seal."""
    return f"seal_{unit_id.hex}"


def bare_name(unit_id: UUID) -> str:
    """Return the name of the box that says that a unit bears no whole seal."""
    return f"bare_{unit_id.hex}"


def here_name(unit_id: UUID) -> str:
    """Return the name of the box that says that a unit without a seal is there."""
    return f"here_{unit_id.hex}"


def left_name(unit_id: UUID) -> str:
    """Return the name of the answer whether one unit is taken."""
    return f"left_{unit_id.hex}"


def which_name(unit_id: UUID) -> str:
    """Return the name of the answer what is true of a seal that was read, and is missing or damaged."""
    return f"which_{unit_id.hex}"
