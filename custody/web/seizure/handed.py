"""What of a seizure has left the hands of the two who made it, said to them in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.template.defaultfilters import date as date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.evidence.selectors.borne import seals_borne
from custody.evidence.selectors.handed_over import given_by
from custody.web.shared.local import day_and_time

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit, Seizure
    from custody.organisation.models import Officer

FEW = 5
"""So many missing units a sentence names; each has a task of its own."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed over, of how much, with what is missing and frozen of it; no sentence where nothing was."""

    sentence: str = ""
    is_amiss: bool = False
    takers: Sequence[str] = ()
    """The badges that took it over from the two."""


def named_by(officer: Officer, units: Iterable[HandlingUnit]) -> dict[UUID, str]:
    """Return by unit what the officer knows it by: its seal as far as that is theirs to read, else its label."""
    listed = list(units)
    seals = seals_borne(officer, listed)
    return {unit.id: seals.get(unit.id, unit.label) for unit in listed}


def handed_over(
    officer: Officer, seizure: Seizure, goods: Sequence[HandlingUnit], *, here: Sequence[HandlingUnit],
    lost: Sequence[HandlingUnit],
) -> Handed:
    """Return what others took over from the two, of all goods; what came back ``here`` or is ``lost`` does not count.

    What is frozen there holds nothing back here, but who gave it learns of it.
    """
    finders = (seizure.seizing_officer_id, seizure.second_officer_id)
    given = given_by(finders, [unit.id for unit in goods])
    not_there = {unit.id for unit in (*here, *lost)}
    gone = [unit for unit in goods if unit.id in given.units and unit.id not in not_there]
    if given.at is None or not gone:
        return Handed()
    local = localtime(given.at)
    said = [_("Handed over %(at)s: %(count)d of %(all)d") % {
        "at": date_format(local, day_and_time(local)), "count": len(gone), "all": len(goods)}]  # fmt: skip
    frozen = sum(unit.discrepancy_open for unit in gone)
    if lost:
        names = list(named_by(officer, lost).values())
        words = ", ".join(names[:FEW]) + (" …" if len(names) > FEW else "")
        said.append(_("missing: %(units)s") % {"units": words})
    if frozen:
        said.append(ngettext("%(count)d is frozen", "%(count)d are frozen", frozen) % {"count": frozen})
    return Handed("; ".join(said), is_amiss=bool(lost or frozen), takers=given.takers)
