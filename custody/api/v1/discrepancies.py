"""Differences beyond tolerance: which are open, and what explains them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import DiscrepancyAnswer
from custody.api.v1.inputs import Strict, Text, version
from custody.api.v1.outputs import DiscrepancyOut, Shown, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import weigh
from custody.evidence.actions.remarking import remark_on_discrepancy
from custody.evidence.permissions_of_swaps import may_explain, resolvers_of
from custody.evidence.selectors import access
from custody.evidence.selectors.disputes import remarks_on, same_question
from custody.evidence.selectors.holding import open_discrepancies
from custody.evidence.selectors.searches import search_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class ResolveIn(Strict):
    """What explains a discrepancy."""

    resolution = Text()
    expected_seq = version()


class DiscrepancyRemarkIn(Strict):
    """What somebody knows of a discrepancy."""

    remark = Text()


class SearchOut(Shown):
    """The search that a discrepancy is about."""

    state = serializers.CharField(help_text="unlocated, missing, found, stolen, lost or destroyed_by_event.")
    began_at = moment()
    noticed_by = serializers.CharField(help_text="A badge.")
    remark = serializers.CharField(allow_null=True)
    missing_at = moment(nullable=True)
    ended_at = moment(nullable=True)
    inventory_ids = serializers.ListField(child=serializers.UUIDField(), help_text="What was asked to be counted.")


class RemarkOut(Shown):
    """What somebody said they know of a discrepancy."""

    remarked_at = moment()
    remarked_by = serializers.CharField(source="remarked_by.badge", help_text="A badge.")
    remark = serializers.CharField()


class DiscrepancyDetail(DiscrepancyOut):
    """A discrepancy with its search, null for one that is about none, and what is known of it: all of that to who may
    explain it, to others what they said themselves."""

    search = SearchOut(allow_null=True)
    remarks = RemarkOut(many=True, source="remarks_shown")


@lists("list_discrepancies", shows=DiscrepancyOut, summary="List the open discrepancies, the oldest first",
       ordering=("opened_at", "id"))
class Discrepancies(Listing):
    """Open discrepancies."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the open discrepancies of units the reader may know of."""
        return open_discrepancies(officer).select_related("resolved_by")


@reads("read_discrepancy", shows=DiscrepancyDetail, summary="Read a discrepancy")
class Discrepancy(Single):
    """One discrepancy."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the discrepancy."""
        found = access.discrepancy_for(officer, **ids)
        search = search_of(officer, found)
        together = same_question(found)
        explains = may_explain(officer, found, roles=resolvers_of(together))
        found.remarks_shown = remarks_on(together, reader=officer, explains=explains)  # type: ignore[attr-defined]
        found.search = None if search is None else {  # type: ignore[attr-defined]
            "state": search.state, "began_at": search.began_at, "noticed_by": search.noticed_by,
            "remark": search.remark, "missing_at": search.missing_at, "ended_at": search.ended_at,
            "inventory_ids": [each.id for each in search.counts],
        }  # fmt: skip
        return found


@endpoint("resolve_discrepancy", takes=ResolveIn, gives=DiscrepancyAnswer, signs=True)
class Resolution(Acting):
    """Explain a discrepancy; whoever held the unit or found it cannot."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Resolve the discrepancy."""
        found = access.discrepancy_for(act.actor, **ids)
        return weigh.resolve_discrepancy(act=act, discrepancy_id=found.id, **said)


@endpoint("remark_on_discrepancy", takes=DiscrepancyRemarkIn, gives=DiscrepancyAnswer)
class Remarks(Acting):
    """Say what one knows of a discrepancy, to who explains it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the remark."""
        found = access.discrepancy_for(act.actor, **ids)
        return remark_on_discrepancy(act=act, discrepancy_id=found.id, **said)
