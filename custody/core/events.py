"""Every kind of event the house can record: its stable code, its fields, and how secret each field is.

A code is dotted, in the past tense, with a version (``transfer.accepted/1``). A code is never renamed and never
changes its meaning; a new meaning is a new code. English sentences are templates for display time only; nothing of
them is stored. A leaf of the ledger carries a salted commitment of *every* field of the schema, absent values too,
so that presence says nothing.

Field classes: ``open`` may be shown to anyone who may see the record; ``sealed`` is place, route, planned time,
mass, seal or container number; ``personal`` is about a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from custody.core.canonical import parse_utc_text, utc_text
from custody.core.errors import InvalidInput


class FieldClass(StrEnum):
    """How secret a field is. The class decides who may read it and whether it lies encrypted."""

    OPEN = "open"
    SEALED = "sealed"
    PERSONAL = "personal"


class Kind(StrEnum):
    """What a field holds. The names are those used in the schemas below."""

    TEXT = "text"
    INT = "int"
    BOOL = "bool"
    UUID = "uuid"
    TIME = "time"
    DATE = "date"
    PERSON = "person"  # an officer's pseudonym
    TEXTS = "texts"  # a list of texts


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event schema."""

    name: str
    kind: Kind
    nullable: bool
    field_class: FieldClass


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event. ``subject`` is the kind of stream it is written on; ``"*"`` means more than one."""

    code: str
    subject: str
    sentence: str
    fields: Mapping[str, Field]

    def clean(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``values`` as canonical JSON values, every field of the schema present.

        Raises ``InvalidInput`` when a field is missing, unknown or of another kind: a programming error that must
        never reach the ledger.
        """
        unknown = set(values) - set(self.fields)
        if unknown:
            raise InvalidInput("event.unknown_field", "{event} has no field {name}", event=self.code,
                               name=sorted(unknown)[0])
        return {name: _canonical(self.code, field, values.get(name)) for name, field in self.fields.items()}


ENVELOPE: Mapping[str, Field] = {
    name: Field(name, kind, nullable, FieldClass.OPEN)
    for name, kind, nullable in (
        ("effective_at", Kind.TIME, False),
        ("occurred_at", Kind.TIME, True),
        ("device_at", Kind.TIME, True),
        ("received_at", Kind.TIME, True),
        ("basis", Kind.TEXT, False),
        ("door", Kind.TEXT, False),
        ("origin", Kind.TEXT, False),
    )
}
"""Committed with every event, beside the fields of its own schema.

``effective_at`` is the time of the fact that the state tables carry: the database's clock for a live act, the claimed
``occurred_at`` for every other basis. ``origin`` names the log the event was made for.
"""

_REGISTRY: dict[str, EventType] = {}


def event_type(code: str) -> EventType:
    """Return the type registered under ``code``; raise ``KeyError`` when there is none."""
    return _REGISTRY[code]


def all_event_types() -> list[EventType]:
    """Return every event type, sorted by code."""
    return sorted(_REGISTRY.values(), key=lambda each: each.code)


