"""Clocks of what happens beside the straight way: searches, signatures, loans, operations, and parts of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.exceptional import GUARD, NEEDS, OUSTED, Exceptional
from custody.core.lifecycle import Family
from custody.deadlines.batches import together
from custody.deadlines.clocks import arm, close
from custody.deadlines.models import Clock
from custody.deadlines.starts import Start, starts_of, zone_of
from custody.deadlines.types import STORAGE, ClockType
from custody.evidence.models import Countersignature, Derivation, Exhibit, HandlingUnit, Proposal
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.guarding import awaits_word
from custody.evidence.selectors.treatment import unusable_among
from custody.ledger import reactions
from custody.organisation.models import Place

if TYPE_CHECKING:
    from custody.ledger.recording import Entry, Record

_ARMS = {
    "unit.unlocated/1": ClockType.SEARCH,
    "loan.began/1": ClockType.LOAN,
    "operation.began/1": ClockType.OPERATION,
    "neutralisation.refuted/1": ClockType.NEUTRALISE,
}
_CLOSES = {
    "unit.found/1": ClockType.SEARCH,
    "unit.missing/1": ClockType.SEARCH,
    "loan.ended/1": ClockType.LOAN,
    "operation.ended/1": ClockType.OPERATION,
    "unit.given/1": ClockType.GIVING,
    "unit.neutralised/1": ClockType.NEUTRALISE,
    "treatment.signed/1": ClockType.NEUTRALISE,
}
_RUN_ON = (
    *STORAGE, ClockType.SAMPLE_IN_HAND, ClockType.OUT_FOR_ANALYSIS, ClockType.ORDER_AGE, ClockType.TEST_OWED,
    ClockType.TRANSIT,
)  # fmt: skip
"""Clocks of the whole that run on for its parts: splitting a unit gives nobody a new term."""


def register() -> None:
    """Register the handlers of these clocks."""
    for code in _ARMS:
        reactions.register(code, together(_arm))
    for code in _CLOSES:
        reactions.register(code, together(_close))
    reactions.register("signature.owed/1", together(_owed))
    reactions.register("signature.given/1", together(_signed))
    reactions.register("guard.unheard/1", together(_unheard))
    reactions.register("unit.registered/1", together(_spoils))
    reactions.register("unit.derived/2", together(_derived))
    reactions.register("operation.began/1", together(_operates))
    reactions.register("operation.ended/1", together(_stands_again))
    reactions.register("loan.began/1", together(_lent))
    reactions.register("exception.proposed/3", together(_asked))
    reactions.register("exception.act_attached/1", together(_act_came))
    reactions.register("exception.decided/1", together(_decided))
    reactions.register("inquiry.opened/1", together(_inquiry_owed))
    reactions.register("inquiry.closed/1", together(_inquiry_closed))
    reactions.register("place.overfilled/1", together(_overfilled))
    reactions.register("place.fits_again/1", together(_fits_again))


def _units(entries: Sequence[Entry]) -> list[HandlingUnit]:
    units = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, HandlingUnit)}
    return list(units.values())


def _arm(record: Record, entries: list[Entry]) -> None:
    arm(record, clock_type=_ARMS[entries[0].type.code], starts=starts_of(_units(entries), at=record.at))


def _close(record: Record, entries: list[Entry]) -> None:
    code = entries[0].type.code
    close(record, subject_ids=[unit.id for unit in _units(entries)], clock_types=[_CLOSES[code]], by=code)


OF_SIGNATURES = (ClockType.SIGNATURE_OWED, ClockType.SECOND_SIGNATURE, ClockType.GUARD_WORD)


def _clock_of(matter: str) -> ClockType | None:
    """Return the clock of what is owed: a second officer stands beside the first, a guard at what is guarded, and they
    sign within minutes. No clock runs for an absent keeper, who may never come back."""
    if matter == OUSTED:
        return None
    return {"second": ClockType.SECOND_SIGNATURE, GUARD: ClockType.GUARD_WORD}.get(matter, ClockType.SIGNATURE_OWED)


def _owed(record: Record, entries: list[Entry]) -> None:
    for clock_type in OF_SIGNATURES:
        owed = [entry for entry in entries if _clock_of(entry.fields["matter"]) is clock_type]
        arm(record, clock_type=clock_type, starts=starts_of(_units(owed), at=record.at))


def _signed(record: Record, entries: list[Entry]) -> None:
    """Close the clock of units on which no signature of its kind is owed any more, and of goods that are to be made
    unusable that of the treatment: it counts once both its witnesses have signed."""
    ids = {unit.id for unit in _units(entries)}
    rows = Countersignature.objects.filter(unit__in=ids, signed_at__isnull=True).exclude(matter=GUARD)
    owed = {(unit_id, _clock_of(matter)) for unit_id, matter in rows.values_list("unit_id", "matter")}
    owed |= {(unit_id, ClockType.GUARD_WORD) for unit_id in awaits_word(ids)}
    for clock_type in OF_SIGNATURES:
        done = {unit_id for unit_id in ids if (unit_id, clock_type) not in owed}
        close(record, subject_ids=done, clock_types=[clock_type], by=entries[0].type.code)
    close(
        record, subject_ids=unusable_among(_units(entries)), clock_types=[ClockType.NEUTRALISE],
        by=entries[0].type.code,
    )  # fmt: skip


def _unheard(record: Record, entries: list[Entry]) -> None:
    """Close the clock of a guard's word where no guard stands who owes it: they were relieved and never gave it."""
    ids = {unit.id for unit in _units(entries)}
    close(record, subject_ids=ids - awaits_word(ids), clock_types=[ClockType.GUARD_WORD], by=entries[0].type.code)


