"""Inputs of the domain: what an officer reads off a door, a seal, a label or a badge, judged by ``core``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from custody.core import identifiers
from custody.core.errors import InvalidInput
from custody.web.shared.errors import in_words
from custody.web.shared.naming import NamesItself

REMARK_LIMIT = 2_000
MARKS = ".,\u066b\u066c\uff0c\uff0e"
"""What some reader takes for a decimal mark and some other for one of thousands, of whatever script."""
COUNT = re.compile(r"-?(?:[0-9]{1,24}|[1-9][0-9]{0,2}(?:[ \t\u00a0\u2009\u202f'\u2019][0-9]{3})+)")
"""Digits as a weight takes them (``core.mass``): of one script, with thousands set apart by threes or not at all."""
FieldKind = TypeVar("FieldKind", bound=forms.Field)


def asked(field: FieldKind) -> FieldKind:
    """Return a field that may be empty for the parser but not for the officer: its label does not say "optional".

    The form's own ``clean`` says when it is needed.
    """
    field.is_asked = True  # type: ignore[attr-defined]
    return field


class ScanInput(forms.TextInput):
    """One line that a scanner or a thumb can fill, with a list of suggestions when there are any."""

    template_name = "custody/forms/widgets/scan.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None, *, listed: Iterable[str] = ()) -> None:
        quiet = {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "data-scan": True,
        }
        super().__init__({**quiet, **(attrs or {})})
        self.listed: list[str] = list(listed)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs; the list is only announced when it exists."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["listed"] = self.listed
        if self.listed:
            widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}_list"
        return context


class TextField(NamesItself, forms.CharField):
    """One line of text."""

    default_error_messages = {"required": _("%(field)s: fill this in")}

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class RemarkField(NamesItself, forms.CharField):
    """Free text up to 2,000 characters, in any script, with emoji. Too long is said; nothing is cut."""

    widget = forms.Textarea(attrs={"rows": 4})
    default_error_messages = {
        "required": _("%(field)s: fill this in"),
        "max_length": _(
            "The text has %(show_value)d characters and may have %(limit_value)d. Shorten it; nothing was cut"
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Remark"))
        kwargs.setdefault("required", False)
        super().__init__(max_length=REMARK_LIMIT, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no ``maxlength``: a browser would silently cut a pasted text."""
        return {}


class CountField(NamesItself, forms.IntegerField):
    """A whole number of things, from ``least`` to ``most``. Thousands may be set apart, by a blank or an apostrophe."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": "8"})
    default_error_messages = {
        "required": _("%(field)s: enter the number, in digits"),
        "invalid": _("%(field)s: enter a whole number, in digits"),
        "marked": _("%(field)s: enter a whole number, without a point or a comma, for example 1000"),
        "min_value": _("%(field)s: enter %(limit_value)s or more"),
        "max_value": _("%(field)s: enter %(limit_value)s or less"),
    }

    def __init__(self, *, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(min_value=least, max_value=most, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """Return the number, None for nothing. A mark is refused: ``1.000`` is one to one reader and a thousand to the
        next, and the parser below takes it for one."""
        if isinstance(value, str):
            value = value.strip()
            if any(mark in value for mark in MARKS):
                raise ValidationError(self.error_messages["marked"], code="marked")
            if value and not COUNT.fullmatch(value):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            value = "".join(character for character in value if character.isdecimal() or character == "-")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return nothing: limits are checked here, not by the browser's own bubbles."""
        return {}


class FoldedRadios(forms.RadioSelect):
    """Radios in groups under their names, folded; the group of the one that is chosen stands open."""

    template_name = "custody/forms/widgets/folded.html"
    first_target = "_0_0"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template needs: name, radios and whether it is open, of each group."""
        context = super().get_context(name, value, attrs)
        context["widget"]["folds"] = [
            (words, options, any(option["selected"] for option in options))
            for words, options, _at in context["widget"]["optgroups"]
        ]
        return context


class ChoiceField(NamesItself, forms.ChoiceField):
    """Radios. The empty choice does not exist and nothing is chosen beforehand unless ``initial`` says so."""

    widget = forms.RadioSelect
    default_error_messages = {
        "required": _("%(field)s: choose an answer"),
        "invalid_choice": _("%(field)s: choose one of the answers shown"),
    }


class CheckField(forms.BooleanField):
    """One box to tick. Not required unless said."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)