def _canonical(code: str, field: Field, value: Any) -> Any:
    if value is None:
        if field.nullable:
            return None
        raise InvalidInput("event.missing_field", "{event} needs {name}", event=code, name=field.name)
    wrong = InvalidInput("event.wrong_kind", "{event}: {name} is not a {kind}", event=code, name=field.name,
                         kind=field.kind.value)
    match field.kind:
        case Kind.TEXT | Kind.PERSON:
            if isinstance(value, str):
                return str(value)
        case Kind.INT:
            if isinstance(value, int) and not isinstance(value, bool):
                return int(value)
        case Kind.BOOL:
            if isinstance(value, bool):
                return value
        case Kind.UUID:
            if isinstance(value, UUID):
                return str(value)
        case Kind.TIME:
            if isinstance(value, datetime):
                return utc_text(value)
        case Kind.DATE:
            text = value.isoformat() if hasattr(value, "isoformat") else value
            if isinstance(text, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return text
        case Kind.TEXTS:
            if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
                return [str(each) for each in value]
    raise wrong


def native(field: Field, value: Any) -> Any:
    """Return a stored canonical value as the Python value its kind stands for (UUID, aware datetime ...)."""
    if value is None:
        return None
    if field.kind is Kind.UUID:
        return UUID(value)
    if field.kind is Kind.TIME:
        return parse_utc_text(value)
    return value


def _fields(spec: str, field_class: FieldClass) -> list[Field]:
    out = []
    for word in spec.split():
        name, _, kind = word.partition(":")
        out.append(Field(name, Kind(kind.rstrip("?")), kind.endswith("?"), field_class))
    return out


def _event(code: str, subject: str, sentence: str, *, open_: str = "", sealed: str = "",
           personal: str = "") -> EventType:
    fields = [
        *_fields(open_, FieldClass.OPEN),
        *_fields(sealed, FieldClass.SEALED),
        *_fields(personal, FieldClass.PERSONAL),
    ]
    made = EventType(code, subject, sentence, {field.name: field for field in fields})
    if code in _REGISTRY or len(made.fields) != len(fields) or made.fields.keys() & ENVELOPE.keys():
        raise ValueError(f"event {code} is registered twice or repeats a field")
    _REGISTRY[code] = made
    return made


# --- organisation -----------------------------------------------------------------------------------------------

OFFICER_REGISTERED = _event(
    "officer.registered/1", "officer", "Officer registered",
    open_="officer_id:uuid roles:texts clearance:int is_active:bool", personal="badge:text unit_code:text?")
OFFICER_CHANGED = _event(
    "officer.changed/1", "officer", "Roles or clearance of an officer changed",
    open_="roles:texts clearance:int is_active:bool", personal="badge:text unit_code:text?")
TOKEN_ISSUED = _event(
    "token.issued/1", "officer", "Token for programs issued to an officer",
    open_="officer_id:uuid", personal="issued_by:person")
CONTACT_RECORDED = _event(
    "contact.recorded/1", "officer", "Contact of an officer recorded",
    open_="contact_id:uuid verified_at:time?", personal="email:text? phone:text?")
PLACE_REGISTERED = _event(
    "place.registered/1", "place", "Place {code_word} registered",
    open_="place_id:uuid code_word:text kind:text jurisdiction:text",
    sealed="name:text? cap_mg:int? locode:text?")
SCALE_REGISTERED = _event(
    "scale.registered/1", "scale", "Scale {code} registered",
    open_="scale_id:uuid code:text capacity_mg:int division_mg:int calibrated_until:date?")
POLICY_SET = _event(
    "policy.set/1", "policy", "Policy {key} set to {value} {measure}",
    open_="policy_id:uuid key:text jurisdiction:text value:int measure:text valid_from:time valid_to:time? source:text",
    personal="proposed_by:person approved_by:person")
PLACE_REVEALED = _event(
    "place.revealed/1", "officer", "The place of a unit was consulted",
    open_="consultation_id:uuid subject_kind:text subject_id:uuid field_group:text expires_at:time",
    personal="reason:text")

# --- the stop ---------------------------------------------------------------------------------------------------

UNIT_CONTAINED = _event(
    "unit.contained/1", "unit", "Conveyance stopped and in custody",
    open_="unit_id:uuid label:text kind:text jurisdiction:text detection:text? cover_load:text? hs_code:text? "
          "origin_country:text? demo:bool remark_present:bool container_number_doubted:bool",
    sealed="container_number:text? vessel:text? imo_number:text? origin_locode:text? seal:text? remark:text?",
    personal="custodian:person co_custodian:person")
GUARD_POSTED = _event(
    "guard.posted/1", "unit", "Guard posted", open_="guard_id:uuid posted_at:time", personal="guard:person")
GUARD_RELIEVED = _event(
    "guard.relieved/1", "unit", "Guard relieved", open_="guard_id:uuid relieved_at:time")
EXTRACTION_STARTED = _event(
    "extraction.started/1", "unit", "Stripping started", personal="team_leader:person witness:person")
EXTRACTION_INTERRUPTED = _event(
    "extraction.interrupted/1", "unit", "Stripping stopped, conveyance closed again",
    open_="reason:text", sealed="seal:text?")
EXTRACTION_ENDED = _event(
    "extraction.ended/1", "unit", "Stripping ended, conveyance emptied", open_="seizure_id:uuid?")
UNIT_RELEASED = _event(
    "unit.released/1", "unit", "Conveyance released", open_="reason:text", personal="approved_by:person")

# --- the seizure ------------------------------------------------------------------------------------------------

SEIZURE_OPENED = _event(
    "seizure.opened/1", "seizure", "Seizure {code_word} opened",
    open_="seizure_id:uuid code_word:text jurisdiction:text seized_at:time conveyance_id:uuid? detection:text? "
          "concealment:text? cover_load:text? hs_code:text? origin_country:text? published_on:date? "
          "published_event:text? published_source:text? synthetic:bool demo:bool",
    sealed="origin_locode:text? published_mg:int?",
    personal="seizing_officer:person second_officer:person")
EXHIBIT_RECORDED = _event(
    "exhibit.recorded/1", "seizure", "Exhibit {number} recorded",
    open_="exhibit_id:uuid number:int field_test:text?", sealed="substance:text form:text finding_place:text?")
SEIZURE_CLOSED = _event("seizure.closed/1", "seizure", "Seizure closed: the mass adds up",
                        open_="unit_count:int", sealed="booked_mg:int burnt_mg:int sampled_mg:int variance_mg:int")

_UNIT_OPEN = (
    "unit_id:uuid label:text kind:text seizure_id:uuid? exhibit_id:uuid? jurisdiction:text seized_at:time "
    "weighing_id:uuid? seal_id:uuid? scale_id:uuid? weighing_basis:text? method:text? calibrated:bool? demo:bool "
)
_UNIT_SEALED = (
    "package_count:int? gross_mg:int? tare_mg:int? net_mg:int? seal:text? seal_class:text? barrel_number:text?"
)
UNIT_REGISTERED = _event(
    "unit.registered/1", "unit", "Unit registered as {kind}",
    open_=_UNIT_OPEN + "unswept:bool", sealed=_UNIT_SEALED,
    personal="custodian:person co_custodian:person? weighed_by:person? witness:person?")
UNIT_ENCLOSED = _event(
    "unit.enclosed/1", "unit", "Unit registered as {kind}, inside another",
    open_=_UNIT_OPEN + "parent_id:uuid", sealed=_UNIT_SEALED, personal="weighed_by:person? witness:person?")
UNIT_WEIGHED = _event(
    "unit.weighed/1", "unit", "Unit weighed ({occasion})",
    open_="weighing_id:uuid occasion:text weighing_basis:text scale_id:uuid? method:text calibrated:bool",
    sealed="gross_mg:int tare_mg:int? net_mg:int? package_count:int? expected_mg:int? tolerance_mg:int?",
    personal="weighed_by:person witness:person?")
SEAL_APPLIED = _event(
    "seal.applied/1", "unit", "Seal applied",
    open_="seal_id:uuid seal_class:text", sealed="seal:text barrel_number:text?",
    personal="applied_by:person second_officer:person?")
SEAL_REMOVED = _event(
    "seal.removed/1", "unit", "Seal removed", open_="seal_id:uuid reason:text", sealed="seal:text",
    personal="removed_by:person witness:person")
SWEEP_RECORDED = _event(
    "sweep.recorded/1", "unit", "Tracker sweep: {result}",
    open_="sweep_id:uuid methods:texts device:text? started_at:time ended_at:time result:text",
    personal="operator:person witness:person")
PHOTO_ATTACHED = _event(
    "photo.attached/1", "*", "Photo attached ({slot})",
    open_="photo_id:uuid slot:text media_type:text size_bytes:int storage_name:text",
    sealed="sha256:text", personal="taken_by:person")

# --- custody ----------------------------------------------------------------------------------------------------

TRANSFER_OFFERED = _event(
    "transfer.offered/1", "*", "Hand-over offered",
    open_="transfer_id:uuid purpose:text expires_at:time unit_count:int line_id:uuid?",
    sealed="vehicle:text? vehicle_seal:text? destination_id:uuid? escort:text?",
    personal="giver:person receiver:person receiver_second:person?")
TRANSFER_ACCEPTED = _event(
    "transfer.accepted/1", "*", "Hand-over accepted",
    open_="transfer_id:uuid purpose:text accepted_at:time line_id:uuid?", sealed="seal_seen:text?",
    personal="custodian:person co_custodian:person?")
TRANSFER_REFUSED = _event(
    "transfer.refused/1", "*", "Hand-over refused",
    open_="transfer_id:uuid line_id:uuid? refused_at:time", personal="refused_by:person reason:text")
TRANSFER_CANCELLED = _event(
    "transfer.cancelled/1", "*", "Hand-over withdrawn by the giver",
    open_="transfer_id:uuid line_id:uuid? cancelled_at:time", personal="reason:text")
UNIT_DEPARTED = _event(
    "unit.departed/1", "unit", "Departed under seal", open_="departed_at:time",
    sealed="vehicle:text? vehicle_seal:text? destination_id:uuid? escort:text?",
    personal="custodian:person co_custodian:person")
UNIT_ARRIVED = _event("unit.arrived/1", "unit", "Arrived", open_="arrived_at:time placement_id:uuid",
                      sealed="place_id:uuid")
UNIT_STORED = _event("unit.stored/1", "unit", "Put in store", open_="stored_at:time placement_id:uuid",
                     sealed="place_id:uuid")
UNIT_PLACED = _event("unit.placed/1", "unit", "Place of the unit recorded", open_="placed_at:time placement_id:uuid",
                     sealed="place_id:uuid")

# --- samples ----------------------------------------------------------------------------------------------------

SAMPLING_OPENED = _event("sampling.opened/1", "unit", "Opened for sampling", personal="sampler:person witness:person")
SAMPLE_TAKEN = _event(
    "sample.taken/1", "unit", "Sample taken ({sample_kind})",
    open_="sample_id:uuid sample_kind:text sample_unit_id:uuid taken_at:time", sealed="gross_mg:int seal:text",
    personal="sampler:person witness:person")
SAMPLING_CLOSED = _event(
    "sampling.closed/1", "unit", "Closed and sealed again", open_="weighing_id:uuid?",
    sealed="gross_mg:int? net_mg:int? package_count:int?")

# --- discrepancies ----------------------------------------------------------------------------------------------

DISCREPANCY_OPENED = _event(
    "discrepancy.opened/1", "unit", "Discrepancy opened: {discrepancy_kind}",
    open_="discrepancy_id:uuid discrepancy_kind:text opened_at:time",
    sealed="expected:text? found:text? difference_mg:int? tolerance_mg:int?", personal="opened_by:person")
DISCREPANCY_RESOLVED = _event(
    "discrepancy.resolved/1", "unit", "Discrepancy resolved",
    open_="discrepancy_id:uuid resolved_at:time still_open:bool",
    personal="resolved_by:person resolution:text")

# --- authority and destruction ----------------------------------------------------------------------------------

ORDER_RECORDED = _event(
    "order.recorded/1", "*", "Destruction order recorded",
    open_="order_id:uuid authority:text jurisdiction:text issued_on:date unit_count:int line_id:uuid?",
    sealed="number:text reasons:text?", personal="recorded_by:person")
ORDER_VERIFIED = _event("order.verified/1", "*", "Destruction order verified",
                        open_="order_id:uuid verified_at:time", personal="verified_by:person")
ORDER_REFUSED = _event("order.refused/1", "*", "Destruction order not accepted at verification",
                       open_="order_id:uuid verified_at:time", personal="verified_by:person reason:text")
FACILITY_REGISTERED = _event(
    "facility.registered/1", "facility", "Furnace {code_word} registered",
    open_="facility_id:uuid code_word:text", sealed="session_limit_mg:int place_id:uuid")
SESSION_PLANNED = _event(
    "session.planned/1", "session", "Burn planned", open_="session_id:uuid code_word:text unit_count:int",
    sealed="facility_id:uuid starts_at:time limit_mg:int planned_mg:int", personal="planner:person")
SESSION_APPROVED = _event("session.approved/1", "session", "Burn approved", open_="approved_at:time",
                          personal="approver:person witness_a:person witness_b:person")
SESSION_CANCELLED = _event("session.cancelled/1", "session", "Burn cancelled", open_="cancelled_at:time reason:text")
UNIT_SCHEDULED = _event("unit.scheduled/1", "unit", "Scheduled for a burn", open_="session_id:uuid line_id:uuid",
                        sealed="expected_mg:int?")
UNIT_UNSCHEDULED = _event("unit.unscheduled/1", "unit", "Taken out of a burn", open_="session_id:uuid line_id:uuid "
                          "reason:text")
UNIT_STAGED = _event(
    "unit.staged/1", "unit", "Checked and staged for burning", open_="session_id:uuid line_id:uuid staged_at:time",
    sealed="gross_mg:int package_count:int?", personal="checker:person")
UNIT_DESTROYED = _event(
    "unit.destroyed/1", "unit", "Destroyed before two witnesses",
    open_="session_id:uuid line_id:uuid destroyed_at:time method:text", sealed="burnt_mg:int",
    personal="witness_a:person witness_b:person")
SESSION_BURNT = _event(
    "session.burnt/1", "session", "Burn finished", open_="burnt_at:time started_at:time method:text "
    "unit_count:int", sealed="burnt_mg:int unusual_events:text", personal="witness_a:person witness_b:person")
BURN_ATTESTED = _event("burn.attested/1", "session", "A witness attested the burn",
                       open_="attestation_id:uuid statement:text attested_at:time", personal="witness:person")
UNIT_RECONCILED = _event("unit.reconciled/1", "unit", "Reconciled", open_="reconciled_at:time",
                         sealed="booked_mg:int burnt_mg:int sampled_mg:int variance_mg:int",
                         personal="auditor:person")

# --- alerts -----------------------------------------------------------------------------------------------------
# Neutral codes: the rule, and whether it concerns duress or an inquiry, is sealed.

ALERT_RAISED = _event(
    "alert.raised/1", "alert", "Alert {public_ref} raised, level {level}",
    open_="alert_id:uuid public_ref:text level:int engine:text fired_for:time",
    sealed="rule:text stage:text subject_id:uuid?")
ALERT_ACKNOWLEDGED = _event("alert.acknowledged/1", "alert", "Alert acknowledged",
                            open_="acknowledged_at:time expires_at:time?", personal="acknowledged_by:person")
ALERT_REOPENED = _event("alert.reopened/1", "alert", "Acknowledgement ran out, alert open again",
                        open_="reopened_at:time")
ALERT_RESOLVED = _event(
    "alert.resolved/1", "alert", "Alert resolved", open_="resolved_at:time", sealed="by_event:text?")
MESSAGE_CLOSED = _event(
    "message.closed/1", "alert", "Message {outcome}", open_="delivery_id:uuid channel:text outcome:text attempts:int",
    personal="recipient:person")
