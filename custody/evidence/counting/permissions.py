"""Who asks, counts, signs and audits: never who is in the chain of what lies there. Each check returns, or raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotPermitted
from custody.evidence.counting import policies
from custody.evidence.selectors import counting
from custody.organisation.permissions import check_holds_role, check_two_people
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from custody.evidence.models import Audit, Inventory, OpeningLine, OpeningStock
    from custody.organisation.models import Officer


def check_can_ask(officer: Officer) -> None:
    """Return when the officer may ask for an inventory or plan an audit."""
    check_holds_role(officer, *counting.PLANS)


def check_can_hide(officer: Officer, *, announced: bool) -> None:
    """Return when the officer may ask for what is not announced: only who may know of it."""
    if not announced and not counting.knows_unannounced(officer):
        raise NotPermitted("inventory.unannounced", "Who is counted does not ask for what is not announced")


def check_outside(officer: Officer, chain: Collection[UUID]) -> None:
    """Return when the officer may look at a place: outside, and never in the chain of what lies there (R21)."""
    check_holds_role(officer, *counting.COUNTERS)
    if not counting.is_outside(officer):
        raise NotPermitted("inventory.connected", "Who handles evidence does not count it. Send somebody from outside")
    if officer.id in chain:
        raise NotPermitted("inventory.chain", "Badge {badge} had some of this in custody. Send somebody else",
                           badge=officer.badge)  # fmt: skip


def check_can_open(
    officer: Officer, inventory: Inventory, *, second: Officer, chain: Collection[UUID], others: bool, at: datetime
) -> None:
    """Return when the two may begin to count, or go on with what was left: both from outside the chain, while nobody
    else counts there."""
    check_outside(officer, chain)
    check_outside(second, chain)
    check_two_people(officer, second)
    policies.check_to_begin(inventory, at=at)
    policies.check_place_free(others)


def check_can_find(officer: Officer, inventory: Inventory) -> None:
    """Return when the officer may write down what is found: one of the two, while they count."""
    _check_one_of_two(officer, inventory)
    policies.check_state(inventory, "open")


def check_can_finish(officer: Officer, inventory: Inventory) -> None:
    """Return when the officer may say that all was counted: who began."""
    _check_one_of_two(officer, inventory)
    policies.check_state(inventory, "open")
    if officer.id != inventory.counter_id:
        raise NotPermitted("inventory.first", "Who began the inventory finishes it; you sign afterwards")


def check_can_sign(officer: Officer, inventory: Inventory) -> None:
    """Return when the officer may sign the inventory: the second of the two, with an own sign-in."""
    _check_one_of_two(officer, inventory)
    policies.check_state(inventory, "counted")
    if officer.id != inventory.second_id:
        raise NotPermitted("inventory.second", "The second person signs, signed in under their own badge")


def check_can_break_off(
    officer: Officer, inventory: Inventory, *, keepers: Collection[UUID], at: datetime
) -> None:
    """Return when the officer may break a count off: a supervisor who neither counted nor keeps what lies there."""
    check_holds_role(officer, Role.SUPERVISOR)
    if officer.id in {inventory.counter_id, inventory.second_id} | set(keepers):
        raise NotPermitted(
            "inventory.own", "You count here, or keep what lies here. Another supervisor breaks this count off"
        )
    policies.check_left_alone(inventory, last_at=counting.last_at(inventory), at=at)


def check_can_audit(officer: Officer, audit: Audit, *, state: str) -> None:
    """Return when the officer may begin, answer or close the audit: the auditor it was given to."""
    if not officer.is_active or officer.id != audit.auditor_id:
        raise NotPermitted("audit.not_yours", "This audit was given to somebody else")
    policies.check_audit(audit, state)


def check_can_import(officer: Officer) -> None:
    """Return when the officer may import a list of stock: the storekeeper who will answer for it."""
    check_holds_role(officer, Role.STOREKEEPER)


def check_can_register_opening(officer: Officer, stock: OpeningStock) -> None:
    """Return when the officer may take a list into custody: a supervisor, never who imported it, once it is
    counted."""
    check_holds_role(officer, Role.SUPERVISOR)
    check_two_people(officer, stock.imported_by)
    policies.check_state(stock.inventory, "signed")
    policies.check_not_registered(stock)


def check_no_second_keeper(officer: Officer, lines: Iterable[OpeningLine]) -> None:
    """Return when none of the lines names the officer as its second keeper: nobody takes over what they answer for."""
    for second in {line.second for line in lines if line.second is not None}:
        check_two_people(officer, second)


def _check_one_of_two(officer: Officer, inventory: Inventory) -> None:
    if not officer.is_active or officer.id not in {inventory.counter_id, inventory.second_id}:
        raise NotPermitted("inventory.not_yours", "Only the two who count write here")
