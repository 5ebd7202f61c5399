"""The register of blank seals: who made them, of what kind, and which numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.identifiers import SealClass
from custody.evidence.actions import seal_register
from custody.evidence.lists import VOID_REASONS
from custody.evidence.selectors.seal_register import batch_for, visible_batches

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class SealBatchOut(Shown):
    """A delivery of seals."""

    id = serializers.UUIDField()
    maker = serializers.CharField()
    seal_class = serializers.CharField()
    first_number = serializers.CharField()
    last_number = serializers.CharField()
    taken_in_by = badge("taken_in_by")
    taken_in_at = moment()
    voided_at = moment(nullable=True)
    void_reason = serializers.CharField(allow_null=True)


class SealBatchAnswer(Answer):
    """An act on a delivery."""

    batch = serializers.UUIDField()


class SealBatchIn(Strict):
    """Who made them, what they are, and the first and the last number."""

    maker = Text()
    seal_class = Text(help_text=codes([each.value for each in SealClass]))
    first = Text()
    last = Text()


class SealVoidIn(Strict):
    """Why they are withdrawn."""

    reason = Text(help_text=codes(VOID_REASONS))


@lists("list_seal_batches", shows=SealBatchOut, summary="List the deliveries of seals, the newest first",
       ordering=("-taken_in_at", "id"))
@endpoint("receive_seals", takes=SealBatchIn, gives=SealBatchAnswer)
class SealBatches(Listing, Acting):
    """Take a delivery of seals into the register."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the deliveries the reader may know of."""
        return visible_batches(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it in."""
        return seal_register.receive_seals(act=act, **said)


@endpoint("void_seals", takes=SealVoidIn, gives=SealBatchAnswer)
class SealBatchWithdrawal(Acting):
    """Withdraw a delivery: none of its seals goes on anything any more."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Withdraw it."""
        return seal_register.void_seals(act=act, batch_id=batch_for(act.actor, **ids).id, **said)
