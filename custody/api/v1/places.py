"""Places and furnaces: reading them, proposing a change, seeing what it would do, deciding what another proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Flag, Id, Strict, Text, Whole, codes
from custody.api.v1.outputs import Shown, badge, moment, seq
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.deadlines.selectors import database_now
from custody.destruction.actions import facilities
from custody.destruction.selectors import furnaces
from custody.evidence.actions import consult
from custody.evidence.selectors.place_effects import effect_of_place, shown_name
from custody.organisation.actions import placing
from custody.organisation.actions.register import PLACE_KINDS
from custody.organisation.selectors import place_proposals as proposals

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class PlaceLimitsOut(Shown):
    """A place: its code word and what it may hold, never what lies there. Its name is sealed."""

    id = serializers.UUIDField()
    code_word = serializers.CharField()
    kind = serializers.CharField()
    jurisdiction = serializers.CharField()
    cap_mg = serializers.IntegerField(allow_null=True)
    cap_eur = serializers.IntegerField(allow_null=True)
    site = serializers.CharField(source="site.code_word", allow_null=True, default=None)
    expected_seq = seq()


class FurnaceOut(Shown):
    """A furnace: what it takes in one burn, in which hours (minutes after midnight), what is done with what it
    leaves."""

    id = serializers.UUIDField()
    code_word = serializers.CharField()
    place_id = serializers.UUIDField()
    session_limit_mg = serializers.IntegerField()
    opens_minute = serializers.IntegerField(allow_null=True)
    closes_minute = serializers.IntegerField(allow_null=True)
    residue = serializers.CharField()
    expected_seq = seq()


class _Proposed(Shown):
    id = serializers.UUIDField()
    code_word = serializers.CharField()
    reason = serializers.CharField()
    proposed_by = badge("proposed_by")
    proposed_at = moment()
    state = serializers.CharField()
    decided_by = badge("decided_by", nullable=True)
    decided_at = moment(nullable=True)


class PlaceProposalOut(_Proposed):
    """A place as it would be; `place_id` is null for a new one."""

    place_id = serializers.UUIDField(allow_null=True)
    kind = serializers.CharField()
    jurisdiction = serializers.CharField()
    cap_mg = serializers.IntegerField(allow_null=True)
    cap_eur = serializers.IntegerField(allow_null=True)
    site = serializers.CharField(source="site.code_word", allow_null=True, default=None)
    name = serializers.SerializerMethodField(help_text="Null unless it was recorded that the reader reads it.")

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_name(self, proposal: Any) -> str | None:
        """Return the sealed name while the reader may be shown it."""
        return shown_name(self.context["officer"], proposal) or None


class PlaceEffectOut(Shown):
    """What a proposal would do now. `over`: yes, no, or perhaps, for what lies there is known as a band only."""

    holds = serializers.CharField(help_text="The band of what lies there.")
    over = serializers.CharField(help_text=codes(("yes", "no", "perhaps")))
    told = serializers.ListField(child=serializers.CharField(), help_text="Badges that alerts go to first now.")
    told_then = serializers.ListField(child=serializers.CharField(), help_text="Badges that they would go to.")


class FurnaceProposalOut(_Proposed):
    """A furnace as it would work; `facility_id` is null for a new one."""

    facility_id = serializers.UUIDField(allow_null=True)
    place_id = serializers.UUIDField()
    session_limit_mg = serializers.IntegerField()
    opens_minute = serializers.IntegerField(allow_null=True)
    closes_minute = serializers.IntegerField(allow_null=True)
    residue = serializers.CharField()


class FurnaceEffectOut(Shown):
    """What a proposal would do now: the code words of the burns to come that no longer fit."""

    too_heavy = serializers.ListField(child=serializers.CharField())
    out_of_hours = serializers.ListField(child=serializers.CharField())
    slots_out_of_hours = serializers.IntegerField()
    told = serializers.ListField(child=serializers.CharField(), help_text="Badges of who planned those burns.")


class PlaceProposalAnswer(Answer):
    """An act on a proposal about a place."""

    place_proposal = PlaceProposalOut(allow_null=True)


class FurnaceProposalAnswer(Answer):
    """An act on a proposal about a furnace."""

    facility_proposal = FurnaceProposalOut(allow_null=True)


class PlaceProposalIn(Strict):
    """A new place; or, with `place_id`, other limits and another site: what is not sent stays as it is."""

    place_id = Id(required=False, allow_null=True)
    code_word = Text(required=False, max_length=24)
    kind = Text(required=False, help_text=codes(PLACE_KINDS))
    jurisdiction = Text(required=False, max_length=8)
    name = Text(required=False, max_length=200)
    cap_mg = Whole(required=False, allow_null=True)
    cap_eur = Whole(required=False, allow_null=True)
    site = Text(required=False, allow_blank=True, help_text="The code word of a site; empty: it stands on none.")
    reason = Text()
    expected_seq = Whole(required=False, allow_null=True, help_text="The version of the place the sender saw.")


class FurnaceProposalIn(Strict):
    """A new furnace with its place; or, with `facility_id`, how one that is there works from now on."""

    facility_id = Id(required=False, allow_null=True)
    code_word = Text(required=False, max_length=24)
    place = Text(required=False, help_text="The code word of a place.")
    session_limit_mg = Whole()
    opens_minute = Whole(required=False, allow_null=True, help_text="Minutes after midnight.")
    closes_minute = Whole(required=False, allow_null=True, help_text="Minutes after midnight.")
    residue = Text(required=False, max_length=facilities.RESIDUE_MOST)
    reason = Text()
    expected_seq = Whole(required=False, allow_null=True, help_text="The version of the furnace the sender saw.")


class ChangeDecisionIn(Strict):
    """Another person's answer."""

    approve = Flag()


