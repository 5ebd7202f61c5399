"""Taking samples: two people, one act, from the broken seal to the new one (R3, R14, R27)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.core.events import SAMPLE_TAKEN_2, SAMPLING_CLOSED, SAMPLING_OPENED, SAMPLING_UNDRAWN
from custody.core.lifecycle import AuthorityState, CustodyState
from custody.evidence import entries, lists, policies, sampling_permissions, sampling_policies
from custody.evidence.actions import moving, registering, seal_steps, signatures, steps, vaults, weights
from custody.evidence.locking import lock_unit
from custody.evidence.models import HandlingUnit, Sample
from custody.evidence.selectors import disputes, facts, room
from custody.evidence.selectors.places import place_now
from custody.evidence.selectors.sampling import beside_draw
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge
from custody.organisation.selectors.requirements import requirements_of

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.entries import NewSample, Reading, SealEntry
    from custody.organisation.models import Officer

MOST_SAMPLES = 60


def take_sample(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    samples: Sequence[NewSample],
    new_seal: SealEntry,
    reading: Reading,
    unswept_reason: str | None = None,
    frozen_reason: str | None = None,
    undrawn_reason: str | None = None,
    expected_seq: int | None = None,
) -> list[Sample]:
    """Open a unit, take samples out of it, close and weigh it again, and return the samples.

    The unit stays where it is and what it is. Each sample becomes a unit of its own with its own label and seal, in the
    custody of the sampler; it never lies in one unit with the bulk. ``reading`` is the weight of the unit afterwards:
    it is compared with the booked weight less the samples (R16) and is what is booked from then on. A difference opens
    a discrepancy, and so does a sample that weighs more than the law of the unit takes for one, or that makes all of
    its kind out of this unit more than one for each package, unless a waiver of ``sample.size`` admits what is more.
    ``unswept_reason`` says why goods on the quay were opened before their sweep, which stays owed; ``frozen_reason``
    why a unit is opened that a discrepancy has frozen. It stays frozen. What is sampled for analysis though no lot fell
    on it (R25) is marked, with ``undrawn_reason`` where somebody says why: of the other packages it shows nothing.

    Who: a sampler and a witness, two people, one of whom has the unit in custody; of a frozen unit two who never had
    it and did not open what is open about it. The witness signs later by their own authentication: until then the unit
    and the samples do not leave and do not burn, unless it lies on the quay and no order on it stands yet. When:
    seized and swept, in store, staged or at the furnace; not offered, nothing about it unsigned, not frozen without
    that reason. Appends
    ``sampling.opened/1``, ``seal.removed/1``, ``sample.taken/2`` per sample and its ``unit.registered/1``,
    ``seal.applied/1``, ``unit.weighed/1``, ``sampling.closed/1`` and ``signature.owed/1``; ``sweep.deferred/1`` where
    the sweep is owed, ``frozen.opened/1`` where it is frozen, ``sampling.undrawn/1`` where no lot fell on it.
    """
    undrawn = entries.clean_text(undrawn_reason, field="undrawn_reason", most=entries.REMARK_MOST)
    why_frozen = entries.clean_text(frozen_reason, field="frozen_reason", most=entries.REMARK_MOST)
    unswept = entries.clean_text(unswept_reason, field="unswept_reason", most=entries.REMARK_MOST)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    if not 0 < len(samples) <= MOST_SAMPLES:
        raise InvalidInput(
            "samples.count", "Take between 1 and {most} samples at once", field="samples", most=MOST_SAMPLES
        )
    with steps.clashes_explained(), recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        sampling_permissions.check_can_sample(
            act.actor, unit, before_sweep=unswept is not None, while_frozen=why_frozen is not None
        )
        is_frozen = facts.frozen_among([unit]) is not None
        sampling_permissions.check_sample_people(
            act.actor, witness, unit, parties=disputes.parties_to(unit) if is_frozen else None
        )
        sampling_policies.check_weighed_again(unit, reading)
        steps.advance(record, unit, to=policies.check_step(unit, code=SAMPLING_OPENED.code))
        record.append(SAMPLING_OPENED, on=unit, sampler=act.actor.pseudonym, witness=witness.pseudonym)
        moving.note_unswept(record, [unit], reason=unswept)
        if is_frozen and why_frozen is not None:
            steps.note_opened_frozen(record, unit, how="sample", witness=witness, reason=why_frozen)
        seal_steps.take_off_any_seal(record, unit, reason="sampling", by=act.actor, witness=witness)
        packages = unit.package_count or 1
        # For the dogs one is enough of whatever it was before: packed anew it is the same bag.
        ever = Q(unit=unit) | Q(unit__in=facts.made_out_of([unit.id])[unit.id], sample_kind="training")
        before = list(Sample.objects.filter(ever, carried_from=None))
        if not is_frozen:
            _note_undrawn(record, unit, samples, reason=undrawn)
        taken = _take(record, unit, samples, sampler=act.actor, witness=witness)
        _hold_to_size(record, unit, taken, before, packages=packages)
        if not seal_steps.seen_before(record, unit, new_seal, by=act.actor, second=witness):
            seal_steps.put_seal(record, unit, new_seal, by=act.actor, second=witness)
        _close(record, unit, reading, taken, sampler=act.actor, witness=witness)
        _owe_witness(record, unit, taken, witness)
        record.result = {
            "unit": str(unit.id),
            "samples": [str(sample.id) for sample in taken],
            "sample_units": [str(sample.sample_unit_id) for sample in taken],
        }
    return taken


_BEFORE_ORDER = frozenset({AuthorityState.NONE, AuthorityState.REQUESTED})


def _owe_witness(record: Record, unit: HandlingUnit, taken: Sequence[Sample], witness: Officer) -> None:
    """Write that the witness has yet to sign for what was opened before their eyes. Appends ``signature.owed/1``.

    On the quay the order waits for the signatures of all seconds. Once it stands, or the goods lie in a store, nothing
    else would ask for this one before the fire, and one person alone would have had them open (R27). The samples wait
    with what they came out of: what the witness has not signed for goes to no laboratory. A replay or an opening
    record asks nobody.
    """
    if unit.custody_state == CustodyState.SEIZED and unit.authority_state in _BEFORE_ORDER:
        signatures.owe_second(record, [unit], about=SAMPLING_CLOSED.code, wanted=witness)
    elif record.act.basis not in signatures.OLD:
        # Where they lie in a vault, who stood by owes for the samples already: they came into it.
        samples = [each.sample_unit for each in taken if not each.sample_unit.signature_owed]
        signatures.owe(record, [unit, *samples], matter="witness", about=SAMPLING_CLOSED.code, wanted=witness)


def _note_undrawn(record: Record, unit: HandlingUnit, samples: Sequence[NewSample], *, reason: str | None) -> None:
    """Write that samples for analysis are taken of what no lot fell on, where lots were drawn. Appends
    ``sampling.undrawn/1``. What is in dispute is asked about by itself, whatever was drawn."""
    found = beside_draw(unit, samples=sum(each.sample_kind == "analysis" for each in samples))
    if found is not None:
        plan, beside = found
        record.append(
            SAMPLING_UNDRAWN, on=unit, plan_id=plan.id, taken_at=record.at, beside=beside,
            sampler=record.act.actor.pseudonym, reason=reason,
        )  # fmt: skip


def _take(
    record: Record, unit: HandlingUnit, entries_: Sequence[NewSample], *, sampler: Officer, witness: Officer
) -> list[Sample]:
    """Register the sample units where the bulk lies, and write what was taken out of it."""
    seizure = facts.seizure_of(unit)
    scales = steps.scales_of(entry.reading for entry in entries_)
    drafts = [
        registering.draft(
            record,
            kind="sample",
            label=entry.label,
            seizure=seizure,
            exhibit_id=unit.exhibit_id,
            parent=None,
            reading=entry.reading,
            package_count=None,
            seal=entry.seal,
            weighed_by=sampler,
            witness=witness,
            unswept=unit.unswept,
            scales=scales,
        )
        for entry in entries_
    ]
    made = registering.write(record, drafts, custodian=sampler, second=None)
    place = place_now(unit)
    taken = []
    for entry, draft in zip(entries_, drafts, strict=True):
        sample = Sample(
            unit=unit,
            stream_id=unit.stream_id,
            sample_unit=draft.unit,
            sample_kind=entries.chosen(entry.sample_kind, lists.SAMPLE_KINDS, field="sample_kind"),
            gross_mg=entry.reading.gross_mg,
            bound_for=entries.one_of(entry.bound_for, lists.SAMPLE_DESTINATIONS, field="bound_for"),
            sampler=sampler,
            witness=witness,
            taken_at=record.at,
        )
        sample.save(force_insert=True)
        record.append(
            SAMPLE_TAKEN_2,
            on=unit,
            rows=[sample],
            sample_id=sample.id,
            sample_kind=sample.sample_kind,
            sample_unit_id=sample.sample_unit_id,
            taken_at=record.at,
            gross_mg=sample.gross_mg,
            seal=draft.unit.seal,
            bound_for=sample.bound_for,
            sampler=sampler.pseudonym,
            witness=witness.pseudonym,
        )
        taken.append(sample)
    if place is not None:
        vaults.owe_passage(record, made, place, about=SAMPLING_CLOSED.code, second=witness)
        steps.put_all(record, made, place, code="unit.placed/1")
    return taken


def _hold_to_size(
    record: Record, unit: HandlingUnit, taken: Sequence[Sample], before: Sequence[Sample], *, packages: int
) -> None:
    """Open a discrepancy on each sample that is more than one: it is taken, and frozen until somebody outside the chain
    has explained it, unless a waiver lets so much more be taken out of the unit."""
    exhibit = unit.exhibit
    asked = requirements_of(
        jurisdiction=unit.jurisdiction, at=record.now, substance=None if exhibit is None else exhibit.substance
    )
    bounds: dict[str, Any] = {"most_g": asked.sample_most_g, "packages": packages}
    found = sampling_policies.too_large(taken, before, **bounds)
    if found and room.larger_sample_waived(unit, by=sampling_policies.excess_mg(taken, before, **bounds)):
        return
    for sample, most_mg in found.items():
        steps.open_discrepancy(
            record,
            sample.sample_unit,
            kind="size",
            by=record.act.actor,
            expected=mass.in_words(most_mg),
            found=mass.in_words(sample.gross_mg),
        )


def _close(
    record: Record,
    unit: HandlingUnit,
    reading: Reading,
    taken: Sequence[Sample],
    *,
    sampler: Officer,
    witness: Officer,
) -> None:
    """Weigh the unit and book what it weighs now; it is where it was."""
    weighing, _ = weights.weigh(
        record,
        unit,
        reading,
        occasion="sampling",
        by=sampler,
        witness=witness,
        taken_mg=sum(sample.gross_mg for sample in taken),
    )
    unit.gross_mg, unit.net_mg = weighing.gross_mg, weighing.net_mg
    if weighing.package_count is not None:
        unit.package_count = weighing.package_count
    unit.save(update_fields=["gross_mg", "net_mg", "package_count"])
    steps.advance(record, unit, to=policies.check_step(unit, code=SAMPLING_CLOSED.code))
    record.append(
        SAMPLING_CLOSED,
        on=unit,
        weighing_id=weighing.id,
        gross_mg=unit.gross_mg,
        net_mg=unit.net_mg,
        package_count=unit.package_count,
    )
