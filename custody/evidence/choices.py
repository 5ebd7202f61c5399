"""What an officer could do with a unit now: each act with its verdict, so that a page explains what it does
not offer.

The verdict is that of the same check the action makes; it may change until the action holds its locks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from custody.core.lifecycle import Family
from custody.core.verdicts import Verdict, verdict
from custody.evidence import permissions, policies, sampling_permissions
from custody.evidence.models import HandlingUnit
from custody.evidence.selectors import facts
from custody.organisation.models import Officer

Check = Callable[[Officer, HandlingUnit], object]


@dataclass(frozen=True, slots=True)
class Choice:
    """One act, by the name of its action, and whether it may be done now."""

    act: str
    verdict: Verdict


def choices_for(officer: Officer, unit: HandlingUnit) -> list[Choice]:
    """Return the acts that this kind of unit knows, in the order of its life, each with its verdict."""
    checks = _CONVEYANCE if unit.family is Family.CONVEYANCE else _GOODS
    return [Choice(name, _verdict(check, officer, unit)) for name, check in checks.items()]


def _verdict(check: Check, officer: Officer, unit: HandlingUnit) -> Verdict:
    return verdict(lambda: check(officer, unit))


def _offer(purpose: str) -> Check:
    return lambda officer, unit: permissions.check_can_offer(officer, [unit], purpose=purpose)


def _change_seal(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_change_seal(officer, unit, facts.outermost_of(unit))


def _apply_seal(officer: Officer, unit: HandlingUnit) -> None:
    _change_seal(officer, unit)
    policies.check_unsealed(unit)


def _remove_seal(officer: Officer, unit: HandlingUnit) -> None:
    _change_seal(officer, unit)
    policies.check_sealed(unit)


def _weigh(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_weigh(officer, unit, facts.outermost_of(unit), occasion="check")


_BOTH: dict[str, Check] = {
    "offer_handover": _offer("handover"),
    "offer_departure": _offer("departure"),
    "depart": lambda officer, unit: permissions.check_can_depart(officer, [unit]),
    "arrive": lambda officer, unit: permissions.check_can_arrive(officer, [unit]),
    "offer_arrival": _offer("arrival"),
    "move_units": lambda officer, unit: permissions.check_can_move(officer, [unit]),
    "apply_seal": _apply_seal,
    "remove_seal": _remove_seal,
    "record_sweep": lambda officer, unit: permissions.check_can_sweep(officer, [unit]),
    "post_guard": permissions.check_can_post_guard,
    "reveal_place": lambda officer, unit: permissions.check_can_reveal_place(
        officer, facts.outermost_of(unit)
    ),
}
_CONVEYANCE: dict[str, Check] = {
    "start_extraction": permissions.check_can_start_extraction,
    "interrupt_extraction": permissions.check_can_interrupt_extraction,
    "open_seizure": permissions.check_can_open_seizure,
    "end_extraction": permissions.check_can_end_extraction,
    "release_conveyance": permissions.check_can_release,
    **_BOTH,
}
_GOODS: dict[str, Check] = {
    "record_weighing": _weigh,
    "store_units": lambda officer, unit: permissions.check_can_store(officer, [unit]),
    "take_sample": sampling_permissions.check_can_sample,
    **_BOTH,
}
