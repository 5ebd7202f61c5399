"""The weight an officer reads off a scale. ``1.412`` may be two weights; then the page asks, and never
guesses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from custody.core import mass
from custody.core.errors import InvalidInput
from custody.web.shared.errors import in_words
from custody.web.shared.naming import NamesItself

READING = "_reading"


@dataclass(frozen=True, slots=True)
class Typed:
    """What came from the page: the text, and which of its two readings was chosen ("" when none was)."""

    text: str
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One of the two weights a text can mean, as a radio shows it."""

    milligrams: int
    label: str
    words: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """What a line is written in: its sign, and how many of its milligrams are one of the kilograms that are read."""

    sign: str
    per_kg: int = 1


KG, GRAMS = Unit("kg"), Unit("g", per_kg=1000)


class WeightInput(forms.TextInput):
    """A line with its unit, an echo in words, and two radios when the text has two readings."""

    unit = KG

    template_name = "custody/forms/widgets/weight.html"
    capacity_mg: int | None = None
    plausible_mg: tuple[int, int] | None = None

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        quiet = {"inputmode": "decimal", "autocomplete": "off", "spellcheck": "false", "data-weight": True}
        super().__init__({**quiet, **(attrs or {})})

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed:
        """Return the text and the chosen reading."""
        return Typed(text=data.get(name) or "", reading=data.get(name + READING) or "")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Say whether the page did not send the line at all."""
        return name not in data

    def format_value(self, value: Any) -> str | None:
        """Return what stands in the line: the text as typed, or a given mass in the reader's language."""
        if isinstance(value, Typed):
            return value.text
        if isinstance(value, int):
            return mass.kg_text(value, get_language() or "en").removesuffix("\u00a0kg")
        return None if value is None else str(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the echo, and the two readings when there are two."""
        context = super().get_context(name, value, attrs)
        text = self.format_value(value) or ""
        chosen = value.reading if isinstance(value, Typed) else ""
        context["widget"].update(self._echo(text, chosen), unit=self.unit.sign)
        return context

    def read(self, text: str) -> mass.Weight | mass.Ambiguous:
        """Return the mass, or its two readings; raise ``InvalidInput`` as the room does."""
        return mass.parse_weight(text, capacity_mg=self.capacity_mg, plausible_mg=self.plausible_mg)

    def _echo(self, text: str, chosen: str) -> dict[str, Any]:
        try:
            read = self.read(text)
        except InvalidInput:
            return {"echo": "", "readings": []}
        if isinstance(read, mass.Weight):
            return {"echo": mass.in_words(read.mg), "readings": []}
        return {
            "echo": "",
            "readings": [
                Reading(mg, shown(mg), mass.in_words(mg), is_chosen=chosen == str(mg))
                for mg in (read.first_mg, read.second_mg)
            ],
        }


class WeightField(NamesItself):
    """A mass in kilograms as written on paper; returns whole milligrams, None when it may be empty and is.

    ``capacity_mg`` is what the scale can carry, ``plausible_mg`` the least and most of such a unit: they
    decide between the two readings of ``1.412`` where they can. Where they cannot, the officer chooses.
    """

    widget: Any = WeightInput
    default_error_messages = {
        "required": _("%(field)s: enter it in kg"),
        "ambiguous": _("Is it %(first)s or %(second)s? Choose one"),
    }

    def __init__(
        self, *, capacity_mg: int | None = None, plausible_mg: tuple[int, int] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("label", _("Weight"))
        super().__init__(**kwargs)
        self.limit(capacity_mg=capacity_mg, plausible_mg=plausible_mg)

    def limit(self, *, capacity_mg: int | None = None, plausible_mg: tuple[int, int] | None = None) -> None:
        """Set what the scale can carry and what such a unit can weigh, once the page knows them."""
        self.widget.capacity_mg = capacity_mg
        self.widget.plausible_mg = plausible_mg

    def clean(self, value: Any) -> int | None:
        """Return the milligrams; raise with the room's own sentence, or with the question which weight was
        read."""
        typed = value if isinstance(value, Typed) else Typed(str(value or ""))
        if not typed.text.strip():
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required", params={"field": self.spoken})
            return None
        try:
            read: mass.Weight | mass.Ambiguous = self.widget.read(typed.text)
        except InvalidInput as error:
            raise ValidationError(in_words(error), code=error.code) from error
        if isinstance(read, mass.Weight):
            return read.mg
        for mg in (read.first_mg, read.second_mg):
            # A choice left over from another text matches neither reading and is asked again.
            if typed.reading == str(mg):
                return mg
        words = {"first": shown(read.first_mg), "second": shown(read.second_mg)}
        raise ValidationError(self.error_messages["ambiguous"], code="ambiguous", params=words)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether anything was typed."""
        return bool(data and data.text)


class GramInput(WeightInput):
    """A line in grams. Its echo comes from the house: the one on the device reads kilograms."""

    unit = GRAMS

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({**(attrs or {}), "data-weight": False})

    def format_value(self, value: Any) -> str | None:
        """Return what stands in the line: the text as typed, or a given mass in grams."""
        return super().format_value(value * self.unit.per_kg if isinstance(value, int) else value)

    def read(self, text: str) -> mass.Weight | mass.Ambiguous:
        """Return the mass of a text in grams, to the milligram; one that says another unit is read as that."""
        written = text.strip().casefold().rstrip(".")
        if "kg" in written or written.endswith("mg"):
            return super().read(text)
        least_most = self.plausible_mg and (
            self.plausible_mg[0] * self.unit.per_kg, self.plausible_mg[1] * self.unit.per_kg
        )  # fmt: skip
        try:
            read = mass.parse_weight(written.removesuffix("g"), plausible_mg=least_most)
        except InvalidInput as error:
            if error.code in ("weight.negative", "weight.too_heavy"):
                raise
            raise InvalidInput("weight.malformed", "Write the weight in grams, for example 5 or 12.345") from error
        found = (read.mg,) if isinstance(read, mass.Weight) else (read.first_mg, read.second_mg)
        if any(each % self.unit.per_kg for each in found):
            raise InvalidInput("weight.too_fine", "A weight is recorded to the milligram: three decimals of a gram")
        grams = [each // self.unit.per_kg for each in found]
        if isinstance(read, mass.Weight):
            return mass.Weight(grams[0], is_plausible=read.is_plausible)
        return mass.Ambiguous(*grams)


class GramField(WeightField):
    """A mass in grams, as a bench scale shows it; returns whole milligrams."""

    widget: Any = GramInput
    default_error_messages = {"required": _("%(field)s: enter it in g")}


def shown(milligrams: int) -> str:
    """Return the mass in the reader's language."""
    return mass.kg_text(milligrams, get_language() or "en")
