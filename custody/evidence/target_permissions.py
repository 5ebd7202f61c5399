"""Who may look for a consignment, say what a scan shows, and decide that it is searched or let go; and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, NotAllowedNow, NotPermitted
from custody.core.texts import said as _
from custody.evidence import permissions
from custody.evidence.models import ScanImage, ScanReading, TargetHit
from custody.evidence.selectors import access
from custody.evidence.selectors.targets import looked_at, twins_of
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from custody.evidence.models import HandlingUnit, Target, Tip
    from custody.organisation.models import Officer

TARGETS = (Role.OFFICER, Role.SOURCE_HANDLER, *permissions.COMMAND)
"""Who opens targets and works on those they may know of."""
LOOKS_UP = (Role.OFFICER, Role.CREW, *permissions.COMMAND)
"""Who may ask whether a container number is known here; each time with a reason."""
STATE_WORDS = {
    "open": _("not decided yet"), "asked": _("waiting for a second person"), "search": _("to be searched"),
    "let_go": _("let go"), "contained": _("in custody"),
}  # fmt: skip
_STARTS = {"search": ("open", "asked", "search", "let_go"), "ask": ("open", "search"), "confirm": ("asked",),
           "reschedule": ("open", "asked", "search")}  # fmt: skip


def check_can_target(officer: Officer) -> None:
    """Return when the officer may open targets, add scan images and read them."""
    check_holds_role(officer, *TARGETS)


def check_can_reschedule(officer: Officer, target: Target) -> None:
    """Return when the officer may say that another arrival is expected: while it is not here and not let go."""
    check_can_target(officer)
    _check_state(target, "reschedule")


def check_can_read_scan(officer: Officer, scan: ScanImage, *, result: str | None = None) -> None:
    """Return when the officer may say what an image shows: once each; what another sees is a reading of its own. Only
    who looked at it, or brought it, may say that it shows nothing; that something is there may be said at any time,
    also by who did not see it the first time."""
    check_can_target(officer)
    said = set(ScanReading.objects.filter(scan=scan, read_by=officer).values_list("result", flat=True))
    if said and (result != "suspicious" or result in said):
        raise NotAllowedNow("scan.read", "You said what this image shows. Another person may read it too")
    if result == "nothing" and scan.added_by_id != officer.id and not looked_at(officer, scan):
        raise NotAllowedNow("scan.not_looked", "Look at the image first. Then say that it shows nothing")


def check_can_decide_search(officer: Officer, target: Target) -> None:
    """Return when the officer may decide that it is searched: one person is enough for that."""
    check_can_target(officer)
    _check_state(target, "search")


def check_can_be_sent(searcher: Officer) -> None:
    """Return when the officer may be sent to stop and search it."""
    check_holds_role(searcher, Role.OFFICER)


def check_can_ask_let_go(officer: Officer, target: Target) -> None:
    """Return when the officer may ask that it is let go: while it is not here."""
    check_can_target(officer)
    _check_state(target, "ask")
    _check_not_found(target)


def check_day(expected_at: datetime, *, at: datetime) -> None:
    """Return when a consignment may be expected then: a voyage lasts no longer than four months, and what should have
    come a month ago has come."""
    if not at - timedelta(days=30) <= expected_at <= at + timedelta(days=120):
        raise InvalidInput("target.far", "Choose a day between thirty days ago and four months ahead",
                           field="expected_at")  # fmt: skip


def check_latest(expected_at: datetime, target: Target) -> None:
    """Return when an arrival is put off no further than one voyage from the day the target was opened: a little each
    time would put it off for ever."""
    if expected_at > target.opened_at + timedelta(days=120):
        raise InvalidInput("target.put_off", "That is more than four months after this target was opened. Decide on "
                           "it, or open a new one", field="expected_at")  # fmt: skip


def check_reason(target: Target, reason_code: str | None) -> None:
    """Return when the reason does not contradict what was read: an image in which somebody saw something is not
    clear, whichever target of the same consignment it was added to, and one that nobody read is neither."""
    if reason_code != "scan_clear":
        return
    read = set(ScanReading.objects.filter(target__in=twins_of(target)).values_list("result", flat=True))
    if "suspicious" in read:
        raise InvalidInput("target.not_clear", "Somebody saw something in a scan image. Choose another reason, or have "
                           "it searched", field="reason_code")  # fmt: skip
    if "nothing" not in read:
        raise InvalidInput("target.unread", "Nobody has said yet that a scan image of it shows nothing. Have one read, "
                           "or choose another reason", field="reason_code")  # fmt: skip


def check_can_let_go(officer: Officer, target: Target) -> None:
    """Return when the officer may let it go: who commands, did not ask for it, and said nothing of its images."""
    check_holds_role(officer, *permissions.COMMAND)
    _check_state(target, "confirm")
    if officer.id == target.asked_by_id:
        raise NotPermitted("target.own", "You asked to let it go. Another person decides")
    _check_not_found(target)
    if ScanReading.objects.filter(target__in=twins_of(target), read_by=officer).exists():
        raise NotPermitted("target.reader", "You said what its scan image shows. Another person decides")


def check_can_link(officer: Officer, target: Target, unit: HandlingUnit) -> None:
    """Return when the officer may say that a conveyance belongs to a target: who has it in custody, or who commands;
    and it is not linked yet."""
    if not access.is_custodian(officer, unit):
        check_holds_role(officer, *permissions.COMMAND)
    check_can_target(officer)
    if TargetHit.objects.filter(target=target, unit=unit, undone_at__isnull=True).exists():
        raise NotAllowedNow("target.linked", "{label} belongs to this target already", label=unit.label)


def check_no_link_waits(target: Target) -> None:
    """Return when no other conveyance waits for the second person."""
    if target.link_unit is not None:
        raise NotAllowedNow("target.link_waits", "Another conveyance waits for a second person. "
                            "Decide on that one first")  # fmt: skip


def check_can_decide_link(officer: Officer, target: Target, *, approve: bool) -> HandlingUnit:
    """Return the conveyance when the officer may say whether it belongs to the target. Yes ends the search as letting
    go does: who commands says it, and did not ask. No leaves things as they are: whoever works on targets."""
    if approve:
        check_holds_role(officer, *permissions.COMMAND)
    check_can_target(officer)
    if target.link_unit is None:
        raise NotAllowedNow("target.no_link", "No conveyance waits for a second person")
    if approve and officer.id == target.link_by_id:
        raise NotPermitted("target.own_link", "You said that it belongs to the target. Another person decides")
    return target.link_unit


def check_can_unlink(officer: Officer) -> None:
    """Return when the officer may say that a conveyance does not belong to a target after all: who commands."""
    check_holds_role(officer, *permissions.COMMAND)


def check_can_tell_of_find(officer: Officer, target: Target) -> None:
    """Return when the officer may record that others found drugs in it. It is a fact in whatever state the target is,
    and however often: we may have had it and let it leave, and a ship brings more than we stopped."""
    check_can_target(officer)


def check_can_look_up(officer: Officer) -> None:
    """Return when the officer may look up a container number."""
    check_holds_role(officer, *LOOKS_UP)


def check_can_handle_sources(officer: Officer) -> None:
    """Return when the officer keeps sources."""
    check_holds_role(officer, Role.SOURCE_HANDLER)


def check_can_read_source(officer: Officer, tip: Tip) -> None:
    """Return when the officer may read who gave the tip: its handler, and nobody else, whatever the rank."""
    check_can_handle_sources(officer)
    if officer.id != tip.handler_id:
        raise NotPermitted("tip.not_yours", "Only the handler of this tip reads who gave it")


def check_can_entrust(officer: Officer, tip: Tip, handler: Officer) -> None:
    """Return when the officer may give the tip to another handler: its handler; for one who is gone internal affairs,
    who do not read it by that. Whoever still keeps sources entrusts it with an own hand, off duty too: who does not any
    more had the badge or the part ended by two."""
    if officer.id != tip.handler_id:
        check_holds_role(officer, Role.INTERNAL_AFFAIRS)
        if handler.id == officer.id:
            raise NotPermitted("people.same", "Choose another person: one person cannot sign both sides")
        keeper = tip.handler
        if keeper.is_active and keeper.has_role(Role.SOURCE_HANDLER):
            raise NotAllowedNow("tip.handler_here", "Its handler still keeps sources. Ask the handler to entrust it, "
                                "or have two end the badge or the part first")  # fmt: skip
    check_can_handle_sources(handler)
    if handler.id == tip.handler_id:
        raise InvalidInput("tip.same", "This badge keeps the source already", field="handler_badge")


def _check_not_found(target: Target) -> None:
    """Return when nobody reported drugs in it: what is known to carry them is not let go."""
    if target.found_at is not None:
        raise NotAllowedNow("target.found_in_it", "Others found drugs in it. Have it searched when it comes")


def _check_state(target: Target, act: str) -> None:
    states: Sequence[str] = _STARTS[act]
    if target.state not in states:
        raise NotAllowedNow("target.state", "This cannot be done: the target is {state}",
                            state=STATE_WORDS[target.state])  # fmt: skip
