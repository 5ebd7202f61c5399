"""What is seized beside the drugs: vehicles, weapons, cash, devices, documents, and the load that hid them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Max

from custody.core.errors import InvalidInput
from custody.core.events import EXHIBIT_RECORDED_2, UNIT_REGISTERED
from custody.evidence import entries, lists, permissions, policies
from custody.evidence.actions import overloading, registering, steps, vaults
from custody.evidence.locking import lock_place, lock_seizure
from custody.evidence.models import Exhibit, HandlingUnit, Seizure
from custody.evidence.selectors.places import place_of_next
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import place_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.core.money import Money
    from custody.evidence.entries import Reading, SealEntry
    from custody.organisation.models import Officer

KIND_OF = {
    "vehicle": "seized_vehicle", "weapon": "weapon", "cash": "cash", "device": "device", "digital": "digital",
    "documents": "documents", "cover_load": "cover_load",
}  # fmt: skip
"""Kind of exhibit -> kind of the unit that holds it."""
NO_SUBSTANCE = "none"


def register_beside(
    *,
    act: Act,
    seizure_id: UUID,
    exhibit_kind: str,
    description: str,
    witness_badge: str | None = None,
    package_count: int | None = None,
    perishable: bool = False,
    reading: Reading | None = None,
    seal: SealEntry | None = None,
    label: str | None = None,
    place: str | None = None,
    currency: str | None = None,
    amount_minor: int | None = None,
) -> HandlingUnit:
    """Register something that was seized beside the drugs, and return its unit, in the custody of the actor.

    A cover load that is ``perishable`` has a clock until it is released. How much money cash is may be said, in whole
    minor units of a currency of ISO 4217, or is counted later. Nothing here burns: it is returned, released
    or handed over.

    Who: one of the two officers of the seizure, with the other, or ``witness_badge``, standing by. When: while the
    seizure is open. Appends ``exhibit.recorded/2``, ``unit.registered/1``, ``unit.valued/1`` for cash with an amount,
    ``unit.placed/1``, and
    ``place.overfilled/1`` where the place holds more than it may: it lies there, and a waiver is owed.
    """
    kind = entries.chosen(exhibit_kind, tuple(KIND_OF), field="exhibit_kind")
    what = entries.clean_reason(description, field="description", most=500)
    money = entries.clean_money(currency=currency, amount_minor=amount_minor, kind=KIND_OF[kind])
    if perishable and kind != "cover_load":
        raise InvalidInput("exhibit.perishable", "Only a cover load spoils", field="perishable")
    with steps.clashes_explained(), recording(act) as record:
        seizure = lock_seizure(seizure_id)
        permissions.check_can_register_units(act.actor, seizure)
        witness = registering.witness_of(act.actor, seizure, witness_badge)
        exhibit = new_exhibit(
            record, seizure, exhibit_kind=kind, description=what, form="perishable" if perishable else "other"
        )
        made = new_unit(
            record, seizure, exhibit, kind=KIND_OF[kind], label=label, seal=seal, package_count=package_count,
            reading=reading, witness=witness, money=money,
        )  # fmt: skip
        found = place_of_next(seizure) if place is None else place_by_code_word(code_word=place)
        if found is None:
            raise InvalidInput("place.missing", "Scan or choose the place", field="place")
        where = lock_place(found)
        policies.check_place_kind(where, (*lists.STOP_KINDS, *lists.STORE_KINDS))
        vaults.owe_passage(record, [made], where, about=UNIT_REGISTERED.code, second=witness)
        steps.put_in_place(record, made, where, code="unit.placed/1")
        overloading.note(record, where, cause=UNIT_REGISTERED.code)
        record.result = {"unit": str(made.id), "seizure": str(seizure.id)}
    return made


def new_exhibit(record: Record, seizure: Seizure, *, exhibit_kind: str, description: str, form: str) -> Exhibit:
    """Write an exhibit that is no drug, with the next number, and return it. Appends ``exhibit.recorded/2``."""
    last = seizure.exhibits.aggregate(last=Max("number"))["last"] or 0
    exhibit = Exhibit(
        seizure=seizure, stream_id=seizure.stream_id, number=last + 1, substance=NO_SUBSTANCE, form=form,
        exhibit_kind=exhibit_kind, description=description,
    )  # fmt: skip
    exhibit.save(force_insert=True)
    record.append(EXHIBIT_RECORDED_2, on=seizure, rows=[exhibit], **told(exhibit))
    return exhibit


def told(exhibit: Exhibit) -> dict[str, Any]:
    """Return the fields of the event that tells of an exhibit."""
    return {
        "exhibit_id": exhibit.id,
        "number": exhibit.number,
        "field_test": exhibit.field_test,
        "exhibit_kind": exhibit.exhibit_kind,
        "substance": exhibit.substance,
        "form": exhibit.form,
        "finding_place": exhibit.finding_place,
        "description": exhibit.description,
    }


def new_unit(
    record: Record,
    seizure: Seizure,
    exhibit: Exhibit,
    *,
    kind: str,
    label: str | None,
    seal: SealEntry | None,
    package_count: int | None,
    reading: Reading | None,
    witness: Officer,
    money: Money | None = None,
) -> HandlingUnit:
    """Register the unit of an exhibit in the custody of the actor, and return it. Appends ``unit.registered/1``."""
    draft = registering.draft(
        record, kind=kind, label=label, seizure=seizure, exhibit_id=exhibit.id, parent=None,
        reading=reading, package_count=package_count, seal=seal, weighed_by=record.act.actor, witness=witness,
        unswept=False, money=money,
    )  # fmt: skip
    return registering.write(record, [draft], custodian=record.act.actor, second=None)[0]
