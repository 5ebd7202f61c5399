"""Signatures that a second person owes: named in an act is not signed. Each step takes ``record`` first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.act import Basis
from custody.core.errors import InvalidInput, NotFound
from custody.core.events import (
    EMERGENCY_ENDED,
    GUARD_POSTED,
    SEIZURE_OPENED,
    SIGNATURE_GIVEN,
    SIGNATURE_OWED,
    UNIT_BOOKED,
    UNIT_REGISTERED,
)
from custody.core.exceptional import BARRING, GUARD, MOVED, OUSTED
from custody.evidence.exceptions import permissions, policies
from custody.evidence.locking import lock_units
from custody.evidence.models import Countersignature, HandlingUnit
from custody.evidence.selectors import exceptions as selectors
from custody.evidence.selectors import places
from custody.ledger.recording import recording
from custody.organisation.selectors import current_site_of

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.evidence.models import Seizure
    from custody.ledger.recording import Record
    from custody.organisation.models import Officer

MOST = 500
OLD = frozenset({Basis.SCENARIO, Basis.OPENING})
"""What is replayed or was there before our record began: there is nobody any more who could sign."""


def owe(
    record: Record,
    units: Sequence[HandlingUnit],
    *,
    matter: str,
    about: str,
    wanted: Officer | None,
    owed_by: Officer | None = None,
) -> list[Countersignature]:
    """Write that a second person has yet to sign for what was done with the units; return the rows.

    ``about`` is the code of the event that told it, ``owed_by`` who did it: the actor unless said otherwise. Appends
    ``signature.owed/1`` for each unit.
    """
    doer = owed_by or record.act.actor
    owed = [
        Countersignature(
            unit=unit, stream_id=unit.stream_id, matter=matter, about=about, owed_by=doer, wanted=wanted,
            owed_at=record.at,
        )
        for unit in units
    ]  # fmt: skip
    Countersignature.objects.bulk_create(owed)
    if matter in BARRING:
        _set_owed(units, barred={unit.id for unit in units})
    for row in owed:
        unit = row.unit
        record.append(
            SIGNATURE_OWED,
            on=unit,
            rows=[row],
            signature_id=row.id,
            matter=matter,
            about=about,
            owed_at=record.at,
            still_owed=unit.signature_owed,
            owed_by=doer.pseudonym,
            wanted=None if wanted is None else wanted.pseudonym,
        )
    return owed


def owe_second(
    record: Record, units: Sequence[HandlingUnit], *, about: str, wanted: Officer, owed_by: Officer | None = None
) -> list[Countersignature]:
    """Write that the second officer who was named in an act of the quay has yet to sign it on a device of their own,
    and return what is owed.

    One signature for all units of one seizure, on the first of them: it is the act that is signed, and its other units
    stand in the ledger under the same act. Nothing waits for it but the order and the closing. A replay or an opening
    record asks nobody: there is no second person any more who could sign. Appends ``signature.owed/1``.
    """
    if record.act.basis in OLD:
        return []
    return owe(record, _firsts(units), matter="second", about=about, wanted=wanted, owed_by=owed_by)


def owe_second_keeper(
    record: Record, units: Sequence[HandlingUnit], *, about: str, wanted: Officer, owed_by: Officer
) -> None:
    """Write that the second keeper whom a list of old stock names has yet to sign that they have it: who was named has
    not signed, and serves today. One signature for all units of a seizure. Appends ``signature.owed/1``."""
    owe(record, _firsts(units), matter="second", about=about, wanted=wanted, owed_by=owed_by)


def owe_for_goods(record: Record, seizure: Seizure, units: Sequence[HandlingUnit], *, wanted: Officer) -> None:
    """Write that who stood by has yet to sign for goods that were registered. A signature of theirs for the seizure, or
    for goods of it, that still waits is given for all that stands there then; one that was given saw nothing of these.
    Appends ``signature.owed/1``."""
    about = (SEIZURE_OPENED.code, UNIT_REGISTERED.code)
    if not selectors.seconds_owed([seizure.id]).filter(wanted=wanted, about__in=about).exists():
        owe_second(record, units, about=UNIT_REGISTERED.code, wanted=wanted)


def owe_first_weight(record: Record, unit: HandlingUnit, *, wanted: Officer | None) -> None:
    """Write that a second person has yet to sign for the first weight of goods that left the quay without one (R24): it
    is all that their mass will ever be held against, and at the quay two sign for it. Who was named as the witness
    signs, or whoever commands where nobody was. One signature for all units of a seizure, as for goods that are
    registered: one of the same two that still waits is given for all that stands there then. A replay or an opening
    record asks nobody. Appends ``signature.owed/1``."""
    if record.act.basis in OLD:
        return
    waiting = selectors.seconds_owed([] if unit.seizure_id is None else [unit.seizure_id])
    if not waiting.filter(wanted=wanted, owed_by=record.act.actor, about=UNIT_BOOKED.code).exists():
        owe(record, [unit], matter="second", about=UNIT_BOOKED.code, wanted=wanted)


def owe_guard(record: Record, unit: HandlingUnit, *, guard: Officer) -> None:
    """Write that who was posted by somebody else has yet to say that they stand there. Appends ``signature.owed/1``."""
    if record.act.basis not in OLD and guard.id != record.act.actor.id:
        owe(record, [unit], matter=GUARD, about=GUARD_POSTED.code, wanted=guard)


def owe_keepers(record: Record, units: Sequence[HandlingUnit], *, about: str) -> None:
    """Write that who keeps the units has yet to sign for what an outsider read off them, before they leave or burn:
    the keeper of a store presents the goods, the first of a crew what it brought. Appends ``signature.owed/1`` for
    each."""
    by_keeper: dict[UUID | None, list[HandlingUnit]] = {}
    for unit in units:
        by_keeper.setdefault(unit.custodian_id, []).append(unit)
    for theirs in by_keeper.values():
        owe(record, theirs, matter="witness", about=about, wanted=theirs[0].custodian)


def owe_hearing(
    record: Record, units: Sequence[HandlingUnit], *, about: str, wanted: Officer, owed_by: Officer
) -> list[Countersignature]:
    """Write that somebody who answered for the units has yet to hear that others do now, by whose command, and return
    what is owed: as for a second officer, one for all units of a seizure. Appends ``signature.owed/1``."""
    if record.act.basis in OLD:
        return []
    return owe(record, _firsts(units), matter=OUSTED, about=about, wanted=wanted, owed_by=owed_by)


def owe_sight(record: Record, units: Sequence[HandlingUnit], *, about: str) -> None:
    """Write that another person has yet to see the units where one says that they lie now: what moves on paper between
    two counts would else be looked for by neither (R22, C25). One signature for all units of a seizure; nothing waits
    for it. A replay or an opening record asks nobody. Appends ``signature.owed/1``."""
    if record.act.basis not in OLD:
        owe(record, _firsts(units), matter=MOVED, about=about, wanted=None)


def _firsts(units: Sequence[HandlingUnit]) -> list[HandlingUnit]:
    first = {unit.seizure_id or unit.id: unit for unit in reversed(units)}
    return list(reversed(first.values()))


def sign(*, act: Act, signature_ids: Sequence[UUID]) -> list[Countersignature]:
    """Sign for acts that are recorded already, and return the signatures.

    Who: the person who was named, or who commands where nobody was or who was named serves no more; never who did it.
    That somebody has heard who took over by command, only that person signs.
    When: while they are owed; to have seen goods where they are said to lie, at that site.
    Appends ``signature.given/1`` for each, and ``emergency.ended/1`` when that confirms a move in an emergency.
    """
    wanted = list(dict.fromkeys(signature_ids))
    if not 0 < len(wanted) <= MOST:
        raise InvalidInput("signatures.count", "Sign between 1 and {most} things at once", field="signatures",
                           most=MOST)  # fmt: skip
    with recording(act, authorises=True) as record:
        of_units = Countersignature.objects.filter(pk__in=wanted).values_list("unit_id", flat=True)
        units = {unit.id: unit for unit in lock_units(sorted(of_units))}
        rows = {row.id: row for row in Countersignature.objects.filter(pk__in=wanted).select_related("wanted")}
        if len(rows) != len(wanted):
            raise NotFound
        for signature in rows.values():
            signature.unit = units[signature.unit_id]
        _sign(record, [rows[each] for each in wanted])
        record.result = {"signatures": [str(each) for each in wanted], "unit": str(rows[wanted[0]].unit_id)}
    return [rows[each] for each in wanted]


def _sign(record: Record, signatures: Sequence[Countersignature]) -> None:
    """Write the signatures of who may give them."""
    signer = record.act.actor
    for signature in signatures:
        permissions.check_can_sign(signer, signature)
        if signature.matter == MOVED:
            policies.check_there(signature, is_elsewhere=places.lies_off(signature.unit, site=current_site_of(signer)))
    give(record, signatures)


def give(record: Record, signatures: Sequence[Countersignature]) -> None:
    """Write that the actor signed, whose part that is by what was done now. A step; many cost as one. The units are
    locked. Appends ``signature.given/1`` for each, ``emergency.ended/1`` for the move that one confirms."""
    signer = record.act.actor
    for signature in signatures:
        signature.signed_by, signature.signed_at = signer, record.at
    Countersignature.objects.bulk_update(signatures, ["signed_by", "signed_at"])
    units = list({signature.unit_id: signature.unit for signature in signatures}.values())
    _set_owed(units, barred=selectors.barred_among(units))
    for signature in signatures:
        unit = signature.unit
        record.append(
            SIGNATURE_GIVEN,
            on=unit,
            rows=[signature],
            signature_id=signature.id,
            signed_at=record.at,
            still_owed=unit.signature_owed,
            signed_by=signer.pseudonym,
        )
        if signature.matter == "emergency":
            unit.emergency_move = unit.sealed_view = False
            unit.save(update_fields=["emergency_move", "sealed_view"])
            record.append(EMERGENCY_ENDED, on=unit, ended_at=record.at, confirmed_by=signer.pseudonym)


def _set_owed(units: Iterable[HandlingUnit], *, barred: Collection[UUID]) -> None:
    """Write on the units whether a signature that bars them is owed; those on which that changes, in one statement."""
    changed = [unit for unit in units if unit.signature_owed != (unit.id in barred)]
    for unit in changed:
        unit.signature_owed = unit.id in barred
    HandlingUnit.objects.bulk_update(changed, ["signature_owed"])
