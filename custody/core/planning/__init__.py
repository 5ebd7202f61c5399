"""Planning of burns: what is booked, the layer ``rule`` that fills it, and the sentences that say why.

A layer takes a ``Book`` and gives a ``Plan``. The layer ``rule`` needs no solver and is always there. A later layer
(``solver``) has the same shape, and its plan is refused when it is worse than that of ``rule``: see ``better_of``.
"""

from __future__ import annotations

from custody.core.planning.book import (
    FROZEN,
    HORIZON,
    Book,
    Booking,
    Lot,
    Outage,
    Piece,
    Plan,
    Shift,
    Slot,
    Unfilled,
    Waits,
    better_of,
    idle_exposure,
)
from custody.core.planning.risk import risk_percent
from custody.core.planning.rule import by_arrival, by_risk, plan_by_rule
from custody.core.planning.sentences import REASON_WORDS, Sentence, sentences_of

__all__ = [
    "FROZEN",
    "HORIZON",
    "REASON_WORDS",
    "Book",
    "Booking",
    "Lot",
    "Outage",
    "Piece",
    "Plan",
    "Sentence",
    "Shift",
    "Slot",
    "Unfilled",
    "Waits",
    "better_of",
    "by_arrival",
    "by_risk",
    "idle_exposure",
    "plan_by_rule",
    "risk_percent",
    "sentences_of",
]
