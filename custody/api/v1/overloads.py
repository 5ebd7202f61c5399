"""Places that hold more than they may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.evidence.selectors.overloads import visible_overloads

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class OverloadOut(Shown):
    """A place held more than it may after an act: a waiver is owed until it ends. How much, and which place it is, is
    sealed."""

    id = serializers.UUIDField()
    place_id = serializers.UUIDField()
    cause = serializers.CharField(help_text="Code of the event after which it did.")
    reason = serializers.CharField(allow_null=True)
    found_by = badge("found_by")
    found_at = moment()
    ended_at = moment(nullable=True)
    outcome = serializers.CharField(allow_null=True, help_text="waived or moved; null while it is owed.")


@lists("list_overloads", shows=OverloadOut, summary="List the places that hold or held more than they may",
       ordering=("-found_at", "id"))
class Overloads(Listing):
    """What is or was owed for places over their limits."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what the reader may know of."""
        return visible_overloads(officer)
