"""Steps that record what a scale showed. Each takes ``record`` first: it runs inside a transaction that records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core import mass
from custody.core.events import UNIT_BOOKED, UNIT_WEIGHED
from custody.core.rule_values import ESTIMATE_FAR
from custody.core.tolerance import BRICK_MG, ESTIMATE_PERCENT, allowed, drift_mg, estimate_tolerance_mg
from custody.evidence import entries
from custody.evidence.actions import steps
from custody.evidence.models import Discrepancy, Weighing
from custody.evidence.selectors import facts
from custody.evidence.selectors.carriers import carrier_per_mille
from custody.evidence.selectors.references import Reference, references_for
from custody.organisation.selectors import narrowest, valid_policies

if TYPE_CHECKING:
    from custody.evidence.entries import Reading
    from custody.evidence.models import HandlingUnit
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer, Scale

Weighed = tuple[Weighing, list[Discrepancy]]


def weigh(
    record: Record, unit: HandlingUnit, reading: Reading, *, occasion: str, by: Officer,
    witness: Officer | None = None, taken_mg: int = 0,
) -> tuple[Weighing, list[Discrepancy]]:  # fmt: skip
    """Record a weighing and what it shows; return it with the discrepancies it opened. See ``weigh_all``."""
    found = weigh_all(record, {unit: reading}, occasion=occasion, by=by, witness=witness, taken_mg=taken_mg)
    return found[unit.id]


def weigh_all(
    record: Record,
    readings: Mapping[HandlingUnit, Reading],
    *,
    occasion: str,
    by: Officer,
    witness: Officer | None = None,
    taken_mg: int = 0,
    scales: Mapping[str, Scale] | None = None,
) -> dict[UUID, Weighed]:
    """Record the weighings of some units and what they show; return by unit each with the discrepancies it opened.

    The weight is compared with what was booked less ``taken_mg`` (R16), the count with the booked count, without
    tolerance; counted bricks must weigh what a pressed brick weighs, and the first weight must not be far from what was
    estimated or declared. A difference beyond tolerance opens a discrepancy, which freezes the unit. The booked
    mass of the unit stays; one that left the quay without a weight is booked with the first that a scale shows. The
    weights of many cost as many statements as one. Appends for each ``unit.weighed/1``, ``discrepancy.opened/1``
    for each difference, and ``unit.booked/1``.
    """
    scales = steps.scales_of(readings.values()) if scales is None else scales
    known = references_for(list(readings), day=record.at.date().toordinal())
    drafts = {}
    for unit, reading in readings.items():
        weighing, tolerance = _draft(record, unit, reading, known[unit.id], scales=scales, taken_mg=taken_mg)
        weighing.occasion, weighing.weighed_by, weighing.witness = occasion, by, witness
        drafts[unit] = weighing, tolerance
    Weighing.objects.bulk_create(weighing for weighing, _ in drafts.values())
    return {
        unit.id: (
            weighing,
            _told(record, unit, weighing, tolerance, known[unit.id],
                  books=entries.is_weight_of_its_own(readings[unit], kind=unit.kind)),
        )
        for unit, (weighing, tolerance) in drafts.items()
    }


def _draft(
    record: Record, unit: HandlingUnit, reading: Reading, reference: Reference, *, scales: Mapping[str, Scale],
    taken_mg: int,
) -> tuple[Weighing, mass.Tolerance | None]:  # fmt: skip
    """Return a weighing that is not written yet, and how far it may differ."""
    gross, tare, net = entries.settle_masses(reading, usual_tare_mg=unit.tare_mg)
    before = entries.own_basis(kind=unit.kind, basis=unit.weighing_basis)
    basis = entries.basis_for(kind=unit.kind, given=reading.weighing_basis or before)
    scale = steps.scale_of(reading, gross_mg=gross, scales=scales)
    expected, tolerance = _expectation(unit, reading, reference, basis=basis, scale=scale, taken_mg=taken_mg)
    weighing = Weighing(
        unit=unit, stream_id=unit.stream_id, weighing_basis=basis, method=reading.method, scale=scale,
        calibrated=steps.is_calibrated(record, scale), gross_mg=gross, tare_mg=tare, net_mg=net,
        package_count=entries.clean_count(reading.package_count), expected_mg=expected,
        tolerance_mg=None if tolerance is None else tolerance.mg, weighed_at=record.at,
    )  # fmt: skip
    return weighing, tolerance


def _told(
    record: Record, unit: HandlingUnit, weighing: Weighing, tolerance: mass.Tolerance | None, reference: Reference,
    *, books: bool,
) -> list[Discrepancy]:  # fmt: skip
    """Append what was weighed, book a first weight where it is one of the unit alone, and return what it shows."""
    booked_count = reference.package_count
    gross, count, expected = weighing.gross_mg, weighing.package_count, weighing.expected_mg
    by: Officer = weighing.weighed_by
    record.append(
        UNIT_WEIGHED,
        on=unit,
        rows=[weighing],
        weighing_id=weighing.id,
        occasion=weighing.occasion,
        weighing_basis=weighing.weighing_basis,
        scale_id=weighing.scale_id,
        method=weighing.method,
        calibrated=weighing.calibrated,
        gross_mg=gross,
        tare_mg=weighing.tare_mg,
        net_mg=weighing.net_mg,
        package_count=count,
        expected_mg=expected,
        tolerance_mg=weighing.tolerance_mg,
        weighed_by=by.pseudonym,
        witness=None if weighing.witness is None else weighing.witness.pseudonym,
    )
    if unit.gross_mg is None and books:
        _book(record, unit, weighing)
    opened = []
    if (
        expected is not None
        and tolerance is not None
        and mass.differs(expected_mg=expected, found_mg=gross, tolerance=tolerance)
    ):
        opened.append(
            steps.open_discrepancy(
                record,
                unit,
                kind="weight",
                by=by,
                expected=mass.in_words(expected),
                found=mass.in_words(gross),
                difference_mg=gross - expected,
                tolerance_mg=tolerance.mg,
            )
        )
    elif expected is not None and weighing.weighing_basis == mass.Basis.TRUCK and gross < expected:
        # A weighbridge proves nothing of what is in a vehicle; but vehicle and load weigh no less than the load.
        opened.append(
            steps.open_discrepancy(record, unit, kind="weight", by=by, expected=mass.in_words(expected),
                                   found=mass.in_words(gross), difference_mg=gross - expected)
        )  # fmt: skip
    # Where the weight differs the bricks do too: one cause is one discrepancy.
    odd = None if opened else facts.odd_bricks(unit, weighing)
    if odd is not None:
        usual = " – ".join(mass.in_words(mg) for mg in BRICK_MG)
        each = mass.in_words(odd.mg)
        opened.append(steps.open_discrepancy(record, unit, kind=facts.BRICKS, by=by, expected=usual, found=each))
    if books and reference.estimated_mg is not None and not opened:
        opened += _far_from(record, unit, weighing, estimated_mg=reference.estimated_mg)
    if count is not None and booked_count is not None and count != booked_count:
        opened.append(
            steps.open_discrepancy(record, unit, kind="count", by=by, expected=str(booked_count), found=str(count))
        )
    return opened


def _far_from(record: Record, unit: HandlingUnit, weighing: Weighing, *, estimated_mg: int) -> list[Discrepancy]:
    """Open a discrepancy where the first weight is far from what was estimated: an estimate proves nothing, but what
    left between it and the scale would show nowhere else."""
    rule = narrowest(
        valid_policies(keys=[ESTIMATE_FAR], at=record.now, jurisdictions=[unit.jurisdiction]),
        substance=unit.substance, mass_mg=estimated_mg,
    )  # fmt: skip
    most = estimate_tolerance_mg(estimated_mg, percent=ESTIMATE_PERCENT if rule is None else rule.value)
    difference = weighing.gross_mg - estimated_mg
    if abs(difference) <= most:
        return []
    return [
        steps.open_discrepancy(
            record, unit, kind=facts.ESTIMATE, by=weighing.weighed_by, expected=mass.in_words(estimated_mg),
            found=mass.in_words(weighing.gross_mg), difference_mg=difference, tolerance_mg=most,
        )
    ]  # fmt: skip


def _book(record: Record, unit: HandlingUnit, weighing: Weighing) -> None:
    """Book the first weight of a unit that had none."""
    booked: dict[str, Any] = {
        "gross_mg": weighing.gross_mg,
        "tare_mg": weighing.tare_mg,
        "net_mg": weighing.net_mg,
        "weighing_basis": weighing.weighing_basis,
    }
    for column, value in booked.items():
        setattr(unit, column, value)
    unit.save(update_fields=list(booked))
    record.append(UNIT_BOOKED, on=unit, weighing_id=weighing.id, **booked)


def _expectation(
    unit: HandlingUnit,
    reading: Reading,
    reference: Reference,
    *,
    basis: str,
    scale: Scale | None,
    taken_mg: int,
) -> tuple[int | None, mass.Tolerance | None]:
    """Return what the unit must weigh and how far it may differ; nothing where a weight proves nothing."""
    if reference.gross_mg is None or reading.method != "weighed":
        return None, None
    expected = mass.expected_mg(reference.gross_mg, removed_mg=[taken_mg])
    loads = [reference.load, facts.load_of(reading.gross_mg, scale)]
    if reading.tare_mg is not None and reading.tare_mg != unit.tare_mg:
        loads.append(facts.load_of(reading.tare_mg, scale))  # packed anew: what the packaging weighs is in doubt too
    heavier = max(expected, reading.gross_mg)
    drift = drift_mg(
        substance=unit.substance or "",
        kind=unit.kind,
        hours=24 * reference.days_ago,
        mass_mg=heavier,
        carrier_per_mille=carrier_per_mille(unit, mass_mg=heavier),
    )
    rows = [
        allowed(each, gross_mg=heavier, loads=loads, drift_mg=drift)
        for each in {basis, entries.own_basis(kind=unit.kind, basis=reference.weighing_basis) or basis}
    ]
    # Weighed as a bag then and on a pallet now: the coarser of the two decides.
    widest = max(rows, key=lambda row: mass.LARGEST_MG if row.mg is None else row.mg)
    return expected, widest
