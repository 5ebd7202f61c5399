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


class WeightInput(forms.TextInput):
    """A line with its unit, an echo in words, and two radios when the text has two readings."""

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
        context["widget"].update(self._echo(text, chosen))
        return context

    def _echo(self, text: str, chosen: str) -> dict[str, Any]:
        try:
            read = mass.parse_weight(text, capacity_mg=self.capacity_mg, plausible_mg=self.plausible_mg)
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

    widget = WeightInput
    default_error_messages = {
        "required": _("%(field)s: enter it in kg"),
        "ambiguous": _("Is it %(first)s or %(second)s? Choose one"),
    }
    #: After cleaning: True where such a unit rarely weighs that. A reason to ask, never to refuse.
    is_implausible = False

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
            read = mass.parse_weight(
                typed.text, capacity_mg=self.widget.capacity_mg, plausible_mg=self.widget.plausible_mg
            )
        except InvalidInput as error:
            raise ValidationError(in_words(error), code=error.code) from error
        if isinstance(read, mass.Weight):
            self.is_implausible = not read.is_plausible
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


def shown(milligrams: int) -> str:
    """Return the mass in the reader's language."""
    return mass.kg_text(milligrams, get_language() or "en")
