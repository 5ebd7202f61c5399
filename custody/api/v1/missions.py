"""Transports: plan one, confirm its escort, and what its crew says on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, Whole, codes
from custody.api.v1.outputs import Shown, badge, moment, seq
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import mission as missions
from custody.evidence.selectors.missions import mission_for, visible_missions

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class MissionOut(Shown):
    """A transport. Its vehicle, its escort and how long it takes are shown to nobody here."""

    id = serializers.UUIDField()
    state = serializers.CharField()
    planned_by = badge("planned_by")
    driver = badge("driver")
    second = badge("second")
    escort_confirmed_by = badge("escort_confirmed_by", nullable=True)
    planned_at = moment()
    began_at = moment(nullable=True)
    checked_in_at = moment(nullable=True)
    ended_at = moment(nullable=True)
    version = seq()


class MissionAnswer(Answer):
    """An act on a transport."""

    mission = MissionOut(allow_null=True)


class MissionFilters(Strict):
    """Which transports."""

    state = Text(required=False, help_text=codes(("planned", "moving", "stopped", "arrived", "cancelled")))


class MissionIn(Strict):
    """Who drives, in what, and how long it takes."""

    driver_badge = Text()
    second_badge = Text()
    vehicle = Text()
    escort = Text()
    planned_minutes = Whole()


class StillIn(Strict):
    """Why it stands still, or is called off."""

    reason = Text()


@lists(
    "list_missions",
    shows=MissionOut,
    summary="List the transports the reader rides, planned or oversees, the newest first",
    filters=MissionFilters,
    ordering=("-planned_at", "id"),
)
@endpoint("plan_mission", takes=MissionIn, gives=MissionAnswer)
class Missions(Listing, Acting):
    """Plan a transport."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the transports."""
        return visible_missions(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Plan it."""
        return missions.plan_mission(act=act, **said)


@reads("read_mission", shows=MissionOut, summary="Read a transport")
class Mission(Single):
    """One transport."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the transport."""
        return mission_for(officer, **ids)


@endpoint("confirm_escort", gives=MissionAnswer, signs=True)
class Escort(Acting):
    """Say that the escort of a transport has said yes."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Confirm it."""
        return missions.confirm_escort(act=act, mission_id=mission_for(act.actor, **ids).id)


@endpoint("begin_mission", gives=MissionAnswer)
class Beginning(Acting):
    """Say that the crew is on its way."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Begin."""
        return missions.begin_mission(act=act, mission_id=mission_for(act.actor, **ids).id)


@endpoint("check_in_mission", gives=MissionAnswer)
class CheckIn(Acting):
    """Give a sign of life."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Check in."""
        return missions.check_in(act=act, mission_id=mission_for(act.actor, **ids).id)


@endpoint("stop_mission", takes=StillIn, gives=MissionAnswer)
class Stop(Acting):
    """Say that the transport stands still, and why."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Stop."""
        return missions.stop_mission(act=act, mission_id=mission_for(act.actor, **ids).id, **said)


@endpoint("go_on_mission", gives=MissionAnswer)
class GoingOn(Acting):
    """Say that the transport moves again."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Go on."""
        return missions.go_on(act=act, mission_id=mission_for(act.actor, **ids).id)


@endpoint("end_mission", gives=MissionAnswer)
class Arrival(Acting):
    """Say that the transport has arrived."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Arrive."""
        return missions.end_mission(act=act, mission_id=mission_for(act.actor, **ids).id)


@endpoint("cancel_mission", takes=StillIn, gives=MissionAnswer)
class CallingOff(Acting):
    """Call a planned transport off."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Call it off."""
        return missions.cancel_mission(act=act, mission_id=mission_for(act.actor, **ids).id, **said)
