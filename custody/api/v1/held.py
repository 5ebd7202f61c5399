"""What the house holds for correction: reading what is wrong with it, handing it back, setting it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Strict, Text
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import held as actions
from custody.evidence.selectors.held import held_for, visible_held

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class HeldOut(Shown):
    """A form that came in from a device and could not be recorded. What stands in it is not shown."""

    id = serializers.UUIDField()
    form = serializers.CharField()
    author = badge("author")
    signed_at = moment()
    held_at = moment()
    labels = serializers.ListField(child=serializers.CharField())
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text="What is wrong, one for each of labels, without what was typed."
    )
    state = serializers.CharField(help_text="open, asked, corrected or set_aside.")
    note = serializers.CharField(allow_null=True)
    handed_back_by = badge("handed_back_by", nullable=True)
    handed_back_at = moment(nullable=True)
    reason = serializers.CharField(allow_null=True)
    asked_by = badge("asked_by", nullable=True)
    asked_at = moment(nullable=True)
    closed_by = badge("closed_by", nullable=True)
    closed_at = moment(nullable=True)


class HeldAnswer(Answer):
    """An act on a held form."""

    held = HeldOut(allow_null=True)


class HandBackIn(Strict):
    """What must be put right."""

    note = Text()


class SetAsideIn(Strict):
    """Why it is not to be recorded."""

    reason = Text()


class SetAsideDecisionIn(Strict):
    """Another person's answer."""

    approve = Flag()


@lists("list_held", shows=HeldOut, summary="List the held forms, those that wait longest first",
       ordering=("-closed_at", "held_at", "id"))
class HeldReports(Listing):
    """The held forms."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what the reader may know of."""
        return visible_held(officer)


@reads("read_held", shows=HeldOut, summary="Read what is wrong with a held form")
class OneHeld(Single):
    """One held form."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return it."""
        return held_for(officer, **ids)


@endpoint("hand_back", takes=HandBackIn, gives=HeldAnswer, signs=True)
class HandingBack(Acting):
    """Hand a held form back to who signed it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Hand it back."""
        return actions.hand_back(act=act, held_id=held_for(act.actor, **ids).id, **said)


@endpoint("ask_set_aside", takes=SetAsideIn, gives=HeldAnswer, signs=True)
class SettingAside(Acting):
    """Ask to set a held form aside."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask for it."""
        return actions.ask_set_aside(act=act, held_id=held_for(act.actor, **ids).id, **said)


@endpoint("decide_set_aside", takes=SetAsideDecisionIn, gives=HeldAnswer, signs=True)
class SettingAsideDecision(Acting):
    """Set it aside as another person asked, or keep it waiting."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide it."""
        return actions.decide_set_aside(act=act, held_id=held_for(act.actor, **ids).id, **said)
