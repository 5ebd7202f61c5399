"""What stays where it is until somebody has signed, said before anybody fills in how the rest leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.core.lifecycle import CustodyState
from custody.evidence.selectors.exceptions import bars_on
from custody.web.shared.parts import Task

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

FEW = 3
"""So many labels a line names; of more it says how many there are."""


Held = dict[tuple[str, ...], list["HandlingUnit"]]
"""What stays, by the badges of those who must sign; by none where whoever commands does."""


def staying(units: Iterable[HandlingUnit]) -> Held:
    """Return what of some units stays where it is until somebody has signed, by who that is."""
    listed = [unit for unit in units if unit.signature_owed and unit.custody_state != CustodyState.IN_TRANSIT]
    who, found = bars_on(listed), Held()
    for unit in listed:
        found.setdefault(tuple(who[unit.id]), []).append(unit)
    return found


def signing(officer: Officer, held: Held) -> list[Task]:
    """Return a task for each who must sign; it leads to the signatures for who must give one, for anybody else to the
    first of the units."""
    return [
        Task(
            label=(_("%(units)s: stays until badge %(badges)s has signed for what was done with it") if badges
                   else _("%(units)s: stays until whoever commands has signed for what was done with it"))
            % _words(badges, units),
            link=reverse("exceptions:signatures") if officer.badge in badges
            else reverse("units:unit", args=[units[0].id]),
            hint=_("Each signs on their own device. The rest can leave without it"),
            status=_("Signature owed"),
            tone="warning",
        )
        for badges, units in held.items()
    ]  # fmt: skip


def lacking(held: Held) -> list[str]:
    """Return the same as what a load lacks, in words inside a sentence."""
    return [
        (_("the signature of badge %(badges)s, without which %(units)s stays here") if badges
         else _("the signature of whoever commands, without which %(units)s stays here")) % _words(badges, units)
        for badges, units in held.items()
    ]  # fmt: skip


def _words(badges: tuple[str, ...], units: list[HandlingUnit]) -> dict[str, str]:
    count = ngettext("%(count)d unit", "%(count)d units", len(units)) % {"count": len(units)}
    named = ", ".join(unit.label for unit in units) if len(units) <= FEW else count
    return {"units": named, "badges": ", ".join(badges)}
