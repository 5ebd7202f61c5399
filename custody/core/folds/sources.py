"""What each event does to the state tables, as a table of its own.

The actions write state by hand; this is the second, independent statement of the same thing. ``replay_state`` folds
the ledger with it and compares: where the two disagree, something is wrong with the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Source:
    """Where the value of a column comes from."""

    how: str  # field, person, constant, at, ref, custody, authority, token, sealed, envelope
    name: str = ""
    value: Any = None
    purpose: str = ""


def f(name: str) -> Source:
    """The value of an event field."""
    return Source("field", name)


def p(name: str) -> Source:
    """The officer behind a pseudonym in an event field."""
    return Source("person", name)


def c(value: Any) -> Source:
    """A constant."""
    return Source("constant", value=value)


def env(name: str) -> Source:
    """A field of the envelope."""
    return Source("envelope", name)


def tok(name: str, purpose: str) -> Source:
    """The keyed token of an event field."""
    return Source("token", name, purpose=purpose)


def sealed(name: str, purpose: str) -> Source:
    """An event field that lies encrypted in the row, bound to ``purpose:row id``."""
    return Source("sealed", name, purpose=purpose)


AT = Source("at")
CUSTODY = Source("custody")
AUTHORITY = Source("authority")


@dataclass(frozen=True, slots=True)
class Change:
    """One row that an event creates or changes. ``key`` is the event field with the row's id, or ``@`` for the thing
    the stream is about. ``when`` names a field that must not be empty, ``equals`` a field and the value it must have;
    ``on`` is the kind of stream it applies to."""

    table: str
    key: str
    columns: Mapping[str, Source] = field(default_factory=dict)
    creates: bool = False
    when: str = ""
    equals: tuple[str, Any] | None = None
    on: str = ""
    copies: str = ""


def same(*names: str) -> dict[str, Source]:
    """Columns that carry the name of their event field."""
    return {name: f(name) for name in names}


SEAL_OF_UNIT = {"unit_id": Source("ref"), "applied_at": AT, "removed_at": c(None), "carried_from_id": c(None)}
HELD = {"custodian_id": p("custodian"), "co_custodian_id": p("co_custodian"), "held_since": AT}
MOVED = {"custody_state": CUSTODY, "state_since": AT}
FLAGS = {
    **{
        name: c(False)
        for name in (
            "discrepancy_open", "incident_open", "sealed_view", "neutralised", "emergency_move", "signature_owed",
        )
    },
    "search_state": c("located"),
    "substance_found": c(None),
    "volume_ml": c(None),
    "currency": c(None),
    "amount_minor": c(None),
    "amount_counted": c(False),
}
NOBODY = {"custodian_id": c(None), "co_custodian_id": c(None), "held_since": c(None)}
BORN = {
    **same("label", "kind", "jurisdiction", "seizure_id", "exhibit_id", "package_count", "gross_mg", "tare_mg",
            "net_mg", "weighing_basis", "seal", "demo", "seized_at"),
    **FLAGS,
    **MOVED,
    "authority_state": c("none"),
}
UNTAKEN = {
    "state": c("open"), "acknowledged_by_id": c(None), "acknowledged_at": c(None), "ack_expires_at": c(None),
}
FIRST_WEIGHING = Change(
    "custody_weighing", "weighing_id",
    {
        **same("weighing_basis", "method", "scale_id", "calibrated", "gross_mg", "tare_mg", "net_mg",
                "package_count"),
        "unit_id": Source("ref"), "occasion": c("seizure"), "weighed_by_id": p("weighed_by"),
        "witness_id": p("witness"), "weighed_at": AT, "expected_mg": c(None), "tolerance_mg": c(None),
    },
    creates=True, when="weighing_id",
)
FIRST_SEAL = Change(
    "custody_seal", "seal_id",
    {**SEAL_OF_UNIT, "number": f("seal"), "seal_class": f("seal_class"), "barrel_number": f("barrel_number")},
    creates=True, when="seal_id",
)
PLACED = (
    Change("custody_placement", "@placement", {"until_at": AT}, copies="ends"),
    Change(
        "custody_placement", "placement_id",
        {"unit_id": Source("ref"), "place_sealed": sealed("place_id", "placement"),
         "place_token": tok("place_id", "place"), "since_at": AT, "until_at": c(None)},
        creates=True,
    ),
)
LEFT = Change("custody_placement", "@placement", {"until_at": AT}, copies="ends")
