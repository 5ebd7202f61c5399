"""Who puts a held form right, hands it back, and sets it aside: who signed it; who commands; two who command.

As in ``permissions``: each check also asks whether it is the time, then returns or raises. That a form is held is asked
of nobody: whoever signed what happened is heard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.evidence.selectors.held import SUPERVISES
from custody.organisation.permissions import check_holds_role

if TYPE_CHECKING:
    from custody.evidence.models import HeldReport
    from custody.organisation.models import Officer


def check_can_put_right(officer: Officer, held: HeldReport) -> None:
    """Return when the officer may put it right: who signed it, while it waits."""
    if officer.id != held.author_id:
        raise NotPermitted("held.not_yours", "Only who signed this puts it right")
    _check_waits(held)


def check_can_hand_back(officer: Officer, held: HeldReport) -> None:
    """Return when the officer may hand it back: who commands and did not sign it, while it waits."""
    _check_supervises(officer, held)
    _check_waits(held)


def check_can_ask_set_aside(officer: Officer, held: HeldReport) -> None:
    """Return when the officer may ask to set it aside, once at a time: who commands; and who signed it, for they know
    that it was recorded elsewhere. Another person decides either way."""
    if officer.id != held.author_id:
        check_holds_role(officer, *SUPERVISES)
    _check_waits(held)
    if held.state == "asked":
        raise NotAllowedNow("held.asked", "Somebody asked for this already. Decide that first")


def check_can_decide_set_aside(officer: Officer, held: HeldReport) -> None:
    """Return when the officer may decide what another one asked: who commands, and neither signed nor asked."""
    _check_supervises(officer, held)
    if officer.id == held.asked_by_id and held.state == "asked":
        raise NotPermitted("held.own_request", "Another person must decide what you asked for")
    _check_waits(held)
    if held.state != "asked":
        raise NotAllowedNow("held.not_asked", "Nobody asked to set this aside")


def _check_supervises(officer: Officer, held: HeldReport) -> None:
    check_holds_role(officer, *SUPERVISES)
    if officer.id == held.author_id:
        raise NotPermitted("held.own", "You signed this. Another person decides about it")


def _check_waits(held: HeldReport) -> None:
    if not held.is_open:
        raise NotAllowedNow("held.closed", "This waits no more: it was put right or set aside")
