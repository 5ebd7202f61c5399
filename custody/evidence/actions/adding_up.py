"""What units become weighs and counts what they were: nothing is gained or lost unseen. Steps, not actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.core.exceptional import loss_is_plain, plain_loss_mg
from custody.evidence.actions import steps
from custody.evidence.selectors.references import references_for

if TYPE_CHECKING:
    from custody.evidence.actions.registering import Draft
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What some units must weigh and hold, unit by unit; ``None`` for what nobody ever weighed or counted."""

    masses_mg: Sequence[int | None]
    counts: Sequence[int | None]

    @property
    def mg(self) -> int | None:
        """What they must weigh together; ``None`` when one of them never lay on a scale."""
        known = [mg for mg in self.masses_mg if mg is not None]
        return sum(known) if len(known) == len(self.masses_mg) else None

    @property
    def packages(self) -> int | None:
        """How many packages they must hold together, of those that were counted; ``None`` when none was."""
        known = [count for count in self.counts if count is not None]
        return sum(known) if known else None

    @property
    def all_counted(self) -> bool:
        """Each of them was counted."""
        return None not in self.counts

    def shares(self, after_mg: int) -> list[int]:
        """Return how much of what the parts weigh came out of each unit: in proportion, the last bears the rounding.

        Several units are all weighed before they become one; one alone has all.
        """
        known = [mg or 0 for mg in self.masses_mg]
        total = sum(known)
        shares = [after_mg * mg // total if total else 0 for mg in known]
        shares[-1] += after_mg - sum(shares)
        return shares


def before_of(record: Record, units: Sequence[HandlingUnit]) -> Before:
    """Return what the units must weigh and hold now: as booked, or as explained since."""
    day = record.at.date().toordinal()
    known = references_for(units, day=day)
    found = [known[unit.id] for unit in units]
    return Before(masses_mg=[each.gross_mg for each in found], counts=[each.package_count for each in found])


def mass_of(drafts: Sequence[Draft]) -> int:
    """Return what the parts weigh together."""
    return sum(each.unit.gross_mg or 0 for each in drafts)


def check_told(before: Before, drafts: Sequence[Draft], *, loss_reason: str | None) -> None:
    """Return when the parts weigh no less than the whole, or somebody says where the rest went, and every part is
    counted where the whole was."""
    after = mass_of(drafts)
    if before.mg is not None and after < before.mg and loss_reason is None:
        raise InvalidInput(
            "parts.lighter",
            "Together the parts weigh {missing} less. Weigh again, or say where it went",
            field="loss_reason",
            missing=mass.in_words(before.mg - after),
        )
    if before.packages is not None and any(each.unit.package_count is None for each in drafts):
        raise InvalidInput("parts.not_counted", "Count the packages in every part", field="package_count")


def open_differences(
    record: Record, before: Before, made: Sequence[HandlingUnit], grouped: Sequence[Sequence[HandlingUnit]] = ()
) -> None:
    """Open a discrepancy for what does not add up, and freeze the part: its weight beyond what is plain, its count
    without tolerance. ``grouped`` is what is said to lie in each part."""
    after = sum(unit.gross_mg or 0 for unit in made)
    counted = before.packages if before.all_counted else None
    if before.mg is not None and not loss_is_plain(before_mg=before.mg, after_mg=after, packages=counted):
        _open_weight(record, made[0], before=before.mg, after=after, packages=counted)
    for part, those in zip(made, grouped, strict=False):
        _check_hollow(record, part, those)
    if before.packages is None:
        return
    inside = [len(those) for those in grouped]
    if before.packages and sum(inside) == before.packages:
        # What was counted are the units inside: each part holds as many as lie in it.
        for part, count in zip(made, inside, strict=True):
            _check_count(record, part, expected=count, found=part.package_count or 0)
        return
    found = sum(unit.package_count or 0 for unit in made)
    if before.all_counted or found < before.packages:
        _check_count(record, made[0], expected=before.packages, found=found)


def _check_hollow(record: Record, part: HandlingUnit, inside: Sequence[HandlingUnit]) -> None:
    """Open a discrepancy for a part that weighs less than what is said to lie in it."""
    within, weighed = sum(unit.gross_mg or 0 for unit in inside), part.gross_mg or 0
    if weighed < within and not part.discrepancy_open and not loss_is_plain(before_mg=within, after_mg=weighed):
        _open_weight(record, part, before=within, after=weighed)


def _check_count(record: Record, part: HandlingUnit, *, expected: int, found: int) -> None:
    if found != expected:
        steps.open_discrepancy(
            record, part, kind="count", by=record.act.actor, expected=str(expected), found=str(found)
        )


def _open_weight(
    record: Record, part: HandlingUnit, *, before: int, after: int, packages: int | None = None
) -> None:
    steps.open_discrepancy(
        record, part, kind="weight", by=record.act.actor, expected=mass.in_words(before), found=mass.in_words(after),
        difference_mg=after - before, tolerance_mg=plain_loss_mg(before, packages=packages),
    )  # fmt: skip
