"""Who says that a place is watched again, and who orders, answers and calls off a drill.

As in ``permissions``: each check also asks whether it is the time, then returns or raises. That a camera or an alarm is
down is reported by whoever may report danger: everybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.evidence.permissions import COMMAND
from custody.evidence.selectors.access import ANSWERS_DANGER
from custody.evidence.selectors.unwatched import ORDERS_DRILLS, open_at
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import WatchReport
    from custody.organisation.models import Officer, Place


def check_can_end_outage(officer: Officer, report: WatchReport) -> None:
    """Return when the officer may say that all works again: who keeps goods or commands, and did not report it."""
    check_holds_role(officer, Role.STOREKEEPER, *COMMAND)
    if officer.id == report.reported_by_id:
        raise NotPermitted("watch.own", "You reported this. Another person says that it works again")
    _check_lasts(report)


def check_can_order_drill(officer: Officer, place: Place) -> None:
    """Return when the officer may order a drill at a place: who commands from above or audits, where nothing lasts."""
    check_holds_role(officer, *ORDERS_DRILLS)
    lasting = open_at(place.id).order_by("drill").first()
    if lasting is not None and lasting.drill:
        raise NotAllowedNow("drill.running", "A drill runs at this place already")
    if lasting is not None:
        raise NotAllowedNow("drill.true", "A camera or an alarm of this place is really down. No drill now")


def check_can_answer_drill(officer: Officer, drill: WatchReport) -> None:
    """Return when the officer may answer a drill: who answers danger, and did not order it."""
    check_holds_role(officer, *ANSWERS_DANGER)
    if officer.id == drill.reported_by_id:
        raise NotPermitted("drill.own", "You ordered this drill. Another person answers it")
    _check_lasts(drill)


def check_can_stop_drill(officer: Officer, drill: WatchReport) -> None:
    """Return when the officer may call a drill off: whoever may order one, while nobody has answered."""
    check_holds_role(officer, *ORDERS_DRILLS)
    _check_lasts(drill)


def _check_lasts(report: WatchReport) -> None:
    if not report.is_open:
        raise NotAllowedNow("watch.over", "This is over already")
