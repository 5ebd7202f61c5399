"""What a request may say: exact types, no unknown names. Whether it makes sense, the action decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from custody.core.canonical import LARGEST_INTEGER
from custody.evidence import lists
from custody.evidence.entries import Circumstances, NewExhibit, NewSample, NewUnit, Reading, Route, SealEntry

MOST_UNITS = 2000
MOST_TEXT = 10_000
_NAME_SHOWN = 60
_DIGITS = re.compile(r"-?[0-9]{1,19}")


def codes(known: Iterable[str]) -> str:
    """Return the help text of a field that takes one of a list."""
    return f"One of: {', '.join(known)}."


def _is_form(field: serializers.Field[Any, Any, Any, Any]) -> bool:
    """Say whether the body is a form, which is all text."""
    return isinstance(getattr(field.root, "initial_data", None), QueryDict)


class Strict(serializers.Serializer[Any]):
    """A body. A name that is not known here is refused by its name: it may be a misspelt fact."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the values; raise ``ValidationError`` with the fields that cannot be used."""
        if isinstance(data, Mapping):
            unknown = [str(name)[:_NAME_SHOWN] for name in data if name not in self.fields]
            if unknown:
                raise serializers.ValidationError({name: [_("This name is not known here")] for name in unknown})
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """Text; a number is not text."""

    default_error_messages = {"invalid": _("This must be text")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MOST_TEXT)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A whole number as JSON writes it; no text, no fraction, no true."""

    default_error_messages = {"invalid": _("This must be a whole number")}

    def __init__(self, *, min_value: int = -LARGEST_INTEGER, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=LARGEST_INTEGER, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """Return the number. A form with a file has no numbers: there it is written in digits."""
        if isinstance(data, str) and _is_form(self) and _DIGITS.fullmatch(data):
            data = int(data)
        if type(data) is not int:
            self.fail("invalid")
        return int(data)


class Flag(serializers.BooleanField):
    """true or false, and nothing that resembles them."""

    default_error_messages = {"invalid": _("This must be true or false")}

    def to_internal_value(self, data: Any) -> bool:
        """Return the value. A form with a file has no values of this kind: there it is written as a word."""
        if isinstance(data, str) and _is_form(self):
            data = {"true": True, "false": False}.get(data, data)
        if not isinstance(data, bool):
            self.fail("invalid")
        return bool(data)


class Id(serializers.UUIDField):
    """The id of a record."""

    def to_internal_value(self, data: Any) -> UUID:
        """Return the id."""
        if not isinstance(data, str):
            self.fail("invalid", value=str(data)[:_NAME_SHOWN])
        return super().to_internal_value(data)


class Day(serializers.DateField):
    """A day of the calendar."""

    def to_internal_value(self, value: Any) -> date:
        """Return the day."""
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


@extend_schema_field(OpenApiTypes.DATETIME)
class Instant(serializers.Field[datetime, Any, str, Any]):
    """A moment with its offset to UTC. It leaves as UTC."""

    default_error_messages = {"invalid": _("Write a moment with its offset, like 2026-03-01T14:05:00+01:00")}

    def to_internal_value(self, data: Any) -> datetime:
        """Return the moment in UTC."""
        found = None
        if isinstance(data, str):
            try:
                found = parse_datetime(data)
                found = None if found is None or found.tzinfo is None else found.astimezone(UTC)
            except (ValueError, OverflowError):
                found = None
        if found is None:
            self.fail("invalid")
        return found

    def to_representation(self, value: datetime) -> str:
        """Return the moment as text in UTC."""
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def ids(**kwargs: Any) -> serializers.ListField:
    """Return a field of at least one record."""
    return serializers.ListField(child=Id(), allow_empty=False, max_length=MOST_UNITS, **kwargs)


def version() -> Whole:
    """Return the field that says which version of the record the sender had read."""
    return Whole(required=False, allow_null=True, help_text="The `version` that was read. Another one now: 409.")


class Versions(serializers.DictField):
    """Which version of each record the sender had read, by id."""

    child = Whole()

    def to_internal_value(self, data: Any) -> Any:
        """Return the versions by id."""
        id_field = Id()
        return {id_field.run_validation(name): seq for name, seq in super().to_internal_value(data).items()}


class Nothing(Strict):
    """An empty body."""


class SealIn(Strict):
    """A seal that is put on."""

    number = Text()
    seal_class = Text(
        default="bag", allow_null=True,
        help_text=f"{codes(('bag', 'I', 'S', 'H'))} Null: as the register of seals says.",
    )  # fmt: skip
    barrel_number = Text(required=False, allow_null=True)


class FoundSealIn(SealIn):
    """The seal of goods that are registered, or of one unit that is sealed or gets another seal."""

    looked_again = Flag(
        default=False,
        help_text="It shows this although the number was used before or withdrawn, or differs on pin and barrel: the "
        "unit is frozen.",
    )


class ReadingIn(Strict):
    """One time something lay on a scale. Masses are whole milligrams."""

    gross_mg = Whole()
    scale = Text(required=False, allow_null=True, help_text="Code of the scale; needed when `method` is weighed.")
    weighing_basis = Text(required=False, allow_null=True)
    method = Text(default="weighed", help_text=codes(lists.METHODS))
    tare_mg = Whole(required=False, allow_null=True)
    net_mg = Whole(required=False, allow_null=True)
    package_count = Whole(required=False, allow_null=True)


class CircumstancesIn(Strict):
    """How a seizure or a stop came about."""

    detection = Text(required=False, allow_null=True, help_text=codes(lists.DETECTIONS))
    concealment = Text(required=False, allow_null=True, help_text=codes(lists.CONCEALMENTS))
    cover_load = Text(required=False, allow_null=True)
    hs_code = Text(required=False, allow_null=True)
    origin_country = Text(required=False, allow_null=True)
    origin_locode = Text(required=False, allow_null=True)


class ExhibitIn(Strict):
    """One substance, one form and one finding place."""

    substance = Text(help_text=codes(lists.SUBSTANCES))
    form = Text(help_text=codes(lists.FORMS))
    finding_place = Text(required=False, allow_null=True)
    field_test = Text(required=False, allow_null=True, help_text=codes(lists.FIELD_TESTS))


class NewUnitIn(Strict):
    """A unit to register. Without a label the house draws one."""

    kind = Text(help_text=codes(("brick", "bag", "drum", "box", "pallet")))
    label = Text(required=False, allow_null=True)  # type: ignore[assignment]
    exhibit_number = Whole(default=1)
    package_count = Whole(required=False, allow_null=True)
    reading = ReadingIn(required=False, allow_null=True)
    seal = FoundSealIn(required=False, allow_null=True)
    parent_label = Text(required=False, allow_null=True)
    volume_ml = Whole(required=False, allow_null=True, help_text="Of a liquid, in whole millilitres.")


class SampleIn(Strict):
    """A quantity taken out, in a sealed bag of its own."""

    sample_kind = Text(help_text=codes(lists.SAMPLE_KINDS))
    reading = ReadingIn()
    seal = FoundSealIn()
    label = Text(required=False, allow_null=True)  # type: ignore[assignment]
    bound_for = Text(required=False, allow_null=True, help_text=codes(lists.SAMPLE_DESTINATIONS))


class RouteIn(Strict):
    """How a load leaves. The destination is a code word."""

    vehicle = Text()
    vehicle_seal = Text()
    escort = Text(allow_null=True, help_text="Null says that no escort goes along.")
    destination = Text()


def vehicle_seals() -> serializers.ListField:
    """Return the field of what was read off the vehicles of a load."""
    return serializers.ListField(
        child=Text(allow_null=True), max_length=20, required=False, allow_null=True,
        help_text="What was read off the vehicle of a departure, a stop or an arrival, off each where there are "
        "several; null for a seal that is missing or damaged.",
    )  # fmt: skip


class SeenIn(Strict):
    """What was read off one unit. ``seal_seen`` is null when the seal is missing or damaged; one that differs is
    recorded and answered with ``seal.read_again``, until the rule lets it count: then it
    opens a discrepancy. A second reading comes with a key of its own."""

    unit_id = Id()
    seal_seen = Text(required=False, allow_null=True)
    reading = ReadingIn(required=False, allow_null=True)


def seal_of(said: Mapping[str, Any]) -> SealEntry:
    """Return the seal as the rooms take it."""
    return SealEntry(**said)


def reading_of(said: Mapping[str, Any]) -> Reading:
    """Return the reading as the rooms take it."""
    return Reading(scale_code=said.get("scale"), **{name: said[name] for name in said if name != "scale"})


def circumstances_of(said: Mapping[str, Any] | None) -> Circumstances:
    """Return the circumstances as the rooms take them."""
    return Circumstances(**(said or {}))


def exhibit_of(said: Mapping[str, Any]) -> NewExhibit:
    """Return the exhibit as the rooms take it."""
    return NewExhibit(**said)


def unit_of(said: Mapping[str, Any]) -> NewUnit:
    """Return the unit to register as the rooms take it."""
    reading, seal = said.get("reading"), said.get("seal")
    return NewUnit(
        **{
            **said,
            "reading": None if reading is None else reading_of(reading),
            "seal": None if seal is None else seal_of(seal),
        }
    )


def sample_of(said: Mapping[str, Any]) -> NewSample:
    """Return the sample as the rooms take it."""
    return NewSample(**{**said, "reading": reading_of(said["reading"]), "seal": seal_of(said["seal"])})


def route_of(said: Mapping[str, Any] | None) -> Route | None:
    """Return the route as the rooms take it, or ``None``."""
    return None if said is None else Route(**said)
