"""Orders of destruction: record one from its document, have another person verify it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import serializers

from custody.api.v1.answers import OrderAnswer
from custody.api.v1.inputs import Day, Strict, Text, codes, ids, version
from custody.api.v1.outputs import OrderOut, UnitOut
from custody.api.v1.parsers import Form, Json
from custody.api.v1.photos import MOST_BYTES
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.destruction.actions import orders
from custody.destruction.lists import AUTHORITIES
from custody.destruction.selectors.access import order_for, visible_orders
from custody.destruction.selectors.orders import units_of_order
from custody.evidence.selectors import access

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class OrderFilters(Strict):
    """Which orders."""

    state = Text(required=False, help_text=codes(("recorded", "verified", "refused", "revoked")))


class OrderIn(Strict):
    """What the document says. As a form, the document may come with it."""

    unit_ids = ids()
    authority = Text(help_text=codes(AUTHORITIES))
    number = Text()
    issued_on = Day()
    signed_by = Text(help_text="The name on it; it lies sealed and stands on the certificate.")
    position = Text()
    reasons = Text(required=False, allow_null=True)
    document = serializers.FileField(required=False, help_text="A photo or a PDF; in a form only.")


class OrderPaperIn(Strict):
    """The paper of an order, as a form."""

    document = serializers.FileField(help_text="A photo or a PDF.")


class VerifyIn(Strict):
    """The order agrees with its document."""

    expected_seq = version()


class RefuseIn(Strict):
    """The order does not agree with its document."""

    reason = Text()
    expected_seq = version()


@lists("list_orders", shows=OrderOut, summary="List orders of destruction, the newest first", filters=OrderFilters,
       ordering=("-recorded_at", "id"))
@endpoint("record_order", takes=OrderIn, gives=OrderAnswer)
class Orders(Listing, Acting):
    """Record an order of destruction."""

    parser_classes = [Json, Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the orders the reader may know of."""
        return visible_orders(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the order."""
        known_units(act.actor, said["unit_ids"])
        document = said.pop("document", None)
        return orders.record_order(act=act, document=None if document is None else document.read(), **said)


@reads("read_order", shows=OrderOut, summary="Read an order of destruction")
class Order(Single):
    """One order."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the order."""
        return order_for(officer, **ids)


@lists("list_order_units", shows=UnitOut, summary="List the units an order covers", ordering=("label",))
class OrderUnits(Listing):
    """The units of an order."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the units of the order."""
        covered = units_of_order(order_for(officer, **ids))
        return access.visible_units(officer).filter(pk__in=[unit.pk for unit in covered])


@endpoint("attach_paper", takes=OrderPaperIn, gives=OrderAnswer)
class Paper(Acting):
    """Attach the paper of an order that was recorded without it."""

    parser_classes = [Form]
    largest_body: ClassVar[int] = MOST_BYTES

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Attach it."""
        paper = said["document"].read()
        return orders.attach_paper(act=act, order_id=order_for(act.actor, **ids).id, document=paper)


@endpoint("verify_order", takes=VerifyIn, gives=OrderAnswer, signs=True)
class Verification(Acting):
    """Say that an order agrees with its document."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Verify the order."""
        return orders.verify_order(act=act, order_id=order_for(act.actor, **ids).id, **said)


@endpoint("refuse_order", takes=RefuseIn, gives=OrderAnswer, signs=True)
class OrderRefusal(Acting):
    """Say that an order does not agree with its document."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Refuse the order."""
        return orders.refuse_order(act=act, order_id=order_for(act.actor, **ids).id, **said)
