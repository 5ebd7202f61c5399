"""The register of waivers: read it, ask for one, decide it, end it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Id, Strict, Text, Whole, codes
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.waivable import WAIVABLE
from custody.organisation.actions import waiver
from custody.organisation.selectors.waivers import visible_waivers, waiver_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


_YEAR_HOURS = 366 * 24


class WaiverOut(Shown):
    """A waiver. `amount` is milligrams or euros, as its rule counts; null where it counts nothing."""

    id = serializers.UUIDField()
    rule = serializers.CharField()
    subject_kind = serializers.CharField()
    subject_id = serializers.UUIDField()
    amount = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()
    asked_by = badge("asked_by")
    asked_at = moment()
    expires_at = moment()
    state = serializers.CharField()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)
    answer = serializers.CharField(allow_null=True)


class WaiverAnswer(Answer):
    """An act on a waiver."""

    waiver = WaiverOut(allow_null=True)


class WaiverFilters(Strict):
    """Which waivers."""

    state = Text(required=False, help_text=codes(("asked", "granted", "refused", "withdrawn", "ended", "expired")))
    rule = Text(required=False, help_text=codes(WAIVABLE))


class WaiverIn(Strict):
    """A rule, what it shall not hold for, how long and why."""

    rule = Text(help_text=codes(WAIVABLE))
    subject_id = Id()
    hours = Whole()
    reason = Text()
    amount = Whole(required=False, allow_null=True, help_text="Milligrams or euros more than the limit.")


class WaiverDecisionIn(Strict):
    """The answer of somebody two levels above."""

    grant = Flag()
    answer = Text()


@lists(
    "list_waivers",
    shows=WaiverOut,
    summary="List the waivers you may read of, the newest first",
    filters=WaiverFilters,
    ordering=("-asked_at", "id"),
)
@endpoint("ask_waiver", takes=WaiverIn, gives=WaiverAnswer)
class Waivers(Listing, Acting):
    """Ask that a rule may not hold for one thing for a time."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the waivers."""
        return visible_waivers(officer).filter(**asked)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask for the waiver."""
        return waiver.ask_waiver(act=act, length=_length(said.pop("hours")), **said)


def _length(hours: int) -> timedelta:
    """Return so many hours; what no calendar holds is cut to a year, which no waiver lasts."""
    return timedelta(hours=max(-_YEAR_HOURS, min(hours, _YEAR_HOURS)))


@reads("read_waiver", shows=WaiverOut, summary="Read a waiver")
class Waiver(Single):
    """One waiver."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the waiver."""
        return waiver_for(officer, **ids)


@endpoint("decide_waiver", takes=WaiverDecisionIn, gives=WaiverAnswer, signs=True)
class WaiverDecision(Acting):
    """Grant or refuse a waiver, two levels above who asked."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide the waiver."""
        decide = waiver.grant_waiver if said["grant"] else waiver.refuse_waiver
        return decide(act=act, waiver_id=waiver_for(act.actor, **ids).id, answer=said["answer"])


@endpoint("end_waiver", gives=WaiverAnswer)
class WaiverEnd(Acting):
    """Take a waiver back, or end it before its time."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """End the waiver."""
        return waiver.end_waiver(act=act, waiver_id=waiver_for(act.actor, **ids).id)
