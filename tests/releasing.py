"""A conveyance is let go: its custodian asks, a supervisor decides."""

from __future__ import annotations

from custody.evidence.actions import exceptions
from tests.stories import act_of


def asked_to_go(cast, unit, *, by=None, reason="empty", **changes):
    """Let the custodian of a conveyance ask that it may go, and return what was asked."""
    return exceptions.propose_exception(
        act=act_of(by or cast.officer), unit_id=unit.id, exception="release", reason=reason, **changes
    )


def released(cast, unit, *, by=None, approver=None):
    """Ask that a conveyance may go, let a supervisor decide, and return its unit."""
    asked = asked_to_go(cast, unit, by=by)
    return exceptions.decide_exception(
        act=act_of(approver or cast.supervisor), proposal_id=asked.id, approve=True
    ).unit
