"""Who may search a conveyance that others have emptied, and when it may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.core.lifecycle import STATE_WORDS, CustodyState
from custody.evidence import permissions, policies
from custody.evidence.models.unit import HIDES_DRUGS
from custody.evidence.selectors import clearance, facts
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from custody.evidence.models import Clearance, HandlingUnit
    from custody.organisation.models import Officer


READS_BOARD = (
    Role.OFFICER, Role.CREW, Role.STOREKEEPER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.AUDITOR, Role.INTERNAL_AFFAIRS,
)  # fmt: skip
"""Who reads which conveyances stand in custody, and who guards them."""


def check_can_read_board(officer: Officer) -> None:
    """Return when the officer may read the board of the guards."""
    check_holds_role(officer, *READS_BOARD)


def hides_drugs(unit: HandlingUnit) -> bool:
    """Say whether these are goods in which drugs may still be hidden: a seized vehicle, a cover load."""
    return unit.kind in HIDES_DRUGS


def check_can_search_again(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may search the conveyance once more: it is emptied, and the officer had no part in
    that. A seized vehicle and a cover load are searched while they are here, by who neither seized them nor stripped
    what they came out of."""
    permissions.check_may_handle(officer)
    if unit.kind in HIDES_DRUGS:
        policies.check_live(unit)
        if str(officer.pseudonym) in clearance.took_part_in(unit):
            raise NotPermitted("clearance.seized_it", "Badge {badge} seized {label} or stripped what it came out of. "
                               "Two others search it", badge=officer.badge, label=unit.label)  # fmt: skip
        return
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


def check_can_resume(officer: Officer, unit: HandlingUnit, *, while_frozen: bool = False) -> CustodyState:
    """Return the state after an emptied conveyance is opened again. Who: the custodian, as team leader.
    ``while_frozen``: it is said why it is opened while it is in dispute."""
    permissions.check_custodian(officer, [unit])
    policies.check_not_offered([unit])
    after = policies.check_step(unit, code="extraction.resumed/1")
    if not while_frozen:
        policies.check_nothing_differs([unit])
    policies.check_signed([unit])
    return after


def check_found_again(unit: HandlingUnit) -> Clearance:
    """Return the search that found something in an emptied conveyance, while that is neither seized nor gone."""
    said = clearance.searched([unit]).get(unit.id)
    if said is None or said.owed is None:
        raise NotAllowedNow("clearance.nothing_found", "Nothing was found in {label} since it was emptied. Record the "
                            "search that found something first", label=unit.label)  # fmt: skip
    return said.owed


def check_can_say_who_holds(officer: Officer, unit: HandlingUnit) -> None:
    """Return when the officer may say that others keep the conveyance too: who has it in custody, or who commands."""
    policies.check_conveyance(unit)
    permissions.check_can_post_guard(officer, unit)


def check_held_otherwise(held: str | None, *, wanted: str | None) -> None:
    """Return when what is said of who else keeps a conveyance is news."""
    if held == wanted:
        raise NotAllowedNow("conveyance.same", "This is what is known already. Nothing was changed")


def check_not_held(unit: HandlingUnit) -> None:
    """Return when nobody else keeps the conveyance here: it does not go before they let it."""
    if clearance.held_for(unit) is not None:
        raise NotAllowedNow("conveyance.held", "Others still keep {label} here. Say first that they let it go",
                            label=unit.label)  # fmt: skip


def check_emptied(unit: HandlingUnit) -> None:
    """Return when nothing was seized out of the conveyance, or it was emptied since: the rest of it does not go."""
    if unit.custody_state == CustodyState.CONTAINED and facts.seizure_out_of(unit) is not None:
        raise closed_again(unit)


def closed_again(unit: HandlingUnit) -> NotAllowedNow:
    """Return the refusal of a conveyance that was opened and closed again before it was empty."""
    return NotAllowedNow("clearance.closed_again", "{label} was closed again before it was empty. Strip it to the end, "
                         "then have two others search it", label=unit.label)  # fmt: skip


def check_cleared(unit: HandlingUnit) -> None:
    """Return when the conveyance was never emptied, or was found clear since by two who both signed; for a seized
    vehicle or a cover load, when it was found clear so, by others than who seized it. Other goods hide nothing.

    What an earlier search found must be settled (``clearance.searched``). One that was emptied and then closed again in
    the middle of another stripping is emptied first. Where the person who was named serves no more and another signed,
    that one had no part in emptying it either.
    """
    said = clearance.searched([unit]).get(unit.id)
    if unit.custody_state != CustodyState.EMPTIED and unit.kind not in HIDES_DRUGS:
        if said is not None:
            raise closed_again(unit)
        return
    found = None if said is None else said.newest
    if found is None and unit.kind in HIDES_DRUGS:
        raise NotAllowedNow("clearance.never", "Nobody has searched {label} for what may still be hidden in it. Two "
                            "people search it, by dog or scan, before it goes", label=unit.label)  # fmt: skip
    if said is None or found is None:
        raise NotAllowedNow("clearance.missing", "{label} was emptied. Two people who did not empty it search it once "
                            "more, by dog or scan, before it goes", label=unit.label)  # fmt: skip
    if found.result != "clear":
        raise NotAllowedNow("clearance.residue", "Something was still found in {label}. Seize it, then have it "
                            "searched once more", label=unit.label)  # fmt: skip
    _check_signed(unit, found)
    if said.owed is not None:
        raise NotAllowedNow("clearance.owed", "What was found in {label} was not seized. Seize it and have it searched "
                            "again, or have two others search it and say why it is clear",
                            label=unit.label)  # fmt: skip


def _check_signed(unit: HandlingUnit, found: Clearance) -> None:
    if found.signature is None:
        return
    signed_by = found.signature.signed_by
    if signed_by is None:
        raise NotAllowedNow("clearance.unsigned", "The second searcher has yet to sign that {label} is clear. "
                                                  "Ask them to sign first",
                            label=unit.label)  # fmt: skip
    if str(signed_by.pseudonym) in clearance.took_part_in(unit):
        raise NotAllowedNow("clearance.stripped_it", "Badge {badge} helped to empty {label}. Two others search it",
                            badge=signed_by.badge, label=unit.label)  # fmt: skip
