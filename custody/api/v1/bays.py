"""The bays of a store: laying them out, putting goods into one, and what stands in which, once it was said why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import path
from rest_framework import serializers

from custody.api.v1.answers import Answer, UnitsAnswer
from custody.api.v1.inputs import Strict, Text, Whole, ids
from custody.api.v1.outputs import Shown
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.core.errors import NotPermitted
from custody.evidence.actions import bays
from custody.evidence.selectors import bays as selectors
from custody.organisation.selectors import place_by_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class LayoutIn(Strict):
    """How many rows there are, called A, B, C and on, and how many bays in each, numbered from 1."""

    rows = Whole()
    columns = Whole()


class LayoutAnswer(Answer):
    """The bays were laid out."""

    layout = serializers.UUIDField()


class ShelveIn(Strict):
    """What was put into which bay, like ``B4``."""

    unit_ids = ids()
    bay = Text()


class PlanRevealIn(Strict):
    """Why somebody must know what stands where."""

    reason = Text()


class BayPlanAnswer(Answer):
    """It may be read for ten minutes now."""

    place = serializers.UUIDField()


class StandingOut(Shown):
    """A unit, and the bay in which it stands: empty where nobody said one."""

    id = serializers.UUIDField()
    label = serializers.CharField()  # type: ignore[assignment]
    custody_state = serializers.CharField()
    bay = serializers.CharField()


@endpoint("lay_out_bays", takes=LayoutIn, gives=LayoutAnswer)
class Layouts(Acting):
    """Say how the bays of a store are laid out."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Lay them out."""
        return bays.lay_out_bays(act=act, **ids, **said)


@endpoint("shelve_units", takes=ShelveIn, gives=UnitsAnswer)
class Shelvings(Acting):
    """Say into which bay goods were put."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Put them there."""
        known_units(act.actor, said["unit_ids"])
        return bays.shelve_units(act=act, **said)


@lists("list_plan", shows=StandingOut, ordering=("label", "id"),
       summary="List what stands in which bay of a store, while a reveal to the reader lasts")
@endpoint("reveal_plan", takes=PlanRevealIn, gives=BayPlanAnswer, signs=True)
class Plan(Listing, Acting):
    """See what stands in which bay of a store, after it was recorded who asks and why."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what the reader may know of; raise ``NotPermitted`` where they did not say why."""
        place = place_by_id(**ids)
        if selectors.plan_seen(officer, place) is None:
            raise NotPermitted("plan.masked", "What stands here is masked. Say first why you must know it")
        return selectors.standing_in(officer, place)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record who asks."""
        return bays.reveal_plan(act=act, **ids, **said)


urlpatterns = [
    path("units/bay/", Shelvings.as_view(), name="shelvings"),
    path("places/<uuid:place_id>/bays/", Layouts.as_view(), name="bay-layouts"),
    path("places/<uuid:place_id>/plan/", Plan.as_view(), name="plan-of-place"),
]