class ScanField(NamesItself, forms.CharField):
    """Any code of ours, read by a scanner or typed. Returns the text in capitals, without blanks at its ends."""

    widget = ScanInput
    default_error_messages = {"required": _("%(field)s: scan or type the code")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Scan or type a code"))
        super().__init__(max_length=80, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the code in capitals."""
        return str(super().to_python(value) or "").upper()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return no ``maxlength``: a scanner types fast and a cut code looks like another code."""
        return {}


class LabelField(ScanField):
    """The label of a unit, ``7KQ4-M2XD-J``: scanned (with its prefix) or typed (with or without dashes)."""

    default_error_messages = {"required": _("Scan the label or type what stands under it")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Label"))
        super().__init__(**kwargs)
        self.widget.attrs["data-scan"] = "C"

    def clean(self, value: Any) -> str:
        """Return the label in its groups, "" when it may be empty and is; a misread character is said by its place."""
        return code_read(super().clean(value), identifiers.parse_label)


class PlaceField(ScanField):
    """A place by its code word: scanned, typed or picked from the list. Returns the value that stands behind
    it.

    Fill it with ``offer`` in the view: nothing but those places can be named, so a guess tells nothing.
    """

    default_error_messages = {
        "required": _("%(field)s: scan or choose the place"),
        "unknown": _("%(read)s is not a place you can choose here. Scan the label of the place again"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Place"))
        super().__init__(**kwargs)
        self.widget.attrs["data-scan"] = "P"
        self._values: dict[str, Any] = {}

    def offer(self, places: Iterable[tuple[Any, str]]) -> None:
        """Take the places that may be named here, as (value, code word), the last used first."""
        pairs = list(places)
        self._values = {word.upper(): value for value, word in pairs}
        _input_of(self).listed = [word for _value, word in pairs]

    def clean(self, value: Any) -> Any:
        """Return the value behind the code word, None when it may be empty and is."""
        word = unprefixed(super().clean(value), "P")
        if not word:
            return None
        if word not in self._values:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"read": word})
        return self._values[word]


@dataclass(frozen=True, slots=True)
class OnTheDoor:
    """A container number as read; ``is_doubtful`` when its check digit is wrong and the officer says so it
    stands."""

    number: str
    display: str
    is_doubtful: bool = False

    def __str__(self) -> str:
        return self.number


class ContainerInput(ScanInput):
    """The number, and the box "The door really shows this" once its check digit was found wrong."""

    template_name = "custody/forms/widgets/container.html"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, str]:
        """Return the text and the number the box was ticked for."""
        return data.get(name) or "", data.get(f"{name}_seen") or ""

    def format_value(self, value: Any) -> str | None:
        """Return the text."""
        return str(value[0]) if isinstance(value, tuple) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Offer the box for a number of the right shape whose check digit is wrong."""
        context = super().get_context(name, value, attrs)
        text, seen = value if isinstance(value, tuple) else (value or "", "")
        try:
            read = identifiers.parse_container_number(text)
        except InvalidInput:
            return context
        context["widget"].update(offers_doubt=not read.is_right, doubted=str(read), is_seen=seen == str(read))
        return context


class ContainerField(forms.Field):
    """A container number of ISO 6346, as ``OnTheDoor``; None when it may be empty and is.

    A wrong check digit is an error once, without saying which digit would fit. Then the officer may tick
    that the door really shows it: what stands on the door is a fact, and facts are not refused.
    """

    widget = ContainerInput
    default_error_messages = {"required": _("Enter the container number")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Container number"))
        super().__init__(**kwargs)
        self.widget.attrs["data-scan"] = "K"

    def clean(self, value: Any) -> OnTheDoor | None:
        """Return the number, or raise in the words of the rule it breaks."""
        text, seen = value if isinstance(value, tuple) else (str(value or ""), "")
        if not text.strip():
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            read = identifiers.parse_container_number(text)
            # The tick holds for the number it was made for, not for whatever is typed next.
            if seen != str(read):
                identifiers.check_container_number(read)
        except InvalidInput as error:
            raise ValidationError(in_words(error), code=error.code) from error
        return OnTheDoor(str(read), read.display, is_doubtful=not read.is_right)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether anything was typed."""
        return bool(data and data[0])


class Words(str):
    """The words of a radio, with a quieter line below them."""
    hint: str

    def __new__(cls, words: object, hint: object = "") -> Words:
        """Return the words, carrying their hint."""
        made = super().__new__(cls, words)
        made.hint = str(hint)
        return made


def _input_of(field: forms.Field) -> ScanInput:
    return cast("ScanInput", field.widget)


def unprefixed(text: str, letter: str) -> str:
    """Return what a label of ours holds after its prefix (``C1:``, ``P1:``, ``B1:``); typed text as it is."""
    head, mark, rest = text.partition(":")
    return rest if mark and head == f"{letter}1" else text


def code_read(text: str, parse: Callable[[str], str]) -> str:
    """Return a code in its one spelling, "" for nothing; raise in the words of the rule that refuses it."""
    try:
        return parse(text) if text else ""
    except InvalidInput as error:
        raise ValidationError(in_words(error), code=error.code) from error
