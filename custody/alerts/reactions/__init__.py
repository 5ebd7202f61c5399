"""Which event raises or cures which alert, inside the transaction that records it. One file for each subject."""

from __future__ import annotations

from custody.alerts.reactions import (
    alone,
    burns,
    changes,
    clocks,
    contacts,
    counts,
    danger,
    discrepancies,
    foreign,
    found_labels,
    freezing,
    guards,
    hot,
    large,
    licensed,
    links,
    loads,
    losses,
    missed,
    negative,
    ousted,
    pairs,
    stops,
    strayed,
    tallies,
    trends,
    unproven,
    unseen,
    unswept,
    unwatched,
)

SUBJECTS = (
    clocks, danger, guards, contacts, discrepancies, counts, loads, missed, large, burns, pairs, changes, trends,
    unswept, hot, stops, unwatched, negative, tallies, unproven, unseen, losses,
    ousted, links, found_labels, freezing, foreign, strayed, alone, licensed,
)  # fmt: skip
"""Every module of this folder, in the order in which its handlers run. Each has a ``register()``."""


def register() -> None:
    """Register the handlers of this room. They run after those of the rooms below."""
    for subject in SUBJECTS:
        subject.register()
