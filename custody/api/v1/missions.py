"""Transports: plan one, confirm its escort, and what its crew says on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import MOST_UNITS, Id, Strict, Text, Whole, codes, vehicle_seals
from custody.api.v1.outputs import Shown, badge, moment, seq
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.core.errors import InvalidInput
from custody.evidence.actions import mission as missions
from custody.evidence.actions.mission_load import name_load
from custody.evidence.selectors import access
from custody.evidence.selectors.missions import loads_of, mission_for, unexplained_stops, visible_missions

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


def optional_ids(**kwargs: Any) -> serializers.ListField:
    """Return a field of any number of records."""
    return serializers.ListField(child=Id(), max_length=MOST_UNITS, required=False, default=list, **kwargs)


def _known(officer: Officer, said: dict[str, Any]) -> None:
    """Return when the officer may know of everything that is named; raise ``NotFound`` otherwise."""
    known_units(officer, said["unit_ids"])
    for transfer_id in said["transfer_ids"]:
        access.transfer_for(officer, transfer_id=transfer_id)


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


class LoadOut(Shown):
    """A unit that is named for a transport, rides with it, or did."""

    unit_id = serializers.UUIDField()
    label = serializers.CharField(source="unit.label")  # type: ignore[assignment]
    state = serializers.CharField()
    loaded_at = moment(nullable=True)
    ended_at = moment(nullable=True)


class MissionDetail(MissionOut):
    """A transport with what rides with it, how many of its stops nobody has explained, and when it left unescorted."""

    unescorted_at = moment(nullable=True)
    unescorted_by = badge("unescorted_by", nullable=True)
    load = serializers.SerializerMethodField()
    unexplained_stops = serializers.SerializerMethodField()

    @extend_schema_field(LoadOut(many=True))
    def get_load(self, mission: Any) -> Any:
        """Return what was named for it or rode with it."""
        return LoadOut(loads_of(mission), many=True, context=self.context).data

    def get_unexplained_stops(self, mission: Any) -> int:
        """Return how many reasons are owed."""
        return len(unexplained_stops(mission))


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
    unit_ids = optional_ids(help_text="Units that go with it.")
    transfer_ids = optional_ids(help_text="Hand-overs all units of which go with it.")


class LoadIn(Strict):
    """What goes with it."""

    unit_ids = optional_ids()
    transfer_ids = optional_ids()


class MissingIn(Strict):
    """A unit that did not arrive."""

    unit_id = Id()
    remark = Text(required=False, allow_null=True, default=None)


class ArrivedIn(Strict):
    """What of the load is not there. It is frozen and searched for; all the rest is said to be there."""

    missing = serializers.ListField(child=MissingIn(), max_length=MOST_UNITS, required=False, default=list)


class UnescortedIn(Strict):
    """Who let it go without its escort, and why."""

    decided_badge = Text()
    reason = Text()


class StoppedIn(Strict):
    """Why it stands still. Without a reason the stop is recorded, and the reason owed."""

    reason = Text(required=False, allow_null=True, default=None)


class GoOnIn(Strict):
    """What was read off the vehicle before it drives on."""

    vehicle_seals = vehicle_seals()


class StillIn(Strict):
    """Why it stood still, or is called off."""

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
        _known(act.actor, said)
        return missions.plan_mission(act=act, **said)


@reads("read_mission", shows=MissionDetail, summary="Read a transport with what rides with it")
class Mission(Single):
    """One transport."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the transport."""
        return mission_for(officer, **ids)


@endpoint("name_load", takes=LoadIn, gives=MissionAnswer)
class Load(Acting):
    """Name what goes with a transport."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Name it."""
        _known(act.actor, said)
        return name_load(act=act, mission_id=mission_for(act.actor, **ids).id, **said)


@endpoint("confirm_escort", gives=MissionAnswer, signs=True)
class Escort(Acting):
    """Say that the escort of a transport has said yes."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Confirm it."""
        return missions.confirm_escort(act=act, mission_id=mission_for(act.actor, **ids).id)


@endpoint("answer_for_escort", takes=UnescortedIn, gives=MissionAnswer)
class Unescorted(Acting):
    """Say who let the transport go without its escort, and why."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Answer for it."""
        return missions.answer_for_escort(act=act, mission_id=mission_for(act.actor, **ids).id, **said)


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


@endpoint("stop_mission", takes=StoppedIn, gives=MissionAnswer)
class Stop(Acting):
    """Say that the transport stands still, and why."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Stop."""
        return missions.stop_mission(act=act, mission_id=mission_for(act.actor, **ids).id, **said)


@endpoint("explain_stop", takes=StillIn, gives=MissionAnswer)
class Explanation(Acting):
    """Tell the reason of a stop that has none."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Explain it."""
        return missions.explain_stop(act=act, mission_id=mission_for(act.actor, **ids).id, **said)


@endpoint("go_on_mission", takes=GoOnIn, gives=MissionAnswer)
class GoingOn(Acting):
    """Say that the transport moves again."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Go on."""
        return missions.go_on(act=act, mission_id=mission_for(act.actor, **ids).id, **said)


@endpoint("end_mission", takes=ArrivedIn, gives=MissionAnswer)
class Arrival(Acting):
    """Say that the transport has arrived, and what of its load is not there."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Arrive."""
        lost = {each["unit_id"]: each["remark"] for each in said["missing"]}
        if len(lost) != len(said["missing"]):
            raise InvalidInput("unit.twice", "A unit is named twice", field="missing")
        return missions.end_mission(act=act, mission_id=mission_for(act.actor, **ids).id, missing=lost)


@endpoint("cancel_mission", takes=StillIn, gives=MissionAnswer)
class CallingOff(Acting):
    """Call a planned transport off."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Call it off."""
        return missions.cancel_mission(act=act, mission_id=mission_for(act.actor, **ids).id, **said)
