"""When: a sample may be destroyed. It proves what its bulk was, and so it outlives it (R2, R3, R25)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import NotAllowedNow
from custody.core.lifecycle import SearchState

if TYPE_CHECKING:
    from custody.destruction.selectors.kept_samples import Bulk
    from custody.evidence.models import HandlingUnit
    from custody.organisation.selectors.requirements import Requirements

SAMPLE = "sample"


def check_apart(units: Sequence[HandlingUnit]) -> None:
    """Return for an order on samples alone, or on none: who lets samples go says so in an order of its own."""
    named = [unit for unit in units if unit.kind == SAMPLE]
    if named and len(named) < len(units):
        raise NotAllowedNow(
            "order.sample_apart", "{label} is a sample: samples are destroyed under an order of their own",
            label=named[0].label,
        )  # fmt: skip


def check_served(
    units: Iterable[HandlingUnit], bulks: Mapping[UUID, Bulk], asked: Mapping[UUID, Sequence[Requirements]], *,
    at: datetime,
) -> None:
    """Return when each sample among the units has served: all of what it speaks for has burnt or left and was
    reconciled, no investigating judge has the case, no authority had it retained, what the laboratory said of it is
    verified, it is where it should be, and as many days as its law keeps it are over since (R3)."""
    for unit in units:
        bulk = bulks.get(unit.id)
        if bulk is None:
            continue
        if bulk.waiting is not None:
            raise NotAllowedNow(
                "order.sample",
                "{label} is a sample: it is kept until {bulk} and all else that it speaks for has burnt or left",
                label=unit.label, bulk=bulk.waiting,
            )  # fmt: skip
        if bulk.is_instructed:
            raise NotAllowedNow(
                "order.sample_case",
                "{label} is a sample: an investigating judge has its case, and it is kept until that is closed",
                label=unit.label,
            )  # fmt: skip
        if bulk.is_retained:
            raise NotAllowedNow(
                "order.sample_retained", "{label} is what an authority had retained: it is kept for that",
                label=unit.label,
            )  # fmt: skip
        if bulk.has_open_result:
            raise NotAllowedNow(
                "order.sample_result",
                "{label} is a sample: first have verified what the laboratory said of it", label=unit.label,
            )  # fmt: skip
        if unit.search_state != SearchState.LOCATED:
            raise NotAllowedNow(
                "order.sample_gone", "{label} is a sample that is being searched for: find it first", label=unit.label
            )  # fmt: skip
        days = max((each.sample_days for each in asked[unit.id]), default=0)
        if days and (bulk.ended_at is None or at < bulk.ended_at + timedelta(days=days)):
            raise NotAllowedNow(
                "order.sample_kept",
                "{label} is a sample: its law keeps it for {days} days after all that it speaks for has burnt or left",
                label=unit.label, days=days,
            )  # fmt: skip
