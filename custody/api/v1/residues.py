"""What was left of a burn: weighed once it is cool, and where it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer, SessionAnswer
from custody.api.v1.inputs import Id, Strict, Text, Whole, codes
from custody.api.v1.outputs import Mass, Shown, badge, moment
from custody.api.v1.reading import Listing, lists
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.destruction.actions import residues
from custody.destruction.lists import DISPOSALS, RESIDUE_KINDS
from custody.destruction.selectors.access import session_for
from custody.destruction.selectors.residues import left_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class ResidueOut(Shown):
    """What was left of a burn, and where it went."""

    id = serializers.UUIDField()
    residue_kind = serializers.CharField()
    gross_mg = Mass()
    scale = serializers.CharField(source="scale.code")
    weighed_by = badge("weighed_by")
    weighed_at = moment()
    disposal = serializers.CharField(allow_null=True)
    party = serializers.CharField(allow_null=True)
    reference = serializers.CharField(allow_null=True)
    again = serializers.CharField(source="again.code_word", allow_null=True, default=None)
    disposed_by = badge("disposed_by", nullable=True)
    disposed_at = moment(nullable=True)


class ResidueIn(Strict):
    """What was left, as the scale shows it."""

    residue_kind = Text(help_text=codes(RESIDUE_KINDS))
    gross_mg = Whole()
    scale = Text(help_text="Code of the scale.")


class DisposalIn(Strict):
    """Where it went."""

    residue_id = Id()
    disposal = Text(help_text=codes(DISPOSALS))
    party = Text(required=False, allow_null=True, help_text="The waste processor that received it.")
    reference = Text(required=False, allow_null=True, help_text="That of the receipt.")
    again = Text(required=False, allow_null=True, help_text="Code word of the burn in which it burnt again.")


class ResidueAnswer(Answer):
    """An act on what was left of a burn."""

    residue = serializers.UUIDField()


@lists("list_residues", shows=ResidueOut, summary="List what was left of a burn", ordering=("weighed_at", "id"))
@endpoint("weigh_residue", takes=ResidueIn, gives=ResidueAnswer)
class Residues(Listing, Acting):
    """Weigh what was left of a burn."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return what was left."""
        return left_of(session_for(officer, **ids))

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return residues.weigh_residue(act=act, session_id=session_for(act.actor, **ids).id, **said)


class NothingLeftIn(Strict):
    """Why nothing can be weighed."""

    reason = Text()


@endpoint("say_nothing_left", takes=NothingLeftIn, gives=SessionAnswer)
class NothingLeft(Acting):
    """Record that nothing of a burn is left to be weighed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return residues.say_nothing_left(act=act, session_id=session_for(act.actor, **ids).id, **said)


@endpoint("dispose_of_residue", takes=DisposalIn, gives=ResidueAnswer)
class ResidueDisposals(Acting):
    """Record where it went."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it."""
        return residues.dispose_of_residue(act=act, session_id=session_for(act.actor, **ids).id, **said)
