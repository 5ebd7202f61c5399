"""Where loads go: departing, arriving, putting in store, moving inside a site; and asking where one lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from rest_framework import serializers

from custody.api.v1.answers import Answer, UnitsAnswer
from custody.api.v1.inputs import RouteIn, Strict, Text, Versions, codes, ids, route_of, vehicle_seals
from custody.api.v1.outputs import moment
from custody.api.v1.writing import Acting, endpoint, known_units
from custody.core.act import Act
from custody.evidence.actions import consult, crews, moving
from custody.evidence.lists import GONE_BECAUSE
from custody.evidence.selectors import access
from custody.evidence.selectors.places import place_seen

if TYPE_CHECKING:
    from custody.evidence.entries import Route
    from custody.organisation.models import Officer


class DepartIn(Strict):
    """A load that leaves, with a crew of two."""

    unit_ids = ids()
    route = RouteIn()
    unswept_reason = Text(
        required=False, allow_null=True, help_text="Why it moves before its sweep, which is owed in a quarantine bay."
    )
    alone_reason = Text(
        required=False, allow_null=True,
        help_text="Why it left with one person: recorded as a fact. It is frozen, and another person must sign for it.",
    )  # fmt: skip
    frozen_reason = Text(
        required=False, allow_null=True, help_text="Why goods in dispute left all the same: they stay frozen."
    )
    expected_seqs = Versions(required=False)


class CrewLeftIn(Strict):
    """Who of the two is with the load no more, why, and where: it is all that the two have on the way."""

    why = Text(help_text=codes(GONE_BECAUSE))
    where = Text(required=False, allow_null=True, help_text="In words where it happened; it is sealed.")
    leaver_badge = Text(
        required=False, allow_null=True,
        help_text="The other of the two, who cannot say so; null when the sender leaves. Somebody who commands signs.",
    )  # fmt: skip
    remark = Text(required=False, allow_null=True, help_text="What happened; needed when it is said of the other.")


class PutIn(Strict):
    """Units and the place they are put in, by its code word."""

    unit_ids = ids()
    place = Text()
    over_limit_reason = Text(
        required=False, allow_null=True,
        help_text="Why they lie in a place that may not hold them: recorded as a fact, and a waiver is owed.",
    )  # fmt: skip
    expected_seqs = Versions(required=False)


class InStoreIn(PutIn):
    """Units and the place they are put in, which may be a vault."""

    second_badge = Text(
        required=False, allow_null=True, help_text="Who goes along in or out of a vault: they sign on their own."
    )
    alone_reason = Text(
        required=False, allow_null=True,
        help_text="Why one person went in or out of a vault: recorded as a fact. Another person must sign for it.",
    )  # fmt: skip


class RevealIn(Strict):
    """Why the place must be seen. It is recorded before anything is shown."""

    reason = Text()


class PlaceOut(serializers.Serializer[Any]):
    """A place that was revealed to the reader, and until when it may be shown."""

    code_word = serializers.CharField()
    expires_at = moment()


class RevealAnswer(Answer):
    """Where a unit lies. Null when the reveal has run out: ask again with a new key."""

    place = PlaceOut(allow_null=True)

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return the place, as long as it may be shown to who asked."""
        return {"place": place_seen(officer, access.unit_for(officer, unit_id=UUID(kept["unit"])))}


@endpoint("depart", takes=DepartIn, gives=UnitsAnswer)
class Departures(Acting):
    """Leave with a load."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Depart."""
        known_units(act.actor, said["unit_ids"])
        route: Route | None = route_of(said.pop("route"))
        assert route is not None  # noqa: S101 - the body was refused without one
        return moving.depart(act=act, route=route, **said)


@endpoint("leave_crew", takes=CrewLeftIn, gives=UnitsAnswer)
class CrewDepartures(Acting):
    """Say that one of two who have a load on the way is with it no more."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Leave."""
        return crews.leave_crew(act=act, **said)


class ArriveIn(PutIn):
    """Units, the place they came to, and what is on their vehicle."""

    vehicle_seals = vehicle_seals()


@endpoint("arrive", takes=ArriveIn, gives=UnitsAnswer)
class Arrivals(Acting):
    """Record that a load has arrived."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Arrive."""
        known_units(act.actor, said["unit_ids"])
        return moving.arrive(act=act, **said)


@endpoint("store_units", takes=InStoreIn, gives=UnitsAnswer)
class Storage(Acting):
    """Put goods in store."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Store the units."""
        known_units(act.actor, said["unit_ids"])
        return moving.store_units(act=act, **said)


@endpoint("move_units", takes=InStoreIn, gives=UnitsAnswer)
class Moves(Acting):
    """Record that units lie in another place of the same site."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Move the units."""
        known_units(act.actor, said["unit_ids"])
        return moving.move_units(act=act, **said)


@endpoint("reveal_place", takes=RevealIn, gives=RevealAnswer, signs=True)
class PlaceReveal(Acting):
    """See where a unit lies, after it was recorded who asks and why."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Reveal the place."""
        return consult.reveal_place(act=act, unit_id=access.unit_for(act.actor, **ids).id, **said)
