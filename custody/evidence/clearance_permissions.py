"""Who may search a conveyance that others have emptied, and when it may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.lifecycle import STATE_WORDS, CustodyState
from custody.evidence import permissions, policies
from custody.evidence.selectors import clearance

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer


def check_can_search_again(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may search the conveyance once more: it is emptied, and the officer had no part in
    that."""
    permissions.check_may_handle(officer)
    policies.check_conveyance(unit)
    if unit.custody_state != CustodyState.EMPTIED:
        raise NotAllowedNow("clearance.not_emptied", "{label} is {state}: it is searched once more after it is emptied",
                            label=unit.label, state=STATE_WORDS[CustodyState(unit.custody_state)])  # fmt: skip
    if str(officer.pseudonym) in clearance.stripped_by(unit):
        raise NotPermitted("clearance.stripped_it", "Badge {badge} helped to empty {label}. Two others search it",
                           badge=officer.badge, label=unit.label)  # fmt: skip


def check_can_search_beside(officer: Officer, second: Officer, unit: HandlingUnit) -> None:
    """Return when ``second`` may search beside the officer: another person who had no part in emptying it either."""
    permissions.check_witness(officer, second)
    check_can_search_again(second, unit)


def check_cleared(unit: HandlingUnit) -> None:
    """Return when the conveyance was not emptied, or was found clear since by two who both signed.

    Where the person who was named serves no more and another signed, that one had no part in emptying it either.
    """
    if unit.custody_state != CustodyState.EMPTIED:
        return
    found = clearance.newest_clearance(unit)
    if found is None:
        raise NotAllowedNow("clearance.missing", "{label} was emptied. Two people who did not empty it search it once "
                            "more, by dog or scan, before it goes", label=unit.label)  # fmt: skip
    if found.result != "clear":
        raise NotAllowedNow("clearance.residue", "Something was still found in {label}. Seize it, then have it "
                            "searched once more", label=unit.label)  # fmt: skip
    signature = found.signature
    if signature is None:
        return
    if signature.signed_by is None:
        raise NotAllowedNow("clearance.unsigned", "The second searcher has yet to sign that {label} is clear",
                            label=unit.label)  # fmt: skip
    if str(signature.signed_by.pseudonym) in clearance.stripped_by(unit):
        raise NotAllowedNow("clearance.stripped_it", "Badge {badge} helped to empty {label}. Two others search it",
                            badge=signature.signed_by.badge, label=unit.label)  # fmt: skip
