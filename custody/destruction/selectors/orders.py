"""Orders: which wait for a second pair of eyes, what they cover, and which goods have none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import NotFound
from custody.core.lifecycle import GONE, AuthorityState
from custody.destruction.models import BurnSession, CertificateCopy, DestructionOrder, OrderLine
from custody.destruction.sample_policies import SAMPLE
from custody.destruction.selectors.access import visible_orders
from custody.destruction.selectors.kept_samples import served_samples
from custody.evidence.models import HandlingUnit
from custody.evidence.models.unit import NOT_DRUGS
from custody.evidence.selectors.access import visible_units
from custody.ledger.sealing import token, unseal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def orders_to_verify(officer: Officer) -> list[DestructionOrder]:
    """Return the orders that wait for the officer: recorded by somebody else and not verified, the oldest
    first.
    """
    waiting = visible_orders(officer).filter(state="recorded").exclude(recorded_by=officer)
    return list(waiting.order_by("recorded_at", "id"))


def order_number(order: DestructionOrder) -> str:
    """Return the number on the document; raise ``IntegrityBroken`` when it does not open."""
    return unseal(order.number_sealed, bound_to=f"order:{order.id}".encode()).decode()


def order_reasons(order: DestructionOrder) -> str | None:
    """Return the reasons of the decision, or ``None`` when none were copied; raise ``IntegrityBroken`` as
    above.
    """
    if order.reasons_sealed is None:
        return None
    return unseal(order.reasons_sealed, bound_to=f"order-reasons:{order.id}".encode()).decode()


def signatory_of(order: DestructionOrder) -> tuple[str, str] | None:
    """Return who gave the order, name and position: as copied from the paper, as it was said when it was spoken, or the
    badge of the magistrate who gave it on his own page with what it speaks for. ``None`` when nobody was named.
    """
    if order.signatory_sealed is not None and order.position_sealed is not None:
        name = unseal(order.signatory_sealed, bound_to=f"order-signatory:{order.id}".encode()).decode()
        return name, unseal(order.position_sealed, bound_to=f"order-position:{order.id}".encode()).decode()
    if hasattr(order, "asked_for"):
        return order.asked_for.addressee.badge, order.authority
    if hasattr(order, "spoken"):
        return order.spoken.spoken_by, order.authority
    return None


def number_in_use(number: str) -> bool:
    """Say whether an order with this number was recorded before."""
    return DestructionOrder.objects.filter(number_token=token(number.encode(), purpose="order")).exists()


def order_of_number(officer: Officer, *, number: str) -> DestructionOrder:
    """Return the order of a number in its one spelling; raise ``NotFound`` as ``order_for`` does."""
    found = visible_orders(officer).filter(number_token=token(number.encode(), purpose="order")).first()
    if found is None:
        raise NotFound
    return found


def units_of_order(order: DestructionOrder) -> list[HandlingUnit]:
    """Return the units that an order covers, by label."""
    return list(HandlingUnit.objects.filter(order_lines__order=order).order_by("label"))


def lines_left(order: DestructionOrder) -> list[OrderLine]:
    """Return the lines of an order whose goods are still there, with their units, by primary key of the unit."""
    lines = OrderLine.objects.filter(order=order, live=True).exclude(unit__custody_state__in=sorted(GONE))
    return list(lines.select_related("unit").order_by("unit_id"))


def units_without_order(officer: Officer) -> list[HandlingUnit]:
    """Return the goods in custody that no order covers yet, the longest held first, and after them the samples of which
    nothing that they speak for is left."""
    rows = _burnable(officer).filter(authority_state=AuthorityState.NONE).order_by("seized_at", "label")
    return [*rows.exclude(kind=SAMPLE), *served_samples(rows.filter(kind=SAMPLE))]


def units_without_session(officer: Officer) -> list[HandlingUnit]:
    """Return the goods that may burn and are in no burn yet, the longest held first."""
    return list(_burnable(officer).filter(authority_state=AuthorityState.ORDERED).order_by("seized_at", "label"))


def copies_of(session: BurnSession) -> list[CertificateCopy]:
    """Return the copies of the certificate of a burn that were sent, the newest first."""
    return list(CertificateCopy.objects.filter(session=session).select_related("recorded_by").order_by("-recorded_at"))


def _burnable(officer: Officer) -> QuerySet[HandlingUnit]:
    return (
        visible_units(officer)
        .filter(parent__isnull=True)
        .exclude(kind__in=set(NOT_DRUGS) - {SAMPLE})
        .exclude(custody_state__in=[state.value for state in GONE])
    )
