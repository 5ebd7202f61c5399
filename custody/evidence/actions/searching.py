"""A unit that is not where it should be: said at once by whoever looks, searched for, declared missing, found."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.events import UNIT_FOUND, UNIT_MISSING
from custody.core.lifecycle import CustodyState
from custody.evidence import entries, policies
from custody.evidence.actions import moving, search_steps, signatures, steps
from custody.evidence.exceptions import permissions
from custody.evidence.locking import lock_place, lock_unit_and_outermost
from custody.evidence.models import HandlingUnit
from custody.evidence.permissions import check_witness
from custody.ledger.recording import recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act


def report_unlocated(
    *, act: Act, unit_id: UUID, remark: str, expected_seq: int | None = None
) -> HandlingUnit:
    """Say that a unit is not where it should be, and return it. Its custodian answers for it all the same.

    ``remark`` says what was seen: nobody freezes goods without saying why. It is frozen, leaves the burn it was planned
    for, and a search begins that has its clock. Who: whoever may handle goods, and an auditor. When: it is live and
    nobody has said so yet. Appends ``unit.unlocated/1`` and ``discrepancy.opened/1``.
    """
    said = entries.clean_reason(remark, field="remark", most=500)
    with recording(act) as record:
        unit, outermost = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        permissions.check_can_report_unlocated(act.actor, unit)
        search_steps.lose_sight_of(record, unit, outermost=outermost, by=act.actor, remark=said)
        steps.open_discrepancy(record, unit, kind="place", by=act.actor)
        record.result = {"unit": str(unit.id)}
    return unit


def declare_missing(
    *, act: Act, unit_id: UUID, remark: str | None = None, expected_seq: int | None = None
) -> HandlingUnit:
    """Say that the search has failed, and return the unit. All that lies in its place is to be counted.

    Who: a supervisor or duty officer. When: it is not located. Appends ``unit.missing/1``, which asks for the
    inventory.
    """
    said = entries.clean_text(remark, field="remark", most=500)
    with recording(act) as record:
        unit, outermost = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        after = permissions.check_can_declare_missing(act.actor, unit)
        search_steps.turn(unit, after)
        record.append(
            UNIT_MISSING,
            on=unit,
            missing_at=record.at,
            place_id=search_steps.place_id_of(outermost),
            declared_by=act.actor.pseudonym,
            remark=said,
        )
        record.result = {"unit": str(unit.id)}
    return unit


def record_found(
    *,
    act: Act,
    unit_id: UUID,
    witness_badge: str,
    remark: str,
    place: str | None = None,
    expected_seq: int | None = None,
) -> HandlingUnit:
    """Record that a unit was found, and return it. It stays frozen until a supervisor has explained where it was.

    ``place`` (a code word) says where an outermost unit lies now. Who: whoever may handle goods, and an auditor, with a
    witness, who signs later by their own authentication: until then it does not leave, whether it was found in a vault
    or came out of one. When: it is not located, or missing. Appends ``unit.found/1``, with a place ``unit.placed/1``,
    ``place.overfilled/1`` where the place holds more than it may (it lies there all the same), ``signature.owed/1``.
    """
    said = entries.clean_reason(remark, field="remark", most=500)
    witness = officer_by_badge(badge=witness_badge, field="witness_badge")
    where = None if place is None else place_by_code_word(code_word=place)
    with recording(act) as record:
        unit, _ = lock_unit_and_outermost(unit_id)
        policies.check_version(unit, expected_seq)
        after = permissions.check_can_find(act.actor, unit)
        check_witness(act.actor, witness)
        search_steps.turn(unit, after)
        record.append(
            UNIT_FOUND,
            on=unit,
            found_at=record.at,
            found_by=act.actor.pseudonym,
            witness=witness.pseudonym,
            remark=said,
        )
        if where is not None:
            policies.check_outermost(unit)
            policies.check_place_kind(where, policies.kinds_to_move_to(unit))
            if unit.custody_state != CustodyState.IN_TRANSIT:
                moving.put_by_kind(record, [unit], lock_place(where), code="unit.placed/1")
        # Two by a typed badge are not two yet: what one may have carried out of a vault waits for the other.
        signatures.owe(record, [unit], matter="witness", about=UNIT_FOUND.code, wanted=witness)
        record.result = {"unit": str(unit.id)}
    return unit
