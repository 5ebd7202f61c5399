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
from custody.web.shared.errors import in_words
from custody.web.shared.fields import ScanField, code_read

MOST_IN_A_ROW = 2000
# Two points, what a telephone makes of them, or a dash with blanks about it.
_ROW = re.compile(r"\s*(?:\.\.+|…)\s*|\s+[-–—]\s+")
_DASH = re.compile(r"\s*[-–—]\s*")


class SealField(ScanField):
    """A seal number; returns the one spelling by which seals are compared."""

    default_error_messages = {
        "required": _("Enter the seal number"),
        "row": _("%(read)s is a row of seals. Enter one number: the one on this seal"),
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
        "twice": _("Seal %(read)s stands there twice. Read it again"),
    }

    def clean(self, value: Any) -> list[str]:
        """Return the seal numbers, none when the field is empty."""
        found = [seal for line in str(super().clean(value)).splitlines() for seal in self._line(line)]
        twice = next((seal for seal, count in Counter(found).items() if count > 1), None)
        if twice:
            raise ValidationError(self.error_messages["twice"], code="twice", params={"read": twice})
        return found

    def _line(self, line: str) -> list[str]:
        ends = [part for part in _ROW.split(line.strip().replace(",", " ")) if part.strip()]
        if not ends:
            return []
        if len(ends) == 1 and _looks_like_a_row(ends[0]):
            first, last = _DASH.split(ends[0].strip())
            whole = last if seals_between(first, last) else first.rstrip("0123456789") + last
            said = {"read": line.strip(), "row": f"{first}..{whole}"}
            raise ValidationError(self.error_messages["dash"], code="dash", params=said)
        try:
            ends = [identifiers.parse_seal_number(end) for end in ends]
        except InvalidInput as refused:
            said = {"read": line.strip(), "why": in_words(refused)}
            raise ValidationError(self.error_messages["seal"], code="seal", params=said) from None
        row = ends if len(ends) == 1 else seals_between(*ends[:2])
        if not row or len(ends) > 2:
            raise ValidationError(self.error_messages["row"], code="row", params={"read": line.strip()})
        return row


def seals_between(first: str, last: str) -> list[str]:
    """Return the seals of a row, both ends with it: the same letters before a number of as many digits, rising.
    Empty for anything else, and for more than 2,000."""
    at = len(first) - len(first[len(first.rstrip("0123456789")):])
    low, high = first[at:], last[at:]
    if first[:at] != last[:at] or len(low) != len(high) or not (low.isdecimal() and high.isdecimal()):
        return []
    if not 0 <= int(high) - int(low) < MOST_IN_A_ROW:
        return []
    return [f"{first[:at]}{number:0{len(low)}d}" for number in range(int(low), int(high) + 1)]


def is_a_row(typed: str) -> bool:
    """Say whether somebody wrote a row of seals where one number is asked."""
    return bool(_ROW.search(typed.strip())) or _looks_like_a_row(typed)


def _looks_like_a_row(typed: str) -> bool:
    """Say whether a dash stands between two seals of one row. A seal with a dash of its own is one number: its parts
    are no seals by themselves, or do not rise, or are nothing but digits."""
    ends = _DASH.split(typed.strip())
    if len(ends) != 2:
        return False
    try:
        first, last = (identifiers.parse_seal_number(end) for end in ends)
    except InvalidInput:
        return False
    letters = first.rstrip("0123456789")
    return bool(letters) and max(len(seals_between(first, each)) for each in (last, letters + last)) > 1
