"""Tips, whose source their handler alone reads, and the look-up of a container number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text, codes
from custody.api.v1.outputs import Shown, badge, moment, seq
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.targets import WhyIn
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.core.errors import NotAllowedNow
from custody.evidence.actions import lookups, tips
from custody.evidence.lists import TIP_CREDIBILITIES, TIP_RELIABILITIES
from custody.evidence.selectors import targets as selectors

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class LookUpIn(Strict):
    """A container number, and why it is looked up."""

    container_number = Text(help_text="ISO 6346.")
    reason = Text()


class TipIn(Strict):
    """Who gave a tip, and how far both are believed."""

    source = Text()  # type: ignore[assignment]
    reliability = Text(help_text=codes(TIP_RELIABILITIES))
    credibility = Text(help_text=codes(TIP_CREDIBILITIES))


class HandlerIn(Strict):
    """Who keeps the source from now on."""

    handler_badge = Text()
    reason = Text()


class TipOut(Shown):
    """A tip. Who gave it is shown to nobody here: ``source/`` does, to its handler."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    reliability = serializers.CharField()
    credibility = serializers.CharField()
    handler = badge("handler")
    recorded_at = moment()
    version = seq()


class TipAnswer(Answer):
    """An act on a tip."""

    tip = TipOut(allow_null=True)


class RevealedSource(Answer):
    """Who gave the tip, until the look ends; null afterwards."""

    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    expires_at = moment(nullable=True)

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return what the reveal to this handler shows now."""
        seen = selectors.source_seen(officer, selectors.tip_for(officer, tip_id=UUID(kept["tip"])))
        if seen is None:
            return {"source": None, "expires_at": None}
        return {"source": seen.source, "expires_at": seen.expires_at}


class LookUpAnswer(Answer):
    """What is known of a container number. It is answered once for each key."""

    targets = serializers.ListField(child=serializers.DictField())
    unit_ids = serializers.ListField(child=serializers.UUIDField())

    @classmethod
    def about(cls, officer: Officer, kept: Any) -> dict[str, Any]:
        """Return nothing: what is known is not kept under the key."""
        return {}


@endpoint("look_up_container", takes=LookUpIn, gives=LookUpAnswer, signs=True)
class LookUps(Acting):
    """Look up a container number, after it was recorded who asks and why."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the look and find out."""
        return lookups.look_up_container(act=act, **said)

    def answer(self, act: Act, made: object, *, status: int) -> Any:
        """Answer the first time only: a look that is over must be asked for anew."""
        if not isinstance(made, lookups.LookedUp):
            raise NotAllowedNow("lookup.shown", "This was answered already. Ask again with a new key")
        self.made = made
        return super().answer(act, made, status=status)

    def also(self, officer: Officer, kept: dict[str, Any]) -> dict[str, Any]:
        """Return what is known: a target by its reference and state, what was stopped by its id."""
        return {
            "targets": [{"reference": each.reference, "state": each.state} for each in self.made.targets],
            "unit_ids": [each.id for each in self.made.units],
        }


@lists("list_tips", shows=TipOut, summary="List the reader's own tips, the newest first; all to internal affairs",
       ordering=("-recorded_at", "id"))  # fmt: skip
@endpoint("record_tip", takes=TipIn, gives=TipAnswer)
class Tips(Listing, Acting):
    """Record a tip."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the tips."""
        return selectors.visible_tips(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return tips.record_tip(act=act, **said)


@reads("read_tip", shows=TipOut, summary="Read a tip")
class Tip(Single):
    """One tip."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the tip."""
        return selectors.tip_for(officer, **ids)


@endpoint("reveal_source", takes=WhyIn, gives=RevealedSource, signs=True)
class Source(Acting):
    """See who gave a tip, after it was recorded who asks."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record the look."""
        return tips.reveal_source(act=act, **ids, **said)


@endpoint("entrust_tip", takes=HandlerIn, gives=TipAnswer, signs=True)
class Handler(Acting):
    """Give a tip to another handler."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Entrust it."""
        return tips.entrust_tip(act=act, **ids, **said)
