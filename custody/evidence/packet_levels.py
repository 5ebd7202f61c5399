"""What a court packet shows, by its level. What is not shown is proved to be there, by its commitment.

A sealed field is named here before anybody outside sees it: one that is new is withheld until somebody names it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from custody.core.events import FieldClass
from custody.core.events.schema import Kind

if TYPE_CHECKING:
    from custody.core.events import Field
    from custody.ledger.packet import Shows

_EVIDENCE = frozenset({
    "amount_minor", "barrel_number", "before", "before_mg", "booked_mg", "bound_for", "burnt_mg", "cause",
    "children_mg", "container_number", "currency", "description", "difference_mg", "dummies_mg", "expected",
    "expected_mg", "finding_place", "form",
    "found", "from_lost_mg", "gone_mg", "gross_mg", "holder", "imo_number", "laboratory", "loss_mg", "loss_reason",
    "method", "missing_mg", "more_mg", "net_mg", "neutralised", "new_seal", "number", "number_read", "old_seal",
    "originals_mg", "outcome", "package_count", "packages", "published_mg", "purity_permille", "reasons", "reference",
    "removed_mg", "report_number", "result", "sampled_mg", "seal", "seal_class", "seal_read", "seal_seen", "sha256",
    "substance", "tare_mg", "test_kit", "tolerance_mg", "used_up", "variance_mg", "vehicle_seal", "vessel", "volume_ml",
})  # fmt: skip
"""Sealed fields that are evidence: masses, counts, seals, what it was and where on the conveyance it was found. Never
where it lies or lay in store, how it went, or who knew (C1)."""


def shows(level: str) -> Shows:
    """Return what a packet of a level shows. Persons are pseudonyms at every level (C20)."""
    return partial(_shows, level)


def _shows(level: str, field: Field) -> bool:
    if level == "internal" or field.field_class is FieldClass.OPEN or field.kind is Kind.PERSON:
        return True
    if field.field_class is FieldClass.SEALED:
        return field.name in _EVIDENCE
    return level == "court"
