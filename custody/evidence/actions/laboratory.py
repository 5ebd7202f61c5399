"""What the laboratory said of a sample: written down by one, held against its paper by another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import (
    LABORATORY_PAPER_ATTACHED,
    LABORATORY_REPORTED,
    LABORATORY_VERIFIED,
    UNIT_CONSUMED,
    UNIT_DOUBTED,
    UNIT_IDENTIFIED,
)
from custody.core.exceptional import DUMMY
from custody.evidence import entries, lists, policies, sampling_policies
from custody.evidence.actions import outcomes, steps
from custody.evidence.actions.photo import keep_photo
from custody.evidence.exceptions import permissions
from custody.evidence.exceptions import policies as exceptions
from custody.evidence.locking import lock_seizure, lock_unit, lock_units
from custody.evidence.models import HandlingUnit, LabResult
from custody.evidence.models.unit import NO_DRUGS, NOT_DRUGS
from custody.evidence.photos import StoredFiles, media_type_of
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors import facts, sampling
from custody.ledger.recording import recording

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.ledger.recording import Entry, Record

OUTCOMES = ("positive", "negative")
_UNNAMED = ("other", "unknown", "none")
"""What an exhibit is booked as that nobody could name."""


def report_result(
    *,
    act: Act,
    unit_id: UUID,
    outcome: str,
    laboratory: str,
    reference: str,
    substance: str | None = None,
    purity_permille: int | None = None,
    used_up: bool = False,
    expected_seq: int | None = None,
) -> LabResult:
    """Write down what the laboratory said of a sample, and return the result; it counts once another has verified it.

    ``purity_permille`` is the share of pure substance in a thousand parts; it never replaces a net mass. ``used_up``
    says that nothing of the sample is left: never of one that is kept for the court or the other side. Where it never
    was in a laboratory nobody there used it up: that is a discrepancy, and others say where it is. Who: a case officer
    or a sampler. When: the unit is a sample, and no result of it waits. Appends ``laboratory.reported/1``, and
    ``discrepancy.opened/1`` for what was used up where it never was.
    """
    said = entries.chosen(outcome, OUTCOMES, field="outcome")
    where = _named(laboratory, field="laboratory", most=80)
    paper = _named(reference, field="reference", most=64)
    what = entries.one_of(substance, lists.SUBSTANCES, field="substance")
    if said == "positive" and what is None:
        raise InvalidInput("result.no_substance", "Say which substance was found", field="substance")
    if said == "negative" and (what is not None or purity_permille is not None):
        raise InvalidInput("result.negative", "Where nothing was found, there is no substance and no purity",
                           field="substance")  # fmt: skip
    if purity_permille == 0:
        raise InvalidInput("result.no_purity", "What was found is there in some part: enter its purity, or leave it "
                           "empty where the paper does not say it", field="purity_permille")  # fmt: skip
    if purity_permille is not None and not 0 <= purity_permille <= 1000:
        raise InvalidInput("result.purity", "Purity is a share: from 0 to 1000 parts in a thousand",
                           field="purity_permille")  # fmt: skip
    with recording(act) as record:
        unit = lock_unit(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_report_result(act.actor, unit)
        if used_up:
            exceptions.check_may_be_used_up(unit)
        result = LabResult(
            unit=unit, stream_id=unit.stream_id, outcome=said, substance=what, purity_permille=purity_permille,
            used_up=used_up, laboratory=where, reference=paper, reported_at=record.at, recorded_by=act.actor,
        )  # fmt: skip
        result.save(force_insert=True)
        record.append(
            LABORATORY_REPORTED,
            on=unit,
            rows=[result],
            result_id=result.id,
            reported_at=record.at,
            outcome=said,
            substance=what,
            purity_permille=purity_permille,
            used_up=used_up,
            laboratory=where,
            reference=paper,
            recorded_by=act.actor.pseudonym,
        )
        if used_up and not sampling.was_in_laboratory(unit):
            steps.open_discrepancy(
                record, unit, kind=facts.NO_LABORATORY, by=act.actor, expected="in a laboratory", found="never there"
            )
        record.result = {"result": str(result.id), "unit": str(unit.id)}
    return result


def attach_result_paper(
    *, act: Act, result_id: UUID, unit_id: UUID, document: bytes, expected_seq: int | None = None
) -> LabResult:
    """Attach the paper of the laboratory to a result, a PDF or a photo of it, and return the result.

    Who: a case officer, a sampler or a supervisor. When: nobody has verified the result. Appends
    ``laboratory.paper_attached/1`` and ``photo.attached/1``.
    """
    media_type = media_type_of(document, documents=True)
    with StoredFiles() as files, recording(act, authorises=True) as record:
        unit = lock_unit(unit_id)
        result = LabResult.objects.select_for_update().get(pk=result_id)
        policies.check_version(result, expected_seq)
        permissions.check_can_attach_result_paper(act.actor, result)
        result.unit = unit
        record.append(
            LABORATORY_PAPER_ATTACHED, on=unit, result_id=result.id, attached_at=record.at,
            attached_by=act.actor.pseudonym,
        )  # fmt: skip
        keep_photo(record, files, document, slot="document", media_type=media_type, lab_result=result)
        record.result = {"result": str(result.id), "unit": str(unit.id)}
    return result


def verify_result(*, act: Act, result_id: UUID, unit_id: UUID, expected_seq: int | None = None) -> LabResult:
    """Say that a result is what the paper of the laboratory says, and return it. A sample that was used up is no more.

    What the sample was taken from is from now on what the laboratory says, and so is the exhibit where all results on
    it say the same; where it found no drugs the goods are held back from the fire, and the case officers are told
    (reactions).

    Who: a case officer or supervisor who did not write it down. When: nobody has verified it, and its paper is
    attached; where the sample was used up, the witness of the sampling has signed. Appends
    ``laboratory.verified/1``, ``unit.identified/1`` on what it was taken from, ``exhibit.corrected/1`` where that is
    something else than what was booked, with ``discrepancy.opened/1`` where it is another substance altogether, and
    ``unit.consumed/1`` when the sample was used up; where it was held back then, its holds are over, and somebody has
    to explain that (reactions). Out of which unit a sample from before this record was taken is not
    known: where no drugs are in it, all drugs of its case are held back (``unit.doubted/1``), and called nothing else.
    """
    with recording(act, authorises=True) as record:
        seizure_id = HandlingUnit.objects.filter(pk=unit_id).values_list("seizure_id", flat=True).first()
        if seizure_id is not None:
            lock_seizure(seizure_id)  # its exhibit may be put right
        about, perhaps = selectors.speaks_of(unit_id), selectors.may_speak_of(unit_id)
        locked = {each.id: each for each in lock_units([unit_id, *about, *perhaps])}
        unit, others, doubted = locked[unit_id], [locked[each] for each in about], [locked[each] for each in perhaps]
        result = LabResult.objects.select_for_update().get(pk=result_id)
        policies.check_version(result, expected_seq)
        permissions.check_can_verify_result(act.actor, result)
        sampling_policies.check_has_paper(attached=result.documents.exists())
        if result.used_up:
            exceptions.check_sampling_signed(unit)
            sampling_policies.check_size_explained(unit)
        result.verified_by, result.verified_at = act.actor, record.at
        result.save(update_fields=["verified_by", "verified_at"])
        record.append(
            LABORATORY_VERIFIED,
            on=unit,
            rows=[result],
            result_id=result.id,
            verified_at=record.at,
            verified_by=act.actor.pseudonym,
        )
        for other in others:
            _identify(record, other, result)
        for each in doubted if result.outcome == "negative" else ():
            record.append(
                UNIT_DOUBTED, on=each, doubted_at=record.at, result_id=result.id, outcome=result.outcome
            )
        _put_exhibit_right(record, [each for each in others if not each.is_gone] or [unit], unit, result)
        if result.used_up:
            rows = outcomes.let_go(record, unit, code=UNIT_CONSUMED.code)
            record.append(
                UNIT_CONSUMED,
                on=unit,
                rows=rows,
                result_id=result.id,
                consumed_at=record.at,
                gross_mg=unit.gross_mg,
                recorded_by=result.recorded_by.pseudonym,
                verified_by=act.actor.pseudonym,
            )
        record.result = {"result": str(result.id), "unit": str(unit.id)}
    return result


def inherit(record: Record, entry: Entry) -> None:
    """Let a part be what the laboratory says the whole is, and what several became, what it says they all are. A step;
    runs as a reaction."""
    unit = cast("HandlingUnit", entry.on)
    if entry.fields["how"] != DUMMY:
        _doubt_again(record, unit, entry.fields["sources"])
    said = set(HandlingUnit.objects.filter(pk__in=entry.fields["sources"]).values_list("substance_found", flat=True))
    if unit.kind in NOT_DRUGS or len(said) != 1 or None in said:
        return
    [unit.substance_found] = said
    unit.save(update_fields=["substance_found"])
    record.append(
        UNIT_IDENTIFIED, on=unit, identified_at=record.at, result_id=None, substance=unit.substance_found, outcome=None
    )


def _doubt_again(record: Record, unit: HandlingUnit, sources: Sequence[str]) -> None:
    """Doubt what came back or was packed anew, where no drugs were found in an old sample of its case before, and
    nobody has looked since."""
    of_it = [doubt for source in HandlingUnit.objects.filter(pk__in=sources) if (doubt := selectors.open_doubt(source))]
    if of_it:
        record.append(UNIT_DOUBTED, on=unit, doubted_at=record.at, result_id=of_it[0], outcome="negative")


def _identify(record: Record, unit: HandlingUnit, result: LabResult) -> None:
    """Write what the unit is after what was said of one more of its samples."""
    said = selectors.substance_said(unit) or result.substance or NO_DRUGS
    # Drugs were found in what it came out of: that one sample of a part shows none does not unsay it.
    unit.substance_found = (unit.substance_found or said) if said == NO_DRUGS else said
    unit.save(update_fields=["substance_found"])
    record.append(
        UNIT_IDENTIFIED,
        on=unit,
        identified_at=record.at,
        result_id=result.id,
        substance=unit.substance_found,
        outcome=result.outcome,
    )


def _put_exhibit_right(record: Record, units: Sequence[HandlingUnit], unit: HandlingUnit, result: LabResult) -> None:
    """Let the exhibit be what every result on it says it is. A name that says less than the booked one corrects
    nothing, and where results differ two people decide.

    Another substance altogether dries and is watched by other rules: the goods are frozen until others have looked. A
    closer name of the same, or a first one for what nobody could name on the quay, is none.
    """
    exhibit, said = unit.exhibit, result.substance
    if exhibit is None or said is None or selectors.substances_of(exhibit) != {said}:
        return
    booked = exhibit.substance
    if booked == said or booked.startswith(f"{said}_"):
        return
    outcomes.put_exhibit_right(record, exhibit, said, author=result.recorded_by, result=result)
    if not said.startswith(f"{booked}_") and booked not in _UNNAMED:
        for each in units:
            steps.open_discrepancy(
                record, each, kind=facts.SUBSTANCE, by=record.act.actor, expected=booked, found=said
            )


def _named(text: str, *, field: str, most: int) -> str:
    cleaned = entries.clean_text(text, field=field, most=most)
    if cleaned is None:
        raise InvalidInput("text.missing", "Enter the {name}", field=field, name=field)
    return cleaned