def _spoils(record: Record, entries: list[Entry]) -> None:
    """Let the clock of a cover load run that spoils."""
    loads = [unit for unit in _units(entries) if unit.kind == "cover_load"]
    if not loads:
        return
    spoil = set(
        Exhibit.objects.filter(pk__in={unit.exhibit_id for unit in loads}, form="perishable").values_list(
            "id", flat=True
        )
    )
    spoiling = [unit for unit in loads if unit.exhibit_id in spoil]
    arm(record, clock_type=ClockType.PERISHABLE, starts=starts_of(spoiling, at=record.at))


def _derived(record: Record, entries: list[Entry]) -> None:
    """Let the clocks of the whole run on for its parts, from when they began: the earliest where there were several."""
    parts = {unit.id: unit for unit in _units(entries)}
    sources = dict(Derivation.objects.filter(unit__in=parts).values_list("unit_id", "sources"))
    wholes = {UUID(each) for named in sources.values() for each in named}
    began: dict[tuple[UUID, str], datetime] = {}
    running = Clock.objects.filter(subject_id__in=wholes, clock_type__in=_RUN_ON, closed_at__isnull=True)
    for whole, clock_type, started_at in running.values_list("subject_id", "clock_type", "started_at"):
        began[whole, clock_type] = started_at
    for kind in _RUN_ON:
        starts = []
        for start in starts_of(list(parts.values()), at=record.at):
            since = [began[UUID(each), kind] for each in sources[start.subject_id] if (UUID(each), kind) in began]
            if since:
                starts.append(replace(start, started_at=min(since)))
        arm(record, clock_type=kind, starts=starts)


def _operates(record: Record, entries: list[Entry]) -> None:
    """Stop what waits for a unit to be stripped, guarded or taken out of a store: it is under way."""
    close(
        record,
        subject_ids=[unit.id for unit in _units(entries)],
        clock_types=[*STORAGE, ClockType.STRIP, ClockType.GUARD_COVER],
        by=entries[0].type.code,
    )


def _stands_again(record: Record, entries: list[Entry]) -> None:
    """A conveyance is to be stripped and guarded; goods were out of our hands: somebody may have put a tracker in, or
    taken a part out, so they are swept and weighed anew."""
    goods = [unit for unit in _units(entries) if unit.family is Family.GOODS and unit.kind not in NOT_DRUGS]
    for owed in (ClockType.SWEEP_OWED, ClockType.WEIGHT_OWED):
        arm(record, clock_type=owed, starts=starts_of(goods, at=record.at))
    stands = [unit for unit in _units(entries) if unit.family is Family.CONVEYANCE]
    arm(record, clock_type=ClockType.STRIP, starts=starts_of(stands, at=record.at))
    arm(record, clock_type=ClockType.GUARD_COVER, starts=starts_of(stands, at=record.at))


