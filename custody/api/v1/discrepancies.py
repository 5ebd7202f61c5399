"""Differences beyond tolerance: which are open, and what explains them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from custody.api.v1.answers import DiscrepancyAnswer
from custody.api.v1.inputs import Strict, Text, version
from custody.api.v1.outputs import DiscrepancyOut
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import weigh
from custody.evidence.selectors import access
from custody.evidence.selectors.holding import open_discrepancies

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class ResolveIn(Strict):
    """What explains a discrepancy."""

    resolution = Text()
    expected_seq = version()


@lists("list_discrepancies", shows=DiscrepancyOut, summary="List the open discrepancies, the oldest first",
       ordering=("opened_at", "id"))
class Discrepancies(Listing):
    """Open discrepancies."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the open discrepancies of units the reader may know of."""
        return open_discrepancies(officer).select_related("resolved_by")


@reads("read_discrepancy", shows=DiscrepancyOut, summary="Read a discrepancy")
class Discrepancy(Single):
    """One discrepancy."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the discrepancy."""
        return access.discrepancy_for(officer, **ids)


@endpoint("resolve_discrepancy", takes=ResolveIn, gives=DiscrepancyAnswer, signs=True)
class Resolution(Acting):
    """Explain a discrepancy; whoever held the unit or found it cannot."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Resolve the discrepancy."""
        found = access.discrepancy_for(act.actor, **ids)
        return weigh.resolve_discrepancy(act=act, discrepancy_id=found.id, **said)
