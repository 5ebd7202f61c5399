"""Who is at which site: coming, leaving, and reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Strict, Text
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.organisation.actions import presence
from custody.organisation.selectors import visible_presences

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class PresenceOut(Shown):
    """A stretch of time at a site, as its guard or not."""

    id = serializers.UUIDField()
    badge = badge("officer")
    site = serializers.CharField(source="site.code_word")
    on_guard = serializers.BooleanField()
    came_at = moment()
    left_at = moment(nullable=True)


class ComeIn(Strict):
    """Who comes where. Without a badge it is the sender."""

    site = Text(help_text="A code word.")
    on_guard = Flag(required=False, default=False)
    badge = Text(required=False, allow_null=True, default=None)


class LeaveIn(Strict):
    """Who leaves. Without a badge it is the sender."""

    badge = Text(required=False, allow_null=True, default=None)


class PresenceAnswer(Answer):
    """Somebody came or left."""

    presence = PresenceOut(allow_null=True)


@lists("list_presences", shows=PresenceOut, ordering=("came_at", "id"),
       summary="List who is at a site now: at the reader's own, or at every site for who commands")
@endpoint("come_to_site", takes=ComeIn, gives=PresenceAnswer)
class Presences(Listing, Acting):
    """Come to a site."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the stretches that last and that the reader may see."""
        return visible_presences(officer).filter(left_at__isnull=True)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Come."""
        return presence.come(act=act, **said)


@endpoint("leave_site", takes=LeaveIn, gives=PresenceAnswer)
class PresenceEnd(Acting):
    """Leave a site."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Leave."""
        return presence.leave(act=act, **said)
