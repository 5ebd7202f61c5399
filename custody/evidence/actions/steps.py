"""Steps that several verbs share. Each takes ``record`` first: it runs inside a transaction that records.

A step changes the row it is given, saves the columns it changed, and appends the event that explains them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, connection

from custody.core import mass
from custody.core.act import Basis
from custody.core.errors import CustodyError, InvalidInput, NotAllowedNow
from custody.core.events import (
    DISCREPANCY_OPENED,
    FROZEN_OPENED,
    UNIT_ARRIVED,
    UNIT_PLACED,
    UNIT_STORED,
    UNIT_VALUED,
    EventType,
)
from custody.core.identifiers import new_label, parse_label
from custody.evidence import entries, policies, stop_policies
from custody.evidence.actions import in_order
from custody.evidence.models import Discrepancy, HandlingUnit, Placement
from custody.evidence.placing import place_token, seal_place
from custody.organisation.selectors import scales_by_code
from custody.organisation.selectors.calibration import was_calibrated

if TYPE_CHECKING:
    from custody.core.lifecycle import CustodyState
    from custody.evidence.entries import Reading
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer, Place, Scale

_MOVES: dict[str, tuple[EventType, str]] = {
    "unit.arrived/1": (UNIT_ARRIVED, "arrived_at"),
    "unit.stored/1": (UNIT_STORED, "stored_at"),
    "unit.placed/1": (UNIT_PLACED, "placed_at"),
}


@contextmanager
def clashes_explained() -> Iterator[None]:
    """Turn what two people did at the same moment into a sentence: the database let one of them win.

    Wraps ``recording``: the constraint speaks at the latest when the transaction commits.
    """
    try:
        yield
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        refusal = _CLASHES.get(constraint)
        if refusal is None:
            raise
        raise refusal() from error


_CLASHES: dict[str, Callable[[], CustodyError]] = {
    "seal_number_once": policies.seal_in_use,
    "custody_handlingunit_label_key": policies.label_in_use,
    "unit_in_one_open_transfer": lambda: NotAllowedNow(
        "transfer.open_now", "One of these units was offered to somebody in this moment. Look again"
    ),
    "unit_on_one_mission": lambda: NotAllowedNow(
        "mission.named_elsewhere", "One of these units is named for another transport. Have that one called off first"
    ),
    "exception_one_at_a_time": lambda: NotAllowedNow(
        "exception.open_now", "Somebody asked for an exception on this unit in this moment. Look again"
    ),
    "conveyance_stopped_once": stop_policies.stopped_now,
    "guard_once_at_a_time": lambda: NotAllowedNow("guard.posted", "This guard is already posted at this unit"),
}


# --- state and place ---------------------------------------------------------------------------------


def advance(record: Record, unit: HandlingUnit, *, to: CustodyState) -> None:
    """Write the custody state that a check returned, and since when; the caller appends its event."""
    _write_state(record, [unit], to)


def advance_all(record: Record, units: Sequence[HandlingUnit], *, code: str) -> None:
    """Write the custody state that event ``code`` leads each unit to; the caller appends the events.

    Raises ``NotAllowedNow`` when the lifecycle has no such step for one of them.
    """
    reached: dict[CustodyState, list[HandlingUnit]] = {}
    for unit in units:
        reached.setdefault(policies.check_step(unit, code=code), []).append(unit)
    for state, those in reached.items():
        _write_state(record, those, state)


def _write_state(record: Record, units: Sequence[HandlingUnit], state: CustodyState) -> None:
    in_order.settle_time(record, units)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE custody_handlingunit SET custody_state = %s, state_since = %s WHERE id = ANY (%s::uuid[])",
            [state.value, record.at, [unit.pk for unit in units]],
        )
    for unit in units:
        unit.custody_state, unit.state_since = state, record.at


def hold(record: Record, unit: HandlingUnit, *, custodian: Officer | None, second: Officer | None = None) -> None:
    """Write who answers for the unit from now on; nobody once it is gone. The caller appends its event."""
    unit.custodian = custodian
    unit.co_custodian = second
    unit.held_since = None if custodian is None else record.at
    unit.save(update_fields=["custodian", "co_custodian", "held_since"])


def leave_place(record: Record, unit: HandlingUnit) -> list[Placement]:
    """End the placement of the unit, when it has one; return it for ``append(rows=…)``."""
    return leave_places(record, [unit]).get(unit.id, [])


def leave_places(record: Record, units: Sequence[HandlingUnit]) -> dict[UUID, list[Placement]]:
    """End the placements of the units; return them by unit for ``append(rows=…)``."""
    if not units:
        return {}
    by_id = {unit.id: unit for unit in units}
    ended = list(Placement.objects.raw(
        "UPDATE custody_placement SET until_at = greatest(since_at, %s)"
        " WHERE unit_id = ANY (%s::uuid[]) AND until_at IS NULL RETURNING *",
        [record.at, list(by_id)],
    ))  # fmt: skip
    for placement in ended:
        placement.unit = by_id[placement.unit_id]
    in_order.check_ends_after(record, ended)
    return {placement.unit_id: [placement] for placement in ended}


def put_in_place(record: Record, unit: HandlingUnit, place: Place, *, code: str) -> Placement:
    """Record that the unit lies in the place from now on, and return the new placement; see ``put_all``."""
    return put_all(record, [unit], place, code=code)[0]


def put_all(record: Record, units: Sequence[HandlingUnit], place: Place, *, code: str) -> list[Placement]:
    """Record that the units lie in the place from now on, and return their new placements.

    ``code`` is ``unit.arrived/1``, ``unit.stored/1`` or ``unit.placed/1``, which is appended for each; the
    first two
    move the custody state.
    """
    event, time_field = _MOVES[code]
    if code != UNIT_PLACED.code:
        advance_all(record, units, code=code)
    left = leave_places(record, units)
    token = place_token(place.id)
    placements = [
        Placement(unit=unit, stream_id=unit.stream_id, since_at=record.at, place_token=token) for unit in units
    ]
    for placement in placements:
        placement.place_sealed = seal_place(place_id=place.id, placement_id=placement.id)
    Placement.objects.bulk_create(placements)
    for unit, placement in zip(units, placements, strict=True):
        rows = [*left.get(unit.id, []), placement]
        fields: dict[str, Any] = {
            time_field: record.at,
            "placement_id": placement.id,
            "place_id": place.id,
        }
        record.append(event, on=unit, rows=rows, **fields)
    return placements


def note_opened_frozen(record: Record, unit: HandlingUnit, *, how: str, witness: Officer, reason: str) -> None:
    """Write that a unit was opened while a discrepancy had frozen it. Appends ``frozen.opened/1``."""
    record.append(
        FROZEN_OPENED, on=unit, how=how, opened_at=record.at, opened_by=record.act.actor.pseudonym,
        witness=witness.pseudonym, reason=reason,
    )  # fmt: skip


# --- labels -----------------------------------------------------------------------------------------


def label_for(text: str | None, *, field: str = "label") -> str:
    """Return the label that was given, in its one spelling, or a fresh one; raise ``InvalidInput`` on
    ``field``."""
    if text is None:
        return new_label(secrets.token_bytes(5))
    try:
        return parse_label(text)
    except InvalidInput as refusal:
        raise on_field(refusal, field) from None


def on_field(refusal: InvalidInput, field: str) -> InvalidInput:
    """Return the same refusal, said about ``field``."""
    return InvalidInput(refusal.code, refusal.message, field=field, **refusal.params)


# --- weight ------------------------------------------------------------------------------------------


def scales_of(readings: Iterable[Reading | None]) -> dict[str, Scale]:
    """Return the scales that many readings name, by code, in one query."""
    return scales_by_code({each.scale_code for each in readings if each is not None and each.scale_code is not None})


def scale_of(reading: Reading, *, gross_mg: int, scales: Mapping[str, Scale] | None = None) -> Scale | None:
    """Return the scale of a reading; raise ``InvalidInput`` when a weighing names none, or more than it
    carries.

    ``scales`` are those of all readings of the act (``scales_of``), so that many units cost one query.
    """
    method = entries.clean_method(reading.method)
    if reading.scale_code is None:
        if method == "weighed":
            raise InvalidInput("scale.missing", "Choose the scale it was weighed on", field="scale")
        return None
    scale = (scales_of([reading]) if scales is None else scales)[reading.scale_code]
    if gross_mg > scale.capacity_mg:
        raise InvalidInput(
            "weight.over_capacity",
            "{weight} is more than this scale can carry ({capacity})",
            field="gross_mg",
            weight=mass.in_words(gross_mg),
            capacity=mass.in_words(scale.capacity_mg),
        )
    return scale


def is_calibrated(record: Record, scale: Scale | None) -> bool:
    """Say whether the scale was calibrated on that day; a weight without a scale never is."""
    return scale is not None and was_calibrated(scale, at=record.at, is_live=record.act.basis is Basis.LIVE)


def tell_value(record: Record, unit: HandlingUnit) -> None:
    """Append ``unit.valued/1``: how much money a unit of cash is, and whether two counted it."""
    record.append(
        UNIT_VALUED, on=unit, valued_at=record.at, is_counted=unit.amount_counted, currency=unit.currency,
        amount_minor=unit.amount_minor, valued_by=record.act.actor.pseudonym,
    )  # fmt: skip


def open_discrepancy(
    record: Record,
    unit: HandlingUnit,
    *,
    kind: str,
    by: Officer,
    expected: str | None = None,
    found: str | None = None,
    difference_mg: int | None = None,
    tolerance_mg: int | None = None,
) -> Discrepancy:
    """Open a discrepancy (``weight``, ``count``, ``seal``, ``identity``), freeze the unit, and return the
    row.

    Appends ``discrepancy.opened/1``.
    """
    discrepancy = Discrepancy(
        unit=unit, stream_id=unit.stream_id, discrepancy_kind=kind, expected=expected, found=found,
        difference_mg=difference_mg, tolerance_mg=tolerance_mg, opened_by=by, opened_at=record.at,
    )  # fmt: skip
    discrepancy.save(force_insert=True)
    unit.discrepancy_open = True
    unit.save(update_fields=["discrepancy_open"])
    record.append(
        DISCREPANCY_OPENED,
        on=unit,
        rows=[discrepancy],
        discrepancy_id=discrepancy.id,
        discrepancy_kind=kind,
        opened_at=record.at,
        expected=expected,
        found=found,
        difference_mg=difference_mg,
        tolerance_mg=tolerance_mg,
        opened_by=by.pseudonym,
    )
    return discrepancy
