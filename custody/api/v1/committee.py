"""The members of a committee sign the minutes behind its order (R17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.destruction.actions import committee
from custody.destruction.selectors.access import order_for
from custody.destruction.selectors.committee import committee_order_for, signatures_under
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class MemberSignatureOut(Shown):
    """A member who signed. The number of the minutes is read off them."""

    id = serializers.UUIDField()
    member = badge("member")
    signed_at = moment()


class MinutesIn(Strict):
    """Which minutes are signed."""

    minutes = Text(help_text="Their number. Only signatures under one number count together.")


class MinutesAnswer(Answer):
    """A signature under the minutes of an order."""

    member_signature = serializers.UUIDField()


@lists(
    "list_member_signatures", shows=MemberSignatureOut,
    summary="List the members of a committee who signed for its order",
    ordering=("signed_at", "id"),
)  # fmt: skip
@endpoint("sign_minutes", takes=MinutesIn, gives=MinutesAnswer, signs=True)
class Minutes(Listing, Acting):
    """Sign the minutes of a committee's order, as one of its members."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return who signed, for the members and for those who see orders."""
        found = committee_order_for if officer.has_role(Role.COMMITTEE) else order_for
        return signatures_under(found(officer, **ids))

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Sign."""
        return committee.sign_minutes(act=act, order_id=committee_order_for(act.actor, **ids).id, **said)
