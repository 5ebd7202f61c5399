"""Split, pack anew, merge: units become others, and what they weigh together is held against what they weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import UNIT_DERIVED_2, UNIT_REGROUPED, UNIT_SUPERSEDED
from custody.core.exceptional import DUMMY, MERGE, REPACK, SPLIT
from custody.core.lifecycle import CustodyState
from custody.evidence import entries
from custody.evidence.actions import (
    adding_up,
    bursting,
    exceptions,
    outcomes,
    overloading,
    registering,
    seal_steps,
    signatures,
    steps,
    still_samples,
)
from custody.evidence.entries import NewUnit
from custody.evidence.exceptions import opening, permissions
from custody.evidence.locking import lock_place, lock_units_with_contents
from custody.evidence.models import Derivation, HandlingUnit
from custody.evidence.models.unit import BESIDE_DRUGS, GOODS_KINDS
from custody.evidence.permissions import check_witness
from custody.evidence.policies import check_version
from custody.evidence.selectors import disputes, facts, room
from custody.evidence.selectors.places import place_now
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.organisation.models import Officer, Place

MOST_PARTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """What becomes of some units: how, into which parts, why, and why the parts weigh less, where they do.

    ``inside`` are the units that lie in what is divided, by the part in which each lies from then on.
    """

    how: str
    parts: Sequence[NewUnit]
    reason: str
    loss_reason: str | None = None
    inside: Sequence[Sequence[UUID]] = ()


def split_unit(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    parts: Sequence[NewUnit],
    reason: str,
    loss_reason: str | None = None,
    how: str = SPLIT,
    inside: Sequence[Sequence[UUID]] = (),
    expected_seq: int | None = None,
) -> list[HandlingUnit]:
    """Split a unit into parts, or pack it anew (``how``), and return the units it became.

    ``inside`` names, part by part, the units that lay in it and lie in that part now; each is named once. A single part
    takes all of them.

    Every part is weighed and sealed, and counted where the whole was. What they weigh together may be less than what is
    expected only with a reason; beyond half a percent it opens a discrepancy, and so does every other count. The parts
    stay in the same hands and in the same place, under the same order or hold, unusable or hidden as the whole was, and
    their clocks run on from when those of the whole began.

    Who: the custodian, with a witness, who signs later by their own authentication: until then the parts do not leave.
    When: goods at rest, located, not offered, not frozen, in no burn. What is packed anew may be frozen: its bag burst,
    which is a fact. Every part stays frozen, by the same questions. So is it a fact of what is planned for a burn,
    checked for it, on the road or at the furnace: it is off the list of that burn, its parts stand where it stood, and
    away from the shelf they are frozen by another seal than the one that left. Appends ``unit.registered/1``,
    ``unit.derived/2`` and ``signature.owed/1`` for each part, ``unit.regrouped/1`` for each unit inside,
    ``unit.superseded/1``, ``place.overfilled/1`` where more lies in the place now than it may hold, and of what was
    frozen ``frozen.opened/1`` and ``discrepancy.opened/1``; of what waited for a second person ``exception.decided/1``,
    on the road ``unit.departed/1``, ``mission.unloaded/1`` and ``mission.loaded/1``.
    """
    if how not in {SPLIT, REPACK}:
        raise InvalidInput("choice.unknown", "Choose one of the list", field="how")
    if not (2 if how == SPLIT else 1) <= len(parts) <= MOST_PARTS:
        raise InvalidInput("parts.count", "A split makes at least two parts, and {most} at most", field="parts",
                           most=MOST_PARTS)  # fmt: skip
    division = cleaned(Division(how=how, parts=parts, reason=reason, loss_reason=loss_reason, inside=inside))
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with steps.clashes_explained(), recording(act) as record:
        [unit], contents = lock_units_with_contents([unit_id])
        check_version(unit, expected_seq)
        made = divide(record, [unit], division, witness=witness, contents=contents)
        record.result = {"unit": str(unit.id), "units": [str(each.id) for each in made]}
    return made


def merge_units(
    *,
    act: Act,
    unit_ids: Sequence[UUID],
    witness_badge: str,
    part: NewUnit,
    reason: str,
    loss_reason: str | None = None,
) -> HandlingUnit:
    """Make one unit of several and return it; otherwise as ``split_unit``.

    Who: the custodian, with a witness. When: as there, and all are bulk of one exhibit that lay on a scale, in the same
    hands, in the same state, swept or not, and under the same order or hold. A sample never lies in one unit with the
    bulk. What lay in them lies in the one they become.
    """
    division = cleaned(Division(how=MERGE, parts=[part], reason=reason, loss_reason=loss_reason))
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    with steps.clashes_explained(), recording(act) as record:
        units, contents = lock_units_with_contents(unit_ids)
        opening.check_can_merge(units)
        [made] = divide(record, units, division, witness=witness, contents=contents)
        record.result = {"unit": str(made.id), "units": [str(made.id)]}
    return made


def divide(
    record: Record, units: Sequence[HandlingUnit], division: Division, *, witness: Officer,
    contents: Sequence[HandlingUnit],
) -> list[HandlingUnit]:
    """Let units become others; return those. A step of every act that does so; the units and what lies directly in them
    (``contents``) are locked."""
    permissions.check_can_divide(record.act.actor, units, how=division.how)
    check_witness(record.act.actor, witness)
    grouped = opening.check_all_regrouped(contents, division.inside, parts=len(division.parts))
    return become(record, units, division, witness=witness, grouped=grouped)


def become(
    record: Record, units: Sequence[HandlingUnit], division: Division, *, witness: Officer,
    grouped: Sequence[Sequence[HandlingUnit]],
) -> list[HandlingUnit]:
    """Register the parts, write what they were made of and what lies in them, and end the units they were made of."""
    actor, first = record.act.actor, units[0]
    where = None if (lies := place_now(first)) is None else lock_place(lies)
    lay_mg = 0 if where is None else room.placed_mg(where)
    drafts = drafts_of(record, first, division.parts, witness=witness)
    before = adding_up.before_of(record, units)
    if len(units) > 1:
        opening.check_all_weighed(units, before.masses_mg)
    adding_up.check_told(before, drafts, loss_reason=division.loss_reason)
    made = registering.write(record, drafts, custodian=first.custodian or actor, second=first.co_custodian)
    derive(record, made, units, how=division.how)
    take_place(record, made, first, where)
    regroup(record, made, grouped)
    shares = before.shares(adding_up.mass_of(drafts))
    if division.how in opening.FACTS:
        exceptions.overtake(record, units)
    for unit in units:
        stay_frozen(record, unit, made, how=division.how, witness=witness, reason=division.reason)
        bursting.freeze_away(record, unit, made)
    for unit, expected, share in zip(units, before.masses_mg, shares, strict=True):
        seal_steps.take_off_any_seal(record, unit, reason=division.how, by=actor, witness=witness)
        rows = outcomes.let_go(record, unit, code=UNIT_SUPERSEDED.code)
        record.append(
            UNIT_SUPERSEDED,
            on=unit,
            rows=rows,
            how=division.how,
            child_count=len(made),
            children=[str(each.id) for each in made],
            superseded_at=record.at,
            gross_mg=unit.gross_mg,
            children_mg=share,
            loss_mg=None if expected is None else expected - share,
            loss_reason=division.loss_reason,
            done_by=actor.pseudonym,
            witness=witness.pseudonym,
            reason=division.reason,
        )
    overloading.note_growth(record, where, from_mg=lay_mg, cause=UNIT_SUPERSEDED.code)
    adding_up.open_differences(record, before, made, grouped)
    signatures.owe(record, made, matter="witness", about=UNIT_SUPERSEDED.code, wanted=witness)
    return made


def stay_frozen(
    record: Record, unit: HandlingUnit, made: Sequence[HandlingUnit], *, how: str, witness: Officer, reason: str
) -> None:
    """Ask of each part what is open about what it was: a new bag answers nothing. It is explained once for all of them.

    Appends ``frozen.opened/1``, and ``discrepancy.opened/1`` for each question on each part.
    """
    questions = disputes.open_on(unit) if unit.discrepancy_open else []
    if questions:
        steps.note_opened_frozen(record, unit, how=how, witness=witness, reason=reason)
    for row in questions:
        for part in made:
            steps.open_discrepancy(
                record, part, kind=row.discrepancy_kind, by=record.act.actor, expected=row.expected, found=row.found,
                difference_mg=row.difference_mg, tolerance_mg=row.tolerance_mg,
            )  # fmt: skip


def cleaned(division: Division) -> Division:
    """Return the division with its reasons checked."""
    return Division(
        how=division.how,
        parts=division.parts,
        reason=entries.clean_reason(division.reason, most=500),
        loss_reason=entries.clean_text(division.loss_reason, field="loss_reason", most=500),
        inside=division.inside,
    )


def drafts_of(
    record: Record, source: HandlingUnit, parts: Sequence[NewUnit], *, witness: Officer
) -> list[registering.Draft]:
    """Return the parts, nothing of them written yet: weighed, sealed, of a kind the whole could become."""
    seizure = facts.seizure_of(source)
    if source.kind == "sample" or source.kind in BESIDE_DRUGS:
        kinds: tuple[str, ...] = (source.kind,)
    else:
        kinds = tuple(kind for kind in GOODS_KINDS if kind != "sample")
    scales = steps.scales_of(part.reading for part in parts)
    drafts = []
    for part in parts:
        entries.chosen(part.kind, kinds, field="kind")
        if part.reading is None or part.reading.method != "weighed":
            raise InvalidInput("part.not_weighed", "Weigh every part", field="gross_mg")
        if part.seal is None:
            raise InvalidInput("part.not_sealed", "Seal every part", field="seal_number")
        drafts.append(
            registering.draft(
                record, kind=part.kind, label=part.label, seizure=seizure,
                exhibit_id=source.exhibit_id, parent=None, reading=part.reading, package_count=part.package_count,
                seal=part.seal, weighed_by=record.act.actor, witness=witness, unswept=source.unswept, scales=scales,
            )
        )  # fmt: skip
    return drafts


def derive(record: Record, made: Sequence[HandlingUnit], units: Sequence[HandlingUnit], *, how: str) -> None:
    """Write what new units were made of, and let what is true of that be true of them: who may see it, whether it can
    still be used, whether something was found in it, and of what it is a sample. Appends ``unit.derived/2`` for each,
    and ``sample.carried/1``."""
    sources = [str(unit.id) for unit in units]
    rows = [Derivation(unit=each, stream_id=each.stream_id, how=how, sources=sources) for each in made]
    Derivation.objects.bulk_create(rows)
    sealed_view = any(unit.sealed_view for unit in units)
    neutralised = how != DUMMY and all(unit.neutralised for unit in units)
    incident = how != DUMMY and any(unit.incident_open for unit in units)
    for row in rows:
        unit = row.unit
        unit.sealed_view, unit.neutralised = sealed_view, neutralised
        unit.incident_open = unit.incident_open or incident
        unit.save(update_fields=["sealed_view", "neutralised", "incident_open"])
        record.append(
            UNIT_DERIVED_2,
            on=unit,
            rows=[row],
            derivation_id=row.id,
            sources=sources,
            how=how,
            sealed_view=sealed_view,
            neutralised=neutralised,
            incident_open=unit.incident_open,
        )
    if how != DUMMY:
        still_samples.carry(record, made, units)


def regroup(record: Record, made: Sequence[HandlingUnit], grouped: Sequence[Sequence[HandlingUnit]]) -> None:
    """Let what lay in the whole lie in its parts. Appends ``unit.regrouped/1`` for each."""
    for part, those in zip(made, grouped, strict=True):
        for unit in those:
            left, unit.parent = unit.parent_id, part
            unit.save(update_fields=["parent"])
            record.append(UNIT_REGROUPED, on=unit, from_id=left, parent_id=part.id, regrouped_at=record.at)


def take_place(record: Record, made: Sequence[HandlingUnit], source: HandlingUnit, where: Place | None) -> None:
    """Put new units where the one lay that they were made of: in store when it was stored, on the road when it was
    there."""
    if source.custody_state == CustodyState.IN_TRANSIT:
        bursting.ride_on(record, made, source)
    elif where is not None:
        # What was checked for a fire is off its list and back in store; at the furnace it lies, and is in no burn.
        stored = source.custody_state in {CustodyState.STORED, CustodyState.STAGED}
        steps.put_all(record, made, where, code="unit.stored/1" if stored else "unit.placed/1")
