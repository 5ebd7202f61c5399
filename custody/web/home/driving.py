"""What an officer has on the road: where it goes, by when, and the one act that ends the journey there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.template.defaultfilters import date as date_format
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from custody.core.clock_kinds import ClockType
from custody.core.lifecycle import CustodyState
from custody.deadlines.selectors import open_clocks
from custody.evidence.selectors.expected import destinations_of, stores_for_others
from custody.evidence.selectors.holding import may_be_given, may_depart
from custody.web.shared.just_put import MAY_STORE
from custody.web.shared.local import day_and_time
from custody.web.shared.parts import Waiting

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def on_the_road(officer: Officer) -> list[HandlingUnit]:
    """Return what the officer has on the road and offered to nobody yet."""
    return list(may_be_given(officer).filter(custody_state=CustodyState.IN_TRANSIT))


def driving(officer: Officer, units: Sequence[HandlingUnit]) -> Iterator[Waiting]:
    """Return the journey as a task: to a store the load is offered to who keeps it, elsewhere its arrival is recorded.
    Its end is named to who drives it, and to nobody else."""
    if not units:
        return
    clocks = [clock for rows in open_clocks([unit.id for unit in units]).values() for clock in rows]
    by = min((clock.due_at for clock in clocks if clock.clock_type == ClockType.TRANSIT), default=None)
    words = {"count": len(units), "place": ", ".join(place.code_word for place in destinations_of(officer, units))}
    to_store = bool(stores_for_others(officer, units))
    then = (_("Offer it there to the storekeeper, who reads its seals") if to_store
            else _("Record there that it has arrived"))  # fmt: skip
    if by is not None:
        then = _("To arrive by %(at)s. %(then)s") % {
            "at": date_format(localtime(by), day_and_time(localtime(by))), "then": then}  # fmt: skip
    yield Waiting(
        label=(ngettext("Bring %(count)d unit to %(place)s", "Bring %(count)d units to %(place)s", len(units))
               if words["place"] else ngettext("Bring %(count)d unit to where it goes",
                                               "Bring %(count)d units to where they go", len(units))) % words,
        link=reverse("transfer:offer" if to_store else "road:arrive"),
        why=then,
        status=_("On the road"),
        tone="warning",
    )  # fmt: skip


def ways_on(officer: Officer, riding: Sequence[HandlingUnit]) -> dict[str, bool]:
    """Return which acts can begin with what is in the officer's name: no button leads to an empty list."""
    stores = may_be_given(officer).filter(custody_state__in=MAY_STORE)
    return {
        "may_leave": may_depart(officer).exists(),
        "may_arrive": bool(riding),
        "may_store": bool(riding) or stores.exists(),
    }
