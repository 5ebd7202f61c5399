"""Who from outside stood by at a fire, through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import SessionAnswer
from custody.api.v1.inputs import Strict, Text, Whole, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.destruction.actions.attendance import record_attendance
from custody.destruction.lists import ATTENDANCE_ANSWERS, ATTENDS_FOR
from custody.destruction.selectors.access import session_for
from custody.destruction.selectors.attendances import attended

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class AttendanceOut(Shown):
    """Somebody without a badge who stood by, and whether they signed."""

    id = serializers.UUIDField()
    attends_for = serializers.CharField()
    name = serializers.CharField()
    position = serializers.CharField()
    answer = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    temperature_c = serializers.IntegerField(allow_null=True)
    recorded_by = badge("recorded_by")
    recorded_at = moment()


class AttendanceIn(Strict):
    """Somebody without a badge who stood by, and whether they signed."""

    attends_for = Text(help_text=codes(ATTENDS_FOR))
    name = Text()
    position = Text()
    answer = Text(help_text=codes(ATTENDANCE_ANSWERS))
    reason = Text(required=False, allow_null=True, help_text="Why they did not sign.")
    temperature_c = Whole(required=False, allow_null=True, help_text="What the furnace says of its fire.")


@lists("list_attendances", shows=AttendanceOut, summary="List who from outside stood by at a burn",
       ordering=("recorded_at", "id"))
@endpoint("record_attendance", takes=AttendanceIn, gives=SessionAnswer)
class Attendances(Listing, Acting):
    """Write down who from outside stood by at a burn."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return who stood by."""
        return attended([session_for(officer, **ids).id])

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return record_attendance(act=act, session_id=session_for(act.actor, **ids).id, **said).session
