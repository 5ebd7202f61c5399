"""Who is designated as a witness of one burn, where the law of its loads asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.deadlines.selectors import database_now
from custody.destruction.actions import witnesses
from custody.destruction.selectors.access import knows_witnesses, session_for
from custody.destruction.selectors.witnesses import designated_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class DesignationOut(Shown):
    """Who was designated, and by whom."""

    id = serializers.UUIDField()
    witness = badge("witness")
    designated_by = badge("designated_by")
    designated_at = moment()


class DesignationIn(Strict):
    """Who is designated."""

    badge = Text(help_text="Badge of the witness.")


class DesignationAnswer(Answer):
    """A designation."""

    session = serializers.UUIDField()
    designation = serializers.UUIDField()


@lists(
    "list_witness_designations", shows=DesignationOut, summary="List who was designated as a witness of a burn",
    ordering=("designated_at", "id"),
)  # fmt: skip
@endpoint("designate_witness", takes=DesignationIn, gives=DesignationAnswer, signs=True)
class Designations(Listing, Acting):
    """Designate a witness for a burn."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return who was designated, for those who may know who watches."""
        found = session_for(officer, **ids)
        rows = designated_for(found)
        return rows if knows_witnesses(officer, found, at=database_now()) else rows.none()

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return witnesses.designate_witness(act=act, session_id=session_for(act.actor, **ids).id, **said)
