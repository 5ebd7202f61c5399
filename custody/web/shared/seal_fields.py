"""Seal numbers as an officer types or scans them: one, or a row of them. A row never passes for one number."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from custody.core import identifiers
from custody.core.errors import InvalidInput
from custody.core.identifiers import ends_of_a_row, seals_between
from custody.web.shared.errors import in_words
from custody.web.shared.fields import ScanField, code_read

_DASH = re.compile(r"\s*[-–—]\s*")
#: Between the ends of a row where nobody means anything else: two points, what a telephone makes of them, or a dash
#: with blanks about it. Any other word or sign is believed where the row has as many numbers as there are units.
_SURE = re.compile(r"\.\.|…|\s[-–—]\s")


class SealField(ScanField):
    """A seal number; returns the one spelling by which seals are compared."""

    default_error_messages = {
        "required": _("Enter the seal number"),
        "row": _("%(read)s is a row of seals. Enter one number: the one on this seal"),
        "several": _("%(read)s is more than one seal, or has a word in it. Give one number as it stands on the seal, "
                     "without a blank"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Seal number"))
        super().__init__(**kwargs)
        self.widget.attrs["data-scan"] = "S"

    def clean(self, value: Any) -> str:
        """Return the seal number, "" when it may be empty and is; raise in the rule's own words, or for a row."""
        typed = str(super().clean(value))
        if is_a_row(typed):
            raise ValidationError(self.error_messages["row"], code="row", params={"read": typed})
        if identifiers.is_more_than_one(typed):
            raise ValidationError(self.error_messages["several"], code="several", params={"read": typed})
        return code_read(typed, identifiers.parse_seal_number)


class SealsField(forms.CharField):
    """Seal numbers, one on each line, or a row of them as ``first..last``. Returns them in the order given.

    A scanner ends each number with Enter, and the camera adds one after the other: each stands on a line of its own.
    """

    widget = forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "autocapitalize": "characters",
                                   "spellcheck": "false", "data-scan": "S"})  # fmt: skip
    default_error_messages = {
        "seal": _("%(read)s: %(why)s"),
        "row": _("%(read)s is no row of seals. Give the first and the last, for example A1001..A1064"),
        "dash": _("Is %(read)s a row of seals? Then write two points between the first and the last: %(row)s"),
        "blank": _("Is %(read)s a row of seals? Then write two points between the first and the last: %(row)s. "
                   "If it is one seal, write it without the blank"),
        "whole": _("Write each seal of %(read)s whole, with its letters"),
        "twice": _("Seal %(read)s stands there twice. Read it again"),
    }

    #: How many there are to seal, where the page knows: by it a row is told from one number with blanks in it.
    wanted: int | None = None

    def clean(self, value: Any) -> list[str]:
        """Return the seal numbers, none when the field is empty."""
        read = [self._line(line) for line in str(super().clean(value)).splitlines()]
        found = [seal for seals, _doubt in read for seal in seals]
        doubt = next((doubt for _seals, doubt in read if doubt), None)
        if doubt and len(found) != self.wanted:
            raise doubt
        twice = next((seal for seal, count in Counter(found).items() if count > 1), None)
        if twice:
            raise ValidationError(self.error_messages["twice"], code="twice", params={"read": twice})
        return found

    def _line(self, line: str) -> tuple[list[str], ValidationError | None]:
        """Return the seals of one line, and what is asked where it may be no row after all; raise for what is none."""
        listed = [part for part in re.split(r"[,;]", line) if part.strip()]
        if len(listed) > 1 and all(_parsed(part) or is_a_row(part) for part in listed):
            numbers = [_parsed(part) for part in listed]
            if any(map(str.isdecimal, numbers)) and not all(map(str.isdecimal, numbers)):
                # Letters written once for all: what follows would be seals that nobody has.
                raise ValidationError(self.error_messages["whole"], code="whole", params={"read": line.strip()})
            parts = [self._line(part) for part in listed]
            doubt = next((each for _seals, each in parts if each), None)
            return [seal for seals, _doubt in parts for seal in seals], doubt
        line = line.replace(",", " ").replace(";", " ")
        ends = ends_of_a_row(line)
        if not ends:
            return [], None
        if len(ends) == 1 and _looks_like_a_row(ends[0]):
            ends = _DASH.split(ends[0].strip())
        if len(ends) == 2 and not _SURE.search(line) and not seals_between(*map(_parsed, ends)):
            # Before the last digits alone nobody writes the letters once more.
            ends = [ends[0], _parsed(ends[0]).rstrip("0123456789") + ends[1].strip()]
        numbers = [_parsed(part) for part in line.split()]
        if len(ends) == 2 and not _SURE.search(line) and (row := seals_between(*map(_parsed, ends))):
            said = {"read": line.strip(), "row": f"{row[0]}..{row[-1]}"}
            if self.wanted is None and not is_a_row(line):
                # Nothing but digits, printed in two parts: one number, unless it stands for many.
                return [_parsed("".join(ends))], None
            why = "blank" if len(numbers) == 2 and all(numbers) else "dash"
            return row, ValidationError(self.error_messages[why], code=why, params=said)
        if len(ends) == 1 and (sum(each[:1].isalpha() for each in numbers) > 1 or identifiers.is_more_than_one(line)):
            raise ValidationError(self.error_messages["row"], code="row", params={"read": line.strip()})
        try:
            ends = [identifiers.parse_seal_number(end) for end in ends]
        except InvalidInput as refused:
            said = {"read": line.strip(), "why": in_words(refused)}
            raise ValidationError(self.error_messages["seal"], code="seal", params=said) from None
        row = ends if len(ends) == 1 else seals_between(*ends[:2])
        if not row or len(ends) > 2:
            raise ValidationError(self.error_messages["row"], code="row", params={"read": line.strip()})
        return row, None


def is_a_row(typed: str) -> bool:
    """Say whether somebody wrote a row of seals where one number is asked."""
    return bool(_SURE.search(typed.strip())) or _looks_like_a_row(typed) or identifiers.is_a_row(typed)


def _parsed(typed: str) -> str:
    """Return a seal number in its one spelling, "" for what is none."""
    try:
        return identifiers.parse_seal_number(typed)
    except InvalidInput:
        return ""


def _looks_like_a_row(typed: str) -> bool:
    """Say whether a dash stands between two seals of one row. A seal with a dash of its own is one number: its parts
    are no seals by themselves, or do not rise, or are nothing but digits."""
    ends = _DASH.split(typed.strip())
    if len(ends) != 2:
        return False
    first, last = (_parsed(end) for end in ends)
    letters = first.rstrip("0123456789")
    return bool(last and letters) and max(len(seals_between(first, each)) for each in (last, letters + last)) > 1
