"""What stands between goods and the fire: one answer, whichever page asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from custody.core.events import SEIZURE_OPENED
from custody.core.exceptional import BARRING
from custody.core.lifecycle import AuthorityState, CustodyState, SearchState
from custody.destruction.selectors import gates, law
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors.contents import exhibits_of, frozen_of, unsealed_of, walked
from custody.evidence.selectors.exceptions import seconds_owed, signatures_of
from custody.evidence.selectors.reports import numbers_of


class Bar(StrEnum):
    """What keeps goods from the fire, what must go first in front."""

    LOST = "lost"
    DISCREPANCY = "discrepancy"
    HOLD = "hold"
    IN_TRANSIT = "in_transit"
    SIGNATURE = "signature"
    SWEEP = "sweep"
    REPORT = "report"
    SAMPLE = "sample"
    PHOTO = "photo"
    WEIGHT = "weight"
    SEAL = "seal"
    NO_ORDER = "no_order"
    TO_VERIFY = "to_verify"
    NO_BURN = "no_burn"


_ORDER = {bar: place for place, bar in enumerate(Bar)}


@dataclass(frozen=True, slots=True)
class Barred:
    """One thing that keeps goods from the fire. ``badge`` is whose signature is owed, "" that of whoever commands;
    ``acts`` are the events it is owed for."""

    bar: Bar
    unit_ids: tuple[UUID, ...]
    badge: str = ""
    acts: tuple[str, ...] = ()


def what_bars(units: Sequence[HandlingUnit], *, at: datetime | None = None) -> list[Barred]:
    """Return what keeps some outermost units of drugs from the fire, in the order in which it is settled; nothing for
    what is gone. It costs as many questions for hundreds of units as for one. ``at`` is now where none is given."""
    return barred_together(units, [[unit.id for unit in units]], at=at)[0]


def barred_together(
    units: Sequence[HandlingUnit], lots: Sequence[Sequence[UUID]], *, at: datetime | None = None
) -> list[list[Barred]]:
    """Return the same as ``what_bars`` for each of some lots of the units, asked of the database once."""
    units = [unit for unit in units if not unit.is_gone]
    found = _bars(units, at=at)
    owed = _owed(units)
    out = []
    for lot in lots:
        those: dict[tuple[Bar, str], list[UUID]] = defaultdict(list)
        acts: dict[str, dict[str, None]] = defaultdict(dict)
        for unit_id in lot:
            for bar in found.get(unit_id, ()):
                those[bar, ""].append(unit_id)
            for badge, about in owed.get(unit_id, {}).items():
                those[Bar.SIGNATURE, badge].append(unit_id)
                acts[badge] |= about
        out.append([
            Barred(bar, tuple(unit_ids), badge, tuple(acts[badge]) if bar is Bar.SIGNATURE else ())
            for (bar, badge), unit_ids in sorted(those.items(), key=lambda each: (_ORDER[each[0][0]], each[0][1]))
        ])  # fmt: skip
    return out


def _bars(units: Sequence[HandlingUnit], *, at: datetime | None) -> dict[UUID, list[Bar]]:
    if not units:
        return {}
    inside = walked(units)
    frozen, bare, exhibits = frozen_of(units, inside), unsealed_of(units, inside), exhibits_of(units, inside)
    samples = gates.samples_in(units, inside)
    lacking = gates.lacks(units, inside=inside, samples=samples)
    asked = law.asked_of(units, at=at, inside=exhibits)
    short = law.short_of_samples(units, asked, inside=exhibits, samples=samples)
    before = {each for unit in units if (each := unit.seizure_id) and any(
        need.report == "before_fire" for need in asked[unit.id])}  # fmt: skip
    unreported = before - set(numbers_of(before)) if before else before
    authority = {
        AuthorityState.HELD: Bar.HOLD, AuthorityState.NONE: Bar.NO_ORDER, AuthorityState.REQUESTED: Bar.TO_VERIFY,
        AuthorityState.ORDERED: Bar.NO_BURN,
    }  # fmt: skip
    out = {}
    for unit in units:
        lacks = lacking.get(unit.id, ())
        known = {
            Bar.LOST: unit.search_state != SearchState.LOCATED,
            Bar.DISCREPANCY: unit.id in frozen,
            Bar.IN_TRANSIT: unit.custody_state == CustodyState.IN_TRANSIT,
            Bar.SWEEP: unit.unswept,
            Bar.REPORT: unit.seizure_id in unreported,
            Bar.SAMPLE: "sample" in lacks or unit.id in short,
            Bar.PHOTO: "photo" in lacks,
            Bar.WEIGHT: unit.gross_mg is None,
            Bar.SEAL: unit.id in bare,
        }
        bars = [bar for bar, is_so in known.items() if is_so]
        state = authority.get(AuthorityState(unit.authority_state))
        out[unit.id] = bars if state is None else [*bars, state]
    return out


def _owed(units: Sequence[HandlingUnit]) -> Mapping[UUID, dict[str, dict[str, None]]]:
    """Return, by unit, the badges whose signature it waits for, each with the acts. A second officer signs once for all
    units of a seizure; the opening of another seizure out of the same conveyance is no matter of this one."""
    of_seizure: dict[UUID, list[HandlingUnit]] = defaultdict(list)
    for unit in units:
        if unit.seizure_id is not None:
            of_seizure[unit.seizure_id].append(unit)
    out: dict[UUID, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    seizures = {those[0].seizure_id: those[0].seizure for those in of_seizure.values()}
    for row in seconds_owed(of_seizure) if of_seizure else ():
        badge = "" if row.wanted is None else row.wanted.badge
        around = {pk for pk, each in seizures.items() if each is not None and each.conveyance_id == row.unit_id}
        if row.about == SEIZURE_OPENED.code:
            opened = {pk for pk in around if getattr(seizures[pk], "seized_at", None) == row.owed_at}
            around = opened or around
        for pk in around | {row.unit.seizure_id}:
            for unit in of_seizure.get(pk, ()) if pk is not None else ():
                out[unit.id][badge][row.about] = None
    barred = [unit.id for unit in units if unit.signature_owed]
    for row in signatures_of(barred).filter(matter__in=BARRING) if barred else ():
        out[row.unit_id]["" if row.wanted is None else row.wanted.badge][row.about] = None
    return out
