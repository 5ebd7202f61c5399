"""Units by when they came into one's hands: one tap for all that was taken over at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ValidationError
from django.template.defaultfilters import date as date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from custody.web.shared.fields import Words
from custody.web.shared.local import day_and_time
from custody.web.shared.units import MOST_AT_ONCE, UnitsField, going_along

if TYPE_CHECKING:
    from datetime import datetime

    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

_SINCE = "since-"


class TakenOverField(UnitsField):
    """Units one by one, or by one answer all that were taken over in one act; nothing of that is chosen beforehand.

    It is offered where there is a choice to make: what came at several times, or more than anybody ticks; of the newest
    few.
    """

    FEW, MOST = 30, 5
    _of_each: Mapping[str, list[str]] = MappingProxyType({})

    def offer(
        self, units: Iterable[HandlingUnit], *, ticked: bool = False, reader: Officer | None = None
    ) -> None:
        """Take the units that may be chosen, and before them an answer for what came at once."""
        every = list(units)
        rows, cut_off = every[:MOST_AT_ONCE], {unit.held_since for unit in every[MOST_AT_ONCE:]}
        super().offer(rows, ticked=ticked, reader=reader)
        together: dict[datetime, list[HandlingUnit]] = defaultdict(list)
        for unit in going_along(rows):
            if unit.held_since is not None:
                together[unit.held_since].append(unit)
        if len(together) < 2 and len(rows) <= self.FEW:
            return
        whole = {since for since, those in together.items() if len(those) > 1} - cut_off
        newest = sorted(whole, reverse=True)
        several = {since: together[since] for since in newest[: self.MOST]}
        self._of_each = {_value(since): [str(unit.id) for unit in those] for since, those in several.items()}
        self.widget.wholes = {value: len(those) for value, those in self._of_each.items()}
        offered = [(_value(since), _all_since(since, those)) for since, those in several.items()]
        self.choices = [*offered, *self._each]

    def clean(self, value: object) -> list[UUID]:
        """Return the units; an answer for several stands for each of them. Raise ``ValidationError`` where some of them
        are ticked beside it: nobody signs for all who meant a few."""
        chosen = self.named(value)
        wholes = [each for each in chosen if each in self._of_each]
        single = {each for each in chosen if each not in self._of_each}
        for whole in wholes:
            those = set(self._of_each[whole])
            if single & those and not those <= single:
                raise ValidationError(_("Tick what you took over as a whole or single units of it, not both"),
                                      code="both")  # fmt: skip
            single |= those
        listed = [each for each, _words in self._each if each in single]
        return super().clean([*listed, *single.difference(listed)])  # type: ignore[no-any-return]


def _value(since: datetime) -> str:
    return f"{_SINCE}{since.isoformat()}"


def _all_since(since: datetime, units: list[HandlingUnit]) -> Words:
    local = localtime(since)
    count = ngettext("%(count)d unit", "%(count)d units", len(units)) % {"count": len(units)}
    return Words(_("All I took over on %(at)s") % {"at": date_format(local, day_and_time(local))}, count)
