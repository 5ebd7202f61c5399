"""When: what a burn that is broken off needs, and what counts as a check in the fast lane."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.mass import Basis

if TYPE_CHECKING:
    from custody.destruction.entries import LeftOver
    from custody.destruction.models import ManifestLine
    from custody.evidence.models import HandlingUnit, Weighing

INTAKE_COUNTS = timedelta(hours=24)
"""So long the weighing at the seizure counts as the check before the fire, under an unbroken vehicle seal."""


def check_left_once(left: Sequence[LeftOver]) -> None:
    """Return when no unit stands in the list twice."""
    if len({each.unit_id for each in left}) != len(left):
        raise InvalidInput("stage.twice", "A unit is in the list twice. Take one out", field="units")


def check_left_weighed(left: Sequence[LeftOver]) -> None:
    """Return when all that is left was on a scale: its seal was off, and a declared weight proves nothing."""
    if any(each.reading.method != "weighed" or each.reading.weighing_basis == Basis.TRUCK for each in left):
        raise InvalidInput(
            "abort.unweighed", "Weigh what did not burn on a scale: what somebody declares is no weight", field="units"
        )


def check_all_named(left: Collection[UUID], lines: Iterable[ManifestLine]) -> None:
    """Return when something is left, and all of it is in the burn: a burn of which nothing is left was not broken off.
    """
    if not left:
        raise InvalidInput(
            "abort.nothing_left", "Say which units did not burn. If all burnt, record the burn instead", field="units"
        )
    if set(left) - {line.unit_id for line in lines}:
        raise NotAllowedNow("session.not_on_manifest", "One of these units is not in this burn")


def check_intake_counts(
    unit: HandlingUnit, weighings: Sequence[Weighing], *, was_stored: bool, at: datetime,
    unsealed_at: datetime | None = None,
) -> Weighing:
    """Return the weighing that is a check: that of the seizure, on a scale, less than a day ago, and never in store
    since. Where two opened the unit for a sample after it, what they weighed and sealed anew counts instead; where its
    seal came off at ``unsealed_at`` and nobody weighed what was sealed in anew, nothing does."""
    if was_stored:
        raise NotAllowedNow(
            "fastlane.stored", "{label} was in store since: check it seal by seal and weigh it", label=unit.label
        )
    intake = next((each for each in reversed(weighings) if each.occasion != "sampling"), None)
    if intake is None or intake.occasion != "seizure" or {intake.method, weighings[-1].method} != {"weighed"}:
        raise NotAllowedNow(
            "fastlane.unweighed", "{label} was not weighed when it was seized: check and weigh it", label=unit.label
        )
    if not intake.weighed_at <= at < intake.weighed_at + INTAKE_COUNTS:
        raise NotAllowedNow(
            "fastlane.old", "{label} was weighed more than 24 hours ago: check and weigh it", label=unit.label
        )
    if unsealed_at is not None and unsealed_at > weighings[-1].weighed_at:
        raise NotAllowedNow(
            "fastlane.opened", "The seal of {label} was changed after it was weighed: check and weigh it",
            label=unit.label,
        )  # fmt: skip
    return weighings[-1]


def check_one_journey(units: Iterable[HandlingUnit], vehicle_seals: Mapping[UUID, str | None]) -> str:
    """Return the vehicle seal under which all the units came, in one journey from where they were seized; raise
    ``NotAllowedNow`` when there is no such one."""
    seals = {vehicle_seals.get(unit.id) for unit in units}
    if len(seals) != 1 or None in seals:
        raise NotAllowedNow(
            "fastlane.no_seal", "These units did not come under one vehicle seal: check them seal by seal"
        )
    return str(seals.pop())
