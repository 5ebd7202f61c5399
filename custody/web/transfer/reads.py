"""What a receiver read off a load, code by code, and which unit each code belongs to.

One code is enough for a unit: its seal, or its label where it bears none. The label of a unit that bears a seal says
whose seal is read next: so a seal that is not the one we know finds its unit. ``batch.js`` shows the same at once, of
labels by itself, of seals as far as the house answers it (``asked.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_label, parse_seal_number
from custody.web.shared.seal_fields import is_a_row

if TYPE_CHECKING:
    from django.forms import BoundField

    from custody.evidence.models import HandlingUnit


class ReadsField(forms.CharField):
    """Codes, one on each line, as a scanner ends each with Enter. Returns them in the order they were read."""

    widget = forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "autocapitalize": "characters",
                                   "spellcheck": "false", "data-scan": "C"})  # fmt: skip
    default_error_messages = {
        "strange": _("%(read)s is not on this list. Strike it out where you read or typed it wrongly, put aside what "
                     "it is on, or read its label first, then it"),
        "row": _("%(read)s is a row of seals, and a row is not read: a seal that was changed in the middle of it would "
                 "pass. Scan the seal of each unit"),
    }

    def clean(self, value: Any) -> list[str]:
        """Return the codes that stand there, none when the field is empty."""
        return [line.strip().upper() for line in str(super().clean(value)).splitlines() if line.strip()]


@dataclass(slots=True)
class Reads:
    """The newest seal read off each unit, which units without one are there, what belongs to none, and the rows of
    seals that somebody wrote instead of reading each."""

    seals: dict[UUID, str] = field(default_factory=dict)
    here: set[UUID] = field(default_factory=set)
    strange: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One unit of the list with its lines of the form. Nothing of its seal goes into the page, not even a mark: who
    knows the roll the seals were torn from would try its numbers against it, and sign for what nobody read."""

    unit: HandlingUnit
    fields: list[BoundField]
    is_open: bool
    is_read: bool
    is_asked: bool


def sorted_reads(codes: Iterable[str], units: Sequence[HandlingUnit], *, strange_left: int) -> Reads:
    """Return which unit each code belongs to. Once so many different codes as ``strange_left`` were of no unit, a seal
    counts for the label before it alone: a long list is no way to try numbers either."""
    found = Reads()
    by_label = {unit.label: unit for unit in units}
    by_seal = {unit.seal: unit for unit in units if unit.seal} if strange_left > 0 else {}
    named: HandlingUnit | None = None
    for code in codes:
        if is_a_row(code):
            # Written for a list of seals, and no try of a number: nothing is known of what was not read.
            found.rows.append(code)
            continue
        unit = by_label.get(_as_label(code) or "")
        if unit is not None:
            named = unit if unit.seal and found.seals.get(unit.id) != unit.seal else None
            if not unit.seal:
                found.here.add(unit.id)
            continue
        seal = _as_seal(code)
        whose = (named or by_seal.get(seal)) if seal else None
        named = None
        if seal is None or whose is None:
            found.strange.append(code)
            if len(set(found.strange)) >= strange_left:
                by_seal = {}
        else:
            found.seals[whose.id] = seal
    return found


def _as_label(code: str) -> str | None:
    try:
        return parse_label(code)
    except InvalidInput:
        return None


def _as_seal(code: str) -> str | None:
    if code.startswith("C1:"):
        return None
    try:
        return parse_seal_number(code)
    except InvalidInput:
        return None
