"""What adopting a jurisdiction pack would do: the rows it writes, and the running clocks they would move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from custody.core.packs import Change, Pack, changes
from custody.deadlines.recompute import Effect, preview_each
from custody.organisation.models import Policy
from custody.organisation.selectors.requirements import standing_rules


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One row that would be written, and what it does to the clocks that run; nothing where it is no clock's length."""

    change: Change
    effect: Effect


def foresee(pack: Pack, *, at: datetime) -> Sequence[Foreseen]:
    """Return what approving the pack now would do, row by row. Nothing is written.

    Each row is looked at alone: where a wider and a narrower one change together, a clock may be counted at both.
    """
    rows = standing_rules(jurisdiction=pack.jurisdiction, at=at)
    found = changes(pack, rows)
    effects = preview_each([_as_policy(pack, change, at=at) for change in found], at=at)
    return [Foreseen(change, effect) for change, effect in zip(found, effects, strict=True)]


def _as_policy(pack: Pack, change: Change, *, at: datetime) -> Policy:
    rule = change.rule
    return Policy(
        key=rule.key, jurisdiction=pack.jurisdiction, substance=rule.substance, mass_from_mg=rule.mass_from_mg,
        place_class=rule.place_class, value=rule.value, measure=rule.measure, valid_from=at, source=rule.source,
    )  # fmt: skip
