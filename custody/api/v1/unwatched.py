"""Places of which a camera or an alarm is down, and drills: two lists, never mixed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import unwatched
from custody.evidence.lists import DRILLS, UNWATCHED
from custody.evidence.selectors import unwatched as selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class UnwatchedOut(Shown):
    """A camera or an alarm of a place is or was down."""

    id = serializers.UUIDField()
    place_id = serializers.UUIDField()
    what = serializers.CharField()
    remark = serializers.CharField(allow_null=True)
    reported_by = badge("reported_by")
    reported_at = moment()
    ended_by = badge("ended_by", nullable=True)
    ended_at = moment(nullable=True)
    finding = serializers.CharField(allow_null=True)


class DrillOut(UnwatchedOut):
    """A drill, marked as one from its first moment. ``remark`` is why it was ordered."""

    answered_by = badge("answered_by", nullable=True)
    answered_at = moment(nullable=True)
    response_seconds = serializers.SerializerMethodField(help_text="Until it was answered; null while nobody has.")

    def get_response_seconds(self, drill: Any) -> int | None:
        """Return how long it took until somebody answered, in whole seconds."""
        return None if drill.response is None else int(drill.response.total_seconds())


class WatchAnswer(Answer):
    """An act on what was reported of a place."""

    report = serializers.UUIDField()


class UnwatchedIn(Strict):
    """What is down, and where: a code word."""

    place = Text()
    what = Text(help_text=codes(UNWATCHED))
    remark = Text(required=False, allow_null=True)


class DrillIn(Strict):
    """What is pretended, where (a code word), and why."""

    place = Text()
    what = Text(help_text=codes(DRILLS))
    reason = Text()


class WatchFindingIn(Strict):
    """What it was, or why it is called off."""

    finding = Text()


@lists("list_unwatched", shows=UnwatchedOut, summary="List what is or was down, the newest first",
       ordering=("-reported_at", "id"))
@endpoint("report_unwatched", takes=UnwatchedIn, gives=WatchAnswer)
class Unwatched(Listing, Acting):
    """Report that a camera or an alarm is down. Who commands is told at once."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what the reader may know of."""
        return selectors.visible_outages(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Report it."""
        return unwatched.report_outage(act=act, **said)


@reads("read_unwatched", shows=UnwatchedOut, summary="Read one report of a camera or an alarm")
class UnwatchedReport(Single):
    """One report."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the report."""
        return selectors.outage_for(officer, **ids)


@endpoint("end_unwatched", takes=WatchFindingIn, gives=WatchAnswer, signs=True)
class UnwatchedEnd(Acting):
    """Say that it works again."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Say so."""
        return unwatched.end_outage(act=act, report_id=selectors.outage_for(act.actor, **ids).id, **said)


@lists("list_drills", shows=DrillOut, summary="List the drills, the newest first", ordering=("-reported_at", "id"))
@endpoint("order_drill", takes=DrillIn, gives=WatchAnswer, signs=True)
class Drills(Listing, Acting):
    """Begin a drill."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the drills the reader may know of."""
        return selectors.visible_drills(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Begin it."""
        return unwatched.order_drill(act=act, **said)


@reads("read_drill", shows=DrillOut, summary="Read a drill")
class Drill(Single):
    """One drill."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the drill."""
        return selectors.drill_for(officer, **ids)


@endpoint("answer_drill", gives=WatchAnswer, signs=True)
class DrillAnswering(Acting):
    """Answer a drill: its time stops."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Answer it."""
        return unwatched.answer_drill(act=act, report_id=selectors.drill_for(act.actor, **ids).id)


@endpoint("stop_drill", takes=WatchFindingIn, gives=WatchAnswer, signs=True)
class DrillStop(Acting):
    """Call a drill off that nobody answered."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Call it off."""
        return unwatched.stop_drill(act=act, report_id=selectors.drill_for(act.actor, **ids).id, **said)