def _lent(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[unit.id for unit in _units(entries)],
        clock_types=[*STORAGE, ClockType.SAMPLE_IN_HAND, ClockType.OUT_FOR_ANALYSIS],
        by=entries[0].type.code,
    )


def _asked(record: Record, entries: list[Entry]) -> None:
    """Let the time run in which a second person decides what one asked for on a unit; only one thing waits on each."""
    arm(record, clock_type=ClockType.SECOND_EYES, starts=starts_of(_units(entries), at=record.at))
    told = [each for each in entries if each.fields["already"] or each.fields["spoken_by"] is not None]
    owed = [each for each in told if NEEDS[Exceptional(each.fields["exception"])].paper]
    arm(record, clock_type=ClockType.ORAL_CONFIRMATION, starts=starts_of(_units(owed), at=record.at))


def _act_came(record: Record, entries: list[Entry]) -> None:
    """The paper of what was said by word of mouth, or took place without, is there."""
    _end_oral(record, entries)


def _end_oral(record: Record, entries: list[Entry]) -> None:
    ids = [unit.id for unit in _units(entries)]
    close(record, subject_ids=ids, clock_types=[ClockType.ORAL_CONFIRMATION], by=entries[0].type.code)


def _decided(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[unit.id for unit in _units(entries)],
        clock_types=[ClockType.SECOND_EYES],
        by=entries[0].type.code,
    )
    approved = Proposal.objects.filter(pk__in=[each.fields["proposal_id"] for each in entries])
    giving = {each.unit_id for each in approved if each.awaits_giving}
    waiting = [unit for unit in _units(entries) if unit.id in giving]
    arm(record, clock_type=ClockType.GIVING, starts=starts_of(waiting, at=record.at))
    # Approved, its paper is owed all the same; turned down or taken back, there is nothing that it would be of.
    if over := [each for each in entries if each.fields["outcome"] != "approved"]:
        _end_oral(record, over)
        close(record, subject_ids=[unit.id for unit in _units(over)], clock_types=[ClockType.GIVING],
              by=entries[0].type.code)  # fmt: skip


def _inquiry_owed(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the inquiry run. Its subject is the inquiry: the clocks of the unit end with the unit."""
    units = {unit.id: unit for unit in _units(entries)}
    of = {UUID(entry.fields["inquiry_id"]): units[entry.on.id] for entry in entries}
    starts = [
        replace(start, subject_id=inquiry_id)
        for inquiry_id, unit in of.items()
        for start in starts_of([unit], at=record.at)
    ]
    arm(record, clock_type=ClockType.INQUIRY_OWED, starts=starts, subject_kind="inquiry")


def _inquiry_closed(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[UUID(entry.fields["inquiry_id"]) for entry in entries],
        clock_types=[ClockType.INQUIRY_OWED],
        by=entries[0].type.code,
    )


def _overfilled(record: Record, entries: list[Entry]) -> None:
    """Let the clock of the waiver run that is owed for what lies in a place beyond its limits."""
    places = {entry.on.id: entry.on for entry in entries if isinstance(entry.on, Place)}
    starts = [
        Start(
            subject_id=place.id, jurisdiction=place.jurisdiction, started_at=record.at, place_class=place.kind,
            zone=zone_of(place), site_id=place.site_id,
        )
        for place in places.values()
    ]  # fmt: skip
    arm(record, clock_type=ClockType.OVER_LIMIT, starts=starts, subject_kind="place")


def _fits_again(record: Record, entries: list[Entry]) -> None:
    close(
        record,
        subject_ids=[entry.on.id for entry in entries],
        clock_types=[ClockType.OVER_LIMIT],
        by=entries[0].type.code,
    )
