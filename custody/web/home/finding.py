"""Where a code leads that somebody scanned or typed: one field for all that the house gives out and the goods bring.

Each reading asks the access function of its own room, so what is absent and what is not theirs is the same ``None``.
A container number is not among them: it is looked up with a reason, which is recorded first
(``evidence.actions.lookups``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from django.urls import reverse

from custody.alerts.selectors import alert_for
from custody.core.errors import CustodyError
from custody.core.identifiers import LabelKind
from custody.destruction.actions.orders import order_number_of
from custody.destruction.selectors.access import session_for
from custody.destruction.selectors.orders import order_of_number
from custody.evidence.selectors import access, targets
from custody.organisation.selectors.staffing import officer_of_badge

if TYPE_CHECKING:
    from custody.organisation.models import Officer


def _seizure(officer: Officer, code: str) -> str:
    return reverse("seizure:seizure", args=[access.seizure_for(officer, code_word=code).id])


def _burn(officer: Officer, code: str) -> str:
    return reverse("sessions:session", args=[session_for(officer, code_word=code).id])


def _alert(officer: Officer, code: str) -> str:
    return reverse("alerts:alert", args=[alert_for(officer, public_ref=code).id])


def _target(officer: Officer, code: str) -> str:
    return reverse("targets:target", args=[targets.target_of_reference(officer, reference=code).id])


def _order(officer: Officer, code: str) -> str:
    return reverse("orders:order", args=[order_of_number(officer, number=order_number_of(code)).id])


def _badge(officer: Officer, code: str) -> str:
    badge = code.upper().removeprefix(f"{LabelKind.BADGE}1:")
    return reverse("officers:sees", args=[officer_of_badge(officer, badge=badge).id])


_READINGS: tuple[Callable[[Officer, str], str], ...] = (_seizure, _burn, _alert, _target, _badge, _order)


def address_of(officer: Officer, code: str) -> str | None:
    """Return the address of what a code stands for beside a unit, or ``None`` when the officer may know of nothing that
    bears it: a code word, the reference of an alert or a target, a badge, the number of an order."""
    for reading in _READINGS:
        with suppress(CustodyError):
            return reading(officer, code)
    return None
