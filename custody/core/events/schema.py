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
    raise InvalidInput("event.wrong_kind", "{event}: {name} is not a {kind}", event=code, name=field.name,
                       kind=field.kind.value)


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


def event(code: str, subject: str, sentence: str, *, open_: str = "", sealed: str = "",
          personal: str = "") -> EventType:
    """Register an event type and return it; each field as ``name:kind`` or ``name:kind?``."""
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