@lists("list_places", shows=PlaceLimitsOut, summary="List the places and what each may hold, by code word",
       ordering=("code_word",))
class Places(Listing):
    """The places of the house."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the places."""
        return proposals.visible_places(officer)


@lists("list_place_proposals", shows=PlaceProposalOut, summary="List what was proposed about places, the newest first",
       ordering=("-proposed_at", "id"))
@endpoint("propose_place", takes=PlaceProposalIn, gives=PlaceProposalAnswer, signs=True)
class PlaceProposals(Listing, Acting):
    """Propose a new place, or other limits and another site for one that is there."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the proposals."""
        return proposals.visible_place_proposals(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Propose it."""
        return placing.propose_place(act=act, **said)


@reads("read_place_proposal", shows=PlaceProposalOut, summary="Read a proposal about a place")
class OnePlaceProposal(Single):
    """One proposal."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the proposal."""
        return proposals.place_proposal_for(officer, **ids)


@reads("preview_place", shows=PlaceEffectOut, summary="See what a proposal about a place would do now")
class PlacePreview(Single):
    """What it would do."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the effect."""
        return effect_of_place(proposals.place_proposal_for(officer, **ids), at=database_now())


@endpoint("decide_place", takes=ChangeDecisionIn, gives=PlaceProposalAnswer, signs=True)
class PlaceDecision(Acting):
    """Approve or reject what another person proposed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide it."""
        found = proposals.place_proposal_for(act.actor, **ids)
        return placing.decide_place(act=act, proposal_id=found.id, **said)


@endpoint("reveal_proposed_name", gives=PlaceProposalAnswer, signs=True)
class PlaceName(Acting):
    """Read the sealed name of a place that was proposed, after it was recorded who reads it."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Record it; the answer shows it."""
        found = proposals.place_proposal_for(act.actor, **ids)
        return consult.reveal_proposed_name(act=act, proposal_id=found.id)


@endpoint("withdraw_place", gives=PlaceProposalAnswer)
class PlaceWithdrawal(Acting):
    """Take a proposal back."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it back."""
        found = proposals.place_proposal_for(act.actor, **ids)
        return placing.withdraw_place(act=act, proposal_id=found.id)


@lists("list_furnaces", shows=FurnaceOut, summary="List the furnaces and how each works, by code word",
       ordering=("code_word",))
class Furnaces(Listing):
    """The furnaces of the house."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the furnaces."""
        return furnaces.visible_furnaces(officer)


@lists("list_furnace_proposals", shows=FurnaceProposalOut,
       summary="List what was proposed about furnaces, the newest first", ordering=("-proposed_at", "id"))
@endpoint("propose_facility", takes=FurnaceProposalIn, gives=FurnaceProposalAnswer, signs=True)
class FurnaceProposals(Listing, Acting):
    """Propose a new furnace, or how one that is there works from now on."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the proposals."""
        return furnaces.visible_facility_proposals(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Propose it."""
        return facilities.propose_facility(act=act, **said)


@reads("read_furnace_proposal", shows=FurnaceProposalOut, summary="Read a proposal about a furnace")
class OneFurnaceProposal(Single):
    """One proposal."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the proposal."""
        return furnaces.facility_proposal_for(officer, **ids)


@reads("preview_furnace", shows=FurnaceEffectOut, summary="See what a proposal about a furnace would do now")
class FurnacePreview(Single):
    """What it would do."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the effect."""
        return furnaces.effect_of_furnace(furnaces.facility_proposal_for(officer, **ids), at=database_now())


@endpoint("decide_facility", takes=ChangeDecisionIn, gives=FurnaceProposalAnswer, signs=True)
class FurnaceDecision(Acting):
    """Approve or reject what another person proposed."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Decide it."""
        found = furnaces.facility_proposal_for(act.actor, **ids)
        return facilities.decide_facility(act=act, proposal_id=found.id, **said)


@endpoint("withdraw_facility", gives=FurnaceProposalAnswer)
class FurnaceWithdrawal(Acting):
    """Take a proposal back."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it back."""
        found = furnaces.facility_proposal_for(act.actor, **ids)
        return facilities.withdraw_facility(act=act, proposal_id=found.id)
