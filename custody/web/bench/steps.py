"""What can be done with a unit beside the straight way, and the reason where it cannot: in the rule's own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from custody.core.exceptional import REPACK, Exceptional
from custody.core.verdicts import verdict
from custody.destruction.hold_policies import check_holdable
from custody.destruction.lottery_policies import check_can_be_opened, check_owed
from custody.destruction.selectors.lotteries import ticket_owed
from custody.evidence import policies
from custody.evidence.exceptions import permissions
from custody.evidence.exceptions.opening import EXCHANGE, check_empty
from custody.evidence.permissions import check_can_change_seal, check_can_sweep
from custody.evidence.permissions_of_danger import check_can_end_unit_incident
from custody.evidence.selectors.facts import outermost_of
from custody.organisation.permissions import check_holds_role
from custody.organisation.roles import Role
from custody.web.bench.acts import BENCH
from custody.web.shared.errors import in_words
from custody.web.shared.exceptional import EXCEPTIONS
from custody.web.shared.words import Word

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

Check = Callable[["Officer", "HandlingUnit"], object]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its words and address, or why it cannot be done."""

    label: Word
    link: str = ""
    reason: str = ""


def _retain(officer: Officer, unit: HandlingUnit) -> None:
    check_holdable(unit)
    permissions.check_can_divide(officer, [unit])


def _divide(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_divide(officer, [unit])


def _repack(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_divide(officer, [unit], how=REPACK)


def _exchange(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_divide(officer, [unit], how=EXCHANGE)
    check_empty([unit])


def _take_out(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_take_out(officer, unit, outermost_of(unit))


def _seal(officer: Officer, unit: HandlingUnit) -> None:
    permissions.check_can_replace_seal(officer, unit, outermost_of(unit))
    policies.check_sealed(unit)


def _unseal(officer: Officer, unit: HandlingUnit) -> None:
    outer = outermost_of(unit)
    check_can_change_seal(officer, unit, outer)
    policies.check_sealed(unit)
    policies.check_not_offered([outer])


def _tracker(officer: Officer, unit: HandlingUnit) -> None:
    policies.check_goods(unit)
    check_can_sweep(officer, [unit])


def _operation(officer: Officer, unit: HandlingUnit) -> None:
    policies.check_step(unit, code="operation.ended/1")
    permissions.check_can_end_operation(officer, unit)


def _loan(officer: Officer, unit: HandlingUnit) -> None:
    policies.check_step(unit, code="loan.ended/1")
    permissions.check_can_take_back(officer, unit)


def _lot_test(officer: Officer, unit: HandlingUnit) -> None:
    check_holds_role(officer, Role.CHECKER)
    check_owed(unit, ticket_owed(unit.id))
    check_can_be_opened(unit)


CHECKS: Mapping[str, Check] = {
    "split": _divide,
    "take_out": _take_out,
    "repack": _repack,
    "retain": _retain,
    "exchange": _exchange,
    "seal": _seal,
    "seal_fault": permissions.check_can_report_seal,
    "unseal": _unseal,
    "neutralise": lambda officer, unit: permissions.check_can_neutralise(officer, [unit]),
    "retest": lambda officer, unit: permissions.check_can_retest(officer, [unit]),
    "lot_test": _lot_test,
    "tracker": _tracker,
    "incident": check_can_end_unit_incident,
    "unlocated": permissions.check_can_report_unlocated,
    "missing": permissions.check_can_declare_missing,
    "found": permissions.check_can_find,
    "recover": permissions.check_can_recover,
    "operation": _operation,
    "loan": _loan,
    "result": permissions.check_can_report_result,
}


def steps_for(officer: Officer, unit: HandlingUnit) -> list[Step]:
    """Return the acts at the bench and the exceptions, the possible ones in front."""
    reasons = {check: _reason(officer, unit, check) for check in set(CHECKS.values())}
    out = [
        _step(bench.heading, reverse("bench:act", args=[unit.id, name]), reasons[CHECKS[name]])
        for name, bench in BENCH.items()
    ]
    for exception, heading in EXCEPTIONS.items():
        what = Exceptional(exception)
        link = reverse("exceptions:propose", args=[unit.id, exception])
        out.append(_step(heading, link, _reason(officer, unit, _proposing(what))))
    return sorted(out, key=lambda step: step.link == "")


def _proposing(what: Exceptional) -> Check:
    return lambda officer, unit: permissions.check_can_propose(officer, unit, what)


def _reason(officer: Officer, unit: HandlingUnit, check: Check) -> str | None:
    """Return why the act cannot be done, or ``None`` when it can."""
    found = verdict(lambda: check(officer, unit))
    if found.ok:
        return None
    return "" if found.refusal is None else in_words(found.refusal)


def _step(label: Word, link: str, reason: str | None) -> Step:
    return Step(label, link) if reason is None else Step(label, "", reason)
